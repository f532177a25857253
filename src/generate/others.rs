//! Other processes change names: between two calls of the guest, and in the middle of one.

use std::sync::Arc;

use super::fixture::TARGETS;
use super::focus::Focus;
use super::write::Writer;
use crate::op::{Amid, Change, Control, HandleKind, HostChange, Name, Op};
use crate::wasi::DescriptorType;

/// So many calls of a hundred that have a path meet a change.
const MET_PERCENT: usize = 60;

/// Of these changes so many come before the call, as its whole.
const BEFORE_PERCENT: usize = 10;

/// So many are taken back a little later.
const BACK_PERCENT: usize = 30;

/// Before so many calls of a hundred somebody changes a mode, where modes are in focus.
const MODED_PERCENT: usize = 3;

/// Before so many of a call's own calls of the system one of them comes, mostly before one of the first: a host that follows a path
/// name by name makes some for each, another one makes one for all of it.
const STOPS: usize = 9;

/// What comes of a name that something has.
#[derive(Clone, Copy)]
enum Taken {
    Swapped,
    SwappedForLink,
    Moved,
    Removed,
    Replaced,
}

/// How to read a row: what, and its weight. What leads elsewhere is what a sandbox has to bear.
const TAKEN: &[(Taken, u32)] = &[
    (Taken::SwappedForLink, 40),
    (Taken::Swapped, 25),
    (Taken::Moved, 15),
    (Taken::Removed, 10),
    (Taken::Replaced, 10),
];

/// What is made under a free name.
#[derive(Clone, Copy)]
enum Made {
    Link,
    Directory,
    File,
}

const MADE: &[(Made, u32)] = &[(Made::Link, 40), (Made::Directory, 30), (Made::File, 30)];

/// Names under which something stands that was moved out of the way.
const ASIDE: &[&str] = &["aside", "sub/aside", "b/aside"];

impl Writer<'_> {
    /// Lets another process change a name on the way of the next call, in scripts about that.
    pub(super) fn attack(&mut self, on: &Name, op: &Op) {
        if self.focus != Focus::Attack || !self.pick.chance(MET_PERCENT) {
            return;
        }
        let Some(path) = self.path_met(on, op) else { return };
        let Some(host) = self.change_at(path) else { return };
        if self.pick.chance(BEFORE_PERCENT) {
            return self.happens(Control::Host(host));
        }
        let first = [(); 3].map(|()| self.pick.below(STOPS)).into_iter().min().unwrap_or(0);
        let before = 1 + first as u64;
        let amid = |before| Some(Amid { on: on.clone(), before });
        self.happens(Control::Host(HostChange { amid: amid(before), ..host.clone() }));
        if let Some(back) = taken_back(&host).filter(|_| self.pick.chance(BACK_PERCENT)) {
            let behind = before + 1 + self.pick.below(3) as u64;
            self.happens(Control::Host(HostChange { amid: amid(behind), ..back }));
        }
    }

    /// A path from the root of the tree to a name that a call comes by.
    fn path_met(&mut self, on: &Name, op: &Op) -> Option<String> {
        let other =
            op.others().find(|(_, kind)| *kind == HandleKind::Descriptor).map(|(name, _)| name.clone());
        let mut op = op.clone();
        let mut paths: Vec<Arc<str>> = op.paths_mut().into_iter().map(|path| Arc::clone(path)).collect();
        // Of two paths the second one starts at the other descriptor, if there is one.
        let second = paths.len() > 1 && self.pick.chance(50);
        let base = if second { other.as_ref().unwrap_or(on) } else { on };
        let path = if second { paths.pop()? } else { paths.into_iter().next()? };
        let base = self.model.place_of(base)?;
        let is_plain = |name: &&str| !matches!(*name, "" | "." | "..");
        let names: Vec<&str> =
            path.split('/').take_while(|name| !name.contains('\0')).filter(is_plain).collect();
        let met = 1 + self.pick.below(names.len().max(1));
        let met = base.split('/').filter(|name| !name.is_empty()).chain(names.iter().take(met).copied());
        let met = met.collect::<Vec<_>>().join("/");
        (!met.is_empty()).then_some(met)
    }

    /// A change of what has this name, or that gives it to something.
    fn change_at(&mut self, path: String) -> Option<HostChange> {
        let Some(kind) = self.model.kind_at(&path) else {
            let change = match self.pick.weighted(MADE) {
                Made::Link => Change::Symlink { target: (*self.pick.one(TARGETS)).into() },
                Made::Directory => Change::MakeDirectory,
                Made::File => Change::Touch,
            };
            return Some(HostChange::new(path, change));
        };
        let is_file = kind == DescriptorType::RegularFile;
        let change = match self.pick.weighted(TAKEN) {
            Taken::Removed if is_file => Change::Remove,
            Taken::Replaced if is_file => Change::Replace { bytes: self.pick.data(self.writers, 4) },
            Taken::Moved => Change::Rename { to: (*self.pick.one(ASIDE)).into() },
            taken @ (Taken::Swapped | Taken::SwappedForLink | Taken::Removed | Taken::Replaced) => {
                let all = self.model.objects();
                let is_link = |object: &&(String, DescriptorType)| object.1 == DescriptorType::SymbolicLink;
                let links: Vec<_> = all.iter().filter(is_link).cloned().collect();
                let wants_link = matches!(taken, Taken::SwappedForLink) && !links.is_empty();
                let (other, _) = self.pick.one(if wants_link { &links } else { &all }).clone();
                if other == path {
                    return None;
                }
                Change::Swap { other: other.into() }
            }
        };
        Some(HostChange::new(path, change))
    }

    /// Lets another process say who may read, write or search something, in scripts about that.
    pub(super) fn chmod(&mut self) {
        if self.focus != Focus::Modes || !self.pick.chance(MODED_PERCENT) {
            return;
        }
        let all = self.model.objects();
        if all.is_empty() {
            return;
        }
        let (path, _) = self.pick.one(&all).clone();
        // What a preopen is at or below stays open: the judge's own work begins there.
        let leads_to_preopen = self.script.fixture.preopens.iter().any(|preopen| {
            preopen.path.strip_prefix(&*path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        if !leads_to_preopen {
            let mode = self.pick.mode();
            self.happens(Control::Host(HostChange::new(path, Change::Chmod { mode })));
        }
    }
}

/// The change that takes another one back.
fn taken_back(host: &HostChange) -> Option<HostChange> {
    match &host.change {
        Change::Swap { .. } => Some(host.clone()),
        Change::Rename { to } => Some(HostChange::new(to.clone(), Change::Rename { to: host.path.clone() })),
        Change::Touch => Some(HostChange::new(host.path.clone(), Change::Remove)),
        Change::Truncate { .. }
        | Change::Append { .. }
        | Change::Write { .. }
        | Change::Replace { .. }
        | Change::Remove
        | Change::Symlink { .. }
        | Change::MakeDirectory
        | Change::Chmod { .. } => None,
    }
}
