//! Scenarios on real threads. They wait for counts and joins, never for time.
//!
//! This file is long because it is one list of claims about the scheduler.

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

/// The job that a worker finds now. No test that calls this has forks.
fn find(worker: &mut Worker<usize>) -> Option<usize> {
    worker.find().map(|found| match found {
        Found::Job(job) | Found::Mail(job) => job,
        Found::Fork(_) => unreachable!("nobody forks"),
    })
}

/// Starts a thread on each of the first seats. Each thread adds the jobs that it runs to `done`.
fn staff(
    scheduler: &Arc<Scheduler<usize>>,
    threads: usize,
    done: &Arc<AtomicUsize>,
) -> Vec<thread::JoinHandle<()>> {
    (0..threads)
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
fn a_published_job_is_found_once() {
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
fn a_worker_that_is_dismissed_takes_its_mail_before_it_leaves() {
    let scheduler = Arc::new(Scheduler::new(1));
    let mut worker = sit(&scheduler, 0);
    scheduler.publish(normal([1]));
    scheduler.publish_to(0, 8);
    scheduler.dismiss(0);
    assert_eq!(scheduler.queued(), 2);
    assert!(!worker.is_done());
    assert_eq!(find(&mut worker), Some(8));
    assert!(worker.is_done());
    assert_eq!(find(&mut worker), None);
}

#[test]
fn mail_reaches_workers_that_sleep() {
    let scheduler = Arc::new(Scheduler::new(3));
    let done = Arc::new(AtomicUsize::new(0));
    let threads = staff(&scheduler, 3, &done);
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
        .for_each(|thread| thread.join().expect("the worker leaves"));
}

#[test]
fn a_job_published_while_every_worker_sleeps_is_run() {
    let scheduler = Arc::new(Scheduler::new(2));
    let done = Arc::new(AtomicUsize::new(0));
    let threads = staff(&scheduler, 2, &done);
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
fn closing_runs_the_jobs_that_were_published_before() {
    for _ in 0..100 {
        let scheduler = Arc::new(Scheduler::new(3));
        let done = Arc::new(AtomicUsize::new(0));
        let threads = staff(&scheduler, 3, &done);
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
fn drain_takes_the_jobs_that_no_worker_took() {
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
    assert!(heir.fall_asleep(false));
    let mut leaver = sit(&scheduler, 1);
    assert!(leaver.fall_asleep(false));
    // The latest sleeper is chosen, and it leaves instead of looking.
    scheduler.publish(normal([9]));
    assert_eq!(scheduler.stats().asleep, 1);
    drop(leaver);
    assert_eq!(scheduler.stats().asleep, 0);
    heir.park(None);
    heir.rise();
    assert_eq!(find(&mut heir), Some(9));
}

#[test]
fn the_sleeper_that_worked_last_is_woken_though_others_have_slept_again_since() {
    let scheduler = Arc::new(Scheduler::new(3));
    let mut workers = [0, 1, 2].map(|seat| sit(&scheduler, seat));
    scheduler.publish(normal([7, 8]));
    assert_eq!(find(&mut workers[0]), Some(7));
    assert_eq!(find(&mut workers[1]), Some(8));
    // Nobody searches, so that a publisher has to wake a sleeper.
    for seat in [0, 1, 2, 0, 2] {
        let worker = &mut workers[seat];
        worker.rise();
        worker.stop_searching();
        assert!(worker.fall_asleep(false));
    }
    scheduler.publish(normal([9]));
    workers[1].park(None);
    workers[1].rise();
    assert_eq!(find(&mut workers[1]), Some(9));
}

#[test]
fn a_worker_that_has_never_worked_begins_no_search() {
    let scheduler = Arc::new(Scheduler::new(1));
    let mut worker = sit(&scheduler, 0);
    assert!(worker.search(SEARCH).is_none());
    assert_eq!(scheduler.stats().searching, 0);
    scheduler.publish(normal([1]));
    assert_eq!(find(&mut worker), Some(1));
    scheduler.publish(normal([2]));
    assert!(worker.search(SEARCH).is_some());
}

struct CountingBell(AtomicUsize);

impl Bell for CountingBell {
    fn ring(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn a_worker_that_waits_for_data_sleeps_while_the_pool_closes_unless_there_are_jobs() {
    let scheduler = Arc::new(Scheduler::new(1));
    let mut worker = Worker::sit(&scheduler, 0, None).expect("nobody sits there");
    scheduler.close();
    assert!(!worker.fall_asleep(false));
    assert!(worker.fall_asleep(true));
    worker.rise();
    scheduler.publish(normal([1]));
    assert!(!worker.fall_asleep(true));
}

#[test]
fn a_worker_away_in_its_event_loop_is_rung() {
    let scheduler = Arc::new(Scheduler::new(1));
    let bell = Arc::new(CountingBell(AtomicUsize::new(0)));
    let as_bell: Arc<dyn Bell> = Arc::clone(&bell) as Arc<dyn Bell>;
    let mut worker = Worker::sit(&scheduler, 0, Some(as_bell)).expect("nobody sits there");
    assert!(worker.fall_asleep(false));
    assert!(worker.go_away());
    scheduler.publish(normal([1]));
    scheduler.publish(normal([2]));
    assert_eq!(bell.0.load(Ordering::Relaxed), 1);
    worker.come_back();
    worker.rise();
    assert_eq!(find(&mut worker), Some(1));
}

#[test]
fn a_nudge_that_comes_before_the_sleep_ends_it() {
    let scheduler = Arc::new(Scheduler::<usize>::new(1));
    let mut worker = sit(&scheduler, 0);
    scheduler.nudge(0);
    assert!(!worker.go_away());
    scheduler.nudge(0);
    worker.park(None);
}

/// `OXPOOL_STRESS=1` makes it long.
#[test]
fn every_job_is_run_once_under_stress() {
    let rounds = if std::env::var_os("OXPOOL_STRESS").is_some() {
        2_000
    } else {
        20
    };
    for _ in 0..rounds {
        let scheduler = Arc::new(Scheduler::new(4));
        let done = Arc::new(AtomicUsize::new(0));
        let threads = staff(&scheduler, 4, &done);
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

#[test]
fn a_dismissed_worker_takes_no_job_and_leaves_it_to_another() {
    let scheduler = Arc::new(Scheduler::new(2));
    let mut heir = sit(&scheduler, 0);
    assert!(heir.fall_asleep(false));
    let mut leaver = sit(&scheduler, 1);
    assert!(leaver.fall_asleep(false));
    // The latest sleeper is chosen, and it is dismissed before it looks.
    scheduler.publish(normal([9]));
    scheduler.dismiss(1);
    leaver.park(None);
    leaver.rise();
    assert_eq!(find(&mut leaver), None);
    assert!(leaver.is_done());
    leaver.retire();
    heir.park(None);
    heir.rise();
    assert_eq!(find(&mut heir), Some(9));
}

#[test]
fn a_dismissal_holds_for_the_next_worker_on_the_seat_until_it_is_taken_back() {
    let scheduler = Arc::new(Scheduler::<usize>::new(1));
    scheduler.dismiss(0);
    let worker = sit(&scheduler, 0);
    assert!(worker.is_done());
    drop(worker);
    scheduler.reinstate(0);
    assert!(!sit(&scheduler, 0).is_done());
}

#[test]
fn a_worker_leaves_when_its_quota_of_jobs_is_used_up() {
    let scheduler = Arc::new(Scheduler::new(1));
    scheduler.set_quota(2);
    scheduler.publish(normal([1, 2, 3]));
    let mut first = sit(&scheduler, 0);
    assert_eq!(find(&mut first), Some(1));
    assert!(!first.is_done());
    assert_eq!(find(&mut first), Some(2));
    assert_eq!(find(&mut first), None);
    assert!(first.is_done());
    drop(first);
    assert_eq!(find(&mut sit(&scheduler, 0)), Some(3));
}

#[test]
fn a_worker_that_sleeps_because_it_finds_no_job_is_idle() {
    let scheduler = Arc::new(Scheduler::new(8));
    let mut worker = sit(&scheduler, 5);
    assert!(scheduler.idle().is_empty());
    assert!(worker.fall_asleep(false));
    worker.rise();
    assert_eq!(find(&mut worker), None);
    assert!(matches!(scheduler.idle()[..], [(5, _)]));
    scheduler.publish(normal([1]));
    assert_eq!(find(&mut worker), Some(1));
    assert!(scheduler.idle().is_empty());
    assert!(worker.fall_asleep(false));
    drop(worker);
    assert!(scheduler.idle().is_empty());
    assert_eq!(scheduler.workers(), 0);
}

/// Threads come to seats and are dismissed from them while jobs pour in. The last threads run the
/// jobs that the others left.
#[test]
fn no_job_is_lost_while_workers_come_and_go() {
    for _ in 0..20 {
        let scheduler = Arc::new(Scheduler::new(3));
        let done = Arc::new(AtomicUsize::new(0));
        let publisher = {
            let scheduler = Arc::clone(&scheduler);
            thread::spawn(move || (0..300).for_each(|_| scheduler.publish(normal([1]))))
        };
        for _ in 0..10 {
            let threads = staff(&scheduler, 3, &done);
            thread::yield_now();
            (0..3).for_each(|seat| scheduler.dismiss(seat));
            threads
                .into_iter()
                .for_each(|thread| thread.join().expect("no worker panics"));
            (0..3).for_each(|seat| scheduler.reinstate(seat));
        }
        publisher.join().expect("the publisher does not panic");
        scheduler.close();
        staff(&scheduler, 3, &done)
            .into_iter()
            .for_each(|thread| thread.join().expect("no worker panics"));
        assert_eq!(done.load(Ordering::Relaxed), 300);
    }
}

#[test]
fn a_worker_takes_its_own_nested_jobs_first_and_the_latest_first() {
    let scheduler = Arc::new(Scheduler::new(2));
    let mut first = sit(&scheduler, 0);
    let mut second = sit(&scheduler, 1);
    scheduler.publish([(Priority::High, 9)]);
    scheduler.publish_nested(0, [1, 2, 3]);
    assert_eq!(find(&mut first), Some(3));
    assert_eq!(find(&mut second), Some(1));
    assert_eq!(find(&mut first), Some(2));
    assert_eq!(find(&mut first), Some(9));
}

#[test]
fn a_worker_without_room_finds_its_own_nested_jobs_only() {
    let scheduler = Arc::new(Scheduler::new(2));
    let mut first = sit(&scheduler, 0);
    scheduler.publish(normal([9]));
    scheduler.publish_nested(1, [8]);
    assert!(first.find_own().is_none());
    scheduler.publish_nested(0, [1]);
    assert!(matches!(first.find_own(), Some(Found::Job(1))));
}

#[test]
fn a_job_that_is_put_back_comes_before_other_workers_nested_jobs() {
    let scheduler = Arc::new(Scheduler::new(2));
    let mut second = sit(&scheduler, 1);
    scheduler.publish(normal([9]));
    scheduler.publish_nested(0, [1]);
    scheduler.put_back(7);
    assert_eq!(find(&mut second), Some(7));
    assert_eq!(find(&mut second), Some(1));
    assert_eq!(find(&mut second), Some(9));
}

#[test]
fn a_job_that_is_put_back_belongs_to_no_seat() {
    let scheduler = Arc::new(Scheduler::new(2));
    scheduler.put_back(7);
    scheduler.put_back(8);
    assert_eq!(scheduler.queued(), 2);
    assert_eq!(scheduler.take_orphans(0).count(), 0);
    let mut first = sit(&scheduler, 0);
    assert!(first.find_own().is_none());
    assert_eq!(find(&mut first), Some(7));
    assert_eq!(scheduler.drain(), [8]);
    assert_eq!(scheduler.queued(), 0);
}

#[test]
fn orphans_are_taken_once() {
    let scheduler = Arc::new(Scheduler::new(2));
    let mut second = sit(&scheduler, 1);
    scheduler.publish_nested(0, [1, 2]);
    assert_eq!(scheduler.take_orphans(0).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(scheduler.take_orphans(0).count(), 0);
    assert_eq!(find(&mut second), None);
}

#[test]
fn nested_jobs_reach_workers_that_may_sleep() {
    let scheduler = Arc::new(Scheduler::new(3));
    let done = Arc::new(AtomicUsize::new(0));
    let threads = staff(&scheduler, 3, &done);
    for seat in 0..3000 {
        scheduler.publish_nested(seat % 3, [1]);
    }
    scheduler.close();
    for thread in threads {
        thread.join().expect("no job panics");
    }
    assert_eq!(done.load(Ordering::Relaxed), 3000);
}
