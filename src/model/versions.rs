//! What a file was before it was changed, kept while a stream may have fetched it.

use std::iter::zip;
use std::ops::Deref;

use crate::outcome::Older;

/// States of a file, oldest first. Equality leaves them out: of two worlds that differ in nothing else, the one whose states
/// [cover](Self::covers) the other's does for both.
#[derive(Clone, Debug, Default)]
pub(super) struct Versions(Vec<Older>);

impl PartialEq for Versions {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Versions {}

impl Deref for Versions {
    type Target = [Older];

    fn deref(&self) -> &[Older] {
        &self.0
    }
}

impl Extend<Older> for Versions {
    fn extend<I: IntoIterator<Item = Older>>(&mut self, states: I) {
        self.0.extend(states);
    }
}

impl Versions {
    /// Whether a stream can have fetched from these whatever it can have from the others: all of them are here, none of them was
    /// over any sooner, and what comes before them here was there only longer. Where a state was over later, bytes of the one
    /// behind it may all the same have been seen as early.
    pub(super) fn covers(&self, others: &Self) -> bool {
        let covers = |(one, other): (&Older, &Older)| {
            one.until >= other.until
                && one.next_from == other.next_from
                && one.changed == other.changed
                && one.content == other.content
        };
        let longer = self.len().checked_sub(others.len());
        longer.is_some_and(|longer| zip(&self[longer..], &**others).all(covers))
    }

    /// Takes out those that were over before a moment.
    pub(super) fn over_before(&mut self, moment: usize) -> impl Iterator<Item = Older> + use<'_> {
        let over = self.iter().take_while(|older| older.until < moment).count();
        self.0.drain(..over)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::outcome::Places;
    use crate::tree::Content;

    #[test]
    fn those_that_were_there_longer_cover_those_that_were_over_sooner() {
        let states = |rows: &[(&str, usize)]| {
            let mut versions = Versions::default();
            versions.extend(rows.iter().map(|(content, until)| Older {
                content: Arc::new(Content::from(content.as_bytes().to_vec())),
                until: *until,
                next_from: 1,
                changed: Places::from(0..1),
            }));
            versions
        };
        let (both, longer) = (states(&[("a", 3), ("b", 5)]), states(&[("a", 4), ("b", 5)]));
        for (one, other, covers) in [
            (&both, &both, true),
            (&longer, &both, true),
            (&both, &longer, false),
            (&both, &states(&[("b", 5)]), true),
            (&both, &states(&[("a", 3)]), false),
            (&both, &states(&[("b", 6)]), false),
            (&states(&[]), &both, false),
            (&both, &states(&[]), true),
        ] {
            assert_eq!(one.covers(other), covers, "{one:?} {other:?}");
        }
        let mut left = both.clone();
        let over: Vec<usize> = left.over_before(4).map(|older| older.until).collect();
        assert_eq!((over, left.len()), (vec![3], 1));
    }
}
