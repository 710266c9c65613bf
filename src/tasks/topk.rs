//! `native:topk`: the vectors that are most similar to a query vector.
//!
//! - Arrays: the query of `dims` elements, and the vectors one after the other; both Float32Array or both
//!   Float64Array. Numbers: dims, k, the metric (0 cosine, 1 dot product, 2 Euclidean distance).
//! - Outcome: a Uint32Array of the vectors' places and a Float64Array of their scores, best first: the largest
//!   cosines and products, or the smallest distances. There are fewer than `k` results if there are fewer than `k`
//!   vectors.
//!
//! Scores are computed in double precision, with compensation (see `precise`). Equal scores are in the order of
//! places, NaNs come last, and a vector of zeros has a cosine of 0. Every vector is compared, and each chunk of
//! vectors keeps its best `k`.

use std::collections::BinaryHeap;

use super::dot::{floats, not_floats};
use super::elements::Source;
use super::parallel::map_chunks;
use super::precise::Precise;
use super::sort::key::Sortable as _;
use super::{Class, Crew, Failure, Input, Outcome};
use crate::memory::{Array, Element, NoMemory, zeroed};

/// How many elements a chunk of vectors has: some tens of microseconds of work, worth handing to another thread.
const CHUNK: usize = 1 << 16;

#[derive(Clone, Copy, PartialEq)]
enum Metric {
    Cosine,
    Dot,
    Distance,
}

pub(super) fn run(input: Input, crew: &dyn Crew) -> Result<Outcome, Failure> {
    let (query, vectors) = (input.elements(0)?, input.elements(1)?);
    let dims = input.integer(0, "dims", 1..=u64::from(u32::MAX))? as usize;
    let k = input.integer(1, "k", 1..=u64::from(u32::MAX))? as usize;
    let metric = match input.integer(2, "metric", 0..=2)? {
        0 => Metric::Cosine,
        1 => Metric::Dot,
        _ => Metric::Distance,
    };
    if query.len() != dims {
        let message = format!(
            "`query` must have as many elements as `dims` says ({dims}), not {}",
            query.len()
        );
        return Err(Failure::refused(Class::RangeError, message));
    }
    if vectors.len() % dims != 0 || u32::try_from(vectors.len() / dims).is_err() {
        let len = vectors.len();
        let message = format!(
            "`vectors` must hold whole vectors of {dims} elements, fewer than 2^32 of them, not {len} elements"
        );
        return Err(Failure::refused(Class::RangeError, message));
    }
    let mut best = match (floats::<f32>(query, vectors), floats::<f64>(query, vectors)) {
        (Some((query, vectors)), _) => search(query, vectors, k, metric, crew)?,
        (_, Some((query, vectors))) => search(query, vectors, k, metric, crew)?,
        _ => return Err(not_floats("`query` and `vectors`")),
    };
    best.sort_unstable();
    best.truncate(k);
    let (mut places, mut scores) = (zeroed(best.len())?, zeroed(best.len())?);
    for (at, (rank, place)) in best.into_iter().enumerate() {
        (places[at], scores[at]) = (place, metric.score_of(rank));
    }
    Ok(Outcome::Arrays(vec![
        Array::Uint32(places),
        Array::Float64(scores),
    ]))
}

/// The best vectors of each chunk, as ranks and places.
fn search<T: Element + Into<f64>>(
    query: Source<'_, T>,
    vectors: Source<'_, T>,
    k: usize,
    metric: Metric,
    crew: &dyn Crew,
) -> Result<Vec<(u64, u32)>, Failure> {
    let query = query.to_vec()?;
    let dims = query.len();
    let query_length = length(&query);
    let rows = (CHUNK / dims).max(1);
    let best = map_chunks(crew, vectors.len() / dims, rows, |range| {
        let mut copy = Vec::new();
        let elements = vectors.slice(range.start * dims..range.end * dims, &mut copy);
        let mut best = BinaryHeap::new();
        for (place, vector) in range.zip(elements.chunks_exact(dims)) {
            let score = metric.score(&query, query_length, vector);
            let candidate = (metric.rank_of(score), place as u32);
            if best.len() < k {
                best.push(candidate);
            } else if let Some(mut worst) = best.peek_mut()
                && candidate < *worst
            {
                *worst = candidate;
            }
        }
        best.into_vec()
    })?;
    let mut all = Vec::new();
    all.try_reserve_exact(best.iter().map(Vec::len).sum())
        .map_err(NoMemory::from)?;
    all.extend(best.into_iter().flatten());
    Ok(all)
}

fn length<T: Copy + Into<f64>>(vector: &[T]) -> f64 {
    Precise::of_products(vector, vector).value().sqrt()
}

impl Metric {
    fn score<T: Copy + Into<f64>>(self, query: &[T], query_length: f64, vector: &[T]) -> f64 {
        match self {
            Self::Dot => Precise::of_products(query, vector).value(),
            Self::Cosine => {
                let lengths = query_length * length(vector);
                if lengths == 0.0 {
                    return 0.0;
                }
                Precise::of_products(query, vector).value() / lengths
            }
            Self::Distance => {
                let square = |a: T, b: T| {
                    let distance = a.into() - b.into();
                    distance * distance
                };
                Precise::of_pairs(query, vector, square).value().sqrt()
            }
        }
    }

    /// A score as an integer. The best score has the smallest rank.
    fn rank_of(self, score: f64) -> u64 {
        let score = if self == Self::Distance {
            score
        } else {
            -score
        };
        // Adding 0 turns -0 into +0, so that both have the same rank.
        (score + 0.0).to_key()
    }

    fn score_of(self, rank: u64) -> f64 {
        let score = f64::from_key(rank);
        if self == Self::Distance {
            score
        } else {
            0.0 - score
        }
    }
}
