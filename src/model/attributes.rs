//! What the system says of the objects on disk at the end, beside their data: which names are one object, and their times.
//!
//! A backend may tell the guest all of that from a cache. What the calls have left on disk is what another process sees.

use std::collections::BTreeMap;

use super::World;
use super::nodes::{NodeId, ROOT};
use crate::outcome::{Breach, Still};
use crate::rule::Rule;
use crate::tree::{Attribute, Attributes, Grain, Grains};
use crate::wasi::Datetime;

/// So far apart may be what is rounded, in seconds, where nobody has declared more.
const ROUNDED: u64 = 2;

/// What is wrong on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The rule that is broken, and what can be said of it.
    pub breach: Breach,
    /// Where.
    pub path: String,
    /// What should be there and what is, where the objects themselves don't show it.
    pub told: Option<[String; 2]>,
}

/// The objects that were found so far, both ways.
#[derive(Default)]
struct Seen {
    objects: BTreeMap<NodeId, ((u64, u64), String)>,
    nodes: BTreeMap<(u64, u64), (NodeId, String)>,
}

impl World {
    /// Whether what the system says of the objects can be what the calls left. What it says nothing of is not judged.
    ///
    /// # Errors
    /// With the first thing that is wrong.
    pub(super) fn judge_attributes(&self, found: &Attributes) -> Result<(), Wrong> {
        if found.is_empty() {
            return Ok(());
        }
        self.judge_attributes_below(ROOT, "", found, &mut Seen::default())
    }

    fn judge_attributes_below(
        &self,
        directory: NodeId,
        prefix: &str,
        found: &Attributes,
        seen: &mut Seen,
    ) -> Result<(), Wrong> {
        let Some(directory) = self.nodes.directory(directory) else { return Ok(()) };
        for (name, node) in &directory.entries {
            let path = format!("{prefix}{name}");
            if let Some(attribute) = found.get(&path) {
                self.judge_identity(*node, &path, attribute, seen)?;
                self.judge_times(*node, &path, attribute)?;
            }
            self.judge_attributes_below(*node, &format!("{path}/"), found, seen)?;
        }
        Ok(())
    }

    /// Names of one object are names of one on disk, and no others are.
    fn judge_identity(
        &self,
        node: NodeId,
        path: &str,
        attribute: &Attribute,
        seen: &mut Seen,
    ) -> Result<(), Wrong> {
        let object = attribute.object;
        let wrong = |rule: Rule, note: &str, told: [String; 2]| {
            let breach = Breach { rule, note: Some(note.to_owned()) };
            Err(Wrong { breach, path: path.to_owned(), told: Some(told) })
        };
        if let Some((other, name)) = seen.nodes.get(&object).filter(|(other, _)| *other != node) {
            let rule = self.nodes.naming(node).or(self.nodes.naming(*other)).unwrap_or(Rule::DirTree);
            let told = ["an object of its own".to_owned(), format!("the object that `{name}` is")];
            return wrong(rule, "on the disk two names are one object, and no call made them so", told);
        }
        if let Some((_, name)) = seen.objects.get(&node).filter(|(other, _)| *other != object) {
            let rule = self.nodes.naming(node).unwrap_or(Rule::LinkMakes);
            let told = [format!("the object that `{name}` is"), "an object of its own".to_owned()];
            return wrong(rule, "on the disk the names of one object are two", told);
        }
        seen.nodes.insert(object, (node, path.to_owned()));
        seen.objects.insert(node, (object, path.to_owned()));
        Ok(())
    }

    /// Times that were set, and that nothing has touched since, are those on disk.
    fn judge_times(&self, node: NodeId, path: &str, attribute: &Attribute) -> Result<(), Wrong> {
        let expected = self.expected_times(node);
        let now = self.nodes.now.and_then(|now| now.to);
        let Grains { access, modification } = expected.grains;
        let times = [
            ("modification", expected.modification, attribute.modification, modification),
            ("access", expected.access, attribute.access, access),
        ];
        for (what, expected, found, grain) in times {
            // What was seen is told by whom it was seen of, as exactly as it can.
            let seen = match expected.still {
                Some(Still::Seen(seen, _)) => {
                    seen.zip(found).is_none_or(|(seen, found)| is_near(found, seen, grain))
                }
                Some(Still::Set(..)) | None => false,
            };
            if let Some((rule, text)) = expected.wrong(found, grain, now).filter(|_| !seen) {
                let why = format!("the timestamp of the {what} on the disk is not what the calls left");
                let found = found.map_or_else(|| "none".to_owned(), |found| found.to_string());
                let told = [format!("{what}={text}"), format!("{what}={found}")];
                let breach = Breach { rule, note: Some(why) };
                return Err(Wrong { breach, path: path.to_owned(), told: Some(told) });
            }
        }
        Ok(())
    }
}

/// Whether two moments may be one that was rounded, by whoever keeps it or tells it.
fn is_near(one: Datetime, other: Datetime, grain: Grain) -> bool {
    one.seconds.abs_diff(other.seconds) <= ROUNDED + grain.step().as_secs()
}
