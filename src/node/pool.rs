//! Pools, as JavaScript drives them: make, submit, supply, evict, close.

use std::sync::atomic::{AtomicU32, Ordering};

use napi::{Error, Result, Status};
use napi_derive::napi;

use super::home::NodeHome;
use super::rim::with_rim;
use crate::completion::record::{HEADER, Header, kind};
use crate::job::{Job, Name, Origin, Stamp, Ticket, Value, Work};
use crate::memory::{LeaseId, Range, Slice};
use crate::pool::{NEVER, Pool, Supply, ns_per_tick};
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

/// How many jobs no thread has taken.
#[napi(catch_unwind)]
pub fn queued(pool: u32) -> Result<f64> {
    with_rim(|rim| Ok(rim.pools.get(pool)?.pool.queued() as f64))
}

/// Submits the records from `start` to `end` of one of the home's segments, or of its staging buffer if `segment` is -1, in order.
///
/// A record's kind word is the kind, plus the priority (0 high, 1 normal, 2 low) at bit 8, plus bit 10 if the job can
/// be cancelled, plus bit 12 if its times are to be told, plus bit 15 if it is for one seat, which then is at bit 16; its extra word is the task.
#[napi(catch_unwind)]
pub fn submit(home: u32, pool: u32, segment: i32, start: u32, end: u32) -> Result<()> {
    with_rim(|rim| {
        let owner = rim.homes.get(home)?;
        let batch = Batch::read(owner, segment, start, end)?;
        let pool = rim.pools.get(pool)?;
        let now = pool.pool.clock.now();
        let mut jobs = Vec::new();
        let mut at = 0;
        while let Some((header, value)) = batch.value_at(at) {
            at += header.record_len();
            let ticket = (header.kind & CANCELLABLE != 0).then(Arc::<Ticket>::default);
            if let Some(ticket) = &ticket {
                owner
                    .tickets
                    .insert(header.slot, (Arc::clone(ticket), None));
            }
            let work = Work::Script {
                task: header.extra,
                value,
            };
            let job = Job {
                slot: header.slot,
                origin: None,
                ticket,
                submitted: Stamp::new(now, header.kind & WATCHED != 0),
                work,
            };
            if header.kind & ADDRESSED == 0 {
                jobs.push((priority(header.kind >> 8), job));
            } else {
                pool.pool
                    .scheduler
                    .publish_to(header.kind as usize >> 16, job);
            }
        }
        pool.publish(jobs);
        Ok(())
    })
}

const CANCELLABLE: u32 = 1 << 10;
const WATCHED: u32 = 1 << 12;
const ADDRESSED: u32 = 1 << 15;

/// The priority that a number stands for.
pub(super) fn priority(number: u32) -> Priority {
    match number & 3 {
        0 => Priority::High,
        2 => Priority::Low,
        _ => Priority::Normal,
    }
}

/// Staged records, whose jobs refer to their payloads where they are.
struct Batch(Slice);

impl Batch {
    fn read(owner: &NodeHome, segment: i32, start: u32, end: u32) -> Result<Self> {
        let range = start as usize..end as usize;
        let staged = match u32::try_from(segment) {
            Ok(segment) => owner.segments.slice(segment, range),
            Err(_) => owner
                .staging
                .as_ref()
                .and_then(|staging| Slice::copied(staging.bytes().get(range)?)),
        };
        staged
            .map(Self)
            .ok_or_else(|| Error::new(Status::InvalidArg, "more is submitted than was staged"))
    }

    fn value_at(&self, at: usize) -> Option<(Header, Value)> {
        let bytes = self.0.bytes();
        let header = Header::read(bytes.get(at..)?)?;
        let start = at + HEADER;
        let value = match header.kind & 0xff {
            kind::ASK => Value::Ask,
            kind::PORT => Value::Port,
            kind @ (kind::FAST | kind::V8) => {
                let slice = self.0.part(start..start + header.len as usize)?;
                Value::Bytes { kind, slice }
            }
            kind => {
                let bytes = bytes
                    .get(start..start + 8)
                    .and_then(|bytes| bytes.try_into().ok());
                Value::Inline {
                    kind,
                    bytes: bytes.unwrap_or_default(),
                }
            }
        };
        Some((header, value))
    }
}

/// Answers a worker that wants a job's data: one record, staged as for [`submit`], whose slot is the job's; `withdrawn` if there is
/// no data. `false` if the worker has died, and the job is queued again.
#[napi(catch_unwind)]
pub fn supply(
    home: u32,
    pool: u32,
    seat: u32,
    segment: i32,
    start: u32,
    end: u32,
    withdrawn: bool,
) -> Result<bool> {
    with_rim(|rim| {
        let batch = Batch::read(rim.homes.get(home)?, segment, start, end)?;
        let Some((header, value)) = batch.value_at(0) else {
            return Ok(false);
        };
        let supply = if withdrawn {
            Supply::Withdrawn
        } else {
            Supply::Value(value)
        };
        let pool = rim.pools.get(pool)?;
        let name = pool.name(header.slot);
        Ok(pool.pool.supply(seat as usize, name, supply))
    })
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

/// Jobs taken, steals, parks, workers searching, workers asleep, leases out, leases waited for.
#[napi(catch_unwind)]
pub fn pool_stats(pool: u32) -> Result<Vec<f64>> {
    with_rim(|rim| {
        let pool = &rim.pools.get(pool)?.pool;
        let (stats, leases) = (pool.stats(), pool.leases());
        Ok(vec![
            stats.jobs as f64,
            stats.steals as f64,
            stats.parks as f64,
            f64::from(stats.searching),
            f64::from(stats.asleep),
            leases.out as f64,
            leases.waiting as f64,
        ])
    })
}

/// What has happened on each seat that was ever taken: the seat, jobs, steals, parks, and for how many milliseconds jobs were under way there.
#[napi(catch_unwind)]
pub fn seat_stats(pool: u32) -> Result<Vec<f64>> {
    with_rim(|rim| {
        let ms = ns_per_tick() / 1e6;
        let seats = rim.pools.get(pool)?.pool.seats().map(|seen| {
            [
                seen.seat as f64,
                seen.stats.jobs as f64,
                seen.stats.steals as f64,
                seen.stats.parks as f64,
                seen.busy as f64 * ms,
            ]
        });
        Ok(seats.flatten().collect())
    })
}

/// For how many milliseconds jobs were under way, added up over the seats; then how long jobs waited, and how long they ran, as histograms: count, least, most,
/// mean, standard deviation, and the asked-for percentiles, in milliseconds.
#[napi(catch_unwind)]
pub fn pool_times(pool: u32, percentiles: Vec<f64>) -> Result<Vec<f64>> {
    with_rim(|rim| {
        let pool = &rim.pools.get(pool)?.pool;
        let (timing, ms) = (pool.timing(), ns_per_tick() / 1e6);
        let mut numbers = vec![timing.busy(NEVER) as f64 * ms];
        for histogram in [&timing.waits, &timing.runs] {
            let least = histogram.min() as f64;
            let of_all = [
                least,
                histogram.max() as f64,
                histogram.mean(),
                histogram.stdev(),
            ];
            let of_some = percentiles
                .iter()
                .map(|at| histogram.value_at_percentile(*at) as f64);
            numbers.push(histogram.len() as f64);
            numbers.extend(of_all.into_iter().chain(of_some).map(|ticks| ticks * ms));
        }
        Ok(numbers)
    })
}

/// Begins to trace a pool. Returns this moment, as [`read_trace`] has it, and how many nanoseconds a tick of it takes.
#[napi(catch_unwind)]
pub fn start_trace(pool: u32) -> Result<Vec<f64>> {
    with_rim(|rim| {
        let pool = &rim.pools.get(pool)?.pool;
        pool.clock.want(true);
        pool.trace.turn(true);
        Ok(vec![pool.clock.now() as f64, ns_per_tick()])
    })
}

/// Ends that. The pool is still timed if `is_timed`.
#[napi(catch_unwind)]
pub fn stop_trace(pool: u32, is_timed: bool) -> Result<()> {
    with_rim(|rim| {
        let pool = &rim.pools.get(pool)?.pool;
        pool.trace.turn(false);
        pool.clock.want(is_timed);
        Ok(())
    })
}

/// What the threads of a pool have done since this was called last, in the order in which it ended. Eight numbers a span: its kind (0 a script's job, 1 a native one, 2 a
/// part of another thread's), seat, lane, task, the seat it was taken from or -1, and in ticks when it was submitted (0: before the trace), began and ended.
#[napi(catch_unwind)]
pub fn read_trace(pool: u32) -> Result<Vec<f64>> {
    with_rim(|rim| {
        let spans = rim.pools.get(pool)?.pool.trace.read();
        let numbers = spans.iter().map(|span| {
            [
                f64::from(span.kind as u32),
                span.seat as f64,
                f64::from(span.lane),
                f64::from(span.task),
                span.from.map_or(-1.0, |seat| seat as f64),
                span.submitted as f64,
                span.begun as f64,
                span.ended as f64,
            ]
        });
        Ok(numbers.flatten().collect())
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
