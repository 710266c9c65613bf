//! Calls a Node thread in the middle of a job: it changes a word of shared memory that the thread looks at, and rings
//! the thread's bell in case the thread doesn't look.

#![expect(
    unsafe_code,
    reason = "the word lies in a SharedArrayBuffer and is reached by a raw pointer"
)]

use std::ptr;
use std::sync::atomic::{AtomicI32, Ordering};

use napi::{Error, Result, Status, sys};

use super::bell::{LoopBell, check};
use super::buffer::typed_array_info;
use crate::Bell;
use crate::sync::Arc;

/// Ringing an alarm changes the word and wakes the thread's event loop.
pub(super) struct Alarm {
    word: *const AtomicI32,
    bell: Arc<LoopBell>,
}

// SAFETY: the pointer is followed only for atomic accesses, and the contract of `new` says how long that is allowed.
unsafe impl Send for Alarm {}
// SAFETY: as for `Send`. Atomics are made for shared use.
unsafe impl Sync for Alarm {}

impl Alarm {
    /// An alarm whose word is the first element of an `Int32Array`.
    ///
    /// # Safety
    ///
    /// `env` and `words` are live on the calling thread. The words lie in a SharedArrayBuffer that belongs to this
    /// package, and JavaScript accesses it only with `Atomics`. Nobody rings the alarm after the environment's
    /// clean-up hooks have run.
    pub(super) unsafe fn new(
        env: sys::napi_env,
        words: sys::napi_value,
        bell: Arc<LoopBell>,
    ) -> Result<Self> {
        // SAFETY: the caller's promise.
        let info = unsafe { typed_array_info(env, words) }?;
        if info.len == 0 {
            return Err(Error::new(
                Status::InvalidArg,
                "`alarm` must be an Int32Array with at least one element, but it is empty",
            ));
        }
        let mut reference = ptr::null_mut();
        // SAFETY: the caller's promise. The reference keeps the memory alive as long as the environment lives. It is
        // never deleted here: the environment frees it.
        check(unsafe { sys::napi_create_reference(env, words, 1, &raw mut reference) })?;
        Ok(Self {
            word: info.start.cast(),
            bell,
        })
    }
}

impl Bell for Alarm {
    fn ring(&self) {
        // SAFETY: an element of an Int32Array is aligned, its memory lives (see `new`), and everybody
        // else accesses it atomically.
        let word = unsafe { &*self.word };
        // Release: pairs with the load in `lib/worker/control.js`. After that load the thread looks at
        // what was left on its desk.
        word.fetch_add(1, Ordering::Release);
        self.bell.ring();
    }
}
