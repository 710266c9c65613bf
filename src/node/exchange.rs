//! The call that a thread makes for every job. It is written by hand, because the wrapper that other functions get
//! takes as long as the call itself.

#![expect(
    unsafe_code,
    reason = "the engine calls a Node-API callback with raw pointers"
)]

use std::ffi::c_void;
use std::panic::catch_unwind;
use std::ptr;

use napi::{Env, Error, JsError, Result, Status, Unknown, sys};
use napi_derive::napi;

use super::bell::check;
use super::host::NodeHost;
use super::table::Open;
use super::terms::{Report, Step, Terms};

/// Makes the function by which a host hands in an outcome and gets the next job into its inbox.
///
/// The outcome is a record that begins at byte `start` of the host's segment `segment`, or of its outbox if `segment`
/// is -1. If `segment` is -2 there is no outcome. A job is named by its slot, and by its origin in the bits above the
/// kind, in the outcome as in the inbox. For `terms` see `Terms::read`.
#[napi(
    catch_unwind,
    ts_return_type = "(segment: number, start: number, terms: number) => Step"
)]
pub fn exchanger(env: Env, host: u32) -> Result<Unknown<'static>> {
    const NAME: &std::ffi::CStr = c"exchange";
    let mut function = ptr::null_mut();
    // SAFETY: `env` came in with this call, and the name is as long as the length says. The data is a number, and
    // nobody follows it as a pointer.
    check(unsafe {
        sys::napi_create_function(
            env.raw(),
            NAME.as_ptr(),
            NAME.count_bytes() as isize,
            Some(on_exchange),
            host as usize as *mut c_void,
            &raw mut function,
        )
    })?;
    // SAFETY: the function was made in `env`, in the scope of this call, and goes straight back to JavaScript.
    Ok(unsafe { Unknown::from_raw_unchecked(env.raw(), function) })
}

/// The callback that the engine calls. An error or a panic becomes an exception.
unsafe extern "C" fn on_exchange(
    env: sys::napi_env,
    info: sys::napi_callback_info,
) -> sys::napi_value {
    // SAFETY: both arguments come from the engine and are valid during this call.
    let done = catch_unwind(|| unsafe { exchange(env, info) });
    let done = done.unwrap_or_else(|_| {
        let reason = String::from("The exchange of jobs panicked");
        Err(Error::new(Status::GenericFailure, reason))
    });
    done.unwrap_or_else(|error: Error| {
        // SAFETY: `env` is live on this thread, and no exception is pending, since nothing here runs JavaScript.
        unsafe { JsError::from(error).throw_into(env) };
        ptr::null_mut()
    })
}

/// Reads the arguments of a call and performs the exchange.
///
/// # Safety
///
/// `env` is live on this thread, and `info` describes the engine's call.
unsafe fn exchange(env: sys::napi_env, info: sys::napi_callback_info) -> Result<sys::napi_value> {
    let (mut count, mut given, mut host) = (3, [ptr::null_mut(); 3], ptr::null_mut());
    let (mut segment, mut start, mut terms) = (0, 0, 0);
    // SAFETY: the caller's promise. There is room for as many arguments as are asked for.
    check(unsafe {
        sys::napi_get_cb_info(
            env,
            info,
            &raw mut count,
            given.as_mut_ptr(),
            ptr::null_mut(),
            &raw mut host,
        )
    })?;
    // SAFETY: `env` is live. A missing argument is `undefined`, which is no number, so the call
    // fails. The same holds below.
    check(unsafe { sys::napi_get_value_int32(env, given[0], &raw mut segment) })?;
    // SAFETY: as above.
    check(unsafe { sys::napi_get_value_uint32(env, given[1], &raw mut start) })?;
    // SAFETY: as above.
    check(unsafe { sys::napi_get_value_uint32(env, given[2], &raw mut terms) })?;
    let report = (segment >= -1).then_some(Report {
        segment,
        start: start as usize,
    });
    let step: Step = NodeHost::with(host as usize as u32, |host| {
        host.exchange(report, &Terms::read(terms))
    })?;
    let mut number = ptr::null_mut();
    // SAFETY: the caller's promise.
    check(unsafe { sys::napi_create_int32(env, step as i32, &raw mut number) })?;
    Ok(number)
}
