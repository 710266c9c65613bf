//! The census knows which workers search and which sleep, so that a publisher can tell whom to wake.
//!
//! The counters answer the common question (must anybody be woken?) without the lock. The list, under the lock, is
//! the truth about sleepers. See "Publishing" and "Falling asleep" in `README.md`.

use crate::sync::{AtomicU32, Mutex, Ordering, fence};

const ONE_SEARCHING: u32 = 1;
const ONE_ASLEEP: u32 = 1 << 16;

/// The packed counters, read at one moment. Bits 0 to 15 count the workers that search, bits 16
/// to 31 those that are asleep.
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

/// The rank of a worker that has never worked: the lowest.
pub(super) const NEVER_WORKED: u64 = 0;

/// The seats that are asleep, each with its rank, the highest last. The last is claimed first, since it worked last and
/// its caches are the warmest.
struct Sleepers {
    listed: Vec<(usize, u64)>,
    /// The rank that was given out last.
    latest: u64,
}

/// Every access of the counters is relaxed. They are ordered against the queues by the fences
/// that the methods document.
pub(super) struct Census {
    counts: AtomicU32,
    sleepers: Mutex<Sleepers>,
    /// How many seats listen.
    listening: AtomicU32,
    listeners: Mutex<Vec<usize>>,
}

impl Census {
    pub(super) fn new() -> Self {
        Self {
            counts: AtomicU32::new(0),
            sleepers: Mutex::new(Sleepers {
                listed: Vec::new(),
                latest: NEVER_WORKED,
            }),
            listening: AtomicU32::new(0),
            listeners: Mutex::new(Vec::new()),
        }
    }

    /// Starts a search, unless another worker searches already: a second searcher would only take the first one's jobs.
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

    /// Ends a search. The caller must look at the queues once more, because publishers may have relied on the search.
    pub(super) fn stop_search(&self) {
        self.counts.fetch_sub(ONE_SEARCHING, Ordering::Relaxed);
        // Pairs with the fence in `claim`.
        fence(Ordering::SeqCst);
    }

    /// Lists a seat as asleep, by the rank that it has, or by a new one, higher than all others, if its worker has
    /// worked since it last slept. Returns the rank. The caller must look at the queues once more.
    pub(super) fn fall_asleep(&self, seat: usize, rank: Option<u64>) -> u64 {
        let mut sleepers = self.sleepers.lock();
        let rank = rank.unwrap_or(sleepers.latest + 1);
        sleepers.latest = sleepers.latest.max(rank);
        let lower = sleepers
            .listed
            .iter()
            .rposition(|&(_, other)| other <= rank);
        sleepers
            .listed
            .insert(lower.map_or(0, |at| at + 1), (seat, rank));
        self.counts.fetch_add(ONE_ASLEEP, Ordering::Relaxed);
        drop(sleepers);
        // Pairs with the fence in `claim`.
        fence(Ordering::SeqCst);
        rank
    }

    /// Ends a sleep, whoever ends it. Afterwards the seat counts as searching. Returns whether a waker had claimed it.
    pub(super) fn rise(&self, seat: usize) -> bool {
        let mut sleepers = self.sleepers.lock();
        let listed = sleepers
            .listed
            .iter()
            .rposition(|&(sleeper, _)| sleeper == seat);
        if let Some(position) = listed {
            sleepers.listed.remove(position);
            self.counts
                .fetch_add(ONE_SEARCHING.wrapping_sub(ONE_ASLEEP), Ordering::Relaxed);
        }
        listed.is_none()
    }

    /// Chooses the sleeper to wake after something was published, if one must be woken. From then on the
    /// sleeper counts as searching.
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
        let (seat, _) = sleepers.listed.pop()?;
        self.counts
            .fetch_add(ONE_SEARCHING.wrapping_sub(ONE_ASLEEP), Ordering::Relaxed);
        Some(seat)
    }

    /// Lists a seat as listening. The caller must look at the queues once more.
    pub(super) fn listen(&self, seat: usize) {
        let mut listeners = self.listeners.lock();
        listeners.push(seat);
        self.listening.fetch_add(1, Ordering::Relaxed);
        drop(listeners);
        // Pairs with the fence in `claim`.
        fence(Ordering::SeqCst);
    }

    /// Strikes a seat off the list of listeners.
    pub(super) fn stop_listening(&self, seat: usize) {
        let mut listeners = self.listeners.lock();
        listeners.retain(|&listener| listener != seat);
        self.listening.fetch_sub(1, Ordering::Relaxed);
    }

    /// Calls `nudge` for every listener, unless a worker searches or sleeps. It is for a publisher for which
    /// [`claim`](Self::claim) has chosen nobody.
    pub(super) fn call_listeners(&self, nudge: impl FnMut(usize)) {
        // The fence in `claim` orders these loads too.
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
