//! What a refusal may say.

use super::{Allowed, Answer};
use crate::rule::Leeway;
use crate::tree::Capability;
use crate::wasi::ErrorCode;

/// How to read a row: a choice that a host alone has which declares to lack something, and what that is.
const WITHOUT: &[(Leeway, Capability)] = &[
    (Leeway::OddName, Capability::FreeNames),
    (Leeway::OpenRemoved, Capability::RemoveOpen),
    (Leeway::OpenRenamed, Capability::RenameOpen),
    (Leeway::OpenTruncated, Capability::TruncateOpen),
    (Leeway::DirectoryReplaced, Capability::ReplaceDirectories),
    (Leeway::Nameless, Capability::NamelessFiles),
    (Leeway::WindowsDirectory, Capability::PosixCodes),
    (Leeway::WindowsNotEmpty, Capability::PosixCodes),
    (Leeway::WindowsSlash, Capability::PosixCodes),
    (Leeway::WindowsWay, Capability::PosixCodes),
    (Leeway::WindowsLink, Capability::PosixCodes),
    (Leeway::MacosDirectory, Capability::PosixCodes),
];

/// Which codes a refusal may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The one that the standard names.
    Code(ErrorCode),
    /// One of those that it leaves open.
    OneOf(Leeway),
}

impl Refusal {
    /// What a host has to lack that may say so; none where all may.
    pub fn without(&self) -> Option<Capability> {
        match self {
            Self::Code(_) => None,
            Self::OneOf(leeway) => WITHOUT.iter().find(|(choice, _)| choice == leeway).map(|(_, lack)| *lack),
        }
    }

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

impl Allowed {
    /// Whether nothing but a refusal conforms.
    pub(crate) fn are_refusals(&self) -> bool {
        self.answers().iter().all(|(answer, _)| matches!(answer, Answer::Error(_) | Answer::Failed(_)))
    }
}
