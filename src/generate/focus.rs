//! What scripts dwell on, by name.

use crate::op::{HandleKind, OpKind};
use crate::rule::did_you_mean;

/// What a script dwells on: a profile of the generator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Focus {
    /// Everything, by the table of weights alone.
    #[default]
    Everything,
    /// Files through their descriptors.
    Files,
    /// Input streams.
    InputStreams,
    /// Output streams.
    OutputStreams,
    /// Directories and their listings.
    Directories,
    /// Paths, links and moves.
    Paths,
    /// Timestamps and hashes of metadata.
    Metadata,
    /// Files and directories whose modes stand in the way of something.
    Modes,
    /// Streams that are cancelled, dropped or given up while their work is held.
    Cancel,
    /// Appends to one file that are held and let go in any order.
    AppendRaces,
    /// Held writes and reads of the same bytes, and of those beside them.
    Overlap,
    /// Streams whose calls of the system are interrupted, cut short or refused.
    Faults,
    /// Descriptors and listings in the middle of whose calls the system fails.
    System,
    /// Paths on whose way another process changes names in the middle of a call.
    Attack,
    /// Small races, each of which a hunt runs in all its schedules.
    Schedules,
}

/// Every focus with its name and what its scripts are. Those of races write scripts of their own shape, in which things happen
/// around the guest; of the others nothing does but in `system` and `attack`, and where modes are changed.
const TABLE: &[(Focus, &str, &str)] = &[
    (Focus::Everything, "everything", "every operation, by its weight alone"),
    (Focus::Files, "files", "files through their descriptors"),
    (Focus::InputStreams, "input-streams", "input streams in each of their states"),
    (Focus::OutputStreams, "output-streams", "output streams in each of their states"),
    (Focus::Directories, "directories", "directories and their listings"),
    (Focus::Paths, "paths", "paths, links and moves"),
    (Focus::Metadata, "metadata", "timestamps and hashes of metadata"),
    (Focus::Modes, "modes", "files and directories whose modes stand in the way of something"),
    (Focus::Cancel, "cancel", "streams that are cancelled, dropped or given up while their work is held"),
    (Focus::AppendRaces, "append-races", "appends to one file that are held and let go in any order"),
    (Focus::Overlap, "overlap", "held writes and reads of the same bytes, and of those beside them"),
    (Focus::Faults, "faults", "streams whose calls of the system are interrupted, cut short or refused"),
    (Focus::System, "system", "descriptors and listings in the middle of whose calls the system fails"),
    (Focus::Attack, "attack", "paths on whose way another process changes names in the middle of a call"),
    (Focus::Schedules, "schedules", "small races, each in all orders in which its work can be let go or end"),
];

/// What a mixed hunt runs, a row for each: focus, how many of [`MIX_TOTAL`] scripts. What is asked without anything
/// around it has the larger space, so it gets the larger part.
const MIX: &[(Focus, u64)] = &[
    (Focus::Everything, 4),
    (Focus::Cancel, 1),
    (Focus::AppendRaces, 1),
    (Focus::Overlap, 1),
    (Focus::Faults, 1),
    (Focus::System, 1),
    (Focus::Attack, 1),
];

/// The name of the profile whose scripts are a mix: see [`Focus::mixed`].
pub const MIXED: &str = "mixed";

/// The sum of the parts of [`MIX`].
const MIX_TOTAL: u64 = 10;

/// How much more often the operations in focus are asked.
const FOCUS_FACTOR: u32 = 4;

/// Likewise those of a stream: there are few streams, and what is asked of them has to outweigh all that is asked of the
/// descriptors that were needed to make them.
const STREAM_FACTOR: u32 = 96;

/// Likewise what makes such a stream: small files end soon, and then there is another to be made.
const STREAM_MAKER_FACTOR: u32 = 8;

impl Focus {
    /// Every focus, for tests that go through all.
    pub const ALL: &'static [Self] = &[
        Self::Everything,
        Self::Files,
        Self::InputStreams,
        Self::OutputStreams,
        Self::Directories,
        Self::Paths,
        Self::Metadata,
        Self::Modes,
        Self::Cancel,
        Self::AppendRaces,
        Self::Overlap,
        Self::Faults,
        Self::System,
        Self::Attack,
        Self::Schedules,
    ];

    /// Its name, as the command line takes it.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// What its scripts are, in a few words.
    pub fn sentence(self) -> &'static str {
        self.row().2
    }

    fn row(self) -> &'static (Self, &'static str, &'static str) {
        TABLE
            .iter()
            .find(|(focus, _, _)| *focus == self)
            .expect("our fault: a focus without a row in the table")
    }

    /// The focus of this name.
    ///
    /// # Errors
    /// For any other name, with the nearest and the list of known ones.
    pub fn from_name(name: &str) -> Result<Self, UnknownFocus> {
        let found = TABLE.iter().find(|(_, known, _)| *known == name);
        found.map(|(focus, _, _)| *focus).ok_or_else(|| UnknownFocus(name.to_owned()))
    }

    /// The focus of a profile of this name: none for [`MIXED`], which has one for each script.
    ///
    /// # Errors
    /// As for [`from_name`](Self::from_name).
    pub fn profile(name: &str) -> Result<Option<Self>, UnknownFocus> {
        if name == MIXED { Ok(None) } else { Self::from_name(name).map(Some) }
    }

    /// What a mixed hunt lets the script of this seed dwell on: on everything four times of ten, and once each on
    /// `cancel`, `append-races`, `overlap`, `faults`, `system` and `attack`.
    pub fn mixed(seed: u64) -> Self {
        let mut left = seed % MIX_TOTAL;
        for (focus, part) in MIX {
            match left.checked_sub(*part) {
                Some(rest) => left = rest,
                None => return *focus,
            }
        }
        unreachable!("our fault: the parts of the mix don't add up")
    }

    /// Whether its scripts are races, which have a shape and weights of their own.
    pub(crate) fn is_of_races(self) -> bool {
        super::races::is_of_races(self)
    }

    /// Whether it is streams that a script is mostly about.
    pub(super) fn dwells_on_streams(self) -> bool {
        matches!(self, Self::InputStreams | Self::OutputStreams)
    }

    /// By how much the weight of an operation is multiplied.
    pub(super) fn factor(self, kind: OpKind) -> u32 {
        let area = match kind {
            OpKind::Read
            | OpKind::Write
            | OpKind::SetSize
            | OpKind::Stat
            | OpKind::GetFlags
            | OpKind::GetType => Self::Files,
            OpKind::ReadViaStream
            | OpKind::StreamRead
            | OpKind::BlockingRead
            | OpKind::Skip
            | OpKind::BlockingSkip => Self::InputStreams,
            OpKind::WriteViaStream
            | OpKind::AppendViaStream
            | OpKind::CheckWrite
            | OpKind::StreamWrite
            | OpKind::BlockingWriteAndFlush
            | OpKind::Flush
            | OpKind::BlockingFlush
            | OpKind::WriteZeroes
            | OpKind::BlockingWriteZeroesAndFlush
            | OpKind::Splice
            | OpKind::BlockingSplice
            | OpKind::FilesystemErrorCode
            | OpKind::ToDebugString => Self::OutputStreams,
            OpKind::ReadDirectory
            | OpKind::CreateDirectoryAt
            | OpKind::RemoveDirectoryAt
            | OpKind::UnlinkFileAt
            | OpKind::ReadDirectoryEntry => Self::Directories,
            OpKind::StatAt
            | OpKind::LinkAt
            | OpKind::RenameAt
            | OpKind::SymlinkAt
            | OpKind::ReadlinkAt
            | OpKind::IsSameObject => Self::Paths,
            OpKind::SetTimes
            | OpKind::SetTimesAt
            | OpKind::MetadataHash
            | OpKind::MetadataHashAt
            | OpKind::Advise
            | OpKind::SyncData
            | OpKind::Sync => Self::Metadata,
            OpKind::OpenAt
            | OpKind::Ready
            | OpKind::Block
            | OpKind::Subscribe
            | OpKind::Poll
            | OpKind::Cancel
            | OpKind::Drop => Self::Everything,
        };
        let makes_stream = kind.info().gives.is_some_and(HandleKind::is_stream);
        if self == Self::Attack && makes_stream {
            // Which of two objects a descriptor is may be open, and then no stream of it can be followed.
            return 0;
        }
        if matches!(self, Self::Modes | Self::Attack) {
            let is_moded = [Self::Directories, Self::Paths].contains(&area) || kind == OpKind::OpenAt;
            return if is_moded { FOCUS_FACTOR } else { 1 };
        }
        let asked_of_stream = !kind.info().on.contains(&HandleKind::Descriptor);
        let dwells_on_streams = self.dwells_on_streams();
        let of_streams = dwells_on_streams && asked_of_stream;
        match (area == self, area == Self::Everything) {
            (true, false) if of_streams => STREAM_FACTOR,
            (true, false) if dwells_on_streams => STREAM_MAKER_FACTOR,
            (true, false) => FOCUS_FACTOR,
            (false, true) if of_streams => FOCUS_FACTOR,
            (true | false, true | false) => 1,
        }
    }
}

/// A name that is no focus's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no profile{near}; known are {list}", near = hint(.0), list = names().collect::<Vec<_>>().join(", "))]
pub struct UnknownFocus(String);

fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|(_, name, _)| *name).chain([MIXED])
}

fn hint(word: &str) -> String {
    did_you_mean(word, names())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn every_focus_has_a_row_and_comes_back_from_its_name() {
        assert_eq!(TABLE.iter().map(|(focus, _, _)| *focus).collect::<Vec<_>>(), Focus::ALL);
        for focus in Focus::ALL {
            assert_eq!(Focus::from_name(focus.name()), Ok(*focus));
            assert!(!focus.sentence().is_empty());
        }
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_nearest_and_all() {
        let error = Focus::from_name("cancle").unwrap_err().to_string();
        assert!(
            error.starts_with(r#""cancle" is no profile; did you mean `cancel`?; known are everything, "#)
        );
        assert!(error.ends_with("overlap, faults, system, attack, schedules, mixed"), "{error}");
    }

    #[test]
    fn a_mixed_hunt_is_mostly_about_everything() {
        let mut counts = BTreeMap::new();
        for seed in 0..100 {
            *counts.entry(Focus::mixed(seed)).or_insert(0) += 1;
        }
        let expected = MIX.iter().map(|(focus, part)| (*focus, part * 10));
        assert_eq!(counts, expected.collect());
    }
}
