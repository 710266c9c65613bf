//! Sums of floats whose rounding error does not grow with the number of elements.
//!
//! A plain sum loses digits with every element. Here a leaf of 256 elements is summed in lanes, which the compiler
//! puts in vector registers. The leaves are then added, and the rounding error of each of these additions is kept
//! (Knuth's TwoSum; Ogita, Rump, Oishi, "Accurate sum and dot product", 2005). So the error is that of 20 additions
//! for any length, and the sum takes no longer than a plain one.

/// How many elements are summed in lanes.
const LEAF: usize = 256;

/// How many independent additions run side by side in a leaf: enough to hide the latency of one.
const LANES: usize = 16;

/// A sum, and the total of its rounding errors so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Precise {
    sum: f64,
    lost: f64,
}

impl Precise {
    /// The sum of the products of two arrays, element by element.
    pub(super) fn of_products<T: Copy + Into<f64>>(a: &[T], b: &[T]) -> Self {
        Self::of_pairs(a, b, |a, b| a.into() * b.into())
    }

    /// The sum of the elements.
    pub(super) fn of<T: Copy + Into<f64>>(elements: &[T]) -> Self {
        let mut total = Self::default();
        for leaf in elements.chunks(LEAF) {
            let mut lanes = [0.0; LANES];
            let (rows, rest) = leaf.as_chunks::<LANES>();
            for row in rows {
                for (lane, &element) in lanes.iter_mut().zip(row) {
                    *lane += element.into();
                }
            }
            for (lane, &element) in lanes.iter_mut().zip(rest) {
                *lane += element.into();
            }
            total.add(across(lanes));
        }
        total
    }

    /// The sum of `term` over the pairs of elements.
    pub(super) fn of_pairs<T: Copy>(a: &[T], b: &[T], term: impl Fn(T, T) -> f64) -> Self {
        let mut total = Self::default();
        for (a, b) in a.chunks(LEAF).zip(b.chunks(LEAF)) {
            let mut lanes = [0.0; LANES];
            let (a_rows, a_rest) = a.as_chunks::<LANES>();
            let (b_rows, b_rest) = b.as_chunks::<LANES>();
            for (a, b) in a_rows.iter().zip(b_rows) {
                for (lane, (&a, &b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
                    *lane += term(a, b);
                }
            }
            for (lane, (&a, &b)) in lanes.iter_mut().zip(a_rest.iter().zip(b_rest)) {
                *lane += term(a, b);
            }
            total.add(across(lanes));
        }
        total
    }

    /// Adds another sum.
    pub(super) fn merge(mut self, other: Self) -> Self {
        self.add(other.sum);
        self.lost += other.lost;
        self
    }

    /// The number nearest to the sum.
    pub(super) fn value(self) -> f64 {
        // Beside an infinity, the rounding error is NaN.
        if self.sum.is_finite() {
            self.sum + self.lost
        } else {
            self.sum
        }
    }

    fn add(&mut self, term: f64) {
        let sum = self.sum + term;
        let added = sum - self.sum;
        self.lost += (self.sum - (sum - added)) + (term - added);
        self.sum = sum;
    }
}

fn across(mut lanes: [f64; LANES]) -> f64 {
    let mut half = LANES / 2;
    while half > 0 {
        for lane in 0..half {
            lanes[lane] += lanes[lane + half];
        }
        half /= 2;
    }
    lanes[0]
}
