//! How a pool is opened on its owner's thread, and how it is dropped.

use napi::Result;
use napi_derive::napi;

use super::home::NodeHome;
use super::pool::NodePool;
use super::registry::{new_id, register, unregister};
use super::table::Open;
use crate::pool::Pool;
use crate::sync::Arc;

/// The most threads that a pool may have. A pool has more seats than that, since a thread that was told to leave
/// keeps its seat until it has left.
#[napi]
pub const MOST_THREADS: u32 = 1024;

const SEATS: usize = 2 * MOST_THREADS as usize;

/// Makes a pool whose outcomes go to `home`, with nobody on its seats. Returns a handle.
///
/// Each of its threads leaves after `quota` jobs (0 means never), and `niceness` lowers the threads' CPU priority.
/// The pool's jobs are timed if `is_timed` is set.
#[napi(catch_unwind)]
pub fn open_pool(home: u32, quota: f64, niceness: u32, is_timed: bool) -> Result<u32> {
    NodeHome::with(home, |owner| {
        let pool = Arc::new(Pool::new(new_id(), SEATS, Arc::clone(&owner.home)));
        let quota = if quota > 0.0 { quota as u64 } else { u64::MAX };
        pool.set_up(quota, niceness as usize);
        pool.clock.want(is_timed);
        owner.pools.push(Arc::clone(&pool));
        register(&pool);
        NodePool {
            pool,
            submitter: None,
        }
        .open()
    })
}

/// Forgets a pool whose workers have left.
#[napi(catch_unwind)]
pub fn drop_pool(home: u32, pool: u32) -> Result<()> {
    let Some(closed) = NodePool::close(pool)? else {
        return Ok(());
    };
    let id = closed.pool.id;
    unregister(id);
    NodeHome::with(home, |owner| {
        owner.pools.retain(|pool| pool.id != id);
        Ok(())
    })
}
