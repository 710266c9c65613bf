//! The only way another thread reaches an environment's event loop: a threadsafe function behind a gate.
//!
//! Used only as documented, a threadsafe function aborts Node 20 and 22 if another thread calls it while its
//! environment is torn down. So nobody calls or releases the function after the gate has closed. The gate
//! closes in an environment clean-up hook that was added after the function was made: hooks run in reverse
//! order, so the gate closes first.

#![expect(
    unsafe_code,
    reason = "threadsafe functions belong to Node-API, which takes raw pointers"
)]

use std::ptr;

use napi::bindgen_prelude::retain_current_module_for_unload_safety;
use napi::{Result, Status, sys};

use crate::Bell;
use crate::sync::Mutex;

/// A threadsafe function without data: a call only says "look".
pub(super) struct LoopBell {
    gate: Mutex<Option<Function>>,
}

struct Function(sys::napi_threadsafe_function);

// SAFETY: Node-API allows any thread to call a threadsafe function while the function is alive, and the gate holds
// it only while it is alive.
unsafe impl Send for Function {}

impl LoopBell {
    /// Makes a bell that calls `callback`, without arguments, soon after each ring. The bell keeps the event loop
    /// alive until [`hold`](Self::hold) says otherwise.
    ///
    /// # Safety
    ///
    /// `env` and `callback` belong to the calling thread, and [`close`](Self::close) is called before the clean-up of
    /// that environment is over.
    pub(super) unsafe fn new(env: sys::napi_env, callback: sys::napi_value) -> Result<Self> {
        // Other threads will run this library's code, so the library must never be unmapped.
        retain_current_module_for_unload_safety();
        let mut name = ptr::null_mut();
        // SAFETY: `env` is live on this thread (the caller's promise), and the text is 11 bytes long.
        check(unsafe {
            sys::napi_create_string_utf8(env, c"oxpool.bell".as_ptr(), 11, &raw mut name)
        })?;
        let mut function = ptr::null_mut();
        // SAFETY: `env`, `callback` and `name` are live on this thread. Every optional argument is null, so calls
        // carry no data and the default dispatch calls the function without arguments.
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

    /// Sets whether the bell keeps its event loop alive.
    ///
    /// # Safety
    ///
    /// `env` is the environment that the bell was made in, and this is its thread.
    pub(super) unsafe fn hold(&self, env: sys::napi_env, hold: bool) -> Result<()> {
        let gate = self.gate.lock();
        let Some(function) = &*gate else {
            return Ok(());
        };
        check(if hold {
            // SAFETY: behind the open gate the function is alive. The caller promises thread and environment.
            unsafe { sys::napi_ref_threadsafe_function(env, function.0) }
        } else {
            // SAFETY: as above.
            unsafe { sys::napi_unref_threadsafe_function(env, function.0) }
        })
    }

    /// Closes the gate. The environment itself frees the function.
    pub(super) fn close(&self) {
        self.gate.lock().take();
    }

    /// Closes the gate and frees the function. For an environment that lives on.
    pub(super) fn release(&self) {
        if let Some(function) = self.gate.lock().take() {
            // SAFETY: the function was behind the open gate, so it is alive. It was taken out of the gate, so this is
            // its last use. It has only one user, so releasing it frees it.
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
            // over. The call may fail only while the environment closes, and then nobody is left to hear the bell.
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

/// Turns a Node-API status into a result.
#[inline]
pub(super) fn check(status: sys::napi_status) -> Result<()> {
    if status == sys::Status::napi_ok {
        Ok(())
    } else {
        Err(failure(status))
    }
}

#[cold]
fn failure(status: sys::napi_status) -> napi::Error {
    let status = Status::from(status);
    let reason = format!("A Node-API call failed with the status {status}");
    napi::Error::new(status, reason)
}
