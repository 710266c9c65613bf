//! The word that says how far a job has come, so that the job can be cancelled.

use crate::sync::{AtomicU8, Ordering};

/// How far a job has come. A queued job can be cancelled, and a running job can be asked to stop.
///
/// | state | enters | leaves |
/// |---|---|---|
/// | queued | at submission | a worker takes the job, or the submitter cancels it |
/// | running | a worker takes the job | the submitter asks it to stop, it is put back into the queue, or never |
/// | stopping | the submitter, while the job runs | never: the task sees it and may stop |
/// | cancelled | the submitter, while the job is queued | never: the worker that takes the job drops it |
#[derive(Default)]
pub struct Ticket(AtomicU8);

const QUEUED: u8 = 0;
const RUNNING: u8 = 1;
const STOPPING: u8 = 2;
const CANCELLED: u8 = 3;

/// What a cancellation found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Cancelled {
    /// The job was queued and will never start.
    Queued,
    /// The job runs, and has been asked to stop.
    Running,
    /// The job had been cancelled before, while it was queued.
    Before,
}

impl Ticket {
    /// A worker takes the job. Returns `false` if the job was cancelled: the worker drops it.
    pub fn start(&self) -> bool {
        // Relaxed: the word only decides who acts and publishes no data. The queue carries the job.
        self.0
            .compare_exchange(QUEUED, RUNNING, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
    }

    /// Puts the job back into a queue, because the worker that took it did not begin it. Returns `false` if the
    /// submitter doesn't want the job any more: the caller drops it.
    pub fn put_back(&self) -> bool {
        self.0
            .compare_exchange(RUNNING, QUEUED, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
    }

    /// The submitter doesn't want the job any more.
    pub fn cancel(&self) -> Cancelled {
        if self
            .0
            .compare_exchange(QUEUED, CANCELLED, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
        {
            return Cancelled::Queued;
        }
        // A job that was cancelled before stays cancelled.
        match self
            .0
            .compare_exchange(RUNNING, STOPPING, Ordering::Relaxed, Ordering::Relaxed)
        {
            Err(CANCELLED) => Cancelled::Before,
            _ => Cancelled::Running,
        }
    }

    /// Whether the job was cancelled while it was queued.
    pub fn was_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed) == CANCELLED
    }

    /// Whether the running job was asked to stop.
    pub fn is_stopping(&self) -> bool {
        self.0.load(Ordering::Relaxed) == STOPPING
    }
}
