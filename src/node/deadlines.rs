//! How JavaScript sets the deadlines of jobs: many in one call.

#![expect(
    unsafe_code,
    reason = "raw Node-API values come in, and each use must argue that it is on their thread"
)]

use napi::{Env, Error, JsValue, Result, Status, Unknown};
use napi_derive::napi;

use super::buffer::TurnBuffer;
use super::home::NodeHome;
use super::home_deadlines::NodeDeadlines;
use super::pool::NodePool;
use super::refusal;
use super::table::Open;
use crate::pool::Limit;
use crate::sync::Arc;

/// Bytes of one deadline: the time and the timeout (doubles), the slot, the stamp, the pool,
/// and 1 if the job is native.
const DEADLINE: usize = 32;

/// Opens the deadlines of a home's jobs. `staged`, a `Uint8Array`, stays in use as the buffer for new deadlines.
/// Returns 0, or the number of the system's error if it refuses the driver's thread.
#[napi(catch_unwind)]
pub fn open_deadlines(env: Env, home: u32, staged: Unknown<'_>) -> Result<i32> {
    NodeHome::with(home, |owner| {
        // SAFETY: both came in with this call, from this package's own JavaScript.
        let staged = unsafe { TurnBuffer::new(env.raw(), staged.raw()) }?;
        match NodeDeadlines::open(&owner.home, staged) {
            Ok(deadlines) => {
                owner.deadlines = Some(deadlines);
                Ok(0)
            }
            Err((error, staged)) => {
                // SAFETY: `env` came in with this call, in which the buffer was taken.
                unsafe { staged.release(env.raw()) };
                Ok(refusal::number(&error))
            }
        }
    })
}

/// Sets the first `count` deadlines in the buffer. A job whose deadline has passed by then is given up before this
/// returns. It may not be submitted yet: then it never starts.
#[napi(catch_unwind)]
pub fn set_deadlines(home: u32, count: u32) -> Result<()> {
    NodeHome::with(home, |owner| {
        let Some(open) = &mut owner.deadlines else {
            return Err(Error::new(
                Status::InvalidArg,
                "Deadlines must be opened before one is set",
            ));
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
        let tickets = &mut owner.tickets;
        open.deadlines.set(records.iter().filter_map(|record| {
            let (slot, stamp) = (word(record, 16), word(record, 20));
            let pool = word(record, 24);
            let named = NodePool::with(pool, |pool| Ok((pool.name(slot), Arc::clone(&pool.pool))));
            let (name, pool) = named.ok()?;
            let ticket = (word(record, 28) != 0).then(|| &*tickets.entry(slot).or_default());
            let limit = Limit {
                name,
                pool,
                timeout: double(record, 8),
                ticket: ticket.map(|(ticket, _)| Arc::clone(ticket)),
                lease: ticket.and_then(|(_, deferral)| Some(deferral.as_ref()?.1)),
            };
            Some((slot, stamp, limit))
        }));
        open.timers.change(|timers| {
            for record in records {
                timers.set(word(record, 16), double(record, 0), word(record, 20));
            }
        });
        Ok(())
    })
}
