//! What differs where something is wrong: which bytes, and whose they are, and which paths. It explains a verdict that
//! was given, and gives none.

use std::borrow::Cow;
use std::ops::Range;

use super::Answered;
use super::audit::node_text;
use crate::model::Model;
use crate::op::{Control, DescriptorOp, Op, OutputOp, Pieces};
use crate::outcome::{Allowed, Answer, ExpectedBytes, Outcome, line_of};
use crate::script::{Script, Step};
use crate::tree::{Content, Difference, Node, Tree};

/// Stretches of one file, at most: enough to see what happened.
const STRETCHES_MAX: usize = 8;

/// Paths of one tree, at most.
const PATHS_MAX: usize = 16;

/// The longest stretch, in bytes; what goes on behind it is one more.
const BYTES_MAX: usize = 1 << 16;

/// The longest text of a stretch's bytes, in characters. Marked ones and zeros have a short text, however many they are.
const TEXT_MAX: usize = 400;

/// How many bytes are shown where the text of all would be longer.
const SHOWN: usize = 64;

/// How many bytes of a file's end that should be there, or should not, are looked at.
const END_MAX: u64 = 1 << 16;

/// All that differs, in parts. Empty where the judge was not asked to explain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, serde::Deserialize))]
pub struct Differing {
    /// The bytes of an answer, in their order.
    pub bytes: Vec<Stretch>,
    /// The paths of a tree; first the one that the verdict is about.
    pub paths: Vec<PathDiffers>,
}

/// A stretch of a file where other bytes were seen than can be there. Each side is from the same writers all along.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, serde::Deserialize))]
pub struct Stretch {
    /// Where it starts in the file, in bytes.
    pub offset: u64,
    /// How long it is, in bytes.
    pub length: u64,
    /// What stands there when nothing that is in flight has landed; none where the file has ended.
    pub allowed: Option<Side>,
    /// What was seen; none where nothing was.
    pub got: Option<Side>,
}

/// What stands in a stretch, on one of its sides.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, serde::Deserialize))]
pub struct Side {
    /// Its bytes, as a script has them; where their text would be long the first of them, and `and more`.
    pub bytes: String,
    /// Who wrote them. What was seen may be from any one of these, since short stretches are not always unique; it is
    /// nobody's where there are none.
    pub writers: Vec<Writer>,
}

/// Where bytes are from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Writer {
    /// A step of the script, counted from 0.
    Step(usize),
    /// The tree that the script starts from.
    Tree,
    /// Zeros between the old end of the file and a write or a size beyond it.
    Gap,
}

/// A path at which a tree is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Serialize, serde::Deserialize))]
pub struct PathDiffers {
    /// The path, from the root.
    pub path: String,
    /// What should be there.
    pub allowed: String,
    /// What is there.
    pub got: String,
    /// The bytes that differ, where both are files.
    pub bytes: Vec<Stretch>,
}

/// All that a script has written, newest first, to tell whose bytes are seen.
pub(super) struct Sources<'s>(Vec<(Writer, Cow<'s, [u8]>)>);

/// The bytes that a step writes, if it writes some of its own.
fn written(step: &Step) -> Option<Cow<'_, [u8]>> {
    let zeros =
        |len: u64| Cow::Owned(vec![0; usize::try_from(len).map_or(BYTES_MAX, |len| len.min(BYTES_MAX))]);
    if let Some(
        Op::Descriptor(DescriptorOp::Write { buffer: data, .. })
        | Op::Output(
            OutputOp::StreamWrite { contents: data } | OutputOp::BlockingWriteAndFlush { contents: data },
        ),
    ) = step.call().map(|call| call.op)
    {
        Some(Cow::Borrowed(&data[..]))
    } else if let Some(Op::Output(
        OutputOp::WriteZeroes { len } | OutputOp::BlockingWriteZeroesAndFlush { len },
    )) = step.call().map(|call| call.op)
    {
        Some(zeros(*len))
    } else if let Some(Control::Host(host)) = step.control() {
        host.change.bytes().map(|bytes| Cow::Borrowed(&bytes[..]))
    } else {
        None
    }
}

impl<'s> Sources<'s> {
    /// Of the steps of a script that were taken, and of its tree.
    pub(super) fn of(script: &'s Script, trace: &'s [Answered]) -> Self {
        let taken = script.steps.iter().zip(trace).enumerate().rev();
        let steps = taken.filter(|(_, (_, answered))| answered.outcome.is_some()).filter_map(
            |(number, (step, answered))| {
                let made = answered.made.as_ref().and_then(|made| made.step.as_deref()).unwrap_or(step);
                Some((Writer::Step(number), written(made)?))
            },
        );
        let mut sources: Vec<(Writer, Cow<'s, [u8]>)> = steps.collect();
        for (_, node) in script.fixture.tree.walk() {
            if let Node::File(content) = node {
                sources.extend(content.extents().map(|(_, bytes)| (Writer::Tree, Cow::Borrowed(bytes))));
            }
        }
        Self(sources)
    }

    /// How many of these bytes are from the same writers, and from whom; the more of them a writer has in a row, the surer
    /// it is.
    fn of_bytes(&self, bytes: &[u8]) -> (usize, Vec<Writer>) {
        let bytes = &bytes[..bytes.len().min(BYTES_MAX)];
        let (mut most, mut writers) = (0, Vec::new());
        for (writer, source) in &self.0 {
            let length = longest_start(bytes, source);
            if length > most {
                (most, writers) = (length, vec![*writer]);
            } else if length == most && length > 0 && !writers.contains(writer) {
                writers.push(*writer);
            }
        }
        if most > 0 {
            return (most, writers);
        }
        let somebodys = |byte: &u8| self.0.iter().any(|(_, source)| source.contains(byte));
        (bytes.iter().position(somebodys).unwrap_or(bytes.len()), Vec::new())
    }

    /// The bytes that differ where these were seen.
    fn stretches(&self, expected: &ExpectedBytes, seen: &[u8]) -> Vec<Stretch> {
        let mut stretches = Vec::new();
        for range in expected.wrong_ranges(seen, STRETCHES_MAX) {
            let mut at = range.start;
            while at < range.end && stretches.len() < STRETCHES_MAX {
                let stretch = self.stretch(expected, seen, at..range.end);
                at += stretch.length.max(1);
                stretches.push(stretch);
            }
        }
        stretches
    }

    /// The first stretch of a range in which bytes differ.
    fn stretch(&self, expected: &ExpectedBytes, seen: &[u8], range: Range<u64>) -> Stretch {
        let index =
            |at: u64| usize::try_from(at - expected.offset).map_or(seen.len(), |at| at.min(seen.len()));
        let bytes = &seen[index(range.start)..index(range.end)];
        let (length, got) = if bytes.is_empty() {
            (range.end - range.start, None)
        } else {
            let (length, writers) = self.of_bytes(bytes);
            (length as u64, Some(Side { bytes: shown(&bytes[..length]), writers }))
        };
        let writer = |at: u64| {
            let reached = at < expected.current.len() && at < expected.offset.saturating_add(expected.most);
            reached.then(|| match expected.history.writer_at(at) {
                Some(step) => Writer::Step(line_of(step)),
                None if expected.history.is_in_gap(at) => Writer::Gap,
                None => Writer::Tree,
            })
        };
        let first = writer(range.start);
        let most = length.min(BYTES_MAX as u64);
        let same = (1..most).find(|more| writer(range.start + more) != first).unwrap_or(most).max(1);
        let got = got.map(|side| match usize::try_from(same) {
            Ok(same) if same < bytes.len() => Side { bytes: shown(&bytes[..same]), ..side },
            _ => side,
        });
        let allowed = first.map(|writer| Side {
            bytes: shown(&expected.current.read(range.start..range.start + same)),
            writers: vec![writer],
        });
        Stretch { offset: range.start, length: same, allowed, got }
    }
}

/// How much of the start of some bytes stands somewhere in others.
fn longest_start(bytes: &[u8], others: &[u8]) -> usize {
    let common = |from: usize| bytes.iter().zip(&others[from..]).take_while(|(a, b)| a == b).count();
    let mut most = 0;
    for from in 0..others.len() {
        most = most.max(common(from));
        if most == bytes.len() {
            break;
        }
    }
    most
}

fn shown(bytes: &[u8]) -> String {
    let text = Pieces::of_bytes(bytes).to_string();
    if text.len() <= TEXT_MAX { text } else { format!("{} and more", Pieces::of_bytes(&bytes[..SHOWN])) }
}

impl Differing {
    /// The bytes of an answer that does not conform.
    pub(super) fn of_answer(allowed: &Allowed, outcome: &Outcome, sources: &Sources<'_>) -> Self {
        let Outcome::Bytes { bytes: seen, .. } = outcome else { return Self::default() };
        // Whose verdict it is: the first answer of this kind.
        let expected = allowed
            .answers()
            .iter()
            .find_map(|(answer, _)| if let Answer::Bytes(expected) = answer { Some(expected) } else { None });
        let bytes = expected.map_or_else(Vec::new, |expected| sources.stretches(expected, seen));
        Self { bytes, paths: Vec::new() }
    }

    /// The paths of a tree that is not what the calls left; `worst` is the one that the verdict is about.
    pub(super) fn of_tree(model: &Model, found: &Tree, worst: &str, sources: &Sources<'_>) -> Self {
        let differences = model.tree().diff(found);
        let mut paths: Vec<PathDiffers> = differences
            .into_iter()
            .filter_map(|difference| of_path(model, difference, worst, sources))
            .collect();
        paths.sort_by_key(|differs| differs.path != worst);
        paths.truncate(PATHS_MAX);
        Self { bytes: Vec::new(), paths }
    }
}

/// What differs at a path; none where a file may be as it is, since something in flight may have landed.
fn of_path(
    model: &Model,
    Difference { path, expected, found }: Difference,
    worst: &str,
    sources: &Sources<'_>,
) -> Option<PathDiffers> {
    let text = |node: &Option<Node>| node.as_ref().map_or("nothing".into(), node_text);
    let (allowed, got) = (text(&expected), text(&found));
    let mut bytes = Vec::new();
    if let (Some(Node::File(_)), Some(Node::File(content))) = (&expected, &found)
        && let Some(expected) = model.expected_file(&path)
    {
        bytes = of_file(&expected, content, sources);
        if bytes.is_empty() && path != worst {
            return None;
        }
    }
    Some(PathDiffers { path, allowed, got, bytes })
}

/// The bytes that differ in a file. Where neither side has stored bytes both are zero, so the stored regions of both, and
/// what lies between the two ends, are all there is to compare.
fn of_file(expected: &ExpectedBytes, found: &Content, sources: &Sources<'_>) -> Vec<Stretch> {
    let (least, most) = (expected.sizes.least(), expected.sizes.most());
    let stored = expected.current.extents().chain(found.extents());
    let mut regions: Vec<Range<u64>> =
        stored.map(|(start, bytes)| start..start + bytes.len() as u64).collect();
    regions.extend((found.len() < least).then(|| found.len()..least.min(found.len() + END_MAX)));
    regions.extend((found.len() > most).then(|| most..found.len().min(most + END_MAX)));
    regions.sort_by_key(|region| region.start);
    // Regions that touch are one, so that no stretch is told in two.
    regions.dedup_by(|next, region| {
        let touches = next.start <= region.end;
        region.end = if touches { region.end.max(next.end) } else { region.end };
        touches
    });
    let mut stretches: Vec<Stretch> = Vec::new();
    for region in regions {
        if region.is_empty() || stretches.len() >= STRETCHES_MAX {
            continue;
        }
        let seen = found.read(region.clone());
        let (least, most) = (least.min(region.end), most.min(region.end));
        let part = ExpectedBytes {
            offset: region.start,
            least: least.saturating_sub(region.start),
            most: most.saturating_sub(region.start),
            ..expected.clone()
        };
        stretches.extend(sources.stretches(&part, &seen));
    }
    stretches.truncate(STRETCHES_MAX);
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::op::Data;

    fn sources(parts: &[(Writer, &'static str)]) -> Sources<'static> {
        Sources(parts.iter().map(|(writer, text)| (*writer, Cow::Borrowed(text.as_bytes()))).collect())
    }

    #[test]
    fn bytes_are_of_whom_has_most_of_them_in_a_row() {
        let sources =
            sources(&[(Writer::Step(4), "A00A"), (Writer::Step(2), "A00B"), (Writer::Tree, "base")]);
        assert_eq!(sources.of_bytes(b"A00Bbase"), (4, vec![Writer::Step(2)]));
        assert_eq!(sources.of_bytes(b"A00"), (3, vec![Writer::Step(4), Writer::Step(2)]));
        assert_eq!(sources.of_bytes(b"\0\0base"), (2, vec![]));
        assert_eq!(sources.of_bytes(b"???"), (3, vec![]));
    }

    #[test]
    fn stretches_of_long_writes_are_told_whole_and_shown_short() {
        let marked = |range| Data::marked(b'A', range).to_vec();
        let sources = Sources(vec![(Writer::Step(0), Cow::Owned(marked(0..200_000)))]);
        assert_eq!(sources.of_bytes(&marked(150_001..150_100)), (99, vec![Writer::Step(0)]));
        assert_eq!(sources.of_bytes(&marked(0..200_000)).0, BYTES_MAX);
        assert_eq!(shown(&marked(0..4000)), "A[0..4000]");
        let random: Vec<u8> = (0..=255).cycle().take(4000).collect();
        assert!(shown(&random).len() < TEXT_MAX && shown(&random).ends_with(" and more"));
    }
}
