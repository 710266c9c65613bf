//! The words that Rust and JavaScript share: a record's header, and the kinds of record.
//!
//! The same header stands before a submitted job, before a job that is handed to a worker, and before an outcome.

/// Bytes of a header: slot, kind, length of the payload, and one more word, whose meaning depends on the kind.
pub const HEADER: usize = 16;

/// The kinds of record: what a record says.
pub mod kind {
    /// The value `undefined`.
    pub const UNDEFINED: u32 = 0;
    /// The value `null`.
    pub const NULL: u32 = 1;
    /// The value `false`.
    pub const FALSE: u32 = 2;
    /// The value `true`.
    pub const TRUE: u32 = 3;
    /// A number. The payload is its eight bytes.
    pub const NUMBER: u32 = 4;
    /// A value in the fast codec's bytes.
    pub const FAST: u32 = 5;
    /// A value in V8's serializer's bytes.
    pub const V8: u32 = 6;
    /// A value that travels on a MessagePort beside this record.
    pub const PORT: u32 = 7;
    /// A job whose data stays with its submitter until a worker takes it.
    pub const ASK: u32 = 8;
    /// A value in the fast codec's bytes, whose large buffers travel on a MessagePort beside this record.
    pub const CARRIED: u32 = 9;
    /// Added to a value's kind: the job failed, and the value describes how.
    pub const FAILURE: u32 = 16;
    /// Added to a value's kind: the payload lies in a segment of its writer's. The record says only where: one word
    /// gives the segment, and one gives the byte. The header's length is that of the payload there.
    pub const ELSEWHERE: u32 = 64;
    /// Added to a value's kind. This makes the record a notice: the job goes on, and the value is what it told by
    /// `progress`. Extra is the worker's seat.
    pub const PROGRESS: u32 = 128;
    /// The same as [`PROGRESS`], for a value that the job yielded.
    pub const YIELD: u32 = PROGRESS + FAILURE;
    /// Notice: a worker has taken an `ASK` job. Extra is the worker's seat.
    pub const WANTED: u32 = 32;
    /// The job was cancelled: it never started, and will not. The exception is a native job that did start and
    /// was stopped: then extra is 1.
    pub const CANCELLED: u32 = 33;
    /// Typed arrays, which are fetched by the job's slot. Extra is how many there are.
    pub const ARRAY: u32 = 34;
    /// The view that was passed in, which the job has changed in place.
    pub const SAME_VIEW: u32 = 35;
    /// A BigInt, in decimal digits.
    pub const BIGINT: u32 = 36;
    /// A native task panicked. The payload is the panic's message, in UTF-8.
    pub const PANIC: u32 = 37;
    /// Notice: a plain thread has left. Slot is the pool's number, and extra is the seat.
    pub const LEFT: u32 = 38;
    /// A string. The payload is its text, in UTF-8.
    pub const TEXT: u32 = 39;
    /// Numbers, of eight bytes each. The task says what they mean.
    pub const NUMBERS: u32 = 40;
    /// A native task refused its input. The payload is the reason, in UTF-8. Extra is the error's class: 0 Error,
    /// 1 TypeError, 2 RangeError.
    pub const REFUSED: u32 = 41;
    /// The thread died while it had the job in hand, which was a nested one. Extra is the thread's exit code, and
    /// the payload says more, in UTF-8.
    pub const CRASHED: u32 = 42;
    /// Notice: the job's deadline has passed, and the job has been given up. Extra is the deadline's stamp,
    /// plus 1 if the job was running.
    pub const EXPIRED: u32 = 43;
    /// Notice: how long the job has waited and run. The payload is two doubles, in milliseconds. The job's outcome
    /// comes next. Extra is the worker's seat.
    pub const TIMES: u32 = 44;
    /// There was no memory for what the record should say. Added to [`PROGRESS`]: for what the job told.
    pub const NO_MEMORY: u32 = 45;
    /// The bits of a kind word that are the kind. Between a worker and its JavaScript, the bits above them are the
    /// number of the job's origin.
    pub const MASK: u32 = 0xff;

    /// Whether a record of this kind frees the slot that it names.
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
    /// One of the numbers in [`kind`].
    pub kind: u32,
    /// The length of the payload in bytes.
    pub len: u32,
    /// A word whose meaning depends on the kind.
    pub extra: u32,
}

impl Header {
    /// Reads the header at the start of `bytes`, if there are enough of them.
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

    /// The length of the whole record in bytes, padded so that the next record is aligned.
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
