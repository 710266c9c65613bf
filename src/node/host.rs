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

use super::alarm::Alarm;
use super::bell::LoopBell;
use super::buffer::TurnBuffer;
use super::home::replace;
use super::pool::find_pool;
use super::rim::{Hook, with_rim};
use crate::Bell;
use crate::completion::Home;
use crate::completion::record::{HEADER, Header, kind};
use crate::job::{ALONE, Job, Name, Origin, Value};
use crate::memory::{SEGMENT, Segment, Segments, Slice};
use crate::pool::{Delivery, Payload, Pool, Stop, Taken};
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
/// Where a job's origin begins in a kind word: above the kind.
const ORIGIN_SHIFT: u32 = 8;
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
    /// Collects outcomes of nested jobs, lets handlers that waited for them go on, and comes in again.
    Collect = 6,
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

/// On what terms the thread comes in.
struct Terms {
    entry: Entry,
    /// Whether handlers of its own wait for its event loop: it may neither block nor leave.
    is_busy: bool,
    /// How many more jobs it may have in hand.
    room: usize,
    /// How many more of those that it submitted itself.
    own_room: usize,
}

impl Terms {
    /// Bits 0 and 1: 0 from the event loop, 1 straight after a job, 2 from the event loop after [`Step::Idle`]. Bit 2: busy. Eleven bits of room from bit 8,
    /// and eleven of room for own jobs from bit 19.
    fn read(word: u32) -> Self {
        Self {
            entry: match word & 3 {
                0 => Entry::Enter,
                1 => Entry::Continue,
                _ => Entry::Park,
            },
            is_busy: word & 4 != 0,
            room: (word >> 8 & 0x7ff) as usize,
            own_room: (word >> 19 & 0x7ff) as usize,
        }
    }
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
    /// Jobs whose data has been asked for.
    awaiting: Vec<Name>,
    /// The one of them that lets no others begin, if there is one.
    awaiting_alone: Option<Name>,
    /// A job that the inbox was too small for.
    undelivered: Option<Delivery>,
    /// What this thread is to the jobs that it submits, if it submits any.
    nest: Option<Arc<Origin>>,
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
        self.pool.set_alarm(self.worker.seat(), None);
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

    /// From now on the thread submits jobs, whose outcomes go to this home. Returns its pool and its seat.
    pub(super) fn nest(&mut self, home: Arc<Home>) -> (Arc<Pool>, usize, Arc<Origin>) {
        let seat = self.worker.seat();
        let origin = self.pool.originate(seat, home);
        self.nest = Some(Arc::clone(&origin));
        (Arc::clone(&self.pool), seat, origin)
    }

    fn exchange(&mut self, report: Option<Report>, terms: &Terms) -> Result<Step> {
        self.in_hand = None;
        self.worker.lapse();
        if self.is_away {
            self.is_away = false;
            self.worker.come_back();
            self.worker.rise();
        }
        if terms.entry != Entry::Continue {
            self.turn_start = Instant::now();
            self.clocked = Duration::ZERO;
        }
        // A handler that goes on by itself has worked too, before this call.
        let mut has_worked = report.is_some() || terms.is_busy && terms.entry == Entry::Continue;
        if let Some(report) = report {
            self.report(&report)?;
        }
        if let Some(delivery) = self.undelivered.take() {
            return self.deliver(delivery);
        }
        let mut has_waited = false;
        loop {
            if has_worked && self.is_turn_over() {
                return Ok(Step::Turn);
            }
            // Outcomes come before jobs: who waits for them goes on, and less is begun at a time.
            if self.has_outcomes() {
                self.worker.rest();
                return Ok(Step::Collect);
            }
            match self.next(terms) {
                Next::Script(delivery) => return self.deliver(delivery),
                Next::Worked => has_worked = true,
                Next::Nothing if !terms.is_busy && self.is_done() => {
                    self.worker.stand_up();
                    return Ok(Step::Leave);
                }
                Next::Nothing if has_waited => {
                    if !terms.is_busy && terms.entry != Entry::Park {
                        return Ok(Step::Idle);
                    }
                    if self.go_away(terms) {
                        return Ok(Step::Away);
                    }
                }
                Next::Nothing => {
                    has_waited = true;
                    self.worker.lapse();
                    if terms.is_busy {
                        self.look_around(terms);
                    } else if terms.entry == Entry::Park {
                        self.park(terms);
                    } else if let Some(delivery) = self.search(terms) {
                        return self.deliver(delivery);
                    }
                }
            }
        }
    }

    fn has_outcomes(&self) -> bool {
        self.nest
            .as_ref()
            .is_some_and(|origin| origin.home.has_records())
    }

    fn is_done(&self) -> bool {
        self.awaiting.is_empty() && self.worker.is_done()
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
    fn next(&mut self, terms: &Terms) -> Next {
        if !self.awaiting.is_empty()
            && let Some(supplied) = self.pool.take_supply(&self.worker)
        {
            self.awaiting.retain(|name| *name != supplied.name);
            self.awaiting_alone = self.awaiting_alone.filter(|name| *name != supplied.name);
            return supplied.delivery.map_or(Next::Worked, Next::Script);
        }
        let found = if self.has_room(terms) {
            self.worker.find()
        } else if self.has_own_room(terms) {
            self.worker.rest();
            self.worker.find_own()
        } else {
            None
        };
        found.map_or(Next::Nothing, |found| self.take(found))
    }

    /// Whether it may take any job.
    fn has_room(&self, terms: &Terms) -> bool {
        self.awaiting.len() < terms.room && self.awaiting_alone.is_none()
    }

    /// Whether it may take a job that it submitted.
    fn has_own_room(&self, terms: &Terms) -> bool {
        self.nest.as_ref().is_some_and(|origin| {
            let is_own = |name: &&Name| name.origin == origin.number;
            self.awaiting.iter().filter(is_own).count() < terms.own_room
        })
    }

    fn take(&mut self, found: Found<Job>) -> Next {
        match self.pool.take(&self.worker, found) {
            Taken::Done => Next::Worked,
            Taken::Script(delivery) if matches!(delivery.value, Value::Ask) => {
                self.awaiting.push(delivery.name);
                if delivery.task & ALONE != 0 {
                    self.awaiting_alone = Some(delivery.name);
                }
                Next::Worked
            }
            Taken::Script(delivery) => Next::Script(delivery),
        }
    }

    /// Looks for a while. A script job comes back; anything else is done, or awaited.
    fn search(&mut self, terms: &Terms) -> Option<Delivery> {
        if !self.awaiting.is_empty() {
            let start = Instant::now();
            while start.elapsed() < SEARCH {
                for _ in 0..LOOKS_PER_YIELD {
                    if let Next::Script(delivery) = self.next(terms) {
                        return Some(delivery);
                    }
                    std::hint::spin_loop();
                }
                std::thread::yield_now();
            }
            return None;
        }
        let found = self.worker.search(SEARCH)?;
        match self.take(found) {
            Next::Script(delivery) => Some(delivery),
            Next::Worked | Next::Nothing => None,
        }
    }

    /// Waits for a moment for outcomes of nested jobs, or for something to do, if only such outcomes are what its handlers wait for. Anything
    /// else that they may wait for comes by the event loop.
    fn look_around(&mut self, terms: &Terms) {
        if self.nest.is_none() || !self.has_room(terms) {
            return;
        }
        let start = Instant::now();
        while start.elapsed() < SEARCH {
            for _ in 0..LOOKS_PER_YIELD {
                if self.has_outcomes() || self.worker.has_jobs() {
                    return;
                }
                std::hint::spin_loop();
            }
            std::thread::yield_now();
        }
    }

    /// Blocks until there is something, for a turn at most.
    fn park(&mut self, terms: &Terms) {
        if !self.has_room(terms) {
            self.worker.park(Some(TURN));
        } else if self.worker.fall_asleep() {
            self.worker.park(Some(TURN));
            self.worker.rise();
        }
    }

    /// Leaves for the event loop, unless there is something after all.
    fn go_away(&mut self, terms: &Terms) -> bool {
        if !self.has_room(terms) {
            self.worker.rest();
            if self.awaiting.is_empty() {
                return true;
            }
        } else if terms.is_busy && self.worker.is_closing() {
            // Nobody will wake it, and nobody must: it comes in by itself when a handler settles.
            self.worker.rest();
            return true;
        } else if terms.is_busy {
            if !self.worker.listen() {
                return false;
            }
        } else if !self.worker.fall_asleep() {
            return false;
        }
        self.is_away = self.worker.go_away();
        if !self.is_away {
            self.worker.rise();
        }
        self.is_away
    }

    /// Posts what its JavaScript wrote: an outcome, or a notice.
    fn report(&mut self, report: &Report) -> Result<()> {
        let seat = self.worker.seat();
        let (pool, worker) = (Arc::clone(&self.pool), &self.worker);
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
            Ok(segment) => self
                .segments
                .slice(segment, report.start..SEGMENT)
                .and_then(|rest| {
                    let header = Header::read(rest.bytes())?;
                    let payload = rest.part(HEADER..HEADER + header.len as usize)?;
                    if payload.bytes().len() < LEAST_ELSEWHERE {
                        post(header, Payload::Bytes(payload.bytes()));
                    } else {
                        post(header, Payload::Slice(payload));
                    }
                    Some(())
                }),
            Err(_) => self.outbox.as_ref().and_then(|outbox| {
                let rest = outbox.bytes().get(report.start..)?;
                let header = Header::read(rest)?;
                let payload = rest.get(HEADER..HEADER + header.len as usize)?;
                post(header, Payload::Bytes(payload));
                Some(())
            }),
        };
        posted.ok_or_else(|| Error::new(Status::InvalidArg, "there is no whole outcome"))
    }

    /// Puts a job in the inbox.
    fn deliver(&mut self, delivery: Delivery) -> Result<Step> {
        let Some(inbox) = &mut self.inbox else {
            return Err(Error::new(Status::InvalidArg, "the thread has no inbox"));
        };
        let inbox = inbox.bytes_mut();
        let Delivery { name, task, value } = &delivery;
        let (slot, task) = (name.slot, *task);
        let origin = name.origin << ORIGIN_SHIFT;
        let (kind, payload): (u32, &[u8]) = match value {
            Value::Inline { kind, bytes } => (*kind, bytes),
            Value::Bytes { kind, slice } => {
                // Segments are mapped between the owner and its workers, and not among these.
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
            Value::Ask => unreachable!("the data of an asked-for job comes as another kind"),
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

/// Where its JavaScript wrote an outcome: a header and a payload, in one of its segments, or in the outbox if `segment` is -1.
struct Report {
    segment: i32,
    start: usize,
}

/// What a look found.
enum Next {
    /// A job for JavaScript.
    Script(Delivery),
    /// Something that is done or on its way: look again.
    Worked,
    Nothing,
}

/// Sits down on a seat of the pool with this process-wide number; `on_wake` is called when there is something to do after [`Step::Away`], and when a job in hand is
/// to stop. Then the first word of `alarm`, an `Int32Array` on shared memory, has been changed too, and [`take_stops`] says which.
#[napi(catch_unwind)]
pub fn attach(
    env: Env,
    pool: u32,
    seat: u32,
    on_wake: Unknown<'_>,
    alarm: Unknown<'_>,
) -> Result<u32> {
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
    pool.be_nice();
    // SAFETY: both came in with this call; `NodeHost::end`, which the clean-up hook added below calls, takes the alarm away.
    let alarm = unsafe { Alarm::new(env.raw(), alarm.raw(), Arc::clone(&bell)) }?;
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
            awaiting: Vec::new(),
            awaiting_alone: None,
            undelivered: None,
            nest: None,
            is_away: false,
            turn_start: Instant::now(),
            clocked: Duration::ZERO,
            unclocked: 0,
            stride: 1,
        });
        // SAFETY: `env` came in with this call.
        unsafe { Hook::Host.add(env.raw(), handle) }?;
        let host = rim.hosts.get(handle)?;
        host.pool.set_alarm(seat as usize, Some(Arc::new(alarm)));
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

/// Has the thread leave before it takes another job.
#[napi(catch_unwind)]
pub fn resign(host: u32) -> Result<()> {
    with_rim(|rim| {
        rim.hosts.get(host)?.worker.resign();
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
/// of its outbox if `segment` is -1. The job is named by its slot, and by its origin above the kind: in the outcome as in the inbox. For `terms` see [`Terms::read`].
#[napi(catch_unwind)]
pub fn exchange(host: u32, segment: i32, start: u32, terms: u32) -> Result<Step> {
    let report = (segment >= -1).then_some(Report {
        segment,
        start: start as usize,
    });
    with_rim(|rim| rim.hosts.get(host)?.exchange(report, &Terms::read(terms)))
}

/// Hands in an outcome, or a notice of a job that goes on, as [`exchange`] does, and takes no job.
#[napi(catch_unwind)]
pub fn report(host: u32, segment: i32, start: u32) -> Result<()> {
    let report = Report {
        segment,
        start: start as usize,
    };
    with_rim(|rim| {
        let host = rim.hosts.get(host)?;
        host.worker.lapse();
        host.report(&report)
    })
}

/// The jobs in hand that are to stop: of each its slot, its origin, and after how many milliseconds it was to be over, or -1 if its signal was aborted.
#[napi(catch_unwind)]
pub fn take_stops(host: u32) -> Result<Vec<f64>> {
    with_rim(|rim| {
        let host = rim.hosts.get(host)?;
        let stops = host.pool.take_stops(host.worker.seat());
        let numbers = stops.into_iter().flat_map(|(name, why)| {
            let timeout = match why {
                Stop::Timeout(ms) => ms,
                Stop::Abort => -1.0,
            };
            [f64::from(name.slot), f64::from(name.origin), timeout]
        });
        Ok(numbers.collect())
    })
}

/// The key of the task that nested jobs name by this number.
#[napi(catch_unwind)]
pub fn nested_task_key(host: u32, number: u32) -> Result<Option<String>> {
    with_rim(|rim| Ok(rim.hosts.get(host)?.pool.tasks.key(number)))
}
