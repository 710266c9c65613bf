//! The numbers of `completion::record`, for the JavaScript that reads and writes the same records.

use napi_derive::napi;

use crate::completion::record::{self, kind};

#[napi]
pub const HEADER: u32 = record::HEADER as u32;

macro_rules! words {
    ($($name:ident)*) => { $(
        #[napi]
        pub const $name: u32 = kind::$name;
    )* };
}

words! {
    UNDEFINED NULL FALSE TRUE NUMBER FAST V8 PORT ASK FAILURE
    WANTED CANCELLED ARRAY SAME_VIEW BIGINT PANIC DISBANDED
}
