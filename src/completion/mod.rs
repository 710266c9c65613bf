//! A home is where outcomes wait until the environment that asked for them collects them.
//!
//! [`Home`] knows nothing of JavaScript. It is a log, and a `Lookout` by which the home's thread is told of a
//! record. `README.md` describes the protocol.
//!
//! This file is long because posting and collecting work on the same log.

mod glance;
mod lookout;
mod patience;
mod recalls;
pub mod record;

#[cfg(all(test, not(loom)))]
mod test;
#[cfg(all(test, loom))]
mod test_loom;

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use crossbeam_utils::CachePadded;

pub use self::glance::{GLANCE, Glance};
pub use self::patience::Patience;
pub use self::recalls::{Counted, Recalls};

use self::lookout::Lookout;
use self::record::{HEADER, Header, kind};
use crate::Bell;
use crate::memory::{Array, Shelf, Slice, Visits};
use crate::sync::{Arc, AtomicBool, AtomicUsize, Mutex, Ordering};

/// A collection stops after this many bytes of payload that lie elsewhere, so that reading them holds the event
/// loop for a few milliseconds at most.
const MOST_ELSEWHERE: usize = 1 << 23;
/// A log that grew beyond this size while there was much to do is given back when there is nothing to do.
const LOG_TO_KEEP: usize = 1 << 20;

/// The receiving end of one environment: all outcomes of its jobs arrive here.
pub struct Home {
    log: Mutex<Log>,
    posted: AtomicBool,
    lookout: Lookout,
    /// How many threads run jobs whose outcomes are not microseconds away. Relaxed: it only says whether a look may
    /// pay.
    long: AtomicUsize,
    /// Records that were swapped out of the log and not copied yet. Only the home's own thread locks them.
    front: Mutex<Front>,
    arrays: Mutex<HashMap<u32, VecDeque<Array>>>,
    visits: Visits,
    /// It has a cache line of its own: workers look at it for every job, and what is beside it changes for every job.
    recalls: CachePadded<Recalls>,
    /// The segments to which this environment writes the jobs that it submits.
    shelf: Arc<Shelf>,
}

#[derive(Default)]
struct Log {
    bytes: Vec<u8>,
    /// The slices that the records refer to.
    slices: Vec<Slice>,
    closed: bool,
}

#[derive(Default)]
struct Front {
    bytes: Vec<u8>,
    position: usize,
    /// The slices that its records refer to. They are kept until the next front, when the records have been read.
    slices: Vec<Slice>,
}

/// What a collection found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collected {
    /// This many bytes of whole records were copied. It is 0 when there are none.
    Bytes(usize),
    /// The next record alone needs a buffer of this size.
    Needs(usize),
}

impl Home {
    /// Makes an empty home whose bell is armed.
    #[must_use]
    pub fn new(bell: Arc<dyn Bell>) -> Self {
        Self {
            log: Mutex::new(Log::default()),
            posted: AtomicBool::new(false),
            lookout: Lookout::new(bell),
            long: AtomicUsize::new(0),
            front: Mutex::new(Front::default()),
            arrays: Mutex::new(HashMap::new()),
            visits: Visits::default(),
            recalls: CachePadded::default(),
            shelf: Arc::default(),
        }
    }

    /// Appends one record, and rings the bell if nobody is looking.
    pub fn post(&self, slot: u32, kind: u32, extra: u32, payload: &[u8]) {
        let Ok(len) = u32::try_from(payload.len()) else {
            // Payloads are made in buffers whose length fits. A payload whose length doesn't fit
            // must still conclude its job.
            return self.post(
                slot,
                record::kind::PANIC,
                0,
                b"the outcome is larger than 4 GiB",
            );
        };
        self.append(
            Header {
                slot,
                kind,
                len,
                extra,
            },
            payload,
            None,
        );
    }

    /// Does what [`post`](Self::post) does, but leaves the payload where it was written, if the
    /// home can map that segment.
    pub fn post_slice(&self, slot: u32, kind: u32, extra: u32, slice: Slice) {
        let Some((index, start)) = slice.place() else {
            return self.post(slot, kind, extra, slice.bytes());
        };
        let mut place = [0; 8];
        place[..4].copy_from_slice(&index.to_ne_bytes());
        place[4..].copy_from_slice(&start.to_ne_bytes());
        let len = u32::try_from(slice.bytes().len()).unwrap_or(u32::MAX);
        let header = Header {
            slot,
            kind: kind + record::kind::ELSEWHERE,
            len,
            extra,
        };
        self.append(header, &place, Some(slice));
    }

    fn append(&self, header: Header, payload: &[u8], slice: Option<Slice>) {
        let mut log = self.log.lock();
        if log.closed {
            return;
        }
        if log.bytes.try_reserve(header.record_len()).is_ok() {
            log.bytes.extend_from_slice(&header.to_bytes());
            log.bytes.extend_from_slice(payload);
            let padding = header.record_len() - HEADER - payload.len();
            log.bytes.extend_from_slice(&[0; 8][..padding]);
            log.slices.extend(slice);
        } else {
            // A header alone is small, and the log need not grow by more than that.
            log.bytes.reserve_exact(HEADER);
            log.bytes
                .extend_from_slice(&without_payload(header).to_bytes());
        }
        // Release: pairs with the Acquire in `has_records`.
        self.posted.store(true, Ordering::Release);
        drop(log);
        self.lookout.tell();
    }

    /// Leaves arrays under a slot, and posts a record that says so.
    pub fn post_arrays(&self, slot: u32, arrays: Vec<Array>) {
        let count = u32::try_from(arrays.len()).unwrap_or(u32::MAX);
        self.arrays.lock().insert(slot, arrays.into());
        self.post(slot, record::kind::ARRAY, count, &[]);
    }

    /// Hands out the first array under a slot that has not been taken yet.
    pub fn take_array(&self, slot: u32) -> Option<Array> {
        let mut waiting = self.arrays.lock();
        let arrays = waiting.get_mut(&slot)?;
        let array = arrays.pop_front();
        if arrays.is_empty() {
            waiting.remove(&slot);
        }
        array
    }

    /// Copies whole records into `buffer`, as many as fit.
    pub fn collect(&self, buffer: &mut [u8]) -> Collected {
        let mut front = self.front.lock();
        if front.position == front.bytes.len() {
            front.position = 0;
            front.bytes.clear();
            front.slices.clear();
            let mut log = self.log.lock();
            std::mem::swap(&mut log.bytes, &mut front.bytes);
            std::mem::swap(&mut log.slices, &mut front.slices);
            self.posted.store(false, Ordering::Relaxed);
        }
        let rest = &front.bytes[front.position..];
        let mut end = 0;
        let mut elsewhere = 0;
        while let Some(header) = Header::read(&rest[end..]) {
            if elsewhere > MOST_ELSEWHERE {
                break;
            }
            if header.kind & record::kind::ELSEWHERE != 0 {
                elsewhere += header.len as usize;
            }
            let next = end + header.record_len();
            if next > buffer.len() {
                if end == 0 {
                    return Collected::Needs(next);
                }
                break;
            }
            end = next;
        }
        buffer[..end].copy_from_slice(&rest[..end]);
        front.position += end;
        Collected::Bytes(end)
    }

    /// Drops the payload of the next record to collect, for which the environment has no memory. The record says so.
    pub fn forgo_payload(&self) {
        let mut front = self.front.lock();
        let Front {
            bytes, position, ..
        } = &mut *front;
        let Some(header) = Header::read(&bytes[*position..]) else {
            return;
        };
        // What remains of the record is its last bytes, so that it still ends where the next one begins.
        *position += header.record_len() - HEADER;
        bytes[*position..*position + HEADER].copy_from_slice(&without_payload(header).to_bytes());
    }

    /// Looks for a record for at most `limit`. Returns whether there is one.
    pub fn watch(&self, limit: Duration) -> bool {
        lookout::watch(limit, || self.has_records())
    }

    /// The jobs of one more thread take long.
    pub fn long_jobs_begin(&self) {
        self.long.fetch_add(1, Ordering::Relaxed);
    }

    /// The jobs of one thread take long no more.
    pub fn long_jobs_end(&self) {
        self.long.fetch_sub(1, Ordering::Relaxed);
    }

    /// Whether the next outcome may be microseconds away.
    pub fn are_jobs_short(&self) -> bool {
        self.long.load(Ordering::Relaxed) == 0
    }

    /// Says that the event loop stops looking. `true` if there is something to collect after all:
    /// then the bell is not armed.
    pub fn arm(&self) -> bool {
        self.give_back();
        self.lookout.arm(|| self.has_records())
    }

    /// Blocks the home's own thread until there is a record or `limit` is over. Returns whether there is a record.
    /// Afterwards the loop is looking, and the bell is not armed.
    pub fn block(&self, limit: Duration) -> bool {
        self.lookout.block(limit, || self.has_records())
    }

    /// The segments to which this environment writes the jobs that it submits, for workers to map.
    pub fn shelf(&self) -> &Arc<Shelf> {
        &self.shelf
    }

    /// The jobs of this environment that nobody wants any more.
    pub fn recalls(&self) -> &Recalls {
        &self.recalls
    }

    /// The visits to this environment's memory: who may touch it, and until when.
    pub fn visits(&self) -> &Visits {
        &self.visits
    }

    /// Says that the environment ends. Waits for visits, and drops what lies here and everything that comes later.
    pub fn close(&self) {
        self.visits.close();
        let mut log = self.log.lock();
        log.closed = true;
        log.bytes = Vec::new();
        log.slices.clear();
        drop(log);
        self.arrays.lock().clear();
    }

    /// Whether the environment has ended, so that nobody waits for an outcome.
    pub fn is_closed(&self) -> bool {
        self.log.lock().closed
    }

    fn give_back(&self) {
        let mut front = self.front.lock();
        if front.position == front.bytes.len() {
            front.slices.clear();
            if front.bytes.capacity() > LOG_TO_KEEP {
                *front = Front::default();
            }
        }
        drop(front);
        let mut log = self.log.lock();
        if log.bytes.is_empty() && log.bytes.capacity() > LOG_TO_KEEP {
            log.bytes = Vec::new();
        }
    }

    /// Whether there is something to collect.
    pub fn has_records(&self) -> bool {
        // Acquire: pairs with the Release in `append`.
        self.posted.load(Ordering::Acquire) || {
            let front = self.front.lock();
            front.position < front.bytes.len()
        }
    }
}

/// The record that stands for one whose payload there is no memory for.
fn without_payload(header: Header) -> Header {
    Header {
        kind: kind::NO_MEMORY | header.kind & kind::PROGRESS,
        len: 0,
        ..header
    }
}
