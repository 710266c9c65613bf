//! Scenarios on real threads. They wait for counts and joins, never for time.

use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::{Found, Priority, Scheduler, Worker};
use crate::Bell;
use crate::sync::Arc;

const SEARCH: Duration = Duration::from_micros(20);

fn sit(scheduler: &Arc<Scheduler<usize>>, seat: usize) -> Worker<usize> {
    Worker::sit(scheduler, seat, None).expect("nobody sits there")
}

fn normal(jobs: impl IntoIterator<Item = usize>) -> impl Iterator<Item = (Priority, usize)> {
    jobs.into_iter().map(|job| (Priority::Normal, job))
}

/// The job that a worker finds now. There are no forks where it is used.
fn find(worker: &mut Worker<usize>) -> Option<usize> {
    worker.find().map(|found| match found {
        Found::Job(job) | Found::Mail(job) => job,
        Found::Fork(_) => unreachable!("nobody forks"),
    })
}

/// Starts a thread a seat; each adds what it runs to `done`.
fn staff(
    scheduler: &Arc<Scheduler<usize>>,
    done: &Arc<AtomicUsize>,
) -> Vec<thread::JoinHandle<()>> {
    (0..scheduler.seats())
        .map(|seat| {
            let mut worker = sit(scheduler, seat);
            let done = Arc::clone(done);
            thread::spawn(move || {
                while let Some(found) = worker.next(SEARCH) {
                    match found {
                        Found::Job(job) | Found::Mail(job) => {
                            done.fetch_add(job, Ordering::Relaxed);
                        }
                        Found::Fork(fork) => fork.run(&worker),
                    }
                }
            })
        })
        .collect()
}

#[test]
fn smoke() {
    let scheduler = Arc::new(Scheduler::new(1));
    let mut worker = sit(&scheduler, 0);
    assert_eq!(find(&mut worker), None);
    scheduler.publish(normal([7]));
    assert_eq!(find(&mut worker), Some(7));
    assert_eq!(find(&mut worker), None);
}

#[test]
fn jobs_of_one_priority_start_in_order() {
    let scheduler = Arc::new(Scheduler::new(2));
    let mut first = sit(&scheduler, 0);
    let mut second = sit(&scheduler, 1);
    scheduler.publish(normal(0..100));
    for job in (0..100).step_by(2) {
        assert_eq!(find(&mut first), Some(job));
        assert_eq!(find(&mut second), Some(job + 1));
    }
}

#[test]
fn a_higher_priority_starts_first() {
    let scheduler = Arc::new(Scheduler::new(1));
    scheduler.publish([
        (Priority::Low, 3),
        (Priority::Normal, 2),
        (Priority::High, 1),
    ]);
    let mut worker = sit(&scheduler, 0);
    let order: Vec<_> = std::iter::from_fn(|| find(&mut worker)).collect();
    assert_eq!(order, [1, 2, 3]);
}

#[test]
fn a_seat_holds_one_worker_at_a_time() {
    let scheduler = Arc::new(Scheduler::<usize>::new(1));
    let worker = sit(&scheduler, 0);
    assert!(Worker::sit(&scheduler, 0, None).is_none());
    assert!(Worker::sit(&scheduler, 1, None).is_none());
    drop(worker);
    assert!(Worker::sit(&scheduler, 0, None).is_some());
}

#[test]
fn mail_is_taken_by_its_seat_and_before_all_other_jobs() {
    let scheduler = Arc::new(Scheduler::new(2));
    scheduler.publish([(Priority::High, 1)]);
    scheduler.publish_to(1, 8);
    scheduler.publish_to(1, 9);
    let mut first = sit(&scheduler, 0);
    let mut second = sit(&scheduler, 1);
    assert_eq!(find(&mut first), Some(1));
    assert_eq!(find(&mut first), None);
    assert_eq!(find(&mut second), Some(8));
    scheduler.close();
    assert!(first.is_done() && !second.is_done());
    assert_eq!(scheduler.drain_mail(1), [9]);
    assert!(second.is_done());
}

#[test]
fn mail_reaches_workers_that_sleep() {
    let scheduler = Arc::new(Scheduler::new(3));
    let done = Arc::new(AtomicUsize::new(0));
    let threads = staff(&scheduler, &done);
    for round in 1..=200 {
        for seat in 0..3 {
            scheduler.publish_to(seat, 1);
        }
        while done.load(Ordering::Relaxed) < 3 * round {
            thread::yield_now();
        }
    }
    scheduler.close();
    threads
        .into_iter()
        .for_each(|thread| thread.join().expect("it leaves"));
}

#[test]
fn a_job_published_while_every_worker_sleeps_is_run() {
    let scheduler = Arc::new(Scheduler::new(2));
    let done = Arc::new(AtomicUsize::new(0));
    let threads = staff(&scheduler, &done);
    for round in 1..=200 {
        while scheduler.stats().asleep < 2 {
            thread::yield_now();
        }
        scheduler.publish(normal([1]));
        while done.load(Ordering::Relaxed) < round {
            thread::yield_now();
        }
    }
    scheduler.close();
    threads
        .into_iter()
        .for_each(|thread| thread.join().expect("no worker panics"));
}

#[test]
fn closing_runs_what_was_published_before() {
    for _ in 0..100 {
        let scheduler = Arc::new(Scheduler::new(3));
        let done = Arc::new(AtomicUsize::new(0));
        let threads = staff(&scheduler, &done);
        scheduler.publish(normal((0..50).map(|_| 1)));
        scheduler.close();
        threads
            .into_iter()
            .for_each(|thread| thread.join().expect("no worker panics"));
        assert_eq!(done.load(Ordering::Relaxed), 50);
        let stats = scheduler.stats();
        assert_eq!((stats.searching, stats.asleep, stats.jobs), (0, 0, 50));
    }
}

#[test]
fn drain_takes_what_no_worker_took() {
    let scheduler = Arc::new(Scheduler::new(2));
    scheduler.publish([
        (Priority::Low, 3),
        (Priority::High, 1),
        (Priority::Normal, 2),
    ]);
    assert_eq!(scheduler.drain(), [1, 2, 3]);
    assert!(scheduler.drain().is_empty());
}

#[test]
fn a_sleeper_that_leaves_hands_its_wake_up_on() {
    let scheduler = Arc::new(Scheduler::new(2));
    let mut heir = sit(&scheduler, 0);
    assert!(heir.fall_asleep());
    let mut leaver = sit(&scheduler, 1);
    assert!(leaver.fall_asleep());
    // The latest sleeper is chosen, and leaves instead of looking.
    scheduler.publish(normal([9]));
    assert_eq!(scheduler.stats().asleep, 1);
    drop(leaver);
    assert_eq!(scheduler.stats().asleep, 0);
    heir.park(None);
    heir.rise();
    assert_eq!(find(&mut heir), Some(9));
}

struct CountingBell(AtomicUsize);

impl Bell for CountingBell {
    fn ring(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn a_worker_away_in_its_event_loop_is_rung() {
    let scheduler = Arc::new(Scheduler::new(1));
    let bell = Arc::new(CountingBell(AtomicUsize::new(0)));
    let as_bell: Arc<dyn Bell> = Arc::clone(&bell) as Arc<dyn Bell>;
    let mut worker = Worker::sit(&scheduler, 0, Some(as_bell)).expect("nobody sits there");
    assert!(worker.fall_asleep());
    assert!(worker.go_away());
    scheduler.publish(normal([1]));
    scheduler.publish(normal([2]));
    assert_eq!(bell.0.load(Ordering::Relaxed), 1);
    worker.come_back();
    worker.rise();
    assert_eq!(find(&mut worker), Some(1));
}

#[test]
fn a_nudge_before_the_sleep_ends_it() {
    let scheduler = Arc::new(Scheduler::<usize>::new(1));
    let mut worker = sit(&scheduler, 0);
    scheduler.nudge(0);
    assert!(!worker.go_away());
    scheduler.nudge(0);
    worker.park(None);
}

/// Slow: `OXPOOL_STRESS=1` makes it long.
#[test]
fn stress() {
    let rounds = if std::env::var_os("OXPOOL_STRESS").is_some() {
        2_000
    } else {
        20
    };
    for _ in 0..rounds {
        let scheduler = Arc::new(Scheduler::new(4));
        let done = Arc::new(AtomicUsize::new(0));
        let threads = staff(&scheduler, &done);
        let start = Arc::new(Barrier::new(3));
        let publishers: Vec<_> = (0..3)
            .map(|_| {
                let (scheduler, start) = (Arc::clone(&scheduler), Arc::clone(&start));
                thread::spawn(move || {
                    start.wait();
                    for size in 0..100 {
                        scheduler.publish(normal((0..size % 4).map(|_| 1)));
                    }
                })
            })
            .collect();
        publishers
            .into_iter()
            .for_each(|thread| thread.join().expect("no publisher panics"));
        scheduler.close();
        threads
            .into_iter()
            .for_each(|thread| thread.join().expect("no worker panics"));
        assert_eq!(done.load(Ordering::Relaxed), 3 * 150);
    }
}
