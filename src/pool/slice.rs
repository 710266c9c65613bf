//! Lets other threads interrupt the calling thread sooner, where the kernel can do that.
//!
//! A thread that wakes up takes the core of a running one if it asks for a shorter slice of time (Linux 6.12 and
//! later). So a thread of the pool asks for a long slice, which changes nothing about its share of the core. Nothing is
//! asked of the threads that should run sooner: one of them is the user's event loop.

#![cfg_attr(
    target_os = "linux",
    expect(unsafe_code, reason = "no library has these system calls")
)]

use std::time::Duration;

/// Several times as long as the slice of a thread that asks for nothing, which is 0.7 to 3 ms. A longer one would only
/// let threads of the pool wait longer for each other, if there are more of them than cores.
pub(super) const LONG: Duration = Duration::from_millis(12);
/// Stands for the slice of a thread that asks for nothing.
pub(super) const USUAL: Duration = Duration::ZERO;

/// Asks for a slice. Returns whether the kernel heeds this.
#[cfg(target_os = "linux")]
pub(super) fn ask_for(slice: Duration) -> bool {
    let nanos = u64::try_from(slice.as_nanos()).unwrap_or(u64::MAX);
    let Some(mut attributes) = read() else {
        return false;
    };
    if attributes.sched_policy != libc::SCHED_OTHER.unsigned_abs() {
        return false;
    }
    attributes.sched_runtime = nanos;
    // SAFETY: the pointer is to a whole `sched_attr` that lives during the call, and `size` in it is its size: `read`
    // got it from the kernel, which writes no more than it was given. 0 is the calling thread.
    let status = unsafe { libc::syscall(libc::SYS_sched_setattr, 0, &raw mut attributes, 0) };
    // An older kernel takes the call and ignores the slice.
    status == 0 && (nanos == 0 || read().is_some_and(|now| now.sched_runtime == nanos))
}

/// The attributes of the calling thread.
#[cfg(target_os = "linux")]
fn read() -> Option<libc::sched_attr> {
    const SIZE: u32 = size_of::<libc::sched_attr>() as u32;
    let mut attributes = libc::sched_attr {
        size: SIZE,
        sched_policy: 0,
        sched_flags: 0,
        sched_nice: 0,
        sched_priority: 0,
        sched_runtime: 0,
        sched_deadline: 0,
        sched_period: 0,
    };
    // SAFETY: the kernel writes at most `SIZE` bytes to a struct of that size, which lives during the call.
    let status = unsafe { libc::syscall(libc::SYS_sched_getattr, 0, &raw mut attributes, SIZE, 0) };
    (status == 0).then_some(attributes)
}

/// Other systems have nothing like it.
#[cfg(not(target_os = "linux"))]
pub(super) fn ask_for(_slice: Duration) -> bool {
    false
}

#[cfg(all(test, not(loom), target_os = "linux"))]
mod test {
    use super::*;

    #[test]
    fn a_thread_has_the_slice_that_it_asked_for_if_the_kernel_heeds_it() {
        let slices = std::thread::spawn(|| {
            let usual = read().map(|now| now.sched_runtime);
            let is_heeded = ask_for(LONG);
            let long = read().map(|now| u128::from(now.sched_runtime));
            ask_for(USUAL);
            (usual, is_heeded, long, read().map(|now| now.sched_runtime))
        });
        let (usual, is_heeded, long, after) = slices.join().expect("nothing panics");
        assert_eq!(is_heeded, long == Some(LONG.as_nanos()));
        assert_eq!(after, usual, "the usual slice is back");
    }

    #[test]
    fn a_slice_leaves_the_nice_value_as_it_is() {
        let nice = std::thread::spawn(|| {
            super::super::nice::lower_priority(3);
            let before = read().map(|now| now.sched_nice);
            ask_for(LONG);
            (before, read().map(|now| now.sched_nice))
        });
        let (before, after) = nice.join().expect("nothing panics");
        assert_eq!(before, after);
    }
}
