//! What is compared.

use oxpool::memory::{Array, Element, ElementKind};
use rayon::prelude::*;

use crate::measure::{best, noise, owned, report, run, shared};

/// A case's name, and what runs it.
pub type Case = (&'static str, fn(&str));

pub const ALL: &[Case] = &[
    ("sort-u32", |case| sort(case, ElementKind::Uint32, |bits| bits as u32, Array::Uint32, u32::cmp)),
    ("sort-i32", |case| sort(case, ElementKind::Int32, |bits| bits as i32, Array::Int32, i32::cmp)),
    ("sort-f32", |case| sort(case, ElementKind::Float32, |bits| unit(bits) as f32, Array::Float32, f32::total_cmp)),
    ("sort-u64", |case| sort(case, ElementKind::BigUint64, |bits| bits, Array::BigUint64, u64::cmp)),
    ("sort-f64", |case| sort(case, ElementKind::Float64, unit, Array::Float64, f64::total_cmp)),
    ("sort-normal-f64", |case| sort(case, ElementKind::Float64, normal, Array::Float64, f64::total_cmp)),
    ("sort-few-u64", |case| sort(case, ElementKind::BigUint64, |bits| bits % 100, Array::BigUint64, u64::cmp)),
    ("sort-skewed-f64", |case| sort(case, ElementKind::Float64, |bits| unit(bits).powi(40), Array::Float64, f64::total_cmp)),
    ("sort-outliers-u64", |case| sort(case, ElementKind::BigUint64, |bits| if bits % 1000 == 0 { bits } else { bits >> 40 }, Array::BigUint64, u64::cmp)),
    ("sort-u8", |case| sort(case, ElementKind::Uint8, |bits| bits as u8, Array::Uint8, u8::cmp)),
    ("sort-i16", |case| sort(case, ElementKind::Int16, |bits| bits as i16, Array::Int16, i16::cmp)),
    ("sum", sum),
];

/// From 0 to 1.
fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

/// Near enough a normal distribution: twelve uniform numbers' sum.
fn normal(bits: u64) -> f64 {
    (0..12).map(|at| unit(bits.wrapping_mul(2 * at + 1).rotate_left(at as u32 * 7))).sum::<f64>() - 6.0
}

fn sort<T: Element>(
    case: &str,
    kind: ElementKind,
    element: fn(u64) -> T,
    array: fn(Vec<T>) -> Array,
    order: fn(&T, &T) -> std::cmp::Ordering,
) {
    for len in [1000, 10_000, 100_000, 1_000_000, 10_000_000] {
        let elements: Vec<T> = noise(len).map(element).collect();
        let rounds = (30_000_000 / len).clamp(5, 200);
        let ours = best(rounds, || owned(array(elements.clone())), |data| run("sort", vec![data], vec![]));
        let in_place = best(rounds, || elements.clone(), |mut elements| {
            run("sort", vec![shared(&mut elements, kind)], vec![]);
            elements
        });
        let rayon = best(rounds, || elements.clone(), |mut elements| {
            elements.par_sort_unstable_by(order);
            elements
        });
        report(case, &format!("{kind:?}"), len, &[("ms", ours), ("shared_ms", in_place), ("rayon_ms", rayon)]);
    }
}

fn sum(case: &str) {
    let len = 100_000_000;
    let mut elements: Vec<f64> = noise(len).map(unit).collect();
    let rayon = best(5, || (), |()| elements.par_iter().sum::<f64>());
    let read = best(5, || (), |()| {
        elements.par_chunks(1 << 16).map(|chunk| chunk.iter().fold(0, |all, x| all ^ x.to_bits())).reduce(|| 0, |a, b| a ^ b)
    });
    let in_place = best(5, || (), |()| run("sum", vec![shared(&mut elements, ElementKind::Float64)], vec![]));
    let ours = best(5, || owned(Array::Float64(elements.clone())), |data| run("sum", vec![data], vec![]));
    report(case, "Float64", len, &[("ms", ours), ("shared_ms", in_place), ("rayon_ms", rayon), ("read_ms", read)]);
}
