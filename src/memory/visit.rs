//! A visit is permission to touch an environment's memory, and the environment's teardown waits for it. See "Who
//! keeps the memory alive" in `README.md`.

use crate::sync::{AtomicBool, Condvar, Mutex, Ordering};

/// Counts the jobs that touch an environment's memory now.
#[derive(Default)]
pub struct Visits {
    state: Mutex<State>,
    given_back: Condvar,
    /// Whether the teardown waits, for jobs that look again and again. Relaxed: it publishes no other data.
    is_closing: AtomicBool,
}

#[derive(Default)]
struct State {
    out: usize,
    closed: bool,
}

/// Permission to touch the memory. It is given back when it is dropped.
#[must_use = "the memory may be gone once the visit is given back"]
pub struct Visit<'a>(&'a Visits);

impl Visits {
    /// Gives permission to touch the memory, or `None` when the environment is ending.
    pub fn take(&self) -> Option<Visit<'_>> {
        let mut state = self.state.lock();
        if state.closed {
            return None;
        }
        state.out += 1;
        Some(Visit(self))
    }

    /// Whether the environment is ending. A job that still visits should stop, because the teardown waits for it.
    pub fn is_closing(&self) -> bool {
        self.is_closing.load(Ordering::Relaxed)
    }

    /// Refuses new visits, and waits until none is going on. Idempotent.
    pub fn close(&self) {
        self.is_closing.store(true, Ordering::Relaxed);
        let mut state = self.state.lock();
        state.closed = true;
        while state.out > 0 {
            state = self.given_back.wait(state);
        }
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock();
        state.out -= 1;
        if state.out == 0 {
            self.0.given_back.notify_all();
        }
    }
}
