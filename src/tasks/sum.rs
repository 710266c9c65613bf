//! `native:sum`: the sum of a typed array.
//!
//! - Arrays: the elements, of any kind. Numbers: none.
//! - Outcome: a number, or a BigInt for the two BigInt kinds.
//!
//! Integers are summed exactly, and rounded once if the sum needs more than 53 bits. Floats are summed in double
//! precision with compensation (see `precise`): the error is about twenty roundings of the sum of magnitudes, for
//! any length. A sum is infinite or NaN as soon as a partial sum is. The size of chunks is fixed, so the outcome
//! has the same bits for any number of threads.

use super::elements::{Source, each_source};
use super::parallel::map_chunks;
use super::precise::Precise;
use super::{Crew, Failure, Input, Outcome};
use crate::memory::Element;

/// How many elements a chunk has: some tens of microseconds of work, worth handing to another thread.
const CHUNK: usize = 1 << 16;

pub(super) fn run(input: Input, crew: &dyn Crew) -> Result<Outcome, Failure> {
    let elements = input.elements(0)?;
    let sum = each_source!(elements, source => sum(source, crew)?);
    Ok(match sum {
        Sum::Integer(sum) if elements.is_bigint() => Outcome::BigInt(sum),
        Sum::Integer(sum) => Outcome::Number(sum as f64),
        Sum::Float(sum) => Outcome::Number(sum.value()),
    })
}

#[derive(Clone, Copy)]
enum Sum {
    Integer(i128),
    Float(Precise),
}

impl Sum {
    fn merge(self, other: Self) -> Self {
        match (self, other) {
            (Self::Integer(left), Self::Integer(right)) => Self::Integer(left + right),
            (Self::Float(left), Self::Float(right)) => Self::Float(left.merge(right)),
            _ => unreachable!("the parts of one array are of one kind"),
        }
    }
}

/// An element that can be summed.
trait Summand: Element {
    /// The sum of a block.
    fn sum(block: &[Self]) -> Sum;
}

fn sum<T: Summand>(source: Source<'_, T>, crew: &dyn Crew) -> Result<Sum, Failure> {
    let parts = map_chunks(crew, source.len(), CHUNK, |range| {
        let mut sum = T::sum(&[]);
        source.each_block(range, |block| sum = sum.merge(T::sum(block)));
        sum
    })?;
    Ok(parts.into_iter().fold(T::sum(&[]), Sum::merge))
}

macro_rules! summand {
    ($($number:ty as $wide:ty),*) => { $(
        impl Summand for $number {
            fn sum(block: &[Self]) -> Sum {
                Sum::Integer(block.iter().map(|&element| <$wide>::from(element)).sum::<$wide>().into())
            }
        }
    )* };
}

// The sum of a block must not overflow: its 2048 elements add 11 bits. Each width is the next that the processor
// has vectors of.
summand!(
    i8 as i32,
    u8 as u32,
    i16 as i32,
    u16 as u32,
    i32 as i64,
    u32 as u64,
    i64 as i128,
    u64 as i128
);

impl Summand for f32 {
    fn sum(block: &[Self]) -> Sum {
        Sum::Float(Precise::of(block))
    }
}

impl Summand for f64 {
    fn sum(block: &[Self]) -> Sum {
        Sum::Float(Precise::of(block))
    }
}
