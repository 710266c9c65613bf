//! How far a thread stands back for others that want its core.

/// Makes the calling thread, and no other, yield to others by so much more. Linux counts niceness by thread, up to 19; what is beyond is cut off there.
#[cfg(target_os = "linux")]
pub(super) fn lower_priority(by: usize) {
    if by > 0 {
        // Refused or not, the thread works.
        let _ = rustix::process::nice(i32::try_from(by).unwrap_or(i32::MAX).min(40));
    }
}

/// Elsewhere niceness is the whole process's.
#[cfg(not(target_os = "linux"))]
pub(super) fn lower_priority(_by: usize) {}
