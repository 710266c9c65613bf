//! The word that says how far a job has come, so that it can be cancelled.

use crate::sync::{AtomicU8, Ordering};

/// How far a job has come. Queued, it can be cancelled; running, it can be asked to stop.
///
/// | state | enters | leaves |
/// |---|---|---|
/// | queued | at submission | a worker takes the job, or it is cancelled |
/// | running | the worker | asked to stop, put back into the queue, or for good |
/// | stopping | the submitter, while it runs | for good: the task sees it and may stop |
/// | cancelled | the submitter, while queued | for good: the worker that takes it drops it |
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
    /// It had been cancelled while it was queued.
    Before,
}

impl Ticket {
    /// A worker takes the job. `false` if it was cancelled: drop it.
    pub fn start(&self) -> bool {
        // Relaxed: the word decides who acts and carries no data; the queue carries the job.
        self.0
            .compare_exchange(QUEUED, RUNNING, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
    }

    /// The worker that took the job has gone before it began. `false` if the submitter wants it no more: drop it.
    pub fn put_back(&self) -> bool {
        self.0
            .compare_exchange(RUNNING, QUEUED, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
    }

    /// The submitter wants it no more.
    pub fn cancel(&self) -> Cancelled {
        if self
            .0
            .compare_exchange(QUEUED, CANCELLED, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
        {
            return Cancelled::Queued;
        }
        // A job cancelled before stays cancelled.
        match self
            .0
            .compare_exchange(RUNNING, STOPPING, Ordering::Relaxed, Ordering::Relaxed)
        {
            Err(CANCELLED) => Cancelled::Before,
            _ => Cancelled::Running,
        }
    }

    /// Whether the running job was asked to stop.
    pub fn is_stopping(&self) -> bool {
        self.0.load(Ordering::Relaxed) == STOPPING
    }
}
