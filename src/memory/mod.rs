//! Memory that several threads see, JavaScript's and Rust's, and copies of it. `README.md` says
//! who may touch what, and when.

mod array;
mod element;
mod lease;
mod segment;
mod view;
mod visit;
mod zeroed;

#[cfg(all(test, not(loom)))]
mod test;
#[cfg(all(test, not(loom)))]
mod test_lease;

pub use self::array::{Array, ElementKind};
pub(crate) use self::array::{each_array, each_kind};
pub use self::element::Element;
pub use self::lease::{Asked, Count, Lease, LeaseId, Leases, Range};
pub use self::segment::{SEGMENT, Segment, Segments, Shelf, Slice};
pub use self::view::View;
pub use self::visit::{Visit, Visits};
pub use self::zeroed::{NoMemory, Zero, zeroed};
