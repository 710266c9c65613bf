//! `primes`, tested against a plain sieve and known counts.

use super::{Solo, Stopping, call, refusal, run};
use crate::tasks::{Class, Failure, Outcome};

fn count(below: usize) -> Outcome {
    run("primes", &[], &[below as f64])
}

#[test]
fn every_small_number_has_the_count_of_a_plain_sieve() {
    let mut is_prime = vec![true; 800];
    let mut expected = 0;
    for number in 0..is_prime.len() {
        assert_eq!(
            count(number),
            Outcome::Number(f64::from(expected)),
            "{number}"
        );
        if number >= 2 && is_prime[number] {
            expected += 1;
            (number * number..is_prime.len())
                .step_by(number)
                .for_each(|multiple| is_prime[multiple] = false);
        }
    }
}

#[test]
fn known_counts_are_matched() {
    // From OEIS A006880, and beside the square of a prime and the boundaries of words and chunks.
    for (below, primes) in [
        (10_000, 1229.0),
        (100_000, 9592.0),
        (1_000_000, 78498.0),
        (10_000_000, 664_579.0),
        (30_000_000, 1_857_859.0),
        (8_388_608, 564_163.0),
        (8_388_594, 564_163.0),
        (8_388_593, 564_162.0),
    ] {
        assert_eq!(count(below), Outcome::Number(primes), "{below}");
    }
}

#[test]
fn invalid_limits_are_refused_and_a_long_count_stops_when_asked() {
    for below in [-1.0, 1.5, 1e12 + 1.0, f64::INFINITY] {
        assert_eq!(refusal("primes", &[], &[below]).0, Class::RangeError);
    }
    assert_eq!(
        call("primes", &[], &[1e12], &Stopping::after(3)),
        Err(Failure::Stopped)
    );
    assert_eq!(call("primes", &[], &[0.0], &Solo), Ok(Outcome::Number(0.0)));
}
