//! How a task splits its work among threads: into halves, and halves of halves, down to single parts.
//!
//! The task chooses the parts. Where the outcome could depend on the split, as a sum of floats does, the parts do
//! not depend on the number of threads. So no outcome does.

use std::ops::Range;

use super::{Crew, Failure};
use crate::memory::NoMemory;

/// Why a kernel stops before it has an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stopped {
    /// The job was asked to stop.
    Asked,
    /// There is no memory for what the kernel works on.
    NoMemory,
}

impl From<NoMemory> for Stopped {
    fn from(_: NoMemory) -> Self {
        Self::NoMemory
    }
}

impl From<Stopped> for Failure {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Asked => Self::Stopped,
            Stopped::NoMemory => Self::NoMemory,
        }
    }
}

/// Returns an error if the job was asked to stop.
pub(super) fn go_on(crew: &dyn Crew) -> Result<(), Stopped> {
    if crew.is_stopping() {
        Err(Stopped::Asked)
    } else {
        Ok(())
    }
}

/// Runs both functions, `b` perhaps on another worker.
pub(super) fn join<A: Send, B: Send>(
    crew: &dyn Crew,
    a: impl FnOnce(&dyn Crew) -> A + Send,
    b: impl FnOnce(&dyn Crew) -> B + Send,
) -> (A, B) {
    let (mut a, mut b) = (Some(a), Some(b));
    let (mut left, mut right) = (None, None);
    crew.join(&mut |crew| left = a.take().map(|a| a(crew)), &mut |crew| {
        right = b.take().map(|b| b(crew))
    });
    (
        left.expect("a crew runs the first half"),
        right.expect("a crew runs the second half"),
    )
}

/// Calls `work` with each part, and returns the results in the order of the parts. A part may own memory that only
/// it may write to.
pub(super) fn run_parts<P: Send, T: Send>(
    crew: &dyn Crew,
    parts: Vec<P>,
    work: impl Fn(&dyn Crew, P) -> T + Sync,
) -> Vec<T> {
    let mut parts: Vec<Option<P>> = parts.into_iter().map(Some).collect();
    let mut outcomes: Vec<Option<T>> = parts.iter().map(|_| None).collect();
    halve(crew, &mut parts, &mut outcomes, &work);
    outcomes.into_iter().flatten().collect()
}

fn halve<P: Send, T: Send>(
    crew: &dyn Crew,
    parts: &mut [Option<P>],
    outcomes: &mut [Option<T>],
    work: &(impl Fn(&dyn Crew, P) -> T + Sync),
) {
    match (&mut *parts, &mut *outcomes) {
        ([], _) => {}
        ([part], [outcome]) => *outcome = part.take().map(|part| work(crew, part)),
        _ => {
            let half = parts.len() / 2;
            let (left_parts, right_parts) = parts.split_at_mut(half);
            let (left_outcomes, right_outcomes) = outcomes.split_at_mut(half);
            join(
                crew,
                |crew| halve(crew, left_parts, left_outcomes, work),
                |crew| halve(crew, right_parts, right_outcomes, work),
            );
        }
    }
}

/// Like [`run_parts`], for a task that can stop between parts.
///
/// # Errors
///
/// When the job is asked to stop. Parts that have not begun are dropped.
pub(super) fn map_parts<P: Send, T: Send>(
    crew: &dyn Crew,
    parts: Vec<P>,
    work: impl Fn(&dyn Crew, P) -> T + Sync,
) -> Result<Vec<T>, Stopped> {
    go_on(crew)?;
    run_parts(crew, parts, |crew, part| {
        go_on(crew).map(|()| work(crew, part))
    })
    .into_iter()
    .collect()
}

/// Calls `work` with each range of `chunk` numbers below `len`, and returns the results in order. The last range
/// may be shorter.
///
/// # Errors
///
/// Like [`map_parts`].
pub(super) fn map_chunks<T: Send>(
    crew: &dyn Crew,
    len: usize,
    chunk: usize,
    work: impl Fn(Range<usize>) -> T + Sync,
) -> Result<Vec<T>, Stopped> {
    map_parts(crew, chunks(len, chunk).collect(), |_, range| work(range))
}

/// The numbers below `len`, as ranges of `chunk` numbers. The last range may be shorter.
pub(super) fn chunks(len: usize, chunk: usize) -> impl Iterator<Item = Range<usize>> {
    (0..len.div_ceil(chunk)).map(move |at| at * chunk..((at + 1) * chunk).min(len))
}
