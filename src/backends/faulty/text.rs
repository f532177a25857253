//! Paths and bytes that are taken for text.

use super::rights::refused;
use super::{Fault, FaultyDescriptor};
use crate::backend::Descriptor as _;
use crate::backends::host::HostDescriptor;
use crate::tree::Access;
use crate::wasi::{DescriptorFlags, DescriptorStat, ErrorCode, FsResult, OpenFlags, PathFlags};

/// Where a path leads by its text alone, from the directory around a preopen of this name.
fn by_text(name: &str, path: &str) -> Option<String> {
    let mut way = vec![name];
    for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
        if part == ".." {
            way.pop()?;
        } else {
            way.push(part);
        }
    }
    Some(way.join("/"))
}

impl FaultyDescriptor {
    /// The directory around the preopen and the way from there, for a path that is refused and whose text begins like the
    /// preopen's own name.
    fn beside<T>(&self, path: &str, result: &FsResult<T>) -> Option<(&HostDescriptor, String)> {
        let (around, name) = self.means.around.as_ref()?;
        let asked = self.has(Fault::PrefixOnText)
            && refused(result, ErrorCode::NotPermitted)
            && self.means.access == Access::default()
            && !path.starts_with('/');
        // What lies within is refused for another reason.
        let rest = |way: &str| {
            way.strip_prefix(name.as_str())
                .is_some_and(|rest| !matches!(rest.chars().next(), None | Some('/')))
        };
        let way = by_text(name, path).filter(|way| asked && rest(way))?;
        Some((around, way))
    }

    pub(super) async fn stat_beside(
        &self,
        path_flags: PathFlags,
        path: &str,
        result: FsResult<DescriptorStat>,
    ) -> FsResult<DescriptorStat> {
        match self.beside(path, &result) {
            Some((around, way)) => around.stat_at(path_flags, &way).await.or(result),
            None => result,
        }
    }

    /// Opens for reading and nothing else.
    pub(super) async fn open_beside(
        &self,
        path_flags: PathFlags,
        path: &str,
        open_flags: OpenFlags,
        result: FsResult<HostDescriptor>,
    ) -> FsResult<HostDescriptor> {
        match self.beside(path, &result) {
            Some((around, way)) => {
                let open_flags = open_flags & OpenFlags::DIRECTORY;
                around.open_at(path_flags, &way, open_flags, DescriptorFlags::READ).await.or(result)
            }
            None => result,
        }
    }

    /// What a read gives where bytes are taken for lines of text.
    pub(super) fn lines(&self, bytes: Vec<u8>) -> Vec<u8> {
        if !self.has(Fault::LineEndsRead) {
            return bytes;
        }
        bytes.into_iter().filter(|byte| *byte != b'\r').collect()
    }

    /// What is written where bytes are taken for text that ends at a NUL.
    pub(super) fn text<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        let end = bytes.iter().position(|byte| *byte == 0).filter(|_| self.has(Fault::TextEndsAtNul));
        // A file that ends with what comes first can't be told from one that was not written.
        &bytes[..end.unwrap_or(bytes.len())]
    }
}
