//! `open-at`.

use super::access::Refusals;
use super::handles::{Descriptor, Handle, REQUESTS, Right};
use super::nodes::{Directory, Node, NodeId};
use super::path::{Leaves, Resolved, Target};
use super::regular::File;
use super::{World, modes};
use crate::op::{Call, DescriptorOp, Op, OpKind};
use crate::outcome::{Allowed, Answer, Need, Origin, When};
use crate::rule::{Leeway, Rule};
use crate::tree::{Content, FilePerms};
use crate::wasi::ErrorCode::{Exist, Invalid, IsDirectory, Loop, NoEntry, NotDirectory};
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

    /// How its path is followed: a name that has to be free never is, link or not (POSIX `O_EXCL`).
    fn follows(self, flags: PathFlags) -> PathFlags {
        if self.excludes() { PathFlags::empty() } else { flags }
    }

    /// Whether what comes of a name that is free is open: POSIX does not say what `O_CREAT` does together with `O_DIRECTORY`
    /// where nothing is written, so it may make a directory.
    fn may_make_directory(self) -> bool {
        let writes = self.truncates() || self.flags.contains(DescriptorFlags::WRITE);
        self.creates() && self.wants_directory() && !writes
    }

    /// What it asks for of the mode of an object, and what some hosts ask for besides, who open for reading where nothing is asked
    /// for, and for writing what is to be made or cut.
    fn wants_of(self, directory: bool) -> (u16, u16) {
        let flags = self.flags;
        let (mut asked, mut implied) = (0, 0);
        if flags.contains(DescriptorFlags::READ) {
            asked |= modes::READ;
        }
        if flags.contains(DescriptorFlags::WRITE) || self.truncates() {
            asked |= modes::WRITE;
        }
        if directory {
            implied |= modes::READ | modes::SEARCH;
        } else if !flags.intersects(DescriptorFlags::READ | DescriptorFlags::WRITE) {
            implied |= modes::READ;
        }
        if self.creates() || flags.contains(DescriptorFlags::MUTATE_DIRECTORY) {
            implied |= modes::WRITE;
        }
        (asked, implied)
    }

    /// For which of its parts it needs rights of the base.
    fn whens(self) -> impl Iterator<Item = When> {
        let parts = [
            (true, When::Always),
            (self.creates(), When::Create),
            (self.truncates(), When::Truncate),
            (self.flags.contains(DescriptorFlags::WRITE), When::Write),
            (self.flags.contains(DescriptorFlags::MUTATE_DIRECTORY), When::Mutate),
        ];
        parts.into_iter().filter(|(part, _)| *part).map(|(_, when)| when)
    }
}

impl World {
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
        if self.refuse_other_than_directory(base, &mut refusals) {
            return refusals.refused_with_paths(&[path]);
        }
        for when in wish.whens() {
            // POSIX lets O_CREAT have no effect on a directory that is there, so no file is written.
            let opens_directory = || {
                let there = self.node_at(base, path, wish.follows(path_flags));
                there.is_some_and(|node| self.nodes.directory(node).is_some())
            };
            let no_file = when == When::Create && (wish.may_make_directory() || opens_directory());
            refusals.need_but(OpKind::OpenAt, when, base, no_file.then_some(Need::FileWrite));
        }
        let mixed = wish.wants_directory()
            && open.intersects(OpenFlags::CREATE | OpenFlags::EXCLUSIVE | OpenFlags::TRUNCATE);
        refusals.may_if(mixed, Leeway::MixedFlags, Rule::OpenFlagMix);
        let resolved = self.follow(base, path, wish.follows(path_flags), &mut refusals);
        // Where what a link holds leads out, a slash in that is no reason, but one behind the link.
        let slash = match resolved.leaves {
            Leaves::No => resolved.ends_in_slash,
            Leaves::ByItsLastLink { slash } => slash,
            Leaves::OnTheWay => false,
        };
        let slash_first = slash && wish.creates() && resolved.target.is_none();
        refusals.may_if(slash_first, Leeway::CreateSlashFirst, Rule::PathTrailingSlash);
        let rule = match &resolved.target {
            Some(Target::Vacant { parent, .. }) if wish.may_make_directory() && !refusals.is_refused() => {
                refusals.by_mode(self.nodes.mode_says(*parent, modes::WRITE));
                refusals.must(Invalid, Rule::OpenFlagMix);
                refusals.may(Leeway::MixedFlagsVacant, Rule::OpenFlagMix);
                return refusals.refused().or(Answer::Done, Rule::OpenFlagMix);
            }
            Some(Target::Vacant { parent, .. }) => {
                if wish.creates() {
                    refusals.by_mode(self.nodes.mode_says(*parent, modes::WRITE));
                }
                self.open_vacant(wish, &resolved, mixed, base, &mut refusals)
            }
            Some(Target::Named { parent, node, .. }) => {
                if wish.excludes() {
                    refusals.by_mode_of_some(self.nodes.mode_says(*parent, modes::WRITE));
                }
                self.open_named(wish, *node, false, base, &mut refusals)
            }
            Some(Target::Dots { node }) => self.open_named(wish, *node, true, base, &mut refusals),
            None => Rule::OpenExisting,
        };
        let special = resolved.node().is_some_and(|node| self.is_special(node));
        let rule = resolved.rule_or(rule);
        let anything = Answer::Anything { most: 0, bound: Rule::NoHang };
        let allowed =
            refusals.or_else(|| Allowed::only(Answer::Done, rule).or_if(special, anything, Rule::NoHang));
        match resolved.followed {
            Some(_) => allowed.but_not(Allowed::error(Loop, Rule::PathSymlink)),
            None => allowed,
        }
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
            refusals.must(NoEntry, resolved.rule_of_absence());
            return resolved.rule_of_absence();
        }
        refusals.must_if(mixed, Invalid, Rule::OpenFlagMix);
        refusals.may_if(mixed, Leeway::MixedFlagsVacant, Rule::OpenFlagMix);
        let slash = resolved.needs_directory;
        refusals.must_if(slash, Leeway::CreateWithSlash, Rule::PathTrailingSlash);
        refuse_ungranted_reads(wish, base, refusals);
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
        refusals.must_if(exclusive, Exist, Rule::OpenExclusive);
        refusals.may_if(exclusive && dots, Leeway::DotsExclusive, Rule::OpenExclusive);
        let (asked, implied) = wish.wants_of(self.nodes.directory(node).is_some());
        refusals.by_mode(self.nodes.mode_says(node, asked));
        refusals.by_mode_of_some(self.nodes.mode_says(node, implied));
        match self.nodes.get(node) {
            Node::File(_) => {
                let changes = OpenFlags::CREATE | OpenFlags::EXCLUSIVE | OpenFlags::TRUNCATE;
                let mixed = wish.open.intersects(changes);
                let rule = if mixed { Rule::OpenFlagMix } else { Rule::OpenDirectory };
                refusals.must_if(wish.wants_directory(), NotDirectory, rule);
                if wish.truncates() {
                    self.may_be_in_use(node, Leeway::OpenTruncated, Rule::OpenTruncate, refusals);
                }
                refuse_ungranted_reads(wish, base, refusals);
                if wish.flags.contains(DescriptorFlags::MUTATE_DIRECTORY) {
                    refusals.may(Leeway::MutateFile, Rule::OpenExisting);
                }
                if wish.truncates() { Rule::OpenTruncate } else { Rule::OpenExisting }
            }
            Node::Directory(directory) => {
                let writes = wish.truncates() || wish.flags.contains(DescriptorFlags::WRITE);
                refusals.must_if(writes, IsDirectory, Rule::OpenDirectoryWrite);
                if wish.creates() {
                    refusals.may(Leeway::CreateOnDirectory, Rule::OpenDirectoryWrite);
                }
                if directory.removed {
                    refusals.may(Leeway::RemovedDirectory, Rule::DirRemoved);
                }
                Rule::OpenExisting
            }
            // Whether it can be opened, and for what, is its own; that it is answered at all is another rule.
            Node::Special(_) => {
                let says = Leeway::SpecialAsDirectory;
                refusals.must_if(wish.wants_directory(), says, Rule::OpenDirectory);
                let mutate = wish.flags.contains(DescriptorFlags::MUTATE_DIRECTORY);
                refusals.may_if(mutate, says, Rule::OpenExisting);
                Rule::NoHang
            }
            Node::Symlink(_) => {
                refusals.must(Loop, Rule::PathSymlink);
                refusals.may_if(wish.wants_directory(), Leeway::LinkAsDirectory, Rule::PathSymlink);
                Rule::PathSymlink
            }
        }
    }

    /// The file that a call of open-at would cut, if it would.
    pub(super) fn truncated_by(&self, call: Call<'_>) -> Option<NodeId> {
        let (
            Some(Handle::Descriptor(base)),
            Op::Descriptor(DescriptorOp::OpenAt { path, path_flags, open_flags, flags }),
        ) = (self.handle(call.on), call.op)
        else {
            return None;
        };
        let wish = Wish { open: *open_flags, flags: *flags };
        if !wish.truncates() || self.nodes.directory(base.node).is_none() {
            return None;
        }
        let node = self.node_at(base, path, wish.follows(*path_flags))?;
        self.nodes.file(node).map(|_| node)
    }

    pub(super) fn open_take(&mut self, base: &Descriptor, call: Call<'_>) {
        let Op::Descriptor(DescriptorOp::OpenAt { path, path_flags, open_flags, flags }) = call.op else {
            return;
        };
        let wish = Wish { open: *open_flags, flags: *flags };
        let node = match self.name_at(base, path, wish.follows(*path_flags)) {
            Some(Target::Named { node, .. } | Target::Dots { node }) => node,
            Some(Target::Vacant { parent, name }) if wish.wants_directory() => {
                self.explain(base, parent, &name, Rule::OpenFlagMix);
                let made = self.make(parent, name, Node::Directory(Directory::default()));
                self.nodes.explain_names_of(made, Rule::OpenFlagMix);
                made
            }
            Some(Target::Vacant { parent, name }) => {
                self.explain(base, parent, &name, Rule::OpenCreate);
                self.make(parent, name, Node::File(File::new(Content::default())))
            }
            None => unreachable!("our fault: opened a path that leads nowhere"),
        };
        if wish.truncates() {
            let step = self.step;
            let cut = Origin::Size(Rule::OpenTruncate);
            self.change(node, 0..u64::MAX, |file, keep| file.set_size(0, cut, step, keep));
        }
        let opened = match self.nodes.directory(node) {
            Some(_) => opened_directory(base, node, wish.flags),
            None => opened_file(base, node, wish),
        };
        let opened = Descriptor { opened: Some(self.step), ..opened };
        self.bind(call.bind, Handle::Descriptor(opened));
    }
}

/// A file that may not be read may be refused when it is opened.
fn refuse_ungranted_reads(wish: Wish, base: &Descriptor, refusals: &mut Refusals) {
    let reads = wish.flags.contains(DescriptorFlags::READ) || !wish.flags.contains(DescriptorFlags::WRITE);
    let granted = base.access.file.contains(FilePerms::READ);
    refusals.may_if(reads && !granted, Leeway::NotGranted, Rule::AccessGranted);
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
    let mut free = wish.flags.intersection(REQUESTS);
    free.set(read, !wish.flags.contains(read) && implied_read);
    free.set(write, !wish.flags.contains(write) && implied_write);
    Descriptor {
        node,
        read: right(wish.flags.contains(read), implied_read),
        write: right(wish.flags.contains(write), implied_write),
        mutate: false,
        displaced: None,
        access: base.access,
        opened: None,
        set: wish.flags.intersection(read | write),
        free,
        shown: DescriptorFlags::empty(),
    }
}

fn opened_directory(base: &Descriptor, node: NodeId, flags: DescriptorFlags) -> Descriptor {
    let mutate = flags.contains(DescriptorFlags::MUTATE_DIRECTORY);
    let mut free = flags.intersection(REQUESTS);
    free.set(DescriptorFlags::READ, !flags.contains(DescriptorFlags::READ));
    let set = flags.intersection(DescriptorFlags::READ | DescriptorFlags::MUTATE_DIRECTORY);
    // Asked for without read: whether its entries can be listed is open.
    let read = if set.contains(DescriptorFlags::READ) { Right::Yes } else { Right::Vague };
    let (write, displaced, access) = (Right::No, None, base.access);
    let shown = DescriptorFlags::empty();
    Descriptor { node, read, write, mutate, displaced, access, opened: None, set, free, shown }
}
