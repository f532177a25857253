//! Paths whose text is taken for another.

use std::borrow::Cow;

use super::{Fault, FaultyDescriptor};
use crate::wasi::{DescriptorType, ErrorCode, FsResult, OpenFlags, PathFlags};

/// The longest name, in bytes.
const NAME_MAX: usize = 255;

/// The last character of the basic multilingual plane.
const BMP_LAST: char = '\u{ffff}';

impl FaultyDescriptor {
    /// A path as stat-at and open-at take it.
    pub(super) fn text_of<'p>(&self, path: &'p str) -> Cow<'p, str> {
        match self.fault {
            Some(Fault::AbsoluteIsBelow) => path.trim_start_matches('/').into(),
            Some(Fault::NulEndsPath) => path.split('\0').next().unwrap_or(path).into(),
            Some(Fault::LongNameCut) => path.split('/').map(cut).collect::<Vec<_>>().join("/").into(),
            _ => path.into(),
        }
    }

    /// The flags of a path as a fault takes them.
    pub(super) fn following(&self, fault: Fault, flags: PathFlags) -> PathFlags {
        if self.has(fault) { flags - PathFlags::SYMLINK_FOLLOW } else { flags }
    }

    /// Refuses a directory with a slash behind it.
    pub(super) async fn refuse_slash(&self, path: &str) -> FsResult<()> {
        let slash = self.has(Fault::SlashRefused) && path.ends_with('/');
        if slash && self.leads_to(path, DescriptorType::Directory).await {
            return Err(ErrorCode::NoEntry.into());
        }
        Ok(())
    }

    /// Refuses to make a file of such a name.
    pub(super) fn refuse_name(&self, path: &str, open_flags: OpenFlags) -> FsResult<()> {
        let beyond = path.chars().any(|character| character > BMP_LAST);
        if self.has(Fault::NonBmpRefused) && open_flags.contains(OpenFlags::CREATE) && beyond {
            return Err(ErrorCode::IllegalByteSequence.into());
        }
        Ok(())
    }
}

/// A name without what is too much, in whole characters.
fn cut(name: &str) -> &str {
    let end = (0..=NAME_MAX.min(name.len())).rev().find(|end| name.is_char_boundary(*end));
    &name[..end.unwrap_or(0)]
}
