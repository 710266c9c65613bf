//! Native jobs stop when they are asked to, and wait for each other's memory.

use std::thread;

use super::Pool;
use super::job::{Name, Value};
use super::test::{finish, native, pool, records, script, three, work};
use super::ticket::Ticket;
use crate::completion::record::kind;
use crate::memory::{LeaseId, Range};
use crate::scheduler::Priority;
use crate::sync::Arc;
use crate::tasks::{Crew, Failure, Input, Outcome, Task};

/// Runs until it is asked to stop.
fn endless(_: Input, crew: &dyn Crew) -> Result<Outcome, Failure> {
    while !crew.is_stopping() {
        thread::yield_now();
    }
    Err(Failure::Stopped)
}

/// A range of memory that no other test asks for.
fn range(memory: usize, exclusive: bool) -> Range {
    Range {
        memory,
        start: memory,
        end: memory + 8,
        exclusive,
    }
}

fn submit(pool: &Arc<Pool>, slot: u32, task: Task, range: Range) -> Option<LeaseId> {
    let (priority, job) = native(slot, task, None);
    pool.submit_native(priority, job, vec![range])
}

#[test]
fn a_running_task_is_asked_to_stop() {
    let pool = pool(1);
    pool.spawn(0, "test").expect("the system has threads");
    let ticket = Arc::<Ticket>::default();
    let (first, second) = (
        native(1, endless, Some(Arc::clone(&ticket))),
        native(2, endless, None),
    );
    pool.scheduler.publish([first]);
    while pool.scheduler.stats().jobs < 1 {
        thread::yield_now();
    }
    let _ = ticket.cancel();
    pool.scheduler.publish([second]);
    while pool.scheduler.stats().jobs < 2 {
        thread::yield_now();
    }
    pool.abandon();
    finish(&pool);
    let records = records(&pool);
    assert_eq!(records[&1], [kind::CANCELLED]);
    assert_eq!(records[&2], [kind::CANCELLED]);
}

#[test]
fn a_job_whose_memory_is_leased_is_queued_when_the_lease_is_given_back() {
    let pool = pool(1);
    assert!(submit(&pool, 1, three, range(0x1000, true)).is_none());
    assert!(submit(&pool, 2, three, range(0x1000, false)).is_some());
    assert!(submit(&pool, 3, three, range(0x1000, true)).is_some());
    assert!(submit(&pool, 4, three, range(0x2000, true)).is_none());
    assert_eq!(pool.leases().waiting, 2);
    pool.spawn(0, "test").expect("the system has threads");
    while pool.leases().waiting > 0 {
        thread::yield_now();
    }
    finish(&pool);
    let mut records = records(&pool);
    records.remove(&pool.id);
    assert_eq!(records.len(), 4);
    assert!(records.into_values().all(|kinds| kinds == [kind::NUMBERS]));
}

#[test]
fn a_job_that_waits_for_a_lease_can_be_recalled_and_lets_others_pass() {
    let pool = pool(1);
    submit(&pool, 1, three, range(0x3000, false));
    let writer = submit(&pool, 2, three, range(0x3000, true)).expect("a reader is in its way");
    submit(&pool, 3, three, range(0x3000, false)).expect("a writer is in its way");
    pool.recall(writer);
    assert_eq!(pool.leases().waiting, 0);
    assert_eq!(records(&pool)[&2], [kind::CANCELLED]);
    pool.spawn(0, "test").expect("the system has threads");
    finish(&pool);
    assert_eq!(records(&pool)[&3], [kind::NUMBERS]);
}

#[test]
fn abandoning_a_pool_cancels_jobs_that_wait_for_a_lease_and_gives_leases_back() {
    let (pool, other) = (pool(1), pool(1));
    submit(&pool, 1, three, range(0x4000, true));
    submit(&pool, 2, three, range(0x4000, true));
    submit(&other, 3, three, range(0x4000, true));
    assert_eq!((pool.leases().waiting, other.leases().waiting), (1, 1));
    pool.abandon();
    let records_of_pool = records(&pool);
    assert_eq!(records_of_pool[&1], [kind::CANCELLED]);
    assert_eq!(records_of_pool[&2], [kind::CANCELLED]);
    assert_eq!(other.leases().waiting, 0);
    other.spawn(0, "test").expect("the system has threads");
    finish(&other);
    assert_eq!(records(&other)[&3], [kind::NUMBERS]);
}

#[test]
fn a_job_whose_lazy_data_lies_in_leased_memory_frees_its_worker_and_is_queued_again() {
    let (pool, lazy) = (pool(1), pool(1));
    submit(&pool, 1, endless, range(0x5000, true));
    lazy.scheduler
        .publish([script(7, Value::Ask), native(8, three, None)]);
    lazy.spawn(0, "test").expect("the system has threads");
    while lazy.seat_of(Name::outer(7)).is_none() {
        thread::yield_now();
    }
    lazy.supply_native(
        0,
        Name::outer(7),
        Priority::Normal,
        work(three),
        vec![range(0x5000, true)],
    );
    // The worker is free: the next job runs while the first job's memory is leased to another.
    while !records(&lazy).contains_key(&8) {
        thread::yield_now();
    }
    assert_eq!(lazy.leases().waiting, 1);
    pool.abandon();
    while lazy.leases().waiting > 0 {
        thread::yield_now();
    }
    finish(&lazy);
    assert_eq!(records(&lazy)[&7], [kind::NUMBERS]);
}

#[test]
fn a_task_whose_data_came_after_it_was_taken_is_asked_to_stop() {
    let pool = pool(1);
    let ticket = Arc::<Ticket>::default();
    let (priority, mut job) = script(7, Value::Ask);
    job.ticket = Some(Arc::clone(&ticket));
    pool.scheduler.publish([(priority, job)]);
    pool.spawn(0, "test").expect("the system has threads");
    while pool.seat_of(Name::outer(7)).is_none() {
        thread::yield_now();
    }
    let mut work = work(endless);
    work.ticket = Some(Arc::clone(&ticket));
    pool.supply_native(0, Name::outer(7), Priority::Normal, work, Vec::new());
    let _ = ticket.cancel();
    finish(&pool);
    assert_eq!(records(&pool)[&7], [kind::WANTED, kind::CANCELLED]);
}
