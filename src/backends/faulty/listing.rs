//! A listing with a fault.

use super::Fault;
use crate::backend::DirectoryEntryStream;
use crate::backends::host::HostDirectoryEntryStream;
use crate::wasi::{DirectoryEntry, FsResult};

/// The entries of one listing, with a fault.
#[derive(Debug)]
pub struct FaultyDirectoryEntryStream {
    real: HostDirectoryEntryStream,
    fault: Option<Fault>,
    /// What comes once more; none before the first entry.
    again: Option<DirectoryEntry>,
    /// Whether the first entry was given.
    began: bool,
}

impl FaultyDirectoryEntryStream {
    pub(super) fn new(real: HostDirectoryEntryStream, fault: Option<Fault>) -> Self {
        Self { real, fault, again: None, began: false }
    }
}

impl DirectoryEntryStream for FaultyDirectoryEntryStream {
    async fn read_directory_entry(&mut self) -> FsResult<Option<DirectoryEntry>> {
        if let Some(entry) = self.again.take() {
            return Ok(Some(entry));
        }
        let entry = self.real.read_directory_entry().await?;
        if self.fault == Some(Fault::EntryTwice) && !self.began {
            self.again.clone_from(&entry);
        }
        self.began = true;
        Ok(entry)
    }
}
