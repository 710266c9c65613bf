//! How jobs and their data come from JavaScript: as a batch of records in one call.

use napi::{Error, Result, Status};
use napi_derive::napi;

use super::home::NodeHome;
use super::pool::{NodePool, priority};
use super::table::Open;
use crate::completion::record::{HEADER, Header, kind};
use crate::memory::Slice;
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
pub fn submit(home: u32, pool: u32, segment: i32, start: u32, end: u32) -> Result<()> {
    NodeHome::with(home, |owner| {
        NodePool::with(pool, |pool| {
            let batch = Batch::read(owner, segment, start, end)?;
            pool.publish(batch.jobs(owner, pool));
            Ok(())
        })
    })
}

const CANCELLABLE: u32 = 1 << 10;
const WATCHED: u32 = 1 << 12;
const ADDRESSED: u32 = 1 << 15;

/// Staged records. Their jobs refer to the payloads where they lie.
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
        staged.map(Self).ok_or_else(|| {
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
/// `withdrawn` says that there is no data. Returns `false` if the worker has died and the job is queued again.
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
    let record = NodeHome::with(home, |owner| {
        let batch = Batch::read(owner, segment, start, end)?;
        Ok(batch.value_at(0))
    })?;
    let Some((header, value)) = record else {
        return Ok(false);
    };
    let supply = if withdrawn {
        Supply::Withdrawn
    } else {
        Supply::Value(value)
    };
    NodePool::with(pool, |pool| {
        let name = pool.name(header.slot);
        Ok(pool.pool.supply(seat as usize, name, supply))
    })
}
