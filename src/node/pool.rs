//! The handle by which a thread submits jobs to a pool, and how JavaScript closes the pool.

use napi::Result;
use napi_derive::napi;

use super::table::{Open, open_by_handle};
use crate::memory::{LeaseId, Range};
use crate::pool::Pool;
use crate::pool::job::{Job, Name, Origin};
use crate::scheduler::Priority;
use crate::sync::Arc;

/// A pool, held by a thread that submits jobs to it: the pool's owner, or one of the pool's workers.
pub(super) struct NodePool {
    pub(super) pool: Arc<Pool>,
    /// The seat of the worker that submits, and the origin of its jobs. `None` for the pool's owner.
    pub(super) submitter: Option<(usize, Arc<Origin>)>,
}

open_by_handle!(NodePool);

impl NodePool {
    pub(super) fn publish(&self, jobs: impl IntoIterator<Item = (Priority, Job)>) {
        let Some((seat, origin)) = &self.submitter else {
            return self.pool.scheduler.publish(jobs);
        };
        // A nested job with a priority of its own is queued like a job from outside.
        let mut own = Vec::new();
        let mut others = Vec::new();
        for (priority, mut job) in jobs {
            job.origin = Some(Arc::clone(origin));
            if priority == Priority::Normal {
                own.push(job);
            } else {
                others.push((priority, job));
            }
        }
        if !own.is_empty() {
            self.pool.scheduler.publish_nested(*seat, own);
        }
        if !others.is_empty() {
            self.pool.scheduler.publish(others);
        }
    }

    /// Like [`publish`](Self::publish), for a native job. If the job has to wait for its memory, returns
    /// what is needed to recall it.
    pub(super) fn submit_native(
        &self,
        priority: Priority,
        mut job: Job,
        ranges: Vec<Range>,
    ) -> Option<(Arc<Pool>, LeaseId)> {
        if ranges.is_empty() {
            self.publish([(priority, job)]);
            return None;
        }
        job.origin = self
            .submitter
            .as_ref()
            .map(|(_, origin)| Arc::clone(origin));
        let lease = self.pool.submit_native(priority, job, ranges)?;
        Some((Arc::clone(&self.pool), lease))
    }

    pub(super) fn name(&self, slot: u32) -> Name {
        Name::of(self.submitter.as_ref().map(|(_, origin)| origin), slot)
    }
}

/// The pool's process-wide number. Other threads attach to the pool by it.
#[napi(catch_unwind)]
pub fn pool_id(pool: u32) -> Result<u32> {
    NodePool::with(pool, |open| Ok(open.pool.id))
}

/// How many jobs no thread has taken yet.
#[napi(catch_unwind)]
pub fn queued(pool: u32) -> Result<f64> {
    NodePool::with(pool, |open| Ok(open.pool.queued() as f64))
}

/// The priority that a number stands for.
pub(super) fn priority(number: u32) -> Priority {
    match number & 3 {
        0 => Priority::High,
        2 => Priority::Low,
        _ => Priority::Normal,
    }
}

/// Makes the workers leave when nothing is left to do.
#[napi(catch_unwind)]
pub fn close_pool(pool: u32) -> Result<()> {
    NodePool::with(pool, |open| {
        open.pool.scheduler.close();
        Ok(())
    })
}

/// Makes the workers leave, and concludes every job that no worker has taken as cancelled.
#[napi(catch_unwind)]
pub fn abandon_pool(pool: u32) -> Result<()> {
    NodePool::with(pool, |open| {
        open.pool.abandon();
        Ok(())
    })
}

/// Concludes every job that no worker has taken as cancelled. The pool goes on.
#[napi(catch_unwind)]
pub fn cancel_waiting(pool: u32) -> Result<()> {
    NodePool::with(pool, |open| {
        open.pool.cancel_waiting();
        Ok(())
    })
}

/// Makes a pool take over the counts and times of a pool that has ended.
#[napi(catch_unwind)]
pub fn take_over(pool: u32, ended: u32) -> Result<()> {
    let ended = NodePool::with(ended, |open| Ok(Arc::clone(&open.pool)))?;
    NodePool::with(pool, |open| {
        open.pool.take_over(&ended);
        Ok(())
    })
}

/// How many cores this process may use.
#[napi(catch_unwind)]
pub fn cores() -> u32 {
    u32::try_from(num_cpus::get()).unwrap_or(1)
}
