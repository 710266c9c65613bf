//! `sum`, tested against exact sums.

use std::slice::from_ref;

use proptest::prelude::*;

use super::{any_array, run_anywhere};
use crate::memory::Array;
use crate::tasks::Outcome;

/// The exact sum of floats, rounded once. Each float is a whole multiple of 2^-1074, and so is their sum.
///
/// The sum has digits of 32 bits with signs. Carries are resolved at the end.
pub(super) struct Exact([i64; 70]);

impl Exact {
    pub(super) fn of(terms: impl IntoIterator<Item = f64>) -> Self {
        let mut digits = [0_i64; 70];
        for term in terms {
            let bits = term.to_bits();
            let exponent = (bits >> 52 & 0x7ff) as usize;
            let fraction = bits & ((1 << 52) - 1);
            let (mantissa, shift) = if exponent == 0 {
                (fraction, 0)
            } else {
                (fraction | 1 << 52, exponent - 1)
            };
            let wide = u128::from(mantissa) << (shift % 32);
            for part in 0..3 {
                let digit = (wide >> (32 * part) & 0xffff_ffff) as i64;
                digits[shift / 32 + part] += if term.is_sign_negative() {
                    -digit
                } else {
                    digit
                };
            }
        }
        Self(digits)
    }

    /// The sum as the nearest float, or a neighbour of it.
    pub(super) fn value(mut self) -> f64 {
        let mut carry = 0;
        for digit in &mut self.0 {
            let sum = *digit + carry;
            (*digit, carry) = (sum & 0xffff_ffff, sum >> 32);
        }
        // A negative sum is in two's complement: negating the digits gives its magnitude.
        if carry < 0 {
            let mut one = 1;
            for digit in &mut self.0 {
                let sum = (!*digit & 0xffff_ffff) + one;
                (*digit, one) = (sum & 0xffff_ffff, sum >> 32);
            }
        }
        // The factor is applied in two steps, since the whole power of two may be out of the range of floats.
        let scaled = |(at, &digit): (usize, &i64)| {
            let exponent = 32 * at as i32 - 1074;
            digit as f64 * 2_f64.powi(exponent / 2) * 2_f64.powi(exponent - exponent / 2)
        };
        let places = self.0.iter().enumerate().rev();
        let value: f64 = places.filter(|(_, digit)| **digit != 0).map(scaled).sum();
        if carry < 0 { -value } else { value }
    }
}

fn moderate() -> impl Strategy<Value = f64> {
    (-1.0_f64..1.0, -60_i32..60).prop_map(|(x, exponent)| x * 2_f64.powi(exponent))
}

fn check(elements: &[f64]) {
    let Outcome::Number(sum) = run_anywhere("sum", &[Array::Float64(elements.to_vec())], &[])
    else {
        panic!("a sum of floats must be a number");
    };
    let exact = Exact::of(elements.iter().copied()).value();
    let magnitude: f64 = elements.iter().map(|x| x.abs()).sum();
    assert!(
        (sum - exact).abs() <= 22.0 * f64::EPSILON * magnitude,
        "{sum} is not {exact}"
    );
}

proptest! {
    #[test]
    fn a_sum_of_floats_is_accurate_to_a_few_roundings(
        elements in prop::collection::vec(moderate(), 0..600),
        copies in 1_usize..300,
    ) {
        let mut all: Vec<f64> = elements.iter().copied().cycle().take(elements.len() * copies).collect();
        check(&all);
        // Now everything but the last element cancels.
        let negated: Vec<f64> = all.iter().rev().map(|x| -x).collect();
        all.extend(negated);
        all.push(1e-9);
        check(&all);
    }

    #[test]
    fn integers_sum_exactly(array in any_array()) {
        let exact: i128 = match &array {
            Array::Int8(x) => x.iter().map(|&x| i128::from(x)).sum(),
            Array::Uint8(x) | Array::Uint8Clamped(x) => x.iter().map(|&x| i128::from(x)).sum(),
            Array::Int16(x) => x.iter().map(|&x| i128::from(x)).sum(),
            Array::Uint16(x) => x.iter().map(|&x| i128::from(x)).sum(),
            Array::Int32(x) => x.iter().map(|&x| i128::from(x)).sum(),
            Array::Uint32(x) => x.iter().map(|&x| i128::from(x)).sum(),
            Array::BigInt64(x) => x.iter().map(|&x| i128::from(x)).sum(),
            Array::BigUint64(x) => x.iter().map(|&x| i128::from(x)).sum(),
            Array::Float32(_) | Array::Float64(_) => return Ok(()),
        };
        let sum = run_anywhere("sum", from_ref(&array), &[]);
        if matches!(array, Array::BigInt64(_) | Array::BigUint64(_)) {
            prop_assert_eq!(sum, Outcome::BigInt(exact));
        } else {
            prop_assert_eq!(sum, Outcome::Number(exact as f64));
        }
    }
}

#[test]
fn the_expected_sums_are_exact() {
    assert_eq!(Exact::of([1e300, 1.0, -1e300]).value(), 1.0);
    assert_eq!(Exact::of([5e-324, 5e-324]).value(), 1e-323);
    assert_eq!(Exact::of([-0.1, -0.2]).value(), -0.30000000000000004);
    assert_eq!(Exact::of([]).value(), 0.0);
}

#[test]
fn a_long_sum_of_floats_is_accurate() {
    check(&vec![0.1; 1_000_000]);
    check(
        &(0..500_000)
            .map(|at| f64::from(at).sin())
            .collect::<Vec<_>>(),
    );
}

#[test]
fn infinities_and_nan_and_extreme_floats_are_summed_correctly() {
    let sum =
        |elements: &[f64]| match run_anywhere("sum", &[Array::Float64(elements.to_vec())], &[]) {
            Outcome::Number(sum) => sum,
            other => panic!("{other:?}"),
        };
    assert_eq!(sum(&[f64::INFINITY, 1.0, 2.0]), f64::INFINITY);
    assert!(sum(&[f64::INFINITY, f64::NEG_INFINITY]).is_nan());
    assert!(sum(&[1.0, f64::NAN]).is_nan());
    assert_eq!(sum(&[]).to_bits(), 0);
    assert_eq!(sum(&[-0.0]), 0.0);
    assert_eq!(sum(&[5e-324; 3]), 1.5e-323);
    assert_eq!(sum(&[f64::MAX]), f64::MAX);
}

#[test]
fn sums_of_the_largest_narrow_integers_do_not_overflow() {
    let len = 100_000;
    for (array, each) in [
        (Array::Int8(vec![-128; len]), -128.0),
        (Array::Uint8(vec![255; len]), 255.0),
        (Array::Int16(vec![i16::MIN; len]), f64::from(i16::MIN)),
        (Array::Uint16(vec![u16::MAX; len]), f64::from(u16::MAX)),
        (Array::Int32(vec![i32::MIN; len]), f64::from(i32::MIN)),
        (Array::Uint32(vec![u32::MAX; len]), f64::from(u32::MAX)),
    ] {
        assert_eq!(
            run_anywhere("sum", &[array], &[]),
            Outcome::Number(each * len as f64)
        );
    }
}
