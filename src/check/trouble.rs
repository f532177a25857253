//! Why a script can't be judged.

use std::path::Path;

use super::shortage::{self, Shortage};
use crate::backend::StartError;

/// Why a script could not be judged at all: our own or the machine's fault.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The backend's place could not be made.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The machine is short of something, so what a backend answers says nothing about it.
    #[error("{shortage}{}", folder.as_ref().map_or_else(String::new, |folder| format!(" (in {folder})")))]
    Short {
        /// What it is short of, and what helps.
        shortage: Shortage,
        /// The folder of the script, if it has one.
        folder: Option<String>,
    },
    /// The tree at the end, or what is around it, could not be read.
    #[error("can't read back the tree in {folder}: {source}")]
    Audit {
        /// The folder.
        folder: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The threads that hold and answer calls of the system have failed, so what a backend answers says nothing about it.
    #[error(
        "the syscall gate broke, which is a bug of this program: run again with SYSCALL_GATE=off in the environment, \
         and please report it"
    )]
    Gate,
    /// No runtime could be made.
    #[error("can't start a runtime: {0}")]
    Runtime(std::io::Error),
}

impl Trouble {
    /// The machine is short of something, where what is in this folder is judged.
    pub(super) fn short(shortage: Shortage, folder: Option<&Path>) -> Self {
        Self::Short { shortage, folder: folder.map(|folder| folder.display().to_string()) }
    }

    /// Tells of an error in setting up a script what the machine is short of, if that is behind it.
    pub(super) fn of_start(error: StartError) -> Self {
        let short = match &error {
            StartError::Place { path, source, .. } if shortage::is_shortage(source) => {
                // The place itself may not have come about.
                let folder = path.ancestors().find(|folder| folder.is_dir());
                shortage::of_anything(folder).map(|shortage| Self::short(shortage, folder))
            }
            StartError::Place { .. } => None,
            StartError::Backend(why) => {
                shortage::behind_words(&why.to_string(), None).map(|shortage| Self::short(shortage, None))
            }
        };
        short.unwrap_or(Self::Start(error))
    }
}
