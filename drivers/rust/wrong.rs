//! A driver that is wrong on purpose, `--wrong DEED@CALL`, so that the other side can be tested: what it makes of drivers that
//! die, stall, talk rubbish or flood.

use std::io::{self, Write as _};
use std::process;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// What is done where the call is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    /// Ends in its middle, with last words.
    Exit,
    /// Is ended by a signal in its middle.
    Abort,
    /// Ends in its middle for want of memory, as its language says.
    Starve,
    /// Ends behind its answer.
    ExitAfter,
    /// Takes memory each time, and never gives it back.
    Leak,
    /// Never returns, whatever becomes of the input.
    Stall,
    /// Answers something that is no value of any call.
    Garble,
    /// Answers the request before.
    Renumber,
    /// Answers twice.
    Repeat,
    /// Answers with a trap.
    Trap,
    /// Speaks the next version of the protocol.
    Version,
    /// Says much else before its answer, as programs do that explain what they do.
    Chatter,
    /// Writes one line that does not end.
    LongLine,
    /// Writes lines that do not end.
    Flood,
    /// Closes its output and lives on.
    Mute,
}

/// How much memory is taken each time, in bytes.
const LEAKS: usize = 400 << 10;

const DEEDS: &[(&str, Deed)] = &[
    ("exit", Deed::Exit),
    ("abort", Deed::Abort),
    ("starve", Deed::Starve),
    ("exit-after", Deed::ExitAfter),
    ("leak", Deed::Leak),
    ("stall", Deed::Stall),
    ("garble", Deed::Garble),
    ("renumber", Deed::Renumber),
    ("repeat", Deed::Repeat),
    ("trap", Deed::Trap),
    ("version", Deed::Version),
    ("chatter", Deed::Chatter),
    ("long-line", Deed::LongLine),
    ("flood", Deed::Flood),
    ("mute", Deed::Mute),
];

/// A deed, and the call where it is done.
#[derive(Debug)]
pub(super) struct Wrong {
    deed: Deed,
    call: String,
}

impl Wrong {
    /// What is asked for as `DEED@CALL`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let parsed = text.split_once('@').and_then(|(deed, call)| {
            let (_, deed) = DEEDS.iter().find(|(name, _)| *name == deed)?;
            Some(Self { deed: *deed, call: call.to_owned() })
        });
        let names: Vec<&str> = DEEDS.iter().map(|(name, _)| *name).collect();
        parsed.ok_or_else(|| format!("expected DEED@CALL with a deed of {}, got {text:?}", names.join(", ")))
    }

    /// What is done instead of an answer, or before it.
    pub(super) fn before(&self, call: &str) {
        if call != self.call {
            return;
        }
        match self.deed {
            Deed::Exit => {
                eprintln!("the disk is on fire\nand so is the house");
                process::exit(3);
            }
            Deed::Abort => process::abort(),
            Deed::Starve => {
                eprintln!("FATAL ERROR: the heap has reached its limit: out of memory\nsomewhere");
                process::exit(134);
            }
            // Written to, or the system would give it later.
            Deed::Leak => drop(Box::leak(vec![1_u8; LEAKS].into_boxed_slice())),
            Deed::Stall => rest(),
            Deed::Mute => {
                close_output();
                rest();
            }
            Deed::LongLine => flood(b"x"),
            Deed::Flood => flood(b"never mind\n"),
            Deed::Chatter => {
                println!("what a call\n\n[1, 2]\n{{ call: it }}\n\"{call}\"");
                eprintln!("{{\"id\": 1, \"ok\": null}}");
            }
            Deed::ExitAfter | Deed::Garble | Deed::Renumber | Deed::Repeat | Deed::Trap | Deed::Version => {}
        }
    }

    /// The answers to a call in place of the right one.
    pub(super) fn answers(&self, call: &str, mut answer: Value) -> Vec<Value> {
        if call != self.call {
            return vec![answer];
        }
        match self.deed {
            Deed::Garble => vec![json!({ "id": answer["id"], "ok": {"surprise": [1, 2, 3]} })],
            Deed::Renumber => {
                answer["id"] = json!(answer["id"].as_u64().unwrap_or(0).saturating_sub(1));
                vec![answer]
            }
            Deed::Repeat => vec![answer.clone(), answer],
            Deed::Trap => vec![json!({ "id": answer["id"], "trap": "a mouse" })],
            Deed::Version => vec![json!({ "id": answer["id"], "ok": {"protocol": 2} })],
            Deed::ExitAfter
            | Deed::Exit
            | Deed::Abort
            | Deed::Starve
            | Deed::Leak
            | Deed::Stall
            | Deed::Mute
            | Deed::LongLine
            | Deed::Flood
            | Deed::Chatter => vec![answer],
        }
    }

    /// What is done behind the answer.
    pub(super) fn after(&self, call: &str) {
        if call == self.call && self.deed == Deed::ExitAfter {
            process::exit(4);
        }
    }
}

/// For ever.
fn rest() -> ! {
    loop {
        thread::sleep(Duration::from_hours(1));
    }
}

/// Writes the same for as long as somebody reads it.
fn flood(piece: &[u8]) {
    let pieces = piece.repeat(1 << 16);
    while io::stdout().write_all(&pieces).is_ok() {}
    rest();
}

#[cfg(unix)]
fn close_output() {
    // What stands in its place is closed with it.
    if let Ok(nowhere) = std::fs::File::create("/dev/null") {
        _ = rustix::stdio::dup2_stdout(&nowhere);
    }
}

#[cfg(not(unix))]
fn close_output() {}
