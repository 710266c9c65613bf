//! `native:sort`: a typed array in the order of `TypedArray.prototype.sort` with no comparator.
//!
//! - Arrays: the elements, of any kind. Numbers: 1 for largest first.
//! - Outcome: on shared memory the same view, sorted; else a new array.
//!
//! Floats: -0 before +0, NaN last (first when descending). Elements are sorted as unsigned integers in the same order (`key`): by counting when they have
//! 8 or 16 bits (`counting`), else by leading bits and then in the cache (`radix`), both on a private copy: JavaScript may write to shared memory
//! meanwhile, and a sort that trusts what it read twice could leave its bounds. A sort of shared memory that is stopped leaves its elements in
//! some order, and all of them.

mod counting;
pub(super) mod key;
pub(super) mod radix;

use self::key::{Key, Sortable};
use super::elements::{Elements, Target};
use super::parallel::{Stopped, chunks, go_on, map_parts, run_parts};
use super::{Crew, Failure, Input, Outcome};
use crate::memory::{Element, View, each_array, each_kind};

/// Elements that are worth a hand-over.
const PART: usize = 1 << 14;

pub(super) fn run(mut input: Input, crew: &dyn Crew) -> Result<Outcome, Failure> {
    let descending = input.number(0) == Some(1.0);
    match input.take(0)? {
        Elements::Owned(mut array) => {
            each_array!(&mut array, elements => {
                Sorted::sort(elements, None, descending, crew)?;
            });
            Ok(Outcome::Array(array))
        }
        Elements::Shared(view) => {
            each_kind!(view.kind(), T => {
                let mut elements: Vec<T> = read(&view, crew)?;
                Sorted::sort(&mut elements, Some(view), descending, crew)?;
            });
            Ok(Outcome::SameView)
        }
    }
}

/// A private copy of a view.
fn read<T: Element>(view: &View, crew: &dyn Crew) -> Result<Vec<T>, Stopped> {
    let mut copy = vec![T::default(); view.len()];
    let parts = chunks(copy.len(), PART)
        .zip(copy.chunks_mut(PART))
        .collect();
    map_parts(crew, parts, |_, (range, copy)| {
        view.read_into(range.start, copy)
    })?;
    Ok(copy)
}

/// What can be sorted, and how.
trait Sorted: Sortable {
    /// Sorts the elements, into the view if there is one, else in place.
    fn sort(
        elements: &mut [Self],
        view: Option<View>,
        descending: bool,
        crew: &dyn Crew,
    ) -> Result<(), Stopped>;
}

macro_rules! sorted {
    ($with:path: $($number:ty),*) => { $(
        impl Sorted for $number {
            fn sort(
                elements: &mut [Self],
                view: Option<View>,
                descending: bool,
                crew: &dyn Crew,
            ) -> Result<(), Stopped> {
                let turn = if descending { !0 } else { 0 };
                $with(elements, view, turn, crew)
            }
        }
    )* };
}

sorted!(counting::sort: i8, u8, i16, u16);
sorted!(by_radix: i32, u32, f32, i64, u64, f64);

/// `turn` is what turns the order round: all ones, or nothing.
fn by_radix<T>(
    elements: &mut [T],
    view: Option<View>,
    turn: T::Key,
    crew: &dyn Crew,
) -> Result<(), Stopped>
where
    T: Sortable<Key: Key>,
{
    if in_order(elements, turn, crew)? {
        return Ok(());
    }
    let mut keys = vec![T::Key::default(); elements.len()];
    let ends = if elements.len() < PART {
        for (key, &element) in keys.iter_mut().zip(&*elements) {
            *key = element.to_key() ^ turn;
        }
        vec![keys.len()]
    } else {
        radix::distribute(
            crew,
            elements,
            |_, element| element.to_key() ^ turn,
            &mut keys,
        )?
    };
    let target = match view {
        Some(view) => Target::Shared(view, 0),
        None => Target::Owned(elements),
    };
    run_parts(
        crew,
        parts(&mut keys, &ends, target),
        |crew, (keys, ends, target)| {
            // From here on every part is written, so that none of its elements is lost.
            if !crew.is_stopping() {
                let mut spare = Vec::new();
                let mut start = 0;
                for end in ends {
                    radix::sort(crew, &mut keys[start..end], &mut spare);
                    start = end;
                }
            }
            target.fill(keys, |key| T::from_key(key ^ turn));
        },
    );
    go_on(crew)
}

/// Whether the elements are in order already.
fn in_order<T: Sortable>(elements: &[T], turn: T::Key, crew: &dyn Crew) -> Result<bool, Stopped> {
    // Neighbouring chunks share an element, so that the steps between them are looked at too.
    let parts = chunks(elements.len(), PART * 4).collect();
    let in_order = map_parts(crew, parts, |_, range| {
        let range = range.start..(range.end + 1).min(elements.len());
        elements[range].is_sorted_by(|&left, &right| left.to_key() ^ turn <= right.to_key() ^ turn)
    })?;
    Ok(in_order.into_iter().all(|in_order| in_order))
}

/// Neighbouring buckets together, so many that they are worth a hand-over: the keys, where in them buckets end, and where they go.
fn parts<'a, T: Element, K>(
    mut keys: &'a mut [K],
    ends: &[usize],
    mut target: Target<'a, T>,
) -> Vec<(&'a mut [K], Vec<usize>, Target<'a, T>)> {
    let mut parts = Vec::new();
    let (mut start, mut part) = (0, Vec::new());
    for (at, &end) in ends.iter().enumerate() {
        part.push(end - start);
        if end - start >= PART || at + 1 == ends.len() {
            let (part_keys, other_keys) = keys.split_at_mut(end - start);
            let (part_target, other_target) = target.split_at(end - start);
            parts.push((part_keys, std::mem::take(&mut part), part_target));
            (keys, target, start) = (other_keys, other_target, end);
        }
    }
    parts
}
