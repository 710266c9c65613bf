//! A view on memory that JavaScript may write to at any moment.
//!
//! It uses the standard atomics and not those of `sync`: the other side is JavaScript, which no model can run.

#![expect(
    unsafe_code,
    reason = "a view is a raw pointer into a JavaScript buffer"
)]

use std::ops::Range;
use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering};

use super::{Array, ElementKind};

/// A typed array on a SharedArrayBuffer: where its elements are, how many, and of which kind.
///
/// # Contract
///
/// 1. `start` is aligned for the kind and `len` elements lie there, from creation until the lease under
///    which a job uses the view is given back.
/// 2. Nobody makes a reference to the memory as anything but an atomic.
#[derive(Clone, Copy, Debug)]
pub struct View {
    start: *mut u8,
    len: usize,
    kind: ElementKind,
}

// SAFETY: the pointer is only followed by `load` and `store` below, whose accesses are atomic, so it may
// be used from any thread; clause 1 says until when.
unsafe impl Send for View {}
// SAFETY: as for `Send`: shared use is all that atomics ask.
unsafe impl Sync for View {}

impl View {
    /// A view on `len` elements at `start`.
    ///
    /// # Safety
    ///
    /// The caller owes clause 1 of the contract.
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
        match self.kind {
            ElementKind::Int8 => Array::Int8(self.load_all(range)),
            ElementKind::Uint8 => Array::Uint8(self.load_all(range)),
            ElementKind::Uint8Clamped => Array::Uint8Clamped(self.load_all(range)),
            ElementKind::Int16 => Array::Int16(self.load_all(range)),
            ElementKind::Uint16 => Array::Uint16(self.load_all(range)),
            ElementKind::Int32 => Array::Int32(self.load_all(range)),
            ElementKind::Uint32 => Array::Uint32(self.load_all(range)),
            ElementKind::Float32 => Array::Float32(self.load_all(range)),
            ElementKind::Float64 => Array::Float64(self.load_all(range)),
            ElementKind::BigInt64 => Array::BigInt64(self.load_all(range)),
            ElementKind::BigUint64 => Array::BigUint64(self.load_all(range)),
        }
    }

    /// Writes elements back, from the view's start.
    ///
    /// # Panics
    ///
    /// If they are of another kind, or more than the view has.
    pub fn write(&self, elements: &Array) {
        assert_eq!(
            elements.kind(),
            self.kind,
            "an array is written to a view of its own kind"
        );
        super::each_array!(elements, elements => self.store_all(elements));
    }

    fn load_all<T: Element>(&self, range: Range<usize>) -> Vec<T> {
        assert!(
            range.start <= range.end && range.end <= self.len,
            "a read stays in the view"
        );
        range
            .map(|at| {
                // SAFETY: `at` is below `len` (asserted above), so the place is inside the allocation (clause 1).
                let place = unsafe { self.start.add(at * size_of::<T>()) };
                // SAFETY: clause 1 makes the place valid and aligned for the kind, which `read` matched with
                // T; clause 2 makes the atomic access sound beside any other.
                unsafe { T::load(place) }
            })
            .collect()
    }

    fn store_all<T: Element>(&self, elements: &[T]) {
        assert!(elements.len() <= self.len, "a write stays in the view");
        for (at, &element) in elements.iter().enumerate() {
            // SAFETY: `at` is below `len` (asserted above), so the place is inside the allocation (clause 1).
            let place = unsafe { self.start.add(at * size_of::<T>()) };
            // SAFETY: clause 1 makes the place valid and aligned for the kind, which `write` compared with
            // the array's; clause 2 makes the atomic access sound beside any other.
            unsafe { T::store(place, element) };
        }
    }
}

/// A number that lies in a typed array, read and written in one relaxed atomic access.
pub trait Element: Copy + Send + Sync + 'static {
    /// Reads it.
    ///
    /// # Safety
    ///
    /// `place` is valid and aligned, and everybody else accesses it atomically.
    unsafe fn load(place: *mut u8) -> Self;

    /// Writes it.
    ///
    /// # Safety
    ///
    /// As for [`load`](Self::load).
    unsafe fn store(place: *mut u8, value: Self);
}

macro_rules! element {
    ($($number:ty as $atomic:ident, $to_bits:expr, $from_bits:expr;)*) => { $(
        impl Element for $number {
            unsafe fn load(place: *mut u8) -> Self {
                // SAFETY: the caller's: valid, aligned, and only accessed atomically.
                let atomic = unsafe { $atomic::from_ptr(place.cast()) };
                $from_bits(atomic.load(Ordering::Relaxed))
            }

            unsafe fn store(place: *mut u8, value: Self) {
                // SAFETY: the caller's: valid, aligned, and only accessed atomically.
                let atomic = unsafe { $atomic::from_ptr(place.cast()) };
                atomic.store($to_bits(value), Ordering::Relaxed);
            }
        }
    )* };
}

element! {
    i8 as AtomicU8, i8::cast_unsigned, u8::cast_signed;
    u8 as AtomicU8, std::convert::identity, std::convert::identity;
    i16 as AtomicU16, i16::cast_unsigned, u16::cast_signed;
    u16 as AtomicU16, std::convert::identity, std::convert::identity;
    i32 as AtomicU32, i32::cast_unsigned, u32::cast_signed;
    u32 as AtomicU32, std::convert::identity, std::convert::identity;
    i64 as AtomicU64, i64::cast_unsigned, u64::cast_signed;
    u64 as AtomicU64, std::convert::identity, std::convert::identity;
    f32 as AtomicU32, f32::to_bits, f32::from_bits;
    f64 as AtomicU64, f64::to_bits, f64::from_bits;
}
