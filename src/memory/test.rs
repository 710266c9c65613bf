//! What views, arrays, visits and segments promise.

use std::thread;

use proptest::prelude::*;

use super::{Array, Element, ElementKind, SEGMENT, Segment, Segments, Shelf, Slice, View, Visits};
use crate::sync::Arc;

#[expect(
    unsafe_code,
    reason = "a view is made over a vector that the test keeps"
)]
fn view_on<T>(elements: &mut [T], kind: ElementKind) -> View {
    // SAFETY: in each test the vector outlives the view, is aligned for its elements, and is not
    // touched while the view is in use.
    unsafe { View::new(elements.as_mut_ptr().cast(), elements.len(), kind) }
}

#[test]
fn a_view_reads_the_range_that_was_asked_for() {
    let mut elements = vec![1.5_f64, -0.0, f64::INFINITY, 4.0];
    let view = view_on(&mut elements, ElementKind::Float64);
    assert_eq!(
        view.read(1..3).expect("there is memory"),
        Array::Float64(vec![-0.0, f64::INFINITY])
    );
    assert!(view.read(4..4).expect("there is memory").is_empty());
}

#[test]
fn a_view_writes_what_it_was_given_and_nothing_else() {
    let mut elements = vec![7_i16; 6];
    let view = view_on(&mut elements[1..4], ElementKind::Int16);
    view.write(0, &[-1_i16, 2, -3]);
    assert_eq!(elements, [7, -1, 2, -3, 7, 7]);
}

/// Copies every range of a buffer, starting at every alignment, in both directions. Only the range
/// that was asked for is copied.
fn check_copies<T: Element + std::fmt::Debug>(kind: ElementKind, from_number: impl Fn(u8) -> T) {
    assert_eq!(size_of::<T>(), kind.size());
    let numbers: Vec<T> = (1..40).map(from_number).collect();
    for start in 0..9 {
        for end in start..numbers.len() {
            let mut source = numbers.clone();
            let view = view_on(&mut source, kind);
            let array = view.read(start..end).expect("there is memory");
            assert_eq!(array.kind(), kind);
            assert_eq!(T::of(&array), Some(&numbers[start..end]));
            let mut target = vec![T::default(); numbers.len()];
            view_on(&mut target, kind).write(start, &numbers[start..end]);
            let zeros = vec![T::default(); numbers.len()];
            assert_eq!(target[..start], zeros[..start]);
            assert_eq!(target[start..end], numbers[start..end]);
            assert_eq!(target[end..], zeros[end..]);
        }
    }
}

#[test]
fn every_kind_is_copied_at_every_alignment_and_length() {
    check_copies(ElementKind::Int8, u8::cast_signed);
    check_copies(ElementKind::Uint8, |x| x);
    check_copies(ElementKind::Uint8Clamped, |x| x);
    check_copies(ElementKind::Int16, |x| i16::from(x) * -300);
    check_copies(ElementKind::Uint16, |x| u16::from(x) * 300);
    check_copies(ElementKind::Int32, |x| i32::from(x) * -70_000);
    check_copies(ElementKind::Uint32, |x| u32::from(x) * 70_000);
    check_copies(ElementKind::Float32, |x| f32::from(x) * 1e-40);
    check_copies(ElementKind::Float64, |x| f64::from(x) * -1e-310);
    check_copies(ElementKind::BigInt64, |x| i64::from(x) * -5_000_000_000);
    check_copies(ElementKind::BigUint64, |x| u64::from(x) << 57);
}

proptest! {
    #[test]
    fn any_range_of_bytes_is_copied(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        start: prop::sample::Index,
        end: prop::sample::Index,
    ) {
        let (start, end) = (start.index(bytes.len() + 1), end.index(bytes.len() + 1));
        let range = start.min(end)..start.max(end);
        let mut source = bytes.clone();
        let copy = view_on(&mut source, ElementKind::Uint8).read(range.clone()).expect("there is memory");
        prop_assert_eq!(copy, Array::Uint8(bytes[range].to_vec()));
    }
}

#[test]
fn elements_that_others_write_meanwhile_are_read_whole() {
    let mut elements = vec![0_u32; 33];
    let view = view_on(&mut elements, ElementKind::Uint32);
    thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0..1000_u32 {
                view.write(0, &[round % 2 * u32::MAX; 33]);
            }
        });
        for _ in 0..1000 {
            let mut copy = [0_u32; 33];
            view.read_into(0, &mut copy);
            assert!(copy.iter().all(|&x| x == 0 || x == u32::MAX));
        }
    });
}

#[test]
#[should_panic(expected = "a copy stays in the view")]
fn a_read_past_the_end_is_refused() {
    let mut elements = [0_u8; 4];
    let _ = view_on(&mut elements, ElementKind::Uint8).read(2..5);
}

#[test]
#[should_panic(expected = "a copy stays in the view")]
fn a_write_far_past_the_end_is_refused() {
    let mut elements = [0_u8; 4];
    view_on(&mut elements, ElementKind::Uint8).write(usize::MAX, &[1_u8; 2]);
}

#[test]
#[should_panic(expected = "as the type that the view has")]
fn elements_of_another_type_are_refused() {
    let mut elements = [0_u8; 4];
    view_on(&mut elements, ElementKind::Uint8).write(0, &[1_i8]);
}

#[test]
fn kinds_are_numbered_as_node_numbers_them() {
    assert_eq!(ElementKind::from_number(0), Some(ElementKind::Int8));
    assert_eq!(ElementKind::from_number(8), Some(ElementKind::Float64));
    assert_eq!(ElementKind::from_number(10), Some(ElementKind::BigUint64));
    assert_eq!(ElementKind::from_number(11), None);
}

#[test]
fn visits_are_refused_once_closed() {
    let visits = Visits::default();
    drop(visits.take().expect("it is open"));
    visits.close();
    assert!(visits.take().is_none());
    visits.close();
}

#[test]
fn a_segment_is_filled_again_only_when_no_slice_of_it_is_left() {
    let mut segments = Segments::new(Arc::new(Shelf::default()));
    assert_eq!(segments.next_free(SEGMENT), Some(0));
    let slice = segments.slice(0, 8..24).expect("it lies in the segment");
    assert_eq!(slice.place(), Some((0, 8)));
    assert_eq!(segments.next_free(SEGMENT), Some(1));
    let part = slice.part(4..16).expect("it lies in the slice");
    assert_eq!(part.place(), Some((0, 12)));
    drop(slice);
    assert_eq!(segments.next_free(SEGMENT), Some(1), "the part is left");
    drop(part);
    assert_eq!(segments.next_free(SEGMENT), Some(0));
}

#[test]
fn a_slice_stays_in_its_segment() {
    let mut segments = Segments::new(Arc::new(Shelf::default()));
    segments.next_free(SEGMENT);
    assert!(segments.slice(0, 0..SEGMENT).is_some());
    assert!(segments.slice(0, 1..SEGMENT + 1).is_none());
    assert!(segments.slice(1, 0..8).is_none());
    let slice = segments.slice(0, 8..16).expect("it lies in the segment");
    assert!(slice.part(4..9).is_none());
}

#[test]
fn a_writer_whose_segments_are_all_being_read_gets_no_other() {
    let mut segments = Segments::new(Arc::new(Shelf::default()));
    let mut held = Vec::new();
    while let Some(index) = segments.next_free(SEGMENT) {
        held.extend(segments.slice(index, 0..8));
    }
    assert_eq!(held.len(), 64);
    held.pop();
    assert_eq!(segments.next_free(SEGMENT), Some(63));
}

#[test]
fn a_value_that_outgrows_a_segment_gets_a_large_one_which_is_filled_again() {
    let mut segments = Segments::new(Arc::new(Shelf::default()));
    assert_eq!(segments.next_free(SEGMENT), Some(0));
    assert_eq!(segments.next_free(SEGMENT + 1), Some(1));
    let value = segments.slice(1, 0..8).expect("it lies in the segment");
    assert_eq!(segments.next_free(4 * SEGMENT), Some(2));
    assert_eq!(segments.next_free(SEGMENT + 1), Some(2), "it is larger");
    drop(value);
    assert_eq!(
        segments.next_free(SEGMENT + 1),
        Some(1),
        "the smallest that fits"
    );
    assert_eq!(segments.next_free(SEGMENT), Some(0), "no large one");
}

#[test]
fn the_rest_of_a_segment_ends_where_the_segment_ends() {
    let shelf = Arc::new(Shelf::default());
    let mut segments = Segments::new(Arc::clone(&shelf));
    let index = segments.next_free(9 * SEGMENT).expect("there is memory");
    let len = shelf.find(index).expect("it was made").len();
    assert!(len >= 9 * SEGMENT);
    let rest = segments.rest(index, 16).expect("it begins in the segment");
    assert_eq!(rest.bytes().len(), len - 16);
    assert!(segments.rest(index, len + 1).is_none());
    assert!(segments.rest(index + 1, 0).is_none());
}

#[expect(unsafe_code, reason = "a writer writes through a pointer")]
fn put(segment: &Segment, first: u8) {
    // SAFETY: the test is the segment's writer, and no slice covers its bytes yet.
    unsafe { segment.start().write(first) };
}

#[test]
fn what_a_slice_covers_stays_when_memory_is_given_back() {
    let shelf = Arc::new(Shelf::default());
    let mut segments = Segments::new(Arc::clone(&shelf));
    let mut write = |first: u8| {
        let index = segments.next_free(2 * SEGMENT).expect("there is memory");
        put(&shelf.find(index).expect("it was made"), first);
        segments.slice(index, 0..8).expect("it lies in the segment")
    };
    let (held, dropped) = (write(1), write(2));
    drop(dropped);
    segments.give_back();
    assert_eq!(held.bytes()[0], 1);
}

#[test]
fn readers_find_segments_until_another_writer_comes() {
    let shelf = Arc::new(Shelf::default());
    let mut segments = Segments::new(Arc::clone(&shelf));
    assert!(shelf.find(0).is_none());
    segments.next_free(SEGMENT);
    assert_eq!(shelf.find(0).expect("it was made").len(), SEGMENT);
    let _successor = Segments::new(Arc::clone(&shelf));
    assert!(shelf.find(0).is_none());
}

#[test]
fn a_copied_slice_has_its_bytes_and_no_place() {
    let slice = Slice::copied(b"twelve bytes").expect("they are few");
    assert_eq!(slice.bytes(), b"twelve bytes");
    assert_eq!(
        slice.part(7..12).expect("it lies in the slice").bytes(),
        b"bytes"
    );
    assert!(slice.place().is_none());
}
