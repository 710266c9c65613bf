//! Every accepted job leaves exactly one record, whatever happens to it.
//!
//! This file is long because it is one list of claims that share one harness.

use std::collections::BTreeMap;
use std::thread;

use super::job::{Job, Name, NativeWork, Origin, Stamp, Value, Work};
use super::ticket::{Cancelled, Ticket};
use super::{Delivery, Left, Payload, Pool, Supply, Taken};
use crate::Bell;
use crate::completion::record::{Header, kind};
use crate::completion::{Collected, Home};
use crate::scheduler::{Priority, Worker};
use crate::sync::{Arc, AtomicU32, Ordering};
use crate::tasks::{Crew, Failure, Input, Outcome, Task};

struct Silent;

impl Bell for Silent {
    fn ring(&self) {}
}

/// A pool whose number is different from every other pool's and from every slot.
pub(super) fn pool(seats: usize) -> Arc<Pool> {
    static NEXT: AtomicU32 = AtomicU32::new(1000);
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    Arc::new(Pool::new(id, seats, Arc::new(Home::new(Arc::new(Silent)))))
}

/// Collects the records so far: their kinds by slot.
pub(super) fn records(pool: &Pool) -> BTreeMap<u32, Vec<u32>> {
    let mut records: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut buffer = vec![0; 1 << 16];
    while let Collected::Bytes(bytes @ 1..) = pool.home.collect(&mut buffer) {
        let mut rest = &buffer[..bytes];
        while let Some(header) = Header::read(rest) {
            records.entry(header.slot).or_default().push(header.kind);
            rest = &rest[header.record_len()..];
        }
    }
    records
}

pub(super) fn work(task: Task) -> Box<NativeWork> {
    let input = Input {
        arrays: Vec::new(),
        numbers: Vec::new(),
    };
    Box::new(NativeWork {
        task,
        input,
        lease: None,
        ticket: None,
    })
}

pub(super) fn native(slot: u32, task: Task, ticket: Option<Arc<Ticket>>) -> (Priority, Job) {
    let job = Job {
        slot,
        origin: None,
        ticket,
        submitted: Stamp::default(),
        work: Work::Native(work(task)),
    };
    (Priority::Normal, job)
}

pub(super) fn script(slot: u32, value: Value) -> (Priority, Job) {
    let work = Work::Script { task: 0, value };
    (
        Priority::Normal,
        Job {
            slot,
            origin: None,
            ticket: None,
            submitted: Stamp::default(),
            work,
        },
    )
}

fn slots(left: Vec<Left>) -> Vec<u32> {
    left.iter().map(|left| left.slot).collect()
}

pub(super) fn three(_: Input, _: &dyn Crew) -> Result<Outcome, Failure> {
    Ok(Outcome::Number(3.0))
}

fn panics(_: Input, _: &dyn Crew) -> Result<Outcome, Failure> {
    panic!("as it should")
}

/// Closes the pool and waits until its threads have left.
pub(super) fn finish(pool: &Pool) {
    pool.scheduler.close();
    while pool.threads() > 0 {
        thread::yield_now();
    }
}

#[test]
fn native_jobs_run_and_a_panic_leaves_a_record_too() {
    let pool = pool(2);
    pool.spawn(0, "test").expect("the system has threads");
    pool.spawn(1, "test").expect("the system has threads");
    for slot in 10..110 {
        pool.scheduler.publish([native(
            slot,
            if slot % 2 == 0 { three } else { panics },
            None,
        )]);
    }
    finish(&pool);
    let mut records = records(&pool);
    assert_eq!(
        records
            .remove(&pool.id)
            .map(|kinds| kinds == [kind::LEFT, kind::LEFT]),
        Some(true)
    );
    for (slot, kinds) in records {
        assert_eq!(
            kinds,
            [if slot % 2 == 0 {
                kind::NUMBERS
            } else {
                kind::PANIC
            }]
        );
    }
}

#[test]
fn a_cancelled_job_does_not_run() {
    let pool = pool(1);
    let ticket = Arc::<Ticket>::default();
    pool.scheduler.publish([
        native(5, panics, Some(Arc::clone(&ticket))),
        native(6, three, Some(Arc::default())),
    ]);
    let _ = ticket.cancel();
    pool.spawn(0, "test").expect("the system has threads");
    finish(&pool);
    let records = records(&pool);
    assert_eq!(records[&5], [kind::CANCELLED]);
    assert_eq!(records[&6], [kind::NUMBERS]);
}

#[test]
fn a_recalled_job_does_not_start() {
    let pool = pool(1);
    pool.scheduler.publish([
        native(5, panics, None),
        script(6, Value::Port),
        script(7, Value::Port),
    ]);
    pool.home.recalls().add(5, None);
    pool.home.recalls().add(6, None);
    let mut worker = Worker::sit(&pool.scheduler, 0, None).expect("nobody sits there");
    for _ in 0..2 {
        let job = worker.find().expect("a job waits");
        assert!(matches!(pool.take(&worker, job), Taken::Done));
        assert_eq!(pool.seat_of(Name::outer(6)), None);
    }
    let job = worker.find().expect("a job waits");
    assert!(matches!(
        pool.take(&worker, job),
        Taken::Script(Delivery {
            name: Name { slot: 7, .. },
            ..
        })
    ));
    let records = records(&pool);
    assert_eq!(records[&5], [kind::CANCELLED]);
    assert_eq!(records[&6], [kind::CANCELLED]);
    assert!(!pool.home.recalls().take(6));
}

#[test]
fn mail_of_a_dead_worker_is_returned_once_and_mail_of_an_abandoned_pool_is_cancelled() {
    let pool = pool(2);
    for (seat, slot) in [(0, 3), (0, 4), (1, 5)] {
        let (_, job) = script(slot, Value::Port);
        pool.scheduler.publish_to(seat, job);
    }
    assert_eq!(pool.evict_mail(0), [3, 4]);
    assert_eq!(pool.evict_mail(0), []);
    pool.abandon();
    assert_eq!(records(&pool), [(5, vec![kind::CANCELLED])].into());
}

#[test]
fn a_job_for_one_thread_is_not_queued_for_others_when_that_thread_dies() {
    let pool = pool(2);
    for slot in [3, 4] {
        let (_, job) = script(slot, Value::Ask);
        pool.scheduler.publish_to(0, job);
    }
    let mut worker = Worker::sit(&pool.scheduler, 0, None).expect("nobody sits there");
    for _ in 0..2 {
        let job = worker.find().expect("it has mail");
        assert!(matches!(pool.take(&worker, job), Taken::Script(_)));
    }
    assert!(pool.supply(0, Name::outer(4), Supply::Value(Value::Ask)));
    drop(worker);
    assert_eq!(slots(pool.evict(0)), [3, 4]);
    assert!(pool.scheduler.drain().is_empty());
}

#[test]
fn a_seat_says_that_its_thread_has_left_until_it_is_evicted() {
    let pool = pool(1);
    assert!(!pool.has_left(0));
    pool.note_left(0);
    assert!(pool.has_left(0));
    assert_eq!(slots(pool.evict(0)), []);
    assert!(!pool.has_left(0));
}

#[test]
fn abandoning_a_pool_cancels_the_jobs_that_nobody_took() {
    let pool = pool(1);
    pool.scheduler
        .publish((10..15).map(|slot| native(slot, three, None)));
    pool.abandon();
    assert_eq!(
        records(&pool),
        (10..15).map(|slot| (slot, vec![kind::CANCELLED])).collect()
    );
}

#[test]
fn a_native_job_waits_for_its_data_and_a_withdrawn_job_frees_its_worker() {
    let pool = pool(1);
    pool.scheduler.publish([
        script(7, Value::Ask),
        script(8, Value::Ask),
        native(9, three, None),
    ]);
    pool.spawn(0, "test").expect("the system has threads");
    while pool.seat_of(Name::outer(7)).is_none() {
        thread::yield_now();
    }
    pool.supply(0, Name::outer(7), Supply::Native(work(three)));
    while pool.seat_of(Name::outer(8)).is_none() {
        thread::yield_now();
    }
    pool.supply(0, Name::outer(7), Supply::Withdrawn);
    pool.supply(0, Name::outer(8), Supply::Withdrawn);
    finish(&pool);
    let records = records(&pool);
    assert_eq!(records[&7], [kind::WANTED, kind::NUMBERS]);
    assert_eq!(records[&8], [kind::WANTED, kind::CANCELLED]);
    assert_eq!(records[&9], [kind::NUMBERS]);
}

#[test]
fn the_jobs_that_a_dead_worker_had_in_hand_are_returned_once() {
    let pool = pool(1);
    pool.scheduler.publish([script(3, Value::Port)]);
    let mut worker = Worker::sit(&pool.scheduler, 0, None).expect("nobody sits there");
    let job = worker.find().expect("a job waits");
    assert!(matches!(
        pool.take(&worker, job),
        Taken::Script(Delivery {
            name: Name { origin: 0, slot: 3 },
            task: 0,
            value: Value::Port
        })
    ));
    assert_eq!(slots(pool.evict(0)), [3]);
    assert_eq!(slots(pool.evict(0)), []);
    // This comes too late: whoever evicted the job settles it.
    pool.conclude(&worker, Name::outer(3), kind::NULL, Payload::Bytes(&[]));
    assert!(records(&pool).is_empty());
}

#[test]
fn jobs_of_a_closed_home_do_not_run() {
    let pool = pool(1);
    pool.scheduler.publish([native(1, panics, None)]);
    pool.home.close();
    pool.spawn(0, "test").expect("the system has threads");
    finish(&pool);
    assert!(records(&pool).is_empty());
}

#[test]
fn a_cancelled_job_does_not_count_as_queued() {
    let pool = pool(1);
    let ticket = Arc::<Ticket>::default();
    pool.scheduler.publish([
        native(1, three, None),
        native(2, three, Some(Arc::clone(&ticket))),
    ]);
    assert_eq!(pool.queued(), 2);
    let _ = ticket.cancel();
    pool.count_cancelled();
    assert_eq!(pool.queued(), 1);
    pool.spawn(0, "test").expect("the system has threads");
    finish(&pool);
    assert_eq!(pool.queued(), 0);
}

#[test]
fn the_next_thread_can_take_the_seat_of_a_dismissed_thread() {
    let pool = pool(1);
    for slot in 1..=3 {
        pool.spawn(0, "test").expect("the system has threads");
        pool.scheduler.publish([native(slot, three, None)]);
        while !records(&pool).contains_key(&slot) {
            thread::yield_now();
        }
        pool.scheduler.dismiss(0);
        while pool.threads() > 0 {
            thread::yield_now();
        }
        assert_eq!(records(&pool)[&pool.id], [kind::LEFT]);
    }
}

#[test]
fn a_worker_with_a_job_in_hand_is_not_idle() {
    let pool = pool(1);
    pool.scheduler.publish([script(3, Value::Port)]);
    let mut worker = Worker::sit(&pool.scheduler, 0, None).expect("nobody sits there");
    let job = worker.find().expect("a job waits");
    assert!(matches!(pool.take(&worker, job), Taken::Script(_)));
    assert!(worker.fall_asleep(false));
    assert!(pool.idle().is_empty());
    pool.conclude(&worker, Name::outer(3), kind::NULL, Payload::Bytes(&[]));
    assert_eq!(pool.idle().len(), 1);
}

/// Makes the worker take every job that waits.
fn take_all(pool: &Pool, worker: &mut Worker<Job>) {
    while let Some(found) = worker.find() {
        assert!(matches!(pool.take(worker, found), Taken::Script(_)));
    }
}

#[test]
fn another_worker_takes_a_job_that_waited_for_its_data_when_its_worker_died() {
    let pool = pool(2);
    let (_, mut cancellable) = script(4, Value::Ask);
    cancellable.ticket = Some(Arc::default());
    let (_, mut aborted) = script(5, Value::Ask);
    let ticket = Arc::<Ticket>::default();
    aborted.ticket = Some(Arc::clone(&ticket));
    let mut first = Worker::sit(&pool.scheduler, 0, None).expect("nobody sits there");
    pool.scheduler.publish([
        script(3, Value::Port),
        (Priority::Normal, cancellable),
        (Priority::Normal, aborted),
        script(6, Value::Ask),
    ]);
    take_all(&pool, &mut first);
    let _ = ticket.cancel();
    assert!(pool.supply(0, Name::outer(6), Supply::Value(Value::Port)));
    drop(first);
    let left: Vec<_> = pool.evict(0).iter().map(|left| left.slot).collect();
    // One job had begun, and the data of the other went to a port that is gone.
    assert_eq!(left, [3, 6]);
    assert!(!pool.supply(0, Name::outer(4), Supply::Withdrawn));
    let mut second = Worker::sit(&pool.scheduler, 1, None).expect("nobody sits there");
    take_all(&pool, &mut second);
    assert_eq!(pool.seat_of(Name::outer(4)), Some(1));
    let records = records(&pool);
    assert_eq!(records[&4], [kind::WANTED, kind::WANTED]);
    assert_eq!(records[&5], [kind::WANTED, kind::CANCELLED]);
}

/// A job with slot 1 that the worker on a seat submits.
fn nested(pool: &Pool, seat: usize) -> (Arc<Origin>, Job) {
    let origin = pool.new_origin(seat, Arc::new(Home::new(Arc::new(Silent))));
    let (_, mut job) = script(1, Value::Port);
    job.origin = Some(Arc::clone(&origin));
    (origin, job)
}

#[test]
fn the_owner_takes_back_what_waits_and_leaves_nested_jobs_and_mail() {
    let pool = pool(2);
    let (_origin, child) = nested(&pool, 0);
    pool.scheduler.publish_nested(0, [child]);
    let (_other, returned) = nested(&pool, 1);
    pool.scheduler.put_back(returned);
    pool.scheduler.publish_to(0, script(7, Value::Port).1);
    let cancelled = Arc::new(Ticket::default());
    assert_eq!(cancelled.cancel(), Cancelled::Queued);
    pool.count_cancelled();
    pool.scheduler.publish([
        script(2, Value::Port),
        native(3, three, None),
        native(4, three, Some(cancelled)),
    ]);
    assert_eq!(pool.queued(), 4);
    assert_eq!(pool.take_back_waiting(9), [2, 3, 4]);
    assert!(pool.take_back_waiting(9).is_empty());
    assert_eq!(pool.queued(), 2);
    assert!(!pool.home.has_records());
}

#[test]
fn the_owner_takes_back_the_last_of_what_waits_and_the_rest_keeps_its_order() {
    let pool = pool(1);
    let cancelled = Arc::new(Ticket::default());
    assert_eq!(cancelled.cancel(), Cancelled::Queued);
    pool.count_cancelled();
    pool.home.recalls().add(3, None);
    let at = |priority, slot| (priority, script(slot, Value::Port).1);
    pool.scheduler.publish([
        at(Priority::Low, 6),
        at(Priority::Normal, 3),
        native(5, three, Some(cancelled)),
        at(Priority::Normal, 4),
        at(Priority::High, 1),
    ]);
    let (_origin, returned) = nested(&pool, 0);
    pool.scheduler.put_back(returned);
    pool.scheduler.put_back(script(2, Value::Port).1);
    // Those that were cancelled come back in any case, and are none of the two.
    assert_eq!(pool.take_back_waiting(2), [3, 5, 4, 6]);
    let rest: Vec<_> = pool
        .scheduler
        .drain_outer()
        .into_iter()
        .map(|job| job.slot)
        .collect();
    assert_eq!(rest, [1, 2, 1]);
}

#[test]
fn outcomes_of_nested_jobs_go_to_their_submitter() {
    let pool = pool(1);
    let mut worker = Worker::sit(&pool.scheduler, 0, None).expect("nobody sits there");
    let (origin, job) = nested(&pool, 0);
    pool.scheduler.publish_nested(0, [job]);
    pool.scheduler.publish([script(1, Value::Port)]);
    take_all(&pool, &mut worker);
    let name = Name::of(Some(&origin), 1);
    pool.note(0, name, kind::PROGRESS, Payload::Bytes(&[]));
    pool.conclude(&worker, name, kind::NULL, Payload::Bytes(&[]));
    assert!(origin.home.has_records());
    assert!(!pool.home.has_records());
    assert_eq!(pool.seat_of(Name::outer(1)), Some(0));
    assert_eq!(pool.seat_of(name), None);
}

#[test]
fn queued_jobs_that_a_dead_worker_submitted_are_dropped() {
    let pool = pool(2);
    let (_, queued) = nested(&pool, 0);
    pool.scheduler.publish_nested(0, [queued]);
    assert!(pool.evict(0).is_empty());
    let (origin, late) = nested(&pool, 0);
    pool.scheduler.publish_nested(1, [late]);
    origin.home.close();
    let mut worker = Worker::sit(&pool.scheduler, 1, None).expect("nobody sits there");
    let found = worker.find().expect("the later job is still there");
    assert!(matches!(pool.take(&worker, found), Taken::Done));
    assert_eq!(pool.seat_of(Name::of(Some(&origin), 1)), None);
}

#[test]
fn a_condemned_worker_takes_no_more_jobs() {
    let pool = pool(1);
    let mut worker = Worker::sit(&pool.scheduler, 0, None).expect("nobody sits there");
    pool.scheduler.publish([script(1, Value::Port)]);
    take_all(&pool, &mut worker);
    assert!(!pool.condemn(0, Name::outer(2)), "it has no such job");
    assert!(pool.condemn(0, Name::outer(1)));
    pool.scheduler.publish([script(2, Value::Port)]);
    pool.conclude(&worker, Name::outer(1), kind::NULL, Payload::Bytes(&[]));
    assert!(worker.find().is_none());
    assert!(worker.is_done());
    assert!(!pool.condemn(0, Name::outer(1)), "it is over");
}

/// Whoever ends a thread because of one job must not hit the next job.
#[test]
fn a_worker_that_is_ended_for_one_job_has_not_taken_the_next() {
    for _ in 0..if cfg!(miri) { 10 } else { 2000 } {
        let pool = pool(1);
        let mut worker = Worker::sit(&pool.scheduler, 0, None).expect("nobody sits there");
        pool.scheduler.publish([script(1, Value::Port)]);
        take_all(&pool, &mut worker);
        pool.scheduler.publish([script(2, Value::Port)]);
        let (is_ended, has_next) = std::thread::scope(|scope| {
            let ender = scope.spawn(|| pool.condemn(0, Name::outer(1)));
            pool.conclude(&worker, Name::outer(1), kind::NULL, Payload::Bytes(&[]));
            let has_next = worker.find().is_some();
            (ender.join().expect("it only looks"), has_next)
        });
        assert!(!(is_ended && has_next));
    }
}

#[test]
fn a_job_that_was_put_back_stays_queued_when_its_seat_is_evicted_again() {
    let pool = pool(1);
    let mut worker = Worker::sit(&pool.scheduler, 0, None).expect("nobody sits there");
    pool.scheduler.publish([script(1, Value::Ask)]);
    take_all(&pool, &mut worker);
    drop(worker);
    for _ in 0..3 {
        assert!(pool.evict(0).is_empty());
        assert_eq!(pool.queued(), 1);
    }
    let mut worker = Worker::sit(&pool.scheduler, 0, None).expect("nobody sits there");
    take_all(&pool, &mut worker);
    assert_eq!(pool.seat_of(Name::outer(1)), Some(0));
}

#[test]
fn an_origin_gives_its_seat_and_is_never_the_number_of_the_owner() {
    let pool = pool(1000);
    for seat in [0, 1, 999, 0, 1] {
        let (origin, _) = nested(&pool, seat);
        assert_ne!(origin.number, 0);
        assert_eq!(super::seat_of_origin(origin.number) as usize, seat);
    }
}
