//! Pools, as JavaScript drives them: make, staff, evict, close.

use std::sync::atomic::{AtomicU32, Ordering};

use napi::{Error, Result, Status};
use napi_derive::napi;

use super::rim::with_rim;
use crate::completion::record::kind;
use crate::job::{Job, Name, Origin, Value};
use crate::memory::{LeaseId, Range};
use crate::pool::{Pool, Supply};
use crate::scheduler::Priority;
use crate::sync::{Arc, Mutex};

/// Pools that workers on other threads may attach to, by their process-wide number.
static POOLS: Mutex<Vec<Arc<Pool>>> = Mutex::new(Vec::new());
static NEXT_ID: AtomicU32 = AtomicU32::new(1);

/// A pool as a thread holds it that submits to it: its owner's, or a worker of its own.
pub(super) struct NodePool {
    pub(super) pool: Arc<Pool>,
    /// The worker's seat, and what its jobs are known by.
    nest: Option<(usize, Arc<Origin>)>,
}

impl NodePool {
    pub(super) fn publish(&self, jobs: impl IntoIterator<Item = (Priority, Job)>) {
        let Some((seat, origin)) = &self.nest else {
            return self.pool.scheduler.publish(jobs);
        };
        // A nested job that says how soon it is to start is queued as others are.
        let mut own = Vec::new();
        let mut others = Vec::new();
        for (priority, mut job) in jobs {
            job.origin = Some(Arc::clone(origin));
            if priority == Priority::Normal {
                own.push(job);
            } else {
                others.push((priority, job));
            }
        }
        if !own.is_empty() {
            self.pool.scheduler.nest(*seat, own);
        }
        if !others.is_empty() {
            self.pool.scheduler.publish(others);
        }
    }

    /// As [`publish`](Self::publish), for a native job that may have to wait for its memory: then by what it can be recalled.
    pub(super) fn submit_native(
        &self,
        priority: Priority,
        mut job: Job,
        ranges: Vec<Range>,
    ) -> Option<(Arc<Pool>, LeaseId)> {
        if ranges.is_empty() {
            self.publish([(priority, job)]);
            return None;
        }
        job.origin = self.nest.as_ref().map(|(_, origin)| Arc::clone(origin));
        let lease = self.pool.submit_native(priority, job, ranges)?;
        Some((Arc::clone(&self.pool), lease))
    }

    pub(super) fn name(&self, slot: u32) -> Name {
        Name::of(self.nest.as_ref().map(|(_, origin)| origin), slot)
    }
}

/// The pool with this process-wide number.
pub(super) fn find_pool(id: u32) -> Option<Arc<Pool>> {
    POOLS.lock().iter().find(|pool| pool.id == id).cloned()
}

/// The most threads that a pool may have. It has more seats, since one that was told to leave keeps its own until it has left.
#[napi]
pub const MOST_THREADS: u32 = 1024;

const SEATS: usize = 2 * MOST_THREADS as usize;

/// Makes a pool whose outcomes go to `home`. Nobody sits on its seats yet. Each of its threads leaves after `quota` jobs (0: never),
/// and stands back for others by `niceness`. Its jobs are timed if `is_timed`. Returns a handle.
#[napi(catch_unwind)]
pub fn open_pool(home: u32, quota: f64, niceness: u32, is_timed: bool) -> Result<u32> {
    with_rim(|rim| {
        let owner = rim.homes.get(home)?;
        // Relaxed: the number must be new and says nothing of anything else.
        let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        let pool = Arc::new(Pool::new(id, SEATS, Arc::clone(&owner.home)));
        let quota = if quota > 0.0 { quota as u64 } else { u64::MAX };
        pool.set_up(quota, niceness as usize);
        pool.clock.want(is_timed);
        owner.pools.push(Arc::clone(&pool));
        POOLS.lock().push(Arc::clone(&pool));
        Ok(rim.pools.open(NodePool { pool, nest: None }))
    })
}

/// Has the worker of this host submit jobs to its own pool, with outcomes that go to `home`, a home of the same thread. Returns a handle for its pool.
#[napi(catch_unwind)]
pub fn open_nest(host: u32, home: u32) -> Result<u32> {
    with_rim(|rim| {
        let home = Arc::clone(&rim.homes.get(home)?.home);
        let (pool, seat, origin) = rim.hosts.get(host)?.nest(home);
        let nest = Some((seat, origin));
        Ok(rim.pools.open(NodePool { pool, nest }))
    })
}

/// The number that jobs which are submitted by this handle have as their origin.
#[napi(catch_unwind)]
pub fn origin(pool: u32) -> Result<u32> {
    with_rim(|rim| Ok(rim.pools.get(pool)?.name(0).origin))
}

/// The seat of the worker whose jobs have this origin.
#[napi(catch_unwind)]
pub fn seat_of_origin(origin: u32) -> u32 {
    crate::pool::seat_of_origin(origin)
}

/// The pool's process-wide number, by which other threads attach to it.
#[napi(catch_unwind)]
pub fn pool_id(pool: u32) -> Result<u32> {
    with_rim(|rim| Ok(rim.pools.get(pool)?.pool.id))
}

/// Puts a plain thread on a seat that is free, named after the label and the seat.
#[napi(catch_unwind)]
pub fn spawn_thread(pool: u32, seat: u32, label: String) -> Result<()> {
    with_rim(|rim| {
        let pool = &rim.pools.get(pool)?.pool;
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
    with_rim(|rim| {
        rim.pools.get(pool)?.pool.scheduler.dismiss(seat as usize);
        Ok(())
    })
}

/// The seats whose threads have nothing to do, each followed by for how many milliseconds.
#[napi(catch_unwind)]
pub fn idle_seats(pool: u32) -> Result<Vec<f64>> {
    with_rim(|rim| {
        let idle = rim.pools.get(pool)?.pool.idle();
        let pairs = idle
            .iter()
            .map(|(seat, since)| [*seat as f64, since.as_secs_f64() * 1000.0]);
        Ok(pairs.flatten().collect())
    })
}

/// The seats whose threads have a job in hand or one that no other may take, each followed by how many of the owner's jobs are in hand there.
#[napi(catch_unwind)]
pub fn engaged(pool: u32) -> Result<Vec<u32>> {
    with_rim(|rim| {
        let engaged = rim.pools.get(pool)?.pool.engaged();
        let pairs = engaged
            .iter()
            .map(|&(seat, of_owner)| [seat as u32, of_owner as u32]);
        Ok(pairs.flatten().collect())
    })
}

/// How many jobs no thread has taken.
#[napi(catch_unwind)]
pub fn queued(pool: u32) -> Result<f64> {
    with_rim(|rim| Ok(rim.pools.get(pool)?.pool.queued() as f64))
}

/// The priority that a number stands for.
pub(super) fn priority(number: u32) -> Priority {
    match number & 3 {
        0 => Priority::High,
        2 => Priority::Low,
        _ => Priority::Normal,
    }
}

/// Tells a worker that the data of a job of this origin has gone to its port.
#[napi(catch_unwind)]
pub fn supply_by_port(pool: u32, seat: u32, origin: u32, slot: u32) -> Result<bool> {
    with_rim(|rim| {
        let pool = &rim.pools.get(pool)?.pool;
        let supply = Supply::Value(Value::Port);
        Ok(pool.supply(seat as usize, Name { origin, slot }, supply))
    })
}

/// The thread on a seat has gone: the slots of the jobs that it had begun, which the caller settles. In the place of a nested job is -1, and its
/// submitter hears of the exit code and the reason.
#[napi(catch_unwind)]
pub fn evict(pool: u32, seat: u32, exit_code: i32, reason: String) -> Result<Vec<f64>> {
    with_rim(|rim| {
        let left = rim.pools.get(pool)?.pool.evict(seat as usize);
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
    with_rim(|rim| Ok(rim.pools.get(pool)?.pool.evict_mail(seat as usize)))
}

/// Whether a thread has left the seat, of which [`evict`] has not been told.
#[napi(catch_unwind)]
pub fn has_left(pool: u32, seat: u32) -> Result<bool> {
    with_rim(|rim| Ok(rim.pools.get(pool)?.pool.has_left(seat as usize)))
}

/// Which seat's worker has the job in hand, or -1.
#[napi(catch_unwind)]
pub fn seat_of(pool: u32, slot: u32) -> Result<f64> {
    with_rim(|rim| {
        let pool = rim.pools.get(pool)?;
        let seat = pool.pool.seat_of(pool.name(slot));
        Ok(seat.map_or(-1.0, |seat| seat as f64))
    })
}

/// Has the worker on a seat told that a job of this origin, which it has begun, is to stop; `false` if it has not. One whose data it waits for is dropped.
#[napi(catch_unwind)]
pub fn abort_job(pool: u32, seat: u32, origin: u32, slot: u32) -> Result<bool> {
    with_rim(|rim| {
        let pool = &rim.pools.get(pool)?.pool;
        Ok(pool.abort(seat as usize, Name { origin, slot }))
    })
}

/// Whether the worker on a seat has a job of this origin in hand; then it takes no other, and its thread may be ended.
#[napi(catch_unwind)]
pub fn condemn(pool: u32, seat: u32, origin: u32, slot: u32) -> Result<bool> {
    with_rim(|rim| {
        let pool = &rim.pools.get(pool)?.pool;
        Ok(pool.condemn(seat as usize, Name { origin, slot }))
    })
}

/// The number of a task that workers submit, by its key. It is the same on every thread of the pool.
#[napi(catch_unwind)]
pub fn nested_task(pool: u32, key: String) -> Result<u32> {
    with_rim(|rim| Ok(rim.pools.get(pool)?.pool.tasks.number(key)))
}

/// Has workers leave when nothing is left to do.
#[napi(catch_unwind)]
pub fn close_pool(pool: u32) -> Result<()> {
    with_rim(|rim| {
        rim.pools.get(pool)?.pool.scheduler.close();
        Ok(())
    })
}

/// Has workers leave, and concludes every job that none has taken as cancelled.
#[napi(catch_unwind)]
pub fn abandon_pool(pool: u32) -> Result<()> {
    with_rim(|rim| {
        rim.pools.get(pool)?.pool.abandon();
        Ok(())
    })
}

/// Forgets a pool whose workers have left.
#[napi(catch_unwind)]
pub fn drop_pool(home: u32, pool: u32) -> Result<()> {
    with_rim(|rim| {
        if let Some(closed) = rim.pools.close(pool) {
            let others = |pool: &Arc<Pool>| pool.id != closed.pool.id;
            rim.homes.get(home)?.pools.retain(others);
            POOLS.lock().retain(others);
        }
        Ok(())
    })
}

/// The key of the task that nested jobs name by this number.
#[napi(catch_unwind)]
pub fn nested_task_name(pool: u32, number: u32) -> Result<Option<String>> {
    with_rim(|rim| Ok(rim.pools.get(pool)?.pool.tasks.key(number)))
}

/// A pool takes over what was counted and timed in one that has ended.
#[napi(catch_unwind)]
pub fn bequeath(ended: u32, heir: u32) -> Result<()> {
    with_rim(|rim| {
        let ended = Arc::clone(&rim.pools.get(ended)?.pool);
        rim.pools.get(heir)?.pool.inherit(&ended);
        Ok(())
    })
}

/// How many cores this process may use.
#[napi(catch_unwind)]
pub fn cores() -> u32 {
    u32::try_from(num_cpus::get()).unwrap_or(1)
}
