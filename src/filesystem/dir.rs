//! An open directory, and all that is done to the objects below it by path: here what opens, makes and removes them.

mod attributes;
mod links;

use std::io;
use std::path::Path;
use std::sync::Arc;

use cap_fs_ext::{FollowSymlinks, OpenOptionsFollowExt as _, OpenOptionsMaybeDirExt as _};
use cap_std::fs::OpenOptions;

use super::os;
use super::{Access, Blocking, Descriptor, DirPerms, File, FilePerms, FsResult, OpenMode, ReaddirIterator};
use crate::wasi::{DescriptorFlags, DescriptorType, ErrorCode, OpenFlags, PathFlags};

/// An open directory. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Dir {
    handle: Arc<cap_std::fs::Dir>,
    access: Access,
    mode: OpenMode,
    blocking: Blocking,
}

impl Dir {
    /// A preopen: its own mode follows from what is granted.
    pub(super) fn preopen(handle: cap_std::fs::Dir, access: Access, blocking: Blocking) -> Self {
        let mut mode = OpenMode::empty();
        mode.set(OpenMode::READ, access.dir.contains(DirPerms::READ));
        mode.set(OpenMode::WRITE, access.dir.contains(DirPerms::MUTATE));
        Self { handle: Arc::new(handle), access, mode, blocking }
    }

    /// How its calls are made.
    pub fn blocking(&self) -> Blocking {
        self.blocking
    }

    /// What it was opened for; `WRITE` stands for `mutate-directory`.
    pub fn mode(&self) -> OpenMode {
        self.mode
    }

    /// Runs a closure on the directory, where the directory's mode says.
    pub async fn run_blocking<T, F>(&self, work: F) -> T
    where
        T: Send + 'static,
        F: FnOnce(&cap_std::fs::Dir) -> T + Send + 'static,
    {
        if self.blocking == Blocking::CurrentThread {
            return work(&self.handle);
        }
        let handle = Arc::clone(&self.handle);
        super::spawn_blocking(move || work(&handle)).await
    }

    fn may_look_up(&self) -> FsResult<()> {
        if self.access.dir.contains(DirPerms::READ) { Ok(()) } else { Err(ErrorCode::NotPermitted.into()) }
    }

    /// The descriptor's layer speaks first: `read-only` without `mutate-directory` is the WIT's own sentence.
    fn may_mutate(&self) -> FsResult<()> {
        if !self.mode.contains(OpenMode::WRITE) {
            return Err(ErrorCode::ReadOnly.into());
        }
        if !self.access.dir.contains(DirPerms::MUTATE) {
            return Err(ErrorCode::NotPermitted.into());
        }
        Ok(())
    }

    /// `get-flags`. The sync flags are requests; none is in force.
    pub fn get_flags(&self) -> DescriptorFlags {
        let mut flags = DescriptorFlags::empty();
        flags.set(DescriptorFlags::READ, self.mode.contains(OpenMode::READ));
        flags.set(DescriptorFlags::MUTATE_DIRECTORY, self.mode.contains(OpenMode::WRITE));
        flags
    }

    /// `read-directory`
    ///
    /// # Errors
    /// When listing is not granted, or the operating system refuses. An entry's error stands in its place.
    pub async fn read_directory(&self) -> FsResult<ReaddirIterator> {
        self.may_look_up()?;
        Ok(self.run_blocking(ReaddirIterator::snapshot).await?)
    }

    /// `create-directory-at`
    ///
    /// # Errors
    /// When changes are not granted, the path leads outside, or the operating system refuses.
    pub async fn create_directory_at(&self, path: &str) -> FsResult<()> {
        let path = judged(path)?;
        self.may_mutate()?;
        Ok(self.run_blocking(move |dir| dir.create_dir(path)).await?)
    }

    /// `open-at`
    ///
    /// # Errors
    /// When the flags make no sense together, what they ask for is not granted, the path leads outside, or the
    /// operating system refuses.
    pub async fn open_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> FsResult<Descriptor> {
        let file_only = OpenFlags::CREATE | OpenFlags::EXCLUSIVE | OpenFlags::TRUNCATE;
        if open_flags.contains(OpenFlags::DIRECTORY) && open_flags.intersects(file_only) {
            return Err(ErrorCode::Invalid.into());
        }
        let creates = open_flags.contains(OpenFlags::CREATE);
        let has_slash = path.ends_with('/');
        let path = judged(path)?;
        self.may_open(open_flags, flags)?;

        let mode = open_mode(open_flags, flags);
        let options = open_options(path_flags, open_flags, mode);
        let opened = self
            .run_blocking(move |dir| {
                // One of the two ways to resolve a path calls it an invalid argument to make a file that is to be a directory, by
                // a slash behind its path or behind what a link at its end holds.
                let handle = dir.open_with(&path, &options).map_err(|error| {
                    let is_link = || dir.symlink_metadata(&path).is_ok_and(|found| found.is_symlink());
                    let is_odd = creates && error.kind() == io::ErrorKind::InvalidInput;
                    if is_odd && (has_slash || is_link()) {
                        io::ErrorKind::IsADirectory.into()
                    } else {
                        error
                    }
                })?;
                let r#type = os::attributes_file(&handle)?.stat.r#type;
                io::Result::Ok((handle, r#type))
            })
            .await;
        let (handle, r#type) = opened?;
        self.descriptor(handle, r#type, open_flags, flags, mode)
    }

    fn may_open(&self, open_flags: OpenFlags, flags: DescriptorFlags) -> FsResult<()> {
        self.may_look_up()?;
        let changes_file = open_flags.intersects(OpenFlags::CREATE | OpenFlags::TRUNCATE)
            || flags.contains(DescriptorFlags::WRITE);
        if changes_file || flags.contains(DescriptorFlags::MUTATE_DIRECTORY) {
            self.may_mutate()?;
        }
        if changes_file && !self.access.file.contains(FilePerms::WRITE) {
            return Err(ErrorCode::NotPermitted.into());
        }
        Ok(())
    }

    /// What was opened, with the rights of this directory.
    fn descriptor(
        &self,
        handle: cap_std::fs::File,
        r#type: DescriptorType,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
        mode: OpenMode,
    ) -> FsResult<Descriptor> {
        if r#type == DescriptorType::Directory {
            let mut mode = mode;
            mode.set(OpenMode::WRITE, flags.contains(DescriptorFlags::MUTATE_DIRECTORY));
            let handle = Arc::new(cap_std::fs::Dir::from_std_file(handle.into_std()));
            return Ok(Descriptor::Dir(Self { handle, access: self.access, mode, blocking: self.blocking }));
        }
        if open_flags.contains(OpenFlags::DIRECTORY) {
            return Err(ErrorCode::NotDirectory.into());
        }
        Ok(Descriptor::File(File::new(handle, r#type, self.access.file, mode, self.blocking)))
    }

    /// `remove-directory-at`
    ///
    /// # Errors
    /// When changes are not granted, the path leads outside, or the operating system refuses.
    pub async fn remove_directory_at(&self, path: &str) -> FsResult<()> {
        let path = judged(path)?;
        self.may_mutate()?;
        Ok(self.run_blocking(move |dir| dir.remove_dir(without_slash(&path))).await?)
    }

    /// `unlink-file-at`
    ///
    /// # Errors
    /// When changes are not granted, the path leads outside or names a directory, or the operating system refuses.
    pub async fn unlink_file_at(&self, path: &str) -> FsResult<()> {
        let path = judged(path)?;
        self.may_mutate()?;
        self.run_blocking(move |dir| unlink(dir, path.as_ref())).await
    }
}

/// A path that can be handed to another thread, unless no file system could take it.
fn judged(path: &str) -> FsResult<String> {
    if path.as_bytes().contains(&0) { Err(ErrorCode::Invalid.into()) } else { Ok(path.to_owned()) }
}

/// What the descriptor will be good for: creating and truncating open for writing too; nothing asked for is reading.
fn open_mode(open_flags: OpenFlags, flags: DescriptorFlags) -> OpenMode {
    let (read, write) = (flags.contains(DescriptorFlags::READ), flags.contains(DescriptorFlags::WRITE));
    let changes = open_flags.intersects(OpenFlags::CREATE | OpenFlags::TRUNCATE);
    let mut mode = OpenMode::empty();
    mode.set(OpenMode::READ, read || !write);
    mode.set(OpenMode::WRITE, write || changes);
    mode
}

fn open_options(path_flags: PathFlags, open_flags: OpenFlags, mode: OpenMode) -> OpenOptions {
    let create = open_flags.contains(OpenFlags::CREATE);
    let follow = path_flags.contains(PathFlags::SYMLINK_FOLLOW);
    let mut options = OpenOptions::new();
    options
        .read(mode.contains(OpenMode::READ))
        .write(mode.contains(OpenMode::WRITE))
        .create(create)
        .create_new(create && open_flags.contains(OpenFlags::EXCLUSIVE))
        .truncate(open_flags.contains(OpenFlags::TRUNCATE))
        .follow(if follow { FollowSymlinks::Yes } else { FollowSymlinks::No })
        .maybe_dir(true);
    dont_wait(&mut options);
    options
}

/// Opening a FIFO or a device must not wait for its other end; on regular files this changes nothing.
#[cfg(unix)]
fn dont_wait(options: &mut OpenOptions) {
    cap_fs_ext::OpenOptionsSyncExt::nonblock(options, true);
}

#[cfg(not(unix))]
fn dont_wait(_: &mut OpenOptions) {}

/// `remove-directory-at` removes `sub/` as it does `sub`; cap-std would look for a `.` to remove inside.
fn without_slash(path: &str) -> &str {
    let bare = path.trim_end_matches('/');
    if bare.is_empty() { path } else { bare }
}

/// Unlinks anything but a directory. Systems differ in what they say to one.
fn unlink(dir: &cap_std::fs::Dir, path: &Path) -> FsResult<()> {
    let Err(error) = dir.remove_file(path) else { return Ok(()) };
    let code = super::error::code(&error);
    let unclear = matches!(code, ErrorCode::NotPermitted | ErrorCode::Access);
    if unclear && dir.symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir()) {
        return Err(ErrorCode::IsDirectory.into());
    }
    Err(code.into())
}

#[cfg(test)]
mod tests;
