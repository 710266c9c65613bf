//! The rim: the only module that knows JavaScript.
//!
//! It is flat on purpose: functions of numbers and a few buffers, over handles that mean something only on the
//! thread that got them. What users see (options, messages, promises, signals) is JavaScript's business; each function here
//! converts, calls the core, and wraps. Handles are checked; everything else was validated by the JavaScript that calls.

#![expect(
    unreachable_pub,
    reason = "what goes to JavaScript is `pub` by the exporting attribute's rules, and used by no crate"
)]

mod table;

mod alarm;
mod attach;
mod bell;
mod buffer;
mod cancel;
mod deadlines;
mod delivery;
mod ending;
mod exchange;
mod home;
mod home_deadlines;
mod host;
mod native;
mod nested;
mod opening;
mod pool;
mod registry;
mod seats;
mod segments;
mod stats;
mod submit;
mod terms;
mod timers;
mod turn;
mod waiting;
mod words;
