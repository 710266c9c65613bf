//! A pool: a scheduler, the home its outcomes go to, and a desk for each seat.
//!
//! It is where the parts meet that do not know each other: jobs and queues, tasks and threads. It knows no JavaScript:
//! a Node thread comes in through the rim and asks for the next script job like any worker.

mod clock;
mod deadlines;
mod desk;
mod native;
mod nested_tasks;
mod nice;
mod seen;
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
mod timing;
mod trace;

use std::time::Duration;

pub use self::clock::{Clock, NEVER, ns_per_tick};
pub use self::deadlines::{Deadlines, Limit, Phase};
pub use self::desk::{Stop, Supply};
pub use self::native::Lease;
pub use self::seen::SeatSeen;
pub use self::timing::Timing;
pub use self::trace::{Span, Trace};

use self::desk::{Come, Desk, Held, Stopped, Waiting};
use self::nested_tasks::NestedTasks;
use self::seen::{Past, post_times};
use crate::Bell;
use crate::completion::record::kind;
use crate::completion::{Counted, Home};
use crate::job::{Cancelled, Job, Name, Origin, Stamp, Value, Work};
use crate::memory::{Shelf, Slice};
use crate::scheduler::{Fork, Found, Scheduler, Worker};
use crate::seats::Seats;
use crate::sync::{Arc, AtomicBool, AtomicU32, AtomicUsize, Mutex, Ordering};

/// How long a plain thread that ran out of jobs looks for one before it sleeps.
const SEARCH: Duration = Duration::from_micros(50);

/// More seats than a pool has.
const MOST_SEATS: u32 = 1 << 12;
/// How many workers submit jobs before their numbers come again: as many as fit above a record's kind.
const GENERATIONS: u32 = 1 << 11;

/// The shared half of what the user holds.
pub struct Pool {
    /// Names the pool in this process.
    pub id: u32,
    /// Where its jobs wait.
    pub scheduler: Arc<Scheduler<Job>>,
    /// Where the outcomes of its owner's jobs go.
    pub home: Arc<Home>,
    desks: Seats<Desk>,
    /// The tasks that nested jobs name.
    pub tasks: NestedTasks,
    /// How many workers have submitted jobs, to number them.
    origins: AtomicU32,
    /// Plain threads that have not left.
    threads: AtomicUsize,
    /// Nobody wants what its running tasks compute.
    stopping: AtomicBool,
    /// Jobs that were cancelled, and lie in a queue yet. It may wrap for a moment, when one is taken before it is counted.
    cancelled: Arc<AtomicUsize>,
    /// How far its threads stand back for others: see [`nice`].
    niceness: AtomicUsize,
    /// Times its jobs.
    pub clock: Clock,
    past: Mutex<Past>,
    /// What its threads did when, for whoever traces it.
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

    /// Has threads that start from now on leave after so many jobs, and stand back for others by so much.
    pub fn set_up(&self, quota: u64, niceness: usize) {
        self.scheduler.set_quota(quota);
        // Relaxed: the threads that it is for are started afterwards.
        self.niceness.store(niceness, Ordering::Relaxed);
    }

    /// Has the calling thread, one of the pool's, stand back for others.
    pub fn be_nice(&self) {
        // Relaxed: it was stored before this thread was started.
        nice::stand_back(self.niceness.load(Ordering::Relaxed));
    }

    /// Puts a plain thread on a seat, for native tasks only.
    ///
    /// # Errors
    ///
    /// When the system refuses a thread.
    pub fn spawn(self: &Arc<Self>, seat: usize, label: &str) -> std::io::Result<()> {
        let pool = Arc::clone(self);
        self.scheduler.reinstate(seat);
        self.threads.fetch_add(1, Ordering::Relaxed);
        let spawned = std::thread::Builder::new()
            .name(format!("{label}-{seat}"))
            .spawn(move || {
                pool.be_nice();
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
        while let Some(found) = worker.next(SEARCH) {
            worker.lapse();
            // Scripts go to pools of Node threads; what is left to do here is to wait for a native task's data.
            if let Taken::Script(_) = self.take(&worker, found) {
                self.await_native(&mut worker);
            }
        }
    }

    fn await_native(&self, worker: &mut Worker<Job>) {
        loop {
            worker.lapse();
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

    /// How many plain threads have not left.
    pub fn threads(&self) -> usize {
        // Acquire: pairs with the Release in `leave`.
        self.threads.load(Ordering::Acquire)
    }

    /// Does what a worker can do by itself with what it found, and says what is left to do.
    pub fn take(&self, worker: &Worker<Job>, found: Found<Job>) -> Taken {
        let is_mail = matches!(found, Found::Mail(_));
        let job = match found {
            Found::Job(job) | Found::Mail(job) => job,
            Found::Fork(fork) => {
                self.run_fork(worker, fork);
                return Taken::Done;
            }
        };
        let Job {
            slot,
            origin,
            ticket,
            submitted,
            work,
        } = job;
        let home = self.home_of(origin.as_ref());
        if origin.is_some() && home.is_closed() {
            return Taken::Done;
        }
        if ticket.as_ref().is_some_and(|ticket| !ticket.start()) {
            self.uncount_cancelled();
            home.post(slot, kind::CANCELLED, 0, &[]);
            return Taken::Done;
        }
        match work {
            Work::Native(work) => {
                if home.recalls().take(slot) {
                    home.post(slot, kind::CANCELLED, 0, &[]);
                    return Taken::Done;
                }
                self.run_native(worker, slot, home, ticket.as_deref(), submitted, *work);
                Taken::Done
            }
            Work::Script { task, value } => {
                let name = Name::of(origin.as_ref(), slot);
                let is_asked = matches!(value, Value::Ask);
                let waiting = is_asked.then_some(Waiting { ticket, is_mail });
                let home = Arc::clone(home);
                let begun = if is_asked {
                    NEVER
                } else {
                    self.begin_moment(worker, submitted)
                };
                let held = Held {
                    slot,
                    task,
                    origin,
                    submitted,
                    begun,
                    lane: 0,
                    waiting,
                    stop: None,
                };
                let is_traced = self.trace.is_on();
                if !self.desks[worker.seat()]
                    .hold_unless(held, is_traced, || home.recalls().take(slot))
                {
                    home.post(slot, kind::CANCELLED, 0, &[]);
                    return Taken::Done;
                }
                if is_asked {
                    let seat = u32::try_from(worker.seat()).unwrap_or(u32::MAX);
                    home.post(slot, kind::WANTED, seat, &[]);
                }
                Taken::Script(Delivery { name, task, value })
            }
        }
    }

    /// Runs a part of a native job that another worker has in hand. It is no job.
    fn run_fork(&self, worker: &Worker<Job>, fork: Fork<Job>) {
        let victim = worker.robbed();
        let begun = self.moment(worker);
        fork.run(worker);
        worker.lapse();
        if let Some(victim) = victim.filter(|_| self.trace.is_on() && begun != NEVER) {
            let lane = self.desks[worker.seat()].free_lane();
            let ended = self.moment(worker);
            self.trace
                .add(Span::of_steal(worker.seat(), lane, victim, begun, ended));
        }
    }

    /// A job that was in hand has ended: who wants to know its times is told of them.
    fn tell_times(&self, seat: usize, held: &Held, now: u64) {
        if held.submitted.is_watched() {
            let home = self.home_of(held.origin.as_ref());
            post_times(home, held.slot, seat, held.submitted, held.begun, now);
        }
        if self.trace.is_on() {
            self.trace.add(Span::of_script(seat, held, now));
        }
    }

    /// What the time is for this worker. The clock is read once for all that happens at once: for one job's end and the next one's beginning, say. Whatever
    /// takes time has the worker forget it, by [`Worker::lapse`].
    pub fn moment(&self, worker: &Worker<Job>) -> u64 {
        worker.moment(|| self.clock.now())
    }

    fn home_of<'a>(&'a self, origin: Option<&'a Arc<Origin>>) -> &'a Arc<Home> {
        origin.map_or(&self.home, |origin| &origin.home)
    }

    /// The moment at which a worker begins a job. It may have read the clock before the job was submitted, and have been held up since.
    fn begin_moment(&self, worker: &Worker<Job>, submitted: Stamp) -> u64 {
        let moment = self.moment(worker);
        if moment == NEVER || moment >= submitted.moment() {
            return moment;
        }
        worker.lapse();
        self.moment(worker).max(submitted.moment())
    }

    /// A worker has an outcome for a job in its hand: posts it. Nothing happens if it has no such job.
    pub fn conclude(&self, worker: &Worker<Job>, name: Name, kind: u32, payload: Payload<'_>) {
        let (seat, now) = (worker.seat(), self.moment(worker));
        self.desks[seat].conclude(name, now, |held| {
            self.tell_times(seat, &held, now);
            self.post(seat, held.origin.as_ref(), name.slot, kind, payload);
        });
    }

    /// The worker on a seat has something to tell of a job that goes on.
    pub fn note(&self, seat: usize, name: Name, kind: u32, payload: Payload<'_>) {
        if let Some((origin, _)) = self.desks[seat].find(name) {
            self.post(seat, origin.as_ref(), name.slot, kind, payload);
        }
    }

    fn post(
        &self,
        seat: usize,
        origin: Option<&Arc<Origin>>,
        slot: u32,
        kind: u32,
        payload: Payload<'_>,
    ) {
        let seat = u32::try_from(seat).unwrap_or(u32::MAX);
        match (origin, payload) {
            (None, Payload::Slice(slice)) => self.home.post_slice(slot, kind, seat, slice),
            (None, Payload::Bytes(bytes)) => self.home.post(slot, kind, seat, bytes),
            // Segments are mapped between the owner and its workers, and not among these.
            (Some(origin), payload) => origin.home.post(slot, kind, seat, payload.bytes()),
        }
    }

    /// The segments that the worker on a seat writes outcomes to, for the home to map.
    pub fn shelf(&self, seat: usize) -> Option<&Arc<Shelf>> {
        self.desks.get(seat).map(|desk| &desk.shelf)
    }

    /// The seats whose workers have no job in hand and sleep, with how long they have.
    pub fn idle(&self) -> Vec<(usize, Duration)> {
        let mut idle = self.scheduler.idle();
        idle.retain(|&(seat, _)| {
            let desk = self.desks.peek(seat);
            desk.is_none_or(Desk::is_empty)
        });
        idle
    }

    /// A job was cancelled before a worker took it.
    pub fn count_cancelled(&self) {
        // Relaxed, here and where it is read: a count for people.
        self.cancelled.fetch_add(1, Ordering::Relaxed);
    }

    /// As [`count_cancelled`](Self::count_cancelled), for one that is recalled: until it is struck off. Nested jobs are not counted, since they aren't among those that wait.
    pub fn counted(&self, name: Name) -> Option<Counted> {
        (name.origin == 0).then(|| Counted::new(&self.cancelled))
    }

    /// A job that was cancelled does not lie in a queue any more.
    fn uncount_cancelled(&self) {
        self.cancelled.fetch_sub(1, Ordering::Relaxed);
    }

    /// How many jobs wait for a worker, without those that were cancelled.
    pub fn queued(&self) -> usize {
        let cancelled = self.cancelled.load(Ordering::Relaxed) as isize;
        let queued = self.scheduler.queued() as isize;
        usize::try_from(queued - cancelled.max(0)).unwrap_or(0)
    }

    /// A job's deadline has passed: see `README.md`. Calls `post` once, to tell its submitter.
    fn give_up(&self, home: &Home, limit: &Limit, post: impl Fn(Phase)) {
        let Limit {
            name,
            timeout,
            ticket,
            lease,
            ..
        } = limit;
        let Some(ticket) = ticket else {
            home.recalls().add(name.slot, self.counted(*name));
            return match self.stop_in_hand(*name, *timeout, &post) {
                Some(_) => drop(home.recalls().take(name.slot)),
                None => post(Phase::Queued),
            };
        };
        match ticket.cancel() {
            Cancelled::Queued => {
                post(Phase::Queued);
                if !lease.is_some_and(|lease| self.recall(lease)) {
                    self.count_cancelled();
                }
            }
            Cancelled::Before => post(Phase::Queued),
            Cancelled::Running => {
                if self.stop_in_hand(*name, *timeout, &post).is_none() {
                    post(Phase::Running);
                }
            }
        }
    }

    fn stop_in_hand(&self, name: Name, timeout: f64, post: impl Fn(Phase)) -> Option<()> {
        self.desks.iter().find_map(|(seat, desk)| {
            match desk.stop(name, Stop::Timeout(timeout), || post(Phase::Running)) {
                Stopped::Absent => return None,
                Stopped::Withdrawn(_) => {
                    post(Phase::Queued);
                    self.scheduler.nudge(seat);
                }
                Stopped::Noted => desk.call(),
            }
            Some(())
        })
    }

    /// By what the worker on a seat is called in the middle of a job, from now on; by nothing any more when this has returned with `None`.
    pub fn set_alarm(&self, seat: usize, alarm: Option<Arc<dyn Bell>>) {
        self.desks[seat].set_alarm(alarm);
    }

    /// A job in the hand of the worker on a seat is not wanted any more. `true` if it has begun: its worker will be told, once. Where it waits for its data it is dropped.
    pub fn abort(&self, seat: usize, name: Name) -> bool {
        let Some(desk) = self.desks.get(seat) else {
            return false;
        };
        match desk.stop(name, Stop::Abort, || {}) {
            Stopped::Absent => false,
            Stopped::Withdrawn(_) => {
                self.scheduler.nudge(seat);
                false
            }
            Stopped::Noted => {
                desk.call();
                true
            }
        }
    }

    /// The jobs in the hand of the worker on a seat that are to stop, and why. Each is told once.
    pub fn take_stops(&self, seat: usize) -> Vec<(Name, Stop)> {
        self.desks[seat].take_stops()
    }

    /// Makes the worker on a seat one that submits jobs, whose outcomes go to its own home.
    #[must_use]
    pub fn originate(&self, seat: usize, home: Arc<Home>) -> Arc<Origin> {
        // Relaxed: the number must be new and says nothing of anything else.
        let generation = self.origins.fetch_add(1, Ordering::Relaxed) % GENERATIONS;
        let seat = u32::try_from(seat).unwrap_or(u32::MAX);
        let number = (generation + 1) * MOST_SEATS + seat;
        Arc::new(Origin { number, home })
    }

    /// The thread on a seat has gone for good, and another may come. Jobs that waited for their data are queued again, and those that it had submitted and nobody has
    /// taken are dropped. All others come back: the caller owes them a record.
    #[must_use = "a slot nobody concludes is a promise nobody settles"]
    pub fn evict(&self, seat: usize) -> Vec<Left> {
        self.scheduler.reinstate(seat);
        let Some(desk) = self.desks.peek(seat) else {
            return Vec::new();
        };
        desk.is_left.store(false, Ordering::Relaxed);
        self.scheduler.take_orphans(seat).for_each(drop);
        let mut left = Vec::new();
        let now = self.clock.now();
        for (held, supply) in desk.clear(now) {
            if held.waiting.is_none() && self.trace.is_on() {
                self.trace.add(Span::of_script(seat, &held, now));
            }
            match (held.waiting, supply) {
                // What went to its port is lost with it.
                (Some(_), Some(Supply::Value(Value::Port))) | (None, _) => left.push(Left {
                    slot: held.slot,
                    origin: held.origin,
                }),
                // It was for this thread and no other.
                (Some(Waiting { is_mail: true, .. }), None | Some(Supply::Value(_))) => {
                    left.push(Left {
                        slot: held.slot,
                        origin: held.origin,
                    });
                }
                (Some(waiting), supply) => {
                    let task = held.task;
                    let work = match supply {
                        None => Work::Script {
                            task,
                            value: Value::Ask,
                        },
                        Some(Supply::Value(value)) => Work::Script { task, value },
                        Some(Supply::Native(work)) => Work::Native(work),
                        // It has gone to wait for its memory, and comes back by itself.
                        Some(Supply::Deferred) => continue,
                        Some(Supply::Withdrawn) => {
                            let home = self.home_of(held.origin.as_ref());
                            home.post(held.slot, kind::CANCELLED, 0, &[]);
                            continue;
                        }
                    };
                    self.put_back(Job {
                        slot: held.slot,
                        origin: held.origin,
                        ticket: waiting.ticket,
                        submitted: held.submitted,
                        work,
                    });
                }
            }
        }
        left
    }

    /// What waited for the worker on a seat, whose thread has gone for good. The caller owes these slots a record.
    #[must_use = "a slot nobody concludes is a promise nobody settles"]
    pub fn evict_mail(&self, seat: usize) -> Vec<u32> {
        let jobs = self.scheduler.drain_mail(seat);
        jobs.into_iter().map(|job| job.slot).collect()
    }

    /// A thread has left its seat for good.
    pub fn note_left(&self, seat: usize) {
        self.desks[seat].is_left.store(true, Ordering::Relaxed);
    }

    /// Whether a thread has left the seat since it was last evicted.
    pub fn has_left(&self, seat: usize) -> bool {
        let desk = self.desks.get(seat);
        desk.is_some_and(|desk| desk.is_left.load(Ordering::Relaxed))
    }

    fn put_back(&self, job: Job) {
        let is_wanted = job.ticket.as_ref().is_none_or(|ticket| ticket.put_back());
        if is_wanted && !self.scheduler.is_closing() {
            self.scheduler.put_back(job);
        } else {
            self.cancel(&job);
        }
    }

    fn cancel(&self, job: &Job) {
        self.home_of(job.origin.as_ref())
            .post(job.slot, kind::CANCELLED, 0, &[]);
    }

    /// Answers a worker that wants a job's data. `false` if it has died, and the job is queued again.
    pub fn supply(&self, seat: usize, name: Name, supply: Supply) -> bool {
        let is_wanted = self
            .desks
            .get(seat)
            .is_some_and(|desk| desk.supply(name, supply));
        if is_wanted {
            self.scheduler.nudge(seat);
        }
        is_wanted
    }

    /// What has come for a job whose data the worker waits for. With a native task's data it is done at once; with none, it is concluded.
    pub fn take_supply(&self, worker: &Worker<Job>) -> Option<Supplied> {
        let now = || self.moment(worker);
        let Come {
            name,
            origin,
            task,
            submitted,
            supply,
        } = self.desks[worker.seat()].take_supply(self.trace.is_on(), now)?;
        let home = self.home_of(origin.as_ref());
        let mut delivery = None;
        match supply {
            Supply::Value(value) => delivery = Some(Delivery { name, task, value }),
            Supply::Native(work) => {
                self.run_native(worker, name.slot, home, None, submitted, *work);
            }
            Supply::Deferred => {}
            Supply::Withdrawn => home.post(name.slot, kind::CANCELLED, 0, &[]),
        }
        Some(Supplied { name, delivery })
    }

    /// Which seat's worker has this job in hand.
    pub fn seat_of(&self, name: Name) -> Option<usize> {
        let mut desks = self.desks.iter();
        desks.find_map(|(seat, desk)| desk.find(name).map(|_| seat))
    }

    /// Whether the worker on a seat has this job in hand; then it takes no other from now on, and its thread may be ended: see "A worker that is ended for one
    /// job's sake" in `scheduler/README.md`.
    pub fn condemn(&self, seat: usize, name: Name) -> bool {
        let desk = self.desks.get(seat);
        let holds = || desk.is_some_and(|desk| desk.find(name).is_some());
        if !holds() {
            return false;
        }
        self.scheduler.dismiss(seat);
        holds()
    }

    /// Stops taking jobs in, asks running tasks to stop, and concludes as cancelled what no worker has taken or has the data for.
    pub fn abandon(&self) {
        // Relaxed: it says nothing but itself, and is looked at again and again.
        self.stopping.store(true, Ordering::Relaxed);
        for (_, desk) in self.desks.iter() {
            desk.withdraw_all();
        }
        self.scheduler.close();
        self.cancel_deferred();
        self.cancel_queued();
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    fn cancel_queued(&self) {
        for job in self.scheduler.drain() {
            self.cancel(&job);
        }
    }
}

/// The seat of the worker whose jobs have this origin.
#[must_use]
pub fn seat_of_origin(number: u32) -> u32 {
    number % MOST_SEATS
}

/// What is left to do with a job that a worker took.
pub enum Taken {
    /// Nothing.
    Done,
    /// To call a JavaScript task. The seat's desk knows the job.
    Script(Delivery),
}

/// A job for JavaScript.
pub struct Delivery {
    /// Which job.
    pub name: Name,
    /// Which of the pool's tasks.
    pub task: u32,
    /// What to call it with.
    pub value: Value,
}

/// What a record says beside its header.
pub enum Payload<'a> {
    /// Bytes to copy.
    Bytes(&'a [u8]),
    /// Bytes to leave where the worker wrote them.
    Slice(Slice),
}

impl Payload<'_> {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Slice(slice) => slice.bytes(),
        }
    }
}

/// A job that waited for its data, and what is left to do with it.
pub struct Supplied {
    /// Which job.
    pub name: Name,
    /// To call a JavaScript task, if that is left.
    pub delivery: Option<Delivery>,
}

/// A job that a worker left when it died.
pub struct Left {
    /// Its submitter's number for it.
    pub slot: u32,
    /// Its submitter, if that is a worker.
    pub origin: Option<Arc<Origin>>,
}
