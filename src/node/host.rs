//! A Node thread's half of a pool: the one call by which it hands in an outcome and gets the next job.
//!
//! A Node thread can't simply sleep until there is a job: it has an event loop with the user's timers and sockets, it can only be
//! terminated while no native call is under way, and it may wait for a promise. So the thread comes in for a step
//! at a time, and [`Step`] tells its JavaScript what to do until it comes in again. Longer than other files because the steps
//! share one state.

use std::time::{Duration, Instant};

use napi::Result;
use napi_derive::napi;

use super::bell::LoopBell;
use super::buffer::TurnBuffer;
use super::delivery::Report;
use super::terms::{Entry, Terms};
use crate::completion::Home;
use crate::job::{ALONE, Job, Name, Origin, Value};
use crate::memory::{Segment, Segments, Slice};
use crate::pool::{Delivery, Pool, Taken};
use crate::scheduler::{Found, Worker};
use crate::sync::Arc;

/// How long a thread works, or blocks, before its event loop gets a turn.
const TURN: Duration = Duration::from_millis(10);
/// Jobs that take less than this on average are small beside asking the time.
const SMALL_JOB: Duration = Duration::from_micros(20);
/// How long a thread that ran out of jobs looks for one before it sleeps.
const SEARCH: Duration = Duration::from_micros(50);
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

/// A Node thread on a seat.
pub(super) struct NodeHost {
    pub(super) pool: Arc<Pool>,
    pub(super) worker: Worker<Job>,
    pub(super) bell: Arc<LoopBell>,
    /// Where the next job is put for JavaScript to read.
    pub(super) inbox: Option<TurnBuffer>,
    /// Where JavaScript writes outcomes.
    pub(super) segments: Segments,
    /// Where it writes what is too large for a segment, or when there is none.
    pub(super) outbox: Option<TurnBuffer>,
    /// Whether JavaScript reads payloads where their submitter wrote them.
    pub(super) reads_segments: bool,
    /// The payload that JavaScript reads now.
    pub(super) in_hand: Option<Slice>,
    /// Jobs whose data has been asked for.
    pub(super) awaiting: Vec<Name>,
    /// The one of them that lets no others begin, if there is one.
    pub(super) awaiting_alone: Option<Name>,
    /// A job that the inbox was too small for.
    pub(super) undelivered: Option<Delivery>,
    /// What this thread is to the jobs that it submits, if it submits any.
    pub(super) nest: Option<Arc<Origin>>,
    pub(super) is_away: bool,
    pub(super) turn_start: Instant,
    /// How far into its turn it last asked the time, how many jobs ago, and after how many it asks again.
    pub(super) clocked: Duration,
    pub(super) unclocked: u32,
    pub(super) stride: u32,
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

    pub(super) fn exchange(&mut self, report: Option<Report>, terms: &Terms) -> Result<Step> {
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
        !self.is_waiting() && self.worker.is_done()
    }

    /// Whether data is still to come for a job in its hand.
    fn is_waiting(&self) -> bool {
        !self.awaiting.is_empty()
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
        if !self.has_room(terms) || self.worker.is_dismissed() {
            // What comes to it is its own, and it is told.
            self.worker.rest();
            self.worker.park(Some(TURN));
        } else if self.worker.fall_asleep(self.is_waiting()) {
            self.worker.park(Some(TURN));
            self.worker.rise();
        }
    }

    /// Leaves for the event loop, unless there is something after all.
    fn go_away(&mut self, terms: &Terms) -> bool {
        if !self.has_room(terms) {
            self.worker.rest();
            if !self.is_waiting() {
                return true;
            }
        } else if self.worker.is_dismissed() {
            // The jobs that wait are others'. What comes to this one is its own, and it is told.
            self.worker.rest();
        } else if terms.is_busy && self.worker.is_closing() {
            // Nobody will wake it but for data, and nobody must: it comes in by itself when a handler settles.
            self.worker.rest();
            if !self.is_waiting() {
                return true;
            }
        } else if terms.is_busy {
            if !self.worker.listen() {
                return false;
            }
        } else if !self.worker.fall_asleep(self.is_waiting()) {
            return false;
        }
        self.is_away = self.worker.go_away();
        if !self.is_away {
            self.worker.rise();
        }
        self.is_away
    }
}

/// What a look found.
enum Next {
    /// A job for JavaScript.
    Script(Delivery),
    /// Something that is done or on its way: look again.
    Worked,
    Nothing,
}
