//! `sort`, tested against the standard library's sort in JavaScript's order.

use std::cmp::Ordering;

use proptest::prelude::*;

use super::{Stopping, Threads, any_array, call, run, shared};
use crate::memory::{Array, each_array};
use crate::tasks::{Failure, Input, Outcome, find};

/// The order of `TypedArray.prototype.sort`.
pub(super) trait JsOrder: Copy {
    fn js_order(&self, other: &Self) -> Ordering;

    /// A text that is different for -0 and 0, and the same for all NaNs.
    fn shown(self) -> String;
}

macro_rules! js_order {
    (integers $($number:ty)*) => { $(
        impl JsOrder for $number {
            fn js_order(&self, other: &Self) -> Ordering {
                self.cmp(other)
            }

            fn shown(self) -> String {
                self.to_string()
            }
        }
    )* };
    (floats $($number:ty)*) => { $(
        impl JsOrder for $number {
            fn js_order(&self, other: &Self) -> Ordering {
                match (self.is_nan(), other.is_nan()) {
                    (true, true) => Ordering::Equal,
                    (true, false) => Ordering::Greater,
                    (false, true) => Ordering::Less,
                    _ => self
                        .partial_cmp(other)
                        .expect("both are numbers")
                        .then_with(|| other.is_sign_negative().cmp(&self.is_sign_negative())),
                }
            }

            fn shown(self) -> String {
                if self.is_nan() { "NaN".into() } else { format!("{self:?}") }
            }
        }
    )* };
}

js_order!(integers i8 u8 i16 u16 i32 u32 i64 u64);
js_order!(floats f32 f64);

fn shown(array: &Array) -> Vec<String> {
    each_array!(array, elements => elements.iter().map(|element| element.shown()).collect())
}

fn expected(mut array: Array, descending: bool) -> Vec<String> {
    each_array!(&mut array, elements => {
        elements.sort_by(JsOrder::js_order);
        if descending {
            elements.reverse();
        }
    });
    shown(&array)
}

proptest! {
    #[test]
    fn any_array_is_sorted_as_javascript_sorts_it(mut array in any_array(), descending: bool) {
        let expected = expected(array.clone(), descending);
        let numbers = vec![f64::from(u8::from(descending))];
        let Outcome::Array(sorted) = run("sort", &[array.clone()], &numbers) else {
            panic!("a sort gives an array");
        };
        prop_assert_eq!(sorted.kind(), array.kind());
        prop_assert_eq!(shown(&sorted), &expected[..]);
        let arrays = vec![shared(&mut array)];
        let outcome = find("sort").expect("it exists")(Input { arrays, numbers }, &Threads::new(2));
        prop_assert_eq!(outcome, Ok(Outcome::SameView));
        prop_assert_eq!(shown(&array), &expected[..]);
    }
}

/// Pseudo-random numbers, the same in every run.
fn noise(len: u64) -> impl Iterator<Item = u64> {
    (0..len).map(|at| {
        at.wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(29)
            .wrapping_mul(0xbf58_476d_1ce4_e5b9)
    })
}

#[test]
fn large_and_skewed_arrays_are_sorted() {
    let shapes: [fn(u64) -> u64; 6] = [
        |x| x,
        |x| x % 3,
        |x| if x % 5000 == 0 { x } else { 7 },
        |x| if x % 100 == 0 { x } else { x >> 45 },
        |x| x >> (x % 64),
        |x| u64::MAX - (x >> 20 << 4),
    ];
    for shape in shapes {
        let elements: Vec<u64> = noise(1_200_000).map(shape).collect();
        let mut expected = elements.clone();
        expected.sort_unstable();
        let sorted = call("sort", &[Array::BigUint64(elements)], &[], &Threads::new(1));
        assert!(sorted == Ok(Outcome::Array(Array::BigUint64(expected))));
    }
}

#[test]
fn sorted_and_nearly_sorted_and_reversed_arrays_are_sorted() {
    let rising: Vec<i32> = (-300_000..300_000).collect();
    let mut almost = rising.clone();
    almost.swap(131_071, 131_072);
    for elements in [
        rising.clone(),
        almost,
        rising.iter().rev().copied().collect(),
    ] {
        let sorted = run("sort", &[Array::Int32(elements)], &[]);
        assert!(sorted == Outcome::Array(Array::Int32(rising.clone())));
    }
}

#[test]
fn a_stopped_sort_of_shared_memory_loses_no_element() {
    let elements: Vec<u32> = noise(200_000).map(|x| x as u32).collect();
    let sorted = expected(Array::Uint32(elements.clone()), false);
    let mut times_stopped = 0;
    for looks in (0..).step_by(5) {
        let mut array = Array::Uint32(elements.clone());
        let input = Input {
            arrays: vec![shared(&mut array)],
            numbers: vec![],
        };
        let outcome = find("sort").expect("it exists")(input, &Stopping::after(looks));
        assert_eq!(expected(array, false), sorted);
        if outcome == Ok(Outcome::SameView) {
            break;
        }
        assert_eq!(outcome, Err(Failure::Stopped));
        times_stopped += 1;
    }
    assert!(times_stopped > 5);
}
