//! `hash`, tested against published vectors, and on large inputs against the crate's own function.

use proptest::prelude::*;

use super::{refusal, run_anywhere};
use crate::memory::Array;
use crate::tasks::{Class, Outcome};

fn hex(bytes: &[u8], algorithm: f64) -> String {
    match run_anywhere("hash", &[Array::Uint8(bytes.to_vec())], &[algorithm, 0.0]) {
        Outcome::Text(text) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn published_vectors_are_matched() {
    // From BLAKE3's test vectors, the examples of FIPS 180-4, and the reference tools of xxHash and CRC-32.
    for (bytes, algorithm, digest) in [
        (
            "",
            0.0,
            "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
        ),
        (
            "abc",
            0.0,
            "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85",
        ),
        (
            "",
            1.0,
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ),
        (
            "abc",
            1.0,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        (
            "abc",
            2.0,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
             2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
        ("", 3.0, "2d06800538d394c2"),
        ("", 4.0, "00000000"),
        ("123456789", 4.0, "cbf43926"),
    ] {
        assert_eq!(hex(bytes.as_bytes(), algorithm), digest, "{bytes:?}");
    }
}

/// The input of BLAKE3's test vectors.
fn counting(len: usize) -> Vec<u8> {
    (0..251).cycle().take(len).collect()
}

#[test]
fn published_vectors_of_trees_are_matched() {
    for (len, digest) in [
        (
            1025,
            "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444",
        ),
        (
            31744,
            "62b6960e1a44bcc1eb1a611a8d6235b6b4b78f32e7abc4fb4c6cdcce94895c47",
        ),
        (
            102_400,
            "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085",
        ),
    ] {
        assert_eq!(hex(&counting(len), 0.0), digest, "{len}");
    }
}

#[test]
fn a_digest_combined_from_subtrees_is_that_of_the_whole() {
    for len in [
        1 << 18,
        (1 << 18) + 1,
        3 << 18,
        1_000_003,
        1 << 20,
        (1 << 20) + 1024,
    ] {
        let bytes = counting(len);
        assert_eq!(
            hex(&bytes, 0.0),
            blake3::hash(&bytes).to_hex().as_str(),
            "{len}"
        );
    }
}

#[test]
fn a_million_letters_have_the_published_digest() {
    let bytes = vec![b'a'; 1_000_000];
    assert_eq!(
        hex(&bytes, 1.0),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    );
    assert_eq!(hex(&bytes, 4.0), "dc25bfbc");
}

proptest! {
    #[test]
    fn bytes_and_text_are_the_same_digest(
        bytes in prop::collection::vec(any::<u8>(), 0..3000),
        algorithm in 0_u8..5,
    ) {
        let text = hex(&bytes, f64::from(algorithm));
        let arrays = [Array::Uint8Clamped(bytes)];
        let outcome = run_anywhere("hash", &arrays, &[f64::from(algorithm), 1.0]);
        let Outcome::Array(Array::Uint8(digest)) = outcome else {
            panic!("the test asks for bytes");
        };
        prop_assert_eq!(digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), text);
    }
}

#[test]
fn invalid_input_is_refused() {
    let bytes = [Array::Uint8(vec![])];
    assert_eq!(refusal("hash", &bytes, &[5.0]).0, Class::RangeError);
    assert_eq!(refusal("hash", &bytes, &[f64::NAN]).0, Class::TypeError);
    assert_eq!(
        refusal("hash", &[Array::Int8(vec![])], &[0.0]).0,
        Class::TypeError
    );
}
