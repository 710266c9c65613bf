//! `stats`, tested against exact sums and on edge cases.

use proptest::prelude::*;

use super::sum::Exact;
use super::{any_array, run_anywhere};
use crate::memory::{Array, each_array};
use crate::tasks::Outcome;
use crate::tasks::elements::Number as _;

fn stats(array: Array) -> [f64; 5] {
    match run_anywhere("stats", &[array], &[]) {
        Outcome::Numbers(numbers) => numbers.try_into().expect("there are five"),
        other => panic!("{other:?}"),
    }
}

fn shown(numbers: [f64; 5]) -> String {
    format!("{numbers:?}")
}

proptest! {
    #[test]
    fn mean_and_variance_are_near_the_exact_ones(
        elements in prop::collection::vec(-1e3_f64..1e3, 1..300),
        far in -1e9_f64..1e9,
        copies in 1_usize..300,
    ) {
        let elements: Vec<f64> = elements.iter().map(|x| x + far).collect::<Vec<_>>().repeat(copies);
        let len = elements.len() as f64;
        let mean = Exact::of(elements.iter().copied()).value() / len;
        // The mean is rounded. That changes the variance only by the square of the rounding error.
        let distances: Vec<f64> = elements.iter().map(|x| x - mean).collect();
        let variance = Exact::of(distances.iter().map(|x| x * x)).value() / len;
        let [count, min, max, got_mean, got_variance] = stats(Array::Float64(elements.clone()));
        prop_assert_eq!(count, len);
        prop_assert_eq!(min, elements.iter().copied().fold(f64::INFINITY, f64::min));
        prop_assert_eq!(max, elements.iter().copied().fold(f64::NEG_INFINITY, f64::max));
        let scale = mean.abs() + variance.sqrt();
        prop_assert!((got_mean - mean).abs() <= 1e-14 * scale, "{} is not {}", got_mean, mean);
        // Rounding an element changes the variance by the rounding error times the element's distance from the
        // mean.
        let slack = 1e-13 * variance + 1e-14 * scale * variance.sqrt() + (1e-15 * scale).powi(2);
        prop_assert!((got_variance - variance).abs() <= slack, "{} is not {}", got_variance, variance);
    }

    #[test]
    fn min_and_max_are_right_for_every_kind(array in any_array()) {
        let numbers: Vec<f64> = each_array!(&array, elements => elements.iter().map(|x| x.number()).collect());
        let [count, min, max, mean, variance] = stats(array);
        prop_assert_eq!(count, numbers.len() as f64);
        if numbers.is_empty() || numbers.iter().any(|x| x.is_nan()) {
            prop_assert!([min, max, mean, variance].iter().all(|x| x.is_nan()));
        } else {
            prop_assert_eq!(min, numbers.iter().copied().fold(f64::INFINITY, f64::min));
            prop_assert_eq!(max, numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max));
            prop_assert!(variance.is_nan() || variance >= 0.0);
        }
    }
}

#[test]
fn edge_cases_have_the_specified_statistics() {
    assert_eq!(
        shown(stats(Array::Float64(vec![]))),
        "[0.0, NaN, NaN, NaN, NaN]"
    );
    assert_eq!(
        shown(stats(Array::Float64(vec![7.5]))),
        "[1.0, 7.5, 7.5, 7.5, 0.0]"
    );
    assert_eq!(
        shown(stats(Array::Float32(vec![0.0, -0.0]))),
        "[2.0, -0.0, 0.0, 0.0, 0.0]"
    );
    assert_eq!(
        shown(stats(Array::Int8(vec![-1, 2, 5]))),
        "[3.0, -1.0, 5.0, 2.0, 6.0]"
    );
    assert_eq!(
        shown(stats(Array::Float64(vec![1.0, f64::INFINITY]))),
        "[2.0, 1.0, inf, inf, NaN]"
    );
    assert_eq!(
        shown(stats(Array::Float64(vec![3.0; 300_000]))),
        "[300000.0, 3.0, 3.0, 3.0, 0.0]"
    );
    let bigints = Array::BigInt64(vec![i64::MIN, i64::MAX]);
    assert_eq!(
        stats(bigints)[..3],
        [
            2.0,
            -9_223_372_036_854_775_808.0,
            9_223_372_036_854_775_807.0
        ]
    );
}
