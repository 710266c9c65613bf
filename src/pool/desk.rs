//! What the worker on a seat has in hand. The desk outlives the worker, so that somebody else
//! can settle what it left.
//!
//! A worker has several jobs in hand when it runs others while one waits: for a promise, for nested jobs, or for data
//! that its submitter still has.
//!
//! This file is long because its methods share the desk's locks, and each says what holds under them.

use super::clock::NEVER;
use super::in_hand::{InHand, JobInHand, Stop};
use super::job::{Name, NativeWork, Origin, Stamp, Value};
use super::timing::Timing;
use crate::Bell;
use crate::memory::Shelf;
use crate::sync::{Arc, AtomicBool, Mutex, Ordering};

/// A worker's jobs, from when it takes them until it owes them nothing more.
#[derive(Default)]
pub(super) struct Desk {
    held: Mutex<InHand>,
    /// Data on its way from submitters to the jobs that wait for it.
    supplies: Mutex<Vec<(Name, Supply)>>,
    /// The segments that the worker writes outcomes to.
    pub(super) shelf: Arc<Shelf>,
    /// Whether a thread has left the seat and its owner has not been told yet. Relaxed: the owner acts on Node's exit
    /// event, or looks here again and again.
    pub(super) is_left: AtomicBool,
    /// Whether the worker runs a native job, which lies on no desk. Relaxed: the count that uses it only informs
    /// people, and the log's lock is between the end of a job and whoever hears of that end.
    is_computing: AtomicBool,
    /// Calls the worker, whatever it is doing. It is rung under this lock, so whoever takes it away knows
    /// that nobody is ringing it.
    alarm: Mutex<Option<Arc<dyn Bell>>>,
}

/// What a submitter answers when it is asked for a job's data.
pub enum Supply {
    /// The data for a script.
    Value(Value),
    /// The data for a native task.
    Native(Box<NativeWork>),
    /// The data came, but its job has to wait for a lease on its memory. The job comes back through a queue.
    Deferred,
    /// There is no data, because the submitter has settled the job itself.
    Withdrawn,
}

/// Data that has come for a job that waited for it.
pub(super) struct Arrival {
    pub(super) name: Name,
    pub(super) origin: Option<Arc<Origin>>,
    pub(super) task: u32,
    pub(super) submitted: Stamp,
    pub(super) supply: Supply,
}

/// How many jobs are in hand.
pub(super) struct Count {
    /// How many are jobs of the pool's owner.
    pub(super) of_owner: usize,
    /// How many there are in all.
    pub(super) of_all: usize,
}

/// What was done about a job that nobody wants any more.
pub(super) enum Stopped {
    /// Nothing, because the job isn't in hand here.
    Absent,
    /// The worker waits for the job's data, and will get none. This is the data that it would have got.
    Withdrawn(#[expect(dead_code, reason = "dropped where no lock is held")] Option<Supply>),
    /// The job has begun, and a note lies on the desk.
    Noted,
}

impl Desk {
    /// The worker has taken a job. Unless the job waits for its data, it begins now, at the moment in `begun`. Returns
    /// `false` if the job is not wanted any more. That is asked under the lock: see "Recalls" in
    /// `completion/README.md`.
    ///
    /// `make` gets the job's lane. The job is made where it stays, because its fields are of many sizes, and a core
    /// waits when it copies words that were written in parts just before.
    pub(super) fn hold_unless(
        &self,
        begun: Option<(Stamp, u64)>,
        is_traced: bool,
        is_unwanted: impl FnOnce() -> bool,
        make: impl FnOnce(u8) -> JobInHand,
    ) -> bool {
        let mut held = self.held.lock();
        if is_unwanted() {
            return false;
        }
        let mut lane = 0;
        if let Some((submitted, begun)) = begun {
            held.begin(submitted, begun);
            if is_traced {
                lane = held.free_lane();
            }
        }
        held.jobs.push(make(lane));
        true
    }

    /// The worker owes the job nothing more than what `post` posts. The lock is held meanwhile, so a job that lies on
    /// no desk is either queued, or its record lies in the log.
    pub(super) fn conclude(&self, name: Name, now: u64, post: impl FnOnce(JobInHand)) {
        let mut held = self.held.lock();
        // Of many jobs in hand, the latest usually settles first.
        if let Some(at) = held.jobs.iter().rposition(|held| held.is(name)) {
            let job = held.jobs.swap_remove(at);
            held.end(job.begun, now);
            post(job);
        }
    }

    /// The worker begins a native job, which lies on no desk. It ends that job before it does anything else.
    pub(super) fn begin(&self, submitted: Stamp, now: u64) {
        self.is_computing.store(true, Ordering::Relaxed);
        if now != NEVER {
            self.held.lock().begin(submitted, now);
        }
    }

    /// A free lane for something that the worker begins now and ends before it does anything else.
    pub(super) fn free_lane(&self) -> u8 {
        self.held.lock().free_lane()
    }

    /// The worker has ended its native job.
    pub(super) fn end(&self, begun: u64, now: u64) {
        self.is_computing.store(false, Ordering::Relaxed);
        if begun != NEVER {
            self.held.lock().end(begun, now);
        }
    }

    /// Calls `read` with the times of the seat's jobs, if any were taken.
    pub(super) fn read_timing(&self, read: impl FnOnce(&Timing)) {
        if let Some(timing) = &self.held.lock().timing {
            read(timing);
        }
    }

    /// Begins the histograms of the seat's jobs anew.
    pub(super) fn reset_timing(&self, now: u64) {
        if let Some(timing) = &mut self.held.lock().timing {
            timing.reset(now);
        }
    }

    /// How many jobs are in hand, including a native job that the worker is running.
    pub(super) fn in_hand(&self) -> Count {
        let computing = usize::from(self.is_computing.load(Ordering::Relaxed));
        let held = self.held.lock();
        let of_owner = held.jobs.iter().filter(|held| held.origin.is_none());
        Count {
            of_owner: of_owner.count() + computing,
            of_all: held.jobs.len() + computing,
        }
    }

    /// The jobs in hand that nobody waits for any more, because the worker that submitted them from this seat has gone.
    pub(super) fn orphans_of(&self, seat: u32) -> Vec<Name> {
        let held = self.held.lock();
        let orphans = held.jobs.iter().filter(|held| {
            held.origin.as_ref().is_some_and(|origin| {
                super::seat_of_origin(origin.number) == seat && origin.home.is_closed()
            })
        });
        orphans.map(JobInHand::name).collect()
    }

    /// Whether no job lies on the desk.
    pub(super) fn is_empty(&self) -> bool {
        self.held.lock().jobs.is_empty()
    }

    /// The jobs that lie on the desk and have begun.
    pub(super) fn begun(&self) -> Vec<Name> {
        let held = self.held.lock();
        let begun = held.jobs.iter().filter(|held| held.waiting.is_none());
        begun.map(JobInHand::name).collect()
    }

    /// The job's origin and when it was submitted, if it is in hand.
    pub(super) fn find(&self, name: Name) -> Option<(Option<Arc<Origin>>, Stamp)> {
        let held = self.held.lock();
        let held = held.jobs.iter().rfind(|held| held.is(name))?;
        Some((held.origin.clone(), held.submitted))
    }

    /// Leaves data for a job that waits for it. Returns `false` if no such job waits: then its worker has died.
    pub(super) fn supply(&self, name: Name, supply: Supply) -> bool {
        let held = self.held.lock();
        let waits = held
            .jobs
            .iter()
            .any(|held| held.waiting.is_some() && held.is(name));
        let mut supplies = self.supplies.lock();
        // If an answer lies here already, the job was withdrawn, and this data is not needed.
        if waits && !supplies.iter().any(|(supplied, _)| *supplied == name) {
            supplies.push((name, supply));
        }
        waits
    }

    /// Takes data that has come, with its job. A script's job begins now and stays in hand. Any
    /// other job leaves the desk.
    pub(super) fn take_supply(
        &self,
        is_traced: bool,
        now: impl FnOnce() -> u64,
    ) -> Option<Arrival> {
        let mut held = self.held.lock();
        let (name, supply) = self.supplies.lock().pop()?;
        let at = held.jobs.iter().rposition(|held| held.is(name))?;
        held.jobs[at].waiting.take()?;
        let task = held.jobs[at].task;
        let submitted = held.jobs[at].submitted;
        let origin = match supply {
            Supply::Value(_) => {
                let now = now();
                held.begin(submitted, now);
                if is_traced {
                    held.jobs[at].lane = held.free_lane();
                }
                held.jobs[at].begun = now;
                held.jobs[at].origin.clone()
            }
            Supply::Native(..) | Supply::Deferred | Supply::Withdrawn => {
                held.jobs.swap_remove(at).origin
            }
        };
        Some(Arrival {
            name,
            origin,
            task,
            submitted,
            supply,
        })
    }

    /// Stops a job that is not wanted any more. If the job has begun, `post` tells its submitter under the lock, so
    /// the notice comes before anything that the worker makes of it.
    pub(super) fn stop(&self, name: Name, why: Stop, post: impl FnOnce()) -> Stopped {
        let mut held = self.held.lock();
        let Some(job) = held.jobs.iter_mut().rfind(|held| held.is(name)) else {
            return Stopped::Absent;
        };
        if job.waiting.is_none() {
            job.stop.get_or_insert(why);
            post();
            return Stopped::Noted;
        }
        let mut supplies = self.supplies.lock();
        match supplies.iter_mut().find(|(supplied, _)| *supplied == name) {
            // The job is in a queue again, or on its way there.
            Some((_, Supply::Deferred)) => Stopped::Absent,
            Some((_, supply)) => {
                Stopped::Withdrawn(Some(std::mem::replace(supply, Supply::Withdrawn)))
            }
            None => {
                supplies.push((name, Supply::Withdrawn));
                Stopped::Withdrawn(None)
            }
        }
    }

    /// The jobs in hand that are to stop, and why. Each is returned once.
    pub(super) fn take_stops(&self) -> Vec<(Name, Stop)> {
        let mut held = self.held.lock();
        let stops = held
            .jobs
            .iter_mut()
            .filter_map(|held| Some((held.name(), held.stop.take()?)));
        stops.collect()
    }

    /// Makes the worker look at the desk, even in the middle of a job.
    pub(super) fn call(&self) {
        if let Some(alarm) = &*self.alarm.lock() {
            alarm.ring();
        }
    }

    pub(super) fn set_alarm(&self, alarm: Option<Arc<dyn Bell>>) {
        *self.alarm.lock() = alarm;
    }

    /// Withdraws every job that waits for its data.
    pub(super) fn withdraw_all(&self) {
        let held = self.held.lock();
        let mut supplies = self.supplies.lock();
        for held in held.jobs.iter().filter(|held| held.waiting.is_some()) {
            let name = held.name();
            if !supplies.iter().any(|(supplied, _)| *supplied == name) {
                supplies.push((name, Supply::Withdrawn));
            }
        }
    }

    /// Takes everything in hand, with the data that has come for it. Called when the worker has gone.
    pub(super) fn clear(&self, now: u64) -> Vec<(JobInHand, Option<Supply>)> {
        let mut held = self.held.lock();
        let mut supplies = std::mem::take(&mut *self.supplies.lock());
        let jobs = std::mem::take(&mut held.jobs);
        for job in &jobs {
            held.end(job.begun, now);
        }
        let held = jobs.into_iter().map(|held| {
            let name = held.name();
            let at = supplies.iter().position(|(supplied, _)| *supplied == name);
            let supply = at.map(|at| supplies.swap_remove(at).1);
            (held, supply)
        });
        held.collect()
    }
}
