//! Turns elements into unsigned integers that have the order of `TypedArray.prototype.sort`, so that sorting only
//! looks at bits.

use std::ops::BitXor;

use crate::memory::{Element, Zero};

/// An unsigned integer to sort by.
pub(in crate::tasks) trait Key:
    Zero + Default + Ord + BitXor<Output = Self> + Send + Sync + 'static
{
    /// All bits set. The exclusive-or with it reverses the order.
    const ONES: Self;

    /// How many bits the difference of two keys has: 0 if `high` is less than `low`.
    fn span(low: Self, high: Self) -> u32;

    /// The eight bits from bit `shift` on of the key's distance from `low`.
    fn digit(self, low: Self, shift: u32) -> usize;

    /// The key's bucket. The buckets, of `2^shift` keys each, begin at `low` and are numbered from 0 to `last`. A
    /// key below all of them belongs to the first bucket, and a key above all of them to the last.
    fn bucket(self, low: Self, shift: u32, last: usize) -> usize;
}

macro_rules! key {
    ($($bits:ty),*) => { $(
        impl Key for $bits {
            const ONES: Self = Self::MAX;

            fn span(low: Self, high: Self) -> u32 {
                Self::BITS - high.saturating_sub(low).leading_zeros()
            }

            fn digit(self, low: Self, shift: u32) -> usize {
                (self.wrapping_sub(low) >> shift) as usize % 256
            }

            fn bucket(self, low: Self, shift: u32, last: usize) -> usize {
                let bucket = self.saturating_sub(low) >> shift;
                // Compared before the cast: a cast would wrap a large number into a low bucket.
                if bucket < last as Self { bucket as usize } else { last }
            }
        }
    )* };
}

key!(u32, u64, u128);

/// An element with a key.
pub(in crate::tasks) trait Sortable: Element {
    /// The type of the key.
    type Key: Copy + Ord + BitXor<Output = Self::Key> + Send + Sync;

    /// The element's key. Every NaN has the largest key.
    fn to_key(self) -> Self::Key;

    /// The element with this key.
    fn from_key(key: Self::Key) -> Self;
}

macro_rules! sortable {
    (unsigned $($number:ty),*) => { $(
        impl Sortable for $number {
            type Key = $number;

            fn to_key(self) -> Self::Key {
                self
            }

            fn from_key(key: Self::Key) -> Self {
                key
            }
        }
    )* };
    (signed $($number:ty as $bits:ty),*) => { $(
        impl Sortable for $number {
            type Key = $bits;

            fn to_key(self) -> Self::Key {
                self.cast_unsigned() ^ Self::MIN.cast_unsigned()
            }

            fn from_key(key: Self::Key) -> Self {
                (key ^ Self::MIN.cast_unsigned()).cast_signed()
            }
        }
    )* };
    (float $($number:ty as $bits:ty),*) => { $(
        impl Sortable for $number {
            type Key = $bits;

            /// Sets the sign bit of a positive number, and inverts all bits of a negative one. As integers, the
            /// results are in the order of the numbers, with -0 before +0.
            fn to_key(self) -> Self::Key {
                const SIGN: $bits = (<$bits>::MAX >> 1) + 1;
                let bits = self.to_bits();
                let key = if bits & SIGN == 0 { bits | SIGN } else { !bits };
                if self.is_nan() { <$bits>::MAX } else { key }
            }

            fn from_key(key: Self::Key) -> Self {
                const SIGN: $bits = (<$bits>::MAX >> 1) + 1;
                if key == <$bits>::MAX {
                    return Self::NAN;
                }
                Self::from_bits(if key & SIGN == 0 { !key } else { key & !SIGN })
            }
        }
    )* };
}

sortable!(unsigned u8, u16, u32, u64);
sortable!(signed i8 as u8, i16 as u16, i32 as u32, i64 as u64);
sortable!(float f32 as u32, f64 as u64);
