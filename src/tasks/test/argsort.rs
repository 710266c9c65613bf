//! `argsort`, tested against a stable sort of places.

use std::slice::from_ref;

use proptest::prelude::*;

use super::sort::JsOrder;
use super::{any_array, run_anywhere};
use crate::memory::{Array, each_array};
use crate::tasks::Outcome;

fn places(array: &Array, descending: bool) -> Vec<u32> {
    match run_anywhere(
        "argsort",
        from_ref(array),
        &[f64::from(u8::from(descending))],
    ) {
        Outcome::Array(Array::Uint32(places)) => places,
        other => panic!("{other:?}"),
    }
}

fn expected(array: &Array, descending: bool) -> Vec<u32> {
    let mut places: Vec<u32> = (0..array.len() as u32).collect();
    each_array!(array, elements => places.sort_by(|&left, &right| {
        let order = elements[left as usize].js_order(&elements[right as usize]);
        if descending { order.reverse() } else { order }
    }));
    places
}

proptest! {
    #[test]
    fn places_are_those_of_a_stable_sort(array in any_array(), descending: bool) {
        prop_assert!(places(&array, descending) == expected(&array, descending));
    }
}

#[test]
fn equal_elements_keep_their_order_in_large_arrays() {
    let few = Array::Uint8(
        (0..200_000_u64)
            .map(|at| (at * at % 251 % 3) as u8)
            .collect(),
    );
    let same = Array::Float64(vec![f64::NAN; 100_000]);
    for array in [few, same] {
        for descending in [false, true] {
            assert!(places(&array, descending) == expected(&array, descending));
        }
    }
}
