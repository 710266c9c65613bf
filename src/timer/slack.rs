//! How punctually the operating system wakes the calling thread.

/// Asks for wake-ups that are as punctual as possible. By default Linux adds up to 50 us to a wait, so that it can
/// wake for several things at once.
#[cfg(target_os = "linux")]
pub(super) fn ask_for_punctuality() {
    // If the system refuses, every wait still ends, only later.
    let _ = rustix::thread::set_current_timer_slack(std::num::NonZeroU64::new(1));
}

/// Other systems offer nothing to ask for.
#[cfg(not(target_os = "linux"))]
pub(super) fn ask_for_punctuality() {}
