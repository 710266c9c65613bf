//! How one part of the crate wakes another part without knowing it.

/// Wakes something that sleeps elsewhere, for example the event loop of another thread.
///
/// A bell is only a handle and never owns what it wakes, so waking makes no cycle between modules.
pub trait Bell: Send + Sync {
    /// Wakes the sleeper soon. Never blocks for long and never fails. After the sleeper has gone, it does nothing.
    fn ring(&self);
}
