//! Jobs that their submitter wants no more, by slot: whoever takes one off a queue drops it.
//!
//! A ticket costs something for every job that has one. This costs a job one load, and its price is paid by the few that are
//! recalled. See "Recalls" in `README.md`.

use std::collections::HashSet;

use crate::sync::{AtomicBool, Mutex, Ordering};

/// The recalled slots of one home.
#[derive(Default)]
pub struct Recalls {
    /// Whether there are any. Relaxed: the desk's lock, which worker and submitter both take, carries it.
    any: AtomicBool,
    slots: Mutex<HashSet<u32>>,
}

impl Recalls {
    /// The submitter wants this job no more.
    pub fn add(&self, slot: u32) {
        let mut slots = self.slots.lock();
        slots.insert(slot);
        self.any.store(true, Ordering::Relaxed);
    }

    /// Strikes a job off. `true` if it was recalled.
    pub fn take(&self, slot: u32) -> bool {
        if !self.any.load(Ordering::Relaxed) {
            return false;
        }
        let mut slots = self.slots.lock();
        let was_recalled = slots.remove(&slot);
        self.any.store(!slots.is_empty(), Ordering::Relaxed);
        was_recalled
    }
}
