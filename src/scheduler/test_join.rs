//! Forks on real threads: what joins return, which workers run their branches, and what a panic leaves.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use proptest::prelude::*;

use super::{Found, Scheduler, Worker};
use crate::sync::Arc;

/// Runs `body` on seat 0 while threads on the other seats run the forks.
fn with_thieves<R>(thieves: usize, body: impl FnOnce(&Worker<()>) -> R) -> R {
    let scheduler = Arc::new(Scheduler::new(thieves + 1));
    thread::scope(|scope| {
        for seat in 1..=thieves {
            let mut worker = Worker::sit(&scheduler, seat, None).expect("nobody sits there");
            scope.spawn(move || {
                while let Some(found) = worker.next(Duration::from_micros(20)) {
                    if let Found::Fork(fork) = found {
                        fork.run(&worker);
                    }
                }
            });
        }
        let worker = Worker::sit(&scheduler, 0, None).expect("nobody sits there");
        let outcome = catch_unwind(AssertUnwindSafe(|| body(&worker)));
        drop(worker);
        scheduler.close();
        outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn fib(worker: &Worker<()>, n: u32) -> u64 {
    if n < 2 {
        return n.into();
    }
    let (a, b) = worker.join(|worker| fib(worker, n - 1), |worker| fib(worker, n - 2));
    a + b
}

#[test]
fn a_join_returns_what_both_branches_return() {
    for thieves in 0..4 {
        assert_eq!(with_thieves(thieves, |worker| fib(worker, 20)), 6765);
    }
}

#[test]
fn a_branch_that_was_stolen_runs_on_the_thief() {
    let (here, there) = with_thieves(1, |worker| {
        let meet = Barrier::new(2);
        worker.join(
            |worker| {
                meet.wait();
                worker.seat()
            },
            |worker| {
                meet.wait();
                worker.seat()
            },
        )
    });
    assert_eq!((here, there), (0, 1));
}

#[test]
fn a_worker_that_waits_runs_what_its_thief_forks() {
    // The two branches of the stolen branch must meet. That takes the thread that waits for the stolen branch.
    let seats = with_thieves(1, |worker| {
        let stolen = Barrier::new(2);
        let meet = Barrier::new(2);
        let ((), seats) = worker.join(
            |_| {
                stolen.wait();
            },
            |worker| {
                stolen.wait();
                worker.join(
                    |worker| {
                        meet.wait();
                        worker.seat()
                    },
                    |worker| {
                        meet.wait();
                        worker.seat()
                    },
                )
            },
        );
        seats
    });
    assert_eq!(seats, (1, 0));
}

#[test]
fn a_panic_comes_out_when_neither_branch_runs_any_more() {
    for thieves in 0..3 {
        for (first_panics, second_panics) in [(true, false), (false, true), (true, true)] {
            let running = AtomicUsize::new(0);
            let branch = |panics: bool| {
                running.fetch_add(1, Ordering::SeqCst);
                thread::yield_now();
                running.fetch_sub(1, Ordering::SeqCst);
                assert!(!panics, "as it should");
            };
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                with_thieves(thieves, |worker| {
                    let outcome = catch_unwind(AssertUnwindSafe(|| {
                        worker.join(|_| branch(first_panics), |_| branch(second_panics))
                    }));
                    assert_eq!(running.load(Ordering::SeqCst), 0);
                    outcome.expect_err("a branch panicked");
                    // The worker still works as before.
                    assert_eq!(fib(worker, 10), 55);
                });
            }));
            outcome.expect("the panic stays in the join");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_leaf_of_a_tree_of_joins_runs_once(
        depths in prop::collection::vec(0..6_u32, 1..40),
        thieves in 0..4_usize,
    ) {
        fn grow(worker: &Worker<()>, depths: &[u32], leaves: &AtomicUsize) {
            match depths {
                [] => {}
                [depth] if *depth == 0 => drop(leaves.fetch_add(1, Ordering::Relaxed)),
                [depth] => {
                    let below = [*depth - 1];
                    worker.join(|worker| grow(worker, &below, leaves), |worker| grow(worker, &below, leaves));
                }
                _ => {
                    let (left, right) = depths.split_at(depths.len() / 2);
                    worker.join(|worker| grow(worker, left, leaves), |worker| grow(worker, right, leaves));
                }
            }
        }
        let leaves = AtomicUsize::new(0);
        with_thieves(thieves, |worker| grow(worker, &depths, &leaves));
        let expected: usize = depths.iter().map(|depth| 1 << depth).sum();
        prop_assert_eq!(leaves.into_inner(), expected);
    }
}

/// `OXPOOL_STRESS=1` makes it long.
#[test]
fn joins_give_the_same_result_under_stress() {
    let rounds = if std::env::var_os("OXPOOL_STRESS").is_some() {
        300
    } else {
        3
    };
    for round in 0..rounds {
        assert_eq!(with_thieves(round % 5, |worker| fib(worker, 22)), 17711);
    }
}
