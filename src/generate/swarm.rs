//! Which features a script uses: a part of them, drawn anew for each.
//!
//! Few operations often show more than all: where everything is asked everything is asked seldom, and what undoes a state
//! (a drop, a truncation, a removal) keeps it from growing. So each script draws what it does without and what it does often
//! (Groce and others, "Swarm Testing", 2012). What a focus is about is never left out.

use super::pick::Pick;
use crate::op::OpKind;

/// How many scripts of 100 use all features, by the table of weights alone.
const WHOLE: usize = 35;

/// How many features of 100 the others do without, of those that their themes don't need.
const WITHOUT: usize = 45;

/// How much more often the operations of a theme are asked.
const THEME_FACTOR: u32 = 5;

/// The theme of streams whose file is cut: only what a read has left behind shows, so it is read, cut, and gone on.
const CUTS: &[OpKind] = &[
    OpKind::ReadViaStream,
    OpKind::StreamRead,
    OpKind::BlockingRead,
    OpKind::Skip,
    OpKind::BlockingSkip,
    OpKind::SetSize,
];

/// What a script dwells on: one of these, sometimes two. A row reads: its operations, weight. Such as need several handles of the
/// right kind are rare by themselves, so their theme makes those as well.
const THEMES: &[(&[OpKind], u32)] = &[
    // Two streams at once, each of which has to be made first, on a file that has something.
    (
        &[
            OpKind::ReadViaStream,
            OpKind::WriteViaStream,
            OpKind::AppendViaStream,
            OpKind::CheckWrite,
            OpKind::Splice,
            OpKind::BlockingSplice,
        ],
        10,
    ),
    // Two directories, and what goes from one to the other.
    (&[OpKind::CreateDirectoryAt, OpKind::RenameAt], 16),
    (&[OpKind::CreateDirectoryAt, OpKind::LinkAt], 14),
    // Links, and the ways through them.
    (&[OpKind::SymlinkAt, OpKind::ReadlinkAt, OpKind::StatAt], 3),
    // Listings while names come and go.
    (
        &[
            OpKind::ReadDirectory,
            OpKind::ReadDirectoryEntry,
            OpKind::CreateDirectoryAt,
            OpKind::UnlinkFileAt,
            OpKind::RemoveDirectoryAt,
            OpKind::SymlinkAt,
        ],
        3,
    ),
    // A file's bytes, through its descriptor and through streams.
    (&[OpKind::Read, OpKind::Write, OpKind::SetSize], 3),
    (
        &[
            OpKind::ReadViaStream,
            OpKind::StreamRead,
            OpKind::BlockingRead,
            OpKind::Skip,
            OpKind::BlockingSkip,
        ],
        4,
    ),
    // A stream whose file is cut off before it.
    (CUTS, 4),
    (&[OpKind::WriteViaStream, OpKind::CheckWrite, OpKind::StreamWrite, OpKind::Flush, OpKind::Ready], 4),
    (&[OpKind::AppendViaStream, OpKind::BlockingWriteAndFlush, OpKind::BlockingFlush, OpKind::Block], 3),
    (
        &[
            OpKind::WriteViaStream,
            OpKind::WriteZeroes,
            OpKind::BlockingWriteZeroesAndFlush,
            OpKind::CheckWrite,
        ],
        2,
    ),
    // What is known of an object.
    (&[OpKind::SetTimes, OpKind::SetTimesAt, OpKind::Stat, OpKind::StatAt], 2),
    (&[OpKind::MetadataHash, OpKind::MetadataHashAt, OpKind::IsSameObject, OpKind::LinkAt], 2),
    // Which rights a way of opening gives.
    (&[OpKind::OpenAt, OpKind::GetFlags], 3),
];

/// What goes together: to use the one without the other says little. Opening and looking are features of every script, since
/// without them nothing is there and nothing is seen.
const FEATURES: &[&[OpKind]] = &[
    // The bytes of a file through its descriptor.
    &[OpKind::Write, OpKind::SetSize],
    // Input streams.
    &[OpKind::ReadViaStream, OpKind::StreamRead, OpKind::BlockingRead],
    &[OpKind::Skip, OpKind::BlockingSkip],
    // Output streams: positional, appending, zeros, and what waits.
    &[OpKind::WriteViaStream],
    &[OpKind::AppendViaStream],
    &[OpKind::StreamWrite, OpKind::CheckWrite, OpKind::Flush],
    &[OpKind::BlockingWriteAndFlush, OpKind::BlockingFlush],
    &[OpKind::WriteZeroes, OpKind::BlockingWriteZeroesAndFlush],
    // Two streams at once.
    &[OpKind::Splice, OpKind::BlockingSplice],
    // Pollables.
    &[OpKind::Ready, OpKind::Block],
    &[OpKind::Subscribe, OpKind::Poll],
    // Errors of streams.
    &[OpKind::FilesystemErrorCode, OpKind::ToDebugString],
    // Ends of handles.
    &[OpKind::Cancel, OpKind::Drop],
    // Listings.
    &[OpKind::ReadDirectory, OpKind::ReadDirectoryEntry],
    // Names that come, and names that go.
    &[OpKind::CreateDirectoryAt],
    &[OpKind::RemoveDirectoryAt, OpKind::UnlinkFileAt],
    // Second names, and other places.
    &[OpKind::LinkAt],
    &[OpKind::SymlinkAt, OpKind::ReadlinkAt],
    &[OpKind::RenameAt],
    // Times.
    &[OpKind::SetTimes, OpKind::SetTimesAt],
    // What tells objects apart.
    &[OpKind::IsSameObject, OpKind::MetadataHash, OpKind::MetadataHashAt],
    // What nothing comes of.
    &[OpKind::Advise, OpKind::SyncData, OpKind::Sync, OpKind::GetFlags, OpKind::GetType],
];

/// By what the weight of each operation is multiplied in one script.
#[derive(Clone, Debug)]
pub(super) struct Swarm {
    factors: [u32; OpKind::ALL.len()],
    /// Whether files are cut off before the streams that read them.
    pub(super) cuts: bool,
}

impl Swarm {
    pub(super) fn draw(pick: &mut Pick<'_>) -> Self {
        let mut factors = [1; OpKind::ALL.len()];
        if pick.chance(WHOLE) {
            return Self { factors, cuts: false };
        }
        let themes = 1 + usize::from(pick.chance(35));
        let themes: Vec<&[OpKind]> = (0..themes).map(|_| pick.weighted(THEMES)).collect();
        let cuts = themes.contains(&CUTS);
        let dwelt: Vec<OpKind> = themes.into_iter().flatten().copied().collect();
        for feature in FEATURES {
            if !feature.iter().any(|kind| dwelt.contains(kind)) && pick.chance(WITHOUT) {
                feature.iter().for_each(|kind| factors[*kind as usize] = 0);
            }
        }
        for kind in dwelt {
            factors[kind as usize] = THEME_FACTOR;
        }
        Self { factors, cuts }
    }

    /// The factor of an operation.
    pub(super) fn of(&self, kind: OpKind) -> u32 {
        self.factors[kind as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_belongs_to_one_feature_or_to_every_script() {
        let mut all: Vec<OpKind> = FEATURES.iter().flat_map(|feature| feature.iter().copied()).collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
        let rest: Vec<&OpKind> = OpKind::ALL.iter().filter(|kind| !all.contains(kind)).collect();
        assert_eq!(rest, [&OpKind::Read, &OpKind::Stat, &OpKind::StatAt, &OpKind::OpenAt]);
    }
}
