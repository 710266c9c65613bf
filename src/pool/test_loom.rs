//! Models of a deadline that passes while its job is taken, begins and ends, and while its slot is
//! used again. See `README.md`.

use loom::thread;

use super::desk::Supply;
use super::in_hand::{JobInHand, Stop, Waiting};
use super::job::{Name, Stamp, Value};
use super::{Deadlines, Limit, NEVER, Phase, Pool};
use crate::Bell;
use crate::completion::record::{Header, kind};
use crate::completion::{Collected, Home};
use crate::sync::Arc;
use crate::timer::Client;

const SLOT: u32 = 0;
const STAMP: u32 = 2;
const TIMEOUT: f64 = 10.0;

struct NoBell;

impl Bell for NoBell {
    fn ring(&self) {}
}

struct Scene {
    home: Arc<Home>,
    pool: Arc<Pool>,
    deadlines: Arc<Deadlines>,
}

impl Scene {
    fn new() -> Self {
        let home = Arc::new(Home::new(Arc::new(NoBell)));
        let pool = Arc::new(Pool::new(1, 1, Arc::clone(&home)));
        let deadlines = Arc::new(Deadlines::new(Arc::clone(&home)));
        let limit = Limit {
            pool: Arc::clone(&pool),
            name: Name::outer(SLOT),
            timeout: TIMEOUT,
            ticket: None,
            lease: None,
        };
        deadlines.set(std::iter::once((SLOT, STAMP, limit)));
        Self {
            home,
            pool,
            deadlines,
        }
    }

    fn pass_elsewhere(&self) -> thread::JoinHandle<()> {
        let deadlines = Arc::clone(&self.deadlines);
        thread::spawn(move || {
            deadlines.due(0, SLOT, STAMP);
            deadlines.ring();
        })
    }

    /// Collects what lies in the log.
    fn collect(&self) -> Vec<Header> {
        let mut bytes = [0; 256];
        let Collected::Bytes(len) = self.home.collect(&mut bytes) else {
            unreachable!("records of a model have no payload");
        };
        let records = bytes[..len].chunks_exact(16);
        records.filter_map(Header::read).collect()
    }

    /// Settles the slots that these records free, and returns how many there are.
    fn settle(&self, records: &[Header]) -> usize {
        let concluding = records.iter().filter(|header| kind::concludes(header.kind));
        let slots: Vec<_> = concluding.map(|header| header.slot).collect();
        self.deadlines.settle(slots.iter().copied(), |_| {});
        slots.len()
    }
}

fn held(waiting: Option<Waiting>) -> JobInHand {
    JobInHand {
        slot: SLOT,
        task: 0,
        origin: None,
        submitted: Stamp::default(),
        begun: NEVER,
        lane: 0,
        waiting,
        stop: None,
    }
}

/// The phase that the notice tells, if there is a notice.
fn phase_in(records: &[Header]) -> Option<u32> {
    let notice = records.iter().find(|header| header.kind == kind::EXPIRED)?;
    assert_eq!(notice.extra & !1, STAMP);
    Some(notice.extra & 1)
}

#[test]
fn a_deadline_gives_up_its_own_job_or_none() {
    loom::model(|| {
        let scene = Scene::new();
        let (home, pool) = (Arc::clone(&scene.home), Arc::clone(&scene.pool));
        // Makes the desk now: the thread came before there were jobs for it.
        assert!(pool.desks[0].is_empty());
        let driver = scene.pass_elsewhere();
        // As `Pool::take` and `Pool::conclude` do.
        let worker = thread::spawn(move || {
            let desk = &pool.desks[0];
            let has_begun = desk.hold_unless(
                Some((Stamp::default(), NEVER)),
                false,
                || home.recalls().take(SLOT),
                |_| held(None),
            );
            if has_begun {
                desk.conclude(Name::outer(SLOT), NEVER, |_| {
                    home.post(SLOT, kind::NULL, 0, &[])
                });
            } else {
                home.post(SLOT, kind::CANCELLED, 0, &[]);
            }
            has_begun
        });
        let has_begun = worker.join().expect("it works");
        let mut records = scene.collect();
        assert_eq!(scene.settle(&records), 1);
        // The slot belongs to another job now, which has no deadline.
        let desk = &scene.pool.desks[0];
        let recalls = scene.home.recalls();
        assert!(
            desk.hold_unless(
                Some((Stamp::default(), NEVER)),
                false,
                || recalls.take(SLOT),
                |_| held(None)
            ),
            "the deadline of the earlier job has recalled this one"
        );
        driver.join().expect("it passes the deadline");
        assert_eq!(desk.take_stops(), [], "this job was told to stop");
        let earlier = records.len();
        records.extend(scene.collect());
        assert!(records.len() <= 2, "one record, and perhaps a notice");
        if phase_in(&records) == Some(Phase::Running as u32) {
            assert_eq!(records[0].kind, kind::EXPIRED, "its outcome came first");
        }
        if records
            .first()
            .is_some_and(|header| header.kind == kind::EXPIRED)
        {
            let expected = if has_begun {
                Phase::Running
            } else {
                Phase::Queued
            };
            assert_eq!(phase_in(&records), Some(expected as u32));
        }
        assert!(
            has_begun || earlier == 2 || records.len() == 2,
            "a dropped job must leave a notice"
        );
    });
}

#[test]
fn a_job_that_waits_for_its_data_gets_it_or_is_withdrawn() {
    loom::model(|| {
        let scene = Scene::new();
        let desk = &scene.pool.desks[0];
        let waiting = Waiting {
            ticket: None,
            is_mail: false,
        };
        assert!(desk.hold_unless(None, false, || false, |_| held(Some(waiting))));
        let driver = scene.pass_elsewhere();
        let pool = Arc::clone(&scene.pool);
        let submitter = thread::spawn(move || {
            let value = Value::Inline {
                kind: kind::NULL,
                bytes: [0; 8],
            };
            pool.desks[0].supply(Name::outer(SLOT), Supply::Value(value));
        });
        let early = desk.take_supply(false, || NEVER);
        driver.join().expect("it passes the deadline");
        submitter.join().expect("it supplies");
        let arrival = early
            .or_else(|| desk.take_supply(false, || NEVER))
            .expect("somebody has supplied something");
        assert!(
            desk.take_supply(false, || NEVER).is_none(),
            "it is supplied once"
        );
        let phase = phase_in(&scene.collect());
        match arrival.supply {
            Supply::Value(_) => {
                assert_eq!(phase, Some(Phase::Running as u32));
                assert_eq!(
                    desk.take_stops(),
                    [(Name::outer(SLOT), Stop::Timeout(TIMEOUT))]
                );
            }
            Supply::Withdrawn => assert_eq!(phase, Some(Phase::Queued as u32)),
            _ => unreachable!("nobody supplies anything else"),
        }
    });
}
