//! How JavaScript submits native jobs and gets their outcomes: typed arrays in, typed arrays out.

#![expect(
    unsafe_code,
    reason = "views on JavaScript's memory go in, and Rust's memory comes out"
)]
#![expect(
    clippy::too_many_arguments,
    reason = "the rim is flat, because looking up the fields of an object takes time"
)]

use std::ptr;

use napi::{Env, Error, JsValue, Result, Status, Unknown, sys};
use napi_derive::napi;

use super::bell::check;
use super::buffer::typed_array_info;
use super::external::external_array_buffer;
use super::home::NodeHome;
use super::pool::{NodePool, priority};
use super::submit::{LATE, NO_MEMORY};
use super::table::Open;
use crate::memory::{NoMemory, Range, View, each_array};
use crate::pool::job::{Job, NativeWork, Stamp, Work};
use crate::pool::ticket::Ticket;
use crate::sync::Arc;
use crate::tasks::{self, Elements, Input};

/// Whether there is a native task of this name. The name comes without its `native:`.
#[napi(catch_unwind)]
pub fn has_task(name: String) -> bool {
    tasks::find(&name).is_some()
}

/// The name of the native task with this number.
#[napi(catch_unwind)]
pub fn task_name(place: u32) -> Option<String> {
    tasks::names().nth(place as usize).map(str::to_owned)
}

/// Submits a native job. The caller has submitted whatever it staged before, so the order of submission holds.
///
/// `options` has the priority (0 high, 1 normal, 2 low), plus 4 if the job can be cancelled, plus 16 if its submitter
/// wants to know its times. The bits from 8 on say which arrays lie on shared memory, and the bits from 16 on say
/// which of those the task writes to.
///
/// Returns `false`, and submits nothing, if there is no memory for a copy of the other arrays.
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
) -> Result<bool> {
    // SAFETY: all values came in with this call.
    let read = unsafe { read_work(env.raw(), &task, &arrays, numbers, options) }?;
    let Ok((work, ranges)) = read else {
        return Ok(false);
    };
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
        return Ok(true);
    };
    NodeHome::with(home, |home| {
        home.tickets.insert(slot, (ticket, deferred));
        Ok(true)
    })
}

/// Answers a worker that wants a native job's data. Returns what `supply` returns. For `options` see
/// [`submit_native`].
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
) -> Result<u32> {
    // SAFETY: all values came in with this call.
    let read = unsafe { read_work(env.raw(), &task, &arrays, numbers, options) }?;
    let Ok((mut work, ranges)) = read else {
        return Ok(NO_MEMORY);
    };
    work.ticket = NodeHome::with(home, |home| {
        let ticket = home.tickets.get(&slot);
        Ok(ticket.map(|(ticket, _)| Arc::clone(ticket)))
    })?;
    NodePool::with(pool, |open| {
        let (name, priority) = (open.name(slot), priority(options & 3));
        let pool = &open.pool;
        let is_wanted = pool.supply_native(seat as usize, name, priority, work, ranges);
        Ok(if is_wanted { 0 } else { LATE })
    })
}

type Read = (Box<NativeWork>, Vec<Range>);

/// A native task with its input, and the ranges of shared memory that it will touch. Returns an error in the result if
/// there is no memory for a copy of the input.
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
) -> Result<std::result::Result<Read, NoMemory>> {
    let task = tasks::find(task).ok_or_else(|| {
        Error::new(
            Status::InvalidArg,
            format!("There is no native task `{task}`"),
        )
    })?;
    let mut elements = Vec::with_capacity(arrays.len());
    let mut ranges = Vec::new();
    for (place, array) in arrays.iter().enumerate() {
        // SAFETY: the caller's promise.
        let info = unsafe { typed_array_info(env, array.raw()) }?;
        let kind = info.kind.ok_or_else(|| {
            let reason = format!("No native task takes a typed array of the kind of array {place}");
            Error::new(Status::InvalidArg, reason)
        })?;
        // SAFETY: Node-API gave the address and the length of a live typed array, and its elements are aligned.
        // Shared memory keeps its address: the submitter's slot holds the array until the job's record is read,
        // and the teardown of the submitter's environment waits for the job's visit. Ordinary memory is read
        // only below, in this call.
        let view = unsafe { View::new(info.start, info.len, kind) };
        if options & (1 << (8 + place)) == 0 {
            match view.read(0..view.len()) {
                Ok(copy) => elements.push(Elements::Owned(copy)),
                Err(none) => return Ok(Err(none)),
            }
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
    Ok(Ok((Box::new(work), ranges)))
}

/// The typed array that a native job left for this slot. If the job left several, each call returns the next one.
#[napi(catch_unwind, ts_return_type = "ArrayBufferView")]
pub fn take_array(env: Env, home: u32, slot: u32) -> Result<Unknown<'static>> {
    let array = NodeHome::with(home, |open| Ok(open.home.take_array(slot)))?;
    let array = array.ok_or_else(|| {
        let reason = format!("A typed array must wait for slot {slot}, but there is none");
        Error::new(Status::InvalidArg, reason)
    })?;
    let kind = array.kind() as i32;
    let len = array.len();
    let buffer = each_array!(array, elements => into_array_buffer(env.raw(), elements))?;
    let mut typed_array = ptr::null_mut();
    // SAFETY: `env` came in with this call, and `buffer` was made in it with room for `len` elements of this kind.
    check(unsafe {
        sys::napi_create_typedarray(env.raw(), kind, len, buffer, 0, &raw mut typed_array)
    })?;
    // SAFETY: the value was made in `env`, in the scope of this call, and goes straight back to JavaScript.
    Ok(unsafe { Unknown::from_raw_unchecked(env.raw(), typed_array) })
}

/// An ArrayBuffer with the bytes of the elements. It uses the elements' own memory, or a copy where the engine
/// allows only its own memory.
fn into_array_buffer<T>(env: sys::napi_env, mut elements: Vec<T>) -> Result<sys::napi_value> {
    let bytes = size_of_val(elements.as_slice());
    let start = elements.as_mut_ptr();
    if bytes > 0 {
        // SAFETY: `env` is live on this thread, because the caller got it with its call. Moving the vector does not
        // move its elements, and nobody else has them.
        match unsafe { external_array_buffer(env, start.cast(), bytes, elements) } {
            Ok(buffer) => return Ok(buffer),
            Err(refused) => elements = refused,
        }
    }
    let mut buffer = ptr::null_mut();
    let mut copy = ptr::null_mut();
    // SAFETY: `env` is live on this thread, because the caller got it with its call.
    check(unsafe { sys::napi_create_arraybuffer(env, bytes, &raw mut copy, &raw mut buffer) })?;
    if bytes > 0 {
        // SAFETY: both buffers are `bytes` long, and the new one overlaps nothing.
        unsafe { ptr::copy_nonoverlapping(elements.as_ptr().cast::<u8>(), copy.cast(), bytes) };
    }
    Ok(buffer)
}
