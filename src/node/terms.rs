//! What a Node thread and the native side tell each other at an exchange: on what terms the thread comes in, what it
//! reports, and what it does next.

use napi_derive::napi;

/// How the thread comes in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// From its event loop.
    Enter,
    /// Straight after a job.
    Continue,
    /// From its event loop, after `Step::Idle`. It may block.
    Park,
    /// From its event loop, after `Step::Idle`. It may not block, since its event loop has something to wait for: it
    /// goes away at once.
    GoAway,
}

/// On what terms the thread comes in.
pub(super) struct Terms {
    pub(super) entry: Entry,
    /// Whether handlers of this thread wait for its event loop. If so, the thread may neither block nor leave.
    pub(super) is_busy: bool,
    /// How many more jobs the thread may have in hand.
    pub(super) room: usize,
    /// How many more jobs it may have in hand that it submitted itself.
    pub(super) own_room: usize,
}

impl Terms {
    /// Bits 0 and 1 say how the thread comes in: 0 from the event loop, 1 straight after a job, 2 from the event loop
    /// after `Step::Idle`, 3 the same but without blocking. Bit 2 says that it is busy. The eleven bits from bit 8 are
    /// the room for any job, and the eleven bits from bit 19 are the room for its own jobs.
    pub(super) fn read(word: u32) -> Self {
        Self {
            entry: match word & 3 {
                0 => Entry::Enter,
                1 => Entry::Continue,
                2 => Entry::Park,
                _ => Entry::GoAway,
            },
            is_busy: word & 4 != 0,
            room: (word >> 8 & 0x7ff) as usize,
            own_room: (word >> 19 & 0x7ff) as usize,
        }
    }
}

/// Where the thread's JavaScript wrote an outcome: a header and a payload in one of its segments, or in the
/// outbox if `segment` is -1.
pub(super) struct Report {
    pub(super) segment: i32,
    pub(super) start: usize,
}

/// What the thread's JavaScript does next.
#[napi]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Runs the job in the inbox, and comes in with its outcome.
    Run = 0,
    /// Gives the event loop a turn and comes in again, because the thread has worked for long enough.
    Turn = 1,
    /// Gives the event loop a turn and comes in again to sleep, because there is nothing to do.
    Idle = 2,
    /// Waits in the event loop for the bell, because there was nothing to do for long.
    Away = 3,
    /// Ends, because the thread is done: the pool is closed or the thread was dismissed, and nothing is left for it.
    Leave = 4,
    /// Comes in again with a larger inbox, of at least as many bytes as the first word of the inbox says.
    Grow = 5,
    /// Collects the outcomes of nested jobs, lets the handlers that waited for them go on, and comes in again.
    Collect = 6,
}
