//! What is decided anew at each call, and streams that may not be used and never say why.

use super::streams::{FaultyInputStream, FaultyOutputStream};
use super::{Fault, FaultyDescriptor};
use crate::backends::host::{HostInputStream, HostOutputStream};
use crate::wasi::{DescriptorFlags, DescriptorStat, DescriptorType, ErrorCode, FsResult, StreamError};

impl FaultyDescriptor {
    /// Whether this is the second call of two, of those that the fault is about.
    fn is_every_second(&self) -> bool {
        let told = self.means.told.get();
        self.means.told.set(told + 1);
        told % 2 == 1
    }

    /// Flags of a file that was opened for nothing.
    pub(super) fn flags_of_nothing(&self, flags: DescriptorFlags) -> DescriptorFlags {
        let hides = self.means.for_nothing
            && (self.has(Fault::FlagsHide) || (self.has(Fault::FlagsFlip) && self.is_every_second()));
        if hides { flags - DescriptorFlags::READ } else { flags }
    }

    /// Refuses every second read through a descriptor that was opened for nothing, and the first.
    pub(super) fn refuse_every_second(&self, length: u64) -> FsResult<()> {
        let is_about = self.has(Fault::ReadsFlip) && self.means.for_nothing && length > 0;
        if is_about && !self.is_every_second() { Err(ErrorCode::BadDescriptor.into()) } else { Ok(()) }
    }

    /// The size of a directory, another each time.
    pub(super) fn directory_told(&self, stat: &mut DescriptorStat) {
        if self.has(Fault::DirectoryFlips) && stat.r#type == DescriptorType::Directory {
            stat.size += u64::from(self.is_every_second());
        }
    }

    /// A directory as stat tells it, and not stat-at.
    pub(super) fn directory_kept(&self, stat: &mut DescriptorStat) {
        if self.has(Fault::DirectoryByPathDiffers) && stat.r#type == DescriptorType::Directory {
            stat.link_count += 1;
        }
    }

    /// A stream of a file that may not be written, where the fault gives one.
    pub(super) async fn denied_output(
        &self,
        offset: Option<u64>,
        result: &FsResult<HostOutputStream>,
    ) -> Option<FaultyOutputStream> {
        let told = if self.has(Fault::DeniedBlocks) {
            StreamError::LastOperationFailed(Some(ErrorCode::BadDescriptor))
        } else {
            StreamError::Closed
        };
        let faults = [Fault::DeniedBlocks, Fault::DeniedOutputIsClosed];
        let twin = faults.iter().find_map(|fault| self.twin_for(*fault, result, ErrorCode::BadDescriptor))?;
        let real = super::rights::output(twin, offset).await.ok()?;
        Some(self.wrapped_output(real, offset).denied(told))
    }

    /// A stream of a file that may not be read, where the fault gives one.
    pub(super) async fn denied_input(
        &self,
        offset: u64,
        result: &FsResult<HostInputStream>,
    ) -> Option<FaultyInputStream> {
        use crate::backend::Descriptor as _;
        let twin = self.twin_for(Fault::DeniedInputIsClosed, result, ErrorCode::BadDescriptor)?;
        let real = twin.read_via_stream(offset).await.ok()?;
        Some(self.wrapped_input(real, offset).denied())
    }
}
