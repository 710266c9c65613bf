//! The jobs that workers submit: a queue for each seat, beside the injectors.
//!
//! A worker that waits for nested jobs runs other jobs meanwhile, and every job that it begins stays begun until it
//! ends. So it takes its own children first, and the latest child first. That goes down one branch of a recursion
//! before it opens the next. See "Nested jobs" in `README.md`.

use std::collections::VecDeque;

use crossbeam_utils::CachePadded;

use crate::seats::Seats;
use crate::sync::{AtomicUsize, Mutex, Ordering};

pub(super) struct Nested<J> {
    queues: Seats<CachePadded<Mutex<VecDeque<J>>>>,
    /// Jobs that a worker had taken but not begun when it died. They are nobody's children, and they outlive the
    /// next worker on its seat too.
    returned: Mutex<VecDeque<J>>,
    /// How many jobs are in all queues. It is changed under the lock of one queue. Few pools have nested jobs, and
    /// the others pay only for a look at this count.
    ///
    /// Every access is relaxed. The fences of the census order it against sleepers, as they do for the injectors.
    count: CachePadded<AtomicUsize>,
}

impl<J> Nested<J> {
    pub(super) fn new(seats: usize) -> Self {
        Self {
            queues: Seats::new(seats),
            returned: Mutex::new(VecDeque::new()),
            count: CachePadded::new(AtomicUsize::new(0)),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count.load(Ordering::Relaxed) == 0
    }

    pub(super) fn push(&self, seat: usize, jobs: impl IntoIterator<Item = J>) {
        let mut queue = self.queues[seat].lock();
        let before = queue.len();
        queue.extend(jobs);
        self.count
            .fetch_add(queue.len() - before, Ordering::Relaxed);
    }

    pub(super) fn put_back(&self, job: J) {
        let mut returned = self.returned.lock();
        returned.push_back(job);
        self.count.fetch_add(1, Ordering::Relaxed);
    }

    /// How many jobs were put back and have not been taken since.
    pub(super) fn returned(&self) -> usize {
        if self.is_empty() {
            return 0;
        }
        self.returned.lock().len()
    }

    /// The latest job of a seat's own queue.
    pub(super) fn take_own(&self, seat: usize) -> Option<J> {
        if self.is_empty() {
            return None;
        }
        let job = self.queues[seat].lock().pop_back()?;
        self.count.fetch_sub(1, Ordering::Relaxed);
        Some(job)
    }

    /// The latest job of the seat's own queue. Failing that, a job that was put back. Failing that, the oldest job
    /// of another seat, starting at seat `first`.
    pub(super) fn take(&self, seat: usize, first: usize) -> Option<J> {
        if self.is_empty() {
            return None;
        }
        self.take_own(seat)
            .or_else(|| self.take_returned())
            .or_else(|| self.steal(first))
    }

    /// The first of the jobs that were put back.
    pub(super) fn take_returned(&self) -> Option<J> {
        let job = self.returned.lock().pop_front()?;
        self.count.fetch_sub(1, Ordering::Relaxed);
        Some(job)
    }

    fn steal(&self, first: usize) -> Option<J> {
        let made = self.queues.made();
        let mut seats = (first..first + made).filter_map(|at| self.queues.peek(at % made));
        let job = seats.find_map(|queue| queue.lock().pop_front())?;
        self.count.fetch_sub(1, Ordering::Relaxed);
        Some(job)
    }

    pub(super) fn take_all(&self, seat: usize) -> impl Iterator<Item = J> + use<J> {
        let jobs = self.queues.peek(seat).map(|queue| {
            let mut queue = queue.lock();
            self.count.fetch_sub(queue.len(), Ordering::Relaxed);
            std::mem::take(&mut *queue)
        });
        jobs.into_iter().flatten()
    }
}
