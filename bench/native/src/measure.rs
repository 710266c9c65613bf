//! How a case is timed, and the crew that our side runs on.

use std::time::Instant;

use oxpool::memory::{Array, Element, ElementKind, View};
use oxpool::tasks::{Crew, Elements, Input, Outcome, find};

/// Runs halves on rayon's threads.
pub struct Rayon;

impl Crew for Rayon {
    fn hands(&self) -> usize {
        rayon::current_num_threads()
    }

    fn is_stopping(&self) -> bool {
        false
    }

    fn join(
        &self,
        a: &mut (dyn FnMut(&dyn Crew) + Send),
        b: &mut (dyn FnMut(&dyn Crew) + Send),
    ) {
        rayon::join(|| a(self), || b(self));
    }
}

/// Calls a native task.
pub fn run(name: &str, arrays: Vec<Elements>, numbers: Vec<f64>) -> Outcome {
    let task = find(name).expect("the task exists");
    task(Input { arrays, numbers }, &Rayon).expect("the input is right")
}

/// A view on a vector, which must outlive it.
pub fn shared<T: Element>(elements: &mut [T], kind: ElementKind) -> Elements {
    assert!(T::fits(kind), "a view has its elements' kind");
    // SAFETY: each case keeps its vector until the task has returned, and touches it only then.
    Elements::Shared(unsafe { View::new(elements.as_mut_ptr().cast(), elements.len(), kind) })
}

pub fn owned(array: Array) -> Elements {
    Elements::Owned(array)
}

/// The best time of `work` in milliseconds over several rounds, each with an input of its own.
pub fn best<I, O>(rounds: usize, mut prepare: impl FnMut() -> I, mut work: impl FnMut(I) -> O) -> f64 {
    (0..rounds)
        .map(|_| {
            let input = prepare();
            let start = Instant::now();
            let outcome = std::hint::black_box(work(input));
            let time = start.elapsed().as_secs_f64() * 1e3;
            drop(outcome);
            time
        })
        .fold(f64::INFINITY, f64::min)
}

/// Prints one line: the case, and figures with names.
pub fn report(case: &str, kind: &str, len: usize, figures: &[(&str, f64)]) {
    let figures: String = figures
        .iter()
        .map(|(name, figure)| format!(",\"{name}\":{figure:.3}"))
        .collect();
    println!("{{\"case\":\"{case}\",\"kind\":\"{kind}\",\"len\":{len}{figures}}}");
}

/// Numbers that look random, the same ones in every run (SplitMix64).
pub fn noise(len: usize) -> impl Iterator<Item = u64> {
    let mut state = 42_u64;
    (0..len).map(move |_| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    })
}
