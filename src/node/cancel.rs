//! How JavaScript cancels a job, and forgets that it could be.

use napi::Result;
use napi_derive::napi;

use super::home::NodeHome;
use super::pool::NodePool;
use super::table::Open;
use crate::pool::ticket::Cancelled;

/// Cancels a job. `true` if it will never start, or is over; `false` if it has started. One that was submitted as cancellable is
/// asked to stop then.
#[napi(catch_unwind)]
pub fn cancel(home: u32, pool: u32, slot: u32) -> Result<bool> {
    NodeHome::with(home, |owner| {
        NodePool::with(pool, |pool| Ok(cancel_job(owner, pool, slot)))
    })
}

fn cancel_job(owner: &mut NodeHome, pool: &NodePool, slot: u32) -> bool {
    if let Some(deadlines) = &mut owner.deadlines {
        deadlines.settle(slot);
    }
    if let Some((ticket, deferred)) = owner.tickets.get(&slot) {
        match ticket.cancel() {
            Cancelled::Queued => {}
            Cancelled::Before => return true,
            Cancelled::Running => return false,
        }
        let recalled = deferred
            .as_ref()
            .is_some_and(|(pool, lease)| pool.recall(*lease));
        if !recalled {
            pool.pool.count_cancelled();
        }
        return true;
    }
    let recalls = owner.home.recalls();
    let name = pool.name(slot);
    recalls.add(slot, pool.pool.counted(name));
    let is_running = pool.pool.seat_of(name).is_some();
    if is_running {
        recalls.take(slot);
    }
    !is_running
}

/// Forgets that a job was cancellable, or cancelled, or had a deadline: its record has come, or will not.
#[napi(catch_unwind)]
pub fn forget(home: u32, slot: u32) -> Result<()> {
    NodeHome::with(home, |owner| {
        owner.tickets.remove(&slot);
        if let Some(deadlines) = &mut owner.deadlines {
            deadlines.settle(slot);
        }
        owner.home.recalls().take(slot);
        Ok(())
    })
}
