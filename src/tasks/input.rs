//! What a native job is called with, and how a task takes what it wants from it.

use std::ops::RangeInclusive;

use super::{Class, Elements, Failure};

/// What a native job is called with.
#[derive(Debug)]
pub struct Input {
    /// Typed arrays, strings as their UTF-8 bytes among them.
    pub arrays: Vec<Elements>,
    /// Numbers, choices as their place in the list of choices among them. NaN stands for one that was not given.
    pub numbers: Vec<f64>,
}

impl Input {
    pub(super) fn elements(&self, at: usize) -> Result<&Elements, Failure> {
        self.arrays.get(at).ok_or_else(missing)
    }

    /// Takes an array over, and those before it out.
    pub(super) fn take(&mut self, at: usize) -> Result<Elements, Failure> {
        self.arrays
            .drain(..(at + 1).min(self.arrays.len()))
            .nth(at)
            .ok_or_else(missing)
    }

    /// A number, if it was given.
    pub(super) fn number(&self, at: usize) -> Option<f64> {
        self.numbers
            .get(at)
            .copied()
            .filter(|number| !number.is_nan())
    }

    /// A number that must have been given.
    pub(super) fn needed(&self, at: usize, name: &str) -> Result<f64, Failure> {
        self.number(at)
            .ok_or_else(|| Failure::refused(Class::TypeError, format!("`{name}` must be a number")))
    }

    /// A whole number that must have been given.
    pub(super) fn integer(
        &self,
        at: usize,
        name: &str,
        range: RangeInclusive<u64>,
    ) -> Result<u64, Failure> {
        let number = self.needed(at, name)?;
        // Beyond 2^53 not every integer is a number; whoever says more means no limit.
        let integer = number as u64;
        if number.fract() == 0.0 && number >= 0.0 && range.contains(&integer) {
            return Ok(integer);
        }
        let (low, high) = range.into_inner();
        Err(Failure::refused(
            Class::RangeError,
            format!("`{name}` must be an integer from {low} to {high}, not {number}"),
        ))
    }
}

fn missing() -> Failure {
    Failure::refused(Class::TypeError, "a typed array is missing")
}
