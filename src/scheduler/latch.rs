//! One branch's end, and the one worker that may sleep until it comes.

use crate::sync::{AtomicU8, Ordering};

/// The branch goes on, and its owner is awake. Left by either side.
const OPEN: u8 = 0;
/// The owner sleeps. Entered and left by the owner, or left by whoever sets.
const AWAITED: u8 = 1;
/// The branch has ended. Entered by whoever ran it, for good.
const SET: u8 = 2;

/// Set once, by whoever ran a branch that was stolen. The owner of the branch looks, and may sleep in between.
pub(super) struct Latch(AtomicU8);

impl Latch {
    pub(super) fn new() -> Self {
        Self(AtomicU8::new(OPEN))
    }

    /// The branch has ended. Returns whether its owner must be woken. The owner may leave at once: nothing of the branch is touched afterwards.
    #[must_use = "an owner that sleeps hears of it only so"]
    pub(super) fn set(&self) -> bool {
        // Release: pairs with the Acquires below, so that the owner sees what the branch left.
        // Acquire: pairs with the Release in `await_set`, so that the wake-up comes after the owner was listed as asleep.
        self.0.swap(SET, Ordering::AcqRel) == AWAITED
    }

    /// Whether the branch has ended.
    pub(super) fn is_set(&self) -> bool {
        // Acquire: pairs with the Release in `set`.
        self.0.load(Ordering::Acquire) == SET
    }

    /// The owner is about to sleep. `false` if there is nothing to wait for.
    pub(super) fn await_set(&self) -> bool {
        // Release: pairs with the Acquire in `set`. Failed, it is set: Acquire pairs with the Release there.
        self.0
            .compare_exchange(OPEN, AWAITED, Ordering::Release, Ordering::Acquire)
            .is_ok()
    }

    /// The owner is awake again, for whatever reason. Nothing happens to a latch that is set.
    pub(super) fn rise(&self) {
        // Relaxed: `is_set` is asked before anything of the branch is read.
        let _ = self
            .0
            .compare_exchange(AWAITED, OPEN, Ordering::Relaxed, Ordering::Relaxed);
    }
}
