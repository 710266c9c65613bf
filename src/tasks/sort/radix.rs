//! Sorting many keys: one pass puts each key in its bucket, then each bucket is sorted in the cache.
//!
//! A comparison sort goes through memory once for each halving. A pass by leading bits does the work of ten
//! halvings at once. It needs a second buffer, which a sort of shared memory has anyway. Threads write to the same
//! buffer, but never to the same place: the buffer is divided in advance into a cell for each chunk and bucket. The
//! buckets divide the range of a sample of the keys evenly. A bucket that comes out large is divided again. After a
//! few divisions the standard library's sort takes it, so that no input is slow.

use super::key::Key;
use crate::memory::zeroed;
use crate::tasks::Crew;
use crate::tasks::parallel::{Stopped, chunks, map_parts, run_parts};

/// A bucket of at most this many keys is sorted by comparison.
const SMALL: usize = 256;

/// How many keys are sampled to choose the buckets.
const SAMPLE: usize = 512;

/// How many times a bucket is divided again before the standard library's sort takes it.
const DEPTH: u32 = 4;

/// How many bits a digit has. A counter for each value of a digit fits the nearest cache with room to spare.
const DIGIT: u32 = 8;

/// Keys that differ in at most this many digits are sorted digit by digit, lowest digit first.
const PASSES: u32 = 3;

/// A bucket of this many keys or more is divided by several threads.
const LARGE: usize = 1 << 20;

/// How many keys of a bucket a core's cache holds with ease.
const CACHED: usize = 1 << 12;

/// Buckets of equal width.
#[derive(Clone, Copy)]
struct Buckets<K> {
    low: K,
    shift: u32,
    last: usize,
}

impl<K: Key> Buckets<K> {
    /// `2^bits` buckets over the range of a sample of the keys.
    fn of(len: usize, bits: u32, key: impl Fn(usize) -> K) -> Self {
        let step = (len / SAMPLE).max(1);
        let (low, high) = extremes((0..len).step_by(step).map(key));
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

/// Puts the key of each element in its bucket, and returns where the buckets end. The keys of a bucket stay in the
/// order of their elements.
///
/// `keys` must be as long as `elements`.
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
                    .expect("a cell has room for every key that was counted") = key;
            }
        },
    )?;
    Ok(ends)
}

fn extremes<K: Key>(keys: impl Iterator<Item = K>) -> (K, K) {
    keys.fold((K::ONES, K::default()), |(low, high), key| {
        (low.min(key), high.max(key))
    })
}

/// Divides the keys into a cell for each chunk in each bucket, as long as the chunk's count, and says where the
/// buckets end.
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

/// How many bits to choose a bucket by. There are enough buckets for each to fit the cache, but not so many that
/// the cache can't hold a line of each.
fn bits_for(len: usize) -> u32 {
    (len / CACHED).max(1).ilog2().clamp(6, 11)
}

/// Sorts the keys of a bucket. If the job is stopped, all keys are left, in an unspecified order.
pub(super) fn sort<K: Key>(crew: &dyn Crew, keys: &mut [K], spare: &mut Vec<K>) {
    sort_to_depth(crew, keys, spare, DEPTH);
}

fn sort_to_depth<K: Key>(crew: &dyn Crew, keys: &mut [K], spare: &mut Vec<K>, depth: u32) {
    if spare.len() < keys.len() {
        // Elements on shared memory must not be lost half-way, and sorting by comparison needs no memory.
        let Ok(longer) = zeroed(keys.len()) else {
            return keys.sort_unstable();
        };
        *spare = longer;
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
    let buckets = Buckets::of(keys.len(), DIGIT, |at| keys[at]);
    // The sample says whether it is worth looking at the range of all keys. A few keys far outside the sample's
    // range would make digits useless, but they don't harm buckets.
    if buckets.shift <= DIGIT * (PASSES - 1) {
        let (low, high) = extremes(keys.iter().copied());
        let span = K::span(low, high);
        if span <= DIGIT * PASSES {
            return by_digits(keys, spare, low, span);
        }
    }
    let mut ends = [0_usize; 257];
    for &key in &*keys {
        ends[buckets.find(key) + 1] += 1;
    }
    for at in 1..ends.len() {
        ends[at] += ends[at - 1];
    }
    // `ends` holds where each bucket starts. The place moves to the bucket's end as keys go in.
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

/// Sorts keys that are not less than `low`, and whose distance from `low` has at most `span` bits.
fn by_digits<K: Key>(keys: &mut [K], spare: &mut [K], low: K, span: u32) {
    let (mut from, mut to) = (keys, &mut spare[..]);
    let passes = span.div_ceil(DIGIT);
    for pass in 0..passes {
        let digit = |key: K| key.digit(low, pass * DIGIT);
        let mut places = [0_usize; 1 << DIGIT];
        for &key in &*from {
            places[digit(key)] += 1;
        }
        let mut start = 0;
        for place in &mut places {
            start += std::mem::replace(place, start);
        }
        for &key in &*from {
            let place = &mut places[digit(key)];
            to[*place] = key;
            *place += 1;
        }
        let len = from.len();
        (from, to) = (&mut to[..len], from);
    }
    if passes % 2 == 1 {
        to.copy_from_slice(from);
    }
}
