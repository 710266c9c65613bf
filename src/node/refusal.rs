//! What the system has refused, as a number for JavaScript.

use std::io;

/// The number of the system's error, negative as in Node's own errors.
pub(super) fn number(error: &io::Error) -> i32 {
    error.raw_os_error().map_or(-1, |number| -number)
}
