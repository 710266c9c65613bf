//! The rim: the only module that knows JavaScript.
//!
//! The rim is flat on purpose. It has functions of numbers and a few buffers, over handles that mean something only
//! on the thread that got them. What users see (options, messages, promises, signals) is the business of the
//! JavaScript in `lib/`. Each function here converts its arguments, calls the core and wraps the result. It checks
//! handles; the calling JavaScript has checked everything else.

#![expect(
    unreachable_pub,
    reason = "the `napi` attribute exports only `pub` items, and no other crate uses them"
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
mod external;
mod home;
mod home_deadlines;
mod host;
mod native;
mod nested;
mod opening;
mod pool;
mod refusal;
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
