//! The objects of a world: files, directories and links, named or not.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::outcome::Span;
use crate::rule::Rule;
use crate::tree::{Entries, Grains, Tree};
use crate::wasi::DescriptorType;

use super::host::Host;
use super::looks::Look;
use super::regular::File;
use super::times::Metadata;

/// An object of a world; the same number in every world of a model.
pub(super) type NodeId = usize;

/// The directory that a fixture's tree is in.
pub(super) const ROOT: NodeId = 0;

/// A device; nothing has names on two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Device {
    /// That of the tree's root.
    #[default]
    Roots,
    /// The one of what lies apart.
    Apart,
}

/// All objects, also those without a name. Worlds share those that they have in common, so that a fork copies no more
/// than what it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Nodes {
    objects: Vec<Arc<Object>>,
    /// What was told of directories last, while nothing has touched them.
    pub(super) looks: BTreeMap<NodeId, Look>,
    /// When that comes about which is done to them now, by the judge's clock; none where nobody tells.
    pub(super) now: Option<Span>,
    /// When the first of them was made, likewise.
    pub(super) begun: Option<Span>,
    /// How exactly their times are kept.
    pub(super) grains: Grains,
    /// What the host declares.
    pub(super) host: Host,
}

/// One object.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Object {
    node: Node,
    /// Its names.
    links: u64,
    /// On which device it lies: that of the directory in which it got its first name.
    device: Device,
    /// What is known of its metadata.
    metadata: Metadata,
    /// Who may do what with it, where the fixture says so.
    mode: Option<u16>,
    /// The rule of a call that left it its names in a way that is easily got wrong.
    naming: Aside<Option<Rule>>,
}

/// What an object is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// A regular file.
    File(File),
    /// A directory.
    Directory(Directory),
    /// A symbolic link with its target.
    Symlink(Arc<str>),
    /// Anything else.
    Special(DescriptorType),
}

/// A directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Directory {
    /// Its entries.
    pub(super) entries: BTreeMap<Arc<str>, NodeId>,
    /// Whether it was removed.
    pub(super) removed: bool,
    /// Why its names are there or not, as far as calls have made it so.
    reasons: Aside<BTreeMap<Arc<str>, Reasons>>,
}

/// Why a name is there or not.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reasons {
    /// The rule of the call that made, took or left it last.
    done: Option<Rule>,
    /// The rule of the call since that was refused, and had to leave it as it was.
    pub(super) refused: Option<Rule>,
}

impl Reasons {
    /// The rule of the last of them.
    pub(super) fn last(self) -> Option<Rule> {
        self.refused.or(self.done)
    }
}

/// What explains a world and is no part of its state: all are equal.
#[derive(Clone, Copy, Debug, Default)]
struct Aside<T>(T);

impl<T> PartialEq for Aside<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for Aside<T> {}

impl Directory {
    /// Why a name is there or not.
    pub(super) fn reasons(&self, name: &str) -> Reasons {
        self.reasons.0.get(name).copied().unwrap_or_default()
    }

    /// The rule of a call by which it has no entries any more, if there is one.
    pub(super) fn reason_of_emptiness(&self) -> Option<Rule> {
        if self.entries.is_empty() { self.reasons.0.values().find_map(|reasons| reasons.done) } else { None }
    }
}

impl Nodes {
    /// The objects of a tree below [`ROOT`].
    pub(super) fn of_tree(tree: &Tree) -> Self {
        let (now, begun, grains, host) = (None, None, Grains::default(), Host::default());
        let mut nodes = Self { objects: Vec::new(), looks: BTreeMap::new(), now, begun, grains, host };
        nodes.add(Node::Directory(Directory::default()));
        nodes.add_entries(ROOT, &tree.entries);
        nodes
    }

    fn add_entries(&mut self, parent: NodeId, entries: &Entries) {
        use crate::tree::Node as Planted;
        for (name, planted) in entries {
            let node = match planted {
                Planted::File(content) => Node::File(File::new(content.clone())),
                Planted::Directory(_) => Node::Directory(Directory::default()),
                Planted::Symlink(target) => Node::Symlink(target.as_str().into()),
                Planted::Other(other) => Node::Special(*other),
            };
            let id = self.add(node);
            self.link(parent, name.as_str().into(), id);
            if let Planted::Directory(inner) = planted {
                self.add_entries(id, inner);
            }
        }
    }

    /// The object at a path of plain names; the empty path is the root.
    pub(super) fn at_path(&self, path: &str) -> Option<NodeId> {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        parts.try_fold(ROOT, |at, part| self.directory(at)?.entries.get(part).copied())
    }

    /// Whether an object is a directory or below it.
    pub(super) fn is_within(&self, directory: NodeId, node: NodeId) -> bool {
        directory == node
            || self
                .directory(directory)
                .is_some_and(|found| found.entries.values().any(|entry| self.is_within(*entry, node)))
    }

    /// The path of an object from a directory, where it is below that.
    pub(super) fn path_to(&self, directory: NodeId, node: NodeId) -> Option<String> {
        self.directory(directory)?.entries.iter().find_map(|(name, entry)| {
            if *entry == node {
                Some(name.to_string())
            } else {
                self.path_to(*entry, node).map(|rest| format!("{name}/{rest}"))
            }
        })
    }

    /// Every object.
    pub(super) fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        0..self.objects.len()
    }

    /// An object to be changed; one that other worlds have as well is copied first.
    fn object_mut(&mut self, node: NodeId) -> &mut Object {
        Arc::make_mut(&mut self.objects[node])
    }

    /// A new object without a name.
    pub(super) fn add(&mut self, node: Node) -> NodeId {
        let device = Device::default();
        let object = Object {
            node,
            links: 0,
            device,
            metadata: Metadata::new(self.now),
            mode: None,
            naming: Aside(None),
        };
        self.objects.push(Arc::new(object));
        self.objects.len() - 1
    }

    /// Gives an object a name.
    pub(super) fn link(&mut self, parent: NodeId, name: Arc<str>, node: NodeId) {
        let (device, now) = (self.device(parent), self.now);
        if let Some(directory) = self.directory_mut(parent) {
            directory.entries.insert(name, node);
            let object = self.object_mut(node);
            object.device = device;
            object.links += 1;
            object.metadata.names_changed(now);
            self.metadata_mut(parent).data_changed(now);
            self.touched(node);
        }
    }

    /// Remembers the rule by which a name is there or not.
    pub(super) fn explain(&mut self, parent: NodeId, name: &Arc<str>, rule: Rule) {
        if let Some(directory) = self.directory_mut(parent) {
            let reasons = Reasons { done: Some(rule), refused: None };
            directory.reasons.0.insert(Arc::clone(name), reasons);
        }
    }

    /// Remembers the rule of a call that was refused, and had to leave a name as it was.
    pub(super) fn explain_refused(&mut self, parent: NodeId, name: &Arc<str>, rule: Rule) {
        if let Some(directory) = self.directory_mut(parent) {
            directory.reasons.0.entry(Arc::clone(name)).or_default().refused = Some(rule);
        }
    }

    /// Remembers the rule by which an object has its names.
    pub(super) fn explain_names_of(&mut self, node: NodeId, rule: Rule) {
        self.object_mut(node).naming = Aside(Some(rule));
    }

    /// The rule by which an object has its names, where it is an odd one.
    pub(super) fn naming(&self, node: NodeId) -> Option<Rule> {
        self.objects[node].naming.0
    }

    /// All files, named or not.
    pub(super) fn files(&self) -> impl Iterator<Item = &File> {
        self.objects.iter().filter_map(|object| match &object.node {
            Node::File(file) => Some(file),
            Node::Directory(_) | Node::Symlink(_) | Node::Special(_) => None,
        })
    }

    /// Takes a name away.
    pub(super) fn unlink(&mut self, parent: NodeId, name: &str) {
        let now = self.now;
        if let Some(node) = self.directory(parent).and_then(|directory| directory.entries.get(name)) {
            self.touched(*node);
        }
        let Some(node) = self.directory_mut(parent).and_then(|directory| directory.entries.remove(name))
        else {
            return;
        };
        self.metadata_mut(parent).data_changed(now);
        let object = self.object_mut(node);
        object.links -= 1;
        object.metadata.names_changed(now);
        if let Node::Directory(directory) = &mut object.node {
            directory.removed = true;
        }
    }

    /// Gives an object another name in place of the one it has, and in place of what has that name.
    pub(super) fn rename(&mut self, from: (NodeId, &str), to: (NodeId, Arc<str>)) {
        self.unlink(to.0, &to.1);
        if let Some(node) = self.take_out(from.0, from.1) {
            self.put_in(to, node, from.0);
        }
    }

    /// Has what has each of two names get the other; one of them may be free.
    pub(super) fn exchange(&mut self, one: (NodeId, &Arc<str>), other: (NodeId, &Arc<str>)) {
        let first = self.take_out(one.0, one.1);
        let second = self.take_out(other.0, other.1);
        for (node, from, to) in [(first, one, other), (second, other, one)] {
            if let Some(node) = node {
                self.put_in((to.0, Arc::clone(to.1)), node, from.0);
            }
        }
    }

    /// Takes a name from an object that will get another one.
    fn take_out(&mut self, parent: NodeId, name: &str) -> Option<NodeId> {
        let now = self.now;
        let node = self.directory_mut(parent).and_then(|directory| directory.entries.remove(name))?;
        self.touched(parent);
        self.metadata_mut(parent).data_changed(now);
        self.object_mut(node).links -= 1;
        Some(node)
    }

    /// Gives an object a name that had one in another directory, or in the same.
    fn put_in(&mut self, (parent, name): (NodeId, Arc<str>), node: NodeId, from: NodeId) {
        self.link(parent, name, node);
        if self.directory(node).is_some() && from != parent {
            // Its entry for the directory above it is another now, which some file systems count as a change of it.
            let now = self.now;
            self.metadata_mut(node).forget(now);
        }
    }

    /// The directory in which an object has a name; for a directory that is the one above it.
    pub(super) fn above(&self, node: NodeId) -> Option<NodeId> {
        self.ids().find(|above| {
            self.directory(*above).is_some_and(|found| found.entries.values().any(|entry| *entry == node))
        })
    }

    /// The object.
    pub(super) fn get(&self, node: NodeId) -> &Node {
        &self.objects[node].node
    }

    /// On which device it lies.
    pub(super) fn device(&self, node: NodeId) -> Device {
        self.objects[node].device
    }

    /// Puts an object and all that is below it on the device apart.
    pub(super) fn put_apart(&mut self, node: NodeId) {
        self.object_mut(node).device = Device::Apart;
        let below: Vec<NodeId> = self
            .directory(node)
            .map_or_else(Vec::new, |directory| directory.entries.values().copied().collect());
        for entry in below {
            self.put_apart(entry);
        }
    }

    /// Who may do what with it, where the fixture says so.
    pub(super) fn mode(&self, node: NodeId) -> Option<u16> {
        self.objects[node].mode
    }

    /// Says who may do what with it.
    pub(super) fn set_mode(&mut self, node: NodeId, bits: u16) {
        self.object_mut(node).mode = Some(bits);
    }

    /// How many names it has.
    pub(super) fn links(&self, node: NodeId) -> u64 {
        self.objects[node].links
    }

    /// What is known of its metadata.
    pub(super) fn metadata(&self, node: NodeId) -> &Metadata {
        &self.objects[node].metadata
    }

    /// What is known of its metadata.
    pub(super) fn metadata_mut(&mut self, node: NodeId) -> &mut Metadata {
        &mut self.object_mut(node).metadata
    }

    /// The object, if it is a file.
    pub(super) fn file(&self, node: NodeId) -> Option<&File> {
        match &self.objects[node].node {
            Node::File(file) => Some(file),
            Node::Directory(_) | Node::Symlink(_) | Node::Special(_) => None,
        }
    }

    /// The object, if it is a file.
    pub(super) fn file_mut(&mut self, node: NodeId) -> Option<&mut File> {
        match &mut self.object_mut(node).node {
            Node::File(file) => Some(file),
            Node::Directory(_) | Node::Symlink(_) | Node::Special(_) => None,
        }
    }

    /// The object, if it is a directory.
    pub(super) fn directory(&self, node: NodeId) -> Option<&Directory> {
        match &self.objects[node].node {
            Node::Directory(directory) => Some(directory),
            Node::File(_) | Node::Symlink(_) | Node::Special(_) => None,
        }
    }

    pub(super) fn directory_mut(&mut self, node: NodeId) -> Option<&mut Directory> {
        match &mut self.object_mut(node).node {
            Node::Directory(directory) => Some(directory),
            Node::File(_) | Node::Symlink(_) | Node::Special(_) => None,
        }
    }

    /// What the WIT calls this kind of object.
    pub(super) fn descriptor_type(&self, node: NodeId) -> DescriptorType {
        match &self.objects[node].node {
            Node::File(_) => DescriptorType::RegularFile,
            Node::Directory(_) => DescriptorType::Directory,
            Node::Symlink(_) => DescriptorType::SymbolicLink,
            Node::Special(special) => *special,
        }
    }
}
