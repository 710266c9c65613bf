//! Where a worker looks for something to do, from the nearest place to the farthest.
//!
//! The places are its mail, its own deque, nested jobs (its own first), the injectors, and the deques of other
//! seats. See "Where a worker looks for a job" in `README.md`.

use std::cell::Cell;

use crossbeam_deque::Steal;

use super::seat::{Deque, Seat};
use super::{Fork, Scheduler};
use crate::sync::Arc;

/// What a worker found.
pub enum Found<J> {
    /// A job.
    Job(J),
    /// A job for this worker only.
    Mail(J),
    /// A part of a job that runs elsewhere. The worker only has to run it, and owes no record for it.
    Fork(Fork<J>),
}

/// The places where the worker on one seat looks for something to do.
pub(super) struct Sources<J> {
    pub(super) scheduler: Arc<Scheduler<J>>,
    pub(super) seat: usize,
    /// `None` only while the worker is dropped: the deque goes back to the seat then.
    pub(super) deque: Option<Deque<J>>,
    /// The seat where the next round of stealing starts. It moves on, so that no seat is robbed first every time.
    victim: Cell<usize>,
    /// The seat that the last fork was stolen from, until [`robbed`](Self::robbed) takes it.
    robbed: Cell<Option<usize>>,
}

impl<J> Sources<J> {
    pub(super) fn new(scheduler: Arc<Scheduler<J>>, seat: usize, deque: Deque<J>) -> Self {
        Self {
            scheduler,
            seat,
            deque: Some(deque),
            victim: Cell::new(seat + 1),
            robbed: Cell::new(None),
        }
    }

    pub(super) fn place(&self) -> &Seat<J> {
        &self.scheduler.seats[self.seat]
    }

    /// The nearest thing to do, if there is one now.
    #[inline]
    pub(super) fn find(&self) -> Option<Found<J>> {
        self.take_mail()
            .or_else(|| self.pop().map(Found::Fork))
            .or_else(|| self.take_nested())
            .or_else(|| self.take_injected())
            .or_else(|| self.steal().map(Found::Fork))
    }

    /// A job for this seat only.
    #[inline]
    pub(super) fn take_mail(&self) -> Option<Found<J>> {
        self.place().mail.take().map(Found::Mail)
    }

    /// A job that this seat's worker submitted.
    pub(super) fn take_own(&self) -> Option<Found<J>> {
        self.scheduler.nested.take_own(self.seat).map(Found::Job)
    }

    #[inline]
    fn take_nested(&self) -> Option<Found<J>> {
        let victim = self.victim.get();
        self.scheduler
            .nested
            .take(self.seat, victim)
            .map(Found::Job)
    }

    #[inline]
    fn take_injected(&self) -> Option<Found<J>> {
        let mut injectors = self.scheduler.injectors.iter();
        injectors
            .find_map(|queue| insist(|| queue.steal()))
            .map(Found::Job)
    }

    /// Leaves a fork on this seat's own deque. It is the next fork to be taken here, and others may steal it.
    pub(super) fn push(&self, fork: Fork<J>) {
        if let Some(deque) = &self.deque {
            deque.push(fork);
            self.scheduler.offer_fork();
        }
    }

    /// The latest fork on this seat's own deque, if nobody has stolen it.
    pub(super) fn pop(&self) -> Option<Fork<J>> {
        self.deque.as_ref()?.pop()
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

    /// Which seat the last fork was stolen from, if one was stolen since the last call.
    pub(super) fn robbed(&self) -> Option<usize> {
        self.robbed.take()
    }
}

/// Repeats a steal that lost a race: a lost race says nothing about what is in the queue.
pub(super) fn insist<J>(steal: impl Fn() -> Steal<J>) -> Option<J> {
    loop {
        match steal() {
            Steal::Success(job) => return Some(job),
            Steal::Empty => return None,
            Steal::Retry => {}
        }
    }
}
