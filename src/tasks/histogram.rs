//! `native:histogram`: how many elements of a typed array fall into each of several bins of equal width.
//!
//! - Arrays: the elements, of any kind. A BigInt counts as the nearest float. Numbers: how many bins, at most 2^22;
//!   min; max.
//! - Outcome: a Float64Array of counts.
//!
//! Bin `i` begins at `min + (max - min) * (i / bins)`, computed in double precision, and ends before the next bin
//! begins. The last bin includes `max`. An element that is outside, or NaN, is in no bin.

use super::elements::{Number, Source, each_source};
use super::parallel::{chunks, map_parts};
use super::{Class, Crew, Failure, Input, Outcome};
use crate::memory::{Array, NoMemory, zeroed};

const MAX_BINS: u64 = 1 << 22;

/// The fewest elements of a chunk: some tens of microseconds of work, worth handing to another thread.
const CHUNK: usize = 1 << 16;

pub(super) fn run(input: Input, crew: &dyn Crew) -> Result<Outcome, Failure> {
    let elements = input.elements(0)?;
    let count_of_bins = input.integer(0, "bins", 1..=MAX_BINS)? as usize;
    let (min, max) = (input.needed(1, "min")?, input.needed(2, "max")?);
    // An infinite or NaN width gives bins that no element falls into.
    if min >= max || !(max - min).is_finite() {
        let message =
            format!("`max` must be greater than `min` ({min}) by a finite amount, not {max}");
        return Err(Failure::refused(Class::RangeError, message));
    }
    let bins = Bins::new(count_of_bins, min, max)?;
    let counts = each_source!(elements, source => count(source, &bins, crew)?);
    Ok(Outcome::Array(Array::Float64(counts)))
}

struct Bins {
    begins: Vec<f64>,
    max: f64,
    /// Bins per unit.
    scale: f64,
}

impl Bins {
    fn new(bins: usize, min: f64, max: f64) -> Result<Self, NoMemory> {
        let mut begins = zeroed(bins)?;
        for (bin, begin) in begins.iter_mut().enumerate() {
            *begin = min + (max - min) * (bin as f64 / bins as f64);
        }
        Ok(Self {
            begins,
            max,
            scale: bins as f64 / (max - min),
        })
    }

    fn find(&self, number: f64) -> Option<usize> {
        let begins = &self.begins[..];
        if !(begins[0] <= number && number <= self.max) {
            return None;
        }
        let last = begins.len() - 1;
        let bin = (((number - begins[0]) * self.scale) as usize).min(last);
        let is_right = begins[bin] <= number && (bin == last || number < begins[bin + 1]);
        // Rounding can give a neighbouring bin, so the bounds decide.
        Some(if is_right {
            bin
        } else {
            begins.partition_point(|&begin| begin <= number) - 1
        })
    }
}

fn count<T: Number>(
    source: Source<'_, T>,
    bins: &Bins,
    crew: &dyn Crew,
) -> Result<Vec<f64>, Failure> {
    // Sums of integers do not depend on the split, so the chunks may depend on the number of threads. Each chunk
    // has its own counts, so the fewer chunks there are, the less memory they take.
    let chunk = source.len().div_ceil(crew.hands().clamp(1, 64) * 4);
    let ranges = chunks(source.len(), chunk.max(CHUNK).max(bins.begins.len())).collect();
    let counts = map_parts(crew, ranges, |_, range| {
        let mut counts = zeroed::<u64>(bins.begins.len())?;
        source.each_block(range, |block| {
            for element in block {
                if let Some(bin) = bins.find(element.number()) {
                    counts[bin] += 1;
                }
            }
        });
        Ok::<_, NoMemory>(counts)
    })?;
    // No array has 2^53 elements, so these sums are exact.
    let mut sums = zeroed(bins.begins.len())?;
    for counts in counts {
        for (sum, count) in sums.iter_mut().zip(counts?) {
            *sum += count as f64;
        }
    }
    Ok(sums)
}
