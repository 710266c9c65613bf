//! The deadlines of one home's jobs. They are settled by the way, when records are collected.

#![expect(unsafe_code, reason = "a buffer of JavaScript's is given back")]

use napi::sys;

use super::buffer::TurnBuffer;
use crate::completion::Home;
use crate::completion::record::{Header, kind};
use crate::pool::Deadlines;
use crate::sync::Arc;
use crate::timer::{Timers, driver};

/// One client of the process's driver, with what only its own thread touches.
pub(super) struct NodeDeadlines {
    pub(super) timers: Timers,
    pub(super) deadlines: Arc<Deadlines>,
    /// Where JavaScript writes deadlines.
    pub(super) staged: TurnBuffer,
    /// Slots whose timers are to be cancelled: kept for its memory.
    settled: Vec<u32>,
}

impl NodeDeadlines {
    /// None are set yet. JavaScript writes them to `staged`.
    pub(super) fn new(home: &Arc<Home>, staged: TurnBuffer) -> Self {
        let deadlines = Arc::new(Deadlines::new(Arc::clone(home)));
        Self {
            timers: driver().open(Arc::clone(&deadlines) as _),
            deadlines,
            staged,
            settled: Vec::new(),
        }
    }

    /// Lets go of the buffer, and takes what is set off the wheel.
    ///
    /// # Safety
    ///
    /// `env` is the one that it was opened in, and this is its thread.
    pub(super) unsafe fn release(self, env: sys::napi_env) {
        // SAFETY: the caller's promise.
        unsafe { self.staged.release(env) };
    }

    /// The slots that these records free have no deadlines any more.
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

    /// A slot has no deadline any more.
    pub(super) fn settle(&mut self, slot: u32) {
        self.deadlines
            .settle(std::iter::once(slot), |slot| self.settled.push(slot));
        self.cancel_settled();
    }

    fn cancel_settled(&mut self) {
        if self.settled.is_empty() {
            return;
        }
        let cancelled = self.timers.change(|timers| {
            for slot in self.settled.drain(..) {
                timers.cancel(slot);
            }
        });
        // Without a thread for what is still set, whoever set it has been told.
        drop(cancelled);
    }
}
