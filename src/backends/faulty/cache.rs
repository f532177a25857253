//! What goes wrong behind the guest: it is told the truth all along, as from a cache, and when its last descriptor is gone
//! something else is written back to the disk.

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::{Fault, FaultyDescriptor};
use crate::backend::Descriptor as _;
use crate::backends::host::HostDescriptor;
use crate::wasi::{
    Datetime, DescriptorFlags, DescriptorType, ErrorCode, FsResult, NewTimestamp, OpenFlags, PathFlags,
};

/// The byte that is written back in place of one of the guest's.
const OTHER: u8 = b'~';

/// How much later a modification is written back than it was set, in seconds.
const LATER: u64 = 3600;

/// The most of a file that is copied, in bytes.
const COPIED_MAX: u64 = 1 << 20;

/// A name, by the directory from which it was asked for.
#[derive(Debug)]
pub(super) struct Place {
    base: Rc<HostDescriptor>,
    path: String,
}

/// What the guest has done, and what is written back wrong for it.
#[derive(Debug)]
pub(super) enum Kept {
    /// The byte at this offset is the last of a write.
    Written(Rc<HostDescriptor>, u64),
    /// The file was given this size.
    Sized(Rc<HostDescriptor>, u64),
    /// The first name became the second.
    Moved(Place, Place),
    /// The name is another one of an object.
    Linked(Place),
    /// The name is a link to this.
    Pointed(Place, String),
    /// The name was taken away.
    Removed(Place),
    /// The name is a new directory.
    Made(Place),
    /// The modification was set to this.
    Timed(Rc<HostDescriptor>, Datetime),
    /// The name is that of something which was there before, by its directory.
    Old(Rc<cap_std::fs::Dir>, String),
}

/// What is written back at the end, in its order.
#[derive(Debug, Default)]
pub(super) struct Cache(RefCell<Vec<Kept>>);

impl Drop for Cache {
    fn drop(&mut self) {
        for kept in self.0.take() {
            // What is no longer as the guest has left it stays.
            _ = at_once(kept.write_back());
        }
    }
}

/// The result of calls that are made on this thread, and so are over when they were begun.
fn at_once<T>(calls: impl Future<Output = FsResult<T>>) -> FsResult<T> {
    match pin!(calls).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => Err(ErrorCode::WouldBlock.into()),
    }
}

impl Place {
    async fn kind(&self) -> Option<DescriptorType> {
        self.base.stat_at(PathFlags::empty(), &self.path).await.ok().map(|stat| stat.r#type)
    }

    /// Makes a file of this name, with these bytes.
    async fn make(&self, bytes: &[u8]) -> FsResult<()> {
        let (open, flags) = (OpenFlags::CREATE | OpenFlags::EXCLUSIVE, DescriptorFlags::WRITE);
        let made = self.base.open_at(PathFlags::empty(), &self.path, open, flags).await?;
        made.write(bytes, 0).await.map(drop)
    }

    async fn bytes(&self) -> FsResult<Vec<u8>> {
        let (open, flags) = (OpenFlags::empty(), DescriptorFlags::READ);
        let file = self.base.open_at(PathFlags::empty(), &self.path, open, flags).await?;
        Ok(file.read(COPIED_MAX, 0).await?.0)
    }
}

impl Kept {
    async fn write_back(self) -> FsResult<()> {
        match self {
            Self::Written(file, offset) => {
                if file.stat().await?.size > offset {
                    file.write(&[OTHER], offset).await?;
                }
            }
            Self::Sized(file, size) => {
                if file.stat().await?.size == size {
                    file.set_size(size + 1).await?;
                }
            }
            Self::Moved(old, new) => {
                if old.kind().await.is_none() {
                    new.base.rename_at(&new.path, &old.base, &old.path).await?;
                }
            }
            Self::Linked(place) => {
                let stat = place.base.stat_at(PathFlags::empty(), &place.path).await?;
                if stat.link_count > 1 && stat.r#type == DescriptorType::RegularFile {
                    let bytes = place.bytes().await?;
                    place.base.unlink_file_at(&place.path).await?;
                    place.make(&bytes).await?;
                }
            }
            Self::Pointed(place, target) => {
                if place.base.readlink_at(&place.path).await? == target {
                    place.base.unlink_file_at(&place.path).await?;
                    place.base.symlink_at(&format!("{target}-"), &place.path).await?;
                }
            }
            Self::Removed(place) => {
                if place.kind().await.is_none() {
                    place.make(&[]).await?;
                }
            }
            Self::Made(place) => place.base.remove_directory_at(&place.path).await?,
            Self::Timed(object, moment) => {
                let is_there = object.stat().await?.data_modification_timestamp == Some(moment);
                let later = Datetime { seconds: moment.seconds.saturating_add(LATER), ..moment };
                if is_there {
                    object.set_times(NewTimestamp::NoChange, NewTimestamp::Timestamp(later)).await?;
                }
            }
            Self::Old(directory, path) => {
                // What can't be found or changed stays as it is.
                let file = directory.symlink_metadata(&path).ok().filter(cap_std::fs::Metadata::is_file);
                if let Some(mut permissions) = file.map(|file| file.permissions()) {
                    permissions.set_readonly(true);
                    _ = directory.set_permissions(&path, permissions);
                }
            }
        }
        Ok(())
    }
}

impl FaultyDescriptor {
    fn place(&self, path: &str) -> Place {
        Place { base: Rc::clone(&self.real), path: path.to_owned() }
    }

    /// Keeps what a call has done that succeeded, if the fault is this one.
    fn keep<T>(&self, fault: Fault, result: FsResult<T>, kept: impl FnOnce(&T) -> Kept) -> FsResult<T> {
        if self.has(fault)
            && let Ok(value) = &result
        {
            self.means.objects.cache.0.borrow_mut().push(kept(value));
        }
        result
    }

    pub(super) fn keep_write(&self, result: FsResult<u64>, offset: u64) -> FsResult<u64> {
        if matches!(result, Ok(0)) {
            return result;
        }
        let last = |count: &u64| Kept::Written(Rc::clone(&self.real), (offset + count).saturating_sub(1));
        self.keep(Fault::DataOnlyCached, result, last)
    }

    pub(super) fn keep_size(&self, result: FsResult<()>, size: u64) -> FsResult<()> {
        self.keep(Fault::SizeOnlyCached, result, |()| Kept::Sized(Rc::clone(&self.real), size))
    }

    pub(super) fn keep_move(
        &self,
        result: FsResult<()>,
        old_path: &str,
        to: &Self,
        new_path: &str,
    ) -> FsResult<()> {
        let moved = |(): &()| Kept::Moved(self.place(old_path), to.place(new_path));
        let result = self.keep(Fault::MoveOnlyCached, result, moved);
        match &to.means.bare {
            Some(bare) => {
                let old = |(): &()| Kept::Old(Rc::clone(bare), new_path.to_owned());
                self.keep(Fault::ModeOnlyCached, result, old)
            }
            None => result,
        }
    }

    pub(super) fn keep_link(&self, result: FsResult<()>, path: &str) -> FsResult<()> {
        self.keep(Fault::LinkOnlyCached, result, |()| Kept::Linked(self.place(path)))
    }

    pub(super) fn keep_target(&self, result: FsResult<()>, target: &str, path: &str) -> FsResult<()> {
        self.keep(Fault::TargetOnlyCached, result, |()| Kept::Pointed(self.place(path), target.to_owned()))
    }

    pub(super) fn keep_removal(&self, result: FsResult<()>, path: &str) -> FsResult<()> {
        self.keep(Fault::RemovalOnlyCached, result, |()| Kept::Removed(self.place(path)))
    }

    pub(super) fn keep_directory(&self, result: FsResult<()>, path: &str) -> FsResult<()> {
        self.keep(Fault::DirectoryOnlyCached, result, |()| Kept::Made(self.place(path)))
    }

    pub(super) fn keep_time(&self, result: FsResult<()>, modification: NewTimestamp) -> FsResult<()> {
        let NewTimestamp::Timestamp(moment) = modification else { return result };
        self.keep(Fault::TimeOnlyCached, result, |()| Kept::Timed(Rc::clone(&self.real), moment))
    }
}
