//! What `hunt` and `replay` tell: as text for people or as lines of JSON, and beside that in a JUnit file.

mod progress;
mod replays;

pub(super) use progress::ProgressLine;

use std::fs::File;
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::arguments::Profile;
use super::{Exit, Failure, Tool};
use crate::check::{Coverage, MissedPin};
use crate::corpus::Staleness;
use crate::hunt::workers::Pack;
use crate::hunt::{Hunted, Progress, Watcher};
use crate::report::{
    Case, CaseVerdict, CauseLine, Causes, Commands, Finding, Hunting, JUnit, Line, Page, Summary, Text,
    not_judged_text, stale_text,
};
use crate::rule::Rule;

/// How a command tells what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// For programs: one value a line, as schema/report.schema.json says.
    Json,
}

#[derive(Clone, Debug, Args)]
pub(super) struct OutputArguments {
    /// How to tell what comes out, on the standard output.
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    pub(super) format: Format,

    /// Also write a JUnit file: a suite for each backend, a case for each rule that was reached (hunt) or for each script
    /// (replay). It is made before anything runs, and has every finding as soon as there is one.
    #[arg(long, value_name = "FILE")]
    pub(super) junit: Option<PathBuf>,
}

/// Where a command tells what comes out.
pub(super) struct Output {
    /// What the last lines of reports say.
    commands: Commands,
    format: Format,
    page: Page,
    line: ProgressLine,
    junit: JUnit,
    junit_file: Option<(PathBuf, File)>,
    /// What was found in replays.
    found: Vec<Finding>,
    /// What could not be written, the first time.
    trouble: Option<String>,
    /// Whether another process has said already what comes now.
    is_mute: bool,
}

/// How many pins did not hold over a replay.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pins {
    /// Those that are findings.
    pub(super) missed: usize,
    /// Those of another way than the one that the answers led.
    pub(super) led_elsewhere: usize,
}

impl Pins {
    pub(super) fn count(&mut self, pins: &[MissedPin]) {
        let missed = pins.iter().filter(|pin| pin.is_told()).count();
        self.missed += missed;
        self.led_elsewhere += pins.len() - missed;
    }
}

impl Output {
    /// Begins to tell what a command does on these backends.
    pub(super) fn new(
        arguments: &OutputArguments,
        tool: &Tool,
        backends: &[String],
    ) -> Result<Self, Failure> {
        let mut output = Self {
            commands: Commands::of_tool(&tool.called, &tool.chosen),
            format: arguments.format,
            page: page(),
            line: ProgressLine::default(),
            junit: JUnit::new(backends),
            junit_file: None,
            found: Vec::new(),
            trouble: None,
            is_mute: false,
        };
        if let Some(path) = &arguments.junit {
            let file = File::create(path).map_err(|error| Failure::own(no_junit(path, &error)))?;
            output.junit_file = Some((path.clone(), file));
            // A disk without room for a file without cases has none for one with them.
            output.write_junit();
        }
        output.checked()?;
        Ok(output)
    }

    /// Says what a hunt begins with, with all that it takes to do it again.
    pub(super) fn begin_hunt(&mut self, pack: &Pack) {
        let Pack { hunt, jobs, backends, .. } = pack;
        let (time, profile) = (hunt.time.unwrap_or_default(), Profile(hunt.focus).name());
        let hunting = Hunting {
            seed: hunt.seed,
            profile,
            seconds: time.as_secs_f64(),
            scripts_max: hunt.scripts_max,
            ops_max: hunt.ops_max,
            workers: *jobs,
        };
        match self.format {
            Format::Json => self.begin("hunt", backends, Some(hunting)),
            Format::Text => self.say(&format!(
                "hunting {} for {} with --profile {profile} --seed {}, {jobs} worker{}\n",
                backends.join(", "),
                humantime::format_duration(time),
                hunt.seed,
                if *jobs == 1 { "" } else { "s" },
            )),
        }
    }

    /// Says what a replay begins with, where that is asked for.
    pub(super) fn begin_replay(&mut self, backends: &[String]) {
        if self.format == Format::Json {
            self.begin("replay", backends, None);
        }
    }

    fn begin(&mut self, command: &str, backends: &[String], hunt: Option<Hunting<'_>>) {
        self.tell(&Line::Begin { tool: env!("CARGO_PKG_VERSION"), command, backends, hunt });
    }

    /// Tells what a hunt came to.
    pub(super) fn end_hunt(
        &mut self,
        pack: &Pack,
        hunted: &Hunted,
        coverage: &Coverage,
        staleness: &Staleness,
        exit: Exit,
    ) {
        self.line.clear();
        let Hunted {
            findings, more, deaths, lost, unfinished, interrupted, took, corpus: (of, corpus), ..
        } = hunted;
        let asked = pack.hunt.share.numbers(*of).count() as u64;
        let ran = corpus.scripts + corpus.skipped.values().sum::<u64>();
        let corpus_not_run = asked.saturating_sub(ran);
        self.junit.add_coverage(coverage, *took);
        for Finding { wrong, .. } in lost {
            self.junit.add_skipped("a worker was ended from outside, it seems", wrong.got.clone());
        }
        if corpus_not_run > 0 {
            let reason = format!("it ended before {corpus_not_run} of {asked} scripts of the corpus");
            self.junit.add_skipped("the corpus was run in part", reason);
        }
        if *interrupted {
            let reason = format!("somebody ended it; {unfinished} scripts were cut off");
            self.junit.add_skipped("the run was interrupted", reason);
        }
        self.write_junit();
        if self.format == Format::Json {
            let how = |finding: &Finding| finding.wrong.got.clone();
            self.tell(&Line::Summary {
                exit_code: exit as u8,
                findings: findings.len(),
                causes: CauseLine::all(findings),
                more: *more,
                deaths: *deaths,
                lost: lost.iter().map(how).collect(),
                unfinished: *unfinished,
                corpus_not_run,
                interrupted: *interrupted,
                pins_missed: 0,
                pins_led_elsewhere: 0,
                stale: &staleness.stale,
                not_judged: staleness.not_judged.as_ref().map(ToString::to_string),
                seconds: Some(took.as_secs_f64()),
                workers: Some(pack.jobs),
                rules: Rule::ALL.len(),
                coverage,
            });
            return;
        }
        let took = Some((*took, pack.jobs));
        let backends = pack.backends.clone();
        let (count, corpus, interrupted) = (findings.len(), corpus.scripts, *interrupted);
        let summary = Summary { backends, coverage, findings: count, corpus, interrupted, took };
        self.say(&summary.to_string());
        self.say(&Causes::of(findings).to_string());
        self.say_stale(staleness);
        if *more > 0 {
            self.say(&format!("  scripts that diverged beside these: {more}\n"));
        }
        if corpus_not_run > 0 {
            self.say(&format!(
                "  scripts of the corpus that were not run before it ended: {corpus_not_run} of {asked}\n"
            ));
        }
        if *deaths > 0 {
            self.say(&format!("  workers that ended and were replaced: {deaths}\n"));
        }
        if *unfinished > 0 {
            self.say(&format!("  scripts that were cut off when it was ended at once: {unfinished}\n"));
        }
        for Finding { wrong, file, .. } in lost {
            let kept = file
                .as_ref()
                .map_or_else(String::new, |file| format!("; its script is in {}", file.display()));
            let how = &wrong.got;
            self.say(&format!(
                "  a worker was ended from outside, it seems ({how}), and another took over{kept}\n"
            ));
        }
    }

    /// Tells what a replay came to, where that is asked for.
    pub(super) fn end_replay(
        &mut self,
        coverage: &Coverage,
        (findings, pins): (usize, Pins),
        staleness: &Staleness,
        exit: Exit,
    ) {
        self.write_junit();
        if self.format == Format::Text {
            self.say(&Causes::of(&self.found).to_string());
            if pins.missed > 0 {
                self.say(&format!("pins that did not hold: {}\n", pins.missed));
            }
            if pins.led_elsewhere > 0 {
                self.say(&format!(
                    "pins of another way than the one that the answers led: {}\n",
                    pins.led_elsewhere
                ));
            }
            for ((rule, name), count) in &coverage.tolerated {
                self.say(&format!("tolerated by the ledger: {count} x {rule}  {name}\n"));
            }
            for (rule, count) in &coverage.not_repeated {
                self.say(&format!(
                    "not repeated: {count} x {rule}, which did not show again with more patience\n"
                ));
            }
            for (reason, count) in &coverage.not_audited {
                self.say(&format!("not audited in whole: {count} x {reason}\n"));
            }
            self.say_stale(staleness);
        }
        if self.format == Format::Json {
            self.tell(&Line::Summary {
                exit_code: exit as u8,
                findings,
                causes: CauseLine::all(&self.found),
                more: 0,
                deaths: 0,
                lost: Vec::new(),
                unfinished: 0,
                corpus_not_run: 0,
                interrupted: false,
                pins_missed: pins.missed,
                pins_led_elsewhere: pins.led_elsewhere,
                stale: &staleness.stale,
                not_judged: staleness.not_judged.as_ref().map(ToString::to_string),
                seconds: None,
                workers: None,
                rules: Rule::ALL.len(),
                coverage,
            });
        }
    }

    fn say_stale(&mut self, staleness: &Staleness) {
        for entry in &staleness.stale {
            self.say(&format!("{}\n", stale_text(entry)));
        }
        if let Some(why) = &staleness.not_judged {
            self.say(&format!("{}\n", not_judged_text(why)));
        }
    }

    /// Tells why a command can't go on.
    pub(super) fn failed(&mut self, failure: Failure) -> Failure {
        self.mute(false);
        self.line.clear();
        let case = Case { name: "the run".to_owned(), verdict: CaseVerdict::Error(failure.text.clone()) };
        self.junit.add("wasi-fs-conformance", case);
        self.write_junit();
        if self.format == Format::Json {
            self.tell(&Line::Error { message: &failure.text, exit_code: failure.exit as u8 });
        }
        failure
    }

    /// A report with its first word coloured, on a terminal.
    fn report(&mut self, finding: &Finding) {
        let text = Text { finding, commands: &self.commands }.on(self.page);
        let style = anstyle::Style::new().bold().fg_color(Some(anstyle::AnsiColor::Red.into()));
        match text.strip_prefix("FAIL") {
            Some(rest) => self.say(&format!("{style}FAIL{style:#}{rest}\n")),
            None => self.say(&format!("{text}\n")),
        }
    }

    /// Says nothing from here on, or goes on to.
    pub(super) fn mute(&mut self, is_mute: bool) {
        self.is_mute = is_mute;
    }

    fn say(&mut self, text: &str) {
        if self.is_mute {
            return;
        }
        let written = anstream::stdout().write_all(text.as_bytes());
        self.note(written.map_err(|error| format!("can't write to the standard output: {error}")));
    }

    fn tell(&mut self, line: &Line<'_>) {
        if self.is_mute {
            return;
        }
        let mut out = io::stdout().lock();
        let written = writeln!(out, "{line}").and_then(|()| out.flush());
        self.note(written.map_err(|error| format!("can't write to the standard output: {error}")));
    }

    fn write_junit(&mut self) {
        let Self { junit, junit_file: Some((path, file)), .. } = self else { return };
        let mut text = Vec::new();
        let written = junit.write(&mut text).and_then(|()| {
            file.rewind()?;
            file.set_len(0)?;
            file.write_all(&text)
        });
        let told = written.map_err(|error| no_junit(path, &error));
        self.note(told);
    }

    fn note(&mut self, told: Result<(), String>) {
        if let (Err(text), None) = (told, &self.trouble) {
            self.trouble = Some(text);
        }
    }

    /// Whether all could be told.
    pub(super) fn checked(&mut self) -> Result<(), Failure> {
        self.trouble.take().map_or(Ok(()), |text| Err(Failure::own(text)))
    }
}

fn no_junit(path: &Path, error: &io::Error) -> String {
    format!("can't write the JUnit file {}: {error}; choose another one with --junit", path.display())
}

/// The page that the standard output is: as wide as `COLUMNS` or the terminal says, and with ASCII's signs alone where no
/// variable of the locale says that others can be shown.
fn page() -> Page {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0.into());
    let page = columns.or_else(terminal).map_or_else(Page::default, |width| Page::default().wide(width));
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| {
        std::env::var(name).ok().filter(|value| !value.is_empty()).map(|value| value.to_lowercase())
    });
    let is_wide = |locale: String| locale.contains("utf-8") || locale.contains("utf8");
    if cfg!(unix) && !locale.is_some_and(is_wide) { page.ascii() } else { page }
}

impl Watcher for Output {
    fn progress(&mut self, progress: Progress<'_>) {
        self.line.show("", progress);
    }

    fn found(&mut self, finding: &Finding) {
        self.junit.add_finding(finding, &self.commands);
        self.write_junit();
        if self.format == Format::Json {
            self.tell(&Line::of_finding(finding));
            return;
        }
        let line = self.line.clone();
        line.suspend(|| self.report(finding));
    }
}
