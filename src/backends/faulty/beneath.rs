//! Changes what is none of the guest's on its way, and leaves the tree as it should be.

use super::opening::Flags;
use super::{Fault, FaultyDescriptor};
use crate::backend::Descriptor as _;
use crate::backends::host::HostDescriptor;
use crate::wasi::{DescriptorFlags, FsResult, NewTimestamp, OpenFlags};

/// The name of a directory on its way to its place.
const ON_ITS_WAY: &str = "wasi-fs-conformance-made";

impl FaultyDescriptor {
    /// Makes a directory around the preopen, and moves it to its place; none where that is not the fault, or nothing is to be made.
    pub(super) async fn made_outside(&self, path: &str) -> Option<FsResult<()>> {
        let (around, _) = self.by_path(Fault::MadeOutside, path)?;
        if !self.is_free(path).await || !self.may_change_entries().await {
            return None;
        }
        around.create_directory_at(ON_ITS_WAY).await.ok()?;
        if around.rename_at(ON_ITS_WAY, &self.real, path).await.is_ok() {
            return Some(Ok(()));
        }
        // What is wrong with its place is told as it should be.
        around.remove_directory_at(ON_ITS_WAY).await.ok()?;
        None
    }

    /// Sets the timestamps of what was opened to read to what they are.
    pub(super) async fn times_put_back(
        &self,
        path: &str,
        asked: Flags,
        result: FsResult<HostDescriptor>,
    ) -> FsResult<HostDescriptor> {
        let opened = result?;
        let reads = asked.open == OpenFlags::empty() && asked.descriptor == DescriptorFlags::READ;
        if let Some((around, way)) = self.by_path(Fault::TimesPutBack, path).filter(|_| reads)
            && let Ok(stat) = opened.stat().await
            && let (Some(access), Some(modification)) =
                (stat.data_access_timestamp, stat.data_modification_timestamp)
        {
            let times = [access, modification].map(NewTimestamp::Timestamp);
            // Where another has the name by then nothing is lost.
            _ = around.set_times_at(asked.path, &way, times[0], times[1]).await;
        }
        Ok(opened)
    }
}
