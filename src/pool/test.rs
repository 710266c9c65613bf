//! Every accepted job leaves exactly one record, whatever becomes of it.

use std::collections::BTreeMap;
use std::thread;

use super::{Pool, Supply, Taken};
use crate::Bell;
use crate::completion::record::{Header, kind};
use crate::completion::{Collected, Home};
use crate::job::{Job, Ticket, Value, Work};
use crate::memory::Array;
use crate::scheduler::{Priority, Worker};
use crate::sync::Arc;
use crate::tasks::{Crew, Elements, Input, Outcome, Task};

struct Silent;

impl Bell for Silent {
    fn ring(&self) {}
}

fn pool(seats: usize) -> Arc<Pool> {
    Arc::new(Pool::new(1, seats, Arc::new(Home::new(Arc::new(Silent)))))
}

/// Records so far: kinds by slot.
fn records(pool: &Pool) -> BTreeMap<u32, Vec<u32>> {
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

fn native(slot: u32, task: Task, ticket: Option<Arc<Ticket>>) -> (Priority, Job) {
    let input = Input {
        data: Elements::Owned(Array::Int8(vec![1, 2])),
        descending: false,
    };
    let work = Work::Native {
        task,
        input: Box::new(input),
    };
    (Priority::Normal, Job { slot, ticket, work })
}

fn script(slot: u32, value: Value) -> (Priority, Job) {
    let work = Work::Script { task: 0, value };
    (
        Priority::Normal,
        Job {
            slot,
            ticket: None,
            work,
        },
    )
}

fn three(_: Input, _: &dyn Crew) -> Outcome {
    Outcome::Number(3.0)
}

fn panics(_: Input, _: &dyn Crew) -> Outcome {
    panic!("as it should")
}

/// Closes the pool and waits for its threads to have left.
fn finish(pool: &Pool) {
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
                kind::NUMBER
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
    assert_eq!(records[&6], [kind::NUMBER]);
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
        assert_eq!(pool.seat_of(6), None);
    }
    let job = worker.find().expect("a job waits");
    assert!(matches!(pool.take(&worker, job), Taken::Script(7, ..)));
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
fn a_seat_tells_that_its_thread_has_left_until_it_is_evicted() {
    let pool = pool(1);
    assert!(!pool.has_left(0));
    pool.note_left(0);
    assert!(pool.has_left(0));
    assert_eq!(pool.evict(0), None);
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
    while pool.seat_of(7).is_none() {
        thread::yield_now();
    }
    let input = Input {
        data: Elements::Owned(Array::Int8(vec![])),
        descending: false,
    };
    pool.supply(0, 7, Supply::Native(three, Box::new(input)));
    while pool.seat_of(8).is_none() {
        thread::yield_now();
    }
    pool.supply(0, 7, Supply::Withdrawn);
    pool.supply(0, 8, Supply::Withdrawn);
    finish(&pool);
    let records = records(&pool);
    assert_eq!(records[&7], [kind::WANTED, kind::NUMBER]);
    assert_eq!(records[&8], [kind::WANTED, kind::CANCELLED]);
    assert_eq!(records[&9], [kind::NUMBER]);
}

#[test]
fn what_a_dead_worker_had_in_hand_is_found_once() {
    let pool = pool(1);
    pool.scheduler.publish([script(3, Value::Port)]);
    let mut worker = Worker::sit(&pool.scheduler, 0, None).expect("nobody sits there");
    let job = worker.find().expect("a job waits");
    assert!(matches!(
        pool.take(&worker, job),
        Taken::Script(3, 0, Value::Port)
    ));
    drop(worker);
    assert_eq!(pool.evict(0), Some(3));
    assert_eq!(pool.evict(0), None);
    // Too late: the job is settled by whoever evicted it.
    pool.conclude(0, kind::NULL, 0, &[]);
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
