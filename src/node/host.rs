//! A Node thread's half of a pool: the one call by which it hands in an outcome and gets the next job.
//!
//! A Node thread can't simply sleep until there is a job. It has an event loop with the user's timers and sockets, it
//! can be terminated only while no native call is under way, and it may wait for a promise. So the thread comes in
//! for one step at a time, and [`Step`] tells its JavaScript what to do until it comes in again.

use napi::Result;

use super::bell::LoopBell;
use super::buffer::TurnBuffer;
use super::ending::Ends;
use super::table::open_by_handle;
use super::terms::{Entry, Report, Step, Terms};
use super::timers::are_awaited;
use super::turn::Turn;
use crate::completion::Home;
use crate::memory::{Segment, Segments, Slice};
use crate::pool::job::{ALONE, Job, Name, Origin, Value};
use crate::pool::{Delivery, Pool, Taken};
use crate::scheduler::{Found, Worker};
use crate::sync::Arc;

/// A Node thread on a seat.
pub(super) struct NodeHost {
    pub(super) pool: Arc<Pool>,
    pub(super) worker: Worker<Job>,
    pub(super) bell: Arc<LoopBell>,
    /// The buffer that the next job is written to, for JavaScript to read.
    pub(super) inbox: Option<TurnBuffer>,
    /// The segments that JavaScript writes outcomes to.
    pub(super) segments: Segments,
    /// The buffer for outcomes that are too large for a segment, or when there is no segment.
    pub(super) outbox: Option<TurnBuffer>,
    /// Whether JavaScript reads payloads in the segments of their submitter.
    pub(super) reads_segments: bool,
    /// The payload that JavaScript is reading now.
    pub(super) in_hand: Option<Slice>,
    /// The jobs whose data has been asked for.
    pub(super) awaiting: Vec<Name>,
    /// The job among them that must run alone, if there is one. It lets no other job begin.
    pub(super) awaiting_alone: Option<Name>,
    /// A job that was too large for the inbox.
    pub(super) undelivered: Option<Delivery>,
    /// The origin of the jobs that this thread submits, if it submits any.
    pub(super) origin: Option<Arc<Origin>>,
    pub(super) is_away: bool,
    pub(super) turn: Turn,
}

open_by_handle!(NodeHost);

impl Ends for NodeHost {
    /// From here on nobody rings the thread, and its seat is free.
    fn end(self) {
        self.bell.close();
        self.pool.set_alarm(self.worker.seat(), None);
        self.pool.note_left(self.worker.seat());
    }
}

impl NodeHost {
    /// A segment that this thread's JavaScript writes.
    pub(super) fn own_segment(&self, index: u32) -> Option<Arc<Segment>> {
        self.pool.shelf(self.worker.seat())?.find(index)
    }

    /// A segment that the submitter of its jobs writes.
    pub(super) fn home_segment(&self, index: u32) -> Option<Arc<Segment>> {
        self.pool.home.shelf().find(index)
    }

    /// From now on the thread submits jobs, and their outcomes go to this home. Returns the
    /// thread's pool, seat and origin.
    pub(super) fn become_submitter(&mut self, home: Arc<Home>) -> (Arc<Pool>, usize, Arc<Origin>) {
        let seat = self.worker.seat();
        let origin = self.pool.new_origin(seat, home);
        self.origin = Some(Arc::clone(&origin));
        (Arc::clone(&self.pool), seat, origin)
    }

    pub(super) fn exchange(&mut self, report: Option<Report>, terms: &Terms) -> Result<Step> {
        self.in_hand = None;
        self.worker.forget_time();
        if self.is_away {
            self.is_away = false;
            self.worker.come_back();
            self.worker.rise();
        }
        if terms.entry != Entry::Continue {
            self.turn.restart();
        }
        // A handler that returned a promise has worked too, before this call.
        let mut has_worked = report.is_some() || terms.is_busy && terms.entry == Entry::Continue;
        if let Some(report) = report {
            if self.worker.has_run_dry() && !terms.is_busy && self.has_room(terms) {
                self.worker.search_early();
            }
            self.report(&report)?;
        }
        if let Some(delivery) = self.undelivered.take() {
            self.worker.stop_searching();
            return self.deliver(delivery);
        }
        let mut has_waited = false;
        loop {
            if has_worked && self.turn.is_over() {
                self.worker.stop_searching();
                return Ok(Step::Turn);
            }
            // Outcomes come before jobs: the handler that waits for an outcome goes on, so fewer
            // jobs are begun at a time.
            if self.has_outcomes() {
                self.worker.stop_searching();
                return Ok(Step::Collect);
            }
            match self.next(terms) {
                Next::Script(delivery) => return self.deliver(delivery),
                Next::Worked => has_worked = true,
                Next::Nothing if !terms.is_busy && self.is_done() => {
                    self.worker.retire();
                    return Ok(Step::Leave);
                }
                Next::Nothing if has_waited => {
                    if !terms.is_busy && !matches!(terms.entry, Entry::Park | Entry::GoAway) {
                        return Ok(Step::Idle);
                    }
                    if self.go_away(terms) {
                        return Ok(Step::Away);
                    }
                }
                Next::Nothing => {
                    has_waited = true;
                    self.worker.forget_time();
                    if terms.is_busy {
                        self.look_around(terms);
                    } else if terms.entry == Entry::Park {
                        if !are_awaited() {
                            self.park(terms);
                        }
                    } else if terms.entry == Entry::GoAway {
                        // The next look is the last before it goes away.
                    } else if let Some(delivery) = self.search(terms) {
                        return self.deliver(delivery);
                    }
                }
            }
        }
    }

    pub(super) fn has_outcomes(&self) -> bool {
        self.origin
            .as_ref()
            .is_some_and(|origin| origin.home.has_records())
    }

    fn is_done(&self) -> bool {
        !self.is_waiting() && self.worker.is_done()
    }

    /// Whether data is still to come for a job in hand.
    pub(super) fn is_waiting(&self) -> bool {
        !self.awaiting.is_empty()
    }

    /// Looks once for something to do, and does what can be done on the native side.
    pub(super) fn next(&mut self, terms: &Terms) -> Next {
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
            self.worker.stop_searching();
            self.worker.find_own()
        } else {
            None
        };
        found.map_or(Next::Nothing, |found| self.take(found))
    }

    /// Whether the thread may take any job.
    pub(super) fn has_room(&self, terms: &Terms) -> bool {
        self.awaiting.len() < terms.room && self.awaiting_alone.is_none()
    }

    /// Whether the thread may take a job that it submitted itself.
    fn has_own_room(&self, terms: &Terms) -> bool {
        self.origin.as_ref().is_some_and(|origin| {
            let is_own = |name: &&Name| name.origin == origin.number;
            self.awaiting.iter().filter(is_own).count() < terms.own_room
        })
    }

    pub(super) fn take(&mut self, found: Found<Job>) -> Next {
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
}

/// What a look found.
pub(super) enum Next {
    /// A job for JavaScript.
    Script(Delivery),
    /// Something that is done or on its way. The caller looks again.
    Worked,
    /// There is nothing to do.
    Nothing,
}
