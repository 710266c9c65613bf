//! A job: one request on its way through a pool.

use super::ticket::Ticket;
use crate::completion::Home;
use crate::memory::{Lease, Slice};
use crate::sync::Arc;
use crate::tasks::{Input, Task};

/// One accepted request. Whoever holds it owes its slot a record.
pub struct Job {
    /// The submitter's number for it.
    pub slot: u32,
    /// The worker that submitted it, for a nested job. `None`: the pool's owner did.
    pub origin: Option<Arc<Origin>>,
    /// How far it has come, for one that can be cancelled.
    pub ticket: Option<Arc<Ticket>>,
    /// When it was submitted, and whether somebody wants to know its times.
    pub submitted: Stamp,
    /// What is to be done.
    pub work: Work,
}

/// When a job was submitted, by its pool's clock, and whether its submitter is to be told how long it waited and ran. One word: jobs are moved often, and the
/// clock's last bit means nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp(u64);

impl Stamp {
    /// The stamp of a job that is submitted at this moment.
    #[must_use]
    pub fn new(moment: u64, is_watched: bool) -> Self {
        Self(moment & !1 | u64::from(is_watched))
    }

    /// The moment, 0 if nobody wanted to know it.
    #[must_use]
    pub fn moment(self) -> u64 {
        self.0 & !1
    }

    /// Whether its submitter is to be told its times.
    #[must_use]
    pub fn is_watched(self) -> bool {
        self.0 & 1 == 1
    }
}

/// A worker that submits jobs to its own pool: nested ones.
pub struct Origin {
    /// No other worker of the pool has it, and it is not 0.
    pub number: u32,
    /// Where the outcomes of its jobs go.
    pub home: Arc<Home>,
}

/// Which job of a pool: slots are numbers of their submitter's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// The submitter's number, 0 for the pool's owner.
    pub origin: u32,
    /// The submitter's number for the job.
    pub slot: u32,
}

impl Name {
    /// The name of a job of the pool's owner's.
    #[must_use]
    pub fn outer(slot: u32) -> Self {
        Self { origin: 0, slot }
    }

    /// The name of the job that this origin knows by this slot.
    #[must_use]
    pub fn of(origin: Option<&Arc<Origin>>, slot: u32) -> Self {
        let origin = origin.map_or(0, |origin| origin.number);
        Self { origin, slot }
    }
}

/// Added to a task's number: while its worker waits for the job's data, and runs it, it begins no others.
pub const ALONE: u32 = 1 << 28;

/// What a job is for.
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
    /// Its computation.
    pub task: Task,
    /// What it is called with.
    pub input: Input,
    /// Leave to touch the memory that its input lies in, if that is shared.
    pub lease: Option<Lease>,
    /// How far the job has come whose data came when it had been taken already: it can still be asked to stop.
    pub ticket: Option<Arc<Ticket>>,
}

/// A value on its way from its submitter to a worker.
pub enum Value {
    /// One that its record's kind and eight bytes say whole.
    Inline {
        /// A record kind.
        kind: u32,
        /// The bytes of a number, else zero.
        bytes: [u8; 8],
    },
    /// Encoded bytes, where their submitter wrote them.
    Bytes {
        /// A record kind.
        kind: u32,
        /// The bytes.
        slice: Slice,
    },
    /// It stays with the submitter until a worker takes the job.
    Ask,
    /// It comes on the worker's port.
    Port,
}
