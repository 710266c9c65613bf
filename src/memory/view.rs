//! A view on memory to which JavaScript may write at any moment.

#![expect(
    unsafe_code,
    reason = "a view is a raw pointer into a JavaScript buffer"
)]

use std::ops::Range;

use super::element::{Element, copy_in, copy_out};
use super::{Array, ElementKind, NoMemory, each_array};

/// A typed array on a SharedArrayBuffer: where its elements are, how many there are, and of which kind.
///
/// # Contract
///
/// 1. `start` is aligned for the kind, and `len` elements lie there, from when the view is made until the visit
///    under which a job uses it is given back.
/// 2. Nobody makes a reference to the memory as anything but an atomic.
/// 3. Jobs that write where others read or write don't run side by side. A job's threads write where none of its
///    other threads reads or writes. So only JavaScript can change an element during an access.
#[derive(Clone, Copy, Debug)]
pub struct View {
    start: *mut u8,
    len: usize,
    kind: ElementKind,
}

// SAFETY: only the copies below follow the pointer, and their accesses are atomic. So the view may be used from any
// thread, for as long as clause 1 says.
unsafe impl Send for View {}
// SAFETY: as for `Send`. Shared use is all that atomics need.
unsafe impl Sync for View {}

impl View {
    /// Makes a view on `len` elements at `start`.
    ///
    /// # Safety
    ///
    /// The caller must keep the contract.
    #[must_use]
    pub unsafe fn new(start: *mut u8, len: usize, kind: ElementKind) -> Self {
        Self { start, len, kind }
    }

    /// How many elements it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it has no elements.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Which kind of typed array it is.
    #[must_use]
    pub fn kind(&self) -> ElementKind {
        self.kind
    }

    /// A private copy of some elements. What JavaScript writes meanwhile is in the copy or is not, element by element.
    ///
    /// # Errors
    ///
    /// If there is no memory for the copy.
    ///
    /// # Panics
    ///
    /// If the range leaves the view.
    pub fn read(&self, range: Range<usize>) -> Result<Array, NoMemory> {
        assert!(
            range.start <= range.end,
            "a range does not end before it starts"
        );
        let mut copy = Array::zeroed(self.kind, range.len())?;
        each_array!(&mut copy, elements => self.read_into(range.start, elements));
        Ok(copy)
    }

    /// Copies elements to `copy`, as many as it has room for, from the one at `start` on.
    ///
    /// # Panics
    ///
    /// If the view has fewer elements than that, or elements of another type.
    pub fn read_into<T: Element>(&self, start: usize, copy: &mut [T]) {
        let place = self.place::<T>(start, copy.len());
        // SAFETY: `place` has checked that this many elements of this type lie there (clause 1). Clauses 2 and 3
        // say who else writes there, and how.
        unsafe { copy_out(place, copy) };
    }

    /// Writes elements to the view, from the place of the one at `start` on.
    ///
    /// # Panics
    ///
    /// The same as for [`read_into`](Self::read_into).
    pub fn write<T: Element>(&self, start: usize, elements: &[T]) {
        let place = self.place::<T>(start, elements.len());
        // SAFETY: as in `read_into`.
        unsafe { copy_in(elements, place) };
    }

    /// The address of `len` elements, from the one at `start` on.
    fn place<T: Element>(&self, start: usize, len: usize) -> *mut u8 {
        assert!(
            T::fits(self.kind),
            "elements are copied as the type that the view has"
        );
        assert!(
            start <= self.len && len <= self.len - start,
            "a copy stays in the view"
        );
        // SAFETY: `start` is no more than the view's length, so the place is in the allocation or at its end
        // (clause 1). T has the size of the kind's elements.
        unsafe { self.start.add(start * size_of::<T>()) }
    }
}
