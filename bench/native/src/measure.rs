//! How contenders are timed: in turn, each on an input of its own, with every figure reported.

use std::hint::black_box;
use std::time::Instant;

use oxpool::memory::{Array, Element, ElementKind, View};
use oxpool::tasks::{Elements, Input, Outcome, find};

use crate::crew::Hands;

/// What all cases are measured with.
pub struct Bench {
    pub hands: Hands<'static>,
    pub rounds: usize,
    /// By how much inputs are shortened.
    pub divisor: usize,
}

/// Who takes part in a case: a name, and what measures one round in milliseconds.
pub type Contender<'a> = (&'static str, Box<dyn FnMut() -> f64 + 'a>);

/// A contender whose `work` is timed and whose `prepare` is not.
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
    /// Measures everyone once in each round, each round beginning with another; before that everyone once for nothing. Prints a JSON line for
    /// each contender.
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
        task(Input { arrays, numbers }, &self.hands).expect("the input is right")
    }
}

/// A view on a slice, which must outlive it.
pub fn shared<T: Element>(elements: &mut [T], kind: ElementKind) -> Elements {
    assert!(T::fits(kind), "a view has its elements' kind");
    // SAFETY: each case keeps its elements until the task has returned, and writes to them only then.
    Elements::Shared(unsafe { View::new(elements.as_mut_ptr().cast(), elements.len(), kind) })
}

pub fn owned(array: Array) -> Elements {
    Elements::Owned(array)
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
