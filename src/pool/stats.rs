//! What a pool tells about itself: its counts and its times.

use super::job::Stamp;
use super::{NEVER, Pool, Timing, ns_per_tick};
use crate::completion::Home;
use crate::completion::record::kind;
use crate::scheduler::Stats;

/// The counts and times of a pool whose work this pool took over, and the counts at the last reset.
#[derive(Default)]
pub(super) struct Past {
    stats: Stats,
    timing: Option<Timing>,
    /// What the seats had counted when the counts began anew. The seats' own counters go on.
    reset: Stats,
}

/// What has happened on one seat.
pub struct SeatReport {
    /// The seat.
    pub seat: usize,
    /// What its workers have done.
    pub stats: Stats,
    /// For how many ticks its workers had jobs that had begun and not ended, since the last reset.
    pub busy: u64,
    /// How many jobs its worker has in hand, whoever submitted them.
    pub in_hand: usize,
}

impl Pool {
    /// What its workers have done, and how many of them search or sleep.
    pub fn stats(&self) -> Stats {
        let mut stats = self.scheduler.stats();
        let past = self.past.lock();
        stats.subtract(&past.reset);
        stats.add(&past.stats);
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

    /// The counts and the busy time of each seat.
    pub fn seats(&self) -> impl Iterator<Item = SeatReport> {
        let now = self.clock.now();
        self.scheduler.seat_stats().map(move |(seat, stats)| {
            let (mut busy, mut in_hand) = (0, 0);
            if let Some(desk) = self.desks.peek(seat) {
                desk.read_timing(|timing| busy = timing.busy_since_reset(now));
                in_hand = desk.in_hand().of_all;
            }
            SeatReport {
                seat,
                stats,
                busy,
                in_hand,
            }
        })
    }

    /// Takes over the counts and times of a pool that has ended.
    pub fn take_over(&self, ended: &Self) {
        let mut past = self.past.lock();
        past.stats = ended.stats();
        past.timing = Some(ended.timing());
    }

    /// Begins the counts, the histograms and the busy time of each seat anew. The busy time of the pool goes on.
    pub fn reset_stats(&self) {
        let now = self.clock.now();
        let mut past = self.past.lock();
        past.stats = Stats::default();
        past.reset = self.scheduler.stats();
        if let Some(timing) = &mut past.timing {
            timing.reset(now);
        }
        for (_, desk) in self.desks.iter() {
            desk.reset_timing(now);
        }
    }
}

/// Tells a job's submitter where the job has run, and how long it has waited and run. The submitter hears it before the
/// outcome. A time that nobody has measured is NaN.
pub(super) fn post_times(
    home: &Home,
    slot: u32,
    seat: usize,
    submitted: Stamp,
    begun: u64,
    ended: u64,
) {
    let ms = ns_per_tick() / 1e6;
    let between = |start: u64, end: u64| {
        let is_known = start != NEVER && end != NEVER;
        if is_known {
            end.saturating_sub(start) as f64 * ms
        } else {
            f64::NAN
        }
    };
    let waited = between(submitted.moment(), begun);
    let ran = between(begun, ended);
    let mut payload = [0; 16];
    payload[..8].copy_from_slice(&waited.to_ne_bytes());
    payload[8..].copy_from_slice(&ran.to_ne_bytes());
    let seat = u32::try_from(seat).unwrap_or(u32::MAX);
    home.post(slot, kind::TIMES, seat, &payload);
}
