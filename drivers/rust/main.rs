//! A driver in Rust, as PROTOCOL.md describes them: the real implementation of the crate behind the line protocol.
//!
//! `wasi-fs-conformance-driver` serves a folder, `wasi-fs-conformance-driver memory` a tree that it is sent. It shares no code
//! with the other side of the protocol, so that a misreading of either shows.

mod calls;
mod errors;
mod values;
mod wrong;

use std::collections::HashMap;
use std::io::{self, BufRead as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};
use wasi_fs_conformance::backend::{Backend as _, Instance, OnDisk};
use wasi_fs_conformance::backends::{self, HostDescriptor};
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::tree::Access;

use calls::Handle;
use errors::Errors;
use values::{access, fixture, number, text};
use wrong::Wrong;

/// The version of the protocol that is spoken here.
const PROTOCOL: u64 = 1;

/// What a request is answered with, beside its number: one member.
type Answer = (&'static str, Value);

/// A request that is none: our own fault or the tool's, so the driver ends.
type Refused = String;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments_of(&arguments).and_then(|(serves_memory, wrong)| serve(serves_memory, wrong.as_ref())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refused) => {
            eprintln!("{refused}");
            ExitCode::FAILURE
        }
    }
}

/// Whether memory is served, and what is done wrong on purpose.
fn arguments_of(mut arguments: &[String]) -> Result<(bool, Option<Wrong>), Refused> {
    let serves_memory = arguments.first().is_some_and(|first| first == "memory");
    arguments = &arguments[usize::from(serves_memory)..];
    match arguments {
        [] => Ok((serves_memory, None)),
        [flag, wrong] if flag == "--wrong" => Ok((serves_memory, Some(Wrong::parse(wrong)?))),
        _ => Err("usage: wasi-fs-conformance-driver [memory] [--wrong DEED@CALL]".to_owned()),
    }
}

/// Answers requests until there are no more.
fn serve(serves_memory: bool, wrong: Option<&Wrong>) -> Result<(), Refused> {
    let said = |error: io::Error| error.to_string();
    // One thread for background work: when it has come to something, all that was given to it before is over.
    let runtime =
        Builder::new_current_thread().enable_time().max_blocking_threads(1).build().map_err(said)?;
    let mut driver = Driver {
        runtime,
        serves_memory,
        backend: memory(),
        instance: None,
        handles: HashMap::new(),
        errors: Errors::default(),
    };
    for line in io::stdin().lock().lines() {
        let request: Value = serde_json::from_str(&line.map_err(said)?).map_err(|error| error.to_string())?;
        let call = text(&request["call"])?;
        if let Some(wrong) = wrong {
            wrong.before(call);
        }
        let (form, value) = driver.answer(call, &request)?;
        let answer = json!({ "id": request["id"], form: value });
        let answers = wrong.map_or_else(|| vec![answer.clone()], |wrong| wrong.answers(call, answer.clone()));
        for answer in answers {
            writeln!(io::stdout(), "{answer}").map_err(said)?;
        }
        if let Some(wrong) = wrong {
            wrong.after(call);
        }
    }
    Ok(())
}

/// The implementation with folders of its own, which stand for its memory.
fn memory() -> OnDisk<impl Fn(&Path, Access) -> HostDescriptor> {
    backends::host("memory", Blocking::default())
}

struct Driver<O> {
    runtime: Runtime,
    serves_memory: bool,
    backend: OnDisk<O>,
    /// Keeps the tree of a script that was sent one.
    instance: Option<Instance<HostDescriptor>>,
    handles: HashMap<u64, Handle>,
    errors: Errors,
}

impl<O: Fn(&Path, Access) -> HostDescriptor> Driver<O> {
    fn answer(&mut self, call: &str, request: &Value) -> Result<Answer, Refused> {
        match call {
            "hello" => Ok(("ok", self.hello())),
            "start" => self.start(request).map(|()| ("ok", Value::Null)),
            "end" => {
                self.end();
                Ok(("ok", Value::Null))
            }
            _ => {
                if let Some(answer) = self.errors.answer(call, request)? {
                    return Ok(answer);
                }
                let answer = self.runtime.block_on(calls::answer(&mut self.handles, call, request))?;
                self.errors.note(request, &answer);
                Ok(answer)
            }
        }
    }

    fn hello(&self) -> Value {
        let name = concat!("driver in Rust ", env!("CARGO_PKG_VERSION"));
        let serves = if self.serves_memory { "memory" } else { "folder" };
        json!({ "protocol": PROTOCOL, "name": name, "serves": serves, "lacks": [], "devices": 2, "pollables": true, "errors": true })
    }

    fn start(&mut self, request: &Value) -> Result<(), Refused> {
        self.end();
        let preopens = request["preopens"].as_array().ok_or("start without preopens")?;
        if self.serves_memory {
            let fixture = fixture(&request["tree"], &request["modified"], preopens)?;
            let started = self.runtime.block_on(self.backend.start(&fixture));
            let mut instance = started.map_err(|error| error.to_string())?;
            let opened = instance.preopens.drain(..).map(Handle::Descriptor);
            let numbers = preopens.iter().map(|preopen| number(&preopen["handle"]));
            self.handles = numbers
                .zip(opened)
                .map(|(number, handle)| Ok((number?, handle)))
                .collect::<Result<_, Refused>>()?;
            self.instance = Some(instance);
            return Ok(());
        }
        let folder = Path::new(text(&request["folder"])?);
        for preopen in preopens {
            let folder = if let Some(apart) = preopen["folder"].as_str() { Path::new(apart) } else { folder };
            let path = folder.join(text(&preopen["path"])?);
            let opened = backends::preopen(&path, access(preopen)?, Blocking::default());
            self.handles.insert(number(&preopen["handle"])?, Handle::Descriptor(opened));
        }
        Ok(())
    }

    /// Lets go of everything, and waits until all that was given to the background is over.
    fn end(&mut self) {
        self.handles.clear();
        self.errors = Errors::default();
        self.instance = None;
        // The work does nothing but come after all other.
        _ = self.runtime.block_on(self.runtime.spawn_blocking(|| ()));
    }
}
