//! `native:argon2-verify`: whether a stored hash was made from a password.
//!
//! - Arrays: the bytes of the PHC string, and the bytes of the password. Numbers: none.
//! - Outcome: 1 if it was, else 0.
//!
//! The string itself says how much memory and time its verification takes. So a string that asks for more than
//! `native:argon2` allows is refused. All three variants of Argon2 and both versions are supported. Hashes are
//! compared in constant time.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use super::argon2::{check_cost, failed};
use super::parallel::go_on;
use super::{Class, Crew, Failure, Input, Outcome};

pub(super) fn run(input: Input, crew: &dyn Crew) -> Result<Outcome, Failure> {
    let hash = input.elements(0)?.bytes("hash")?.to_vec()?;
    let password = input.elements(1)?.bytes("password")?.to_vec()?;
    let hash = std::str::from_utf8(&hash).map_err(malformed)?;
    let hash = PasswordHash::new(hash).map_err(malformed)?;
    Algorithm::try_from(hash.algorithm.as_str()).map_err(malformed)?;
    if let Some(version) = hash.version {
        Version::try_from(version).map_err(malformed)?;
    }
    if hash.salt.is_none() || hash.hash.is_none() {
        return Err(malformed("it has no salt or no hash"));
    }
    let params = Params::try_from(&hash).map_err(malformed)?;
    check_cost(&params)?;
    go_on(crew)?;
    match Argon2::default().verify_password(&password, &hash) {
        Ok(()) => Ok(Outcome::Number(1.0)),
        Err(Error::PasswordInvalid) => Ok(Outcome::Number(0.0)),
        Err(error) => Err(failed(error)),
    }
}

fn malformed(why: impl std::fmt::Display) -> Failure {
    Failure::refused(
        Class::TypeError,
        format!("`hash` must be a PHC string of argon2: {why}"),
    )
}
