//! What a traced pool tells about its jobs.

use super::job::{Job, Name, Stamp, Value};
use super::test::{finish, native, pool, script, three};
use super::{Payload, Pool, Span};
use crate::completion::record::kind;
use crate::scheduler::{Priority, Worker};
use crate::sync::Arc;

fn traced(seats: usize) -> Arc<Pool> {
    let pool = pool(seats);
    pool.clock.want(true);
    pool.trace.turn(true);
    pool
}

fn stamped(pool: &Pool, (priority, mut job): (Priority, Job)) -> (Priority, Job) {
    job.submitted = Stamp::new(pool.clock.now(), false);
    (priority, job)
}

fn take(pool: &Pool, worker: &mut Worker<Job>) {
    worker.forget_time();
    let found = worker.find().expect("a job waits");
    pool.take(worker, found);
}

fn conclude(pool: &Pool, worker: &Worker<Job>, slot: u32) {
    worker.forget_time();
    pool.conclude(worker, Name::outer(slot), kind::NULL, Payload::Bytes(&[]));
}

fn is_in_order(span: &Span) -> bool {
    0 < span.submitted && span.submitted <= span.begun && span.begun <= span.ended
}

#[test]
fn every_job_leaves_a_span() {
    let pool = traced(1);
    for slot in 0..10 {
        pool.scheduler
            .publish([stamped(&pool, native(slot, three, None))]);
    }
    pool.spawn(0, "test").expect("the system has threads");
    finish(&pool);
    let spans = pool.trace.read();
    assert_eq!(spans.len(), 10);
    assert!(spans.iter().all(is_in_order));
    assert!(spans.is_sorted_by_key(|span| span.ended));
    assert!(pool.trace.read().is_empty());
}

#[test]
fn jobs_that_a_thread_has_in_hand_at_the_same_time_have_different_lanes() {
    let pool = traced(1);
    for slot in 1..=3 {
        pool.scheduler
            .publish([stamped(&pool, script(slot, Value::Port))]);
    }
    pool.scheduler
        .publish([stamped(&pool, native(4, three, None))]);
    let mut worker = Worker::sit(&pool.scheduler, 0, None).expect("nobody sits there");
    take(&pool, &mut worker);
    take(&pool, &mut worker);
    conclude(&pool, &worker, 1);
    take(&pool, &mut worker);
    take(&pool, &mut worker);
    conclude(&pool, &worker, 2);
    conclude(&pool, &worker, 3);
    let spans = pool.trace.read();
    let lanes: Vec<u8> = spans.iter().map(|span| span.lane).collect();
    // The first job, the native job beside two others, and then those two.
    assert_eq!(lanes, [0, 2, 1, 0]);
    assert!(spans.iter().all(is_in_order));
}

#[test]
fn a_job_begins_after_its_submission_even_if_its_worker_read_the_clock_before() {
    let pool = traced(1);
    let mut worker = Worker::sit(&pool.scheduler, 0, None).expect("nobody sits there");
    pool.moment(&worker);
    pool.scheduler.publish([
        stamped(&pool, script(1, Value::Port)),
        stamped(&pool, native(2, three, None)),
    ]);
    for _ in 0..2 {
        let found = worker.find().expect("a job waits");
        pool.take(&worker, found);
    }
    conclude(&pool, &worker, 1);
    assert!(pool.trace.read().iter().all(is_in_order));
}

#[test]
fn a_job_whose_thread_died_leaves_a_span_too() {
    let pool = traced(1);
    pool.scheduler
        .publish([stamped(&pool, script(1, Value::Port))]);
    let mut worker = Worker::sit(&pool.scheduler, 0, None).expect("nobody sits there");
    take(&pool, &mut worker);
    drop(worker);
    assert_eq!(pool.evict(0).len(), 1);
    assert_eq!(pool.trace.read().len(), 1);
}

#[test]
fn a_pool_that_is_not_traced_keeps_nothing() {
    let pool = traced(1);
    pool.trace.turn(false);
    pool.scheduler
        .publish([stamped(&pool, native(1, three, None))]);
    pool.spawn(0, "test").expect("the system has threads");
    finish(&pool);
    assert!(pool.trace.read().is_empty());
}
