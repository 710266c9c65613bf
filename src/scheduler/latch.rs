//! The end of one branch, and the one worker that may sleep until it comes.
//!
//! In this file the owner is the worker that joins: the one that waits for the branch.

use crate::sync::{AtomicU8, Ordering};

/// The branch has not ended, and its owner is awake. Either side may leave this state.
const OPEN: u8 = 0;
/// The owner sleeps. Only the owner enters this state. The owner leaves it, or the worker that sets the latch does.
const AWAITED: u8 = 1;
/// The branch has ended. The worker that ran the branch enters this state, for good.
const SET: u8 = 2;

/// Set once, by the worker that ran a stolen branch. The branch's owner looks at it, and may sleep in between.
pub(super) struct Latch(AtomicU8);

impl Latch {
    pub(super) fn new() -> Self {
        Self(AtomicU8::new(OPEN))
    }

    /// Says that the branch has ended. Returns whether its owner must be woken. The owner may leave at once, so
    /// nothing of the branch is touched afterwards.
    #[must_use = "a sleeping owner hears of the end only if the caller wakes it"]
    pub(super) fn set(&self) -> bool {
        // Release: pairs with the Acquires below, so that the owner sees what the branch left.
        // Acquire: pairs with the Release in `await_set`, so that the wake-up comes after the
        // owner was listed as asleep.
        self.0.swap(SET, Ordering::AcqRel) == AWAITED
    }

    /// Whether the branch has ended.
    pub(super) fn is_set(&self) -> bool {
        // Acquire: pairs with the Release in `set`.
        self.0.load(Ordering::Acquire) == SET
    }

    /// Says that the owner is about to sleep. `false` if there is nothing to wait for.
    pub(super) fn await_set(&self) -> bool {
        // Release: pairs with the Acquire in `set`. If this fails, the latch is set: the Acquire
        // pairs with the Release there.
        self.0
            .compare_exchange(OPEN, AWAITED, Ordering::Release, Ordering::Acquire)
            .is_ok()
    }

    /// Says that the owner is awake again, for whatever reason. A latch that is set stays set.
    pub(super) fn rise(&self) {
        // Relaxed: the owner asks `is_set` before it reads anything of the branch.
        let _ = self
            .0
            .compare_exchange(AWAITED, OPEN, Ordering::Relaxed, Ordering::Relaxed);
    }
}
