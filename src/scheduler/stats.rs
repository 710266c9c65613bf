//! What a scheduler tells about itself: how many jobs, steals and sleeps it has counted.

use crate::sync::{AtomicU64, Ordering};

/// The counters of one seat. Only the seat's worker writes them. Every access is Relaxed, because the
/// counters are only statistics.
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

    /// Uses a load and a store: with one writer, no locked instruction is needed.
    fn bump(counter: &AtomicU64) {
        counter.store(counter.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    }
}

/// Totals over all seats since the pool was made, and how many workers search or sleep now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Jobs that workers took, and forks that they found when they looked for a job.
    pub jobs: u64,
    /// Forks that workers took from another seat's deque. Those that a worker stole while it waited
    /// in a join count only here.
    pub steals: u64,
    /// How often a worker fell asleep or began to listen.
    pub parks: u64,
    /// Workers that search for a job now.
    pub searching: u32,
    /// Workers that are asleep now.
    pub asleep: u32,
}

impl Stats {
    /// Takes off what had been counted earlier.
    pub fn subtract(&mut self, earlier: &Self) {
        self.jobs -= earlier.jobs;
        self.steals -= earlier.steals;
        self.parks -= earlier.parks;
    }

    /// Adds what others have counted to these totals.
    pub fn add(&mut self, others: &Self) {
        self.jobs += others.jobs;
        self.steals += others.steals;
        self.parks += others.parks;
    }
}
