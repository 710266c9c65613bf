//! How the things that are open in an environment end with that environment.

#![expect(unsafe_code, reason = "clean-up hooks are C callbacks")]

use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};

use napi::{Result, sys};

use super::bell::check;
use super::table::Open;

/// A kind of thing that must not outlive its environment.
pub(super) trait Ends: Open {
    /// The environment ends. From now on nobody calls this thing.
    fn end(self);

    /// Makes the end of the environment close what is open under this handle.
    ///
    /// # Safety
    ///
    /// `env` is live on the calling thread.
    unsafe fn end_with(env: sys::napi_env, handle: u32) -> Result<()> {
        // SAFETY: the caller's promise. The argument is a number, and nobody follows it as a pointer.
        check(unsafe {
            sys::napi_add_env_cleanup_hook(env, Some(end::<Self>), handle as usize as *mut c_void)
        })
    }

    /// Undoes [`end_with`](Self::end_with).
    ///
    /// # Safety
    ///
    /// `env` is the environment that the hook was added to, and this is its thread.
    unsafe fn end_alone(env: sys::napi_env, handle: u32) -> Result<()> {
        // SAFETY: the caller's promise. The function and the argument are the ones that were added.
        check(unsafe {
            sys::napi_remove_env_cleanup_hook(
                env,
                Some(end::<Self>),
                handle as usize as *mut c_void,
            )
        })
    }
}

/// The clean-up hook of one kind. It is not inlined, so that adding and removing name the same function.
#[inline(never)]
unsafe extern "C" fn end<T: Ends>(handle: *mut c_void) {
    // A panic must not cross into C. At the end of an environment nobody is left to hear about it.
    let _ = catch_unwind(AssertUnwindSafe(|| {
        let Ok(handle) = u32::try_from(handle as usize) else {
            return;
        };
        if let Ok(Some(open)) = T::close(handle) {
            open.end();
        }
    }));
}
