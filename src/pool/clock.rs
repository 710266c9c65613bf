//! The clock that a pool's threads read, and whether anybody wants to know the time.
//!
//! Reading the system's clock twice for each job costs too much where a job takes half a microsecond, even with the
//! fastest system clock. Reading the processor's counter takes a third of the time and, unlike the system's clock,
//! does not hold up the code around it. So moments are ticks of that counter where the system itself uses it as its
//! clock: there the counter runs at one constant pace and alike on all cores. The length of a tick is computed when
//! somebody asks for it, from how far both clocks have come since they were first read.

#![cfg_attr(
    all(target_os = "linux", target_arch = "x86_64"),
    expect(
        unsafe_code,
        reason = "reading the processor's counter is an intrinsic"
    )
)]

use std::sync::LazyLock;
use std::time::Instant;

use crate::sync::{AtomicBool, Ordering};

/// The moment of anything that happened while nobody wanted to know the time.
pub const NEVER: u64 = 0;

/// What the two clocks said when they were first read, and whether the counter is used.
static START: LazyLock<(Instant, u64, bool)> =
    LazyLock::new(|| (Instant::now(), ticks(), has_steady_ticks()));

/// A pool's clock. Moments are ticks of one clock for the whole process, and never 1. While nobody wants to know the
/// time, every moment is [`NEVER`].
#[derive(Default)]
pub struct Clock {
    /// Relaxed: whoever changes it must accept that a job comes in between.
    is_wanted: AtomicBool,
}

impl Clock {
    /// Whether anybody wants to know the time.
    pub fn is_wanted(&self) -> bool {
        self.is_wanted.load(Ordering::Relaxed)
    }

    /// Sets whether anybody wants to know the time from now on.
    pub fn want(&self, is_wanted: bool) {
        LazyLock::force(&START);
        self.is_wanted.store(is_wanted, Ordering::Relaxed);
    }

    /// The present moment, or [`NEVER`] while nobody wants to know it.
    pub fn now(&self) -> u64 {
        if self.is_wanted() { now() } else { NEVER }
    }
}

/// The present moment, even if nobody wants to know it.
#[must_use]
pub(super) fn now() -> u64 {
    let (start, _, is_steady) = *START;
    if is_steady {
        ticks()
    } else {
        (start.elapsed().as_nanos() as u64).max(2)
    }
}

/// How many nanoseconds a tick takes.
#[must_use]
pub fn ns_per_tick() -> f64 {
    let (start, first, is_steady) = *START;
    if !is_steady {
        return 1.0;
    }
    let ticks = ticks().saturating_sub(first).max(1);
    start.elapsed().as_nanos() as f64 / ticks as f64
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn ticks() -> u64 {
    // SAFETY: every x86-64 processor has this instruction, and Linux lets programs use it by default.
    unsafe { core::arch::x86_64::_rdtsc() }
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn has_steady_ticks() -> bool {
    const SOURCE: &str = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
    std::fs::read_to_string(SOURCE).is_ok_and(|source| source.trim() == "tsc")
}

#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
fn ticks() -> u64 {
    0
}

#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
fn has_steady_ticks() -> bool {
    false
}
