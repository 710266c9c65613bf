//! What calls a Node thread in the middle of a job: a word of shared memory that it looks at, and its bell for when it does not.

#![expect(
    unsafe_code,
    reason = "the word is one of a SharedArrayBuffer, behind a raw pointer"
)]

use std::ptr;
use std::sync::atomic::{AtomicI32, Ordering};

use napi::{Error, Result, Status, sys};

use super::bell::{LoopBell, check};
use super::buffer::typed_array_info;
use crate::Bell;
use crate::sync::Arc;

/// Whoever rings it changes the word, and wakes the thread's event loop.
pub(super) struct Alarm {
    word: *const AtomicI32,
    bell: Arc<LoopBell>,
}

// SAFETY: the pointer is only followed for an atomic access, and `new` says until when.
unsafe impl Send for Alarm {}
// SAFETY: as for `Send`: shared use is what atomics are for.
unsafe impl Sync for Alarm {}

impl Alarm {
    /// An alarm whose word is the first of an `Int32Array`.
    ///
    /// # Safety
    ///
    /// `env` and `words` are live on the calling thread. The words lie in a SharedArrayBuffer of the package's own, which JavaScript accesses by `Atomics` only, and nobody
    /// rings the alarm after that environment's clean-up hooks have run.
    pub(super) unsafe fn new(
        env: sys::napi_env,
        words: sys::napi_value,
        bell: Arc<LoopBell>,
    ) -> Result<Self> {
        // SAFETY: the caller's promise.
        let info = unsafe { typed_array_info(env, words) }?;
        if info.len == 0 {
            return Err(Error::new(Status::InvalidArg, "an alarm has a word"));
        }
        let mut reference = ptr::null_mut();
        // SAFETY: the caller's promise. The reference holds the memory as long as the environment lives, and is left to it.
        check(unsafe { sys::napi_create_reference(env, words, 1, &raw mut reference) })?;
        Ok(Self {
            word: info.start.cast(),
            bell,
        })
    }
}

impl Bell for Alarm {
    fn ring(&self) {
        // SAFETY: an element of an Int32Array is aligned, and its memory lives (`new`); others access it atomically.
        let word = unsafe { &*self.word };
        // Release: pairs with the load in `lib/worker/control.js`, which is followed by a look at what was left on the desk.
        word.fetch_add(1, Ordering::Release);
        self.bell.ring();
    }
}
