//! Sorting many keys: one pass that puts each in its bucket, then bucket by bucket in the cache.
//!
//! Comparing sorts touch memory once for each halving; a pass by leading bits does the work of ten halvings at once. It needs a second buffer, which a sort
//! of shared memory has anyway. Threads write to one buffer side by side without sharing a place: it is cut in advance into a cell for each chunk
//! and bucket. Buckets are even in the range of a sample of the keys. A bucket that comes out large is divided again, and after a few times
//! handed to the standard library's sort, so that no input is slow for long.

use super::key::Key;
use crate::tasks::Crew;
use crate::tasks::parallel::{Stopped, chunks, map_parts, run_parts};

/// A bucket of fewer keys is sorted by comparing.
const SMALL: usize = 256;

/// Keys looked at to choose buckets.
const SAMPLE: usize = 512;

/// How often a bucket is divided again before the standard library's sort takes it.
const DEPTH: u32 = 4;

/// A bucket of more keys is shared among threads.
const LARGE: usize = 1 << 20;

/// Keys of a bucket that a core's cache holds with ease.
const CACHED: usize = 1 << 12;

/// Even buckets of keys.
#[derive(Clone, Copy)]
struct Buckets<K> {
    low: K,
    shift: u32,
    last: usize,
}

impl<K: Key> Buckets<K> {
    /// At most `2^bits` buckets in the range of a sample of keys.
    fn of(len: usize, bits: u32, key: impl Fn(usize) -> K) -> Self {
        let step = (len / SAMPLE).max(1);
        let (low, high) = (0..len)
            .step_by(step)
            .map(key)
            .fold((K::ONES, K::default()), |(low, high), key| {
                (low.min(key), high.max(key))
            });
        Self {
            low,
            shift: K::span(low, high).saturating_sub(bits),
            last: (1 << bits) - 1,
        }
    }

    fn count(self) -> usize {
        self.last + 1
    }

    fn find(self, key: K) -> usize {
        key.bucket(self.low, self.shift, self.last)
    }
}

/// Puts the key of each element in the bucket that it belongs to, and returns where the buckets end. Elements of one bucket keep their order.
///
/// `keys` is as long as `elements`.
pub(super) fn distribute<E: Copy + Sync, K: Key>(
    crew: &dyn Crew,
    elements: &[E],
    to_key: impl Fn(usize, E) -> K + Sync,
    keys: &mut [K],
) -> Result<Vec<usize>, Stopped> {
    let bits = bits_for(elements.len());
    let buckets = Buckets::of(elements.len(), bits, |at| to_key(at, elements[at]));
    let chunk = elements
        .len()
        .div_ceil(crew.hands().clamp(1, 64) * 2)
        .max(CACHED);
    let ranges: Vec<_> = chunks(elements.len(), chunk).collect();
    let counts = map_parts(crew, ranges.clone(), |_, range| {
        let mut counts = vec![0_usize; buckets.count()];
        for (at, &element) in range.clone().zip(&elements[range]) {
            counts[buckets.find(to_key(at, element))] += 1;
        }
        counts
    })?;
    let (cells, ends) = cut(keys, &counts, buckets.count());
    map_parts(
        crew,
        ranges.into_iter().zip(cells).collect(),
        |_, (range, mut cells)| {
            for (at, &element) in range.clone().zip(&elements[range]) {
                let key = to_key(at, element);
                *cells[buckets.find(key)]
                    .next()
                    .expect("as many keys come as were counted") = key;
            }
        },
    )?;
    Ok(ends)
}

/// For each chunk a cell in each bucket, as long as the chunk has counted, and where the buckets end.
fn cut<'a, K>(
    mut keys: &'a mut [K],
    counts: &[Vec<usize>],
    buckets: usize,
) -> (Vec<Vec<std::slice::IterMut<'a, K>>>, Vec<usize>) {
    let mut cells: Vec<Vec<_>> = counts.iter().map(|_| Vec::with_capacity(buckets)).collect();
    let mut ends = Vec::with_capacity(buckets);
    let mut end = 0;
    for bucket in 0..buckets {
        for (cells, counts) in cells.iter_mut().zip(counts) {
            let (cell, rest) = keys.split_at_mut(counts[bucket]);
            cells.push(cell.iter_mut());
            keys = rest;
            end += counts[bucket];
        }
        ends.push(end);
    }
    (cells, ends)
}

/// Enough buckets to make each fit the cache, and not so many that the cache can't hold a line of each.
fn bits_for(len: usize) -> u32 {
    (len / CACHED).max(1).ilog2().clamp(6, 11)
}

/// Sorts the keys of a bucket. Stopped, it leaves them in some order.
pub(super) fn sort<K: Key>(crew: &dyn Crew, keys: &mut [K], spare: &mut Vec<K>) {
    sort_to_depth(crew, keys, spare, DEPTH);
}

fn sort_to_depth<K: Key>(crew: &dyn Crew, keys: &mut [K], spare: &mut Vec<K>, depth: u32) {
    if spare.len() < keys.len() {
        spare.resize(keys.len(), K::default());
    }
    if keys.len() < LARGE || depth == 0 {
        return divide(keys, spare, depth);
    }
    if keys.is_sorted() {
        return;
    }
    let (mut spare, mut keys) = (&mut spare[..keys.len()], keys);
    let Ok(ends) = distribute(crew, keys, |_, key| key, spare) else {
        return;
    };
    let mut parts = Vec::with_capacity(ends.len());
    let mut start = 0;
    for end in ends {
        let (bucket, other_buckets) = spare.split_at_mut(end - start);
        let (place, other_places) = keys.split_at_mut(end - start);
        parts.push((bucket, place));
        (spare, keys, start) = (other_buckets, other_places, end);
    }
    run_parts(crew, parts, |crew, (bucket, place)| {
        if !crew.is_stopping() {
            sort_to_depth(crew, bucket, &mut Vec::new(), depth - 1);
        }
        place.copy_from_slice(bucket);
    });
}

fn divide<K: Key>(keys: &mut [K], spare: &mut [K], depth: u32) {
    if keys.len() <= SMALL || depth == 0 {
        return keys.sort_unstable();
    }
    if keys.is_sorted() {
        return;
    }
    let buckets = Buckets::of(keys.len(), 8, |at| keys[at]);
    let mut ends = [0_usize; 257];
    for &key in &*keys {
        ends[buckets.find(key) + 1] += 1;
    }
    for at in 1..ends.len() {
        ends[at] += ends[at - 1];
    }
    // Each bucket's start moves to its end as keys go in.
    for &key in &*keys {
        let place = &mut ends[buckets.find(key)];
        spare[*place] = key;
        *place += 1;
    }
    let mut start = 0;
    for &end in &ends[..256] {
        divide(&mut spare[start..end], &mut keys[start..end], depth - 1);
        start = end;
    }
    keys.copy_from_slice(&spare[..keys.len()]);
}
