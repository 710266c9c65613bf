//! The driver: the thread that waits for the next deadline, and the calls that set deadlines. See `README.md`.
//!
//! This file is long because one lock guards everything in it.

use std::io;
use std::time::{Duration, Instant};

use super::slack::ask_for_punctuality;
use super::wheel::{Key, Wheel};
use crate::sync::{Arc, Condvar, Mutex, MutexGuard, thread};

/// How many timers are handed out at most in one hold of the lock.
const BATCH: usize = 1024;
/// How long the thread stays when no client is left. A model has no time, so there the thread does not stay at all.
const STAYS: Duration = Duration::from_secs(if cfg!(loom) { 0 } else { 5 });
/// A tick is a microsecond.
const TICKS_PER_MS: f64 = 1e3;
/// What the thread waits for when no timer is set.
const NEVER: u64 = u64::MAX;

/// Somebody for whom the driver keeps timers.
pub trait Client: Send + Sync {
    /// Takes a timer that has been due since `deadline`. It is called under the driver's lock, so it only puts the
    /// timer somewhere. Deadlines come in their order, except for timers whose time was over when they were set.
    fn due(&self, deadline: u64, slot: u32, stamp: u32);
    /// Says that timers were given to [`due`](Self::due). It is called without the lock.
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
    /// The thread looks at the wheel before it waits.
    Awake,
    /// The thread waits for this tick, or for [`NEVER`] if no timer is set.
    Until(u64),
}

struct State {
    wheel: Wheel<Due>,
    clients: Vec<Option<Arc<dyn Client>>>,
    watch: Watch,
}

impl State {
    fn has_clients(&self) -> bool {
        self.clients.iter().any(Option::is_some)
    }
}

/// One timing wheel and one thread, which exists only while there are clients.
pub struct Driver {
    epoch: Instant,
    state: Mutex<State>,
    changed: Condvar,
}

impl Driver {
    /// Makes a driver, which has no thread yet.
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

    /// The time on the clock that deadlines refer to.
    pub fn now(&self) -> Duration {
        self.epoch.elapsed()
    }

    /// The clock's time in whole ticks, rounded down.
    fn tick(&self) -> u64 {
        u64::try_from(self.now().as_micros()).unwrap_or(u64::MAX)
    }

    /// Begins to keep timers for a client. From now on until the client leaves there is a thread, so setting a timer
    /// can't fail.
    ///
    /// # Errors
    ///
    /// If the system can't start the thread.
    pub fn open(self: &Arc<Self>, client: Arc<dyn Client>) -> io::Result<Timers> {
        let mut state = self.state.lock();
        self.assure(&mut state)?;
        let free = state.clients.iter().position(Option::is_none);
        let place = free.unwrap_or_else(|| {
            state.clients.push(None);
            state.clients.len() - 1
        });
        state.clients[place] = Some(client);
        Ok(Timers {
            driver: Arc::clone(self),
            client: u32::try_from(place).expect("memory runs out before there are 2^32 clients"),
            keys: Vec::new(),
        })
    }

    /// Starts the thread if there is none. It stays for a while, even without clients.
    ///
    /// # Errors
    ///
    /// If the system can't start the thread.
    pub fn prepare(self: &Arc<Self>) -> io::Result<()> {
        self.assure(&mut self.state.lock())
    }

    fn assure(self: &Arc<Self>, state: &mut State) -> io::Result<()> {
        if state.watch == Watch::Absent {
            let watcher = Arc::clone(self);
            thread::Builder::new()
                .name("oxpool-timers".into())
                .spawn(move || watcher.watch())?;
            state.watch = Watch::Awake;
        }
        Ok(())
    }

    /// The thread's work: hands out what is due, waits, and leaves when there was no client for a while.
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
                None if state.has_clients() => (NEVER, Duration::MAX),
                None if has_stayed => {
                    state.watch = Watch::Absent;
                    return;
                }
                None => (NEVER, STAYS),
            };
            has_stayed = !state.has_clients();
            state.watch = Watch::Until(until);
            state = self.changed.wait_for(state, wait);
        }
    }

    /// Makes sure that the thread looks no later than at the first deadline.
    fn wake(&self, mut state: MutexGuard<'_, State>) {
        let first = state.wheel.next().unwrap_or(NEVER);
        if matches!(state.watch, Watch::Until(at) if first < at) {
            self.signal(&mut state);
        }
    }

    /// Makes the thread, which waits, look again. One signal is enough: until the thread has looked, it needs no other.
    fn signal(&self, state: &mut State) {
        state.watch = Watch::Awake;
        self.changed.notify_one();
    }

    /// How many timers are set.
    #[cfg(all(test, not(loom)))]
    pub(super) fn len(&self) -> usize {
        self.state.lock().wheel.len()
    }

    /// Hands out what is due now. The lock is released in between.
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

/// A client's timers, by slots that the client chooses. The slots should be small numbers: memory is kept for
/// each slot up to the largest.
pub struct Timers {
    driver: Arc<Driver>,
    client: u32,
    keys: Vec<Key>,
}

impl Timers {
    /// Makes several changes as one. Timers that are due by then are handed out before this returns.
    pub fn change(&mut self, body: impl FnOnce(&mut Changes<'_>)) {
        let driver = Arc::clone(&self.driver);
        let mut state = driver.state.lock();
        body(&mut Changes {
            client: self.client,
            keys: &mut self.keys,
            wheel: &mut state.wheel,
        });
        let state = driver.hand_out(state);
        driver.wake(state);
    }

    /// Sets a timer that is due already, and leaves it to the thread.
    #[cfg(loom)]
    pub(super) fn set_for_thread(&mut self, slot: u32) {
        let driver = Arc::clone(&self.driver);
        let mut state = driver.state.lock();
        let due = Due {
            client: self.client,
            slot,
            stamp: 0,
        };
        state.wheel.insert(0, due);
        driver.wake(state);
    }
}

impl Drop for Timers {
    fn drop(&mut self) {
        let mut state = self.driver.state.lock();
        for &key in &self.keys {
            state.wheel.cancel(key);
        }
        state.clients[self.client as usize] = None;
        // The thread waits without a limit while there are clients.
        if !state.has_clients() && matches!(state.watch, Watch::Until(_)) {
            self.driver.signal(&mut state);
        }
    }
}

/// Several changes of a client's timers that are made as one.
pub struct Changes<'a> {
    client: u32,
    keys: &'a mut Vec<Key>,
    wheel: &'a mut Wheel<Due>,
}

impl Changes<'_> {
    /// Sets the timer of a slot, or moves it. It is due once the driver's clock has reached `at`, in milliseconds.
    /// It is due at once if `at` is over or is not a number.
    pub fn set(&mut self, slot: u32, at: f64, stamp: u32) {
        self.cancel(slot);
        let place = slot as usize;
        if place >= self.keys.len() {
            self.keys.resize(place + 1, Key::NONE);
        }
        // The cast clamps. Rounding up keeps a timer from being early.
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
