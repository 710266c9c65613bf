//! `native:primes`: how many primes are less than a number.
//!
//! - Arrays: none. Numbers: the number, at most 10^12, which takes one thread a few minutes.
//! - Outcome: a count.
//!
//! The task is a segmented sieve of Eratosthenes over odd numbers, with a bit for each number (Bays and Hudson,
//! "The segmented sieve of Eratosthenes", 1977). The multiples of the smallest primes are copied in as a pattern.
//! The multiples of the other primes up to the root are struck out one by one, in a segment that stays in the
//! cache.

use std::ops::Range;

use super::parallel::{go_on, map_chunks};
use super::{Crew, Failure, Input, Outcome};

const LIMIT: u64 = 1_000_000_000_000;

/// The fewest words of a segment: 32 KiB.
const SEGMENT: usize = 1 << 12;

/// How many segments a chunk has. The task can stop between chunks.
const CHUNK: usize = 16;

/// The primes whose multiples are copied in as a pattern.
const PATTERN_PRIMES: [usize; 5] = [3, 5, 7, 11, 13];

/// The pattern repeats after this many odd numbers, and so, since 64 has none of these factors, after this many
/// words.
const PATTERN: usize = 3 * 5 * 7 * 11 * 13;

pub(super) fn run(input: Input, crew: &dyn Crew) -> Result<Outcome, Failure> {
    let below = input.integer(0, "below", 0..=LIMIT)?;
    go_on(crew)?;
    if below <= 16 {
        let small = [2, 3, 5, 7, 11, 13];
        let count = small.iter().filter(|&&prime| prime < below).count();
        return Ok(Outcome::Number(count as f64));
    }
    // How many odd numbers there are below. Odd numbers are named by their place: 1 has place 0.
    let odd = (below / 2) as usize;
    let root = (below - 1).isqrt() as usize;
    let sieve = Sieve {
        odd,
        primes: small_primes(root),
        pattern: pattern(odd.div_ceil(64)),
        // Each segment is as long as the largest prime, so that visiting a prime is rarely in vain.
        segment: SEGMENT.max(root / 64),
    };
    let words = odd.div_ceil(64);
    let counts = map_chunks(crew, words, CHUNK * sieve.segment, |words| {
        sieve.count(words)
    })?;
    // The count includes 1, and lacks 2 and the primes of the pattern.
    let count = counts.into_iter().sum::<usize>() + PATTERN_PRIMES.len();
    Ok(Outcome::Number(count as f64))
}

struct Sieve {
    odd: usize,
    primes: Vec<usize>,
    pattern: Vec<u64>,
    segment: usize,
}

impl Sieve {
    /// How many numbers of a range of words are not struck out.
    fn count(&self, words: Range<usize>) -> usize {
        let mut segment = vec![0_u64; self.segment.min(words.len())];
        let mut places: Vec<usize> = self
            .primes
            .iter()
            .map(|&prime| first_place(prime, words.start * 64))
            .collect();
        let mut count = 0;
        for start in words.clone().step_by(self.segment) {
            let len = self.segment.min(words.end - start);
            let segment = &mut segment[..len];
            self.lay_pattern(start, segment);
            for (&prime, place) in self.primes.iter().zip(&mut places) {
                while *place < len * 64 {
                    segment[*place / 64] &= !(1 << (*place % 64));
                    *place += prime;
                }
                *place -= len * 64;
            }
            if let Some(beyond) = ((start + len) * 64).checked_sub(self.odd) {
                segment[len - 1] &= u64::MAX >> beyond;
            }
            count += segment
                .iter()
                .map(|word| word.count_ones() as usize)
                .sum::<usize>();
        }
        count
    }

    fn lay_pattern(&self, start: usize, mut segment: &mut [u64]) {
        let mut from = start % PATTERN;
        while !segment.is_empty() {
            let len = segment.len().min(PATTERN - from);
            let (part, rest) = segment.split_at_mut(len);
            part.copy_from_slice(&self.pattern[from..from + len]);
            (segment, from) = (rest, 0);
        }
    }
}

/// How far after `start` the first place is that a prime must strike out: its square, which no smaller prime
/// strikes out, or else its next odd multiple.
fn first_place(prime: usize, start: usize) -> usize {
    let square = prime * prime / 2;
    match square.checked_sub(start) {
        Some(distance) => distance,
        // The places of odd multiples are `prime` apart, and the first of them is `prime / 2`.
        None => {
            let beyond = (start + prime - prime / 2) % prime;
            (prime - beyond) % prime
        }
    }
}

/// The pattern, or as much of it as this many words need.
fn pattern(words: usize) -> Vec<u64> {
    let mut pattern = vec![u64::MAX; PATTERN.min(words)];
    for prime in PATTERN_PRIMES {
        for place in (prime / 2..pattern.len() * 64).step_by(prime) {
            pattern[place / 64] &= !(1 << (place % 64));
        }
    }
    pattern
}

/// The odd primes up to `root` that are not in the pattern.
fn small_primes(root: usize) -> Vec<usize> {
    let mut is_prime = vec![true; root + 1];
    let mut primes = Vec::new();
    for number in (3..=root).step_by(2) {
        if is_prime[number] {
            if number > 13 {
                primes.push(number);
            }
            for multiple in (number * number..=root).step_by(number) {
                is_prime[multiple] = false;
            }
        }
    }
    primes
}
