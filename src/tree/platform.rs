//! Hosts that are legal and are no POSIX systems, by name: what each lacks, and what it is like.

use std::time::Duration;

use super::{Capability, Dialect, Grain, Grains, Lacks, Traits};

/// A kind of host that says what it is by its name: an operating system, a file system, a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Platform {
    /// A FAT file system.
    Fat,
    /// A server of NFS version 3.
    Nfs,
    /// Windows, on NTFS.
    Windows,
    /// macOS, on APFS.
    Macos,
    /// The origin private file system of a browser.
    Browser,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug)]
pub struct PlatformInfo {
    /// The name.
    pub name: &'static str,
    /// What it is, in a few words.
    pub sentence: &'static str,
    /// What such a host lacks.
    pub lacks: &'static [Capability],
    /// What such a host is like.
    pub traits: Traits,
    /// Where that is documented.
    pub source: &'static str,
}

const DAY: Duration = Duration::from_hours(24);

/// A tick of Windows.
const TENTHS: Grain = Grain::of(Duration::from_nanos(100));

const MILLIS: Grain = Grain::of(Duration::from_millis(1));

/// How to read a row: what it is called and is, what it lacks, its limits and grains, and where that stands.
const TABLE: &[PlatformInfo] = &[
    PlatformInfo {
        name: "fat",
        sentence: "a FAT file system",
        lacks: &[
            Capability::HardLinks,
            Capability::Symlinks,
            Capability::LinkFollow,
            Capability::ExactNames,
            Capability::SparseFiles,
            Capability::SpecialFiles,
            Capability::RawNames,
            Capability::HostTimes,
            Capability::Modes,
        ],
        traits: Traits {
            file_max: Some(u32::MAX as u64),
            // 1980-01-01, and a day more: it keeps the time of wherever it is.
            oldest: Some(315_532_800 + 86_400),
            grains: Some(Grains { access: Grain::of(DAY), modification: Grain::of(Duration::from_secs(2)) }),
            ..Traits::NONE
        },
        source: "Microsoft Extensible Firmware Initiative FAT32 File System Specification, 1.03",
    },
    PlatformInfo {
        name: "nfs",
        sentence: "a server of NFS version 3",
        lacks: &[Capability::NamelessFiles],
        traits: Traits::NONE,
        source: "RFC 1813",
    },
    PlatformInfo {
        name: "windows",
        sentence: "Windows, on NTFS",
        lacks: &[
            Capability::ExactNames,
            Capability::FreeNames,
            Capability::SpecialFiles,
            Capability::RawNames,
            Capability::Modes,
            Capability::RemoveOpen,
            Capability::RenameOpen,
            Capability::TruncateOpen,
            Capability::ReplaceDirectories,
            Capability::LinkSizes,
            Capability::PosixCodes,
        ],
        traits: Traits {
            grains: Some(Grains { access: TENTHS, modification: TENTHS }),
            dialect: Some(Dialect::Windows),
            ..Traits::NONE
        },
        source: "Microsoft, Win32 file management; wasi-testsuite, `windows` in assert_errno",
    },
    PlatformInfo {
        name: "macos",
        sentence: "macOS, on APFS",
        lacks: &[
            Capability::ExactNames,
            Capability::FreeNames,
            Capability::SpecialFiles,
            Capability::RawNames,
            Capability::PosixCodes,
        ],
        traits: Traits { dialect: Some(Dialect::Macos), ..Traits::NONE },
        source: "Apple, File system details, and unlink(2)",
    },
    PlatformInfo {
        name: "browser",
        sentence: "the origin private file system of a browser",
        lacks: &[
            Capability::HardLinks,
            Capability::Symlinks,
            Capability::LinkFollow,
            Capability::Permissions,
            Capability::SplitPermissions,
            Capability::SetTimes,
            Capability::FreeNames,
            Capability::SparseFiles,
            Capability::SpecialFiles,
            Capability::RawNames,
            Capability::HostTimes,
            Capability::Modes,
            Capability::RemoveOpen,
            Capability::RenameOpen,
            Capability::TruncateOpen,
            Capability::ReplaceDirectories,
            Capability::LinkCounts,
            Capability::HostChanges,
        ],
        traits: Traits { grains: Some(Grains { access: MILLIS, modification: MILLIS }), ..Traits::NONE },
        source: "WHATWG, File System",
    },
];

impl Platform {
    /// Every platform, in the order of the table.
    pub const ALL: &'static [Self] = &[Self::Fat, Self::Nfs, Self::Windows, Self::Macos, Self::Browser];

    /// What the table says of it.
    pub fn info(self) -> &'static PlatformInfo {
        &TABLE[self as usize]
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// What such a host lacks.
    pub fn lacks(self) -> Lacks {
        self.info().lacks.iter().copied().collect()
    }

    /// What such a host is like.
    pub fn traits(self) -> Traits {
        self.info().traits
    }

    /// The platform of this name.
    ///
    /// # Errors
    /// For any other name, with the list of known ones.
    pub fn from_name(name: &str) -> Result<Self, UnknownPlatform> {
        let found = Self::ALL.iter().copied().find(|platform| platform.name() == name);
        found.ok_or_else(|| UnknownPlatform(name.to_owned()))
    }
}

/// A name that is no platform's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no platform; known are {known}", known = Platform::ALL.iter().map(|platform| platform.name()).collect::<Vec<_>>().join(", "))]
pub struct UnknownPlatform(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        assert_eq!(TABLE.len(), Platform::ALL.len());
        for (index, platform) in Platform::ALL.iter().enumerate() {
            assert_eq!(*platform as usize, index);
            assert_eq!(Platform::from_name(platform.name()), Ok(*platform));
            let PlatformInfo { lacks, source, sentence, .. } = platform.info();
            assert!(!lacks.is_empty() && !source.is_empty() && !sentence.is_empty());
        }
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        let error = Platform::from_name("dos").unwrap_err().to_string();
        assert!(error.contains("fat, nfs") && error.contains("\"dos\""), "{error}");
    }
}
