//! The jobs that one worker has in hand, with their times.

use super::clock::NEVER;
use super::job::{Name, Origin, Stamp};
use super::ticket::Ticket;
use super::timing::Timing;
use crate::sync::Arc;

/// A job in hand: its worker owes it a record.
pub(super) struct JobInHand {
    pub(super) slot: u32,
    pub(super) task: u32,
    pub(super) origin: Option<Arc<Origin>>,
    pub(super) submitted: Stamp,
    /// When it began. [`NEVER`] while it waits for its data, or if nobody wanted to know.
    pub(super) begun: u64,
    /// While the pool is traced, a number that no other begun job of this worker has.
    pub(super) lane: u8,
    /// What another worker needs to run it, as long as it waits for its data and has not begun.
    pub(super) waiting: Option<Waiting>,
    /// Why it is to stop, until its worker has been told.
    pub(super) stop: Option<Stop>,
}

impl JobInHand {
    pub(super) fn name(&self) -> Name {
        Name::of(self.origin.as_ref(), self.slot)
    }

    pub(super) fn is(&self, name: Name) -> bool {
        self.slot == name.slot && self.name() == name
    }
}

/// What is needed to queue a job again while it waits for its data.
pub(super) struct Waiting {
    pub(super) ticket: Option<Arc<Ticket>>,
    /// Whether the job is for this worker and no other.
    pub(super) is_mail: bool,
}

/// Why a job that has begun is to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stop {
    /// Its timeout, which is this many milliseconds, is over.
    Timeout(f64),
    /// Its signal was aborted. Only JavaScript has the reason, and sends it on its own way.
    Abort,
}

/// The jobs in hand, and the times of the jobs so far.
#[derive(Default)]
pub(super) struct InHand {
    pub(super) jobs: Vec<JobInHand>,
    /// Made with the first job whose times are wanted. It lies here because whoever takes or ends a
    /// job has the lock anyway.
    pub(super) timing: Option<Box<Timing>>,
}

impl InHand {
    pub(super) fn begin(&mut self, submitted: Stamp, now: u64) {
        if now != NEVER {
            let timing = self.timing.get_or_insert_default();
            timing.begin(submitted.moment(), now);
        }
    }

    /// The first lane that no begun job is in.
    pub(super) fn free_lane(&self) -> u8 {
        let is_free = |lane: &u8| {
            let mut begun = self.jobs.iter().filter(|job| job.begun != NEVER);
            !begun.any(|job| job.lane == *lane)
        };
        (0..u8::MAX).find(is_free).unwrap_or(u8::MAX)
    }

    /// Ends a job that began at `begun`.
    pub(super) fn end(&mut self, begun: u64, now: u64) {
        if begun != NEVER
            && let Some(timing) = &mut self.timing
        {
            // A job that began while nobody wanted the time was never counted. If nobody wants the time any more, the
            // job ends at the moment at which it began.
            timing.end(begun, if now == NEVER { begun } else { now });
        }
    }
}
