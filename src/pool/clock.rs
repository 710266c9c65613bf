//! The time that a pool's threads go by, and whether anybody wants to know it.
//!
//! Two readings a job are too much where a job takes half a microsecond, even by the system's quickest clock. The processor's counter is read in a third of the time, and
//! unlike that does not hold up what goes on around it. So moments are its ticks where the system itself goes by it, since then it runs at one pace and alike on
//! all cores. How long a tick is follows, whenever somebody asks, from what both clocks say since the first reading.

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

/// The moment of what happened while nobody wanted to know when.
pub const NEVER: u64 = 0;

/// Where the two clocks stood at first.
static START: LazyLock<(Instant, u64, bool)> =
    LazyLock::new(|| (Instant::now(), ticks(), has_steady_ticks()));

/// Moments are ticks, of one clock for the process, and never 1. While nobody wants them they are all [`NEVER`].
#[derive(Default)]
pub struct Clock {
    /// Relaxed: who changes it bears that a job comes in between.
    is_wanted: AtomicBool,
}

impl Clock {
    /// Whether anybody wants to know the time.
    pub fn is_wanted(&self) -> bool {
        self.is_wanted.load(Ordering::Relaxed)
    }

    /// Says whether anybody wants to know the time, from now on.
    pub fn want(&self, is_wanted: bool) {
        LazyLock::force(&START);
        self.is_wanted.store(is_wanted, Ordering::Relaxed);
    }

    /// This moment.
    pub fn now(&self) -> u64 {
        if self.is_wanted() { now() } else { NEVER }
    }
}

/// This moment, whether anybody wants it or not.
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
    // SAFETY: every x86-64 processor has it, and Linux lets programs read it wherever it goes by it itself.
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
