//! The numbers of `completion::record`, for the JavaScript that reads and writes the same records.

use napi_derive::napi;

use crate::completion::record::{self, kind};

#[napi]
pub const HEADER: u32 = record::HEADER as u32;

/// Bytes of a segment.
#[napi]
pub const SEGMENT: u32 = crate::memory::SEGMENT as u32;

/// A payload of fewer bytes than this is copied by the native side, and its place may be written again at once.
#[napi]
pub const LEAST_ELSEWHERE: u32 = super::delivery::LEAST_ELSEWHERE as u32;

/// Added to a task's number: its job lets no others begin on its thread.
#[napi]
pub const ALONE: u32 = crate::pool::job::ALONE;

macro_rules! words {
    ($($name:ident)*) => { $(
        #[napi]
        pub const $name: u32 = kind::$name;
    )* };
}

words! {
    UNDEFINED NULL FALSE TRUE NUMBER FAST V8 PORT ASK FAILURE ELSEWHERE
    WANTED CANCELLED ARRAY SAME_VIEW BIGINT PANIC LEFT TEXT NUMBERS REFUSED
    PROGRESS YIELD CRASHED EXPIRED TIMES
}
