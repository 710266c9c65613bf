//! Segments as ArrayBuffers: each environment that writes or reads one has its own over the same bytes.

#![expect(
    unsafe_code,
    reason = "an ArrayBuffer over memory of ours is made from a raw pointer"
)]

use std::ffi::c_void;
use std::ptr;

use napi::{Env, Result, Unknown, sys};
use napi_derive::napi;

use super::bell::check;
use super::home::NodeHome;
use super::host::NodeHost;
use super::pool::NodePool;
use super::table::Open;
use crate::memory::Segment;
use crate::sync::Arc;

/// A segment to stage jobs in: its number, or -1 if the home must use a buffer of its own.
#[napi(catch_unwind)]
pub fn next_staging(home: u32) -> Result<i32> {
    NodeHome::with(home, |open| Ok(number(open.segments.next_free())))
}

/// A segment to write outcomes to: its number, or -1 if the host must use a buffer of its own.
#[napi(catch_unwind)]
pub fn next_outbox(host: u32) -> Result<i32> {
    NodeHost::with(host, |open| Ok(number(open.segments.next_free())))
}

fn number(index: Option<u32>) -> i32 {
    index
        .and_then(|index| i32::try_from(index).ok())
        .unwrap_or(-1)
}

/// The segment of a home's own, as an ArrayBuffer; `undefined` where the engine allows no memory but its own.
#[napi(catch_unwind, ts_return_type = "ArrayBuffer | undefined")]
pub fn map_staging(env: Env, home: u32, index: u32) -> Result<Unknown<'static>> {
    let segment = NodeHome::with(home, |open| Ok(open.home.shelf().find(index)))?;
    map(env.raw(), segment)
}

/// The segment of the worker on a seat, for its pool's home.
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

/// The segment of a host's own.
#[napi(catch_unwind, ts_return_type = "ArrayBuffer | undefined")]
pub fn map_outbox(env: Env, host: u32, index: u32) -> Result<Unknown<'static>> {
    let segment = NodeHost::with(host, |open| Ok(open.own_segment(index)))?;
    map(env.raw(), segment)
}

/// The segment of the home that a host's jobs come from. A host that maps none is given copies.
#[napi(catch_unwind, ts_return_type = "ArrayBuffer | undefined")]
pub fn map_inbox(env: Env, host: u32, index: u32) -> Result<Unknown<'static>> {
    let segment = NodeHost::with(host, |open| Ok(open.home_segment(index)))?;
    map(env.raw(), segment)
}

fn map(env: sys::napi_env, segment: Option<Arc<Segment>>) -> Result<Unknown<'static>> {
    let mut value = ptr::null_mut();
    let mut is_mapped = false;
    if let Some(segment) = segment {
        let (start, len) = (segment.start(), segment.len());
        let owner = Box::into_raw(Box::new(segment));
        // SAFETY: `env` is live on this thread: the caller got it with its call. The owner keeps the memory until the
        // finalizer drops it.
        let status = unsafe {
            sys::napi_create_external_arraybuffer(
                env,
                start.cast(),
                len,
                Some(release_segment),
                owner.cast(),
                &raw mut value,
            )
        };
        is_mapped = status == sys::Status::napi_ok;
        if !is_mapped {
            // SAFETY: refused, the engine has not taken the owner over.
            drop(unsafe { Box::from_raw(owner) });
        }
    }
    if !is_mapped {
        // SAFETY: as above.
        check(unsafe { sys::napi_get_undefined(env, &raw mut value) })?;
    }
    // SAFETY: the value was made in `env`, in the scope of this call, and goes straight back to JavaScript.
    Ok(unsafe { Unknown::from_raw_unchecked(env, value) })
}

unsafe extern "C" fn release_segment(_env: sys::napi_env, _start: *mut c_void, owner: *mut c_void) {
    // SAFETY: the owner that `map` leaked for this call, which comes once.
    drop(unsafe { Box::from_raw(owner.cast::<Arc<Segment>>()) });
}
