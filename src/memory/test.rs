//! Views, arrays, leases and segments, each by what it promises.

use super::{Array, ElementKind, Leases, SEGMENT, Segments, Shelf, Slice, View};
use crate::sync::Arc;

#[expect(
    unsafe_code,
    reason = "a view is made over a vector that the test keeps"
)]
fn view_on<T>(elements: &mut [T], kind: ElementKind) -> View {
    // SAFETY: the vector outlives the view in each test, is aligned for its elements, and is not touched while the view is in use.
    unsafe { View::new(elements.as_mut_ptr().cast(), elements.len(), kind) }
}

#[test]
fn a_view_reads_the_range_that_was_asked_for() {
    let mut elements = vec![1.5_f64, -0.0, f64::INFINITY, 4.0];
    let view = view_on(&mut elements, ElementKind::Float64);
    assert_eq!(view.read(1..3), Array::Float64(vec![-0.0, f64::INFINITY]));
    assert!(view.read(4..4).is_empty());
}

#[test]
fn a_view_writes_what_it_was_given_and_nothing_else() {
    let mut elements = vec![7_i16; 6];
    let view = view_on(&mut elements[1..4], ElementKind::Int16);
    view.write(&Array::Int16(vec![-1, 2, -3]));
    assert_eq!(elements, [7, -1, 2, -3, 7, 7]);
}

#[test]
fn every_kind_survives_a_round_trip() {
    fn check<T: Copy + PartialEq + std::fmt::Debug>(kind: ElementKind, elements: &[T]) {
        let mut source = elements.to_vec();
        let view = view_on(&mut source, kind);
        let array = view.read(0..view.len());
        assert_eq!((array.kind(), array.len()), (kind, elements.len()));
        source.reverse();
        view_on(&mut source, kind).write(&array);
        assert_eq!(source, elements);
        assert_eq!(size_of::<T>(), kind.size());
    }
    check(ElementKind::Int8, &[i8::MIN, 0, i8::MAX]);
    check(ElementKind::Uint8, &[0_u8, 1, u8::MAX]);
    check(ElementKind::Uint8Clamped, &[0_u8, 1, u8::MAX]);
    check(ElementKind::Int16, &[i16::MIN, 0, i16::MAX]);
    check(ElementKind::Uint16, &[0_u16, 1, u16::MAX]);
    check(ElementKind::Int32, &[i32::MIN, 0, i32::MAX]);
    check(ElementKind::Uint32, &[0_u32, 1, u32::MAX]);
    check(ElementKind::Float32, &[-0.5_f32, 1e-40, f32::MAX]);
    check(ElementKind::Float64, &[-0.5_f64, 1e-310, f64::MAX]);
    check(ElementKind::BigInt64, &[i64::MIN, 0, i64::MAX]);
    check(ElementKind::BigUint64, &[0_u64, 1, u64::MAX]);
}

#[test]
#[should_panic(expected = "a read stays in the view")]
fn a_read_past_the_end_is_refused() {
    let mut elements = [0_u8; 4];
    let _ = view_on(&mut elements, ElementKind::Uint8).read(2..5);
}

#[test]
#[should_panic(expected = "a view of its own kind")]
fn an_array_of_another_kind_is_refused() {
    let mut elements = [0_u8; 4];
    view_on(&mut elements, ElementKind::Uint8).write(&Array::Int8(vec![1]));
}

#[test]
fn kinds_are_numbered_as_node_numbers_them() {
    assert_eq!(ElementKind::from_number(0), Some(ElementKind::Int8));
    assert_eq!(ElementKind::from_number(8), Some(ElementKind::Float64));
    assert_eq!(ElementKind::from_number(10), Some(ElementKind::BigUint64));
    assert_eq!(ElementKind::from_number(11), None);
}

#[test]
fn leases_are_refused_once_closed() {
    let leases = Leases::default();
    drop(leases.take().expect("it is open"));
    leases.close();
    assert!(leases.take().is_none());
    leases.close();
}

#[test]
fn a_segment_is_filled_again_only_when_no_slice_of_it_is_left() {
    let mut segments = Segments::new(Arc::new(Shelf::default()));
    assert_eq!(segments.next_free(), Some(0));
    let slice = segments.slice(0, 8..24).expect("it lies in the segment");
    assert_eq!(slice.place(), Some((0, 8)));
    assert_eq!(segments.next_free(), Some(1));
    let part = slice.part(4..16).expect("it lies in the slice");
    assert_eq!(part.place(), Some((0, 12)));
    drop(slice);
    assert_eq!(segments.next_free(), Some(1), "the part is left");
    drop(part);
    assert_eq!(segments.next_free(), Some(0));
}

#[test]
fn a_slice_stays_in_its_segment() {
    let mut segments = Segments::new(Arc::new(Shelf::default()));
    segments.next_free();
    assert!(segments.slice(0, 0..SEGMENT).is_some());
    assert!(segments.slice(0, 1..SEGMENT + 1).is_none());
    assert!(segments.slice(1, 0..8).is_none());
    let slice = segments.slice(0, 8..16).expect("it lies in the segment");
    assert!(slice.part(4..9).is_none());
}

#[test]
fn a_writer_whose_segments_are_all_read_gets_none() {
    let mut segments = Segments::new(Arc::new(Shelf::default()));
    let mut held = Vec::new();
    while let Some(index) = segments.next_free() {
        held.extend(segments.slice(index, 0..8));
    }
    assert_eq!(held.len(), 64);
    held.pop();
    assert_eq!(segments.next_free(), Some(63));
}

#[test]
fn readers_find_segments_until_another_writer_comes() {
    let shelf = Arc::new(Shelf::default());
    let mut segments = Segments::new(Arc::clone(&shelf));
    assert!(shelf.find(0).is_none());
    segments.next_free();
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
