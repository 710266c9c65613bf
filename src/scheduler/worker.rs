//! A thread's half of the scheduler: find a job, search a while, sleep, leave.
//!
//! Every method is one step of "The states of a worker" in `README.md`. A plain thread strings them together in
//! [`Worker::next`]; a Node thread takes them one at a time, with its event loop in between.

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::latch::Latch;
use super::{Deque, Fork, Scheduler, insist};
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

/// What a worker found.
pub enum Found<J> {
    /// A job.
    Job(J),
    /// A job for this worker and no other.
    Mail(J),
    /// A part of a job that runs elsewhere: it wants to be run, and nothing else.
    Fork(Fork<J>),
}

/// A thread on a seat. Dropped, it vacates the seat in whatever state it is.
pub struct Worker<J> {
    pub(super) scheduler: Arc<Scheduler<J>>,
    seat: usize,
    /// `None` only while dropping, when it goes back to the seat.
    deque: Option<Deque<J>>,
    phase: Phase,
    /// Where the next round of stealing starts: it moves on, so that no seat is robbed first every time.
    victim: Cell<usize>,
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
            victim: Cell::new(seat + 1),
        })
    }

    /// What to do next, sleeping until there is something. `None` when the pool is closing and nothing is left.
    pub fn next(&mut self, search: Duration) -> Option<Found<J>> {
        loop {
            if let Some(found) = self.find().or_else(|| self.search(search)) {
                return Some(found);
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

    /// Something to do, if there is something now. Nearest first: see "Where a job is looked for" in `README.md`.
    pub fn find(&mut self) -> Option<Found<J>> {
        let found = self
            .take_mail()
            .map(Found::Mail)
            .or_else(|| self.pop().map(Found::Fork))
            .or_else(|| self.take_nested().map(Found::Job))
            .or_else(|| self.take_injected().map(Found::Job))
            .or_else(|| self.steal().map(Found::Fork))?;
        self.place().stats.count_job();
        if self.phase == Phase::Searching {
            self.stop_search();
        }
        Some(found)
    }

    /// A job that this worker submitted, if one waits: for a worker that has no room for others.
    pub fn find_own(&mut self) -> Option<Found<J>> {
        let job = self.scheduler.nested.take_own(self.seat)?;
        self.place().stats.count_job();
        Some(Found::Job(job))
    }

    /// Looks for no more jobs for now. What it was woken for is handed on.
    pub fn rest(&mut self) {
        if self.phase == Phase::Searching {
            self.stop_search();
        }
    }

    /// Looks again and again for at most `limit`, unless another worker does so already.
    pub fn search(&mut self, limit: Duration) -> Option<Found<J>> {
        if self.phase == Phase::Running {
            if limit.is_zero() || !self.scheduler.census.try_start_search() {
                return None;
            }
            self.phase = Phase::Searching;
        }
        let start = Instant::now();
        loop {
            for _ in 0..LOOKS_PER_YIELD {
                if let Some(found) = self.find() {
                    return Some(found);
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

    /// Whether the worker may leave: the pool is closing, and a look after that finds nothing.
    pub fn is_done(&self) -> bool {
        self.scheduler.is_closing() && !self.scheduler.has_jobs() && self.place().mail.is_empty()
    }

    /// Whether the pool is closing.
    pub fn is_closing(&self) -> bool {
        self.scheduler.is_closing()
    }

    /// Whether there is something to find.
    pub fn has_jobs(&self) -> bool {
        self.scheduler.has_jobs()
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

    /// Leaves a fork on its own deque, where it is next in line here and others may steal it.
    pub(super) fn push(&self, fork: Fork<J>) {
        if let Some(deque) = &self.deque {
            deque.push(fork);
            self.scheduler.offer_fork();
        }
    }

    /// The latest fork on its own deque, if it has not been stolen.
    pub(super) fn pop(&self) -> Option<Fork<J>> {
        self.deque.as_ref()?.pop()
    }

    /// Sleeps until the latch is set or somebody has a fork to give. It may wake for nothing.
    pub(super) fn sleep_until_set(&self, latch: &Latch) {
        let census = &self.scheduler.census;
        census.fall_asleep(self.seat);
        if latch.await_set() && !self.scheduler.has_forks() {
            self.place().stats.count_park();
            self.place().park.park(None);
        }
        latch.rise();
        census.rise(self.seat);
        census.stop_search();
        // Whoever woke it may have had a job in mind, which it does not take now.
        if self.scheduler.has_jobs() {
            self.scheduler.wake_for_jobs();
        }
    }

    fn take_mail(&self) -> Option<J> {
        self.place().mail.take()
    }

    fn take_nested(&self) -> Option<J> {
        self.scheduler.nested.take(self.seat, self.victim.get())
    }

    fn take_injected(&self) -> Option<J> {
        let mut injectors = self.scheduler.injectors.iter();
        injectors.find_map(|queue| insist(|| queue.steal()))
    }

    /// The oldest fork of another seat.
    pub(super) fn steal(&self) -> Option<Fork<J>> {
        let seats = &self.scheduler.seats;
        let first = self.victim.get();
        let fork = (first..first + seats.len())
            .map(|at| at % seats.len())
            .filter(|&at| at != self.seat)
            .find_map(|at| insist(|| seats[at].stealer.steal()))?;
        self.victim.set(first % seats.len() + 1);
        self.place().stats.count_steal();
        Some(fork)
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
