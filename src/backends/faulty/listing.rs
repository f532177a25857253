//! A listing with a fault.

use super::Fault;
use super::large::listing_max;
use super::system::listed;
use crate::backend::DirectoryEntryStream;
use crate::backends::host::HostDirectoryEntryStream;
use crate::wasi::{DescriptorType, DirectoryEntry, ErrorCode, FsResult};

/// The entries of one listing, with a fault.
#[derive(Debug)]
pub struct FaultyDirectoryEntryStream {
    real: HostDirectoryEntryStream,
    fault: Option<Fault>,
    /// What comes once more, or too much.
    again: Option<DirectoryEntry>,
    /// What comes behind the end.
    behind: Option<DirectoryEntry>,
    /// What comes before the end.
    at_end: Option<DirectoryEntry>,
    /// How many entries were given.
    given: u64,
    /// Whether the first entry was given.
    began: bool,
    /// Whether it ends here.
    is_over: bool,
}

impl FaultyDirectoryEntryStream {
    pub(super) fn new(real: HostDirectoryEntryStream, fault: Option<Fault>) -> Self {
        let dot = DirectoryEntry { r#type: DescriptorType::Directory, name: ".".into() };
        let parent = DirectoryEntry { name: "..".into(), ..dot.clone() };
        let lost = DirectoryEntry { name: "lost+found".into(), ..dot.clone() };
        let (again, at_end) = match fault {
            Some(Fault::ListsDots) => (Some(dot), None),
            Some(Fault::ListsDotDot) => (Some(parent), None),
            Some(Fault::ListingInvents) => (None, Some(lost)),
            _ => (None, None),
        };
        Self { at_end, given: 0, real, fault, again, behind: None, began: false, is_over: false }
    }

    /// The next entry that the fault does not leave out.
    async fn next(&mut self) -> FsResult<Option<DirectoryEntry>> {
        let hides = self.fault == Some(Fault::ListingHidesDots);
        loop {
            let told = self.real_entry().await;
            let told = self.of_raw_name(told);
            match listed(self.fault, told)? {
                Some(entry) if hides && entry.name.starts_with('.') => {}
                other => return Ok(other),
            }
        }
    }

    async fn real_entry(&mut self) -> FsResult<Option<DirectoryEntry>> {
        if self.is_over { Ok(None) } else { self.real.read_directory_entry().await }
    }

    /// What is made of an entry whose name is no text.
    fn of_raw_name(&mut self, told: FsResult<Option<DirectoryEntry>>) -> FsResult<Option<DirectoryEntry>> {
        if told != Err(ErrorCode::IllegalByteSequence.into()) {
            return told;
        }
        if self.fault == Some(Fault::ListingTellsRaw) {
            let name = String::from('\u{fffd}');
            return Ok(Some(DirectoryEntry { r#type: DescriptorType::RegularFile, name }));
        }
        self.is_over = self.fault == Some(Fault::ListingEndsAtRaw);
        if self.is_over { Ok(None) } else { told }
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
            Some(Fault::ListingSmall) => entry.name = entry.name.to_lowercase(),
            Some(Fault::EntriesUnknown) => entry.r#type = DescriptorType::Unknown,
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
        let cut = self.given >= listing_max(self.fault);
        if !cut && let Some(entry) = self.next().await? {
            self.given += 1;
            return Ok(Some(self.given(entry)));
        }
        if let Some(entry) = self.at_end.take() {
            return Ok(Some(entry));
        }
        // The end itself is told first.
        self.again = self.behind.take();
        Ok(None)
    }
}
