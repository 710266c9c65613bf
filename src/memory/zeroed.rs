//! Memory whose size users decide. There may be too little left, and that is the end of a job, not of the process.

#![expect(
    unsafe_code,
    reason = "the standard library has no vector of zeros that may fail, and does not ask the system for pages"
)]

use std::alloc::{Layout, alloc_zeroed};
#[cfg(target_os = "linux")]
use std::ptr;
use std::ptr::NonNull;

#[cfg(target_os = "linux")]
use rustix::mm::{Advice, MapFlags, ProtFlags, madvise, mmap_anonymous, munmap};

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

/// Zeros that come straight from the system, where it can be asked for pages. No page takes memory before it is written
/// to, and what the pages take can be given back while they stay where they are.
pub(super) struct Pages {
    start: NonNull<u64>,
    words: usize,
}

// SAFETY: it owns plain numbers, which no thread has a claim to.
unsafe impl Send for Pages {}
// SAFETY: as for `Send`. Whoever reads or writes through `start` argues for that.
unsafe impl Sync for Pages {}

impl Pages {
    /// Room for that many words, which are zero.
    pub(super) fn new(words: usize) -> Result<Self, NoMemory> {
        let start = Self::ask(words)?;
        Ok(Self { start, words })
    }

    /// The first word.
    pub(super) fn start(&self) -> NonNull<u64> {
        self.start
    }

    #[cfg(target_os = "linux")]
    fn ask(words: usize) -> Result<NonNull<u64>, NoMemory> {
        let (protection, flags) = (ProtFlags::READ | ProtFlags::WRITE, MapFlags::PRIVATE);
        // SAFETY: the system chooses the place, so nothing that is in use is replaced.
        let start = unsafe { mmap_anonymous(ptr::null_mut(), words * 8, protection, flags) };
        NonNull::new(start.map_err(|_| NoMemory)?.cast()).ok_or(NoMemory)
    }

    #[cfg(not(target_os = "linux"))]
    fn ask(words: usize) -> Result<NonNull<u64>, NoMemory> {
        let memory = Box::leak(zeroed::<u64>(words)?.into_boxed_slice());
        Ok(NonNull::from(memory).cast())
    }

    /// Gives the memory back that was written to. It is unspecified what is read there before it is written to again.
    /// Systems other than Linux keep the memory.
    ///
    /// # Safety
    ///
    /// Nobody reads or writes during the call, and nobody relies on what was written before.
    pub(super) unsafe fn give_back(&self) {
        // SAFETY: the pages are a mapping of our own. That they become zeros is what the caller has agreed to. If the
        // system refuses, they stay as they are.
        #[cfg(target_os = "linux")]
        let _ = unsafe {
            madvise(
                self.start.as_ptr().cast(),
                self.words * 8,
                Advice::LinuxDontNeed,
            )
        };
    }
}

impl Drop for Pages {
    #[cfg(target_os = "linux")]
    fn drop(&mut self) {
        // SAFETY: `ask` made this mapping with this length, and this is its only owner.
        let _ = unsafe { munmap(self.start.as_ptr().cast(), self.words * 8) };
    }

    #[cfg(not(target_os = "linux"))]
    fn drop(&mut self) {
        let memory = NonNull::slice_from_raw_parts(self.start, self.words);
        // SAFETY: `ask` leaked this box, and this is its only owner.
        drop(unsafe { Box::from_raw(memory.as_ptr()) });
    }
}
