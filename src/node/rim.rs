//! What a thread's environment has open, by handle, and how it ends with the environment.
//!
//! Node runs one environment on a thread at a time, so the tables are the thread's. Several instances of the package's JavaScript may
//! share them (a test runner makes one a file): each has handles of its own.

#![expect(unsafe_code, reason = "clean-up hooks are C callbacks")]

use std::cell::RefCell;
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};

use napi::{Error, Result, Status, sys};

use super::bell::check;
use super::home::NodeHome;
use super::host::NodeHost;
use super::pool::NodePool;
use super::timers::NodeTimers;

/// Open things of one kind; a handle is a place in it.
pub(super) struct Table<T>(Vec<Option<T>>);

impl<T> Table<T> {
    const fn new() -> Self {
        Self(Vec::new())
    }

    pub(super) fn open(&mut self, value: T) -> u32 {
        let free = self.0.iter().position(Option::is_none);
        let place = free.unwrap_or_else(|| {
            self.0.push(None);
            self.0.len() - 1
        });
        self.0[place] = Some(value);
        u32::try_from(place).expect("a thread runs out of memory before it has 2^32 things open")
    }

    pub(super) fn get(&mut self, handle: u32) -> Result<&mut T> {
        self.0
            .get_mut(handle as usize)
            .and_then(Option::as_mut)
            .ok_or_else(|| Error::new(Status::InvalidArg, "nothing is open under this handle"))
    }

    pub(super) fn close(&mut self, handle: u32) -> Option<T> {
        self.0.get_mut(handle as usize)?.take()
    }
}

/// Everything this thread's environment has open.
pub(super) struct Rim {
    pub(super) homes: Table<NodeHome>,
    pub(super) pools: Table<NodePool>,
    pub(super) hosts: Table<NodeHost>,
    pub(super) timers: Table<NodeTimers>,
}

thread_local! {
    static RIM: RefCell<Rim> = const {
        RefCell::new(Rim {
            homes: Table::new(),
            pools: Table::new(),
            hosts: Table::new(),
            timers: Table::new(),
        })
    };
}

/// Runs `body` on this thread's tables. No JavaScript runs meanwhile, so it never nests.
pub(super) fn with_rim<T>(body: impl FnOnce(&mut Rim) -> Result<T>) -> Result<T> {
    RIM.with(|rim| {
        let mut rim = rim.try_borrow_mut().map_err(|_| {
            Error::new(
                Status::GenericFailure,
                "a native call came from within another",
            )
        })?;
        body(&mut rim)
    })
}

/// What the environment's end does to something that is open.
#[derive(Clone, Copy)]
pub(super) enum Hook {
    Home,
    Host,
    Timers,
}

impl Hook {
    fn function(self) -> unsafe extern "C" fn(*mut c_void) {
        match self {
            Self::Home => end_home,
            Self::Host => end_host,
            Self::Timers => end_timers,
        }
    }

    /// Has the environment's end close what is open under this handle.
    ///
    /// # Safety
    ///
    /// `env` is live on the calling thread.
    pub(super) unsafe fn add(self, env: sys::napi_env, handle: u32) -> Result<()> {
        // SAFETY: the caller's promise; the argument is a number and is never followed.
        check(unsafe {
            sys::napi_add_env_cleanup_hook(
                env,
                Some(self.function()),
                handle as usize as *mut c_void,
            )
        })
    }

    /// Takes the hook back.
    ///
    /// # Safety
    ///
    /// `env` is the one it was added to, and this is its thread.
    pub(super) unsafe fn remove(self, env: sys::napi_env, handle: u32) -> Result<()> {
        // SAFETY: the caller's promise; function and argument are the ones that were added.
        check(unsafe {
            sys::napi_remove_env_cleanup_hook(
                env,
                Some(self.function()),
                handle as usize as *mut c_void,
            )
        })
    }
}

unsafe extern "C" fn end_home(handle: *mut c_void) {
    end(handle, |rim, handle| {
        if let Some(home) = rim.homes.close(handle) {
            home.end();
        }
    });
}

unsafe extern "C" fn end_host(handle: *mut c_void) {
    end(handle, |rim, handle| {
        if let Some(host) = rim.hosts.close(handle) {
            host.end();
        }
    });
}

unsafe extern "C" fn end_timers(handle: *mut c_void) {
    end(handle, |rim, handle| {
        if let Some(timers) = rim.timers.close(handle) {
            timers.end();
        }
    });
}

/// A panic may not cross into C, and at the end of an environment nobody is left to hear of it.
fn end(handle: *mut c_void, close: impl FnOnce(&mut Rim, u32)) {
    let _ = catch_unwind(AssertUnwindSafe(|| {
        let Ok(handle) = u32::try_from(handle as usize) else {
            return;
        };
        let _ = with_rim(|rim| {
            close(rim, handle);
            Ok(())
        });
    }));
}
