//! An ArrayBuffer over memory of Rust's, which an owner keeps alive.

#![expect(
    unsafe_code,
    reason = "an ArrayBuffer over memory of ours is made from a raw pointer"
)]

use std::ffi::c_void;
use std::ptr;

use napi::sys;

/// Makes an ArrayBuffer over memory that `owner` keeps alive. The owner is dropped when the buffer is collected.
/// Gives the owner back where the engine allows only its own memory.
///
/// # Safety
///
/// `env` is live on the calling thread. The `len` bytes from `start` stay valid until `owner` is dropped, and
/// whoever else touches them meanwhile follows the rules of `src/memory/README.md`.
pub(super) unsafe fn external_array_buffer<T>(
    env: sys::napi_env,
    start: *mut c_void,
    len: usize,
    owner: T,
) -> Result<sys::napi_value, T> {
    let owner = Box::into_raw(Box::new(owner));
    let mut buffer = ptr::null_mut();
    // SAFETY: the caller's promise. The finalizer gets the owner that was leaked above.
    let status = unsafe {
        sys::napi_create_external_arraybuffer(
            env,
            start,
            len,
            Some(release::<T>),
            owner.cast(),
            &raw mut buffer,
        )
    };
    if status == sys::Status::napi_ok {
        return Ok(buffer);
    }
    // SAFETY: the engine refused, so it has not taken the owner over.
    Err(*unsafe { Box::from_raw(owner) })
}

unsafe extern "C" fn release<T>(_env: sys::napi_env, _start: *mut c_void, owner: *mut c_void) {
    // SAFETY: `external_array_buffer` leaked this owner for this call, and the call comes once.
    drop(unsafe { Box::from_raw(owner.cast::<T>()) });
}
