//! `argon2` and `argon2-verify`, tested against published vectors and against each other.

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
