//! Times contenders: they take turns, each has its own input, and every measurement is reported.

use std::hint::black_box;
use std::time::Instant;

use oxpool::memory::{Array, Element, ElementKind, View};
use oxpool::tasks::{Elements, Input, Outcome, find};

use crate::crew::Hands;

/// The settings and the threads that all cases share.
pub struct Bench {
    pub hands: Hands<'static>,
    pub rounds: usize,
    /// Inputs are shortened by this factor.
    pub divisor: usize,
}

/// A contender of a case: its name, and a function that measures one round in milliseconds.
pub type Contender<'a> = (&'static str, Box<dyn FnMut() -> f64 + 'a>);

/// A contender. `work` is timed, and `prepare`, which makes its input, is not.
pub fn contender<'a, I, O>(
    name: &'static str,
    mut prepare: impl FnMut() -> I + 'a,
    mut work: impl FnMut(I) -> O + 'a,
) -> Contender<'a> {
    let measure = move || {
        let input = prepare();
        let start = Instant::now();
        let outcome = black_box(work(input));
        let time = start.elapsed().as_secs_f64() * 1e3;
        drop(outcome);
        time
    };
    (name, Box::new(measure))
}

impl Bench {
    /// Measures each contender once per round, and each round begins with another contender. Before that each
    /// contender runs once as a warm-up. Prints a JSON line for each contender.
    pub fn race(&self, case: &str, kind: &str, len: usize, mut contenders: Vec<Contender<'_>>) {
        let mut times = vec![Vec::new(); contenders.len()];
        for (_, measure) in &mut contenders {
            measure();
        }
        for round in 0..self.rounds {
            for turn in 0..contenders.len() {
                let at = (turn + round) % contenders.len();
                times[at].push(format!("{:.4}", contenders[at].1()));
            }
        }
        for ((name, _), times) in contenders.iter().zip(times) {
            let times = times.join(",");
            println!(
                "{{\"case\":\"{case}\",\"kind\":\"{kind}\",\"len\":{len},\"contender\":\"{name}\",\"ms\":[{times}]}}"
            );
        }
    }

    /// Calls a native task.
    pub fn run(&self, name: &str, arrays: Vec<Elements>, numbers: Vec<f64>) -> Outcome {
        let task = find(name).expect("the task exists");
        task(Input { arrays, numbers }, &self.hands).expect("the input is valid")
    }
}

/// A view on a slice. The slice must outlive the view.
pub fn shared<T: Element>(elements: &mut [T], kind: ElementKind) -> Elements {
    assert!(T::fits(kind), "the kind must be that of the elements");
    // SAFETY: each case keeps its elements until the task has returned, and writes to them only after that.
    Elements::Shared(unsafe { View::new(elements.as_mut_ptr().cast(), elements.len(), kind) })
}

pub fn owned(array: Array) -> Elements {
    Elements::Owned(array)
}

/// Pseudo-random numbers, the same in every run (SplitMix64).
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
