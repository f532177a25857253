//! How the parts of a finding travel that are more than text and numbers: as the texts that people know them by.

/// A script as its text.
pub(super) mod script {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    use crate::script::Script;

    pub(in crate::report) fn serialize<S: Serializer>(script: &Script, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(script)
    }

    pub(in crate::report) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Script, D::Error> {
        let text = String::deserialize(from)?;
        Script::parse("script", &text).map_err(D::Error::custom)
    }
}

/// A rule as its id.
pub(super) mod rule {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    use crate::rule::Rule;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    pub(in crate::report) fn serialize<S: Serializer>(rule: &Rule, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(rule.id())
    }

    pub(in crate::report) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Rule, D::Error> {
        let id = String::deserialize(from)?;
        Rule::from_id(&id).map_err(D::Error::custom)
    }
}

/// Rules as their ids.
pub(super) mod rules {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    use crate::rule::Rule;

    pub(in crate::report) fn serialize<S: Serializer>(rules: &[Rule], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(rules.iter().map(|rule| rule.id()))
    }

    pub(in crate::report) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Vec<Rule>, D::Error> {
        let ids = Vec::<String>::deserialize(from)?;
        ids.iter().map(|id| Rule::from_id(id).map_err(D::Error::custom)).collect()
    }
}

/// Relaxations as their names.
pub(super) mod relaxations {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    use crate::check::Relaxation;

    pub(in crate::report) fn serialize<S: Serializer>(
        causes: &[&'static Relaxation],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(causes.iter().map(|cause| cause.name))
    }

    pub(in crate::report) fn deserialize<'d, D: Deserializer<'d>>(
        from: D,
    ) -> Result<Vec<&'static Relaxation>, D::Error> {
        let known = |name: String| {
            let unknown = || D::Error::custom(format!("{name:?} is no relaxation of the model"));
            Relaxation::from_name(&name).ok_or_else(unknown)
        };
        Vec::<String>::deserialize(from)?.into_iter().map(known).collect()
    }
}

/// A seed as its decimal digits.
pub(super) mod seed {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    pub(in crate::report) fn serialize<S: Serializer>(seed: &u64, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(seed)
    }

    pub(in crate::report) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<u64, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use crate::backends::{Fault, faulty};
    use crate::check::{
        Differing, Divergence, Judge, Kind, PathDiffers, Relaxation, Severity, Side, Stretch, Verdict, Writer,
    };
    use crate::generate::Scripts;
    use crate::report::{Answer, Finding, Origin, Place, Wrong};
    use crate::rule::Rule;

    /// Parts of every form.
    fn differing(seed: u64) -> Differing {
        let side = |writers| Some(Side { bytes: "\"\\x00\"+A[0..400]".into(), writers });
        let got = if seed.is_multiple_of(2) { None } else { side(vec![Writer::Gap, Writer::Tree]) };
        let stretch = Stretch { offset: seed >> 20, length: 4, allowed: side(vec![Writer::Step(3)]), got };
        let path = |path: &str| PathDiffers {
            path: path.into(),
            allowed: "nothing".into(),
            got: "a directory".into(),
            bytes: vec![stretch.clone()],
        };
        Differing { paths: vec![path("a/b"), path("a b")], bytes: vec![stretch.clone()] }
    }

    fn assert_comes_back(finding: &Finding) {
        let line = serde_json::to_string(finding).unwrap();
        assert!(!line.contains('\n'), "{line}");
        assert_eq!(&serde_json::from_str::<Finding>(&line).unwrap(), finding, "{line}");
    }

    #[test]
    fn a_finding_of_every_kind_and_rule_comes_back() {
        for (seed, rule) in (u64::MAX - 200..).zip(Rule::ALL) {
            let kind = Kind::ALL[*rule as usize % Kind::ALL.len()];
            let script = Scripts::default().script(seed);
            let answer = |at: usize| Answer {
                outcome: (!at.is_multiple_of(3)).then(|| format!("\"\\x{at:02x}\u{1f980}\" eof")),
                allowed: (!at.is_multiple_of(2)).then(|| "ok | closed\nelse".to_owned()),
                made: at.is_multiple_of(5).then(|| "time 2 of 3, as `r.read 8`".to_owned()),
            };
            let origin = Origin {
                minimal: true,
                when: (!seed.is_multiple_of(2)).then(|| "2024-02-29 23:59 UTC".to_owned()),
                hunt: (!seed.is_multiple_of(3)).then_some(Place { seed: u64::MAX, index: seed }),
                seed,
                lean: (!seed.is_multiple_of(4)).then(|| "0148".to_owned()),
                steps_before: script.steps.len() + 40,
                repeats: 17,
                tries: 20,
                unconfirmed: seed.is_multiple_of(2).then(|| "for want of time".to_owned()),
            };
            let wrong = Wrong {
                step: script.steps.len() / 2,
                rule: *rule,
                note: Some(rule.info().sentence.to_owned()),
                allowed: "\"base\"".into(),
                got: "closed".into(),
                differing: differing(seed),
                causes: Relaxation::ALL.iter().skip(*rule as usize % Relaxation::ALL.len()).take(2).collect(),
            };
            let answers = (0..script.steps.len()).map(answer).collect();
            assert_comes_back(&Finding {
                backend: "m\u{e4}n 1.0".into(),
                kind,
                severity: Severity::ALL[*rule as usize % Severity::ALL.len()],
                form: seed.is_multiple_of(2).then(|| "stat-at io".to_owned()),
                suspects: Rule::ALL[..*rule as usize % 3].to_vec(),
                script,
                answers,
                wrong,
                origin: (!seed.is_multiple_of(5)).then_some(origin),
                file: (!seed.is_multiple_of(7)).then(|| "target/found/a b.fs".into()),
            });
        }
    }

    #[test]
    fn what_the_judge_finds_comes_back() {
        let backend = faulty(Fault::AppendAtOpeningSize);
        let mut judge = Judge::new().unwrap().explaining();
        let mut findings = 0;
        for seed in 0..200_u64 {
            let script = Scripts::default().script(seed);
            let checked = judge.check(&script, &backend).unwrap();
            if let Verdict::Diverged(divergence) = checked.verdict {
                assert_comes_back(&Finding::new("faulty", script, &checked.trace, &divergence));
                findings += 1;
            }
        }
        assert!(findings > 0);
    }

    #[test]
    fn the_end_of_a_process_is_of_its_kind() {
        let kind = |rule| Divergence::process_ended(3, rule, "signal 9").kind();
        assert_eq!(kind(Rule::NoAbort), Kind::Abort);
        assert_eq!(kind(Rule::BoundedMemory), Kind::OutOfMemory);
        assert_eq!(kind(Rule::NoHang), Kind::Hang);
    }
}
