//! A typed array's elements, owned by Rust, in any of JavaScript's eleven kinds.

use super::zeroed::{NoMemory, zeroed};

/// The kinds of typed array, numbered as Node-API numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the JavaScript class of the same name")]
pub enum ElementKind {
    Int8,
    Uint8,
    Uint8Clamped,
    Int16,
    Uint16,
    Int32,
    Uint32,
    Float32,
    Float64,
    BigInt64,
    BigUint64,
}

impl ElementKind {
    /// All kinds, by number.
    pub const ALL: [Self; 11] = [
        Self::Int8,
        Self::Uint8,
        Self::Uint8Clamped,
        Self::Int16,
        Self::Uint16,
        Self::Int32,
        Self::Uint32,
        Self::Float32,
        Self::Float64,
        Self::BigInt64,
        Self::BigUint64,
    ];

    /// The kind with this number, if it is one of the eleven. Later engines have more kinds.
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.get(number as usize).copied()
    }

    /// The size of one element in bytes.
    #[must_use]
    pub fn size(self) -> usize {
        match self {
            Self::Int8 | Self::Uint8 | Self::Uint8Clamped => 1,
            Self::Int16 | Self::Uint16 => 2,
            Self::Int32 | Self::Uint32 | Self::Float32 => 4,
            Self::Float64 | Self::BigInt64 | Self::BigUint64 => 8,
        }
    }
}

/// The elements of a typed array, copied out of JavaScript or on their way there.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    missing_docs,
    reason = "each holds the elements of the JavaScript class of the same name"
)]
pub enum Array {
    Int8(Vec<i8>),
    Uint8(Vec<u8>),
    Uint8Clamped(Vec<u8>),
    Int16(Vec<i16>),
    Uint16(Vec<u16>),
    Int32(Vec<i32>),
    Uint32(Vec<u32>),
    Float32(Vec<f32>),
    Float64(Vec<f64>),
    BigInt64(Vec<i64>),
    BigUint64(Vec<u64>),
}

/// Runs one expression on the elements of an [`Array`], whatever their type.
macro_rules! each_array {
    ($array:expr, $elements:ident => $body:expr) => {
        match $array {
            $crate::memory::Array::Int8($elements) => $body,
            $crate::memory::Array::Uint8($elements) => $body,
            $crate::memory::Array::Uint8Clamped($elements) => $body,
            $crate::memory::Array::Int16($elements) => $body,
            $crate::memory::Array::Uint16($elements) => $body,
            $crate::memory::Array::Int32($elements) => $body,
            $crate::memory::Array::Uint32($elements) => $body,
            $crate::memory::Array::Float32($elements) => $body,
            $crate::memory::Array::Float64($elements) => $body,
            $crate::memory::Array::BigInt64($elements) => $body,
            $crate::memory::Array::BigUint64($elements) => $body,
        }
    };
}
pub(crate) use each_array;

/// Runs one expression with a type alias for the elements of an [`ElementKind`].
macro_rules! each_kind {
    ($kind:expr, $element:ident => $body:expr) => {
        $crate::memory::each_kind!(@ $kind, $element, $body,
            Int8 i8, Uint8 u8, Uint8Clamped u8, Int16 i16, Uint16 u16, Int32 i32, Uint32 u32, Float32 f32, Float64 f64,
            BigInt64 i64, BigUint64 u64)
    };
    (@ $kind:expr, $element:ident, $body:expr, $($variant:ident $number:ty),*) => {
        match $kind {
            $($crate::memory::ElementKind::$variant => {
                type $element = $number;
                $body
            })*
        }
    };
}
pub(crate) use each_kind;

impl Array {
    /// Makes an array of zeros.
    ///
    /// # Errors
    ///
    /// If there is no memory for it.
    pub fn zeroed(kind: ElementKind, len: usize) -> Result<Self, NoMemory> {
        Ok(match kind {
            ElementKind::Int8 => Self::Int8(zeroed(len)?),
            ElementKind::Uint8 => Self::Uint8(zeroed(len)?),
            ElementKind::Uint8Clamped => Self::Uint8Clamped(zeroed(len)?),
            ElementKind::Int16 => Self::Int16(zeroed(len)?),
            ElementKind::Uint16 => Self::Uint16(zeroed(len)?),
            ElementKind::Int32 => Self::Int32(zeroed(len)?),
            ElementKind::Uint32 => Self::Uint32(zeroed(len)?),
            ElementKind::Float32 => Self::Float32(zeroed(len)?),
            ElementKind::Float64 => Self::Float64(zeroed(len)?),
            ElementKind::BigInt64 => Self::BigInt64(zeroed(len)?),
            ElementKind::BigUint64 => Self::BigUint64(zeroed(len)?),
        })
    }

    /// Which kind of typed array it is.
    #[must_use]
    pub fn kind(&self) -> ElementKind {
        match self {
            Self::Int8(_) => ElementKind::Int8,
            Self::Uint8(_) => ElementKind::Uint8,
            Self::Uint8Clamped(_) => ElementKind::Uint8Clamped,
            Self::Int16(_) => ElementKind::Int16,
            Self::Uint16(_) => ElementKind::Uint16,
            Self::Int32(_) => ElementKind::Int32,
            Self::Uint32(_) => ElementKind::Uint32,
            Self::Float32(_) => ElementKind::Float32,
            Self::Float64(_) => ElementKind::Float64,
            Self::BigInt64(_) => ElementKind::BigInt64,
            Self::BigUint64(_) => ElementKind::BigUint64,
        }
    }

    /// How many elements it has.
    #[must_use]
    pub fn len(&self) -> usize {
        each_array!(self, elements => elements.len())
    }

    /// Whether it has no elements.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
