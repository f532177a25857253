//! Names that a backend may take for one which does not tell names apart byte by byte.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::keep_entries;
use crate::op::Control;
use crate::script::{Script, Step};
use crate::tree::{Node, may_be_refused};

/// A name as such a backend may see it: in small letters.
fn folded(name: &str) -> String {
    name.chars().flat_map(char::to_lowercase).collect()
}

/// Whether a name ends in what some take off.
fn ends_oddly(name: &str) -> bool {
    name.ends_with(['.', ' ']) && !matches!(name, "." | "..")
}

/// Whether a name has letters in pieces, which another name has in one.
fn is_in_pieces(name: &str) -> bool {
    name.chars().any(|letter| ('\u{300}'..='\u{36f}').contains(&letter))
}

/// The names that may be taken for another one of the same script: in capital letters beside one that differs in nothing
/// else, in pieces, or with a dot or a space at the end.
pub(super) struct Odd(BTreeSet<String>);

impl Odd {
    pub(super) fn of(script: &Script) -> Self {
        let mut names = BTreeSet::new();
        for (path, node) in script.fixture.tree.walk() {
            add(&mut names, &path);
            if let Node::Symlink(target) = node {
                add(&mut names, target);
            }
        }
        for path in script.steps.iter().flat_map(paths) {
            add(&mut names, &path);
        }
        let all: Vec<(String, String)> = names.into_iter().map(|name| (folded(&name), name)).collect();
        let mut alike: BTreeMap<&str, usize> = BTreeMap::new();
        for (folded, _) in &all {
            *alike.entry(folded).or_default() += 1;
        }
        let has_twin = |name: &(String, String)| name.0 != name.1 && alike[&*name.0] > 1;
        let odd = all.iter().filter(|name| is_in_pieces(&name.1) || ends_oddly(&name.1) || has_twin(name));
        Self(odd.map(|(_, name)| name.clone()).collect())
    }

    fn is_in(&self, path: &str) -> bool {
        !self.0.is_empty() && path.split('/').any(|name| self.0.contains(name))
    }

    /// Whether a step is about such a name.
    pub(super) fn is_in_step(&self, step: &Step) -> bool {
        !self.0.is_empty() && paths(step).iter().any(|path| self.is_in(path))
    }

    fn is_about(&self, name: &str, node: &Node) -> bool {
        self.is_in(name) || if let Node::Symlink(target) = node { self.is_in(target) } else { false }
    }
}

fn add(names: &mut BTreeSet<String>, path: &str) {
    names.extend(path.split('/').map(str::to_owned));
}

/// The paths of a step.
fn paths(step: &Step) -> Vec<String> {
    let of_call = step
        .call()
        .map(|call| call.op.clone().paths_mut().into_iter().map(|path| path.to_string()).collect());
    let of_host = || {
        let Control::Host(change) = step.control()? else { return None };
        Some(change.paths().map(ToString::to_string).collect())
    };
    of_call.or_else(of_host).unwrap_or_default()
}

/// How many objects of the tree, and preopens, have such a name.
pub(super) fn odd_parts(script: &Script) -> usize {
    let odd = Odd::of(script);
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let walked = script.fixture.tree.walk();
    walked.iter().filter(|(path, node)| odd.is_about(&name(path), node)).count()
}

/// Takes those away.
pub(super) fn without_odd_parts(script: &mut Script) {
    let odd = Odd::of(script);
    keep_entries(&mut script.fixture.tree.entries, &|name, node| !odd.is_about(name, node));
}

fn is_refused(name: &str, node: &Node) -> bool {
    may_be_refused(name) || if let Node::Symlink(target) = node { may_be_refused(target) } else { false }
}

/// How many objects of the tree have names that may be refused.
pub(super) fn refused_parts(script: &Script) -> usize {
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    script.fixture.tree.walk().iter().filter(|(path, node)| is_refused(&name(path), node)).count()
}

/// Takes those away.
pub(super) fn without_refused_parts(script: &mut Script) {
    keep_entries(&mut script.fixture.tree.entries, &|name, node| !is_refused(name, node));
}
