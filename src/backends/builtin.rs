//! The backends that come with the crate, by name.

use super::faulty::Fault;
use crate::filesystem::Blocking;

/// A backend that comes with the crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builtin {
    /// The real implementation in one of its blocking modes.
    Host(Blocking),
    /// One that is wrong on purpose.
    Faulty(Fault),
}

/// What the name of a faulty backend starts with.
const FAULTY: &str = "faulty:";

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
        let faulty = || name.strip_prefix(FAULTY).and_then(Fault::from_name).map(Self::Faulty);
        host.map(|(_, blocking)| Self::Host(*blocking))
            .or_else(faulty)
            .ok_or_else(|| UnknownBackend(name.to_owned()))
    }

    /// The names of all, in the order of their tables.
    pub fn names() -> Vec<String> {
        let hosts = Self::HOSTS.iter().map(|(name, _)| (*name).to_owned());
        hosts.chain(Fault::ALL.iter().map(|fault| format!("{FAULTY}{}", fault.name()))).collect()
    }
}

/// A name that is no backend's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no backend; known are:\n  {list}", list = Builtin::names().join("\n  "))]
pub struct UnknownBackend(String);
