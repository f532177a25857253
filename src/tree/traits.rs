//! What a host is like beside what it lacks: numbers that no standard names.

use super::Grains;

/// The system whose words a host has for its refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Windows.
    Windows,
    /// macOS.
    Macos,
}

/// The limits and grains of a host, as far as it declares them. What it does not declare is taken as POSIX leaves it: from
/// some point on it may be refused, and need not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// The longest name, in bytes: a longer one is refused.
    pub name_max: Option<u64>,
    /// The largest file, in bytes: nothing is written beyond it.
    pub file_max: Option<u64>,
    /// The oldest moment that a timestamp can tell, in seconds since 1970. What becomes of one before it is the host's own.
    pub oldest: Option<u64>,
    /// How exactly timestamps are told, where that is less than the folder keeps.
    pub grains: Option<Grains>,
    /// How much a stream fetches ahead of its guest at most, in bytes.
    pub read_ahead: Option<u64>,
    /// Whose words it has for its refusals, where it lacks `posix-codes`; of any that are known, where it does not say.
    pub dialect: Option<Dialect>,
}

impl Traits {
    /// None declared.
    pub const NONE: Self =
        Self { name_max: None, file_max: None, oldest: None, grains: None, read_ahead: None, dialect: None };

    /// Those of a host that has both: of each limit the narrower one, of each leeway the wider.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let narrower = |one: Option<u64>, other: Option<u64>| one.into_iter().chain(other).min();
        let wider = |one: Option<u64>, other: Option<u64>| one.max(other);
        let grains = match (self.grains, other.grains) {
            (Some(one), Some(other)) => Some(one.and(other)),
            (one, other) => one.or(other),
        };
        Self {
            name_max: narrower(self.name_max, other.name_max),
            file_max: narrower(self.file_max, other.file_max),
            oldest: wider(self.oldest, other.oldest),
            grains,
            read_ahead: wider(self.read_ahead, other.read_ahead),
            dialect: self.dialect.or(other.dialect),
        }
    }

    /// The grains by which timestamps are told that a folder keeps by these.
    pub fn grains_on(&self, folder: Grains) -> Grains {
        self.grains.map_or(folder, |told| told.and(folder))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::tree::Grain;

    fn alike(step: Duration) -> Grains {
        Grains { access: Grain::of(step), modification: Grain::of(step) }
    }

    #[test]
    fn of_two_declarations_limits_narrow_and_leeways_widen() {
        let one = Traits { name_max: Some(9), file_max: Some(7), read_ahead: Some(5), ..Traits::NONE };
        let other = Traits { file_max: Some(8), oldest: Some(3), read_ahead: Some(6), ..Traits::NONE };
        let both = Traits {
            name_max: Some(9),
            file_max: Some(7),
            oldest: Some(3),
            read_ahead: Some(6),
            ..Traits::NONE
        };
        assert_eq!((one.and(other), other.and(one)), (both, both));
        let (fine, coarse) = (alike(Duration::from_nanos(1)), alike(Duration::from_secs(2)));
        let told = Traits { grains: Some(fine), ..Traits::NONE }
            .and(Traits { grains: Some(coarse), ..Traits::NONE });
        assert_eq!(told.grains, Some(coarse));
        assert_eq!(told.grains_on(fine), coarse);
        assert_eq!(Traits::NONE.grains_on(fine), fine);
    }
}
