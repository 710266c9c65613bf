//! The jobs that their submitter does not want any more, by slot. Whoever takes such a job off a queue drops it.
//!
//! A ticket costs something for every job that has one. Recalls cost every job one load, and only the few jobs that
//! are recalled cost more. See "Recalls" in `README.md`.

use std::collections::HashMap;

use crate::sync::{Arc, AtomicBool, AtomicUsize, Mutex, Ordering};

/// The recalled slots of one home.
#[derive(Default)]
pub struct Recalls {
    /// Whether there are any. Relaxed: the desk's lock, which worker and submitter both take, makes it visible.
    any: AtomicBool,
    slots: Mutex<HashMap<u32, Option<Counted>>>,
}

/// Adds one to a count for as long as it lives.
pub struct Counted(Arc<AtomicUsize>);

impl Counted {
    /// Counts one more.
    #[must_use]
    pub fn new(count: &Arc<AtomicUsize>) -> Self {
        // Relaxed, here and below: the count is only a statistic.
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Recalls {
    /// Says that the submitter does not want this job any more. The job is counted until it is struck off.
    pub fn add(&self, slot: u32, counted: Option<Counted>) {
        let mut slots = self.slots.lock();
        slots.insert(slot, counted);
        self.any.store(true, Ordering::Relaxed);
    }

    /// Whether a job is on the list.
    pub fn has(&self, slot: u32) -> bool {
        self.any.load(Ordering::Relaxed) && self.slots.lock().contains_key(&slot)
    }

    /// Strikes a job off the list. `true` if the job was recalled.
    pub fn take(&self, slot: u32) -> bool {
        if !self.any.load(Ordering::Relaxed) {
            return false;
        }
        let mut slots = self.slots.lock();
        let was_recalled = slots.remove(&slot).is_some();
        self.any.store(!slots.is_empty(), Ordering::Relaxed);
        was_recalled
    }
}
