//! Search against the clock: generated scripts on one or several backends, until something diverges.

mod watch;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::backend::Backend;
use crate::check::{Coverage, Judge, Trouble, Verdict};
use crate::generate::{Focus, OPS_MAX, Scripts};
use crate::report::{Finding, Origin};
use crate::rule::Rule;
use crate::script::Script;
use crate::shrink::{Ended, Minimised, Minimiser, Rate};

/// How a call is shrunk that hangs: each run takes as long as the deadline of a step.
const MINIMISER_OF_HANGS: Minimiser = Minimiser { runs_max: 60, repeats: 1 };

/// How many scripts are run between two looks at the clock and two reports of progress.
const SCRIPTS_AT_ONCE: u64 = 16;

/// What to hunt, and for how long.
#[derive(Clone, Debug)]
pub struct Hunt {
    /// When to stop, if at all.
    pub time: Option<Duration>,
    /// After how many scripts to stop, if at all.
    pub scripts_max: Option<u64>,
    /// Decides every script.
    pub seed: u64,
    /// Steps of a script, at most.
    pub ops_max: usize,
    /// What the scripts dwell on; none for a mix of everything and of each kind of race ([`Focus::mixed`]).
    pub focus: Option<Focus>,
    /// Whether to go on after the first finding; then each rule is reported once for each backend.
    pub keep_going: bool,
    /// The folder that keeps findings.
    pub found: PathBuf,
    /// Set from outside to end the hunt with what it has.
    pub stop: Arc<AtomicBool>,
}

impl Default for Hunt {
    fn default() -> Self {
        Self {
            time: Some(Duration::from_secs(30)),
            scripts_max: None,
            seed: 0,
            ops_max: OPS_MAX,
            focus: None,
            keep_going: false,
            found: PathBuf::from("target/found"),
            stop: Arc::default(),
        }
    }
}

/// How far a hunt is.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'h> {
    /// What was reached so far.
    pub coverage: &'h Coverage,
    /// How many findings there are.
    pub findings: usize,
    /// For how long the hunt goes on.
    pub elapsed: Duration,
}

/// What a hunt tells while it runs.
pub trait Watcher {
    /// So many scripts later.
    fn progress(&mut self, progress: Progress<'_>);
    /// Something diverged; it is shrunk, and kept if that was possible.
    fn found(&mut self, finding: &Finding);
}

/// What a hunt came to.
#[derive(Debug)]
pub struct Hunted {
    /// What diverged.
    pub findings: Vec<Finding>,
    /// How long it took.
    pub took: Duration,
}

/// Why a hunt ended before its time.
#[derive(Debug, thiserror::Error)]
pub enum HuntError {
    /// A script could not be judged.
    #[error(transparent)]
    Trouble(#[from] Trouble),
    /// A finding could not be kept; it was told to the watcher all the same.
    #[error("can't keep the finding in {}: {source}; it is printed above, or choose another folder with --found", folder.display())]
    Keep {
        /// The folder.
        folder: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
}

impl Hunt {
    /// Hunts on these backends in turn. What is reached is counted by the judge.
    ///
    /// # Errors
    /// When a script could not be judged or a finding not be kept, for no fault of a backend.
    pub fn run<B: Backend>(
        &self,
        judge: &mut Judge<'_>,
        backends: &[B],
        watcher: &mut dyn Watcher,
    ) -> Result<Hunted, HuntError> {
        let started = Instant::now();
        let mut findings: Vec<Finding> = Vec::new();
        let dog = watch::Dog::start(&self.found);
        for index in 0.. {
            let due = index % SCRIPTS_AT_ONCE == 0;
            if due {
                watcher.progress(Progress {
                    coverage: &judge.coverage,
                    findings: findings.len(),
                    elapsed: started.elapsed(),
                });
            }
            let enough = self.scripts_max.is_some_and(|most| index >= most);
            let over = due && self.time.is_some_and(|time| started.elapsed() >= time);
            if enough
                || over
                || self.stop.load(Ordering::Relaxed)
                || (!self.keep_going && !findings.is_empty())
            {
                break;
            }
            let Some(backend) = backends.get(usize::try_from(index).unwrap_or(0) % backends.len().max(1))
            else {
                break;
            };
            let seed = script_seed(self.seed, index);
            let focus = self.focus.unwrap_or_else(|| Focus::mixed(seed));
            let script = Scripts { ops_max: self.ops_max, focus }.script(seed);
            let guard = dog.watch(backend.name(), &script);
            let checked = judge.check(&script, backend)?;
            drop(guard);
            let Verdict::Diverged(divergence) = checked.verdict else { continue };
            let known = |finding: &Finding| {
                finding.backend == backend.name() && finding.divergence.rule() == divergence.rule()
            };
            if findings.iter().any(known) {
                continue;
            }
            let mut finding = Finding {
                backend: backend.name().to_owned(),
                trace: checked.trace,
                divergence: *divergence,
                origin: Some(Origin { seed, steps_before: script.steps.len(), repeats: 1, tries: 1, minimal: false }),
                script,
                file: None,
            };
            // Kept before it is shrunk: whatever happens from here on, it is not lost.
            let kept = finding.keep_in(&self.found);
            let unshrunk = finding.file.take();
            self.shrink(&mut finding, judge, backend, &dog)?;
            let kept = kept.and_then(|()| finding.keep_in(&self.found));
            if let (Some(before), true) = (unshrunk, kept.is_ok())
                && finding.file.as_ref() != Some(&before)
            {
                // The smaller script stands in its place; a leftover does no harm.
                drop(std::fs::remove_file(before));
            }
            watcher.found(&finding);
            findings.push(finding);
            kept.map_err(|source| HuntError::Keep { folder: self.found.clone(), source })?;
        }
        Ok(Hunted { findings, took: started.elapsed() })
    }

    /// Makes a finding's script smaller, keeps its rule, and says how often it repeats.
    fn shrink<B: Backend>(
        &self,
        finding: &mut Finding,
        judge: &Judge<'_>,
        backend: &B,
        dog: &watch::Dog,
    ) -> Result<(), Trouble> {
        // A judge of its own: what shrinking reaches is no coverage.
        let mut judge = judge.fresh()?.explaining();
        let rule = finding.divergence.rule();
        let slow = rule == Rule::NoHang || rule == Rule::LoopProgress;
        let minimiser = if slow { MINIMISER_OF_HANGS } else { Minimiser::default() };
        let small = minimiser.run(finding.script.clone(), |script| {
            if self.stop.load(Ordering::Relaxed) {
                return Err(Halt::Stopped);
            }
            let _watched = dog.watch(backend.name(), script);
            let checked = judge.check(script, backend).map_err(Halt::Trouble)?;
            let Verdict::Diverged(divergence) = checked.verdict else { return Ok(None) };
            Ok((divergence.rule() == rule).then_some((checked.trace, *divergence)))
        });
        let Minimised { script, rate, evidence, ended, .. } = small;
        let minimal = ended.is_minimal();
        if let Ended::Stopped(Halt::Trouble(trouble)) = ended {
            return Err(trouble);
        }
        if let Some((trace, divergence)) = evidence {
            (finding.script, finding.trace, finding.divergence) = (script, trace, divergence);
        }
        let Rate { failed: repeats, of: tries } = rate;
        finding.origin = finding.origin.map(|origin| Origin { repeats, tries, minimal, ..origin });
        Ok(())
    }
}

/// Why shrinking ends early.
enum Halt {
    /// The hunt is over.
    Stopped,
    /// A candidate could not be judged.
    Trouble(Trouble),
}

/// The seed of a script of a hunt: neighbouring hunts share no scripts (the finaliser of splitmix64).
fn script_seed(seed: u64, index: u64) -> u64 {
    let mut mixed = seed.wrapping_add(index.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
