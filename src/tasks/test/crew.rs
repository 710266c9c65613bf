//! Crews to run tasks on: one thread, several threads, and one thread that is asked to stop.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::tasks::Crew;

type Half<'a> = &'a mut (dyn FnMut(&dyn Crew) + Send);

/// A single worker, which runs one half after the other.
pub(in crate::tasks) struct Solo;

impl Crew for Solo {
    fn hands(&self) -> usize {
        1
    }

    fn is_stopping(&self) -> bool {
        false
    }

    fn join(&self, a: Half<'_>, b: Half<'_>) {
        a(self);
        b(self);
    }
}

/// Starts a thread for every second half, down to a depth.
pub(in crate::tasks) struct Threads {
    depth: u32,
}

impl Threads {
    pub(in crate::tasks) fn new(depth: u32) -> Self {
        Self { depth }
    }
}

impl Crew for Threads {
    fn hands(&self) -> usize {
        1 << self.depth
    }

    fn is_stopping(&self) -> bool {
        false
    }

    fn join(&self, a: Half<'_>, b: Half<'_>) {
        if self.depth == 0 {
            Solo.join(a, b);
            return;
        }
        let crew = Self::new(self.depth - 1);
        thread::scope(|scope| {
            let other = scope.spawn(|| b(&crew));
            a(&crew);
            if let Err(panic) = other.join() {
                resume_unwind(panic);
            }
        });
    }
}

/// A single worker whose job is asked to stop after the task has looked this many times.
#[derive(Default)]
pub(in crate::tasks) struct Stopping {
    looks: AtomicUsize,
}

impl Stopping {
    pub(in crate::tasks) fn after(looks: usize) -> Self {
        Self {
            looks: AtomicUsize::new(looks),
        }
    }
}

impl Crew for Stopping {
    fn hands(&self) -> usize {
        4
    }

    fn is_stopping(&self) -> bool {
        self.looks
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |looks| {
                looks.checked_sub(1)
            })
            .is_err()
    }

    fn join(&self, a: Half<'_>, b: Half<'_>) {
        a(self);
        b(self);
    }
}
