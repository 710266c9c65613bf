//! A pool: a scheduler, the home that outcomes go to, and a desk for each seat.
//!
//! Here the parts meet that do not know each other: jobs and queues, tasks and threads. A pool knows no JavaScript. A
//! Node thread comes in through `src/node/` and asks for the next script job like any worker.
//!
//! This file is long because it holds the state that all files of this folder work on, and lists what they export.

mod clock;
mod courtesy;
mod deadlines;
mod desk;
mod in_hand;
pub mod job;
mod leasing;
mod leaving;
mod native;
mod nested_tasks;
mod nice;
mod slice;
mod stats;
mod stopping;
mod taking;
#[cfg(all(test, not(loom)))]
mod test;
#[cfg(all(test, loom))]
mod test_loom;
#[cfg(all(test, not(loom)))]
mod test_native;
#[cfg(all(test, not(loom)))]
mod test_timing;
#[cfg(all(test, not(loom)))]
mod test_trace;
pub mod ticket;
mod timing;
mod trace;

use std::time::{Duration, Instant};

pub use self::clock::{Clock, NEVER, ns_per_tick};
pub use self::courtesy::Courtesy;
pub use self::deadlines::{Deadlines, Limit, Phase};
pub use self::desk::Supply;
pub use self::in_hand::Stop;
pub use self::leaving::Left;
pub use self::stats::SeatReport;
pub use self::taking::{Delivery, Payload, Supplied, Taken};
pub use self::timing::Timing;
pub use self::trace::{Span, Trace};

use self::desk::Desk;
use self::job::{Job, Name, Origin};
use self::nested_tasks::NestedTasks;
use self::stats::Past;
use crate::completion::Home;
use crate::completion::record::kind;
use crate::memory::Shelf;
use crate::scheduler::{Scheduler, Worker};
use crate::seats::Seats;
use crate::sync::{Arc, AtomicBool, AtomicU32, AtomicUsize, Mutex, Ordering};

/// How long a plain thread that ran out of jobs looks for one before it sleeps.
const SEARCH: Duration = Duration::from_micros(50);

/// More than the number of seats that a pool has.
const MOST_SEATS: u32 = 1 << 12;
/// How many workers can submit jobs before their numbers repeat: as many as fit in the bits above a record's kind.
const GENERATIONS: u32 = 1 << 11;

/// The native half of the user's pool, shared by its threads.
pub struct Pool {
    /// The pool's number, unique in this process.
    pub id: u32,
    /// Where its jobs wait.
    pub scheduler: Arc<Scheduler<Job>>,
    /// Where the outcomes of its owner's jobs go.
    pub home: Arc<Home>,
    desks: Seats<Desk>,
    /// The tasks that nested jobs name.
    pub tasks: NestedTasks,
    /// How many workers have become submitters. Their numbers come from it.
    origins: AtomicU32,
    /// The plain threads that have not left yet.
    threads: AtomicUsize,
    /// Set when nobody wants the outcomes of its running tasks any more.
    stopping: AtomicBool,
    /// The cancelled jobs that still lie in a queue. The count may wrap for a moment, when a job is
    /// taken before it is counted.
    cancelled: Arc<AtomicUsize>,
    /// The niceness of its threads: how far their CPU priority is lowered. See [`nice`].
    niceness: AtomicUsize,
    /// Times its jobs.
    pub clock: Clock,
    past: Mutex<Past>,
    /// What its threads did and when, for whoever traces the pool.
    pub trace: Trace,
}

impl Pool {
    /// A pool with nobody on its seats.
    #[must_use]
    pub fn new(id: u32, seats: usize, home: Arc<Home>) -> Self {
        Self {
            id,
            scheduler: Arc::new(Scheduler::new(seats)),
            home,
            desks: Seats::new(seats),
            tasks: NestedTasks::default(),
            origins: AtomicU32::new(0),
            threads: AtomicUsize::new(0),
            stopping: AtomicBool::new(false),
            cancelled: Arc::default(),
            niceness: AtomicUsize::new(0),
            clock: Clock::default(),
            past: Mutex::default(),
            trace: Trace::default(),
        }
    }

    /// Sets after how many jobs a thread leaves, and how far its CPU priority is lowered. Applies to
    /// threads that start later.
    pub fn set_up(&self, quota: u64, niceness: usize) {
        self.scheduler.set_quota(quota);
        // Relaxed: the threads that read this are started afterwards.
        self.niceness.store(niceness, Ordering::Relaxed);
    }

    /// Lowers the CPU priority of the calling thread, which is one of the pool's.
    pub fn lower_priority(&self) {
        // Relaxed: the value was stored before this thread was started.
        nice::lower_priority(self.niceness.load(Ordering::Relaxed));
    }

    /// Starts a plain thread on a seat. It runs only native tasks.
    ///
    /// # Errors
    ///
    /// Returns an error when the system can't start a thread.
    pub fn spawn(self: &Arc<Self>, seat: usize, label: &str) -> std::io::Result<()> {
        let pool = Arc::clone(self);
        self.scheduler.reinstate(seat);
        self.threads.fetch_add(1, Ordering::Relaxed);
        let spawned = std::thread::Builder::new()
            .name(format!("{label}-{seat}"))
            .spawn(move || {
                pool.lower_priority();
                if let Some(worker) = Worker::sit(&pool.scheduler, seat, None) {
                    pool.run_thread(worker);
                }
                pool.leave(seat);
            });
        if spawned.is_err() {
            self.threads.fetch_sub(1, Ordering::Relaxed);
        }
        spawned.map(drop)
    }

    fn run_thread(&self, mut worker: Worker<Job>) {
        let mut courtesy = Courtesy::new(Arc::clone(&self.home));
        while let Some(found) = worker.next(SEARCH) {
            worker.forget_time();
            let begun = Instant::now();
            // Scripts' jobs go only to pools of Node threads. So this is a native job whose data is still to come.
            if let Taken::Script(_) = self.take(&worker, found) {
                self.await_native(&mut worker);
            }
            courtesy.jobs_took(1, begun.elapsed());
        }
    }

    fn await_native(&self, worker: &mut Worker<Job>) {
        loop {
            worker.forget_time();
            match self.take_supply(worker) {
                Some(_) => return,
                None => worker.park(None),
            }
        }
    }

    fn leave(&self, seat: usize) {
        let seat = u32::try_from(seat).unwrap_or(u32::MAX);
        self.home.post(self.id, kind::LEFT, seat, &[]);
        // Release: pairs with the Acquire in `threads`.
        self.threads.fetch_sub(1, Ordering::Release);
    }

    /// How many plain threads have not left yet.
    pub fn threads(&self) -> usize {
        // Acquire: pairs with the Release in `leave`.
        self.threads.load(Ordering::Acquire)
    }

    /// The present moment, as this worker knows it. The clock is read once for things that happen together, for
    /// example the end of one job and the start of the next. Whatever takes time makes the worker forget the moment
    /// by [`Worker::forget_time`].
    pub fn moment(&self, worker: &Worker<Job>) -> u64 {
        worker.moment(|| self.clock.now())
    }

    fn home_of<'a>(&'a self, origin: Option<&'a Arc<Origin>>) -> &'a Arc<Home> {
        origin.map_or(&self.home, |origin| &origin.home)
    }

    /// The segments that the worker on a seat writes outcomes to. The home maps them.
    pub fn shelf(&self, seat: usize) -> Option<&Arc<Shelf>> {
        self.desks.get(seat).map(|desk| &desk.shelf)
    }

    /// The seats whose workers sleep and have no job in hand, each with how long its worker has been asleep.
    pub fn idle(&self) -> Vec<(usize, Duration)> {
        let mut idle = self.scheduler.idle();
        idle.retain(|&(seat, _)| {
            let desk = self.desks.peek(seat);
            desk.is_none_or(Desk::is_empty)
        });
        idle
    }

    /// The seats whose workers have a job in hand, or a job in the mail that nobody else may take. Each comes with
    /// how many of the owner's jobs are in hand there. A seat may come twice.
    pub fn engaged(&self) -> Vec<(usize, usize)> {
        let mailed = self.scheduler.mailed().map(|seat| (seat, 0));
        let busy = self.desks.iter().filter_map(|(seat, desk)| {
            let in_hand = desk.in_hand();
            (in_hand.of_all > 0).then_some((seat, in_hand.of_owner))
        });
        mailed.chain(busy).collect()
    }

    /// How many jobs wait for a worker, without the cancelled ones.
    pub fn queued(&self) -> usize {
        let cancelled = self.cancelled.load(Ordering::Relaxed) as isize;
        let queued = self.scheduler.queued() as isize;
        usize::try_from(queued - cancelled.max(0)).unwrap_or(0)
    }

    /// Makes the worker on a seat a submitter of jobs, whose outcomes go to its own home.
    #[must_use]
    pub fn new_origin(&self, seat: usize, home: Arc<Home>) -> Arc<Origin> {
        // Relaxed: the number must only be new. It publishes no other data.
        let generation = self.origins.fetch_add(1, Ordering::Relaxed) % GENERATIONS;
        let seat = u32::try_from(seat).unwrap_or(u32::MAX);
        let number = (generation + 1) * MOST_SEATS + seat;
        Arc::new(Origin { number, home })
    }

    /// The seat of the worker that has this job in hand.
    pub fn seat_of(&self, name: Name) -> Option<usize> {
        let mut desks = self.desks.iter();
        desks.find_map(|(seat, desk)| desk.find(name).map(|_| seat))
    }

    /// Closes the pool at once: asks running tasks to stop, and concludes as cancelled every job that no worker has
    /// taken or whose data has not come.
    pub fn abandon(&self) {
        // Relaxed: the flag publishes no other data, and tasks read it again and again.
        self.stopping.store(true, Ordering::Relaxed);
        for (_, desk) in self.desks.iter() {
            desk.withdraw_all();
        }
        self.scheduler.close();
        self.cancel_waiting();
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

/// The seat of the worker whose jobs have this origin.
#[must_use]
pub fn seat_of_origin(number: u32) -> u32 {
    number % MOST_SEATS
}
