//! What a race begins with: files that are open, and streams on them.

use std::sync::Arc;

use super::weights::{self, Profile, StreamKind};
use super::{ON_FIRST_FILE_OF_SMALL_PERCENT, ON_FIRST_FILE_PERCENT, Writer};
use crate::op::{DescriptorOp, HandleKind, Name, Op};
use crate::script::Step;
use crate::wasi::{DescriptorFlags, OpenFlags, PathFlags};

impl Writer<'_> {
    /// Opens every file, the first of them sometimes twice.
    pub(super) fn open(&mut self) {
        for file in 0..self.files.len() {
            let times = if file == 0 && self.pick.chance(self.profile.twice()) { 2 } else { 1 };
            for _ in 0..times {
                let name = self.name(HandleKind::Descriptor);
                let op = Op::Descriptor(DescriptorOp::OpenAt {
                    path: Arc::clone(&self.files[file].0),
                    path_flags: PathFlags::empty(),
                    open_flags: OpenFlags::empty(),
                    flags: DescriptorFlags::READ.union(DescriptorFlags::WRITE),
                });
                let root = Name::new("root").expect("our fault: `root` is a name");
                self.add(Step::binding(name.clone(), root, op));
                self.files[file].1.push(name);
            }
        }
    }

    pub(super) fn make_streams(&mut self) {
        let (least, most) = self.profile.streams();
        // Rather few: more streams make longer scripts, and two are enough for most races.
        let more = most - least + 1;
        let count = least + self.pick.below(more).min(self.pick.below(more));
        for _ in 0..count {
            // The second file is there to be left alone, so few streams are on it.
            let first = if self.small { ON_FIRST_FILE_OF_SMALL_PERCENT } else { ON_FIRST_FILE_PERCENT };
            let file = if self.pick.chance(first) { 0 } else { self.files.len() - 1 };
            let on = self.pick.one(&self.files[file].1).clone();
            let (kind, op) = match self.pick.weighted(&self.profile.column(weights::STREAMS)) {
                StreamKind::Append => {
                    (HandleKind::OutputStream, Op::Descriptor(DescriptorOp::AppendViaStream))
                }
                StreamKind::Write => (
                    HandleKind::OutputStream,
                    Op::Descriptor(DescriptorOp::WriteViaStream { offset: self.start(&on) }),
                ),
                StreamKind::Read => (
                    HandleKind::InputStream,
                    Op::Descriptor(DescriptorOp::ReadViaStream { offset: self.start(&on) }),
                ),
            };
            let name = self.name(kind);
            if op == Op::Descriptor(DescriptorOp::AppendViaStream) {
                self.flight.appends(name.clone());
            }
            self.add(Step::binding(name.clone(), on, op));
            self.may_subscribe(&name);
            self.streams.push((name, file));
        }
        // What is spliced comes from a file that nothing else is done to: so it is known whatever the sink meets.
        let file = self.files.len() - 1;
        if self.profile == Profile::Faults && file > 0 && self.pick.chance(40) {
            let (on, name) = (self.pick.one(&self.files[file].1).clone(), self.name(HandleKind::InputStream));
            self.add(Step::binding(name.clone(), on, DescriptorOp::ReadViaStream { offset: 0 }));
            self.streams.push((name, file));
        }
    }

    /// Where a positional stream starts: over or right behind another's first bytes, or anywhere up to just past the end.
    fn start(&mut self, on: &Name) -> u64 {
        let size = self.handle(on).and_then(|handle| self.model.size_behind(handle)).unwrap_or(0);
        let start = match self.pick.below(100) {
            0..35 => self.last_start + self.pick.below(5) as u64,
            35..55 => 0,
            55..90 => self.pick.below(usize::try_from(size).unwrap_or(0) + 1) as u64,
            _ => size + 1 + self.pick.below(3) as u64,
        };
        self.last_start = start;
        start
    }
}
