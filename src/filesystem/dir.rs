//! An open directory, and all that is done to the objects below it by path: here what opens, makes and removes them.

mod attributes;
mod links;

use std::io;
use std::path::Path;
use std::sync::Arc;

use cap_fs_ext::{FollowSymlinks, OpenOptionsFollowExt as _, OpenOptionsMaybeDirExt as _};
use cap_std::fs::OpenOptions;

use super::os::{self, Medium, Nowait};
use super::{Access, Blocking, Descriptor, DirPerms, File, FilePerms, FsResult, OpenMode, ReaddirIterator};
use crate::wasi::{DescriptorFlags, DescriptorType, ErrorCode, OpenFlags, PathFlags};

/// An open directory. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Dir {
    handle: Arc<cap_std::fs::Dir>,
    access: Access,
    mode: OpenMode,
    blocking: Blocking,
    /// What of it, and of what is found below it on the same mount, is in memory; of use where calls that don't sleep are
    /// tried first.
    medium: Medium,
}

impl Dir {
    /// An open directory, with what the embedder grants to it and to all directories below it (`perms`), and to all files
    /// below it (`file_perms`); what it was opened for, where `WRITE` stands for `mutate-directory`; and how its calls, and
    /// those of all that is opened below it, are made.
    ///
    /// The system is asked here what kind of file system it is on, which may wait as opening it may.
    ///
    /// ```
    /// use wasi_fs_conformance::filesystem::{Blocking, Dir, DirPerms, FilePerms, OpenMode, cap_std};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let handle = cap_std::fs::Dir::open_ambient_dir(folder.path(), cap_std::ambient_authority())?;
    /// let dir = Dir::new(handle, DirPerms::READ, FilePerms::READ, OpenMode::READ, Blocking::default());
    /// assert_eq!((dir.perms(), dir.file_perms()), (DirPerms::READ, FilePerms::READ));
    /// # Ok::<_, std::io::Error>(())
    /// ```
    pub fn new(
        handle: cap_std::fs::Dir,
        perms: DirPerms,
        file_perms: FilePerms,
        mode: OpenMode,
        blocking: Blocking,
    ) -> Self {
        let medium = Medium::of(&handle, blocking);
        let access = Access { dir: perms, file: file_perms };
        Self { handle: Arc::new(handle), access, mode, blocking, medium }
    }

    /// For tests: the same on another medium.
    #[cfg(all(test, target_os = "linux"))]
    pub(super) fn on_medium(self, medium: Medium) -> Self {
        Self { medium, ..self }
    }

    /// A preopen: its own mode follows from what is granted.
    pub(super) fn preopen(handle: cap_std::fs::Dir, access: Access, blocking: Blocking) -> Self {
        let mut mode = OpenMode::empty();
        mode.set(OpenMode::READ, access.dir.contains(DirPerms::READ));
        mode.set(OpenMode::WRITE, access.dir.contains(DirPerms::MUTATE));
        Self::new(handle, access.dir, access.file, mode, blocking)
    }

    /// What the embedder grants to this directory and to those below it.
    pub fn perms(&self) -> DirPerms {
        self.access.dir
    }

    /// What the embedder grants to the files below it.
    pub fn file_perms(&self) -> FilePerms {
        self.access.file
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
        let blocking = self.blocking;
        Ok(self.run_blocking(move |dir| ReaddirIterator::begin(dir, blocking)).await?)
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
        judge(path)?;
        self.may_open(open_flags, flags)?;

        let mode = open_mode(open_flags, flags);
        if let Some(opened) = self.open_at_once(path_flags, path, open_flags, mode) {
            return self.descriptor(opened?, open_flags, flags, mode);
        }
        let path = path.to_owned();
        let options = open_options(path_flags, open_flags, mode);
        let blocking = self.blocking;
        let opened = self.run_blocking(move |dir| {
            let handle = open_with(dir, &path, &options, creates, has_slash)?;
            let r#type = os::attributes_file(&handle)?.stat.r#type;
            let medium = Medium::of(&handle, blocking);
            io::Result::Ok(Opened { handle, r#type, medium })
        });
        self.descriptor(opened.await?, open_flags, flags, mode)
    }

    /// Opens what is there, if nothing has to be waited for and the mode of blocking is the one that tries.
    fn open_at_once(
        &self,
        path_flags: PathFlags,
        path: &str,
        open_flags: OpenFlags,
        mode: OpenMode,
    ) -> Option<io::Result<Opened>> {
        if !self.medium.files || open_flags.intersects(OpenFlags::CREATE | OpenFlags::TRUNCATE) {
            return None;
        }
        let (medium, follow) = (self.medium, path_flags.contains(PathFlags::SYMLINK_FOLLOW));
        match os::open_cached(&self.handle, path, follow, mode, medium) {
            Nowait::Done(opened) => Some(opened.map(|(handle, r#type)| Opened { handle, r#type, medium })),
            Nowait::WouldSleep => None,
        }
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
        Opened { handle, r#type, medium }: Opened,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
        mode: OpenMode,
    ) -> FsResult<Descriptor> {
        if r#type == DescriptorType::Directory {
            let mut mode = mode;
            mode.set(OpenMode::WRITE, flags.contains(DescriptorFlags::MUTATE_DIRECTORY));
            let handle = Arc::new(cap_std::fs::Dir::from_std_file(handle.into_std()));
            let (access, blocking) = (self.access, self.blocking);
            return Ok(Descriptor::Dir(Self { handle, access, mode, blocking, medium }));
        }
        if open_flags.contains(OpenFlags::DIRECTORY) {
            return Err(ErrorCode::NotDirectory.into());
        }
        Ok(Descriptor::File(File::opened(handle, r#type, self.access.file, mode, self.blocking, medium)))
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

/// What was opened by a path.
struct Opened {
    handle: cap_std::fs::File,
    r#type: DescriptorType,
    medium: Medium,
}

/// Opens by cap-std's means. One of its two ways to resolve a path calls it an invalid argument to make a file that is to be a
/// directory, by a slash behind its path or behind what a link at its end holds.
fn open_with(
    dir: &cap_std::fs::Dir,
    path: &str,
    options: &OpenOptions,
    creates: bool,
    has_slash: bool,
) -> io::Result<cap_std::fs::File> {
    dir.open_with(path, options).map_err(|error| {
        let is_link = || dir.symlink_metadata(path).is_ok_and(|found| found.is_symlink());
        let is_odd = creates && error.kind() == io::ErrorKind::InvalidInput;
        if is_odd && (has_slash || is_link()) { io::ErrorKind::IsADirectory.into() } else { error }
    })
}

/// Refuses a path that no file system could take.
fn judge(path: &str) -> FsResult<()> {
    if path.as_bytes().contains(&0) { Err(ErrorCode::Invalid.into()) } else { Ok(()) }
}

/// A path that can be handed to another thread, unless it is refused.
fn judged(path: &str) -> FsResult<String> {
    judge(path)?;
    Ok(path.to_owned())
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
