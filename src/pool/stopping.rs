//! How jobs that nobody wants any more are stopped: in a queue, in a worker's hand, or on the way from one to
//! the other. See `README.md`.

use super::desk::Stopped;
use super::job::{Job, Name};
use super::ticket::Cancelled;
use super::{Limit, Phase, Pool, Stop};
use crate::Bell;
use crate::completion::record::kind;
use crate::completion::{Counted, Home};
use crate::sync::{Arc, Ordering};

impl Pool {
    /// Counts a job that was cancelled before a worker took it.
    pub fn count_cancelled(&self) {
        // Relaxed, here and where it is read: the count only informs people.
        self.cancelled.fetch_add(1, Ordering::Relaxed);
    }

    /// Like [`count_cancelled`](Self::count_cancelled), for a job that is recalled: it is counted until it is struck
    /// off. Nested jobs are not counted, since they aren't among those that wait.
    pub fn counted(&self, name: Name) -> Option<Counted> {
        (name.origin == 0).then(|| Counted::new(&self.cancelled))
    }

    /// Takes a cancelled job out of the count, since it does not lie in a queue any more.
    pub(super) fn uncount_cancelled(&self) {
        self.cancelled.fetch_sub(1, Ordering::Relaxed);
    }

    /// Gives a job up, since its deadline has passed: see `README.md`. Calls `post` once, to tell its submitter.
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

    /// Sets the alarm that calls the worker on a seat in the middle of a job. When this has returned with `None`,
    /// nobody rings the old alarm any more.
    pub fn set_alarm(&self, seat: usize, alarm: Option<Arc<dyn Bell>>) {
        self.desks[seat].set_alarm(alarm);
    }

    /// Stops a job in a worker's hand, because nobody wants it any more. Returns `true` if the job has begun: its
    /// worker will be told, once. If the worker waits for the job's data, the job is dropped.
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

    /// The jobs in hand on a seat that are to stop, and why. Each is returned once.
    pub fn take_stops(&self, seat: usize) -> Vec<(Name, Stop)> {
        self.desks[seat].take_stops()
    }

    /// Takes back at most so many of the owner's jobs that wait for any worker or for their memory, the last ones: see
    /// "Taking back what waits" in `README.md`. Returns their slots: the caller owes them a record. Jobs that were
    /// cancelled in their queue are returned too, and don't count.
    #[must_use = "if nobody concludes a slot, nobody settles its promise"]
    pub fn take_back_waiting(&self, most: usize) -> Vec<u32> {
        let mut taken = self.withdraw_deferred(most);
        let (lifted, is_undisturbed) = self.scheduler.lift_outer();
        let is_waiting = |job: &Job| job.origin.is_none() && !self.was_cancelled(job);
        let waiting = lifted.iter().filter(|it| is_waiting(&it.job)).count();
        let mut spared = match is_undisturbed {
            true => waiting.saturating_sub(most - taken.len()),
            false => 0,
        };
        let (stay, leave): (Vec<_>, Vec<_>) = lifted.into_iter().partition(|it| {
            let is_spared = spared > 0 && is_waiting(&it.job);
            spared -= usize::from(is_spared);
            is_spared || it.job.origin.is_some()
        });
        self.scheduler.lay_back(stay);
        taken.extend(leave.into_iter().map(|it| it.job));
        for job in &taken {
            // A job that was cancelled in its queue is counted until somebody takes it.
            if job.ticket.as_ref().is_some_and(|ticket| !ticket.start()) {
                self.uncount_cancelled();
            }
        }
        taken.into_iter().map(|job| job.slot).collect()
    }

    /// Whether the owner has cancelled a job of its own that no worker has taken.
    fn was_cancelled(&self, job: &Job) -> bool {
        let by_ticket = job
            .ticket
            .as_ref()
            .is_some_and(|ticket| ticket.was_cancelled());
        by_ticket || self.home.recalls().has(job.slot)
    }

    pub(super) fn cancel(&self, job: &Job) {
        self.home_of(job.origin.as_ref())
            .post(job.slot, kind::CANCELLED, 0, &[]);
    }

    /// Concludes as cancelled every job that no worker has taken, also those that wait for a lease.
    pub fn cancel_waiting(&self) {
        self.cancel_deferred();
        self.cancel_queued();
    }

    pub(super) fn cancel_queued(&self) {
        for job in self.scheduler.drain() {
            self.cancel(&job);
        }
    }
}
