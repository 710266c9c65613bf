//! Jobs that nobody wants any more: in a queue, in a worker's hand, or on the way from one to the other. See `README.md`.

use super::desk::Stopped;
use super::job::{Job, Name};
use super::ticket::Cancelled;
use super::{Limit, Phase, Pool, Stop};
use crate::Bell;
use crate::completion::record::kind;
use crate::completion::{Counted, Home};
use crate::sync::{Arc, Ordering};

impl Pool {
    /// A job was cancelled before a worker took it.
    pub fn count_cancelled(&self) {
        // Relaxed, here and where it is read: a count for people.
        self.cancelled.fetch_add(1, Ordering::Relaxed);
    }

    /// As [`count_cancelled`](Self::count_cancelled), for one that is recalled: until it is struck off. Nested jobs are not counted, since they aren't among those that wait.
    pub fn counted(&self, name: Name) -> Option<Counted> {
        (name.origin == 0).then(|| Counted::new(&self.cancelled))
    }

    /// A job that was cancelled does not lie in a queue any more.
    pub(super) fn uncount_cancelled(&self) {
        self.cancelled.fetch_sub(1, Ordering::Relaxed);
    }

    /// A job's deadline has passed: see `README.md`. Calls `post` once, to tell its submitter.
    pub(super) fn give_up(&self, home: &Home, limit: &Limit, post: impl Fn(Phase)) {
        let Limit {
            name,
            timeout,
            ticket,
            lease,
            ..
        } = limit;
        let Some(ticket) = ticket else {
            home.recalls().add(name.slot, self.counted(*name));
            return match self.stop_in_hand(*name, *timeout, &post) {
                Some(_) => drop(home.recalls().take(name.slot)),
                None => post(Phase::Queued),
            };
        };
        match ticket.cancel() {
            Cancelled::Queued => {
                post(Phase::Queued);
                if !lease.is_some_and(|lease| self.recall(lease)) {
                    self.count_cancelled();
                }
            }
            Cancelled::Before => post(Phase::Queued),
            Cancelled::Running => {
                if self.stop_in_hand(*name, *timeout, &post).is_none() {
                    post(Phase::Running);
                }
            }
        }
    }

    fn stop_in_hand(&self, name: Name, timeout: f64, post: impl Fn(Phase)) -> Option<()> {
        self.desks.iter().find_map(|(seat, desk)| {
            match desk.stop(name, Stop::Timeout(timeout), || post(Phase::Running)) {
                Stopped::Absent => return None,
                Stopped::Withdrawn(_) => {
                    post(Phase::Queued);
                    self.scheduler.nudge(seat);
                }
                Stopped::Noted => desk.call(),
            }
            Some(())
        })
    }

    /// By what the worker on a seat is called in the middle of a job, from now on; by nothing any more when this has returned with `None`.
    pub fn set_alarm(&self, seat: usize, alarm: Option<Arc<dyn Bell>>) {
        self.desks[seat].set_alarm(alarm);
    }

    /// A job in the hand of the worker on a seat is not wanted any more. `true` if it has begun: its worker will be told, once. Where it waits for its data it is dropped.
    pub fn abort(&self, seat: usize, name: Name) -> bool {
        let Some(desk) = self.desks.get(seat) else {
            return false;
        };
        match desk.stop(name, Stop::Abort, || {}) {
            Stopped::Absent => false,
            Stopped::Withdrawn(_) => {
                self.scheduler.nudge(seat);
                false
            }
            Stopped::Noted => {
                desk.call();
                true
            }
        }
    }

    /// The jobs in the hand of the worker on a seat that are to stop, and why. Each is told once.
    pub fn take_stops(&self, seat: usize) -> Vec<(Name, Stop)> {
        self.desks[seat].take_stops()
    }

    pub(super) fn cancel(&self, job: &Job) {
        self.home_of(job.origin.as_ref())
            .post(job.slot, kind::CANCELLED, 0, &[]);
    }

    pub(super) fn cancel_queued(&self) {
        for job in self.scheduler.drain() {
            self.cancel(&job);
        }
    }
}
