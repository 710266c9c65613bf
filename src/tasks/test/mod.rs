//! Tests that hold for every task, and helpers that the tests of tasks share.

mod argon2;
mod argsort;
mod compress;
mod crew;
mod dot;
mod hash;
mod histogram;
mod inputs;
mod matmul;
mod meanwhile;
mod parallel;
mod primes;
mod sort;
mod stats;
mod sum;
mod topk;

pub(super) use self::crew::{Solo, Stopping, Threads};
pub(super) use self::inputs::{any_array, shared};

use super::{Class, Crew, Elements, Failure, Input, Outcome, find, names};
use crate::memory::Array;

/// Calls a task on owned arrays.
fn call(
    name: &str,
    arrays: &[Array],
    numbers: &[f64],
    crew: &dyn Crew,
) -> Result<Outcome, Failure> {
    let arrays = arrays.iter().cloned().map(Elements::Owned).collect();
    let task = find(name).expect("the task exists");
    task(
        Input {
            arrays,
            numbers: numbers.to_vec(),
        },
        crew,
    )
}

/// Asserts that two outcomes are the same, NaNs included. Texts are compared, since a NaN does not equal itself.
/// That is slow, so it is only done when the outcomes are not equal.
fn assert_same(left: &Result<Outcome, Failure>, right: &Result<Outcome, Failure>) {
    if left != right {
        assert_eq!(format!("{left:?}"), format!("{right:?}"));
    }
}

/// Calls a task alone and on several threads, and asserts that the bits of the outcome are the same.
fn run(name: &str, arrays: &[Array], numbers: &[f64]) -> Outcome {
    let outcome = call(name, arrays, numbers, &Solo);
    let on_threads = call(name, arrays, numbers, &Threads::new(3));
    assert_same(&outcome, &on_threads);
    outcome.expect("the input is valid")
}

/// Like [`run`], for a task that only reads: its outcome must be the same on shared memory too.
fn run_anywhere(name: &str, arrays: &[Array], numbers: &[f64]) -> Outcome {
    let outcome = run(name, arrays, numbers);
    let mut copies = arrays.to_vec();
    let input = Input {
        arrays: copies.iter_mut().map(shared).collect(),
        numbers: numbers.to_vec(),
    };
    let on_shared = find(name).expect("the task exists")(input, &Threads::new(2));
    assert_same(&Ok(outcome.clone()), &on_shared);
    outcome
}

/// The error with which a task refuses an input.
fn refusal(name: &str, arrays: &[Array], numbers: &[f64]) -> (Class, String) {
    match call(name, arrays, numbers, &Solo) {
        Err(Failure::Refused { class, message }) => (class, message.into_owned()),
        other => panic!("{name} should refuse, but left {other:?}"),
    }
}

#[test]
fn names_are_sorted_and_found() {
    let names: Vec<_> = names().collect();
    assert!(names.is_sorted());
    assert!(names.iter().all(|name| find(name).is_some()));
    assert!(find("no such task").is_none());
}

#[test]
fn every_task_refuses_empty_input() {
    for name in names() {
        assert_eq!(refusal(name, &[], &[]).0, Class::TypeError, "{name}");
    }
}

#[test]
fn every_task_stops_if_asked_before_it_begins() {
    let bytes = Array::Uint8(vec![9; 100]);
    let floats = || Array::Float64(vec![1.5; 4]);
    for name in names() {
        let (arrays, numbers): (Vec<Array>, &[f64]) = match name {
            "argon2" => (vec![bytes.clone()], &[8.0, 1.0, 1.0]),
            "argon2-verify" | "decompress" => continue,
            "primes" => (vec![], &[1000.0]),
            "matmul" => (vec![floats(), floats()], &[2.0, 2.0, 2.0]),
            "topk" => (vec![floats(), floats()], &[4.0, 1.0, 0.0]),
            "histogram" => (vec![floats()], &[2.0, 0.0, 1.0]),
            "hash" => (vec![bytes.clone()], &[0.0, 0.0]),
            "compress" => (vec![bytes.clone()], &[0.0]),
            _ => (vec![floats(), floats()], &[]),
        };
        assert_eq!(
            call(name, &arrays, numbers, &Stopping::default()),
            Err(Failure::Stopped),
            "{name}"
        );
    }
}
