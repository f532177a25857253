//! Coverage as data: every count under a name that stays, both ways without a loss.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Changes, Countable, Counts, Coverage};
use crate::check::Explored;
use crate::outcome::{CELLS, CellSet};
use crate::rule::Rule;
use crate::tree::Capability;

/// Counts by name; what never occurred is left out.
type Named = BTreeMap<String, u64>;

/// Coverage with names instead of places.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    scripts: u64,
    #[serde(default)]
    leaning: u64,
    ops: u64,
    inconclusive: Named,
    /// Missing in what earlier versions have written.
    #[serde(default)]
    not_exercised: Named,
    #[serde(default)]
    rules_not_exercised: Named,
    #[serde(default)]
    not_repeated: Named,
    #[serde(default)]
    not_audited: Named,
    skipped: Named,
    left_out: Named,
    /// By rule, and within by the ledger's name.
    tolerated: BTreeMap<String, Named>,
    rules: Named,
    answers: Named,
    failures: Named,
    stream_states: Named,
    effects: Named,
    denied: Vec<String>,
    granted: Vec<String>,
    rules_of_ops: Named,
    forked: Named,
    worlds_max: u64,
    #[serde(default)]
    explored: Explored,
    #[serde(default)]
    changes: Changes,
}

/// A name in written coverage that this version does not know.
#[derive(Debug, thiserror::Error)]
#[error("{name:?} is no {what} of this version")]
pub struct UnknownName {
    what: &'static str,
    name: String,
}

fn unknown(what: &'static str, name: &str) -> UnknownName {
    UnknownName { what, name: name.to_owned() }
}

fn written<K: Countable>(counts: &Counts<K>) -> Named {
    counts.iter().map(|(key, count)| (key.text(), count)).collect()
}

fn read<K: Countable>(what: &'static str, named: &Named) -> Result<Counts<K>, UnknownName> {
    let mut counts = Counts::default();
    for (name, count) in named {
        counts.add(K::from_text(name).ok_or_else(|| unknown(what, name))?, *count);
    }
    Ok(counts)
}

fn written_cells(cells: CellSet) -> Vec<String> {
    cells.cells().map(ToString::to_string).collect()
}

fn read_cells(names: &[String]) -> Result<CellSet, UnknownName> {
    let mut cells = CellSet::default();
    for name in names {
        let cell = CELLS.iter().find(|cell| cell.to_string() == *name);
        cells.insert(*cell.ok_or_else(|| unknown("cell of the table of rights", name))?);
    }
    Ok(cells)
}

fn written_tolerated(tolerated: &BTreeMap<(Rule, String), u64>) -> BTreeMap<String, Named> {
    let mut written: BTreeMap<String, Named> = BTreeMap::new();
    for ((rule, name), count) in tolerated {
        written.entry(rule.text()).or_default().insert(name.clone(), *count);
    }
    written
}

fn read_tolerated(written: BTreeMap<String, Named>) -> Result<BTreeMap<(Rule, String), u64>, UnknownName> {
    let mut tolerated = BTreeMap::new();
    for (id, named) in written {
        let rule = Rule::from_text(&id).ok_or_else(|| unknown("rule", &id))?;
        tolerated.extend(named.into_iter().map(|(name, count)| ((rule, name), count)));
    }
    Ok(tolerated)
}

fn written_lacks(counts: &BTreeMap<Capability, u64>) -> Named {
    counts.iter().map(|(key, count)| (key.name().to_owned(), *count)).collect()
}

fn read_lacks(named: &Named) -> Result<BTreeMap<Capability, u64>, UnknownName> {
    let capability = |(name, count): (&String, &u64)| match Capability::from_name(name) {
        Ok(capability) => Ok((capability, *count)),
        Err(_) => Err(unknown("capability", name)),
    };
    named.iter().map(capability).collect()
}

impl From<Coverage> for Written {
    fn from(coverage: Coverage) -> Self {
        Self {
            scripts: coverage.scripts,
            leaning: coverage.leaning,
            ops: coverage.ops,
            skipped: written_lacks(&coverage.skipped),
            left_out: written_lacks(&coverage.left_out),
            not_repeated: coverage.not_repeated.iter().map(|(rule, count)| (rule.text(), *count)).collect(),
            not_audited: coverage.not_audited,
            tolerated: written_tolerated(&coverage.tolerated),
            rules: written(&coverage.rules),
            answers: written(&coverage.answers),
            failures: written(&coverage.failures),
            stream_states: written(&coverage.stream_states),
            effects: written(&coverage.effects),
            denied: written_cells(coverage.denied),
            granted: written_cells(coverage.granted),
            rules_of_ops: written(&coverage.rules_of_ops),
            forked: written(&coverage.forked),
            worlds_max: coverage.worlds_max,
            explored: coverage.explored,
            changes: coverage.changes,
            inconclusive: coverage.inconclusive,
            not_exercised: coverage.not_exercised,
            rules_not_exercised: written(&coverage.rules_not_exercised),
        }
    }
}

impl TryFrom<Written> for Coverage {
    type Error = UnknownName;

    fn try_from(written: Written) -> Result<Self, UnknownName> {
        let rule = |(id, count): (&String, &u64)| match Rule::from_text(id) {
            Some(rule) => Ok((rule, *count)),
            None => Err(unknown("rule", id)),
        };
        Ok(Self {
            scripts: written.scripts,
            leaning: written.leaning,
            ops: written.ops,
            skipped: read_lacks(&written.skipped)?,
            left_out: read_lacks(&written.left_out)?,
            not_repeated: written.not_repeated.iter().map(rule).collect::<Result<_, _>>()?,
            not_audited: written.not_audited,
            tolerated: read_tolerated(written.tolerated)?,
            rules: read("rule", &written.rules)?,
            answers: read("answer of an operation", &written.answers)?,
            failures: read("failure of an operation", &written.failures)?,
            stream_states: read("call in a state of a stream", &written.stream_states)?,
            effects: read("kind of effect", &written.effects)?,
            denied: read_cells(&written.denied)?,
            granted: read_cells(&written.granted)?,
            rules_of_ops: read("rule of an operation", &written.rules_of_ops)?,
            forked: read("operation", &written.forked)?,
            worlds_max: written.worlds_max,
            explored: written.explored,
            changes: written.changes,
            inconclusive: written.inconclusive,
            not_exercised: written.not_exercised,
            rules_not_exercised: read("rule", &written.rules_not_exercised)?,
        })
    }
}
