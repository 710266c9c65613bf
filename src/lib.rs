//! oxpool: real threads for Node.js.
//!
//! The modules, from the one that JavaScript calls down to the ones that know the least. A module imports only from
//! those below it; `test_house.rs` checks this.
//!
//! - [`node`]: the rim, the only module that knows JavaScript. It converts values and calls the core.
//! - [`pool`]: joins a scheduler, a home and the native tasks.
//! - [`scheduler`]: where jobs wait, and who runs them next.
//! - [`completion`]: where outcomes wait until their environment collects them.
//! - [`tasks`]: the native tasks. They know neither threads nor queues.
//! - [`timer`]: deadlines, kept by one thread with one timing wheel for the whole process.
//! - [`memory`]: memory that JavaScript and Rust share, and how long each may touch it.
//! - [`Bell`] (in `bell`): how one part wakes another part without knowing it.
//! - `seats`: one value per seat, made when the seat is first used.
//! - `sync`: the only door to atomics and locks, so that loom can stand behind it.
//!
//! A protocol between threads is written as prose before it is written as code: see the `README.md` in its folder.

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
mod test_house;
pub mod timer;

pub use bell::Bell;
