//! Answers that are wrong by a word.

use std::rc::Rc;

use super::codes::Asked;
use super::{Fault, FaultyDescriptor};
use crate::backend::Descriptor as _;
use crate::backends::host::HostDescriptor;
use crate::wasi::{
    Datetime, DescriptorFlags, DescriptorStat, DescriptorType, ErrorCode, FsResult, NewTimestamp, OpenFlags,
    PathFlags,
};

/// The block in which a fault counts sizes, in bytes.
const BLOCK: u64 = 512;

impl FaultyDescriptor {
    pub(super) fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    pub(super) fn type_told(&self, r#type: DescriptorType) -> FsResult<DescriptorType> {
        match self.fault {
            Some(Fault::TypeUnsupported) => Err(ErrorCode::Unsupported.into()),
            Some(Fault::TypeIsFile) => Ok(DescriptorType::RegularFile),
            _ => Ok(r#type),
        }
    }

    pub(super) fn flags_told(&self, flags: DescriptorFlags) -> DescriptorFlags {
        let opened_to_read = DescriptorFlags::READ | DescriptorFlags::MUTATE_DIRECTORY;
        match self.fault {
            Some(Fault::FlagsForgotten) => flags - DescriptorFlags::WRITE,
            Some(Fault::FlagsForgetMutate) => flags - DescriptorFlags::MUTATE_DIRECTORY,
            Some(Fault::FlagsMore) if flags & opened_to_read == DescriptorFlags::READ => {
                flags | DescriptorFlags::WRITE
            }
            Some(Fault::FlagsSync) => flags | DescriptorFlags::FILE_INTEGRITY_SYNC,
            Some(Fault::FlagsMutateFile) if self.real.file().is_some() => {
                flags | DescriptorFlags::MUTATE_DIRECTORY
            }
            _ => flags,
        }
    }

    pub(super) fn size_told(&self, stat: &mut DescriptorStat) {
        if self.has(Fault::SizeInBlocks) && stat.r#type == DescriptorType::RegularFile {
            stat.size = stat.size.checked_next_multiple_of(BLOCK).unwrap_or(stat.size);
        }
        if self.has(Fault::StatOfLinkIsFile) && stat.r#type == DescriptorType::SymbolicLink {
            stat.r#type = DescriptorType::RegularFile;
        }
    }

    /// What stat tells otherwise than stat-at: the size that it told first, another type.
    pub(super) fn size_kept(&self, stat: &mut DescriptorStat) {
        if self.has(Fault::StatOfDirectoryIsFile) && stat.r#type == DescriptorType::Directory {
            stat.r#type = DescriptorType::RegularFile;
        }
        if self.has(Fault::SizeIsStale) && stat.r#type == DescriptorType::RegularFile {
            let told = &self.means.told;
            // One more than the size, since nothing was told while it is zero.
            let first = if told.get() == 0 { stat.size } else { told.get() - 1 };
            told.set(first + 1);
            stat.size = first;
        }
    }

    /// Timestamps that are told one second later each time. What an access is set to may come before both.
    pub(super) fn creep(&self, stat: &mut DescriptorStat) {
        if self.has(Fault::TimeCreeps) {
            let times = self.means.told.get();
            self.means.told.set(times + 1);
            let later =
                |moment: Datetime| Datetime { seconds: moment.seconds.saturating_add(times), ..moment };
            stat.data_modification_timestamp = stat.data_modification_timestamp.map(later);
            stat.status_change_timestamp = stat.status_change_timestamp.map(later);
        }
    }

    /// Refuses what the fault can't do with a file that has no name any more.
    pub(super) async fn refuse_nameless(&self) -> FsResult<()> {
        if self.has(Fault::NamelessFails) {
            let stat = self.real.stat().await?;
            if stat.r#type == DescriptorType::RegularFile && stat.link_count == 0 {
                return Err(ErrorCode::NoEntry.into());
            }
        }
        Ok(())
    }

    /// Refuses what the fault can't do with a file that has fewer names than when it was opened, and still some.
    pub(super) async fn refuse_unlinked(&self) -> FsResult<()> {
        if self.has(Fault::LostNameFails) {
            let links = self.real.stat().await?.link_count;
            if (1..self.means.told.get()).contains(&links) {
                return Err(ErrorCode::Io.into());
            }
        }
        Ok(())
    }

    /// Refuses a moment whose seconds don't fit in 32 bits.
    pub(super) fn refuse_late(&self, modification: NewTimestamp) -> FsResult<()> {
        match modification {
            NewTimestamp::Timestamp(Datetime { seconds, .. })
                if self.has(Fault::LateTimesFail) && u32::try_from(seconds).is_err() =>
            {
                Err(ErrorCode::Io.into())
            }
            NewTimestamp::Timestamp(_) | NewTimestamp::NoChange | NewTimestamp::Now => Ok(()),
        }
    }

    /// The path that stat-at takes for the one it was given, or its refusal.
    pub(super) async fn way_to(&self, path: &str) -> FsResult<String> {
        if self.has(Fault::EmptyPathIsHere) && path.is_empty() {
            return Ok(".".into());
        }
        if let (true, Some((before, rest))) = (self.has(Fault::WayNotFollowed), path.split_once('/'))
            && !rest.is_empty()
        {
            // Dots, and a link or a slash at the end, are judged by rules of their own.
            let end = self.real.stat_at(PathFlags::empty(), path).await;
            let plain = end.is_ok_and(|stat| stat.r#type != DescriptorType::SymbolicLink)
                && !rest.ends_with(['/', '.']);
            if plain && self.leads_to(before, DescriptorType::SymbolicLink).await {
                return Err(ErrorCode::Loop.into());
            }
        }
        Ok(path.to_owned())
    }

    /// Whether a path leads to an object of this type.
    pub(super) async fn leads_to(&self, path: &str, r#type: DescriptorType) -> bool {
        self.real.stat_at(PathFlags::empty(), path).await.is_ok_and(|stat| stat.r#type == r#type)
    }

    pub(super) async fn is_removed(&self) -> bool {
        self.real.stat().await.is_ok_and(|stat| stat.link_count == 0)
    }

    /// What making a directory comes to.
    pub(super) async fn made(&self, path: &str, result: FsResult<()>) -> FsResult<()> {
        let taken = result.as_ref().is_err_and(|error| error.code() == Some(ErrorCode::Exist));
        if self.has(Fault::CreateTakesExisting) && taken {
            let there = self.real.stat_at(PathFlags::empty(), path).await?;
            if there.r#type == DescriptorType::Directory {
                return Ok(());
            }
        }
        if self.has(Fault::RemovedIsAccess) && !self.is_removed().await {
            return result;
        }
        self.coded(Asked::CreateDirectory, path, result)
    }

    /// Removes a file's name, in a wrong way where that is the fault.
    pub(super) async fn unlink_somehow(&self, path: &str) -> FsResult<()> {
        let target = self.real.stat_at(PathFlags::empty(), path).await;
        let is_file = target.is_ok_and(|stat| stat.r#type == DescriptorType::RegularFile);
        if self.has(Fault::UnlinkIsBusy) && is_file && self.may_change_entries().await {
            return Err(ErrorCode::Busy.into());
        }
        if let Some(answer) = self.unlink_idly(path).await {
            return answer;
        }
        let result = self.coded(Asked::UnlinkFile, path, self.unlink_anyway(path).await);
        if self.has(Fault::UnlinkLeavesWhiteout) && result.is_ok() && !path.contains('/') {
            let left = format!(".wh.{path}");
            let write = DescriptorFlags::WRITE;
            // A name that is too long leaves none.
            drop(self.real.open_at(PathFlags::empty(), &left, OpenFlags::CREATE, write).await);
        }
        result
    }

    /// What making a symbolic link comes to.
    pub(super) fn symlinked(&self, path: &str, result: FsResult<()>) -> FsResult<()> {
        match self.coded(Asked::SymlinkAt, path, result) {
            Err(error) if self.has(Fault::SymlinkTakenIsDone) && error.code() == Some(ErrorCode::Exist) => {
                Ok(())
            }
            result => result,
        }
    }

    /// What linking comes to: refused although it was done, or done although a file was there.
    pub(super) async fn linked(
        &self,
        (flags, old): (PathFlags, &str),
        (to, new): (&Rc<HostDescriptor>, &str),
        result: FsResult<()>,
    ) -> FsResult<()> {
        if self.has(Fault::LinkFollowRefused) && flags.contains(PathFlags::SYMLINK_FOLLOW) {
            if result.is_ok() {
                to.unlink_file_at(new).await?;
            }
            return Err(ErrorCode::Invalid.into());
        }
        if self.has(Fault::LinkRefused) && result.is_ok() {
            to.unlink_file_at(new).await?;
            return Err(ErrorCode::TooManyLinks.into());
        }
        let taken = result.as_ref().is_err_and(|error| error.code() == Some(ErrorCode::Exist));
        if self.has(Fault::LinkReplaces) && taken && to.unlink_file_at(new).await.is_ok() {
            return self.real.link_at(flags, old, to, new).await;
        }
        // Else what is refused with this code says that of a directory alone.
        let coded =
            self.has(Fault::LinkDeviceIsNotPermitted) || self.leads_to(old, DescriptorType::Directory).await;
        if coded { self.coded(Asked::LinkAt, old, result) } else { result }
    }
}
