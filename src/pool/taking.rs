//! A script's job in a worker's hand: taken off a queue, given its data, concluded.

use super::desk::Arrival;
use super::in_hand::{JobInHand, Waiting};
use super::job::{Job, Name, Origin, Stamp, Value, Work};
use super::stats::post_times;
use super::{NEVER, Pool, Span, Supply};
use crate::completion::record::kind;
use crate::memory::Slice;
use crate::scheduler::{Fork, Found, Worker};
use crate::sync::Arc;

impl Pool {
    /// Does what a worker can do by itself with what it found, and says what is left to do.
    pub fn take(&self, worker: &Worker<Job>, found: Found<Job>) -> Taken {
        let is_mail = matches!(found, Found::Mail(_));
        let job = match found {
            Found::Job(job) | Found::Mail(job) => job,
            Found::Fork(fork) => {
                self.run_fork(worker, fork);
                return Taken::Done;
            }
        };
        let Job {
            slot,
            origin,
            ticket,
            submitted,
            work,
        } = job;
        // Not counted as held for jobs of the pool's owner: the count would be one word that every worker writes for every job.
        let outer = origin.as_ref().map(|origin| Arc::clone(&origin.home));
        let home = outer.as_ref().unwrap_or(&self.home);
        if origin.is_some() && home.is_closed() {
            return Taken::Done;
        }
        if ticket.as_ref().is_some_and(|ticket| !ticket.start()) {
            self.uncount_cancelled();
            home.post(slot, kind::CANCELLED, 0, &[]);
            return Taken::Done;
        }
        match work {
            Work::Native(work) => {
                if home.recalls().take(slot) {
                    home.post(slot, kind::CANCELLED, 0, &[]);
                    return Taken::Done;
                }
                self.run_native(worker, slot, home, ticket.as_deref(), submitted, *work);
                Taken::Done
            }
            Work::Script { task, value } => {
                let name = Name::of(origin.as_ref(), slot);
                let is_asked = matches!(value, Value::Ask);
                let waiting = is_asked.then_some(Waiting { ticket, is_mail });
                let begun = if is_asked {
                    NEVER
                } else {
                    self.begin_moment(worker, submitted)
                };
                let held = JobInHand {
                    slot,
                    task,
                    origin,
                    submitted,
                    begun,
                    lane: 0,
                    waiting,
                    stop: None,
                };
                let is_traced = self.trace.is_on();
                if !self.desks[worker.seat()]
                    .hold_unless(held, is_traced, || home.recalls().take(slot))
                {
                    home.post(slot, kind::CANCELLED, 0, &[]);
                    return Taken::Done;
                }
                if is_asked {
                    let seat = u32::try_from(worker.seat()).unwrap_or(u32::MAX);
                    home.post(slot, kind::WANTED, seat, &[]);
                }
                Taken::Script(Delivery { name, task, value })
            }
        }
    }

    /// Runs a part of a native job that another worker has in hand. It is no job.
    fn run_fork(&self, worker: &Worker<Job>, fork: Fork<Job>) {
        let victim = worker.robbed();
        let begun = self.moment(worker);
        fork.run(worker);
        worker.forget_time();
        if let Some(victim) = victim.filter(|_| self.trace.is_on() && begun != NEVER) {
            let lane = self.desks[worker.seat()].free_lane();
            let ended = self.moment(worker);
            self.trace
                .add(Span::of_steal(worker.seat(), lane, victim, begun, ended));
        }
    }

    /// The moment at which a worker begins a job. It may have read the clock before the job was submitted, and have been held up since.
    pub(super) fn begin_moment(&self, worker: &Worker<Job>, submitted: Stamp) -> u64 {
        let moment = self.moment(worker);
        if moment == NEVER || moment >= submitted.moment() {
            return moment;
        }
        worker.forget_time();
        self.moment(worker).max(submitted.moment())
    }

    /// A job that was in hand has ended: who wants to know its times is told of them.
    fn tell_times(&self, seat: usize, held: &JobInHand, now: u64) {
        if held.submitted.is_watched() {
            let home = self.home_of(held.origin.as_ref());
            post_times(home, held.slot, seat, held.submitted, held.begun, now);
        }
        if self.trace.is_on() {
            self.trace.add(Span::of_script(seat, held, now));
        }
    }

    /// A worker has an outcome for a job in its hand: posts it. Nothing happens if it has no such job.
    pub fn conclude(&self, worker: &Worker<Job>, name: Name, kind: u32, payload: Payload<'_>) {
        let (seat, now) = (worker.seat(), self.moment(worker));
        self.desks[seat].conclude(name, now, |held| {
            self.tell_times(seat, &held, now);
            self.post(seat, held.origin.as_ref(), name.slot, kind, payload);
        });
    }

    /// The worker on a seat has something to tell of a job that goes on.
    pub fn note(&self, seat: usize, name: Name, kind: u32, payload: Payload<'_>) {
        if let Some((origin, _)) = self.desks[seat].find(name) {
            self.post(seat, origin.as_ref(), name.slot, kind, payload);
        }
    }

    fn post(
        &self,
        seat: usize,
        origin: Option<&Arc<Origin>>,
        slot: u32,
        kind: u32,
        payload: Payload<'_>,
    ) {
        let seat = u32::try_from(seat).unwrap_or(u32::MAX);
        match (origin, payload) {
            (None, Payload::Slice(slice)) => self.home.post_slice(slot, kind, seat, slice),
            (None, Payload::Bytes(bytes)) => self.home.post(slot, kind, seat, bytes),
            // Segments are mapped between the owner and its workers, and not among these.
            (Some(origin), payload) => origin.home.post(slot, kind, seat, payload.bytes()),
        }
    }

    /// Answers a worker that wants a job's data. `false` if it has died, and the job is queued again.
    pub fn supply(&self, seat: usize, name: Name, supply: Supply) -> bool {
        let is_wanted = self
            .desks
            .get(seat)
            .is_some_and(|desk| desk.supply(name, supply));
        if is_wanted {
            self.scheduler.nudge(seat);
        }
        is_wanted
    }

    /// What has come for a job whose data the worker waits for. With a native task's data it is done at once; with none, it is concluded.
    pub fn take_supply(&self, worker: &Worker<Job>) -> Option<Supplied> {
        let now = || self.moment(worker);
        let Arrival {
            name,
            origin,
            task,
            submitted,
            supply,
        } = self.desks[worker.seat()].take_supply(self.trace.is_on(), now)?;
        let home = self.home_of(origin.as_ref());
        let mut delivery = None;
        match supply {
            Supply::Value(value) => delivery = Some(Delivery { name, task, value }),
            Supply::Native(work) => {
                self.run_native(worker, name.slot, home, None, submitted, *work);
            }
            Supply::Deferred => {}
            Supply::Withdrawn => home.post(name.slot, kind::CANCELLED, 0, &[]),
        }
        Some(Supplied { name, delivery })
    }
}

/// What is left to do with a job that a worker took.
pub enum Taken {
    /// Nothing.
    Done,
    /// To call a JavaScript task. The seat's desk knows the job.
    Script(Delivery),
}

/// A job for JavaScript.
pub struct Delivery {
    /// Which job.
    pub name: Name,
    /// Which of the pool's tasks.
    pub task: u32,
    /// What to call it with.
    pub value: Value,
}

/// What a record says beside its header.
pub enum Payload<'a> {
    /// Bytes to copy.
    Bytes(&'a [u8]),
    /// Bytes to leave where the worker wrote them.
    Slice(Slice),
}

impl Payload<'_> {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Slice(slice) => slice.bytes(),
        }
    }
}

/// A job that waited for its data, and what is left to do with it.
pub struct Supplied {
    /// Which job.
    pub name: Name,
    /// To call a JavaScript task, if that is left.
    pub delivery: Option<Delivery>,
}
