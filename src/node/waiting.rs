//! How a Node thread waits for something to do: it looks for a while, blocks for a turn, or
//! goes away to its event loop.

use std::time::{Duration, Instant};

use super::host::{Next, NodeHost};
use super::terms::Terms;
use super::turn::TURN;
use crate::pool::Delivery;

/// How long a thread that ran out of jobs looks for one before it sleeps.
const SEARCH: Duration = Duration::from_micros(50);
/// How many looks a thread takes between two yields.
const LOOKS_PER_YIELD: u32 = 16;

impl NodeHost {
    /// Looks for something to do for a while. Returns a script's job if it finds one. Anything else that it finds is
    /// done here, or waits for its data.
    pub(super) fn search(&mut self, terms: &Terms) -> Option<Delivery> {
        if !self.awaiting.is_empty() {
            let start = Instant::now();
            while start.elapsed() < SEARCH {
                for _ in 0..LOOKS_PER_YIELD {
                    if let Next::Script(delivery) = self.next(terms) {
                        return Some(delivery);
                    }
                    std::hint::spin_loop();
                }
                std::thread::yield_now();
            }
            return None;
        }
        let found = self.worker.search(SEARCH)?;
        match self.take(found) {
            Next::Script(delivery) => Some(delivery),
            Next::Worked | Next::Nothing => None,
        }
    }

    /// Looks for a short time for outcomes of nested jobs, or for something to do. Only a thread that submits jobs
    /// and has room for others does so: its handlers may be waiting for nested jobs alone. Whatever else a handler
    /// waits for comes through the event loop.
    pub(super) fn look_around(&mut self, terms: &Terms) {
        if self.origin.is_none() || !self.has_room(terms) {
            return;
        }
        let start = Instant::now();
        while start.elapsed() < SEARCH {
            for _ in 0..LOOKS_PER_YIELD {
                if self.has_outcomes() || self.worker.has_jobs() {
                    return;
                }
                std::hint::spin_loop();
            }
            std::thread::yield_now();
        }
    }

    /// Blocks until there is something to do, for one turn at most.
    pub(super) fn park(&mut self, terms: &Terms) {
        if !self.has_room(terms) || self.worker.is_dismissed() {
            // Only its own jobs and data can come to this thread now, and whoever leaves them nudges it.
            self.worker.stop_searching();
            self.worker.park(Some(TURN));
        } else if self.worker.fall_asleep(self.is_waiting()) {
            self.worker.park(Some(TURN));
            self.worker.rise();
        }
    }

    /// Goes away to the event loop, unless there is something to do after all.
    pub(super) fn go_away(&mut self, terms: &Terms) -> bool {
        if !self.has_room(terms) {
            self.worker.stop_searching();
            if !self.is_waiting() {
                return true;
            }
        } else if self.worker.is_dismissed() {
            // The jobs that wait are for other threads. Only its own jobs and data can come to this one, and
            // whoever leaves them nudges it.
            self.worker.stop_searching();
        } else if terms.is_busy && self.worker.is_closing() {
            // Nobody wakes this thread except for data, and nobody needs to: it comes in by
            // itself when a handler settles.
            self.worker.stop_searching();
            if !self.is_waiting() {
                return true;
            }
        } else if terms.is_busy {
            if !self.worker.listen() {
                return false;
            }
        } else if !self.worker.fall_asleep(self.is_waiting()) {
            return false;
        }
        self.is_away = self.worker.go_away();
        if !self.is_away {
            self.worker.rise();
        }
        self.is_away
    }
}
