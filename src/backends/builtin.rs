//! The backends that come with the crate, by name.

use crate::filesystem::Blocking;

/// A backend that comes with the crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builtin {
    /// The real implementation in one of its blocking modes.
    Host(Blocking),
}

impl Builtin {
    /// The real implementation in its modes, each with its name; the first is its default.
    pub const HOSTS: &'static [(&'static str, Blocking)] = &[
        ("host", Blocking::NowaitThenPool),
        ("host-inline", Blocking::CurrentThread),
        ("host-pool", Blocking::Pool),
    ];

    /// The backend of this name.
    ///
    /// # Errors
    /// For any other name, with the list of known ones.
    pub fn from_name(name: &str) -> Result<Self, UnknownBackend> {
        let host = Self::HOSTS.iter().find(|(known, _)| *known == name);
        host.map(|(_, blocking)| Self::Host(*blocking)).ok_or_else(|| UnknownBackend(name.to_owned()))
    }

    /// The names of all, in the order of their tables.
    pub fn names() -> Vec<String> {
        Self::HOSTS.iter().map(|(name, _)| (*name).to_owned()).collect()
    }
}

/// A name that is no backend's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no backend; known are:\n  {list}", list = Builtin::names().join("\n  "))]
pub struct UnknownBackend(String);
