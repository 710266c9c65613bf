//! One worker's sleep, and the token that ends it.
//!
//! It is apart from the census because it knows nothing of jobs: it keeps a token that comes early, blocks a
//! thread until one comes, and tells a waker when the sleeper's event loop must be rung instead.

use std::time::Duration;

use crate::sync::{AtomicU8, Condvar, Mutex, Ordering};

/// Awake, and no token. Entered when a token is taken or a sleep ends without one.
const EMPTY: u8 = 0;
/// Blocked in [`Park::park`]. Left by a waker's token or by the sleeper's time-out.
const PARKED: u8 = 1;
/// In its event loop. Left by a waker's token or by the sleeper coming back.
const AWAY: u8 = 2;
/// A token is here. Entered by a waker only, left by the sleeper only.
const NOTIFIED: u8 = 3;

/// What a waker still owes after it left the token.
#[must_use = "a sleeper in its event loop hears only its bell"]
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unparked {
    /// Nothing: the sleeper is awake, or was unblocked.
    Done,
    /// To ring the sleeper's bell.
    MustRing,
}

#[derive(Default)]
pub(crate) struct Park {
    state: AtomicU8,
    /// Held from the decision to block until blocked, so that a waker can't signal in between.
    lock: Mutex<()>,
    signal: Condvar,
}

impl Park {
    /// Leaves a token, waking the sleeper if it is blocked.
    pub(crate) fn unpark(&self) -> Unparked {
        // Release: what the waker did before is seen by whoever takes the token (Acquire in `take_token` and `come_back`).
        // Acquire: pairs with the Release in `enter`, so that the lock below is taken after the sleeper took it.
        match self.state.swap(NOTIFIED, Ordering::AcqRel) {
            PARKED => {
                // The sleeper holds the lock from setting PARKED until it waits; taking it here means it waits.
                drop(self.lock.lock());
                self.signal.notify_one();
                Unparked::Done
            }
            AWAY => Unparked::MustRing,
            _ => Unparked::Done,
        }
    }

    /// Blocks until a token comes, or `limit` is over. The token, if any, is used up.
    pub(crate) fn park(&self, limit: Option<Duration>) {
        if self.take_token() {
            return;
        }
        let mut guard = self.lock.lock();
        if !self.enter(PARKED) {
            drop(guard);
            self.take_token();
            return;
        }
        match limit {
            Some(limit) => drop(self.signal.wait_for(guard, limit)),
            None => {
                // A condition may wake without cause; without a limit only the token counts.
                // Acquire: pairs with the Release in `unpark`.
                while self.state.load(Ordering::Acquire) == PARKED {
                    guard = self.signal.wait(guard);
                }
                drop(guard);
            }
        }
        self.come_back();
    }

    /// Goes to sleep in the event loop. `false` if a token was here already: it is used up, stay.
    pub(crate) fn go_away(&self) -> bool {
        if self.enter(AWAY) {
            return true;
        }
        self.take_token();
        false
    }

    /// Ends a sleep of either kind, using up the token if one came.
    pub(crate) fn come_back(&self) {
        // Acquire: pairs with the Release in `unpark`.
        self.state.swap(EMPTY, Ordering::Acquire);
    }

    fn enter(&self, sleep: u8) -> bool {
        // Release: pairs with the Acquire in `unpark`. Failed, a token is there: `take_token` acquires it.
        self.state
            .compare_exchange(EMPTY, sleep, Ordering::Release, Ordering::Relaxed)
            .is_ok()
    }

    fn take_token(&self) -> bool {
        // Acquire: pairs with the Release in `unpark`.
        self.state
            .compare_exchange(NOTIFIED, EMPTY, Ordering::Acquire, Ordering::Relaxed)
            .is_ok()
    }
}
