//! A thread's half of the scheduler: find a job, search a while, sleep, leave.
//!
//! Every method is one step of "The states of a worker" in `README.md`. A plain thread strings them together in
//! [`Worker::next`]; a Node thread takes them one at a time, with its event loop in between.

use std::time::{Duration, Instant};

use super::{Deque, Scheduler, insist};
use crate::Bell;
use crate::sync::Arc;

/// Looks at the queues between two looks at the clock, while searching.
const LOOKS_PER_YIELD: u32 = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Running,
    Searching,
    Asleep,
}

/// A thread on a seat. Dropped, it vacates the seat in whatever state it is.
pub struct Worker<J> {
    scheduler: Arc<Scheduler<J>>,
    seat: usize,
    /// `None` only while dropping, when it goes back to the seat.
    deque: Option<Deque<J>>,
    phase: Phase,
    /// Where the next round of stealing starts: it moves on, so that no seat is robbed first every time.
    victim: usize,
}

impl<J> Worker<J> {
    /// Sits down. `None` if the seat is taken. `bell` reaches the worker while it is away.
    pub fn sit(
        scheduler: &Arc<Scheduler<J>>,
        seat: usize,
        bell: Option<Arc<dyn Bell>>,
    ) -> Option<Self> {
        let place = scheduler.seats.get(seat)?;
        let deque = place.deque.lock().take()?;
        *place.bell.lock() = bell;
        Some(Self {
            scheduler: Arc::clone(scheduler),
            seat,
            deque: Some(deque),
            phase: Phase::Running,
            victim: seat + 1,
        })
    }

    /// The next job, sleeping until there is one. `None` when the pool is closing and nothing is left.
    pub fn next(&mut self, search: Duration) -> Option<J> {
        loop {
            if let Some(job) = self.find().or_else(|| self.search(search)) {
                return Some(job);
            }
            if self.is_done() {
                return None;
            }
            if self.fall_asleep() {
                self.park(None);
                self.rise();
            }
        }
    }

    /// A job, if there is one now. Nearest first: see "Where a job is looked for" in `README.md`.
    pub fn find(&mut self) -> Option<J> {
        let job = self
            .take_local()
            .or_else(|| self.take_injected())
            .or_else(|| self.steal())?;
        self.place().stats.count_job();
        if self.phase == Phase::Searching {
            self.stop_search();
        }
        Some(job)
    }

    /// Looks again and again for at most `limit`, unless another worker does so already.
    pub fn search(&mut self, limit: Duration) -> Option<J> {
        if self.phase == Phase::Running {
            if limit.is_zero() || !self.scheduler.census.try_start_search() {
                return None;
            }
            self.phase = Phase::Searching;
        }
        let start = Instant::now();
        loop {
            for _ in 0..LOOKS_PER_YIELD {
                if let Some(job) = self.find() {
                    return Some(job);
                }
                std::hint::spin_loop();
            }
            if start.elapsed() >= limit || self.scheduler.is_closing() {
                break;
            }
            // With more threads than cores somebody may wait for this one's core to publish a job.
            std::thread::yield_now();
        }
        self.stop_search();
        self.find()
    }

    /// Lists itself as asleep, and looks once more. `false` if there was something: the worker searches again.
    pub fn fall_asleep(&mut self) -> bool {
        if self.phase == Phase::Searching {
            self.stop_search();
        }
        self.scheduler.census.fall_asleep(self.seat);
        self.phase = Phase::Asleep;
        if self.scheduler.has_jobs() || self.scheduler.is_closing() {
            self.rise();
            return false;
        }
        self.place().stats.count_park();
        true
    }

    /// Blocks until nudged, or until `limit` is over.
    pub fn park(&mut self, limit: Option<Duration>) {
        self.place().park.park(limit);
    }

    /// Leaves for the event loop, which the bell calls back from. `false` if it was nudged before: stay.
    pub fn go_away(&mut self) -> bool {
        self.place().park.go_away()
    }

    /// Is back from the event loop, rung or not.
    pub fn come_back(&mut self) {
        self.place().park.come_back();
    }

    /// Ends a sleep: the worker searches from here on. Nothing happens to one that does not sleep.
    pub fn rise(&mut self) {
        if self.phase == Phase::Asleep {
            self.scheduler.census.rise(self.seat);
            self.phase = Phase::Searching;
        }
    }

    /// Queues a job on its own deque, where it is next in line here and others may steal it.
    pub fn push(&self, job: J) {
        if let Some(deque) = &self.deque {
            deque.push(job);
            self.scheduler.wake_for_jobs();
        }
    }

    /// Whether the worker may leave: the pool is closing, and a look after that finds nothing.
    pub fn is_done(&self) -> bool {
        self.scheduler.is_closing() && !self.scheduler.has_jobs()
    }

    /// Which seat it sits on.
    pub fn seat(&self) -> usize {
        self.seat
    }

    fn stop_search(&mut self) {
        self.phase = Phase::Running;
        self.scheduler.census.stop_search();
        // Publishers saw a searcher and woke nobody: what is left is handed on.
        if self.scheduler.has_jobs() {
            self.scheduler.wake_for_jobs();
        }
    }

    fn take_local(&self) -> Option<J> {
        self.deque.as_ref()?.pop()
    }

    fn take_injected(&self) -> Option<J> {
        let mut injectors = self.scheduler.injectors.iter();
        injectors.find_map(|queue| insist(|| queue.steal()))
    }

    fn steal(&mut self) -> Option<J> {
        let seats = &self.scheduler.seats;
        let first = self.victim;
        let job = (first..first + seats.len())
            .map(|at| at % seats.len())
            .filter(|&at| at != self.seat)
            .find_map(|at| insist(|| seats[at].stealer.steal()))?;
        self.victim = first % seats.len() + 1;
        self.place().stats.count_steal();
        Some(job)
    }

    fn place(&self) -> &super::Seat<J> {
        &self.scheduler.seats[self.seat]
    }
}

impl<J> Drop for Worker<J> {
    /// Vacates the seat: see "A worker that goes for good" in `README.md`.
    fn drop(&mut self) {
        self.rise();
        if self.phase == Phase::Searching {
            self.stop_search();
        }
        let place = self.place();
        *place.bell.lock() = None;
        place.park.come_back();
        let deque = self.deque.take();
        *self.place().deque.lock() = deque;
    }
}
