//! An environment's timers, as JavaScript drives them: change, take, hold.

#![expect(
    unsafe_code,
    reason = "raw Node-API values come in, and their thread is what must be argued"
)]

use napi::{Env, Error, JsValue, Result, Status, Unknown, sys};
use napi_derive::napi;

use super::bell::{LoopBell, check};
use super::buffer::TurnBuffer;
use super::ending::Ends;
use super::table::{Open, open_by_handle};
use crate::Bell;
use crate::sync::{Arc, AtomicU32, Ordering};
use crate::timer::{Mailbox, Timers, driver};

/// Bytes of a change: when (a double), slot, stamp.
const CHANGE: usize = 16;
/// Bytes of a timer that is due: slot, stamp.
const DUE: usize = 8;
/// The time that cancels.
const CANCEL: f64 = -1.0;

/// Numbers the instances of the package that name their timers.
static NEXT_ID: AtomicU32 = AtomicU32::new(1);

/// One client of the process's driver, with what only its own thread touches.
pub(super) struct NodeTimers {
    timers: Timers,
    mailbox: Arc<Mailbox>,
    bell: Arc<LoopBell>,
    /// Where JavaScript writes changes.
    changes: TurnBuffer,
    /// Where it reads what is due.
    due: TurnBuffer,
}

open_by_handle!(NodeTimers);

impl Ends for NodeTimers {
    /// Nobody calls it any more, and its timers are taken off the wheel.
    fn end(self) {
        self.bell.close();
    }
}

/// Opens this instance's timers; `on_wake` is called, with nothing, once for each timer that [`take_timers`] said is due. Both buffers are
/// `Uint8Array`s and stay in use.
#[napi(catch_unwind)]
pub fn open_timers(
    env: Env,
    on_wake: Unknown<'_>,
    changes: Unknown<'_>,
    due: Unknown<'_>,
) -> Result<u32> {
    // SAFETY: both came in with this call; the clean-up hook added below closes the bell.
    let bell = Arc::new(unsafe { LoopBell::new(env.raw(), on_wake.raw()) }?);
    // SAFETY: `env` came in with this call. Timers hold their process when JavaScript says so.
    unsafe { bell.hold(env.raw(), false) }?;
    // SAFETY: all came in with this call, the buffers from this package's own JavaScript.
    let changes = unsafe { TurnBuffer::new(env.raw(), changes.raw()) }?;
    // SAFETY: as above.
    let due = unsafe { TurnBuffer::new(env.raw(), due.raw()) }?;
    let mailbox = Arc::new(Mailbox::new(Arc::clone(&bell) as Arc<dyn Bell>));
    let timers = driver().open(Arc::clone(&mailbox) as _);
    let handle = NodeTimers {
        timers,
        mailbox,
        bell,
        changes,
        due,
    }
    .open()?;
    // SAFETY: `env` came in with this call.
    unsafe { NodeTimers::end_with(env.raw(), handle) }?;
    Ok(handle)
}

/// Closes timers in an environment that lives on. What was set never fires.
#[napi(catch_unwind)]
pub fn close_timers(env: Env, timers: u32) -> Result<()> {
    let Some(open) = NodeTimers::close(timers)? else {
        return Ok(());
    };
    // SAFETY: `env` came in with this call, and handles mean something only in the environment that opened them.
    unsafe { NodeTimers::end_alone(env.raw(), timers) }?;
    // SAFETY: as above.
    unsafe { open.changes.release(env.raw()) };
    // SAFETY: as above.
    unsafe { open.due.release(env.raw()) };
    open.bell.release();
    Ok(())
}

/// The time that timers go by: milliseconds, and fractions, since some moment in the life of the process.
#[napi(catch_unwind)]
pub fn timer_clock() -> f64 {
    driver().now().as_nanos() as f64 / 1e6
}

/// A number that no other instance of the package in the process has.
#[napi(catch_unwind)]
pub fn timers_id() -> u32 {
    NEXT_ID.fetch_add(1, Ordering::Relaxed)
}

/// Makes the first `count` changes in the buffer, in their order: each sets or moves the timer of a slot, or cancels it if its time is -1.
#[napi(catch_unwind)]
pub fn change_timers(timers: u32, count: u32) -> Result<()> {
    NodeTimers::with(timers, |open| {
        let NodeTimers {
            timers, changes, ..
        } = open;
        let (records, _) = changes.bytes().as_chunks::<CHANGE>();
        let made = timers.change(|timers| {
            for record in records.iter().take(count as usize) {
                let [a, b, c, d, e, f, g, h, rest @ ..] = record;
                let at = f64::from_ne_bytes([*a, *b, *c, *d, *e, *f, *g, *h]);
                let [a, b, c, d, rest @ ..] = rest;
                let slot = u32::from_ne_bytes([*a, *b, *c, *d]);
                if at == CANCEL {
                    timers.cancel(slot);
                } else {
                    timers.set(slot, at, u32::from_ne_bytes(*rest));
                }
            }
        });
        made.map_err(|error| {
            Error::new(
                Status::GenericFailure,
                format!("the thread that keeps timers could not be started: {error}"),
            )
        })
    })
}

/// Writes timers that are due to the other buffer, and returns how many. The bell has been rung for one of them already, and is rung for the
/// others, and once more if there are more.
#[napi(catch_unwind)]
pub fn take_timers(timers: u32) -> Result<u32> {
    NodeTimers::with(timers, |open| {
        let NodeTimers {
            mailbox, due, bell, ..
        } = open;
        let (places, _) = due.bytes_mut().as_chunks_mut::<DUE>();
        let limit = places.len();
        let mut places = places.iter_mut();
        let taken = mailbox.take(limit, |slot, stamp| {
            if let Some(place) = places.next() {
                let (first, second) = place.split_at_mut(4);
                first.copy_from_slice(&slot.to_ne_bytes());
                second.copy_from_slice(&stamp.to_ne_bytes());
            }
        });
        for _ in 1..taken.count + usize::from(taken.more) {
            bell.ring();
        }
        Ok(u32::try_from(taken.count).expect("no more than there are places"))
    })
}

/// Whether timers keep the process alive.
#[napi(catch_unwind)]
pub fn hold_timers(env: Env, timers: u32, hold: bool) -> Result<()> {
    // SAFETY: `env` came in with this call, and handles mean something only in the environment that opened them.
    NodeTimers::with(timers, |open| unsafe { open.bell.hold(env.raw(), hold) })
}

/// Raises an `uncaughtException` with what a callback threw. If nobody handles it, the environment ends in here.
#[napi(catch_unwind)]
pub fn raise(env: Env, error: Unknown<'_>) -> Result<()> {
    // SAFETY: both came in with this call. No table is borrowed: JavaScript runs.
    check(unsafe { sys::napi_fatal_exception(env.raw(), error.raw()) })
}
