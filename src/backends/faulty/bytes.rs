//! Bytes of a file that are read, written or cut wrong.

use super::{Fault, FaultyDescriptor};
use crate::backend::Descriptor as _;
use crate::wasi::{ErrorCode, FsError, FsResult};

/// The last offset of a file.
const OFFSET_MAX: u64 = i64::MAX as u64;

/// The longest gap that a fault fills, in bytes.
const GAP_MAX: u64 = 4096;

impl FaultyDescriptor {
    pub(super) async fn read_somehow(&self, length: u64, offset: u64) -> FsResult<(Vec<u8>, bool)> {
        self.refuse_nameless().await?;
        if self.has(Fault::EmptyReadTraps) && length == 0 {
            return Err(FsError::trap("the fault that was asked for"));
        }
        let length = if self.has(Fault::ReadGivesMore) { length.saturating_add(1) } else { length };
        let result = self.real.read(length, offset).await;
        let (mut bytes, end) = match self.twin_for(Fault::ReadWithoutRight, &result, ErrorCode::BadDescriptor)
        {
            Some(twin) => twin.read(length, offset).await?,
            None => result?,
        };
        if self.has(Fault::ReadFlips)
            && let Some(last) = bytes.last_mut()
        {
            *last = !*last;
        }
        if self.has(Fault::ReadGivesNothing) && !bytes.is_empty() {
            return Ok((Vec::new(), false));
        }
        let bytes = self.lines(bytes);
        Ok((bytes, end && !self.has(Fault::EndForgotten)))
    }

    pub(super) async fn write_somehow(&self, buffer: &[u8], offset: u64) -> FsResult<u64> {
        let shifted = self.has(Fault::WriteShifted) && !buffer.is_empty() && offset < OFFSET_MAX;
        if self.has(Fault::GapFilled) && !buffer.is_empty() {
            let size = self.real.stat().await?.size;
            let gap = offset.saturating_sub(size);
            if (1..=GAP_MAX).contains(&gap) {
                let filled = vec![b'.'; usize::try_from(gap).unwrap_or(0)];
                self.real.write(&filled, size).await?;
            }
        }
        let kept = self.text(buffer);
        let result = self.write_anyway(kept, offset + u64::from(shifted)).await;
        let lost = (buffer.len() - kept.len()) as u64;
        // What is refused for a missing right stays refused.
        let refused = |error: &FsError| error.code() != Some(ErrorCode::BadDescriptor);
        if self.has(Fault::FarWritesForgotten) && offset >= OFFSET_MAX && result.as_ref().is_err_and(refused)
        {
            return Ok(buffer.len() as u64);
        }
        let count = result? + lost;
        Ok(count + u64::from(self.has(Fault::WriteCountsMore) && count > 0))
    }

    pub(super) async fn set_size_somehow(&self, size: u64) -> FsResult<()> {
        if self.has(Fault::SizeNeverShrinks) {
            let now = self.real.stat().await?.size;
            // To the size that it has, so that it is refused where that is due.
            return self.real.set_size(size.max(now)).await;
        }
        self.set_size_anyway(size).await
    }
}
