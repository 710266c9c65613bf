//! The deadlines of a home's jobs, and what happens when one passes. See `README.md`.

use super::Pool;
use super::job::Name;
use super::ticket::Ticket;
use crate::completion::Home;
use crate::completion::record::kind;
use crate::memory::LeaseId;
use crate::sync::{Arc, Mutex};
use crate::timer::Client;

/// The job that a deadline is for, and how it can be reached.
pub struct Limit {
    /// The pool that the job was submitted to.
    pub pool: Arc<Pool>,
    /// Its name in that pool.
    pub name: Name,
    /// The job's timeout in milliseconds.
    pub timeout: f64,
    /// Its ticket, if it is a native job.
    pub ticket: Option<Arc<Ticket>>,
    /// The lease by which it can be recalled while it waits for memory.
    pub lease: Option<LeaseId>,
}

/// How far a job had come when it was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The job was queued, and will never start.
    Queued = 0,
    /// The job had started, and was told to stop.
    Running = 1,
}

struct Entry {
    stamp: u32,
    limit: Limit,
    has_passed: bool,
}

/// The deadlines of a home's jobs, as a client of the timers' driver.
pub struct Deadlines {
    home: Arc<Home>,
    table: Mutex<Table>,
    /// The timers that the driver has handed out: slots and stamps.
    due: Mutex<Vec<(u32, u32)>>,
}

#[derive(Default)]
struct Table {
    /// By slot.
    entries: Vec<Option<Entry>>,
    /// How many entries there are.
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

    /// Adds deadlines to the table: the slot, the stamp and the job of each. The caller sets their timers afterwards.
    /// A stamp leaves its last bit unused.
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

    /// Settles the deadlines of slots that are about to be free. Calls `each` with every slot whose
    /// timer is to be cancelled.
    pub fn settle(&self, slots: impl Iterator<Item = u32>, mut each: impl FnMut(u32)) {
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
                self.home.recalls().take(slot);
            } else {
                each(slot);
            }
        }
    }

    fn pass(&self, slot: u32, stamp: u32) {
        // Held until the notice is posted. So whoever settles the slot comes before all of this, or after all of it.
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
