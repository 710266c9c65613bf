//! Models of the driver's wake-up and of the mailbox.
//!
//! Loom has no time. So a deadline is over or never comes, and a thread that waits is woken or
//! hangs, which loom reports.

use loom::thread;

use super::{Client, Driver, Mailbox, Timers};
use crate::Bell;
use crate::sync::{Arc, AtomicUsize, Condvar, Mutex, Ordering};

#[derive(Default)]
struct Seen {
    slots: Mutex<Vec<u32>>,
    changed: Condvar,
}

impl Seen {
    fn wait_for(&self, slot: u32) {
        let mut slots = self.slots.lock();
        while !slots.contains(&slot) {
            slots = self.changed.wait(slots);
        }
    }
}

impl Client for Seen {
    fn due(&self, _deadline: u64, slot: u32, _stamp: u32) {
        self.slots.lock().push(slot);
        self.changed.notify_one();
    }

    fn ring(&self) {}
}

/// Later than any time on a model's clock.
const NEVER: f64 = 1e15;

fn open(driver: &Arc<Driver>) -> (Arc<Seen>, Timers) {
    let client = Arc::new(Seen::default());
    let timers = driver.open(Arc::clone(&client) as Arc<dyn Client>);
    (client, timers.expect("the thread starts"))
}

#[test]
fn the_thread_never_sleeps_past_an_earlier_deadline() {
    loom::model(|| {
        let driver = Driver::new();
        let (client, mut timers) = open(&driver);
        timers.change(|timers| timers.set(0, NEVER, 0));
        // The timer is due already, but handing it out is left to the thread.
        timers.set_for_thread(1);
        client.wait_for(1);
    });
}

#[test]
fn a_thread_that_leaves_with_its_last_client_is_followed_by_another() {
    loom::model(|| {
        let driver = Driver::new();
        drop(open(&driver));
        let (client, mut timers) = open(&driver);
        timers.set_for_thread(1);
        client.wait_for(1);
    });
}

#[derive(Default)]
struct CountingBell(AtomicUsize);

impl Bell for CountingBell {
    fn ring(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn a_mailbox_that_is_being_emptied_rings_for_timers_that_come_later() {
    loom::model(|| {
        let bell = Arc::new(CountingBell::default());
        let mailbox = Arc::new(Mailbox::new(Arc::clone(&bell) as Arc<dyn Bell>));
        mailbox.due(0, 0, 0);
        mailbox.ring();
        let other = Arc::clone(&mailbox);
        let driver = thread::spawn(move || {
            other.due(0, 1, 0);
            other.ring();
        });
        let mut seen = Vec::new();
        mailbox.take(8, |slot, _| seen.push(slot));
        driver.join().expect("no panic");
        let rings = bell.0.load(Ordering::Relaxed);
        if seen.len() == 1 {
            assert_eq!(rings, 2, "the second timer waits and nobody was told");
            mailbox.take(8, |slot, _| seen.push(slot));
        }
        assert_eq!(seen, [0, 1]);
    });
}
