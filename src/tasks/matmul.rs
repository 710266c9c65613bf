//! `native:matmul`: the product of two matrices.
//!
//! - Arrays: `a` of `rows * inner` elements, `b` of `inner * columns`, and optionally `out` of `rows * columns`;
//!   row after row, all Float32Array or all Float64Array. Numbers: rows, inner, columns.
//! - Outcome: a new array, or the same view when `out` is shared.
//!
//! The kernel is that of `matrixmultiply`, called through the safe interface of `ndarray`. The product is halved
//! along its longer side until a part is some tenths of a millisecond of work. Parts depend only on the shape, so
//! the outcome has the same bits for any number of threads. Sums are made in the precision of the elements. Shared
//! memory is read before the first part begins and written after the last part has ended, so `out` may overlap with
//! `a` or `b`.

use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2, Axis, LinalgScalar};

use super::dot::{floats, not_floats};
use super::elements::{Elements, Source};
use super::parallel::{Stopped, chunks, go_on, join, run_parts};
use super::{Class, Crew, Failure, Input, Outcome};
use crate::memory::{Array, Element, zeroed};

/// The most multiplications of a part, unless the part is a single element.
const PART: usize = 1 << 22;

/// How many elements a thread writes at a time.
const CHUNK: usize = 1 << 16;

pub(super) fn run(input: Input, crew: &dyn Crew) -> Result<Outcome, Failure> {
    let (a, b) = (input.elements(0)?, input.elements(1)?);
    let out = input.arrays.get(2);
    let shape = Shape::of(&input)?;
    let kind = a.kind();
    if out.is_some_and(|out| out.kind() != kind) {
        return Err(Failure::refused(
            Class::TypeError,
            "`out` must be of the same kind as `a` and `b`",
        ));
    }
    match (floats::<f32>(a, b), floats::<f64>(a, b)) {
        (Some((a, b)), _) => finish(shape.multiply(a, b, crew)?, out, Array::Float32, crew),
        (_, Some((a, b))) => finish(shape.multiply(a, b, crew)?, out, Array::Float64, crew),
        _ => Err(not_floats("`a` and `b`")),
    }
}

#[derive(Clone, Copy)]
struct Shape {
    rows: usize,
    inner: usize,
    columns: usize,
}

impl Shape {
    fn of(input: &Input) -> Result<Self, Failure> {
        let number = |at, name| -> Result<usize, Failure> {
            let number = input.integer(at, name, 0..=(1 << 53))?;
            Ok(usize::try_from(number).unwrap_or(usize::MAX))
        };
        let (rows, inner, columns) = (
            number(0, "rows")?,
            number(1, "inner")?,
            number(2, "columns")?,
        );
        let names = [
            ("a", rows, inner),
            ("b", inner, columns),
            ("out", rows, columns),
        ];
        for (elements, (name, high, wide)) in input.arrays.iter().zip(names) {
            if high.checked_mul(wide) != Some(elements.len()) {
                let message = format!(
                    "`{name}` must have {high} x {wide} elements, not {}",
                    elements.len()
                );
                return Err(Failure::refused(Class::RangeError, message));
            }
        }
        // If `inner` is 0, `a` and `b` are empty, and their lengths do not limit how large the product is.
        if rows
            .checked_mul(columns)
            .is_none_or(|len| len > isize::MAX as usize / 8)
        {
            return Err(Failure::refused(
                Class::RangeError,
                "`rows` x `columns` must be smaller: no array has so many elements",
            ));
        }
        Ok(Self {
            rows,
            inner,
            columns,
        })
    }

    fn multiply<T: Element + LinalgScalar>(
        self,
        a: Source<'_, T>,
        b: Source<'_, T>,
        crew: &dyn Crew,
    ) -> Result<Vec<T>, Failure> {
        let (a, b) = (a.private(crew)?, b.private(crew)?);
        let mut product = zeroed(self.rows * self.columns)?;
        let view = |elements, rows, columns| {
            ArrayView2::from_shape((rows, columns), elements).expect("the lengths were checked")
        };
        let target = ArrayViewMut2::from_shape((self.rows, self.columns), &mut product);
        multiply(
            crew,
            view(&a, self.rows, self.inner),
            view(&b, self.inner, self.columns),
            target.expect("`product` has this length"),
        )?;
        Ok(product)
    }
}

fn multiply<T: Element + LinalgScalar>(
    crew: &dyn Crew,
    a: ArrayView2<'_, T>,
    b: ArrayView2<'_, T>,
    mut product: ArrayViewMut2<'_, T>,
) -> Result<(), Stopped> {
    go_on(crew)?;
    let (rows, columns) = product.dim();
    // In floats, since the product of three lengths may overflow an integer.
    let work = rows as f64 * columns as f64 * a.ncols() as f64;
    if work <= PART as f64 || rows.max(columns) < 2 {
        general_mat_mul(T::one(), &a, &b, T::zero(), &mut product);
        return Ok(());
    }
    let (left, right) = if rows >= columns {
        let (upper, lower) = a.split_at(Axis(0), rows / 2);
        let (to_upper, to_lower) = product.split_at(Axis(0), rows / 2);
        join(
            crew,
            |crew| multiply(crew, upper, b, to_upper),
            |crew| multiply(crew, lower, b, to_lower),
        )
    } else {
        let (left, right) = b.split_at(Axis(1), columns / 2);
        let (to_left, to_right) = product.split_at(Axis(1), columns / 2);
        join(
            crew,
            |crew| multiply(crew, a, left, to_left),
            |crew| multiply(crew, a, right, to_right),
        )
    };
    left.and(right)
}

/// Puts the product where the caller wants it.
fn finish<T: Element>(
    product: Vec<T>,
    out: Option<&Elements>,
    array: fn(Vec<T>) -> Array,
    crew: &dyn Crew,
) -> Result<Outcome, Failure> {
    let Some(Elements::Shared(view)) = out else {
        return Ok(Outcome::Array(array(product)));
    };
    let parts = chunks(product.len(), CHUNK).collect();
    run_parts(crew, parts, |_, range| {
        view.write(range.start, &product[range])
    });
    Ok(Outcome::SameView)
}
