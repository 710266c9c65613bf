//! When jobs of a home are to be given up, and what is done then. See `README.md`.

use super::Pool;
use super::job::Name;
use super::ticket::Ticket;
use crate::completion::Home;
use crate::completion::record::kind;
use crate::memory::LeaseId;
use crate::sync::{Arc, Mutex};
use crate::timer::Client;

/// Which job a deadline is for, and how it can be reached.
pub struct Limit {
    /// The pool that it was submitted to.
    pub pool: Arc<Pool>,
    /// Its name there.
    pub name: Name,
    /// For how many milliseconds it was to be waited for.
    pub timeout: f64,
    /// How far it has come, if it is a native one.
    pub ticket: Option<Arc<Ticket>>,
    /// By what it can be taken back if it waits for memory.
    pub lease: Option<LeaseId>,
}

/// How far a job had come when it was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It will never start.
    Queued = 0,
    /// It has started, and was told to stop.
    Running = 1,
}

struct Entry {
    stamp: u32,
    limit: Limit,
    has_passed: bool,
}

/// The deadlines of a home's jobs: a client of the timers.
pub struct Deadlines {
    home: Arc<Home>,
    table: Mutex<Table>,
    /// What the driver has handed out: slots and stamps.
    due: Mutex<Vec<(u32, u32)>>,
}

#[derive(Default)]
struct Table {
    /// By slot.
    entries: Vec<Option<Entry>>,
    /// How many there are.
    len: usize,
}

impl Deadlines {
    /// No deadlines yet.
    #[must_use]
    pub fn new(home: Arc<Home>) -> Self {
        Self {
            home,
            table: Mutex::default(),
            due: Mutex::default(),
        }
    }

    /// Notes deadlines, whose timers are set afterwards: slot, stamp, and which job. The last bit of a stamp is not used.
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

    /// These slots are about to be free. Gives `each` slot whose timer is to be cancelled.
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
        // Held until the notice is posted: whoever settles the slot comes before all of this, or after.
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
