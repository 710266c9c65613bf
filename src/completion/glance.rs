//! Decides whether the thread that has submitted a lone job looks for its outcome at once, before its event loop turns.
//!
//! A turn of the event loop takes longer than a very short job on a thread that is looking for one. So a glance pays
//! where the last lone job came back within microseconds, and it costs next to nothing where it does not pay: after a
//! glance that was in vain there is none until another lone job is that quick.

use std::time::Duration;

/// For how long a glance looks.
pub const GLANCE: Duration = Duration::from_micros(4);
/// A job that comes back within this time, by a turn of the event loop, might have been found by a glance.
const NEAR: Duration = Duration::from_micros(10);

/// Whether a glance pays, and the lone job that will tell.
#[derive(Debug, Default)]
pub struct Glance {
    pays: bool,
    submitted: Option<Duration>,
}

impl Glance {
    /// Whether to look now. If not, the job that has just been submitted tells whether to look after the next: `now` is
    /// on any clock.
    pub fn pays(&mut self, now: impl FnOnce() -> Duration) -> bool {
        if !self.pays {
            self.submitted = Some(now());
        }
        self.pays
    }

    /// A glance was in vain.
    pub fn was_in_vain(&mut self) {
        self.pays = false;
    }

    /// The thread collects something at `now`, on the same clock.
    pub fn collects(&mut self, now: impl FnOnce() -> Duration) {
        if let Some(then) = self.submitted.take() {
            self.pays = now().saturating_sub(then) < NEAR;
        }
    }
}

#[cfg(all(test, not(loom)))]
mod test {
    use super::*;

    fn micros(micros: u64) -> Duration {
        Duration::from_micros(micros)
    }

    #[test]
    fn a_glance_pays_after_a_job_that_was_quick() {
        let mut glance = Glance::default();
        assert!(!glance.pays(|| micros(100)));
        glance.collects(|| micros(109));
        assert!(glance.pays(|| unreachable!("it pays")));
    }

    #[test]
    fn a_glance_does_not_pay_after_a_job_that_took_longer() {
        let mut glance = Glance::default();
        assert!(!glance.pays(|| micros(100)));
        glance.collects(|| micros(110));
        assert!(!glance.pays(|| micros(200)));
    }

    #[test]
    fn after_a_glance_in_vain_a_quick_job_must_come_first() {
        let mut glance = Glance::default();
        assert!(!glance.pays(|| micros(0)));
        glance.collects(|| micros(1));
        assert!(glance.pays(|| micros(2)));
        glance.was_in_vain();
        glance.collects(|| unreachable!("nobody waits for this"));
        assert!(!glance.pays(|| micros(50)));
        glance.collects(|| micros(55));
        assert!(glance.pays(|| micros(60)));
    }
}
