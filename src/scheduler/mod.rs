//! Where jobs wait and who runs them next. It does not know what a job does.
//!
//! [`Scheduler`] is the shared half: publish a job, close, count. [`Worker`] is a thread's half: find a job, or
//! sleep. The protocol between them, with the argument that no wake-up is lost, is `README.md`.

mod census;
mod join;
mod latch;
mod mail;
mod nested;
mod park;
mod stats;
mod worker;

#[cfg(all(test, not(loom)))]
mod test;
#[cfg(all(test, not(loom)))]
mod test_join;
#[cfg(all(test, loom))]
mod test_loom;

use crossbeam_deque::{Injector, Steal, Stealer};
use crossbeam_utils::CachePadded;

pub use self::join::Fork;
pub use self::stats::Stats;
pub use self::worker::{Found, Worker};

use self::census::Census;
use self::mail::Mail;
use self::nested::Nested;
use self::park::{Park, Unparked};
use self::stats::SeatStats;
use crate::Bell;
use crate::sync::{Arc, AtomicBool, Mutex, Ordering, fence};

/// Deques hold forks only: jobs start in the order of the injectors.
type Deque<J> = crossbeam_deque::Worker<Fork<J>>;

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
    seats: Box<[CachePadded<Seat<J>>]>,
    census: Census,
    closing: AtomicBool,
}

/// A worker's place: made with the pool, outlives the threads that sit on it.
struct Seat<J> {
    /// The owner's end of the deque, here while nobody sits.
    deque: Mutex<Option<Deque<J>>>,
    stealer: Stealer<Fork<J>>,
    mail: Mail<J>,
    park: Park,
    bell: Mutex<Option<Arc<dyn Bell>>>,
    stats: SeatStats,
}

impl<J> Seat<J> {
    fn new() -> Self {
        let deque = Deque::new_lifo();
        Self {
            stealer: deque.stealer(),
            deque: Mutex::new(Some(deque)),
            mail: Mail::default(),
            park: Park::default(),
            bell: Mutex::new(None),
            stats: SeatStats::default(),
        }
    }
}

impl<J> Scheduler<J> {
    /// A scheduler for `seats` workers, none of which sits yet.
    #[must_use]
    pub fn new(seats: usize) -> Self {
        Self {
            injectors: std::array::from_fn(|_| Injector::new()),
            nested: Nested::new(seats),
            seats: (0..seats).map(|_| CachePadded::new(Seat::new())).collect(),
            census: Census::new(seats),
            closing: AtomicBool::new(false),
        }
    }

    /// How many workers it is for.
    pub fn seats(&self) -> usize {
        self.seats.len()
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
        std::iter::from_fn(|| self.seats[seat].mail.take()).collect()
    }

    /// Queues jobs that the worker on a seat submits: it takes them itself, the latest first, unless another comes for them.
    pub fn nest(&self, seat: usize, jobs: impl IntoIterator<Item = J>) {
        self.nested.push(seat, jobs);
        self.wake_for_jobs();
    }

    /// Queues a job again that a worker on this seat took and did not begin. It is the next to be taken.
    pub fn put_back(&self, seat: usize, job: J) {
        self.nested.put_back(seat, job);
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
        for seat in 0..self.seats.len() {
            self.nudge(seat);
        }
    }

    /// Whether [`close`](Self::close) was called.
    pub fn is_closing(&self) -> bool {
        // Acquire: pairs with the Release in `close`.
        self.closing.load(Ordering::Acquire)
    }

    /// Takes every job that no worker has taken, in the order they would have started.
    pub fn drain(&self) -> Vec<J> {
        let mail = (0..self.seats.len()).flat_map(|seat| self.drain_mail(seat));
        let nested = (0..self.seats.len()).flat_map(|seat| self.nested.take_all(seat));
        let injected = self
            .injectors
            .iter()
            .flat_map(|queue| std::iter::from_fn(|| insist(|| queue.steal())));
        mail.chain(nested).chain(injected).collect()
    }

    /// Totals over all seats.
    pub fn stats(&self) -> Stats {
        let mut total = Stats {
            searching: self.census.searching(),
            asleep: self.census.asleep(),
            ..Stats::default()
        };
        for seat in &self.seats {
            seat.stats.add_to(&mut total);
        }
        total
    }

    /// Makes a worker look up, wherever it sleeps. It finds out for itself why.
    pub fn nudge(&self, seat: usize) {
        let seat = &self.seats[seat];
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
        self.seats.iter().any(|seat| !seat.stealer.is_empty())
    }
}

/// Repeats a steal that lost a race, which says nothing about what is in the queue.
fn insist<J>(steal: impl Fn() -> Steal<J>) -> Option<J> {
    loop {
        match steal() {
            Steal::Success(job) => return Some(job),
            Steal::Empty => return None,
            Steal::Retry => {}
        }
    }
}
