//! Text in quotes, both ways: paths, names of files that are no plain words, targets of symbolic links.
//!
//! A character that can be seen stands for itself; `\"`, `\\` and `\n` are themselves; any other of ASCII is `\xNN`, and
//! any other beyond ASCII is `\u{N}`. Every text comes back from its quoted form. In the name of an object of a tree `\x80` to `\xff`
//! are bytes that belong to no character.

use std::fmt::Write as _;

use super::raw::{byte_of, char_of};

/// What may follow a backslash.
const ESCAPES: &str = "expected \\\", \\\\, \\n, \\xNN up to \\x7f, or \\u{N}";

/// The same in the name of an object of a tree, which may have bytes that are no text.
const NAME_ESCAPES: &str = "expected \\\", \\\\, \\n, \\xNN, or \\u{N}";

/// What is wrong with a character that would be taken for such a byte.
const BYTE_AS_CHARACTER: &str = "this character stands for a byte that is no text: expected \\xNN";

/// The text in quotes.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c => push_visible(&mut quoted, c),
        }
    }
    quoted.push('"');
    quoted
}

/// The name of an object of a tree in quotes.
pub(crate) fn quoted_name(name: &str) -> String {
    let mut quoted = String::from("\"");
    for c in name.chars() {
        match (byte_of(c), c) {
            // Writing to a string can't fail.
            (Some(byte), _) => _ = write!(quoted, "\\x{byte:02x}"),
            (None, '"' | '\\') => quoted.extend(['\\', c]),
            (None, '\n') => quoted.push_str("\\n"),
            (None, c) => push_visible(&mut quoted, c),
        }
    }
    quoted.push('"');
    quoted
}

/// The text without quotes, on one line and with nothing in it that can't be seen.
pub(crate) fn visible(text: &str) -> String {
    let mut visible = String::new();
    text.chars().for_each(|c| push_visible(&mut visible, c));
    visible
}

fn push_visible(text: &mut String, c: char) {
    // Of what can be seen, `escape_debug` changes these three only.
    if matches!(c, '\'' | '"' | '\\') || c.escape_debug().len() == 1 {
        text.push(c);
    } else {
        let number = u32::from(c);
        // Writing to a string can't fail.
        let _ =
            if c.is_ascii() { write!(text, "\\x{number:02x}") } else { write!(text, "\\u{{{number:x}}}") };
    }
}

/// What is wrong with a quoted text, and where in it, in bytes.
pub(crate) type Fault = (usize, &'static str);

/// Reads the quoted text that `source` starts with; also tells how many bytes of it that were.
pub(crate) fn unquoted(source: &str) -> Result<(String, usize), Fault> {
    unquoted_by(source, |form| escaped(form).ok_or(ESCAPES))
}

/// The same of the name of an object of a tree.
pub(crate) fn unquoted_name(source: &str) -> Result<(String, usize), Fault> {
    let byte = |form: &str| {
        let byte = u8::try_from(u32::from(hex(form.strip_prefix('x')?.get(..2)?)?)).ok()?;
        Some((char_of(byte)?, 3))
    };
    let of_name = |form: &str| match byte(form).or_else(|| escaped(form)).ok_or(NAME_ESCAPES)? {
        (c, length) if length > 3 && byte_of(c).is_some() => Err(BYTE_AS_CHARACTER),
        other => Ok(other),
    };
    unquoted_by(source, of_name)
}

fn unquoted_by(
    source: &str,
    escaped: impl Fn(&str) -> Result<(char, usize), &'static str>,
) -> Result<(String, usize), Fault> {
    let (mut text, mut at) = (String::new(), 1);
    loop {
        let rest = source.get(at..).unwrap_or_default();
        match rest.chars().next() {
            None => return Err((0, "this text has no closing quote")),
            Some('"') => return Ok((text, at + 1)),
            Some('\\') => {
                let (c, length) = escaped(&rest[1..]).map_err(|problem| (at, problem))?;
                text.push(c);
                at += 1 + length;
            }
            Some(c) => {
                text.push(c);
                at += c.len_utf8();
            }
        }
    }
}

/// The character that stands behind a backslash, and the length of its form.
fn escaped(form: &str) -> Option<(char, usize)> {
    match form.chars().next()? {
        c @ ('"' | '\\') => Some((c, 1)),
        'n' => Some(('\n', 1)),
        'x' => {
            let c = hex(form.get(1..3)?)?;
            c.is_ascii().then_some((c, 3))
        }
        'u' => {
            let (digits, _) = form.strip_prefix("u{")?.split_once('}')?;
            Some((hex(digits)?, digits.len() + 3))
        }
        _ => None,
    }
}

fn hex(digits: &str) -> Option<char> {
    let all = digits.chars().all(|digit| digit.is_ascii_hexdigit());
    let number = u32::from_str_radix(digits, 16).ok().filter(|_| all)?;
    char::from_u32(number)
}

/// Whether a file's name stands without quotes.
pub(crate) fn is_bare(name: &str) -> bool {
    !name.is_empty() && name != NOTHING && name.chars().all(is_bare_char)
}

/// Whether a character is one of those that a name without quotes is made of.
pub(crate) fn is_bare_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}

/// The line that stands for the tree without entries; a file of this name stands in quotes.
pub(crate) const NOTHING: &str = "nothing";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_text_comes_back_from_its_quotes(text in any::<String>(), after in any::<String>()) {
            let form = quoted(&text);
            let source = format!("{form}{after}");
            prop_assert_eq!(unquoted(&source), Ok((text, form.len())));
        }
    }

    proptest! {
        #[test]
        fn every_name_comes_back_from_its_quotes(bytes in prop::collection::vec(any::<u8>(), 0..9), after in any::<String>()) {
            let name = crate::tree::raw::name_of(&bytes);
            let form = quoted_name(&name);
            prop_assert_eq!(unquoted_name(&format!("{form}{after}")), Ok((name, form.len())));
        }
    }

    #[test]
    fn a_byte_that_is_no_text_has_one_form_and_only_in_names() {
        assert_eq!(quoted_name("a\u{10f7ff}"), r#""a\xff""#);
        assert_eq!(unquoted_name(r#""a\xff""#), Ok(("a\u{10f7ff}".to_owned(), 7)));
        assert_eq!(unquoted_name(r#""\u{10f7ff}""#).unwrap_err().0, 1);
        assert_eq!(unquoted(r#""\xff""#).unwrap_err().0, 1);
    }

    #[test]
    fn what_can_be_seen_stands_for_itself() {
        assert_eq!(quoted("it's \u{e4}\u{4e16} \"\\\n\t\0\u{202e}"), r#""it's ä世 \"\\\n\x09\x00\u{202e}""#);
    }

    #[test]
    fn a_quoted_text_with_a_fault_is_refused_at_its_place() {
        for (source, at) in [
            ("\"abc", 0),
            (r#""a\q""#, 2),
            (r#""\x80""#, 1),
            (r#""\x+1""#, 1),
            (r#""\u{d800}""#, 1),
            (r#""\u{}""#, 1),
            (r#""ä\"#, 3),
        ] {
            assert_eq!(unquoted(source).unwrap_err().0, at, "{source}");
        }
    }
}
