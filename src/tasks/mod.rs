//! The built-in tasks: a name, an input, a pure computation.
//!
//! A task knows neither threads nor queues. What it may ask of the pool is a [`Crew`]: more hands for a job that splits.

mod sort;
mod split;
mod sum;

#[cfg(all(test, not(loom)))]
mod test;

use crate::memory::{Array, View};

/// What a native job leaves.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A number.
    Number(f64),
    /// A BigInt.
    BigInt(i128),
    /// A new typed array.
    Array(Array),
    /// The shared view that was passed in now holds the outcome.
    SameView,
}

/// A typed array as a task gets it.
#[derive(Debug)]
pub enum Elements {
    /// On shared memory: read and written where it is.
    Shared(View),
    /// Copied in: the task owns it.
    Owned(Array),
}

/// What a native job is called with.
#[derive(Debug)]
pub struct Input {
    /// The typed array.
    pub data: Elements,
    /// For a sort: largest first.
    pub descending: bool,
}

/// One half of what a task splits, with the hands it runs on.
pub type Branch<'a> = &'a mut (dyn FnMut(&dyn Crew) + Send);

/// The other workers of the pool, as a running task sees them.
pub trait Crew {
    /// How many workers there are, this one included.
    fn hands(&self) -> usize;
    /// Runs both, maybe at the same time, and returns when both are done.
    fn join(&self, first: Branch<'_>, second: Branch<'_>);
}

/// A built-in task's computation.
pub type Task = fn(Input, &dyn Crew) -> Outcome;

/// The task of this name, without its `native:`.
#[must_use]
pub fn find(name: &str) -> Option<Task> {
    TABLE
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, task)| *task)
}

/// Names in alphabetical order.
pub fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|(name, _)| *name)
}

const TABLE: [(&str, Task); 2] = [("sort", sort::run), ("sum", sum::run)];
