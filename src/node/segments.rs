//! Segments as ArrayBuffers. Each environment that writes or reads a segment has an ArrayBuffer of its
//! own over the same bytes.

#![expect(
    unsafe_code,
    reason = "an ArrayBuffer over Rust's memory is made from a raw pointer"
)]

use std::ptr;

use napi::{Env, Result, Unknown, sys};
use napi_derive::napi;

use super::bell::check;
use super::external::external_array_buffer;
use super::home::NodeHome;
use super::host::NodeHost;
use super::pool::NodePool;
use super::table::Open;
use crate::memory::Segment;
use crate::sync::Arc;

/// A free segment with room for so many bytes, to stage jobs in. Returns its number, or -1 if the home must use its own
/// buffer.
#[napi(catch_unwind)]
pub fn next_staging(home: u32, bytes: u32) -> Result<i32> {
    NodeHome::with(home, |open| {
        Ok(number(open.segments.next_free(bytes as usize)))
    })
}

/// A free segment with room for so many bytes, to write outcomes to. Returns its number, or -1 if the host must use its
/// own buffer.
#[napi(catch_unwind)]
pub fn next_outbox(host: u32, bytes: u32) -> Result<i32> {
    NodeHost::with(host, |open| {
        Ok(number(open.segments.next_free(bytes as usize)))
    })
}

/// Gives back the memory of the large segments that jobs were staged in and that nobody reads.
#[napi(catch_unwind)]
pub fn give_back_staging(home: u32) -> Result<()> {
    NodeHome::with(home, |open| {
        open.segments.give_back();
        Ok(())
    })
}

/// Gives back the memory of the large segments that outcomes were written to and that nobody reads.
#[napi(catch_unwind)]
pub fn give_back_outbox(host: u32) -> Result<()> {
    NodeHost::with(host, |open| {
        open.segments.give_back();
        Ok(())
    })
}

fn number(index: Option<u32>) -> i32 {
    index
        .and_then(|index| i32::try_from(index).ok())
        .unwrap_or(-1)
}

/// A segment that this home writes, as an ArrayBuffer. `undefined` where the engine allows only its own memory.
#[napi(catch_unwind, ts_return_type = "ArrayBuffer | undefined")]
pub fn map_staging(env: Env, home: u32, index: u32) -> Result<Unknown<'static>> {
    let segment = NodeHome::with(home, |open| Ok(open.home.shelf().find(index)))?;
    map(env.raw(), segment)
}

/// A segment that the worker on a seat writes, for the pool's home. `undefined` as for [`map_staging`].
#[napi(catch_unwind, ts_return_type = "ArrayBuffer | undefined")]
pub fn map_outcome(env: Env, pool: u32, seat: u32, index: u32) -> Result<Unknown<'static>> {
    let segment = NodePool::with(pool, |open| {
        let pool = &open.pool;
        Ok(pool
            .shelf(seat as usize)
            .and_then(|shelf| shelf.find(index)))
    })?;
    map(env.raw(), segment)
}

/// A segment that this host writes. `undefined` as for [`map_staging`].
#[napi(catch_unwind, ts_return_type = "ArrayBuffer | undefined")]
pub fn map_outbox(env: Env, host: u32, index: u32) -> Result<Unknown<'static>> {
    let segment = NodeHost::with(host, |open| Ok(open.own_segment(index)))?;
    map(env.raw(), segment)
}

/// A segment of the home that a host's jobs come from. `undefined` as for [`map_staging`]. A host that
/// maps no segment gets copies.
#[napi(catch_unwind, ts_return_type = "ArrayBuffer | undefined")]
pub fn map_inbox(env: Env, host: u32, index: u32) -> Result<Unknown<'static>> {
    let segment = NodeHost::with(host, |open| Ok(open.home_segment(index)))?;
    map(env.raw(), segment)
}

fn map(env: sys::napi_env, segment: Option<Arc<Segment>>) -> Result<Unknown<'static>> {
    let mapped = segment.and_then(|segment| {
        let (start, len) = (segment.start(), segment.len());
        // SAFETY: `env` is live on this thread, because the caller got it with its call. The segment is its own owner.
        unsafe { external_array_buffer(env, start.cast(), len, segment) }.ok()
    });
    let mut value = mapped.unwrap_or(ptr::null_mut());
    if value.is_null() {
        // SAFETY: `env` is live on this thread, as above.
        check(unsafe { sys::napi_get_undefined(env, &raw mut value) })?;
    }
    // SAFETY: the value was made in `env`, in the scope of this call, and goes straight back to JavaScript.
    Ok(unsafe { Unknown::from_raw_unchecked(env, value) })
}
