//! `native:argsort`: where the elements of a typed array stand, in the order of `native:sort`.
//!
//! - Arrays: the elements, of any kind, at most 2^32 - 1. Numbers: 1 for largest first.
//! - Outcome: a Uint32Array of places. Equal elements keep their order, also when the largest come first.
//!
//! A key and its place are sorted as one integer, the key above: so equal keys are ordered by place, and the sort need not be stable.

use super::elements::{Source, Target, each_source};
use super::sort::bucketed::Bucketed;
use super::sort::key::{Key, Sortable};
use super::{Class, Crew, Failure, Input, Outcome};
use crate::memory::Array;

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

/// An element whose key can be one integer with a place.
trait Placed: Sortable {
    /// An integer of the key's bits and 32 more.
    type Pair: Key;

    /// The key above the place; its order turned round, but not that of places.
    fn pair(self, place: u32, descending: bool) -> Self::Pair;

    /// The place.
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
    let mut places = vec![0; elements.len()];
    bucketed.sort_into(crew, Target::Owned(&mut places), T::place)?;
    Ok(places)
}
