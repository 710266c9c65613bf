//! `native:sum`: the sum of a typed array.
//!
//! Input: a typed array. Outcome: a number, or a BigInt for the two BigInt kinds. Integers are summed exactly and rounded once.
//! Floats are summed pairwise in double precision (Higham, "The accuracy of floating point summation", 1993): the error
//! grows with the logarithm of the length. The pieces are fixed, so the outcome is the same bits whatever the number of threads.

use std::ops::Range;

use super::split::split;
use super::{Crew, Elements, Input, Outcome};
use crate::memory::Array;
use crate::sync::Arc;

/// Elements of a piece: enough to be worth a hand-over, few enough to stay in a core's cache.
const PIECE: usize = 1 << 16;

/// Below this many elements a plain loop is as accurate as it needs to be, and the compiler can use its lanes.
const PAIRWISE_LEAF: usize = 128;

#[derive(Clone, Copy)]
enum Partial {
    Float(f64),
    Integer(i128),
}

pub(super) fn run(input: Input, crew: &dyn Crew) -> Outcome {
    let (len, is_bigint) = match &input.data {
        Elements::Shared(view) => (view.len(), is_bigint(&view.read(0..0))),
        Elements::Owned(array) => (array.len(), is_bigint(array)),
    };
    let data = Arc::new(input.data);
    let pieces = len.div_ceil(PIECE);
    let partials = split(crew, pieces, move |at| {
        let range = at * PIECE..((at + 1) * PIECE).min(len);
        match &*data {
            Elements::Shared(view) => sum_range(&view.read(range.clone()), 0..range.len()),
            Elements::Owned(array) => sum_range(array, range),
        }
    });
    match combine(&partials) {
        Partial::Integer(sum) if is_bigint => Outcome::BigInt(sum),
        Partial::Integer(sum) => Outcome::Number(sum as f64),
        Partial::Float(sum) => Outcome::Number(sum),
    }
}

fn is_bigint(array: &Array) -> bool {
    matches!(array, Array::BigInt64(_) | Array::BigUint64(_))
}

fn sum_range(array: &Array, range: Range<usize>) -> Partial {
    fn exact<T: Copy + Into<i128>>(elements: &[T]) -> Partial {
        Partial::Integer(elements.iter().map(|&element| element.into()).sum())
    }
    // A piece of 2^16 numbers of up to 32 bits fits 64: much faster than 128.
    fn narrow<T: Copy + Into<i64>>(elements: &[T]) -> Partial {
        Partial::Integer(
            elements
                .iter()
                .map(|&element| element.into())
                .sum::<i64>()
                .into(),
        )
    }
    match array {
        Array::Int8(elements) => narrow(&elements[range]),
        Array::Uint8(elements) | Array::Uint8Clamped(elements) => narrow(&elements[range]),
        Array::Int16(elements) => narrow(&elements[range]),
        Array::Uint16(elements) => narrow(&elements[range]),
        Array::Int32(elements) => narrow(&elements[range]),
        Array::Uint32(elements) => narrow(&elements[range]),
        Array::BigInt64(elements) => exact(&elements[range]),
        Array::BigUint64(elements) => exact(&elements[range]),
        Array::Float32(elements) => Partial::Float(pairwise(&elements[range])),
        Array::Float64(elements) => Partial::Float(pairwise(&elements[range])),
    }
}

fn pairwise<T: Copy + Into<f64>>(elements: &[T]) -> f64 {
    if elements.len() <= PAIRWISE_LEAF {
        return elements
            .iter()
            .fold(0.0, |sum, &element| sum + element.into());
    }
    let (left, right) = elements.split_at(elements.len() / 2);
    pairwise(left) + pairwise(right)
}

fn combine(partials: &[Partial]) -> Partial {
    match partials {
        [] => Partial::Integer(0),
        [partial] => *partial,
        _ => {
            let (left, right) = partials.split_at(partials.len() / 2);
            match (combine(left), combine(right)) {
                (Partial::Integer(left), Partial::Integer(right)) => Partial::Integer(left + right),
                (Partial::Float(left), Partial::Float(right)) => Partial::Float(left + right),
                _ => unreachable!("the pieces of one array are of one kind"),
            }
        }
    }
}
