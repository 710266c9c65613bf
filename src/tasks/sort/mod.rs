//! `native:sort`: a typed array in the order of `TypedArray.prototype.sort` with no comparator.
//!
//! - Arrays: the elements, of any kind. Numbers: 1 for largest first.
//! - Outcome: on shared memory the same view, sorted; otherwise a new array.
//!
//! Floats are in the order -0, +0, NaN last (NaN first when descending). Elements are sorted as unsigned integers
//! that have the same order (`key`). Elements of 8 or 16 bits are counted (`counting`). Others are divided by their
//! leading bits, and then sorted in the cache (`radix`). Both work on a private copy: JavaScript may write to
//! shared memory meanwhile, and a sort that reads an element twice and trusts both reads could leave its bounds. A
//! sort of shared memory that is stopped keeps all elements, in an unspecified order.

pub(super) mod bucketed;
mod counting;
pub(super) mod key;
mod radix;

use self::bucketed::Bucketed;
use self::key::{Key, Sortable};
use super::elements::{Elements, Target, copy_of};
use super::parallel::{Stopped, map_chunks};
use super::{Crew, Failure, Input, Outcome};
use crate::memory::{View, each_array, each_kind};

/// How many elements are worth handing to another worker.
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
                let mut elements: Vec<T> = copy_of(&view, crew)?;
                Sorted::sort(&mut elements, Some(view), descending, crew)?;
            });
            Ok(Outcome::SameView)
        }
    }
}

/// An element that can be sorted, with the algorithm for its type.
trait Sorted: Sortable {
    /// Sorts the elements, into the view if there is one, otherwise in place.
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

/// Sorts by leading bits. The exclusive-or of a key with `turn` reverses the order if `turn` is all ones, and does
/// nothing if it is 0.
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
    let bucketed = Bucketed::of(crew, elements, |_, element| element.to_key() ^ turn)?;
    bucketed.sort_into(crew, Target::of(elements, view), |key| {
        T::from_key(key ^ turn)
    })
}

/// Whether the elements are in order already.
fn in_order<T: Sortable>(elements: &[T], turn: T::Key, crew: &dyn Crew) -> Result<bool, Stopped> {
    let in_order = map_chunks(crew, elements.len(), PART * 4, |range| {
        // Neighbouring chunks share an element, so that the steps between chunks are compared too.
        let range = range.start..(range.end + 1).min(elements.len());
        elements[range].is_sorted_by(|&left, &right| left.to_key() ^ turn <= right.to_key() ^ turn)
    })?;
    Ok(in_order.into_iter().all(|in_order| in_order))
}
