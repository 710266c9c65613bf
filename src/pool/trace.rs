//! What a pool's threads did and when, as spans, while somebody traces the pool.

use super::clock::NEVER;
use super::in_hand::JobInHand;
use super::job::{Origin, Stamp};
use crate::sync::{Arc, AtomicBool, Mutex, Ordering};
use crate::tasks::{self, Task};

/// What a span is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A job of a JavaScript task.
    Script = 0,
    /// A job of a native task.
    Native = 1,
    /// A part of a native job that another worker has in hand.
    Steal = 2,
}

/// Something that a worker did, without a pause or with pauses in which it did other things. Moments are
/// ticks of the pool's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// What the span is about.
    pub kind: Kind,
    /// The seat of the worker.
    pub seat: usize,
    /// Spans of one seat and one lane don't overlap.
    pub lane: u8,
    /// Which task: the pool's number for a script's task, or the index among the names for a native task.
    pub task: u32,
    /// The seat that the work was taken from, if that is another seat.
    pub from: Option<usize>,
    /// When the job was submitted.
    pub submitted: u64,
    /// When it began.
    pub begun: u64,
    /// When it ended.
    pub ended: u64,
}

impl Span {
    pub(super) fn of_script(seat: usize, held: &JobInHand, ended: u64) -> Self {
        Self {
            kind: Kind::Script,
            seat,
            lane: held.lane,
            task: held.task,
            from: submitter(held.origin.as_ref(), seat),
            submitted: held.submitted.moment(),
            begun: held.begun,
            ended,
        }
    }

    pub(super) fn of_native(
        seat: usize,
        lane: u8,
        task: Task,
        submitted: Stamp,
        begun: u64,
        ended: u64,
    ) -> Self {
        let task = tasks::place_of(task).unwrap_or(usize::MAX);
        Self {
            kind: Kind::Native,
            seat,
            lane,
            task: u32::try_from(task).unwrap_or(u32::MAX),
            from: None,
            submitted: submitted.moment(),
            begun,
            ended,
        }
    }

    pub(super) fn of_steal(seat: usize, lane: u8, victim: usize, begun: u64, ended: u64) -> Self {
        Self {
            kind: Kind::Steal,
            seat,
            lane,
            task: 0,
            from: Some(victim),
            submitted: begun,
            begun,
            ended,
        }
    }
}

/// The seat of a nested job's submitter, if another worker has run the job.
fn submitter(origin: Option<&Arc<Origin>>, seat: usize) -> Option<usize> {
    let submitter = super::seat_of_origin(origin?.number) as usize;
    (submitter != seat).then_some(submitter)
}

/// The spans that nobody has read yet.
#[derive(Default)]
pub struct Trace {
    /// Relaxed: whoever begins to trace must accept that a job comes in between.
    is_on: AtomicBool,
    spans: Mutex<Vec<Span>>,
}

impl Trace {
    /// Whether somebody traces the pool.
    pub fn is_on(&self) -> bool {
        self.is_on.load(Ordering::Relaxed)
    }

    /// Starts tracing, or stops it and drops the spans that nobody has read.
    pub fn turn(&self, is_on: bool) {
        self.is_on.store(is_on, Ordering::Relaxed);
        if !is_on {
            self.take();
        }
    }

    /// The spans since the last call.
    #[must_use]
    pub fn read(&self) -> Vec<Span> {
        self.take()
    }

    /// Keeps a span if its times are known.
    pub(super) fn add(&self, span: Span) {
        if span.begun != NEVER && span.ended != NEVER {
            self.spans.lock().push(span);
        }
    }

    fn take(&self) -> Vec<Span> {
        std::mem::take(&mut *self.spans.lock())
    }
}
