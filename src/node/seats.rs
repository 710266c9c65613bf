//! How the JavaScript of a pool's owner manages seats: threads sit down, are idle, are told to leave, and are gone.

use napi::Result;
use napi_derive::napi;

use super::pool::NodePool;
use super::refusal;
use super::table::Open;
use crate::completion::record::kind;
use crate::pool::job::Name;

/// Puts a plain thread on a free seat. The thread is named after the label and the seat. Returns 0, or the number of
/// the system's error if it refuses the thread.
#[napi(catch_unwind)]
pub fn spawn_thread(pool: u32, seat: u32, label: String) -> Result<i32> {
    NodePool::with(pool, |open| {
        let pool = &open.pool;
        let spawned = pool.spawn(seat as usize, &label);
        Ok(spawned.map_or_else(|error| refusal::number(&error), |()| 0))
    })
}

/// Makes the thread on a seat leave before it takes another job.
#[napi(catch_unwind)]
pub fn dismiss(pool: u32, seat: u32) -> Result<()> {
    NodePool::with(pool, |open| {
        open.pool.scheduler.dismiss(seat as usize);
        Ok(())
    })
}

/// The seats of the idle threads, each followed by how many milliseconds its thread has been idle.
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

/// The seats whose threads have a job in hand, or a job in the mail that no other thread may take. Each is followed
/// by how many of the owner's jobs are in hand there.
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

/// Clears the seat of a thread that has gone. Returns the slots of the jobs that were lost with the
/// thread, and the caller settles these jobs. A nested job stands as -1 in the list: its submitter is told
/// the exit code and the reason.
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

/// The jobs in hand that a thread had submitted before it ended, and that nobody waits for any more. Each is three
/// numbers: the seat of the thread that has it, its origin and its slot. To be called after [`evict`].
#[napi(catch_unwind)]
pub fn orphans(pool: u32, seat: u32) -> Result<Vec<u32>> {
    NodePool::with(pool, |open| {
        let orphans = open.pool.orphans(seat as usize).into_iter();
        let numbers = orphans.flat_map(|(seat, name)| [seat as u32, name.origin, name.slot]);
        Ok(numbers.collect())
    })
}

/// The jobs that the thread on a seat has begun and not ended: the slot and the origin of each. A native job that it
/// runs is not among them.
#[napi(catch_unwind)]
pub fn begun(pool: u32, seat: u32) -> Result<Vec<u32>> {
    NodePool::with(pool, |open| {
        let begun = open.pool.begun(seat as usize);
        let pairs = begun.iter().map(|name| [name.slot, name.origin]);
        Ok(pairs.flatten().collect())
    })
}

/// Takes the mail of a thread that has gone: the jobs that only this thread could take. Returns their slots, and the
/// caller settles these jobs.
#[napi(catch_unwind)]
pub fn evict_mail(pool: u32, seat: u32) -> Result<Vec<u32>> {
    NodePool::with(pool, |open| Ok(open.pool.evict_mail(seat as usize)))
}

/// Whether a thread has left the seat and [`evict`] has not been called for it yet.
#[napi(catch_unwind)]
pub fn has_left(pool: u32, seat: u32) -> Result<bool> {
    NodePool::with(pool, |open| Ok(open.pool.has_left(seat as usize)))
}

/// The seat of the worker that has the job in hand, or -1.
#[napi(catch_unwind)]
pub fn seat_of(pool: u32, slot: u32) -> Result<f64> {
    NodePool::with(pool, |pool| {
        let seat = pool.pool.seat_of(pool.name(slot));
        Ok(seat.map_or(-1.0, |seat| seat as f64))
    })
}

/// Tells the worker on a seat to stop a job of this origin. Returns `true` if the worker has begun the job. Otherwise
/// returns `false`, and if the worker waits for the job's data, it drops the job.
#[napi(catch_unwind)]
pub fn abort_job(pool: u32, seat: u32, origin: u32, slot: u32) -> Result<bool> {
    NodePool::with(pool, |open| {
        let pool = &open.pool;
        Ok(pool.abort(seat as usize, Name { origin, slot }))
    })
}

/// Whether the worker on a seat has a job of this origin in hand. If so, the worker takes no other job, and
/// its thread may be ended.
#[napi(catch_unwind)]
pub fn condemn(pool: u32, seat: u32, origin: u32, slot: u32) -> Result<bool> {
    NodePool::with(pool, |open| {
        let pool = &open.pool;
        Ok(pool.condemn(seat as usize, Name { origin, slot }))
    })
}
