//! `native:stats`: the count, range, mean and variance of a typed array.
//!
//! - Arrays: the elements, of any kind. Numbers: none.
//! - Outcome: five numbers: count, min, max, mean and variance. The variance is that of the population: the sum of
//!   the squared distances from the mean, divided by the count.
//!
//! A BigInt counts as the nearest float. If an element is NaN, or if there are no elements, all numbers but the
//! count are NaN. If an element is infinite, the variance is NaN. -0 is less than +0.
//!
//! The mean and the squared distances of each block are computed in two passes, in the cache. Blocks are combined
//! by the formula of Chan, Golub and LeVeque ("Updating formulae and a pairwise algorithm for computing sample
//! variances", 1979), which has no cancellation. The size of chunks is fixed, so the outcome has the same bits for
//! any number of threads.

use super::elements::{Number, Source, each_source};
use super::parallel::map_chunks;
use super::precise::Precise;
use super::sort::key::Sortable;
use super::{Crew, Failure, Input, Outcome};

/// How many elements a chunk has: some tens of microseconds of work, worth handing to another thread.
const CHUNK: usize = 1 << 16;

pub(super) fn run(input: Input, crew: &dyn Crew) -> Result<Outcome, Failure> {
    let numbers = each_source!(input.elements(0)?, source => numbers(source, crew)?);
    Ok(Outcome::Numbers(numbers))
}

fn numbers<T: Number + Sortable>(
    source: Source<'_, T>,
    crew: &dyn Crew,
) -> Result<Vec<f64>, Failure> {
    let parts = map_chunks(crew, source.len(), CHUNK, |range| {
        let mut spread: Option<Spread<T::Key>> = None;
        let mut numbers = Vec::new();
        source.each_block(range, |block| {
            numbers.clear();
            numbers.extend(block.iter().map(|&element| element.number()));
            spread = Spread::merge(spread, Spread::of(block, &numbers));
        });
        spread
    })?;
    let Some(spread) = parts.into_iter().fold(None, Spread::merge) else {
        return Ok(vec![0.0, f64::NAN, f64::NAN, f64::NAN, f64::NAN]);
    };
    let (min, max) = (
        T::from_key(spread.min).number(),
        T::from_key(spread.max).number(),
    );
    // All NaNs have the largest key, so the maximum shows whether there is one.
    let min = if max.is_nan() { max } else { min };
    Ok(vec![
        spread.count,
        min,
        max,
        spread.mean,
        spread.squares / spread.count,
    ])
}

/// The statistics of one or more elements.
#[derive(Clone, Copy)]
struct Spread<K> {
    count: f64,
    min: K,
    max: K,
    mean: f64,
    /// The sum of squared distances from the mean.
    squares: f64,
}

impl<K: Copy + Ord> Spread<K> {
    fn of<T: Sortable<Key = K>>(block: &[T], numbers: &[f64]) -> Option<Self> {
        let first = block.first()?.to_key();
        let (min, max) = block.iter().fold((first, first), |(min, max), element| {
            let key = element.to_key();
            (min.min(key), max.max(key))
        });
        let count = numbers.len() as f64;
        let mean = Precise::of(numbers).value() / count;
        let distances = |a: f64, b: f64| (a - mean) * (b - mean);
        Some(Self {
            count,
            min,
            max,
            mean,
            squares: Precise::of_pairs(numbers, numbers, distances).value(),
        })
    }

    fn merge(left: Option<Self>, right: Option<Self>) -> Option<Self> {
        let (Some(left), Some(right)) = (left, right) else {
            return left.or(right);
        };
        let count = left.count + right.count;
        let distance = right.mean - left.mean;
        let share = right.count / count;
        Some(Self {
            count,
            min: left.min.min(right.min),
            max: left.max.max(right.max),
            mean: left.mean + distance * share,
            squares: left.squares + right.squares + distance * distance * left.count * share,
        })
    }
}
