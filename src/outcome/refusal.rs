//! What a refusal may say.

use crate::rule::Leeway;
use crate::wasi::ErrorCode;

/// Which codes a refusal may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The one that the standard names.
    Code(ErrorCode),
    /// One of those that it leaves open.
    OneOf(Leeway),
}

impl Refusal {
    /// All of them.
    pub fn codes(&self) -> &[ErrorCode] {
        match self {
            Self::Code(code) => std::slice::from_ref(code),
            Self::OneOf(leeway) => leeway.codes(),
        }
    }
}

impl From<ErrorCode> for Refusal {
    fn from(code: ErrorCode) -> Self {
        Self::Code(code)
    }
}

impl From<Leeway> for Refusal {
    fn from(leeway: Leeway) -> Self {
        Self::OneOf(leeway)
    }
}
