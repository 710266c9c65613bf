//! How one part wakes another without knowing it.

/// Something asleep elsewhere that one call wakes: an event loop, seen from another thread.
///
/// It is a handle and never the owner, so waking makes no cycle between modules.
pub trait Bell: Send + Sync {
    /// Wakes it soon. Never blocks for long and never fails: after its owner has gone it does nothing.
    fn ring(&self);
}
