//! Leases on ranges of bytes make jobs that would get into each other's way run one after the other. See "Leases
//! on ranges" in `README.md`.

use std::collections::HashMap;

use crate::sync::Mutex;

/// Bytes that a job will touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// Where the memory begins in which the bytes lie. Only ranges of the same memory can conflict.
    pub memory: usize,
    /// The address of the first byte.
    pub start: usize,
    /// The address behind the last byte.
    pub end: usize,
    /// Whether the bytes may be written. If so, nobody else has a lease on them.
    pub exclusive: bool,
}

impl Range {
    fn conflicts(&self, other: &Self) -> bool {
        (self.exclusive || other.exclusive) && self.start < other.end && other.start < self.end
    }
}

/// Names a lease. No two leases share a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LeaseId(u64);

/// A lease that somebody holds. It is given back when it is dropped.
#[derive(Debug)]
pub struct Lease {
    id: LeaseId,
    give_back: fn(LeaseId),
}

impl Lease {
    /// Makes the lease with this name. `give_back` is called once, when the lease is dropped.
    pub fn new(id: LeaseId, give_back: fn(LeaseId)) -> Self {
        Self { id, give_back }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        (self.give_back)(self.id);
    }
}

/// The table of who has a lease on which bytes, and who waits for one. `T` is what waits.
///
/// A lease covers all ranges of a job at once, and waits only for leases that were asked for before it. So
/// nothing can wait in a circle.
pub struct Leases<T>(Mutex<Table<T>>);

struct Table<T> {
    next: u64,
    askers: HashMap<u64, Asker<T>>,
    /// For each memory, the ranges that are leased or waited for, in the order of asking.
    ranges: HashMap<usize, Vec<(u64, Range)>>,
}

struct Asker<T> {
    /// Whose lease it is. The number means something only to the caller.
    owner: u32,
    ranges: Vec<Range>,
    /// How many earlier leases are in its way.
    waits_for: usize,
    /// The later leases that it is in the way of.
    awaited_by: Vec<u64>,
    /// What waits for the lease. `None` once the lease is out.
    waiting: Option<T>,
}

/// How many leases an owner has, and how many it waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Leases that are out: their jobs run, or wait for a thread.
    pub out: usize,
    /// Leases that were asked for: their jobs wait for earlier ones.
    pub waiting: usize,
}

/// The result of asking for a lease.
pub enum Asked<T> {
    /// The lease is out: the caller may go on with this.
    Out(T),
    /// The lease has to wait. [`Leases::release`] or [`Leases::withdraw`] returns later what waits for it.
    Waits,
}

impl<T> Leases<T> {
    /// Asks for a lease on all the ranges. `what` makes what waits for the lease, from the lease's name.
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

    /// Gives a lease back. Returns everything that waited for it and has its own lease now, in the order of asking.
    #[must_use = "whatever is returned has its lease, and nobody else will run it"]
    pub fn release(&self, lease: LeaseId) -> Vec<T> {
        self.0.lock().remove(lease.0).1
    }

    /// Takes back what waits for this lease, if it still waits: that is the first part of the result. The second
    /// part is what [`release`](Self::release) would return.
    #[must_use = "whatever is in the second part has its lease, and nobody else will run it"]
    pub fn withdraw(&self, lease: LeaseId) -> (Option<T>, Vec<T>) {
        let mut table = self.0.lock();
        match table.askers.get(&lease.0) {
            Some(asker) if asker.waiting.is_some() => table.remove(lease.0),
            _ => (None, Vec::new()),
        }
    }

    /// The leases that an owner waits for, in the order of asking.
    pub fn waiting(&self, owner: u32) -> Vec<LeaseId> {
        self.waiting_where(owner, |_| true)
    }

    /// Those of the leases that an owner waits for which `is_meant` picks, in the order of asking.
    pub fn waiting_where(&self, owner: u32, is_meant: impl Fn(&T) -> bool) -> Vec<LeaseId> {
        let table = self.0.lock();
        let waiting = table
            .of(owner)
            .filter(|(_, asker)| asker.waiting.as_ref().is_some_and(&is_meant));
        let mut ids: Vec<_> = waiting.map(|(id, _)| LeaseId(*id)).collect();
        ids.sort_unstable();
        ids
    }

    /// How many leases an owner has, and how many it waits for.
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
    /// Makes a table without leases.
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
