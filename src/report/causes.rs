//! Findings by their causes: one fault shows in many ways, and whoever mends it wants to see it once.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt::{self, Display};

use super::Finding;
use crate::check::{Relaxation, Severity};
use crate::rule::Rule;

/// What several findings have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause<'f> {
    /// How bad the worst of them is.
    pub severity: Severity,
    /// The rule that is broken.
    pub rule: Rule,
    /// What explains each of them, if one thing does.
    pub relaxation: Option<&'static Relaxation>,
    /// The findings, as they came.
    pub findings: Vec<&'f Finding>,
}

/// The causes of some findings, the worst first; of those alike the one that shows most often.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Causes<'f>(pub Vec<Cause<'f>>);

/// What a finding has in common with others of the same cause, any of these.
fn traits(finding: &Finding) -> BTreeSet<Trait<'_>> {
    let explained = finding.wrong.causes.iter().map(|cause| cause.rule);
    let rules = explained.chain(finding.suspects.iter().copied()).chain([finding.rule()]);
    rules.map(Trait::Rule).chain(finding.form.as_deref().map(Trait::Form)).collect()
}

/// What findings of one cause may have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Trait<'f> {
    /// A rule that may be broken: the one that is blamed, those of all that explains it, those of plainer scripts.
    Rule(Rule),
    /// The form of a wrong answer.
    Form(&'f str),
}

impl<'f> Causes<'f> {
    /// The causes of all these: two findings of one backend that have something in common are of one cause, and so is what has
    /// something in common with one of them.
    pub fn of(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let mut groups: Vec<(BTreeSet<Trait<'_>>, Vec<&Finding>)> = Vec::new();
        for finding in findings {
            let (mut traits, mut members) = (traits(finding), Vec::new());
            let is_of_it = |(others, of_it): &mut (BTreeSet<Trait<'_>>, Vec<&Finding>)| {
                of_it.first().is_some_and(|first| first.backend == finding.backend)
                    && !others.is_disjoint(&traits)
            };
            let joined: Vec<_> = groups.extract_if(.., is_of_it).collect();
            for (others, of_it) in joined {
                traits.extend(others);
                members.extend(of_it);
            }
            members.push(finding);
            groups.push((traits, members));
        }
        let mut causes: Vec<Cause<'_>> = groups.into_iter().map(|(_, members)| Cause::of(members)).collect();
        causes.sort_by_key(|cause| (cause.severity, usize::MAX - cause.findings.len()));
        Self(causes)
    }
}

impl<'f> Cause<'f> {
    /// The rule is the one that may be broken in most of the findings; of several the one that is blamed most often, or else by the
    /// shortest script.
    fn of(findings: Vec<&'f Finding>) -> Self {
        let count = |rule: &Rule| {
            let may_be =
                findings.iter().filter(|finding| traits(finding).contains(&Trait::Rule(*rule))).count();
            let blamed = findings.iter().filter(|finding| finding.rule() == *rule);
            let steps = blamed.clone().map(|finding| finding.script.steps.len()).min();
            (may_be, blamed.count(), Reverse(steps.unwrap_or(usize::MAX)))
        };
        let rules = findings.iter().flat_map(|finding| traits(finding)).filter_map(|common| match common {
            Trait::Rule(rule) => Some(rule),
            Trait::Form(_) => None,
        });
        // Of those alike the first in the index.
        let rules: BTreeSet<Rule> = rules.collect();
        let rule = rules.into_iter().rev().max_by_key(count).unwrap_or(Rule::NoTrap);
        let in_all = |relaxation: &&Relaxation| {
            relaxation.rule == rule
                && findings.iter().all(|finding| finding.wrong.causes.contains(relaxation))
        };
        let relaxation = Relaxation::ALL.iter().find(in_all);
        let severity = findings.iter().map(|finding| finding.severity).min().unwrap_or(Severity::Code);
        Self { severity, rule, relaxation, findings }
    }

    /// What is so, in one sentence.
    pub fn sentence(&self) -> &'static str {
        self.relaxation.map_or(self.rule.info().sentence, |relaxation| relaxation.sentence)
    }
}

/// The most findings of one cause whose scripts are named.
const NAMED_MAX: usize = 3;

impl Display for Causes<'_> {
    /// A line for each cause, and one with its scripts. Of a single finding all is said already.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(causes) = self;
        if causes.iter().map(|cause| cause.findings.len()).sum::<usize>() < 2 {
            return Ok(());
        }
        writeln!(f, "  causes, the worst first: {}", causes.len())?;
        for cause in causes {
            let Cause { severity, rule, findings, .. } = cause;
            let known = if cause.relaxation.is_some() { "" } else { "must hold: " };
            writeln!(f, "    {} x {severity}  {rule}  {known}{}", findings.len(), cause.sentence())?;
            let files: Vec<String> = findings
                .iter()
                .filter_map(|finding| Some(finding.file.as_ref()?.display().to_string()))
                .collect();
            if !files.is_empty() {
                let more = files.len().saturating_sub(NAMED_MAX);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                let shown = &files[..files.len().min(NAMED_MAX)];
                writeln!(f, "        {}{more}", shown.join(", "))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Differing, Divergence, Why};
    use crate::outcome::{Breach, Outcome};
    use crate::script::Script;
    use crate::wasi::ErrorCode;

    /// A finding of a backend under a rule, that some relaxations explain.
    fn finding(backend: &str, rule: Rule, causes: &[&str], outcome: Option<Outcome>) -> Finding {
        let causes = causes.iter().map(|name| Relaxation::from_name(name).unwrap()).collect();
        let divergence = Divergence {
            step: 0,
            op: None,
            breach: Breach { rule, note: None },
            allowed: "ok".into(),
            got: "no-entry".into(),
            outcome,
            differing: Differing::default(),
            why: Why { causes, refusal_is_due: true, form: None },
        };
        Finding::new(backend, Script::default(), &[], &divergence)
    }

    fn of(findings: &[Finding]) -> Vec<(Severity, Rule, Option<&'static str>, usize)> {
        let told = |cause: Cause<'_>| {
            (cause.severity, cause.rule, cause.relaxation.map(|cause| cause.name), cause.findings.len())
        };
        Causes::of(findings).0.into_iter().map(told).collect()
    }

    const CODE: Option<Outcome> = Some(Outcome::Error(ErrorCode::NoEntry));

    #[test]
    fn as_few_causes_as_explain_all_are_told_the_worst_first() {
        let findings = [
            finding("a", Rule::PathMissing, &[], CODE),
            finding("a", Rule::AppendNoLoss, &["appends-at-opening-size"], None),
            finding("a", Rule::AppendEnd, &["appends-at-opening-size", "writes-start-elsewhere"], None),
            finding("a", Rule::AppendEnd, &[], None),
            finding("a", Rule::PathOutside, &[], None),
        ];
        assert_eq!(
            of(&findings),
            [
                (Severity::Escape, Rule::PathOutside, None, 1),
                (Severity::Data, Rule::AppendEnd, None, 3),
                (Severity::Code, Rule::PathMissing, None, 1),
            ]
        );
        assert_eq!(
            of(&findings[1..3]),
            [(Severity::Data, Rule::AppendEnd, Some("appends-at-opening-size"), 2)]
        );
        assert_eq!(of(&[]), []);
    }

    #[test]
    fn two_backends_have_no_cause_in_common() {
        let findings =
            [finding("a", Rule::PathMissing, &[], CODE), finding("b", Rule::PathMissing, &[], CODE)];
        assert_eq!(of(&findings).len(), 2);
    }

    #[test]
    fn one_finding_has_said_all_and_several_are_counted() {
        let one = finding("a", Rule::PathMissing, &["slash-dropped"], CODE);
        assert_eq!(Causes::of([&one]).to_string(), "");
        let told = Causes::of([&one, &one]).to_string();
        assert!(
            told.starts_with(
                "  causes, the worst first: 1\n    2 x wrong code only  path/missing-is-no-entry"
            ),
            "{told}"
        );
    }
}
