//! The lines of `tree` and `end`: an entry each, those of a directory two spaces further in than its name.

use super::ScriptError;
use super::cursor::Cursor;
use crate::tree::quote::{NOTHING, is_bare_char, visible};
use crate::tree::{Entries, MANY_MAX, Node, PLANTABLE, Pattern, Tree};
use crate::wasi::DescriptorType;

/// Spaces that the entries of a directory stand further in than its name.
const INDENT: usize = 2;

/// Reads the tree below a section's head.
pub(super) fn tree(head: Cursor<'_>, body: &[Cursor<'_>]) -> Result<Tree, ScriptError> {
    match body {
        [] => Err(head.error(format!("expected entries below, or a line `{NOTHING}`"))),
        [only] if only.rest().trim() == NOTHING => Ok(Tree::default()),
        _ => {
            let mut left = body;
            let entries = entries(&mut left, INDENT)?;
            Ok(Tree { entries })
        }
    }
}

/// Reads the entries that stand so far in, and takes their lines off the front of `left`.
fn entries(left: &mut &[Cursor<'_>], indent: usize) -> Result<Entries, ScriptError> {
    let mut entries = Entries::new();
    while let Some((line, after)) = left.split_first() {
        if indent_of(*line, indent)? < indent {
            break;
        }
        *left = after;
        let mut line = line.after_spaces();
        let place = line;
        let names = match many(&mut line)? {
            Some(names) => names,
            None => vec![name(&mut line)?],
        };
        let mut node = shallow_node(line)?;
        if let Node::Directory(inner) = &mut node
            && let [_] = &names[..]
        {
            *inner = self::entries(left, indent + INDENT)?;
        }
        for name in names {
            if entries.contains_key(&name) {
                return Err(place.error(format!("a second entry `{}` in one directory", visible(&name))));
            }
            entries.insert(name, node.clone());
        }
    }
    Ok(entries)
}

/// How far in an entry stands, which may be less than `most` only if it belongs to a directory further up.
fn indent_of(line: Cursor<'_>, most: usize) -> Result<usize, ScriptError> {
    let place = line.after_spaces();
    if line.comment().is_some() {
        return Err(place.error("comments stand at the top or above a step, not in a tree"));
    }
    let indent = line.rest().len() - place.rest().len();
    if line.rest()[..indent].contains('\t') {
        return Err(place.error("expected spaces before the entry, found a tab"));
    }
    if !indent.is_multiple_of(INDENT) {
        return Err(
            place.error(format!("expected an even number of spaces before the entry, found {indent}"))
        );
    }
    if indent > most {
        return Err(place.error(format!(
            "expected at most {most} spaces before the entry, which is in no directory, found {indent}"
        )));
    }
    Ok(indent)
}

/// What stands in front of a pattern of names.
const MANY: &str = "many";

/// Reads the names of many entries, `many[N] "f{}"`, if they come next.
fn many(line: &mut Cursor<'_>) -> Result<Option<Vec<String>>, ScriptError> {
    let mut ahead = *line;
    let word = ahead.take(is_bare_char);
    if word.is_empty() || !ahead.rest().starts_with('[') {
        return Ok(None);
    }
    if word != MANY {
        return Err(line.expected("`many` before `[`"));
    }
    ahead.eat("[");
    let place = ahead;
    let count = ahead.take(|c| c.is_ascii_digit()).parse().unwrap_or(0);
    if !(1..=MANY_MAX).contains(&count) {
        return Err(place.expected(&format!("a number from 1 to {MANY_MAX} and `]`")));
    }
    if !ahead.rest().starts_with(']') {
        return Err(ahead.expected("`]`"));
    }
    ahead.eat("]");
    let place = ahead;
    let text = ahead.quoted("names with `{}` for their number")?;
    let pattern = Pattern::new(&text).filter(|_| !text.contains(['/', '\0']));
    let Some(pattern) = pattern else {
        return Err(
            place.expected("names with one `{}` for their number, no digit beside it, and no `/` or NUL")
        );
    };
    *line = ahead;
    Ok(Some((0..count).map(|number| pattern.name(number)).collect()))
}

fn name(line: &mut Cursor<'_>) -> Result<String, ScriptError> {
    let place = *line;
    let name = match line.take(is_bare_char) {
        "" if line.rest().starts_with('"') => line.quoted_name()?,
        "" => return Err(line.expected("the name of an entry, in quotes if it is no plain word")),
        NOTHING => {
            return Err(place.error(format!(
                "`{NOTHING}` is the only line of its section, or in quotes the name of an entry"
            )));
        }
        bare => bare.to_owned(),
    };
    if name.is_empty() || name == "." || name == ".." || name.contains(['/', '\0']) {
        return Err(
            place.expected("the name of an entry, which is not empty, `.` or `..` and has no `/` or NUL")
        );
    }
    Ok(name)
}

/// Reads what stands behind the name of an entry; a directory is still empty.
fn shallow_node(mut line: Cursor<'_>) -> Result<Node, ScriptError> {
    let node = if line.rest().starts_with('/') {
        line.eat("/");
        Node::Directory(Entries::new())
    } else if line.eat("->") {
        Node::Symlink(line.quoted("a target")?)
    } else if line.is_over() {
        return Err(line.expected("`/`, `->` and a target, `is a` and a type, or bytes after the name"));
    } else if line.literal("is").is_ok() {
        line.literal("a")?;
        Node::Other(special_type(&mut line)?)
    } else {
        Node::File(line.bytes(|pieces| Ok(pieces.to_content()))?)
    };
    line.end()?;
    Ok(node)
}

/// Reads the type of an object that is no file, directory or link.
fn special_type(line: &mut Cursor<'_>) -> Result<DescriptorType, ScriptError> {
    let place = line.after_spaces();
    let every: Vec<(&str, DescriptorType)> =
        DescriptorType::ALL.iter().map(|kind| (kind.name(), *kind)).collect();
    if let Ok(kind) = line.clone().known("a type", &every)
        && !PLANTABLE.contains(&kind)
    {
        return Err(place.error(format!("only a fifo and a socket can be planted, found `{kind}`")));
    }
    line.known("a type that can be planted", &PLANTABLE.map(|kind| (kind.name(), kind)))
}
