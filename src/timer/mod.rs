//! Deadlines: one thread and one timing wheel for the whole process. `README.md` describes the protocol.

use std::sync::OnceLock;

use crate::sync::Arc;

mod driver;
mod mailbox;
mod slack;
mod wheel;

#[cfg(all(test, not(loom)))]
mod test;
#[cfg(all(test, loom))]
mod test_loom;

pub use driver::{Client, Driver, Timers};
pub use mailbox::{Mailbox, Taken};

/// The process's own driver.
pub fn driver() -> &'static Arc<Driver> {
    static DRIVER: OnceLock<Arc<Driver>> = OnceLock::new();
    DRIVER.get_or_init(Driver::new)
}
