//! A listing with a fault.

use super::Fault;
use crate::backend::DirectoryEntryStream;
use crate::backends::host::HostDirectoryEntryStream;
use crate::wasi::{DescriptorType, DirectoryEntry, FsResult};

/// The entries of one listing, with a fault.
#[derive(Debug)]
pub struct FaultyDirectoryEntryStream {
    real: HostDirectoryEntryStream,
    fault: Option<Fault>,
    /// What comes once more, or too much.
    again: Option<DirectoryEntry>,
    /// What comes behind the end.
    behind: Option<DirectoryEntry>,
    /// Whether the first entry was given.
    began: bool,
}

impl FaultyDirectoryEntryStream {
    pub(super) fn new(real: HostDirectoryEntryStream, fault: Option<Fault>) -> Self {
        let dot = DirectoryEntry { r#type: DescriptorType::Directory, name: ".".into() };
        let again = (fault == Some(Fault::ListsDots)).then_some(dot);
        Self { real, fault, again, behind: None, began: false }
    }

    /// Keeps the first entry, or changes one.
    fn given(&mut self, mut entry: DirectoryEntry) -> DirectoryEntry {
        let first = !std::mem::replace(&mut self.began, true);
        match self.fault {
            Some(Fault::EntryTwice) if first => self.again = Some(entry.clone()),
            Some(Fault::ListingStartsAgain) if first => self.behind = Some(entry.clone()),
            Some(Fault::EntryFollowed) if entry.r#type == DescriptorType::SymbolicLink => {
                entry.r#type = DescriptorType::RegularFile;
            }
            _ => {}
        }
        entry
    }
}

impl DirectoryEntryStream for FaultyDirectoryEntryStream {
    async fn read_directory_entry(&mut self) -> FsResult<Option<DirectoryEntry>> {
        if let Some(entry) = self.again.take() {
            return Ok(Some(entry));
        }
        if let Some(entry) = self.real.read_directory_entry().await? {
            return Ok(Some(self.given(entry)));
        }
        // The end itself is told first.
        self.again = self.behind.take();
        Ok(None)
    }
}
