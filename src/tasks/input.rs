//! The input of a native job, and how a task reads arrays and numbers from it.

use std::ops::RangeInclusive;

use super::{Class, Elements, Failure};

/// The input of a native job.
#[derive(Debug)]
pub struct Input {
    /// Typed arrays. A string is here as its UTF-8 bytes.
    pub arrays: Vec<Elements>,
    /// Numbers. A choice is here as its place in the list of choices. NaN stands for a number that was not given.
    pub numbers: Vec<f64>,
}

impl Input {
    pub(super) fn elements(&self, at: usize) -> Result<&Elements, Failure> {
        self.arrays.get(at).ok_or_else(missing)
    }

    /// Takes an array out of the input, and drops the arrays before it.
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
        // Above 2^53 not every integer is a float. A caller only gives such a number as "no limit", so rounding is
        // harmless.
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
