//! Where an environment finds its timers that are due, and how it hears of them once.

use std::collections::VecDeque;

use super::Client;
use crate::Bell;
use crate::sync::{Arc, Mutex};

/// A client that collects what is due and rings a bell.
pub struct Mailbox {
    bell: Arc<dyn Bell>,
    list: Mutex<List>,
}

#[derive(Default)]
struct List {
    /// By deadline, then in the order they came: when, slot, stamp.
    due: VecDeque<(u64, u32, u32)>,
    /// The bell was rung, and the list not emptied since.
    is_rung: bool,
}

/// What [`Mailbox::take`] found.
#[derive(Debug, PartialEq, Eq)]
pub struct Taken {
    /// How many timers.
    pub count: usize,
    /// Whether there are more. If not, the next one rings.
    pub more: bool,
}

impl Mailbox {
    /// An empty mailbox.
    pub fn new(bell: Arc<dyn Bell>) -> Self {
        Self {
            bell,
            list: Mutex::default(),
        }
    }

    /// Gives `each` slot and stamp of the timers that are due, in the order of their deadlines, up to `limit` of them.
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
        // Nearly always the end. A timer set while the event loop was blocked may be due before some that were handed out meanwhile.
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
