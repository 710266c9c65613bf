//! Memory whose size users decide. There may be too little left, and that is the end of a job, not of the process.

#![expect(
    unsafe_code,
    reason = "the standard library has no vector of zeros that may fail"
)]

use std::alloc::{Layout, alloc_zeroed};
use std::ptr::NonNull;

/// The system has not enough memory left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoMemory;

impl From<std::collections::TryReserveError> for NoMemory {
    fn from(_: std::collections::TryReserveError) -> Self {
        Self
    }
}

/// A number.
///
/// # Safety
///
/// A value whose bits are all zero is a value of the type.
pub unsafe trait Zero: Copy {}

macro_rules! zero {
    ($($number:ty),*) => { $(
        // SAFETY: zero is a number of every type, and all its bits are zero.
        unsafe impl Zero for $number {}
    )* };
}

zero!(i8, u8, i16, u16, i32, u32, i64, u64, u128, usize, f32, f64);

/// A vector of zeros. Like `vec![0; len]` it gets them from the system, where it can, instead of writing them.
pub fn zeroed<T: Zero>(len: usize) -> Result<Vec<T>, NoMemory> {
    let layout = Layout::array::<T>(len).map_err(|_| NoMemory)?;
    if layout.size() == 0 {
        return Ok(Vec::new());
    }
    // SAFETY: the layout has a size other than 0.
    let start = unsafe { alloc_zeroed(layout) };
    let start = NonNull::new(start.cast::<T>()).ok_or(NoMemory)?;
    // SAFETY: the global allocator gave this memory, with the layout of `len` elements, and zeros are elements.
    Ok(unsafe { Vec::from_raw_parts(start.as_ptr(), len, len) })
}
