//! The records between a Node thread's native side and its JavaScript: jobs go into the inbox, and outcomes and
//! notices come out of the outbox.

use napi::{Error, Result, Status};
use napi_derive::napi;

use super::host::NodeHost;
use super::table::Open;
use super::terms::{Report, Step};
use crate::completion::record::{HEADER, Header, kind};
use crate::pool::job::{Name, Value};
use crate::pool::{Delivery, Payload};

/// A payload of fewer bytes is copied. Copying it costs less than keeping its segment from being filled again.
pub(super) const LEAST_ELSEWHERE: usize = 1024;
/// The lowest bit of a job's origin in a kind word. The kind is below it.
const ORIGIN_SHIFT: u32 = 8;

/// Says that JavaScript has read the payload of the job that it got last, before the job is over. Its segment may be
/// filled again.
#[napi(catch_unwind)]
pub fn let_go(host: u32) -> Result<()> {
    NodeHost::with(host, |open| {
        open.in_hand = None;
        Ok(())
    })
}

impl NodeHost {
    /// Posts what its JavaScript wrote: an outcome or a notice.
    pub(super) fn report(&mut self, report: &Report) -> Result<()> {
        let Self {
            pool,
            worker,
            segments,
            outbox,
            ..
        } = self;
        let seat = worker.seat();
        let post = |header: Header, payload: Payload<'_>| {
            let kind = header.kind & kind::MASK;
            let name = Name {
                origin: header.kind >> ORIGIN_SHIFT,
                slot: header.slot,
            };
            if kind & kind::PROGRESS == 0 {
                pool.conclude(worker, name, kind, payload);
            } else {
                pool.note(seat, name, kind, payload);
            }
        };
        let posted = match u32::try_from(report.segment) {
            Ok(segment) => segments.rest(segment, report.start).and_then(|rest| {
                let header = Header::read(rest.bytes())?;
                let payload = rest.part(HEADER..HEADER + header.len as usize)?;
                if payload.bytes().len() < LEAST_ELSEWHERE {
                    post(header, Payload::Bytes(payload.bytes()));
                } else {
                    post(header, Payload::Slice(payload));
                }
                Some(())
            }),
            Err(_) => outbox.as_ref().and_then(|outbox| {
                let rest = outbox.bytes().get(report.start..)?;
                let header = Header::read(rest)?;
                let payload = rest.get(HEADER..HEADER + header.len as usize)?;
                post(header, Payload::Bytes(payload));
                Some(())
            }),
        };
        posted.ok_or_else(|| {
            let reason = format!(
                "A whole outcome must start at byte {} of segment {}, but there is none",
                report.start, report.segment
            );
            Error::new(Status::InvalidArg, reason)
        })
    }

    /// Writes a job to the inbox.
    pub(super) fn deliver(&mut self, delivery: Delivery) -> Result<Step> {
        let Some(inbox) = &mut self.inbox else {
            return Err(Error::new(
                Status::InvalidArg,
                "The thread must set an inbox before it takes a job",
            ));
        };
        let inbox = inbox.bytes_mut();
        let Delivery { name, task, value } = &delivery;
        let (slot, task) = (name.slot, *task);
        let origin = name.origin << ORIGIN_SHIFT;
        let (kind, payload): (u32, &[u8]) = match value {
            Value::Inline { kind, bytes } => (*kind, bytes),
            Value::Bytes { kind, slice } => {
                // Only the owner and its workers map each other's segments. Workers don't map those of other workers.
                let is_read = self.reads_segments && name.origin == 0;
                let place = slice
                    .place()
                    .filter(|_| is_read && slice.bytes().len() >= LEAST_ELSEWHERE);
                if let Some((index, start)) = place {
                    let len = u32::try_from(slice.bytes().len()).unwrap_or(u32::MAX);
                    let header = Header {
                        slot,
                        kind: kind + kind::ELSEWHERE,
                        len,
                        extra: task,
                    };
                    inbox[..HEADER].copy_from_slice(&header.to_bytes());
                    inbox[HEADER..HEADER + 4].copy_from_slice(&index.to_ne_bytes());
                    inbox[HEADER + 4..HEADER + 8].copy_from_slice(&start.to_ne_bytes());
                    self.in_hand = Some(slice.clone());
                    return Ok(Step::Run);
                }
                (*kind, slice.bytes())
            }
            Value::Port => (kind::PORT, &[]),
            Value::Ask => {
                unreachable!("when the data of such a job comes, the value is of another kind")
            }
        };
        let needed = HEADER + payload.len();
        if inbox.len() < needed {
            let needed = u32::try_from(needed).unwrap_or(u32::MAX);
            inbox[..4].copy_from_slice(&needed.to_ne_bytes());
            self.undelivered = Some(delivery);
            return Ok(Step::Grow);
        }
        let len = u32::try_from(payload.len()).unwrap_or(u32::MAX);
        let header = Header {
            slot,
            kind: kind + origin,
            len,
            extra: task,
        };
        inbox[..HEADER].copy_from_slice(&header.to_bytes());
        inbox[HEADER..needed].copy_from_slice(payload);
        Ok(Step::Run)
    }
}
