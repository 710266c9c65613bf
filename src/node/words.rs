//! The numbers of `completion::record`, exported for the JavaScript that reads and writes the same records.

use napi_derive::napi;

use crate::completion::record::{self, kind};

#[napi]
pub const HEADER: u32 = record::HEADER as u32;

/// Bytes of a segment.
#[napi]
pub const SEGMENT: u32 = crate::memory::SEGMENT as u32;

/// The native side copies a payload of fewer bytes than this, so the place of the payload may
/// be written again at once.
#[napi]
pub const LEAST_ELSEWHERE: u32 = super::delivery::LEAST_ELSEWHERE as u32;

/// Added to a task's number: a job of this task lets no other job begin on its thread.
#[napi]
pub const ALONE: u32 = crate::pool::job::ALONE;

macro_rules! words {
    ($($name:ident)*) => { $(
        #[napi]
        pub const $name: u32 = kind::$name;
    )* };
}

words! {
    UNDEFINED NULL FALSE TRUE NUMBER FAST V8 PORT ASK CARRIED FAILURE ELSEWHERE
    WANTED CANCELLED ARRAY SAME_VIEW BIGINT PANIC LEFT TEXT NUMBERS REFUSED
    PROGRESS YIELD CRASHED EXPIRED TIMES NO_MEMORY
}
