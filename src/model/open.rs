//! `open-at`.

use super::World;
use super::access::{NOT_GRANTED, Refusals};
use super::handles::{Descriptor, Handle, REQUESTS, Right};
use super::nodes::{File, Node, NodeId};
use super::path::{Resolved, Target, resolve};
use crate::op::{Call, Op};
use crate::outcome::{Allowed, Answer, Origin};
use crate::rule::Rule;
use crate::tree::{Content, DirPerms, FilePerms};
use crate::wasi::ErrorCode::{
    Exist, Invalid, IsDirectory, Loop, NoEntry, NotDirectory, ReadOnly, Unsupported,
};
use crate::wasi::{DescriptorFlags, OpenFlags, PathFlags};

/// What a call of open-at wants, apart from its path.
#[derive(Clone, Copy)]
struct Wish {
    open: OpenFlags,
    flags: DescriptorFlags,
}

impl Wish {
    fn creates(self) -> bool {
        self.open.contains(OpenFlags::CREATE)
    }

    fn excludes(self) -> bool {
        self.creates() && self.open.contains(OpenFlags::EXCLUSIVE)
    }

    fn truncates(self) -> bool {
        self.open.contains(OpenFlags::TRUNCATE)
    }

    fn wants_directory(self) -> bool {
        self.open.contains(OpenFlags::DIRECTORY)
    }

    /// Whether a file could be changed by it, or through what it gives.
    fn writes(self) -> bool {
        self.creates() || self.truncates() || self.flags.contains(DescriptorFlags::WRITE)
    }

    /// Whether the WIT asks for mutate-directory on the base.
    fn mutates(self) -> bool {
        self.writes() || self.flags.contains(DescriptorFlags::MUTATE_DIRECTORY)
    }
}

impl World {
    /// Follows a path of open-at. A name that has to be free is never followed, link or not (POSIX `O_EXCL`).
    fn resolve_open(
        &self,
        base: &Descriptor,
        path: &str,
        flags: PathFlags,
        wish: Wish,
        refusals: &mut Refusals,
    ) -> Resolved {
        let follow = flags.contains(PathFlags::SYMLINK_FOLLOW) && !wish.excludes();
        resolve(&self.nodes, base.node, path, follow, refusals)
    }

    pub(super) fn open_allowed(
        &self,
        base: &Descriptor,
        path: &str,
        path_flags: PathFlags,
        open: OpenFlags,
        flags: DescriptorFlags,
    ) -> Allowed {
        let wish = Wish { open, flags };
        let mut refusals = Refusals::default();
        self.refuse_other_than_directory(base, &mut refusals);
        if refusals.is_refused() {
            return refusals.or_else(|| unreachable!("our fault: refused, and not refused"));
        }
        refusals.must_if(wish.mutates() && !base.mutate, &[ReadOnly], Rule::AccessMutate);
        refusals.must_if(!base.access.dir.contains(DirPerms::READ), NOT_GRANTED, Rule::AccessGranted);
        let change_not_granted = wish.mutates() && !base.access.dir.contains(DirPerms::MUTATE);
        refusals.must_if(change_not_granted, NOT_GRANTED, Rule::AccessGranted);
        let mixed = wish.wants_directory()
            && open.intersects(OpenFlags::CREATE | OpenFlags::EXCLUSIVE | OpenFlags::TRUNCATE);
        if mixed {
            refusals
                .may(&[Invalid, Unsupported, NotDirectory, IsDirectory, Exist, NoEntry], Rule::OpenFlagMix);
        }
        if wish.writes() && !base.access.file.contains(FilePerms::WRITE) {
            // Refused before the path is looked at, or after: both are seen.
            refusals.may(NOT_GRANTED, Rule::AccessGranted);
        }
        let resolved = self.resolve_open(base, path, path_flags, wish, &mut refusals);
        if wish.creates() && resolved.needs_directory {
            refusals.may(&[IsDirectory, Invalid], Rule::PathTrailingSlash);
        }
        let rule = match &resolved.target {
            Some(Target::Vacant { .. }) => self.open_vacant(wish, &resolved, mixed, base, &mut refusals),
            Some(Target::Named { node, .. }) => self.open_named(wish, *node, false, base, &mut refusals),
            Some(Target::Dots { node }) => self.open_named(wish, *node, true, base, &mut refusals),
            None => Rule::OpenExisting,
        };
        refusals.or_else(|| Allowed::only(Answer::Done, rule))
    }

    fn open_vacant(
        &self,
        wish: Wish,
        resolved: &Resolved,
        mixed: bool,
        base: &Descriptor,
        refusals: &mut Refusals,
    ) -> Rule {
        if !wish.creates() {
            refusals.must(&[NoEntry], Rule::PathMissing);
            return Rule::PathMissing;
        }
        refusals.must_if(mixed, &[Invalid], Rule::OpenFlagMix);
        let slash = resolved.needs_directory;
        refusals.must_if(slash, &[IsDirectory, NotDirectory, NoEntry, Invalid], Rule::PathTrailingSlash);
        self.refuse_ungranted_file(wish, base, refusals);
        Rule::OpenCreate
    }

    /// An object that is there, by a name or by dots.
    fn open_named(
        &self,
        wish: Wish,
        node: NodeId,
        dots: bool,
        base: &Descriptor,
        refusals: &mut Refusals,
    ) -> Rule {
        let exclusive = wish.excludes();
        refusals.must_if(exclusive && !dots, &[Exist], Rule::OpenExclusive);
        refusals.must_if(exclusive && dots, &[Exist, IsDirectory, Invalid], Rule::OpenExclusive);
        match self.nodes.get(node) {
            Node::File(_) => {
                refusals.must_if(wish.wants_directory(), &[NotDirectory], Rule::OpenDirectory);
                self.refuse_ungranted_file(wish, base, refusals);
                if wish.flags.contains(DescriptorFlags::MUTATE_DIRECTORY) {
                    refusals.may(&[Invalid, NotDirectory, Unsupported], Rule::OpenExisting);
                }
                if wish.truncates() { Rule::OpenTruncate } else { Rule::OpenExisting }
            }
            Node::Directory(directory) => {
                let writes = wish.truncates() || wish.flags.contains(DescriptorFlags::WRITE);
                refusals.must_if(writes, &[IsDirectory], Rule::OpenDirectoryWrite);
                if wish.creates() {
                    // POSIX lets O_CREAT have no effect here; systems say EISDIR.
                    refusals.may(&[IsDirectory, Exist], Rule::OpenDirectoryWrite);
                }
                if directory.removed {
                    refusals.may(&[NoEntry], Rule::DirRemoved);
                }
                Rule::OpenExisting
            }
            Node::Symlink(_) => {
                refusals.must(
                    if wish.wants_directory() { &[Loop, NotDirectory] } else { &[Loop] },
                    Rule::PathSymlink,
                );
                Rule::PathSymlink
            }
            Node::Special(_) => {
                refusals.must(&[Unsupported, Invalid], Rule::OpenExisting);
                Rule::OpenExisting
            }
        }
    }

    fn refuse_ungranted_file(&self, wish: Wish, base: &Descriptor, refusals: &mut Refusals) {
        refusals.must_if(
            wish.writes() && !base.access.file.contains(FilePerms::WRITE),
            NOT_GRANTED,
            Rule::AccessGranted,
        );
        if !base.access.file.contains(FilePerms::READ) {
            refusals.may(NOT_GRANTED, Rule::AccessGranted);
        }
    }

    /// The file that a call of open-at would cut, if it would.
    pub(super) fn truncated_by(&self, call: Call<'_>) -> Option<NodeId> {
        let (Some(Handle::Descriptor(base)), Op::OpenAt { path, path_flags, open_flags, flags }) =
            (self.handle(call.on), call.op)
        else {
            return None;
        };
        let wish = Wish { open: *open_flags, flags: *flags };
        if !wish.truncates() || self.nodes.directory(base.node).is_none() {
            return None;
        }
        match self.resolve_open(base, path, *path_flags, wish, &mut Refusals::default()).target? {
            Target::Named { node, .. } => self.nodes.file(node).map(|_| node),
            Target::Dots { .. } | Target::Vacant { .. } => None,
        }
    }

    pub(super) fn open_take(&mut self, base: &Descriptor, call: Call<'_>) {
        let Op::OpenAt { path, path_flags, open_flags, flags } = call.op else { return };
        let wish = Wish { open: *open_flags, flags: *flags };
        let node = match self.resolve_open(base, path, *path_flags, wish, &mut Refusals::default()).target {
            Some(Target::Named { node, .. } | Target::Dots { node }) => node,
            Some(Target::Vacant { parent, name }) => {
                self.make(parent, name, Node::File(File::new(Content::default())))
            }
            None => unreachable!("our fault: opened a path that leads nowhere"),
        };
        if wish.truncates() {
            let step = self.step;
            let cut = Origin::Size(Rule::OpenTruncate);
            self.change(node, |file, keep| file.set_size(0, cut, step, keep));
        }
        let opened = match self.nodes.directory(node) {
            Some(_) => opened_directory(base, node, wish.flags),
            None => opened_file(base, node, wish),
        };
        self.bind(call.bind, Handle::Descriptor(opened));
    }
}

fn opened_file(base: &Descriptor, node: NodeId, wish: Wish) -> Descriptor {
    let (read, write) = (DescriptorFlags::READ, DescriptorFlags::WRITE);
    // Asked for nothing: whether it opens for reading is open. Create and truncate need a file that can be written,
    // and whether the guest may write it then as well is open.
    let implied_read = !wish.flags.intersects(read | write);
    let implied_write = wish.creates() || wish.truncates();
    let right = |asked: bool, implied: bool| match (asked, implied) {
        (true, _) => Right::Yes,
        (false, true) => Right::Vague,
        (false, false) => Right::No,
    };
    let mut free = REQUESTS | DescriptorFlags::MUTATE_DIRECTORY;
    free.set(read, !wish.flags.contains(read) && implied_read);
    free.set(write, !wish.flags.contains(write) && implied_write);
    Descriptor {
        node,
        read: right(wish.flags.contains(read), implied_read),
        write: right(wish.flags.contains(write), implied_write),
        mutate: false,
        access: base.access,
        set: wish.flags.intersection(read | write),
        free,
    }
}

fn opened_directory(base: &Descriptor, node: NodeId, flags: DescriptorFlags) -> Descriptor {
    let mutate = flags.contains(DescriptorFlags::MUTATE_DIRECTORY);
    let mut free = REQUESTS;
    free.set(DescriptorFlags::READ, !flags.contains(DescriptorFlags::READ));
    let set = flags.intersection(DescriptorFlags::READ | DescriptorFlags::MUTATE_DIRECTORY);
    Descriptor { node, read: Right::Yes, write: Right::No, mutate, access: base.access, set, free }
}
