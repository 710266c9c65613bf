//! How exactly the operating system wakes the calling thread.

/// Asks for wake-ups that are as punctual as they can be. Linux adds up to 50 us to a wait by default, to wake for several things at once.
#[cfg(target_os = "linux")]
pub(super) fn ask_for_punctuality() {
    // Refused or not, every wait ends; only later.
    let _ = rustix::thread::set_current_timer_slack(std::num::NonZeroU64::new(1));
}

/// Elsewhere a thread has nothing to ask for.
#[cfg(not(target_os = "linux"))]
pub(super) fn ask_for_punctuality() {}
