//! A write that is cut off in its middle leaves a prefix, however long it is, and what was seen of it once is all that there is.

use wasi_fs_conformance::model::{Model, PREFIXES_MAX};
use wasi_fs_conformance::op::{DescriptorOp, InputOp, Op, OutputOp};
use wasi_fs_conformance::outcome::Outcome;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::wasi::ErrorCode;

/// How many bytes are there before the write.
const BEFORE: usize = 80;

/// Where the write goes.
const STREAMS: &[(&str, usize)] = &[
    ("write-via-stream 0", 0),
    ("write-via-stream 60", 60),
    ("write-via-stream 90", 90),
    ("append-via-stream", BEFORE),
];

/// How it is cut off.
const ENDS: &[&str] = &["w.cancel", "fault w write io after 1 byte\n  w.blocking-flush"];

/// What is looked at before all of the file is.
const LOOKS: &[&[&str]] = &[
    &[],
    &["f.stat"],
    &["f.read 70 0"],
    &["f.read 20 75"],
    &["f.read 1000 0", "f.stat"],
    &["r = f.read-via-stream 0", "r.read 85"],
];

const LENGTHS: &[usize] = &[8, 33, 40, 600];

/// Looks at all of the file.
const ALL: &str = "f.read 10000 0";

/// A write that was cut off, and whoever has looked at the file since.
struct Case {
    script: Script,
    /// Of how many steps it is the end that look at the file.
    looks: usize,
    offset: usize,
    bytes: Vec<u8>,
}

impl Case {
    fn new((stream, offset): (&str, usize), length: usize, ends: &str, looks: &[&str]) -> Self {
        // None of them stands in the file.
        let bytes: String = ('A'..='Z').cycle().take(length).collect();
        let looks = [looks, &[ALL, ALL]].concat();
        let text = format!(
            "tree\n  log  \"{}\"\nrun\n  f = root.open-at \"log\" read write\n  w = f.{stream}\n  w.check-write\n  hold\n  \
             w.write \"{bytes}\"\n  {ends}\n  {}\n",
            "z".repeat(BEFORE),
            looks.join("\n  ")
        );
        let script = Script::parse("a cut", &text).unwrap();
        Self { script, looks: looks.len(), offset, bytes: bytes.into() }
    }

    /// Every length, place, end and look.
    fn all() -> impl Iterator<Item = Self> {
        let lengths = LENGTHS.iter().flat_map(|length| STREAMS.iter().map(move |stream| (*length, *stream)));
        let ended = lengths.flat_map(|of| ENDS.iter().map(move |ends| (of, *ends)));
        let looked_at = ended.flat_map(|of| LOOKS.iter().map(move |looks| (of, *looks)));
        // A longer append that may be over at any moment has no place of which the model knows: that is inconclusive.
        let followed = looked_at.filter(|(((length, stream), ends), _)| {
            *length <= PREFIXES_MAX || stream.1 != BEFORE || *ends == ENDS[0]
        });
        followed.map(|(((length, stream), ends), looks)| Self::new(stream, length, ends, looks))
    }

    /// Some numbers of bytes that may have landed.
    fn kept(&self) -> [usize; 6] {
        let length = self.bytes.len();
        [0, 1, 7, length / 2, length - 1, length]
    }

    /// The file of which so many have.
    fn file(&self, kept: usize) -> Vec<u8> {
        let mut file = vec![b'z'; BEFORE];
        if kept > 0 {
            file.resize(BEFORE.max(self.offset + kept), 0);
            file[self.offset..self.offset + kept].copy_from_slice(&self.bytes[..kept]);
        }
        file
    }

    /// What a host answers to a step that has this file.
    fn told(&self, model: &mut Model, at: usize, file: &[u8]) -> Outcome {
        let call = self.script.steps[at].call().unwrap();
        let read = |from: u64, length: u64| {
            let (from, length) = (usize::try_from(from).unwrap(), usize::try_from(length).unwrap());
            let end = file.len().min(from + length);
            (file[from.min(end)..end].to_vec(), end == file.len())
        };
        let Some(allowed) = model.allowed(call) else { panic!("step {at} of\n{}", self.script) };
        match (allowed.plain(), call.op) {
            (Outcome::Stat(mut stat), _) => {
                stat.size = file.len() as u64;
                Outcome::Stat(stat)
            }
            (_, Op::Descriptor(DescriptorOp::Read { offset, length })) => {
                let (bytes, end) = read(*offset, *length);
                Outcome::Bytes { bytes, end: Some(end) }
            }
            (_, Op::Input(InputOp::StreamRead { len })) => {
                Outcome::Bytes { bytes: read(0, *len).0, end: None }
            }
            (_, Op::Output(OutputOp::CheckWrite)) => Outcome::Count(1 << 20),
            (_, Op::Output(OutputOp::BlockingFlush)) => Outcome::Failed(Some(ErrorCode::Io)),
            (plain, _) => plain,
        }
    }

    /// The model behind the steps before this one, on a host that has this file; and each answer conforms.
    fn model_at(&self, at: usize, file: &[u8]) -> Model {
        let mut model = Model::new(&self.script.fixture);
        for (at, step) in self.script.steps[..at].iter().enumerate() {
            if let Some(control) = step.control() {
                model.control(control);
                continue;
            }
            let (outcome, call) = (self.told(&mut model, at, file), step.call().unwrap());
            let judged = model.allowed(call).unwrap().judge(&outcome);
            assert!(judged.is_ok(), "`{step}` gives {outcome}: {judged:?}\n{}", self.script);
            model.take(call, &outcome);
            assert_eq!(model.inconclusive(), None, "{}", self.script);
        }
        model
    }

    /// Whether a host that had this file until a step may have that one then.
    fn takes(&self, at: usize, before: &[u8], then: &[u8]) -> bool {
        let mut model = self.model_at(at, before);
        let outcome = self.told(&mut model, at, then);
        model.allowed(self.script.steps[at].call().unwrap()).unwrap().judge(&outcome).is_ok()
    }
}

#[test]
fn whatever_has_landed_of_a_write_that_was_cut_off_is_taken_and_no_more_behind_it() {
    for case in Case::all() {
        let last = case.script.steps.len() - 1;
        for kept in case.kept() {
            let file = case.file(kept);
            assert!(case.takes(last, &file, &file), "{kept}:\n{}", case.script);
            for late in [kept.wrapping_sub(1), kept + 1].into_iter().filter(|late| *late <= case.bytes.len())
            {
                assert!(!case.takes(last, &file, &case.file(late)), "{kept}, then {late}:\n{}", case.script);
            }
        }
    }
}

#[test]
fn what_is_no_prefix_of_a_write_that_was_cut_off_is_not_taken() {
    for case in Case::all().filter(|case| case.looks == 2) {
        let first = case.script.steps.len() - case.looks;
        for kept in case.kept().into_iter().filter(|kept| *kept > 2) {
            let whole = case.file(kept);
            for left_out in [0, 1, kept - 2] {
                let (mut torn, at) = (whole.clone(), case.offset + left_out);
                torn[at] = if at < BEFORE { b'z' } else { 0 };
                assert!(!case.takes(first, &whole, &torn), "{left_out} of {kept}:\n{}", case.script);
            }
        }
    }
}

/// Whether the model takes these answers to the steps of a script, one by one.
fn takes(text: &str, answers: &[Outcome]) -> bool {
    takes_with(text, answers, 0)
}

/// The same where prefixes of so many bytes are followed each by itself.
fn takes_with(text: &str, answers: &[Outcome], prefixes: usize) -> bool {
    let script = Script::parse("a test", text).unwrap();
    let mut model = Model::new(&script.fixture).with_prefixes_up_to(prefixes);
    let mut answers = answers.iter();
    for step in &script.steps {
        if let Some(control) = step.control() {
            assert!(model.control(control), "{step}");
            continue;
        }
        let (call, answer) = (step.call().unwrap(), answers.next().unwrap());
        if !model.allowed(call).unwrap().takes(answer) {
            assert!(answers.next().is_none(), "{step} => {answer}");
            return false;
        }
        model.take(call, answer);
    }
    true
}

#[test]
fn a_prefix_that_was_read_ahead_is_given_when_it_is_gone_from_the_file() {
    let text = "tree\n  a  \"zzzz\"\nrun\n  f = root.open-at \"a\" read write\n  r = f.read-via-stream 0\n  \
                v = f.write-via-stream 1\n  fault v write quota\n  v.blocking-write-and-flush \"ABC\"\n  r.blocking-read 1\n  \
                host truncate \"a\" 0\n  r.blocking-read 3\n";
    let bytes = |text: &str| Outcome::Bytes { bytes: text.into(), end: None };
    // A fetch that goes on while they land has old bytes and new ones, and no others.
    let old_or_new = ["ABC", "ABz", "Azz", "zzz", "zBC", "AzC"].map(|given| (given, true));
    let fetched = old_or_new.into_iter().chain(["ACB", "BBC", "yyy"].map(|given| (given, false)));
    for (given, may_be) in fetched {
        let failed = Outcome::Failed(Some(ErrorCode::Quota));
        let answers = [Outcome::Done, Outcome::Done, Outcome::Done, failed, bytes("z"), bytes(given)];
        assert_eq!(takes(text, &answers), may_be, "{given}");
    }
}

#[test]
fn a_stream_that_was_ready_stays_so_until_it_is_given_something() {
    use Outcome::{Count, Done, Ready};
    let text = |between: &str| {
        format!(
            "tree\n  a  \"\"\nrun\n  f = root.open-at \"a\" write\n  v = f.write-via-stream 0\n  v.ready\n  \
             {between}  fault v write zero\n  v.ready\n"
        )
    };
    assert!(!takes(&text(""), &[Done, Done, Ready(true), Ready(false)]));
    let written = [Done, Done, Ready(true), Count(9), Done, Ready(false)];
    assert!(takes(&text("v.check-write\n  v.write \"A\"\n"), &written));
}

#[test]
fn a_beginning_that_does_not_reach_a_write_under_way_may_have_landed_beside_it() {
    use Outcome::{Count, Done};
    let text = "tree\n  a  \"a\"\nrun\n  f = root.open-at \"a\" read write\n  v = f.write-via-stream 0\n  \
                w = f.write-via-stream 1\n  v.check-write\n  w.check-write\n  w.write \"A00\"\n  v.write \"B0\"\n  \
                f.read 2 0\n  v.cancel\n  f.read 4 0\n";
    let read = |text: &str| Outcome::Bytes { bytes: text.into(), end: Some(true) };
    // Of the other write one byte was seen, so that whatever reaches it comes behind all of it.
    for (found, may_be) in [
        ("BA", true),
        ("BA00", true),
        ("B000", true),
        ("aA", true),
        ("B0", false),
        ("aA00", true),
        ("C0", false),
    ] {
        let answers = [Done, Done, Done, Count(9), Count(9), Done, Done, read("aA"), Done, read(found)];
        for prefixes in [0, 64] {
            assert_eq!(takes_with(text, &answers, prefixes), may_be, "{found} {prefixes}");
        }
    }
}
