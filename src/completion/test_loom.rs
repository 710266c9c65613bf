//! Models of a home. Whatever the interleaving, a record that was posted is collected, or the bell is rung for it,
//! and a recalled job is dropped or found on its desk.

use std::time::Duration;

use loom::thread;

use super::record::kind;
use super::{Collected, Home, Recalls};
use crate::Bell;
use crate::sync::{Arc, AtomicU32, Mutex, Ordering};

struct CountingBell(AtomicU32);

impl Bell for CountingBell {
    fn ring(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

fn count(home: &Home) -> usize {
    match home.collect(&mut [0; 256]) {
        Collected::Bytes(bytes) => bytes / 16,
        Collected::Needs(_) => unreachable!("records of a model have no payload"),
    }
}

/// Posts from other threads while the home looks, arms, and answers its bell as an event loop does.
fn model(posters: usize) {
    let bell = Arc::new(CountingBell(AtomicU32::new(0)));
    let home = Arc::new(Home::new(Arc::clone(&bell) as Arc<dyn Bell>));
    let posters: Vec<_> = (0..posters)
        .map(|slot| {
            let home = Arc::clone(&home);
            thread::spawn(move || home.post(slot as u32, kind::NULL, 0, &[]))
        })
        .collect();
    let mut collected = count(&home);
    // Looking has found nothing more. So arm, and look again only if told to.
    while home.arm() {
        collected += count(&home);
    }
    let total = posters.len();
    posters
        .into_iter()
        .for_each(|poster| poster.join().expect("the poster does not panic"));
    // The bell was rung for the records that are left. The loop answers as often as it was rung.
    let mut answered = 0;
    while collected < total {
        let rung = bell.0.load(Ordering::SeqCst);
        assert!(
            rung > answered,
            "a record lies in the log and nobody was told"
        );
        answered = rung;
        loop {
            collected += count(&home);
            if !home.arm() {
                break;
            }
        }
    }
}

#[test]
fn a_post_races_with_arming() {
    loom::model(|| model(1));
}

#[test]
fn a_post_races_with_blocking() {
    loom::model(|| {
        let bell = Arc::new(CountingBell(AtomicU32::new(0)));
        let home = Arc::new(Home::new(Arc::clone(&bell) as Arc<dyn Bell>));
        let poster = {
            let home = Arc::clone(&home);
            thread::spawn(move || {
                home.post(0, kind::NULL, 0, &[]);
                home.post(1, kind::NULL, 0, &[]);
            })
        };
        let mut collected = 0;
        while collected < 2 {
            // A model has no time, so a lost wake-up is a deadlock.
            home.block(Duration::MAX);
            collected += count(&home);
        }
        poster.join().expect("the poster does not panic");
    });
}

#[test]
fn a_recalled_job_is_dropped_or_found_on_its_desk() {
    loom::model(|| {
        let recalls = Arc::new(Recalls::default());
        let desk = Arc::new(Mutex::new(None));
        let worker = {
            let (recalls, desk) = (Arc::clone(&recalls), Arc::clone(&desk));
            thread::spawn(move || {
                let mut running = desk.lock();
                if recalls.take(7) {
                    return false;
                }
                *running = Some(7);
                true
            })
        };
        recalls.add(7, None);
        let is_running = desk.lock().is_some();
        let has_started = worker.join().expect("the worker does not panic");
        assert!(is_running || !has_started);
    });
}

#[test]
fn two_posts_race_with_arming() {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(|| model(2));
}
