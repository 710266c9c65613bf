//! What becomes of jobs when the thread goes that has them in hand, or is to.

use super::in_hand::Waiting;
use super::job::{Job, Name, Origin, Value, Work};
use super::{Pool, Span, Supply};
use crate::completion::record::kind;
use crate::sync::{Arc, Ordering};

impl Pool {
    /// The thread on a seat has gone for good, and another may come. Jobs that waited for their data are queued again, and those that it had submitted and nobody has
    /// taken are dropped. All others come back: the caller owes them a record.
    #[must_use = "a slot nobody concludes is a promise nobody settles"]
    pub fn evict(&self, seat: usize) -> Vec<Left> {
        self.scheduler.reinstate(seat);
        let Some(desk) = self.desks.peek(seat) else {
            return Vec::new();
        };
        desk.is_left.store(false, Ordering::Relaxed);
        self.scheduler.take_orphans(seat).for_each(drop);
        let mut left = Vec::new();
        let now = self.clock.now();
        for (held, supply) in desk.clear(now) {
            if held.waiting.is_none() && self.trace.is_on() {
                self.trace.add(Span::of_script(seat, &held, now));
            }
            match (held.waiting, supply) {
                // What went to its port is lost with it.
                (Some(_), Some(Supply::Value(Value::Port))) | (None, _) => left.push(Left {
                    slot: held.slot,
                    origin: held.origin,
                }),
                // It was for this thread and no other.
                (Some(Waiting { is_mail: true, .. }), None | Some(Supply::Value(_))) => {
                    left.push(Left {
                        slot: held.slot,
                        origin: held.origin,
                    });
                }
                (Some(waiting), supply) => {
                    let task = held.task;
                    let work = match supply {
                        None => Work::Script {
                            task,
                            value: Value::Ask,
                        },
                        Some(Supply::Value(value)) => Work::Script { task, value },
                        Some(Supply::Native(work)) => Work::Native(work),
                        // It has gone to wait for its memory, and comes back by itself.
                        Some(Supply::Deferred) => continue,
                        Some(Supply::Withdrawn) => {
                            let home = self.home_of(held.origin.as_ref());
                            home.post(held.slot, kind::CANCELLED, 0, &[]);
                            continue;
                        }
                    };
                    self.put_back(Job {
                        slot: held.slot,
                        origin: held.origin,
                        ticket: waiting.ticket,
                        submitted: held.submitted,
                        work,
                    });
                }
            }
        }
        left
    }

    /// What waited for the worker on a seat, whose thread has gone for good. The caller owes these slots a record.
    #[must_use = "a slot nobody concludes is a promise nobody settles"]
    pub fn evict_mail(&self, seat: usize) -> Vec<u32> {
        let jobs = self.scheduler.drain_mail(seat);
        jobs.into_iter().map(|job| job.slot).collect()
    }

    /// A thread has left its seat for good.
    pub fn note_left(&self, seat: usize) {
        self.desks[seat].is_left.store(true, Ordering::Relaxed);
    }

    /// Whether a thread has left the seat since it was last evicted.
    pub fn has_left(&self, seat: usize) -> bool {
        let desk = self.desks.get(seat);
        desk.is_some_and(|desk| desk.is_left.load(Ordering::Relaxed))
    }

    fn put_back(&self, job: Job) {
        let is_wanted = job.ticket.as_ref().is_none_or(|ticket| ticket.put_back());
        if is_wanted && !self.scheduler.is_closing() {
            self.scheduler.put_back(job);
        } else {
            self.cancel(&job);
        }
    }

    /// Whether the worker on a seat has this job in hand; then it takes no other from now on, and its thread may be ended: see "A worker that is ended for one
    /// job's sake" in `scheduler/README.md`.
    pub fn condemn(&self, seat: usize, name: Name) -> bool {
        let desk = self.desks.get(seat);
        let holds = || desk.is_some_and(|desk| desk.find(name).is_some());
        if !holds() {
            return false;
        }
        self.scheduler.dismiss(seat);
        holds()
    }
}

/// A job that a worker left when it died.
pub struct Left {
    /// Its submitter's number for it.
    pub slot: u32,
    /// Its submitter, if that is a worker.
    pub origin: Option<Arc<Origin>>,
}
