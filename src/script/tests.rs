//! The text and the values are the same thing: what one way says, the other way reads.

mod examples;
mod faults;
mod generator;

use pretty_assertions::assert_eq;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use super::Script;
use crate::op::OpKind;
use generator::{any_op, any_script};

fn parsed(text: &str) -> Script {
    Script::parse("a.script", text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

proptest! {
    #[test]
    fn a_script_comes_back_from_its_text_and_the_text_from_the_script(script in any_script()) {
        let text = script.to_string();
        let back = parsed(&text);
        prop_assert_eq!(back.to_string(), text);
        prop_assert_eq!(back, script);
    }

    #[test]
    fn any_subset_of_the_steps_is_a_script(
        script in any_script(), kept in proptest::collection::vec(any::<bool>(), 12)
    ) {
        let mut kept = kept.into_iter();
        let mut fewer = script;
        fewer.steps.retain(|_| kept.next().unwrap_or(false));
        prop_assert_eq!(parsed(&fewer.to_string()), fewer);
    }

    /// Spaces and blank lines mean nothing, but for the depth of an entry.
    #[test]
    fn more_spaces_between_the_words_are_the_same_script(script in any_script(), spaces in 1usize..4) {
        let wide = format!("{}=>", " ".repeat(spaces));
        let text = script.to_string();
        let lines = text.lines().map(|line| {
            // Inside of quotes and comments a space is a space.
            let plain = !line.contains(['"', '#']);
            if plain { format!("{}\t\r\n\n", line.replace(" =>", &wide)) } else { format!("{line}\n") }
        });
        prop_assert_eq!(parsed(&lines.collect::<String>()), script);
    }

    /// Lines of scripts, cut and joined at random, with rubbish between them: an answer, never a panic.
    #[test]
    fn no_text_makes_the_parser_panic(
        scripts in proptest::collection::vec(any_script(), 1..3),
        picks in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<Vec<u8>>(), 0u8..4), 0..20),
    ) {
        let text: String = scripts.iter().map(ToString::to_string).collect();
        let lines: Vec<&str> = text.lines().collect();
        let mut spliced = String::new();
        for (line, cut, rubbish, kind) in picks {
            let line: Vec<char> = line.get(&lines).chars().collect();
            let cut = cut.index(line.len() + 1);
            let (head, tail): (String, String) = (line[..cut].iter().collect(), line[cut..].iter().collect());
            let between = String::from_utf8_lossy(&rubbish);
            match kind {
                0 => spliced.extend([&*head, &*tail]),
                1 => spliced.push_str(&head),
                2 => spliced.push_str(&tail),
                _ => spliced.extend([&*head, &*between, &*tail]),
            }
            spliced.push('\n');
        }
        if let Err(error) = Script::parse("a", &spliced) {
            let line = spliced.split('\n').nth(error.line - 1);
            prop_assert!(line.is_some_and(|line| error.column <= line.chars().count() + 1), "{error}");
            prop_assert!(!error.problem.contains('\n'), "{error}");
        }
        let again = Script::parse("a", &spliced).ok();
        prop_assert_eq!(again.as_ref().map(|script| parsed(&script.to_string())), again);
    }
}

#[test]
fn every_call_has_a_text_of_its_own() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for kind in OpKind::ALL {
        let op = any_op(*kind).new_tree(&mut runner).unwrap().current();
        assert_eq!(op.kind(), *kind);
        let step = generator::step_of(op, 0);
        let text = format!("run\n  {step}\n");
        assert_eq!(parsed(&text).steps, [step], "{text}");
    }
}
