//! Keys in their buckets: the state between reading the elements and writing them in order.
//!
//! All elements have been read when the first is written. So source and target may be the same memory, and the
//! memory may be shared.

use super::PART;
use super::key::Key;
use super::radix;
use crate::memory::{Element, zeroed};
use crate::tasks::Crew;
use crate::tasks::elements::Target;
use crate::tasks::parallel::{Stopped, go_on, run_parts};

/// Keys, bucket after bucket.
pub(in crate::tasks) struct Bucketed<K> {
    keys: Vec<K>,
    /// Where each bucket ends.
    ends: Vec<usize>,
}

impl<K: Key> Bucketed<K> {
    /// Makes a key of each place and element with `to_key`, and puts the keys in buckets.
    pub(in crate::tasks) fn of<E: Copy + Sync>(
        crew: &dyn Crew,
        elements: &[E],
        to_key: impl Fn(usize, E) -> K + Sync,
    ) -> Result<Self, Stopped> {
        let mut keys = zeroed(elements.len())?;
        let ends = if elements.len() < PART {
            for (key, (at, &element)) in keys.iter_mut().zip(elements.iter().enumerate()) {
                *key = to_key(at, element);
            }
            vec![keys.len()]
        } else {
            radix::distribute(crew, elements, to_key, &mut keys)?
        };
        Ok(Self { keys, ends })
    }

    /// Sorts the keys, converts them with `from_key` and writes the results. If the job is stopped, all of them are
    /// written, in an unspecified order.
    pub(in crate::tasks) fn sort_into<T: Element>(
        mut self,
        crew: &dyn Crew,
        target: Target<'_, T>,
        from_key: impl Fn(K) -> T + Sync,
    ) -> Result<(), Stopped> {
        let parts = parts(&mut self.keys, &self.ends, target);
        run_parts(crew, parts, |crew, part| {
            let mut rest = &mut *part.keys;
            let mut spare = Vec::new();
            for len in part.buckets {
                let (bucket, others) = rest.split_at_mut(len);
                if !crew.is_stopping() {
                    radix::sort(crew, bucket, &mut spare);
                }
                rest = others;
            }
            part.target.fill(part.keys, &from_key);
        });
        go_on(crew)
    }
}

/// Neighbouring buckets, enough of them to be worth handing to another worker.
struct Part<'a, T, K> {
    keys: &'a mut [K],
    /// How long each bucket is.
    buckets: Vec<usize>,
    target: Target<'a, T>,
}

fn parts<'a, T: Element, K>(
    mut keys: &'a mut [K],
    ends: &[usize],
    mut target: Target<'a, T>,
) -> Vec<Part<'a, T, K>> {
    let mut parts = Vec::new();
    let mut buckets = Vec::new();
    let (mut start, mut len) = (0, 0);
    for (at, &end) in ends.iter().enumerate() {
        buckets.push(end - start);
        len += end - start;
        start = end;
        if len >= PART || at + 1 == ends.len() {
            let (part_keys, other_keys) = keys.split_at_mut(len);
            let (part_target, other_target) = target.split_at(len);
            parts.push(Part {
                keys: part_keys,
                buckets: std::mem::take(&mut buckets),
                target: part_target,
            });
            (keys, target, len) = (other_keys, other_target, 0);
        }
    }
    parts
}
