//! `conform-protocol`: a driver tested by itself. Requests of committed transcripts are made, and what it answers is held against
//! the forms that are expected: no judge, no model.

mod pattern;
mod transcript;

use include_dir::{Dir, include_dir};

use super::{Exit, Failure, Outcome};
use crate::backend::{Backend as _, Breakdown, Folder};
use crate::backends::{Process, Reply};
use transcript::{Line, Transcript};

static TRANSCRIPTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/protocol");

/// What is tested behind all transcripts.
const INPUT: (&str, &str) = ("end-of-input", "A driver ends when its standard input does.");

/// Where an answer is not what is expected.
struct Difference {
    line: usize,
    sent: String,
    expected: String,
    got: String,
}

pub(super) fn run(driver: &Process) -> Outcome {
    let transcripts = transcripts().map_err(Failure::own)?;
    let (mut passed, mut skipped, mut failed) = (0_u32, 0_u32, 0_u32);
    let name = driver.name();
    anstream::println!("{name}, protocol {}", Process::PROTOCOL);
    for transcript in &transcripts {
        let Transcript { name, claim, .. } = transcript;
        if let Some(lacking) = transcript.script.needs_of(driver.lacks()) {
            skipped += 1;
            anstream::println!("skip  {name}: the driver declares to lack {}", lacking.name());
            continue;
        }
        match first_difference(driver, transcript).map_err(Failure::own)? {
            None => {
                passed += 1;
                anstream::println!("ok    {name}: {claim}");
            }
            Some(difference) => {
                failed += 1;
                print(name, claim, &difference);
            }
        }
    }
    let (name, claim) = INPUT;
    if driver.ends_with_its_input().map_err(Failure::own)? {
        passed += 1;
        anstream::println!("ok    {name}: {claim}");
    } else {
        failed += 1;
        anstream::println!("FAIL  {name}: {claim}\n      it is still there half a second later");
    }
    anstream::println!("{passed} ok, {failed} failed, {skipped} skipped");
    Ok(match (failed, passed) {
        (1.., _) => Exit::Diverged,
        // The end of the input alone says nothing about calls.
        (0, 0 | 1) => Exit::NothingRan,
        (0, _) => Exit::Conforms,
    })
}

fn print(name: &str, claim: &str, Difference { line, sent, expected, got }: &Difference) {
    anstream::println!("FAIL  {name}: {claim}\n      protocol/{name}.txt:{line}");
    for (what, text) in [("sent", sent), ("expected", expected), ("got", got)] {
        anstream::println!("      {what:8}  {}", crate::report::cut(text, TEXT_MAX));
    }
}

/// How much of a line is shown, in characters.
const TEXT_MAX: usize = 400;

/// Every transcript, in the order of their names.
fn transcripts() -> Result<Vec<Transcript>, String> {
    let mut files: Vec<_> = TRANSCRIPTS.files().collect();
    files.sort_by_key(|file| file.path());
    let transcripts = files.into_iter().map(|file| {
        let name = file.path().file_stem().unwrap_or_default().to_string_lossy();
        Transcript::parse(&name, file.contents_utf8().unwrap_or_default())
    });
    transcripts.collect()
}

/// Makes the requests of a transcript, until an answer is not as expected.
fn first_difference(
    driver: &Process,
    transcript: &Transcript,
) -> Result<Option<Difference>, crate::backend::StartError> {
    // Held until the script is over.
    let mut folder: Option<Folder> = None;
    let nothing = [pattern::Pattern::nothing()];
    for (number, line) in &transcript.lines {
        let (sent, reply, expected) = match line {
            Line::Start => {
                let (planted, reply) = driver.talk(&transcript.script.fixture)?;
                folder = planted;
                ("start".to_owned(), reply, &nothing[..])
            }
            Line::Call(request, expected) => {
                let sent = serde_json::Value::Object(request.clone()).to_string();
                (sent, driver.request(request), &expected[..])
            }
        };
        if let Some(difference) = differing(&reply, expected) {
            let (expected, got) = difference;
            return Ok(Some(Difference { line: *number, sent, expected, got }));
        }
    }
    drop(folder);
    Ok(None)
}

/// What is expected and what was got, where none of the forms fits.
fn differing(reply: &Reply, expected: &[pattern::Pattern]) -> Option<(String, String)> {
    let forms = || expected.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
    let answer = match reply {
        Ok(answer) => answer,
        Err(Breakdown::Ended { how, last_words }) => return Some((forms(), broke(how, last_words))),
        Err(Breakdown::Silent { last_words }) => {
            return Some((forms(), broke("no answer in time", last_words)));
        }
        Err(Breakdown::Trap(text)) => return Some((forms(), format!("a trap: {text}"))),
    };
    let differences: Vec<_> = expected.iter().map_while(|pattern| pattern.difference(answer)).collect();
    if differences.len() < expected.len() {
        return None;
    }
    // Of several forms none is the one that it should have been.
    let place = match &differences[..] {
        [only] if !only.is_empty() => format!(" (at {only})"),
        _ => String::new(),
    };
    Some((forms(), format!("{answer}{place}")))
}

fn broke(how: &str, last_words: &str) -> String {
    let words = crate::check::last_words(last_words).map_or_else(String::new, |words| format!("; {words}"));
    format!("{how}{words}")
}
