//! Paths that lead elsewhere.

use std::borrow::Cow;
use std::rc::Rc;

use super::codes::Asked;
use super::rights::refused;
use super::{Fault, FaultyDescriptor};
use crate::backend::Descriptor as _;
use crate::backends::host::HostDescriptor;
use crate::tree::{Access, DirPerms};
use crate::wasi::{
    DescriptorFlags, DescriptorStat, DescriptorType, ErrorCode, FsResult, OpenFlags, PathFlags,
};

/// How many names a path has at most, where that is the fault.
const NAMES_MAX: usize = 8;

/// How many links are one too many, where that is the fault.
const LINKS_MAX: usize = 5;

/// What the real implementation refuses the name of a link with that has a slash behind it.
const OF_LINK_OUT: &[ErrorCode] =
    &[ErrorCode::NotPermitted, ErrorCode::NotDirectory, ErrorCode::IsDirectory, ErrorCode::Loop];

/// How to read a row: the fault has these calls, of the name of a link that leads outside with a slash behind it, fail with
/// this code where such an object is there, any if none is named.
const TELLS: &[(Fault, &[Asked], Option<DescriptorType>, ErrorCode)] = &[
    (Fault::LinkOutTells, &[Asked::CreateDirectory, Asked::SymlinkAt], None, ErrorCode::Exist),
    (
        Fault::RemovalOutTells,
        &[Asked::UnlinkFile, Asked::RemoveDirectory],
        Some(DescriptorType::RegularFile),
        ErrorCode::NotDirectory,
    ),
    (
        Fault::MoveOutTells,
        &[Asked::RenameAt, Asked::LinkAt],
        Some(DescriptorType::RegularFile),
        ErrorCode::NotDirectory,
    ),
    (Fault::CreateOutTells, &[Asked::OpenAt], Some(DescriptorType::Directory), ErrorCode::IsDirectory),
];

/// A path in which every `..` has taken the name before it away; as it was where there is none before it.
fn without_dot_dot(path: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
        if part != ".." {
            names.push(part);
        } else if names.pop().is_none() {
            return path.to_owned();
        }
    }
    let slash = if path.ends_with('/') && !names.is_empty() { "/" } else { "" };
    if names.is_empty() { ".".into() } else { names.join("/") + slash }
}

impl FaultyDescriptor {
    /// Where a call with a path starts.
    pub(super) async fn base(&self) -> FsResult<Rc<HostDescriptor>> {
        match &self.means.home {
            Some((preopen, way)) if !way.is_empty() => {
                // One that was removed has no path any more.
                let stat = self.real.stat().await?;
                if stat.r#type != DescriptorType::Directory || stat.link_count == 0 {
                    return Ok(Rc::clone(&self.real));
                }
                let flags = self.real.get_flags().await?;
                let opened = preopen.open_at(PathFlags::SYMLINK_FOLLOW, way, OpenFlags::DIRECTORY, flags);
                opened.await.map(Rc::new)
            }
            _ => Ok(Rc::clone(&self.real)),
        }
    }

    /// Where a call starts that changes something. Without the right to, it is not looked for.
    pub(super) async fn base_to_change(&self) -> FsResult<Rc<HostDescriptor>> {
        if self.may_change_entries().await { self.base().await } else { Ok(Rc::clone(&self.real)) }
    }

    /// A path as stat-at and open-at take it.
    pub(super) fn led<'p>(&self, path: &'p str) -> Cow<'p, str> {
        let backwards = path.split('/').any(|part| part == "..") && !path.starts_with('/');
        if self.fault == Some(Fault::DotDotOnText) && backwards {
            without_dot_dot(path).into()
        } else {
            path.into()
        }
    }

    pub(super) async fn stat_somewhere(&self, path_flags: PathFlags, path: &str) -> FsResult<DescriptorStat> {
        let always = self.fault == Some(Fault::StatFollows);
        let path_flags = if always { PathFlags::SYMLINK_FOLLOW } else { path_flags };
        self.refuse_chain(path_flags, path).await?;
        let result = self.base().await?.stat_at(path_flags, path).await;
        let result = self.missing_outside(path, result).await;
        match self.outside(Fault::StatLeavesSandbox, path, &result) {
            Some((around, path)) => around.stat_at(path_flags, &path).await.or(result),
            None => self.stat_beside(path_flags, path, result).await,
        }
    }

    /// Opens what a link leads to after it was refused to open the link.
    pub(super) async fn follow_anyway(
        &self,
        result: FsResult<HostDescriptor>,
        (path_flags, path): (PathFlags, &str),
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> FsResult<HostDescriptor> {
        let stopped = refused(&result, ErrorCode::Loop) || refused(&result, ErrorCode::NotDirectory);
        let fault = self.fault == Some(Fault::OpenFollows) && !open_flags.contains(OpenFlags::EXCLUSIVE);
        if !(stopped && fault && !path_flags.contains(PathFlags::SYMLINK_FOLLOW)) {
            return result;
        }
        self.real.open_at(PathFlags::SYMLINK_FOLLOW, path, open_flags, flags).await.or(result)
    }

    /// Makes a directory where a path leads that is refused.
    pub(super) async fn create_outside<T>(&self, path: &str, result: &FsResult<T>) {
        if let Some((around, path)) = self.outside(Fault::RefusedTooLate, path, result) {
            // The answer is the refusal, whatever came of this.
            drop(around.create_directory_at(&path).await);
        }
    }

    /// Tells of what a path leads to that is refused, and has a slash behind it.
    pub(super) async fn taken_outside(&self, path: &str, result: FsResult<()>) -> FsResult<()> {
        let outside = self.outside(Fault::TakenOutside, path, &result).filter(|_| path.ends_with('/'));
        let Some((around, path)) = outside else { return result };
        let found = around.stat_at(PathFlags::empty(), path.trim_end_matches('/')).await;
        found.map_or(result, |_| Err(ErrorCode::Exist.into()))
    }

    /// Tells of what a link leads to outside, that has a slash behind it.
    pub(super) async fn told_outside<T>(&self, asked: Asked, path: &str, result: FsResult<T>) -> FsResult<T> {
        let row = TELLS.iter().find(|(fault, calls, ..)| self.has(*fault) && calls.contains(&asked));
        let Some((fault, _, kind, code)) = row else { return result };
        // Whatever the real one says of the link: what is outside decides.
        let is_told = OF_LINK_OUT.iter().any(|code| refused(&result, *code)) && path.ends_with('/');
        let refusal: FsResult<T> = Err(ErrorCode::NotPermitted.into());
        let outside = self.outside(*fault, path, &refusal).filter(|_| is_told);
        let Some((around, way)) = outside else { return result };
        let name = path.trim_end_matches('/');
        let led = self.real.stat_at(PathFlags::SYMLINK_FOLLOW, name).await;
        let leads_out = refused(&led, ErrorCode::NotPermitted);
        if !(leads_out && self.leads_to(name, DescriptorType::SymbolicLink).await) {
            return result;
        }
        let found = around.stat_at(PathFlags::SYMLINK_FOLLOW, way.trim_end_matches('/')).await;
        let tells = found.is_ok_and(|stat| kind.is_none_or(|kind| stat.r#type == kind));
        if tells { Err((*code).into()) } else { refusal }
    }

    /// Tells of the slash that a link at the end of a path holds, and not that what it holds leads outside.
    pub(super) async fn slash_first<T>(
        &self,
        (path_flags, path): (PathFlags, &str),
        result: FsResult<T>,
    ) -> FsResult<T> {
        let is_refused =
            path_flags.contains(PathFlags::SYMLINK_FOLLOW) && refused(&result, ErrorCode::NotPermitted);
        if !(self.has(Fault::LinkSlashFirst) && is_refused && self.means.access == Access::default()) {
            return result;
        }
        let Ok(target) = self.real.readlink_at(path).await else { return result };
        let led = self.real.stat_at(PathFlags::SYMLINK_FOLLOW, path).await;
        // A slash behind the name of a link that leads outside may come first.
        let directory = path.rsplit_once('/').map_or(".", |(directory, _)| directory);
        let name = format!("{directory}/{}", target.trim_end_matches('/'));
        let leads_out = target.ends_with('/')
            && refused(&led, ErrorCode::NotPermitted)
            && !self.leads_to(&name, DescriptorType::SymbolicLink).await;
        if leads_out { Err(ErrorCode::IsDirectory.into()) } else { result }
    }

    /// Tells that nothing is where a path leads outside.
    pub(super) async fn missing_outside<T>(&self, path: &str, result: FsResult<T>) -> FsResult<T> {
        let Some((around, way)) = self.outside(Fault::MissingOutside, path, &result) else { return result };
        let found = around.stat_at(PathFlags::empty(), &way).await;
        if refused(&found, ErrorCode::NoEntry) { Err(ErrorCode::NoEntry.into()) } else { result }
    }

    /// Refuses a path of many names.
    pub(super) fn refuse_deep(&self, path: &str) -> FsResult<()> {
        let names = path.split('/').filter(|name| !name.is_empty()).count();
        let deep = self.has(Fault::DeepPathsFail) && names > NAMES_MAX;
        if deep { Err(ErrorCode::NameTooLong.into()) } else { Ok(()) }
    }

    /// Refuses to follow many links that stand in the directory itself, one after the other.
    pub(super) async fn refuse_chain(&self, path_flags: PathFlags, path: &str) -> FsResult<()> {
        if !self.has(Fault::ChainsFail) || !path_flags.contains(PathFlags::SYMLINK_FOLLOW) {
            return Ok(());
        }
        let mut at = path.to_owned();
        for _ in 0..LINKS_MAX {
            match self.real.readlink_at(&at).await {
                Ok(target) if !target.contains('/') => at = target,
                _ => return Ok(()),
            }
        }
        Err(ErrorCode::Loop.into())
    }

    /// Removes what a path leads to that is refused.
    pub(super) async fn unlink_outside<T>(&self, path: &str, result: &FsResult<T>) {
        if let Some((around, path)) = self.outside(Fault::RefusedTooLate, path, result) {
            drop(around.unlink_file_at(&path).await);
        }
    }

    /// The directory around the preopen and the path from there, for one that was refused because it leads outside.
    /// That directory is one of ours, and is not left either.
    fn outside<T>(
        &self,
        fault: Fault,
        path: &str,
        result: &FsResult<T>,
    ) -> Option<(&HostDescriptor, String)> {
        let leads_out = refused(result, ErrorCode::NotPermitted) && !path.starts_with('/');
        let (around, name) = self.means.around.as_ref()?;
        let granted = self.means.access.dir == DirPerms::all();
        let known = self.fault == Some(fault) && leads_out && granted;
        known.then(|| (&**around, format!("{name}/{path}")))
    }

    /// What a link holds, though it is absolute or cut short.
    pub(super) async fn target(&self, path: &str) -> FsResult<String> {
        let result = self.base().await?.readlink_at(path).await;
        let target = match (&self.means.bare, self.fault) {
            (Some(bare), Some(Fault::ReadlinkAbsolute)) if refused(&result, ErrorCode::NotPermitted) => {
                bare.read_link_contents(path).ok()
            }
            (_, Some(Fault::ReadlinkCut)) => {
                return result.map(|mut target| {
                    target.pop();
                    target
                });
            }
            _ => None,
        };
        target
            .filter(|_| self.means.access.dir.contains(DirPerms::READ))
            .map_or(result, |target| Ok(target.to_string_lossy().into_owned()))
    }
}
