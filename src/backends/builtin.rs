//! The backends that come with the crate, by name.

use super::faulty::Fault;
use crate::filesystem::Blocking;
use crate::rule::did_you_mean;
use crate::tree::Platform;

/// A backend that comes with the crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Builtin {
    /// The real implementation in one of its blocking modes.
    Host(Blocking),
    /// The host functions of wasmtime-wasi, which may block the current thread or not.
    #[cfg(feature = "wasmtime")]
    Wasmtime {
        /// Whether they may.
        may_block: bool,
    },
    /// One that is wrong on purpose.
    Faulty(Fault),
    /// A host of a platform, emulated, and wrong on purpose if it has a fault.
    Emulated(Platform, Option<Fault>),
    /// One behind a driver, by the words of its command.
    #[cfg(feature = "process")]
    Process(Vec<String>),
}

/// What the name of a faulty backend starts with.
const FAULTY: &str = "faulty:";

/// What the name of an emulated backend starts with; a fault stands behind a `+`.
const EMULATED: &str = "emulated:";

/// What stands before the command of a driver.
const PROCESS: &str = "process:";

impl Builtin {
    /// The real implementation in its modes, each with its name; the first is its default.
    pub const HOSTS: &'static [(&'static str, Blocking)] = &[
        ("host", Blocking::NowaitThenPool),
        ("host-inline", Blocking::CurrentThread),
        ("host-pool", Blocking::Pool),
    ];

    /// wasmtime-wasi, as it may block the current thread or not, each with its name; the first is its default.
    pub const WASMTIMES: &'static [(&'static str, bool)] = &[("wasmtime", false), ("wasmtime-inline", true)];

    /// The backend of this name.
    ///
    /// # Errors
    /// For any other name, with those that are known; for one that needs a feature this crate was built without; for a
    /// command whose quotes are not closed.
    pub fn from_name(name: &str) -> Result<Self, UnknownBackend> {
        if let Some(command) = name.strip_prefix(PROCESS) {
            return Self::behind(command);
        }
        let host = Self::HOSTS.iter().find(|(known, _)| *known == name);
        let faulty = || name.strip_prefix(FAULTY).and_then(Fault::from_name).map(Self::Faulty);
        if let Some((_, may_block)) = Self::WASMTIMES.iter().find(|(known, _)| *known == name) {
            return Self::of_wasmtime(name, *may_block);
        }
        let emulated = || name.strip_prefix(EMULATED).and_then(Self::emulated);
        host.map(|(_, blocking)| Self::Host(*blocking))
            .or_else(faulty)
            .or_else(emulated)
            .ok_or_else(|| UnknownBackend::Name(name.to_owned()))
    }

    /// The platform, and the fault behind it, if there is one: one that is about what a call does.
    fn emulated(name: &str) -> Option<Self> {
        let (platform, fault) =
            name.split_once('+').map_or((name, None), |(name, fault)| (name, Some(fault)));
        let fault = fault.map(|fault| Fault::from_name(fault).filter(|fault| fault.is_inline()));
        let platform = Platform::from_name(platform).ok()?;
        match fault {
            Some(fault) => Some(Self::Emulated(platform, Some(fault?))),
            None => Some(Self::Emulated(platform, None)),
        }
    }

    #[cfg(feature = "process")]
    fn behind(command: &str) -> Result<Self, UnknownBackend> {
        let words = shell_words::split(command);
        words.map(Self::Process).map_err(|_| UnknownBackend::Quotes(command.to_owned()))
    }

    #[cfg(not(feature = "process"))]
    fn behind(_command: &str) -> Result<Self, UnknownBackend> {
        Err(UnknownBackend::Feature { name: format!("{PROCESS}..."), feature: "process" })
    }

    #[cfg(feature = "wasmtime")]
    #[expect(clippy::unnecessary_wraps, reason = "without the feature there is none")]
    fn of_wasmtime(_: &str, may_block: bool) -> Result<Self, UnknownBackend> {
        Ok(Self::Wasmtime { may_block })
    }

    #[cfg(not(feature = "wasmtime"))]
    fn of_wasmtime(name: &str, _: bool) -> Result<Self, UnknownBackend> {
        Err(UnknownBackend::Feature { name: name.to_owned(), feature: "wasmtime" })
    }

    /// The names of all, in the order of their tables.
    pub fn names() -> Vec<String> {
        let hosts = Self::HOSTS.iter().map(|(name, _)| (*name).to_owned());
        let wasmtimes = Self::WASMTIMES.iter().map(|(name, _)| (*name).to_owned());
        let wasmtimes = wasmtimes.filter(|_| cfg!(feature = "wasmtime"));
        hosts
            .chain(wasmtimes)
            .chain(Platform::ALL.iter().map(|platform| format!("{EMULATED}{}", platform.name())))
            .chain(Fault::ALL.iter().map(|fault| format!("{FAULTY}{}", fault.name())))
            .collect()
    }
}

/// What is said of the names that are known: the one that may be meant, and all but those of faulty backends, which are many.
fn known(name: &str) -> String {
    let (faulty, others): (Vec<_>, Vec<_>) =
        Builtin::names().into_iter().partition(|known| known.starts_with(FAULTY));
    let hint = did_you_mean(name, others.iter().chain(&faulty).map(String::as_str));
    format!(
        "{hint}; known are:\n  {}\n  {PROCESS}COMMAND\n  {FAULTY}NAME, which are {}: `explain RULE` has those of a rule",
        others.join("\n  "),
        faulty.len()
    )
}

/// A name that gives no backend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownBackend {
    /// It is not known.
    #[error("{0:?} is no backend{known}", known = known(.0))]
    Name(String),
    /// It is the command of a driver, and no shell could read it.
    #[error("a quote of the command {0:?} is not closed: each \" and ' needs another one, or a \\ before it")]
    Quotes(String),
    /// It is that of a backend this crate was built without.
    #[error("the backend {name:?} is not in this build; build with `--features {feature}`")]
    Feature {
        /// The name.
        name: String,
        /// What to build with.
        feature: &'static str,
    },
}
