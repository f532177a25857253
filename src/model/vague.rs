//! Rights that a descriptor may have or not, since its opening has not asked for them: the first answer that tells decides, for
//! the descriptor and all streams of it.
//!
//! No call changes what a descriptor was opened for, so neither do its rights. "Read mode: Data can be read", says `read` of
//! `descriptor-flags`, and `get-flags` "returns similar flags to `fcntl(fd, F_GETFL)` in POSIX", the access mode among them, by
//! which POSIX lets reads and writes fail (`EBADF`): what a file's flags tell and what works are one. They may differ where the
//! embedder has not granted what the flag tells, which no flag is about; and for a directory, whose entries are no data.

use std::sync::Arc;

use super::World;
use super::access::NOT_OPENED_FOR;
use super::handles::{Descriptor, Handle, Input, Output, Right};
use crate::op::{Call, DescriptorOp, Op};
use crate::outcome::Outcome;
use crate::tree::{DirPerms, FilePerms};
use crate::wasi::{DescriptorFlags, ErrorCode};

/// What an answer tells of a right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Told {
    /// The opening of the descriptor that has it or not.
    opened: usize,
    /// The right, as the flag of its name.
    right: DescriptorFlags,
    has: bool,
}

impl Told {
    fn new(opened: Option<usize>, right: DescriptorFlags, has: bool) -> Option<Self> {
        opened.map(|opened| Self { opened, right, has })
    }
}

/// Whether a call was refused since its descriptor was not opened for it.
fn is_refused(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Error(code) | Outcome::Failed(Some(code)) if NOT_OPENED_FOR.contains(code))
}

/// Whether a call has moved a byte.
fn moves_bytes(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Bytes { bytes, .. } if !bytes.is_empty())
        || matches!(outcome, Outcome::Count(1..))
}

/// What came of a call that needs a right; nothing where that tells nothing of it.
fn verdict(works: bool, refused: bool) -> Option<bool> {
    (works || refused).then_some(works)
}

impl World {
    /// Takes in what an answer tells of rights that were open; `before` it the handles of the call were these.
    pub(super) fn decide(&mut self, call: Call<'_>, outcome: &Outcome, before: &Handle) {
        let told = match before {
            Handle::Descriptor(descriptor) => self.told_by_descriptor(descriptor, call.op, outcome),
            Handle::Input(input) => told_by_input(input, call.op, outcome),
            Handle::Output(output) => self.told_by_output(output, call, outcome),
            Handle::Listing(_) | Handle::Pollable(_) | Handle::Error(_) => None,
        };
        if let Some(told) = told {
            self.learn(told);
        }
        if let (Op::Descriptor(DescriptorOp::GetFlags), Outcome::Flags(flags)) = (call.op, outcome) {
            self.learn_flags(call, *flags);
        }
    }

    fn told_by_descriptor(&self, descriptor: &Descriptor, op: &Op, outcome: &Outcome) -> Option<Told> {
        let Descriptor { node, read, write, access, opened, .. } = *descriptor;
        // Streams may be made all the same, and fail when they are used.
        let streams = matches!(
            op,
            Op::Descriptor(
                DescriptorOp::ReadViaStream { .. }
                    | DescriptorOp::WriteViaStream { .. }
                    | DescriptorOp::AppendViaStream
            )
        );
        let reads = matches!(
            op,
            Op::Descriptor(
                DescriptorOp::Read { .. } | DescriptorOp::ReadViaStream { .. } | DescriptorOp::ReadDirectory
            )
        );
        let writes = matches!(
            op,
            Op::Descriptor(
                DescriptorOp::Write { .. }
                    | DescriptorOp::SetSize { .. }
                    | DescriptorOp::WriteViaStream { .. }
                    | DescriptorOp::AppendViaStream
            )
        );
        let (right, open) = match (reads, writes) {
            (true, _) => (DescriptorFlags::READ, read),
            (false, true) => (DescriptorFlags::WRITE, write),
            (false, false) => return None,
        };
        let reads_some = matches!(
            (op, outcome),
            (Op::Descriptor(DescriptorOp::Read { length: 1.., .. }), Outcome::Bytes { .. })
        );
        let works = reads_some || (*outcome == Outcome::Done && !streams) || moves_bytes(outcome);
        // POSIX has EBADF and EINVAL for a size.
        let served = matches!(op, Op::Descriptor(DescriptorOp::SetSize { size }) if *size <= self.nodes.host.served_max());
        let invalid = served && *outcome == Outcome::Error(ErrorCode::Invalid);
        let refused = is_refused(outcome) || invalid;
        let granted = if self.nodes.directory(node).is_some() {
            matches!(op, Op::Descriptor(DescriptorOp::ReadDirectory)) && access.dir.contains(DirPerms::READ)
        } else {
            let needed = if reads { FilePerms::READ } else { FilePerms::WRITE };
            self.nodes.file(node).is_some() && access.file.contains(needed)
        };
        if open != Right::Vague || !granted {
            return None;
        }
        Told::new(opened, right, verdict(works, refused)?)
    }

    fn told_by_output(&self, before: &Output, call: Call<'_>, outcome: &Outcome) -> Option<Told> {
        if let Some(Handle::Input(source)) = call.op.source().and_then(|src| self.handle(src))
            && source.unsure
            && (moves_bytes(outcome) || source.closed)
        {
            return told_by_input(source, call.op, outcome);
        }
        let proven = matches!(self.handle(call.on), Some(Handle::Output(output)) if !output.unsure);
        let refused = is_refused(outcome) && !before.faults.has_zero();
        let has = before.unsure.then(|| verdict(proven, refused))??;
        Told::new(before.opened, DescriptorFlags::WRITE, has)
    }

    /// A right that was open is decided.
    fn learn(&mut self, told: Told) {
        let Told { opened, right, has } = told;
        let decided = if has { Right::Yes } else { Right::No };
        let denied = (!has).then_some(NOT_OPENED_FOR);
        let mut lost = Vec::new();
        let nodes = &self.nodes;
        for handle in Arc::make_mut(&mut self.handles).iter_mut() {
            match handle {
                Handle::Descriptor(descriptor) if descriptor.opened == Some(opened) => {
                    let open = if right == DescriptorFlags::READ {
                        &mut descriptor.read
                    } else {
                        &mut descriptor.write
                    };
                    if *open == Right::Vague {
                        *open = decided;
                        descriptor.shown.set(right, has);
                    }
                    if nodes.directory(descriptor.node).is_none() && descriptor.free.contains(right) {
                        descriptor.free.remove(right);
                        descriptor.set.set(right, has);
                    }
                }
                Handle::Input(input)
                    if input.opened == Some(opened) && input.unsure && right == DescriptorFlags::READ =>
                {
                    (input.unsure, input.denied) = (false, denied);
                }
                Handle::Output(output)
                    if output.opened == Some(opened) && output.unsure && right == DescriptorFlags::WRITE =>
                {
                    (output.unsure, output.denied) = (false, denied);
                    if !has {
                        output.must_fail = output.written;
                        lost.push(output.id);
                    }
                }
                Handle::Descriptor(_)
                | Handle::Input(_)
                | Handle::Output(_)
                | Handle::Listing(_)
                | Handle::Pollable(_)
                | Handle::Error(_) => {}
            }
        }
        // What was written to them was never let in.
        self.effects.retain(|effect| !lost.contains(&effect.stream));
    }

    /// The flags that were free are told.
    fn learn_flags(&mut self, call: Call<'_>, flags: DescriptorFlags) {
        let Some(Handle::Descriptor(descriptor)) = self.handle_mut(call.on) else { return };
        let Descriptor { node, opened, free, .. } = *descriptor;
        descriptor.set = descriptor.set.union(flags.intersection(free));
        descriptor.free = DescriptorFlags::empty();
        if self.nodes.directory(node).is_some() {
            return;
        }
        for right in [DescriptorFlags::READ, DescriptorFlags::WRITE] {
            let told = Told::new(opened, right, flags.contains(right));
            if let Some(told) = told.filter(|_| free.contains(right)) {
                self.learn(told);
            }
        }
    }
}

fn told_by_input(before: &Input, op: &Op, outcome: &Outcome) -> Option<Told> {
    // Only who has read finds an end.
    let works = moves_bytes(outcome) || (*outcome == Outcome::Closed && op.source().is_none());
    let has = before.unsure.then(|| verdict(works, is_refused(outcome)))??;
    Told::new(before.opened, DescriptorFlags::READ, has)
}

#[cfg(test)]
mod tests {
    use crate::model::Model;
    use crate::outcome::Outcome;
    use crate::rule::Rule;
    use crate::script::{Script, Step};
    use crate::wasi::{DescriptorFlags, ErrorCode, StreamError};

    /// Takes the answers to the steps one by one; the rule that the last of them breaks, if it does.
    fn breaks(steps: &str, answers: &[Outcome]) -> Option<Rule> {
        let text = format!("tree\n  log  \"base\"\n  sub/\n\nrun\n{steps}");
        let script = Script::parse("a test", &text).unwrap();
        let mut model = Model::new(&script.fixture);
        let calls: Vec<_> = script.steps.iter().filter_map(Step::call).collect();
        assert_eq!(calls.len(), answers.len());
        for (at, (call, answer)) in calls.into_iter().zip(answers).enumerate() {
            let judged = model.allowed(call).unwrap().judge(answer);
            match judged {
                Ok(_) => model.take(call, answer),
                Err(breach) => {
                    assert_eq!(at + 1, answers.len(), "step {at} breaks {}", breach.rule);
                    return Some(breach.rule);
                }
            }
        }
        None
    }

    fn bytes(text: &str) -> Outcome {
        Outcome::Bytes { bytes: text.into(), end: Some(false) }
    }

    fn refused() -> Outcome {
        Outcome::Error(ErrorCode::BadDescriptor)
    }

    fn failed(code: ErrorCode) -> Outcome {
        Outcome::from(StreamError::LastOperationFailed(Some(code)))
    }

    const READS: &str = "  f = root.open-at \"log\"\n  f.read 2 0\n  f.read 2 2\n";

    #[test]
    fn the_first_read_decides_whether_a_file_can_be_read() {
        use Outcome::Done;
        assert_eq!(breaks(READS, &[Done, bytes("ba"), bytes("se")]), None);
        assert_eq!(breaks(READS, &[Done, refused(), refused()]), None);
        assert_eq!(breaks(READS, &[Done, refused(), bytes("se")]), Some(Rule::AccessRead));
        assert_eq!(breaks(READS, &[Done, bytes("ba"), refused()]), Some(Rule::AccessRead));
    }

    #[test]
    fn flags_and_what_works_are_one() {
        use Outcome::{Done, Flags};
        let steps = "  f = root.open-at \"log\"\n  f.get-flags\n  f.read 2 2\n";
        let (read, none) = (Flags(DescriptorFlags::READ), Flags(DescriptorFlags::empty()));
        assert_eq!(breaks(steps, &[Done, read.clone(), bytes("se")]), None);
        assert_eq!(breaks(steps, &[Done, none.clone(), refused()]), None);
        assert_eq!(breaks(steps, &[Done, read.clone(), refused()]), Some(Rule::AccessRead));
        assert_eq!(breaks(steps, &[Done, none.clone(), bytes("se")]), Some(Rule::AccessRead));
        let steps = "  f = root.open-at \"log\"\n  f.read 2 2\n  f.get-flags\n  f.get-flags\n";
        assert_eq!(breaks(steps, &[Done, bytes("se"), read.clone(), none.clone()]), Some(Rule::FileFlags));
        assert_eq!(breaks(steps, &[Done, refused(), none.clone(), none]), None);
    }

    #[test]
    fn what_one_stream_is_told_holds_for_the_descriptor_and_its_other_streams() {
        use Outcome::{Count, Done};
        let steps = "  f = root.open-at \"log\" create\n  v = f.write-via-stream 0\n  w = f.append-via-stream\n  \
                     v.blocking-write-and-flush \"A\"\n  w.blocking-write-and-flush \"B\"\n";
        let denied = failed(ErrorCode::NotPermitted);
        assert_eq!(breaks(steps, &[Done, Done, Done, denied.clone(), denied.clone()]), None);
        assert_eq!(breaks(steps, &[Done, Done, Done, Done, Done]), None);
        assert_eq!(breaks(steps, &[Done, Done, Done, denied.clone(), Done]), Some(Rule::AccessWrite));
        assert_eq!(
            breaks(steps, &[Done, Done, Done, Done, denied.clone()]),
            Some(Rule::StreamOpenForWriting)
        );
        let steps = "  f = root.open-at \"log\" create\n  v = f.write-via-stream 0\n  v.check-write\n  v.write \"A\"\n  \
                     f.write \"B\" 1\n  v.flush\n  v.block\n  v.check-write\n";
        let answers = |write, told| [Done, Done, Count(9), Done, write, Done, Done, told];
        assert_eq!(breaks(steps, &answers(refused(), denied.clone())), None);
        assert_eq!(breaks(steps, &answers(refused(), Count(9))), Some(Rule::AccessWrite));
        assert_eq!(breaks(steps, &answers(Count(1), denied)), Some(Rule::StreamOpenForWriting));
    }

    #[test]
    fn a_stream_that_was_never_open_is_not_closed() {
        use Outcome::{Closed, Count, Done};
        let steps = "  f = root.open-at \"log\" read\n  w = f.append-via-stream\n  w.check-write\n";
        assert_eq!(breaks(steps, &[Done, Done, Closed]), Some(Rule::AccessWrite));
        assert_eq!(breaks(steps, &[Done, Done, Count(0)]), None);
        let without_code = Outcome::from(StreamError::LastOperationFailed(None));
        assert_eq!(breaks(steps, &[Done, Done, without_code]), Some(Rule::AccessWrite));
        let steps = "  f = root.open-at \"log\" write\n  r = f.read-via-stream 0\n  r.read 4\n";
        assert_eq!(breaks(steps, &[Done, Done, Closed]), Some(Rule::AccessRead));
        assert_eq!(breaks(steps, &[Done, Done, failed(ErrorCode::Access)]), None);
    }

    #[test]
    fn where_a_stream_is_denied_and_out_of_reach_either_is_told() {
        use Outcome::{Count, Done};
        let reads = ["read 1", "blocking-read 1", "skip 1", "blocking-skip 1"];
        let inputs = reads.map(|call| ("write", "read-via-stream", call, Rule::AccessRead));
        let writes = [
            "blocking-write-and-flush \"A\"",
            "blocking-write-zeroes-and-flush 1",
            "check-write",
            "blocking-flush",
        ];
        let outputs = writes.map(|call| ("read", "write-via-stream", call, Rule::AccessWrite));
        for (right, make, call, rule) in inputs.into_iter().chain(outputs) {
            let told = |offset: u64, answer: Outcome| {
                let steps =
                    format!("  f = root.open-at \"log\" {right}\n  s = f.{make} {offset}\n  s.{call}\n");
                breaks(&steps, &[Done, Done, answer])
            };
            for code in [ErrorCode::BadDescriptor, ErrorCode::Invalid] {
                assert_eq!(told(1 << 63, failed(code)), None, "{call} {code}");
            }
            assert_eq!(told(0, failed(ErrorCode::BadDescriptor)), None, "{call}");
            assert_eq!(told(0, failed(ErrorCode::Invalid)), Some(rule), "{call}");
            assert_eq!(told(1 << 63, failed(ErrorCode::Io)), Some(rule), "{call}");
        }
        let polled = "  f = root.open-at \"log\" read\n  s = f.write-via-stream 9223372036854775808\n  s.check-write\n  \
                      s.write \"A\"\n  s.flush\n  s.block\n  s.check-write\n";
        for code in [ErrorCode::BadDescriptor, ErrorCode::Invalid] {
            assert_eq!(
                breaks(polled, &[Done, Done, Count(9), Done, Done, Done, failed(code)]),
                None,
                "{code}"
            );
        }
    }

    #[test]
    fn a_directory_is_told_the_same_while_nothing_is_done_below_it() {
        use Outcome::Done;
        let look = |size, links| {
            Outcome::Stat(crate::wasi::DescriptorStat {
                r#type: crate::wasi::DescriptorType::Directory,
                link_count: links,
                size,
                data_access_timestamp: None,
                data_modification_timestamp: None,
                status_change_timestamp: None,
            })
        };
        let steps =
            "  d = root.open-at \"sub\" directory read mutate-directory\n  d.stat\n  root.stat-at \"sub\"\n";
        assert_eq!(breaks(steps, &[Done, look(7, 2), look(7, 2)]), None);
        assert_eq!(breaks(steps, &[Done, look(7, 2), look(8, 2)]), Some(Rule::DirStill));
        assert_eq!(breaks(steps, &[Done, look(7, 2), look(7, 1)]), Some(Rule::DirStill));
        for between in ["d.create-directory-at \"more\"", "d.set-times now now"] {
            let steps = format!(
                "  d = root.open-at \"sub\" directory read mutate-directory\n  d.stat\n  {between}\n  d.stat\n"
            );
            assert_eq!(breaks(&steps, &[Done, look(7, 2), Done, look(8, 3)]), None);
        }
        let steps = "  root.stat-at \"sub\"\n  root.create-directory-at \"more\"\n  root.stat-at \"sub\"\n";
        assert_eq!(breaks(steps, &[look(7, 2), Done, look(8, 2)]), Some(Rule::DirStill));
    }
}
