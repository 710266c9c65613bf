//! Native jobs: typed arrays in, typed arrays out.

#![expect(
    unsafe_code,
    reason = "views on JavaScript's memory go in, and memory of ours comes out"
)]
#![expect(
    clippy::too_many_arguments,
    reason = "the rim is flat: an object's fields would have to be looked up"
)]

use std::ffi::c_void;
use std::ptr;

use napi::{Env, Error, JsValue, Result, Status, Unknown, sys};
use napi_derive::napi;

use super::bell::check;
use super::buffer::typed_array_info;
use super::home::NodeHome;
use super::pool::{NodePool, priority};
use super::table::Open;
use crate::memory::{Range, View, each_array};
use crate::pool::job::{Job, NativeWork, Stamp, Work};
use crate::pool::ticket::Ticket;
use crate::sync::Arc;
use crate::tasks::{self, Elements, Input};

/// Whether there is a native task of this name (without its `native:`).
#[napi(catch_unwind)]
pub fn has_task(name: String) -> bool {
    tasks::find(&name).is_some()
}

/// The name of the task at this place among the names.
#[napi(catch_unwind)]
pub fn task_name(place: u32) -> Option<String> {
    tasks::names().nth(place as usize).map(str::to_owned)
}

/// Submits a native job. What was staged before has been submitted before, so that order holds.
///
/// `options`: the priority (0 high, 1 normal, 2 low), plus 4 if it can be cancelled, plus 16 if its times are to be told; from bit 8 on, which of the arrays lie on shared memory; from
/// bit 16 on, which of those are written to.
#[napi(catch_unwind)]
pub fn submit_native(
    env: Env,
    home: u32,
    pool: u32,
    slot: u32,
    task: String,
    arrays: Vec<Unknown<'_>>,
    numbers: Vec<f64>,
    options: u32,
) -> Result<()> {
    // SAFETY: all came in with this call.
    let (work, ranges) = unsafe { read_work(env.raw(), &task, &arrays, numbers, options) }?;
    let ticket = (options & 4 != 0).then(Arc::<Ticket>::default);
    let deferred = NodePool::with(pool, |pool| {
        let job = Job {
            slot,
            origin: None,
            ticket: ticket.clone(),
            submitted: Stamp::new(pool.pool.clock.now(), options & 16 != 0),
            work: Work::Native(work),
        };
        Ok(pool.submit_native(priority(options & 3), job, ranges))
    })?;
    let Some(ticket) = ticket else {
        return Ok(());
    };
    NodeHome::with(home, |home| {
        home.tickets.insert(slot, (ticket, deferred));
        Ok(())
    })
}

/// Answers a worker that wants a native job's data. `false` if it has died, and the job is queued again. `options` as for [`submit_native`].
#[napi(catch_unwind)]
pub fn supply_native(
    env: Env,
    home: u32,
    pool: u32,
    seat: u32,
    slot: u32,
    task: String,
    arrays: Vec<Unknown<'_>>,
    numbers: Vec<f64>,
    options: u32,
) -> Result<bool> {
    // SAFETY: all came in with this call.
    let (mut work, ranges) = unsafe { read_work(env.raw(), &task, &arrays, numbers, options) }?;
    work.ticket = NodeHome::with(home, |home| {
        let ticket = home.tickets.get(&slot);
        Ok(ticket.map(|(ticket, _)| Arc::clone(ticket)))
    })?;
    NodePool::with(pool, |open| {
        let (name, priority) = (open.name(slot), priority(options & 3));
        let pool = &open.pool;
        Ok(pool.supply_native(seat as usize, name, priority, work, ranges))
    })
}

/// A native task with its input, and the shared memory that it will touch.
///
/// # Safety
///
/// `env` and `arrays` are live on the calling thread, and the arrays stay alive until the job's record is read.
unsafe fn read_work(
    env: sys::napi_env,
    task: &str,
    arrays: &[Unknown<'_>],
    numbers: Vec<f64>,
    options: u32,
) -> Result<(Box<NativeWork>, Vec<Range>)> {
    let task = tasks::find(task)
        .ok_or_else(|| Error::new(Status::InvalidArg, "there is no native task of this name"))?;
    let mut elements = Vec::with_capacity(arrays.len());
    let mut ranges = Vec::new();
    for (place, array) in arrays.iter().enumerate() {
        // SAFETY: the caller's promise.
        let info = unsafe { typed_array_info(env, array.raw()) }?;
        let kind = info.kind.ok_or_else(|| {
            Error::new(Status::InvalidArg, "no task takes this kind of typed array")
        })?;
        // SAFETY: Node-API gave the address and length of a live typed array, whose elements are aligned. Shared memory keeps
        // its address; the submitter's slot holds the array until the job's record is read, and its environment's teardown waits for the
        // job's visit. Ordinary memory is only read below, in this call.
        let view = unsafe { View::new(info.start, info.len, kind) };
        if options & (1 << (8 + place)) == 0 {
            elements.push(Elements::Owned(view.read(0..view.len())));
            continue;
        }
        elements.push(Elements::Shared(view));
        let start = info.start as usize;
        ranges.push(Range {
            memory: start - info.offset,
            start,
            end: start + info.len * kind.size(),
            exclusive: options & (1 << (16 + place)) != 0,
        });
    }
    let input = Input {
        arrays: elements,
        numbers,
    };
    let work = NativeWork {
        task,
        input,
        lease: None,
        ticket: None,
    };
    Ok((Box::new(work), ranges))
}

/// The typed array that a native job left for this slot: the first that was not taken, if there are several.
#[napi(catch_unwind, ts_return_type = "ArrayBufferView")]
pub fn take_array(env: Env, home: u32, slot: u32) -> Result<Unknown<'static>> {
    let array = NodeHome::with(home, |open| Ok(open.home.take_array(slot)))?;
    let array =
        array.ok_or_else(|| Error::new(Status::InvalidArg, "no array waits for this slot"))?;
    let kind = array.kind() as i32;
    let len = array.len();
    let buffer = each_array!(array, elements => into_array_buffer(env.raw(), elements))?;
    let mut typed_array = ptr::null_mut();
    // SAFETY: `env` came in with this call, and `buffer` was made in it with `len` elements of this kind.
    check(unsafe {
        sys::napi_create_typedarray(env.raw(), kind, len, buffer, 0, &raw mut typed_array)
    })?;
    // SAFETY: the value was made in `env`, in the scope of this call, and goes straight back to JavaScript.
    Ok(unsafe { Unknown::from_raw_unchecked(env.raw(), typed_array) })
}

/// An ArrayBuffer of the elements' bytes: over their own memory, or a copy where the engine allows no memory but its own.
fn into_array_buffer<T>(env: sys::napi_env, mut elements: Vec<T>) -> Result<sys::napi_value> {
    let bytes = size_of_val(elements.as_slice());
    let start = elements.as_mut_ptr();
    let mut buffer = ptr::null_mut();
    if bytes > 0 {
        let owner = Box::into_raw(Box::new(elements));
        // SAFETY: the memory lives until the finalizer frees its owner; nobody else has it.
        let status = unsafe {
            sys::napi_create_external_arraybuffer(
                env,
                start.cast(),
                bytes,
                Some(free::<T>),
                owner.cast(),
                &raw mut buffer,
            )
        };
        if status == sys::Status::napi_ok {
            return Ok(buffer);
        }
        // SAFETY: refused, the engine has not taken the owner over.
        elements = *unsafe { Box::from_raw(owner) };
    }
    let mut copy = ptr::null_mut();
    // SAFETY: `env` is live on this thread: the caller got it with its call.
    check(unsafe { sys::napi_create_arraybuffer(env, bytes, &raw mut copy, &raw mut buffer) })?;
    if bytes > 0 {
        // SAFETY: both are `bytes` long, and the new one overlaps nothing.
        unsafe { ptr::copy_nonoverlapping(elements.as_ptr().cast::<u8>(), copy.cast(), bytes) };
    }
    Ok(buffer)
}

unsafe extern "C" fn free<T>(_env: sys::napi_env, _start: *mut c_void, owner: *mut c_void) {
    // SAFETY: the owner that `into_array_buffer` leaked for this call, which comes once.
    drop(unsafe { Box::from_raw(owner.cast::<Vec<T>>()) });
}
