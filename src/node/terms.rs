//! On what terms a Node thread comes in: from where, and for how many jobs.

/// How the thread comes in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// From its event loop.
    Enter,
    /// Straight after a job.
    Continue,
    /// From its event loop, after `Step::Idle`: it may block.
    Park,
}

/// On what terms the thread comes in.
pub(super) struct Terms {
    pub(super) entry: Entry,
    /// Whether handlers of its own wait for its event loop: it may neither block nor leave.
    pub(super) is_busy: bool,
    /// How many more jobs it may have in hand.
    pub(super) room: usize,
    /// How many more of those that it submitted itself.
    pub(super) own_room: usize,
}

impl Terms {
    /// Bits 0 and 1: 0 from the event loop, 1 straight after a job, 2 from the event loop after `Step::Idle`. Bit 2: busy. Eleven bits of room from bit 8,
    /// and eleven of room for own jobs from bit 19.
    pub(super) fn read(word: u32) -> Self {
        Self {
            entry: match word & 3 {
                0 => Entry::Enter,
                1 => Entry::Continue,
                _ => Entry::Park,
            },
            is_busy: word & 4 != 0,
            room: (word >> 8 & 0x7ff) as usize,
            own_room: (word >> 19 & 0x7ff) as usize,
        }
    }
}
