//! What a file system keeps in memory: which calls on its objects never wait for a disk, a network or another process.

#[cfg(target_os = "linux")]
use std::os::fd::AsFd;
#[cfg(target_os = "linux")]
use std::sync::LazyLock;
#[cfg(target_os = "linux")]
use std::sync::atomic::{AtomicU64, Ordering};
#[cfg(target_os = "linux")]
use std::time::Instant;

use super::super::Blocking;

/// What is known of the file system an object is on. Asked once for each directory, since what is opened below it and on
/// the same mount is on the same one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Medium {
    /// The names in its directories are in memory, all of them: to look for one reads nothing.
    pub(in super::super) names: bool,
    /// Attributes of an object that is open, or that a lookup has found in memory, are in memory as well.
    pub(in super::super) attributes: bool,
    /// Opening a regular file that a lookup has found in memory, to read it, reads nothing.
    pub(in super::super) files: bool,
    /// The same of a directory.
    pub(in super::super) directories: bool,
    /// The same of a regular file that is opened to be written: neither quota nor journal have to be looked at.
    pub(in super::super) writing: bool,
    /// Where the data of files is.
    pub(in super::super) data: Data,
}

/// Where the data of a file system is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in super::super) enum Data {
    /// Somewhere else: only the system knows what of it is in the cache.
    #[default]
    Elsewhere,
    /// In memory, unless it was swapped out.
    #[cfg(target_os = "linux")]
    Swappable,
    /// In memory.
    #[cfg(target_os = "linux")]
    Memory,
}

impl Medium {
    /// Nothing is known, so that everything may wait: a network, another process behind FUSE, a file system that is stacked on
    /// any other, one that is not in the table.
    pub(in super::super) const UNKNOWN: Self = Self {
        names: false,
        attributes: false,
        files: false,
        directories: false,
        writing: false,
        data: Data::Elsewhere,
    };

    /// A file system on a disk of this machine. Its inodes are read whole when they are found, so that asking for their
    /// attributes reads nothing, and so does opening a file. Opening one for writing may look at quotas.
    #[cfg(target_os = "linux")]
    const DISK: Self = Self { attributes: true, files: true, ..Self::UNKNOWN };

    /// A file system that has its objects in memory and nowhere else.
    #[cfg(target_os = "linux")]
    pub(in super::super) const MEMORY: Self = Self {
        names: true,
        attributes: true,
        files: true,
        directories: true,
        writing: true,
        data: Data::Memory,
    };
}

/// One row a type of file system, by the number that `statfs` tells: what of it is in memory. A type that is missing is
/// [`Medium::UNKNOWN`].
///
/// | type | why it differs from its neighbours |
/// |---|---|
/// | ext2, ext3, ext4 | opening a directory only makes room to list it |
/// | XFS | opening a directory reads its first block ahead, for which it may have to find that |
/// | Btrfs | opening a directory looks for its last entry in a tree on the disk |
/// | tmpfs | data, and only data, may be swapped out |
/// | ramfs | nothing is ever anywhere else |
#[cfg(target_os = "linux")]
const MEDIA: &[(i128, Medium)] = &[
    (0xEF53, Medium { directories: true, ..Medium::DISK }),
    (0x5846_5342, Medium::DISK),
    (0x9123_683E, Medium::DISK),
    (0x0102_1994, Medium { data: Data::Swappable, ..Medium::MEMORY }),
    (0x8584_58F6, Medium::MEMORY),
];

impl Medium {
    /// Asks the system, which may sleep. What can't be told is [`Medium::UNKNOWN`], and so is what is of no use, since no
    /// call of this mode is tried in a way that does not sleep.
    #[cfg(target_os = "linux")]
    pub(in super::super) fn of(object: impl AsFd, blocking: Blocking) -> Self {
        match blocking {
            Blocking::CurrentThread | Blocking::Pool => Self::UNKNOWN,
            Blocking::NowaitThenPool => {
                rustix::fs::fstatfs(object).map_or(Self::UNKNOWN, |told| Self::of_type(told.f_type.into()))
            }
        }
    }

    /// No other system has lookups that don't sleep, so there is nothing to know.
    #[cfg(not(target_os = "linux"))]
    pub(in super::super) fn of<T>(_: &T, _: Blocking) -> Self {
        Self::UNKNOWN
    }

    /// The row of a type. Where the number has 32 bits, half of them are negative.
    #[cfg(target_os = "linux")]
    fn of_type(number: i128) -> Self {
        let number = number & 0xFFFF_FFFF;
        MEDIA.iter().find(|(known, _)| *known == number).map_or(Self::UNKNOWN, |(_, medium)| *medium)
    }
}

impl Data {
    /// Whether reading a file never waits for a disk, whatever else there is on the machine.
    ///
    /// What could be swapped out is not taken for that. With nothing to swap to it would be as good, as it is for names, but
    /// reads of it are left to the pool as long as an embedder has no means to say that it wants them on its thread.
    pub(in super::super) fn is_always_in_memory(self) -> bool {
        match self {
            Self::Elsewhere => false,
            #[cfg(target_os = "linux")]
            Self::Swappable => false,
            #[cfg(target_os = "linux")]
            Self::Memory => true,
        }
    }

    /// Whether it waits for no disk now. Memory that could be swapped out is where it is as long as there is nothing
    /// to swap to, which is asked again and again: somebody may add it.
    #[cfg(target_os = "linux")]
    pub(in super::super) fn is_in_memory(self) -> bool {
        match self {
            Self::Elsewhere => false,
            Self::Swappable => nothing_to_swap_to(),
            Self::Memory => true,
        }
    }
}

/// Whether there is nothing to swap to. That there is none holds for a millisecond or two before it is asked again: what is added in
/// the meantime is not yet in use.
#[cfg(target_os = "linux")]
fn nothing_to_swap_to() -> bool {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    /// Milliseconds from the start up to which the last answer holds.
    static HOLDS_TO: AtomicU64 = AtomicU64::new(0);

    let now = u64::try_from(START.elapsed().as_millis()).unwrap_or(u64::MAX);
    if now < HOLDS_TO.load(Ordering::Relaxed) {
        return true;
    }
    // What is being taken out of use counts until the last page is back.
    let is_none = rustix::system::sysinfo().totalswap == 0;
    HOLDS_TO.store(if is_none { now.saturating_add(2) } else { 0 }, Ordering::Relaxed);
    is_none
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_found_by_its_number_also_where_that_is_negative() {
        for (number, medium) in MEDIA {
            assert_eq!(Medium::of_type(*number), *medium);
            assert_eq!(Medium::of_type(number - (1 << 32)), *medium);
        }
    }

    #[test]
    fn of_types_that_are_not_in_the_table_nothing_is_known() {
        // NFS, FUSE, overlayfs, CIFS, 9p, proc.
        for number in [0x6969, 0x6573_5546, 0x794C_7630, 0xFF53_4D42, 0x0102_1997, 0x9FA0, 0] {
            assert_eq!(Medium::of_type(number), Medium::UNKNOWN, "{number:#x}");
        }
        assert_eq!(
            Medium::of(std::fs::File::open("/proc/self/status").unwrap(), Blocking::default()),
            Medium::UNKNOWN
        );
    }

    #[test]
    fn whatever_has_its_data_in_memory_has_all_else_there_too() {
        for (_, medium) in MEDIA {
            let whole =
                medium.names && medium.attributes && medium.files && medium.directories && medium.writing;
            assert!(whole || medium.data == Data::Elsewhere, "{medium:?}");
            assert!(medium.attributes && medium.files, "{medium:?}: what would its row be for?");
        }
    }

    #[test]
    fn memory_that_can_be_swapped_out_counts_only_without_anything_to_swap_to() {
        let swaps = std::fs::read_to_string("/proc/swaps").unwrap().lines().count() > 1;
        for _ in 0..1000 {
            assert_eq!(Data::Swappable.is_in_memory(), !swaps);
        }
        assert!(Data::Memory.is_in_memory() && !Data::Elsewhere.is_in_memory());
        let always = [Data::Elsewhere, Data::Swappable, Data::Memory].map(Data::is_always_in_memory);
        assert_eq!(always, [false, false, true]);
    }
}
