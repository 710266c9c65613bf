//! `native:argsort`: the places of a typed array's elements, in the order in which `native:sort` puts the elements.
//!
//! - Arrays: at most 2^32 - 1 elements, of any kind. Numbers: 1 for largest first.
//! - Outcome: a Uint32Array of places. Equal elements keep their order, even when the largest come first.
//!
//! A key and its place are sorted as one integer, with the key in the high bits. So equal keys are ordered by
//! place, and the sort need not be stable.

use super::elements::{Source, Target, each_source};
use super::sort::bucketed::Bucketed;
use super::sort::key::{Key, Sortable};
use super::{Class, Crew, Failure, Input, Outcome};
use crate::memory::{Array, zeroed};

pub(super) fn run(input: Input, crew: &dyn Crew) -> Result<Outcome, Failure> {
    let elements = input.elements(0)?;
    if u32::try_from(elements.len()).is_err() {
        let message = format!(
            "`data` must have fewer than 2^32 elements, not {}",
            elements.len()
        );
        return Err(Failure::refused(Class::RangeError, message));
    }
    let descending = input.number(0) == Some(1.0);
    let places = each_source!(elements, source => places(source, descending, crew)?);
    Ok(Outcome::Array(Array::Uint32(places)))
}

/// An element whose key and place fit into one integer.
trait Placed: Sortable {
    /// An integer with the bits of the key and 32 more.
    type Pair: Key;

    /// The key in the high bits and the place in the low ones. `descending` reverses the order of keys, but not of
    /// places.
    fn pair(self, place: u32, descending: bool) -> Self::Pair;

    /// The place in a pair.
    fn place(pair: Self::Pair) -> u32;
}

macro_rules! placed {
    ($($number:ty as $pair:ty),*) => { $(
        impl Placed for $number {
            type Pair = $pair;

            fn pair(self, place: u32, descending: bool) -> $pair {
                let key = self.to_key();
                let key = if descending { !key } else { key };
                <$pair>::from(key) << 32 | <$pair>::from(place)
            }

            fn place(pair: $pair) -> u32 {
                pair as u32
            }
        }
    )* };
}

placed!(
    i8 as u64, u8 as u64, i16 as u64, u16 as u64, i32 as u64, u32 as u64, f32 as u64
);
placed!(i64 as u128, u64 as u128, f64 as u128);

fn places<T: Placed>(
    source: Source<'_, T>,
    descending: bool,
    crew: &dyn Crew,
) -> Result<Vec<u32>, Failure> {
    let elements = source.private(crew)?;
    let bucketed = Bucketed::of(crew, &elements, |at, element| {
        element.pair(at as u32, descending)
    })?;
    let mut places = zeroed(elements.len())?;
    bucketed.sort_into(crew, Target::Owned(&mut places), T::place)?;
    Ok(places)
}
