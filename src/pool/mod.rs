//! A pool: a scheduler, the home its outcomes go to, and a desk for each seat.
//!
//! It is where the parts meet that do not know each other: jobs and queues, tasks and threads. It knows no JavaScript:
//! a Node thread comes in through the rim and asks for the next script job like any worker.

#[cfg(all(test, not(loom)))]
mod test;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use crate::completion::Home;
use crate::completion::record::kind;
use crate::job::{Job, Value, Work};
use crate::memory::{Shelf, Slice};
use crate::scheduler::{Found, Scheduler, Worker};
use crate::sync::{Arc, AtomicBool, AtomicUsize, Mutex, Ordering};
use crate::tasks::{Branch, Crew, Input, Outcome, Task};

/// How long a plain thread that ran out of jobs looks for one before it sleeps.
const SEARCH: Duration = Duration::from_micros(50);

/// The shared half of what the user holds.
pub struct Pool {
    /// Names the pool in this process.
    pub id: u32,
    /// Where its jobs wait.
    pub scheduler: Arc<Scheduler<Job>>,
    /// Where its outcomes go.
    pub home: Arc<Home>,
    desks: Box<[Desk]>,
    /// Plain threads that have not left.
    threads: AtomicUsize,
}

/// What the worker on a seat has in hand. It outlives the worker, so that somebody else can settle what it left.
#[derive(Default)]
struct Desk {
    /// The slot it owes a record.
    running: Mutex<Option<u32>>,
    /// Data for an `Ask` job, on its way from the submitter.
    supply: Mutex<Option<Supply>>,
    /// The segments that the worker writes outcomes to.
    shelf: Arc<Shelf>,
    /// Whether a thread has left the seat, and its owner has not been told yet.
    is_left: AtomicBool,
}

/// What a submitter answers when it is asked for a job's data.
pub enum Supply {
    /// Here it is, for a script.
    Value(Value),
    /// Here it is, for a native task.
    Native(Task, Box<Input>),
    /// There is none: the submitter has settled the job itself.
    Withdrawn,
}

impl Pool {
    /// A pool with nobody on its seats.
    #[must_use]
    pub fn new(id: u32, seats: usize, home: Arc<Home>) -> Self {
        Self {
            id,
            scheduler: Arc::new(Scheduler::new(seats)),
            home,
            desks: (0..seats).map(|_| Desk::default()).collect(),
            threads: AtomicUsize::new(0),
        }
    }

    /// Puts a plain thread on a seat, for native tasks only.
    ///
    /// # Errors
    ///
    /// When the system refuses a thread.
    pub fn spawn(self: &Arc<Self>, seat: usize, label: &str) -> std::io::Result<()> {
        let pool = Arc::clone(self);
        self.threads.fetch_add(1, Ordering::Relaxed);
        let spawned = std::thread::Builder::new()
            .name(format!("{label}-{seat}"))
            .spawn(move || {
                if let Some(worker) = Worker::sit(&pool.scheduler, seat, None) {
                    pool.run_thread(worker);
                }
                pool.leave();
            });
        if spawned.is_err() {
            self.threads.fetch_sub(1, Ordering::Relaxed);
        }
        spawned.map(drop)
    }

    fn run_thread(&self, mut worker: Worker<Job>) {
        while let Some(found) = worker.next(SEARCH) {
            // Scripts go to pools of Node threads; what is left to do here is to wait for a native task's data.
            if let Taken::Script(slot, ..) = self.take(&worker, found) {
                self.await_native(&mut worker, slot);
            }
        }
    }

    fn await_native(&self, worker: &mut Worker<Job>, slot: u32) {
        loop {
            match self.take_supply(worker.seat()) {
                Some(Supply::Native(task, input)) => {
                    return self.run_supplied(worker, slot, task, *input);
                }
                Some(Supply::Withdrawn | Supply::Value(_)) => return,
                None => worker.park(None),
            }
        }
    }

    /// Runs a native job whose data was asked for. It leaves the desk, whose jobs can be evicted: this one can't.
    pub fn run_supplied(&self, worker: &Worker<Job>, slot: u32, task: Task, input: Input) {
        self.desks[worker.seat()].running.lock().take();
        self.run_native(worker, slot, task, input);
    }

    fn leave(&self) {
        // AcqRel: pairs with itself, so that the last to leave comes after everything the others did.
        if self.threads.fetch_sub(1, Ordering::AcqRel) == 1 && self.scheduler.is_closing() {
            self.home.post(self.id, kind::DISBANDED, 0, &[]);
        }
    }

    /// How many plain threads have not left.
    pub fn threads(&self) -> usize {
        // Acquire: pairs with the AcqRel in `leave`.
        self.threads.load(Ordering::Acquire)
    }

    /// Does what a worker can do by itself with what it found, and says what is left to do.
    pub fn take(&self, worker: &Worker<Job>, found: Found<Job>) -> Taken {
        let Job { slot, ticket, work } = match found {
            Found::Job(job) => job,
            Found::Fork(fork) => {
                fork.run(worker);
                return Taken::Done;
            }
        };
        if ticket.is_some_and(|ticket| !ticket.start()) {
            self.home.post(slot, kind::CANCELLED, 0, &[]);
            return Taken::Done;
        }
        match work {
            Work::Native { task, input } => {
                if self.home.recalls().take(slot) {
                    self.home.post(slot, kind::CANCELLED, 0, &[]);
                    return Taken::Done;
                }
                self.run_native(worker, slot, task, *input);
                Taken::Done
            }
            Work::Script { task, value } => {
                // The lock is held over both: see "Recalls" in `completion/README.md`.
                let mut running = self.desks[worker.seat()].running.lock();
                if self.home.recalls().take(slot) {
                    drop(running);
                    self.home.post(slot, kind::CANCELLED, 0, &[]);
                    return Taken::Done;
                }
                *running = Some(slot);
                drop(running);
                if matches!(value, Value::Ask) {
                    let seat = u32::try_from(worker.seat()).unwrap_or(u32::MAX);
                    self.home.post(slot, kind::WANTED, seat, &[]);
                }
                Taken::Script(slot, task, value)
            }
        }
    }

    fn run_native(&self, worker: &Worker<Job>, slot: u32, task: Task, input: Input) {
        // Held until the outcome is posted: the teardown of the environment waits for it.
        let Some(_lease) = self.home.leases().take() else {
            return;
        };
        let crew = Hands { pool: self, worker };
        match catch_unwind(AssertUnwindSafe(|| task(input, &crew))) {
            Ok(outcome) => self.post_outcome(slot, outcome),
            Err(panic) => self
                .home
                .post(slot, kind::PANIC, 0, panic_message(&*panic).as_bytes()),
        }
    }

    fn post_outcome(&self, slot: u32, outcome: Outcome) {
        match outcome {
            Outcome::Number(number) => {
                self.home.post(slot, kind::NUMBER, 0, &number.to_ne_bytes());
            }
            Outcome::BigInt(number) => {
                self.home
                    .post(slot, kind::BIGINT, 0, number.to_string().as_bytes());
            }
            Outcome::Array(array) => self.home.post_array(slot, array),
            Outcome::SameView => self.home.post(slot, kind::SAME_VIEW, 0, &[]),
        }
    }

    /// The worker on a seat has an outcome for the job in its hand: posts it. Nothing happens if it has none.
    pub fn conclude(&self, seat: usize, kind: u32, extra: u32, payload: &[u8]) {
        if let Some(slot) = self.desks[seat].running.lock().take() {
            self.home.post(slot, kind, extra, payload);
        }
    }

    /// As [`conclude`](Self::conclude), with the payload left where the worker wrote it.
    pub fn conclude_slice(&self, seat: usize, kind: u32, extra: u32, slice: Slice) {
        if let Some(slot) = self.desks[seat].running.lock().take() {
            self.home.post_slice(slot, kind, extra, slice);
        }
    }

    /// The segments that the worker on a seat writes outcomes to, for the home to map.
    pub fn shelf(&self, seat: usize) -> Option<&Arc<Shelf>> {
        self.desks.get(seat).map(|desk| &desk.shelf)
    }

    /// The thread on a seat has gone for good. The caller owes a record to the slot that it had in hand.
    #[must_use = "a slot nobody concludes is a promise nobody settles"]
    pub fn evict(&self, seat: usize) -> Option<u32> {
        let desk = self.desks.get(seat)?;
        // Relaxed, here and in the two below: the owner acts on the event that Node has for it, or on a look that it repeats.
        desk.is_left.store(false, Ordering::Relaxed);
        desk.supply.lock().take();
        desk.running.lock().take()
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

    /// Answers a worker that wants a job's data.
    pub fn supply(&self, seat: usize, slot: u32, supply: Supply) {
        let Some(desk) = self.desks.get(seat) else {
            return;
        };
        // A thread that died while it waited has left the job to be settled otherwise.
        if *desk.running.lock() == Some(slot) {
            *desk.supply.lock() = Some(supply);
            self.scheduler.nudge(seat);
        }
    }

    /// The data that the worker on a seat waits for, if it has come. Withdrawn, the job is concluded.
    pub fn take_supply(&self, seat: usize) -> Option<Supply> {
        let supply = self.desks[seat].supply.lock().take()?;
        if matches!(supply, Supply::Withdrawn) {
            self.conclude(seat, kind::CANCELLED, 0, &[]);
        }
        Some(supply)
    }

    /// Which seat's worker has this slot in hand.
    pub fn seat_of(&self, slot: u32) -> Option<usize> {
        self.desks
            .iter()
            .position(|desk| *desk.running.lock() == Some(slot))
    }

    /// Stops taking jobs in, and concludes as cancelled what no worker has taken or has the data for.
    pub fn abandon(&self) {
        for desk in &self.desks {
            if desk.running.lock().is_some() {
                desk.supply.lock().get_or_insert(Supply::Withdrawn);
            }
        }
        self.scheduler.close();
        for job in self.scheduler.drain() {
            self.home.post(job.slot, kind::CANCELLED, 0, &[]);
        }
    }
}

/// What is left to do with a job that a worker took.
pub enum Taken {
    /// Nothing.
    Done,
    /// To call a JavaScript task: the slot, the task, the value. The seat's desk knows the slot.
    Script(u32, u32, Value),
}

struct Hands<'a> {
    pool: &'a Pool,
    worker: &'a Worker<Job>,
}

impl Crew for Hands<'_> {
    fn hands(&self) -> usize {
        self.pool.desks.len()
    }

    fn join(&self, first: Branch<'_>, second: Branch<'_>) {
        let pool = self.pool;
        self.worker.join(
            |worker| first(&Hands { pool, worker }),
            |worker| second(&Hands { pool, worker }),
        );
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("the task panicked with a value that is not a string")
}
