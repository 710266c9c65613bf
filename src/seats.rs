//! One value per seat, made when the seat is first used: a pool may have many seats, and most pools use few.
//!
//! A value is never moved or removed, so a reader needs no lock while other values are made.

use std::ops::Index;

use crate::sync::{AtomicUsize, OnceLock, Ordering};

/// Room for one value per seat, up to the most seats that a pool can have.
pub(crate) struct Seats<T> {
    /// Boxed, so that an unused place takes only two words.
    places: Box<[OnceLock<Box<T>>]>,
    /// An upper bound: no place with this number or a higher one is made, except those that are being made right now.
    made: AtomicUsize,
}

impl<T: Default> Seats<T> {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            places: (0..most).map(|_| OnceLock::new()).collect(),
            made: AtomicUsize::new(0),
        }
    }

    /// The value of this seat, which is made if it is missing. `None` if the number is too high.
    pub(crate) fn get(&self, seat: usize) -> Option<&T> {
        let place = self.places.get(seat)?;
        Some(place.get().map_or_else(|| self.make(seat), Box::as_ref))
    }

    /// Every value that was made belongs to a seat below this number.
    pub(crate) fn made(&self) -> usize {
        // Relaxed: a value is read through its `OnceLock`. A value that was made just now may be missed.
        self.made.load(Ordering::Relaxed)
    }

    /// The value of this seat, if it was made.
    pub(crate) fn peek(&self, seat: usize) -> Option<&T> {
        self.places.get(seat)?.get().map(Box::as_ref)
    }

    /// The values that were made, with their seats.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        (0..self.made()).filter_map(|seat| Some((seat, self.peek(seat)?)))
    }

    fn make(&self, seat: usize) -> &T {
        let place = self.places[seat].get_or_init(Box::default);
        self.made.fetch_max(seat + 1, Ordering::Relaxed);
        place
    }
}

impl<T: Default> Index<usize> for Seats<T> {
    type Output = T;

    fn index(&self, seat: usize) -> &T {
        self.get(seat).expect("src/node checks seat numbers")
    }
}
