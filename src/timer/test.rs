//! Tests of the wheel against a sorted list, of the driver, and of the mailbox.
//!
//! This file is long because it is one list of claims about these three.

use std::collections::BTreeMap;
use std::sync::mpsc;

use proptest::prelude::*;

use super::wheel::{Key, Wheel};
use super::{Client, Driver, Mailbox, Taken};
use crate::Bell;
use crate::sync::{Arc, AtomicUsize, Ordering};

/// 2^53 ms in microseconds. Tests set timers at this time and later.
const FARTHEST: u64 = (1 << 53) * 1000;

#[derive(Clone, Debug)]
enum Step {
    Insert { delay: u64 },
    InsertAt { deadline: u64 },
    Cancel { which: usize },
    Advance { by: u64, limit: usize },
    AdvanceToNext,
}

fn span() -> impl Strategy<Value = u64> {
    prop_oneof![
        0..4_u64,
        0..200_u64,
        0..10_000_u64,
        0..10_000_000_u64,
        (0..53_u32, 0..1000_u64).prop_map(|(bits, more)| (1 << bits) * 1000 - more.min(999)),
        Just(FARTHEST),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => span().prop_map(|delay| Step::Insert { delay }),
        1 => span().prop_map(|deadline| Step::InsertAt { deadline }),
        3 => any::<usize>().prop_map(|which| Step::Cancel { which }),
        2 => (span(), prop_oneof![1..4_usize, Just(usize::MAX)])
            .prop_map(|(by, limit)| Step::Advance { by, limit }),
        2 => Just(Step::AdvanceToNext),
    ]
}

/// What a wheel should do, done by a list that is sorted by deadline and then by the order of setting.
#[derive(Default)]
struct Oracle {
    set: BTreeMap<(u64, u32), ()>,
}

impl Oracle {
    fn advance(&mut self, now: u64, limit: usize) -> Vec<u32> {
        let due: Vec<_> = self
            .set
            .range(..=(now, u32::MAX))
            .map(|(&timer, ())| timer)
            .take(limit)
            .collect();
        for timer in &due {
            self.set.remove(timer);
        }
        due.into_iter().map(|(_, what)| what).collect()
    }
}

fn advance(wheel: &mut Wheel<u32>, now: u64, limit: usize) -> Vec<u32> {
    let mut due = Vec::new();
    while wheel.advance(now, limit - due.len(), |_, what| due.push(what)) && due.len() < limit {}
    due
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn a_wheel_does_what_a_sorted_list_does(steps in prop::collection::vec(step(), 1..80)) {
        let mut wheel = Wheel::new();
        let mut oracle = Oracle::default();
        let mut keys: Vec<(Key, (u64, u32))> = Vec::new();
        let mut now = 0_u64;
        for step in steps {
            match step {
                Step::Insert { .. } | Step::InsertAt { .. } => {
                    let deadline = match step {
                        Step::Insert { delay } => now.saturating_add(delay),
                        Step::InsertAt { deadline } => deadline,
                        _ => unreachable!("the outer pattern"),
                    };
                    let what = u32::try_from(keys.len()).expect("few steps");
                    keys.push((wheel.insert(deadline, what), (deadline, what)));
                    oracle.set.insert((deadline, what), ());
                }
                Step::Cancel { which } => {
                    if !keys.is_empty() {
                        let (key, timer) = keys[which % keys.len()];
                        prop_assert_eq!(wheel.cancel(key), oracle.set.remove(&timer).is_some());
                    }
                }
                Step::Advance { by, limit } => {
                    now = now.saturating_add(by);
                    prop_assert_eq!(advance(&mut wheel, now, limit), oracle.advance(now, limit));
                }
                Step::AdvanceToNext => {
                    let next = wheel.next();
                    let first = oracle.set.keys().next().map(|&(deadline, _)| deadline);
                    prop_assert_eq!(next.is_some(), first.is_some() || next.is_some_and(|at| at <= now));
                    if let (Some(next), Some(first)) = (next, first) {
                        prop_assert!(next <= first, "looks again at {} though {} is due", next, first);
                        now = now.max(next);
                    }
                    prop_assert_eq!(advance(&mut wheel, now, usize::MAX), oracle.advance(now, usize::MAX));
                }
            }
            prop_assert_eq!(wheel.len(), oracle.set.len());
        }
    }
}

#[test]
fn a_node_is_32_bytes() {
    assert_eq!(Wheel::<[u32; 3]>::NODE, 32);
}

#[test]
fn the_next_look_is_exact_while_few_timers_share_a_slot() {
    let mut wheel = Wheel::new();
    wheel.insert(7_000_000, 0);
    wheel.insert(7_000_300, 1);
    assert_eq!(wheel.next(), Some(7_000_000));
}

#[test]
fn a_long_timer_is_reached_in_few_looks() {
    let mut wheel = Wheel::new();
    for what in 0..100_000_u32 {
        wheel.insert(FARTHEST + u64::from(what), what);
    }
    let mut looks = 0;
    let mut due = 0;
    while let Some(at) = wheel.next() {
        looks += 1;
        wheel.advance(at, usize::MAX, |_, _| due += 1);
        if due > 0 {
            break;
        }
    }
    assert!(looks <= 11, "{looks} looks");
}

#[test]
fn a_key_outlives_its_timer() {
    let mut wheel = Wheel::new();
    let first = wheel.insert(1, 'a');
    assert!(wheel.cancel(first));
    let second = wheel.insert(1, 'b');
    assert!(!wheel.cancel(first));
    assert!(!wheel.cancel(Key::NONE));
    let mut due = Vec::new();
    wheel.advance(1, usize::MAX, |_, what| due.push(what));
    assert_eq!(due, ['b']);
    assert!(!wheel.cancel(second));
}

/// Sends each timer that is due, and `None` for each ring.
struct Listener(mpsc::Sender<Option<(u32, u32)>>);

impl Client for Listener {
    fn due(&self, _deadline: u64, slot: u32, stamp: u32) {
        let _ = self.0.send(Some((slot, stamp)));
    }

    fn ring(&self) {
        let _ = self.0.send(None);
    }
}

fn listener() -> (Arc<Listener>, mpsc::Receiver<Option<(u32, u32)>>) {
    let (sender, receiver) = mpsc::channel();
    (Arc::new(Listener(sender)), receiver)
}

fn ms(driver: &Driver) -> f64 {
    driver.now().as_secs_f64() * 1e3
}

#[test]
fn the_thread_hands_timers_out_in_order_and_never_early() {
    let driver = Driver::new();
    let (client, heard) = listener();
    let mut timers = driver.open(client).expect("the thread starts");
    let now = ms(&driver);
    timers.change(|timers| {
        timers.set(2, now + 20.0, 9);
        timers.set(0, now + 10.0, 7);
        timers.set(1, now + 10.0, 8);
    });
    let heard: Vec<_> = heard.iter().flatten().take(3).collect();
    assert_eq!(heard, [(0, 7), (1, 8), (2, 9)]);
    assert!(ms(&driver) >= now + 20.0);
}

#[test]
fn an_earlier_deadline_wakes_the_thread() {
    let driver = Driver::new();
    let (client, heard) = listener();
    let mut timers = driver.open(client).expect("the thread starts");
    let now = ms(&driver);
    timers.change(|timers| timers.set(0, now + 3.6e6, 0));
    timers.change(|timers| timers.set(1, now + 5.0, 0));
    assert_eq!(heard.iter().flatten().next(), Some((1, 0)));
}

#[test]
fn a_timer_that_is_due_already_is_handed_out_by_the_call_that_sets_it() {
    let driver = Driver::new();
    let (client, heard) = listener();
    let mut timers = driver.open(client).expect("the thread starts");
    timers.change(|timers| {
        timers.set(0, 0.0, 1);
        timers.set(1, f64::NAN, 2);
        timers.set(2, -1e300, 3);
    });
    let heard: Vec<_> = heard.try_iter().collect();
    assert_eq!(heard, [Some((0, 1)), Some((1, 2)), Some((2, 3)), None]);
}

#[test]
fn setting_a_slot_again_moves_its_timer() {
    let driver = Driver::new();
    let (client, heard) = listener();
    let mut timers = driver.open(client).expect("the thread starts");
    let now = ms(&driver);
    timers.change(|timers| {
        timers.set(0, now + 3.6e6, 1);
        timers.set(0, 0.0, 2);
    });
    assert_eq!(heard.try_iter().flatten().collect::<Vec<_>>(), [(0, 2)]);
    assert_eq!(driver.len(), 0);
}

#[test]
fn a_client_that_leaves_takes_its_timers_off_the_wheel() {
    let driver = Driver::new();
    let (client, _heard) = listener();
    let mut timers = driver.open(client).expect("the thread starts");
    let now = ms(&driver);
    timers.change(|timers| {
        for slot in 0..100 {
            timers.set(slot, now + 3.6e6, 0);
        }
    });
    assert_eq!(driver.len(), 100);
    drop(timers);
    assert_eq!(driver.len(), 0);
}

#[derive(Default)]
struct CountingBell(AtomicUsize);

impl Bell for CountingBell {
    fn ring(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn a_mailbox_rings_once_until_it_is_empty() {
    let bell = Arc::new(CountingBell::default());
    let mailbox = Mailbox::new(Arc::clone(&bell) as Arc<dyn Bell>);
    mailbox.ring();
    assert_eq!(bell.0.load(Ordering::Relaxed), 0);
    for slot in 0..3 {
        mailbox.due(0, slot, 0);
        mailbox.ring();
    }
    assert_eq!(bell.0.load(Ordering::Relaxed), 1);

    let mut seen = Vec::new();
    let taken = mailbox.take(2, |slot, _| seen.push(slot));
    assert_eq!(
        taken,
        Taken {
            count: 2,
            more: true
        }
    );
    mailbox.due(0, 3, 0);
    mailbox.ring();
    assert_eq!(bell.0.load(Ordering::Relaxed), 1);

    let taken = mailbox.take(2, |slot, _| seen.push(slot));
    assert_eq!(
        taken,
        Taken {
            count: 2,
            more: false
        }
    );
    assert_eq!(seen, [0, 1, 2, 3]);
    mailbox.due(0, 4, 0);
    mailbox.ring();
    assert_eq!(bell.0.load(Ordering::Relaxed), 2);
}

#[test]
fn a_mailbox_gives_timers_in_the_order_of_their_deadlines() {
    let mailbox = Mailbox::new(Arc::new(CountingBell::default()) as Arc<dyn Bell>);
    for (slot, deadline) in [10, 20, 5, 20, 10, 0].into_iter().enumerate() {
        mailbox.due(deadline, u32::try_from(slot).expect("few"), 0);
    }
    let mut seen = Vec::new();
    mailbox.take(usize::MAX, |slot, _| seen.push(slot));
    assert_eq!(seen, [5, 2, 0, 4, 1, 3]);
}
