//! What other processes do to the tree.

use std::ops::Range;
use std::sync::Arc;

use super::modes::{SEARCH, Says, WRITE};
use super::nodes::{Directory, Node, NodeId, ROOT};
use super::path::NAME_SAFE;
use super::regular::{Change as Written, File};
use super::{Model, World};
use crate::op::{Change, Control, Data, HostChange};
use crate::outcome::Origin;
use crate::rule::Rule;
use crate::tree::Content;

/// A name in a directory, and what has it.
#[derive(Clone, Debug)]
struct Place {
    parent: NodeId,
    name: Arc<str>,
    node: Option<NodeId>,
}

/// What a change makes, before it has a name.
pub(super) type Made = Option<NodeId>;

impl Model {
    /// Whether another process can change the tree as a step asks, as far as is known, or can't: the disk tells.
    pub(crate) fn leaves_open(&self, control: &Control) -> bool {
        let Control::Host(host @ HostChange { amid: None, .. }) = control else { return false };
        let mut can = self.worlds.iter().map(|world| world.can_change(host));
        let first = can.next();
        can.any(|can| Some(can) != first)
    }

    /// Where that was open, whether it was done: of the worlds those are left that have come to it.
    pub(crate) fn tell_whether(&mut self, control: &Control, made: bool) {
        if let Control::Host(host) = control
            && self.leaves_open(control)
        {
            self.worlds.retain(|world| world.can_change(host) == made);
        }
    }

    /// Another process changes the tree between two calls.
    pub(super) fn take_change(&mut self, host: &HostChange) {
        let file = self.worlds.first().and_then(|world| world.file_at(&host.path));
        if let Some((file, place)) = file.zip(place_in_file(&host.change)) {
            // What is in flight has landed before it or lands after it.
            self.close(file, &place);
            if matches!(host.change, Change::Append { .. }) {
                self.each(|world| world.ends_known(file));
            }
        }
        for world in &mut self.worlds {
            let made = world.make_for(&host.change);
            _ = world.change_by_others(host, made);
        }
    }
}

/// Where a change goes in a file; one that is about names changes none.
fn place_in_file(change: &Change) -> Option<Range<u64>> {
    let place = match change {
        Change::Truncate { size } => *size..u64::MAX,
        Change::Append { .. } => u64::MAX..u64::MAX,
        Change::Write { bytes, offset } => *offset..offset.saturating_add(bytes.len() as u64),
        Change::Replace { .. }
        | Change::Remove
        | Change::Swap { .. }
        | Change::Rename { .. }
        | Change::Symlink { .. }
        | Change::MakeDirectory
        | Change::Touch
        | Change::Chmod { .. } => return None,
    };
    Some(place)
}

impl World {
    /// Where a plain path from the root of the tree leads; none where nothing can have that name.
    fn place_at(&self, path: &str) -> Option<Place> {
        let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
        // Not every system has such a name.
        if name.len() > NAME_SAFE || name.contains('\0') {
            return None;
        }
        let mut at = ROOT;
        for part in parent.split('/').filter(|part| !part.is_empty()) {
            at = self.entered(at)?.entries.get(part).copied()?;
        }
        let directory = self.entered(at).filter(|directory| !directory.removed)?;
        let place = Place { parent: at, name: name.into(), node: directory.entries.get(name).copied() };
        // What lies apart has its name from the judge.
        let is_mounted = place.node.is_some_and(|node| self.nodes.device(node) != self.nodes.device(at));
        (!is_mounted).then_some(place)
    }

    /// A directory in which names can be looked up.
    fn entered(&self, node: NodeId) -> Option<&Directory> {
        let bars = self.nodes.mode_says(node, SEARCH) == Says::No;
        self.nodes.directory(node).filter(|_| !bars)
    }

    fn may_write(&self, node: NodeId) -> bool {
        self.nodes.mode_says(node, WRITE) != Says::No
    }

    /// The file at a plain path.
    fn file_at(&self, path: &str) -> Option<NodeId> {
        self.place_at(path)?.node.filter(|node| self.nodes.file(*node).is_some())
    }

    /// Whether a change can be made now.
    pub(super) fn can_change(&self, host: &HostChange) -> bool {
        let Some(here) = self.place_at(&host.path) else { return false };
        let is_file = here.node.is_some_and(|node| self.nodes.file(node).is_some());
        match &host.change {
            Change::Truncate { .. } | Change::Append { .. } | Change::Write { .. } => {
                is_file && here.node.is_some_and(|node| self.may_write(node))
            }
            Change::Replace { .. } | Change::Remove => is_file && self.may_write(here.parent),
            Change::Swap { other } | Change::Rename { to: other } => {
                let swaps = matches!(host.change, Change::Swap { .. });
                self.place_at(other).is_some_and(|there| self.can_move(&here, &there, swaps))
            }
            Change::Symlink { .. } | Change::MakeDirectory | Change::Touch => {
                here.node.is_none() && self.may_write(here.parent)
            }
            Change::Chmod { .. } => {
                is_file || here.node.is_some_and(|node| self.nodes.directory(node).is_some())
            }
        }
    }

    /// Whether what is at one place can be put at the other, and, where they swap, what is there at this one.
    fn can_move(&self, here: &Place, there: &Place, swaps: bool) -> bool {
        let Some(node) = here.node else { return false };
        let holds = |node: NodeId, parent: NodeId| self.nodes.is_within(node, parent);
        let fits = match there.node {
            Some(other) => swaps && !holds(other, here.parent),
            None => !swaps,
        };
        // A directory whose mode keeps others from writing to it can't get another one above it.
        let stays = |node: NodeId| self.nodes.directory(node).is_some() && !self.may_write(node);
        let is_kept = here.parent != there.parent && (stays(node) || there.node.is_some_and(stays));
        let parents = [here.parent, there.parent];
        // Of two names of one object neither is moved.
        fits && !is_kept
            && here.node != there.node
            && !holds(node, there.parent)
            && self.nodes.device(here.parent) == self.nodes.device(there.parent)
            && parents.into_iter().all(|parent| self.may_write(parent))
    }

    /// Makes what a change gives a name to. In all worlds it has the same number, whatever the guest makes in them.
    pub(super) fn make_for(&mut self, change: &Change) -> Made {
        let node = match change {
            Change::Replace { bytes } => {
                let mut content = Content::default();
                content.write(0, bytes);
                Node::File(File::new(content))
            }
            Change::Symlink { target } => Node::Symlink(Arc::clone(target)),
            Change::MakeDirectory => Node::Directory(Directory::default()),
            Change::Touch => Node::File(File::new(Content::default())),
            Change::Truncate { .. }
            | Change::Append { .. }
            | Change::Write { .. }
            | Change::Remove
            | Change::Swap { .. }
            | Change::Rename { .. }
            | Change::Chmod { .. } => return None,
        };
        Some(self.nodes.add(node))
    }

    /// Another process changes the tree, where it can; whether it could.
    pub(super) fn change_by_others(&mut self, host: &HostChange, made: Made) -> bool {
        let Some(here) = self.place_at(&host.path).filter(|_| self.can_change(host)) else { return false };
        match (&host.change, here.node, made) {
            (Change::Truncate { size }, Some(file), _) => {
                let (cut, step) = (Origin::Size(Rule::FileRead), self.step);
                self.change(file, *size..u64::MAX, |file, keep| file.set_size(*size, cut, step, keep));
            }
            (Change::Append { bytes }, Some(file), _) => {
                self.written_by_others(file, None, bytes, Origin::Append);
            }
            (Change::Write { bytes, offset }, Some(file), _) => {
                self.written_by_others(file, Some(*offset), bytes, Origin::Host);
            }
            (Change::Chmod { mode }, Some(node), _) => {
                let now = self.nodes.now;
                self.nodes.set_mode(node, *mode);
                self.nodes.metadata_mut(node).names_changed(now);
            }
            (Change::Swap { other } | Change::Rename { to: other }, Some(node), _) => {
                if let Some(there) = self.place_at(other) {
                    self.moved(&here, node, &there);
                }
            }
            (_, node, made) => {
                if node.is_some() {
                    self.unlisted(here.parent, &here.name);
                    self.nodes.unlink(here.parent, &here.name);
                }
                if let Some(made) = made {
                    self.name(here.parent, here.name, made);
                }
            }
        }
        true
    }

    /// What is at one place goes to the other, and what is there, if anything is, to this one.
    fn moved(&mut self, here: &Place, node: NodeId, there: &Place) {
        for moved in [Some(node), there.node].into_iter().flatten() {
            self.displace(moved);
        }
        for place in [here, there] {
            self.unlisted(place.parent, &place.name);
        }
        self.nodes.exchange((here.parent, &here.name), (there.parent, &there.name));
        self.listed(there.parent, &there.name, node);
        if let Some(other) = there.node {
            self.listed(here.parent, &here.name, other);
        }
    }

    fn written_by_others(&mut self, file: NodeId, offset: Option<u64>, bytes: &Data, origin: Origin) {
        let (step, bytes) = (self.step, bytes.clone());
        if offset.is_none() {
            // Where the end is then.
            self.finish_begun(file, &(self.end_of(file)..u64::MAX));
        }
        let end = self.end_of(file);
        let offset = offset.unwrap_or(end);
        let place = offset..offset.saturating_add(bytes.len() as u64);
        let pieces = vec![(offset, bytes)];
        let change = Written { step, pieces, origin, stream: None, odd: None, landed: step };
        self.change(file, place, |file, keep| file.write(change, keep));
    }
}
