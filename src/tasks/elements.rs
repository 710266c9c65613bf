//! A typed array as a task gets it, and how kernels read and write its elements.
//!
//! A kernel never computes on memory that JavaScript may write to. It asks for blocks: slices of an owned array, or
//! private copies of shared memory, small enough to stay in the nearest cache. Blocks end at the same elements in
//! both cases, so the outcome is the same too.

use std::borrow::Cow;
use std::ops::Range;

use super::parallel::{Stopped, chunks, map_parts};
use super::{Class, Crew, Failure};
use crate::memory::{Array, Element, ElementKind, NoMemory, View, zeroed};

/// A typed array as a task gets it.
#[derive(Debug)]
pub enum Elements {
    /// A view on shared memory, which is read and written in place.
    Shared(View),
    /// An array that was copied in. The task owns it.
    Owned(Array),
}

/// How many elements a thread copies at a time.
const COPY: usize = 1 << 16;

/// An element as a float. A BigInt becomes the nearest float.
pub(super) trait Number: Element {
    fn number(self) -> f64;
}

macro_rules! number {
    ($($number:ty),*) => { $(
        impl Number for $number {
            fn number(self) -> f64 {
                self as f64
            }
        }
    )* };
}

number!(i8, u8, i16, u16, i32, u32, i64, u64, f32, f64);

/// How many elements a block has: 16 KiB of the largest kind, so that the nearest cache holds two blocks.
pub(super) const BLOCK: usize = 2048;

impl Elements {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Shared(view) => view.len(),
            Self::Owned(array) => array.len(),
        }
    }

    pub(super) fn kind(&self) -> ElementKind {
        match self {
            Self::Shared(view) => view.kind(),
            Self::Owned(array) => array.kind(),
        }
    }

    /// Whether JavaScript sees the elements as BigInts.
    pub(super) fn is_bigint(&self) -> bool {
        matches!(self.kind(), ElementKind::BigInt64 | ElementKind::BigUint64)
    }

    /// The elements, if they are of this type.
    pub(super) fn source<T: Element>(&self) -> Option<Source<'_, T>> {
        match self {
            Self::Shared(view) => T::fits(view.kind()).then_some(Source::Shared(*view)),
            Self::Owned(array) => T::of(array).map(Source::Owned),
        }
    }

    /// Like [`source`](Self::source), for a caller that has already checked the kind.
    ///
    /// # Panics
    ///
    /// If the elements are of another type.
    pub(super) fn expect_source<T: Element>(&self) -> Source<'_, T> {
        self.source().expect("the caller has checked the kind")
    }

    /// The elements as bytes, for tasks that take bytes.
    pub(super) fn bytes(&self, name: &str) -> Result<Source<'_, u8>, Failure> {
        self.source()
            .ok_or_else(|| Failure::refused(Class::TypeError, format!("`{name}` must be bytes")))
    }
}

/// Runs one expression on the [`Source`] of [`Elements`], whatever their type.
macro_rules! each_source {
    ($elements:expr, $source:ident => $body:expr) => {{
        let elements: &$crate::tasks::Elements = $elements;
        $crate::memory::each_kind!(elements.kind(), T => {
            let $source = elements.expect_source::<T>();
            $body
        })
    }};
}
pub(super) use each_source;

/// Elements to read: those of an owned array, or those of shared memory.
#[derive(Debug)]
pub(super) enum Source<'a, T> {
    Shared(View),
    Owned(&'a [T]),
}

impl<T> Clone for Source<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Source<'_, T> {}

impl<'a, T: Element> Source<'a, T> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Shared(view) => view.len(),
            Self::Owned(elements) => elements.len(),
        }
    }

    /// Calls `visit` with the elements of a range, block by block.
    ///
    /// # Panics
    ///
    /// If the range goes beyond the elements.
    pub(super) fn each_block(&self, range: Range<usize>, mut visit: impl FnMut(&[T])) {
        match self {
            Self::Owned(elements) => elements[range].chunks(BLOCK).for_each(visit),
            Self::Shared(view) => {
                let mut copy = vec![T::default(); range.len().min(BLOCK)];
                for start in range.clone().step_by(BLOCK) {
                    let block = &mut copy[..(range.end - start).min(BLOCK)];
                    view.read_into(start, block);
                    visit(block);
                }
            }
        }
    }

    /// The elements of a range. Shared ones are copied into `copy`.
    ///
    /// # Panics
    ///
    /// If the range goes beyond the elements.
    pub(super) fn slice<'b>(&self, range: Range<usize>, copy: &'b mut Vec<T>) -> &'b [T]
    where
        'a: 'b,
    {
        match *self {
            Self::Owned(elements) => &elements[range],
            Self::Shared(view) => {
                copy.resize(range.len(), T::default());
                view.read_into(range.start, copy);
                copy
            }
        }
    }

    /// All elements. Shared ones are copied.
    pub(super) fn private(self, crew: &dyn Crew) -> Result<Cow<'a, [T]>, Stopped> {
        match self {
            Self::Owned(elements) => Ok(Cow::Borrowed(elements)),
            Self::Shared(view) => copy_of(&view, crew).map(Cow::Owned),
        }
    }

    /// A copy of all elements, made at once: only for short arrays.
    pub(super) fn to_vec(self) -> Result<Vec<T>, NoMemory> {
        let mut copy = zeroed(self.len())?;
        match self {
            Self::Owned(elements) => copy.copy_from_slice(elements),
            Self::Shared(view) => view.read_into(0, &mut copy),
        }
        Ok(copy)
    }
}

/// A private copy of shared memory.
pub(super) fn copy_of<T: Element>(view: &View, crew: &dyn Crew) -> Result<Vec<T>, Stopped> {
    let mut copy = zeroed(view.len())?;
    let parts = chunks(copy.len(), COPY)
        .zip(copy.chunks_mut(COPY))
        .collect();
    map_parts(crew, parts, |_, (range, copy)| {
        view.read_into(range.start, copy)
    })?;
    Ok(copy)
}

/// Elements to write: those of an owned array, or those of shared memory from a place on.
#[derive(Debug)]
pub(super) enum Target<'a, T> {
    Shared(View, usize),
    Owned(&'a mut [T]),
}

impl<'a, T: Element> Target<'a, T> {
    /// The elements that a sort writes to: the view if they lie on shared memory, else the array itself.
    pub(super) fn of(elements: &'a mut [T], view: Option<View>) -> Self {
        match view {
            Some(view) => Self::Shared(view, 0),
            None => Self::Owned(elements),
        }
    }

    /// Splits the elements into the first `len` and the rest.
    pub(super) fn split_at(self, len: usize) -> (Self, Self) {
        match self {
            Self::Shared(view, start) => {
                (Self::Shared(view, start), Self::Shared(view, start + len))
            }
            Self::Owned(elements) => {
                let (left, right) = elements.split_at_mut(len);
                (Self::Owned(left), Self::Owned(right))
            }
        }
    }

    /// Converts each of `items` and writes the results, from the first element on.
    ///
    /// # Panics
    ///
    /// If there are more items than elements.
    pub(super) fn fill<I: Copy>(self, items: &[I], convert: impl Fn(I) -> T) {
        match self {
            Self::Owned(elements) => {
                for (element, &item) in elements[..items.len()].iter_mut().zip(items) {
                    *element = convert(item);
                }
            }
            Self::Shared(view, start) => {
                let mut copy = vec![T::default(); items.len().min(BLOCK)];
                for (block, at) in items.chunks(BLOCK).zip((start..).step_by(BLOCK)) {
                    let copy = &mut copy[..block.len()];
                    for (element, &item) in copy.iter_mut().zip(block) {
                        *element = convert(item);
                    }
                    view.write(at, copy);
                }
            }
        }
    }
}
