//! Jobs that workers submit: a queue per seat, beside the injectors.
//!
//! A worker that waits for nested jobs runs other jobs meanwhile, and whatever it begins stays begun until it ends. So it takes its own children first and the
//! latest first: that goes down one branch of a recursion before it opens the next. See "Nested jobs" in `README.md`.

use std::collections::VecDeque;

use crossbeam_utils::CachePadded;

use crate::sync::{AtomicUsize, Mutex, Ordering};

pub(super) struct Nested<J> {
    queues: Box<[CachePadded<Mutex<VecDeque<J>>>]>,
    /// How many jobs are in all queues, changed under the lock of one: few pools have any, and this is all that they pay for it.
    ///
    /// Every access is relaxed: what orders it against sleepers are the fences of the census, as for the injectors.
    count: CachePadded<AtomicUsize>,
}

impl<J> Nested<J> {
    pub(super) fn new(seats: usize) -> Self {
        Self {
            queues: (0..seats)
                .map(|_| CachePadded::new(Mutex::new(VecDeque::new())))
                .collect(),
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

    /// Puts a job where thieves look first.
    pub(super) fn put_back(&self, seat: usize, job: J) {
        let mut queue = self.queues[seat].lock();
        queue.push_front(job);
        self.count.fetch_add(1, Ordering::Relaxed);
    }

    /// The latest job of a seat's own.
    pub(super) fn take_own(&self, seat: usize) -> Option<J> {
        if self.is_empty() {
            return None;
        }
        let job = self.queues[seat].lock().pop_back()?;
        self.count.fetch_sub(1, Ordering::Relaxed);
        Some(job)
    }

    /// The latest job of the seat's own, or else the oldest of another's, from `first` on.
    pub(super) fn take(&self, seat: usize, first: usize) -> Option<J> {
        if self.is_empty() {
            return None;
        }
        self.take_own(seat).or_else(|| self.steal(first))
    }

    fn steal(&self, first: usize) -> Option<J> {
        let seats = self.queues.len();
        let job =
            (first..first + seats).find_map(|at| self.queues[at % seats].lock().pop_front())?;
        self.count.fetch_sub(1, Ordering::Relaxed);
        Some(job)
    }

    pub(super) fn take_all(&self, seat: usize) -> impl Iterator<Item = J> + use<J> {
        let mut queue = self.queues[seat].lock();
        self.count.fetch_sub(queue.len(), Ordering::Relaxed);
        std::mem::take(&mut *queue).into_iter()
    }
}
