//! Where jobs wait and who runs them next. It does not know what a job does.
//!
//! [`Scheduler`] is the shared half: publish a job, close, count. [`Worker`] is a thread's half: find a job, or
//! sleep. The protocol between them, with the argument that no wake-up is lost, is `README.md`.

mod census;
mod find;
mod join;
mod latch;
mod mail;
mod nested;
mod park;
mod seat;
mod stats;
mod worker;

#[cfg(all(test, not(loom)))]
mod test;
#[cfg(all(test, not(loom)))]
mod test_join;
#[cfg(all(test, loom))]
mod test_loom;

use crossbeam_deque::Injector;
use crossbeam_utils::CachePadded;
use std::time::{Duration, Instant};

pub use self::find::Found;
pub use self::join::Fork;
pub use self::stats::Stats;
pub use self::worker::Worker;

use self::census::Census;
use self::find::insist;
use self::nested::Nested;
use self::park::Unparked;
use self::seat::Seat;
use crate::seats::Seats;
use crate::sync::{AtomicBool, AtomicU64, AtomicUsize, Ordering, fence};

/// How soon a job starts beside others that wait: all high ones before any normal one, those before any low one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// Before all others.
    High,
    /// The default.
    Normal,
    /// When nothing else waits.
    Low,
}

const PRIORITIES: usize = 3;

/// The shared half of a pool: its queues, its seats, its census.
pub struct Scheduler<J> {
    injectors: [Injector<J>; PRIORITIES],
    nested: Nested<J>,
    seats: Seats<CachePadded<Seat<J>>>,
    census: Census,
    closing: AtomicBool,
    /// Workers that sit.
    workers: AtomicUsize,
    /// How many jobs a worker takes before it leaves.
    quota: AtomicU64,
    /// What idle times count from.
    start: Instant,
}

impl<J> Scheduler<J> {
    /// A scheduler for at most `most` workers at a time, none of which sits yet.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self {
            injectors: std::array::from_fn(|_| Injector::new()),
            nested: Nested::new(most),
            seats: Seats::new(most),
            census: Census::new(),
            closing: AtomicBool::new(false),
            workers: AtomicUsize::new(0),
            quota: AtomicU64::new(u64::MAX),
            start: Instant::now(),
        }
    }

    /// How many workers sit now.
    pub fn workers(&self) -> usize {
        // Relaxed: a count for those who divide work, wrong a moment later anyway.
        self.workers.load(Ordering::Relaxed)
    }

    /// Has every worker that sits down from now on leave after so many jobs.
    pub fn set_quota(&self, jobs: u64) {
        // Relaxed: it is set before the threads that it is for are started.
        self.quota.store(jobs, Ordering::Relaxed);
    }

    /// Queues jobs from outside, in order, and wakes a worker if none is looking.
    pub fn publish(&self, jobs: impl IntoIterator<Item = (Priority, J)>) {
        for (priority, job) in jobs {
            self.injectors[priority as usize].push(job);
        }
        self.wake_for_jobs();
    }

    /// Leaves a job to the worker on a seat, who takes it before any other: see "Mail" in `README.md`.
    pub fn publish_to(&self, seat: usize, job: J) {
        self.seats[seat].mail.push(job);
        self.nudge(seat);
    }

    /// Takes what waits for the worker on a seat.
    pub fn drain_mail(&self, seat: usize) -> Vec<J> {
        let take = || self.seats.peek(seat)?.mail.take();
        std::iter::from_fn(take).collect()
    }

    /// Queues jobs that the worker on a seat submits: it takes them itself, the latest first, unless another comes for them.
    pub fn publish_nested(&self, seat: usize, jobs: impl IntoIterator<Item = J>) {
        self.nested.push(seat, jobs);
        self.wake_for_jobs();
    }

    /// Queues a job again that a worker took and did not begin before it died. It is the next to be taken.
    pub fn put_back(&self, job: J) {
        self.nested.put_back(job);
        self.wake_for_jobs();
    }

    /// Takes what the worker on a seat submitted and nobody has taken.
    pub fn take_orphans(&self, seat: usize) -> impl Iterator<Item = J> {
        self.nested.take_all(seat)
    }

    /// No more jobs will be published: workers leave when they find nothing. Idempotent.
    pub fn close(&self) {
        // Release: whoever sees the flag (Acquire in `is_closing`) sees what was published before it.
        self.closing.store(true, Ordering::Release);
        // Pairs with the fence in `Census::fall_asleep`: a sleeper sees the flag, or is seen here.
        fence(Ordering::SeqCst);
        for (seat, _) in self.seats.iter() {
            self.nudge(seat);
        }
    }

    /// Has the worker on a seat leave before it takes another job: see "A worker that is dismissed" in `README.md`.
    pub fn dismiss(&self, seat: usize) {
        if let Some(place) = self.seats.get(seat) {
            // Relaxed: the token that follows carries it to a worker that sleeps, and one that works will see it in time. Whoever must be sure that it
            // sees it when it has ended a job looks at its desk next, under the lock that it ends jobs under.
            place.dismissed.store(true, Ordering::Relaxed);
            self.nudge(seat);
        }
    }

    /// Takes a dismissal back: the seat is about to be given to another worker, and nobody sits on it.
    pub fn reinstate(&self, seat: usize) {
        if let Some(place) = self.seats.peek(seat) {
            // Relaxed: the worker it is for is started afterwards.
            place.dismissed.store(false, Ordering::Relaxed);
        }
    }

    /// The seats whose workers sleep for want of a job, with how long they have.
    pub fn idle(&self) -> Vec<(usize, Duration)> {
        let now = self.start.elapsed();
        let idle = self.seats.iter().filter_map(|(seat, place)| {
            // Relaxed: whoever acts on it must bear that a job came in between.
            let since = place.idle_since.load(Ordering::Relaxed);
            (since > 0).then(|| (seat, now.saturating_sub(Duration::from_nanos(since))))
        });
        idle.collect()
    }

    /// How many jobs no worker has taken.
    pub fn queued(&self) -> usize {
        let injected: usize = self.injectors.iter().map(Injector::len).sum();
        let mail: usize = self.seats.iter().map(|(_, seat)| seat.mail.len()).sum();
        injected + mail + self.nested.returned()
    }

    /// The seats that have jobs which only the worker there may take.
    pub fn mailed(&self) -> impl Iterator<Item = usize> {
        let mailed = self
            .seats
            .iter()
            .filter(|(_, place)| !place.mail.is_empty());
        mailed.map(|(seat, _)| seat)
    }

    /// Whether [`close`](Self::close) was called.
    pub fn is_closing(&self) -> bool {
        // Acquire: pairs with the Release in `close`.
        self.closing.load(Ordering::Acquire)
    }

    /// Takes every job that no worker has taken, in the order they would have started.
    pub fn drain(&self) -> Vec<J> {
        let mail = (0..self.seats.made()).flat_map(|seat| self.drain_mail(seat));
        let nested = (0..self.seats.made()).flat_map(|seat| self.nested.take_all(seat));
        let injected = self
            .injectors
            .iter()
            .flat_map(|queue| std::iter::from_fn(|| insist(|| queue.steal())));
        let returned = std::iter::from_fn(|| self.nested.take_returned());
        mail.chain(nested).chain(returned).chain(injected).collect()
    }

    /// Totals over all seats.
    pub fn stats(&self) -> Stats {
        let mut total = Stats {
            searching: self.census.searching(),
            asleep: self.census.asleep(),
            ..Stats::default()
        };
        for (_, seat) in self.seats.iter() {
            seat.stats.add_to(&mut total);
        }
        total
    }

    /// What was counted on each seat that was ever taken.
    pub fn seat_stats(&self) -> impl Iterator<Item = (usize, Stats)> {
        self.seats.iter().map(|(number, seat)| {
            let mut stats = Stats::default();
            seat.stats.add_to(&mut stats);
            (number, stats)
        })
    }

    /// Makes a worker look up, wherever it sleeps. It finds out for itself why.
    pub fn nudge(&self, seat: usize) {
        let Some(seat) = self.seats.peek(seat) else {
            return;
        };
        if seat.park.unpark() == Unparked::MustRing {
            let bell = seat.bell.lock().clone();
            if let Some(bell) = bell {
                bell.ring();
            }
        }
    }

    fn wake_for_jobs(&self) {
        if let Some(seat) = self.census.claim() {
            self.nudge(seat);
        } else {
            self.census.call_listeners(|seat| self.nudge(seat));
        }
    }

    /// A fork was left on a deque: wakes a worker, if any sleeps. Without a fence it may miss one that falls asleep just now: its owner will run
    /// the fork, and says so again at the next one.
    fn offer_fork(&self) {
        if self.census.asleep() > 0 {
            self.wake_for_jobs();
        }
    }

    fn has_jobs(&self) -> bool {
        self.injectors.iter().any(|queue| !queue.is_empty())
            || !self.nested.is_empty()
            || self.has_forks()
    }

    fn has_forks(&self) -> bool {
        self.seats.iter().any(|(_, seat)| !seat.stealer.is_empty())
    }
}
