//! Split work: every part runs, the results are in order, and a panic reaches the task.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Solo, Stopping, Threads};
use crate::tasks::parallel::{Stopped, join, map_chunks, map_parts};

#[test]
fn both_halves_run() {
    assert_eq!(join(&Solo, |_| 1, |_| "two"), (1, "two"));
    assert_eq!(join(&Threads::new(1), |_| 1, |_| "two"), (1, "two"));
}

#[test]
fn chunks_come_back_in_order() {
    for depth in 0..4 {
        let ranges = map_chunks(&Threads::new(depth), 1001, 10, |range| range)
            .expect("the job is not stopped");
        assert_eq!(ranges.len(), 101);
        assert_eq!(ranges.last(), Some(&(1000..1001)));
        assert!(ranges.windows(2).all(|pair| pair[0].end == pair[1].start));
    }
    assert_eq!(map_chunks(&Solo, 0, 10, |range| range), Ok(vec![]));
}

#[test]
fn parts_own_what_they_write_to() {
    let mut numbers = vec![0; 100];
    let parts = numbers.chunks_mut(7).enumerate().collect();
    map_parts(&Threads::new(3), parts, |_, (at, part)| part.fill(at))
        .expect("the job is not stopped");
    assert!(
        numbers
            .iter()
            .enumerate()
            .all(|(place, &at)| at == place / 7)
    );
}

#[test]
fn a_stopped_task_begins_no_further_part() {
    let begun = AtomicUsize::new(0);
    let count = |_| begun.fetch_add(1, Ordering::Relaxed);
    assert_eq!(
        map_chunks(&Stopping::after(6), 100, 1, count),
        Err(Stopped::Asked)
    );
    // One of the six looks is before the first part.
    assert_eq!(begun.into_inner(), 5);
}

#[test]
fn a_panic_reaches_the_task_once_all_parts_have_ended() {
    let ended = AtomicUsize::new(0);
    let panic = catch_unwind(AssertUnwindSafe(|| {
        map_chunks(&Threads::new(2), 4, 1, |range| {
            assert!(range.start != 1, "the second");
            ended.fetch_add(1, Ordering::Relaxed);
        })
    }));
    let message = *panic
        .expect_err("a part panics")
        .downcast::<&str>()
        .expect("the panic has a text");
    assert_eq!(message, "the second");
    assert_eq!(ended.into_inner(), 3);
}
