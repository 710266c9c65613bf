//! The jobs that one worker has in hand, with their times.

use super::clock::NEVER;
use super::job::{Name, Origin, Stamp};
use super::ticket::Ticket;
use super::timing::Timing;
use crate::sync::Arc;

/// A job that its worker owes a record.
pub(super) struct JobInHand {
    pub(super) slot: u32,
    pub(super) task: u32,
    pub(super) origin: Option<Arc<Origin>>,
    pub(super) submitted: Stamp,
    /// [`NEVER`] while it waits for its data.
    pub(super) begun: u64,
    /// While the pool is traced, a number that no other job has which its worker has begun and not ended.
    pub(super) lane: u8,
    /// What runs it again elsewhere, while it has not begun: it waits for its data.
    pub(super) waiting: Option<Waiting>,
    /// Why it was told to stop, until its worker has heard of it.
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

/// What a job that waits for its data needs to run elsewhere.
pub(super) struct Waiting {
    pub(super) ticket: Option<Arc<Ticket>>,
    /// Whether it is for this worker and no other.
    pub(super) is_mail: bool,
}

/// Why a job that has begun is to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stop {
    /// So many milliseconds are over, which were its timeout.
    Timeout(f64),
    /// Its signal was aborted. The reason is JavaScript's, and travels there.
    Abort,
}

/// The jobs in hand, and what their times were.
#[derive(Default)]
pub(super) struct InHand {
    pub(super) jobs: Vec<JobInHand>,
    /// Made with the first job whose times are wanted. It is here, since whoever takes or ends a job has the lock.
    pub(super) timing: Option<Box<Timing>>,
}

impl InHand {
    pub(super) fn begin(&mut self, submitted: Stamp, now: u64) {
        if now != NEVER {
            let timing = self.timing.get_or_insert_default();
            timing.begin(submitted.moment(), now);
        }
    }

    /// The first lane that no job which has begun is in.
    pub(super) fn free_lane(&self) -> u8 {
        let is_free = |lane: &u8| {
            let mut begun = self.jobs.iter().filter(|job| job.begun != NEVER);
            !begun.any(|job| job.lane == *lane)
        };
        (0..u8::MAX).find(is_free).unwrap_or(u8::MAX)
    }

    /// A job ends that began then.
    pub(super) fn end(&mut self, begun: u64, now: u64) {
        if begun != NEVER
            && let Some(timing) = &mut self.timing
        {
            // Nobody may have wanted the time when it began, or want it any more.
            timing.end(begun, if now == NEVER { begun } else { now });
        }
    }
}
