//! A regular file of a world: its bytes, what they were, and how they came about.

use std::sync::Arc;

use super::versions::Versions;
use crate::op::Data;
use crate::outcome::{History, Landing, Older, Origin, Places};
use crate::rule::Rule;
use crate::tree::Content;

/// A regular file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct File {
    /// What tells most contents apart at a glance: the sum of what changes have added and taken, and no more than a
    /// help, as equal sums prove nothing. It comes first, since that is the order in which worlds are compared.
    pub(super) sum: u64,
    /// Its bytes, with all that is over.
    pub(super) content: Arc<Content>,
    /// What it was before it was changed, kept while a stream may have fetched it.
    pub(super) versions: Versions,
    /// How its bytes came about.
    pub(super) history: History,
}

/// Whether a call has changed the data of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Touch {
    /// For certain.
    Changed,
    /// Whether this counts as a change is open.
    Unclear,
    /// Not at all.
    Nothing,
}

/// A change of a file: where, what, and by whom.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// The step that asked for it.
    pub(super) step: usize,
    /// What it writes, and where, in order of places that don't touch: more than one where others wrote between them.
    pub(super) pieces: Vec<(u64, Data)>,
    /// How it comes about.
    pub(super) origin: Origin,
    /// The stream that makes it.
    pub(super) stream: Option<usize>,
    /// The rule that it shows, if it comes about in an odd way.
    pub(super) odd: Option<Rule>,
    /// The step by which it is made.
    pub(super) landed: usize,
}

/// How many of the bytes that a change of size takes away are kept, to tell whether they are still there.
const TAKEN_MAX: u64 = 64;

impl File {
    /// A file with a content.
    pub(super) fn new(content: Content) -> Self {
        Self {
            sum: 0,
            content: Arc::new(content),
            versions: Versions::default(),
            history: History::default(),
        }
    }

    /// Writes; writing nothing changes nothing. What was before is kept as a version of the step `keep`, if there is one.
    pub(super) fn write(&mut self, change: Change, keep: Option<usize>) -> Touch {
        let Change { step, mut pieces, origin, stream, odd, landed } = change;
        pieces.retain(|(_, bytes)| !bytes.is_empty());
        if pieces.is_empty() {
            return Touch::Nothing;
        }
        let place = |(offset, bytes): &(u64, Data)| *offset..offset.saturating_add(bytes.len() as u64);
        if let Some(until) = keep {
            let mut end = self.content.len();
            let changed = pieces.iter().map(place).map(|place| {
                let from = end.min(place.start);
                end = end.max(place.end);
                from..place.end
            });
            let changed = changed.collect();
            self.keep_version(until, step, changed);
        }
        for piece in pieces {
            let (size_before, place, (offset, bytes)) = (self.content.len(), place(&piece), piece);
            self.sum = self.sum.wrapping_sub(self.content.sum(place.clone()));
            Arc::make_mut(&mut self.content).write(offset, &bytes);
            self.sum = self.sum.wrapping_add(self.content.sum(place));
            let new_size = (self.content.len() != size_before).then(|| self.content.len());
            Arc::make_mut(&mut self.history.landings).push(Landing {
                step,
                offset,
                bytes,
                origin,
                stream,
                odd,
                landed,
                new_size,
                size_before,
                taken: Data::default(),
            });
        }
        Touch::Changed
    }

    /// Sets the size; versions as for a write. Whether the same size again is a change is open.
    pub(super) fn set_size(&mut self, size: u64, origin: Origin, step: usize, keep: Option<usize>) -> Touch {
        let before = self.content.len();
        if let Some(until) = keep {
            self.keep_version(until, step, (before.min(size)..before.max(size)).into());
        }
        let taken = Data::new(self.content.read(size..size.saturating_add(TAKEN_MAX)));
        self.sum = self.sum.wrapping_sub(self.content.sum(size..u64::MAX));
        Arc::make_mut(&mut self.content).set_len(size);
        let landing = Landing {
            step,
            offset: size,
            bytes: Data::default(),
            origin,
            stream: None,
            odd: None,
            landed: step,
            new_size: Some(size),
            size_before: before,
            taken,
        };
        Arc::make_mut(&mut self.history.landings).push(landing);
        if before == size { Touch::Unclear } else { Touch::Changed }
    }

    /// What comes after it is over by a moment, may have been seen from another one on, and changes it in these places.
    fn keep_version(&mut self, until: usize, next_from: usize, changed: Places) {
        self.versions.extend([Older { content: Arc::clone(&self.content), until, next_from, changed }]);
    }

    /// Lets go of versions that were over before a moment; they only explain what is wrong.
    pub(super) fn forget_versions(&mut self, since: usize) {
        let passed = self.versions.over_before(since).map(|older| (older.until, older.content));
        Arc::make_mut(&mut self.history.passed).extend(passed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_in_many_pieces_is_one_version_and_a_landing_for_each() {
        const PIECES: u64 = 20_000;
        let mut file = File::new(Content::from(vec![b'z'; 50_000]));
        let pieces =
            (0..PIECES).map(|piece| (3 * piece, Data::new(vec![b'A'; 1]))).chain([(9, Data::default())]);
        let (origin, pieces) = (Origin::Write, pieces.collect());
        let change = Change { step: 2, pieces, origin, stream: None, odd: None, landed: 2 };
        assert_eq!(file.write(change, Some(5)), Touch::Changed);
        let [Older { content, until: 5, next_from: 2, changed }] = &*file.versions else {
            panic!("{} versions", file.versions.len())
        };
        assert_eq!((content.len(), file.content.len()), (50_000, 3 * (PIECES - 1) + 1));
        // Where the file grows, the gap before a piece is new as well.
        let changed = changed.ranges();
        assert_eq!((changed.len() as u64, changed[1].clone()), (PIECES, 3..4));
        assert_eq!(changed.last(), Some(&(3 * (PIECES - 2) + 1..3 * (PIECES - 1) + 1)));
        assert_eq!(file.history.landings.len() as u64, PIECES);
        assert_eq!(file.content.read(0..7), b"AzzAzzA");
    }
}
