//! Models of the sleep protocol: every interleaving of a publisher with workers that fall asleep, rise and leave.
//!
//! Loom can't see into crossbeam-deque, so a counter stands in for the queues. The models check our own parts:
//! census, park, latch, mail and nested queues. A lost wake-up shows as a deadlock.
//!
//! This file is long because the models share one stand-in for the scheduler.

#![expect(
    unsafe_code,
    reason = "what a latch publishes is a plain cell, so that loom sees a race"
)]

use loom::cell::UnsafeCell;
use loom::thread;

use super::census::Census;
use super::latch::Latch;
use super::mail::Mail;
use super::nested::Nested;
use super::park::{Park, Unparked};
use crate::sync::{Arc, AtomicBool, AtomicU32, Ordering, fence};

struct Model {
    census: Census,
    parks: Vec<Park>,
    jobs: AtomicU32,
}

impl Model {
    fn new(seats: usize) -> Arc<Self> {
        Arc::new(Self {
            census: Census::new(),
            parks: (0..seats).map(|_| Park::default()).collect(),
            jobs: AtomicU32::new(0),
        })
    }

    fn publish(&self) {
        // This is as weak as a queue may be. The fences of the protocol must make the job visible.
        self.jobs.fetch_add(1, Ordering::Release);
        self.wake();
    }

    fn wake(&self) {
        if let Some(seat) = self.census.claim() {
            assert_eq!(self.parks[seat].unpark(), Unparked::Done);
        } else {
            self.census
                .call_listeners(|seat| drop(self.parks[seat].unpark()));
        }
    }

    fn has_jobs(&self) -> bool {
        self.jobs.load(Ordering::Acquire) > 0
    }

    fn take(&self) -> bool {
        self.jobs
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |jobs| {
                jobs.checked_sub(1)
            })
            .is_ok()
    }

    /// `Worker::next` with the queues and the phases written out. It runs one job.
    fn run_one(&self, seat: usize) {
        let mut is_searching = self.census.try_start_search();
        loop {
            if self.take() {
                if is_searching {
                    self.stop_search();
                }
                return;
            }
            if is_searching {
                self.stop_search();
            }
            self.census.fall_asleep(seat, None);
            if !self.has_jobs() {
                self.parks[seat].park(None);
            }
            self.census.rise(seat);
            is_searching = true;
        }
    }

    fn stop_search(&self) {
        self.census.stop_search();
        if self.has_jobs() {
            self.wake();
        }
    }
}

#[test]
fn publish_races_with_falling_asleep() {
    loom::model(|| {
        let model = Model::new(1);
        let worker = {
            let model = Arc::clone(&model);
            thread::spawn(move || model.run_one(0))
        };
        model.publish();
        worker.join().expect("the worker runs its job");
        assert_eq!((model.census.searching(), model.census.asleep()), (0, 0));
    });
}

#[test]
fn a_job_that_the_owner_lifts_and_lays_back_reaches_a_worker() {
    loom::model(|| {
        let model = Model::new(1);
        let worker = {
            let model = Arc::clone(&model);
            thread::spawn(move || model.run_one(0))
        };
        model.publish();
        if model.take() {
            model.publish();
        }
        worker.join().expect("the worker runs the job");
    });
}

/// A worker has begun to search before it hands in an outcome, and then has to give its event loop a turn. A job that
/// was submitted meanwhile, because the publisher saw the search, reaches the worker that sleeps.
#[test]
fn a_job_that_came_during_an_early_search_is_handed_on() {
    loom::model(|| {
        let model = Model::new(2);
        assert!(model.census.try_start_search(), "nobody else searches");
        model.census.fall_asleep(1, None);
        let publisher = {
            let model = Arc::clone(&model);
            thread::spawn(move || model.publish())
        };
        model.stop_search();
        publisher.join().expect("it publishes");
        model.parks[1].park(None);
        assert!(model.census.rise(1), "whoever woke it has claimed it");
        assert!(model.take(), "it runs the job");
        model.stop_search();
        assert_eq!((model.census.searching(), model.census.asleep()), (0, 0));
    });
}

/// A listener is not a sleeper: it is called, and nobody takes it for a searcher.
#[test]
fn a_job_races_with_a_worker_that_begins_to_listen() {
    loom::model(|| {
        let model = Model::new(1);
        let listener = {
            let model = Arc::clone(&model);
            thread::spawn(move || {
                while !model.take() {
                    model.census.listen(0);
                    if !model.has_jobs() {
                        model.parks[0].park(None);
                    }
                    model.census.stop_listening(0);
                }
            })
        };
        model.publish();
        listener.join().expect("the listener runs its job");
        assert_eq!((model.census.searching(), model.census.asleep()), (0, 0));
    });
}

/// A searcher that leaves the search hands what is left on to a listener.
#[test]
fn a_job_that_a_searcher_leaves_reaches_a_worker_that_listens() {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(2);
    builder.check(|| {
        let model = Model::new(2);
        let listener = {
            let model = Arc::clone(&model);
            thread::spawn(move || {
                while !model.take() {
                    model.census.listen(0);
                    if !model.has_jobs() {
                        model.parks[0].park(None);
                    }
                    model.census.stop_listening(0);
                }
            })
        };
        let searcher = {
            let model = Arc::clone(&model);
            thread::spawn(move || model.run_one(1))
        };
        model.publish();
        model.publish();
        listener.join().expect("the listener runs a job");
        searcher.join().expect("the searcher runs a job");
    });
}

/// A nested job is seen only by its count, which is relaxed. Only the fences of the census make the count visible
/// to a worker that falls asleep.
#[test]
fn a_nested_job_races_with_falling_asleep() {
    loom::model(|| {
        let census = Arc::new(Census::new());
        let park = Arc::new(Park::default());
        let nested = Arc::new(Nested::new(2));
        let thief = {
            let (census, park, nested) =
                (Arc::clone(&census), Arc::clone(&park), Arc::clone(&nested));
            thread::spawn(move || {
                while nested.take(0, 0).is_none() {
                    census.fall_asleep(0, None);
                    if nested.is_empty() {
                        park.park(None);
                    }
                    census.rise(0);
                    census.stop_search();
                }
            })
        };
        nested.push(1, [7]);
        if census.claim().is_some() {
            assert_eq!(park.unpark(), Unparked::Done);
        }
        thief.join().expect("the thief finds the job");
        assert!(nested.is_empty());
    });
}

#[test]
fn two_jobs_reach_two_workers_that_may_sleep() {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(2);
    builder.check(|| {
        let model = Model::new(2);
        let workers: Vec<_> = (0..2)
            .map(|seat| {
                let model = Arc::clone(&model);
                thread::spawn(move || model.run_one(seat))
            })
            .collect();
        model.publish();
        model.publish();
        workers
            .into_iter()
            .for_each(|worker| worker.join().expect("each runs one job"));
        assert_eq!((model.census.searching(), model.census.asleep()), (0, 0));
    });
}

#[test]
fn a_chosen_sleeper_that_leaves_hands_its_wake_up_on() {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(2);
    builder.check(|| {
        let model = Model::new(2);
        // This seat is asleep before the publisher comes, and its worker leaves while the publisher chooses.
        model.census.fall_asleep(1, None);
        let heir = {
            let model = Arc::clone(&model);
            thread::spawn(move || model.run_one(0))
        };
        let leaver = {
            let model = Arc::clone(&model);
            thread::spawn(move || {
                model.census.rise(1);
                model.stop_search();
            })
        };
        model.publish();
        leaver.join().expect("the worker leaves");
        heir.join().expect("the worker runs the job");
    });
}

#[test]
fn a_token_races_with_parking() {
    loom::model(|| {
        let park = Arc::new(Park::default());
        let waker = {
            let park = Arc::clone(&park);
            thread::spawn(move || assert_eq!(park.unpark(), Unparked::Done))
        };
        park.park(None);
        waker.join().expect("the waker does not panic");
    });
}

#[test]
fn a_token_races_with_going_away_and_one_side_hears_of_it() {
    loom::model(|| {
        let park = Arc::new(Park::default());
        let waker = {
            let park = Arc::clone(&park);
            thread::spawn(move || park.unpark())
        };
        let is_away = park.go_away();
        let unparked = waker.join().expect("the waker does not panic");
        assert_eq!(is_away, unparked == Unparked::MustRing);
    });
}

/// `Worker::wait` without the deques: there is nothing to steal.
fn wait(model: &Model, seat: usize, latch: &Latch) {
    while !latch.is_set() {
        model.census.fall_asleep(seat, None);
        if latch.await_set() {
            model.parks[seat].park(None);
        }
        latch.rise();
        model.census.rise(seat);
        model.stop_search();
    }
}

#[test]
fn mail_races_with_falling_asleep() {
    loom::model(|| {
        let model = Model::new(1);
        let mail = Arc::new(Mail::default());
        let worker = {
            let (model, mail) = (Arc::clone(&model), Arc::clone(&mail));
            thread::spawn(move || {
                while mail.take().is_none() {
                    model.census.fall_asleep(0, None);
                    model.parks[0].park(None);
                    model.census.rise(0);
                    model.census.stop_search();
                }
            })
        };
        mail.push(7);
        let _ = model.parks[0].unpark();
        worker.join().expect("the worker has its mail");
        assert!(mail.is_empty());
    });
}

/// What the owner of a branch sees of it, with a cell that loom checks for races.
struct Branch {
    latch: Latch,
    outcome: UnsafeCell<u32>,
}

// SAFETY: the outcome is written before the latch is set and read afterwards. The model checks exactly this.
unsafe impl Sync for Branch {}
// SAFETY: a branch has nothing that belongs to one thread.
unsafe impl Send for Branch {}

#[test]
fn the_end_of_a_stolen_branch_races_with_its_owner_falling_asleep() {
    loom::model(|| {
        let model = Model::new(1);
        let branch = Arc::new(Branch {
            latch: Latch::new(),
            outcome: UnsafeCell::new(0),
        });
        let thief = {
            let (model, branch) = (Arc::clone(&model), Arc::clone(&branch));
            thread::spawn(move || {
                // SAFETY: the owner looks at the outcome only when the latch is set.
                branch.outcome.with_mut(|outcome| unsafe { *outcome = 7 });
                if branch.latch.set() {
                    let _ = model.parks[0].unpark();
                }
            })
        };
        wait(&model, 0, &branch.latch);
        // SAFETY: the latch is set.
        assert_eq!(branch.outcome.with(|outcome| unsafe { *outcome }), 7);
        thief.join().expect("the thief ends");
    });
}

#[test]
fn a_job_whose_wake_up_hits_a_worker_in_a_join_reaches_another_worker() {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(2);
    builder.check(|| {
        let model = Model::new(2);
        let latch = Arc::new(Latch::new());
        let owner = {
            let (model, latch) = (Arc::clone(&model), Arc::clone(&latch));
            thread::spawn(move || wait(&model, 0, &latch))
        };
        let worker = {
            let model = Arc::clone(&model);
            thread::spawn(move || model.run_one(1))
        };
        model.publish();
        worker.join().expect("the worker runs the job");
        if latch.set() {
            let _ = model.parks[0].unpark();
        }
        owner.join().expect("its branch has ended");
    });
}

#[test]
fn a_dismissal_races_with_falling_asleep() {
    loom::model(|| {
        let model = Model::new(1);
        let dismissed = Arc::new(AtomicBool::new(false));
        let worker = {
            let (model, dismissed) = (Arc::clone(&model), Arc::clone(&dismissed));
            thread::spawn(move || {
                // A stale token, as a claim that came too late leaves it, must not hide the dismissal.
                while !dismissed.load(Ordering::Relaxed) {
                    model.census.fall_asleep(0, None);
                    model.parks[0].park(None);
                    model.census.rise(0);
                    model.stop_search();
                }
            })
        };
        dismissed.store(true, Ordering::Relaxed);
        let _ = model.parks[0].unpark();
        worker.join().expect("the worker leaves");
    });
}

/// A worker that waits for a job's data looks at jobs and not at the flag of a closing pool, and the closing pool
/// tells it only once. Tokens that are left together are one token. So whichever token the worker takes must bring
/// the news of both. And the job that came before the flag must be run.
#[test]
fn the_end_of_the_pool_races_with_data_for_a_worker_that_waits_for_it() {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(|| {
        let model = Model::new(1);
        let supplied = Arc::new(AtomicBool::new(false));
        let closing = Arc::new(AtomicBool::new(false));
        let worker = {
            let (model, supplied, closing) = (
                Arc::clone(&model),
                Arc::clone(&supplied),
                Arc::clone(&closing),
            );
            thread::spawn(move || {
                let mut is_bound = true;
                loop {
                    is_bound = is_bound && !supplied.load(Ordering::Relaxed);
                    if model.take() {
                        continue;
                    }
                    if !is_bound && closing.load(Ordering::Acquire) && !model.has_jobs() {
                        return;
                    }
                    model.census.fall_asleep(0, None);
                    let is_leaving = !is_bound && closing.load(Ordering::Acquire);
                    if !model.has_jobs() && !is_leaving {
                        model.parks[0].park(None);
                    }
                    model.census.rise(0);
                    model.stop_search();
                }
            })
        };
        let closer = {
            let (model, closing) = (Arc::clone(&model), Arc::clone(&closing));
            thread::spawn(move || {
                model.publish();
                closing.store(true, Ordering::Release);
                fence(Ordering::SeqCst);
                let _ = model.parks[0].unpark();
            })
        };
        supplied.store(true, Ordering::Relaxed);
        let _ = model.parks[0].unpark();
        closer.join().expect("the pool closes");
        worker.join().expect("the worker leaves");
        assert!(!model.has_jobs());
        assert_eq!((model.census.searching(), model.census.asleep()), (0, 0));
    });
}
