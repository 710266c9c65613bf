//! A pool: a scheduler, the home its outcomes go to, and a desk for each seat.
//!
//! It is where the parts meet that do not know each other: jobs and queues, tasks and threads. It knows no JavaScript:
//! a Node thread comes in through the rim and asks for the next script job like any worker.

mod native;
#[cfg(all(test, not(loom)))]
mod test;
#[cfg(all(test, not(loom)))]
mod test_native;

use std::time::Duration;

pub use self::native::Lease;
use crate::completion::Home;
use crate::completion::record::kind;
use crate::job::{Job, NativeWork, Value, Work};
use crate::memory::{Shelf, Slice};
use crate::scheduler::{Found, Scheduler, Worker};
use crate::sync::{Arc, AtomicBool, AtomicUsize, Mutex, Ordering};

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
    /// Nobody wants what its running tasks compute.
    stopping: AtomicBool,
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
}

/// What a submitter answers when it is asked for a job's data.
pub enum Supply {
    /// Here it is, for a script.
    Value(Value),
    /// Here it is, for a native task.
    Native(Box<NativeWork>),
    /// It came, but the memory it is in has to be waited for: the job comes back through a queue.
    Deferred,
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
            stopping: AtomicBool::new(false),
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
                Some(Supply::Native(work)) => return self.run_supplied(worker, slot, *work),
                Some(Supply::Withdrawn | Supply::Deferred | Supply::Value(_)) => return,
                None => worker.park(None),
            }
        }
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
        if ticket.as_ref().is_some_and(|ticket| !ticket.start()) {
            self.home.post(slot, kind::CANCELLED, 0, &[]);
            return Taken::Done;
        }
        match work {
            Work::Native(work) => {
                self.run_native(worker, slot, ticket.as_deref(), *work);
                Taken::Done
            }
            Work::Script { task, value } => {
                *self.desks[worker.seat()].running.lock() = Some(slot);
                if matches!(value, Value::Ask) {
                    let seat = u32::try_from(worker.seat()).unwrap_or(u32::MAX);
                    self.home.post(slot, kind::WANTED, seat, &[]);
                }
                Taken::Script(slot, task, value)
            }
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
        desk.supply.lock().take();
        desk.running.lock().take()
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

    /// The data that the worker on a seat waits for, if it has come. Withdrawn, the job is concluded; deferred, it has left the desk.
    pub fn take_supply(&self, seat: usize) -> Option<Supply> {
        let supply = self.desks[seat].supply.lock().take()?;
        match supply {
            Supply::Withdrawn => self.conclude(seat, kind::CANCELLED, 0, &[]),
            Supply::Deferred => drop(self.desks[seat].running.lock().take()),
            Supply::Value(_) | Supply::Native(..) => {}
        }
        Some(supply)
    }

    /// Which seat's worker has this slot in hand.
    pub fn seat_of(&self, slot: u32) -> Option<usize> {
        self.desks
            .iter()
            .position(|desk| *desk.running.lock() == Some(slot))
    }

    /// Stops taking jobs in, asks running tasks to stop, and concludes as cancelled what no worker has taken or has the data for.
    pub fn abandon(&self) {
        // Relaxed: it says nothing but itself, and is looked at again and again.
        self.stopping.store(true, Ordering::Relaxed);
        for desk in &self.desks {
            if desk.running.lock().is_some() {
                desk.supply.lock().get_or_insert(Supply::Withdrawn);
            }
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
