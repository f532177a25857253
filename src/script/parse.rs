//! The way from the text to the values: strict in what is said, lenient in the spaces between.

mod control;
mod cursor;
mod step;
mod tree;

use std::collections::BTreeMap;

use bitflags::Flags;

use self::cursor::Cursor;
use super::Script;
use crate::rule::Rule;
use crate::tree::quote::visible;
use crate::tree::{Access, Capability, Fixture, Mode, Modified, Node, Preopen};
use crate::wasi::flag_words;

/// What is wrong with the text of a script, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {problem}")]
pub struct ScriptError {
    /// The file, as the caller names it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// What was expected there and what was found, in one line.
    pub problem: String,
}

/// What a line that is not indented starts with, in the order these stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Head {
    Rule,
    Needs,
    Preopen,
    Modified,
    Mode,
    Device,
    Tree,
    Run,
    End,
}

/// In how many digits a mode is written.
const MODE_DIGITS: usize = 4;

const HEADS: [(&str, Head); 9] = [
    ("rule", Head::Rule),
    ("needs", Head::Needs),
    ("preopen", Head::Preopen),
    ("modified", Head::Modified),
    ("mode", Head::Mode),
    ("device", Head::Device),
    ("tree", Head::Tree),
    ("run", Head::Run),
    ("end", Head::End),
];

/// Reads a whole script.
pub(super) fn script(file: &str, text: &str) -> Result<Script, ScriptError> {
    let lines = text.split('\n').zip(1..);
    let lines: Vec<Cursor<'_>> = lines
        .map(|(line, number)| Cursor::new(file, number, line.strip_suffix('\r').unwrap_or(line)))
        .collect();
    let last = lines.last().copied().unwrap_or_else(|| Cursor::new(file, 1, "")).at_end();
    let lines: Vec<Cursor<'_>> = lines.into_iter().filter(|line| !line.is_over()).collect();

    let comments: Vec<String> = lines.iter().map_while(Cursor::comment).collect();
    let mut left = &lines[comments.len()..];
    let mut draft = Draft { script: Script { comments, ..Script::default() }, ..Draft::default() };
    while let Some((head, after)) = left.split_first() {
        let inside = after.iter().take_while(|line| line.is_indented() || line.comment().is_some()).count();
        draft.block(*head, &after[..inside])?;
        left = &after[inside..];
    }
    if draft.last_head < Some(Head::Run) {
        return Err(last.error("expected the section `run`, found the end of the text"));
    }
    Ok(draft.script)
}

/// A script as far as it is read.
#[derive(Default)]
struct Draft<'t> {
    script: Script,
    last_head: Option<Head>,
    /// The preopens, with the places of their paths.
    preopens: Vec<(Preopen, Cursor<'t>)>,
    /// The directory that lies on a device of its own, with its place.
    apart: Option<(String, Cursor<'t>)>,
    /// The times of objects, with the places of their paths.
    modified: Vec<(Modified, Cursor<'t>)>,
    /// The modes of objects, with the places of their paths.
    modes: Vec<(Mode, Cursor<'t>)>,
    /// The names that are taken, with the lines that took them; `root` may be there without one.
    taken: BTreeMap<String, Option<usize>>,
}

impl<'t> Draft<'t> {
    /// A line that is not indented, and those that are below it.
    fn block(&mut self, place: Cursor<'t>, body: &[Cursor<'t>]) -> Result<(), ScriptError> {
        if place.is_indented() {
            return Err(place.after_spaces().error("expected a section, found an indented line"));
        }
        let mut line = place;
        let head = line.known("a section", &HEADS)?;
        self.check_order(place, head)?;
        match head {
            Head::Rule => self.script.rule = Some(rule(&mut line)?),
            Head::Needs => self.script.needs = needs(&mut line)?,
            Head::Preopen => self.preopen(&mut line)?,
            Head::Modified => self.modified(&mut line)?,
            Head::Mode => self.mode(&mut line)?,
            Head::Device => self.device(&mut line)?,
            Head::Tree | Head::Run | Head::End => {}
        }
        line.end()?;
        match head {
            Head::Rule | Head::Needs | Head::Preopen | Head::Modified | Head::Mode | Head::Device => {
                no_body(body)?;
            }
            Head::Tree => self.script.fixture.tree = tree::tree(place, body)?,
            Head::Run => {
                self.finish_fixture()?;
                self.steps(body)?;
            }
            Head::End => self.script.end = Some(tree::tree(place, body)?),
        }
        Ok(())
    }

    fn check_order(&mut self, place: Cursor<'_>, head: Head) -> Result<(), ScriptError> {
        let word = |head: Head| HEADS[head as usize].0;
        match self.last_head {
            Some(last) if last == head && !matches!(head, Head::Preopen | Head::Modified | Head::Mode) => {
                return Err(place.error(format!("a second `{}`", word(head))));
            }
            Some(last) if last > head => {
                let order = HEADS.map(|(word, _)| word).join(", ");
                let (late, last) = (word(head), word(last));
                return Err(place.error(format!("`{late}` below `{last}`: expected the order {order}")));
            }
            last if head == Head::End && last != Some(Head::Run) => {
                return Err(place.error("expected the section `run`, found `end`"));
            }
            _ => {}
        }
        self.last_head = Some(head);
        Ok(())
    }

    fn preopen(&mut self, line: &mut Cursor<'t>) -> Result<(), ScriptError> {
        let place = line.after_spaces();
        let name = line.name()?;
        self.take_name(place, name.as_str())?;
        let place = line.after_spaces();
        let path = line.quoted("the path of a directory")?;
        let access = Access { dir: perms(line, "dir")?, file: perms(line, "file")? };
        self.preopens.push((Preopen { name: name.to_string(), path, access }, place));
        Ok(())
    }

    fn modified(&mut self, line: &mut Cursor<'t>) -> Result<(), ScriptError> {
        let place = line.after_spaces();
        let path = line.quoted("the path of an object")?;
        if let Some((_, earlier)) = self.modified.iter().find(|(modified, _)| modified.path == path) {
            let (path, line) = (visible(&path), earlier.line());
            return Err(place.error(format!("the time of `{path}` is set since line {line}")));
        }
        let seconds = line.signed("seconds since 1970")?;
        self.modified.push((Modified { path, seconds }, place));
        Ok(())
    }

    fn mode(&mut self, line: &mut Cursor<'t>) -> Result<(), ScriptError> {
        let place = line.after_spaces();
        let path = line.quoted("the path of a file or directory")?;
        if let Some((_, earlier)) = self.modes.iter().find(|(mode, _)| mode.path == path) {
            let (path, line) = (visible(&path), earlier.line());
            return Err(place.error(format!("the mode of `{path}` is set since line {line}")));
        }
        let bits = mode_bits(line)?;
        self.modes.push((Mode { path, bits }, place));
        Ok(())
    }

    fn device(&mut self, line: &mut Cursor<'t>) -> Result<(), ScriptError> {
        let place = line.after_spaces();
        self.apart = Some((line.quoted("the name of a directory in the root of the tree")?, place));
        Ok(())
    }

    /// Checks the times, the preopens and the devices, now that the tree is known.
    fn finish_fixture(&mut self) -> Result<(), ScriptError> {
        self.finish_preopens()?;
        self.finish_modes()?;
        let Some((name, place)) = self.apart.take() else { return Ok(()) };
        let fixture = &mut self.script.fixture;
        fixture.apart = Some(name);
        if fixture.has_possible_devices() {
            return Ok(());
        }
        Err(place.expected("a directory in the root of the tree, and no preopen at that root"))
    }

    fn finish_modes(&mut self) -> Result<(), ScriptError> {
        let fixture = &mut self.script.fixture;
        for (mode, place) in self.modes.drain(..) {
            check_plain_path(&mode.path, place)?;
            let path = visible(&mode.path);
            if !matches!(fixture.tree.get(&mode.path), Some(Node::File(_) | Node::Directory(_))) {
                return Err(
                    place.error(format!("expected a file or directory of the tree, found none at `{path}`"))
                );
            }
            fixture.modes.push(mode);
            if !fixture.has_possible_modes() {
                return Err(place.error(format!(
                    "a preopen is at or below `{path}`, which has to be read and searched for it"
                )));
            }
        }
        Ok(())
    }

    fn finish_preopens(&mut self) -> Result<(), ScriptError> {
        for (modified, place) in self.modified.drain(..) {
            check_modified_path(&self.script.fixture, &modified.path, place)?;
            self.script.fixture.modified.push(modified);
        }
        if self.preopens.is_empty() {
            let names = self.script.fixture.preopens.iter().map(|preopen| preopen.name.clone());
            self.taken.extend(names.map(|name| (name, None)));
            return Ok(());
        }
        let fixture = &mut self.script.fixture;
        fixture.preopens.clear();
        for (preopen, place) in self.preopens.drain(..) {
            check_preopen_path(fixture, &preopen.path, place)?;
            fixture.preopens.push(preopen);
        }
        Ok(())
    }

    /// Every name is bound once.
    fn take_name(&mut self, place: Cursor<'_>, name: &str) -> Result<(), ScriptError> {
        match self.taken.insert(name.to_owned(), Some(place.line())) {
            None => Ok(()),
            Some(Some(line)) => Err(place.error(format!("the name `{name}` is taken since line {line}"))),
            Some(None) => Err(place.error(format!("the name `{name}` is taken by the preopen"))),
        }
    }

    fn steps(&mut self, body: &[Cursor<'_>]) -> Result<(), ScriptError> {
        let mut comments = Vec::new();
        for line in body {
            if let Some(comment) = line.comment() {
                comments.push(comment);
                continue;
            }
            let mut step = step::step(*line)?;
            for bind in step.binds() {
                self.take_name(line.after_spaces(), bind.as_str())?;
            }
            step.comments = std::mem::take(&mut comments);
            self.script.steps.push(step);
        }
        match body.last() {
            Some(last) if !comments.is_empty() => {
                Err(last.after_spaces().error("expected a step below this comment"))
            }
            _ => Ok(()),
        }
    }
}

/// Whether a path is made of names alone.
fn mode_bits(line: &mut Cursor<'_>) -> Result<u16, ScriptError> {
    let after = line.after_spaces();
    *line = after;
    let digits = line.take(|c| c.is_ascii_digit());
    let bits = u16::from_str_radix(digits, 8).ok().filter(|bits| *bits <= Mode::MAX);
    let bits = bits.filter(|_| digits.len() == MODE_DIGITS);
    bits.ok_or_else(|| after.expected("a mode of four octal digits, from 0000 to 0777"))
}

fn is_plain(path: &str) -> bool {
    path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}

fn check_plain_path(path: &str, place: Cursor<'_>) -> Result<(), ScriptError> {
    if is_plain(path) { Ok(()) } else { Err(place.expected("a plain path such as \"sub/log\"")) }
}

fn check_modified_path(fixture: &Fixture, path: &str, place: Cursor<'_>) -> Result<(), ScriptError> {
    check_plain_path(path, place)?;
    if fixture.tree.get(path).is_none() {
        let path = visible(path);
        return Err(place.error(format!("expected an object of the tree, found none at `{path}`")));
    }
    Ok(())
}

fn check_preopen_path(fixture: &Fixture, path: &str, place: Cursor<'_>) -> Result<(), ScriptError> {
    if !path.is_empty() && !is_plain(path) {
        return Err(place.expected("a plain path such as \"sub/inner\", or \"\" for the root of the tree"));
    }
    if !fixture.is_directory(path) {
        return Err(
            place.error(format!("expected a directory of the tree, found none at `{}`", visible(path)))
        );
    }
    Ok(())
}

fn no_body(body: &[Cursor<'_>]) -> Result<(), ScriptError> {
    let Some(line) = body.first() else { return Ok(()) };
    Err(line.after_spaces().error(if line.comment().is_some() {
        "comments stand at the top or above a step"
    } else {
        "expected a section, found an indented line"
    }))
}

fn rule(line: &mut Cursor<'_>) -> Result<Rule, ScriptError> {
    let table: Vec<(&str, Rule)> = Rule::ALL.iter().map(|rule| (rule.id(), *rule)).collect();
    line.known("a rule", &table)
}

fn needs(line: &mut Cursor<'_>) -> Result<Vec<Capability>, ScriptError> {
    let table: Vec<(&str, Capability)> =
        Capability::TABLE.iter().map(|(capability, name)| (*name, *capability)).collect();
    let needs = line.several("a capability", &table)?;
    if needs.is_empty() { line.known("a capability", &table).map(|only| vec![only]) } else { Ok(needs) }
}

/// Reads `key=none`, or `key=` and words joined by commas.
fn perms<F: Flags + Copy>(line: &mut Cursor<'_>, key: &str) -> Result<F, ScriptError> {
    if !line.eat(&format!("{key}=")) {
        return Err(line.expected(&format!("`{key}=` and permissions")));
    }
    let mut table: Vec<(String, F)> = flag_words::<F>().chain([("none".to_owned(), F::empty())]).collect();
    let mut set = line.known("a permission", &table)?;
    table.pop();
    while !set.is_empty() && line.eat(",") {
        let place = line.after_spaces();
        let flag = line.known("a permission", &table)?;
        if set.contains(flag) {
            return Err(place.error("the same permission a second time"));
        }
        set.insert(flag);
    }
    Ok(set)
}
