//! A thread's half of the scheduler: search a while, sleep, leave. Where it looks is [`find`](super::find).
//!
//! Every method is one step of "The states of a worker" in `README.md`. A plain thread strings them together in
//! [`Worker::next`]; a Node thread takes them one at a time, with its event loop in between.

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::find::{Found, Sources};
use super::{Scheduler, Seat};
use crate::Bell;
use crate::sync::{Arc, Ordering};

/// Looks at the queues between two looks at the clock, while searching.
const LOOKS_PER_YIELD: u32 = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Running,
    Searching,
    Asleep,
    Listening,
}

/// A thread on a seat. Dropped, it vacates the seat in whatever state it is.
pub struct Worker<J> {
    pub(super) sources: Sources<J>,
    phase: Phase,
    /// Jobs that it may yet take.
    quota: u64,
    /// Whether its seat says since when it is idle.
    is_idle: bool,
    /// The time as it was read last, or 0 if something has taken time since.
    moment: Cell<u64>,
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
        // Relaxed, here and in `drop`: a count that nobody builds on.
        scheduler.workers.fetch_add(1, Ordering::Relaxed);
        Some(Self {
            sources: Sources::new(Arc::clone(scheduler), seat, deque),
            phase: Phase::Running,
            // Relaxed: it was set before this thread was started.
            quota: scheduler.quota.load(Ordering::Relaxed),
            is_idle: false,
            moment: Cell::new(0),
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
            if self.fall_asleep(false) {
                self.park(None);
                self.rise();
            }
        }
    }

    /// Something to do, if there is something now. A worker that is dismissed finds only what is its own.
    pub fn find(&mut self) -> Option<Found<J>> {
        if self.is_dismissed() {
            // Its mail is for nobody else, and what it has in hand may wait for jobs that it submitted itself.
            let found = self.sources.take_mail();
            return self.count(found).or_else(|| self.find_own());
        }
        let found = self.sources.find()?;
        if matches!(found, Found::Job(_)) {
            self.quota -= 1;
        }
        if self.is_idle {
            self.set_idle(false);
        }
        self.place().stats.count_job();
        if self.phase == Phase::Searching {
            self.stop_search();
        }
        Some(found)
    }

    /// A job that this worker submitted, if one waits: for a worker that has no room for others.
    pub fn find_own(&mut self) -> Option<Found<J>> {
        let found = self.sources.take_own();
        self.count(found)
    }

    fn count(&self, found: Option<Found<J>>) -> Option<Found<J>> {
        if found.is_some() {
            self.place().stats.count_job();
        }
        found
    }

    /// Looks for no more jobs for now. What it was woken for is handed on.
    pub fn stop_searching(&mut self) {
        if self.phase == Phase::Searching {
            self.stop_search();
        }
    }

    /// Looks again and again for at most `limit`, unless another worker does so already.
    pub fn search(&mut self, limit: Duration) -> Option<Found<J>> {
        if self.phase == Phase::Running {
            if limit.is_zero() || !self.sources.scheduler.census.try_start_search() {
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
            if start.elapsed() >= limit || self.is_leaving() {
                break;
            }
            // With more threads than cores somebody may wait for this one's core to publish a job.
            std::thread::yield_now();
        }
        self.stop_search();
        self.find()
    }

    /// Lists itself as asleep, and looks once more. `false` if there was something: the worker searches again. One that could leave does not sleep, unless
    /// it `is_bound`: it waits for something to come to a job in its hand.
    pub fn fall_asleep(&mut self, is_bound: bool) -> bool {
        if self.phase == Phase::Searching {
            self.stop_search();
        }
        self.sources.scheduler.census.fall_asleep(self.sources.seat);
        self.phase = Phase::Asleep;
        if self.sources.scheduler.has_jobs() || (!is_bound && self.is_leaving()) {
            self.rise();
            return false;
        }
        if !self.is_idle {
            self.set_idle(true);
        }
        self.place().stats.count_park();
        true
    }

    /// Lists itself as listening, and looks once more. `false` if there was something.
    pub fn listen(&mut self) -> bool {
        self.stop_searching();
        self.sources.scheduler.census.listen(self.sources.seat);
        self.phase = Phase::Listening;
        if self.sources.scheduler.has_jobs() || self.sources.scheduler.is_closing() {
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

    /// Ends a sleep: the worker searches from here on. Or ends its listening. Nothing happens to one that does neither.
    pub fn rise(&mut self) {
        match self.phase {
            Phase::Asleep => {
                self.sources.scheduler.census.rise(self.sources.seat);
                self.phase = Phase::Searching;
            }
            Phase::Listening => {
                self.sources
                    .scheduler
                    .census
                    .stop_listening(self.sources.seat);
                self.phase = Phase::Running;
            }
            Phase::Running | Phase::Searching => {}
        }
    }

    /// Whether the worker may leave: it has no mail, and is dismissed, or the pool is closing and a look after that finds nothing.
    pub fn is_done(&self) -> bool {
        let may_leave = self.is_dismissed()
            || (self.sources.scheduler.is_closing() && !self.sources.scheduler.has_jobs());
        may_leave && self.place().mail.is_empty()
    }

    /// Takes no more jobs, as if its quota were used up.
    pub fn resign(&mut self) {
        self.quota = 0;
    }

    /// Has publishers count on it no more, though it still sits: its thread is on the way out.
    pub fn retire(&mut self) {
        self.rise();
        if self.phase == Phase::Searching {
            self.stop_search();
        }
        self.set_idle(false);
    }

    fn is_leaving(&self) -> bool {
        self.sources.scheduler.is_closing() || self.is_dismissed()
    }

    /// Whether it takes no more jobs that others could take.
    pub fn is_dismissed(&self) -> bool {
        // Relaxed: see `dismiss`.
        self.quota == 0 || self.place().dismissed.load(Ordering::Relaxed)
    }

    fn set_idle(&mut self, is_idle: bool) {
        self.is_idle = is_idle;
        let since = if is_idle {
            // Never 0, which would say that it is not idle.
            (self.sources.scheduler.start.elapsed().as_nanos() as u64).max(1)
        } else {
            0
        };
        // Relaxed: it is read by those who choose whom to dismiss.
        self.place().idle_since.store(since, Ordering::Relaxed);
    }

    /// Which seat the fork that it found was stolen from, if it was.
    pub fn robbed(&self) -> Option<usize> {
        self.sources.robbed()
    }

    /// The time, which is read again only if something has taken time since it was read last.
    pub fn moment(&self, read: impl FnOnce() -> u64) -> u64 {
        if self.moment.get() == 0 {
            self.moment.set(read());
        }
        self.moment.get()
    }

    /// Something has taken time.
    pub fn forget_time(&self) {
        self.moment.set(0);
    }

    /// Whether the pool is closing.
    pub fn is_closing(&self) -> bool {
        self.sources.scheduler.is_closing()
    }

    /// Whether there is something to find.
    pub fn has_jobs(&self) -> bool {
        self.sources.scheduler.has_jobs()
    }

    /// Which seat it sits on.
    pub fn seat(&self) -> usize {
        self.sources.seat
    }

    fn stop_search(&mut self) {
        self.phase = Phase::Running;
        self.sources.scheduler.census.stop_search();
        // Publishers saw a searcher and woke nobody: what is left is handed on.
        if self.sources.scheduler.has_jobs() {
            self.sources.scheduler.wake_for_jobs();
        }
    }

    pub(super) fn place(&self) -> &Seat<J> {
        self.sources.place()
    }
}

impl<J> Drop for Worker<J> {
    /// Vacates the seat: see "A worker that goes for good" in `README.md`.
    fn drop(&mut self) {
        self.retire();
        self.sources
            .scheduler
            .workers
            .fetch_sub(1, Ordering::Relaxed);
        let place = self.place();
        *place.bell.lock() = None;
        place.park.come_back();
        let deque = self.sources.deque.take();
        *self.place().deque.lock() = deque;
    }
}
