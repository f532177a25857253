//! How fast the parts of a hunt are: `cargo bench --bench speed`, or a part of it with `cargo bench --bench speed model`.
//!
//! Items are ops, so that the last lines of a row read as ops in a second; those of `shrink` are runs of a script, and those
//! of `model_begins` scripts.

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

use wasi_fs_conformance::backends::{Builtin, Fault, faulty, host};
use wasi_fs_conformance::check::{Judge, Verdict};
use wasi_fs_conformance::generate::{Focus, Scripts};
use wasi_fs_conformance::model::Model;
use wasi_fs_conformance::outcome::Outcome;
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::shrink::Minimiser;

/// How many scripts an iteration takes, and how often it is measured: enough for a steady median, in seconds.
const SCRIPTS: u64 = 200;
const SAMPLES: u32 = 20;

/// The fault whose script is shrunk.
const FAULT: Fault = Fault::AppendAtOpeningSize;

fn main() {
    divan::main();
}

fn script(focus: Option<Focus>, seed: u64) -> Script {
    Scripts { focus: focus.unwrap_or_else(|| Focus::mixed(seed)), ..Scripts::default() }.script(seed)
}

/// The scripts that are run; of everything, or of the mix that a hunt has by default.
fn scripts(focus: Option<Focus>) -> Vec<Script> {
    (0..SCRIPTS).map(|seed| script(focus, seed)).collect()
}

/// The calls in scripts; a step that is none is no op.
fn ops(scripts: &[Script]) -> ItemsCount {
    ItemsCount::new(
        scripts.iter().flat_map(|script| &script.steps).filter(|step| step.call().is_some()).count(),
    )
}

/// The steps of a script with the answers of a plain implementation; none where a step is skipped.
fn plain_answers(script: &Script) -> Vec<Option<Outcome>> {
    let mut model = Model::new(&script.fixture);
    let answer = |step: &wasi_fs_conformance::script::Step| {
        let call = step.call()?;
        let plain = model.allowed(call)?.plain();
        model.take(call, &plain);
        Some(plain)
    };
    script.steps.iter().map(answer).collect()
}

/// The model of each script, before its first step.
fn models(scripts: &[Script]) -> Vec<Model> {
    scripts.iter().map(|script| Model::new(&script.fixture)).collect()
}

/// What answers cost the model: to say what is allowed, to judge and to take each, and that its worlds go at the end. What it
/// costs that a script begins is not in it but in `model_begins`.
#[divan::bench(sample_count = SAMPLES)]
fn model(bencher: Bencher<'_, '_>) {
    let scripts = scripts(Some(Focus::default()));
    let answers: Vec<_> = scripts.iter().map(plain_answers).collect();
    let answered = answers.iter().flatten().flatten().count();
    let begun = bencher.counter(ItemsCount::new(answered)).with_inputs(|| models(&scripts));
    begun.bench_local_values(|models| {
        for ((script, answers), mut model) in scripts.iter().zip(&answers).zip(models) {
            for (step, answer) in script.steps.iter().zip(answers) {
                if let (Some(call), Some(answer)) = (step.call(), answer)
                    && let Some(allowed) = divan::black_box(model.allowed(call))
                {
                    let rule = allowed.judge(answer).ok();
                    model.take_under(call, answer, rule);
                }
            }
        }
    });
}

/// What it costs the model that a script begins, and that it ends at once; items are scripts.
#[divan::bench(sample_count = SAMPLES)]
fn model_begins(bencher: Bencher<'_, '_>) {
    let scripts = scripts(Some(Focus::default()));
    bencher.counter(ItemsCount::new(scripts.len())).bench_local(|| models(&scripts));
}

/// Scripts made; the generator asks the model for each step.
#[divan::bench(sample_count = SAMPLES)]
fn generate(bencher: Bencher<'_, '_>) {
    let focus = Some(Focus::default());
    bencher.counter(ops(&scripts(focus))).bench_local(|| scripts(focus));
}

/// Scripts judged on the real implementation, in each of its modes.
#[divan::bench(args = Builtin::HOSTS.iter().map(|(name, _)| *name), sample_count = SAMPLES)]
fn check(bencher: Bencher<'_, '_>, mode: &str) {
    check_focus(bencher, mode, Some(Focus::default()));
}

/// The same with the mix of profiles that a hunt has by default, a third of them in each mode.
#[divan::bench(args = Builtin::HOSTS.iter().map(|(name, _)| *name), sample_count = SAMPLES)]
fn check_mixed(bencher: Bencher<'_, '_>, mode: &str) {
    check_focus(bencher, mode, None);
}

fn check_focus(bencher: Bencher<'_, '_>, mode: &str, focus: Option<Focus>) {
    let blocking = Builtin::HOSTS.iter().find(|(name, _)| *name == mode).expect("a mode of the table").1;
    let (backend, scripts) = (host(mode, blocking), scripts(focus));
    let mut judge = Judge::new().expect("a runtime");
    bencher.counter(ops(&scripts)).bench_local(|| {
        for script in &scripts {
            let verdict = judge.check(script, &backend).expect("a judgement").verdict;
            assert!(!matches!(verdict, Verdict::Diverged(_)), "{verdict:?}");
        }
    });
}

/// A script that shows a fault made as small as it gets.
#[divan::bench(sample_count = SAMPLES)]
fn shrink(bencher: Bencher<'_, '_>) {
    let backend = faulty(FAULT);
    let mut judge = Judge::new().expect("a runtime");
    let mut breaks = |script: &Script| -> Option<Rule> {
        match judge.check(script, &backend).expect("a judgement").verdict {
            Verdict::Diverged(divergence) => Some(divergence.rule()),
            Verdict::Conforms | Verdict::NotExercised(_) | Verdict::Skipped(_) | Verdict::Inconclusive(_) => {
                None
            }
        }
    };
    let mut candidates = (0..).map(|seed| script(Some(Focus::default()), seed));
    let failing =
        candidates.find(|script| breaks(script) == Some(FAULT.rule())).expect("a script that shows it");
    let mut shrunk = || {
        let shows = |script: &Script| Ok::<_, ()>((breaks(script) == Some(FAULT.rule())).then_some(()));
        Minimiser::default().run(failing.clone(), shows)
    };
    let runs = shrunk().runs;
    bencher.counter(ItemsCount::new(runs)).bench_local(shrunk);
}

/// Scripts read from their text.
#[divan::bench(sample_count = SAMPLES)]
fn parse(bencher: Bencher<'_, '_>) {
    let texts: Vec<String> = scripts(None).iter().map(ToString::to_string).collect();
    let bytes = BytesCount::new(texts.iter().map(String::len).sum::<usize>());
    bencher.counter(ops(&scripts(None))).counter(bytes).bench_local(|| {
        for text in &texts {
            divan::black_box(Script::parse("bench", text).expect("a script"));
        }
    });
}

/// Scripts written as their text.
#[divan::bench(sample_count = SAMPLES)]
fn print(bencher: Bencher<'_, '_>) {
    let scripts = scripts(None);
    let bytes = BytesCount::new(scripts.iter().map(|script| script.to_string().len()).sum::<usize>());
    bencher.counter(ops(&scripts)).counter(bytes).bench_local(|| {
        for script in &scripts {
            divan::black_box(script.to_string());
        }
    });
}
