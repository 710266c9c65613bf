//! Every accepted job leaves exactly one record, whatever becomes of it.

use std::collections::BTreeMap;
use std::thread;

use super::{Delivery, Left, Payload, Pool, Supply, Taken};
use crate::Bell;
use crate::completion::record::{Header, kind};
use crate::completion::{Collected, Home};
use crate::job::{Job, Name, NativeWork, Ticket, Value, Work};
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
    })
}

pub(super) fn native(slot: u32, task: Task, ticket: Option<Arc<Ticket>>) -> (Priority, Job) {
    let job = Job {
        slot,
        origin: None,
        ticket,
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
    for slot in 0..100 {
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
            .map(|kinds| kinds.contains(&kind::DISBANDED)),
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
    pool.home.recalls().add(5);
    pool.home.recalls().add(6);
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
    drop(worker);
    assert_eq!(slots(pool.evict(0)), [3]);
    assert_eq!(slots(pool.evict(0)), []);
    // Too late: the job is settled by whoever evicted it.
    pool.conclude(0, Name::outer(3), kind::NULL, Payload::Bytes(&[]));
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
