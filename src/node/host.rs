//! A Node thread's half of a pool: the one call by which it hands in an outcome and gets the next job.
//!
//! A Node thread can't simply sleep until there is a job: it has an event loop with the user's timers and sockets, it can only be
//! terminated while no native call is under way, and it may wait for a promise. So the thread comes in for a step
//! at a time, and [`Step`] tells its JavaScript what to do until it comes in again. Longer than other files because the steps
//! share one state, and the functions that JavaScript calls stand beside it.

#![expect(
    unsafe_code,
    reason = "raw Node-API values come in, and their thread is what must be argued"
)]

use std::time::{Duration, Instant};

use napi::{Env, Error, JsValue, Result, Status, Unknown};
use napi_derive::napi;

use super::bell::LoopBell;
use super::buffer::TurnBuffer;
use super::home::replace;
use super::pool::find_pool;
use super::rim::{Hook, with_rim};
use crate::Bell;
use crate::completion::record::{HEADER, Header, kind};
use crate::job::{Job, Value};
use crate::memory::{SEGMENT, Segment, Segments, Slice};
use crate::pool::{Pool, Supply, Taken};
use crate::scheduler::{Found, Worker};
use crate::sync::Arc;

/// How long a thread works, or blocks, before its event loop gets a turn.
const TURN: Duration = Duration::from_millis(10);
/// Jobs that take less than this on average are small beside asking the time.
const SMALL_JOB: Duration = Duration::from_micros(20);
/// How long a thread that ran out of jobs looks for one before it sleeps.
const SEARCH: Duration = Duration::from_micros(50);
/// A payload of fewer bytes is copied: that costs less than to keep its segment from being filled again.
pub(super) const LEAST_ELSEWHERE: usize = 1024;
/// Looks between two yields, while a thread waits for the data of its job.
const LOOKS_PER_YIELD: u32 = 16;

/// What the thread's JavaScript does next.
#[napi]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Runs the job that lies in the inbox, and comes in with its outcome.
    Run = 0,
    /// Gives the event loop a turn and enters again: it has worked for long enough.
    Turn = 1,
    /// Gives the event loop a turn and comes in again to park: there is nothing to do.
    Idle = 2,
    /// Leaves it to the bell: there was nothing to do for long.
    Away = 3,
    /// Ends: the pool is closed and nothing is left.
    Leave = 4,
    /// Brings a larger inbox, of as many bytes as the inbox's first word says.
    Grow = 5,
}

/// How the thread comes in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    /// From its event loop.
    Enter,
    /// Straight after a job.
    Continue,
    /// From its event loop, after [`Step::Idle`]: it may block.
    Park,
}

/// A Node thread on a seat.
pub(super) struct NodeHost {
    pool: Arc<Pool>,
    worker: Worker<Job>,
    bell: Arc<LoopBell>,
    /// Where the next job is put for JavaScript to read.
    inbox: Option<TurnBuffer>,
    /// Where JavaScript writes outcomes.
    pub(super) segments: Segments,
    /// Where it writes what is too large for a segment, or when there is none.
    outbox: Option<TurnBuffer>,
    /// Whether JavaScript reads payloads where their submitter wrote them.
    reads_segments: bool,
    /// The payload that JavaScript reads now.
    in_hand: Option<Slice>,
    /// A job whose data has been asked for: slot and task.
    awaiting: Option<(u32, u32)>,
    /// A job that the inbox was too small for.
    undelivered: Option<(u32, u32, Value)>,
    is_away: bool,
    turn_start: Instant,
    /// How far into its turn it last asked the time, how many jobs ago, and after how many it asks again.
    clocked: Duration,
    unclocked: u32,
    stride: u32,
}

impl NodeHost {
    /// The environment goes: nobody rings it, and its seat is free.
    pub(super) fn end(self) {
        self.bell.close();
        self.pool.note_left(self.worker.seat());
    }

    /// A segment that its own JavaScript writes.
    pub(super) fn own_segment(&self, index: u32) -> Option<Arc<Segment>> {
        self.pool.shelf(self.worker.seat())?.find(index)
    }

    /// A segment that its jobs' submitter writes.
    pub(super) fn home_segment(&self, index: u32) -> Option<Arc<Segment>> {
        self.pool.home.shelf().find(index)
    }

    fn exchange(&mut self, report: Option<Report>, entry: Entry) -> Result<Step> {
        self.in_hand = None;
        if self.is_away {
            self.is_away = false;
            self.worker.come_back();
            self.worker.rise();
        }
        if entry != Entry::Continue {
            self.turn_start = Instant::now();
            self.clocked = Duration::ZERO;
        }
        let mut has_worked = report.is_some();
        if let Some(report) = report {
            self.report(&report)?;
        }
        if let Some((slot, task, value)) = self.undelivered.take() {
            return self.deliver(slot, task, value);
        }
        let mut has_waited = false;
        loop {
            if has_worked && self.is_turn_over() {
                return Ok(Step::Turn);
            }
            match self.next() {
                Next::Script(slot, task, value) => return self.deliver(slot, task, value),
                Next::Worked => has_worked = true,
                Next::Nothing if self.awaiting.is_none() && self.worker.is_done() => {
                    return Ok(Step::Leave);
                }
                Next::Nothing if has_waited => {
                    if entry != Entry::Park {
                        return Ok(Step::Idle);
                    }
                    if self.go_away() {
                        return Ok(Step::Away);
                    }
                }
                Next::Nothing => {
                    has_waited = true;
                    if entry == Entry::Park {
                        self.park();
                    } else if let Some((slot, task, value)) = self.search() {
                        return self.deliver(slot, task, value);
                    }
                }
            }
        }
    }

    /// Whether it has worked for so long that its event loop should have a turn.
    fn is_turn_over(&mut self) -> bool {
        self.unclocked += 1;
        if self.unclocked < self.stride {
            return false;
        }
        let worked = self.turn_start.elapsed();
        // Asking the time costs as much as a tenth of the smallest job: while jobs are that small, one in four asks.
        self.stride = if worked.saturating_sub(self.clocked) < SMALL_JOB * self.unclocked {
            16
        } else {
            1
        };
        self.clocked = worked;
        self.unclocked = 0;
        worked >= TURN
    }

    /// One look, and what can be done here with what it finds.
    fn next(&mut self) -> Next {
        if let Some((slot, task)) = self.awaiting {
            return match self.pool.take_supply(self.worker.seat()) {
                Some(Supply::Value(value)) => {
                    self.awaiting = None;
                    Next::Script(slot, task, value)
                }
                Some(Supply::Native(task, input)) => {
                    self.awaiting = None;
                    self.pool.run_supplied(&self.worker, slot, task, *input);
                    Next::Worked
                }
                Some(Supply::Withdrawn) => {
                    self.awaiting = None;
                    Next::Worked
                }
                None => Next::Nothing,
            };
        }
        match self.worker.find() {
            Some(found) => self.take(found),
            None => Next::Nothing,
        }
    }

    fn take(&mut self, found: Found<Job>) -> Next {
        match self.pool.take(&self.worker, found) {
            Taken::Done => Next::Worked,
            Taken::Script(slot, task, Value::Ask) => {
                self.awaiting = Some((slot, task));
                Next::Worked
            }
            Taken::Script(slot, task, value) => Next::Script(slot, task, value),
        }
    }

    /// Looks for a while. A script job comes back; anything else is done, or awaited.
    fn search(&mut self) -> Option<(u32, u32, Value)> {
        if self.awaiting.is_some() {
            let start = Instant::now();
            while start.elapsed() < SEARCH {
                for _ in 0..LOOKS_PER_YIELD {
                    if let Next::Script(slot, task, value) = self.next() {
                        return Some((slot, task, value));
                    }
                    std::hint::spin_loop();
                }
                std::thread::yield_now();
            }
            return None;
        }
        let found = self.worker.search(SEARCH)?;
        match self.take(found) {
            Next::Script(slot, task, value) => Some((slot, task, value)),
            Next::Worked | Next::Nothing => None,
        }
    }

    /// Blocks until there is something, for a turn at most.
    fn park(&mut self) {
        if self.awaiting.is_some() {
            self.worker.park(Some(TURN));
        } else if self.worker.fall_asleep() {
            self.worker.park(Some(TURN));
            self.worker.rise();
        }
    }

    /// Leaves for the event loop, unless there is something after all.
    fn go_away(&mut self) -> bool {
        if self.awaiting.is_none() && !self.worker.fall_asleep() {
            return false;
        }
        self.is_away = self.worker.go_away();
        if !self.is_away {
            self.worker.rise();
        }
        self.is_away
    }

    /// Posts the outcome that its JavaScript wrote.
    fn report(&mut self, report: &Report) -> Result<()> {
        let seat = self.worker.seat();
        let posted = match u32::try_from(report.segment) {
            Ok(segment) => self
                .segments
                .slice(segment, report.start..SEGMENT)
                .and_then(|rest| {
                    let header = Header::read(rest.bytes())?;
                    let payload = rest.part(HEADER..HEADER + header.len as usize)?;
                    if payload.bytes().len() < LEAST_ELSEWHERE {
                        self.pool
                            .conclude(seat, header.kind, header.extra, payload.bytes());
                    } else {
                        self.pool
                            .conclude_slice(seat, header.kind, header.extra, payload);
                    }
                    Some(())
                }),
            Err(_) => self.outbox.as_ref().and_then(|outbox| {
                let rest = outbox.bytes().get(report.start..)?;
                let header = Header::read(rest)?;
                let payload = rest.get(HEADER..HEADER + header.len as usize)?;
                self.pool.conclude(seat, header.kind, header.extra, payload);
                Some(())
            }),
        };
        posted.ok_or_else(|| Error::new(Status::InvalidArg, "there is no whole outcome"))
    }

    /// Puts a job in the inbox.
    fn deliver(&mut self, slot: u32, task: u32, value: Value) -> Result<Step> {
        let Some(inbox) = &mut self.inbox else {
            return Err(Error::new(Status::InvalidArg, "the thread has no inbox"));
        };
        let inbox = inbox.bytes_mut();
        let (kind, payload): (u32, &[u8]) = match &value {
            Value::Inline { kind, bytes } => (*kind, bytes),
            Value::Bytes { kind, slice } => {
                let place = slice
                    .place()
                    .filter(|_| self.reads_segments && slice.bytes().len() >= LEAST_ELSEWHERE);
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
            Value::Ask => unreachable!("the data of an asked-for job comes as another kind"),
        };
        let needed = HEADER + payload.len();
        if inbox.len() < needed {
            let needed = u32::try_from(needed).unwrap_or(u32::MAX);
            inbox[..4].copy_from_slice(&needed.to_ne_bytes());
            self.undelivered = Some((slot, task, value));
            return Ok(Step::Grow);
        }
        let len = u32::try_from(payload.len()).unwrap_or(u32::MAX);
        let header = Header {
            slot,
            kind,
            len,
            extra: task,
        };
        inbox[..HEADER].copy_from_slice(&header.to_bytes());
        inbox[HEADER..needed].copy_from_slice(payload);
        Ok(Step::Run)
    }
}

/// Where its JavaScript wrote an outcome: a header and a payload, in one of its segments, or in the outbox if `segment` is -1.
struct Report {
    segment: i32,
    start: usize,
}

/// What a look found.
enum Next {
    /// A job for JavaScript: slot, task, value.
    Script(u32, u32, Value),
    /// Something that is done or on its way: look again.
    Worked,
    Nothing,
}

/// Sits down on a seat of the pool with this process-wide number; `on_wake` is called when there is something to do after [`Step::Away`].
#[napi(catch_unwind)]
pub fn attach(env: Env, pool: u32, seat: u32, on_wake: Unknown<'_>) -> Result<u32> {
    let pool = find_pool(pool).ok_or_else(|| {
        Error::new(
            Status::InvalidArg,
            "the pool has gone before its thread came",
        )
    })?;
    // SAFETY: both came in with this call; the clean-up hook added below closes the bell.
    let bell = Arc::new(unsafe { LoopBell::new(env.raw(), on_wake.raw()) }?);
    let worker = Worker::sit(
        &pool.scheduler,
        seat as usize,
        Some(Arc::clone(&bell) as Arc<dyn Bell>),
    )
    .ok_or_else(|| Error::new(Status::InvalidArg, "the seat is taken"))?;
    let shelf = pool.shelf(seat as usize).cloned().unwrap_or_default();
    with_rim(|rim| {
        let handle = rim.hosts.open(NodeHost {
            segments: Segments::new(shelf),
            reads_segments: false,
            in_hand: None,
            pool,
            worker,
            bell,
            inbox: None,
            outbox: None,
            awaiting: None,
            undelivered: None,
            is_away: false,
            turn_start: Instant::now(),
            clocked: Duration::ZERO,
            unclocked: 0,
            stride: 1,
        });
        // SAFETY: `env` came in with this call.
        unsafe { Hook::Host.add(env.raw(), handle) }?;
        Ok(handle)
    })
}

/// From now on a large payload is left in its submitter's segment, and the inbox says where.
#[napi(catch_unwind)]
pub fn read_segments(host: u32) -> Result<()> {
    with_rim(|rim| {
        rim.hosts.get(host)?.reads_segments = true;
        Ok(())
    })
}

/// Says which buffer jobs are put in.
#[napi(catch_unwind)]
pub fn set_inbox(env: Env, host: u32, buffer: Unknown<'_>) -> Result<()> {
    with_rim(|rim| {
        let host = rim.hosts.get(host)?;
        // SAFETY: both came in with this call, from this package's own JavaScript.
        unsafe { replace(env.raw(), &mut host.inbox, buffer.raw()) }
    })
}

/// Says which buffer outcomes are read from.
#[napi(catch_unwind)]
pub fn set_outbox(env: Env, host: u32, buffer: Unknown<'_>) -> Result<()> {
    with_rim(|rim| {
        let host = rim.hosts.get(host)?;
        // SAFETY: both came in with this call, from this package's own JavaScript.
        unsafe { replace(env.raw(), &mut host.outbox, buffer.raw()) }
    })
}

/// Hands in an outcome, if `segment` is not -2, and gets the next job into the inbox. The outcome is a record from `start` of one of the host's segments, or
/// of its outbox if `segment` is -1. `entry` is 0 from the event loop, 1 straight after a job, 2 from the event loop after [`Step::Idle`].
#[napi(catch_unwind)]
pub fn exchange(host: u32, segment: i32, start: u32, entry: u32) -> Result<Step> {
    let report = (segment >= -1).then_some(Report {
        segment,
        start: start as usize,
    });
    let entry = match entry {
        0 => Entry::Enter,
        1 => Entry::Continue,
        _ => Entry::Park,
    };
    with_rim(|rim| rim.hosts.get(host)?.exchange(report, entry))
}
