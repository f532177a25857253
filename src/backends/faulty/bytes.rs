//! Bytes of a file that are read, written or cut wrong.

use super::large::OFFSET_MAX;
use super::{Fault, FaultyDescriptor};
use crate::backend::Descriptor as _;
use crate::wasi::{Advice, DescriptorType, ErrorCode, FsError, FsResult, NewTimestamp};

/// The longest gap that a fault fills, in bytes.
const GAP_MAX: u64 = 4096;

impl FaultyDescriptor {
    pub(super) async fn read_somehow(&self, length: u64, offset: u64) -> FsResult<(Vec<u8>, bool)> {
        self.refuse_nameless().await?;
        self.refuse_unlinked().await?;
        self.refuse_every_second(length)?;
        if self.has(Fault::EmptyReadTraps) && length == 0 {
            return Err(FsError::trap("the fault that was asked for"));
        }
        let offset = self.wrapped_offset(Fault::ReadWraps, offset, 0);
        let length = if self.has(Fault::ReadGivesMore) { length.saturating_add(1) } else { length };
        let result = self.real.read(length, offset).await;
        if self.has(Fault::DirectoryReads)
            && self.real.get_type().await? == DescriptorType::Directory
            && result.is_err()
        {
            return Ok((Vec::new(), true));
        }
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
        self.repeated(&mut bytes);
        if self.has(Fault::ReadGivesNothing) && !bytes.is_empty() {
            return Ok((Vec::new(), false));
        }
        let bytes = self.lines(bytes);
        let end = end && !self.has(Fault::EndForgotten) || self.has(Fault::EndTooSoon) && !bytes.is_empty();
        Ok((bytes, end))
    }

    pub(super) async fn write_somehow(&self, buffer: &[u8], offset: u64) -> FsResult<u64> {
        let offset = self.wrapped_offset(Fault::WriteWraps, offset, buffer.len());
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
        if self.has(Fault::FarWritesLand) && offset >= OFFSET_MAX && result.as_ref().is_err_and(refused) {
            let end = self.real.stat().await?.size;
            self.real.write(buffer, end).await?;
        }
        let count = result? + lost;
        if self.has(Fault::WriteCountsNothing) {
            return Ok(0);
        }
        Ok(count + u64::from(self.has(Fault::WriteCountsMore) && count > 0))
    }

    pub(super) async fn set_size_somehow(&self, size: u64) -> FsResult<()> {
        if self.has(Fault::SizeNeverShrinks) {
            let now = self.real.stat().await?.size;
            // To the size that it has, so that it is refused where that is due.
            return self.real.set_size(size.max(now)).await;
        }
        if !self.changes_size() {
            return self.set_size_anyway(size).await;
        }
        let before = self.real.stat().await?;
        if self.has(Fault::SizeNeverGrows) && size <= OFFSET_MAX {
            return self.real.set_size(size.min(before.size)).await;
        }
        self.real.set_size(size).await?;
        let (start, end, byte) = match self.fault {
            Some(Fault::SizeFilled) => (before.size, size, b'.'),
            Some(Fault::SizeEmpties) => (0, size.min(before.size), 0),
            _ => (0, 0, 0),
        };
        let length = end.saturating_sub(start).min(GAP_MAX);
        if length > 0 {
            self.real.write(&vec![byte; usize::try_from(length).unwrap_or(0)], start).await?;
        }
        if let (true, Some(moment)) = (self.has(Fault::SizeKeepsTime), before.data_modification_timestamp) {
            self.real.set_times(NewTimestamp::NoChange, NewTimestamp::Timestamp(moment)).await?;
        }
        Ok(())
    }

    fn changes_size(&self) -> bool {
        const FAULTS: &[Fault] =
            &[Fault::SizeNeverGrows, Fault::SizeFilled, Fault::SizeEmpties, Fault::SizeKeepsTime];
        self.fault.is_some_and(|fault| FAULTS.contains(&fault))
    }

    /// Advice that is refused, or taken for an order.
    pub(super) async fn advise_somehow(&self, offset: u64, length: u64, advice: Advice) -> FsResult<()> {
        if self.has(Fault::AdviceRefused) && advice == Advice::WillNeed {
            return Err(ErrorCode::Invalid.into());
        }
        self.real.advise(offset, length, advice).await?;
        if self.has(Fault::AdviceDrops) && advice == Advice::DontNeed {
            let end = self.real.stat().await?.size.min(offset.saturating_add(length));
            let length = end.saturating_sub(offset).min(GAP_MAX);
            // Where it may not be written it stays.
            drop(self.real.write(&vec![0; usize::try_from(length).unwrap_or(0)], offset).await);
        }
        Ok(())
    }
}
