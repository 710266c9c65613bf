//! Who searches and who sleeps, so that a publisher knows whom to wake.
//!
//! The counters answer the common question (is there anything to do?) without the lock; the list,
//! under the lock, is the truth about sleepers. See "Publishing" and "Falling asleep" in `README.md`.

use crate::sync::{AtomicU32, Mutex, Ordering, fence};

const ONE_SEARCHING: u32 = 1;
const ONE_ASLEEP: u32 = 1 << 16;

/// The packed counters, read at one moment: bits 0 to 15 searching, 16 to 31 asleep.
#[derive(Clone, Copy)]
struct Counts(u32);

impl Counts {
    fn searching(self) -> u32 {
        self.0 & 0xffff
    }

    fn asleep(self) -> u32 {
        self.0 >> 16
    }

    fn needs_a_waker(self) -> bool {
        self.searching() == 0 && self.asleep() > 0
    }
}

/// Every access of the counters is relaxed: what orders them against the queues is the fence that each method documents.
pub(super) struct Census {
    counts: AtomicU32,
    /// Seats asleep, the latest last: it is claimed first, its caches are the warmest.
    sleepers: Mutex<Vec<usize>>,
    /// How many seats listen.
    listening: AtomicU32,
    listeners: Mutex<Vec<usize>>,
}

impl Census {
    pub(super) fn new() -> Self {
        Self {
            counts: AtomicU32::new(0),
            sleepers: Mutex::new(Vec::new()),
            listening: AtomicU32::new(0),
            listeners: Mutex::new(Vec::new()),
        }
    }

    /// Starts a search, unless somebody searches already: a second one would only take its jobs.
    pub(super) fn try_start_search(&self) -> bool {
        let now = self.load();
        now.searching() == 0
            && self
                .counts
                .compare_exchange(
                    now.0,
                    now.0 + ONE_SEARCHING,
                    Ordering::Relaxed,
                    Ordering::Relaxed,
                )
                .is_ok()
    }

    /// Ends a search. The caller looks at the queues once more: publishers may have relied on it.
    pub(super) fn stop_search(&self) {
        self.counts.fetch_sub(ONE_SEARCHING, Ordering::Relaxed);
        // Pairs with the fence in `claim`.
        fence(Ordering::SeqCst);
    }

    /// Lists a seat as asleep. The caller looks at the queues once more.
    pub(super) fn fall_asleep(&self, seat: usize) {
        let mut sleepers = self.sleepers.lock();
        sleepers.push(seat);
        self.counts.fetch_add(ONE_ASLEEP, Ordering::Relaxed);
        drop(sleepers);
        // Pairs with the fence in `claim`.
        fence(Ordering::SeqCst);
    }

    /// Ends a sleep, by whomever: afterwards the seat counts as searching. Says whether a waker had claimed it.
    pub(super) fn rise(&self, seat: usize) -> bool {
        let mut sleepers = self.sleepers.lock();
        let listed = sleepers.iter().rposition(|&sleeper| sleeper == seat);
        if let Some(position) = listed {
            sleepers.remove(position);
            self.counts
                .fetch_add(ONE_SEARCHING.wrapping_sub(ONE_ASLEEP), Ordering::Relaxed);
        }
        listed.is_none()
    }

    /// Something was published: chooses the sleeper to wake, if one must be. It counts as searching from here on.
    #[must_use = "a claimed sleeper that nobody unparks is a lost wake-up"]
    pub(super) fn claim(&self) -> Option<usize> {
        // Pairs with the fences in `fall_asleep` and `stop_search`.
        fence(Ordering::SeqCst);
        if !self.load().needs_a_waker() {
            return None;
        }
        let mut sleepers = self.sleepers.lock();
        if !self.load().needs_a_waker() {
            return None;
        }
        let seat = sleepers.pop()?;
        self.counts
            .fetch_add(ONE_SEARCHING.wrapping_sub(ONE_ASLEEP), Ordering::Relaxed);
        Some(seat)
    }

    /// Lists a seat as listening. The caller looks at the queues once more.
    pub(super) fn listen(&self, seat: usize) {
        let mut listeners = self.listeners.lock();
        listeners.push(seat);
        self.listening.fetch_add(1, Ordering::Relaxed);
        drop(listeners);
        // Pairs with the fence in `claim`.
        fence(Ordering::SeqCst);
    }

    /// Strikes a seat off the list of those that listen.
    pub(super) fn stop_listening(&self, seat: usize) {
        let mut listeners = self.listeners.lock();
        listeners.retain(|&listener| listener != seat);
        self.listening.fetch_sub(1, Ordering::Relaxed);
    }

    /// Something was published, and [`claim`](Self::claim) has chosen nobody: calls `nudge` for those that listen, unless somebody searches or
    /// sleeps.
    pub(super) fn call_listeners(&self, nudge: impl FnMut(usize)) {
        // The fence in `claim` orders this load too.
        if self.listening.load(Ordering::Relaxed) == 0 || self.load().0 != 0 {
            return;
        }
        let listeners = self.listeners.lock().clone();
        listeners.into_iter().for_each(nudge);
    }

    pub(super) fn searching(&self) -> u32 {
        self.load().searching()
    }

    pub(super) fn asleep(&self) -> u32 {
        self.load().asleep()
    }

    fn load(&self) -> Counts {
        Counts(self.counts.load(Ordering::Relaxed))
    }
}
