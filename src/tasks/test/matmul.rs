//! `matmul`, tested against three nested loops.

use proptest::prelude::*;

use super::{Solo, Stopping, Threads, call, refusal, run, run_anywhere, shared};
use crate::memory::Array;
use crate::tasks::{Class, Failure, Input, Outcome, find};

fn naive(a: &[f64], b: &[f64], [rows, inner, columns]: [usize; 3]) -> Vec<f64> {
    let mut product = vec![0.0; rows * columns];
    for row in 0..rows {
        for at in 0..inner {
            for column in 0..columns {
                product[row * columns + column] += a[row * inner + at] * b[at * columns + column];
            }
        }
    }
    product
}

/// Small integers, whose products and sums are exact in both precisions.
fn integers(len: usize, seed: usize) -> Vec<f64> {
    (0..len)
        .map(|at| ((at * 7 + at / 11 + seed) % 17) as f64 - 8.0)
        .collect()
}

fn single(elements: &[f64]) -> Array {
    Array::Float32(elements.iter().map(|&x| x as f32).collect())
}

fn double(elements: &[f64]) -> Array {
    Array::Float64(elements.to_vec())
}

fn check(shape: [usize; 3], seed: usize) {
    let [rows, inner, columns] = shape;
    let (a, b) = (
        integers(rows * inner, seed),
        integers(inner * columns, seed + 3),
    );
    let product = naive(&a, &b, shape);
    let numbers = shape.map(|number| number as f64);
    for array in [single, double] {
        let outcome = run_anywhere("matmul", &[array(&a), array(&b)], &numbers);
        assert!(outcome == Outcome::Array(array(&product)), "{shape:?}");
        let mut out = array(&vec![f64::NAN; rows * columns]);
        let (mut a, mut b) = (array(&a), array(&b));
        let arrays = vec![shared(&mut a), shared(&mut b), shared(&mut out)];
        let input = Input {
            arrays,
            numbers: numbers.to_vec(),
        };
        let outcome = find("matmul").expect("it exists")(input, &Threads::new(2));
        assert_eq!(outcome, Ok(Outcome::SameView));
        assert!(out == array(&product), "{shape:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn matrices_of_any_shape_are_multiplied(
        rows in 0_usize..40,
        inner in 0_usize..40,
        columns in 0_usize..40,
        seed in 0_usize..100,
    ) {
        check([rows, inner, columns], seed);
    }
}

#[test]
fn matrices_that_are_split_are_multiplied() {
    for shape in [
        [260, 150, 270],
        [1, 2100, 2001],
        [2101, 2000, 1],
        [1, 100_000, 1],
        [300, 2, 7001],
    ] {
        check(shape, 1);
    }
}

#[test]
fn the_number_of_threads_does_not_change_the_bits() {
    let noise = |len: u32| (0..len).map(|at| f64::from(at).sin()).collect::<Vec<_>>();
    run(
        "matmul",
        &[double(&noise(300 * 200)), double(&noise(200 * 250))],
        &[300.0, 200.0, 250.0],
    );
}

#[test]
fn shapes_that_do_not_fit_the_arrays_are_refused() {
    let four = || Array::Float64(vec![1.0; 4]);
    for numbers in [
        [2.0, 2.0, 1.0],
        [3.0, 2.0, 2.0],
        [-2.0, 2.0, 2.0],
        [4e15, 4e15, 1.0],
        [1.5, 2.0, 2.0],
    ] {
        assert_eq!(
            refusal("matmul", &[four(), four()], &numbers).0,
            Class::RangeError,
            "{numbers:?}"
        );
    }
    let square = [2.0, 2.0, 2.0];
    let empty = || Array::Float64(vec![]);
    assert_eq!(
        refusal("matmul", &[empty(), empty()], &[9e15, 0.0, 9e15]).0,
        Class::RangeError
    );
    assert_eq!(
        call("matmul", &[empty(), empty()], &[1e9, 0.0, 1e9], &Solo),
        Err(Failure::NoMemory),
    );
    assert_eq!(
        refusal(
            "matmul",
            &[four(), four(), Array::Float64(vec![1.0; 3])],
            &square
        )
        .0,
        Class::RangeError
    );
    assert_eq!(
        refusal(
            "matmul",
            &[four(), four(), Array::Float32(vec![1.0; 4])],
            &square
        )
        .0,
        Class::TypeError
    );
    assert_eq!(
        refusal("matmul", &[four(), Array::Float32(vec![1.0; 4])], &square).0,
        Class::TypeError
    );
    assert_eq!(
        refusal(
            "matmul",
            &[Array::Int8(vec![1; 4]), Array::Int8(vec![1; 4])],
            &square
        )
        .0,
        Class::TypeError
    );
    let large = || Array::Float64(vec![1.0; 400 * 400]);
    let stopped = call(
        "matmul",
        &[large(), large()],
        &[400.0; 3],
        &Stopping::after(3),
    );
    assert_eq!(stopped, Err(Failure::Stopped));
}
