//! The deadlines of one home's jobs. They are settled when the jobs' records are collected,
//! without a call of their own.

#![expect(
    unsafe_code,
    reason = "a buffer that belongs to JavaScript is released"
)]

use std::io;

use napi::sys;

use super::buffer::TurnBuffer;
use crate::completion::Home;
use crate::completion::record::{Header, kind};
use crate::pool::Deadlines;
use crate::sync::Arc;
use crate::timer::{Timers, driver};

/// One client of the process's timer driver, with what only its own thread touches.
pub(super) struct NodeDeadlines {
    pub(super) timers: Timers,
    pub(super) deadlines: Arc<Deadlines>,
    /// The buffer that JavaScript writes deadlines to.
    pub(super) staged: TurnBuffer,
    /// The slots whose timers are to be cancelled. Empty between calls, and kept for its memory.
    settled: Vec<u32>,
}

impl NodeDeadlines {
    /// Opens the deadlines of a home, with none set. JavaScript writes them to `staged`, which comes back if the system
    /// can't start the driver's thread.
    pub(super) fn open(
        home: &Arc<Home>,
        staged: TurnBuffer,
    ) -> Result<Self, (io::Error, TurnBuffer)> {
        let deadlines = Arc::new(Deadlines::new(Arc::clone(home)));
        match driver().open(Arc::clone(&deadlines) as _) {
            Ok(timers) => Ok(Self {
                timers,
                deadlines,
                staged,
                settled: Vec::new(),
            }),
            Err(error) => Err((error, staged)),
        }
    }

    /// Releases the buffer, and takes every timer that is set off the wheel.
    ///
    /// # Safety
    ///
    /// `env` is the environment that the buffer was taken in, and this is its thread.
    pub(super) unsafe fn release(self, env: sys::napi_env) {
        // SAFETY: the caller's promise.
        unsafe { self.staged.release(env) };
    }

    /// Settles the deadlines of the slots that these records free.
    pub(super) fn settle_records(&mut self, records: &[u8]) {
        let mut at = 0;
        let slots = std::iter::from_fn(|| {
            loop {
                let header = Header::read(records.get(at..)?)?;
                at += header.record_len();
                if kind::concludes(header.kind) {
                    return Some(header.slot);
                }
            }
        });
        self.deadlines.settle(slots, |slot| self.settled.push(slot));
        self.cancel_settled();
    }

    /// Settles the deadline of one slot.
    pub(super) fn settle(&mut self, slot: u32) {
        self.deadlines
            .settle(std::iter::once(slot), |slot| self.settled.push(slot));
        self.cancel_settled();
    }

    fn cancel_settled(&mut self) {
        if self.settled.is_empty() {
            return;
        }
        self.timers.change(|timers| {
            for slot in self.settled.drain(..) {
                timers.cancel(slot);
            }
        });
    }
}
