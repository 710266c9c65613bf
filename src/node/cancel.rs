//! How JavaScript cancels a job, and how it forgets what could have cancelled it.

use napi::Result;
use napi_derive::napi;

use super::home::NodeHome;
use super::pool::NodePool;
use super::table::Open;
use crate::pool::ticket::Cancelled;

/// Cancels a job. Returns `true` if the job will never start or is over, and `false` if it has started. A started job
/// is asked to stop if it was submitted as cancellable.
#[napi(catch_unwind)]
pub fn cancel(home: u32, pool: u32, slot: u32) -> Result<bool> {
    NodeHome::with(home, |owner| {
        NodePool::with(pool, |pool| Ok(cancel_job(owner, pool, slot)))
    })
}

fn cancel_job(owner: &mut NodeHome, pool: &NodePool, slot: u32) -> bool {
    if let Some(deadlines) = &mut owner.deadlines {
        deadlines.settle(slot);
    }
    if let Some((ticket, deferred)) = owner.tickets.get(&slot) {
        match ticket.cancel() {
            Cancelled::Queued => {}
            Cancelled::Before => return true,
            Cancelled::Running => return false,
        }
        let recalled = deferred
            .as_ref()
            .is_some_and(|(pool, lease)| pool.recall(*lease));
        if !recalled {
            pool.pool.count_cancelled();
        }
        return true;
    }
    let recalls = owner.home.recalls();
    let name = pool.name(slot);
    recalls.add(slot, pool.pool.counted(name));
    let is_running = pool.pool.seat_of(name).is_some();
    if is_running {
        recalls.take(slot);
    }
    !is_running
}

/// Takes back at most so many jobs of a pool's owner that wait for any thread or for their memory, the last ones.
/// Returns their slots, also of jobs that were cancelled before, and the caller settles these jobs. The caller has
/// submitted what it staged, and set the deadlines.
#[napi(catch_unwind)]
pub fn take_back_waiting(pool: u32, most: u32) -> Result<Vec<u32>> {
    NodePool::with(pool, |pool| Ok(pool.pool.take_back_waiting(most as usize)))
}

/// Forgets that a job was cancellable, was cancelled or had a deadline. Its record has come, or will never come.
#[napi(catch_unwind)]
pub fn forget(home: u32, slot: u32) -> Result<()> {
    NodeHome::with(home, |owner| {
        owner.tickets.remove(&slot);
        if let Some(deadlines) = &mut owner.deadlines {
            deadlines.settle(slot);
        }
        owner.home.recalls().take(slot);
        Ok(())
    })
}
