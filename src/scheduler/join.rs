//! Fork and join: a running job splits in two, and an idle worker may take one half.
//!
//! The shape is that of Cilk and of rayon. The second branch is left on the worker's own deque, and the first is
//! run at once. Then the second branch is taken back or, if it was stolen, awaited. See "Forks" in `README.md`.
//!
//! In this file the owner is the worker that joins, not the thread that made the pool.

#![expect(
    unsafe_code,
    reason = "a branch lives on the stack of the worker that waits for it, and is lent to whoever steals it"
)]

use std::any::Any;
use std::cell::UnsafeCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr;

use super::latch::Latch;
use super::worker::Worker;

/// How often a worker that waits for a branch looks for other forks before it sleeps.
const LOOKS: u32 = 256;
/// How many looks there are between two offers of the core to another thread.
const LOOKS_PER_YIELD: u32 = 16;

/// The second branch of a join, on its way from the worker that made it to the worker that runs it. Whoever takes a
/// fork off a deque must run it, because its owner waits for that.
pub struct Fork<J> {
    branch: *const (),
    run: unsafe fn(*const (), &Worker<J>),
}

// SAFETY: the pointer leads to a `Branch` whose body and outcome are `Send` (the bounds of `join`). One thread at a
// time uses the branch: whoever holds the fork, and the owner once the latch is set or the fork is taken back.
unsafe impl<J> Send for Fork<J> {}

impl<J> Fork<J> {
    /// Runs the branch, and tells its owner that it has ended.
    pub fn run(self, worker: &Worker<J>) {
        // SAFETY: only `join` makes forks, with the function that fits the branch. That `join` can't have returned:
        // the fork is still here, so the latch is not set.
        unsafe { (self.run)(self.branch, worker) }
    }
}

/// What a join lends: a body to run, a place for the body's outcome, and a latch. It lies on its owner's stack.
struct Branch<F, R> {
    owner: usize,
    latch: Latch,
    body: UnsafeCell<Option<F>>,
    outcome: UnsafeCell<Option<Result<R, Box<dyn Any + Send>>>>,
}

impl<F, R> Branch<F, R> {
    /// Runs the branch of a stolen fork.
    ///
    /// # Safety
    ///
    /// `branch` is a `Branch<F, R>` whose fork the caller has taken off a deque.
    unsafe fn run<J>(branch: *const (), worker: &Worker<J>)
    where
        F: FnOnce(&Worker<J>) -> R,
    {
        // SAFETY: the caller promises that this is such a branch, and the owner keeps it until its latch is set, below.
        let branch = unsafe { &*branch.cast::<Self>() };
        // SAFETY: the fork was taken off a deque once, so this is the only access until the latch is set.
        let body = unsafe { &mut *branch.body.get() }.take();
        let outcome = body.map(|body| catch_unwind(AssertUnwindSafe(|| body(worker))));
        // SAFETY: as above.
        unsafe { *branch.outcome.get() = outcome };
        let owner = branch.owner;
        // Once the latch is set, the branch may be gone.
        if branch.latch.set() {
            worker.sources.scheduler.nudge(owner);
        }
    }
}

impl<J> Worker<J> {
    /// Runs both branches and returns what they gave. The second one runs on another worker if one comes to take
    /// it. Each branch gets the worker that it runs on.
    ///
    /// # Panics
    ///
    /// With the panic of a branch, once neither branch runs any more. If the first branch panics, the
    /// second may not have been run.
    pub fn join<A, B, RA, RB>(&self, first: A, second: B) -> (RA, RB)
    where
        A: FnOnce(&Self) -> RA,
        B: FnOnce(&Self) -> RB + Send,
        RB: Send,
    {
        let branch = Branch {
            owner: self.seat(),
            latch: Latch::new(),
            body: UnsafeCell::new(Some(second)),
            outcome: UnsafeCell::new(None),
        };
        self.sources.push(Fork {
            branch: (&raw const branch).cast(),
            run: Branch::<B, RB>::run::<J>,
        });
        let first = catch_unwind(AssertUnwindSafe(|| first(self)));
        if self.take_back(&branch) {
            return match first {
                Ok(first) => {
                    // SAFETY: the fork was taken back, so no other thread has the branch.
                    let body = unsafe { &mut *branch.body.get() }.take();
                    let body = body.expect("only the holder of the fork takes the body");
                    (first, body(self))
                }
                Err(panic) => resume_unwind(panic),
            };
        }
        // The latch is set: the worker that ran the branch does not touch it any more.
        let second = branch.outcome.into_inner();
        match (
            first,
            second.expect("a branch that has ended left an outcome"),
        ) {
            (Ok(first), Ok(second)) => (first, second),
            (Err(panic), _) | (_, Err(panic)) => resume_unwind(panic),
        }
    }

    /// Takes the branch's fork off the deque again (`true`), or waits until the worker that
    /// stole it has run it (`false`).
    fn take_back<F, R>(&self, branch: &Branch<F, R>) -> bool {
        // Joins nest. So either the fork on top is the branch's own, or this fork and all below it were stolen.
        while let Some(fork) = self.sources.pop() {
            if ptr::eq(fork.branch, (&raw const *branch).cast()) {
                return true;
            }
            fork.run(self);
        }
        self.wait(&branch.latch);
        false
    }

    /// Runs other workers' forks until the latch is set. Sleeps when there are none.
    fn wait(&self, latch: &Latch) {
        let mut looks = 0;
        while !latch.is_set() {
            if let Some(fork) = self.sources.steal() {
                fork.run(self);
                looks = 0;
                continue;
            }
            looks += 1;
            if looks == LOOKS {
                self.sleep_until_set(latch);
                looks = 0;
            } else if looks % LOOKS_PER_YIELD == 0 {
                std::thread::yield_now();
            } else {
                std::hint::spin_loop();
            }
        }
    }

    /// Sleeps until the latch is set or another worker has a fork to give. It may wake up for neither.
    fn sleep_until_set(&self, latch: &Latch) {
        let census = &self.sources.scheduler.census;
        census.fall_asleep(self.seat(), None);
        if latch.await_set() && !self.sources.scheduler.has_forks() {
            self.place().stats.count_park();
            self.place().park.park(None);
        }
        latch.rise();
        census.rise(self.seat());
        census.stop_search();
        // Whoever woke this worker may have meant it to take a job, which it does not do now.
        if self.sources.scheduler.has_jobs() {
            self.sources.scheduler.wake_for_jobs();
        }
    }
}
