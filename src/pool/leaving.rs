//! What happens to the jobs in a thread's hand when the thread is gone, or is about to be ended.

use super::desk::Desk;
use super::in_hand::Waiting;
use super::job::{Job, Name, Origin, Value, Work};
use super::{Pool, Span, Supply};
use crate::completion::record::kind;
use crate::sync::{Arc, Ordering};

impl Pool {
    /// Clears the seat of a thread that has gone for good, so that another thread may come. Jobs that waited for
    /// their data are queued again. Jobs that the thread had submitted and nobody has taken are dropped. Returns all
    /// other jobs: the caller owes them a record.
    #[must_use = "if nobody concludes a slot, nobody settles its promise"]
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
                // A value that was sent to the thread's port is lost with the thread.
                (Some(_), Some(Supply::Value(Value::Port))) | (None, _) => left.push(Left {
                    slot: held.slot,
                    origin: held.origin,
                }),
                // The job was for this thread and no other.
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
                        // The job waits for a lease on its memory, and comes back through a queue.
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

    /// The jobs in hand that the worker on this seat had submitted before it went for good, each with the seat of the
    /// worker that has it. A worker that is just taking such a job drops it: it looks at the submitter's home under its
    /// desk's lock, and that home was closed before the submitter's thread ended.
    pub fn orphans(&self, seat: usize) -> Vec<(usize, Name)> {
        let submitter = u32::try_from(seat).unwrap_or(u32::MAX);
        let orphans = self.desks.iter().flat_map(|(seat, desk)| {
            let names = desk.orphans_of(submitter).into_iter();
            names.map(move |name| (seat, name))
        });
        orphans.collect()
    }

    /// Takes the mail of a seat whose thread has gone for good. The caller owes these slots a record.
    #[must_use = "if nobody concludes a slot, nobody settles its promise"]
    pub fn evict_mail(&self, seat: usize) -> Vec<u32> {
        let jobs = self.scheduler.drain_mail(seat);
        jobs.into_iter().map(|job| job.slot).collect()
    }

    /// Notes that a thread has left its seat for good.
    pub fn note_left(&self, seat: usize) {
        self.desks[seat].is_left.store(true, Ordering::Relaxed);
    }

    /// Whether a thread has left the seat since the last call of [`evict`](Self::evict).
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

    /// The jobs that the worker on a seat has begun and not ended, without a native job that it runs.
    pub fn begun(&self, seat: usize) -> Vec<Name> {
        let desk = self.desks.get(seat);
        desk.map(Desk::begun).unwrap_or_default()
    }

    /// Whether the worker on a seat has this job in hand. If so, the worker takes no other job from now on, and its
    /// thread may be ended: see "A worker that is ended for one job's sake" in `scheduler/README.md`.
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

/// A job that was lost when its worker died.
pub struct Left {
    /// Its submitter's number for the job.
    pub slot: u32,
    /// Its submitter, if that is a worker.
    pub origin: Option<Arc<Origin>>,
}
