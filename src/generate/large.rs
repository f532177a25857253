//! Scripts of what is large: long files, offsets beyond 32 bits, whole permits, many handles, many entries.
//!
//! They are few, since a large file costs as much as many small ones, and each is about one thing. Lines that repeat and
//! numbers that are seen when the script runs keep them short.

use proptest::prelude::RngExt;

use super::focus::Focus;
use super::pick::Pick;
use crate::op::Data;
use crate::script::Script;
use crate::tree::{Capability, Content, Entries, Fixture, Lacks, Node, Tree};

/// Of a hundred scripts so many are about something large, where the focus has such.
const LARGE_PERCENT: usize = 8;

/// Scripts that may have fewer steps than this are about nothing large: it takes its steps.
const STEPS_LEAST: usize = 24;

/// So many choices are passed over before it is chosen whether a script is large.
const AHEAD: usize = 1000;

/// What a script is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Theme {
    /// A long file is read through a stream to its end.
    LongRead,
    /// One write is long.
    LongWrite,
    /// A write takes the whole permit, or a byte more or less.
    WholePermit,
    /// Offsets and sizes are around those that 31, 32 and 33 bits count.
    FarOut,
    /// Many descriptors and streams are open.
    ManyHandles,
    /// A directory gets many entries, and is listed while it changes.
    ManyEntries,
    /// A directory has more entries than any listing gives at once, and is listed to its end.
    LongListing,
    /// Many small writes follow each other.
    ManyWrites,
    /// A long file is spliced into another one.
    LongSplice,
}

/// A row reads: theme, weight, the profiles beside `everything` that have it.
const THEMES: &[(Theme, u32, &[Focus])] = &[
    (Theme::LongRead, 24, &[Focus::InputStreams]),
    (Theme::LongWrite, 16, &[Focus::Files]),
    (Theme::WholePermit, 12, &[Focus::OutputStreams]),
    // Offsets that wrap show nowhere else.
    (Theme::FarOut, 24, &[Focus::Files, Focus::InputStreams, Focus::OutputStreams]),
    (Theme::ManyHandles, 10, &[Focus::Files, Focus::InputStreams, Focus::OutputStreams]),
    (Theme::ManyEntries, 6, &[Focus::Directories]),
    // Planting a thousand entries takes as long as a hundred scripts.
    (Theme::LongListing, 7, &[Focus::Directories]),
    (Theme::ManyWrites, 8, &[Focus::OutputStreams, Focus::Files]),
    (Theme::LongSplice, 8, &[Focus::OutputStreams]),
];

/// So many bytes a backend gives at once, at least, if it is to come to the end of a file here.
const PIECE_LEAST: u64 = 4096;

/// A script about something large, now and then.
pub(super) fn draw(pick: &mut Pick<'_>, focus: Focus, lacks: Lacks, ops_max: usize) -> Option<Script> {
    let has = |profiles: &[Focus]| focus == Focus::Everything || profiles.contains(&focus);
    let themes: Vec<(Theme, u32)> =
        THEMES.iter().filter(|row| has(row.2)).map(|(theme, weight, _)| (*theme, *weight)).collect();
    if themes.is_empty() || ops_max < STEPS_LEAST {
        return None;
    }
    // Choices of its own, far ahead: the scripts of all other seeds are what they would be without this.
    let mut ahead = pick.0.clone();
    let mut own = Pick(&mut ahead);
    for _ in 0..AHEAD {
        own.below(2);
    }
    if !own.chance(LARGE_PERCENT) {
        return None;
    }
    let theme = own.weighted(&themes);
    let is_possible = theme != Theme::FarOut || !lacks.contains(Capability::SparseFiles);
    is_possible.then(|| write(&mut own, theme))
}

/// A script about this.
fn write(pick: &mut Pick<'_>, theme: Theme) -> Script {
    let mut sub = Entries::new();
    let (log, lines) = match theme {
        Theme::LongRead => pick.long_read(),
        Theme::LongWrite => pick.long_write(),
        Theme::WholePermit => pick.whole_permit(),
        Theme::FarOut => pick.far_out(),
        Theme::ManyHandles => pick.many_handles(),
        Theme::ManyEntries => pick.many_entries(),
        Theme::LongListing => {
            let lines;
            (sub, lines) = pick.long_listing();
            (4, lines)
        }
        Theme::ManyWrites => pick.many_writes(),
        Theme::LongSplice => pick.long_splice(),
    };
    let mut content = Content::default();
    content.write(0, &Data::marked(b'z', 0..log));
    let mut entries: Entries = [("log".to_owned(), Node::File(content))].into();
    entries.insert("sub".into(), Node::Directory(sub));
    let text = format!("run\n  {}\n", lines.join("\n  "));
    let script = Script::parse("large", &text);
    let script = script.unwrap_or_else(|error| panic!("our fault: a large script is none: {error}\n{text}"));
    Script { fixture: Fixture::with_tree(Tree { entries }), ..script }
}

/// The size of `log`, and the lines.
type Large = (u64, Vec<String>);

impl Pick<'_> {
    /// The size of a long file: it is beyond one buffer; few are beyond a mebibyte.
    fn long(&mut self) -> u64 {
        if self.chance(90) { self.scaled(16, 19) + 1 } else { self.scaled(20, 22) }
    }

    /// A place within a long file, and on the edges of its buffers.
    fn place(&mut self, size: u64) -> u64 {
        let place = match self.below(3) {
            0 => self.scaled(12, 22) - 2,
            1 => self.0.random_range(0..size.max(1)),
            _ => size.saturating_sub(self.scaled(0, 12)),
        };
        place.min(size)
    }

    /// Looks at a file from `f` at a few places, and at its end.
    fn looks(&mut self, lines: &mut Vec<String>, size: u64) {
        for _ in 0..=self.below(3) {
            let length = *self.one(&[1, 9, 64, 4097, 70_000]);
            lines.push(format!("f.read {length} {}", self.place(size)));
        }
        lines.push("f.stat".into());
        lines.push((*self.one(&["f.read 9 size-1", "f.read 9 size", "f.read 70000 size-66000"])).into());
    }

    /// A call that takes a piece of a stream, of this length.
    fn taking(&mut self, stream: &str, length: u64) -> String {
        match self.below(10) {
            0..5 => format!("{stream}.blocking-read {length}"),
            5..7 => format!("{stream}.blocking-skip {length}"),
            _ => format!("{stream}.read {length}, until progress"),
        }
    }

    fn long_read(&mut self) -> Large {
        let size = self.long();
        let start = if self.chance(60) { 0 } else { self.place(size) };
        // In a few hundred calls at most, also where a backend gives less than it is asked for.
        let length =
            (*self.one(&[4096, 4097, 8192, 32_768, 65_535, 65_536, 65_537, 1 << 20])).max(size / 200);
        let times = 8 + (size - start) / PIECE_LEAST.min(length);
        let mut lines =
            vec!["f = root.open-at \"log\" read".to_owned(), format!("r = f.read-via-stream {start}")];
        if self.chance(40) {
            lines.push(self.taking("r", length));
            lines.push(
                (*self.one(&["r.blocking-skip count", "r.blocking-skip count+1", "r.blocking-read count-1"]))
                    .into(),
            );
        }
        lines.push(format!("repeat {times}: {}", self.taking("r", length)));
        lines.push(self.taking("r", 1));
        self.looks(&mut lines, size);
        (size, lines)
    }

    fn long_write(&mut self) -> Large {
        let size = if self.chance(85) { self.scaled(13, 19) } else { self.scaled(20, 21) };
        let offset = *self.one(&[0, 0, 1, 4095, 65_536]);
        let mut lines = vec!["f = root.open-at \"log\" read write".to_owned()];
        match self.below(3) {
            0 => lines.push(format!("f.write A[0..{size}] {offset}")),
            1 => {
                lines.push("f.write \"AB\" 0".into());
                lines.push(format!("f.write B[0..{size}] count"));
            }
            _ => {
                lines.push("f.stat".into());
                lines.push(format!("f.write A[0..{size}] size"));
                lines.push("f.write \"CD\" size+1".into());
            }
        }
        self.looks(&mut lines, offset + size);
        lines.push("f.read size+1 0".into());
        (4, lines)
    }

    /// A stream on `f` for writing.
    fn sink(&mut self) -> String {
        match self.below(3) {
            0 => "w = f.append-via-stream".into(),
            1 => "w = f.write-via-stream 0".into(),
            _ => format!("w = f.write-via-stream {}", self.scaled(0, 16)),
        }
    }

    fn whole_permit(&mut self) -> Large {
        let mut lines = vec!["f = root.open-at \"log\" read write".to_owned(), self.sink()];
        for letter in ['A', 'B'].into_iter().take(1 + self.below(2)) {
            lines.push("w.check-write, until progress".into());
            let permit = self.one(&["permit", "permit", "permit-1", "permit+1"]);
            lines.push(match self.below(3) {
                0 => format!("w.write-zeroes {permit}"),
                _ => format!("w.write {letter}[0..{permit}]"),
            });
            lines.push("w.blocking-flush".into());
        }
        self.looks(&mut lines, 1 << 16);
        (4, lines)
    }

    /// A place around those that 31, 32 or 33 bits count.
    fn far(&mut self) -> u64 {
        (1 << (31 + self.below(3))) + self.below(5) as u64 - 3
    }

    fn far_out(&mut self) -> Large {
        let mut lines = vec!["f = root.open-at \"log\" read write".to_owned()];
        let far = if self.chance(70) { (1 << 32) + self.below(9) as u64 - 5 } else { self.far() };
        match self.below(4) {
            0 => lines.push(format!("f.set-size {}", far + 4)),
            1 | 2 => lines.push(format!("f.write \"ABCD\" {far}")),
            _ => {
                lines.push(format!("w = f.write-via-stream {far}"));
                lines.push("w.blocking-write-and-flush \"ABCD\"".into());
                lines.push("w.blocking-write-and-flush \"EFGH\"".into());
            }
        }
        for _ in 0..=self.below(4) {
            match self.below(6) {
                0 | 1 => lines.push(format!("f.read 8 {}", far - 2)),
                // Where the same offset is in 32 bits.
                2 => lines.push(format!("f.read 16 {}", far & u64::from(u32::MAX))),
                3 => {
                    let name = format!("r{}", lines.len());
                    lines.push(format!("{name} = f.read-via-stream {}", far - self.below(4) as u64));
                    lines.push(self.taking(&name, 3));
                    lines.push(self.taking(&name, 9));
                }
                4 => lines.push(format!("f.write \"IJ\" {}", self.far())),
                _ => lines.push(format!("f.set-size {}", self.far())),
            }
        }
        lines.extend(["f.read 9 0", "f.stat", "f.read 9 size-4"].map(str::to_owned));
        (30, lines)
    }

    fn many_handles(&mut self) -> Large {
        let count = *self.one(&[9, 13, 17, 33, 65, 101, 129]);
        let some = 2 + self.below(count - 1);
        let mut lines = vec![format!("repeat {count}: f{{}} = root.open-at \"log\" read write")];
        let each = |call: &str| format!("repeat {count}: {call}");
        match self.below(3) {
            0 => lines.push(each("f{}.read 2 2")),
            1 => lines.extend(["r{} = f{}.read-via-stream 1", "r{}.blocking-read 2", "r{}.drop"].map(each)),
            _ => lines.extend(
                ["w{} = f{}.append-via-stream", "w{}.blocking-write-and-flush \"A\"", "w{}.cancel"].map(each),
            ),
        }
        lines.push(format!("f{some}.stat"));
        lines.push(format!("f{count}.is-same-object f{some}"));
        if self.chance(50) {
            lines.push(format!("repeat {some}: f{{}}.drop"));
            lines.push("g = root.open-at \"log\" read".into());
            lines.push("g.read 9 size-4".into());
        }
        (30, lines)
    }

    fn many_entries(&mut self) -> Large {
        let count = self.scaled(4, 8);
        let mut lines = vec![
            format!("repeat {count}: root.create-directory-at \"sub/n{{}}\""),
            "d = root.open-at \"sub\" directory read mutate-directory".into(),
            "e = d.read-directory".into(),
        ];
        if self.chance(50) {
            lines.push(format!("repeat {}: e.read-directory-entry", 2 + self.below(40)));
            match self.below(3) {
                0 => lines.push(format!("repeat {}: d.remove-directory-at \"n{{}}\"", 2 + self.below(20))),
                1 => lines.push("repeat 20: d.symlink-at \"log\" \"m{}\"".into()),
                _ => lines.push("repeat 20: d.rename-at \"n{}\" to d \"o{}\"".into()),
            }
        }
        lines.push(format!("repeat {}: e.read-directory-entry", count + 40));
        lines.push("g = d.read-directory".into());
        lines.push(format!("repeat {}: g.read-directory-entry", count + 40));
        (4, lines)
    }

    fn many_writes(&mut self) -> Large {
        let times = *self.one(&[12, 40, 129, 257]);
        let length = *self.one(&[1, 3, 64, 256, 4096]);
        let mut lines = vec!["f = root.open-at \"log\" read write".to_owned(), self.sink()];
        lines.push(match self.below(4) {
            0 => format!("repeat {times}: w.blocking-write-zeroes-and-flush {length}"),
            _ => format!("repeat {times}: w.blocking-write-and-flush A[0..{length}]"),
        });
        if self.chance(30) {
            lines.push("f.stat".into());
            lines.push("repeat 9: f.write \"XYZ\" size-1".into());
        }
        self.looks(&mut lines, times * length);
        (4, lines)
    }

    fn long_splice(&mut self) -> Large {
        let size = self.scaled(12, 18);
        let mut lines = [
            "f = root.open-at \"copy\" create read write",
            "g = root.open-at \"log\" read",
            "r = g.read-via-stream 0",
        ]
        .map(str::to_owned)
        .to_vec();
        lines.push(self.sink());
        for _ in 0..=self.below(3) {
            lines.push(format!("w.blocking-splice r {}", self.scaled(10, 20)));
            lines.push("w.blocking-flush".into());
        }
        self.looks(&mut lines, size);
        lines.push("r.blocking-read 16".into());
        (size, lines)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::test_runner::{RngAlgorithm, TestRng};

    use super::*;
    use crate::model::Model;
    use crate::op::{DescriptorOp, Op, OutputOp};
    use crate::outcome::{Outcome, Seen};

    /// Scripts that are looked at for each theme.
    const SCRIPTS: u8 = 12;

    fn scripts(theme: Theme) -> impl Iterator<Item = Script> {
        (0..SCRIPTS).map(move |seed| {
            let mut rng = TestRng::from_seed(RngAlgorithm::XorShift, &[seed.wrapping_mul(37) + 1; 16]);
            write(&mut Pick(&mut rng), theme)
        })
    }

    /// What comes of a script that is answered plainly.
    #[derive(Default)]
    struct Reached {
        handles: usize,
        entries: usize,
        refused: usize,
        calls: usize,
        written: usize,
        end: u64,
    }

    fn reached(script: &Script) -> Reached {
        let (mut model, mut seen, mut reached) =
            (Model::new(&script.fixture), Seen::default(), Reached::default());
        for step in &script.steps {
            model.go_plainly(step, &mut seen, |call, _, answer| {
                reached.calls += 1;
                reached.refused += usize::from(matches!(answer, Outcome::Error(_)));
                reached.entries += usize::from(matches!(answer, Outcome::Entry(Some(_))));
                if let (Op::Descriptor(DescriptorOp::Read { offset, .. }), Outcome::Bytes { bytes, .. }) =
                    (call.op, answer)
                {
                    let end = if bytes.is_empty() { 0 } else { offset + bytes.len() as u64 };
                    reached.end = reached.end.max(end);
                }
                if let Op::Descriptor(DescriptorOp::Write { buffer: data, .. })
                | Op::Output(OutputOp::StreamWrite { contents: data }) = call.op
                {
                    reached.written = reached.written.max(data.len());
                }
            });
            assert_eq!(model.inconclusive(), None, "{script}");
            reached.handles = reached.handles.max(model.handles().count());
        }
        reached
    }

    #[test]
    fn every_theme_does_what_it_is_about_and_can_be_followed() {
        for (theme, ..) in THEMES {
            let mut all = Vec::new();
            for script in scripts(*theme) {
                assert!(script.steps.len() <= STEPS_LEAST, "{script}");
                assert_eq!(Script::parse("large", &script.to_string()).as_ref(), Ok(&script));
                all.push(reached(&script));
            }
            let refused: usize = all.iter().map(|reached| reached.refused).sum();
            let calls: usize = all.iter().map(|reached| reached.calls).sum();
            assert!(refused * 10 <= calls, "{theme:?}: {refused} of {calls} are refused");
            let most = |of: fn(&Reached) -> u64| all.iter().map(of).max().unwrap_or(0);
            match theme {
                Theme::LongRead | Theme::LongSplice => assert!(most(|reached| reached.end) > 1 << 16),
                Theme::LongWrite => assert!(most(|reached| reached.written as u64) >= 1 << 16),
                Theme::WholePermit => assert!(most(|reached| reached.written as u64) > 0),
                Theme::FarOut => assert!(most(|reached| reached.end) > 1 << 32),
                Theme::ManyHandles => assert!(most(|reached| reached.handles as u64) > 100),
                Theme::ManyEntries => assert!(most(|reached| reached.entries as u64) > 100),
                Theme::LongListing => {
                    let least = all.iter().map(|reached| reached.entries).min();
                    assert!(least > Some(900) && most(|reached| reached.entries as u64) > 1000);
                }
                Theme::ManyWrites => assert!(most(|reached| reached.calls as u64) > 100),
            }
        }
    }

    #[test]
    fn a_profile_has_the_themes_of_its_row() {
        let drawn = |focus: Focus, lacks: Lacks| {
            let one = |seed: u16| {
                let mut bytes = [7; 16];
                bytes[..2].copy_from_slice(&seed.wrapping_mul(0x9e37).to_le_bytes());
                let mut rng = TestRng::from_seed(RngAlgorithm::XorShift, &bytes);
                draw(&mut Pick(&mut rng), focus, lacks, 64)
            };
            (0..2000).filter_map(one).collect::<Vec<_>>()
        };
        let far = |script: &Script| script.to_string().contains("42949672");
        let all = drawn(Focus::Everything, Lacks::default());
        assert!((100..220).contains(&all.len()) && all.iter().any(far), "{}", all.len());
        let without = drawn(Focus::Everything, Lacks::of(&["sparse-files"]).unwrap());
        assert!(!without.iter().any(far));
        assert!(drawn(Focus::Faults, Lacks::default()).is_empty());
        let kinds: BTreeSet<bool> = drawn(Focus::Directories, Lacks::default())
            .iter()
            .map(|script| script.to_string().contains("read-directory-entry"))
            .collect();
        assert_eq!(kinds, [true].into());
    }
}
