//! Who may do what: the rights of a descriptor, refusals, and how several of them at once are answered.
//!
//! Which call needs which right stands in the table of [`CELLS`](crate::outcome::CELLS).

use std::borrow::Cow;
use std::slice;

use smallvec::SmallVec;

use super::handles::{Descriptor, Right};
use super::nodes::{Directory, NodeId, Nodes};
use super::path::{Leaves, Resolved, Target, ends_in_dots, may_refuse_text};
use super::{Handle, World};
use crate::op::OpKind;
use crate::outcome::{Allowed, Cell, Cells, Codes, Need, OutcomeKind, Refusal, When};
use crate::rule::{Leeway, Rule};
use crate::tree::{self, DirPerms, FilePerms};
use crate::wasi::DescriptorFlags;
use crate::wasi::ErrorCode::{self, Exist, NoEntry, NotEmpty, ReadOnly};

/// What a file's stream answers when its descriptor was not opened for the call.
pub(super) const NOT_OPENED_FOR: &[ErrorCode] = Leeway::NotOpenedFor.codes();

/// Any code at all, or none.
pub(super) const ANY_CODE: Codes = Cow::Borrowed(&[]);

/// Rules about what a path says by itself and where it leads, whatever it starts from.
const ABOUT_PATHS: [Rule; 2] = [Rule::PathName, Rule::PathInside];

/// What is said when a right is missing, and the rule that says so.
fn refusal(need: Need) -> Reason {
    match need {
        Need::DirRead | Need::DirMutate | Need::FileRead | Need::FileWrite => {
            (Leeway::NotGranted.into(), Rule::AccessGranted)
        }
        Need::OpenedRead => (Leeway::NotOpenedFor.into(), Rule::AccessRead),
        Need::OpenedWrite => (Leeway::NotOpenedFor.into(), Rule::AccessWrite),
        Need::OpenedMutate => (ReadOnly.into(), Rule::AccessMutate),
    }
}

impl Descriptor {
    /// Whether it has a right.
    pub(super) fn has(&self, need: Need) -> Right {
        let granted = |has: bool| if has { Right::Yes } else { Right::No };
        match need {
            Need::DirRead => granted(self.access.dir.contains(DirPerms::READ)),
            Need::DirMutate => granted(self.access.dir.contains(DirPerms::MUTATE)),
            Need::FileRead => granted(self.access.file.contains(FilePerms::READ)),
            Need::FileWrite => granted(self.access.file.contains(FilePerms::WRITE)),
            Need::OpenedRead => self.read,
            Need::OpenedWrite => self.write,
            Need::OpenedMutate => granted(self.mutate),
        }
    }

    /// Whether an answer has shown that it has a right which its opening left open.
    fn has_shown(&self, need: Need) -> bool {
        match need {
            Need::OpenedRead => self.shown.contains(DescriptorFlags::READ),
            Need::OpenedWrite => self.shown.contains(DescriptorFlags::WRITE),
            Need::DirRead | Need::DirMutate | Need::FileRead | Need::FileWrite | Need::OpenedMutate => false,
        }
    }
}

/// What a backend may say, and the rule for it.
type Reason = (Refusal, Rule);

/// Some of those; more are seldom given for one call.
type Reasons = SmallVec<[Reason; 4]>;

/// Reasons for which a call fails. Which of several a backend names is free.
#[derive(Clone, Debug, Default)]
pub(super) struct Refusals {
    must: Reasons,
    may: Reasons,
    cells: Cells,
    /// Codes that deny what other calls have done, with the rules of those.
    denials: SmallVec<[(ErrorCode, Rule); 8]>,
    /// The rule that every other code breaks, where it is not that of the first reason or of success.
    otherwise: Option<Rule>,
}

impl Refusals {
    /// A code that breaks the rule of a call that was made before, if it is not one that is allowed.
    pub(super) fn denies(&mut self, codes: &[ErrorCode], rule: Rule) {
        self.denials.extend(codes.iter().map(|code| (*code, rule)));
    }

    /// The call is about a directory that has to be empty. Where calls have emptied it, that it is not says that one of them has not.
    pub(super) fn must_be_empty(&mut self, directory: &Directory, says: impl Into<Refusal>, rule: Rule) {
        self.must_if(!directory.entries.is_empty(), says, rule);
        if let Some(reason) = directory.reason_of_emptiness() {
            self.denies(&[NotEmpty, Exist], reason);
        }
    }

    /// A code that no reason has breaks this rule.
    pub(super) fn other_codes_break(&mut self, rule: Rule) {
        self.otherwise.get_or_insert(rule);
    }

    /// The call fails, and says so or names another reason.
    pub(super) fn must(&mut self, says: impl Into<Refusal>, rule: Rule) {
        self.must.push((says.into(), rule));
        self.cells.other_reasons = true;
    }

    /// The call fails, under a condition.
    pub(super) fn must_if(&mut self, condition: bool, says: impl Into<Refusal>, rule: Rule) {
        if condition {
            self.must(says, rule);
        }
    }

    /// The reason that was given last is one of this rule, unless it is about the path itself.
    pub(super) fn blame(&mut self, rule: Rule) {
        if let Some(last) = self.must.last_mut().filter(|last| !ABOUT_PATHS.contains(&last.1)) {
            last.1 = rule;
        }
    }

    /// The call may fail so, and may as well succeed, or name another reason.
    pub(super) fn may(&mut self, leeway: Leeway, rule: Rule) {
        self.may.push((leeway.into(), rule));
    }

    /// The call fails for something else, and may name this first (POSIX: "if more than one error occurs in processing a
    /// function call, any one of the possible errors may be returned").
    pub(super) fn may_first(&mut self, says: impl Into<Refusal>, rule: Rule) {
        self.may.push((says.into(), rule));
    }

    /// The call may fail so, under a condition.
    pub(super) fn may_if(&mut self, condition: bool, leeway: Leeway, rule: Rule) {
        if condition {
            self.may(leeway, rule);
        }
    }

    /// The call needs all rights that the table names for it, of this descriptor.
    pub(super) fn need(&mut self, op: OpKind, when: When, of: &Descriptor) {
        self.need_but(op, when, of, None);
    }

    /// Likewise, but whether it needs the spared one is open.
    pub(super) fn need_but(&mut self, op: OpKind, when: When, of: &Descriptor, spared: Option<Need>) {
        for (place, cell) in Cell::of(op, when) {
            let reason = refusal(cell.need);
            if spared == Some(cell.need) {
                self.may.extend((of.has(cell.need) != Right::Yes).then_some(reason));
                continue;
            }
            self.cells.needed.add(place);
            match of.has(cell.need) {
                // It works, and then it does not: it is the right that comes and goes.
                Right::Yes if of.has_shown(cell.need) => self.denies(NOT_OPENED_FOR, reason.1),
                Right::Yes => {}
                Right::No => {
                    self.cells.missing.add(place);
                    self.must.push(reason);
                }
                Right::Vague => self.may.push(reason),
            }
        }
    }

    /// Makes every refusal one that may be left out: for calls that ask for nothing.
    #[must_use]
    pub(super) fn softened(mut self) -> Self {
        self.may.append(&mut self.must);
        self.cells = Cells::default();
        self
    }

    /// Whether the call has to fail.
    pub(super) fn is_refused(&self) -> bool {
        !self.must.is_empty()
    }

    /// The call is about something that is there.
    pub(super) fn must_be_there(&mut self, resolved: &Resolved) {
        if let Some(Target::Vacant { .. }) = resolved.target {
            self.must(NoEntry, resolved.rule_of_absence());
        }
    }

    /// The call may say that what it is about is not there, and need not look.
    pub(super) fn may_be_missing(&mut self) {
        let may = &mut self.may;
        self.must.retain(|reason| {
            let stays = reason.0 != NoEntry.into();
            may.extend((!stays).then_some(*reason));
            stays
        });
    }

    /// What conforms where the call has to fail.
    pub(super) fn refused(self) -> Allowed {
        self.or_else(|| unreachable!("our fault: refused, and not refused"))
    }

    /// What conforms where the call has to fail for what its descriptor is: what the texts of its paths alone say
    /// against them may be told first.
    pub(super) fn refused_with_paths(mut self, paths: &[&str]) -> Allowed {
        for path in paths {
            may_refuse_text(path, &mut self);
        }
        self.refused()
    }

    /// Likewise of a call that makes or takes the names at the ends of its paths.
    pub(super) fn refused_with_names(mut self, paths: &[&str]) -> Allowed {
        for path in paths {
            self.may_refuse_name(path);
        }
        self.refused()
    }

    /// The call takes the name at the end of a path: that dots are none may be told before it shows that they are not
    /// reached. A path that leaves its directory is refused for that.
    pub(super) fn may_refuse_dots(&mut self, path: &str, resolved: Option<&Resolved>) {
        let unreached =
            resolved.is_some_and(|resolved| resolved.target.is_none() && resolved.leaves == Leaves::No);
        self.may_if(unreached && ends_in_dots(path), Leeway::DotsFirst, Rule::PathMissing);
    }

    /// The call is about the name at the end of a path, and may be refused for what the text alone says against it.
    pub(super) fn may_refuse_name(&mut self, path: &str) {
        may_refuse_text(path, self);
        self.may_if(ends_in_dots(path), Leeway::DotsFirst, Rule::AccessKind);
    }

    /// What conforms: a refusal if there must be one, else `success` or a refusal that may be.
    pub(super) fn or_else(self, success: impl FnOnce() -> Allowed) -> Allowed {
        let must = match &*self.must {
            [] => success(),
            [(says, rule), others @ ..] => Allowed::error(*says, *rule).or_refused(others),
        };
        let denials = self.denials.into_iter();
        let denied = |allowed: Allowed, (code, rule)| allowed.breach(OutcomeKind::Error(code), rule);
        let allowed = denials.fold(must.or_refused(&self.may), denied);
        allowed.refusals_break(self.otherwise).needing(self.cells)
    }
}

impl World {
    /// Whether an object that is linked or moved from below one directory to below another would be granted more there
    /// than it is anywhere now.
    pub(super) fn widens(&self, node: NodeId, to: &Descriptor) -> bool {
        // Where others have moved it meanwhile it was granted where it was found.
        let trees = self.amid.as_ref().map_or(slice::from_ref(&self.nodes), |amid| amid.trees());
        trees.iter().all(|nodes| self.widens_in(nodes, node, to))
    }

    fn widens_in(&self, nodes: &Nodes, node: NodeId, to: &Descriptor) -> bool {
        let (mut dir, mut file) = (DirPerms::empty(), FilePerms::empty());
        for granted in self.grants_on(nodes, node) {
            dir |= granted.dir;
            file |= granted.file;
        }
        let widens_directory = nodes.directory(node).is_some() && !dir.contains(to.access.dir);
        widens_directory || !file.contains(to.access.file)
    }

    /// What is granted on an object: by every preopen and every descriptor of a directory that it is below, and by
    /// descriptors of its own.
    fn grants_on<'w>(
        &'w self,
        nodes: &'w Nodes,
        node: NodeId,
    ) -> impl Iterator<Item = tree::Access> + use<'w> {
        let held = self.handles.iter().filter_map(|handle| match handle {
            Handle::Descriptor(descriptor) => Some((descriptor.node, descriptor.access)),
            Handle::Input(_)
            | Handle::Output(_)
            | Handle::Listing(_)
            | Handle::Pollable(_)
            | Handle::Error(_) => None,
        });
        let all = self.preopens.iter().copied().chain(held);
        all.filter(move |(directory, _)| nodes.is_within(*directory, node)).map(|(_, access)| access)
    }
}
