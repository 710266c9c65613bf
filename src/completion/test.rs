//! What a home promises, on one thread and on several.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::record::{HEADER, Header, kind};
use super::{Collected, Home};
use crate::Bell;
use crate::memory::Array;
use crate::sync::Arc;

#[derive(Default)]
struct CountingBell(AtomicUsize);

impl Bell for CountingBell {
    fn ring(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl CountingBell {
    fn rung(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

fn home() -> (Arc<Home>, Arc<CountingBell>) {
    let bell = Arc::new(CountingBell::default());
    (
        Arc::new(Home::new(Arc::clone(&bell) as Arc<dyn Bell>)),
        bell,
    )
}

/// The slots and payloads of all whole records in `bytes`.
fn records(mut bytes: &[u8]) -> Vec<(u32, Vec<u8>)> {
    let mut records = Vec::new();
    while let Some(header) = Header::read(bytes) {
        let payload = bytes[HEADER..HEADER + header.len as usize].to_vec();
        records.push((header.slot, payload));
        bytes = &bytes[header.record_len()..];
    }
    records
}

fn collect(home: &Home, size: usize) -> Vec<(u32, Vec<u8>)> {
    let mut buffer = vec![0; size];
    match home.collect(&mut buffer) {
        Collected::Bytes(bytes) => records(&buffer[..bytes]),
        Collected::Needs(needed) => panic!("{needed} bytes are needed"),
    }
}

#[test]
fn records_arrive_whole_and_in_order() {
    let (home, _) = home();
    for slot in 0..10 {
        home.post(slot, kind::FAST, 0, &vec![7; slot as usize]);
    }
    let expected: Vec<_> = (0..10).map(|slot| (slot, vec![7; slot as usize])).collect();
    assert_eq!(collect(&home, 1 << 12), expected);
    assert_eq!(collect(&home, 1 << 12), []);
}

#[test]
fn a_small_buffer_takes_as_many_whole_records_as_fit() {
    let (home, _) = home();
    for slot in 0..5 {
        home.post(slot, kind::NUMBER, 0, &[0; 8]);
    }
    let slots = |records: Vec<(u32, Vec<u8>)>| -> Vec<u32> {
        records.into_iter().map(|(slot, _)| slot).collect()
    };
    assert_eq!(slots(collect(&home, 60)), [0, 1]);
    home.post(5, kind::NUMBER, 0, &[0; 8]);
    assert_eq!(slots(collect(&home, 60)), [2, 3]);
    assert_eq!(slots(collect(&home, 60)), [4]);
    assert_eq!(slots(collect(&home, 60)), [5]);
}

#[test]
fn a_record_larger_than_the_buffer_says_what_it_needs() {
    let (home, _) = home();
    home.post(1, kind::FAST, 0, &[9; 100]);
    assert_eq!(home.collect(&mut [0; 64]), Collected::Needs(HEADER + 104));
    assert_eq!(collect(&home, HEADER + 104), [(1, vec![9; 100])]);
}

#[test]
fn many_posts_ring_once_until_armed_again() {
    let (home, bell) = home();
    home.post(0, kind::NULL, 0, &[]);
    home.post(1, kind::NULL, 0, &[]);
    assert_eq!(bell.rung(), 1);
    assert_eq!(collect(&home, 1 << 10).len(), 2);
    home.post(2, kind::NULL, 0, &[]);
    assert_eq!(bell.rung(), 1, "the loop is looking");
    assert!(home.arm(), "there is something to collect");
    assert_eq!(collect(&home, 1 << 10).len(), 1);
    assert!(!home.arm());
    home.post(3, kind::NULL, 0, &[]);
    assert_eq!(bell.rung(), 2);
}

#[test]
fn arrays_are_fetched_once_each_by_their_slot() {
    let (home, _) = home();
    home.post_arrays(4, vec![Array::Int8(vec![1, -1]), Array::Uint8(vec![])]);
    assert_eq!(collect(&home, 1 << 10), [(4, vec![])]);
    assert_eq!(home.take_array(4), Some(Array::Int8(vec![1, -1])));
    assert_eq!(home.take_array(4), Some(Array::Uint8(vec![])));
    assert_eq!(home.take_array(4), None);
}

#[test]
fn a_closed_home_drops_every_record() {
    let (home, bell) = home();
    home.post(0, kind::NULL, 0, &[]);
    home.close();
    home.post(1, kind::NULL, 0, &[]);
    assert_eq!(bell.rung(), 1);
    assert_eq!(collect(&home, 1 << 10), []);
    assert!(home.visits().take().is_none());
}

#[test]
fn a_blocked_home_is_woken_by_a_record_and_rings_nothing() {
    let (home, bell) = home();
    assert!(!home.block(Duration::ZERO));
    let poster = {
        let home = Arc::clone(&home);
        thread::spawn(move || home.post(3, kind::NULL, 0, &[]))
    };
    assert!(home.block(Duration::from_secs(60)));
    poster.join().expect("the poster does not panic");
    assert_eq!(collect(&home, 1 << 10).len(), 1);
    assert_eq!(bell.rung(), 0);
    // The loop looks by itself now, until it arms.
    home.post(4, kind::NULL, 0, &[]);
    assert_eq!(bell.rung(), 0);
    assert!(home.block(Duration::from_secs(60)));
}

#[test]
fn closing_waits_for_visits() {
    let (home, _) = home();
    let visit = home.visits().take().expect("the home is open");
    let closing = {
        let home = Arc::clone(&home);
        thread::spawn(move || home.close())
    };
    // New visits are refused from the moment when the closing waits.
    while home.visits().take().is_some() {
        thread::yield_now();
    }
    assert!(!closing.is_finished());
    drop(visit);
    closing.join().expect("the home closes");
}

#[test]
fn records_of_several_threads_all_arrive_in_the_order_of_each() {
    const POSTERS: usize = 4;
    const EACH: usize = 10_000;
    let (home, _) = home();
    let posters: Vec<_> = (0..POSTERS)
        .map(|poster| {
            let home = Arc::clone(&home);
            thread::spawn(move || {
                for count in 0..EACH {
                    let payload = vec![poster as u8; count % 20];
                    home.post(poster as u32, kind::FAST, 0, &payload);
                }
            })
        })
        .collect();
    let mut seen = [0; POSTERS];
    while seen.iter().sum::<usize>() < POSTERS * EACH {
        for (slot, payload) in collect(&home, 1 << 12) {
            let poster = slot as usize;
            assert_eq!(payload, vec![slot as u8; seen[poster] % 20]);
            seen[poster] += 1;
        }
    }
    posters
        .into_iter()
        .for_each(|poster| poster.join().expect("no poster panics"));
}
