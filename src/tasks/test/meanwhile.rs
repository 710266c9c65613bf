//! Tasks on memory that another thread changes meanwhile. Their outcomes are unspecified, but every task must end.

use std::slice::from_ref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::{Stopping, Threads, shared};
use crate::memory::{Array, ElementKind};
use crate::tasks::{Crew, Elements, Input, find};

/// Runs a task several times while another thread overwrites its input again and again.
fn run_while_written(name: &str, arrays: &[Array], noise: &[Array], numbers: &[f64]) {
    let mut memory = arrays.to_vec();
    let views = |memory: &mut [Array]| memory.iter_mut().map(shared).collect::<Vec<_>>();
    let mine = views(&mut memory);
    let input = || Input {
        arrays: mine
            .iter()
            .map(|elements| match elements {
                Elements::Shared(view) => Elements::Shared(*view),
                Elements::Owned(_) => unreachable!("all are shared"),
            })
            .collect(),
        numbers: numbers.to_vec(),
    };
    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_done.load(Ordering::Relaxed) {
                for (elements, noise) in mine.iter().zip(noise.iter().cycle()) {
                    let Elements::Shared(view) = elements else {
                        unreachable!("all are shared");
                    };
                    crate::memory::each_array!(noise, noise => view.write(0, noise));
                }
            }
        });
        let crews: [&dyn Crew; 2] = [&Threads::new(2), &Stopping::after(10)];
        for crew in crews.repeat(10) {
            let _ = find(name).expect("the task exists")(input(), crew);
        }
        is_done.store(true, Ordering::Relaxed);
    });
}

/// An array of pseudo-random elements.
fn noise(kind: ElementKind, len: usize, seed: u64) -> Array {
    let mut array = Array::zeroed(kind, len).expect("there is memory");
    let word = |at: usize| (at as u64 + seed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    crate::memory::each_array!(&mut array, elements => {
        for (at, element) in elements.iter_mut().enumerate() {
            *element = word(at).rotate_left(at as u32 % 64) as _;
        }
    });
    array
}

#[test]
fn tasks_on_every_kind_end_while_memory_changes() {
    for kind in ElementKind::ALL {
        let (before, after) = (noise(kind, 70_001, 1), noise(kind, 70_001, 9));
        for name in ["sort", "argsort", "sum", "stats"] {
            run_while_written(name, from_ref(&before), from_ref(&after), &[0.0]);
        }
        run_while_written("histogram", &[before], &[after], &[100.0, -1e9, 1e9]);
    }
}

#[test]
fn tasks_on_floats_end_while_memory_changes() {
    let floats = |seed| noise(ElementKind::Float32, 90_000, seed);
    let (before, after) = (
        [floats(1), floats(2), floats(3)],
        [floats(4), floats(5), floats(6)],
    );
    run_while_written("dot", &before[..2], &after[..2], &[]);
    run_while_written("matmul", &before, &after, &[300.0, 300.0, 300.0]);
    let query = noise(ElementKind::Float32, 30, 7);
    for metric in [0.0, 1.0, 2.0] {
        let arrays = [query.clone(), before[0].clone()];
        let noise = [query.clone(), after[0].clone()];
        run_while_written("topk", &arrays, &noise, &[30.0, 50.0, metric]);
    }
}

#[test]
fn tasks_on_bytes_end_while_memory_changes() {
    let (before, after) = (
        noise(ElementKind::Uint8, 700_001, 1),
        noise(ElementKind::Uint8, 700_001, 9),
    );
    for choice in 0..5 {
        let (before, after) = ([before.clone()], [after.clone()]);
        run_while_written("hash", &before, &after, &[f64::from(choice), 0.0]);
        run_while_written(
            "compress",
            &before,
            &after,
            &[f64::from(choice % 3), f64::NAN],
        );
        run_while_written("decompress", &before, &after, &[f64::from(choice % 3), 1e6]);
    }
    let hash = |hash: &str| Array::Uint8(hash.as_bytes().to_vec());
    let one = hash(
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    );
    let two = hash(
        "$argon2id$v=19$m=256,t=3,p=2$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    );
    run_while_written("argon2-verify", &[one, hash("p")], &[two, hash("q")], &[]);
}
