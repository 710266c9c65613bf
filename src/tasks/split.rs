//! One job's pieces, worked off by as many workers as have nothing else to do.
//!
//! Pieces are numbered, and taken by counting up: whoever comes takes the next. Which worker takes which does not
//! change what a piece computes, so an outcome does not depend on the number of threads.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::{Crew, Help};
use crate::sync::{Arc, AtomicUsize, Condvar, Mutex, Ordering};

struct Split<F, T> {
    piece: F,
    next: AtomicUsize,
    pieces: usize,
    state: Mutex<State<T>>,
    all_done: Condvar,
}

struct State<T> {
    outcomes: Vec<Option<T>>,
    done: usize,
    panic: Option<Box<dyn Any + Send>>,
}

/// Computes `piece(0)` to `piece(pieces - 1)`, here and on whatever worker comes to help, and returns them in order.
///
/// # Panics
///
/// With the first panic of a piece, after every piece that had begun has ended.
pub(super) fn split<T, F>(crew: &dyn Crew, pieces: usize, piece: F) -> Vec<T>
where
    T: Send + 'static,
    F: Fn(usize) -> T + Send + Sync + 'static,
{
    let split = Arc::new(Split {
        piece,
        next: AtomicUsize::new(0),
        pieces,
        state: Mutex::new(State {
            outcomes: (0..pieces).map(|_| None).collect(),
            done: 0,
            panic: None,
        }),
        all_done: Condvar::default(),
    });
    for _ in 1..crew.hands().min(pieces) {
        crew.invite(Arc::clone(&split) as Arc<dyn Help>);
    }
    split.help();
    let mut state = split.state.lock();
    // Every piece is taken by now: what is waited for is at most one piece on each other worker.
    while state.done < pieces {
        state = split.all_done.wait(state);
    }
    if let Some(panic) = state.panic.take() {
        drop(state);
        resume_unwind(panic);
    }
    state.outcomes.drain(..).flatten().collect()
}

impl<F, T> Help for Split<F, T>
where
    T: Send,
    F: Fn(usize) -> T + Send + Sync,
{
    fn help(&self) {
        loop {
            // Relaxed: the count hands out numbers and nothing else; outcomes are published by the lock.
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            if at >= self.pieces {
                return;
            }
            let outcome = catch_unwind(AssertUnwindSafe(|| (self.piece)(at)));
            let mut state = self.state.lock();
            match outcome {
                Ok(outcome) => state.outcomes[at] = Some(outcome),
                Err(panic) => {
                    state.panic.get_or_insert(panic);
                }
            }
            state.done += 1;
            if state.done == self.pieces {
                self.all_done.notify_all();
            }
        }
    }
}
