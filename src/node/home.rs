//! How JavaScript drives its home, the place where an environment's outcomes arrive: it collects, arms and holds.

#![expect(
    unsafe_code,
    reason = "raw Node-API values come in, and each use must argue that it is on their thread"
)]

use std::collections::HashMap;
use std::time::{Duration, Instant};

use napi::{Env, JsValue, Result, Unknown, sys};
use napi_derive::napi;

use super::bell::LoopBell;
use super::buffer::TurnBuffer;
use super::ending::Ends;
use super::home_deadlines::NodeDeadlines;
use super::table::{Open, open_by_handle};
use crate::Bell;
use crate::completion::{Collected, GLANCE, Glance, Home, Patience};
use crate::memory::{LeaseId, Segments};
use crate::pool::Pool;
use crate::pool::ticket::Ticket;
use crate::sync::Arc;

/// For how long a turn of the event loop looks for outcomes while jobs are in flight.
const WATCH: Duration = Duration::from_micros(50);

/// A home, with what only its own thread touches.
pub(super) struct NodeHome {
    pub(super) home: Arc<Home>,
    bell: Arc<LoopBell>,
    /// The segments that JavaScript writes its jobs to.
    pub(super) segments: Segments,
    /// The buffer for jobs that are too large for a segment, or when there is no segment.
    pub(super) staging: Option<TurnBuffer>,
    /// The buffer that JavaScript reads collected records from.
    drain: Option<TurnBuffer>,
    /// The jobs that can be cancelled, by slot, until JavaScript forgets them. A job that waits
    /// for a lease has a deferral.
    pub(super) tickets: HashMap<u32, (Arc<Ticket>, Option<Deferral>)>,
    /// The deadlines of jobs, from when the first one is set.
    pub(super) deadlines: Option<NodeDeadlines>,
    /// Whether it pays to look for outcomes.
    patience: Patience,
    glance: Glance,
    clock: Instant,
    /// The pools whose outcomes come here.
    pub(super) pools: Vec<Arc<Pool>>,
}

/// Where a job that waits for a lease can be found: its pool, and its lease.
type Deferral = (Arc<Pool>, LeaseId);

open_by_handle!(NodeHome);

impl Ends for NodeHome {
    /// From here on nobody rings the bell, nobody touches the environment's memory, and none of its work goes on.
    fn end(self) {
        self.bell.close();
        for pool in &self.pools {
            pool.abandon();
        }
        self.home.close();
    }
}

/// Opens a home. `on_wake` is called without arguments when there is something to collect after [`arm`].
#[napi(catch_unwind)]
pub fn open_home(env: Env, on_wake: Unknown<'_>) -> Result<u32> {
    // SAFETY: both values came in with this call, and the clean-up hook that is added below closes the bell.
    let bell = Arc::new(unsafe { LoopBell::new(env.raw(), on_wake.raw()) }?);
    // SAFETY: `env` came in with this call. The bell doesn't hold the event loop, because an idle
    // home lets its process end.
    unsafe { bell.hold(env.raw(), false) }?;
    let home = Arc::new(Home::new(Arc::clone(&bell) as Arc<dyn Bell>));
    let segments = Segments::new(Arc::clone(home.shelf()));
    let handle = NodeHome {
        home,
        segments,
        bell,
        staging: None,
        drain: None,
        tickets: HashMap::new(),
        deadlines: None,
        patience: Patience::new(WATCH),
        glance: Glance::default(),
        clock: Instant::now(),
        pools: Vec::new(),
    }
    .open()?;
    // SAFETY: `env` came in with this call.
    unsafe { NodeHome::end_with(env.raw(), handle) }?;
    Ok(handle)
}

/// Closes a home in an environment that lives on. Its pools must be closed already.
#[napi(catch_unwind)]
pub fn close_home(env: Env, home: u32) -> Result<()> {
    let Some(mut open) = NodeHome::close(home)? else {
        return Ok(());
    };
    // SAFETY: `env` came in with this call, and handles mean something only in the environment that opened them.
    unsafe { NodeHome::end_alone(env.raw(), home) }?;
    for buffer in [open.staging.take(), open.drain.take()]
        .into_iter()
        .flatten()
    {
        // SAFETY: as above.
        unsafe { buffer.release(env.raw()) };
    }
    if let Some(deadlines) = open.deadlines.take() {
        // SAFETY: as above.
        unsafe { deadlines.release(env.raw()) };
    }
    open.bell.release();
    open.end();
    Ok(())
}

/// Sets the buffer that JavaScript writes to when it stages jobs outside segments.
#[napi(catch_unwind)]
pub fn set_staging(env: Env, home: u32, buffer: Unknown<'_>) -> Result<()> {
    NodeHome::with(home, |home| {
        // SAFETY: both came in with this call, from this package's own JavaScript.
        unsafe { replace(env.raw(), &mut home.staging, buffer.raw()) }
    })
}

/// Sets the buffer that [`collect`] fills.
#[napi(catch_unwind)]
pub fn set_drain(env: Env, home: u32, buffer: Unknown<'_>) -> Result<()> {
    NodeHome::with(home, |home| {
        // SAFETY: both came in with this call, from this package's own JavaScript.
        unsafe { replace(env.raw(), &mut home.drain, buffer.raw()) }
    })
}

/// Replaces a buffer by another one.
///
/// # Safety
///
/// The caller promises what [`TurnBuffer::new`] asks for. The old buffer was taken in the same environment.
pub(super) unsafe fn replace(
    env: sys::napi_env,
    place: &mut Option<TurnBuffer>,
    value: sys::napi_value,
) -> Result<()> {
    // SAFETY: the caller's promise.
    let buffer = unsafe { TurnBuffer::new(env, value) }?;
    if let Some(old) = place.replace(buffer) {
        // SAFETY: the caller's promise.
        unsafe { old.release(env) };
    }
    Ok(())
}

/// Fills the drain buffer with whole records. If there is none, `looks` says whether to look for one for a while, as
/// far as that pays. Returns how many bytes were written. If the buffer is too small for the next record alone,
/// returns minus the size that this record needs.
#[napi(catch_unwind)]
pub fn collect(home: u32, looks: bool) -> Result<f64> {
    NodeHome::with(home, |open| {
        if looks && !look(&open.home, &mut open.patience) {
            return Ok(0.0);
        }
        Ok(open.fill_drain())
    })
}

/// Does what [`collect`] does for a thread that has just submitted a lone job, and looks for its outcome only if that
/// may be there within a few microseconds.
#[napi(catch_unwind)]
pub fn glance(home: u32) -> Result<f64> {
    NodeHome::with(home, |open| {
        if !open.home.are_jobs_short() || !open.glance.pays(|| open.clock.elapsed()) {
            return Ok(0.0);
        }
        if !open.home.watch(GLANCE) {
            open.glance.was_in_vain();
            return Ok(0.0);
        }
        Ok(open.fill_drain())
    })
}

impl NodeHome {
    /// Fills the drain buffer: see [`collect`].
    fn fill_drain(&mut self) -> f64 {
        let Some(drain) = &mut self.drain else {
            return 0.0;
        };
        match self.home.collect(drain.bytes_mut()) {
            Collected::Bytes(bytes) => {
                if bytes > 0 {
                    self.patience.collects(|| self.clock.elapsed());
                    self.glance.collects(|| self.clock.elapsed());
                }
                if let Some(deadlines) = &mut self.deadlines {
                    deadlines.settle_records(&drain.bytes()[..bytes]);
                }
                bytes as f64
            }
            Collected::Needs(bytes) => -(bytes as f64),
        }
    }
}

/// Looks for a record for as long as that pays. Returns whether there is one.
fn look(home: &Home, patience: &mut Patience) -> bool {
    let limit = if home.are_jobs_short() {
        patience.limit()
    } else {
        Duration::ZERO
    };
    let has_records = home.watch(limit);
    if !limit.is_zero() {
        patience.looked(has_records);
    }
    has_records
}

/// Drops the payload of the next record to [`collect`], for which there is no memory. The record says so.
#[napi(catch_unwind)]
pub fn forgo_payload(home: u32) -> Result<()> {
    NodeHome::with(home, |open| {
        open.home.forgo_payload();
        Ok(())
    })
}

/// Blocks the thread until there is a record to collect, or until `limit` milliseconds are over. Afterwards the
/// caller must look for records, because the bell doesn't ring.
#[napi(catch_unwind)]
pub fn block(home: u32, limit: f64) -> Result<bool> {
    NodeHome::with(home, |open| {
        let limit = Duration::try_from_secs_f64(limit / 1e3).unwrap_or_default();
        Ok(open.home.block(limit))
    })
}

/// Says that the thread stops looking, so the next record rings the bell. Returns `true` if there is a record
/// already: then the bell won't ring.
#[napi(catch_unwind)]
pub fn arm(home: u32) -> Result<bool> {
    NodeHome::with(home, |open| {
        let has_records = open.home.arm();
        if !has_records {
            open.patience.sleeps(open.clock.elapsed());
        }
        Ok(has_records)
    })
}

/// Sets whether the home keeps its process alive.
#[napi(catch_unwind)]
pub fn hold(env: Env, home: u32, hold: bool) -> Result<()> {
    // SAFETY: `env` came in with this call, and handles mean something only in the environment that opened them.
    NodeHome::with(home, |open| unsafe { open.bell.hold(env.raw(), hold) })
}
