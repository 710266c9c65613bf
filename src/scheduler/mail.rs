//! Jobs for one seat only.
//!
//! Almost every look finds no mail. Such a look costs only the load of a word on the seat's own cache line.

use std::collections::VecDeque;

use crate::sync::{AtomicBool, Mutex, Ordering};

/// The jobs that wait for the worker on a seat, first in, first out.
pub(super) struct Mail<J> {
    /// Whether any job is there. Relaxed throughout: the sender leaves a token in the seat's park afterwards, and
    /// the token makes this flag visible.
    waits: AtomicBool,
    jobs: Mutex<VecDeque<J>>,
}

impl<J> Default for Mail<J> {
    fn default() -> Self {
        Self {
            waits: AtomicBool::new(false),
            jobs: Mutex::new(VecDeque::new()),
        }
    }
}

impl<J> Mail<J> {
    pub(super) fn push(&self, job: J) {
        let mut jobs = self.jobs.lock();
        jobs.push_back(job);
        self.waits.store(true, Ordering::Relaxed);
    }

    pub(super) fn take(&self) -> Option<J> {
        if self.is_empty() {
            return None;
        }
        let mut jobs = self.jobs.lock();
        let job = jobs.pop_front();
        self.waits.store(!jobs.is_empty(), Ordering::Relaxed);
        job
    }

    pub(super) fn len(&self) -> usize {
        if self.is_empty() {
            return 0;
        }
        self.jobs.lock().len()
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.waits.load(Ordering::Relaxed)
    }
}
