//! The one way another thread reaches an environment's event loop: a threadsafe function behind a gate.
//!
//! Used merely as documented, a threadsafe function aborts Node 20 and 22 when its environment is torn down while another
//! thread calls it. So nobody calls or releases it after the gate has closed, and the gate closes in an environment
//! clean-up hook that was added after the function was made: hooks run in reverse order, so the gate is first.

#![expect(
    unsafe_code,
    reason = "threadsafe functions are Node-API's, through raw pointers"
)]

use std::ptr;

use napi::bindgen_prelude::retain_current_module_for_unload_safety;
use napi::{Result, Status, sys};

use crate::Bell;
use crate::sync::Mutex;

/// A threadsafe function without data: a call says "look", and nothing else.
pub(super) struct LoopBell {
    gate: Mutex<Option<Function>>,
}

struct Function(sys::napi_threadsafe_function);

// SAFETY: Node-API allows calls of a threadsafe function from any thread while it is alive, and the
// gate holds it only while it is.
unsafe impl Send for Function {}

impl LoopBell {
    /// Makes a bell that calls `callback`, with no argument, soon after it was rung. It keeps the event loop alive until [`hold`](Self::hold)
    /// says otherwise.
    ///
    /// # Safety
    ///
    /// `env` and `callback` belong to the calling thread, and [`close`](Self::close) is called before that environment's clean-up
    /// is over.
    pub(super) unsafe fn new(env: sys::napi_env, callback: sys::napi_value) -> Result<Self> {
        // Other threads will run this library's code: it must never be unmapped.
        retain_current_module_for_unload_safety();
        let mut name = ptr::null_mut();
        // SAFETY: `env` is live on this thread (the caller's promise), the text is 11 bytes long.
        check(unsafe {
            sys::napi_create_string_utf8(env, c"oxpool.bell".as_ptr(), 11, &raw mut name)
        })?;
        let mut function = ptr::null_mut();
        // SAFETY: `env`, `callback` and `name` are live on this thread; everything optional is null, so that calls carry no
        // data and the default dispatch calls the function with no argument.
        check(unsafe {
            sys::napi_create_threadsafe_function(
                env,
                callback,
                ptr::null_mut(),
                name,
                0,
                1,
                ptr::null_mut(),
                None,
                ptr::null_mut(),
                None,
                &raw mut function,
            )
        })?;
        Ok(Self {
            gate: Mutex::new(Some(Function(function))),
        })
    }

    /// Whether the bell keeps its event loop alive.
    ///
    /// # Safety
    ///
    /// `env` is the one it was made in, and this is its thread.
    pub(super) unsafe fn hold(&self, env: sys::napi_env, hold: bool) -> Result<()> {
        let gate = self.gate.lock();
        let Some(function) = &*gate else {
            return Ok(());
        };
        check(if hold {
            // SAFETY: behind the open gate the function is alive; the caller promises thread and environment.
            unsafe { sys::napi_ref_threadsafe_function(env, function.0) }
        } else {
            // SAFETY: as above.
            unsafe { sys::napi_unref_threadsafe_function(env, function.0) }
        })
    }

    /// Closes the gate. The environment frees the function itself.
    pub(super) fn close(&self) {
        self.gate.lock().take();
    }

    /// Closes the gate and frees the function, in an environment that lives on.
    pub(super) fn release(&self) {
        if let Some(function) = self.gate.lock().take() {
            // SAFETY: it was behind the open gate, so it is alive, and taking it makes this its last use. Releasing
            // for its only user frees it.
            unsafe {
                sys::napi_release_threadsafe_function(
                    function.0,
                    sys::ThreadsafeFunctionReleaseMode::abort,
                );
            }
        }
    }
}

impl Bell for LoopBell {
    fn ring(&self) {
        let gate = self.gate.lock();
        if let Some(function) = &*gate {
            // SAFETY: behind the open gate the function is alive, and the lock keeps the gate open until the call is
            // over. It may fail only while the environment closes, when nobody is left to hear.
            unsafe {
                sys::napi_call_threadsafe_function(
                    function.0,
                    ptr::null_mut(),
                    sys::ThreadsafeFunctionCallMode::nonblocking,
                );
            }
        }
    }
}

/// A Node-API status as a result.
pub(super) fn check(status: sys::napi_status) -> Result<()> {
    match Status::from(status) {
        Status::Ok => Ok(()),
        status => Err(napi::Error::new(status, "a Node-API call failed")),
    }
}
