//! A view on memory that JavaScript may write to at any moment.

#![expect(
    unsafe_code,
    reason = "a view is a raw pointer into a JavaScript buffer"
)]

use std::ops::Range;

use super::element::{Element, copy_in, copy_out};
use super::{Array, ElementKind, each_array};

/// A typed array on a SharedArrayBuffer: where its elements are, how many, and of which kind.
///
/// # Contract
///
/// 1. `start` is aligned for the kind and `len` elements lie there, from creation until the visit under
///    which a job uses the view is given back.
/// 2. Nobody makes a reference to the memory as anything but an atomic.
/// 3. Jobs that write where others read or write don't run side by side, and a job's threads write where no other of them reads or
///    writes. So what else changes an element during an access is JavaScript.
#[derive(Clone, Copy, Debug)]
pub struct View {
    start: *mut u8,
    len: usize,
    kind: ElementKind,
}

// SAFETY: the pointer is only followed by the copies below, whose accesses are atomic, so it may
// be used from any thread; clause 1 says until when.
unsafe impl Send for View {}
// SAFETY: as for `Send`: shared use is all that atomics ask.
unsafe impl Sync for View {}

impl View {
    /// A view on `len` elements at `start`.
    ///
    /// # Safety
    ///
    /// The caller owes the contract.
    #[must_use]
    pub unsafe fn new(start: *mut u8, len: usize, kind: ElementKind) -> Self {
        Self { start, len, kind }
    }

    /// How many elements.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Which kind of typed array it is.
    #[must_use]
    pub fn kind(&self) -> ElementKind {
        self.kind
    }

    /// A private copy of some elements. What JavaScript writes meanwhile is in it or is not, element by element.
    ///
    /// # Panics
    ///
    /// If the range leaves the view.
    #[must_use]
    pub fn read(&self, range: Range<usize>) -> Array {
        assert!(range.start <= range.end, "a range has its ends in order");
        let mut copy = Array::zeroed(self.kind, range.len());
        each_array!(&mut copy, elements => self.read_into(range.start, elements));
        copy
    }

    /// Copies as many elements as `copy` has, from the one at `start` on.
    ///
    /// # Panics
    ///
    /// If the view has not so many, or of another kind.
    pub fn read_into<T: Element>(&self, start: usize, copy: &mut [T]) {
        let place = self.place::<T>(start, copy.len());
        // SAFETY: `place` has seen that so many elements of this type lie there (clause 1); clauses 2 and 3 say who else
        // writes there, and how.
        unsafe { copy_out(place, copy) };
    }

    /// Writes elements, from the place of the one at `start` on.
    ///
    /// # Panics
    ///
    /// As for [`read_into`](Self::read_into).
    pub fn write<T: Element>(&self, start: usize, elements: &[T]) {
        let place = self.place::<T>(start, elements.len());
        // SAFETY: as in `read_into`.
        unsafe { copy_in(elements, place) };
    }

    /// Where `len` elements from `start` on lie.
    fn place<T: Element>(&self, start: usize, len: usize) -> *mut u8 {
        assert!(
            T::fits(self.kind),
            "elements are copied as what the view has"
        );
        assert!(
            start <= self.len && len <= self.len - start,
            "a copy stays in the view"
        );
        // SAFETY: `start` is no more than `len`, so the place is in the allocation or at its end (clause 1), with T
        // of the size of the kind's elements.
        unsafe { self.start.add(start * size_of::<T>()) }
    }
}
