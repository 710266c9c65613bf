//! Where a worker looks for something to do, nearest first: its mail, its own deque, what it submitted itself, the queues, the deques of others. See
//! "Where a job is looked for" in `README.md`.

use crossbeam_deque::Steal;

use super::Fork;
use super::worker::{Phase, Worker};

/// What a worker found.
pub enum Found<J> {
    /// A job.
    Job(J),
    /// A job for this worker and no other.
    Mail(J),
    /// A part of a job that runs elsewhere: it wants to be run, and nothing else.
    Fork(Fork<J>),
}

impl<J> Worker<J> {
    /// Something to do, if there is something now. A worker that is dismissed finds only what is its own.
    pub fn find(&mut self) -> Option<Found<J>> {
        if self.is_dismissed() {
            // Its mail is for nobody else, and what it has in hand may wait for jobs that it submitted itself.
            return self.find_mail().or_else(|| self.find_own());
        }
        let found = self
            .take_mail()
            .map(Found::Mail)
            .or_else(|| self.pop().map(Found::Fork))
            .or_else(|| self.take_nested().map(Found::Job))
            .or_else(|| self.take_injected().map(Found::Job))
            .or_else(|| self.steal().map(Found::Fork))?;
        if matches!(found, Found::Job(_)) {
            self.quota -= 1;
        }
        if self.is_idle {
            self.set_idle(false);
        }
        self.place().stats.count_job();
        if self.phase == Phase::Searching {
            self.stop_search();
        }
        Some(found)
    }

    fn find_mail(&mut self) -> Option<Found<J>> {
        let job = self.take_mail()?;
        self.place().stats.count_job();
        Some(Found::Mail(job))
    }

    /// A job that this worker submitted, if one waits: for a worker that has no room for others.
    pub fn find_own(&mut self) -> Option<Found<J>> {
        let job = self.scheduler.nested.take_own(self.seat)?;
        self.place().stats.count_job();
        Some(Found::Job(job))
    }

    /// Leaves a fork on its own deque, where it is next in line here and others may steal it.
    pub(super) fn push(&self, fork: Fork<J>) {
        if let Some(deque) = &self.deque {
            deque.push(fork);
            self.scheduler.offer_fork();
        }
    }

    /// The latest fork on its own deque, if it has not been stolen.
    pub(super) fn pop(&self) -> Option<Fork<J>> {
        self.deque.as_ref()?.pop()
    }

    fn take_mail(&self) -> Option<J> {
        self.place().mail.take()
    }

    fn take_nested(&self) -> Option<J> {
        self.scheduler.nested.take(self.seat, self.victim.get())
    }

    fn take_injected(&self) -> Option<J> {
        let mut injectors = self.scheduler.injectors.iter();
        injectors.find_map(|queue| insist(|| queue.steal()))
    }

    /// The oldest fork of another seat.
    pub(super) fn steal(&self) -> Option<Fork<J>> {
        let seats = &self.scheduler.seats;
        let made = seats.made();
        let first = self.victim.get();
        let fork = (first..first + made)
            .map(|at| at % made)
            .filter(|&at| at != self.seat)
            .filter_map(|at| Some((at, seats.peek(at)?)))
            .find_map(|(at, seat)| {
                let fork = insist(|| seat.stealer.steal())?;
                self.robbed.set(Some(at));
                Some(fork)
            })?;
        self.victim.set(first % made + 1);
        self.place().stats.count_steal();
        Some(fork)
    }
}

/// Repeats a steal that lost a race, which says nothing about what is in the queue.
pub(super) fn insist<J>(steal: impl Fn() -> Steal<J>) -> Option<J> {
    loop {
        match steal() {
            Steal::Success(job) => return Some(job),
            Steal::Empty => return None,
            Steal::Retry => {}
        }
    }
}
