//! What a faulty descriptor has beside the real one, so that it can do wrong.

use std::cell::Cell;
use std::path::Path;
use std::rc::Rc;

use cap_std::ambient_authority;

use super::Fault;
use super::background::Others;
use super::hashes::Objects;
use crate::backend::Descriptor as _;
use crate::backends::host::{HostDescriptor, preopen};
use crate::filesystem::Blocking;
use crate::tree::Access;
use crate::wasi::{Datetime, DescriptorFlags, DescriptorType, OpenFlags, PathFlags};

/// What a fault works with. Of the handles there are only those that the fault needs.
#[derive(Clone, Debug)]
pub(super) struct Means {
    /// What the embedder granted.
    pub(super) access: Access,
    /// When the backend was started.
    pub(super) began: Datetime,
    /// The objects that hashes were asked of.
    pub(super) objects: Rc<Objects>,
    /// The same object, opened for more than was asked for, or with more than was granted.
    pub(super) twin: Option<Rc<HostDescriptor>>,
    /// The preopen and the path from there.
    pub(super) home: Option<(Rc<HostDescriptor>, String)>,
    /// The directory around a preopen, and the preopen's name there.
    pub(super) around: Option<(Rc<HostDescriptor>, String)>,
    /// The same directory without the real implementation above it.
    pub(super) bare: Option<Rc<cap_std::fs::Dir>>,
    /// How far the input streams of this descriptor were moved by others of it.
    pub(super) moved: Rc<Cell<u64>>,
    /// What an output stream of this descriptor has told of the device.
    pub(super) others: Others,
    /// Held by each descriptor of a preopen and what was opened below, once.
    pub(super) handles: Rc<()>,
    /// How often attributes were told through this descriptor, or what else the fault counts.
    pub(super) told: Rc<Cell<u64>>,
    /// Whether it was opened neither to read nor to write.
    pub(super) for_nothing: bool,
}

/// What the twin of a preopen is granted, for faults that need one: what the embedder granted where only the
/// descriptor's own rights are passed over, everything where the embedder's are.
fn grant_of_twin(fault: Fault, access: Access) -> Option<Access> {
    const OWN: &[Fault] = &[
        Fault::WriteWithoutRight,
        Fault::ReadWithoutRight,
        Fault::TruncateWithoutMutate,
        Fault::UnlinkWithoutMutate,
        Fault::DeniedBlocks,
        Fault::DeniedOutputIsClosed,
        Fault::DeniedInputIsClosed,
        Fault::RefusedOpenMakes,
        Fault::RefusedUnlinkTakes,
        Fault::RefusedSizeSet,
        Fault::RefusedWriteLands,
    ];
    const EMBEDDERS: &[Fault] = &[Fault::TimesWithoutGrant, Fault::LinksWiden, Fault::RefusedTimesSet];
    let everything = EMBEDDERS.contains(&fault).then(Access::default);
    everything.or_else(|| OWN.contains(&fault).then_some(access))
}

fn open(root: &Path, access: Access) -> Rc<HostDescriptor> {
    Rc::new(preopen(root, access, Blocking::CurrentThread))
}

impl Means {
    /// Of a preopen. The directory around it is the throw-away folder of all scripts, or one within: whoever starts there
    /// can't leave that.
    pub(super) fn of_preopen(
        fault: Option<Fault>,
        root: &Path,
        access: Access,
        began: Datetime,
        objects: Rc<Objects>,
    ) -> Self {
        let needs = |faults: &[Fault]| fault.is_some_and(|fault| faults.contains(&fault));
        let home = needs(&[Fault::DirectoryIsItsPath]).then(|| (open(root, access), String::new()));
        let leaves = needs(&[
            Fault::StatLeavesSandbox,
            Fault::RefusedTooLate,
            Fault::PrefixOnText,
            Fault::TakenOutside,
            Fault::LinkOutTells,
            Fault::RemovalOutTells,
            Fault::MoveOutTells,
            Fault::CreateOutTells,
            Fault::MissingOutside,
            Fault::OpensByPath,
            Fault::UnlinksByPath,
            Fault::MadeOutside,
            Fault::TimesPutBack,
        ]);
        let around = root.parent().zip(root.file_name()).filter(|_| leaves);
        let around = around
            .map(|(parent, name)| (open(parent, Access::default()), name.to_string_lossy().into_owned()));
        let in_the_raw = needs(&[
            Fault::ReadlinkAbsolute,
            Fault::ModeOnlyCached,
            Fault::ReadOnlyKeepsName,
            Fault::ModeLifted,
            Fault::WayIsListed,
        ]);
        let bare = in_the_raw
            .then(|| cap_std::fs::Dir::open_ambient_dir(root, ambient_authority()).ok().map(Rc::new));
        let twin = fault.and_then(|fault| grant_of_twin(fault, access)).map(|access| open(root, access));
        let bare = bare.flatten();
        let (moved, others, told, handles) = (Rc::default(), Others::default(), Rc::default(), Rc::default());
        let for_nothing = false;
        Self { access, began, objects, twin, home, around, bare, moved, others, handles, told, for_nothing }
    }

    /// Of what was opened below.
    pub(super) async fn of_opened(&self, opened: &HostDescriptor, path_flags: PathFlags, path: &str) -> Self {
        let directory = opened.get_type().await == Ok(DescriptorType::Directory);
        let twin = match &self.twin {
            Some(twin) => twin_at(twin, directory, path_flags, path).await.map(Rc::new),
            None => None,
        };
        let home = match &self.home {
            Some((preopen, way)) if leads_straight(preopen, way, path).await => {
                Some((Rc::clone(preopen), format!("{way}{path}/")))
            }
            _ => None,
        };
        let bare = self.bare.as_ref().filter(|_| directory).and_then(|bare| bare.open_dir(path).ok());
        Self {
            twin,
            home,
            around: None,
            bare: bare.map(Rc::new),
            objects: Rc::clone(&self.objects),
            moved: Rc::default(),
            others: Others::default(),
            handles: Rc::clone(&self.handles),
            told: Rc::default(),
            ..*self
        }
    }
}

/// Whether a path leads over directories alone, by their names.
async fn leads_straight(preopen: &HostDescriptor, way: &str, path: &str) -> bool {
    let mut reached = way.to_owned();
    for name in path.split('/').filter(|name| !name.is_empty()) {
        reached += name;
        let found = preopen.stat_at(PathFlags::empty(), &reached).await;
        if matches!(name, "." | "..") || found.is_ok_and(|stat| stat.r#type == DescriptorType::SymbolicLink) {
            return false;
        }
        reached += "/";
    }
    true
}

async fn twin_at(
    twin: &HostDescriptor,
    directory: bool,
    path_flags: PathFlags,
    path: &str,
) -> Option<HostDescriptor> {
    let read = DescriptorFlags::READ;
    let (open_flags, flags) = if directory {
        (OpenFlags::DIRECTORY, read | DescriptorFlags::MUTATE_DIRECTORY)
    } else {
        (OpenFlags::empty(), read | DescriptorFlags::WRITE)
    };
    twin.open_at(path_flags, path, open_flags, flags).await.ok()
}
