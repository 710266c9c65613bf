//! The things of one kind that a thread's environment has open, by handle.
//!
//! Node runs one environment on a thread at a time, so each thread has its own table for each kind. Several
//! instances of the package's JavaScript may share the table (a test runner makes one for each test file). Each
//! instance has handles of its own.

use std::cell::RefCell;
use std::thread::LocalKey;

use napi::{Error, Result, Status};

/// The open things of one kind. A handle is an index in the table.
pub(super) struct Table<T>(RefCell<Vec<Option<T>>>);

impl<T> Table<T> {
    pub(super) const fn new() -> Self {
        Self(RefCell::new(Vec::new()))
    }
}

/// A kind of thing that is opened, named by its handle, and closed.
pub(super) trait Open: Sized + 'static {
    /// The table of the calling thread.
    fn table() -> &'static LocalKey<Table<Self>>;

    /// Puts this thing into the table. Returns its handle.
    fn open(self) -> Result<u32> {
        Self::borrow(|places| {
            let free = places.iter().position(Option::is_none);
            let place = free.unwrap_or_else(|| {
                places.push(None);
                places.len() - 1
            });
            places[place] = Some(self);
            Ok(u32::try_from(place).expect("memory ends before 2^32 things are open"))
        })
    }

    /// Runs `body` on what is open under a handle. No JavaScript runs meanwhile, so two calls
    /// for one kind never nest.
    fn with<R>(handle: u32, body: impl FnOnce(&mut Self) -> Result<R>) -> Result<R> {
        Self::borrow(|places| {
            let open = places
                .get_mut(handle as usize)
                .and_then(Option::as_mut)
                .ok_or_else(|| unknown(handle))?;
            body(open)
        })
    }

    /// Takes what is open under a handle out of the table, if it is still there.
    fn close(handle: u32) -> Result<Option<Self>> {
        Self::borrow(|places| Ok(places.get_mut(handle as usize).and_then(Option::take)))
    }

    /// Runs `body` on the whole table.
    fn borrow<R>(body: impl FnOnce(&mut Vec<Option<Self>>) -> Result<R>) -> Result<R> {
        Self::table().with(|table| {
            let mut places = table.0.try_borrow_mut().map_err(|_| {
                let reason = "A native call must end before the next one of its kind begins";
                Error::new(Status::GenericFailure, reason)
            })?;
            body(&mut places)
        })
    }
}

/// The error for a handle that names nothing. A function of its own keeps every instance of `with` small.
#[cold]
fn unknown(handle: u32) -> Error {
    let reason = format!("Nothing is open under the handle {handle}");
    Error::new(Status::InvalidArg, reason)
}

/// Implements [`Open`] for a kind, with a table of its own.
macro_rules! open_by_handle {
    ($kind:ty) => {
        impl $crate::node::table::Open for $kind {
            fn table() -> &'static std::thread::LocalKey<$crate::node::table::Table<Self>> {
                thread_local! {
                    static TABLE: $crate::node::table::Table<$kind> =
                        const { $crate::node::table::Table::new() };
                }
                &TABLE
            }
        }
    };
}
pub(super) use open_by_handle;
