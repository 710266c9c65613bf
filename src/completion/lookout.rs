//! How a home's thread hears of a record: it looks, or its bell is rung, or it blocks until it is woken.
//!
//! `README.md` argues why no record is left lying.

use std::time::{Duration, Instant};

use crate::Bell;
use crate::sync::{Arc, AtomicU8, Condvar, Mutex, Ordering, fence};

/// Nobody is told of a record: the loop is looking, or has been told already.
const DISARMED: u8 = 0;
/// The loop is not looking. The loop enters this state. A poster that rings leaves it, or the loop itself does.
const ARMED: u8 = 1;
/// The loop's thread is blocked in [`Lookout::block`]. The thread enters this state. A poster that wakes it leaves
/// it, or the thread itself does.
const BLOCKED: u8 = 2;

/// How many looks there are between two looks at the clock.
const LOOKS_PER_YIELD: u32 = 16;

/// Which of the three states the home's thread is in, and what tells it of a record.
pub(super) struct Lookout {
    state: AtomicU8,
    bell: Arc<dyn Bell>,
    /// Whether the blocked thread was woken.
    is_woken: Mutex<bool>,
    wake: Condvar,
}

impl Lookout {
    /// A lookout for a thread that is not looking.
    pub(super) fn new(bell: Arc<dyn Bell>) -> Self {
        Self {
            state: AtomicU8::new(ARMED),
            bell,
            is_woken: Mutex::new(false),
            wake: Condvar::default(),
        }
    }

    /// Says that the thread stops looking. `true` if there is something after all: then the bell is not armed.
    pub(super) fn arm(&self, has_records: impl Fn() -> bool) -> bool {
        // This is a swap and not a store: with a store the model of two posts finds a run in which
        // neither side sees the other.
        // AcqRel, here and below: pairs with the swap in `tell`, so that whoever disarms has seen who armed.
        self.state.swap(ARMED, Ordering::AcqRel);
        // Pairs with the fence in `tell`: one of the two sides sees the other.
        fence(Ordering::SeqCst);
        has_records() && self.state.swap(DISARMED, Ordering::AcqRel) == ARMED
    }

    /// Blocks the thread until there is a record or `limit` is over. Returns whether there is a record.
    /// Afterwards the thread is looking.
    pub(super) fn block(&self, limit: Duration, has_records: impl Fn() -> bool) -> bool {
        *self.is_woken.lock() = false;
        // As in `arm`, but `tell` answers by waking this thread.
        self.state.swap(BLOCKED, Ordering::AcqRel);
        fence(Ordering::SeqCst);
        if !has_records() {
            let is_woken = self.is_woken.lock();
            if !*is_woken {
                drop(self.wake.wait_for(is_woken, limit));
            }
        }
        self.state.swap(DISARMED, Ordering::AcqRel);
        has_records()
    }

    /// Says that there is a record. Tells the home's thread, if that is not looking.
    pub(super) fn tell(&self) {
        // The fence pairs with the fences in `arm` and `block`, and the swap with the swaps there.
        fence(Ordering::SeqCst);
        if self.state.load(Ordering::Relaxed) == DISARMED {
            return;
        }
        match self.state.swap(DISARMED, Ordering::AcqRel) {
            ARMED => self.bell.ring(),
            BLOCKED => {
                *self.is_woken.lock() = true;
                self.wake.notify_one();
            }
            _ => {}
        }
    }
}

/// Looks for at most `limit`. The cores are shared, so other threads may run between the looks.
pub(super) fn watch(limit: Duration, has_records: impl Fn() -> bool) -> bool {
    if has_records() {
        return true;
    }
    let start = Instant::now();
    while start.elapsed() < limit {
        for _ in 0..LOOKS_PER_YIELD {
            if has_records() {
                return true;
            }
            std::hint::spin_loop();
        }
        std::thread::yield_now();
    }
    // The last yield may have taken long, and others have worked meanwhile.
    has_records()
}
