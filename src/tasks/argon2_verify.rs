//! `native:argon2-verify`: whether a stored hash was made from a password.
//!
//! - Arrays: the bytes of the PHC string, and the bytes of the password. Numbers: none.
//! - Outcome: 1 if it was, else 0.
//!
//! The string itself says how much memory and time its verification takes. So a string that asks for more than
//! `native:argon2` allows is refused. All three variants of Argon2 and both versions are supported. A string without a
//! version is of the first one, as in the reference implementation. Hashes are compared in constant time.

use argon2_rust::{Argon2, Error, decode_phc};

use super::argon2::{check_cost, failed};
use super::parallel::go_on;
use super::{Class, Crew, Failure, Input, Outcome};

/// The parameters that a string may have.
const PARAMETERS: [&str; 5] = ["m", "t", "p", "keyid", "data"];

pub(super) fn run(input: Input, crew: &dyn Crew) -> Result<Outcome, Failure> {
    let text = input.elements(0)?.bytes("hash")?.to_vec()?;
    let password = input.elements(1)?.bytes("password")?.to_vec()?;
    let text = std::str::from_utf8(&text).map_err(malformed)?;
    check_parameters(text)?;
    let hash = decode_phc(text).map_err(malformed)?;
    check_cost(&hash.params)?;
    go_on(crew)?;
    let argon2 = Argon2::new(hash.algorithm, hash.version, hash.params);
    match argon2.verify_with_ad(&password, &hash.salt, &[], &hash.ad, &hash.hash) {
        Ok(()) => Ok(Outcome::Number(1.0)),
        Err(Error::VerifyMismatch) => Ok(Outcome::Number(0.0)),
        Err(error) => Err(failed(error)),
    }
}

/// Refuses parameters that the decoder would ignore: those that it doesn't know, and those that are there twice.
fn check_parameters(text: &str) -> Result<(), Failure> {
    let parameters = text.rsplit('$').nth(2).unwrap_or_default().split(',');
    let mut seen = Vec::new();
    for name in parameters.map(|parameter| parameter.split('=').next().unwrap_or_default()) {
        if !PARAMETERS.contains(&name) || seen.contains(&name) {
            return Err(malformed("it has a wrong parameter"));
        }
        seen.push(name);
    }
    Ok(())
}

fn malformed(why: impl std::fmt::Display) -> Failure {
    Failure::refused(
        Class::TypeError,
        format!("`hash` must be a PHC string of argon2: {why}"),
    )
}
