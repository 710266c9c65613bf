//! How long the jobs of a seat have waited and run, and how long the seat was busy. Moments come in as arguments, and
//! all are ticks of one clock.

use hdrhistogram::Histogram;

use super::clock::NEVER;

/// A percentile is wrong by at most one percent.
const DIGITS: u8 = 2;
/// Longer times count as this long: a day and a half if a tick is a nanosecond.
const LONGEST: u64 = 1 << 47;

/// The times of the jobs that have begun, and of those that have ended.
#[derive(Clone, Debug)]
pub struct Timing {
    /// How long each job waited, from its submission until it began.
    pub waits: Histogram<u64>,
    /// How long each job ran, from when it began until it ended.
    pub runs: Histogram<u64>,
    /// How many jobs have begun and not ended.
    running: usize,
    /// When the first of the running jobs began.
    since: u64,
    /// How long there were running jobs, before that.
    busy: u64,
    /// How long there had been running jobs at the last reset.
    busy_at_reset: u64,
}

impl Default for Timing {
    fn default() -> Self {
        let histogram = || Histogram::new_with_bounds(1, LONGEST, DIGITS);
        Self {
            waits: histogram().expect("the bounds are in order"),
            runs: histogram().expect("the bounds are in order"),
            running: 0,
            since: NEVER,
            busy: 0,
            busy_at_reset: 0,
        }
    }
}

impl Timing {
    /// A job begins.
    pub fn begin(&mut self, submitted: u64, now: u64) {
        if submitted != NEVER {
            self.waits.saturating_record(now.saturating_sub(submitted));
        }
        if self.running == 0 {
            self.since = now;
        }
        self.running += 1;
    }

    /// A job that began at `begun` ends.
    pub fn end(&mut self, begun: u64, now: u64) {
        self.runs.saturating_record(now.saturating_sub(begun));
        self.running -= 1;
        if self.running == 0 {
            self.busy += now.saturating_sub(self.since);
        }
    }

    /// Begins both histograms anew, and what [`busy_since_reset`](Self::busy_since_reset) tells. A job that has begun
    /// will still be in `runs`.
    pub fn reset(&mut self, now: u64) {
        self.waits.reset();
        self.runs.reset();
        self.busy_at_reset = self.busy(now);
    }

    /// For how long there were jobs that had begun and not ended.
    #[must_use]
    pub fn busy(&self, now: u64) -> u64 {
        let latest = if self.running == 0 {
            0
        } else {
            now.saturating_sub(self.since)
        };
        self.busy + latest
    }

    /// The part of [`busy`](Self::busy) that came after the last reset.
    #[must_use]
    pub fn busy_since_reset(&self, now: u64) -> u64 {
        self.busy(now).saturating_sub(self.busy_at_reset)
    }

    /// Adds the times of `other`, as they are now.
    pub fn add(&mut self, other: &Self, now: u64) {
        for (ours, theirs) in [
            (&mut self.waits, &other.waits),
            (&mut self.runs, &other.runs),
        ] {
            ours.add(theirs).expect("all have the same bounds");
        }
        self.busy += other.busy(now);
    }
}
