//! What a script needs of a backend, and what is left of the script where that is lacking.
//!
//! Scripts are total: what is left of one is a script. So a lack costs the calls and objects that need it, and not the
//! script. A table says for each capability where it shows and what takes its place; what a script needs and what is left
//! of it come from the same rows.

mod names;
mod rows;

use std::collections::BTreeMap;

use super::{Script, Step};
use crate::tree::{Capability, Lacks};
use rows::{Fate, ROWS, Row};

/// A script as it is run on a backend that lacks something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Projection {
    /// What is left of it. What was pinned is pinned no more where something was left out.
    pub script: Script,
    /// For each step that is left its number in the whole script, counted from 0.
    pub places: Vec<usize>,
    /// How many steps and objects were left out or became something plainer, by what they need.
    pub left_out: BTreeMap<Capability, u64>,
    /// Whether what is left stands on the objects and rights of the whole script.
    pub same_ground: bool,
}

impl Projection {
    /// Whether the script is the whole one.
    pub fn is_whole(&self) -> bool {
        self.left_out.is_empty()
    }
}

impl Script {
    /// Whether something in it needs this, or it says so itself.
    pub fn needs(&self, capability: Capability) -> bool {
        self.needs.contains(&capability) || row(capability).is_needed(self)
    }

    /// What it needs of what is lacking: the first in the order of the declarations.
    pub fn needs_of(&self, lacks: Lacks) -> Option<Capability> {
        lacks.iter().find(|capability| self.needs(*capability))
    }

    /// What is left of it without what is lacking. It needs none of that any more, but for what it says itself.
    ///
    /// ```
    /// use wasi_fs_conformance::{script::Script, tree::Lacks};
    /// let text = "tree\n  l -> \"a\"\n\nrun\n  root.readlink-at \"l\"\n  root.stat-at \"l\"\n";
    /// let whole = Script::parse("", text).unwrap();
    /// let left = whole.without(Lacks::of(&["symlinks"]).unwrap());
    /// assert_eq!(left.script.to_string(), "run\n  root.stat-at \"l\"\n");
    /// ```
    pub fn without(&self, lacks: Lacks) -> Projection {
        let mut left = Projection {
            script: self.clone(),
            places: (0..self.steps.len()).collect(),
            left_out: BTreeMap::new(),
            same_ground: true,
        };
        for capability in lacks.iter() {
            row(capability).leave_out(&mut left);
        }
        if !left.is_whole() {
            left.script.end = None;
            left.script.steps.iter_mut().for_each(|step| step.pinned = None);
        }
        left
    }
}

fn row(capability: Capability) -> &'static Row {
    &ROWS[capability as usize]
}

impl Row {
    fn is_needed(&self, script: &Script) -> bool {
        (self.parts)(script) > 0 || (self.fates)(script).iter().any(|fate| !matches!(fate, Fate::Stays))
    }

    fn leave_out(&self, left: &mut Projection) {
        let script = &left.script;
        let fates = (self.fates)(script);
        let parts = (self.parts)(script);
        let changed = parts + fates.iter().filter(|fate| !matches!(fate, Fate::Stays)).count();
        if changed == 0 {
            return;
        }
        *left.left_out.entry(self.capability).or_default() += changed as u64;
        if parts > 0 {
            (self.ground)(&mut left.script);
            rows::mend(&mut left.script.fixture);
            left.same_ground = false;
        }
        let (steps, places) = (std::mem::take(&mut left.script.steps), std::mem::take(&mut left.places));
        for ((step, place), fate) in steps.into_iter().zip(places).zip(fates) {
            let step = match fate {
                Fate::Stays => step,
                Fate::Becomes(action) => Step { action: *action, ..step },
                Fate::Goes => continue,
            };
            left.script.steps.push(step);
            left.places.push(place);
        }
    }
}

#[cfg(test)]
mod tests;
