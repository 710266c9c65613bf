//! Sorting elements of 8 or 16 bits: counts how often each value occurs, and writes each value as often.

use std::ops::Range;

use super::key::Sortable;
use super::{PART, in_order};
use crate::memory::View;
use crate::tasks::Crew;
use crate::tasks::elements::Target;
use crate::tasks::parallel::{Stopped, chunks, go_on, map_parts, run_parts};

/// Sorts by counting. The exclusive-or of a key with `turn` reverses the order if `turn` is all ones, and does
/// nothing if it is 0.
pub(super) fn sort<T>(
    elements: &mut [T],
    view: Option<View>,
    turn: T::Key,
    crew: &dyn Crew,
) -> Result<(), Stopped>
where
    T: Sortable<Key: Into<usize> + TryFrom<usize>>,
{
    if in_order(elements, turn, crew)? {
        return Ok(());
    }
    let values = 1 << (8 * size_of::<T::Key>());
    if elements.len() < values / 4 {
        elements.sort_unstable_by_key(|element| element.to_key() ^ turn);
        if let Some(view) = view {
            view.write(0, elements);
        }
        return go_on(crew);
    }
    let counts = count(elements, turn, values, crew)?;
    let mut ends = counts;
    for value in 1..values {
        ends[value] += ends[value - 1];
    }
    let len = elements.len();
    let mut rest = Target::of(elements, view);
    let mut parts = Vec::new();
    for range in chunks(len, PART) {
        let (part, others) = rest.split_at(range.len());
        parts.push((range, part));
        rest = others;
    }
    run_parts(crew, parts, |_, (range, target)| {
        let mut sorted = Vec::with_capacity(range.len());
        write(
            &ends,
            range,
            |value| {
                let key = T::Key::try_from(value).ok();
                T::from_key(key.expect("there are as many values as keys") ^ turn)
            },
            &mut sorted,
        );
        target.fill(&sorted, |element| element);
    });
    go_on(crew)
}

/// How often each key occurs.
fn count<T>(
    elements: &[T],
    turn: T::Key,
    values: usize,
    crew: &dyn Crew,
) -> Result<Vec<usize>, Stopped>
where
    T: Sortable<Key: Into<usize>>,
{
    let chunk = elements
        .len()
        .div_ceil(crew.hands().clamp(1, 64))
        .max(values);
    let counts = map_parts(crew, chunks(elements.len(), chunk).collect(), |_, range| {
        let mut counts = vec![0_usize; values];
        for &element in &elements[range] {
            let key: usize = (element.to_key() ^ turn).into();
            counts[key] += 1;
        }
        counts
    })?;
    Ok(counts.into_iter().fold(vec![0; values], |mut sum, counts| {
        sum.iter_mut()
            .zip(counts)
            .for_each(|(sum, count)| *sum += count);
        sum
    }))
}

/// Appends the elements at these places of the sorted array. `ends` says where each value ends in it.
fn write<T: Copy>(
    ends: &[usize],
    places: Range<usize>,
    element: impl Fn(usize) -> T,
    sorted: &mut Vec<T>,
) {
    let mut at = places.start;
    let mut value = ends.partition_point(|&end| end <= at);
    while at < places.end {
        let end = ends[value].min(places.end);
        sorted.resize(sorted.len() + (end - at), element(value));
        (at, value) = (end, value + 1);
    }
}
