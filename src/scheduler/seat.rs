//! A worker's place, with what outlives the worker: its deque, its mail, its park, its counts.

use crossbeam_deque::Stealer;

use super::Fork;
use super::mail::Mail;
use super::park::Park;
use super::stats::SeatStats;
use crate::Bell;
use crate::sync::{Arc, AtomicBool, AtomicU64, Mutex};

/// Deques hold forks only: jobs start in the order of the injectors.
pub(super) type Deque<J> = crossbeam_deque::Worker<Fork<J>>;

/// A worker's place: made for its first thread, outlives those that sit on it.
pub(super) struct Seat<J> {
    /// The owner's end of the deque, here while nobody sits.
    pub(super) deque: Mutex<Option<Deque<J>>>,
    pub(super) stealer: Stealer<Fork<J>>,
    pub(super) mail: Mail<J>,
    pub(super) park: Park,
    pub(super) bell: Mutex<Option<Arc<dyn Bell>>>,
    pub(super) stats: SeatStats,
    /// Whether whoever sits here is to leave before it takes another job. It stays until the seat is given out again.
    pub(super) dismissed: AtomicBool,
    /// Since when its worker sleeps for want of a job: nanoseconds after the scheduler's start, or 0 if it doesn't.
    pub(super) idle_since: AtomicU64,
}

impl<J> Default for Seat<J> {
    fn default() -> Self {
        let deque = Deque::new_lifo();
        Self {
            stealer: deque.stealer(),
            deque: Mutex::new(Some(deque)),
            mail: Mail::default(),
            park: Park::default(),
            bell: Mutex::new(None),
            stats: SeatStats::default(),
            dismissed: AtomicBool::new(false),
            idle_since: AtomicU64::new(0),
        }
    }
}
