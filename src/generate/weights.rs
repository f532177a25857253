//! How often each operation is asked, and why.

use crate::op::OpKind;

/// A row reads: operation, weight; the reason stands above its group. Weights count among the operations for which
/// there is a live handle, so a rare handle makes its operations rare as well.
pub(super) const WEIGHTS: &[(OpKind, u32)] = &[
    // Without handles there is nothing to do; what opens them is frequent, and more so while there are few.
    (OpKind::OpenAt, 14),
    (OpKind::ReadViaStream, 8),
    (OpKind::WriteViaStream, 7),
    (OpKind::AppendViaStream, 5),
    (OpKind::ReadDirectory, 2),
    // Looking at a file is what reveals every other fault, so it happens between all else.
    (OpKind::Read, 12),
    (OpKind::Stat, 5),
    (OpKind::StatAt, 9),
    // What the names lead to and whether it is the same, by descriptor and by path, before and after changes.
    (OpKind::IsSameObject, 3),
    (OpKind::MetadataHash, 3),
    (OpKind::MetadataHashAt, 4),
    (OpKind::ReadlinkAt, 4),
    // Timestamps are looked at by stat, so they are set about as often as that is asked.
    (OpKind::SetTimes, 4),
    (OpKind::SetTimesAt, 4),
    // Nothing comes of these; they are asked so that it is seen.
    (OpKind::Advise, 1),
    (OpKind::SyncData, 1),
    (OpKind::Sync, 1),
    // Changes through the descriptor, under streams that are open on the same file.
    (OpKind::Write, 7),
    (OpKind::SetSize, 4),
    // These depend on how a descriptor was opened and on little else.
    (OpKind::GetFlags, 2),
    (OpKind::GetType, 1),
    // Names come and go under open descriptors and listings.
    (OpKind::CreateDirectoryAt, 3),
    (OpKind::RemoveDirectoryAt, 3),
    (OpKind::UnlinkFileAt, 4),
    (OpKind::SymlinkAt, 5),
    // A link or a move is what makes two paths meet one object, and takes it from under an open descriptor.
    (OpKind::LinkAt, 7),
    (OpKind::RenameAt, 9),
    // A listing is a few entries long and then its end, twice.
    (OpKind::ReadDirectoryEntry, 5),
    // The input stream's states: each call in each of them.
    (OpKind::StreamRead, 10),
    (OpKind::BlockingRead, 9),
    (OpKind::Skip, 4),
    (OpKind::BlockingSkip, 4),
    // The output stream's: a permit first, then a write within it or past it.
    (OpKind::CheckWrite, 8),
    (OpKind::StreamWrite, 10),
    (OpKind::WriteZeroes, 3),
    (OpKind::BlockingWriteAndFlush, 9),
    (OpKind::BlockingWriteZeroesAndFlush, 2),
    (OpKind::Flush, 5),
    (OpKind::BlockingFlush, 6),
    // Two streams at once.
    (OpKind::Splice, 5),
    (OpKind::BlockingSplice, 9),
    // Readiness moves both machines on.
    (OpKind::Ready, 6),
    (OpKind::Block, 5),
    // A pollable that lives across calls, alone and with others.
    (OpKind::Subscribe, 2),
    (OpKind::Poll, 3),
    // An error says what it is again, also when its stream is gone. Few streams fail.
    (OpKind::FilesystemErrorCode, 12),
    (OpKind::ToDebugString, 10),
    // Letting go ends what could be looked at, so it is rarer than it is in life.
    (OpKind::Cancel, 2),
    (OpKind::Drop, 3),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_a_weight() {
        let mut weighted: Vec<_> = WEIGHTS.iter().map(|(kind, weight)| (*kind, *weight > 0)).collect();
        weighted.sort();
        assert_eq!(weighted, OpKind::ALL.iter().map(|kind| (*kind, true)).collect::<Vec<_>>());
    }
}
