//! How long the jobs of a seat have waited and run, and for how long the seat was busy. Times come in as arguments: nanoseconds of one clock.

use hdrhistogram::Histogram;

use super::clock::NEVER;

/// What a percentile says is wrong by a hundredth at most.
const DIGITS: u8 = 2;
/// What takes longer counts as taking so long: a day and a half.
const LONGEST: u64 = 1 << 47;

/// What is known of the jobs that have begun, and of those that have ended.
#[derive(Clone, Debug)]
pub struct Timing {
    /// From a job's submission until it begins.
    pub waits: Histogram<u64>,
    /// From there until it ends.
    pub runs: Histogram<u64>,
    /// How many have begun and not ended.
    running: usize,
    /// Since when there are any.
    since: u64,
    /// For how long there were any, before.
    busy: u64,
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

    /// A job ends that began then.
    pub fn end(&mut self, begun: u64, now: u64) {
        self.runs.saturating_record(now.saturating_sub(begun));
        self.running -= 1;
        if self.running == 0 {
            self.busy += now.saturating_sub(self.since);
        }
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

    /// What another tells by now counts here too.
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
