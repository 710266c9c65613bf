//! A buffer that JavaScript and Rust use in turns, on one thread.
//!
//! The JavaScript of this package allocates the buffer and gives it to nobody else. Rust touches it only during a
//! call from that thread, while no JavaScript runs. So plain slices are sound here, unlike on memory of the user's.

#![expect(unsafe_code, reason = "the bytes of an ArrayBuffer are a raw pointer")]

use std::ptr;

use napi::{Result, sys};

use super::bell::check;
use crate::memory::ElementKind;

/// A `Uint8Array` that belongs to this package, held by a strong reference.
pub(super) struct TurnBuffer {
    reference: sys::napi_ref,
    start: *mut u8,
    len: usize,
}

/// What Node-API says about a typed array.
pub(super) struct TypedArrayInfo {
    pub(super) start: *mut u8,
    pub(super) len: usize,
    pub(super) kind: Option<ElementKind>,
    /// The offset in bytes from the start of its buffer.
    pub(super) offset: usize,
}

impl TurnBuffer {
    /// Takes the buffer behind a `Uint8Array` into use.
    ///
    /// # Safety
    ///
    /// `env` and `value` are live on the calling thread. Only this package's code sees the array, and it is
    /// never detached or resized.
    pub(super) unsafe fn new(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: the caller's promise.
        let info = unsafe { typed_array_info(env, value) }?;
        let mut reference = ptr::null_mut();
        // SAFETY: the caller's promise.
        check(unsafe { sys::napi_create_reference(env, value, 1, &raw mut reference) })?;
        Ok(Self {
            reference,
            start: info.start,
            len: info.len,
        })
    }

    /// Releases the buffer.
    ///
    /// # Safety
    ///
    /// `env` is the environment that the buffer was taken in, and this is its thread.
    pub(super) unsafe fn release(self, env: sys::napi_env) {
        // SAFETY: `new` made the reference, and it is deleted only once, since this method takes `self`. If the call
        // fails, the environment frees the reference.
        unsafe { sys::napi_delete_reference(env, self.reference) };
    }

    /// The bytes, valid during one call.
    pub(super) fn bytes(&self) -> &[u8] {
        // SAFETY: the reference keeps the buffer alive, and nothing detaches it (see `new`). During a call no
        // JavaScript runs, and no other thread has the buffer, so nobody writes.
        unsafe { std::slice::from_raw_parts(self.start, self.len) }
    }

    /// The bytes, to be written during one call.
    pub(super) fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: as for `bytes`. `&mut self` makes this the only borrow.
        unsafe { std::slice::from_raw_parts_mut(self.start, self.len) }
    }
}

/// Where a typed array's elements are.
///
/// # Safety
///
/// `env` and `value` are live on the calling thread.
pub(super) unsafe fn typed_array_info(
    env: sys::napi_env,
    value: sys::napi_value,
) -> Result<TypedArrayInfo> {
    let mut kind = 0;
    let mut len = 0;
    let mut start = ptr::null_mut();
    let mut offset = 0;
    // SAFETY: the caller's promise. An output that is not wanted may be null.
    check(unsafe {
        sys::napi_get_typedarray_info(
            env,
            value,
            &raw mut kind,
            &raw mut len,
            &raw mut start,
            ptr::null_mut(),
            &raw mut offset,
        )
    })?;
    let kind = u32::try_from(kind).ok().and_then(ElementKind::from_number);
    // An empty or detached array has no address, but a slice needs one.
    let start = if start.is_null() {
        ptr::dangling_mut::<u64>().cast()
    } else {
        start.cast()
    };
    Ok(TypedArrayInfo {
        start,
        len,
        kind,
        offset,
    })
}
