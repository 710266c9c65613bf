//! How a thread of the pool gives way to other threads, above all to the event loop of the pool's owner.
//!
//! A thread that runs one job after another never sleeps, so a kernel that divides time into slices lets whoever wakes
//! up wait until a slice is over. A thread whose jobs are long therefore asks for slices that others may interrupt. If
//! the kernel knows no such slices, the thread gives way after each job instead. Short jobs need neither: between them
//! the thread runs out of work often enough.

use std::time::Duration;

use super::slice;
use crate::completion::Home;
use crate::sync::Arc;

/// A thread's jobs are long from this time on. Giving way takes less than a hundredth of that.
const LONG_JOB: Duration = Duration::from_micros(100);
/// A thread's jobs are short again below this time. It is lower, so that jobs in between change nothing.
const SHORT_JOB: Duration = Duration::from_micros(50);

/// What one thread does for others.
pub struct Courtesy {
    home: Arc<Home>,
    are_jobs_long: bool,
    /// Whether others may interrupt it while it runs a job.
    is_interruptible: bool,
}

impl Courtesy {
    /// For a thread whose outcomes go to `home`.
    #[must_use]
    pub fn new(home: Arc<Home>) -> Self {
        Self {
            home,
            are_jobs_long: false,
            is_interruptible: false,
        }
    }

    /// The thread has run so many jobs in this time, and begins no other before this returns.
    pub fn jobs_took(&mut self, jobs: u32, time: Duration) {
        if time >= LONG_JOB * jobs {
            self.give_way();
        } else if self.are_jobs_long && time < SHORT_JOB * jobs {
            self.keep_on();
        }
    }

    fn give_way(&mut self) {
        if !self.are_jobs_long {
            self.are_jobs_long = true;
            self.home.long_jobs_begin();
            self.is_interruptible = slice::ask_for(slice::LONG);
        }
        if !self.is_interruptible {
            std::thread::yield_now();
        }
    }

    fn keep_on(&mut self) {
        self.are_jobs_long = false;
        self.home.long_jobs_end();
        if self.is_interruptible {
            slice::ask_for(slice::USUAL);
        }
    }
}

impl Drop for Courtesy {
    fn drop(&mut self) {
        if self.are_jobs_long {
            self.home.long_jobs_end();
        }
    }
}
