//! The native tasks: each has a name and an input, and is a pure computation.
//!
//! A task knows neither threads nor queues. It sees the pool as a [`Crew`], which says whether to stop and runs two
//! halves at once.
//!
//! The head of each task's file says what the task is called with and what its outcome is. JavaScript has already
//! checked types, lengths and shapes, and its errors name the wrong field. A task checks again whatever could break
//! memory safety or cause a panic.

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
use crate::memory::{Array, NoMemory};

/// The value that a native job leaves.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A number.
    Number(f64),
    /// A BigInt.
    BigInt(i128),
    /// A string.
    Text(String),
    /// Several numbers, each with its own meaning.
    Numbers(Vec<f64>),
    /// A new typed array.
    Array(Array),
    /// Several new typed arrays.
    Arrays(Vec<Array>),
    /// The outcome is in the shared view that the caller passed in for it.
    SameView,
}

/// Why a native job leaves no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The job was asked to stop, and stopped.
    Stopped,
    /// There is no memory for what the task works on.
    NoMemory,
    /// The task can't compute with this input.
    Refused {
        /// The error's class in JavaScript.
        class: Class,
        /// Which input was wrong, what was expected and what came.
        message: Cow<'static, str>,
    },
}

/// An error's class in JavaScript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the JavaScript class of the same name")]
pub enum Class {
    Error,
    TypeError,
    RangeError,
}

impl From<NoMemory> for Failure {
    fn from(_: NoMemory) -> Self {
        Self::NoMemory
    }
}

impl Failure {
    fn refused(class: Class, message: impl Into<Cow<'static, str>>) -> Self {
        Self::Refused {
            class,
            message: message.into(),
        }
    }
}

/// One half of a task's work. It is called with the crew of the worker that it runs on.
pub type Branch<'a> = &'a mut (dyn FnMut(&dyn Crew) + Send);

/// The pool's workers, as a task sees them from the worker that it runs on.
pub trait Crew {
    /// How many workers there are, this one included.
    fn hands(&self) -> usize;

    /// Whether the task should stop, since nobody wants its outcome any more.
    fn is_stopping(&self) -> bool;

    /// Runs each branch once, the second perhaps on another worker, and returns when both have ended. If a branch
    /// panics, the panic reaches the caller after both have ended.
    fn join(&self, first: Branch<'_>, second: Branch<'_>);
}

/// A native task's computation.
pub type Task = fn(Input, &dyn Crew) -> Result<Outcome, Failure>;

/// The task of this name, without its `native:`.
#[must_use]
pub fn find(name: &str) -> Option<Task> {
    TABLE
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, task)| *task)
}

/// The place of a task's name among the names.
#[must_use]
pub fn place_of(task: Task) -> Option<usize> {
    TABLE
        .iter()
        .position(|(_, known)| std::ptr::fn_addr_eq(*known, task))
}

/// The tasks' names, in alphabetical order.
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
