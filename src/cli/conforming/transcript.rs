//! A transcript: what a driver is asked, and what its answers have to look like. PROTOCOL.md shows the form.

use serde_json::{Map, Value};

use super::pattern::Pattern;
use crate::script::Script;

/// One transcript.
#[derive(Clone, Debug)]
pub(super) struct Transcript {
    pub(super) name: String,
    /// What it shows, in one sentence.
    pub(super) claim: String,
    /// What stands above the first `start`, as a script without steps.
    pub(super) script: Script,
    /// The lines with their numbers.
    pub(super) lines: Vec<(usize, Line)>,
}

#[derive(Clone, Debug)]
pub(super) enum Line {
    /// A script begins, on the fixture.
    Start,
    /// A request, and the forms that its answer may have.
    Call(Map<String, Value>, Vec<Pattern>),
}

impl Transcript {
    /// Reads a transcript.
    ///
    /// # Errors
    /// With file, line, and what is wrong there.
    pub(super) fn parse(name: &str, text: &str) -> Result<Self, String> {
        let wrong = |number: usize, what: String| format!("protocol/{name}.txt:{number}: {what}");
        let header: String =
            text.split_inclusive('\n').take_while(|line| line.trim_end() != "start").collect();
        let script = Script::parse(&format!("protocol/{name}.txt"), &format!("{header}run\n"));
        let script = script.map_err(|error| error.to_string())?;
        let mut lines: Vec<(usize, Line)> = Vec::new();
        for (number, line) in (1..).zip(text.lines()).skip(header.lines().count()) {
            match (line.split_once(' '), lines.last_mut()) {
                _ if line == "start" => lines.push((number, Line::Start)),
                _ if line.is_empty() || line.starts_with('#') => {}
                (Some((">", request)), _) => {
                    let request =
                        serde_json::from_str(request).map_err(|error| wrong(number, error.to_string()))?;
                    lines.push((number, Line::Call(request, Vec::new())));
                }
                (Some(("<", form)), Some((_, Line::Call(_, forms)))) => {
                    forms.push(Pattern::parse(form).map_err(|what| wrong(number, what))?);
                }
                _ => {
                    let what = "expected `start`, a request behind `>`, or behind `<` a form of its answer";
                    return Err(wrong(number, what.to_owned()));
                }
            }
        }
        let without = lines.iter().find(|(_, line)| matches!(line, Line::Call(_, forms) if forms.is_empty()));
        if let Some((number, _)) = without {
            return Err(wrong(*number, "expected a form of the answer below".to_owned()));
        }
        let claim = script.comments.join(" ");
        Ok(Self { name: name.to_owned(), claim, script, lines })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backends::is_of_form;

    #[test]
    fn the_transcript_on_the_page_of_the_protocol_is_one() {
        let page = include_str!("../../../PROTOCOL.md");
        let (_, example) = page.split_once("begins as a script does").unwrap();
        let example = example.split("```\n").nth(1).unwrap();
        let Transcript { claim, lines, .. } = Transcript::parse("example", example).unwrap();
        assert_eq!((&*claim, lines.len()), ("A failed call is answered by the word of its code.", 4));
        let forms: Vec<&str> =
            page.split(['<', '>']).filter(|word| is_of_form(word, &Value::Null).is_some()).collect();
        assert!(forms.len() >= 9, "{forms:?}");
    }

    #[test]
    fn what_is_wrong_with_a_transcript_is_told_with_its_line() {
        let cases = [
            ("# A claim.\nstart\n> {\"call\": \"end\"}\n", "3: expected a form of the answer below"),
            ("# A claim.\nstart\n< {\"ok\": null}\n", "3: expected `start`, a request"),
            ("# A claim.\nstart\n> {\"call\": \"end\"\n", "3: EOF while parsing"),
            ("# A claim.\ntree\n  log \"base\" x\nstart\n", "3:14: "),
            ("# A claim.\nstart\n> {}\n< {\"ok\": \"<x>\"}\n", "4: `<x>` is no form"),
        ];
        for (text, expected) in cases {
            let error = Transcript::parse("t", text).unwrap_err();
            assert!(error.starts_with(&format!("protocol/t.txt:{expected}")), "{error}");
        }
    }
}
