//! The scheduler decides where jobs wait and which worker runs them next. It does not know what a job does.
//!
//! [`Scheduler`] is the half that all threads share: publish a job, close, count. [`Worker`] is one
//! thread's half: find a job, or sleep. `README.md` describes the protocol between the two halves, with the
//! argument that no wake-up is lost.
//!
//! This file is long because it holds everything that other modules may ask of a scheduler.

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

/// How soon a job starts among the jobs that wait. All high ones start before any normal one, and all
/// normal ones before any low one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// Starts before all others.
    High,
    /// The default.
    Normal,
    /// Starts when nothing else waits.
    Low,
}

const PRIORITIES: usize = 3;

/// A job that was taken off a queue for all workers, and may be laid back.
pub struct Lifted<J> {
    /// The injector, or `None` if the job had been put back.
    place: Option<usize>,
    /// The job.
    pub job: J,
}

/// The half of a pool that all threads share: its queues, its seats and its census.
pub struct Scheduler<J> {
    injectors: [Injector<J>; PRIORITIES],
    nested: Nested<J>,
    seats: Seats<CachePadded<Seat<J>>>,
    census: Census,
    closing: AtomicBool,
    /// How many workers sit on a seat now.
    workers: AtomicUsize,
    /// How many jobs a worker takes before it leaves.
    quota: AtomicU64,
    /// The moment from which idle times are counted.
    start: Instant,
}

impl<J> Scheduler<J> {
    /// Makes a scheduler for at most `most` workers at a time. No worker sits on a seat yet.
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

    /// How many workers sit on a seat now.
    pub fn workers(&self) -> usize {
        // Relaxed: the count is used to divide work, and it may be wrong a moment later anyway.
        self.workers.load(Ordering::Relaxed)
    }

    /// Makes every worker that sits down from now on leave after it has taken this many jobs.
    pub fn set_quota(&self, jobs: u64) {
        // Relaxed: the quota is set before the threads that it is for are started.
        self.quota.store(jobs, Ordering::Relaxed);
    }

    /// Queues jobs from outside, in order. Wakes a worker if no worker is searching.
    pub fn publish(&self, jobs: impl IntoIterator<Item = (Priority, J)>) {
        for (priority, job) in jobs {
            self.injectors[priority as usize].push(job);
        }
        self.wake_for_jobs();
    }

    /// Leaves a job to the worker on a seat, which takes it before any other job: see "Mail" in `README.md`.
    pub fn publish_to(&self, seat: usize, job: J) {
        self.seats[seat].mail.push(job);
        self.nudge(seat);
    }

    /// Takes all mail that waits for the worker on a seat.
    pub fn drain_mail(&self, seat: usize) -> Vec<J> {
        let take = || self.seats.peek(seat)?.mail.take();
        std::iter::from_fn(take).collect()
    }

    /// Queues jobs that the worker on a seat submits. That worker takes them itself, the latest first, unless
    /// another worker comes for them.
    pub fn publish_nested(&self, seat: usize, jobs: impl IntoIterator<Item = J>) {
        self.nested.push(seat, jobs);
        self.wake_for_jobs();
    }

    /// Queues a job again that a worker had taken but not begun when it died. A worker takes only its mail, its
    /// forks and its own children before it.
    pub fn put_back(&self, job: J) {
        self.nested.put_back(job);
        self.wake_for_jobs();
    }

    /// Takes the jobs that the worker on a seat submitted and that nobody has taken.
    pub fn take_orphans(&self, seat: usize) -> impl Iterator<Item = J> {
        self.nested.take_all(seat)
    }

    /// Says that no more jobs will be published. Workers leave when they find nothing. Idempotent.
    pub fn close(&self) {
        // Release: whoever sees the flag (Acquire in `is_closing`) also sees what was published before it.
        self.closing.store(true, Ordering::Release);
        // Pairs with the fences in `Census::fall_asleep` and `Census::listen`: either the worker sees the flag, or
        // the loop below sees its seat.
        fence(Ordering::SeqCst);
        for (seat, _) in self.seats.iter() {
            self.nudge(seat);
        }
    }

    /// Makes the worker on a seat leave before it takes another job: see "A worker that is dismissed" in `README.md`.
    pub fn dismiss(&self, seat: usize) {
        if let Some(place) = self.seats.get(seat) {
            // Relaxed: the token that follows makes the flag visible to a worker that sleeps, and a worker that
            // runs sees it in time. A caller may have to be sure that the worker sees the flag once it has ended a
            // job. Such a caller looks at the worker's desk next, under the lock under which the worker ends jobs.
            place.dismissed.store(true, Ordering::Relaxed);
            self.nudge(seat);
        }
    }

    /// Takes a dismissal back. The seat is about to be given to another worker, and nobody sits on it.
    pub fn reinstate(&self, seat: usize) {
        if let Some(place) = self.seats.peek(seat) {
            // Relaxed: the worker that the seat is given to is started afterwards.
            place.dismissed.store(false, Ordering::Relaxed);
        }
    }

    /// The seats whose workers are idle because they find no job, each with how long it has been idle.
    pub fn idle(&self) -> Vec<(usize, Duration)> {
        let now = self.start.elapsed();
        let idle = self.seats.iter().filter_map(|(seat, place)| {
            // Relaxed: whoever acts on this must accept that a job may have come in meanwhile.
            let since = place.idle_since.load(Ordering::Relaxed);
            (since > 0).then(|| (seat, now.saturating_sub(Duration::from_nanos(since))))
        });
        idle.collect()
    }

    /// How many jobs wait in the injectors, as mail, or because they were put back. Nested jobs are not counted.
    pub fn queued(&self) -> usize {
        let injected: usize = self.injectors.iter().map(Injector::len).sum();
        let mail: usize = self.seats.iter().map(|(_, seat)| seat.mail.len()).sum();
        injected + mail + self.nested.returned()
    }

    /// The seats that have mail: jobs that only the worker there may take.
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

    /// Takes every job that no worker has taken: mail, nested jobs, jobs that were put back, and then
    /// the injectors by priority.
    pub fn drain(&self) -> Vec<J> {
        let mail = (0..self.seats.made()).flat_map(|seat| self.drain_mail(seat));
        let nested = (0..self.seats.made()).flat_map(|seat| self.nested.take_all(seat));
        mail.chain(nested).chain(self.drain_outer()).collect()
    }

    /// Takes every job for all workers that no worker has taken, nested ones apart: jobs that were put back, which may
    /// be nested too, and then the injectors by priority. Each is taken as a worker takes it, so workers may take
    /// others meanwhile.
    pub fn drain_outer(&self) -> Vec<J> {
        let (drained, _) = self.lift_outer();
        drained.into_iter().map(|lifted| lifted.job).collect()
    }

    /// As [`drain_outer`](Self::drain_outer), but tells where each job lay, so that it can be
    /// [laid back](Self::lay_back). Also returns whether no worker has taken a job meanwhile: then these are the next
    /// jobs in their order.
    pub fn lift_outer(&self) -> (Vec<Lifted<J>>, bool) {
        let before =
            self.nested.returned() + self.injectors.iter().map(Injector::len).sum::<usize>();
        let returned = std::iter::from_fn(|| self.nested.take_returned());
        let mut lifted: Vec<_> = returned.map(|job| Lifted { place: None, job }).collect();
        for (place, queue) in self.injectors.iter().enumerate() {
            let jobs = std::iter::from_fn(|| insist(|| queue.steal()));
            lifted.extend(jobs.map(|job| Lifted {
                place: Some(place),
                job,
            }));
        }
        let is_undisturbed = lifted.len() == before;
        (lifted, is_undisturbed)
    }

    /// Puts jobs back where they lay, in their order.
    pub fn lay_back(&self, jobs: impl IntoIterator<Item = Lifted<J>>) {
        for Lifted { place, job } in jobs {
            match place {
                None => self.nested.put_back(job),
                Some(place) => self.injectors[place].push(job),
            }
        }
        self.wake_for_jobs();
    }

    /// The totals over all seats.
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

    /// The counts of each seat that has been made.
    pub fn seat_stats(&self) -> impl Iterator<Item = (usize, Stats)> {
        self.seats.iter().map(|(number, seat)| {
            let mut stats = Stats::default();
            seat.stats.add_to(&mut stats);
            (number, stats)
        })
    }

    /// Wakes the worker on a seat, wherever it sleeps. The worker finds out for itself why.
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

    /// A fork was left on a deque: wakes a worker, if one sleeps. Without a fence this may miss a
    /// worker that is falling asleep at this moment. Then the fork's owner runs the fork itself, and
    /// calls this again at its next fork.
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
