//! Leave to touch an environment's memory, which its teardown waits for. See `README.md`.

use crate::sync::{Condvar, Mutex};

/// An environment's count of jobs that touch its memory now.
#[derive(Default)]
pub struct Visits {
    state: Mutex<State>,
    given_back: Condvar,
}

#[derive(Default)]
struct State {
    out: usize,
    closed: bool,
}

/// Leave to touch the memory. Dropped, it is given back.
#[must_use = "the memory may be gone once the visit is given back"]
pub struct Visit<'a>(&'a Visits);

impl Visits {
    /// Leave to touch the memory, or `None` when the environment is going.
    pub fn take(&self) -> Option<Visit<'_>> {
        let mut state = self.state.lock();
        if state.closed {
            return None;
        }
        state.out += 1;
        Some(Visit(self))
    }

    /// Refuses new visits, and waits until none is out. Idempotent.
    pub fn close(&self) {
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
