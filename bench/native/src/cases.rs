//! The cases: what is measured, and which contenders take part.
//!
//! Longer than other files because it is one list of cases.

use std::cmp::Ordering;

use oxpool::memory::{Array, Element, ElementKind};
use oxpool::scheduler::Worker;
use oxpool::tasks::Elements;
use rayon::prelude::*;

use crate::measure::{Bench, contender, noise, owned, shared};

/// A case's name, and the function that runs it.
pub type Case = (&'static str, fn(&Bench));

pub const ALL: &[Case] = &[
    ("sort", sorts),
    ("sum", sum),
    ("dot", dot),
    ("fib", fib),
    ("matmul", |bench| {
        matmul(
            bench,
            ElementKind::Float32,
            |bits| unit(bits) as f32,
            Array::Float32,
        );
        matmul(bench, ElementKind::Float64, unit, Array::Float64);
    }),
    ("hash", hash),
    ("primes", primes),
    ("copy", copy),
];

/// A float from 0 to 1.
fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

/// A float with an approximately normal distribution: the sum of twelve uniform numbers.
fn normal(bits: u64) -> f64 {
    (0..12)
        .map(|at| unit(bits.wrapping_mul(2 * at + 1).rotate_left(at as u32 * 7)))
        .sum::<f64>()
        - 6.0
}

/// Sorts uniform numbers of every width, and 64-bit numbers with distributions that are common in practice.
fn sorts(bench: &Bench) {
    use ElementKind::{BigInt64, BigUint64, Float32, Float64, Int16, Int32, Uint8, Uint32};
    sort(bench, "Uint8", Uint8, |bits| bits as u8, u8::cmp);
    sort(bench, "Int16", Int16, |bits| bits as i16, i16::cmp);
    sort(bench, "Int32", Int32, |bits| bits as i32, i32::cmp);
    sort(bench, "Uint32", Uint32, |bits| bits as u32, u32::cmp);
    sort(
        bench,
        "Float32",
        Float32,
        |bits| unit(bits) as f32,
        f32::total_cmp,
    );
    sort(bench, "Float64", Float64, unit, f64::total_cmp);
    sort(bench, "BigInt64", BigInt64, |bits| bits as i64, i64::cmp);
    sort(bench, "Float64, normal", Float64, normal, f64::total_cmp);
    sort(
        bench,
        "Float64, skewed",
        Float64,
        |bits| unit(bits).powi(40),
        f64::total_cmp,
    );
    sort(
        bench,
        "BigUint64, 100 values",
        BigUint64,
        |bits| bits % 100,
        u64::cmp,
    );
    sort(
        bench,
        "BigUint64, outliers",
        BigUint64,
        |bits| if bits % 1000 == 0 { bits } else { bits >> 40 },
        u64::cmp,
    );
}

fn sort<T: Element>(
    bench: &Bench,
    label: &str,
    kind: ElementKind,
    element: fn(u64) -> T,
    order: fn(&T, &T) -> Ordering,
) {
    for len in [100_000, 1_000_000, 10_000_000] {
        let len = len / bench.divisor;
        let elements: Vec<T> = noise(len).map(element).collect();
        let ours = |mut elements: Vec<T>| {
            bench.run("sort", vec![shared(&mut elements, kind)], vec![]);
            elements
        };
        let rayons = |mut elements: Vec<T>| {
            elements.par_sort_unstable_by(order);
            elements
        };
        bench.race(
            "sort",
            label,
            len,
            vec![
                contender("oxpool", || elements.clone(), ours),
                contender("rayon", || elements.clone(), rayons),
            ],
        );
    }
}

/// The sum, beside rayon's plain sum and beside the time that it takes to read the same memory.
fn sum(bench: &Bench) {
    let len = 100_000_000 / bench.divisor;
    let mut elements: Vec<f64> = noise(len).map(unit).collect();
    let view = || shared(&mut elements, ElementKind::Float64);
    let Elements::Shared(view) = { view }() else {
        unreachable!("`shared` gives a shared view")
    };
    let nothing = || ();
    bench.race(
        "sum",
        "Float64",
        len,
        vec![
            contender("oxpool", nothing, |()| {
                bench.run("sum", vec![Elements::Shared(view)], vec![])
            }),
            contender("rayon", nothing, |()| elements.par_iter().sum::<f64>()),
            contender("reading", nothing, |()| read(&elements)),
        ],
    );
}

/// Reads numbers from memory and does as little as possible with them.
fn read(elements: &[f64]) -> u64 {
    elements
        .par_chunks(1 << 16)
        .map(|chunk| chunk.iter().fold(0, |all, x| all ^ x.to_bits()))
        .reduce(|| 0, |a, b| a ^ b)
}

fn dot(bench: &Bench) {
    let len = 100_000_000 / bench.divisor;
    let mut a: Vec<f64> = noise(len).map(unit).collect();
    let mut b = a.clone();
    let views = [&mut a, &mut b].map(|elements| {
        let Elements::Shared(view) = shared(elements, ElementKind::Float64) else {
            unreachable!("`shared` gives a shared view")
        };
        view
    });
    let nothing = || ();
    bench.race(
        "dot",
        "Float64",
        len,
        vec![
            contender("oxpool", nothing, |()| {
                bench.run("dot", views.map(Elements::Shared).into(), vec![])
            }),
            contender("rayon", nothing, |()| {
                a.par_iter().zip(&b).map(|(a, b)| a * b).sum::<f64>()
            }),
            contender("reading", nothing, |()| read(&a) ^ read(&b)),
        ],
    );
}

/// Forks for every addition and does nothing else, so that the time is that of the forks.
fn fib(bench: &Bench) {
    let n = if bench.divisor > 1 { 27 } else { 32 };
    bench.race(
        "fib",
        "-",
        n,
        vec![
            contender("oxpool", || (), |()| fib_by_ours(bench.hands.worker(), n)),
            contender("rayon", || (), |()| fib_by_rayons(n)),
        ],
    );
}

fn fib_by_ours(worker: &Worker<()>, n: usize) -> usize {
    if n < 2 {
        return n;
    }
    let (a, b) = worker.join(
        |worker| fib_by_ours(worker, n - 1),
        |worker| fib_by_ours(worker, n - 2),
    );
    a + b
}

fn fib_by_rayons(n: usize) -> usize {
    if n < 2 {
        return n;
    }
    let (a, b) = rayon::join(|| fib_by_rayons(n - 1), || fib_by_rayons(n - 2));
    a + b
}

fn matmul<T: Element>(
    bench: &Bench,
    kind: ElementKind,
    element: fn(u64) -> T,
    array: fn(Vec<T>) -> Array,
) {
    let side = if bench.divisor > 1 { 256 } else { 1024 };
    let matrix: Vec<T> = noise(side * side).map(element).collect();
    let inputs = || vec![owned(array(matrix.clone())), owned(array(matrix.clone()))];
    let work = |inputs| bench.run("matmul", inputs, vec![side as f64; 3]);
    bench.race(
        "matmul",
        &format!("{kind:?}"),
        side,
        vec![contender("oxpool", inputs, work)],
    );
}

fn hash(bench: &Bench) {
    let len = 1_000_000_000 / bench.divisor;
    let mut bytes = vec![7_u8; len];
    let Elements::Shared(view) = shared(&mut bytes, ElementKind::Uint8) else {
        unreachable!("`shared` gives a shared view")
    };
    bench.race(
        "hash blake3",
        "Uint8",
        len,
        vec![
            contender(
                "oxpool",
                || (),
                |()| bench.run("hash", vec![Elements::Shared(view)], vec![0.0, 0.0]),
            ),
            contender(
                "rayon",
                || (),
                |()| blake3::Hasher::new().update_rayon(&bytes).finalize(),
            ),
        ],
    );
}

fn primes(bench: &Bench) {
    let below = 1_000_000_000 / bench.divisor;
    let count = |()| bench.run("primes", vec![], vec![below as f64]);
    bench.race(
        "primes",
        "-",
        below,
        vec![contender("oxpool", || (), count)],
    );
}

/// Copies from shared memory into a block that stays in the cache, beside a plain copy of the same, on one thread.
fn copy(bench: &Bench) {
    let (len, block) = ((1 << 30) / bench.divisor, 1 << 14);
    let mut bytes = vec![7_u8; len];
    let Elements::Shared(view) = shared(&mut bytes, ElementKind::Uint8) else {
        unreachable!("`shared` gives a shared view")
    };
    let each_block = |copy: &dyn Fn(usize, &mut [u8])| {
        let mut to = vec![0_u8; block];
        for start in (0..=len - block).step_by(block) {
            copy(start, &mut to);
            std::hint::black_box(&to);
        }
    };
    bench.race(
        "copy",
        "Uint8",
        len,
        vec![
            contender(
                "oxpool",
                || (),
                |()| each_block(&|start, to| view.read_into(start, to)),
            ),
            contender(
                "memcpy",
                || (),
                |()| each_block(&|start, to| to.copy_from_slice(&bytes[start..start + to.len()])),
            ),
        ],
    );
}
