//! What a pool tells JavaScript about itself: counts, times and traces.

use napi::Result;
use napi_derive::napi;

use super::pool::NodePool;
use super::table::Open;
use crate::pool::{NEVER, ns_per_tick};

/// The pool's counts: jobs taken, steals, parks, workers searching, workers asleep, leases out,
/// and leases waited for.
#[napi(catch_unwind)]
pub fn pool_stats(pool: u32) -> Result<Vec<f64>> {
    NodePool::with(pool, |open| {
        let pool = &open.pool;
        let (stats, leases) = (pool.stats(), pool.leases());
        Ok(vec![
            stats.jobs as f64,
            stats.steals as f64,
            stats.parks as f64,
            f64::from(stats.searching),
            f64::from(stats.asleep),
            leases.out as f64,
            leases.waiting as f64,
        ])
    })
}

/// The counts of every seat that was ever taken. Each is six numbers: the seat, jobs, steals, parks, for how many
/// milliseconds jobs were under way there, and how many jobs are in hand there.
#[napi(catch_unwind)]
pub fn seat_stats(pool: u32) -> Result<Vec<f64>> {
    NodePool::with(pool, |open| {
        let ms = ns_per_tick() / 1e6;
        let seats = open.pool.seats().map(|counts| {
            [
                counts.seat as f64,
                counts.stats.jobs as f64,
                counts.stats.steals as f64,
                counts.stats.parks as f64,
                counts.busy as f64 * ms,
                counts.in_hand as f64,
            ]
        });
        Ok(seats.flatten().collect())
    })
}

/// The pool's times, in milliseconds: how long jobs were under way, added up over the seats, then two histograms, of
/// how long jobs waited and of how long they ran. A histogram is its count, minimum, maximum, mean and standard
/// deviation, then the percentiles that were asked for.
#[napi(catch_unwind)]
pub fn pool_times(pool: u32, percentiles: Vec<f64>) -> Result<Vec<f64>> {
    NodePool::with(pool, |open| {
        let pool = &open.pool;
        let (timing, ms) = (pool.timing(), ns_per_tick() / 1e6);
        let mut numbers = vec![timing.busy(NEVER) as f64 * ms];
        for histogram in [&timing.waits, &timing.runs] {
            let least = histogram.min() as f64;
            let of_all = [
                least,
                histogram.max() as f64,
                histogram.mean(),
                histogram.stdev(),
            ];
            let of_some = percentiles
                .iter()
                .map(|at| histogram.value_at_percentile(*at) as f64);
            numbers.push(histogram.len() as f64);
            numbers.extend(of_all.into_iter().chain(of_some).map(|ticks| ticks * ms));
        }
        Ok(numbers)
    })
}

/// Begins the counts of `pool_stats` anew, the histograms of `pool_times`, and for how long each seat was busy. The
/// other counts of the seats go on, since they also tell how jobs fared on a seat.
#[napi(catch_unwind)]
pub fn reset_stats(pool: u32) -> Result<()> {
    NodePool::with(pool, |open| {
        open.pool.reset_stats();
        Ok(())
    })
}

/// Begins to trace a pool. Returns the present moment in ticks, as [`read_trace`] counts them, and how many
/// nanoseconds a tick takes.
#[napi(catch_unwind)]
pub fn start_trace(pool: u32) -> Result<Vec<f64>> {
    NodePool::with(pool, |open| {
        let pool = &open.pool;
        pool.clock.want(true);
        pool.trace.turn(true);
        Ok(vec![pool.clock.now() as f64, ns_per_tick()])
    })
}

/// Stops tracing a pool. The pool's jobs are still timed if `is_timed` is set.
#[napi(catch_unwind)]
pub fn stop_trace(pool: u32, is_timed: bool) -> Result<()> {
    NodePool::with(pool, |open| {
        let pool = &open.pool;
        pool.trace.turn(false);
        pool.clock.want(is_timed);
        Ok(())
    })
}

/// What the threads of a pool have done since the last call, ordered by when it ended. A span is eight numbers:
/// its kind (0 for a script's job, 1 for a native job, 2 for a part of another thread's job), the seat, the
/// lane, the task, the seat it was taken from or -1, and when it was submitted (0 means before the trace),
/// began and ended, in ticks.
#[napi(catch_unwind)]
pub fn read_trace(pool: u32) -> Result<Vec<f64>> {
    NodePool::with(pool, |open| {
        let spans = open.pool.trace.read();
        let numbers = spans.iter().map(|span| {
            [
                f64::from(span.kind as u32),
                span.seat as f64,
                f64::from(span.lane),
                f64::from(span.task),
                span.from.map_or(-1.0, |seat| seat as f64),
                span.submitted as f64,
                span.begun as f64,
                span.ended as f64,
            ]
        });
        Ok(numbers.flatten().collect())
    })
}
