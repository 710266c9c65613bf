//! The timeouts of the jobs that one home has submitted. When one passes, the job is ended, and the home is told.
//!
//! "Deadlines of jobs" in `README.md` has the protocol. The home's thread calls [`Deadlines::set`] and
//! [`Deadlines::settle`]; the driver's thread, or whoever sets a timer that is due already, calls the [`Client`]'s.

use super::Pool;
use super::job::Name;
use super::ticket::Ticket;
use crate::completion::Home;
use crate::completion::record::kind;
use crate::memory::LeaseId;
use crate::sync::{Arc, Mutex};
use crate::timer::Client;

/// The job that a deadline ends, with what is needed to end it.
pub struct Limit {
    /// The pool that the job was submitted to.
    pub pool: Arc<Pool>,
    /// The slot and origin of the job.
    pub name: Name,
    /// The job's timeout in milliseconds, for the error message.
    pub timeout: f64,
    /// The ticket of a native job: the word by which it is cancelled.
    pub ticket: Option<Arc<Ticket>>,
    /// The lease of a native job that waits for shared memory. The job is found by it.
    pub lease: Option<LeaseId>,
}

/// How far a job had come when its time was over. The number is the lowest bit of the notice's stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The job was queued, and will never start.
    Queued = 0,
    /// The job had started, and was told to stop. Its own record still comes, and frees the slot.
    Running = 1,
}

/// One deadline that is set.
struct Entry {
    stamp: u32,
    limit: Limit,
    /// The time is over, and the notice has been posted.
    has_passed: bool,
}

/// The deadlines of a home's jobs, as a client of the timers' driver.
pub struct Deadlines {
    home: Arc<Home>,
    table: Mutex<Table>,
    /// The slots and stamps of timers that are due, until `ring` handles them. The driver reports them under its own
    /// lock.
    due: Mutex<Vec<(u32, u32)>>,
}

/// The deadlines by slot.
#[derive(Default)]
struct Table {
    /// The place of an entry is the job's slot.
    entries: Vec<Option<Entry>>,
    /// How many places are taken. While it is 0, a job that ends costs one comparison.
    len: usize,
}

impl Deadlines {
    /// A home's deadlines, with none set.
    #[must_use]
    pub fn new(home: Arc<Home>) -> Self {
        Self {
            home,
            table: Mutex::default(),
            due: Mutex::default(),
        }
    }

    /// Adds deadlines to the table: the slot, the stamp and the job of each. The caller sets their timers afterwards,
    /// so that no timer is due before its entry is here. The lowest bit of a stamp must be 0: the notice puts the
    /// phase there.
    pub fn set(&self, deadlines: impl Iterator<Item = (u32, u32, Limit)>) {
        let mut table = self.table.lock();
        for (slot, stamp, limit) in deadlines {
            let place = slot as usize;
            if place >= table.entries.len() {
                table.entries.resize_with(place + 1, || None);
            }
            let entry = Entry {
                stamp,
                limit,
                has_passed: false,
            };
            if table.entries[place].replace(entry).is_none() {
                table.len += 1;
            }
        }
    }

    /// Removes the deadlines of jobs that have ended, whose slots are about to be free. Calls `cancel` with every slot
    /// whose timer is still set.
    pub fn settle(&self, slots: impl Iterator<Item = u32>, mut cancel: impl FnMut(u32)) {
        let mut table = self.table.lock();
        if table.len == 0 {
            return;
        }
        for slot in slots {
            let Some(entry) = table.entries.get_mut(slot as usize).and_then(Option::take) else {
                continue;
            };
            table.len -= 1;
            if entry.has_passed {
                // A job that was queued has left a recall. Nobody finds it any more, and it must not meet the next job
                // that gets the slot.
                self.home.recalls().take(slot);
            } else {
                cancel(slot);
            }
        }
    }

    /// The time of a job is over: ends the job, and posts a notice. Nothing happens if the job has ended before.
    fn pass(&self, slot: u32, stamp: u32) {
        // The lock is held until the notice is posted. So `settle` comes before all of this, or after all of it.
        let mut table = self.table.lock();
        let entry = table.entries.get_mut(slot as usize);
        let Some(entry) = entry
            .and_then(Option::as_mut)
            .filter(|entry| entry.stamp == stamp && !entry.has_passed)
        else {
            return;
        };
        entry.has_passed = true;
        entry.limit.pool.give_up(&self.home, &entry.limit, |phase| {
            self.home
                .post(slot, kind::EXPIRED, stamp | phase as u32, &[]);
        });
    }
}

impl Client for Deadlines {
    fn due(&self, _deadline: u64, slot: u32, stamp: u32) {
        self.due.lock().push((slot, stamp));
    }

    fn ring(&self) {
        let due = std::mem::take(&mut *self.due.lock());
        for (slot, stamp) in due {
            self.pass(slot, stamp);
        }
    }
}
