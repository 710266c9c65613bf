//! The pools of the process by number, for workers on other threads that attach to one.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::pool::Pool;
use crate::sync::{Arc, Mutex};

static POOLS: Mutex<Vec<Arc<Pool>>> = Mutex::new(Vec::new());
static NEXT_ID: AtomicU32 = AtomicU32::new(1);

/// A number that no other pool has.
pub(super) fn new_id() -> u32 {
    // Relaxed: the number must be new and says nothing of anything else.
    NEXT_ID.fetch_add(1, Ordering::Relaxed)
}

pub(super) fn register(pool: &Arc<Pool>) {
    POOLS.lock().push(Arc::clone(pool));
}

pub(super) fn unregister(id: u32) {
    POOLS.lock().retain(|pool| pool.id != id);
}

/// The pool with this number, until its owner has forgotten it.
pub(super) fn find_pool(id: u32) -> Option<Arc<Pool>> {
    POOLS.lock().iter().find(|pool| pool.id == id).cloned()
}
