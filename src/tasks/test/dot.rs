//! `dot`, tested against exact sums.

use proptest::prelude::*;

use super::sum::Exact;
use super::{refusal, run_anywhere};
use crate::memory::Array;
use crate::tasks::{Class, Outcome};

fn dot(a: Array, b: Array) -> f64 {
    match run_anywhere("dot", &[a, b], &[]) {
        Outcome::Number(product) => product,
        other => panic!("{other:?}"),
    }
}

/// A product as two numbers whose sum is exactly the product (Dekker's method, with a fused multiply-add).
fn product(a: f64, b: f64) -> [f64; 2] {
    [a * b, a.mul_add(b, -(a * b))]
}

proptest! {
    #[test]
    fn a_sum_of_products_is_accurate_to_a_few_roundings(
        pairs in prop::collection::vec((-1e9_f64..1e9, -1e-3_f64..1e3), 0..500),
        copies in 1_usize..300,
    ) {
        let (a, b): (Vec<f64>, Vec<f64>) = pairs.repeat(copies).into_iter().unzip();
        let terms = a.iter().zip(&b);
        let exact = Exact::of(terms.clone().flat_map(|(&a, &b)| product(a, b))).value();
        let magnitude: f64 = terms.map(|(a, b)| (a * b).abs()).sum();
        let sum = dot(Array::Float64(a), Array::Float64(b));
        prop_assert!((sum - exact).abs() <= 24.0 * f64::EPSILON * magnitude, "{} is not {}", sum, exact);
    }

    #[test]
    fn products_of_single_precision_are_exact(
        pairs in prop::collection::vec((any::<i16>(), any::<i16>()), 0..5000),
    ) {
        let a = pairs.iter().map(|(a, _)| f32::from(*a) * 0.125).collect();
        let b = pairs.iter().map(|(_, b)| f32::from(*b) * 0.25).collect();
        let exact: i64 = pairs.iter().map(|&(a, b)| i64::from(a) * i64::from(b)).sum();
        prop_assert_eq!(dot(Array::Float32(a), Array::Float32(b)), exact as f64 / 32.0);
    }
}

#[test]
fn arrays_of_different_lengths_or_wrong_kinds_are_refused() {
    let floats = |len| Array::Float64(vec![1.0; len]);
    assert_eq!(
        refusal("dot", &[floats(2), floats(3)], &[]).0,
        Class::RangeError
    );
    assert_eq!(
        refusal("dot", &[floats(2), Array::Float32(vec![1.0; 2])], &[]).0,
        Class::TypeError
    );
    assert_eq!(
        refusal("dot", &[Array::Int8(vec![]), Array::Int8(vec![])], &[]).0,
        Class::TypeError
    );
    assert_eq!(dot(floats(0), floats(0)), 0.0);
}
