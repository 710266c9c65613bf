//! Native jobs: from their memory's lease to their outcome.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use super::seen::post_times;
use super::{Pool, Span, Supply};
use crate::completion::Home;
use crate::completion::record::kind;
use crate::job::{Job, Name, NativeWork, Stamp, Ticket, Work};
use crate::memory::{Asked, Count, LeaseId, Leases, Range};
use crate::scheduler::{Priority, Worker};
use crate::sync::{Arc, Ordering, fence};
use crate::tasks::{Branch, Class, Crew, Failure, Outcome};

/// The leases on shared memory, of all pools: the same memory may be given to several.
static LEASES: LazyLock<Leases<Deferred>> = LazyLock::new(Leases::new);

/// A job that waits for its lease.
struct Deferred {
    pool: Arc<Pool>,
    priority: Priority,
    job: Job,
}

impl Deferred {
    fn publish(self) {
        let Self {
            pool,
            priority,
            job,
        } = self;
        match &job.origin {
            Some(origin) => {
                let seat = super::seat_of_origin(origin.number) as usize;
                pool.scheduler.nest(seat, [job]);
            }
            None => pool.scheduler.publish([(priority, job)]),
        }
        // Pairs with the fence in `Scheduler::close`: either its closer drains what was published here, or this sees the flag.
        fence(Ordering::SeqCst);
        if pool.scheduler.is_closing() {
            pool.cancel_queued();
        }
    }
}

/// A job's lease on the memory it touches. Dropped, it is given back, and whoever waited for it is queued.
#[derive(Debug)]
pub struct Lease(LeaseId);

impl Drop for Lease {
    fn drop(&mut self) {
        for deferred in LEASES.release(self.0) {
            deferred.publish();
        }
    }
}

impl Pool {
    /// Queues a native job, once it has a lease on the memory that it touches. If it has to wait for that, returns by what it can be
    /// [recalled](Self::recall).
    pub fn submit_native(
        self: &Arc<Self>,
        priority: Priority,
        mut job: Job,
        ranges: Vec<Range>,
    ) -> Option<LeaseId> {
        if ranges.is_empty() {
            self.scheduler.publish([(priority, job)]);
            return None;
        }
        let mut name = None;
        let asked = LEASES.ask(self.id, ranges, |id| {
            name = Some(id);
            if let Work::Native(work) = &mut job.work {
                work.lease = Some(Lease(id));
            }
            Deferred {
                pool: Arc::clone(self),
                priority,
                job,
            }
        });
        match asked {
            Asked::Out(deferred) => {
                deferred.publish();
                None
            }
            Asked::Waits => name,
        }
    }

    /// Answers a worker that wants a native job's data. If the job has to wait for its memory, the worker lets go of it, and it is queued
    /// when it has its lease. `false` if the worker has died, and the job is queued again.
    pub fn supply_native(
        self: &Arc<Self>,
        seat: usize,
        name: Name,
        priority: Priority,
        mut work: Box<NativeWork>,
        ranges: Vec<Range>,
    ) -> bool {
        if ranges.is_empty() {
            return self.supply(seat, name, Supply::Native(work));
        }
        let desk = self.desks.get(seat);
        let Some((origin, submitted)) = desk.and_then(|desk| desk.find(name)) else {
            return false;
        };
        // It is queued again, until it has its lease.
        let ticket = work.ticket.take();
        if ticket.as_ref().is_some_and(|ticket| !ticket.put_back()) {
            return self.supply(seat, name, Supply::Withdrawn);
        }
        let mut lease = None;
        let asked = LEASES.ask(self.id, ranges, |id| {
            lease = Some(id);
            work.lease = Some(Lease(id));
            let job = Job {
                slot: name.slot,
                origin,
                ticket,
                submitted,
                work: Work::Native(work),
            };
            Deferred {
                pool: Arc::clone(self),
                priority,
                job,
            }
        });
        match asked {
            Asked::Out(Deferred {
                job:
                    Job {
                        ticket,
                        work: Work::Native(mut work),
                        ..
                    },
                ..
            }) => {
                if ticket.as_ref().is_some_and(|ticket| !ticket.start()) {
                    self.uncount_cancelled();
                    return self.supply(seat, name, Supply::Withdrawn);
                }
                work.ticket = ticket;
                self.supply(seat, name, Supply::Native(work))
            }
            _ => {
                let is_wanted = self.supply(seat, name, Supply::Deferred);
                if let Some(lease) = lease.filter(|_| !is_wanted) {
                    let (_, ready) = LEASES.withdraw(lease);
                    ready.into_iter().for_each(Deferred::publish);
                }
                is_wanted
            }
        }
    }

    /// Takes a job back that waits for its lease, and concludes it as cancelled. `false` if it does not wait.
    pub fn recall(&self, lease: LeaseId) -> bool {
        let (withdrawn, ready) = LEASES.withdraw(lease);
        let is_withdrawn = withdrawn.is_some();
        if let Some(deferred) = withdrawn {
            self.cancel(&deferred.job);
        }
        for deferred in ready {
            deferred.publish();
        }
        is_withdrawn
    }

    /// Concludes as cancelled whatever of this pool waits for a lease.
    pub(super) fn cancel_deferred(&self) {
        for lease in LEASES.waiting(self.id) {
            self.recall(lease);
        }
    }

    /// How many leases this pool's jobs have, and how many they wait for.
    pub fn leases(&self) -> Count {
        LEASES.count(self.id)
    }

    pub(super) fn run_native(
        &self,
        worker: &Worker<Job>,
        slot: u32,
        home: &Home,
        ticket: Option<&Ticket>,
        submitted: Stamp,
        work: NativeWork,
    ) {
        // Held until the outcome is posted: the teardown of the environment waits for it.
        let Some(_visit) = home.visits().take() else {
            return;
        };
        let NativeWork {
            task,
            input,
            lease,
            ticket: earlier,
        } = work;
        let ticket = ticket.or(earlier.as_deref());
        if ticket.is_some_and(Ticket::is_stopping) {
            drop(lease);
            return home.post(slot, kind::CANCELLED, 0, &[]);
        }
        let hands = Hands {
            pool: self,
            worker,
            ticket,
        };
        let desk = &self.desks[worker.seat()];
        let begun = self.begin_moment(worker, submitted);
        desk.begin(submitted, begun);
        let outcome = catch_unwind(AssertUnwindSafe(|| task(input, &hands)));
        worker.lapse();
        let ended = self.moment(worker);
        desk.end(begun, ended);
        if submitted.is_watched() {
            post_times(home, slot, worker.seat(), submitted, begun, ended);
        }
        if self.trace.is_on() {
            let lane = desk.free_lane();
            let seat = worker.seat();
            self.trace
                .add(Span::of_native(seat, lane, task, submitted, begun, ended));
        }
        // Nobody touches the memory any more: whoever waits for it may start before the outcome is collected.
        drop(lease);
        match outcome {
            Ok(Ok(outcome)) => post_outcome(home, slot, outcome),
            Ok(Err(failure)) => post_failure(home, slot, &failure),
            Err(panic) => home.post(slot, kind::PANIC, 0, panic_message(&*panic).as_bytes()),
        }
    }
}

fn post_outcome(home: &Home, slot: u32, outcome: Outcome) {
    let post = |kind, payload: &[u8]| home.post(slot, kind, 0, payload);
    match outcome {
        Outcome::Number(number) => post(kind::NUMBERS, &number.to_ne_bytes()),
        Outcome::Numbers(numbers) => {
            let bytes: Vec<u8> = numbers.into_iter().flat_map(f64::to_ne_bytes).collect();
            post(kind::NUMBERS, &bytes);
        }
        Outcome::BigInt(number) => post(kind::BIGINT, number.to_string().as_bytes()),
        Outcome::Text(text) => post(kind::TEXT, text.as_bytes()),
        Outcome::Array(array) => home.post_arrays(slot, vec![array]),
        Outcome::Arrays(arrays) => home.post_arrays(slot, arrays),
        Outcome::SameView => post(kind::SAME_VIEW, &[]),
    }
}

fn post_failure(home: &Home, slot: u32, failure: &Failure) {
    match failure {
        Failure::Stopped => home.post(slot, kind::CANCELLED, 1, &[]),
        Failure::Refused { class, message } => {
            let class = match class {
                Class::Error => 0,
                Class::TypeError => 1,
                Class::RangeError => 2,
            };
            home.post(slot, kind::REFUSED, class, message.as_bytes());
        }
    }
}

/// The pool's workers, as a task sees them from one of them.
struct Hands<'a> {
    pool: &'a Pool,
    worker: &'a Worker<Job>,
    ticket: Option<&'a Ticket>,
}

impl Crew for Hands<'_> {
    fn hands(&self) -> usize {
        self.pool.scheduler.workers()
    }

    fn is_stopping(&self) -> bool {
        self.ticket.is_some_and(Ticket::is_stopping) || self.pool.is_stopping()
    }

    fn join(&self, first: Branch<'_>, second: Branch<'_>) {
        let Self { pool, ticket, .. } = *self;
        self.worker.join(
            |worker| {
                first(&Hands {
                    pool,
                    worker,
                    ticket,
                });
            },
            |worker| {
                second(&Hands {
                    pool,
                    worker,
                    ticket,
                });
            },
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
