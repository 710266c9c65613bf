//! The extra functions that a worker needs to submit jobs to its own pool.

use napi::Result;
use napi_derive::napi;

use super::home::NodeHome;
use super::host::NodeHost;
use super::pool::NodePool;
use super::table::Open;
use crate::pool::Supply;
use crate::pool::job::{Name, Value};
use crate::sync::Arc;

/// Lets the worker of this host submit jobs to its own pool. Their outcomes go to `home`, a home of the same thread.
/// Returns a handle for the pool.
#[napi(catch_unwind)]
pub fn open_nested_pool(host: u32, home: u32) -> Result<u32> {
    let home = NodeHome::with(home, |open| Ok(Arc::clone(&open.home)))?;
    let (pool, seat, origin) = NodeHost::with(host, |host| Ok(host.become_submitter(home)))?;
    let submitter = Some((seat, origin));
    NodePool { pool, submitter }.open()
}

/// The origin of the jobs that are submitted with this handle.
#[napi(catch_unwind)]
pub fn origin(pool: u32) -> Result<u32> {
    NodePool::with(pool, |open| Ok(open.name(0).origin))
}

/// The seat of the worker whose jobs have this origin.
#[napi(catch_unwind)]
pub fn seat_of_origin(origin: u32) -> u32 {
    crate::pool::seat_of_origin(origin)
}

/// The number of a task that workers submit, by its key. The number is the same on every thread of the pool.
#[napi(catch_unwind)]
pub fn nested_task(pool: u32, key: String) -> Result<u32> {
    NodePool::with(pool, |open| Ok(open.pool.tasks.number(key)))
}

/// The key of the task with this number, for whoever holds the pool. Nested jobs name their tasks by such numbers.
#[napi(catch_unwind)]
pub fn nested_task_name(pool: u32, number: u32) -> Result<Option<String>> {
    NodePool::with(pool, |open| Ok(open.pool.tasks.key(number)))
}

/// The key of the task with this number, for a worker of the pool. Nested jobs name their tasks by such numbers.
#[napi(catch_unwind)]
pub fn nested_task_key(host: u32, number: u32) -> Result<Option<String>> {
    NodeHost::with(host, |open| Ok(open.pool.tasks.key(number)))
}

/// Tells a worker that the data of a job of this origin has gone to its port.
#[napi(catch_unwind)]
pub fn supply_by_port(pool: u32, seat: u32, origin: u32, slot: u32) -> Result<bool> {
    NodePool::with(pool, |open| {
        let pool = &open.pool;
        let supply = Supply::Value(Value::Port);
        Ok(pool.supply(seat as usize, Name { origin, slot }, supply))
    })
}
