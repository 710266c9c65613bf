//! Segments: memory that Rust owns and several environments see. One thread writes there, and other threads read there.
//!
//! Without segments, a payload of a few kilobytes would be copied from one buffer to the next at every step of its
//! way. "Segments" in `README.md` says who may write and read what, and when.
//!
//! This file is long because all that touches the bytes of a segment must be seen together.

#![expect(
    unsafe_code,
    reason = "JavaScript writes and reads the bytes, through ArrayBuffers over them"
)]

use std::ops::Range;
use std::ptr::NonNull;

use super::zeroed::{NoMemory, Pages, zeroed};
use crate::sync::{Arc, Mutex};

/// The size in bytes of a segment that is written piece by piece.
pub const SEGMENT: usize = 1 << 18;
/// How many segments of this size one writer has at most, and how many large ones. When all of them are in use the
/// writer copies.
const MOST: usize = 64;
/// A larger value has no segment: its addresses would be taken for ever, which a process may have few of.
const LARGEST: usize = 32 << 20;

/// A piece of memory at an address that never changes.
///
/// # Contract
///
/// 1. One thread writes: the one whose [`Segments`] it is in. That thread writes only to
///    bytes that no [`Slice`] covers.
/// 2. A slice is made after its bytes were written, by the thread that wrote them, and reaches others through a queue.
pub struct Segment {
    start: NonNull<u64>,
    words: usize,
    /// The memory of a large segment. That of others is a box.
    pages: Option<Pages>,
}

// SAFETY: a segment owns plain bytes. The contract says which thread touches which of them, and when.
unsafe impl Send for Segment {}
// SAFETY: as for `Send`. Shared use is reading what a slice covers, and those bytes are not written (clause 1).
unsafe impl Sync for Segment {}

impl Segment {
    fn new(bytes: usize) -> Result<Self, NoMemory> {
        let words = bytes.div_ceil(8);
        let memory = Box::leak(zeroed::<u64>(words)?.into_boxed_slice());
        Ok(Self {
            start: NonNull::from(memory).cast(),
            words,
            pages: None,
        })
    }

    /// One for a value that takes so many bytes. It has room for more, so that it fits the next value of about that
    /// size too, wherever that begins. Only what is written takes memory.
    fn large(bytes: usize) -> Result<Self, NoMemory> {
        let words = (SEGMENT + bytes + bytes / 8).div_ceil(8);
        let pages = Pages::new(words)?;
        Ok(Self {
            start: pages.start(),
            words,
            pages: Some(pages),
        })
    }

    fn is_large(&self) -> bool {
        self.pages.is_some()
    }

    /// The address where it starts.
    #[must_use]
    pub fn start(&self) -> *mut u8 {
        self.start.as_ptr().cast()
    }

    /// How many bytes it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words * 8
    }

    /// Whether it has no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words == 0
    }
}

impl Drop for Segment {
    fn drop(&mut self) {
        if self.is_large() {
            return;
        }
        let memory = NonNull::slice_from_raw_parts(self.start, self.words);
        // SAFETY: `new` leaked this box, and the segment is its only owner.
        drop(unsafe { Box::from_raw(memory.as_ptr()) });
    }
}

/// One use of a segment, from empty to full. The use is over when no slice of it is left.
struct Filling {
    segment: Arc<Segment>,
    /// The segment's number among its writer's segments, by which readers map it. `None` for one that nobody maps.
    index: Option<u32>,
}

/// Bytes of a segment that stay as they are while the slice lives.
#[derive(Clone)]
pub struct Slice {
    filling: Arc<Filling>,
    start: u32,
    len: u32,
}

impl Slice {
    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        let segment = &self.filling.segment;
        // SAFETY: whoever made the slice (`Segments::slice`, `copied` or `part`) checked that the
        // range lies in the segment.
        let start = unsafe { segment.start().add(self.start as usize) };
        // SAFETY: the filling keeps the segment alive. Its bytes were written before this slice was made, and are
        // not written while it lives (both clauses).
        unsafe { std::slice::from_raw_parts(start, self.len as usize) }
    }

    /// Where it lies among its writer's segments: the segment's number, and the byte where it starts. `None` if
    /// its segment can't be mapped.
    #[must_use]
    pub fn place(&self) -> Option<(u32, u32)> {
        self.filling.index.map(|index| (index, self.start))
    }

    /// Makes a slice with a copy of these bytes, in a segment of its own that nobody maps.
    ///
    /// # Errors
    ///
    /// If there is no memory for the copy, or it can't be as long as that.
    pub fn copied(bytes: &[u8]) -> Result<Self, NoMemory> {
        let len = u32::try_from(bytes.len()).map_err(|_| NoMemory)?;
        let segment = Segment::new(bytes.len())?;
        // SAFETY: the new segment is at least that long, nobody else has it, and it does not overlap the bytes.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), segment.start(), bytes.len()) };
        let filling = Filling {
            segment: Arc::new(segment),
            index: None,
        };
        Ok(Self {
            filling: Arc::new(filling),
            start: 0,
            len,
        })
    }

    /// A part of the slice. `None` if the range leaves the slice.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Option<Self> {
        let start = u32::try_from(range.start).ok()?;
        let end = u32::try_from(range.end).ok()?;
        (start <= end && end <= self.len).then(|| Self {
            filling: Arc::clone(&self.filling),
            start: self.start + start,
            len: end - start,
        })
    }
}

/// A writer's segments, as its readers see them.
#[derive(Default)]
pub struct Shelf(Mutex<Vec<Arc<Segment>>>);

impl Shelf {
    /// The segment with this number.
    #[must_use]
    pub fn find(&self, index: u32) -> Option<Arc<Segment>> {
        self.0.lock().get(index as usize).cloned()
    }
}

/// The segments that one thread writes to.
pub struct Segments {
    fillings: Vec<Arc<Filling>>,
    shelf: Arc<Shelf>,
}

impl Segments {
    /// Makes a writer without segments. Its segments will be found on this shelf, which is
    /// emptied: its last writer has gone.
    #[must_use]
    pub fn new(shelf: Arc<Shelf>) -> Self {
        shelf.0.lock().clear();
        Self {
            fillings: Vec::new(),
            shelf,
        }
    }

    /// The number of a segment with room for so many bytes that nobody reads, to be written from its start. Up to
    /// [`SEGMENT`] bytes it is one of that size, and otherwise a large one. `None` if all segments are being read and
    /// there can be no more, or there is no memory for one more.
    pub fn next_free(&mut self, bytes: usize) -> Option<u32> {
        if bytes > LARGEST {
            return None;
        }
        let is_large = bytes > SEGMENT;
        // A filling that nobody else holds has no slice left, and whoever dropped the last slice did so after reading.
        let free = self
            .fillings
            .iter_mut()
            .enumerate()
            .filter(|(_, filling)| {
                filling.segment.is_large() == is_large && filling.segment.len() >= bytes
            })
            .filter_map(|(index, filling)| Arc::get_mut(filling).map(|free| (index, free)))
            .min_by_key(|(_, free)| free.segment.len())
            .map(|(index, _)| index);
        let index = free.or_else(|| self.add(bytes, is_large))?;
        u32::try_from(index).ok()
    }

    fn add(&mut self, bytes: usize, is_large: bool) -> Option<usize> {
        let has_kind = |filling: &&Arc<Filling>| filling.segment.is_large() == is_large;
        if self.fillings.iter().filter(has_kind).count() == MOST {
            return None;
        }
        let index = self.fillings.len();
        let segment = if is_large {
            Segment::large(bytes)
        } else {
            Segment::new(SEGMENT)
        };
        let segment = Arc::new(segment.ok()?);
        self.shelf.0.lock().push(Arc::clone(&segment));
        self.fillings.push(Arc::new(Filling {
            segment,
            index: u32::try_from(index).ok(),
        }));
        Some(index)
    }

    /// Gives back what large segments take that nobody reads. The caller is on the writer's thread, and the writer has
    /// handed over all that it has written to such segments.
    pub fn give_back(&mut self) {
        for filling in &mut self.fillings {
            if let Some(Filling { segment, .. }) = Arc::get_mut(filling)
                && let Some(pages) = &segment.pages
            {
                // SAFETY: no slice is left, so nobody reads. The writer is this thread, which is here, and it writes a
                // whole value before it makes a slice of it.
                unsafe { pages.give_back() };
            }
        }
    }

    /// The slice from a byte of a segment to the segment's end, of which the caller keeps what the writer wrote.
    #[must_use]
    pub fn rest(&self, index: u32, start: usize) -> Option<Slice> {
        let end = self.fillings.get(index as usize)?.segment.len();
        self.slice(index, start..end)
    }

    /// The slice that covers what the writer wrote to a part of a segment. `None` if there is no such part.
    ///
    /// The caller is on the writer's thread. It does not write these bytes again until `next_free`
    /// gives the segment out again.
    #[must_use]
    pub fn slice(&self, index: u32, range: Range<usize>) -> Option<Slice> {
        let filling = self.fillings.get(index as usize)?;
        if range.start > range.end || range.end > filling.segment.len() {
            return None;
        }
        Some(Slice {
            filling: Arc::clone(filling),
            start: u32::try_from(range.start).ok()?,
            len: u32::try_from(range.len()).ok()?,
        })
    }
}
