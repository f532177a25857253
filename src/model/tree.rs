//! The tree at the end: what a world has, and whether the one on disk can be it.

use std::ops::Range;
use std::sync::Arc;

use super::World;
use super::effects::View;
use super::nodes::{Node, NodeId, ROOT};
use crate::outcome::{Breach, ExpectedBytes, WrongSize};
use crate::rule::Rule;
use crate::tree::{Content, Entries, Node as Found, Tree};

/// How many bytes are compared at once.
const CHUNK: u64 = 1 << 20;

/// How a file is judged by what was found of it.
type JudgeFile = fn(&World, NodeId, &Content) -> Result<(), Breach>;

impl World {
    /// The tree when nothing in flight has landed.
    pub(super) fn to_tree(&self) -> Tree {
        Tree { entries: self.entries_of(ROOT) }
    }

    fn entries_of(&self, directory: NodeId) -> Entries {
        let Some(directory) = self.nodes.directory(directory) else { return Entries::new() };
        let entry = |(name, node): (&Arc<str>, &NodeId)| {
            let found = match self.nodes.get(*node) {
                Node::File(file) => Found::File(Content::clone(&file.content)),
                Node::Directory(_) => Found::Directory(self.entries_of(*node)),
                Node::Symlink(target) => Found::Symlink(target.to_string()),
                Node::Special(special) => Found::Other(*special),
            };
            (name.to_string(), found)
        };
        directory.entries.iter().map(entry).collect()
    }

    /// Whether it can be what was found; nobody is looked for who is to be blamed.
    pub(super) fn has_tree(&self, found: &Tree) -> bool {
        self.judge_entries(ROOT, &found.entries, "", Self::has_file).is_ok()
    }

    pub(super) fn judge_tree(&self, found: &Tree) -> Result<(), (Breach, String)> {
        self.judge_entries(ROOT, &found.entries, "", Self::judge_file)
    }

    fn judge_entries(
        &self,
        at: NodeId,
        found: &Entries,
        prefix: &str,
        judge_file: JudgeFile,
    ) -> Result<(), (Breach, String)> {
        let Some(directory) = self.nodes.directory(at) else { return Ok(()) };
        let tree_breach = |name: &str, note: &str| {
            let within = |(preopen, _): &(NodeId, _)| self.nodes.is_within(*preopen, at);
            let unknown = if self.preopens.iter().any(within) { Rule::DirTree } else { Rule::PathOutside };
            let rule = directory.reasons(name).last().unwrap_or(unknown);
            Err((Breach { rule, note: Some(note.into()) }, format!("{prefix}{name}")))
        };
        if let Some(name) = found.keys().find(|name| !directory.entries.contains_key(name.as_str())) {
            return tree_breach(name, "it is there, and no call made it");
        }
        for (name, node) in &directory.entries {
            let path = format!("{prefix}{name}");
            match (self.nodes.get(*node), found.get(&**name)) {
                (_, None) => return tree_breach(name, "it is gone, and no call removed it"),
                (Node::File(_), Some(Found::File(content))) => {
                    judge_file(self, *node, content).map_err(|breach| (breach, path))?;
                }
                (Node::Directory(_), Some(Found::Directory(entries))) => {
                    self.judge_entries(*node, entries, &format!("{path}/"), judge_file)?;
                }
                (Node::Special(special), Some(Found::Other(found))) if special == found => {}
                (Node::Symlink(target), Some(Found::Symlink(found))) if **target == **found => {}
                (_, Some(other)) => {
                    let note = format!("a {} is there instead", other.descriptor_type());
                    let breach = tree_breach(name, &note);
                    let naming = self.nodes.naming(*node);
                    return breach.map_err(|(breach, path)| {
                        (Breach { rule: naming.unwrap_or(breach.rule), ..breach }, path)
                    });
                }
            }
        }
        Ok(())
    }

    /// All that can be found in the file at a path, from its start.
    pub(super) fn expected_file(&self, path: &str) -> Option<ExpectedBytes> {
        let node = self.nodes.at_path(path).filter(|node| self.nodes.file(*node).is_some())?;
        Some(self.view(node).expected(0, Rule::DirTree))
    }

    /// Whether a file has what was found, without a word of whom to blame: that takes long where much was appended.
    fn has_file(&self, node: NodeId, found: &Content) -> Result<(), Breach> {
        let view = self.view(node);
        let has = |region: Range<u64>| view.found_in(&region).takes(&found.read(region), None);
        let is_found = *view.current == *found
            || view.sizes.contains(found.len()) && stored_in_either(&view.current, found).all(has);
        if is_found { Ok(()) } else { Err(Breach { rule: Rule::DirTree, note: None }) }
    }

    fn judge_file(&self, node: NodeId, found: &Content) -> Result<(), Breach> {
        let view = self.view(node);
        if *view.current == *found {
            return Ok(());
        }
        for region in stored_in_either(&view.current, found) {
            let bytes = found.read(region.clone());
            view.found_in(&region).judge(&bytes, None)?;
        }
        if view.sizes.contains(found.len()) {
            return Ok(());
        }
        let wrong = WrongSize { size: found.len(), larger: found.len() > view.sizes.most(), seen: true };
        let ExpectedBytes { history, patches, .. } = view.expected(0, Rule::DirTree);
        Err(history.size_breach(wrong, &patches, Rule::DirTree))
    }
}

impl View {
    /// What can be found in a part of the file.
    fn found_in(&self, region: &Range<u64>) -> ExpectedBytes {
        let most = self.sizes.most().saturating_sub(region.start);
        ExpectedBytes { most, ..self.clone().expected(region.start, Rule::DirTree) }
    }
}

/// Where neither of two contents has stored bytes both are zero, so these parts are all there is to compare.
fn stored_in_either(one: &Content, other: &Content) -> impl Iterator<Item = Range<u64>> + use<> {
    let stored = one.extents().chain(other.extents());
    joined(stored.map(|(start, bytes)| start..start + bytes.len() as u64).collect())
        .into_iter()
        .flat_map(chunks)
}

/// The same places in ranges that don't touch: who is to be blamed is told by what stands around a byte.
fn joined(mut ranges: Vec<Range<u64>>) -> Vec<Range<u64>> {
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<u64>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

fn chunks(region: Range<u64>) -> impl Iterator<Item = Range<u64>> {
    let end = region.end;
    (region.start..end)
        .step_by(usize::try_from(CHUNK).unwrap_or(usize::MAX))
        .map(move |at| at..(at + CHUNK).min(end))
}
