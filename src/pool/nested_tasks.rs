//! The tasks that nested jobs name, with the same number on every thread of the pool.
//!
//! The pool's owner numbers its own tasks and tells its threads the numbers. For nested jobs a worker can't ask the
//! owner for a number: the owner's event loop may be busy for long, and the worker's own event loop isn't free before
//! its handler has returned.

use crate::sync::Mutex;

/// The keys of the tasks. A task's number is the index of its key.
pub struct NestedTasks(Mutex<Vec<String>>);

impl Default for NestedTasks {
    fn default() -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

impl NestedTasks {
    /// The number of the task with this key. It is the same for every thread.
    pub fn number(&self, key: String) -> u32 {
        let mut keys = self.0.lock();
        let at = keys.iter().position(|known| *known == key);
        let at = at.unwrap_or_else(|| {
            keys.push(key);
            keys.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    /// The key of the task with this number.
    pub fn key(&self, number: u32) -> Option<String> {
        self.0.lock().get(number as usize).cloned()
    }
}
