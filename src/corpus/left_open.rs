//! What the standard leaves open about a script's answers.

use std::collections::BTreeMap;

use crate::model::Model;
use crate::outcome::Seen;
use crate::rule::{Leeway, Rule};
use crate::script::Script;

/// The choices that a host has at the steps of a script, each with the rule that the refusal keeps, and at how many steps. The
/// script is answered as a plain implementation does.
pub fn left_open(script: &Script) -> BTreeMap<(Leeway, Rule), usize> {
    let (mut model, mut seen) = (Model::new(&script.fixture), Seen::default());
    let mut open = BTreeMap::new();
    for step in &script.steps {
        model.go_plainly(step, &mut seen, |_, allowed, _| {
            for choice in allowed.leeways() {
                *open.entry(choice).or_default() += 1;
            }
        });
    }
    open
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_step_that_may_be_refused_otherwise_says_under_which_choice() {
        let text =
            "run\n  f = root.open-at \"none/\" create write\n  root.remove-directory-at \".\"\n  root.stat\n";
        let open = left_open(&Script::parse("open", text).unwrap());
        assert!(open.keys().any(|(leeway, _)| *leeway == Leeway::CreateWithSlash), "{open:?}");
        assert_eq!(
            open.iter().filter(|((leeway, _), _)| *leeway == Leeway::DotsRemoved).count(),
            1,
            "{open:?}"
        );
        assert_eq!(left_open(&Script::parse("none", "run\n  root.stat\n").unwrap()), BTreeMap::new());
    }

    #[test]
    fn every_choice_is_shown_by_a_script_of_the_corpus() {
        let shown: BTreeSet<Leeway> = crate::corpus::built_in()
            .iter()
            .flat_map(|case| left_open(&case.script).into_keys())
            .map(|(leeway, _)| leeway)
            .collect();
        let missing: Vec<_> =
            Leeway::ALL.iter().filter(|leeway| !leeway.is_declared() && !shown.contains(leeway)).collect();
        assert_eq!(missing, Vec::<&Leeway>::new());
    }
}
