//! Scripts with simpler paths: one of a call shorter, or one name another everywhere.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::op::{Control, HostChange, Op};
use crate::script::{Action, Script};
use crate::tree::{Entries, Fixture, Node};

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
    let mut changed = script.clone();
    for step in &mut changed.steps {
        match &mut step.action {
            Action::Call { op, .. } => {
                for path in op.paths_mut() {
                    *path = change(path).into();
                }
            }
            Action::Control(Control::Host(host)) => {
                let path = host_path(host);
                *path = change(path).into();
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
    tree.entries = moved(&script.fixture.tree.entries, change)?;
    Some(changed)
}

fn host_path(change: &mut HostChange) -> &mut Arc<str> {
    match change {
        HostChange::Truncate { path, .. }
        | HostChange::Append { path, .. }
        | HostChange::Write { path, .. }
        | HostChange::Replace { path, .. }
        | HostChange::Remove { path } => path,
    }
}

/// The tree with its objects at other paths; none where two would be at one.
fn moved(entries: &Entries, change: &impl Fn(&str) -> String) -> Option<Entries> {
    fn plant(into: &mut Entries, path: &str, node: Node) -> Option<()> {
        match path.split_once('/') {
            None => into.insert(path.to_owned(), node).is_none().then_some(()),
            Some((first, rest)) => match into.get_mut(first)? {
                Node::Directory(inner) => plant(inner, rest, node),
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
        plant(&mut into, &path, node)?;
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
            paths.insert(change.path().to_string());
        }
    }
    for (path, node) in script.fixture.tree.walk() {
        paths.insert(path);
        if let Node::Symlink(target) = node {
            paths.insert(target.clone());
        }
    }
    paths
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
    let hoisted = hoisted.filter_map(|path| {
        with_paths(script, &|other| match other.strip_prefix(path.as_str()) {
            Some("") => (*simple).to_owned(),
            Some(rest) if rest.starts_with('/') => format!("{simple}{rest}"),
            Some(_) | None => other.to_owned(),
        })
    });
    let absolute = |name: &str| all.iter().any(|path| path.starts_with('/') && path.contains(name));
    let odd = names.iter().filter(|name| is_plain(name) && !SIMPLE.contains(name) && !absolute(name));
    let renamed = odd.filter_map(|odd| {
        with_paths(script, &|path| {
            let names = path.split('/').map(|name| if name == *odd { simple } else { name });
            names.collect::<Vec<_>>().join("/")
        })
    });
    hoisted.chain(renamed).collect()
}
