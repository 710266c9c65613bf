//! The tasks that nested jobs name, numbered alike on every thread of the pool.
//!
//! The pool's owner numbers its own tasks and tells its threads. A worker can't ask it: the owner's event loop may be busy for long, and a worker's isn't free
//! before its handler has returned.

use crate::sync::Mutex;

/// Keys of tasks; their places are their numbers.
pub struct NestedTasks(Mutex<Vec<String>>);

impl Default for NestedTasks {
    fn default() -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

impl NestedTasks {
    /// The number of the task with this key, the same for everybody.
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
