//! What a pool tells of itself to whoever asks.

use super::{Pool, Timing};
use crate::scheduler::Stats;

/// What was counted and timed in a pool whose work this one took over.
#[derive(Default)]
pub(super) struct Past {
    stats: Stats,
    timing: Option<Timing>,
}

/// What has happened on one seat.
pub struct SeatSeen {
    /// Which.
    pub seat: usize,
    /// What its workers have done.
    pub stats: Stats,
    /// For how many ticks a worker on it had jobs that had begun.
    pub busy: u64,
}

impl Pool {
    /// What its workers have done, and how many of them search or sleep.
    pub fn stats(&self) -> Stats {
        let mut stats = self.scheduler.stats();
        stats.add(&self.past.lock().stats);
        stats
    }

    /// How long its jobs have waited and run.
    pub fn timing(&self) -> Timing {
        let now = self.clock.now();
        let mut total = self.past.lock().timing.clone().unwrap_or_default();
        for (_, desk) in self.desks.iter() {
            desk.read_timing(|timing| total.add(timing, now));
        }
        total
    }

    /// The same, seat by seat.
    pub fn seats(&self) -> impl Iterator<Item = SeatSeen> {
        let now = self.clock.now();
        self.scheduler.seat_stats().map(move |(seat, stats)| {
            let mut busy = 0;
            if let Some(desk) = self.desks.peek(seat) {
                desk.read_timing(|timing| busy = timing.busy(now));
            }
            SeatSeen { seat, stats, busy }
        })
    }

    /// Takes over what was counted and timed in a pool that has ended.
    pub fn inherit(&self, ended: &Self) {
        *self.past.lock() = Past {
            stats: ended.stats(),
            timing: Some(ended.timing()),
        };
    }
}
