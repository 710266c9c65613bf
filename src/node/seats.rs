//! The seats of a pool, as its owner's JavaScript drives them: a thread sits down, is idle, is told to leave, or has gone.

use napi::{Error, Result, Status};
use napi_derive::napi;

use super::pool::NodePool;
use super::table::Open;
use crate::completion::record::kind;
use crate::pool::job::Name;

/// Puts a plain thread on a seat that is free, named after the label and the seat.
#[napi(catch_unwind)]
pub fn spawn_thread(pool: u32, seat: u32, label: String) -> Result<()> {
    NodePool::with(pool, |open| {
        let pool = &open.pool;
        pool.spawn(seat as usize, &label).map_err(|error| {
            Error::new(
                Status::GenericFailure,
                format!("the system refuses a thread: {error}"),
            )
        })
    })
}

/// Has the thread on a seat leave before it takes another job.
#[napi(catch_unwind)]
pub fn dismiss(pool: u32, seat: u32) -> Result<()> {
    NodePool::with(pool, |open| {
        open.pool.scheduler.dismiss(seat as usize);
        Ok(())
    })
}

/// The seats whose threads have nothing to do, each followed by for how many milliseconds.
#[napi(catch_unwind)]
pub fn idle_seats(pool: u32) -> Result<Vec<f64>> {
    NodePool::with(pool, |open| {
        let idle = open.pool.idle();
        let pairs = idle
            .iter()
            .map(|(seat, since)| [*seat as f64, since.as_secs_f64() * 1000.0]);
        Ok(pairs.flatten().collect())
    })
}

/// The seats whose threads have a job in hand or one that no other may take, each followed by how many of the owner's jobs are in hand there.
#[napi(catch_unwind)]
pub fn engaged(pool: u32) -> Result<Vec<u32>> {
    NodePool::with(pool, |open| {
        let engaged = open.pool.engaged();
        let pairs = engaged
            .iter()
            .map(|&(seat, of_owner)| [seat as u32, of_owner as u32]);
        Ok(pairs.flatten().collect())
    })
}

/// The thread on a seat has gone: the slots of the jobs that it had begun, which the caller settles. In the place of a nested job is -1, and its
/// submitter hears of the exit code and the reason.
#[napi(catch_unwind)]
pub fn evict(pool: u32, seat: u32, exit_code: i32, reason: String) -> Result<Vec<f64>> {
    NodePool::with(pool, |open| {
        let left = open.pool.evict(seat as usize);
        let slots = left.into_iter().map(|left| {
            let Some(origin) = left.origin else {
                return f64::from(left.slot);
            };
            let extra = exit_code.cast_unsigned();
            origin
                .home
                .post(left.slot, kind::CRASHED, extra, reason.as_bytes());
            -1.0
        });
        Ok(slots.collect())
    })
}

/// The thread on a seat has gone: the slots of what waited for it and no other. The caller settles them.
#[napi(catch_unwind)]
pub fn evict_mail(pool: u32, seat: u32) -> Result<Vec<u32>> {
    NodePool::with(pool, |open| Ok(open.pool.evict_mail(seat as usize)))
}

/// Whether a thread has left the seat, of which [`evict`] has not been told.
#[napi(catch_unwind)]
pub fn has_left(pool: u32, seat: u32) -> Result<bool> {
    NodePool::with(pool, |open| Ok(open.pool.has_left(seat as usize)))
}

/// Which seat's worker has the job in hand, or -1.
#[napi(catch_unwind)]
pub fn seat_of(pool: u32, slot: u32) -> Result<f64> {
    NodePool::with(pool, |pool| {
        let seat = pool.pool.seat_of(pool.name(slot));
        Ok(seat.map_or(-1.0, |seat| seat as f64))
    })
}

/// Has the worker on a seat told that a job of this origin, which it has begun, is to stop; `false` if it has not. One whose data it waits for is dropped.
#[napi(catch_unwind)]
pub fn abort_job(pool: u32, seat: u32, origin: u32, slot: u32) -> Result<bool> {
    NodePool::with(pool, |open| {
        let pool = &open.pool;
        Ok(pool.abort(seat as usize, Name { origin, slot }))
    })
}

/// Whether the worker on a seat has a job of this origin in hand; then it takes no other, and its thread may be ended.
#[napi(catch_unwind)]
pub fn condemn(pool: u32, seat: u32, origin: u32, slot: u32) -> Result<bool> {
    NodePool::with(pool, |open| {
        let pool = &open.pool;
        Ok(pool.condemn(seat as usize, Name { origin, slot }))
    })
}
