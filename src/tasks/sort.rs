//! `native:sort`: a typed array in the order of `TypedArray.prototype.sort` with no comparator.
//!
//! Input: a typed array, and whether largest comes first. Outcome: on shared memory the same view, sorted; else
//! a new array. Floats: -0 before +0, NaN last (first when descending). The kernel is the
//! standard library's `sort_unstable` (ipnsort, Peters and Bergdoll), on a private copy: JavaScript may write to shared memory
//! meanwhile, and a sort that trusts what it read twice could leave its bounds.

use super::{Crew, Elements, Input, Outcome};
use crate::memory::{Array, each_array};

pub(super) fn run(input: Input, _crew: &dyn Crew) -> Outcome {
    match input.data {
        Elements::Owned(mut array) => {
            sort(&mut array, input.descending);
            Outcome::Array(array)
        }
        Elements::Shared(view) => {
            let mut array = view.read(0..view.len());
            sort(&mut array, input.descending);
            view.write(&array);
            Outcome::SameView
        }
    }
}

fn sort(array: &mut Array, descending: bool) {
    match array {
        Array::Int8(elements) => elements.sort_unstable(),
        Array::Uint8(elements) | Array::Uint8Clamped(elements) => elements.sort_unstable(),
        Array::Int16(elements) => elements.sort_unstable(),
        Array::Uint16(elements) => elements.sort_unstable(),
        Array::Int32(elements) => elements.sort_unstable(),
        Array::Uint32(elements) => elements.sort_unstable(),
        Array::BigInt64(elements) => elements.sort_unstable(),
        Array::BigUint64(elements) => elements.sort_unstable(),
        Array::Float32(elements) => {
            // A NaN with its sign bit set would come before all numbers in the total order.
            elements
                .iter_mut()
                .filter(|x| x.is_nan())
                .for_each(|x| *x = f32::NAN);
            elements.sort_unstable_by(f32::total_cmp);
        }
        Array::Float64(elements) => {
            elements
                .iter_mut()
                .filter(|x| x.is_nan())
                .for_each(|x| *x = f64::NAN);
            elements.sort_unstable_by(f64::total_cmp);
        }
    }
    if descending {
        each_array!(array, elements => elements.reverse());
    }
}
