//! Where an environment finds its timers that are due, and how it is rung only once for many of them.

use std::collections::VecDeque;

use super::Client;
use crate::Bell;
use crate::sync::{Arc, Mutex};

/// A client of the driver that collects the timers that are due and rings a bell.
pub struct Mailbox {
    bell: Arc<dyn Bell>,
    list: Mutex<List>,
}

#[derive(Default)]
struct List {
    /// The timers that are due, by deadline and then in the order in which they came: deadline, slot, stamp.
    due: VecDeque<(u64, u32, u32)>,
    /// Whether the bell was rung and the list has not been emptied since.
    is_rung: bool,
}

/// What [`Mailbox::take`] found.
#[derive(Debug, PartialEq, Eq)]
pub struct Taken {
    /// How many timers were taken.
    pub count: usize,
    /// Whether there are more timers. If not, the next timer rings.
    pub more: bool,
}

impl Mailbox {
    /// Makes an empty mailbox.
    pub fn new(bell: Arc<dyn Bell>) -> Self {
        Self {
            bell,
            list: Mutex::default(),
        }
    }

    /// Takes up to `limit` timers that are due, in the order of their deadlines. Calls `each` with the slot
    /// and the stamp of each timer.
    pub fn take(&self, limit: usize, mut each: impl FnMut(u32, u32)) -> Taken {
        let mut list = self.list.lock();
        let count = list.due.len().min(limit);
        for (_, slot, stamp) in list.due.drain(..count) {
            each(slot, stamp);
        }
        let more = !list.due.is_empty();
        list.is_rung = more;
        Taken { count, more }
    }
}

impl Client for Mailbox {
    fn due(&self, deadline: u64, slot: u32, stamp: u32) {
        let due = &mut self.list.lock().due;
        // The place is nearly always the end. A timer that was set while the event loop was blocked may be due
        // before some timers that were handed out meanwhile.
        let place = match due.back() {
            Some((last, ..)) if *last > deadline => due.partition_point(|(at, ..)| *at <= deadline),
            _ => due.len(),
        };
        due.insert(place, (deadline, slot, stamp));
    }

    fn ring(&self) {
        let must_ring = {
            let mut list = self.list.lock();
            let must_ring = !list.is_rung && !list.due.is_empty();
            list.is_rung |= must_ring;
            must_ring
        };
        if must_ring {
            self.bell.ring();
        }
    }
}
