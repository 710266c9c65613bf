//! `compress` and `decompress`, tested on round trips, the output of other tools, and invalid data.

use std::io::Write;

use lz4_flex::frame::{BlockMode, BlockSize, FrameEncoder, FrameInfo};
use proptest::prelude::*;

use super::{Stopping, call, refusal, run_anywhere};
use crate::memory::Array;
use crate::tasks::{Class, Failure, Outcome};

const GZIP: f64 = 0.0;
const ZSTD: f64 = 1.0;
const LZ4: f64 = 2.0;
const FORMATS: [f64; 3] = [GZIP, ZSTD, LZ4];

fn bytes(outcome: Outcome) -> Vec<u8> {
    match outcome {
        Outcome::Array(Array::Uint8(bytes)) => bytes,
        other => panic!("{other:?}"),
    }
}

fn compress(data: &[u8], format: f64, level: f64) -> Vec<u8> {
    bytes(run_anywhere(
        "compress",
        &[Array::Uint8(data.to_vec())],
        &[format, level],
    ))
}

fn decompress(data: &[u8], format: f64) -> Vec<u8> {
    bytes(run_anywhere(
        "decompress",
        &[Array::Uint8(data.to_vec())],
        &[format, 1e8],
    ))
}

fn complaint(data: &[u8], format: f64, limit: f64) -> (Class, String) {
    refusal(
        "decompress",
        &[Array::Uint8(data.to_vec())],
        &[format, limit],
    )
}

fn sample(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at * at / 7 % 251) as u8).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn decompressing_gives_back_what_was_compressed(
        data in prop::collection::vec(any::<u8>(), 0..400),
        copies in 1_usize..600,
        level in -7_i32..10,
    ) {
        let data = data.repeat(copies);
        for format in FORMATS {
            let level = match format {
                LZ4 => f64::NAN,
                GZIP => f64::from(level.max(0)),
                _ => f64::from(level),
            };
            prop_assert!(decompress(&compress(&data, format, level), format) == data);
            prop_assert!(decompress(&compress(&data, format, f64::NAN), format) == data);
        }
    }

    #[test]
    fn noise_is_refused_and_a_changed_byte_does_no_harm(
        data in prop::collection::vec(any::<u8>(), 0..300),
        place: prop::sample::Index,
        xor in 1_u8..,
    ) {
        for format in FORMATS {
            complaint(&data, format, 1e6);
            // Valid data with one byte changed is refused, or the change has no effect.
            let mut compressed = compress(&data, format, f64::NAN);
            *place.get_mut(&mut compressed) ^= xor;
            let crew = Stopping::after(usize::MAX);
            match call("decompress", &[Array::Uint8(compressed)], &[format, 1e6], &crew) {
                Ok(_) | Err(Failure::Refused { .. }) => {}
                Err(Failure::Stopped) => panic!("the job was not asked to stop"),
                Err(Failure::NoMemory) => panic!("there is memory for a megabyte"),
            }
        }
    }
}

#[test]
fn output_of_the_command_line_tools_is_read() {
    // Written by gzip 1.12, zstd 1.5.4 and lz4 1.9.4.
    let gzip = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\x07\x00\
        \x86\xa6\x10\x36\x05\x00\x00\x00";
    let zstd = b"\x28\xb5\x2f\xfd\x04\x58\x29\x00\x00\x68\x65\x6c\x6c\x6f\xa3\x6d\x9f\x88";
    let lz4 = b"\x04\x22\x4d\x18\x64\x40\xa7\x05\x00\x00\x80\x68\x65\x6c\x6c\x6f\x00\x00\x00\x00\xf9\x77\x00\xfb";
    // Three blocks. The second and the third repeat bytes of the blocks before them.
    let linked_lz4 = b"\x04\x22\x4d\x18\x44\x40\x5e\x13\x00\x00\x80linked blocks refer\
        \x0a\x00\x00\x00\x0f\x13\x00\x00\x50 back\
        \x09\x00\x00\x00\x0a\x18\x00\x50refer\x00\x00\x00\x00\x94\x9d\xa2\xfe";
    assert_eq!(decompress(gzip, GZIP), b"hello");
    assert_eq!(decompress(zstd, ZSTD), b"hello");
    assert_eq!(decompress(lz4, LZ4), b"hello");
    assert_eq!(
        decompress(linked_lz4, LZ4),
        b"linked blocks referlinked blocks refer backlinked blocks refer"
    );
}

#[test]
fn lz4_blocks_that_refer_to_earlier_blocks_are_decompressed() {
    // No bytes repeat within a stretch, and every stretch is the same. A stretch is shorter than the window of 64 KiB,
    // and the data is much longer. So blocks refer back across their start, again and again after the window has moved.
    let mut stretch = vec![0; 50_000];
    let mut state = 1_u32;
    stretch.fill_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    });
    let data = stretch.repeat(40);
    let pack = |mode: BlockMode, size: BlockSize, piece: usize| {
        let info = FrameInfo::new()
            .block_mode(mode)
            .block_size(size)
            .block_checksums(true)
            .content_checksum(true);
        let mut encoder = FrameEncoder::with_frame_info(info, Vec::new());
        for piece in data.chunks(piece) {
            encoder
                .write_all(piece)
                .expect("a vector takes all that is written");
            // A block ends here, even if it is not full.
            encoder.flush().expect("a vector needs no flush");
        }
        encoder
            .finish()
            .expect("a vector takes all that is written")
    };
    for size in [
        BlockSize::Max64KB,
        BlockSize::Max256KB,
        BlockSize::Max1MB,
        BlockSize::Max4MB,
    ] {
        for piece in [999, 70_000, data.len()] {
            let linked = pack(BlockMode::Linked, size, piece);
            assert_eq!(linked[4] & 0x20, 0, "the frame says that it is linked");
            if piece < stretch.len() {
                // Blocks this short have nothing to refer to in themselves.
                assert!(pack(BlockMode::Independent, size, piece).len() > data.len());
                assert!(linked.len() < data.len() / 10);
            }
            assert!(decompress(&linked, LZ4) == data, "{size:?} {piece}");
            assert_eq!(
                complaint(&linked[..linked.len() - 9], LZ4, 1e8).0,
                Class::Error
            );
        }
    }
}

#[test]
fn concatenated_members_and_frames_are_all_decompressed() {
    let (one, two) = (sample(200_000), sample(70_000));
    for format in FORMATS {
        let both = [
            compress(&one, format, f64::NAN),
            compress(&[], format, f64::NAN),
            compress(&two, format, f64::NAN),
        ]
        .concat();
        assert!(decompress(&both, format) == [&one[..], &two].concat());
    }
}

#[test]
fn skippable_frames_are_skipped() {
    let skipped = [
        &0x184d_2a5b_u32.to_le_bytes()[..],
        &3_u32.to_le_bytes(),
        b"any",
    ]
    .concat();
    for format in [ZSTD, LZ4] {
        let frame = compress(b"kept", format, f64::NAN);
        assert_eq!(
            decompress(&[&skipped[..], &frame, &skipped, &frame].concat(), format),
            b"keptkept"
        );
        assert_eq!(
            complaint(&[&frame[..], &skipped[..9]].concat(), format, 1e6).0,
            Class::Error
        );
    }
}

#[test]
fn zeros_after_a_gzip_member_are_padding_and_other_bytes_are_refused() {
    let member = compress(b"kept", GZIP, f64::NAN);
    assert_eq!(
        decompress(&[&member[..], &[0; 5000]].concat(), GZIP),
        b"kept"
    );
    for format in FORMATS {
        let member = compress(b"kept", format, f64::NAN);
        assert_eq!(
            complaint(&[&member[..], b"garbage"].concat(), format, 1e6).0,
            Class::Error
        );
    }
}

#[test]
fn truncated_data_is_refused_wherever_it_ends() {
    // The data is long enough for several blocks in each format.
    let long = sample(300_000);
    for format in FORMATS {
        let short = compress(b"a few bytes, again a few bytes", format, f64::NAN);
        let long = compress(&long, format, f64::NAN);
        let ends = (0..short.len()).map(|end| &short[..end]);
        let more = (0..long.len())
            .step_by(long.len() / 50)
            .map(|end| &long[..end]);
        for part in ends.chain(more) {
            let (class, message) = complaint(part, format, 1e6);
            assert_eq!(class, Class::Error, "{format} {}: {message}", part.len());
        }
    }
}

#[test]
fn a_decompression_bomb_stops_at_the_limit() {
    let zeros = vec![0; 10_000_000];
    for format in FORMATS {
        let bomb = compress(&zeros, format, f64::NAN);
        let (class, message) = complaint(&bomb, format, 1_000_000.0);
        assert_eq!(class, Class::RangeError);
        assert!(message.contains("`maxOutput`, 1000000 bytes"), "{message}");
        assert_eq!(complaint(&bomb, format, 9_999_999.0).0, Class::RangeError);
        assert!(decompress(&bomb, format) == zeros);
        assert_eq!(complaint(&bomb, format, -1.0).0, Class::RangeError);
        assert_eq!(complaint(&bomb, format, f64::NAN).0, Class::TypeError);
        let unlimited = call(
            "decompress",
            &[Array::Uint8(bomb)],
            &[format, f64::INFINITY],
            &super::Solo,
        );
        assert!(unlimited.is_err_and(|error| matches!(error, Failure::Refused { .. })));
    }
}

#[test]
fn levels_out_of_range_are_refused() {
    let data = [Array::Uint8(vec![1])];
    for (format, level) in [
        (GZIP, 10.0),
        (GZIP, -1.0),
        (GZIP, 1.5),
        (ZSTD, 23.0),
        (ZSTD, -8.0),
        (LZ4, 1.0),
    ] {
        assert_eq!(
            refusal("compress", &data, &[format, level]).0,
            Class::RangeError,
            "{format} {level}"
        );
    }
}

#[test]
fn compress_and_decompress_stop_when_asked() {
    let data = sample(2_000_000);
    for format in FORMATS {
        let compressed = compress(&data, format, f64::NAN);
        let stopped = call(
            "compress",
            &[Array::Uint8(data.clone())],
            &[format],
            &Stopping::after(4),
        );
        assert_eq!(stopped, Err(Failure::Stopped));
        let stopped = call(
            "decompress",
            &[Array::Uint8(compressed)],
            &[format, 1e8],
            &Stopping::after(4),
        );
        assert_eq!(stopped, Err(Failure::Stopped));
    }
}
