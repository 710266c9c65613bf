//! How a Node thread's JavaScript sits down on a seat and drives its [`NodeHost`].

#![expect(
    unsafe_code,
    reason = "raw Node-API values come in, and each use must argue that it is on their thread"
)]

use napi::{Env, Error, JsValue, Result, Status, Unknown};
use napi_derive::napi;

use super::alarm::Alarm;
use super::bell::LoopBell;
use super::ending::Ends;
use super::home::replace;
use super::host::NodeHost;
use super::registry::find_pool;
use super::table::Open;
use super::terms::Report;
use super::turn::Turn;
use crate::Bell;
use crate::completion::record::kind;
use crate::memory::Segments;
use crate::pool::{Courtesy, Payload, Stop};
use crate::scheduler::Worker;
use crate::sync::Arc;

/// Sits down on a seat of the pool that has this process-wide number, and returns a handle for the host.
///
/// `on_wake` is called when there is something to do after `Step::Away`, and when a job in hand is to stop. In
/// the second case the first word of `alarm`, an `Int32Array` on shared memory, has changed too, and
/// [`take_stops`] tells which jobs.
#[napi(catch_unwind)]
pub fn attach(
    env: Env,
    pool: u32,
    seat: u32,
    on_wake: Unknown<'_>,
    alarm: Unknown<'_>,
) -> Result<u32> {
    let pool = find_pool(pool).ok_or_else(|| {
        Error::new(
            Status::InvalidArg,
            format!("The pool with the number {pool} was dropped before its thread attached to it"),
        )
    })?;
    // SAFETY: both values came in with this call, and the clean-up hook that is added below closes the bell.
    let bell = Arc::new(unsafe { LoopBell::new(env.raw(), on_wake.raw()) }?);
    let worker = Worker::sit(
        &pool.scheduler,
        seat as usize,
        Some(Arc::clone(&bell) as Arc<dyn Bell>),
    )
    .ok_or_else(|| {
        let reason = format!("Seat {seat} must be free, but another thread has it");
        Error::new(Status::InvalidArg, reason)
    })?;
    pool.lower_priority();
    // SAFETY: both values came in with this call. The clean-up hook that is added below calls `NodeHost::end`,
    // which takes the alarm away.
    let alarm = unsafe { Alarm::new(env.raw(), alarm.raw(), Arc::clone(&bell)) }?;
    let shelf = pool.shelf(seat as usize).cloned().unwrap_or_default();
    let turn = Turn::new(Courtesy::new(Arc::clone(&pool.home)));
    let handle = NodeHost {
        segments: Segments::new(shelf),
        reads_segments: false,
        in_hand: None,
        pool,
        worker,
        bell,
        inbox: None,
        outbox: None,
        awaiting: Vec::new(),
        awaiting_alone: None,
        undelivered: None,
        origin: None,
        is_away: false,
        turn,
    }
    .open()?;
    // SAFETY: `env` came in with this call.
    unsafe { NodeHost::end_with(env.raw(), handle) }?;
    NodeHost::with(handle, |host| {
        host.pool.set_alarm(seat as usize, Some(Arc::new(alarm)));
        Ok(handle)
    })
}

/// From now on a large payload stays in its submitter's segment, and the inbox says where it is.
#[napi(catch_unwind)]
pub fn read_segments(host: u32) -> Result<()> {
    NodeHost::with(host, |open| {
        open.reads_segments = true;
        Ok(())
    })
}

/// Makes the thread leave before it takes another job.
#[napi(catch_unwind)]
pub fn resign(host: u32) -> Result<()> {
    NodeHost::with(host, |open| {
        open.worker.resign();
        Ok(())
    })
}

/// Sets the buffer that jobs are written to.
#[napi(catch_unwind)]
pub fn set_inbox(env: Env, host: u32, buffer: Unknown<'_>) -> Result<()> {
    NodeHost::with(host, |host| {
        // SAFETY: both came in with this call, from this package's own JavaScript.
        unsafe { replace(env.raw(), &mut host.inbox, buffer.raw()) }
    })
}

/// Concludes the job that was too large for the inbox, since there is no memory for a larger inbox.
#[napi(catch_unwind)]
pub fn forgo_job(host: u32) -> Result<()> {
    NodeHost::with(host, |host| {
        if let Some(delivery) = host.undelivered.take() {
            let nothing = Payload::Bytes(&[]);
            host.pool
                .conclude(&host.worker, delivery.name, kind::NO_MEMORY, nothing);
        }
        Ok(())
    })
}

/// Sets the buffer that outcomes are read from.
#[napi(catch_unwind)]
pub fn set_outbox(env: Env, host: u32, buffer: Unknown<'_>) -> Result<()> {
    NodeHost::with(host, |host| {
        // SAFETY: both came in with this call, from this package's own JavaScript.
        unsafe { replace(env.raw(), &mut host.outbox, buffer.raw()) }
    })
}

/// Hands in an outcome, or a notice about a job that goes on, as an exchange does, but takes no job.
#[napi(catch_unwind)]
pub fn report(host: u32, segment: i32, start: u32) -> Result<()> {
    let report = Report {
        segment,
        start: start as usize,
    };
    NodeHost::with(host, |host| {
        host.worker.forget_time();
        host.report(&report)
    })
}

/// The jobs in hand that are to stop. Each is three numbers: its slot, its origin, and its timeout in milliseconds if
/// that is over, or -1 if its signal was aborted.
#[napi(catch_unwind)]
pub fn take_stops(host: u32) -> Result<Vec<f64>> {
    NodeHost::with(host, |host| {
        let stops = host.pool.take_stops(host.worker.seat());
        let numbers = stops.into_iter().flat_map(|(name, why)| {
            let timeout = match why {
                Stop::Timeout(ms) => ms,
                Stop::Abort => -1.0,
            };
            [f64::from(name.slot), f64::from(name.origin), timeout]
        });
        Ok(numbers.collect())
    })
}
