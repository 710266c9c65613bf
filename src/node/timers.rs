//! How JavaScript drives an environment's timers: it changes them, takes those that are due, and holds the process.

#![expect(
    unsafe_code,
    reason = "raw Node-API values come in, and each use must argue that it is on their thread"
)]

use std::cell::Cell;

use napi::{Env, JsValue, Result, Unknown, sys};
use napi_derive::napi;

use super::bell::{LoopBell, check};
use super::buffer::TurnBuffer;
use super::ending::Ends;
use super::refusal;
use super::table::{Open, open_by_handle};
use crate::Bell;
use crate::sync::Arc;
use crate::timer::{Mailbox, Timers, driver};

/// Bytes of one change: the time (a double), the slot, the stamp.
const CHANGE: usize = 16;
/// Bytes of one timer that is due: the slot, the stamp.
const DUE: usize = 8;
/// A change with this time cancels the timer.
const CANCEL: f64 = -1.0;

thread_local! {
    /// How many instances of the package on this thread have timers that keep it alive.
    static HOLDING: Cell<i32> = const { Cell::new(0) };
}

/// Whether timers of this thread keep it alive. Its event loop must be free when they are due.
pub(super) fn are_awaited() -> bool {
    HOLDING.get() > 0
}

/// One client of the process's timer driver, with what only its own thread touches.
pub(super) struct NodeTimers {
    timers: Timers,
    mailbox: Arc<Mailbox>,
    bell: Arc<LoopBell>,
    /// The buffer that JavaScript writes changes to.
    changes: TurnBuffer,
    /// The buffer that JavaScript reads due timers from.
    due: TurnBuffer,
}

open_by_handle!(NodeTimers);

impl Ends for NodeTimers {
    /// From here on nobody rings the bell. Dropping the timers takes them off the wheel.
    fn end(self) {
        self.bell.close();
    }
}

/// Opens this instance's timers. `on_wake` is called without arguments, once for each timer that [`take_timers`]
/// returns. Both buffers are `Uint8Array`s and stay in use. Returns a handle, or the number of the system's error if
/// it refuses the driver's thread.
#[napi(catch_unwind)]
pub fn open_timers(
    env: Env,
    on_wake: Unknown<'_>,
    changes: Unknown<'_>,
    due: Unknown<'_>,
) -> Result<i32> {
    // SAFETY: both values came in with this call, and the clean-up hook that is added below closes the bell.
    let bell = Arc::new(unsafe { LoopBell::new(env.raw(), on_wake.raw()) }?);
    // SAFETY: `env` came in with this call. Timers hold their process only when JavaScript says so.
    unsafe { bell.hold(env.raw(), false) }?;
    // SAFETY: all values came in with this call, and the buffers belong to this package's own JavaScript.
    let changes = unsafe { TurnBuffer::new(env.raw(), changes.raw()) }?;
    // SAFETY: as above.
    let due = unsafe { TurnBuffer::new(env.raw(), due.raw()) }?;
    let mailbox = Arc::new(Mailbox::new(Arc::clone(&bell) as Arc<dyn Bell>));
    let timers = match driver().open(Arc::clone(&mailbox) as _) {
        Ok(timers) => timers,
        Err(error) => {
            bell.release();
            for buffer in [changes, due] {
                // SAFETY: `env` came in with this call, in which the buffers were taken.
                unsafe { buffer.release(env.raw()) };
            }
            return Ok(refusal::number(&error));
        }
    };
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
    Ok(handle.cast_signed())
}

/// Starts the driver's thread for timers that are opened soon. Returns 0, or the number of the system's error if it
/// refuses the thread.
#[napi(catch_unwind)]
pub fn prepare_timers() -> i32 {
    driver()
        .prepare()
        .map_or_else(|error| refusal::number(&error), |()| 0)
}

/// Closes timers in an environment that lives on. Timers that are still set never fire.
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

/// The time that timers go by: milliseconds, with fractions, since some moment in the life of the process.
#[napi(catch_unwind)]
pub fn timer_clock() -> f64 {
    driver().now().as_nanos() as f64 / 1e6
}

/// Makes the first `count` changes in the buffer, in order. Each sets or moves the timer of a slot, or
/// cancels it if the time is -1.
#[napi(catch_unwind)]
pub fn change_timers(timers: u32, count: u32) -> Result<()> {
    NodeTimers::with(timers, |open| {
        let NodeTimers {
            timers, changes, ..
        } = open;
        let (records, _) = changes.bytes().as_chunks::<CHANGE>();
        timers.change(|timers| {
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
        Ok(())
    })
}

/// Writes timers that are due to the `due` buffer, and returns how many. The bell has rung for one of them already.
/// It rings once for each other timer, and once more if more timers are due than the buffer holds.
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

/// Sets whether timers keep the process alive. It must be another value than before, which at first is `false`.
#[napi(catch_unwind)]
pub fn hold_timers(env: Env, timers: u32, hold: bool) -> Result<()> {
    let change = if hold { 1 } else { -1 };
    HOLDING.set(HOLDING.get() + change);
    // SAFETY: `env` came in with this call, and handles mean something only in the environment that opened them.
    NodeTimers::with(timers, |open| unsafe { open.bell.hold(env.raw(), hold) })
}

/// Raises an `uncaughtException` with what a callback threw. If nobody handles it, the environment ends in this call.
#[napi(catch_unwind)]
pub fn raise(env: Env, error: Unknown<'_>) -> Result<()> {
    // SAFETY: both values came in with this call. No table is borrowed, since this call runs JavaScript.
    check(unsafe { sys::napi_fatal_exception(env.raw(), error.raw()) })
}
