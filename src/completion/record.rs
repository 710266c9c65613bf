//! The words that Rust and JavaScript share: a record's header and the kinds of record.
//!
//! The same header stands before a submitted job, before a job handed to a worker and before an outcome.

/// Bytes of a header: slot, kind, length of the payload, and one more word whose meaning the kind gives.
pub const HEADER: usize = 16;

/// What a record says.
pub mod kind {
    /// The value `undefined`.
    pub const UNDEFINED: u32 = 0;
    /// The value `null`.
    pub const NULL: u32 = 1;
    /// The value `false`.
    pub const FALSE: u32 = 2;
    /// The value `true`.
    pub const TRUE: u32 = 3;
    /// A number: the payload is its eight bytes.
    pub const NUMBER: u32 = 4;
    /// A value in the fast codec's bytes.
    pub const FAST: u32 = 5;
    /// A value in V8's serializer's bytes.
    pub const V8: u32 = 6;
    /// A value that travels on a MessagePort beside this record.
    pub const PORT: u32 = 7;
    /// A job whose data stays with its submitter until a worker takes it.
    pub const ASK: u32 = 8;
    /// Added to a value's kind: the job failed, and the value describes how.
    pub const FAILURE: u32 = 16;
    /// Added to a value's kind: the payload is not here but in a segment of its writer's. Here is where: which segment, and at which
    /// byte, a word each. The header's length is that of the payload there.
    pub const ELSEWHERE: u32 = 64;
    /// Added to a value's kind, a notice: the job goes on, and this is what it told by `progress`. Extra is its worker's seat.
    pub const PROGRESS: u32 = 128;
    /// As [`PROGRESS`], for a value that the job yielded.
    pub const YIELD: u32 = PROGRESS + FAILURE;
    /// Notice: a worker has taken an `ASK` job. Extra is its seat.
    pub const WANTED: u32 = 32;
    /// The job never started, and will not. Extra is 1 if it is a native one that did start, and stopped.
    pub const CANCELLED: u32 = 33;
    /// Typed arrays to be fetched by their slot. Extra is how many.
    pub const ARRAY: u32 = 34;
    /// The view that was passed in, changed in place.
    pub const SAME_VIEW: u32 = 35;
    /// A BigInt, in decimal digits.
    pub const BIGINT: u32 = 36;
    /// A native task panicked: the payload is what it said, in UTF-8.
    pub const PANIC: u32 = 37;
    /// Notice: a plain thread has left. Slot is the pool, extra the seat.
    pub const LEFT: u32 = 38;
    /// A string: the payload in UTF-8.
    pub const TEXT: u32 = 39;
    /// Numbers, of eight bytes each, that mean what the task says.
    pub const NUMBERS: u32 = 40;
    /// A native task refused its input: the payload is why, in UTF-8. Extra is the error's class: 0 Error, 1 TypeError, 2 RangeError.
    pub const REFUSED: u32 = 41;
    /// The thread died under the job, which was nested. Extra is its exit code, the payload says more in UTF-8.
    pub const CRASHED: u32 = 42;
    /// Notice: the job's deadline has passed, and it has been given up. Extra is the deadline's stamp, plus 1 if it was running.
    pub const EXPIRED: u32 = 43;
    /// Notice: how long the job has waited and run, two doubles, in milliseconds. Its outcome is next. Extra is its worker's seat.
    pub const TIMES: u32 = 44;
    /// Which bits of a kind word are the kind. Above them is, between a worker and its JavaScript, the number of the job's origin.
    pub const MASK: u32 = 0xff;

    /// Whether a record of this kind frees the slot it names.
    #[must_use]
    pub fn concludes(kind: u32) -> bool {
        kind != WANTED && kind != LEFT && kind != EXPIRED && kind != TIMES && kind & PROGRESS == 0
    }
}

/// A decoded header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The submitter's number for the job.
    pub slot: u32,
    /// One of [`kind`].
    pub kind: u32,
    /// Bytes of payload.
    pub len: u32,
    /// What the kind makes of it.
    pub extra: u32,
}

impl Header {
    /// The header at the start of `bytes`, if there are enough of them.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let word = |at: usize| -> Option<u32> {
            let word = bytes.get(at * 4..at * 4 + 4)?;
            Some(u32::from_ne_bytes(word.try_into().ok()?))
        };
        Some(Self {
            slot: word(0)?,
            kind: word(1)?,
            len: word(2)?,
            extra: word(3)?,
        })
    }

    /// The header as it lies in a buffer.
    #[must_use]
    pub fn to_bytes(self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        let words = [self.slot, self.kind, self.len, self.extra];
        for (place, word) in bytes.chunks_exact_mut(4).zip(words) {
            place.copy_from_slice(&word.to_ne_bytes());
        }
        bytes
    }

    /// Bytes of the whole record, so that the next one is aligned.
    #[must_use]
    pub fn record_len(self) -> usize {
        let payload = if self.kind & kind::ELSEWHERE != 0 {
            8
        } else {
            self.len as usize
        };
        HEADER + payload.next_multiple_of(8)
    }
}
