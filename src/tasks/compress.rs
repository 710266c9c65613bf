//! `native:compress`: bytes in a compressed format.
//!
//! - Arrays: the bytes. Numbers: the format (0 gzip, 1 zstd, 2 lz4), and the level if one was given.
//! - Outcome: a Uint8Array with one gzip member, or one zstd or lz4 frame.
//!
//! Levels: for gzip 0 to 9, by default 6; for zstd -7 to 22, by default 3; lz4 has no levels. The kernels are
//! `zlib-rs` behind `flate2`, the reference library behind `zstd`, and `lz4_flex`. Their output does not depend on
//! the time or the machine.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use lz4_flex::frame::FrameEncoder;

use super::elements::Source;
use super::parallel::{chunks, go_on};
use super::{Class, Crew, Failure, Input, Outcome};
use crate::memory::Array;

/// How many bytes a kernel gets at a time.
const CHUNK: usize = 1 << 17;

const ZSTD_DEFAULT_LEVEL: i32 = 3;

pub(super) fn run(input: Input, crew: &dyn Crew) -> Result<Outcome, Failure> {
    let data = input.elements(0)?.bytes("data")?;
    let out = Out::default();
    let compressed = match input.integer(0, "format", 0..=2)? {
        0 => {
            let level = level(&input, 0, 9)?.map_or_else(Compression::default, |level| {
                Compression::new(level.unsigned_abs())
            });
            let mut encoder = GzEncoder::new(out, level);
            feed(data, &mut encoder, crew)?;
            encoder.finish().map_err(failed)?
        }
        1 => {
            let level = level(&input, -7, 22)?.unwrap_or(ZSTD_DEFAULT_LEVEL);
            let mut encoder = zstd::stream::write::Encoder::new(out, level).map_err(failed)?;
            // With this the frame says how long its content is.
            let len = Some(data.len() as u64);
            encoder.set_pledged_src_size(len).map_err(failed)?;
            feed(data, &mut encoder, crew)?;
            encoder.finish().map_err(failed)?
        }
        _ => {
            if input.number(1).is_some() {
                return Err(Failure::refused(
                    Class::RangeError,
                    "`level` must be absent for lz4, which has no levels",
                ));
            }
            let mut encoder = FrameEncoder::new(out);
            feed(data, &mut encoder, crew)?;
            encoder.finish().map_err(failed)?
        }
    };
    Ok(Outcome::Array(Array::Uint8(compressed.0)))
}

/// The level, if one was given.
fn level(input: &Input, low: i32, high: i32) -> Result<Option<i32>, Failure> {
    let Some(level) = input.number(1) else {
        return Ok(None);
    };
    if level.fract() == 0.0 && level >= f64::from(low) && level <= f64::from(high) {
        return Ok(Some(level as i32));
    }
    let message = format!("`level` must be an integer from {low} to {high}, not {level}");
    Err(Failure::refused(Class::RangeError, message))
}

fn feed(data: Source<'_, u8>, encoder: &mut impl Write, crew: &dyn Crew) -> Result<(), Failure> {
    go_on(crew)?;
    let mut copy = Vec::new();
    for range in chunks(data.len(), CHUNK) {
        go_on(crew)?;
        encoder
            .write_all(data.slice(range, &mut copy))
            .map_err(failed)?;
    }
    Ok(())
}

/// The bytes that have come out. Growing may fail.
#[derive(Default)]
struct Out(Vec<u8>);

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.try_reserve(bytes.len())?;
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn failed(error: impl Into<io::Error>) -> Failure {
    let error = error.into();
    if error.kind() == io::ErrorKind::OutOfMemory {
        return Failure::NoMemory;
    }
    Failure::refused(
        Class::Error,
        format!("`data` could not be compressed: {error}"),
    )
}
