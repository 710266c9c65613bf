//! Fork and join: a running job splits in two, and idle workers may take one half.
//!
//! The shape is that of Cilk and of rayon: the second branch is left on the worker's own deque, the first is run at once, and then the second
//! is taken back or, if it was stolen, awaited. See "Forks" in `README.md`.

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
/// Looks between two offers of the core to somebody else.
const LOOKS_PER_YIELD: u32 = 16;

/// The second branch of a join, on its way from the worker that made it to the one that runs it. Whoever takes it off a deque runs it: its
/// owner waits for that.
pub struct Fork<J> {
    branch: *const (),
    run: unsafe fn(*const (), &Worker<J>),
}

// SAFETY: what the pointer leads to is a `Branch` whose body and outcome are `Send` (the bounds of `join`), and is used by
// one thread at a time: by whoever holds the fork, and by the owner once the latch is set or the fork is taken back.
unsafe impl<J> Send for Fork<J> {}

impl<J> Fork<J> {
    /// Runs the branch, and tells its owner.
    pub fn run(self, worker: &Worker<J>) {
        // SAFETY: forks are made by `join` only, with the function that fits the branch. It can't have returned: the fork is still here, so the
        // latch is not set.
        unsafe { (self.run)(self.branch, worker) }
    }
}

/// What a join lends: a body to run, a place for what comes of it, and a latch. It lies on its owner's stack.
struct Branch<F, R> {
    owner: usize,
    latch: Latch,
    body: UnsafeCell<Option<F>>,
    outcome: UnsafeCell<Option<Result<R, Box<dyn Any + Send>>>>,
}

impl<F, R> Branch<F, R> {
    /// Runs the branch of a fork that was stolen.
    ///
    /// # Safety
    ///
    /// `branch` is a `Branch<F, R>` whose fork the caller has taken off a deque.
    unsafe fn run<J>(branch: *const (), worker: &Worker<J>)
    where
        F: FnOnce(&Worker<J>) -> R,
    {
        // SAFETY: the caller's promise; the owner keeps the branch until its latch is set, below.
        let branch = unsafe { &*branch.cast::<Self>() };
        // SAFETY: the fork was taken off a deque once, so this is the only access until the latch is set.
        let body = unsafe { &mut *branch.body.get() }.take();
        let outcome = body.map(|body| catch_unwind(AssertUnwindSafe(|| body(worker))));
        // SAFETY: as above.
        unsafe { *branch.outcome.get() = outcome };
        let owner = branch.owner;
        // From here on the branch may be gone.
        if branch.latch.set() {
            worker.sources.scheduler.nudge(owner);
        }
    }
}

impl<J> Worker<J> {
    /// Runs both branches, the second on another worker if one comes to take it, and returns what they gave. Each gets the worker that
    /// it runs on.
    ///
    /// # Panics
    ///
    /// With the panic of a branch, when neither runs any more. If the first panics, the second may not have been run.
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
                    // SAFETY: the fork was taken back, so nobody else has the branch.
                    let body = unsafe { &mut *branch.body.get() }.take();
                    let body = body.expect("only who holds the fork takes the body");
                    (first, body(self))
                }
                Err(panic) => resume_unwind(panic),
            };
        }
        // The latch is set: whoever ran the branch touches it no more.
        let second = branch.outcome.into_inner();
        match (
            first,
            second.expect("a branch that has ended left something"),
        ) {
            (Ok(first), Ok(second)) => (first, second),
            (Err(panic), _) | (_, Err(panic)) => resume_unwind(panic),
        }
    }

    /// Takes the branch's fork off the deque again (`true`), or waits until whoever stole it has run it (`false`).
    fn take_back<F, R>(&self, branch: &Branch<F, R>) -> bool {
        // Joins nest, so the fork on top is the branch's own, or this and all below it were stolen.
        while let Some(fork) = self.sources.pop() {
            if ptr::eq(fork.branch, (&raw const *branch).cast()) {
                return true;
            }
            fork.run(self);
        }
        self.wait(&branch.latch);
        false
    }

    /// Runs other workers' forks until the latch is set, and sleeps when there are none.
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

    /// Sleeps until the latch is set or somebody has a fork to give. It may wake for nothing.
    fn sleep_until_set(&self, latch: &Latch) {
        let census = &self.sources.scheduler.census;
        census.fall_asleep(self.seat());
        if latch.await_set() && !self.sources.scheduler.has_forks() {
            self.place().stats.count_park();
            self.place().park.park(None);
        }
        latch.rise();
        census.rise(self.seat());
        census.stop_search();
        // Whoever woke it may have had a job in mind, which it does not take now.
        if self.sources.scheduler.has_jobs() {
            self.sources.scheduler.wake_for_jobs();
        }
    }
}
