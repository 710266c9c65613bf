//! `topk`, tested against a sort of all scores.

use std::cmp::Ordering;

use proptest::prelude::*;

use super::{refusal, run_anywhere};
use crate::memory::Array;
use crate::tasks::{Class, Outcome};

fn topk(query: Array, vectors: Array, dims: usize, k: usize, metric: u8) -> (Vec<u32>, Vec<f64>) {
    match run_anywhere(
        "topk",
        &[query, vectors],
        &[dims as f64, k as f64, f64::from(metric)],
    ) {
        Outcome::Arrays(arrays) => match <[Array; 2]>::try_from(arrays) {
            Ok([Array::Uint32(places), Array::Float64(scores)]) => (places, scores),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

fn score(query: &[f64], vector: &[f64], metric: u8) -> f64 {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    match metric {
        0 => {
            let lengths = dot(query, query).sqrt() * dot(vector, vector).sqrt();
            if lengths == 0.0 {
                0.0
            } else {
                dot(query, vector) / lengths
            }
        }
        1 => dot(query, vector),
        _ => query
            .iter()
            .zip(vector)
            .map(|(a, b)| (a - b) * (a - b))
            .sum::<f64>()
            .sqrt(),
    }
}

/// The expected places and scores: the best first, NaN last, and equal scores by place.
fn expected(query: &[f64], vectors: &[f64], k: usize, metric: u8) -> (Vec<u32>, Vec<f64>) {
    let mut scores: Vec<(u32, f64)> = (0..)
        .zip(
            vectors
                .chunks(query.len())
                .map(|vector| score(query, vector, metric)),
        )
        .collect();
    scores.sort_by(
        |(_, left), (_, right)| match (left.is_nan(), right.is_nan()) {
            (false, false) => {
                let order = left.partial_cmp(right).expect("both are numbers");
                if metric == 2 { order } else { order.reverse() }
            }
            (left, right) => left.cmp(&right),
        },
    );
    scores.truncate(k);
    scores.into_iter().unzip()
}

/// A few small values, so that sums are exact and scores are often equal.
fn element() -> impl Strategy<Value = f64> {
    prop_oneof![20 => (-2_i8..3).prop_map(f64::from), 1 => Just(f64::NAN), 1 => Just(-0.0)]
}

proptest! {
    #[test]
    fn the_best_vectors_come_first(
        dims in 1_usize..20,
        rows in 0_usize..60,
        copies in 1_usize..300,
        k in 1_usize..100,
        metric in 0_u8..3,
        elements in prop::collection::vec(element(), 20 * 61),
    ) {
        let (query, vectors) = (&elements[..dims], elements[20..20 + dims * rows].repeat(copies));
        let double = |elements: &[f64]| Array::Float64(elements.to_vec());
        let (places, scores) = topk(double(query), double(&vectors), dims, k, metric);
        let (expected_places, expected_scores) = expected(query, &vectors, k, metric);
        prop_assert_eq!(places, expected_places);
        let shown = |scores: &[f64]| format!("{scores:?}").replace("-0.0", "0.0");
        prop_assert_eq!(shown(&scores), shown(&expected_scores));
        let to_single = |elements: &[f64]| Array::Float32(elements.iter().map(|&x| x as f32).collect());
        let (_, single) = topk(to_single(query), to_single(&vectors), dims, k, metric);
        prop_assert_eq!(format!("{single:?}"), format!("{scores:?}"));
    }
}

#[test]
fn scores_of_many_dimensions_are_accurate() {
    let noise = |len: u32, from: u32| {
        (from..from + len)
            .map(|at| f64::from(at).sin())
            .collect::<Vec<_>>()
    };
    let (query, vectors) = (noise(768, 5), noise(768 * 500, 9000));
    for metric in 0..3 {
        let (places, scores) = topk(
            Array::Float64(query.clone()),
            Array::Float64(vectors.clone()),
            768,
            10,
            metric,
        );
        let (expected_places, expected_scores) = expected(&query, &vectors, 10, metric);
        assert_eq!(places, expected_places);
        for (score, expected) in scores.iter().zip(expected_scores) {
            assert_eq!(
                score
                    .partial_cmp(&expected)
                    .map(|_| (score - expected).abs() < 1e-9),
                Some(true)
            );
        }
    }
}

#[test]
fn a_vector_of_zeros_has_a_cosine_of_zero() {
    let vectors = Array::Float32(vec![0.0, 0.0, 1.0, 1.0, -1.0, 0.0]);
    assert_eq!(
        topk(Array::Float32(vec![2.0, 0.0]), vectors.clone(), 2, 9, 0).0,
        [1, 0, 2]
    );
    assert_eq!(
        topk(Array::Float32(vec![0.0, 0.0]), vectors, 2, 2, 0),
        (vec![0, 1], vec![0.0, 0.0])
    );
    assert_eq!(0.0_f64.partial_cmp(&-0.0), Some(Ordering::Equal));
}

#[test]
fn inputs_that_do_not_fit_together_are_refused() {
    let floats = |len| Array::Float32(vec![1.0; len]);
    for (query, vectors, numbers) in [
        (2, 5, [2.0, 1.0, 0.0]),
        (3, 4, [2.0, 1.0, 0.0]),
        (2, 4, [2.0, 0.0, 0.0]),
        (0, 0, [0.0, 1.0, 0.0]),
        (2, 4, [2.0, 1.0, 3.0]),
    ] {
        assert_eq!(
            refusal("topk", &[floats(query), floats(vectors)], &numbers).0,
            Class::RangeError,
            "{numbers:?}"
        );
    }
    assert_eq!(
        refusal(
            "topk",
            &[floats(2), Array::Float64(vec![1.0; 4])],
            &[2.0, 1.0, 0.0]
        )
        .0,
        Class::TypeError
    );
}
