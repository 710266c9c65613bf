//! One thread's half of the scheduler: it searches for a while, sleeps, and leaves.
//! [`find`](super::find) says where it looks.
//!
//! Every method is one step of "The states of a worker" in `README.md`. A plain thread strings the steps together
//! in [`Worker::next`]. A Node thread takes them one at a time, with its event loop in between.
//!
//! This file is long because all these steps share the worker's phase.

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::census::NEVER_WORKED;
use super::find::{Found, Sources};
use super::{Scheduler, Seat};
use crate::Bell;
use crate::sync::{Arc, Ordering};

/// How often a searching worker looks at the queues between two looks at the clock.
const LOOKS_PER_YIELD: u32 = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Running,
    Searching,
    Asleep,
    Listening,
}

/// A thread on a seat. When it is dropped it vacates the seat, whatever its state.
pub struct Worker<J> {
    pub(super) sources: Sources<J>,
    phase: Phase,
    /// How many more jobs it may take.
    quota: u64,
    /// Whether its seat says since when it has been idle.
    is_idle: bool,
    /// Its rank among the sleepers, until it works again: see "Falling asleep" in `README.md`.
    rank: Option<u64>,
    /// Whether a search found its latest job: then its next job may come just as late.
    ran_dry: bool,
    /// The time as it was last read, or 0 if something has taken time since then.
    moment: Cell<u64>,
}

impl<J> Worker<J> {
    /// Sits down on a seat. `None` if the seat is taken or does not exist. `bell` reaches the worker while it is away.
    pub fn sit(
        scheduler: &Arc<Scheduler<J>>,
        seat: usize,
        bell: Option<Arc<dyn Bell>>,
    ) -> Option<Self> {
        let place = scheduler.seats.get(seat)?;
        let deque = place.deque.lock().take()?;
        *place.bell.lock() = bell;
        // Relaxed, here and in `drop`: nothing relies on this count being exact.
        scheduler.workers.fetch_add(1, Ordering::Relaxed);
        Some(Self {
            sources: Sources::new(Arc::clone(scheduler), seat, deque),
            phase: Phase::Running,
            // Relaxed: the quota was set before this thread was started.
            quota: scheduler.quota.load(Ordering::Relaxed),
            is_idle: false,
            rank: Some(NEVER_WORKED),
            ran_dry: false,
            moment: Cell::new(0),
        })
    }

    /// Returns what to do next, and sleeps until there is something. `None` when the worker [may leave](Self::is_done).
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

    /// Something to do, if there is something now. A dismissed worker finds only its mail and the
    /// jobs that it submitted itself.
    pub fn find(&mut self) -> Option<Found<J>> {
        if self.is_dismissed() {
            // Nobody else takes its mail, and the jobs that it has in hand may wait for jobs that it submitted itself.
            let found = self.sources.take_mail();
            return self.count(found).or_else(|| self.find_own());
        }
        let found = self.sources.find()?;
        if matches!(found, Found::Job(_)) {
            self.quota -= 1;
        }
        if self.rank.is_some() {
            self.rank = None;
            self.set_idle(false);
        }
        self.place().stats.count_job();
        if self.phase == Phase::Searching {
            // It may have begun to search early, and have found this at its first look.
            self.ran_dry = false;
            self.stop_search();
        }
        Some(found)
    }

    /// A job that this worker submitted, if one waits. This is for a worker that has no room for other jobs.
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

    /// Whether its latest job was found by a search.
    #[inline]
    pub fn has_run_dry(&self) -> bool {
        self.ran_dry
    }

    /// Begins to search before it hands in an outcome, for a worker that [has run dry](Self::has_run_dry). Whoever
    /// hears of the outcome may submit the next job at once, and need not wake another worker for it. The caller must
    /// look for jobs next, or stop searching.
    #[cold]
    pub fn search_early(&mut self) {
        if self.phase == Phase::Running && self.sources.scheduler.census.try_start_search() {
            self.phase = Phase::Searching;
        }
    }

    /// Stops looking for jobs for now. If the worker was woken for a job, it hands the wake-up on.
    pub fn stop_searching(&mut self) {
        if self.phase == Phase::Searching {
            self.stop_search();
        }
    }

    /// Looks again and again for at most `limit`, unless another worker searches already. A worker that has never
    /// worked does not begin a search, in which it would take the next job from a worker whose caches are warm.
    pub fn search(&mut self, limit: Duration) -> Option<Found<J>> {
        if self.phase == Phase::Running {
            let is_new = self.rank == Some(NEVER_WORKED);
            if limit.is_zero() || is_new || !self.sources.scheduler.census.try_start_search() {
                return None;
            }
            self.phase = Phase::Searching;
        }
        let start = Instant::now();
        loop {
            for _ in 0..LOOKS_PER_YIELD {
                if let Some(found) = self.find() {
                    self.ran_dry = true;
                    return Some(found);
                }
                std::hint::spin_loop();
            }
            if start.elapsed() >= limit || self.is_leaving() {
                break;
            }
            // If there are more threads than cores, another thread may need this core to publish a job.
            std::thread::yield_now();
        }
        self.stop_search();
        self.find()
    }

    /// Lists the worker as asleep, and looks once more. `false` if there was something: then the worker searches
    /// again. A worker that could leave does not sleep either, unless it `is_bound`: a job in its hand still
    /// waits for something to come.
    pub fn fall_asleep(&mut self, is_bound: bool) -> bool {
        if self.phase == Phase::Searching {
            self.stop_search();
        }
        let census = &self.sources.scheduler.census;
        self.rank = Some(census.fall_asleep(self.sources.seat, self.rank));
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

    /// Lists the worker as listening, and looks once more. `false` if there was something, or if the pool is closing.
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

    /// Blocks until the worker is nudged or `limit` is over.
    pub fn park(&mut self, limit: Option<Duration>) {
        self.place().park.park(limit);
    }

    /// Leaves for the event loop, from which the bell calls the worker back. `false` if the worker was nudged
    /// before: then it must stay.
    pub fn go_away(&mut self) -> bool {
        self.place().park.go_away()
    }

    /// Comes back from the event loop, whether the bell was rung or not.
    pub fn come_back(&mut self) {
        self.place().park.come_back();
    }

    /// Ends a sleep, after which the worker searches, or ends its listening. Does nothing to
    /// a worker that does neither.
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

    /// Whether the worker may leave. It must have no mail. And either it is dismissed, or the pool is closing and a
    /// look after that finds nothing.
    pub fn is_done(&self) -> bool {
        let may_leave = self.is_dismissed()
            || (self.sources.scheduler.is_closing() && !self.sources.scheduler.has_jobs());
        may_leave && self.place().mail.is_empty()
    }

    /// Dismisses the worker, as if its quota were used up.
    pub fn resign(&mut self) {
        self.quota = 0;
    }

    /// Makes publishers count on this worker no more, although it still sits on its seat: its thread is about to end.
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

    /// Whether the worker takes only its mail and the jobs that it submitted itself from now on.
    pub fn is_dismissed(&self) -> bool {
        // Relaxed: see `Scheduler::dismiss`.
        self.quota == 0 || self.place().dismissed.load(Ordering::Relaxed)
    }

    fn set_idle(&mut self, is_idle: bool) {
        self.is_idle = is_idle;
        let since = if is_idle {
            // Never 0: that would say that the worker is not idle.
            (self.sources.scheduler.start.elapsed().as_nanos() as u64).max(1)
        } else {
            0
        };
        // Relaxed: it is only read to choose which worker to dismiss.
        self.place().idle_since.store(since, Ordering::Relaxed);
    }

    /// Which seat the fork that it found was stolen from, if it was stolen.
    pub fn robbed(&self) -> Option<usize> {
        self.sources.robbed()
    }

    /// The time. It is read again only if something has taken time since it was last read.
    pub fn moment(&self, read: impl FnOnce() -> u64) -> u64 {
        if self.moment.get() == 0 {
            self.moment.set(read());
        }
        self.moment.get()
    }

    /// Says that something has taken time, so that [`moment`](Self::moment) reads the time again.
    pub fn forget_time(&self) {
        self.moment.set(0);
    }

    /// Whether the pool is closing.
    pub fn is_closing(&self) -> bool {
        self.sources.scheduler.is_closing()
    }

    /// Whether a job or a fork lies in any queue. Mail does not count.
    pub fn has_jobs(&self) -> bool {
        self.sources.scheduler.has_jobs()
    }

    /// Which seat the worker sits on.
    pub fn seat(&self) -> usize {
        self.sources.seat
    }

    fn stop_search(&mut self) {
        self.phase = Phase::Running;
        self.sources.scheduler.census.stop_search();
        // Publishers saw a searcher and woke nobody. So this worker hands on what is left.
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
