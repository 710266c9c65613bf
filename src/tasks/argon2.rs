//! `native:argon2`: the hash of a password, in a form that can be stored.
//!
//! - Arrays: the bytes of the password, and optionally a salt of 8 to 48 bytes; without one the salt is random.
//!   Numbers: memory in KiB, passes, lanes.
//! - Outcome: a PHC string of Argon2id, version 1.3 (RFC 9106), with a hash of 32 bytes.
//!
//! The kernel is that of `argon2-rust`. It can't be stopped once it has begun, and it wipes its memory when it ends.
//! It computes lanes one after the other, so they do not make it faster: the option is there to match the hashes of
//! other programs. Memory and time are bounded, and the same bounds hold when a hash is verified.

use argon2_rust::params::{MAX_LANES, Memory, TagLen};
use argon2_rust::{Algorithm, Argon2, Error, Params, Version};

use super::elements::Elements;
use super::parallel::go_on;
use super::{Class, Crew, Failure, Input, Outcome};

/// How many bytes the hash has.
const TAG: u64 = 32;

/// How many KiB a hash may use.
const MAX_MEMORY: u32 = 4 << 20;

/// How many KiB a hash may write in all its passes together: about a minute of work.
const MAX_WORK: u64 = 64 << 20;

pub(super) fn run(input: Input, crew: &dyn Crew) -> Result<Outcome, Failure> {
    let password = input.elements(0)?.bytes("password")?.to_vec()?;
    let salt = input.arrays.get(1).map(salt_of).transpose()?;
    let lanes = input.integer(2, "lanes", 1..=u64::from(MAX_LANES))?;
    let memory = input.integer(0, "memory", 8 * lanes..=u64::from(MAX_MEMORY))?;
    let passes = input.integer(1, "passes", 1..=u64::from(u32::MAX))?;
    let params = Params::builder()
        .memory(Memory::kib(memory))
        .passes(passes as u32)
        .lanes(lanes as u32)
        .tag_len(TagLen::bytes(TAG))
        .build()
        .map_err(|error| Failure::refused(Class::RangeError, error.to_string()))?;
    check_cost(&params)?;
    go_on(crew)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = match salt {
        Some(salt) => argon2.hash_password(&password, &salt),
        None => argon2.hash_password_with_random_salt(&password),
    };
    hash.map(Outcome::Text).map_err(failed)
}

pub(super) fn failed(error: Error) -> Failure {
    match error {
        Error::MemoryAllocationError => Failure::NoMemory,
        error => Failure::refused(Class::Error, format!("argon2: {error}")),
    }
}

fn salt_of(salt: &Elements) -> Result<Vec<u8>, Failure> {
    let salt = salt.bytes("salt")?.to_vec()?;
    if (8..=48).contains(&salt.len()) {
        return Ok(salt);
    }
    let message = format!("`salt` must have 8 to 48 bytes, not {}", salt.len());
    Err(Failure::refused(Class::RangeError, message))
}

/// Refuses parameters that would take most of the machine's memory or time.
pub(super) fn check_cost(params: &Params) -> Result<(), Failure> {
    let (memory, passes) = (params.memory_kib(), params.passes());
    if memory > MAX_MEMORY {
        let message = format!("`memory` must be at most {MAX_MEMORY} KiB, not {memory}");
        return Err(Failure::refused(Class::RangeError, message));
    }
    if u64::from(memory) * u64::from(passes) > MAX_WORK {
        let message = format!(
            "`passes` must be at most {} with a `memory` of {memory} KiB, not {passes}",
            MAX_WORK / u64::from(memory)
        );
        return Err(Failure::refused(Class::RangeError, message));
    }
    Ok(())
}
