//! Measures the kernels of the native tasks, and fork and join, beside rayon on the same number of threads.
//!
//! `oxpool-bench [--threads N] [--rounds N] [--divisor N] [name ...]` runs all cases, or those whose names begin
//! with one of the given names. Inputs are shortened by the divisor. The output is a JSON line for each contender
//! of a case.

mod cases;
mod crew;
mod measure;

use std::{env, thread};

use crate::crew::Hands;
use crate::measure::Bench;

fn main() {
    let (mut threads, mut rounds, mut divisor) = (cores(), 5, 1);
    let mut wanted = Vec::new();
    let mut args = env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = || {
            let number = args.next().and_then(|number| number.parse().ok());
            number
                .filter(|number| *number > 0)
                .unwrap_or_else(|| panic!("{arg} must be followed by a whole number >= 1"))
        };
        match arg.as_str() {
            "--threads" => threads = number(),
            "--rounds" => rounds = number(),
            "--divisor" => divisor = number(),
            _ => wanted.push(arg),
        }
    }
    // The calling thread is one of rayon's threads, as it is one of ours.
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .use_current_thread()
        .build_global()
        .expect("rayon's global pool has not been set up yet");
    let bench = Bench {
        hands: Hands::sit(threads),
        rounds,
        divisor,
    };
    for (name, case) in cases::ALL {
        if wanted.is_empty() || wanted.iter().any(|start| name.starts_with(start.as_str())) {
            case(&bench);
        }
    }
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}
