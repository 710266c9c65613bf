//! The thread that waits for the next deadline, and whoever sets one. See `README.md`.

use std::io;
use std::time::{Duration, Instant};

use super::slack::ask_for_punctuality;
use super::wheel::{Key, Wheel};
use crate::sync::{Arc, Condvar, Mutex, MutexGuard, thread};

/// How many timers are handed out in one hold of the lock.
const BATCH: usize = 1024;
/// How long the thread stays when no timer is left. In a model, which has no time, not at all.
const STAYS: Duration = Duration::from_secs(if cfg!(loom) { 0 } else { 5 });
/// A tick is a microsecond.
const TICKS_PER_MS: f64 = 1e3;
/// No timer's deadline.
const NEVER: u64 = u64::MAX;

/// For whom timers are kept.
pub trait Client: Send + Sync {
    /// A timer is due, and has been since `deadline`. Called under the driver's lock: it puts the timer somewhere, no more. Deadlines come in their order, but
    /// for timers that were set when their time was over.
    fn due(&self, deadline: u64, slot: u32, stamp: u32);
    /// Timers were given to [`due`](Self::due). Called without the lock.
    fn ring(&self);
}

#[derive(Clone, Copy)]
struct Due {
    client: u32,
    slot: u32,
    stamp: u32,
}

/// What the thread is doing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Watch {
    Absent,
    /// It looks at the wheel before it waits.
    Awake,
    /// It waits for this tick; for [`NEVER`] if no timer is set.
    Until(u64),
}

struct State {
    wheel: Wheel<Due>,
    clients: Vec<Option<Arc<dyn Client>>>,
    watch: Watch,
}

/// One timing wheel and one thread, which is there only while there are timers.
pub struct Driver {
    epoch: Instant,
    state: Mutex<State>,
    changed: Condvar,
}

impl Driver {
    /// A driver without a thread.
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            epoch: Instant::now(),
            state: Mutex::new(State {
                wheel: Wheel::new(),
                clients: Vec::new(),
                watch: Watch::Absent,
            }),
            changed: Condvar::default(),
        })
    }

    /// Time on the clock that deadlines are on.
    pub fn now(&self) -> Duration {
        self.epoch.elapsed()
    }

    /// The clock in whole ticks, rounded down.
    fn tick(&self) -> u64 {
        u64::try_from(self.now().as_micros()).unwrap_or(u64::MAX)
    }

    /// Keeps timers for a client.
    pub fn open(self: &Arc<Self>, client: Arc<dyn Client>) -> Timers {
        let mut state = self.state.lock();
        let free = state.clients.iter().position(Option::is_none);
        let place = free.unwrap_or_else(|| {
            state.clients.push(None);
            state.clients.len() - 1
        });
        state.clients[place] = Some(client);
        Timers {
            driver: Arc::clone(self),
            client: u32::try_from(place).expect("memory ends before 2^32 clients"),
            keys: Vec::new(),
        }
    }

    /// The thread: hands out what is due, waits, and leaves when no timer was there for a while.
    fn watch(&self) {
        ask_for_punctuality();
        let mut state = self.state.lock();
        let mut has_stayed = false;
        loop {
            state.watch = Watch::Awake;
            state = self.hand_out(state);
            let now = self.tick();
            let (until, wait) = match state.wheel.next() {
                Some(at) if at <= now => continue,
                Some(at) => (at, Duration::from_micros(at - now)),
                None if has_stayed => {
                    state.watch = Watch::Absent;
                    return;
                }
                None => (NEVER, STAYS),
            };
            has_stayed = until == NEVER;
            state.watch = Watch::Until(until);
            state = self.changed.wait_for(state, wait);
        }
    }

    /// Sees to it that the thread looks no later than at the first deadline.
    fn wake(self: &Arc<Self>, mut state: MutexGuard<'_, State>) -> io::Result<()> {
        let Some(first) = state.wheel.next() else {
            return Ok(());
        };
        match state.watch {
            Watch::Awake => {}
            Watch::Until(at) if at <= first => {}
            Watch::Until(_) => {
                // Said once: until the thread has looked, it needs no other signal.
                state.watch = Watch::Awake;
                self.changed.notify_one();
            }
            Watch::Absent => {
                let watcher = Arc::clone(self);
                thread::Builder::new()
                    .name("oxpool-timers".into())
                    .spawn(move || watcher.watch())?;
                state.watch = Watch::Awake;
            }
        }
        Ok(())
    }

    /// How many timers are set.
    #[cfg(all(test, not(loom)))]
    pub(super) fn len(&self) -> usize {
        self.state.lock().wheel.len()
    }

    /// Wakes the thread as a time-out would.
    #[cfg(loom)]
    pub(super) fn pretend_time_passes(&self) {
        let _state = self.state.lock();
        self.changed.notify_one();
    }

    /// Hands out what is due now. The lock is let go of in between.
    fn hand_out<'a>(&'a self, mut state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        loop {
            let now = self.tick();
            if state.wheel.next().is_none_or(|at| at > now) {
                return state;
            }
            let mut rings: Vec<Arc<dyn Client>> = Vec::new();
            let mut last = None;
            let State { wheel, clients, .. } = &mut *state;
            wheel.advance(now, BATCH, |deadline, due| {
                let Some(client) = &clients[due.client as usize] else {
                    return;
                };
                client.due(deadline, due.slot, due.stamp);
                if last != Some(due.client) {
                    last = Some(due.client);
                    rings.push(Arc::clone(client));
                }
            });
            drop(state);
            for client in rings {
                client.ring();
            }
            state = self.state.lock();
        }
    }
}

/// A client's timers, by slots that the client chooses. Small ones: there is room for each slot up to the largest.
pub struct Timers {
    driver: Arc<Driver>,
    client: u32,
    keys: Vec<Key>,
}

impl Timers {
    /// Makes several changes as one. What is due by then is handed out before this returns.
    ///
    /// # Errors
    ///
    /// The thread could not be started. The changes are made, and the next call tries again.
    pub fn change(&mut self, body: impl FnOnce(&mut Changes<'_>)) -> io::Result<()> {
        let driver = Arc::clone(&self.driver);
        let mut state = driver.state.lock();
        body(&mut Changes {
            client: self.client,
            keys: &mut self.keys,
            wheel: &mut state.wheel,
        });
        let state = driver.hand_out(state);
        driver.wake(state)
    }

    /// Sets a timer that is due, and leaves it to the thread.
    #[cfg(loom)]
    pub(super) fn set_for_thread(&mut self, slot: u32) -> io::Result<()> {
        let driver = Arc::clone(&self.driver);
        let mut state = driver.state.lock();
        let due = Due {
            client: self.client,
            slot,
            stamp: 0,
        };
        state.wheel.insert(0, due);
        driver.wake(state)
    }
}

impl Drop for Timers {
    fn drop(&mut self) {
        let mut state = self.driver.state.lock();
        for &key in &self.keys {
            state.wheel.cancel(key);
        }
        state.clients[self.client as usize] = None;
    }
}

/// Changes of a client's timers that are made as one.
pub struct Changes<'a> {
    client: u32,
    keys: &'a mut Vec<Key>,
    wheel: &'a mut Wheel<Due>,
}

impl Changes<'_> {
    /// Sets the timer of a slot, or moves it. It is due once the driver's clock has come to `at`, in milliseconds; at once if that is
    /// over, or not a number.
    pub fn set(&mut self, slot: u32, at: f64, stamp: u32) {
        self.cancel(slot);
        let place = slot as usize;
        if place >= self.keys.len() {
            self.keys.resize(place + 1, Key::NONE);
        }
        // The cast clamps. Rounding up is what keeps a timer from being early.
        let deadline = (at * TICKS_PER_MS).ceil() as u64;
        let due = Due {
            client: self.client,
            slot,
            stamp,
        };
        self.keys[place] = self.wheel.insert(deadline, due);
    }

    /// Cancels the timer of a slot, if one is set.
    pub fn cancel(&mut self, slot: u32) {
        if let Some(&key) = self.keys.get(slot as usize) {
            self.wheel.cancel(key);
        }
    }
}
