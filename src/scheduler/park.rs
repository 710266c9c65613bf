//! The sleep of one worker, and the token that ends it.
//!
//! The park is apart from the census because it knows nothing of jobs. It keeps a token that comes early, blocks a
//! thread until a token comes, and tells a waker when it must ring the sleeper's event loop instead.

use std::time::Duration;

use crate::sync::{AtomicU8, Condvar, Mutex, Ordering};

/// The worker is awake, and there is no token. It enters this state when it takes a token, or
/// when a sleep ends without one.
const EMPTY: u8 = 0;
/// The worker is blocked in [`Park::park`]. A waker's token ends this state, or the sleeper does when its time is over.
const PARKED: u8 = 1;
/// The worker is in its event loop. A waker's token ends this state, or the sleeper does when it comes back.
const AWAY: u8 = 2;
/// A token is here. Only a waker enters this state, and only the sleeper leaves it.
const NOTIFIED: u8 = 3;

/// What a waker still has to do after it has left the token.
#[must_use = "a sleeper in its event loop hears only its bell"]
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unparked {
    /// Nothing: the sleeper is awake, or was unblocked.
    Done,
    /// The waker must ring the sleeper's bell.
    MustRing,
}

#[derive(Default)]
pub(crate) struct Park {
    state: AtomicU8,
    /// Held from the decision to block until the thread is blocked, so that a waker can't signal in between.
    lock: Mutex<()>,
    signal: Condvar,
}

impl Park {
    /// Leaves a token. Wakes the sleeper if it is blocked.
    pub(crate) fn unpark(&self) -> Unparked {
        // Release: whoever takes the token (Acquire in `take_token` and `come_back`) sees what the waker did before.
        // Acquire: pairs with the Release in `enter`, so that the lock below is taken after the sleeper took it.
        match self.state.swap(NOTIFIED, Ordering::AcqRel) {
            PARKED => {
                // The sleeper holds the lock from when it sets PARKED until it waits. So once this thread gets
                // the lock, the sleeper waits.
                drop(self.lock.lock());
                self.signal.notify_one();
                Unparked::Done
            }
            AWAY => Unparked::MustRing,
            _ => Unparked::Done,
        }
    }

    /// Blocks until a token comes or `limit` is over. Uses up the token, if one came.
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
                // A condition variable may wake without cause. Without a limit only the token counts.
                // Acquire: pairs with the Release in `unpark`.
                while self.state.load(Ordering::Acquire) == PARKED {
                    guard = self.signal.wait(guard);
                }
                drop(guard);
            }
        }
        self.come_back();
    }

    /// Goes to sleep in the event loop. `false` if a token was here already: it is used up, and the worker must stay.
    pub(crate) fn go_away(&self) -> bool {
        if self.enter(AWAY) {
            return true;
        }
        self.take_token();
        false
    }

    /// Ends a sleep of either kind. Uses up the token, if one came.
    pub(crate) fn come_back(&self) {
        // Acquire: pairs with the Release in `unpark`.
        self.state.swap(EMPTY, Ordering::Acquire);
    }

    fn enter(&self, sleep: u8) -> bool {
        // Release: pairs with the Acquire in `unpark`. If this fails, a token is there, and `take_token` acquires it.
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
