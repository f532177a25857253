//! The lines of `run` that are no calls: what happens around the guest.

use std::sync::Arc;

use super::ScriptError;
use super::cursor::Cursor;
use super::step::{data, offset, path};
use crate::op::{Amid, CallClass, Change, Control, HostChange, Injection, Name, SystemAnswer};
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

/// Reads the arguments of a change.
type Read = fn(&mut Cursor<'_>) -> Result<Change, ScriptError>;

/// What another process does, and what stands behind the path of that.
const CHANGES: [(&str, Read); 11] = [
    ("truncate", |line| Ok(Change::Truncate { size: line.number("a size")? })),
    ("append", |line| Ok(Change::Append { bytes: data(line)? })),
    ("write", |line| Ok(Change::Write { bytes: data(line)?, offset: offset(line)? })),
    ("replace", |line| Ok(Change::Replace { bytes: data(line)? })),
    ("remove", |_| Ok(Change::Remove)),
    ("swap", |line| Ok(Change::Swap { other: plain_path(line)? })),
    ("rename", |line| Ok(Change::Rename { to: plain_path(line)? })),
    ("symlink", |line| Ok(Change::Symlink { target: target(line)? })),
    ("mkdir", |_| Ok(Change::MakeDirectory)),
    ("touch", |_| Ok(Change::Touch)),
    ("chmod", |line| Ok(Change::Chmod { mode: super::mode_bits(line)? })),
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
    let read = line.known("a change", &CHANGES)?;
    let path = plain_path(line)?;
    let change = read(line)?;
    let amid = if line.eat(",") { Some(amid(line)?) } else { None };
    Ok(HostChange { path, change, amid })
}

fn plain_path(line: &mut Cursor<'_>) -> Result<Arc<str>, ScriptError> {
    let place = line.after_spaces();
    let path: Arc<str> = path(line)?.into();
    if super::is_plain(&path) { Ok(path) } else { Err(place.expected("a plain path such as \"sub/log\"")) }
}

/// Where a link leads.
fn target(line: &mut Cursor<'_>) -> Result<Arc<str>, ScriptError> {
    line.literal("->")?;
    let place = line.after_spaces();
    let target: Arc<str> = path(line)?.into();
    if target.is_empty() { Err(place.expected("where it leads; no link is empty")) } else { Ok(target) }
}

fn amid(line: &mut Cursor<'_>) -> Result<Amid, ScriptError> {
    line.literal("before")?;
    line.literal("system")?;
    line.literal("call")?;
    let place = line.after_spaces();
    let before = line.number("the number of a call of the system")?;
    if before == 0 {
        return Err(place.expected("a number of at least 1, that of the first call"));
    }
    line.literal("of")?;
    Ok(Amid { on: line.name()?, before })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_that_are_printed() {
        for (word, _) in CHANGES {
            let behind = match word {
                "truncate" => "1",
                "append" | "replace" => "\"x\"",
                "write" => "\"x\" 1",
                "swap" | "rename" => "\"other\"",
                "symlink" => "-> \"../other\"",
                "chmod" => "0444",
                _ => "",
            };
            for amid in ["", ", before system call 2 of root"] {
                let line = format!("host {word} {}{amid}", format!("\"log\" {behind}").trim_end());
                let read = control(&mut Cursor::new("test", 1, &line)).unwrap().unwrap();
                assert!(matches!(&read, Control::Host(change) if change.change.word() == word), "{line}");
                assert_eq!(crate::script::Step::from(read).to_string(), line);
            }
        }
        for (word, answer) in SystemAnswer::table() {
            assert_eq!(answer.word(), word);
        }
        for (word, calls) in CallClass::TABLE {
            assert_eq!(calls.word(), *word);
        }
    }
}
