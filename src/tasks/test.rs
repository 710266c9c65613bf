//! Each task against a naive oracle, and the splitting of one job among many.

use std::cmp::Ordering;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering as Atomic};
use std::thread;

use proptest::prelude::*;

use super::split::split;
use super::{Branch, Crew, Elements, Input, Outcome, find, names};
use crate::memory::{Array, ElementKind, View};

/// A crew of fresh threads: each join forks one, as long as there are hands.
struct Threads {
    hands: usize,
}

impl Threads {
    fn new(hands: usize) -> Self {
        Self { hands }
    }
}

impl Crew for Threads {
    fn hands(&self) -> usize {
        self.hands
    }

    fn join(&self, first: Branch<'_>, second: Branch<'_>) {
        let half = Self::new(self.hands.div_ceil(2));
        if self.hands == 1 {
            first(&half);
            return second(&half);
        }
        let second = thread::scope(|scope| {
            let second = scope.spawn(|| second(&half));
            first(&half);
            second.join()
        });
        if let Err(panic) = second {
            resume_unwind(panic);
        }
    }
}

fn run(name: &str, data: Array, descending: bool, hands: usize) -> Outcome {
    let task = find(name).expect("the task exists");
    task(
        Input {
            data: Elements::Owned(data),
            descending,
        },
        &Threads::new(hands),
    )
}

/// The order of `TypedArray.prototype.sort`.
fn js_order(left: &f64, right: &f64) -> Ordering {
    match (left.is_nan(), right.is_nan()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        _ => left
            .partial_cmp(right)
            .expect("both are numbers")
            .then_with(|| right.is_sign_negative().cmp(&left.is_sign_negative())),
    }
}

fn bits(elements: &[f64]) -> Vec<u64> {
    elements
        .iter()
        .map(|x| {
            if x.is_nan() {
                f64::NAN.to_bits()
            } else {
                x.to_bits()
            }
        })
        .collect()
}

fn any_float() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>(),
        Just(0.0),
        Just(-0.0),
        Just(f64::NAN),
        Just(-f64::NAN),
        Just(f64::INFINITY),
        Just(f64::NEG_INFINITY),
        (-3_i8..3).prop_map(f64::from),
    ]
}

proptest! {
    #[test]
    fn floats_sort_as_javascript_sorts_them(elements in prop::collection::vec(any_float(), 0..200), descending: bool) {
        let mut expected = elements.clone();
        expected.sort_by(js_order);
        if descending {
            expected.reverse();
        }
        let Outcome::Array(Array::Float64(sorted)) = run("sort", Array::Float64(elements), descending, 1) else {
            panic!("a sort of floats gives floats");
        };
        prop_assert_eq!(bits(&sorted), bits(&expected));
    }

    #[test]
    fn integers_sort(elements in prop::collection::vec(any::<i64>(), 0..200)) {
        let mut expected = elements.clone();
        expected.sort();
        prop_assert_eq!(run("sort", Array::BigInt64(elements), false, 1), Outcome::Array(Array::BigInt64(expected)));
    }

    #[test]
    fn integers_sum_exactly(elements in prop::collection::vec(any::<u64>(), 0..200)) {
        let expected = elements.iter().map(|&x| i128::from(x)).sum();
        prop_assert_eq!(run("sum", Array::BigUint64(elements), false, 1), Outcome::BigInt(expected));
    }

    #[test]
    fn a_sum_is_the_same_for_any_number_of_workers(elements in prop::collection::vec(-1e9_f64..1e9, 0..100), copies in 1_usize..3000) {
        let elements: Vec<f64> = elements.iter().copied().cycle().take(elements.len() * copies).collect();
        let alone = run("sum", Array::Float64(elements.clone()), false, 1);
        prop_assert_eq!(run("sum", Array::Float64(elements), false, 3), alone);
    }
}

#[test]
fn a_sum_of_floats_is_accurate() {
    let Outcome::Number(sum) = run("sum", Array::Float64(vec![0.1; 10_000_000]), false, 2) else {
        panic!("a sum of floats is a number");
    };
    assert!((sum - 1e6).abs() < 1e-8, "{sum}");
}

#[test]
fn small_integers_sum_to_numbers() {
    assert_eq!(
        run("sum", Array::Uint32(vec![u32::MAX; 100_000]), false, 2),
        Outcome::Number(4_294_967_295e5)
    );
    assert_eq!(
        run("sum", Array::Int8(vec![-128, 127]), false, 2),
        Outcome::Number(-1.0)
    );
    assert_eq!(
        run("sum", Array::Float32(vec![]), false, 2),
        Outcome::Number(0.0)
    );
}

#[test]
#[expect(
    unsafe_code,
    reason = "a view is made over a vector that the test keeps"
)]
fn shared_memory_is_sorted_in_place() {
    let mut elements = vec![3_u16, 1, 2];
    // SAFETY: the vector outlives the view, is aligned for its elements, and is not touched while the task runs.
    let view = unsafe {
        View::new(
            elements.as_mut_ptr().cast(),
            elements.len(),
            ElementKind::Uint16,
        )
    };
    let task = find("sort").expect("the task exists");
    let outcome = task(
        Input {
            data: Elements::Shared(view),
            descending: false,
        },
        &Threads::new(1),
    );
    assert_eq!(outcome, Outcome::SameView);
    assert_eq!(elements, [1, 2, 3]);
}

#[test]
fn names_are_sorted_and_found() {
    let names: Vec<_> = names().collect();
    assert!(names.is_sorted());
    assert!(names.iter().all(|name| find(name).is_some()));
    assert!(find("no such task").is_none());
}

#[test]
fn pieces_come_back_in_order() {
    for hands in 1..5 {
        let outcomes = split(&Threads::new(hands), 1000, |at| at * 2);
        assert_eq!(outcomes, (0..1000).map(|at| at * 2).collect::<Vec<_>>());
    }
    assert_eq!(split(&Threads::new(3), 0, |at| at), []);
}

#[test]
fn a_panic_of_a_piece_reaches_the_job_when_no_piece_runs_any_more() {
    let running = AtomicUsize::new(0);
    let crew = Threads::new(4);
    let panic = catch_unwind(AssertUnwindSafe(|| {
        split(&crew, 100, |at| {
            running.fetch_add(1, Atomic::SeqCst);
            thread::yield_now();
            running.fetch_sub(1, Atomic::SeqCst);
            assert!(at != 50, "the fiftieth");
        })
    }));
    let message = *panic
        .expect_err("a piece panics")
        .downcast::<&str>()
        .expect("with a text");
    assert_eq!(message, "the fiftieth");
    assert_eq!(running.load(Atomic::SeqCst), 0);
}
