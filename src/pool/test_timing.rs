//! The times of jobs, with moments as arguments, and that a pool times its jobs only if it is asked to.

use super::job::{Name, Stamp, Value};
use super::test::{finish, native, pool, script, three};
use super::{Payload, Taken, Timing};
use crate::completion::record::kind;
use crate::scheduler::Worker;

#[test]
fn a_job_waits_until_it_begins_to_run() {
    let mut timing = Timing::default();
    timing.begin(100, 150);
    timing.end(150, 350);
    assert_eq!((timing.waits.len(), timing.runs.len()), (1, 1));
    assert_eq!((timing.waits.max(), timing.runs.max()), (50, 200));
}

#[test]
fn time_with_several_jobs_on_a_seat_counts_once_as_busy() {
    let mut timing = Timing::default();
    timing.begin(1, 10);
    timing.begin(1, 20);
    assert_eq!(timing.busy(25), 15);
    timing.end(10, 30);
    timing.end(20, 50);
    assert_eq!(timing.busy(1000), 40);
    timing.begin(1, 1000);
    assert_eq!(timing.busy(1005), 45);
}

#[test]
fn a_job_that_was_submitted_while_nobody_wanted_the_time_has_no_waiting_time() {
    let mut timing = Timing::default();
    timing.begin(0, 10);
    timing.end(10, 20);
    assert_eq!((timing.waits.len(), timing.runs.len()), (0, 1));
}

#[test]
fn the_times_of_several_seats_add_up() {
    let (mut one, mut other) = (Timing::default(), Timing::default());
    one.begin(1, 5);
    one.end(5, 15);
    other.begin(1, 7);
    one.add(&other, 27);
    assert_eq!((one.waits.len(), one.runs.len()), (2, 1));
    assert_eq!(one.busy(0), 30);
}

#[test]
fn a_reset_empties_the_histograms_and_lets_the_busy_time_go_on() {
    let mut timing = Timing::default();
    timing.begin(1, 10);
    timing.end(10, 30);
    timing.begin(1, 40);
    timing.reset(45);
    assert_eq!((timing.waits.len(), timing.runs.len()), (0, 0));
    timing.end(40, 60);
    assert_eq!((timing.waits.len(), timing.runs.len()), (0, 1));
    assert_eq!((timing.busy(60), timing.busy_since_reset(60)), (40, 15));
}

#[test]
fn a_pool_times_its_jobs_only_if_it_is_asked_to() {
    for is_timed in [true, false] {
        let pool = pool(2);
        pool.clock.want(is_timed);
        let (priority, mut job) = native(1, three, None);
        job.submitted = Stamp::new(pool.clock.now(), false);
        pool.scheduler.publish([(priority, job)]);
        let (priority, mut job) = script(2, Value::Port);
        job.submitted = Stamp::new(pool.clock.now(), false);
        pool.scheduler.publish([(priority, job)]);
        let mut worker = Worker::sit(&pool.scheduler, 0, None).expect("nobody sits there");
        for is_native in [true, false] {
            let found = worker.find().expect("a job waits");
            worker.forget_time();
            let taken = pool.take(&worker, found);
            assert_eq!(is_native, matches!(taken, Taken::Done));
        }
        worker.forget_time();
        pool.conclude(&worker, Name::outer(2), kind::NULL, Payload::Bytes(&[]));
        let timing = pool.timing();
        let count = if is_timed { 2 } else { 0 };
        assert_eq!((timing.waits.len(), timing.runs.len()), (count, count));
        assert_eq!(timing.busy(0) > 0, is_timed);
        drop(worker);
        finish(&pool);
    }
}

#[test]
fn the_run_of_a_job_ends_when_its_thread_is_evicted() {
    let pool = pool(1);
    pool.clock.want(true);
    pool.scheduler.publish([script(1, Value::Port)]);
    let mut worker = Worker::sit(&pool.scheduler, 0, None).expect("nobody sits there");
    let found = worker.find().expect("a job waits");
    pool.take(&worker, found);
    drop(worker);
    assert_eq!(pool.evict(0).len(), 1);
    let busy = pool.timing().busy(0);
    assert_eq!(pool.timing().runs.len(), 1);
    assert_eq!(pool.timing().busy(0), busy);
}

#[test]
fn a_pool_takes_over_the_counts_and_times_of_another() {
    let (before, after) = (pool(1), pool(1));
    before.clock.want(true);
    before.scheduler.publish([native(1, three, None)]);
    before.spawn(0, "test").expect("the system has threads");
    finish(&before);
    after.take_over(&before);
    assert_eq!(after.stats().jobs, 1);
    assert_eq!(after.timing().runs.len(), 1);
}
