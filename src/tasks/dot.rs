//! `native:dot`: the sum of products of two typed arrays, element by element.
//!
//! - Arrays: two of the same length, both Float32Array or both Float64Array. Numbers: none.
//! - Outcome: a number.
//!
//! Products are made and summed in double precision, with compensation (see `precise`). The size of chunks is
//! fixed, so the outcome has the same bits for any number of threads.

use super::elements::{Elements, Source};
use super::parallel::map_chunks;
use super::precise::Precise;
use super::{Class, Crew, Failure, Input, Outcome};
use crate::memory::Element;

/// How many elements a chunk has: some tens of microseconds of work, worth handing to another thread.
const CHUNK: usize = 1 << 16;

/// How many elements are copied out of shared memory at a time. A block has no more bytes than a copy prefetches.
/// So while a block of one array is copied, the next block of the other array is already on its way. With blocks
/// four times as long, the task takes a quarter longer.
const BLOCK: usize = 1 << 9;

pub(super) fn run(input: Input, crew: &dyn Crew) -> Result<Outcome, Failure> {
    let (a, b) = (input.elements(0)?, input.elements(1)?);
    if a.len() != b.len() {
        let message = format!("`b` must be as long as `a`, {}, not {}", a.len(), b.len());
        return Err(Failure::refused(Class::RangeError, message));
    }
    let product = match (floats::<f32>(a, b), floats::<f64>(a, b)) {
        (Some((a, b)), _) => dot(a, b, crew)?,
        (_, Some((a, b))) => dot(a, b, crew)?,
        _ => return Err(not_floats("`a` and `b`")),
    };
    Ok(Outcome::Number(product.value()))
}

/// The elements of both, if both are of this type.
pub(super) fn floats<'a, T: Element>(
    a: &'a Elements,
    b: &'a Elements,
) -> Option<(Source<'a, T>, Source<'a, T>)> {
    a.source().zip(b.source())
}

pub(super) fn not_floats(names: &str) -> Failure {
    let message = format!("{names} must both be Float32Array or both Float64Array");
    Failure::refused(Class::TypeError, message)
}

fn dot<T: Element + Into<f64>>(
    a: Source<'_, T>,
    b: Source<'_, T>,
    crew: &dyn Crew,
) -> Result<Precise, Failure> {
    let parts = map_chunks(crew, a.len(), CHUNK, |range| {
        let (mut a_copy, mut b_copy) = (Vec::new(), Vec::new());
        let mut sum = Precise::default();
        for start in range.clone().step_by(BLOCK) {
            let block = start..(start + BLOCK).min(range.end);
            let a = a.slice(block.clone(), &mut a_copy);
            sum = sum.merge(Precise::of_products(a, b.slice(block, &mut b_copy)));
        }
        sum
    })?;
    Ok(parts.into_iter().fold(Precise::default(), Precise::merge))
}
