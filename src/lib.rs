//! oxpool: real threads for Node.js.
//!
//! The map, from the rim inwards; imports point only that way.
//!
//! - [`node`]: the only module that knows JavaScript. It converts, calls, and wraps.
//! - [`pool`]: where a scheduler, a home and the built-in tasks meet.
//! - [`scheduler`]: where jobs wait and who runs them next.
//! - [`completion`]: where outcomes wait until their environment collects them.
//! - [`tasks`]: the built-in tasks; they know neither threads nor queues.
//! - [`timer`]: deadlines, on one thread and one timing wheel for the process.
//! - [`memory`]: JavaScript's buffers, and until when they may be touched.
//! - [`Bell`]: how one part wakes another without knowing it.
//! - `seats`: places by number, made when they are first used.
//! - `sync`: the only door to atomics and locks, so that loom can stand behind it.
//!
//! Protocols are prose first: a `README.md` stands beside each.

mod bell;
pub mod completion;
pub mod memory;
#[cfg(feature = "node")]
pub mod node;
pub mod pool;
pub mod scheduler;
mod seats;
mod sync;
pub mod tasks;
#[cfg(all(test, not(loom)))]
mod test_rooms;
pub mod timer;

pub use bell::Bell;
