//! The law for names, attributes and times: where nothing is in flight one answer is right, and whatever else the model takes
//! stands in a table, with the sentence that leaves it open.
//!
//! What a plain implementation answers to the calls of generated scripts is *perturbed* in one thing, and the model is asked
//! whether it takes that. A refusal that it takes all the same is a choice of the table of leeways, or another of several reasons
//! that hold; all else is a row below, or the law is broken. A clock goes on by some seconds at each step, so that moments of
//! the clock are judged as well.
//!
//! `PERTURBED_ANSWERS` sets how many perturbed answers are judged, and `SIMULATED_SEED` the first script's seed.

use std::collections::BTreeMap;
use std::time::Duration;

use wasi_fs_conformance::generate::{Focus, Scripts};
use wasi_fs_conformance::model::Model;
use wasi_fs_conformance::op::{Call, DescriptorOp, HandleKind, ListingOp, Op, OpKind};
use wasi_fs_conformance::outcome::{Allowed, Answer, ExpectedStat, ExpectedTime, Moves};
use wasi_fs_conformance::outcome::{Outcome, Refusal, Seen, Span};
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::tree::{Fixture, Grain, Grains, Modified};
use wasi_fs_conformance::wasi::{Datetime, NewTimestamp};

use super::perturb::{perturbed, perturbed_of_names};
use super::{FAILURES_MAX, number};

/// Perturbed answers that are judged unless told otherwise.
const ANSWERS: u64 = 100_000;

/// From so many on every row of the table lets something pass.
const ANSWERS_FOR_ALL_ROWS: u64 = 4_000_000;

const FOCUSES: &[Focus] =
    &[Focus::Directories, Focus::Paths, Focus::Metadata, Focus::Modes, Focus::Everything];

/// What the clock shows when a script begins, in seconds since 1970, and how many seconds lie between its steps.
const BEGIN: u64 = 1_800_000_000;
const STEP: u64 = 20;

/// How far a moment of the clock may lie beside what the judge has read, in nanoseconds.
const SLACK: u128 = 1_000_000_000;

/// A perturbed answer that the model takes.
struct Taken<'t> {
    call: Call<'t>,
    allowed: &'t Allowed,
    /// The answer that is right.
    right: &'t Outcome,
    /// The one that is taken as well, what differs in it, and under which rule it is taken.
    other: &'t Outcome,
    what: &'static str,
    rule: Rule,
    now: Datetime,
    past: Past,
}

/// What has happened in the script until then.
#[derive(Clone, Copy, Default)]
struct Past {
    /// A directory is being listed,
    lists: bool,
    /// and names were changed since.
    names: bool,
    /// A timestamp was set to a moment that not every file system can tell, or before 1970.
    odd_moments: bool,
}

impl Past {
    /// Behind a fixture.
    fn of(fixture: &Fixture) -> Self {
        let can_tell =
            |modified: &Modified| u64::try_from(modified.seconds).is_ok_and(|seconds| seconds < TELLABLE);
        Self { odd_moments: !fixture.modified.iter().all(can_tell), ..Self::default() }
    }

    /// Behind a call.
    fn and(self, op: &Op) -> Self {
        let Self { lists, names, odd_moments } = self;
        let is_odd = |time: &NewTimestamp| matches!(time, NewTimestamp::Timestamp(moment) if moment.seconds >= TELLABLE || moment.nanoseconds >= Datetime::SECOND);
        let sets_odd = timestamps(op).is_some_and(|times| times.iter().any(is_odd));
        Self {
            lists: lists || *op == Op::Descriptor(DescriptorOp::ReadDirectory),
            names: names || lists && CHANGE_NAMES.contains(&op.kind()),
            odd_moments: odd_moments || sets_odd,
        }
    }
}

/// Moments from this one on, in seconds since 1970, not every file system can tell (2038-01-19).
const TELLABLE: u64 = i32::MAX as u64;

const CHANGE_NAMES: &[OpKind] = &[
    OpKind::OpenAt,
    OpKind::CreateDirectoryAt,
    OpKind::RemoveDirectoryAt,
    OpKind::UnlinkFileAt,
    OpKind::LinkAt,
    OpKind::SymlinkAt,
    OpKind::RenameAt,
];

/// What is open, where it is, and the sentence that leaves it so, or why there is none.
type Open = (&'static str, fn(&Taken<'_>) -> bool, &'static str);

const OPEN: &[Open] = &[
    (
        "a choice of the table of leeways",
        |taken| {
            let Outcome::Error(code) = taken.other else { return false };
            taken.is(|answer| matches!(answer, Answer::Error(choice @ Refusal::OneOf(_)) if choice.codes().contains(code)))
        },
        "`explain` prints the sentence of each.",
    ),
    (
        "another reason that holds as well",
        |taken| matches!((taken.right, taken.other), (Outcome::Error(_), Outcome::Error(_))),
        "\"If more than one error occurs in processing a function call, any one of the possible errors may be returned, as the order of detection is undefined.\" (POSIX, error numbers)",
    ),
    (
        "a call that asks for nothing",
        |taken| asks_for_nothing(taken.call.op),
        "Nothing comes of it, so whether it is looked at any further is said nowhere.",
    ),
    (
        "a special file is opened, or its data are asked for",
        |taken| taken.is(|answer| matches!(answer, Answer::Anything { .. })),
        "\"Open a file or directory\" (`open-at`): of fifos, sockets and devices nothing is said.",
    ),
    (
        "fewer bytes are written",
        |taken| matches!((taken.call.op, taken.right, taken.other), (Op::Descriptor(DescriptorOp::Write { buffer, .. }), Outcome::Count(_), Outcome::Count(some)) if *some <= buffer.len() as u64),
        "\"Note: This is similar to `pwrite` in POSIX\" (`write`), which may write fewer bytes than it was given.",
    ),
    (
        "the size or the links of a directory, the size of a special file",
        |taken| {
            taken.stat().is_some_and(|stat| match taken.what {
                "a size" => stat.size.is_none(),
                "a link count" => stat.link_count.is_none(),
                _ => false,
            })
        },
        "\"For regular files, the file size in bytes. For symbolic links, the length in bytes of the pathname contained in the symbolic link\" (`descriptor-stat`): of others nothing is said.",
    ),
    (
        "a hash that is told for the first time",
        |taken| taken.is(|answer| matches!(answer, Answer::Hash(hash) if hash.still.is_none())),
        "\"It may also include a secret value chosen by the implementation and not otherwise exposed\" (`metadata-hash`).",
    ),
    (
        "a listing of what has changed since",
        |taken| {
            *taken.call.op == Op::Listing(ListingOp::ReadDirectoryEntry)
                && taken.past.names
                && (taken.what == "an entry's type" || taken.what == "the end of entries")
        },
        "\"If a file is removed from or added to the directory after the most recent call to opendir() or rewinddir(), whether a subsequent call to readdir() returns an entry for that file is unspecified.\" (POSIX readdir)",
    ),
    (
        "a stream that fails when it is used",
        |taken| {
            matches!(
                taken.call.op.kind(),
                OpKind::ReadViaStream | OpKind::WriteViaStream | OpKind::AppendViaStream
            ) && *taken.other == Outcome::Done
        },
        "\"May fail with an error-code describing why the file cannot be read\" (`read-via-stream`): it may, or its stream does.",
    ),
    (
        "directory with create of what is one",
        |taken| taken.rule == Rule::OpenFlagMix && *taken.other == Outcome::Done,
        "What O_DIRECTORY does together with O_CREAT is not specified (POSIX open).",
    ),
    (
        "flags that nobody asked for",
        |taken| {
            taken.is(|answer| matches!((answer, taken.right, taken.other),
            (Answer::Flags { free, .. }, Outcome::Flags(right), Outcome::Flags(other)) if free.contains(right.symmetric_difference(*other))))
        },
        "\"This returns similar flags to `fcntl(fd, F_GETFL)` in POSIX\" (`get-flags`): what create and truncate imply is said nowhere.",
    ),
    (
        "a timestamp that was not told before is none",
        |taken| taken.time().is_some_and(|time| time.found.is_none() && time.told.is_none()),
        "\"If the `option` is none, the platform doesn't maintain an access timestamp for this file\" (`descriptor-stat`), and so of the others.",
    ),
    (
        "a moment of the clock",
        |taken| taken.time().is_some_and(|time| time.is_of_the_clock(taken.now)),
        "\"Set the timestamp to the current time of the system clock associated with the filesystem\" (`now`): how often that ticks, and which reads are an access, is said nowhere; POSIX marks times for update, and updates them later.",
    ),
    (
        "what was set and can't be told",
        |taken| {
            let is_open = |time: Time| time.expected.moved == Some(Moves::Anyhow);
            taken.past.odd_moments && taken.time().is_some_and(is_open)
        },
        "A moment that a file system can't tell is refused, or told as another: \"the file's relevant timestamp shall be set to the greatest value supported by the file system that is not greater than the specified time\" (POSIX futimens).",
    ),
];

/// The timestamps that a call sets, for access and modification.
fn timestamps(op: &Op) -> Option<[NewTimestamp; 2]> {
    if let Op::Descriptor(
        DescriptorOp::SetTimes { data_access_timestamp: access, data_modification_timestamp: modification }
        | DescriptorOp::SetTimesAt {
            data_access_timestamp: access,
            data_modification_timestamp: modification,
            ..
        },
    ) = op
    {
        Some([*access, *modification])
    } else {
        None
    }
}

fn asks_for_nothing(op: &Op) -> bool {
    timestamps(op) == Some([NewTimestamp::NoChange; 2])
        || matches!(op, Op::Descriptor(DescriptorOp::Read { length: 0, .. }))
        || matches!(op, Op::Descriptor(DescriptorOp::Write { buffer, .. }) if buffer.is_empty())
}

/// A timestamp that is told otherwise.
struct Time {
    found: Option<Datetime>,
    expected: ExpectedTime,
    told: Option<bool>,
}

impl Time {
    /// Whether it lies within the span in which the clock may have moved it, if that has an end.
    fn is_of_the_clock(&self, now: Datetime) -> bool {
        let Some(found) = self.found.map(Datetime::nanos) else { return false };
        match self.expected.moved {
            Some(Moves::Within(Span { from, to }, _)) => {
                let to = to.unwrap_or(now).nanos();
                (from.nanos().saturating_sub(SLACK)..=to + SLACK).contains(&found)
            }
            Some(Moves::After(moment, _)) => found > moment.nanos(),
            Some(Moves::Anyhow) | None => false,
        }
    }
}

impl Taken<'_> {
    fn is(&self, is: impl Fn(&Answer) -> bool) -> bool {
        self.allowed.answers().iter().any(|(answer, _)| is(answer))
    }

    /// The attributes that are right.
    fn stat(&self) -> Option<&ExpectedStat> {
        self.allowed
            .answers()
            .iter()
            .find_map(|(answer, _)| if let Answer::Stat(stat) = answer { Some(&**stat) } else { None })
    }

    /// The timestamp that differs.
    fn time(&self) -> Option<Time> {
        let (times, Outcome::Stat(right), Outcome::Stat(other)) =
            (&self.stat()?.times, self.right, self.other)
        else {
            return None;
        };
        let each = [
            (right.data_access_timestamp, other.data_access_timestamp, times.access),
            (right.data_modification_timestamp, other.data_modification_timestamp, times.modification),
            (right.status_change_timestamp, other.status_change_timestamp, times.change),
        ];
        let mut differing = each.into_iter().zip(times.told).filter(|((right, found, _), _)| right != found);
        differing.next().map(|((_, found, expected), told)| Time { found, expected, told })
    }
}

/// What came of the scripts.
#[derive(Default)]
struct Tally {
    perturbed: u64,
    taken: BTreeMap<usize, u64>,
    wide: BTreeMap<String, String>,
}

impl Tally {
    /// Goes through a script as a plain implementation does, as long as nothing is in flight.
    fn follow(&mut self, script: &Script) {
        let (mut model, mut seen) = (Model::new(&script.fixture), Seen::default());
        let fine = Grain::of(Duration::from_nanos(1));
        model.keep_times(Grains { access: fine, modification: fine });
        let at = |step: usize| Datetime { seconds: BEGIN + STEP * step as u64, nanoseconds: 500 };
        let span = |step: usize| Span { from: at(step), to: Some(at(step)) };
        model.plant_within(span(0));
        let mut past = Past::of(&script.fixture);
        for (number, step) in (1..).zip(&script.steps) {
            let writes = |call: Call<'_>| call.op.kind().info().on.contains(&HandleKind::OutputStream);
            // Of a step that repeats the clock is told for the first time alone.
            if step.call().is_none_or(writes) || step.times > 1 {
                return;
            }
            model.at(span(number));
            model.go_plainly(step, &mut seen, |call, allowed, right| {
                let of_streams = call.op.kind().info().on.contains(&HandleKind::InputStream);
                // What files hold has its own law.
                if !of_streams && !matches!(right, Outcome::Bytes { .. }) {
                    self.judge(call, allowed, right, (at(number), past), &format!("  {step}"));
                }
                past = past.and(call.op);
            });
        }
    }

    fn judge(
        &mut self,
        call: Call<'_>,
        allowed: &Allowed,
        right: &Outcome,
        (now, past): (Datetime, Past),
        step: &str,
    ) {
        let mut allowed = allowed.clone();
        allowed.until(now);
        let all = perturbed(call.op.kind(), call.manner, right).into_iter().chain(perturbed_of_names(right));
        for (what, other) in all {
            self.perturbed += 1;
            let Ok(rule) = allowed.judge(&other) else { continue };
            let taken = Taken { call, allowed: &allowed, right, other: &other, what, rule, now, past };
            if let Some(row) = OPEN.iter().position(|(_, is, _)| is(&taken)) {
                *self.taken.entry(row).or_default() += 1;
            } else {
                let key = format!("{what} of {}", call.op.kind().full_name());
                let text = format!("{step} => {other}\n({right} is right; {rule}: {allowed})");
                self.wide.entry(key).or_insert(text);
            }
        }
    }
}

#[test]
fn of_names_attributes_and_times_one_answer_is_right_or_a_row_of_the_table() {
    let mut tally = Tally::default();
    let answers = number("PERTURBED_ANSWERS", ANSWERS);
    let mut seed = number("SIMULATED_SEED", 1);
    while tally.perturbed < answers && tally.wide.len() < FAILURES_MAX {
        let focus = FOCUSES[usize::try_from(seed).unwrap() % FOCUSES.len()];
        let script = Scripts { focus, ..Scripts::default() }.script(seed);
        tally.follow(&script);
        seed += 1;
    }
    let Tally { perturbed, taken, wide } = tally;
    println!("{perturbed} perturbed answers, {} of them taken", taken.values().sum::<u64>());
    for (row, count) in &taken {
        let (what, _, sentence) = OPEN[*row];
        println!("{count:>10} {what}: {sentence}");
    }
    let shown: Vec<String> = wide.iter().map(|(key, text)| format!("=== {key}\n{text}")).collect();
    assert!(wide.is_empty(), "the model takes what nothing leaves open:\n{}", shown.join("\n"));
    let idle = (0..OPEN.len()).filter(|row| !taken.contains_key(row)).map(|row| OPEN[row].0);
    let idle: Vec<_> = idle.filter(|_| answers >= ANSWERS_FOR_ALL_ROWS).collect();
    assert_eq!(idle, [""; 0], "rows of the table that let nothing pass");
}
