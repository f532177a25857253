//! Where a path leads, step by step from a directory.

mod text;
mod views;

use std::sync::Arc;

use smallvec::SmallVec;

pub(crate) use text::NAME_SAFE;
use text::{
    Ahead, Dead, along_the_text, check_text, demands_directory, early_refusals, is_long, leaves_by_its_text,
};
pub(super) use text::{ends_in_dots, may_refuse_text};
use views::Above;
pub(super) use views::{Dots, Ends, Views};

use super::access::Refusals;
use super::modes::{SEARCH, Says};
use super::nodes::{Node, NodeId, Nodes, Reasons};
use crate::rule::{Leeway, Rule};
use crate::tree::{Capability, may_be_refused};
use crate::wasi::ErrorCode::{Loop, NameTooLong, NoEntry, NotDirectory, NotPermitted};

/// Links on the way of one path that every system follows (POSIX `_POSIX_SYMLOOP_MAX`).
const LINKS_SAFE: usize = 8;

/// Links on the way of one path beyond which it can only be a loop; no fixture has so many.
const LINKS_MAX: usize = 256;

/// Where a path leads; with the last name there for those who ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target<N = ()> {
    /// To an object by a name in a directory.
    Named { parent: NodeId, name: N, node: NodeId },
    /// To a directory that has no name here: the path ends in `.` or `..`.
    Dots { node: NodeId },
    /// To a name that is free.
    Vacant { parent: NodeId, name: N },
}

/// The last name of a path.
#[derive(Clone, Copy, Debug)]
pub(super) enum LastName<'p> {
    /// That of an object, as its directory has it.
    There(&'p Arc<str>),
    /// A free one.
    Free(&'p str),
}

impl LastName<'_> {
    /// To be kept.
    pub(super) fn kept(self) -> Arc<str> {
        match self {
            Self::There(name) => Arc::clone(name),
            Self::Free(name) => name.into(),
        }
    }
}

impl<N> Target<N> {
    /// The object that is there.
    pub(super) fn node(&self) -> Option<NodeId> {
        match self {
            Self::Named { node, .. } | Self::Dots { node } => Some(*node),
            Self::Vacant { .. } => None,
        }
    }

    /// The same with another form of its last name.
    pub(super) fn map<M>(self, form: impl FnOnce(N) -> M) -> Target<M> {
        match self {
            Self::Named { parent, name, node } => Target::Named { parent, name: form(name), node },
            Self::Dots { node } => Target::Dots { node },
            Self::Vacant { parent, name } => Target::Vacant { parent, name: form(name) },
        }
    }
}

/// What resolving a path gives: where it leads, and what was special about the way.
#[derive(Debug)]
pub(super) struct Resolved {
    /// Where it leads, if it leads anywhere.
    pub(super) target: Option<Target>,
    /// Whether only a directory will do.
    pub(super) needs_directory: bool,
    /// Whether it ends in a slash, or what a link at its end holds that was followed does.
    pub(super) ends_in_slash: bool,
    /// The rule of the way, if there was more to it than names; a call that ends elsewhere has broken it.
    pub(super) rule: Option<Rule>,
    /// The rule of the call that has made or taken what is there or not.
    pub(super) reason: Option<Rule>,
    /// The rule of the call that was refused since, and had to leave it so.
    pub(super) refused: Option<Rule>,
    /// The symbolic link that was followed only for what stands behind it, a slash: it is what others find there who drop that.
    pub(super) slashed: Option<NodeId>,
    /// The symbolic link that its last name is, where that was followed: it is what others find there who stop at it.
    pub(super) followed: Option<NodeId>,
    /// Whether it leads out of its directory, and by what. What would come of what is there nobody may tell.
    pub(super) leaves: Leaves,
}

/// Whether a path leads out of its directory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Leaves {
    #[default]
    No,
    /// By its text, or by a link on the way.
    OnTheWay,
    /// By the link that its last name is, or the last name of what a link holds, which is followed: that there is a link may be
    /// told, and that a slash stands behind it.
    ByItsLastLink { slash: bool },
}

impl Resolved {
    /// The object that is there.
    pub(super) fn node(&self) -> Option<NodeId> {
        self.target.as_ref().and_then(Target::node)
    }

    /// Whether its last name is one in its directory, as far as there is one.
    pub(super) fn has_a_name_here(&self) -> bool {
        self.leaves != Leaves::OnTheWay
    }

    /// The rule by which nothing is there.
    pub(super) fn rule_of_absence(&self) -> Rule {
        self.rule.or(self.reason).unwrap_or(Rule::PathMissing)
    }

    /// The rule of a refusal because something is there: its own, or that of a move which was to leave it there.
    pub(super) fn rule_of_presence(&self, own: Rule) -> Rule {
        if self.reason == Some(Rule::DirRenameSame) { Rule::DirRenameSame } else { own }
    }

    /// The rule of the way, or the call's own.
    pub(super) fn rule_or(&self, own: Rule) -> Rule {
        self.rule.unwrap_or(own)
    }
}

/// The rule of the ways to the names that a call is about, or the call's own: a link at such a name is meant itself.
pub(super) fn rule_of_names<'r>(ways: impl IntoIterator<Item = &'r Resolved>, own: Rule) -> Rule {
    let mut rules = ways.into_iter().filter_map(|way| way.rule);
    rules.find(|rule| *rule != Rule::PathSymlink).unwrap_or(own)
}

/// What was met on a way.
#[derive(Clone, Debug, Default)]
struct Way {
    /// Nobody asks by whom the names on it were made or taken.
    unasked: bool,
    /// `..`
    dot_dot: bool,
    /// A symbolic link that is not the end.
    link: bool,
    /// A symbolic link at the end, followed or not.
    final_link: bool,
    /// A link at the end was followed to what only a directory can be.
    slash: bool,
    /// The path ends in a slash, or what a link holds does that was followed at its end.
    ends_in_slash: bool,
    /// That slash stood behind the last link that was met at the end.
    slash_at_link: bool,
    /// A link was followed to what is longer than every system takes.
    long: bool,
    /// A link was followed to a name that not every system has.
    odd: bool,
    /// Links that were followed.
    links: usize,
    /// Names that were looked up.
    lookups: usize,
    /// All of it, for who asks.
    trace: Option<Trace>,
    /// The rule of the call that made the last name of those that were met, or took it.
    reason: Option<Rule>,
    /// The rule of the call that was refused, and had to leave the name that the path ends with.
    refused: Option<Rule>,
    /// A link at the end that was followed for the slash behind it.
    slashed: Option<NodeId>,
    /// The link that the last name of the path is, and that was followed.
    followed: Option<NodeId>,
    /// The rule by which it ended before a `..`, that of this aside.
    ended: Option<Rule>,
    /// What the modes of the directories say in which names are looked up,
    searched: Says,
    /// and of those that dots stand behind, at which a resolver of its own need not look.
    dotted: Says,
}

impl Way {
    /// The rule of a way that ends here: only a resolver that goes back along the text would get past it.
    fn ends(&mut self, rule: Rule, ahead: &Ahead<'_>) -> Rule {
        if ahead.names().all(|name| name != "..") {
            return rule;
        }
        self.ended = Some(rule);
        Rule::PathDotDot
    }

    /// A name is looked up in a directory, or in what is none.
    fn meets(&mut self, nodes: &Nodes, at: NodeId, part: &str) {
        let directory = nodes.directory(at);
        if let Some(trace) = &mut self.trace {
            trace.push((at, directory.and_then(|directory| directory.entries.get(part)).copied()));
        }
        if directory.is_some() {
            let says = nodes.mode_says(at, SEARCH);
            let met = if matches!(part, "." | "..") { &mut self.dotted } else { &mut self.searched };
            *met = met.and(says);
        }
    }

    fn rule(&self, needs_directory: bool) -> Option<Rule> {
        // One row a thing that can be special; the first one names the rule.
        let rows = [
            (self.dot_dot, Rule::PathDotDot),
            (self.final_link, Rule::PathSymlink),
            (needs_directory, Rule::PathTrailingSlash),
            (self.link, Rule::PathWay),
        ];
        rows.into_iter().find(|(met, _)| *met).map(|(_, rule)| rule)
    }
}

/// Follows a path from a directory. Reasons why it leads nowhere are added to `refusals`.
pub(super) fn resolve(
    views: Views<'_>,
    base: NodeId,
    path: &str,
    follow: bool,
    refusals: &mut Refusals,
) -> Resolved {
    let nodes = views.last();
    refusals.must_if(nodes.host.is_too_long(path), NameTooLong, Rule::PathName);
    early_refusals(path, refusals);
    let refuses_odd = nodes.host.lacks(Capability::FreeNames);
    refusals.may_if(refuses_odd && may_be_refused(path), Leeway::OddName, Rule::PathName);
    let mut way = Way::default();
    let mut leaves = Leaves::No;
    let target = match walk(views, base, path, follow, &mut way) {
        Ok(target) => Some(target.map(drop)),
        Err((says, rule)) => {
            // Who gets past it finds something, and refuses nothing.
            let ended = way.ended.filter(|_| !refusals.is_refused());
            if let Some(ended) = ended
                && walk(views, base, &along_the_text(path), follow, &mut Way::default()).is_ok()
            {
                refusals.other_codes_break(ended);
            } else if path.is_empty() && rule == Rule::PathName {
                // To POSIX it is one of the paths that lead to nothing.
                refusals.other_codes_break(Rule::PathMissing);
            }
            refusals.must(says, rule);
            // Where nothing is on the way some go on along the text.
            let leaves_on_the_text = way.links == 0 && leaves_by_its_text(path);
            leaves = match rule == Rule::PathInside || leaves_on_the_text {
                true if way.final_link => Leaves::ByItsLastLink { slash: way.slash_at_link },
                true => Leaves::OnTheWay,
                false => Leaves::No,
            };
            None
        }
    };
    let needs_directory = demands_directory(path) || way.slash;
    refusals.by_mode(way.searched);
    refusals.by_mode_of_some(way.dotted);
    refusals.may_if(way.long, Leeway::LongName, Rule::PathName);
    refusals.may_if(way.odd, Leeway::OddName, Rule::PathName);
    refusals.may_if(way.links > LINKS_SAFE, Leeway::ManyLinks, Rule::PathSymlink);
    let Way { ends_in_slash, reason, refused, slashed, followed, .. } = way;
    let rule = way.rule(needs_directory);
    Resolved { target, needs_directory, ends_in_slash, rule, reason, refused, slashed, followed, leaves }
}

/// Where a path leads from a directory, for who does not ask why.
pub(super) fn leads_to<'p>(
    views: Views<'p>,
    base: NodeId,
    path: &'p str,
    follow: bool,
) -> Option<Target<LastName<'p>>> {
    walk(views, base, path, follow, &mut Way { unasked: true, ..Way::default() }).ok()
}

/// What a way comes by that follows every link: at each name the directory and what has the name there, and in the end what it
/// leads to.
pub(super) type Trace = SmallVec<[(NodeId, Option<NodeId>); 8]>;

/// What the way from a directory comes by.
pub(super) fn trace(views: Views<'_>, base: NodeId, path: &str) -> Trace {
    let mut way = Way { unasked: true, trace: Some(Trace::new()), ..Way::default() };
    _ = walk(views, base, path, true, &mut way);
    way.trace.unwrap_or_default()
}

fn walk<'p>(
    views: Views<'p>,
    base: NodeId,
    path: &'p str,
    follow: bool,
    way: &mut Way,
) -> Result<Target<LastName<'p>>, Dead> {
    let target = views.end(walk_by_names(views, base, path, follow, way)?);
    // What is acted on: behind dots it shows in no name.
    let found = match target {
        Some(Target::Named { parent, node, .. }) => Some((parent, Some(node))),
        Some(Target::Dots { node }) => Some((node, Some(node))),
        Some(Target::Vacant { .. }) | None => None,
    };
    way.trace.iter_mut().for_each(|trace| trace.extend(found));
    target.ok_or((NoEntry.into(), Rule::PathMissing))
}

fn walk_by_names<'p>(
    views: Views<'p>,
    base: NodeId,
    path: &'p str,
    follow: bool,
    way: &mut Way,
) -> Result<Target<LastName<'p>>, Dead> {
    let mut nodes = views.at(0);
    way.ends_in_slash = path.ends_with('/');
    let refuses_odd = nodes.host.lacks(Capability::FreeNames);
    check_text(path).map_err(|(refusal, rule)| {
        // Whoever looks for nothing in a directory that was removed finds nothing for that as well.
        let is_removed = || nodes.directory(base).is_some_and(|directory| directory.removed);
        (refusal, if path.is_empty() && is_removed() { Rule::DirRemoved } else { rule })
    })?;
    // Where the way is, and the directories above it up to where it began.
    let (mut at, mut above) = (base, Above::new());
    let mut ahead = Ahead::of(path);
    let mut reached = Target::Dots { node: base };
    while let Some(part) = ahead.pop() {
        let is_last = ahead.is_empty();
        nodes = views.at(way.lookups);
        way.lookups += 1;
        way.meets(nodes, at, part);
        match part {
            "." => {
                reached = Target::Dots { node: at };
                continue;
            }
            ".." => {
                way.dot_dot = true;
                at = views.up(nodes, base, at, &mut above).ok_or((NotPermitted.into(), Rule::PathInside))?;
                reached = Target::Dots { node: at };
                continue;
            }
            _ => {}
        }
        let Some(directory) = nodes.directory(at) else {
            return Err((NotDirectory.into(), way.ends(Rule::PathThroughFile, &ahead)));
        };
        let reasons = if way.unasked { Reasons::default() } else { directory.reasons(part) };
        way.refused = reasons.refused;
        let Some((name, &node)) = directory.entries.get_key_value(part) else {
            way.reason = reasons.last();
            return if directory.removed {
                // Whatever is behind it: a script that was made small has no other reason to remove it.
                Err((NoEntry.into(), Rule::DirRemoved))
            } else if is_last {
                Ok(Target::Vacant { parent: at, name: LastName::Free(part) })
            } else {
                Err((NoEntry.into(), way.ends(way.reason.unwrap_or(Rule::PathMissing), &ahead)))
            };
        };
        way.reason = reasons.last().or(way.reason);
        if matches!(nodes.get(node), Node::Symlink(_)) {
            if is_last {
                (way.final_link, way.slash_at_link) = (true, way.ends_in_slash);
            } else {
                way.link = true;
            }
        }
        let named = || Target::Named { parent: at, name: LastName::There(name), node };
        match nodes.get(node) {
            Node::Directory(_) => {
                reached = named();
                if !is_last {
                    above.push(std::mem::replace(&mut at, node));
                }
            }
            Node::File(_) | Node::Special(_) if is_last && !way.ends_in_slash => {
                return Ok(named());
            }
            Node::File(_) | Node::Special(_) => {
                let dots = ahead.names().all(|name| name == ".");
                let rule =
                    if dots { Rule::PathTrailingSlash } else { way.ends(Rule::PathThroughFile, &ahead) };
                return Err((NotDirectory.into(), rule));
            }
            Node::Symlink(_) if is_last && !follow && !way.ends_in_slash => {
                return Ok(named());
            }
            Node::Symlink(target) => {
                let is_end = || ahead.names().all(|name| name == ".");
                if is_last && follow && !path.ends_with('/') {
                    way.followed.get_or_insert(node);
                }
                if way.slashed.is_none() && !follow && demands_directory(path) && is_end() {
                    way.slashed = Some(node);
                }
                way.links += 1;
                way.long |= is_long(target);
                way.odd |= refuses_odd && may_be_refused(target);
                if way.links > LINKS_MAX {
                    return Err((Loop.into(), Rule::PathSymlink));
                }
                check_text(target)?;
                way.slash |= is_last && demands_directory(target);
                way.ends_in_slash |= is_last && target.ends_with('/');
                ahead.by_way_of(target);
            }
        }
    }
    Ok(reached)
}

#[cfg(test)]
mod tests;
