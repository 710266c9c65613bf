//! How long a Node thread has worked since its event loop had a turn.

use std::time::{Duration, Instant};

use crate::pool::Courtesy;

/// How long a thread works or blocks before its event loop gets a turn.
pub(super) const TURN: Duration = Duration::from_millis(10);
/// Jobs that take less than this on average are so short that reading the clock after each of
/// them would cost too much.
const SMALL_JOB: Duration = Duration::from_micros(20);
/// How many short jobs run between two readings of the clock.
const SMALL_STRIDE: u32 = 16;

/// The work of one turn.
pub(super) struct Turn {
    start: Instant,
    /// The last reading of the clock, counted from the start of the turn.
    asked: Duration,
    /// How many jobs ran since that reading.
    jobs_since: u32,
    /// After how many jobs the clock is read again.
    stride: u32,
    /// What the thread does for others between two jobs.
    courtesy: Courtesy,
}

impl Turn {
    pub(super) fn new(courtesy: Courtesy) -> Self {
        Self {
            start: Instant::now(),
            asked: Duration::ZERO,
            jobs_since: 0,
            stride: 1,
            courtesy,
        }
    }

    /// The event loop has had a turn.
    pub(super) fn restart(&mut self) {
        self.start = Instant::now();
        self.asked = Duration::ZERO;
    }

    /// Whether the thread has worked for so long that its event loop should get a turn. Called after each job.
    pub(super) fn is_over(&mut self) -> bool {
        self.jobs_since += 1;
        if self.jobs_since < self.stride {
            return false;
        }
        let worked = self.start.elapsed();
        let latest = worked.saturating_sub(self.asked);
        // Reading the clock costs as much as a tenth of the smallest job. So it is read seldom
        // while jobs are that small.
        self.stride = if latest < SMALL_JOB * self.jobs_since {
            SMALL_STRIDE
        } else {
            1
        };
        self.courtesy.jobs_took(self.jobs_since, latest);
        self.asked = worked;
        self.jobs_since = 0;
        worked >= TURN
    }
}
