//! Scripts with simpler paths: one of a call shorter, or one name another everywhere.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::op::{Change, Control, Op};
use crate::script::{Action, Script};
use crate::tree::{Entries, Fixture, Group, Node, groups, is_raw};

/// Names that nobody stumbles over, which others are replaced by in this order.
const SIMPLE: &[&str] = &["a", "b", "c", "d", "e", "log", "sub"];

/// Shorter paths: without one of the names, without a slash at the end. An absolute one leads to a place that nothing has,
/// and a part of it might lead to one that somebody has; it only becomes a relative one.
pub(super) fn shorter(path: &str) -> Vec<String> {
    if let Some(relative) = path.strip_prefix('/') {
        return vec![relative.to_owned()];
    }
    let parts: Vec<&str> = path.split('/').collect();
    let without = |index: usize| {
        let mut left = parts.clone();
        left.remove(index);
        left.join("/")
    };
    if parts.len() < 2 { Vec::new() } else { (0..parts.len()).map(without).collect() }
}

/// The same call with one of its paths shorter.
pub(super) fn nearer(op: &Op) -> Vec<Op> {
    let mut simpler = Vec::new();
    for index in 0..op.clone().paths_mut().len() {
        let path = Arc::clone(op.clone().paths_mut()[index]);
        for shorter in shorter(&path) {
            let mut changed = op.clone();
            *changed.paths_mut()[index] = shorter.into();
            simpler.push(changed);
        }
    }
    simpler
}

/// The script with another text for each path, in its steps and in what it starts from.
fn with_paths(script: &Script, change: &impl Fn(&str) -> String) -> Option<Script> {
    with_paths_on(script, Meeting::Refused, change)
}

/// What becomes of two objects that would be at one path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meeting {
    /// Then there is no such tree.
    Refused,
    /// The first of them stays.
    FirstStays,
}

fn with_paths_on(script: &Script, meeting: Meeting, change: &impl Fn(&str) -> String) -> Option<Script> {
    let mut changed = script.clone();
    for step in &mut changed.steps {
        match &mut step.action {
            Action::Call { op, .. } => {
                for path in op.paths_mut() {
                    *path = change(path).into();
                }
            }
            Action::Control(Control::Host(host)) => {
                for path in host.paths_mut() {
                    *path = change(path).into();
                }
                if let Change::Symlink { target } = &mut host.change {
                    *target = change(target).into();
                }
            }
            Action::Control(
                Control::Hold { .. } | Control::Release(_) | Control::Quiesce | Control::Fault(_),
            ) => {}
        }
    }
    let Fixture { preopens, modified, .. } = &mut changed.fixture;
    let preopened = preopens.iter_mut().map(|preopen| &mut preopen.path);
    for path in preopened.chain(modified.iter_mut().map(|modified| &mut modified.path)) {
        *path = change(path);
    }
    let tree = &mut changed.fixture.tree;
    tree.entries = moved(&script.fixture.tree.entries, meeting, change)?;
    Some(changed)
}

/// The tree with its objects at other paths; none where two would be at one that must not meet.
fn moved(entries: &Entries, meeting: Meeting, change: &impl Fn(&str) -> String) -> Option<Entries> {
    fn plant(into: &mut Entries, path: &str, node: Node, meeting: Meeting) -> Option<()> {
        match path.split_once('/') {
            None if into.contains_key(path) => (meeting == Meeting::FirstStays).then_some(()),
            None => {
                into.insert(path.to_owned(), node);
                Some(())
            }
            Some((first, rest)) => match into.get_mut(first)? {
                Node::Directory(inner) => plant(inner, rest, node, meeting),
                Node::File(_) | Node::Symlink(_) | Node::Other(_) => None,
            },
        }
    }
    let walked = crate::tree::Tree { entries: entries.clone() };
    let mut found: Vec<(String, Node)> = Vec::new();
    for (path, node) in walked.walk() {
        let node = match node {
            Node::Directory(_) => Node::Directory(Entries::new()),
            Node::Symlink(target) => Node::Symlink(change(target)),
            Node::File(_) | Node::Other(_) => node.clone(),
        };
        found.push((change(&path), node));
    }
    // Directories before what is in them, also where something is moved.
    found.sort_by_key(|(path, _)| path.matches('/').count());
    let mut into = Entries::new();
    for (path, node) in found {
        plant(&mut into, &path, node, meeting)?;
    }
    Some(into)
}

/// Every path of a script's steps and of what it starts from.
fn all_paths(script: &Script) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for step in &script.steps {
        if let Some(call) = step.call() {
            paths.extend(call.op.clone().paths_mut().into_iter().map(|path| path.to_string()));
        }
        if let Some(Control::Host(change)) = step.control() {
            paths.extend(change.paths().map(ToString::to_string));
        }
    }
    planted_paths(&script.fixture.tree.entries, "", &mut paths);
    paths
}

/// The paths of a tree, and where links lead. Of many entries that are alike each has the name that it has: there would be
/// thousands to change.
fn planted_paths(entries: &Entries, prefix: &str, paths: &mut BTreeSet<String>) {
    for group in groups(entries) {
        let node = match group {
            // No path of a guest leads there, so none may take its name.
            Group::One(name, _) if is_raw(name) => continue,
            Group::One(name, node) => {
                let path = format!("{prefix}{name}");
                if let Node::Directory(inner) = node {
                    planted_paths(inner, &format!("{path}/"), paths);
                }
                paths.insert(path);
                node
            }
            Group::Many(_, _, node) => node,
        };
        if let Node::Symlink(target) = node {
            paths.insert(target.clone());
        }
    }
}

/// The script without those directories on the way to a path that are empty.
fn without_way(script: &Script, path: &str) -> Script {
    fn prune(entries: &mut Entries, path: &str) {
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        if let Some(Node::Directory(inner)) = entries.get_mut(first) {
            prune(inner, rest);
            if inner.is_empty() {
                entries.remove(first);
            }
        }
    }
    let mut without = script.clone();
    prune(&mut without.fixture.tree.entries, path);
    let Fixture { tree, modified, .. } = &mut without.fixture;
    modified.retain(|modified| tree.get(&modified.path).is_some());
    without
}

/// The script with one name, or one path to something deeper, replaced by a simple name wherever it occurs. Names of
/// absolute paths stay, as in [`shorter`].
pub(in crate::shrink) fn renamed(script: &Script) -> Vec<Script> {
    let all = all_paths(script);
    let names: BTreeSet<&str> = all.iter().flat_map(|path| path.split('/')).collect();
    let Some(simple) = SIMPLE.iter().find(|name| !names.contains(**name)) else { return Vec::new() };
    let is_plain = |name: &&str| !matches!(*name, "" | "." | "..");
    // From another depth a way back would lead out of the throw-away folder.
    let leads_back = names.contains("..");
    let hoisted = all
        .iter()
        .filter(|path| !leads_back && path.contains('/') && path.split('/').all(|name| is_plain(&name)));
    let hoisted = hoisted.flat_map(|path| {
        let hoisted = with_paths(script, &|other| match other.strip_prefix(path.as_str()) {
            Some("") => (*simple).to_owned(),
            Some(rest) if rest.starts_with('/') => format!("{simple}{rest}"),
            Some(_) | None => other.to_owned(),
        });
        // Directories that were only on its way are of no use any more.
        let bare = hoisted.as_ref().map(|hoisted| without_way(hoisted, path));
        [bare, hoisted].into_iter().flatten()
    });
    let absolute = |name: &str| all.iter().any(|path| path.starts_with('/') && path.contains(name));
    // Those that are not simple, or less simple than the one that is free.
    let is_simpler =
        |name: &str| SIMPLE.iter().take_while(|known| *known != simple).any(|known| *known == name);
    let odd = names.iter().filter(|name| is_plain(name) && !is_simpler(name) && !absolute(name));
    let renamed = odd.filter_map(|odd| {
        with_paths(script, &|path| {
            let names = path.split('/').map(|name| if name == *odd { simple } else { name });
            names.collect::<Vec<_>>().join("/")
        })
    });
    hoisted.chain(renamed).collect()
}

/// More names than this are not unified two by two.
const UNIFIED_MAX: usize = 12;

/// How many names a script has for objects, without `.` and `..`.
pub(in crate::shrink) fn names_count(script: &Script) -> usize {
    let all = all_paths(script);
    let names: BTreeSet<&str> = all.iter().flat_map(|path| path.split('/')).collect();
    names.into_iter().filter(|name| !matches!(*name, "" | "." | "..")).count()
}

/// The script with one name for what had two: everywhere, and of two objects one; or with one path in its steps for what
/// they reach by another one as well, an alias say.
pub(in crate::shrink) fn unified(script: &Script) -> Vec<Script> {
    let all = all_paths(script);
    let is_plain = |name: &&str| !matches!(*name, "" | "." | "..");
    let absolute = |name: &str| all.iter().any(|path| path.starts_with('/') && path.contains(name));
    let names: BTreeSet<&str> = all.iter().flat_map(|path| path.split('/')).filter(is_plain).collect();
    let names: Vec<&str> = names.into_iter().filter(|name| !absolute(name)).take(UNIFIED_MAX).collect();
    let mut unified = Vec::new();
    for (gone, stays) in pairs(&names) {
        unified.extend(with_paths_on(script, Meeting::FirstStays, &|path| {
            let names = path.split('/').map(|name| if name == gone { stays } else { name });
            names.collect::<Vec<_>>().join("/")
        }));
    }
    // A step back from another depth may lead out of the throw-away folder.
    let asked = asked_paths(script);
    let is_safe = |path: &&String| !path.starts_with('/') && !path.split('/').any(|name| name == "..");
    let stays: Vec<&str> = all.iter().filter(is_safe).map(String::as_str).take(UNIFIED_MAX).collect();
    for gone in asked.iter().take(UNIFIED_MAX) {
        for stays in stays.iter().filter(|stays| **stays != gone) {
            let mut changed = script.clone();
            for step in &mut changed.steps {
                if let Action::Call { op, .. } = &mut step.action {
                    for path in op.paths_mut().into_iter().filter(|path| path.as_ref() == gone) {
                        *path = (*stays).into();
                    }
                }
            }
            unified.push(changed);
        }
    }
    unified
}

/// Each with each other one, both ways.
fn pairs<'n>(names: &[&'n str]) -> Vec<(&'n str, &'n str)> {
    let with = |gone: &&'n str| {
        let gone = *gone;
        names.iter().filter(move |stays| **stays != gone).map(move |stays| (gone, *stays))
    };
    names.iter().flat_map(with).collect()
}

/// The paths that calls ask for.
fn asked_paths(script: &Script) -> BTreeSet<String> {
    let calls = script.steps.iter().filter_map(crate::script::Step::call);
    let paths = calls.flat_map(|call| {
        call.op.clone().paths_mut().into_iter().map(|path| path.to_string()).collect::<Vec<_>>()
    });
    paths.collect()
}
