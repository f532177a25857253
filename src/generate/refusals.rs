//! Calls that are refused for what they name: which those are, and how their arguments come about.
//!
//! A refusal is a rule like any other, but each needs something of its own: an object of another kind, a name that is taken,
//! a directory within itself. At random most calls are refused since nothing is there, which one call tells as well as all.

use std::sync::Arc;

use super::choice::Aim;
use super::pick::{NAMES, Pick};
use super::write::Writer;
use crate::model::Handle;
use crate::op::{DescriptorOp, HandleKind, Name, Op, OpKind};
use crate::outcome::{Allowed, Answer, Outcome};
use crate::rule::Rule;
use crate::script::Step;
use crate::wasi::{DescriptorFlags, ErrorCode, OpenFlags, PathFlags};

/// With how many arguments it is tried to meet a row, and with how many rows.
const ARGUMENTS_TRIED: usize = 8;
const ROWS_TRIED: usize = 3;

/// Among so many of the objects that are there a directory with entries is looked for.
const PATHS_LOOKED_AT: usize = 40;

/// What is wrong with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    /// It is made on a descriptor of another kind.
    Descriptor,
    /// A path of it is none.
    Impossible,
    /// A path goes on behind something that is there, and may be a file.
    Behind,
    /// A path has a slash behind something that is there.
    Slash,
    /// A path leads out of its directory.
    Outside,
    /// A path has a slash behind a link that leads out.
    LinkOut,
    /// A path is that of a link that leads out, and what that holds ends in a slash.
    SlashHeld,
    /// A path goes back from something that is there, and may be no directory.
    Back,
    /// A path ends in dots, and so names no entry.
    Dots,
    /// What its first path names is there, and of another kind.
    There,
    /// What its last path names is there.
    Taken,
    /// What it moves goes onto something else that is there.
    Onto,
    /// What it moves goes into itself.
    Inside,
    /// Its directory was removed.
    Removed,
    /// What a link holds is absolute.
    Absolute,
    /// An offset or a size is one that no file has.
    Far,
}

/// All that names something by a path.
const OF_PATHS: &[OpKind] = &[
    OpKind::OpenAt,
    OpKind::StatAt,
    OpKind::SetTimesAt,
    OpKind::MetadataHashAt,
    OpKind::ReadlinkAt,
    OpKind::SymlinkAt,
    OpKind::LinkAt,
    OpKind::RenameAt,
    OpKind::CreateDirectoryAt,
    OpKind::RemoveDirectoryAt,
    OpKind::UnlinkFileAt,
];

/// A row reads: under which rule it is refused, what is wrong with it, the operations, weight. A rule of one operation weighs
/// less than one of many, and more than its share of them.
const ROWS: &[(Rule, Wrong, &[OpKind], u32)] = &[
    // A call for files on a directory, and the other way round.
    (Rule::AccessKind, Wrong::Descriptor, &[OpKind::ReadDirectory], 10),
    (
        Rule::AccessKind,
        Wrong::Descriptor,
        &[OpKind::ReadViaStream, OpKind::WriteViaStream, OpKind::AppendViaStream, OpKind::Advise],
        4,
    ),
    (Rule::AccessKind, Wrong::Descriptor, &[OpKind::Read, OpKind::Write, OpKind::SetSize], 3),
    (Rule::AccessKind, Wrong::Descriptor, OF_PATHS, 5),
    // Texts of paths.
    (Rule::PathName, Wrong::Impossible, OF_PATHS, 14),
    (Rule::PathThroughFile, Wrong::Behind, OF_PATHS, 6),
    (Rule::PathTrailingSlash, Wrong::Slash, OF_PATHS, 6),
    (Rule::PathInside, Wrong::Outside, OF_PATHS, 18),
    (
        Rule::PathInside,
        Wrong::LinkOut,
        &[OpKind::SymlinkAt, OpKind::CreateDirectoryAt, OpKind::LinkAt, OpKind::RemoveDirectoryAt],
        6,
    ),
    (Rule::PathInside, Wrong::SlashHeld, &[OpKind::OpenAt], 4),
    (Rule::PathDotDot, Wrong::Back, OF_PATHS, 8),
    (Rule::PathSymlink, Wrong::There, &[OpKind::OpenAt], 3),
    // What is there is of another kind.
    (Rule::DirRemove, Wrong::There, &[OpKind::RemoveDirectoryAt], 5),
    (Rule::DirRemoveKind, Wrong::There, &[OpKind::RemoveDirectoryAt], 4),
    (Rule::DirUnlinkKind, Wrong::There, &[OpKind::UnlinkFileAt], 6),
    (Rule::DirUnlinkKind, Wrong::Slash, &[OpKind::UnlinkFileAt], 3),
    (Rule::LinkDirectory, Wrong::There, &[OpKind::LinkAt], 4),
    (Rule::LinkReadKind, Wrong::There, &[OpKind::ReadlinkAt], 8),
    (Rule::LinkAbsolute, Wrong::Absolute, &[OpKind::SymlinkAt], 2),
    (Rule::OpenDirectory, Wrong::There, &[OpKind::OpenAt], 3),
    (Rule::OpenDirectoryWrite, Wrong::There, &[OpKind::OpenAt], 4),
    (Rule::OpenFlagMix, Wrong::There, &[OpKind::OpenAt], 3),
    // A name is taken.
    (Rule::OpenExclusive, Wrong::There, &[OpKind::OpenAt], 7),
    (Rule::DirCreate, Wrong::Taken, &[OpKind::CreateDirectoryAt], 8),
    (Rule::LinkTaken, Wrong::Taken, &[OpKind::LinkAt], 4),
    (Rule::LinkSymlink, Wrong::Taken, &[OpKind::SymlinkAt], 9),
    // Dots are no entry that is made, removed or moved.
    (Rule::DirCreate, Wrong::Dots, &[OpKind::CreateDirectoryAt], 3),
    (Rule::DirRemove, Wrong::Dots, &[OpKind::RemoveDirectoryAt], 2),
    (Rule::DirUnlinkKind, Wrong::Dots, &[OpKind::UnlinkFileAt], 3),
    (Rule::LinkSymlink, Wrong::Dots, &[OpKind::SymlinkAt], 3),
    (Rule::LinkTaken, Wrong::Dots, &[OpKind::LinkAt], 2),
    (Rule::DirRename, Wrong::Dots, &[OpKind::RenameAt], 3),
    // Moves that can't be.
    (Rule::DirRenameNotEmpty, Wrong::Onto, &[OpKind::RenameAt], 5),
    (Rule::DirRenameKind, Wrong::Onto, &[OpKind::RenameAt], 7),
    (Rule::DirRenameInside, Wrong::Inside, &[OpKind::RenameAt], 6),
    // A directory that is gone, and has a descriptor.
    (
        Rule::DirRemoved,
        Wrong::Removed,
        &[OpKind::CreateDirectoryAt, OpKind::OpenAt, OpKind::SymlinkAt, OpKind::RenameAt, OpKind::LinkAt],
        4,
    ),
    // Where no file reaches.
    (Rule::FileFarOffset, Wrong::Far, &[OpKind::Write, OpKind::SetSize], 4),
];

/// With what flags something is opened so that a rule refuses it, a row for each way.
const OPENINGS: &[(Rule, OpenFlags, DescriptorFlags)] = &[
    (Rule::OpenExclusive, OpenFlags::CREATE.union(OpenFlags::EXCLUSIVE), DescriptorFlags::WRITE),
    (Rule::OpenDirectory, OpenFlags::DIRECTORY, DescriptorFlags::READ),
    (Rule::OpenDirectoryWrite, OpenFlags::empty(), DescriptorFlags::WRITE),
    (Rule::OpenDirectoryWrite, OpenFlags::TRUNCATE, DescriptorFlags::WRITE),
    (Rule::OpenDirectoryWrite, OpenFlags::TRUNCATE, DescriptorFlags::READ),
    (Rule::OpenFlagMix, OpenFlags::DIRECTORY.union(OpenFlags::CREATE), DescriptorFlags::READ),
    (Rule::OpenFlagMix, OpenFlags::DIRECTORY.union(OpenFlags::TRUNCATE), DescriptorFlags::WRITE),
    (Rule::DirRemoved, OpenFlags::CREATE, DescriptorFlags::WRITE),
];

/// With what flags for a rule that has no row, and how often.
const USUAL_OPENINGS: &[((OpenFlags, DescriptorFlags), u32)] =
    &[((OpenFlags::empty(), DescriptorFlags::READ), 7), ((OpenFlags::CREATE, DescriptorFlags::WRITE), 3)];

/// What is no path.
const IMPOSSIBLE: &[&str] = &["", "", "a\0b", "\0"];

/// Paths that lead out, also to what is there, and in the middle.
const OUTSIDE: &[&str] = &[
    "..",
    "/",
    "/wasi-fs-conformance-nowhere/log",
    "../log",
    "../secret",
    "../private/new",
    "sub/../..",
    "sub/../../secret",
    "../root-secret/key",
    "../sub2/log",
    "none/../../log",
    // A name to be made or taken may have a slash behind it.
    "../private/",
    "../secret/",
    "../new/",
];

/// What is behind a directory, so that a path ends in dots.
const DOTS: &[&str] = &["/.", "/..", "/./", "/../."];

/// What links hold that lead out: to what is there, and to what is not.
const LINKED_OUT: &[&str] = &["../secret", "../private", "../new", ".."];

/// Whether it is refused under this rule, and not for want of a right. What the past of an object says in place of the rule
/// is as good.
fn is_refused(allowed: &Allowed, under: Rule) -> bool {
    let Outcome::Error(code) = allowed.plain() else { return false };
    let refuses = |(answer, _): &&(Answer, Rule)| matches!(answer, Answer::Error(refusal) if refusal.codes().contains(&code));
    let is_of_the_past = |rule: Rule| code != ErrorCode::NoEntry && ROWS.iter().all(|row| row.0 != rule);
    let mut rules = allowed.answers().iter().filter(refuses).map(|(_, rule)| *rule);
    allowed.cells.denied().is_empty() && rules.any(|rule| rule == under || is_of_the_past(rule))
}

impl Writer<'_> {
    /// A call that is refused for what it names; none where nothing came of some tries.
    pub(super) fn refusal(&mut self) -> Option<(Name, Op)> {
        for _ in 0..ROWS_TRIED {
            let Some((rule, wrong, kind)) = self.wrong() else { break };
            for _ in 0..ARGUMENTS_TRIED {
                let Some(on) = self.on(kind, wrong) else { break };
                if let Some(op) = self.refused(kind, rule, wrong, &on)
                    && self.foreseen(&on, &op).is_some_and(|allowed| is_refused(&allowed, rule))
                {
                    return Some((on, op));
                }
            }
        }
        None
    }

    /// How much more often than by its own weight an operation is asked in this script.
    fn factor(&self, kind: OpKind) -> u32 {
        let row = self.weights.iter().find(|((known, _), _)| *known == kind);
        row.map_or(0, |((_, own), weight)| weight / own) * self.lean.factor(kind)
    }

    /// A row, and one of its operations.
    fn wrong(&mut self) -> Option<(Rule, Wrong, OpKind)> {
        let of_row = |ops: &[OpKind]| ops.iter().map(|kind| self.factor(*kind)).max().unwrap_or(0);
        let rows: Vec<(usize, u32)> = ROWS
            .iter()
            .enumerate()
            .map(|(number, (_, _, ops, weight))| (number, weight * of_row(ops)))
            .collect();
        let (rule, wrong, ops, _) = ROWS[self.weighted(&rows)?];
        let ops: Vec<(OpKind, u32)> = ops.iter().map(|kind| (*kind, self.factor(*kind))).collect();
        Some((rule, wrong, self.weighted(&ops)?))
    }

    fn weighted<T: Copy>(&mut self, items: &[(T, u32)]) -> Option<T> {
        items.iter().any(|(_, weight)| *weight > 0).then(|| self.pick.weighted(items))
    }

    /// What such a call is made on.
    fn on(&mut self, kind: OpKind, wrong: Wrong) -> Option<Name> {
        match wrong {
            Wrong::Descriptor => {
                let suits = |handle: &Handle| {
                    let able = self.model.able(handle);
                    able.succeeds.has(kind) || able.lacks_right.has(kind)
                };
                let others = self.descriptors(|_, handle| !suits(handle));
                (!others.is_empty()).then(|| self.pick.one(&others).clone())
            }
            Wrong::Removed => self.removed(),
            Wrong::Impossible
            | Wrong::Behind
            | Wrong::Slash
            | Wrong::Outside
            | Wrong::LinkOut
            | Wrong::SlashHeld
            | Wrong::Back
            | Wrong::Dots
            | Wrong::There
            | Wrong::Taken
            | Wrong::Onto
            | Wrong::Inside
            | Wrong::Absolute
            | Wrong::Far => self.handle_for(kind, Aim::Success),
        }
    }

    /// A descriptor of a directory that was removed: one that there is, or one that is made for it.
    fn removed(&mut self) -> Option<Name> {
        let removed = self.descriptors(|_, handle| self.model.is_removed(handle));
        if !removed.is_empty() {
            return Some(self.pick.one(&removed).clone());
        }
        let on = self.handle_for(OpKind::CreateDirectoryAt, Aim::Success)?;
        let path = self.made(&on, "")?;
        let name = self.name(HandleKind::Descriptor);
        let open = Op::Descriptor(DescriptorOp::OpenAt {
            path: Arc::clone(&path),
            path_flags: PathFlags::empty(),
            open_flags: OpenFlags::DIRECTORY,
            flags: DescriptorFlags::READ.union(DescriptorFlags::MUTATE_DIRECTORY),
        });
        self.add(Step::binding(name.clone(), on.clone(), open));
        self.add(Step::new(on, DescriptorOp::RemoveDirectoryAt { path }));
        self.handle(&name).is_some_and(|handle| self.model.is_removed(handle)).then_some(name)
    }

    /// The path of a directory that is made for what comes next, below this one; none where its name is taken.
    fn made(&mut self, on: &Name, below: &str) -> Option<Arc<str>> {
        let path: Arc<str> = format!("{below}{}", self.pick.one(NAMES)).into();
        let create = Op::Descriptor(DescriptorOp::CreateDirectoryAt { path: Arc::clone(&path) });
        self.comes_first(on, create).then_some(path)
    }

    /// Makes a call that what comes next needs; false where it would not succeed, and is not made.
    fn comes_first(&mut self, on: &Name, op: impl Into<Op>) -> bool {
        let op = op.into();
        self.meets(on, &op, Aim::Success) && {
            self.note(&op);
            self.add(Step::new(on.clone(), op));
            true
        }
    }

    /// The path of a link that is made for what comes next, and leads out, with this behind what it holds; none where its name is
    /// taken.
    fn led_out(&mut self, on: &Name, behind: &str) -> Option<Arc<str>> {
        let new_path: Arc<str> = (*self.pick.one(NAMES)).into();
        let old_path: Arc<str> = format!("{}{behind}", self.pick.one(LINKED_OUT)).into();
        let link = Op::Descriptor(DescriptorOp::SymlinkAt { old_path, new_path: Arc::clone(&new_path) });
        self.comes_first(on, link).then_some(new_path)
    }

    /// The path of a directory that has entries; it is made where there is none.
    fn full(&mut self, on: &Name) -> Option<Arc<str>> {
        let there = self.model.paths_from(on);
        let paths = (0..there.min(PATHS_LOOKED_AT)).filter_map(|number| self.model.path_from(on, number));
        let full: Vec<String> =
            paths.filter_map(|path| path.rsplit_once('/').map(|(full, _)| full.to_owned())).collect();
        if !full.is_empty() {
            return Some(self.pick.one(&full).as_str().into());
        }
        let full = self.made(on, "")?;
        self.made(on, &format!("{full}/"))?;
        Some(full)
    }

    /// The path of an object that is there.
    fn there(&mut self, on: &Name) -> Option<Arc<str>> {
        let there = self.model.paths_from(on);
        let number = (there > 0).then(|| self.pick.below(there))?;
        self.model.path_from(on, number).map(Arc::from)
    }

    /// A call with something wrong.
    fn refused(&mut self, kind: OpKind, rule: Rule, wrong: Wrong, on: &Name) -> Option<Op> {
        let mut op = self.op(kind, on, Aim::Refusal)?;
        if let Op::Descriptor(DescriptorOp::OpenAt { path_flags, open_flags, flags, .. }) = &mut op {
            (*path_flags, *open_flags, *flags) = self.pick.opening(rule);
        }
        if let Op::Descriptor(DescriptorOp::Write { offset, .. } | DescriptorOp::SetSize { size: offset }) =
            &mut op
            && wrong == Wrong::Far
        {
            *offset = self.pick.beyond_all();
        }
        let path: Arc<str> = match wrong {
            // Two directories, one of them with entries, are rare.
            Wrong::Onto if rule == Rule::DirRenameNotEmpty => self.made(on, "")?,
            Wrong::There if rule == Rule::DirRemove => self.full(on)?,
            Wrong::Descriptor | Wrong::Removed | Wrong::Far => return Some(op),
            Wrong::Impossible if self.pick.chance(10) => self.pick.too_long(),
            Wrong::Impossible => (*self.pick.one(IMPOSSIBLE)).into(),
            Wrong::Outside => (*self.pick.one(OUTSIDE)).into(),
            Wrong::Absolute => "/wasi-fs-conformance-nowhere/log".into(),
            Wrong::LinkOut => format!("{}/", self.led_out(on, "")?).into(),
            Wrong::SlashHeld => self.led_out(on, "/")?,
            Wrong::Slash => format!("{}/", self.there(on)?).into(),
            Wrong::Behind => format!("{}/{}", self.there(on)?, self.pick.one(&NAMES[..4])).into(),
            Wrong::Back => format!("{}/../{}", self.there(on)?, self.pick.one(&NAMES[..4])).into(),
            Wrong::Dots if self.pick.chance(30) => ".".into(),
            Wrong::Dots => format!("{}{}", self.there(on)?, self.pick.one(DOTS)).into(),
            Wrong::There | Wrong::Taken | Wrong::Onto | Wrong::Inside => self.there(on)?,
        };
        let onto = if wrong != Wrong::Onto {
            format!("{path}/a").into()
        } else if rule == Rule::DirRenameNotEmpty {
            self.full(on)?
        } else {
            self.there(on)?
        };
        // Which of two paths is wrong; what a link holds is no path yet.
        let last = kind == OpKind::SymlinkAt
            || matches!(wrong, Wrong::Taken | Wrong::LinkOut)
            || self.pick.chance(50);
        if matches!(wrong, Wrong::Onto | Wrong::Inside)
            && let Op::Descriptor(DescriptorOp::RenameAt { new_descriptor, .. }) = &mut op
        {
            *new_descriptor = on.clone();
        }
        let mut paths = op.paths_mut();
        if let ([from, to], Wrong::Onto | Wrong::Inside) = (paths.as_mut_slice(), wrong) {
            (**from, **to) = (path, onto);
        } else {
            let first = matches!(wrong, Wrong::There | Wrong::Absolute) || !last;
            let number = if first { 0 } else { paths.len().saturating_sub(1) };
            *paths.into_iter().nth(number)? = path;
        }
        Some(op)
    }
}

impl Pick<'_> {
    /// With what flags something is opened that this rule refuses.
    fn opening(&mut self, rule: Rule) -> (PathFlags, OpenFlags, DescriptorFlags) {
        let own: Vec<_> = OPENINGS.iter().filter(|row| row.0 == rule).collect();
        let (open, flags) = if own.is_empty() {
            self.weighted(USUAL_OPENINGS)
        } else {
            let (_, open, flags) = **self.one(&own);
            (open, flags)
        };
        let follows = rule != Rule::PathSymlink && self.chance(50);
        (if follows { PathFlags::SYMLINK_FOLLOW } else { PathFlags::empty() }, open, flags)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::generate::{Focus, Scripts};
    use crate::model::Model;
    use crate::outcome::Seen;

    /// How many scripts of each focus are looked at.
    const SCRIPTS: u64 = 250;

    /// In so many scripts of a thousand every row is met, at least.
    const LEAST: u64 = 10;

    /// Whether a path of the call ends as it does where this is wrong, if that shows in the end of a path.
    fn ends(wrong: Wrong, op: &Op) -> bool {
        let ends: &[&str] = if wrong == Wrong::Dots {
            &[".", "./"]
        } else if matches!(wrong, Wrong::Slash | Wrong::LinkOut) {
            &["/"]
        } else {
            &[""]
        };
        let mut op = op.clone();
        let mut paths = op.paths_mut().into_iter();
        paths.len() == 0 || paths.any(|path| ends.iter().any(|end| path.ends_with(end)))
    }

    #[test]
    fn scripts_meet_every_row() {
        let mut met: BTreeMap<usize, u64> = BTreeMap::new();
        for focus in [Focus::Everything, Focus::Directories, Focus::Paths, Focus::Files] {
            for index in 1..=SCRIPTS {
                let script = Scripts { focus, ..Scripts::default() }.script(index);
                let (mut model, mut seen, mut here) =
                    (Model::new(&script.fixture), Seen::default(), [false; ROWS.len()]);
                for step in &script.steps {
                    model.go_plainly(step, &mut seen, |call, allowed, _| {
                        for (number, (rule, wrong, ops, _)) in ROWS.iter().enumerate() {
                            here[number] |= ops.contains(&call.op.kind())
                                && ends(*wrong, call.op)
                                && is_refused(allowed, *rule);
                        }
                    });
                }
                here.iter()
                    .enumerate()
                    .for_each(|(number, here)| *met.entry(number).or_default() += u64::from(*here));
            }
        }
        for (number, (rule, wrong, ops, _)) in ROWS.iter().enumerate() {
            assert!(met[&number] >= LEAST, "{rule} by {wrong:?} of {ops:?} in {} scripts", met[&number]);
        }
    }
}
