//! How jobs and their data come from JavaScript: as a batch of records in one call.

use std::ops::Range;

use napi::{Error, Status};
use napi_derive::napi;

use super::home::NodeHome;
use super::pool::{NodePool, priority};
use super::table::Open;
use crate::completion::record::{HEADER, Header, kind};
use crate::memory::{NoMemory, Slice};
use crate::pool::Supply;
use crate::pool::job::{Job, Stamp, Value, Work};
use crate::scheduler::Priority;
use crate::sync::Arc;

/// Submits the records from byte `start` to byte `end`, in order. They lie in one of the home's segments, or in its
/// staging buffer if `segment` is -1.
///
/// A record's kind word is the kind, plus the priority at bit 8 (0 high, 1 normal, 2 low), plus bit 10 if the job can
/// be cancelled, plus bit 12 if its submitter wants to know its times, plus bit 15 if the job is for one seat. That
/// seat is then at bit 16. The record's extra word is the task.
#[napi(catch_unwind)]
pub fn submit(home: u32, pool: u32, segment: i32, start: u32, end: u32) -> napi::Result<()> {
    NodeHome::with(home, |owner| {
        NodePool::with(pool, |pool| {
            let jobs = match Batch::read(owner, segment, start, end)? {
                Ok(batch) => batch.jobs(owner, pool),
                Err(NoMemory) => jobs_with_memory(owner, pool, start as usize..end as usize),
            };
            pool.publish(jobs);
            Ok(())
        })
    })
}

/// Copies the records of the staging buffer one by one, since there is no memory for a copy of all. A job whose copy
/// fails is concluded.
fn jobs_with_memory(
    owner: &mut NodeHome,
    pool: &NodePool,
    range: Range<usize>,
) -> Vec<(Priority, Job)> {
    let mut jobs = Vec::new();
    let mut at = range.start;
    while at < range.end
        && let Some((header, copied)) = owner.copy_staged(at)
    {
        at += header.record_len();
        match copied {
            Ok(copy) => jobs.extend(Batch(copy).jobs(owner, pool)),
            Err(NoMemory) => owner.home.post(header.slot, kind::NO_MEMORY, 0, &[]),
        }
    }
    jobs
}

impl NodeHome {
    /// The header of the record at this byte of the staging buffer, and a copy of the record.
    fn copy_staged(&self, at: usize) -> Option<(Header, Result<Slice, NoMemory>)> {
        let rest = self.staging.as_ref()?.bytes().get(at..)?;
        let header = Header::read(rest)?;
        let record = rest.get(..header.record_len())?;
        Some((header, Slice::copied(record)))
    }
}

/// Answers of [`supply`] and of `supply_native`.
pub(super) const LATE: u32 = 1;
pub(super) const NO_MEMORY: u32 = 2;

const CANCELLABLE: u32 = 1 << 10;
const WATCHED: u32 = 1 << 12;
const ADDRESSED: u32 = 1 << 15;

/// Staged records. Their jobs refer to the payloads where they lie.
struct Batch(Slice);

impl Batch {
    /// Returns an error in the result if there is no memory for a copy.
    fn read(
        owner: &NodeHome,
        segment: i32,
        start: u32,
        end: u32,
    ) -> napi::Result<Result<Self, NoMemory>> {
        let range = start as usize..end as usize;
        let staged = match u32::try_from(segment) {
            Ok(segment) => owner.segments.slice(segment, range).map(Ok),
            Err(_) => owner
                .staging
                .as_ref()
                .and_then(|staging| staging.bytes().get(range))
                .map(Slice::copied),
        };
        staged.map(|staged| staged.map(Self)).ok_or_else(|| {
            let reason = format!(
                "Bytes {start} to {end} must be staged in segment {segment}, but they are not"
            );
            Error::new(Status::InvalidArg, reason)
        })
    }

    /// Returns the jobs that any worker may take. Publishes the jobs that are for one seat.
    fn jobs(&self, owner: &mut NodeHome, pool: &NodePool) -> Vec<(Priority, Job)> {
        let now = pool.pool.clock.now();
        let mut jobs = Vec::new();
        let mut at = 0;
        while let Some((header, value)) = self.value_at(at) {
            at += header.record_len();
            // If the job has a deadline, setting that deadline may have made the ticket already.
            let ticket = (header.kind & CANCELLABLE != 0)
                .then(|| Arc::clone(&owner.tickets.entry(header.slot).or_default().0));
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
                let seat = header.kind as usize >> 16;
                pool.pool.scheduler.publish_to(seat, job);
            }
        }
        // A searching worker takes jobs while the rest of the batch is still being queued, so the jobs that should
        // start first are queued first.
        jobs.sort_by_key(|(priority, _)| *priority as u8);
        jobs
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

/// Answers a worker that wants a job's data. The answer is one record, staged as for [`submit`], with the job's slot;
/// `withdrawn` says that there is no data. Returns 0, or 1 if the worker has died and the job is queued again, or 2 if
/// there is no memory for a copy of the data and the worker waits on.
#[napi(catch_unwind)]
pub fn supply(
    home: u32,
    pool: u32,
    seat: u32,
    segment: i32,
    start: u32,
    end: u32,
    withdrawn: bool,
) -> napi::Result<u32> {
    let batch = NodeHome::with(home, |owner| Batch::read(owner, segment, start, end))?;
    let Ok(batch) = batch else {
        return Ok(NO_MEMORY);
    };
    let Some((header, value)) = batch.value_at(0) else {
        return Ok(LATE);
    };
    let supply = if withdrawn {
        Supply::Withdrawn
    } else {
        Supply::Value(value)
    };
    NodePool::with(pool, |pool| {
        let name = pool.name(header.slot);
        let is_wanted = pool.pool.supply(seat as usize, name, supply);
        Ok(if is_wanted { 0 } else { LATE })
    })
}
