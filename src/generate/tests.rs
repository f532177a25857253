//! What generated scripts are, by focus.

use std::collections::BTreeSet;

use super::{Focus, Scripts};
use crate::model::Model;
use crate::op::{Call, Control, DescriptorOp, Manner, Name, Op, OpKind, OutputOp, Quantity};
use crate::outcome::Seen;
use crate::script::{Script, Step};

/// Scripts that are looked at for each focus.
const SCRIPTS: u64 = 400;

const RACES: &[Focus] = &[Focus::Cancel, Focus::AppendRaces, Focus::Overlap, Focus::Faults];

fn scripts(focus: Focus) -> impl Iterator<Item = Script> {
    (1..=SCRIPTS).map(move |index| Scripts { focus, ..Scripts::default() }.script(index))
}

fn controls(script: &Script) -> impl Iterator<Item = &Control> {
    script.steps.iter().filter_map(Step::control)
}

#[test]
fn only_where_a_focus_says_so_something_happens_around_the_guest() {
    for focus in Focus::ALL {
        let controlled = scripts(*focus).filter(Script::is_controlled).count() as u64;
        let percents = if RACES.contains(focus) || *focus == Focus::Schedules {
            95..=100
        } else if matches!(focus, Focus::System | Focus::Attack) {
            // In a script of a step or two the system may not come to fail, and there may be no name to be changed.
            90..=100
        } else if *focus == Focus::Modes {
            // In some another process changes modes.
            20..=60
        } else {
            0..=0
        };
        let (least, most) = (SCRIPTS * percents.start() / 100, SCRIPTS * percents.end() / 100);
        assert!((least..=most).contains(&controlled), "{focus:?}: {controlled} of {SCRIPTS}");
    }
}

#[test]
fn scripts_come_back_from_their_text() {
    for focus in Focus::ALL {
        for script in scripts(*focus).take(60) {
            assert_eq!(Script::parse("generated", &script.to_string()).as_ref(), Ok(&script), "{script}");
        }
    }
}

#[test]
fn scripts_keep_to_the_steps_that_they_are_given() {
    for focus in Focus::ALL {
        for ops_max in [1, 2, 7] {
            let script = Scripts { focus: *focus, ops_max, ..Scripts::default() }.script(5);
            assert!((1..=ops_max).contains(&script.steps.len()), "{focus:?}");
        }
    }
}

#[test]
fn races_are_short() {
    for focus in RACES {
        let mut lengths: Vec<usize> = scripts(*focus).map(|script| script.steps.len()).collect();
        lengths.sort_unstable();
        let (median, longest) = (lengths[lengths.len() / 2], lengths[lengths.len() - 1]);
        assert!((10..=19).contains(&median) && longest <= 45, "{focus:?}: {median}, {longest}");
    }
}

#[test]
fn between_them_races_say_all_that_scripts_can_say_about_time() {
    let mut words = BTreeSet::new();
    let mut abandoned = BTreeSet::new();
    for script in RACES.iter().flat_map(|focus| scripts(*focus)) {
        for control in controls(&script) {
            words.insert(match control {
                Control::Hold { queued: false } => "hold",
                Control::Hold { queued: true } => "hold queued",
                Control::Release(_) => "release",
                Control::Quiesce => "quiesce",
                Control::Fault(injection) => injection.answer.word(),
                Control::Host(change) => change.change.word(),
            });
        }
        let calls = script.steps.iter().filter_map(Step::call);
        abandoned.extend(
            calls.filter(|call| matches!(call.manner, Manner::Abandon { .. })).map(|call| call.op.kind()),
        );
    }
    assert_eq!(words.len(), 4 + 6 + 5, "{words:?}");
    let able: BTreeSet<OpKind> = OpKind::ALL.iter().copied().filter(|kind| kind.can_be_abandoned()).collect();
    assert_eq!(abandoned, able);
}

#[test]
fn every_race_of_appends_has_two_streams_at_work() {
    let racing = scripts(Focus::AppendRaces).filter(|script| {
        let calls = script.steps.iter().filter_map(Step::call);
        let made = calls.filter(|call| call.op.kind() == OpKind::AppendViaStream).count();
        made >= 2
    });
    let count = racing.count() as u64;
    assert!(count > SCRIPTS * 80 / 100, "{count}");
}

#[test]
fn some_races_are_of_long_writes_that_are_let_go_in_their_middle() {
    for focus in RACES {
        let longest = |script: &Script| {
            let calls = script.steps.iter().filter_map(Step::call);
            let length = |op: &Op| {
                if let Op::Output(OutputOp::StreamWrite { contents }) = op { contents.len() } else { 0 }
            };
            calls.map(|call| length(call.op)).max().unwrap_or(0)
        };
        let lengths: Vec<usize> = scripts(*focus).map(|script| longest(&script)).collect();
        for (least, percent) in [(4095, 5), (65_535, 2)] {
            let count = lengths.iter().filter(|length| **length >= least).count() as u64;
            assert!(
                (SCRIPTS * percent / 100..SCRIPTS * 15 / 100).contains(&count),
                "{focus:?} {least}: {count}"
            );
        }
    }
}

#[test]
fn ordinary_scripts_say_which_numbers_are_what_was_seen() {
    let mut words = BTreeSet::new();
    let ordinary = Focus::ALL.iter().filter(|focus| !RACES.contains(focus));
    // Scripts of what is large, which are written as text, have handles without numbers.
    let is_numbered = |name: &Name| name.to_string().ends_with(|last: char| last.is_ascii_digit());
    let is_ordinary = |script: &Script| {
        let mut binds = script.steps.iter().filter_map(Step::call).filter_map(|call| call.bind);
        binds.all(is_numbered)
    };
    for script in ordinary.flat_map(|focus| scripts(*focus).take(150)).filter(is_ordinary) {
        words.extend(script.steps.iter().flat_map(|step| step.observed).flatten().map(|seen| seen.quantity));
    }
    assert_eq!(
        words.into_iter().collect::<Vec<_>>(),
        Quantity::TABLE.iter().map(|row| row.1).collect::<Vec<_>>()
    );
}

#[test]
fn files_are_cut_off_before_the_streams_that_read_them() {
    let cuts = scripts(Focus::InputStreams).filter(|script| {
        let (mut model, mut seen, mut cut) = (Model::new(&script.fixture), Seen::default(), false);
        for step in &script.steps {
            if let Some(call) = step.call()
                && let Op::Descriptor(DescriptorOp::SetSize { size }) = call.op
                && let Some((_, file)) = model.handles().find(|(name, _)| *name == call.on)
            {
                cut |= model.readers_of(file).any(|(_, stands)| stands > *size);
            }
            model.go_plainly(step, &mut seen, |_, _, _| {});
        }
        cut
    });
    let count = cuts.count() as u64;
    assert!(count >= SCRIPTS / 100, "{count}");
}

/// The scripts of a focus in which this is so of a call, with what the model foresees of it, before it is made.
fn with_a_call(focus: Focus, is: impl Fn(&Model, Call<'_>) -> bool) -> u64 {
    let has = |script: &Script| {
        let (mut model, mut seen) = (Model::new(&script.fixture), Seen::default());
        script.steps.iter().any(|step| {
            let here = step.call().is_some_and(|call| is(&model, call));
            model.go_plainly(step, &mut seen, |_, _, _| {});
            here
        })
    };
    scripts(focus).filter(has).count() as u64
}

#[test]
fn what_is_before_a_stream_changes_also_where_its_file_grows() {
    for grows in [false, true] {
        let count = with_a_call(Focus::InputStreams, |model, call| {
            let Op::Descriptor(DescriptorOp::Write { offset, .. }) = call.op else { return false };
            let file = model.handles().find(|(name, _)| *name == call.on).map(|(_, file)| file);
            file.is_some_and(|file| {
                let at = |(_, stands)| if grows { model.size_behind(file) } else { Some(stands) };
                model.readers_of(file).any(|reader| at(reader) == Some(*offset))
            })
        });
        assert!(count >= SCRIPTS * 5 / 100, "{grows}: {count}");
    }
}

#[test]
fn a_stream_is_called_that_was_refused_or_has_failed() {
    let missing = |model: &Model, call: Call<'_>| {
        !model.handles().any(|(name, _)| name == call.on)
            && call.op.kind().info().on.iter().any(|on| on.is_stream())
    };
    let ended = |model: &Model, call: Call<'_>| {
        let called = model.handles().find(|(name, _)| *name == call.on);
        called.is_some_and(|(_, handle)| handle.is_closed() && handle.kind().is_stream())
    };
    for (focus, is, percent) in [
        (Focus::Everything, &missing as &dyn Fn(&Model, Call<'_>) -> bool, 2),
        (Focus::Files, &missing, 2),
        (Focus::InputStreams, &ended, 20),
        (Focus::OutputStreams, &ended, 3),
    ] {
        let count = with_a_call(focus, is);
        assert!(count >= SCRIPTS * percent / 100, "{focus:?}: {count} of {SCRIPTS}");
    }
}

#[test]
fn a_call_that_takes_two_descriptors_is_made_when_all_were_dropped() {
    // The first script that was seen to come to that.
    let script = Scripts::default().script(6_795_348_036_685_330_927);
    assert!(!script.steps.is_empty());
}
