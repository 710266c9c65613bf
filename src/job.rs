//! A job: one request on its way through a pool, and the word that says how far it has come.

use crate::completion::Home;
use crate::memory::Slice;
use crate::pool::Lease;
use crate::sync::{Arc, AtomicU8, Ordering};
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
