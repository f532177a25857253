//! Where scripts come from: a proptest [`Strategy`] whose choices are made against the model's live handles.
//!
//! The generator never runs anything. It asks the model what a plain implementation would answer, takes that for the
//! answer, and so knows which handles are live, where streams stand and what files hold. Its `ValueTree` is the
//! project's own [`Shrinker`].

mod arguments;
mod choice;
mod devices;
mod fixture;
mod flight;
mod focus;
mod large;
mod lean;
mod listing;
mod numbers;
mod others;
mod pick;
mod races;
mod refusals;
mod scenes;
mod swarm;
mod system;
mod weights;
mod write;

pub use focus::{Focus, MIXED, UnknownFocus};
pub use lean::{Lean, NoLean};

use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use crate::op::{HandleKind, Name};
use crate::script::Script;
use crate::shrink::Shrinker;
use crate::tree::Lacks;

/// Steps of a script unless told otherwise, at most.
pub const OPS_MAX: usize = 64;

/// Makes scripts.
///
/// ```
/// use proptest::{strategy::{Strategy, ValueTree}, test_runner::TestRunner};
/// use wasi_fs_conformance::generate::Scripts;
/// let tree = Scripts::default().new_tree(&mut TestRunner::deterministic()).unwrap();
/// assert!(!tree.current().steps.is_empty());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Scripts {
    /// Steps of a script, at most; at least 1.
    pub ops_max: usize,
    /// What they dwell on.
    pub focus: Focus,
    /// What the backend lacks that they are for: as a rule they do without, and [`Script::without`] takes out the rest.
    pub lacks: Lacks,
    /// Which operations they lean to.
    pub lean: Lean,
}

impl Default for Scripts {
    fn default() -> Self {
        Self { ops_max: OPS_MAX, focus: Focus::default(), lacks: Lacks::default(), lean: Lean::default() }
    }
}

impl Scripts {
    /// The script of a seed: for one lean the same for ever in one version of this crate.
    pub fn script(&self, seed: u64) -> Script {
        let seed = mixed(seed);
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        // The generator must not start at zero in all its state.
        bytes[8..].copy_from_slice(&(!seed).to_le_bytes());
        self.write(&mut TestRng::from_seed(RngAlgorithm::XorShift, &bytes))
    }

    fn write(&self, rng: &mut TestRng) -> Script {
        let ops_max = self.ops_max.max(1);
        match races::Writer::new(pick::Pick(rng), self.focus) {
            Ok(races) => races.script(ops_max),
            Err(mut pick) => match large::draw(&mut pick, self.focus, self.lacks, ops_max) {
                Some(script) => script,
                None => write::Writer::new(pick, self).script(ops_max),
            },
        }
    }
}

/// A seed whose bits all hang on those of another one (the finaliser of splitmix64): what is drawn first by neighbouring seeds is not
/// alike.
pub(crate) fn mixed(seed: u64) -> u64 {
    let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The name of a handle of this kind: a letter that says which, and a number.
fn handle_name(kind: HandleKind, number: usize) -> Name {
    let letter = match kind {
        HandleKind::Descriptor => 'd',
        HandleKind::InputStream => 'r',
        HandleKind::OutputStream => 'w',
        HandleKind::DirectoryEntryStream => 'e',
        HandleKind::Pollable => 'p',
        HandleKind::Error => 'x',
    };
    Name::new(&format!("{letter}{number}")).expect("our fault: a letter and a number are a name")
}

impl Strategy for Scripts {
    type Tree = ScriptTree;
    type Value = Script;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        Ok(ScriptTree::new(self.write(runner.rng())))
    }
}

/// A script on its way to a smaller one, by pass or fail alone.
#[derive(Clone, Debug)]
pub struct ScriptTree(Shrinker);

impl ScriptTree {
    /// A tree that begins with this script: for a strategy of one's own, whose failures are to be made as small.
    pub fn new(script: Script) -> Self {
        Self(Shrinker::new(script))
    }
}

impl ValueTree for ScriptTree {
    type Value = Script;

    fn current(&self) -> Script {
        self.0.current().clone()
    }

    fn simplify(&mut self) -> bool {
        self.0.judge(true);
        self.0.propose().is_some()
    }

    fn complicate(&mut self) -> bool {
        self.0.judge(false);
        self.0.propose().is_some()
    }
}

#[cfg(test)]
mod tests;
