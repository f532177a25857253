//! Which calls of the system are stopped: what each does, and where it says on what.

use libc::c_long;

use crate::op::CallClass;

/// Where a call says what it is made on: the places of its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// In a descriptor.
    Descriptor(usize),
    /// In a descriptor of a directory and a path from there. Without a path it is the descriptor's own object.
    At {
        /// Of the directory.
        directory: usize,
        /// Of the path.
        path: usize,
    },
    /// In a path from the folder of the process.
    #[cfg_attr(not(target_arch = "x86_64"), expect(dead_code, reason = "newer machines have no such calls"))]
    Path(usize),
}

/// What is known of a call of the system.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// Its number.
    pub(super) number: c_long,
    /// What it does.
    pub(super) class: CallClass,
    /// What it is made on.
    pub(super) subject: Subject,
}

macro_rules! known {
    ($($(#[$on:meta])* $number:ident $class:ident $subject:expr;)*) => {
        /// All that are stopped. Nothing on the first three descriptors is: printing holds a lock.
        pub(super) const KNOWN: &[Known] = &[$(
            $(#[$on])* Known { number: libc::$number, class: CallClass::$class, subject: $subject },
        )*];
    };
}

const fn at(directory: usize) -> Subject {
    Subject::At { directory, path: directory + 1 }
}

use Subject::Descriptor;
#[cfg(target_arch = "x86_64")]
use Subject::Path;

// How to read a row: the call, what it does, and which arguments say on what. Of two paths that is the one that is given a name,
// and of two files the one that is written; where a name is moved, it is the old one.
known! {
    SYS_read Read Descriptor(0);
    SYS_readv Read Descriptor(0);
    SYS_pread64 Read Descriptor(0);
    SYS_preadv Read Descriptor(0);
    SYS_preadv2 Read Descriptor(0);
    SYS_write Write Descriptor(0);
    SYS_writev Write Descriptor(0);
    SYS_pwrite64 Write Descriptor(0);
    SYS_pwritev Write Descriptor(0);
    SYS_pwritev2 Write Descriptor(0);
    SYS_copy_file_range Copy Descriptor(2);
    SYS_splice Copy Descriptor(2);
    SYS_sendfile Copy Descriptor(0);
    SYS_fsync Sync Descriptor(0);
    SYS_fdatasync Sync Descriptor(0);
    SYS_sync_file_range Sync Descriptor(0);
    SYS_syncfs Sync Descriptor(0);
    SYS_openat Open at(0);
    SYS_openat2 Open at(0);
    SYS_fstat Metadata Descriptor(0);
    SYS_newfstatat Metadata at(0);
    SYS_statx Metadata at(0);
    SYS_readlinkat Readlink at(0);
    SYS_getdents64 List Descriptor(0);
    SYS_ftruncate Size Descriptor(0);
    SYS_fallocate Size Descriptor(0);
    SYS_utimensat Times at(0);
    SYS_mkdirat Create at(0);
    SYS_mknodat Create at(0);
    SYS_symlinkat Create at(1);
    SYS_linkat Create at(2);
    SYS_renameat Rename at(0);
    SYS_renameat2 Rename at(0);
    SYS_unlinkat Remove at(0);
    SYS_fadvise64 Advise Descriptor(0);
    // Older calls, which newer machines don't have.
    #[cfg(target_arch = "x86_64")] SYS_open Open Path(0);
    #[cfg(target_arch = "x86_64")] SYS_creat Open Path(0);
    #[cfg(target_arch = "x86_64")] SYS_stat Metadata Path(0);
    #[cfg(target_arch = "x86_64")] SYS_lstat Metadata Path(0);
    #[cfg(target_arch = "x86_64")] SYS_readlink Readlink Path(0);
    #[cfg(target_arch = "x86_64")] SYS_truncate Size Path(0);
    #[cfg(target_arch = "x86_64")] SYS_mkdir Create Path(0);
    #[cfg(target_arch = "x86_64")] SYS_mknod Create Path(0);
    #[cfg(target_arch = "x86_64")] SYS_symlink Create Path(1);
    #[cfg(target_arch = "x86_64")] SYS_link Create Path(1);
    #[cfg(target_arch = "x86_64")] SYS_rename Rename Path(0);
    #[cfg(target_arch = "x86_64")] SYS_unlink Remove Path(0);
    #[cfg(target_arch = "x86_64")] SYS_rmdir Remove Path(0);
}

/// What is known of the call with this number.
pub(super) fn known(number: c_long) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.number == number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_call_has_one_row_and_each_class_a_call() {
        for (at, row) in KNOWN.iter().enumerate() {
            assert!(KNOWN[..at].iter().all(|other| other.number != row.number), "{row:?} has two rows");
        }
        for (word, class) in CallClass::TABLE {
            assert!(KNOWN.iter().any(|row| row.class == *class), "no call is of class {word}");
        }
    }
}
