//! Leases on ranges of bytes: jobs that would get into each other's way run one after the other. See `README.md`.

use std::collections::HashMap;

use crate::sync::Mutex;

/// Bytes that a job will touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// Where the memory begins in which they lie. Only ranges of one memory can conflict.
    pub memory: usize,
    /// The first byte's address.
    pub start: usize,
    /// The address behind the last byte.
    pub end: usize,
    /// Whether they may be written: then nobody else has a lease on them.
    pub exclusive: bool,
}

impl Range {
    fn conflicts(&self, other: &Self) -> bool {
        (self.exclusive || other.exclusive) && self.start < other.end && other.start < self.end
    }
}

/// Names a lease. No two leases share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LeaseId(u64);

/// A lease that somebody holds. Dropped, it is given back.
#[derive(Debug)]
pub struct Lease {
    id: LeaseId,
    give_back: fn(LeaseId),
}

impl Lease {
    /// The lease with this name; `give_back` is called once, when it is dropped.
    pub fn new(id: LeaseId, give_back: fn(LeaseId)) -> Self {
        Self { id, give_back }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        (self.give_back)(self.id);
    }
}

/// Who has a lease on which bytes, and who waits for one. `T` is what waits.
///
/// A lease covers all ranges of a job at once, and waits only for leases asked for before it. So nothing can wait in a circle.
pub struct Leases<T>(Mutex<Table<T>>);

struct Table<T> {
    next: u64,
    askers: HashMap<u64, Asker<T>>,
    /// Per memory, the ranges that are leased or waited for, in the order of asking.
    ranges: HashMap<usize, Vec<(u64, Range)>>,
}

struct Asker<T> {
    /// Whose lease it is: a number that means something to the caller.
    owner: u32,
    ranges: Vec<Range>,
    /// How many earlier leases are in its way.
    waits_for: usize,
    /// Later ones that it is in the way of.
    awaited_by: Vec<u64>,
    /// What waits. `None` once the lease is out.
    waiting: Option<T>,
}

/// How many leases somebody has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Given out: their jobs run, or wait for a thread.
    pub out: usize,
    /// Asked for: their jobs wait for earlier ones.
    pub waiting: usize,
}

/// What came of asking for a lease.
pub enum Asked<T> {
    /// It is out: go on.
    Out(T),
    /// It waits: what was handed in comes back from [`Leases::release`] or [`Leases::withdraw`].
    Waits,
}

impl<T> Leases<T> {
    /// Asks for a lease on all the ranges. `what` is made with the lease's name.
    pub fn ask(
        &self,
        owner: u32,
        mut ranges: Vec<Range>,
        what: impl FnOnce(LeaseId) -> T,
    ) -> Asked<T> {
        ranges.retain(|range| range.start < range.end);
        let mut table = self.0.lock();
        table.next += 1;
        let id = table.next;
        let mut in_the_way = Vec::new();
        for range in &ranges {
            let others = table.ranges.entry(range.memory).or_default();
            in_the_way.extend(
                others
                    .iter()
                    .filter(|(_, other)| range.conflicts(other))
                    .map(|(other, _)| *other),
            );
        }
        in_the_way.sort_unstable();
        in_the_way.dedup();
        for range in &ranges {
            if let Some(others) = table.ranges.get_mut(&range.memory) {
                others.push((id, *range));
            }
        }
        for other in &in_the_way {
            if let Some(other) = table.askers.get_mut(other) {
                other.awaited_by.push(id);
            }
        }
        let what = what(LeaseId(id));
        let (waiting, asked) = if in_the_way.is_empty() {
            (None, Asked::Out(what))
        } else {
            (Some(what), Asked::Waits)
        };
        let asker = Asker {
            owner,
            ranges,
            waits_for: in_the_way.len(),
            awaited_by: Vec::new(),
            waiting,
        };
        table.askers.insert(id, asker);
        asked
    }

    /// Gives a lease back. Returns what waited for it and has its lease now, in the order of asking.
    #[must_use = "what is returned has its lease, and nobody else will run it"]
    pub fn release(&self, lease: LeaseId) -> Vec<T> {
        self.0.lock().remove(lease.0).1
    }

    /// Takes back what waits, if it does (the first part), as [`release`](Self::release) does (the second).
    #[must_use = "what is returned second has its lease, and nobody else will run it"]
    pub fn withdraw(&self, lease: LeaseId) -> (Option<T>, Vec<T>) {
        let mut table = self.0.lock();
        match table.askers.get(&lease.0) {
            Some(asker) if asker.waiting.is_some() => table.remove(lease.0),
            _ => (None, Vec::new()),
        }
    }

    /// The leases that an owner waits for, in the order of asking.
    pub fn waiting(&self, owner: u32) -> Vec<LeaseId> {
        let table = self.0.lock();
        let waiting = table.of(owner).filter(|(_, asker)| asker.waiting.is_some());
        let mut ids: Vec<_> = waiting.map(|(id, _)| LeaseId(*id)).collect();
        ids.sort_unstable();
        ids
    }

    /// How many leases an owner has.
    pub fn count(&self, owner: u32) -> Count {
        let table = self.0.lock();
        let mut count = Count::default();
        for (_, asker) in table.of(owner) {
            match asker.waiting {
                Some(_) => count.waiting += 1,
                None => count.out += 1,
            }
        }
        count
    }
}

impl<T> Table<T> {
    fn of(&self, owner: u32) -> impl Iterator<Item = (&u64, &Asker<T>)> {
        self.askers
            .iter()
            .filter(move |(_, asker)| asker.owner == owner)
    }

    fn remove(&mut self, id: u64) -> (Option<T>, Vec<T>) {
        let Some(asker) = self.askers.remove(&id) else {
            return (None, Vec::new());
        };
        for range in &asker.ranges {
            if let Some(others) = self.ranges.get_mut(&range.memory) {
                others.retain(|(other, _)| *other != id);
                if others.is_empty() {
                    self.ranges.remove(&range.memory);
                }
            }
        }
        let mut ready = Vec::new();
        for later in asker.awaited_by {
            if let Some(later) = self.askers.get_mut(&later) {
                later.waits_for -= 1;
                if later.waits_for == 0 {
                    ready.extend(later.waiting.take());
                }
            }
        }
        (asker.waiting, ready)
    }
}

impl<T> Leases<T> {
    /// A table without leases.
    #[must_use]
    pub fn new() -> Self {
        Self(Mutex::new(Table {
            next: 0,
            askers: HashMap::new(),
            ranges: HashMap::new(),
        }))
    }
}

impl<T> Default for Leases<T> {
    fn default() -> Self {
        Self::new()
    }
}
