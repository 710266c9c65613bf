//! Arrays to call tasks with, generated and shared.

use proptest::prelude::*;
use proptest::sample::select;

use crate::memory::{Array, ElementKind, View, each_array};
use crate::tasks::Elements;

/// A view on an array's elements, as if the array were on shared memory.
#[expect(
    unsafe_code,
    reason = "a view is made over an array that the test keeps"
)]
pub(in crate::tasks) fn shared(array: &mut Array) -> Elements {
    let kind = array.kind();
    each_array!(array, elements => {
        // SAFETY: each test keeps the array until the task has returned, and touches it only after that.
        Elements::Shared(unsafe { View::new(elements.as_mut_ptr().cast(), elements.len(), kind) })
    })
}

/// Any float, with special values often.
fn any_float() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => any::<f64>(),
        4 => (-3_i8..3).prop_map(f64::from),
        2 => -1e3_f64..1e3,
        1 => select(&[
            0.0,
            -0.0,
            f64::NAN,
            -f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::MIN,
            f64::MAX,
            f64::MIN_POSITIVE,
            5e-324,
            -1e-310,
        ][..]),
    ]
}

/// Integers of all sizes, with small and repeated ones often.
fn any_integer() -> impl Strategy<Value = u64> {
    prop_oneof![
        2 => any::<u64>(),
        1 => (any::<u64>(), 0_u32..64).prop_map(|(bits, shift)| bits >> shift),
        1 => 0_u64..4,
        1 => select(&[0, u64::MAX, 1 << 63, (1 << 63) - 1, 1 << 31, 1 << 32][..]),
    ]
}

/// An array of any kind. It has a few generated elements, and sometimes so many copies of them that it is longer
/// than every chunk and bucket.
pub(in crate::tasks) fn any_array() -> impl Strategy<Value = Array> {
    let copies = prop_oneof![8 => Just(1_usize), 3 => 1_usize..500, 1 => 500_usize..1500];
    let elements = prop::collection::vec((any_integer(), any_float()), 0..150);
    (select(&ElementKind::ALL[..]), elements, copies).prop_map(|(kind, elements, copies)| {
        let numbers = std::iter::repeat_n(elements, copies).flatten();
        match kind {
            ElementKind::Int8 => Array::Int8(numbers.map(|(x, _)| x as i8).collect()),
            ElementKind::Uint8 => Array::Uint8(numbers.map(|(x, _)| x as u8).collect()),
            ElementKind::Uint8Clamped => {
                Array::Uint8Clamped(numbers.map(|(x, _)| x as u8).collect())
            }
            ElementKind::Int16 => Array::Int16(numbers.map(|(x, _)| x as i16).collect()),
            ElementKind::Uint16 => Array::Uint16(numbers.map(|(x, _)| x as u16).collect()),
            ElementKind::Int32 => Array::Int32(numbers.map(|(x, _)| x as i32).collect()),
            ElementKind::Uint32 => Array::Uint32(numbers.map(|(x, _)| x as u32).collect()),
            ElementKind::Float32 => Array::Float32(numbers.map(|(_, x)| x as f32).collect()),
            ElementKind::Float64 => Array::Float64(numbers.map(|(_, x)| x).collect()),
            ElementKind::BigInt64 => Array::BigInt64(numbers.map(|(x, _)| x as i64).collect()),
            ElementKind::BigUint64 => Array::BigUint64(numbers.map(|(x, _)| x).collect()),
        }
    })
}
