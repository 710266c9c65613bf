//! The pools of the process by number: a worker on another thread attaches to its pool by that number.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::pool::Pool;
use crate::sync::{Arc, Mutex};

static POOLS: Mutex<Vec<Arc<Pool>>> = Mutex::new(Vec::new());
static NEXT_ID: AtomicU32 = AtomicU32::new(1);

/// A number that no other pool has.
pub(super) fn new_id() -> u32 {
    // Relaxed: the number must only be new. It publishes no other data.
    NEXT_ID.fetch_add(1, Ordering::Relaxed)
}

pub(super) fn register(pool: &Arc<Pool>) {
    POOLS.lock().push(Arc::clone(pool));
}

pub(super) fn unregister(id: u32) {
    POOLS.lock().retain(|pool| pool.id != id);
}

/// The pool with this number. `None` after its owner has dropped it.
pub(super) fn find_pool(id: u32) -> Option<Arc<Pool>> {
    POOLS.lock().iter().find(|pool| pool.id == id).cloned()
}
