//! The built-in tasks: a name, an input, a pure computation.
//!
//! A task knows neither threads nor queues. What it may ask of the pool is a [`Crew`]: whether to stop, and to run two halves at once.
//!
//! What a task is called with and what it gives stands at the head of its file. JavaScript has checked types, lengths and shapes, and
//! named the field that was wrong; a task checks again what its memory safety or a panic would depend on.

mod argon2;
mod argon2_verify;
mod argsort;
mod compress;
mod decompress;
mod dot;
mod elements;
mod hash;
mod histogram;
mod input;
mod matmul;
mod parallel;
mod precise;
mod primes;
mod sort;
mod stats;
mod sum;
mod topk;

#[cfg(all(test, not(loom)))]
mod test;

use std::borrow::Cow;

pub use self::elements::Elements;
pub use self::input::Input;
use crate::memory::Array;

/// What a native job leaves.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A number.
    Number(f64),
    /// A BigInt.
    BigInt(i128),
    /// A string.
    Text(String),
    /// Several numbers, each with a meaning of its own.
    Numbers(Vec<f64>),
    /// A new typed array.
    Array(Array),
    /// Several new typed arrays.
    Arrays(Vec<Array>),
    /// The shared view that was passed in to be written to now holds the outcome.
    SameView,
}

/// Why a native job leaves no outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It was asked to stop, and did.
    Stopped,
    /// What it was called with can't be computed with.
    Refused {
        /// JavaScript's class for the error.
        class: Class,
        /// What was wrong, what was expected, what came.
        message: Cow<'static, str>,
    },
}

/// JavaScript's class of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the JavaScript class of the same name")]
pub enum Class {
    Error,
    TypeError,
    RangeError,
}

impl Failure {
    fn refused(class: Class, message: impl Into<Cow<'static, str>>) -> Self {
        Self::Refused {
            class,
            message: message.into(),
        }
    }
}

/// One half of what a task splits, with the crew of the worker that it runs on.
pub type Branch<'a> = &'a mut (dyn FnMut(&dyn Crew) + Send);

/// The workers of the pool, as a running task sees them from one of them.
pub trait Crew {
    /// How many workers there are, this one included.
    fn hands(&self) -> usize;

    /// Whether nobody wants the outcome any more.
    fn is_stopping(&self) -> bool;

    /// Runs both, each once, the second perhaps on another worker, and returns when both have ended. A panic of one reaches the caller
    /// when neither runs any more.
    fn join(&self, first: Branch<'_>, second: Branch<'_>);
}

/// A built-in task's computation.
pub type Task = fn(Input, &dyn Crew) -> Result<Outcome, Failure>;

/// The task of this name, without its `native:`.
#[must_use]
pub fn find(name: &str) -> Option<Task> {
    TABLE
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, task)| *task)
}

/// The place of a task among the names.
#[must_use]
pub fn place_of(task: Task) -> Option<usize> {
    TABLE
        .iter()
        .position(|(_, known)| std::ptr::fn_addr_eq(*known, task))
}

/// Names in alphabetical order.
pub fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|(name, _)| *name)
}

const TABLE: [(&str, Task); 14] = [
    ("argon2", argon2::run),
    ("argon2-verify", argon2_verify::run),
    ("argsort", argsort::run),
    ("compress", compress::run),
    ("decompress", decompress::run),
    ("dot", dot::run),
    ("hash", hash::run),
    ("histogram", histogram::run),
    ("matmul", matmul::run),
    ("primes", primes::run),
    ("sort", sort::run),
    ("stats", stats::run),
    ("sum", sum::run),
    ("topk", topk::run),
];
