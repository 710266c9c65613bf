//! `native:decompress`: the original bytes of compressed data.
//!
//! - Arrays: the compressed bytes. Numbers: the format (0 gzip, 1 zstd, 2 lz4), and how many bytes the outcome may
//!   have.
//! - Outcome: a Uint8Array.
//!
//! The rules are those of the command-line tools. Members or frames that follow each other are decompressed one
//! after the other, skippable frames are skipped, checksums are verified, and zeros after the last gzip member are
//! padding. Everything else is an error, such as input that ends early or has another format. A decompression bomb
//! fails as soon as more bytes than allowed have come out.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;
use lz4_flex::frame::FrameDecoder;

use super::elements::Source;
use super::parallel::go_on;
use super::{Class, Crew, Failure, Input, Outcome};
use crate::memory::{Array, NoMemory};

/// How many bytes are read, and how many are written, at a time.
const CHUNK: usize = 1 << 16;

pub(super) fn run(input: Input, crew: &dyn Crew) -> Result<Outcome, Failure> {
    let data = input.elements(0)?.bytes("data")?;
    let format = input.integer(0, "format", 0..=2)?;
    let limit = input.integer(1, "maxOutput", 0..=u64::MAX)?;
    let mut compressed = Compressed::new(data);
    if data.len() == 0 {
        return Err(corrupt("it is empty"));
    }
    let mut out = Out {
        bytes: Vec::new(),
        limit: usize::try_from(limit).unwrap_or(usize::MAX),
        buffer: vec![0; CHUNK],
        crew,
    };
    match format {
        0 => loop {
            out.drain(&mut GzDecoder::new(&mut compressed))?;
            if compressed.is_padding() {
                break;
            }
        },
        1 => {
            let decoder = zstd::stream::read::Decoder::with_buffer(&mut compressed);
            out.drain(&mut decoder.map_err(corrupt)?)?;
        }
        _ => {
            while compressed.rest() > 0 {
                if !compressed.skip_frame()? {
                    out.drain(&mut FrameDecoder::new(&mut compressed))?;
                }
                // If the input ends before a block, the decoder takes that for the end of the frame.
                if compressed.has_ended_early {
                    return Err(corrupt("it ends early"));
                }
            }
        }
    }
    Ok(Outcome::Array(Array::Uint8(out.bytes)))
}

/// The bytes that have come out, and how many may.
struct Out<'a> {
    bytes: Vec<u8>,
    limit: usize,
    buffer: Vec<u8>,
    crew: &'a dyn Crew,
}

impl Out<'_> {
    /// Reads a decoder to its end.
    fn drain(&mut self, decoder: &mut impl Read) -> Result<(), Failure> {
        loop {
            go_on(self.crew)?;
            let len = match decoder.read(&mut self.buffer) {
                Ok(0) => return Ok(()),
                Ok(len) => len,
                Err(error) => return Err(corrupt(error)),
            };
            if len > self.limit - self.bytes.len() {
                let message = format!(
                    "`data` decompresses to more than `maxOutput`, {} bytes",
                    self.limit
                );
                return Err(Failure::refused(Class::RangeError, message));
            }
            // An attacker may choose how many bytes come out. Running out of memory must fail the job, not end the
            // process.
            self.bytes.try_reserve(len).map_err(NoMemory::from)?;
            self.bytes.extend_from_slice(&self.buffer[..len]);
        }
    }
}

/// The compressed data, as decoders read it.
struct Compressed<'a> {
    data: Source<'a, u8>,
    /// Where the copied chunk ends in the data.
    end: usize,
    chunk: Vec<u8>,
    /// How many bytes of the chunk have been read.
    read: usize,
    /// Whether a decoder has asked for bytes beyond the end.
    has_ended_early: bool,
}

impl<'a> Compressed<'a> {
    fn new(data: Source<'a, u8>) -> Self {
        Self {
            data,
            end: 0,
            chunk: Vec::new(),
            read: 0,
            has_ended_early: false,
        }
    }

    fn position(&self) -> usize {
        self.end - self.chunk.len() + self.read
    }

    fn rest(&self) -> usize {
        self.data.len() - self.position()
    }

    fn go_to(&mut self, position: usize) {
        (self.end, self.read) = (position, 0);
        self.chunk.clear();
    }

    /// Whether nothing but zeros follows. No member begins with a zero, so the rest is scanned only if its first
    /// byte is zero. That happens at most once: the rest is then padding or an error.
    fn is_padding(&mut self) -> bool {
        let mut is_zero = true;
        let start = self.position();
        let first = start..start + self.rest().min(1);
        for range in [first, start..self.data.len()] {
            if is_zero {
                self.data.each_block(range, |block| {
                    is_zero = is_zero && block.iter().all(|&byte| byte == 0);
                });
            }
        }
        is_zero
    }

    /// Skips a skippable frame. Returns `false` if a frame of data follows instead.
    fn skip_frame(&mut self) -> Result<bool, Failure> {
        let start = self.position();
        let mut copy = Vec::new();
        let header = self
            .data
            .slice(start..start + self.rest().min(8), &mut copy);
        let [a, b, c, d, len @ ..] = header else {
            return Err(corrupt("it ends early"));
        };
        if u32::from_le_bytes([*a, *b, *c, *d]) & !15 != 0x184d_2a50 {
            return Ok(false);
        }
        let len = len.try_into().map(u32::from_le_bytes);
        let len = len.map_err(|_| corrupt("it ends early"))? as usize;
        if len > self.rest() - 8 {
            return Err(corrupt("it ends early"));
        }
        self.go_to(start + 8 + len);
        Ok(true)
    }
}

impl BufRead for Compressed<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read == self.chunk.len() {
            let start = self.end;
            let end = self.data.len().min(start + CHUNK);
            self.has_ended_early |= start == end;
            self.go_to(end);
            self.chunk.resize(end - start, 0);
            copy(self.data, start, &mut self.chunk);
        }
        Ok(&self.chunk[self.read..])
    }

    fn consume(&mut self, len: usize) {
        self.read = (self.read + len).min(self.chunk.len());
    }
}

impl Read for Compressed<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut chunk = self.fill_buf()?;
        let len = chunk.read(out)?;
        self.consume(len);
        Ok(len)
    }
}

fn copy(data: Source<'_, u8>, start: usize, chunk: &mut [u8]) {
    match data {
        Source::Owned(bytes) => chunk.copy_from_slice(&bytes[start..start + chunk.len()]),
        Source::Shared(view) => view.read_into(start, chunk),
    }
}

fn corrupt(why: impl std::fmt::Display) -> Failure {
    Failure::refused(
        Class::Error,
        format!("`data` could not be decompressed: {why}"),
    )
}
