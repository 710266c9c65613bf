//! Deadlines of jobs, as JavaScript drives them: it sets them by the batch. They are settled by the way, when records are collected.

#![expect(
    unsafe_code,
    reason = "raw Node-API values come in, and their thread is what must be argued"
)]

use napi::{Env, Error, JsValue, Result, Status, Unknown, sys};
use napi_derive::napi;

use super::buffer::TurnBuffer;
use super::rim::with_rim;
use crate::completion::record::{Header, kind};
use crate::pool::{Deadlines, Limit};
use crate::sync::Arc;
use crate::timer::{Timers, driver};

/// Bytes of a deadline: when and the timeout (doubles), slot, stamp, pool, and 1 for a native job.
const DEADLINE: usize = 32;

/// One client of the process's driver, with what only its own thread touches.
pub(super) struct NodeDeadlines {
    timers: Timers,
    deadlines: Arc<Deadlines>,
    /// Where JavaScript writes deadlines.
    staged: TurnBuffer,
    /// Slots whose timers are to be cancelled: kept for its memory.
    settled: Vec<u32>,
}

impl NodeDeadlines {
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

/// Opens the deadlines of a home's jobs. The buffer, a `Uint8Array`, stays in use.
#[napi(catch_unwind)]
pub fn open_deadlines(env: Env, home: u32, staged: Unknown<'_>) -> Result<()> {
    with_rim(|rim| {
        let owner = rim.homes.get(home)?;
        // SAFETY: both came in with this call, from this package's own JavaScript.
        let staged = unsafe { TurnBuffer::new(env.raw(), staged.raw()) }?;
        let deadlines = Arc::new(Deadlines::new(Arc::clone(&owner.home)));
        owner.deadlines = Some(NodeDeadlines {
            timers: driver().open(Arc::clone(&deadlines) as _),
            deadlines,
            staged,
            settled: Vec::new(),
        });
        Ok(())
    })
}

/// Sets the first `count` deadlines in the buffer. What is over by then is given up before this returns, though its job may be yet to be submitted: it will never start.
#[napi(catch_unwind)]
pub fn set_deadlines(home: u32, count: u32) -> Result<()> {
    with_rim(|rim| {
        let owner = rim.homes.get(home)?;
        let Some(open) = &mut owner.deadlines else {
            return Err(Error::new(Status::InvalidArg, "no deadlines are open"));
        };
        let (records, _) = open.staged.bytes().as_chunks::<DEADLINE>();
        let records = &records[..records.len().min(count as usize)];
        let double = |record: &[u8; DEADLINE], at: usize| {
            let bytes = record[at..at + 8].try_into().unwrap_or_default();
            f64::from_ne_bytes(bytes)
        };
        let word = |record: &[u8; DEADLINE], at: usize| {
            let bytes = record[at..at + 4].try_into().unwrap_or_default();
            u32::from_ne_bytes(bytes)
        };
        let pools = &mut rim.pools;
        let tickets = &mut owner.tickets;
        open.deadlines.set(records.iter().filter_map(|record| {
            let (slot, stamp) = (word(record, 16), word(record, 20));
            let pool = pools.get(word(record, 24)).ok()?;
            let ticket = (word(record, 28) != 0).then(|| &*tickets.entry(slot).or_default());
            let limit = Limit {
                name: pool.name(slot),
                pool: Arc::clone(&pool.pool),
                timeout: double(record, 8),
                ticket: ticket.map(|(ticket, _)| Arc::clone(ticket)),
                lease: ticket.and_then(|(_, deferral)| Some(deferral.as_ref()?.1)),
            };
            Some((slot, stamp, limit))
        }));
        let set = open.timers.change(|timers| {
            for record in records {
                timers.set(word(record, 16), double(record, 0), word(record, 20));
            }
        });
        set.map_err(|error| {
            Error::new(
                Status::GenericFailure,
                format!("the thread that keeps deadlines could not be started: {error}"),
            )
        })
    })
}
