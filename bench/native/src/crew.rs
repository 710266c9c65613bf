//! The threads that oxpool's tasks run on: a pool's scheduler, with the calling thread on one of its seats.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use oxpool::scheduler::{Found, Scheduler, Worker};
use oxpool::tasks::{Branch, Crew};

/// How long a thread searches for work before it sleeps: as long as a thread of a pool.
const SEARCH: Duration = Duration::from_micros(50);

/// One of the threads, as a task sees it.
pub struct Hands<'a> {
    worker: &'a Worker<()>,
    threads: usize,
}

impl<'a> Hands<'a> {
    /// Takes a seat for the calling thread, and starts a thread for each other seat. These threads end with the
    /// process.
    pub fn sit(threads: usize) -> Hands<'static> {
        let scheduler = Arc::new(Scheduler::new(threads));
        for seat in 1..threads {
            let mut worker = Worker::sit(&scheduler, seat, None).expect("the seat is free");
            thread::spawn(move || {
                while let Some(found) = worker.next(SEARCH) {
                    if let Found::Fork(fork) = found {
                        fork.run(&worker);
                    }
                }
            });
        }
        let worker = Worker::sit(&scheduler, 0, None).expect("the seat is free");
        Hands {
            worker: Box::leak(Box::new(worker)),
            threads,
        }
    }

    /// The calling thread's worker.
    pub fn worker(&self) -> &'a Worker<()> {
        self.worker
    }
}

impl Crew for Hands<'_> {
    fn hands(&self) -> usize {
        self.threads
    }

    fn is_stopping(&self) -> bool {
        false
    }

    fn join(&self, first: Branch<'_>, second: Branch<'_>) {
        let threads = self.threads;
        self.worker.join(
            |worker| first(&Hands { worker, threads }),
            |worker| second(&Hands { worker, threads }),
        );
    }
}
