//! A job: one request on its way through a pool.

use super::ticket::Ticket;
use crate::completion::Home;
use crate::memory::{Lease, Slice};
use crate::sync::Arc;
use crate::tasks::{Input, Task};

/// One accepted request. Whoever holds a job owes its slot a record.
pub struct Job {
    /// The submitter's number for the job.
    pub slot: u32,
    /// The worker that submitted it, if it is a nested job. `None` if the pool's owner submitted it.
    pub origin: Option<Arc<Origin>>,
    /// How far it has come, if it can be cancelled.
    pub ticket: Option<Arc<Ticket>>,
    /// When it was submitted, and whether its submitter wants to know its times.
    pub submitted: Stamp,
    /// What is to be done.
    pub work: Work,
}

/// When a job was submitted, by its pool's clock, and whether its submitter wants to know how long it waited and ran.
/// Both are in one word, because jobs are moved often. The flag takes the clock's last bit, which means nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp(u64);

impl Stamp {
    /// The stamp of a job that is submitted at this moment.
    #[must_use]
    pub fn new(moment: u64, is_watched: bool) -> Self {
        Self(moment & !1 | u64::from(is_watched))
    }

    /// The moment of submission, or 0 if nobody wanted to know it.
    #[must_use]
    pub fn moment(self) -> u64 {
        self.0 & !1
    }

    /// Whether the job's submitter wants to know its times.
    #[must_use]
    pub fn is_watched(self) -> bool {
        self.0 & 1 == 1
    }
}

/// A worker that submits nested jobs to its own pool.
pub struct Origin {
    /// Its number, which no other submitting worker of the pool has. Never 0.
    pub number: u32,
    /// Where the outcomes of its jobs go.
    pub home: Arc<Home>,
}

/// Names a job of a pool. The slot alone is not enough, since slots are numbers of their submitter's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// The submitter's number, or 0 for the pool's owner.
    pub origin: u32,
    /// The submitter's number for the job.
    pub slot: u32,
}

impl Name {
    /// The name of a job that the pool's owner submitted.
    #[must_use]
    pub fn outer(slot: u32) -> Self {
        Self { origin: 0, slot }
    }

    /// The name of the job with this slot of this origin.
    #[must_use]
    pub fn of(origin: Option<&Arc<Origin>>, slot: u32) -> Self {
        let origin = origin.map_or(0, |origin| origin.number);
        Self { origin, slot }
    }
}

/// Added to a task's number: a worker begins no other job while it waits for the data of this task's job, or runs it.
pub const ALONE: u32 = 1 << 28;

/// What a job asks for.
pub enum Work {
    /// A JavaScript task, and the value to call it with.
    Script {
        /// Which of the pool's tasks.
        task: u32,
        /// The value.
        value: Value,
    },
    /// A built-in task.
    Native(Box<NativeWork>),
}

/// A built-in task, and what it is called with.
pub struct NativeWork {
    /// The task's function.
    pub task: Task,
    /// What it is called with.
    pub input: Input,
    /// The lease on the memory that its input lies in, if that memory is shared.
    pub lease: Option<Lease>,
    /// The job's ticket, if its data came after a worker had taken it. By this ticket the job
    /// can still be asked to stop.
    pub ticket: Option<Arc<Ticket>>,
}

/// A value on its way from its submitter to a worker.
pub enum Value {
    /// A value that its record's kind and eight bytes describe completely.
    Inline {
        /// A record kind.
        kind: u32,
        /// The bytes of a number, otherwise zero.
        bytes: [u8; 8],
    },
    /// Encoded bytes, in the memory where their submitter wrote them.
    Bytes {
        /// A record kind.
        kind: u32,
        /// The bytes.
        slice: Slice,
    },
    /// The value stays with the submitter until a worker takes the job.
    Ask,
    /// The value comes through the worker's port.
    Port,
}
