//! What a scheduler can tell about itself.

use crate::sync::{AtomicU64, Ordering};

/// One seat's counters, written by its worker alone. Relaxed throughout: they are read for people.
#[derive(Default)]
pub(super) struct SeatStats {
    jobs: AtomicU64,
    steals: AtomicU64,
    parks: AtomicU64,
}

impl SeatStats {
    pub(super) fn count_job(&self) {
        Self::bump(&self.jobs);
    }

    pub(super) fn count_steal(&self) {
        Self::bump(&self.steals);
    }

    pub(super) fn count_park(&self) {
        Self::bump(&self.parks);
    }

    pub(super) fn add_to(&self, total: &mut Stats) {
        total.jobs += self.jobs.load(Ordering::Relaxed);
        total.steals += self.steals.load(Ordering::Relaxed);
        total.parks += self.parks.load(Ordering::Relaxed);
    }

    /// A load and a store: one writer needs no locked instruction.
    fn bump(counter: &AtomicU64) {
        counter.store(counter.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    }
}

/// Totals over all seats since the pool was made, and who searches or sleeps now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Jobs that a worker took.
    pub jobs: u64,
    /// Those of them taken from another seat's deque.
    pub steals: u64,
    /// Times a worker fell asleep.
    pub parks: u64,
    /// Workers that look for a job now.
    pub searching: u32,
    /// Workers asleep now.
    pub asleep: u32,
}

impl Stats {
    /// What others have counted counts here too.
    pub fn add(&mut self, others: &Self) {
        self.jobs += others.jobs;
        self.steals += others.steals;
        self.parks += others.parks;
    }
}
