//! The Rust types of typed-array elements, and how elements are copied between memory that JavaScript
//! writes to and memory of ours.
//!
//! The copies use the standard atomics and not those of `sync`: the other side is JavaScript, which no model can run.
//!
//! No compiler merges neighbouring atomic accesses. So copying small elements one by one takes up to eight times as
//! long as the memory needs. Copying whole words out of memory costs what a plain copy costs, and an aligned word
//! holds its elements whole. V8 copies shared memory the same way.

#![expect(
    unsafe_code,
    reason = "memory that others write to is copied by raw pointers"
)]

use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering};

use super::{Array, ElementKind, Zero};

const WORD: usize = size_of::<u64>();

/// How many words a cache line has.
const LINE: usize = 8;

/// How many bytes ahead of a copy the next bytes are fetched.
const AHEAD: usize = 4096;

/// A number that lies in a typed array.
///
/// # Safety
///
/// Every pattern of bits is a value. The size is 1, 2, 4 or 8 bytes, and every kind that the type
/// [`fits`](Self::fits) has elements of that size.
pub unsafe trait Element: Zero + Default + PartialEq + Send + Sync + 'static {
    /// Whether typed arrays of this kind hold such elements.
    fn fits(kind: ElementKind) -> bool;

    /// The elements of an array, if they are of this type.
    fn of(array: &Array) -> Option<&[Self]>;

    /// The same as [`of`](Self::of), for writing.
    fn of_mut(array: &mut Array) -> Option<&mut [Self]>;

    /// Reads one element in a relaxed atomic access.
    ///
    /// # Safety
    ///
    /// `place` is valid and aligned, and everybody else accesses it atomically.
    unsafe fn load(place: *mut u8) -> Self;

    /// Writes one element in a relaxed atomic access.
    ///
    /// # Safety
    ///
    /// The same as for [`load`](Self::load).
    unsafe fn store(place: *mut u8, value: Self);
}

macro_rules! element {
    ($($number:ty as $atomic:ident, $to_bits:expr, $from_bits:expr, in $($kind:ident)|+;)*) => { $(
        // SAFETY: the type is a number of the size of its kinds, and any pattern of bits is such a number.
        unsafe impl Element for $number {
            fn fits(kind: ElementKind) -> bool {
                matches!(kind, $(ElementKind::$kind)|+)
            }

            fn of(array: &Array) -> Option<&[Self]> {
                match array {
                    $(Array::$kind(elements))|+ => Some(elements),
                    _ => None,
                }
            }

            fn of_mut(array: &mut Array) -> Option<&mut [Self]> {
                match array {
                    $(Array::$kind(elements))|+ => Some(elements),
                    _ => None,
                }
            }

            unsafe fn load(place: *mut u8) -> Self {
                // SAFETY: the caller promises that the place is valid, aligned, and only accessed atomically.
                let atomic = unsafe { $atomic::from_ptr(place.cast()) };
                $from_bits(atomic.load(Ordering::Relaxed))
            }

            unsafe fn store(place: *mut u8, value: Self) {
                // SAFETY: the caller promises that the place is valid, aligned, and only accessed atomically.
                let atomic = unsafe { $atomic::from_ptr(place.cast()) };
                atomic.store($to_bits(value), Ordering::Relaxed);
            }
        }
    )* };
}

element! {
    i8 as AtomicU8, i8::cast_unsigned, u8::cast_signed, in Int8;
    u8 as AtomicU8, std::convert::identity, std::convert::identity, in Uint8 | Uint8Clamped;
    i16 as AtomicU16, i16::cast_unsigned, u16::cast_signed, in Int16;
    u16 as AtomicU16, std::convert::identity, std::convert::identity, in Uint16;
    i32 as AtomicU32, i32::cast_unsigned, u32::cast_signed, in Int32;
    u32 as AtomicU32, std::convert::identity, std::convert::identity, in Uint32;
    i64 as AtomicU64, i64::cast_unsigned, u64::cast_signed, in BigInt64;
    u64 as AtomicU64, std::convert::identity, std::convert::identity, in BigUint64;
    f32 as AtomicU32, f32::to_bits, f32::from_bits, in Float32;
    f64 as AtomicU64, f64::to_bits, f64::from_bits, in Float64;
}

/// Copies as many elements as `to` has, from memory that others may write to meanwhile.
///
/// # Safety
///
/// That many elements lie at `from`, aligned for T. Others write there atomically. Only JavaScript may write there
/// in accesses of another size. JavaScript's memory model allows that, Rust's memory model does not speak of it,
/// and the processor's memory model gives each aligned element whole.
pub(super) unsafe fn copy_out<T: Element>(from: *mut u8, to: &mut [T]) {
    let (before, words) = aligned_words::<T>(from, to.len());
    let between = before + words * (WORD / size_of::<T>());
    for at in (0..before).chain(between..to.len()) {
        // SAFETY: `at` is below the number of elements that lie there.
        let place = unsafe { from.add(at * size_of::<T>()) };
        // SAFETY: the caller promises that the place is valid, aligned, and only accessed atomically.
        to[at] = unsafe { T::load(place) };
    }
    // SAFETY: that many elements lie there.
    let first = unsafe { from.add(before * size_of::<T>()) };
    let copy = to[before..between].as_mut_ptr().cast::<u64>();
    let copy_word = |at: usize| {
        // SAFETY: the words are the elements from `before` to `between`, and `at` is one of these words.
        let place = unsafe { first.add(at * WORD) };
        // SAFETY: the word is valid because its elements are. It is aligned because `before` was counted so that it is.
        let word = unsafe { AtomicU64::from_ptr(place.cast()) }.load(Ordering::Relaxed);
        // SAFETY: the place is in the slice of the same elements of `to`, which nobody else has.
        let place = unsafe { copy.add(at) };
        // SAFETY: the place is inside that slice, and any bits are elements.
        unsafe { place.write_unaligned(word) };
    };
    let lines = words / LINE;
    for line in 0..lines {
        fetch(first.wrapping_add(line * LINE * WORD + AHEAD));
        for at in 0..LINE {
            copy_word(line * LINE + at);
        }
    }
    (lines * LINE..words).for_each(copy_word);
}

/// Tells the processor that this place will be read soon. The processor goes on fetching while the
/// caller works on what was copied.
fn fetch(place: *const u8) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: this is a hint that reads nothing, whatever the place is.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(place.cast()) };
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    let _ = place;
}

/// Copies elements to memory that others may read and write meanwhile.
///
/// # Safety
///
/// The same as for [`copy_out`].
pub(super) unsafe fn copy_in<T: Element>(from: &[T], to: *mut u8) {
    let (before, words) = aligned_words::<T>(to, from.len());
    let between = before + words * (WORD / size_of::<T>());
    for at in (0..before).chain(between..from.len()) {
        // SAFETY: `at` is below the number of elements that lie there.
        let place = unsafe { to.add(at * size_of::<T>()) };
        // SAFETY: the caller promises that the place is valid, aligned, and only accessed atomically.
        unsafe { T::store(place, from[at]) };
    }
    // SAFETY: that many elements lie there.
    let first = unsafe { to.add(before * size_of::<T>()) };
    let source = from[before..between].as_ptr().cast::<u64>();
    for at in 0..words {
        // SAFETY: the place is in the slice of the elements from `before` to `between`, which are `words` words.
        let place = unsafe { source.add(at) };
        // SAFETY: the place is inside that slice, and a number has no uninitialised bytes.
        let word = unsafe { place.read_unaligned() };
        // SAFETY: the words there are the same elements.
        let place = unsafe { first.add(at * WORD) };
        // SAFETY: the word is valid because its elements are. It is aligned because `before` was counted so that it is.
        unsafe { AtomicU64::from_ptr(place.cast()) }.store(word, Ordering::Relaxed);
    }
}

/// How many elements come before the first aligned word, and how many words of elements follow.
fn aligned_words<T>(start: *mut u8, len: usize) -> (usize, usize) {
    let before = (start.addr().wrapping_neg() % WORD / size_of::<T>()).min(len);
    (before, (len - before) / (WORD / size_of::<T>()))
}
