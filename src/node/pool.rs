//! Pools, as JavaScript drives them: make, submit, supply, evict, close.

use std::sync::atomic::{AtomicU32, Ordering};

use napi::{Error, Result, Status};
use napi_derive::napi;

use super::home::NodeHome;
use super::rim::with_rim;
use crate::completion::record::{HEADER, Header, kind};
use crate::job::{Job, Ticket, Value, Work};
use crate::memory::Slice;
use crate::pool::{Pool, Supply};
use crate::scheduler::Priority;
use crate::sync::{Arc, Mutex};

/// Pools that workers on other threads may attach to, by their process-wide number.
static POOLS: Mutex<Vec<Arc<Pool>>> = Mutex::new(Vec::new());
static NEXT_ID: AtomicU32 = AtomicU32::new(1);

/// A pool as its owner's thread holds it.
pub(super) struct NodePool {
    pub(super) pool: Arc<Pool>,
}

/// The pool with this process-wide number.
pub(super) fn find_pool(id: u32) -> Option<Arc<Pool>> {
    POOLS.lock().iter().find(|pool| pool.id == id).cloned()
}

/// Makes a pool whose outcomes go to `home`. Nobody sits on its seats yet. Returns a handle.
#[napi(catch_unwind)]
pub fn open_pool(home: u32, seats: u32) -> Result<u32> {
    with_rim(|rim| {
        let owner = rim.homes.get(home)?;
        // Relaxed: the number must be new and says nothing of anything else.
        let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        let pool = Arc::new(Pool::new(id, seats as usize, Arc::clone(&owner.home)));
        owner.pools.push(Arc::clone(&pool));
        POOLS.lock().push(Arc::clone(&pool));
        Ok(rim.pools.open(NodePool { pool }))
    })
}

/// The pool's process-wide number, by which other threads attach to it.
#[napi(catch_unwind)]
pub fn pool_id(pool: u32) -> Result<u32> {
    with_rim(|rim| Ok(rim.pools.get(pool)?.pool.id))
}

/// Puts a plain thread on every seat, named after the label and its seat.
#[napi(catch_unwind)]
pub fn spawn_threads(pool: u32, label: String) -> Result<()> {
    with_rim(|rim| {
        let pool = &rim.pools.get(pool)?.pool;
        for seat in 0..pool.scheduler.seats() {
            pool.spawn(seat, &label).map_err(|error| {
                Error::new(
                    Status::GenericFailure,
                    format!("the system refuses a thread: {error}"),
                )
            })?;
        }
        Ok(())
    })
}

/// Submits the records from `start` to `end` of one of the home's segments, or of its staging buffer if `segment` is -1, in order.
///
/// A record's kind word is the kind, plus the priority (0 high, 1 normal, 2 low) at bit 8, plus bit 10 if the job can
/// be cancelled, plus bit 15 if it is for one seat, which then is at bit 16; its extra word is the task.
#[napi(catch_unwind)]
pub fn submit(home: u32, pool: u32, segment: i32, start: u32, end: u32) -> Result<()> {
    with_rim(|rim| {
        let owner = rim.homes.get(home)?;
        let batch = Batch::read(owner, segment, start, end)?;
        let pool = &rim.pools.get(pool)?.pool;
        let mut jobs = Vec::new();
        let mut at = 0;
        while let Some((header, value)) = batch.value_at(at) {
            at += header.record_len();
            let ticket = (header.kind & CANCELLABLE != 0).then(Arc::<Ticket>::default);
            if let Some(ticket) = &ticket {
                owner.tickets.insert(header.slot, Arc::clone(ticket));
            }
            let work = Work::Script {
                task: header.extra,
                value,
            };
            let job = Job {
                slot: header.slot,
                ticket,
                work,
            };
            if header.kind & ADDRESSED == 0 {
                jobs.push((priority(header.kind >> 8), job));
            } else {
                pool.scheduler.publish_to(header.kind as usize >> 16, job);
            }
        }
        pool.scheduler.publish(jobs);
        Ok(())
    })
}

const CANCELLABLE: u32 = 1 << 10;
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
/// no data.
#[napi(catch_unwind)]
pub fn supply(
    home: u32,
    pool: u32,
    seat: u32,
    segment: i32,
    start: u32,
    end: u32,
    withdrawn: bool,
) -> Result<()> {
    with_rim(|rim| {
        let batch = Batch::read(rim.homes.get(home)?, segment, start, end)?;
        if let Some((header, value)) = batch.value_at(0) {
            let supply = if withdrawn {
                Supply::Withdrawn
            } else {
                Supply::Value(value)
            };
            rim.pools
                .get(pool)?
                .pool
                .supply(seat as usize, header.slot, supply);
        }
        Ok(())
    })
}

/// The thread on a seat has gone: the slot that it had in hand, or -1. The caller settles it.
#[napi(catch_unwind)]
pub fn evict(pool: u32, seat: u32) -> Result<f64> {
    with_rim(|rim| {
        let slot = rim.pools.get(pool)?.pool.evict(seat as usize);
        Ok(slot.map_or(-1.0, f64::from))
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
        let seat = rim.pools.get(pool)?.pool.seat_of(slot);
        Ok(seat.map_or(-1.0, |seat| seat as f64))
    })
}

/// Has workers leave when nothing is left to do. Returns how many plain threads will.
#[napi(catch_unwind)]
pub fn close_pool(pool: u32) -> Result<u32> {
    with_rim(|rim| {
        let pool = &rim.pools.get(pool)?.pool;
        // Counted before: the last thread may leave, and say so, while this returns.
        let threads = pool.threads();
        pool.scheduler.close();
        Ok(u32::try_from(threads).unwrap_or(u32::MAX))
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

/// Jobs taken, steals, parks, workers searching, workers asleep.
#[napi(catch_unwind)]
pub fn pool_stats(pool: u32) -> Result<Vec<f64>> {
    with_rim(|rim| {
        let stats = rim.pools.get(pool)?.pool.scheduler.stats();
        Ok(vec![
            stats.jobs as f64,
            stats.steals as f64,
            stats.parks as f64,
            f64::from(stats.searching),
            f64::from(stats.asleep),
        ])
    })
}

/// How many cores this process may use.
#[napi(catch_unwind)]
pub fn cores() -> u32 {
    u32::try_from(num_cpus::get()).unwrap_or(1)
}
