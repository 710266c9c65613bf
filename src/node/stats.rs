//! What JavaScript is told of a pool: counts, times, traces.

use napi::Result;
use napi_derive::napi;

use super::pool::NodePool;
use super::table::Open;
use crate::pool::{NEVER, ns_per_tick};

/// Jobs taken, steals, parks, workers searching, workers asleep, leases out, leases waited for.
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

/// What has happened on each seat that was ever taken: the seat, jobs, steals, parks, for how many milliseconds jobs were under way
/// there, and how many jobs are in hand there.
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

/// For how many milliseconds jobs were under way, added up over the seats; then how long jobs waited, and how long they ran, as histograms: count, least, most,
/// mean, standard deviation, and the asked-for percentiles, in milliseconds.
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

/// Begins to trace a pool. Returns this moment, as [`read_trace`] has it, and how many nanoseconds a tick of it takes.
#[napi(catch_unwind)]
pub fn start_trace(pool: u32) -> Result<Vec<f64>> {
    NodePool::with(pool, |open| {
        let pool = &open.pool;
        pool.clock.want(true);
        pool.trace.turn(true);
        Ok(vec![pool.clock.now() as f64, ns_per_tick()])
    })
}

/// Ends that. The pool is still timed if `is_timed`.
#[napi(catch_unwind)]
pub fn stop_trace(pool: u32, is_timed: bool) -> Result<()> {
    NodePool::with(pool, |open| {
        let pool = &open.pool;
        pool.trace.turn(false);
        pool.clock.want(is_timed);
        Ok(())
    })
}

/// What the threads of a pool have done since this was called last, in the order in which it ended. Eight numbers a span: its kind (0 a script's job, 1 a native one, 2 a
/// part of another thread's), seat, lane, task, the seat it was taken from or -1, and in ticks when it was submitted (0: before the trace), began and ended.
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
