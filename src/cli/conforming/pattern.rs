//! What an answer has to look like: an answer in which a string such as `"<digits>"` stands for all values of a form.

use std::fmt;

use serde_json::{Value, json};

use crate::backends::is_of_form;

/// The form of an answer, without its number.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pattern(Value);

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Pattern {
    /// The form that a line of a transcript has.
    ///
    /// # Errors
    /// When it is no JSON, or names a form that there is not.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        match unknown_form(&value) {
            Some(name) => Err(format!("`<{name}>` is no form")),
            None => Ok(Self(value)),
        }
    }

    /// Of a call that gives nothing.
    pub(super) fn nothing() -> Self {
        Self(json!({ "ok": null }))
    }

    /// Where an answer is not of this form, as a path of members, if somewhere.
    pub(super) fn difference(&self, answer: &Value) -> Option<String> {
        difference(&self.0, answer)
    }
}

/// The name in a form, if it is one.
fn form_name(value: &Value) -> Option<&str> {
    value.as_str()?.strip_prefix('<')?.strip_suffix('>')
}

fn unknown_form(value: &Value) -> Option<&str> {
    match value {
        Value::Array(values) => values.iter().find_map(unknown_form),
        Value::Object(members) => members.values().find_map(unknown_form),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            form_name(value).filter(|name| is_of_form(name, &Value::Null).is_none())
        }
    }
}

fn difference(expected: &Value, got: &Value) -> Option<String> {
    if let Some(name) = form_name(expected) {
        return (is_of_form(name, got) != Some(true)).then(String::new);
    }
    match (expected, got) {
        (Value::Array(expected), Value::Array(got)) if expected.len() == got.len() => {
            let mut pairs = expected.iter().zip(got).enumerate();
            pairs.find_map(|(index, (expected, got))| {
                Some(beneath(&index.to_string(), &difference(expected, got)?))
            })
        }
        (Value::Object(expected), Value::Object(got)) => {
            let of_expected = |(name, expected): (&String, &Value)| match got.get(name) {
                Some(got) => Some(beneath(name, &difference(expected, got)?)),
                None => Some(format!("{name}, which is missing")),
            };
            let surplus = || got.keys().find(|name| !expected.contains_key(*name));
            expected
                .iter()
                .find_map(of_expected)
                .or_else(|| Some(format!("{}, which is too much", surplus()?)))
        }
        _ => (expected != got).then(String::new),
    }
}

/// The path below a member.
fn beneath(name: &str, path: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{name}.{path}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_told_by_its_path() {
        let pattern =
            Pattern::parse(r#"{"ok": {"size": "<digits>", "times": ["<datetime>", "now"]}}"#).unwrap();
        let answer =
            |size: Value, first: Value, second: &str| json!({"ok": {"size": size, "times": [first, second]}});
        let moment = json!({"seconds": "5", "nanoseconds": 0});
        let cases = [
            (answer(json!("18446744073709551615"), moment.clone(), "now"), None),
            (answer(json!("7"), Value::Null, "now"), None),
            (answer(json!(7), moment.clone(), "now"), Some("ok.size")),
            (answer(json!("18446744073709551616"), moment, "now"), Some("ok.size")),
            (answer(json!("7"), json!({"seconds": "5"}), "now"), Some("ok.times.0")),
            (answer(json!("7"), Value::Null, "then"), Some("ok.times.1")),
            (json!({"ok": {"size": "7"}}), Some("ok.times, which is missing")),
            (json!({"error": "io"}), Some("ok, which is missing")),
            (
                json!({"ok": {"size": "7", "times": [null, "now"]}, "more": 1}),
                Some("more, which is too much"),
            ),
        ];
        for (answer, path) in cases {
            assert_eq!(pattern.difference(&answer).as_deref(), path, "{answer}");
        }
        assert_eq!(Pattern::parse(r#"{"ok": ["<digit>"]}"#).unwrap_err(), "`<digit>` is no form");
    }
}
