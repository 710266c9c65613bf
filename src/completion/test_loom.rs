//! Models of the bell: whatever the interleaving, what was posted is collected or rung for.

use loom::thread;

use super::record::kind;
use super::{Collected, Home};
use crate::Bell;
use crate::sync::{Arc, AtomicU32, Ordering};

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
    // Looking has found nothing more: arm, and look again only if told to.
    while home.arm() {
        collected += count(&home);
    }
    let total = posters.len();
    posters
        .into_iter()
        .for_each(|poster| poster.join().expect("it posts"));
    // What is left was rung for; the loop answers as often as it was rung.
    let mut answered = 0;
    while collected < total {
        let rung = bell.0.load(Ordering::SeqCst);
        assert!(rung > answered, "a record lies there and nobody was told");
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
fn two_posts_race_with_arming() {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(|| model(2));
}
