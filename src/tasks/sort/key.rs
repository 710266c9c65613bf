//! Elements as unsigned integers in the order of `TypedArray.prototype.sort`, so that sorting is on bits alone.

use std::ops::BitXor;

use crate::memory::Element;

/// An unsigned integer to sort by.
pub(in crate::tasks) trait Key:
    Copy + Default + Ord + BitXor<Output = Self> + Send + Sync + 'static
{
    /// All bits set: exclusive-or with it turns the order round.
    const ONES: Self;

    /// How many bits the difference of two keys has; none when `high` is the smaller.
    fn span(low: Self, high: Self) -> u32;

    /// Which of `last + 1` buckets of `2^shift` keys from `low` on; those outside go to the first and the last.
    fn bucket(self, low: Self, shift: u32, last: usize) -> usize;
}

macro_rules! key {
    ($($bits:ty),*) => { $(
        impl Key for $bits {
            const ONES: Self = Self::MAX;

            fn span(low: Self, high: Self) -> u32 {
                Self::BITS - high.saturating_sub(low).leading_zeros()
            }

            fn bucket(self, low: Self, shift: u32, last: usize) -> usize {
                let bucket = self.saturating_sub(low) >> shift;
                // The greater is what does not fit: a cast would wrap it into a low bucket.
                if bucket < last as Self { bucket as usize } else { last }
            }
        }
    )* };
}

key!(u32, u64, u128);

/// An element with a key.
pub(in crate::tasks) trait Sortable: Element {
    /// Its key's type.
    type Key: Copy + Ord + BitXor<Output = Self::Key> + Send + Sync;

    /// Its key. All NaNs have the largest.
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

            /// Magnitude and sign as a two's complement would have them: the order of all numbers, -0 before +0.
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
