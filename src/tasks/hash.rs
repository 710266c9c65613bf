//! `native:hash`: the digest of bytes.
//!
//! - Arrays: the bytes. Numbers: the algorithm (0 BLAKE3, 1 SHA-256, 2 SHA-512, 3 XXH3 of 64 bits, 4 CRC-32), and 1
//!   for bytes instead of text.
//! - Outcome: hexadecimal digits, or a Uint8Array. XXH3 and CRC-32 give a number, whose high byte comes first, as
//!   their command-line tools print it.
//!
//! BLAKE3 is a tree of chunks. Its subtrees are hashed on several threads and combined as its specification says
//! (section 5.3), by the functions of the crate's `hazmat` module. The other algorithms are sequential and run on
//! one thread.

use std::hash::Hasher as _;
use std::ops::Range;

use blake3::hazmat::{ChainingValue, HasherExt as _, Mode};
use blake3::hazmat::{left_subtree_len, merge_subtrees_non_root, merge_subtrees_root};
use sha2::Digest as _;

use super::elements::Source;
use super::parallel::{Stopped, chunks, go_on, join};
use super::{Class, Crew, Failure, Input, Outcome};
use crate::memory::Array;

/// The most bytes that BLAKE3 hashes as one part.
const LEAF: usize = 1 << 18;

/// How many bytes are hashed between two stop checks, and how many BLAKE3 gets at a time.
const CHUNK: usize = 1 << 16;

/// How many bytes the sequential algorithms get at a time. A copy out of shared memory makes the processor fetch as
/// many bytes ahead, and they come while these are hashed.
const STEP: usize = 1 << 12;

pub(super) fn run(input: Input, crew: &dyn Crew) -> Result<Outcome, Failure> {
    let data = input.elements(0)?.bytes("data")?;
    let digest = match input.integer(0, "algorithm", 0..=4)? {
        0 => blake3(data, crew)?.to_vec(),
        1 => {
            let mut hasher = sha2::Sha256::new();
            feed(data, STEP, crew, |bytes| hasher.update(bytes))?;
            hasher.finalize().to_vec()
        }
        2 => {
            let mut hasher = sha2::Sha512::new();
            feed(data, STEP, crew, |bytes| hasher.update(bytes))?;
            hasher.finalize().to_vec()
        }
        3 => {
            let mut hasher = twox_hash::XxHash3_64::new();
            feed(data, STEP, crew, |bytes| hasher.write(bytes))?;
            hasher.finish().to_be_bytes().to_vec()
        }
        4 => {
            let mut hasher = crc32fast::Hasher::new();
            feed(data, STEP, crew, |bytes| hasher.update(bytes))?;
            hasher.finalize().to_be_bytes().to_vec()
        }
        _ => {
            return Err(Failure::refused(
                Class::RangeError,
                "there is no such `algorithm`",
            ));
        }
    };
    Ok(if input.number(1) == Some(1.0) {
        Outcome::Array(Array::Uint8(digest))
    } else {
        Outcome::Text(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    })
}

/// Calls `update` with all bytes, a step at a time.
fn feed(
    data: Source<'_, u8>,
    step: usize,
    crew: &dyn Crew,
    mut update: impl FnMut(&[u8]),
) -> Result<(), Stopped> {
    go_on(crew)?;
    let mut copy = Vec::new();
    for range in chunks(data.len(), CHUNK) {
        go_on(crew)?;
        for part in chunks(range.len(), step) {
            let part = range.start + part.start..range.start + part.end;
            update(data.slice(part, &mut copy));
        }
    }
    Ok(())
}

fn blake3(data: Source<'_, u8>, crew: &dyn Crew) -> Result<[u8; 32], Stopped> {
    if data.len() <= LEAF {
        let mut hasher = blake3::Hasher::new();
        feed(data, CHUNK, crew, |bytes| {
            hasher.update(bytes);
        })?;
        return Ok(hasher.finalize().into());
    }
    let (left, right) = halves(data, 0..data.len(), crew);
    Ok(merge_subtrees_root(&left?, &right?, Mode::Hash).into())
}

type Subtree = Result<ChainingValue, Stopped>;

fn halves(data: Source<'_, u8>, range: Range<usize>, crew: &dyn Crew) -> (Subtree, Subtree) {
    let middle = range.start + left_subtree_len(range.len() as u64) as usize;
    join(
        crew,
        |crew| subtree(data, range.start..middle, crew),
        |crew| subtree(data, middle..range.end, crew),
    )
}

fn subtree(data: Source<'_, u8>, range: Range<usize>, crew: &dyn Crew) -> Subtree {
    go_on(crew)?;
    if range.len() > LEAF {
        let (left, right) = halves(data, range, crew);
        return Ok(merge_subtrees_non_root(&left?, &right?, Mode::Hash));
    }
    let mut hasher = blake3::Hasher::new();
    hasher.set_input_offset(range.start as u64);
    let mut copy = Vec::new();
    for chunk in chunks(range.len(), CHUNK) {
        let chunk = range.start + chunk.start..range.start + chunk.end;
        hasher.update(data.slice(chunk, &mut copy));
    }
    Ok(hasher.finalize_non_root())
}
