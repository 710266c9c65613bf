//! A worker's place, with everything there that outlives the worker: its deque, its mail, its park and its counts.

use crossbeam_deque::Stealer;

use super::Fork;
use super::mail::Mail;
use super::park::Park;
use super::stats::SeatStats;
use crate::Bell;
use crate::sync::{Arc, AtomicBool, AtomicU64, Mutex};

/// Deques hold only forks, because jobs start in the order of the injectors.
pub(super) type Deque<J> = crossbeam_deque::Worker<Fork<J>>;

/// A worker's place. It is made for its first thread, and outlives the threads that sit on it.
pub(super) struct Seat<J> {
    /// The worker's end of the deque. It is here while nobody sits on the seat.
    pub(super) deque: Mutex<Option<Deque<J>>>,
    pub(super) stealer: Stealer<Fork<J>>,
    pub(super) mail: Mail<J>,
    pub(super) park: Park,
    pub(super) bell: Mutex<Option<Arc<dyn Bell>>>,
    pub(super) stats: SeatStats,
    /// Whether the worker that sits here must leave before it takes another job. The flag stays until
    /// the seat is given out again.
    pub(super) dismissed: AtomicBool,
    /// Since when the seat's worker has been idle because it finds no job: nanoseconds after the scheduler's
    /// start, or 0 if it is not idle.
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
