//! Places by number that are made when they are first used: a pool may come to have many seats, and most have few.
//!
//! A place is never moved or taken away, so that whoever looks at one needs no lock while others are made.

use std::ops::Index;

use crate::sync::{AtomicUsize, OnceLock, Ordering};

/// As many places as a pool may ever have seats.
pub(crate) struct Seats<T> {
    /// Boxed, so that a place that is not used takes two words.
    places: Box<[OnceLock<Box<T>>]>,
    /// No place at or after this one was made, but for those that are being made now.
    made: AtomicUsize,
}

impl<T: Default> Seats<T> {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            places: (0..most).map(|_| OnceLock::new()).collect(),
            made: AtomicUsize::new(0),
        }
    }

    /// The place with this number, made if need be. `None` if there can be none.
    pub(crate) fn get(&self, seat: usize) -> Option<&T> {
        let place = self.places.get(seat)?;
        Some(place.get().map_or_else(|| self.make(seat), Box::as_ref))
    }

    /// How far one must look to see every place that was made.
    pub(crate) fn made(&self) -> usize {
        // Relaxed: a place is reached through its `OnceLock`; one that was made just now may be missed.
        self.made.load(Ordering::Relaxed)
    }

    /// The place with this number, if it was made.
    pub(crate) fn peek(&self, seat: usize) -> Option<&T> {
        self.places.get(seat)?.get().map(Box::as_ref)
    }

    /// The places that were made, with their numbers.
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
        self.get(seat).expect("seats are checked at the rim")
    }
}
