//! The lines of `run` that are no calls: what happens around the guest.

use std::sync::Arc;

use super::ScriptError;
use super::cursor::Cursor;
use super::step::{data, offset, path};
use crate::op::{CallClass, Control, HostChange, Injection, Name, SystemAnswer};
use crate::rule::nearest;

/// The first words of such lines.
#[derive(Clone, Copy)]
enum Word {
    Hold,
    Release,
    Quiesce,
    Fault,
    Host,
}

const WORDS: [(&str, Word); 5] = [
    ("hold", Word::Hold),
    ("release", Word::Release),
    ("quiesce", Word::Quiesce),
    ("fault", Word::Fault),
    ("host", Word::Host),
];

/// What another process does to a file; the table pairs it with its word.
#[derive(Clone, Copy)]
enum Change {
    Truncate,
    Append,
    Write,
    Replace,
    Remove,
}

const CHANGES: [(&str, Change); 5] = [
    ("truncate", Change::Truncate),
    ("append", Change::Append),
    ("write", Change::Write),
    ("replace", Change::Replace),
    ("remove", Change::Remove),
];

/// Reads a line that is no call; none if it is one. A handle may be called like the first word of such a line.
pub(super) fn control(line: &mut Cursor<'_>) -> Result<Option<Control>, ScriptError> {
    let mut ahead = *line;
    let Ok(word) = ahead.name() else { return Ok(None) };
    let rest = ahead.after_spaces().rest();
    let names_a_handle = rest.starts_with('.') || (rest.starts_with('=') && !rest.starts_with("=>"));
    let Some((_, word)) = WORDS.iter().find(|(known, _)| *known == word.as_str()) else { return Ok(None) };
    if names_a_handle {
        return Ok(None);
    }
    *line = ahead;
    arguments(*word, line).map(Some)
}

/// The first word of such a line that is near to a name behind which there is no call; for the error.
pub(super) fn hint(name: &Name) -> String {
    let near = nearest(name.as_str(), WORDS.iter().map(|(word, _)| *word));
    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

fn arguments(word: Word, line: &mut Cursor<'_>) -> Result<Control, ScriptError> {
    Ok(match word {
        Word::Hold if line.is_over() => Control::Hold { queued: false },
        Word::Hold => {
            line.literal("queued")?;
            Control::Hold { queued: true }
        }
        Word::Release => Control::Release(line.name()?),
        Word::Quiesce => Control::Quiesce,
        Word::Fault => Control::Fault(injection(line)?),
        Word::Host => Control::Host(host_change(line)?),
    })
}

fn injection(line: &mut Cursor<'_>) -> Result<Injection, ScriptError> {
    let on = line.name()?;
    let calls = line.known("a class of calls such as `write` or `sync`", CallClass::TABLE)?;
    let answers: Vec<_> = SystemAnswer::table().collect();
    let mut answer = line.known("an answer of the system such as `io`", &answers)?;
    if let SystemAnswer::Short(count) = &mut answer {
        let place = *line;
        *count = line.number("a count of bytes")?;
        if *count == 0 {
            return Err(place.expected("a count of at least 1; `zero` is an answer of its own"));
        }
    }
    let (mut after, mut behind) = (0, false);
    let place = line.after_spaces();
    if !line.is_over() && line.literal("behind").is_ok() {
        if answer.code().is_none() || calls == CallClass::Open {
            return Err(place
                .expected("no `behind`; an error alone is told behind a call, and not of one that opens"));
        }
        behind = true;
    } else if !line.is_over() {
        line.literal("after")?;
        if !calls.moves_bytes() {
            return Err(place.expected("no `after`; such calls move no bytes"));
        }
        after = line.number("a count of bytes")?;
        line.literal(if after == 1 { "byte" } else { "bytes" })?;
    }
    Ok(Injection { on, calls, answer, after, behind })
}

fn host_change(line: &mut Cursor<'_>) -> Result<HostChange, ScriptError> {
    let change = line.known("a change", &CHANGES)?;
    let place = line.after_spaces();
    let path: Arc<str> = path(line)?.into();
    if !super::is_plain(&path) {
        return Err(place.expected("a plain path such as \"sub/log\""));
    }
    Ok(match change {
        Change::Truncate => HostChange::Truncate { path, size: line.number("a size")? },
        Change::Append => HostChange::Append { path, bytes: data(line)? },
        Change::Write => HostChange::Write { path, bytes: data(line)?, offset: offset(line)? },
        Change::Replace => HostChange::Replace { path, bytes: data(line)? },
        Change::Remove => HostChange::Remove { path },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_that_are_printed() {
        for (word, change) in CHANGES {
            let line = format!(
                "host {word} \"log\" {}",
                match change {
                    Change::Truncate => "1",
                    Change::Append | Change::Replace => "\"x\"",
                    Change::Write => "\"x\" 1",
                    Change::Remove => "",
                }
            );
            let read = control(&mut Cursor::new("test", 1, line.trim_end())).unwrap().unwrap();
            assert!(matches!(read, Control::Host(change) if change.word() == word), "{line}");
        }
        for (word, answer) in SystemAnswer::table() {
            assert_eq!(answer.word(), word);
        }
        for (word, calls) in CallClass::TABLE {
            assert_eq!(calls.word(), *word);
        }
    }
}
