//! How a native job that touches shared memory gets a lease on that memory before it is queued.

use std::sync::LazyLock;

use super::job::{Job, Name, NativeWork, Work};
use super::{Pool, Supply};
use crate::memory::{Asked, Count, Lease, LeaseId, Leases, Range};
use crate::scheduler::Priority;
use crate::sync::{Arc, Ordering, fence};

/// The leases on shared memory of all pools, because several pools may be given the same memory.
static LEASES: LazyLock<Leases<Deferred>> = LazyLock::new(Leases::new);

/// A job that waits for its lease.
struct Deferred {
    pool: Arc<Pool>,
    priority: Priority,
    job: Job,
}

impl Deferred {
    fn publish(self) {
        let Self {
            pool,
            priority,
            job,
        } = self;
        match &job.origin {
            Some(origin) => {
                let seat = super::seat_of_origin(origin.number) as usize;
                pool.scheduler.publish_nested(seat, [job]);
            }
            None => pool.scheduler.publish([(priority, job)]),
        }
        // Pairs with the fence in `Scheduler::close`. Either the thread that closes the pool drains what was
        // published here, or this thread sees the closing flag.
        fence(Ordering::SeqCst);
        if pool.scheduler.is_closing() {
            pool.cancel_queued();
        }
    }
}

/// A job does not touch its memory any more. Queues every job that waited only for that memory.
fn give_back(id: LeaseId) {
    for deferred in LEASES.release(id) {
        deferred.publish();
    }
}

impl Pool {
    /// Queues a native job as soon as it has a lease on the memory that it touches. If it has to wait for the lease,
    /// returns the id by which it can be [recalled](Self::recall).
    pub fn submit_native(
        self: &Arc<Self>,
        priority: Priority,
        mut job: Job,
        ranges: Vec<Range>,
    ) -> Option<LeaseId> {
        if ranges.is_empty() {
            self.scheduler.publish([(priority, job)]);
            return None;
        }
        let mut name = None;
        let asked = LEASES.ask(self.id, ranges, |id| {
            name = Some(id);
            if let Work::Native(work) = &mut job.work {
                work.lease = Some(Lease::new(id, give_back));
            }
            Deferred {
                pool: Arc::clone(self),
                priority,
                job,
            }
        });
        match asked {
            Asked::Out(deferred) => {
                deferred.publish();
                None
            }
            Asked::Waits => name,
        }
    }

    /// Answers a worker that wants a native job's data. If the job has to wait for its memory, it leaves the worker's
    /// hand and is queued when it has its lease. Returns `false` if the worker has died and the job is queued again.
    pub fn supply_native(
        self: &Arc<Self>,
        seat: usize,
        name: Name,
        priority: Priority,
        mut work: Box<NativeWork>,
        ranges: Vec<Range>,
    ) -> bool {
        if ranges.is_empty() {
            return self.supply(seat, name, Supply::Native(work));
        }
        let desk = self.desks.get(seat);
        let Some((origin, submitted)) = desk.and_then(|desk| desk.find(name)) else {
            return false;
        };
        // The job counts as queued until it has its lease.
        let ticket = work.ticket.take();
        if ticket.as_ref().is_some_and(|ticket| !ticket.put_back()) {
            return self.supply(seat, name, Supply::Withdrawn);
        }
        let mut lease = None;
        let asked = LEASES.ask(self.id, ranges, |id| {
            lease = Some(id);
            work.lease = Some(Lease::new(id, give_back));
            let job = Job {
                slot: name.slot,
                origin,
                ticket,
                submitted,
                work: Work::Native(work),
            };
            Deferred {
                pool: Arc::clone(self),
                priority,
                job,
            }
        });
        match asked {
            Asked::Out(Deferred {
                job:
                    Job {
                        ticket,
                        work: Work::Native(mut work),
                        ..
                    },
                ..
            }) => {
                if ticket.as_ref().is_some_and(|ticket| !ticket.start()) {
                    self.uncount_cancelled();
                    return self.supply(seat, name, Supply::Withdrawn);
                }
                work.ticket = ticket;
                self.supply(seat, name, Supply::Native(work))
            }
            _ => {
                let is_wanted = self.supply(seat, name, Supply::Deferred);
                if let Some(lease) = lease.filter(|_| !is_wanted) {
                    let (_, ready) = LEASES.withdraw(lease);
                    ready.into_iter().for_each(Deferred::publish);
                }
                is_wanted
            }
        }
    }

    /// Takes back a job that waits for its lease, and concludes it as cancelled. Returns
    /// `false` if no such job waits.
    pub fn recall(&self, lease: LeaseId) -> bool {
        let (withdrawn, ready) = LEASES.withdraw(lease);
        let is_withdrawn = withdrawn.is_some();
        if let Some(deferred) = withdrawn {
            self.cancel(&deferred.job);
        }
        for deferred in ready {
            deferred.publish();
        }
        is_withdrawn
    }

    /// Concludes as cancelled every job of this pool that waits for a lease.
    pub(super) fn cancel_deferred(&self) {
        for lease in LEASES.waiting(self.id) {
            self.recall(lease);
        }
    }

    /// Takes back the owner's jobs that wait for a lease.
    pub(super) fn withdraw_deferred(&self, most: usize) -> Vec<Job> {
        let mut withdrawn = Vec::new();
        let waiting = LEASES.waiting_where(self.id, |deferred| deferred.job.origin.is_none());
        for lease in waiting.into_iter().rev().take(most) {
            let (deferred, ready) = LEASES.withdraw(lease);
            withdrawn.extend(deferred.map(|deferred| deferred.job));
            ready.into_iter().for_each(Deferred::publish);
        }
        withdrawn
    }

    /// How many leases this pool's jobs have, and for how many they wait.
    pub fn leases(&self) -> Count {
        LEASES.count(self.id)
    }
}
