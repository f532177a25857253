//! A complete backend in one file: a file system in memory, meant to be read by whoever writes a backend of their own.
//!
//! `cargo run --example in_memory` puts it through the suite and prints what was covered. With arguments it is the
//! hunting tool for this backend: `cargo run --release --example in_memory -- hunt --for 60s`.
//!
//! The parts, from the ground up: the bytes of a file, objects, paths, rights, descriptors, streams, and what makes a backend
//! of it all. Only the last three know the seam. What the WIT defines by other calls is left to the seam's defaults: thirteen
//! of the streams' calls are not written here at all.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, RandomState};
use std::ops::Range;
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use wasi_fs_conformance::backend::{
    Backend, Descriptor, DirectoryEntryStream, InputStream, Instance, OutputStream, StartError,
};
use wasi_fs_conformance::tree::{self, Access, Capability, DirPerms, FilePerms, Fixture, Lacks};
use wasi_fs_conformance::wasi::{
    Advice, Datetime, DescriptorFlags, DescriptorStat, DescriptorType, DirectoryEntry, ErrorCode, FsResult,
    MetadataHashValue, NewTimestamp, OpenFlags, PathFlags, StreamError, StreamResult,
};
use wasi_fs_conformance::{Suite, conformance_tests};

// The bytes of a file ---------------------------------------------------------------------------------

/// Bytes are kept in pages of this size; a page that nobody has written is not there and reads as zeros. So a hole takes
/// no memory, however large it is, and `sparse-files` need not be declared as lacking.
const PAGE: u64 = 4096;

type Page = [u8; 4096];

/// The largest file, in bytes. Some limit there must be, since offset and length of a write add up to more than a `u64`.
const SIZE_MAX: u64 = i64::MAX as u64;

/// The most that one read gives. A guest may ask for 2^64 bytes, and a hole has them: it gets fewer, as the WIT allows.
const READ_MAX: u64 = 1 << 20;

#[derive(Default)]
struct Bytes {
    size: u64,
    pages: BTreeMap<u64, Box<Page>>,
}

/// The pages that a range of bytes meets, each with the part of it that is in the range.
fn pages_of(range: Range<u64>) -> impl Iterator<Item = (u64, Range<usize>)> {
    let within = |page: u64, at: u64| usize::try_from(at - page * PAGE).expect("a page fits into memory");
    let pages = if range.is_empty() { 0..0 } else { range.start / PAGE..range.end.div_ceil(PAGE) };
    pages.map(move |page| {
        let (from, to) = (range.start.max(page * PAGE), range.end.min((page + 1) * PAGE));
        (page, within(page, from)..within(page, to))
    })
}

impl Bytes {
    fn read(&self, length: u64, offset: u64) -> Vec<u8> {
        let end = self.size.min(offset.saturating_add(length.min(READ_MAX)));
        let mut found = Vec::new();
        for (page, part) in pages_of(offset..end) {
            match self.pages.get(&page) {
                Some(stored) => found.extend_from_slice(&stored[part]),
                None => found.resize(found.len() + part.len(), 0),
            }
        }
        found
    }

    fn write(&mut self, bytes: &[u8], offset: u64) {
        let end = offset + bytes.len() as u64;
        let mut rest = bytes;
        for (page, part) in pages_of(offset..end) {
            let (now, later) = rest.split_at(part.len());
            self.pages.entry(page).or_insert_with(|| Box::new([0; 4096]))[part].copy_from_slice(now);
            rest = later;
        }
        self.size = self.size.max(end);
    }

    fn set_size(&mut self, size: u64) {
        // What is cut off is cleared: it must not come back when the file grows again.
        self.pages.split_off(&size.div_ceil(PAGE));
        for (page, part) in pages_of(size..size.next_multiple_of(PAGE)) {
            self.pages.entry(page).and_modify(|stored| stored[part].fill(0));
        }
        self.size = size;
    }
}

// Objects ---------------------------------------------------------------------------------------------

/// An object of the tree. Directories hold their entries, and descriptors and streams what they were opened on: an object
/// lives as long as one of them does, so a file that was unlinked while it was open goes on to work without a line of code.
struct Node {
    /// No other object has had it.
    number: u64,
    body: Body,
    links: Cell<u64>,
    times: Cell<Times>,
}

enum Body {
    File(RefCell<Bytes>),
    Directory(RefCell<Directory>),
    Symlink(String),
    /// A fifo or a socket: it has a name and attributes, and nobody opens it.
    Special(DescriptorType),
}

#[derive(Default)]
struct Directory {
    entries: BTreeMap<String, Rc<Node>>,
    /// A descriptor may still stand for it then, but nothing can be made in it any more.
    removed: bool,
}

impl Directory {
    /// It is about to lose its only name.
    fn retire(&mut self) -> Result<(), ErrorCode> {
        self.removed = self.entries.is_empty();
        if self.removed { Ok(()) } else { Err(ErrorCode::NotEmpty) }
    }
}

/// When an object was accessed, modified and changed last; none where a `datetime` can't tell it, as before 1970.
#[derive(Clone, Copy)]
struct Times {
    access: Option<Datetime>,
    modification: Option<Datetime>,
    status_change: Option<Datetime>,
}

fn now() -> Option<Datetime> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    Some(Datetime { seconds: since.as_secs(), nanoseconds: since.subsec_nanos() })
}

impl Node {
    fn new(body: Body) -> Rc<Self> {
        static NUMBERS: AtomicU64 = AtomicU64::new(0);
        let now = now();
        let times = Cell::new(Times { access: now, modification: now, status_change: now });
        Rc::new(Self { number: NUMBERS.fetch_add(1, Ordering::Relaxed), body, links: Cell::new(0), times })
    }

    fn file(&self) -> Result<&RefCell<Bytes>, ErrorCode> {
        if let Body::File(bytes) = &self.body { Ok(bytes) } else { Err(ErrorCode::BadDescriptor) }
    }

    fn directory(&self) -> Result<&RefCell<Directory>, ErrorCode> {
        if let Body::Directory(directory) = &self.body { Ok(directory) } else { Err(ErrorCode::NotDirectory) }
    }

    fn r#type(&self) -> DescriptorType {
        match &self.body {
            Body::File(_) => DescriptorType::RegularFile,
            Body::Directory(_) => DescriptorType::Directory,
            Body::Symlink(_) => DescriptorType::SymbolicLink,
            Body::Special(special) => *special,
        }
    }

    fn accessed(&self) {
        self.times.set(Times { access: now(), ..self.times.get() });
    }

    /// Its data, or its entries, are others now; that is a change of its status as well, at the same moment.
    fn modified(&self) {
        let now = now();
        self.times.set(Times { modification: now, status_change: now, ..self.times.get() });
    }

    fn status_changed(&self) {
        self.times.set(Times { status_change: now(), ..self.times.get() });
    }

    fn read(&self, length: u64, offset: u64) -> FsResult<(Vec<u8>, bool)> {
        let file = self.file()?.borrow();
        let bytes = file.read(length, offset);
        let is_end = offset.saturating_add(bytes.len() as u64) >= file.size;
        self.accessed();
        Ok((bytes, is_end))
    }

    /// Writes at an offset; without one to the end, as it is now.
    fn write(&self, bytes: &[u8], offset: Option<u64>) -> FsResult<()> {
        let mut file = self.file()?.borrow_mut();
        if bytes.is_empty() {
            return Ok(());
        }
        let offset = offset.unwrap_or(file.size);
        let end = offset.checked_add(bytes.len() as u64);
        end.filter(|end| *end <= SIZE_MAX).ok_or(ErrorCode::FileTooLarge)?;
        file.write(bytes, offset);
        self.modified();
        Ok(())
    }

    fn set_size(&self, size: u64) -> FsResult<()> {
        let mut file = self.file()?.borrow_mut();
        if size > SIZE_MAX {
            return Err(ErrorCode::FileTooLarge.into());
        }
        file.set_size(size);
        self.modified();
        Ok(())
    }

    fn get(&self, name: &str) -> Option<Rc<Self>> {
        self.directory().ok()?.borrow().entries.get(name).cloned()
    }

    /// Gives an object a free name in this directory.
    fn insert(&self, name: String, node: Rc<Self>) {
        if let Ok(directory) = self.directory() {
            node.links.set(node.links.get() + 1);
            node.status_changed();
            directory.borrow_mut().entries.insert(name, node);
            self.modified();
        }
    }

    /// Takes a name out of this directory. What had it lives on where it has another, or is open.
    fn remove(&self, name: &str) {
        let taken = |directory: &RefCell<Directory>| directory.borrow_mut().entries.remove(name);
        if let Some(node) = self.directory().ok().and_then(taken) {
            node.links.set(node.links.get() - 1);
            node.status_changed();
            self.modified();
        }
    }

    /// Whether another object is this one or anywhere below it.
    fn holds(&self, other: &Self) -> bool {
        let below = |directory: &RefCell<Directory>| {
            directory.borrow().entries.values().any(|entry| entry.holds(other))
        };
        std::ptr::eq(self, other) || self.directory().is_ok_and(below)
    }

    fn stat(&self) -> DescriptorStat {
        let size = match &self.body {
            Body::File(bytes) => bytes.borrow().size,
            Body::Symlink(target) => target.len() as u64,
            Body::Directory(_) | Body::Special(_) => 0,
        };
        let Times { access, modification, status_change } = self.times.get();
        DescriptorStat {
            r#type: self.r#type(),
            link_count: self.links.get(),
            size,
            data_access_timestamp: access,
            data_modification_timestamp: modification,
            status_change_timestamp: status_change,
        }
    }

    /// Another one for another object, size or time of modification. How many objects there were before is not for a guest to
    /// know: hence the secret.
    fn hash(&self) -> MetadataHashValue {
        static SECRET: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        let DescriptorStat { size, data_modification_timestamp, .. } = self.stat();
        let half = |which: u8| SECRET.hash_one((which, self.number, size, data_modification_timestamp));
        MetadataHashValue { lower: half(0), upper: half(1) }
    }
}

// Paths -----------------------------------------------------------------------------------------------

/// Symbolic links on the way of one path before it is called a loop.
const LINKS_MAX: usize = 40;

/// The longest name, in bytes.
const NAME_MAX: usize = 255;

/// What is meant by a symbolic link at the end of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// What it leads to.
    Target,
    /// The link; what it leads to where a slash behind it asks for a directory.
    Link,
    /// The link, always: for calls that move or remove the name itself.
    Name,
    /// The name of something to be made: a slash behind a link asks for a directory where the link leads.
    New,
}

impl From<PathFlags> for Ending {
    fn from(flags: PathFlags) -> Self {
        if flags.contains(PathFlags::SYMLINK_FOLLOW) { Self::Target } else { Self::Link }
    }
}

/// Where a path leads.
struct Place {
    /// The directory of the last name, and that name; none where the path ends in `.` or `..`, which nobody can take away.
    entry: Option<(Rc<Node>, String)>,
    /// What is there.
    node: Option<Rc<Node>>,
    /// The path ends in a slash: only a directory will do.
    slash: bool,
}

impl Place {
    /// What is there.
    fn object(self) -> Result<Rc<Node>, ErrorCode> {
        self.node.ok_or(ErrorCode::NoEntry)
    }

    /// The name, with what has it.
    fn taken(self) -> Result<(Rc<Node>, String, Rc<Node>), ErrorCode> {
        let node = self.node.ok_or(ErrorCode::NoEntry)?;
        let (parent, name) = self.entry.ok_or(ErrorCode::Invalid)?;
        Ok((parent, name, node))
    }

    /// Gives the name to an object that has to have another or none.
    fn fill(self, node: Rc<Node>) -> FsResult<()> {
        let (parent, name) = self.entry.filter(|_| self.node.is_none()).ok_or(ErrorCode::Exist)?;
        if self.slash && node.directory().is_err() {
            return Err(ErrorCode::NotDirectory.into());
        }
        parent.insert(name, node);
        Ok(())
    }
}

/// The names of a path, the last one first, so that the next one can be popped.
fn names_of(path: &str) -> Result<Vec<String>, ErrorCode> {
    let names = path.split('/').filter(|name| !name.is_empty());
    if path.is_empty() {
        Err(ErrorCode::NoEntry)
    } else if path.contains('\0') {
        Err(ErrorCode::Invalid)
    } else if path.starts_with('/') {
        Err(ErrorCode::NotPermitted)
    } else if names.clone().any(|name| name.len() > NAME_MAX) {
        Err(ErrorCode::NameTooLong)
    } else {
        Ok(names.rev().map(str::to_owned).collect())
    }
}

/// Follows a path from a directory, name by name. The sandbox is this function: it goes up only along the way that it came
/// down, so `..` is the real parent, and where it started there is nothing above.
fn walk(base: &Rc<Node>, path: &str, ending: Ending) -> Result<Place, ErrorCode> {
    let mut ahead = names_of(path)?;
    let mut slash = path.ends_with('/');
    let (mut above, mut at) = (Vec::new(), Rc::clone(base));
    let (mut entry, mut links) = (None, 0);
    while let Some(name) = ahead.pop() {
        let is_last = ahead.is_empty();
        if name == "." || name == ".." {
            if name == ".." {
                at = above.pop().ok_or(ErrorCode::NotPermitted)?;
            }
            entry = None;
            continue;
        }
        let Some(node) = at.get(&name) else {
            let removed = at.directory().is_ok_and(|directory| directory.borrow().removed);
            if !is_last || removed {
                return Err(ErrorCode::NoEntry);
            }
            return Ok(Place { entry: Some((at, name)), node: None, slash });
        };
        let follows =
            !is_last || ending == Ending::Target || (slash && [Ending::Link, Ending::New].contains(&ending));
        match &node.body {
            Body::Directory(_) => {
                entry = Some((Rc::clone(&at), name));
                above.push(std::mem::replace(&mut at, node));
            }
            Body::Symlink(target) if follows => {
                links += 1;
                if links > LINKS_MAX {
                    return Err(ErrorCode::Loop);
                }
                slash |= is_last && target.ends_with('/');
                ahead.extend(names_of(target)?);
            }
            // Whoever asks for a free name is told that this one is taken, with a slash behind it or not.
            Body::File(_) | Body::Special(_) | Body::Symlink(_)
                if is_last && (!slash || ending == Ending::New) =>
            {
                return Ok(Place { entry: Some((at, name)), node: Some(node), slash });
            }
            Body::File(_) | Body::Special(_) | Body::Symlink(_) => return Err(ErrorCode::NotDirectory),
        }
    }
    Ok(Place { entry, node: Some(at), slash })
}

// Rights ----------------------------------------------------------------------------------------------

/// What a call needs: of the kind of the descriptor, of what the embedder granted on directories and on files through the
/// preopen, and of what the guest opened the descriptor for.
struct Needs(Option<DescriptorType>, DirPerms, FilePerms, DescriptorFlags);

const FILE: Option<DescriptorType> = Some(DescriptorType::RegularFile);
const DIRECTORY: Option<DescriptorType> = Some(DescriptorType::Directory);
const NO_DIR: DirPerms = DirPerms::empty();
const NO_FILE: FilePerms = FilePerms::empty();
const NO_FLAG: DescriptorFlags = DescriptorFlags::empty();
const MUTATE: DescriptorFlags = DescriptorFlags::MUTATE_DIRECTORY;

// One row for each kind of call. What is not in a row nobody needs; calls without a row, such as `stat`, need nothing.
const READ_FILE: Needs = Needs(FILE, NO_DIR, FilePerms::READ, DescriptorFlags::READ);
const WRITE_FILE: Needs = Needs(FILE, NO_DIR, FilePerms::WRITE, DescriptorFlags::WRITE);
const ADVISE: Needs = Needs(FILE, NO_DIR, NO_FILE, NO_FLAG);
const DATE_FILE: Needs = Needs(None, NO_DIR, FilePerms::WRITE, NO_FLAG);
const DATE_DIRECTORY: Needs = Needs(None, DirPerms::MUTATE, NO_FILE, NO_FLAG);
const LOOK_UP: Needs = Needs(DIRECTORY, DirPerms::READ, NO_FILE, NO_FLAG);
const CHANGE_ENTRIES: Needs = Needs(DIRECTORY, DirPerms::MUTATE, NO_FILE, MUTATE);
const CHANGE_FILES_BELOW: Needs = Needs(DIRECTORY, DirPerms::MUTATE, FilePerms::WRITE, MUTATE);

impl MemoryDescriptor {
    /// The object, for a call with these needs. The kind is judged first, then what the guest did, then what the embedder did.
    fn may(&self, Needs(kind, dir, file, flags): Needs) -> Result<&Rc<Node>, ErrorCode> {
        if kind.is_some_and(|kind| kind != self.node.r#type()) {
            return Err(if kind == FILE { ErrorCode::BadDescriptor } else { ErrorCode::NotDirectory });
        }
        if !self.flags.contains(flags) {
            // For directories `read-only` is the WIT's own word.
            return Err(if kind == FILE { ErrorCode::BadDescriptor } else { ErrorCode::ReadOnly });
        }
        let granted = self.access.dir.contains(dir) && self.access.file.contains(file);
        if granted { Ok(&self.node) } else { Err(ErrorCode::NotPermitted) }
    }

    /// Both ends of a link or a move. What is opened below a directory has the rights of that, so an object that went from one
    /// preopen to another would change its rights; between preopens that grant different things nothing goes.
    fn may_hand_over<'d>(&'d self, to: &'d Self) -> Result<(&'d Rc<Node>, &'d Rc<Node>), ErrorCode> {
        let ends = (self.may(CHANGE_ENTRIES)?, to.may(CHANGE_ENTRIES)?);
        if self.access == to.access { Ok(ends) } else { Err(ErrorCode::NotPermitted) }
    }
}

// Descriptors -----------------------------------------------------------------------------------------

/// An open file or directory. It stands for its object, whatever becomes of the name that it was opened by.
struct MemoryDescriptor {
    node: Rc<Node>,
    /// What the embedder granted through the preopen that this was opened below.
    access: Access,
    flags: DescriptorFlags,
}

impl MemoryDescriptor {
    fn preopen(node: Rc<Node>, access: Access) -> Self {
        let mut flags = DescriptorFlags::empty();
        flags.set(DescriptorFlags::READ, access.dir.contains(DirPerms::READ));
        flags.set(DescriptorFlags::MUTATE_DIRECTORY, access.dir.contains(DirPerms::MUTATE));
        Self { node, access, flags }
    }

    fn output_stream(&self, offset: Option<u64>) -> FsResult<MemoryOutputStream> {
        let node = Rc::clone(self.may(WRITE_FILE)?);
        Ok(MemoryOutputStream { node, offset, permit: 0, closed: false })
    }

    fn set_times_of(&self, node: &Node, access: NewTimestamp, modification: NewTimestamp) -> FsResult<()> {
        match &node.body {
            Body::File(_) => drop(self.may(DATE_FILE)?),
            Body::Directory(_) => drop(self.may(DATE_DIRECTORY)?),
            Body::Symlink(_) | Body::Special(_) => {}
        }
        let (before, now) = (node.times.get(), now());
        let moment = |new: NewTimestamp, before: Option<Datetime>| match new {
            NewTimestamp::NoChange => Ok(before),
            NewTimestamp::Now => Ok(now),
            NewTimestamp::Timestamp(moment) if moment.nanoseconds < Datetime::SECOND => Ok(Some(moment)),
            NewTimestamp::Timestamp(_) => Err(ErrorCode::Invalid),
        };
        let (access, modification) =
            (moment(access, before.access)?, moment(modification, before.modification)?);
        node.times.set(Times { access, modification, status_change: now });
        Ok(())
    }
}

// What is in memory alone is as safe as it will ever be, so `sync` and `sync-data` have nothing to do, nor has `advise`.
impl Descriptor for MemoryDescriptor {
    type InputStream = MemoryInputStream;
    type OutputStream = MemoryOutputStream;
    type DirectoryEntryStream = Listing;

    async fn read_via_stream(&self, offset: u64) -> FsResult<MemoryInputStream> {
        Ok(MemoryInputStream { node: Rc::clone(self.may(READ_FILE)?), offset, closed: false })
    }
    async fn write_via_stream(&self, offset: u64) -> FsResult<MemoryOutputStream> {
        self.output_stream(Some(offset))
    }
    async fn append_via_stream(&self) -> FsResult<MemoryOutputStream> {
        self.output_stream(None)
    }
    async fn advise(&self, _offset: u64, _length: u64, _advice: Advice) -> FsResult<()> {
        Ok(self.may(ADVISE).map(drop)?)
    }
    async fn sync_data(&self) -> FsResult<()> {
        Ok(())
    }
    async fn get_flags(&self) -> FsResult<DescriptorFlags> {
        Ok(self.flags)
    }
    async fn get_type(&self) -> FsResult<DescriptorType> {
        Ok(self.node.r#type())
    }
    async fn set_size(&self, size: u64) -> FsResult<()> {
        self.may(WRITE_FILE)?.set_size(size)
    }
    async fn set_times(&self, access: NewTimestamp, modification: NewTimestamp) -> FsResult<()> {
        self.set_times_of(&self.node, access, modification)
    }
    async fn read(&self, length: u64, offset: u64) -> FsResult<(Vec<u8>, bool)> {
        self.may(READ_FILE)?.read(length, offset)
    }
    async fn write(&self, buffer: &[u8], offset: u64) -> FsResult<u64> {
        self.may(WRITE_FILE)?.write(buffer, Some(offset))?;
        Ok(buffer.len() as u64)
    }

    /// A listing is a snapshot: what is made or removed while it is read, POSIX lets it show or not.
    async fn read_directory(&self) -> FsResult<Listing> {
        let node = self.may(LOOK_UP)?;
        let entry = |(name, node): (&String, &Rc<Node>)| {
            let r#type = node.r#type();
            DirectoryEntry { r#type, name: name.clone() }
        };
        let entries: Vec<_> = node.directory()?.borrow().entries.iter().map(entry).collect();
        node.accessed();
        Ok(Listing(entries.into_iter()))
    }

    async fn sync(&self) -> FsResult<()> {
        Ok(())
    }

    async fn create_directory_at(&self, path: &str) -> FsResult<()> {
        let place = walk(self.may(CHANGE_ENTRIES)?, path, Ending::New)?;
        place.fill(Node::new(Body::Directory(RefCell::default())))
    }

    async fn stat(&self) -> FsResult<DescriptorStat> {
        Ok(self.node.stat())
    }
    async fn stat_at(&self, path_flags: PathFlags, path: &str) -> FsResult<DescriptorStat> {
        Ok(walk(self.may(LOOK_UP)?, path, path_flags.into())?.object()?.stat())
    }

    async fn set_times_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        access: NewTimestamp,
        modification: NewTimestamp,
    ) -> FsResult<()> {
        let node = walk(self.may(CHANGE_ENTRIES)?, path, path_flags.into())?.object()?;
        self.set_times_of(&node, access, modification)
    }

    async fn link_at(
        &self,
        old_path_flags: PathFlags,
        old_path: &str,
        new_descriptor: &Self,
        new_path: &str,
    ) -> FsResult<()> {
        let (from, to) = self.may_hand_over(new_descriptor)?;
        let node = walk(from, old_path, old_path_flags.into())?.object()?;
        if node.directory().is_ok() {
            return Err(ErrorCode::NotPermitted.into());
        }
        walk(to, new_path, Ending::New)?.fill(node)
    }

    async fn open_at(
        &self,
        path_flags: PathFlags,
        path: &str,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> FsResult<Self> {
        let asks = |flag: OpenFlags| open_flags.contains(flag);
        let exclusive = asks(OpenFlags::CREATE | OpenFlags::EXCLUSIVE);
        let changes_file = asks(OpenFlags::TRUNCATE) || flags.contains(DescriptorFlags::WRITE);
        let mut base = self.may(LOOK_UP)?;
        if asks(OpenFlags::DIRECTORY) && open_flags != OpenFlags::DIRECTORY {
            return Err(ErrorCode::Invalid.into());
        }
        if flags.contains(MUTATE) {
            base = self.may(CHANGE_ENTRIES)?;
        }
        if changes_file || asks(OpenFlags::CREATE) {
            base = self.may(CHANGE_FILES_BELOW)?;
        }

        // A name that has to be free is not followed, be it a link to nothing.
        let place = walk(base, path, if exclusive { Ending::Link } else { path_flags.into() })?;
        let node = match &place.node {
            Some(_) if exclusive => return Err(ErrorCode::Exist.into()),
            Some(node) => Rc::clone(node),
            None if asks(OpenFlags::CREATE) => {
                let node = Node::new(Body::File(RefCell::default()));
                place.fill(Rc::clone(&node))?;
                node
            }
            None => return Err(ErrorCode::NoEntry.into()),
        };
        let of_kind = match &node.body {
            Body::Symlink(_) => return Err(ErrorCode::Loop.into()),
            Body::Directory(_) if changes_file => return Err(ErrorCode::IsDirectory.into()),
            Body::Directory(_) => MUTATE,
            _ if asks(OpenFlags::DIRECTORY) => return Err(ErrorCode::NotDirectory.into()),
            // Nobody is at its other end, and nobody is waited for.
            Body::Special(_) => return Err(ErrorCode::NoSuchDevice.into()),
            Body::File(_) => DescriptorFlags::WRITE,
        };
        if asks(OpenFlags::TRUNCATE) {
            node.set_size(0)?;
        }

        // It is good for what was asked for; if nothing was, for reading. The sync flags are requests, and none is in force.
        let asked = flags.intersection(DescriptorFlags::READ | of_kind);
        let flags = if asked.is_empty() { DescriptorFlags::READ } else { asked };
        Ok(Self { node, access: self.access, flags })
    }

    async fn readlink_at(&self, path: &str) -> FsResult<String> {
        match &walk(self.may(LOOK_UP)?, path, Ending::Link)?.object()?.body {
            Body::Symlink(target) if target.starts_with('/') => Err(ErrorCode::NotPermitted.into()),
            Body::Symlink(target) => Ok(target.clone()),
            Body::File(_) | Body::Directory(_) | Body::Special(_) => Err(ErrorCode::Invalid.into()),
        }
    }

    async fn remove_directory_at(&self, path: &str) -> FsResult<()> {
        let (parent, name, node) = walk(self.may(CHANGE_ENTRIES)?, path, Ending::Name)?.taken()?;
        node.directory()?.borrow_mut().retire()?;
        parent.remove(&name);
        Ok(())
    }

    async fn rename_at(&self, old_path: &str, new_descriptor: &Self, new_path: &str) -> FsResult<()> {
        let (from, to) = self.may_hand_over(new_descriptor)?;
        let (old_parent, old_name, node) = walk(from, old_path, Ending::Name)?.taken()?;
        let Place { entry, node: there, slash } = walk(to, new_path, Ending::Name)?;
        let (new_parent, new_name) = entry.ok_or(ErrorCode::Invalid)?;
        let is_directory = node.directory().is_ok();
        match there {
            Some(there) if Rc::ptr_eq(&there, &node) => return Ok(()),
            _ if node.holds(&new_parent) => return Err(ErrorCode::Invalid.into()),
            Some(there) if is_directory => there.directory()?.borrow_mut().retire()?,
            Some(there) if there.directory().is_ok() => return Err(ErrorCode::IsDirectory.into()),
            None if slash && !is_directory => return Err(ErrorCode::NotDirectory.into()),
            Some(_) | None => {}
        }
        new_parent.remove(&new_name);
        old_parent.remove(&old_name);
        new_parent.insert(new_name, node);
        Ok(())
    }

    async fn symlink_at(&self, old_path: &str, new_path: &str) -> FsResult<()> {
        let place = walk(self.may(CHANGE_ENTRIES)?, new_path, Ending::New)?;
        // A link that nobody could follow is not made: to an absolute path above all.
        names_of(old_path)?;
        place.fill(Node::new(Body::Symlink(old_path.to_owned())))
    }

    async fn unlink_file_at(&self, path: &str) -> FsResult<()> {
        let place = walk(self.may(CHANGE_ENTRIES)?, path, Ending::Name)?;
        if place.node.as_ref().is_some_and(|node| node.directory().is_ok()) {
            return Err(ErrorCode::IsDirectory.into());
        }
        let (parent, name, _) = place.taken()?;
        parent.remove(&name);
        Ok(())
    }

    async fn is_same_object(&self, other: &Self) -> FsResult<bool> {
        Ok(Rc::ptr_eq(&self.node, &other.node))
    }
    async fn metadata_hash(&self) -> FsResult<MetadataHashValue> {
        Ok(self.node.hash())
    }
    async fn metadata_hash_at(&self, path_flags: PathFlags, path: &str) -> FsResult<MetadataHashValue> {
        Ok(walk(self.may(LOOK_UP)?, path, path_flags.into())?.object()?.hash())
    }
}

// Streams ---------------------------------------------------------------------------------------------

/// Bytes from a file. All is at hand at once: it is always ready, `block` has nothing to wait for, and what the seam makes of
/// the two and of `read` is right as it is: `blocking-read`, `skip`, `blocking-skip`, `ready` and `cancel`.
struct MemoryInputStream {
    node: Rc<Node>,
    offset: u64,
    /// The end was reached. That is final, also when the file grows.
    closed: bool,
}

impl InputStream for MemoryInputStream {
    async fn read(&mut self, len: u64) -> StreamResult<Vec<u8>> {
        if self.closed {
            return Err(StreamError::Closed);
        }
        let (bytes, _) = self.node.read(len, self.offset)?;
        if bytes.is_empty() && len > 0 {
            self.closed = true;
            return Err(StreamError::Closed);
        }
        self.offset += bytes.len() as u64;
        Ok(bytes)
    }

    async fn block(&mut self) {}
}

/// The most that `check-write` permits, in bytes.
const PERMIT: u64 = 1 << 16;

/// Bytes to a file. A write has landed when it returns, so a flush has nothing to do. The seam makes the other eight calls of
/// these four: those that block, write zeros or splice, `ready` and `cancel`.
struct MemoryOutputStream {
    node: Rc<Node>,
    /// Where the next write goes; none for a stream that appends.
    offset: Option<u64>,
    /// What is left of the last `check-write`.
    permit: u64,
    /// An error was told. That is once, and final.
    closed: bool,
}

impl MemoryOutputStream {
    fn open(&self) -> StreamResult<()> {
        if self.closed { Err(StreamError::Closed) } else { Ok(()) }
    }
}

impl OutputStream for MemoryOutputStream {
    type Source = MemoryInputStream;

    async fn check_write(&mut self) -> StreamResult<u64> {
        self.open()?;
        self.permit = PERMIT;
        Ok(self.permit)
    }

    async fn write(&mut self, contents: &[u8]) -> StreamResult<()> {
        self.open()?;
        let length = contents.len() as u64;
        // A guest that writes more than it may has broken its contract; that is no error for it to handle.
        self.permit =
            self.permit.checked_sub(length).ok_or_else(|| StreamError::trap("a write past the permit"))?;
        if let Err(error) = self.node.write(contents, self.offset) {
            self.closed = true;
            return Err(error.into());
        }
        self.offset = self.offset.map(|offset| offset + length);
        Ok(())
    }

    async fn flush(&mut self) -> StreamResult<()> {
        self.open()
    }

    async fn block(&mut self) {}
}

/// The entries that a directory had when it was asked.
struct Listing(std::vec::IntoIter<DirectoryEntry>);

impl DirectoryEntryStream for Listing {
    async fn read_directory_entry(&mut self) -> FsResult<Option<DirectoryEntry>> {
        Ok(self.0.next())
    }
}

// The backend -----------------------------------------------------------------------------------------

struct InMemory;

impl Backend for InMemory {
    type Descriptor = MemoryDescriptor;

    fn name(&self) -> &'static str {
        "in-memory"
    }

    /// No other process has a way to these files, they have no modes, their names are texts, and no call of the operating system is
    /// made for them.
    fn lacks(&self) -> Lacks {
        let of_host =
            [Capability::HostChanges, Capability::TwoDevices, Capability::Modes, Capability::RawNames];
        of_host.into_iter().collect::<Lacks>().with(Capability::Faults)
    }

    /// Every script gets a tree of its own, and nothing has to be tidied up behind it: it goes with the last handle.
    async fn start(&self, fixture: &Fixture) -> Result<Instance<MemoryDescriptor>, StartError> {
        let root = planted(&tree::Node::Directory(fixture.tree.entries.clone()));
        let at = |path: &str| match path {
            "" => Rc::clone(&root),
            path => walk(&root, path, Ending::Link)
                .and_then(Place::object)
                .expect("a fixture names only what is in its tree"),
        };
        for modified in &fixture.modified {
            let moment = |seconds: u64| Datetime { seconds, nanoseconds: 0 };
            let moment = u64::try_from(modified.seconds).ok().map(moment);
            let times = &at(&modified.path).times;
            times.set(Times { access: moment, modification: moment, ..times.get() });
        }
        let open = |preopen: &tree::Preopen| MemoryDescriptor::preopen(at(&preopen.path), preopen.access);
        Ok(Instance { preopens: fixture.preopens.iter().map(open).collect(), folder: None })
    }
}

/// The objects of a fixture's tree.
fn planted(node: &tree::Node) -> Rc<Node> {
    match node {
        tree::Node::File(content) => {
            let mut bytes = Bytes::default();
            content.extents().for_each(|(offset, stored)| bytes.write(stored, offset));
            bytes.set_size(content.len());
            Node::new(Body::File(RefCell::new(bytes)))
        }
        tree::Node::Directory(entries) => {
            let directory = Node::new(Body::Directory(RefCell::default()));
            for (name, node) in entries {
                directory.insert(name.clone(), planted(node));
            }
            directory
        }
        tree::Node::Symlink(target) => Node::new(Body::Symlink(target.clone())),
        tree::Node::Other(other) => Node::new(Body::Special(*other)),
    }
}

fn main() -> ExitCode {
    if std::env::args_os().len() > 1 {
        return wasi_fs_conformance::cli(InMemory);
    }
    Suite::new().run(InMemory).assert_conforms();
    ExitCode::SUCCESS
}

// One test for each area of the corpus, and for each profile of the generator.
conformance_tests! {
    mod conformance;
    suite = Suite::new().cases(256);
    backend = InMemory;
}
