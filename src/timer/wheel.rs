//! The timing wheel: which timers are due, and when to look again. See `README.md`.
//!
//! The wheel is pure, so that a test can compare it with a sorted list. Time is an argument, and what a timer is
//! for is a value that the wheel hands back.
//!
//! This file is long because everything in it works on one array of linked nodes.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How many bits of a deadline one level looks at.
const BITS: u32 = 6;
const SLOTS: usize = 1 << BITS;
/// Enough levels for every `u64`.
const LEVELS: usize = 64_usize.div_ceil(BITS as usize);
/// The index of no node.
const NIL: u32 = u32::MAX;
/// How many timers of the first slot [`Wheel::next`] looks at to tell exactly when the first of them is due.
const LOOK: usize = 16;
/// An empty wheel keeps memory for this many timers.
const KEPT: usize = 1024;

/// Names a timer that was set. A key may still be asked about when its timer is gone: the answer is then "no".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// The timer's turn: a number that no two timers share as long as keys of both are in use.
    turn: u32,
    index: u32,
}

impl Key {
    /// The key of no timer.
    pub(super) const NONE: Self = Self {
        turn: 0,
        index: NIL,
    };
}

struct Node<T> {
    deadline: u64,
    what: T,
    /// The timer's turn, or 0 in a free node.
    turn: u32,
    /// The node before it in its slot's list.
    previous: u32,
    /// The node behind it in its slot's list, or in the list of free nodes.
    next: u32,
}

#[derive(Clone, Copy)]
struct List {
    first: u32,
    last: u32,
}

const EMPTY: List = List {
    first: NIL,
    last: NIL,
};

/// Timers by deadline. A tick is whatever unit the caller counts in.
pub(super) struct Wheel<T> {
    /// Everything before the cursor was handed out.
    cursor: u64,
    nodes: Vec<Node<T>>,
    free: u32,
    len: usize,
    turns: u32,
    /// For each level, which slots have timers.
    occupied: [u64; LEVELS],
    lists: [[List; SLOTS]; LEVELS],
    /// Timers that were set with a deadline before the cursor, by deadline and then by the order of setting.
    /// Cancelled timers stay here until they come up.
    overdue: BinaryHeap<Reverse<(u64, u64, Key)>>,
    /// Counts the timers in `overdue`, for their order of setting.
    late: u64,
}

impl<T: Copy> Wheel<T> {
    /// How many bytes a timer takes.
    #[cfg(all(test, not(loom)))]
    pub(super) const NODE: usize = size_of::<Node<T>>();

    pub(super) fn new() -> Self {
        Self {
            cursor: 0,
            nodes: Vec::new(),
            free: NIL,
            len: 0,
            turns: 0,
            occupied: [0; LEVELS],
            lists: [[EMPTY; SLOTS]; LEVELS],
            overdue: BinaryHeap::new(),
            late: 0,
        }
    }

    /// How many timers are set.
    #[cfg(all(test, not(loom)))]
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Sets a timer. `what` is handed back when the timer is due.
    pub(super) fn insert(&mut self, deadline: u64, what: T) -> Key {
        let index = self.take_node(deadline, what);
        let key = Key {
            turn: self.nodes[index as usize].turn,
            index,
        };
        self.len += 1;
        if deadline < self.cursor {
            self.late += 1;
            self.overdue.push(Reverse((deadline, self.late, key)));
        } else {
            self.link(index);
        }
        key
    }

    /// Takes a timer off the wheel. `false` if it was handed out or cancelled before.
    pub(super) fn cancel(&mut self, key: Key) -> bool {
        let Some(node) = self.nodes.get(key.index as usize) else {
            return false;
        };
        if node.turn != key.turn {
            return false;
        }
        if node.deadline >= self.cursor {
            self.unlink(key.index);
        }
        self.give_node(key.index);
        true
    }

    /// Hands out the timers that are due at `now`, each with its deadline: by deadline, then by the order of
    /// setting, and up to `limit` timers. `true` if there may be more.
    pub(super) fn advance(&mut self, now: u64, limit: usize, mut due: impl FnMut(u64, T)) -> bool {
        let mut left = limit;
        while let Some(&Reverse((deadline, _, key))) = self.overdue.peek() {
            if left == 0 {
                return true;
            }
            self.overdue.pop();
            if self.nodes[key.index as usize].turn == key.turn {
                due(deadline, self.nodes[key.index as usize].what);
                self.give_node(key.index);
                left -= 1;
            }
        }
        while let Some((level, slot)) = self.first_slot() {
            let start = self.start_of(level, slot);
            if start > now {
                break;
            }
            if level > 0 {
                self.cursor = start;
                self.deal_out(level, slot);
                continue;
            }
            while self.lists[0][slot].first != NIL {
                if left == 0 {
                    return true;
                }
                let index = self.lists[0][slot].first;
                self.unlink(index);
                due(start, self.nodes[index as usize].what);
                self.give_node(index);
                left -= 1;
            }
            self.cursor = start;
        }
        self.cursor = self.cursor.max(now);
        false
    }

    /// When to call [`advance`](Self::advance) next. This is no later than the first deadline, and exactly the
    /// first deadline if few timers share its slot. If a timer is overdue, this time is over already.
    pub(super) fn next(&self) -> Option<u64> {
        if let Some(Reverse((deadline, _, _))) = self.overdue.peek() {
            return Some(*deadline);
        }
        let (level, slot) = self.first_slot()?;
        let start = self.start_of(level, slot);
        if level == 0 {
            return Some(start);
        }
        let mut first = u64::MAX;
        let mut index = self.lists[level][slot].first;
        for _ in 0..LOOK {
            let node = &self.nodes[index as usize];
            first = first.min(node.deadline);
            index = node.next;
            if index == NIL {
                return Some(first);
            }
        }
        Some(start)
    }

    /// The slot whose timers are due before all others on the wheel.
    fn first_slot(&self) -> Option<(usize, usize)> {
        let level = self.occupied.iter().position(|&slots| slots != 0)?;
        Some((level, self.occupied[level].trailing_zeros() as usize))
    }

    /// The first tick of a slot.
    fn start_of(&self, level: usize, slot: usize) -> u64 {
        let shift = BITS * level as u32;
        let above = u64::MAX.checked_shl(shift + BITS).unwrap_or(0);
        (self.cursor & above) | ((slot as u64) << shift)
    }

    /// The level and the slot to which a deadline belongs. The deadline is not before the cursor.
    fn place(&self, deadline: u64) -> (usize, usize) {
        let differs = deadline ^ self.cursor;
        let level = (63 - (differs | 1).leading_zeros()) / BITS;
        let slot = (deadline >> (BITS * level)) as usize % SLOTS;
        (level as usize, slot)
    }

    /// Moves the timers of a slot that the cursor has reached to lower levels. They keep their order.
    fn deal_out(&mut self, level: usize, slot: usize) {
        let list = std::mem::replace(&mut self.lists[level][slot], EMPTY);
        self.occupied[level] &= !(1 << slot);
        let mut index = list.first;
        while index != NIL {
            let next = self.nodes[index as usize].next;
            self.link(index);
            index = next;
        }
    }

    /// Appends a node to its slot's list.
    fn link(&mut self, index: u32) {
        let (level, slot) = self.place(self.nodes[index as usize].deadline);
        let list = &mut self.lists[level][slot];
        let previous = std::mem::replace(&mut list.last, index);
        if previous == NIL {
            list.first = index;
            self.occupied[level] |= 1 << slot;
        } else {
            self.nodes[previous as usize].next = index;
        }
        let node = &mut self.nodes[index as usize];
        node.previous = previous;
        node.next = NIL;
    }

    /// Takes a node out of its slot's list.
    fn unlink(&mut self, index: u32) {
        let Node {
            deadline,
            previous,
            next,
            ..
        } = self.nodes[index as usize];
        let (level, slot) = self.place(deadline);
        let list = &mut self.lists[level][slot];
        match previous {
            NIL => list.first = next,
            _ => self.nodes[previous as usize].next = next,
        }
        match next {
            NIL => list.last = previous,
            _ => self.nodes[next as usize].previous = previous,
        }
        if list.first == NIL {
            self.occupied[level] &= !(1 << slot);
        }
    }

    fn take_node(&mut self, deadline: u64, what: T) -> u32 {
        self.turns = self.turns.checked_add(1).unwrap_or(1);
        let node = Node {
            deadline,
            what,
            turn: self.turns,
            previous: NIL,
            next: NIL,
        };
        if self.free == NIL {
            self.nodes.push(node);
            return u32::try_from(self.nodes.len() - 1)
                .ok()
                .filter(|&index| index != NIL)
                .expect("memory runs out before there are 2^32 timers, which are 128 GiB");
        }
        let index = self.free;
        let place = &mut self.nodes[index as usize];
        self.free = place.next;
        *place = node;
        index
    }

    fn give_node(&mut self, index: u32) {
        let node = &mut self.nodes[index as usize];
        node.turn = 0;
        node.next = self.free;
        self.free = index;
        self.len -= 1;
        if self.len == 0 && self.nodes.len() > KEPT {
            // The turns count on, so an old key can't be taken for the key of a new timer.
            self.nodes = Vec::new();
            self.overdue = BinaryHeap::new();
            self.free = NIL;
        }
    }
}
