//! How a worker runs native jobs, from the call of the task to its outcome.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::job::{Job, NativeWork, Stamp};
use super::stats::post_times;
use super::ticket::Ticket;
use super::{Pool, Span};
use crate::completion::Home;
use crate::completion::record::kind;
use crate::scheduler::Worker;
use crate::tasks::{Branch, Class, Crew, Failure, Outcome};

impl Pool {
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
            home,
        };
        let desk = &self.desks[worker.seat()];
        let begun = self.begin_moment(worker, submitted);
        desk.begin(submitted, begun);
        let outcome = catch_unwind(AssertUnwindSafe(|| task(input, &hands)));
        worker.forget_time();
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
        // The job does not touch the memory any more, so a job that waits for it may start before
        // this outcome is collected.
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
        Failure::NoMemory => home.post(slot, kind::NO_MEMORY, 0, &[]),
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

/// The pool's workers, as seen by a task that runs on one of them.
struct Hands<'a> {
    pool: &'a Pool,
    worker: &'a Worker<Job>,
    ticket: Option<&'a Ticket>,
    /// Where the outcome goes.
    home: &'a Home,
}

impl Crew for Hands<'_> {
    fn hands(&self) -> usize {
        self.pool.scheduler.workers()
    }

    fn is_stopping(&self) -> bool {
        self.ticket.is_some_and(Ticket::is_stopping)
            || self.pool.is_stopping()
            || self.home.visits().is_closing()
    }

    fn join(&self, first: Branch<'_>, second: Branch<'_>) {
        let Self {
            pool, ticket, home, ..
        } = *self;
        self.worker.join(
            |worker| {
                first(&Hands {
                    pool,
                    worker,
                    ticket,
                    home,
                });
            },
            |worker| {
                second(&Hands {
                    pool,
                    worker,
                    ticket,
                    home,
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
