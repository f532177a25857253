//! Laws of the model by itself: no backend takes part.

use proptest::prelude::*;
use wasi_fs_conformance::generate::Scripts;
use wasi_fs_conformance::model::Model;
use wasi_fs_conformance::op::{Call, Data, DescriptorOp, InputOp, Name, Op, OutputOp};
use wasi_fs_conformance::outcome::{Outcome, Seen};
use wasi_fs_conformance::script::{Script, Step};
use wasi_fs_conformance::tree::{Fixture, Node, Tree};
use wasi_fs_conformance::wasi::{DescriptorFlags, OpenFlags, PathFlags};

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

/// A model of one file, and the plain answers of an implementation that is always right and always at once.
struct Plain(Model);

impl Plain {
    /// The file `log` with these bytes, open for all as `f`.
    fn with_file(bytes: &[u8]) -> Self {
        let tree = Tree { entries: [("log".to_owned(), Node::file(bytes))].into() };
        let mut plain = Self(Model::new(&Fixture::with_tree(tree)));
        let flags = DescriptorFlags::READ | DescriptorFlags::WRITE;
        let open = Op::Descriptor(DescriptorOp::OpenAt {
            path: "log".into(),
            path_flags: PathFlags::empty(),
            open_flags: OpenFlags::empty(),
            flags,
        });
        plain.ask(Step::binding(name("f"), name("root"), open));
        plain
    }

    fn ask(&mut self, step: Step) -> Outcome {
        let call = step.call().expect("it is a call");
        let outcome = self.0.allowed(call).expect("the handle is bound").plain();
        self.0.take(call, &outcome);
        outcome
    }

    fn on(&mut self, handle: &str, op: impl Into<Op>) -> Outcome {
        self.ask(Step::new(name(handle), op))
    }

    fn bytes(&mut self, handle: &str, op: impl Into<Op>) -> Vec<u8> {
        let outcome = self.on(handle, op);
        let Outcome::Bytes { bytes, .. } = outcome else { panic!("expected bytes, found {outcome}") };
        bytes
    }
}

/// A write of a plain reference.
fn overwrite(reference: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    if bytes.is_empty() {
        return;
    }
    reference.resize(reference.len().max(offset + bytes.len()), 0);
    reference[offset..offset + bytes.len()].copy_from_slice(bytes);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_written_is_what_is_read(writes in proptest::collection::vec((0usize..200, 0usize..60, any::<bool>()), 1..12)) {
        let mut plain = Plain::with_file(b"base");
        let mut reference = b"base".to_vec();
        for (index, (offset, length, cut)) in writes.into_iter().enumerate() {
            if cut {
                plain.on("f", DescriptorOp::SetSize { size: offset as u64 });
                reference.resize(offset, 0);
            } else {
                let buffer = Data::marked(b'A' + u8::try_from(index).unwrap(), 0..length as u64);
                overwrite(&mut reference, offset, &buffer);
                plain.on("f", DescriptorOp::Write { buffer, offset: offset as u64 });
            }
            let read = plain.bytes("f", DescriptorOp::Read { length: u64::MAX, offset: 0 });
            prop_assert_eq!(&read, &reference);
            let Outcome::Stat(stat) = plain.on("f", DescriptorOp::Stat) else { panic!("expected attributes") };
            prop_assert_eq!(stat.size, reference.len() as u64);
        }
    }

    #[test]
    fn a_stream_writes_and_reads_one_byte_after_the_other(lengths in proptest::collection::vec(0u64..50, 1..10), start in 0usize..20) {
        let mut plain = Plain::with_file(b"0123456789");
        let mut reference = b"0123456789".to_vec();
        plain.ask(Step::binding(name("w"), name("f"), DescriptorOp::WriteViaStream { offset: start as u64 }));
        let mut at = start;
        for (index, length) in lengths.iter().enumerate() {
            let contents = Data::marked(b'A' + u8::try_from(index).unwrap(), 0..*length);
            overwrite(&mut reference, at, &contents);
            at += contents.len();
            plain.on("w", OutputOp::BlockingWriteAndFlush { contents });
        }
        plain.ask(Step::binding(name("r"), name("f"), DescriptorOp::ReadViaStream { offset: 0 }));
        let mut read = Vec::new();
        for len in lengths.iter().cycle().map(|length| length + 1) {
            if read.len() >= reference.len() {
                break;
            }
            read.extend(plain.bytes("r", InputOp::BlockingRead { len }));
        }
        prop_assert_eq!(read, reference);
        prop_assert_eq!(plain.on("r", InputOp::BlockingRead { len: 1 }), Outcome::Closed);
    }

    #[test]
    fn appends_stand_at_the_end_in_the_order_of_their_flushes(writers in proptest::collection::vec((any::<bool>(), 1u64..20), 1..10)) {
        let mut plain = Plain::with_file(b"base");
        let mut reference = b"base".to_vec();
        for stream in ["v", "w"] {
            plain.ask(Step::binding(name(stream), name("f"), DescriptorOp::AppendViaStream));
        }
        for (index, (first, length)) in writers.into_iter().enumerate() {
            let contents = Data::marked(b'A' + u8::try_from(index).unwrap(), 0..length);
            reference.extend_from_slice(&contents);
            plain.on(if first { "v" } else { "w" }, OutputOp::BlockingWriteAndFlush { contents });
        }
        prop_assert_eq!(plain.bytes("f", DescriptorOp::Read { length: 1000, offset: 0 }), reference);
    }
}

/// Runs a script against the model's own plain answers, and gives it to a closure before each is taken.
fn run_plainly(script: &Script, mut look: impl FnMut(&mut Model, Call<'_>, &Outcome)) {
    let (mut model, mut seen) = (Model::new(&script.fixture), Seen::default());
    for step in &script.steps {
        step.control().map(|control| model.control(control));
        for time in 1..=step.times {
            let made = step.made(time, &seen);
            let Some(call) = made.call() else { continue };
            let Some(allowed) = model.allowed(call) else {
                model.skip();
                continue;
            };
            let plain = allowed.plain();
            assert!(
                allowed.judge(&plain).is_ok(),
                "`{made}`: the model's own answer {plain} is not among {allowed}\n{script}"
            );
            look(&mut model, call, &plain);
            model.take(call, &plain);
            seen.note(call, &plain);
            if model.inconclusive().is_some() {
                return;
            }
            if !step.goes_on(Some(&plain)) {
                break;
            }
        }
    }
    assert!(model.worlds() > 0, "no world is left\n{script}");
}

#[test]
fn the_model_takes_its_own_plain_answers() {
    for seed in 0..2000 {
        run_plainly(&Scripts::default().script(seed), |_, _, _| {});
    }
}

#[test]
fn a_wrong_byte_is_never_taken_from_a_file_at_rest() {
    let mut judged = 0;
    // Bytes that are text alone: of those none is 0xff, so no world has one anywhere.
    let scripts = (0..1500).map(|seed| Scripts::default().script(seed));
    let is_text =
        |script: &Script| !["binary-", r"\xff"].iter().any(|data| script.to_string().contains(data));
    for script in scripts.filter(is_text) {
        run_plainly(&script, |model, step, plain| {
            let (Op::Descriptor(DescriptorOp::Read { .. }), Outcome::Bytes { bytes, end }) = (step.op, plain)
            else {
                return;
            };
            if bytes.is_empty() || model.worlds() > 1 {
                return;
            }
            let mut wrong = bytes.clone();
            wrong[bytes.len() / 2] = 0xff;
            let wrong = Outcome::Bytes { bytes: wrong, end: *end };
            let allowed = model.allowed(step).unwrap();
            assert!(allowed.judge(&wrong).is_err(), "`{step:?}` takes {wrong}");
            judged += 1;
        });
    }
    assert!(judged > 500, "only {judged} reads were judged");
}
