//! Lowers a thread's CPU priority (its nice value).

/// Raises the nice value of the calling thread by `by`. Linux keeps a nice value for each
/// thread and cuts it off at 19.
#[cfg(target_os = "linux")]
pub(super) fn lower_priority(by: usize) {
    if by > 0 {
        // The thread works all the same if the system refuses this.
        let _ = rustix::process::nice(i32::try_from(by).unwrap_or(i32::MAX).min(40));
    }
}

/// On other systems the nice value belongs to the whole process, so it stays as it is.
#[cfg(not(target_os = "linux"))]
pub(super) fn lower_priority(_by: usize) {}
