//! How the owner of a home hears of a record: it looks, or has the bell rung, or blocks until it is woken.
//!
//! The argument that no record is left unheard of is in `README.md`.

use std::time::{Duration, Instant};

use crate::Bell;
use crate::sync::{Arc, AtomicU8, Condvar, Mutex, Ordering, fence};

/// Nobody is told of a record: the loop is looking, or has been told.
const DISARMED: u8 = 0;
/// The loop is not looking. Entered by it, left by whoever posts and rings, or by it.
const ARMED: u8 = 1;
/// The loop's thread is blocked in [`Lookout::block`]. Entered by it, left by whoever posts and wakes it, or by it.
const BLOCKED: u8 = 2;

/// Looks between two looks at the clock.
const LOOKS_PER_YIELD: u32 = 16;

/// Which of the three the owner does.
pub(super) struct Lookout {
    state: AtomicU8,
    bell: Arc<dyn Bell>,
    /// Whether the blocked thread was woken.
    is_woken: Mutex<bool>,
    wake: Condvar,
}

impl Lookout {
    /// An owner that is not looking.
    pub(super) fn new(bell: Arc<dyn Bell>) -> Self {
        Self {
            state: AtomicU8::new(ARMED),
            bell,
            is_woken: Mutex::new(false),
            wake: Condvar::default(),
        }
    }

    /// The owner stops looking. `true` if there is something after all, and the bell is not armed.
    pub(super) fn arm(&self, has_records: impl Fn() -> bool) -> bool {
        // A swap and not a store: with a store the model of two posts finds a run in which neither side sees the other.
        // AcqRel, here and below: pairs with the swap in `tell`, so that who disarms has seen who armed.
        self.state.swap(ARMED, Ordering::AcqRel);
        // Pairs with the fence in `tell`: one of the two sees the other.
        fence(Ordering::SeqCst);
        has_records() && self.state.swap(DISARMED, Ordering::AcqRel) == ARMED
    }

    /// Blocks the owner's thread until there is a record, or `limit` is over, and says which. Then it is looking.
    pub(super) fn block(&self, limit: Duration, has_records: impl Fn() -> bool) -> bool {
        *self.is_woken.lock() = false;
        // As in `arm`, with another answer to it in `tell`.
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

    /// There is a record: has the owner know, if it is not looking.
    pub(super) fn tell(&self) {
        // Pairs with the fences in `arm` and `block`; the swap pairs with the swaps there.
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

/// Looks for at most `limit`. The cores are shared: between looks others may run.
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
    false
}
