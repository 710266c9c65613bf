//! Decides whether the event loop's thread looks for outcomes before it sleeps.
//!
//! To look saves a wake-up if an outcome is microseconds away. Otherwise it keeps a core busy that a worker may need.

use std::time::Duration;

/// Whether looking has paid lately.
#[derive(Debug)]
pub struct Patience {
    limit: Duration,
    pays: bool,
    slept_at: Option<Duration>,
}

impl Patience {
    /// For a thread that looks for at most `limit`. At first it looks.
    #[must_use]
    pub fn new(limit: Duration) -> Self {
        Self {
            limit,
            pays: true,
            slept_at: None,
        }
    }

    /// For how long to look now.
    #[must_use]
    pub fn limit(&self) -> Duration {
        if self.pays {
            self.limit
        } else {
            Duration::ZERO
        }
    }

    /// The thread has looked, and has found something or not.
    pub fn looked(&mut self, has_found: bool) {
        self.pays &= has_found;
    }

    /// The thread stops looking at `now`, on any clock.
    pub fn sleeps(&mut self, now: Duration) {
        self.slept_at = Some(now);
    }

    /// The thread collects something at `now`, on the same clock. If it has slept for so short a time that a look would
    /// have found this, it looks the next time.
    pub fn collects(&mut self, now: impl FnOnce() -> Duration) {
        if let Some(then) = self.slept_at.take()
            && now().saturating_sub(then) < self.limit
        {
            self.pays = true;
        }
    }
}

#[cfg(all(test, not(loom)))]
mod test {
    use super::*;

    const LIMIT: Duration = Duration::from_micros(50);

    fn micros(micros: u64) -> Duration {
        Duration::from_micros(micros)
    }

    #[test]
    fn a_thread_looks_until_a_look_was_in_vain() {
        let mut patience = Patience::new(LIMIT);
        assert_eq!(patience.limit(), LIMIT);
        patience.looked(true);
        assert_eq!(patience.limit(), LIMIT);
        patience.looked(false);
        assert_eq!(patience.limit(), Duration::ZERO);
        patience.looked(true);
        assert_eq!(
            patience.limit(),
            Duration::ZERO,
            "a look without a limit proves nothing"
        );
    }

    #[test]
    fn a_thread_looks_again_after_a_sleep_that_a_look_would_have_saved() {
        let mut patience = Patience::new(LIMIT);
        patience.looked(false);
        patience.sleeps(micros(1000));
        patience.collects(|| micros(1050));
        assert_eq!(
            patience.limit(),
            Duration::ZERO,
            "it slept for the whole limit"
        );
        patience.sleeps(micros(2000));
        patience.collects(|| micros(2049));
        assert_eq!(patience.limit(), LIMIT);
    }

    #[test]
    fn only_the_first_collection_after_a_sleep_counts() {
        let mut patience = Patience::new(LIMIT);
        patience.looked(false);
        patience.sleeps(micros(0));
        patience.collects(|| micros(500));
        patience.collects(|| unreachable!("nobody has slept"));
        assert_eq!(patience.limit(), Duration::ZERO);
    }
}
