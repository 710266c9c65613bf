//! `histogram`, tested against a search through all bins for each element.

use std::slice::from_ref;

use proptest::prelude::*;

use super::{any_array, refusal, run_anywhere};
use crate::memory::{Array, each_array};
use crate::tasks::elements::Number as _;
use crate::tasks::{Class, Outcome};

fn histogram(array: &Array, bins: usize, min: f64, max: f64) -> Vec<f64> {
    match run_anywhere("histogram", from_ref(array), &[bins as f64, min, max]) {
        Outcome::Array(Array::Float64(counts)) => counts,
        other => panic!("{other:?}"),
    }
}

fn expected(numbers: &[f64], bins: usize, min: f64, max: f64) -> Vec<f64> {
    let begin = |bin| min + (max - min) * (bin as f64 / bins as f64);
    let mut counts = vec![0.0; bins];
    for &number in numbers.iter().filter(|&&x| x >= min && x <= max) {
        let bin = (0..bins).rev().find(|&bin| begin(bin) <= number);
        counts[bin.expect("the first bin begins at `min`")] += 1.0;
    }
    counts
}

fn numbers(array: &Array) -> Vec<f64> {
    each_array!(array, elements => elements.iter().map(|x| x.number()).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_element_is_in_the_last_bin_that_does_not_begin_after_it(
        array in any_array(),
        bins in 1_usize..20,
        min in -5.0_f64..5.0,
        width in 0.001_f64..1e4,
    ) {
        let max = min + width;
        let expected = expected(&numbers(&array), bins, min, max);
        prop_assert_eq!(histogram(&array, bins, min, max), expected);
    }

    #[test]
    fn an_element_on_the_edge_of_two_bins_is_in_the_upper_one(
        bins in 1_usize..300,
        min in -1e3_f64..1e3,
        width in 1e-12_f64..1e3,
    ) {
        let max = min + width;
        let edge = |bin| min + (max - min) * (bin as f64 / bins as f64);
        let edges: Vec<f64> = (0..=bins).map(edge).collect();
        let expected = expected(&edges, bins, min, max);
        prop_assert_eq!(histogram(&Array::Float64(edges), bins, min, max), expected);
    }
}

#[test]
fn the_last_bin_includes_its_end() {
    let array = Array::Float64(vec![
        0.0,
        1.0,
        2.0,
        3.0,
        4.0,
        -0.1,
        4.1,
        f64::NAN,
        f64::INFINITY,
    ]);
    assert_eq!(histogram(&array, 4, 0.0, 4.0), [1.0, 1.0, 1.0, 2.0]);
    let many = Array::Uint8((0..=255).cycle().take(256 * 1000).collect());
    assert_eq!(histogram(&many, 256, 0.0, 256.0), [1000.0; 256]);
    // The bounds round, so that the second bin begins at 0 too.
    let least = Array::Float64(vec![5e-324, 0.0]);
    assert_eq!(histogram(&least, 3, 0.0, 5e-324), [0.0, 1.0, 1.0]);
}

#[test]
fn invalid_bins_are_refused() {
    let array = [Array::Int8(vec![1])];
    for numbers in [
        [0.0, 0.0, 1.0],
        [1e9, 0.0, 1.0],
        [1.5, 0.0, 1.0],
        [4.0, 1.0, 1.0],
        [4.0, 2.0, 1.0],
        [4.0, f64::MIN, f64::MAX],
        [4.0, 0.0, f64::INFINITY],
    ] {
        assert_eq!(
            refusal("histogram", &array, &numbers).0,
            Class::RangeError,
            "{numbers:?}"
        );
    }
    assert_eq!(
        refusal("histogram", &array, &[4.0, f64::NAN, 1.0]).0,
        Class::TypeError
    );
}
