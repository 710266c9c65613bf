//! Every accepted job leaves exactly one record, whatever becomes of it. Longer than other files because it is one list of claims on one harness.

use std::collections::BTreeMap;
use std::thread;

use super::job::{Job, Name, NativeWork, Origin, Stamp, Value, Work};
use super::ticket::Ticket;
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

/// A pool whose number no other has, nor any slot.
pub(super) fn pool(seats: usize) -> Arc<Pool> {
    static NEXT: AtomicU32 = AtomicU32::new(1000);
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    Arc::new(Pool::new(id, seats, Arc::new(Home::new(Arc::new(Silent)))))
}

/// Records so far: kinds by slot.
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

/// Closes the pool and waits for its threads to have left.
pub(super) fn finish(pool: &Pool) {
    pool.scheduler.close();
    while pool.threads() > 0 {
        thread::yield_now();
    }
}

#[test]
fn native_jobs_run_and_a_panic_is_an_outcome_like_another() {
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
fn the_mail_of_a_dead_worker_is_found_once_and_an_abandoned_one_is_concluded() {
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
fn a_job_for_one_thread_that_dies_is_not_queued_for_others() {
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
fn a_seat_tells_that_its_thread_has_left_until_it_is_evicted() {
    let pool = pool(1);
    assert!(!pool.has_left(0));
    pool.note_left(0);
    assert!(pool.has_left(0));
    assert_eq!(slots(pool.evict(0)), []);
    assert!(!pool.has_left(0));
}

#[test]
fn abandoning_concludes_what_nobody_took() {
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
fn a_native_job_waits_for_its_data_and_a_withdrawn_one_lets_its_worker_go() {
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
fn what_a_dead_worker_had_in_hand_is_found_once() {
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
    // Too late: the job is settled by whoever evicted it.
    pool.conclude(&worker, Name::outer(3), kind::NULL, Payload::Bytes(&[]));
    assert!(records(&pool).is_empty());
}

#[test]
fn jobs_of_an_environment_that_has_gone_touch_nothing() {
    let pool = pool(1);
    pool.scheduler.publish([native(1, panics, None)]);
    pool.home.close();
    pool.spawn(0, "test").expect("the system has threads");
    finish(&pool);
    assert!(records(&pool).is_empty());
}

#[test]
fn a_job_that_was_cancelled_waits_no_more() {
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
fn a_dismissed_thread_leaves_its_seat_to_the_next() {
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

/// A worker with these jobs in hand, which it took.
fn take_all(pool: &Pool, worker: &mut Worker<Job>) {
    while let Some(found) = worker.find() {
        assert!(matches!(pool.take(worker, found), Taken::Script(_)));
    }
}

#[test]
fn a_job_that_waited_for_its_data_is_taken_again_when_its_worker_has_died() {
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
    // What had begun, and what went to a port that has gone.
    assert_eq!(left, [3, 6]);
    assert!(!pool.supply(0, Name::outer(4), Supply::Withdrawn));
    let mut second = Worker::sit(&pool.scheduler, 1, None).expect("nobody sits there");
    take_all(&pool, &mut second);
    assert_eq!(pool.seat_of(Name::outer(4)), Some(1));
    let records = records(&pool);
    assert_eq!(records[&4], [kind::WANTED, kind::WANTED]);
    assert_eq!(records[&5], [kind::WANTED, kind::CANCELLED]);
}

/// A job of slot 1 that the worker on a seat submits.
fn nested(pool: &Pool, seat: usize) -> (Arc<Origin>, Job) {
    let origin = pool.new_origin(seat, Arc::new(Home::new(Arc::new(Silent))));
    let (_, mut job) = script(1, Value::Port);
    job.origin = Some(Arc::clone(&origin));
    (origin, job)
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
fn queued_jobs_of_a_worker_that_has_died_are_dropped() {
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
fn a_condemned_worker_takes_no_job_after_the_one_that_it_has() {
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

/// Whoever ends a thread because of one job must not meet the next.
#[test]
fn a_job_is_never_in_hand_when_its_worker_is_ended_for_the_one_before() {
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
fn a_job_that_was_put_back_outlives_the_next_thread_on_its_seat() {
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
fn an_origin_says_its_seat_and_is_never_that_of_the_owner() {
    let pool = pool(1000);
    for seat in [0, 1, 999, 0, 1] {
        let (origin, _) = nested(&pool, seat);
        assert_ne!(origin.number, 0);
        assert_eq!(super::seat_of_origin(origin.number) as usize, seat);
    }
}
