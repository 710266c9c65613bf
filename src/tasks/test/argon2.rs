//! `argon2` and `argon2-verify`, tested against published vectors, another implementation, and each other.

use argon2::{Algorithm, Argon2, Params, Version};
use argon2_rust::encode_base64;
use proptest::prelude::*;

use super::{Solo, call, refusal, run};
use crate::memory::Array;
use crate::tasks::{Class, Outcome};

fn text(text: &str) -> Array {
    Array::Uint8(text.as_bytes().to_vec())
}

fn hash(password: &str, salt: Option<&str>, numbers: &[f64]) -> String {
    let arrays: Vec<Array> = std::iter::once(password).chain(salt).map(text).collect();
    match call("argon2", &arrays, numbers, &Solo) {
        Ok(Outcome::Text(hash)) => hash,
        other => panic!("{other:?}"),
    }
}

fn is_of(hash: &str, password: &str) -> bool {
    run("argon2-verify", &[text(hash), text(password)], &[]) == Outcome::Number(1.0)
}

/// From the reference implementation's `test.c`.
const KNOWN: &str =
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

#[test]
fn published_vectors_are_matched() {
    assert_eq!(
        hash("password", Some("somesalt"), &[256.0, 2.0, 1.0]),
        KNOWN
    );
    assert!(is_of(KNOWN, "password"));
    assert!(!is_of(KNOWN, "Password"));
    let argon2i =
        "$argon2i$v=19$m=256,t=2,p=2$c29tZXNhbHQ$T/XOJ2mh1/TIpJHfCdQan76Q5esCFVoT5MAeIM1Oq2E";
    assert!(is_of(argon2i, "password"));
    assert!(!is_of(argon2i, ""));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn hashes_are_those_of_another_implementation(
        password in prop::collection::vec(any::<u8>(), 0..200),
        salt in prop::collection::vec(any::<u8>(), 8..=48),
        (lanes, extra) in (1_u32..6, 0_u32..300),
        passes in 1_u32..4,
        (algorithm, version) in (
            prop::sample::select(vec![Algorithm::Argon2d, Algorithm::Argon2i, Algorithm::Argon2id]),
            prop::sample::select(vec![Version::V0x10, Version::V0x13]),
        ),
    ) {
        let memory = 8 * lanes + extra;
        let params = Params::new(memory, passes, lanes, Some(32)).unwrap();
        let mut tag = [0; 32];
        Argon2::new(algorithm, version, params).hash_password_into(&password, &salt, &mut tag).unwrap();
        let version_number = u32::from(version);
        let hash = format!(
            "${algorithm}$v={version_number}$m={memory},t={passes},p={lanes}${}${}",
            encode_base64(&salt).unwrap(),
            encode_base64(&tag).unwrap(),
        );
        let password = Array::Uint8(password);
        prop_assert_eq!(run("argon2-verify", &[text(&hash), password.clone()], &[]), Outcome::Number(1.0));
        if (algorithm, version) == (Algorithm::Argon2id, Version::V0x13) {
            let numbers = [memory, passes, lanes].map(f64::from);
            let ours = run("argon2", &[password, Array::Uint8(salt)], &numbers);
            prop_assert_eq!(ours, Outcome::Text(hash));
        }
    }
}

#[test]
fn a_hash_without_a_version_is_of_the_first_version() {
    // From the reference implementation's `test.c`.
    let hash = "$argon2i$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY";
    assert!(is_of(hash, "password"));
    assert!(!is_of(hash, "Password"));
}

#[test]
fn parameters_may_be_in_any_order() {
    let hash = KNOWN.replace("m=256,t=2,p=1", "m=256,p=1,t=2");
    assert!(is_of(&hash, "password"));
}

#[test]
fn without_a_salt_each_hash_has_a_random_one() {
    let (one, two) = (
        hash("same", None, &[64.0, 1.0, 2.0]),
        hash("same", None, &[64.0, 1.0, 2.0]),
    );
    assert_ne!(one, two);
    assert!(one.starts_with("$argon2id$v=19$m=64,t=1,p=2$"));
    assert!(is_of(&one, "same") && is_of(&two, "same"));
    assert!(!is_of(&one, "other"));
}

#[test]
fn an_error_names_the_number_that_is_out_of_range() {
    let password = [text("p")];
    for (numbers, name) in [
        ([7.0, 1.0, 1.0], "`memory`"),
        ([15.0, 1.0, 2.0], "`memory`"),
        ([5e6, 1.0, 1.0], "`memory`"),
        ([64.5, 1.0, 1.0], "`memory`"),
        ([64.0, 0.0, 1.0], "`passes`"),
        ([64.0, 5e9, 1.0], "`passes`"),
        ([4_194_304.0, 17.0, 1.0], "`passes`"),
        ([64.0, 1.0, 0.0], "`lanes`"),
        ([64.0, 1.0, 16_777_216.0], "`lanes`"),
    ] {
        let (class, message) = refusal("argon2", &password, &numbers);
        assert_eq!(class, Class::RangeError, "{message}");
        assert!(message.contains(name), "{message}");
    }
    let short_salt = [text("p"), text("1234567")];
    assert_eq!(
        refusal("argon2", &short_salt, &[64.0, 1.0, 1.0]).0,
        Class::RangeError
    );
    assert_eq!(refusal("argon2", &password, &[64.0]).0, Class::TypeError);
}

#[test]
fn a_malformed_hash_is_refused() {
    let not_utf8 = Array::Uint8(vec![0xff; 20]);
    assert_eq!(
        refusal("argon2-verify", &[not_utf8, text("p")], &[]).0,
        Class::TypeError
    );
    for hash in [
        "",
        "password",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ",
        "$argon2id$v=19$m=256,t=2,p=1",
        "$argon2id$v=20$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=1,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=1,x=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=1,$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$scrypt$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    ] {
        let (class, message) = refusal("argon2-verify", &[text(hash), text("p")], &[]);
        assert_eq!(class, Class::TypeError, "{hash}: {message}");
    }
}

#[test]
fn a_hash_that_costs_too_much_to_verify_is_refused() {
    for cost in [
        "m=4294967295,t=1,p=1",
        "m=256,t=4294967295,p=1",
        "m=4194305,t=1,p=1",
    ] {
        let hash = format!(
            "$argon2id$v=19${cost}$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
        );
        assert_eq!(
            refusal("argon2-verify", &[text(&hash), text("p")], &[]).0,
            Class::RangeError
        );
    }
}
