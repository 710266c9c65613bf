//! What a worker does with a script's job in its hand: takes it off a queue, gives it its data, concludes it.

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
    /// Does everything that native code can do with what a worker found, and returns what is left for JavaScript.
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
        // The home is cloned only for nested jobs. A clone for the jobs of the pool's owner would make every worker
        // write to one reference count for every job.
        let outer = origin.as_ref().map(|origin| Arc::clone(&origin.home));
        let home = outer.as_ref().unwrap_or(&self.home);
        let is_nested = origin.is_some();
        if is_nested && home.is_closed() {
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
                let begun = (!is_asked).then(|| (submitted, self.begin_moment(worker, submitted)));
                // The submitter of a nested job may have gone since the look above: see `Pool::orphans`.
                let is_unwanted = || home.recalls().take(slot) || (is_nested && home.is_closed());
                let make = |lane| JobInHand {
                    slot,
                    task,
                    origin,
                    submitted,
                    begun: begun.map_or(NEVER, |(_, moment)| moment),
                    lane,
                    waiting: is_asked.then_some(Waiting { ticket, is_mail }),
                    stop: None,
                };
                let desk = &self.desks[worker.seat()];
                if !desk.hold_unless(begun, self.trace.is_on(), is_unwanted, make) {
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

    /// Runs a part of a native job that another worker has in hand. Such a part is no job of its own.
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

    /// The moment at which a worker begins a job. The worker may have read the clock before the job was submitted,
    /// and may have been held up since.
    pub(super) fn begin_moment(&self, worker: &Worker<Job>, submitted: Stamp) -> u64 {
        let moment = self.moment(worker);
        if moment == NEVER || moment >= submitted.moment() {
            return moment;
        }
        worker.forget_time();
        self.moment(worker).max(submitted.moment())
    }

    /// Tells the times of a job that was in hand and has ended, to whoever wants to know them.
    fn tell_times(&self, seat: usize, held: &JobInHand, now: u64) {
        if held.submitted.is_watched() {
            let home = self.home_of(held.origin.as_ref());
            post_times(home, held.slot, seat, held.submitted, held.begun, now);
        }
        if self.trace.is_on() {
            self.trace.add(Span::of_script(seat, held, now));
        }
    }

    /// Posts the outcome of a job in a worker's hand. Does nothing if the worker has no such job.
    pub fn conclude(&self, worker: &Worker<Job>, name: Name, kind: u32, payload: Payload<'_>) {
        let (seat, now) = (worker.seat(), self.moment(worker));
        self.desks[seat].conclude(name, now, |held| {
            self.tell_times(seat, &held, now);
            self.post(seat, held.origin.as_ref(), name.slot, kind, payload);
        });
    }

    /// Posts a notice about a job that goes on, from the worker on a seat.
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
            // Only the owner and its workers map each other's segments. Workers don't map those of other workers.
            (Some(origin), payload) => origin.home.post(slot, kind, seat, payload.bytes()),
        }
    }

    /// Answers a worker that wants a job's data. Returns `false` if the worker has died and the job is queued again.
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

    /// Takes what has come for a job whose data the worker waits for. A native task runs at once. A job that has no
    /// data is concluded as cancelled.
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
    /// A JavaScript task must be called. The seat's desk knows the job.
    Script(Delivery),
}

/// A job for JavaScript.
pub struct Delivery {
    /// Which job.
    pub name: Name,
    /// Which of the pool's tasks.
    pub task: u32,
    /// The value to call the task with.
    pub value: Value,
}

/// What a record says beside its header.
pub enum Payload<'a> {
    /// Bytes to copy.
    Bytes(&'a [u8]),
    /// Bytes that stay where the worker wrote them.
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
    /// The JavaScript task to call, if one is left to call.
    pub delivery: Option<Delivery>,
}
