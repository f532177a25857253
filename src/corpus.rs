//! The committed scripts: find, load, bless; and the ledger of known deviations.

mod bless;
mod ledger;
mod left_open;

pub use bless::{Blessing, Changed, Widened};
pub use ledger::{Entry, Ledger, LedgerError, NotJudged, Staleness, answer_to_file};
pub use left_open::left_open;

use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, DirEntry, include_dir};

use crate::check::Checked;
use crate::model::Model;
use crate::op::Control;
use crate::outcome::Seen;
use crate::script::{Script, ScriptError};

/// The corpus as it was when the crate was compiled.
static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/corpus");

/// What the names of scripts end in.
const EXTENSION: &str = "fs";

/// The folder of ledgers, which holds no scripts.
const LEDGERS: &str = "known";

/// A script of the corpus: one claim about every backend.
#[derive(Clone, Debug)]
pub struct Case {
    /// Area and claim: the path without its ending.
    pub name: String,
    /// The script.
    pub script: Script,
}

impl Case {
    /// The area that it belongs to: the first folder of its name.
    pub fn area(&self) -> &str {
        self.name.split_once('/').map_or("", |(area, _)| area)
    }

    /// Its file in a corpus on disk.
    pub fn file(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}.{EXTENSION}", self.name))
    }
}

/// Why a corpus can't be used.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// A folder or file can't be read.
    #[error("{}: can't be read: {source}; name a folder of scripts", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A file is no script.
    #[error(transparent)]
    Script(#[from] ScriptError),
}

/// The scripts that come with the crate, by name.
///
/// # Panics
/// When one of them is no script; a test of ours holds that all are.
pub fn built_in() -> Vec<Case> {
    let mut cases = Vec::new();
    collect_built_in(&BUILT_IN, &mut cases);
    cases.sort_by(|a: &Case, b: &Case| a.name.cmp(&b.name));
    cases
}

fn collect_built_in(folder: &Dir<'_>, cases: &mut Vec<Case>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(inner) if inner.path() != Path::new(LEDGERS) => collect_built_in(inner, cases),
            DirEntry::File(file) if file.path().extension().is_some_and(|ending| ending == EXTENSION) => {
                let path = file.path().display().to_string();
                let text =
                    file.contents_utf8().unwrap_or_else(|| panic!("our fault: corpus/{path} is no text"));
                let script = Script::parse(&format!("corpus/{path}"), text);
                let script = script.unwrap_or_else(|error| panic!("our fault: {error}"));
                cases.push(Case { name: case_name(file.path()), script });
            }
            DirEntry::Dir(_) | DirEntry::File(_) => {}
        }
    }
}

/// Writes the scripts and ledgers that come with the crate into a folder, for processes that read a corpus from disk.
///
/// # Errors
/// What the operating system says.
pub fn write_built_in(folder: &Path) -> std::io::Result<()> {
    BUILT_IN.extract(folder)
}

/// The ledger that comes with the crate for a backend of this name, if there is one.
///
/// # Panics
/// When it is no ledger; a test of ours holds that all are.
pub fn known(name: &str) -> Option<Ledger> {
    let path = format!("{LEDGERS}/{name}.txt");
    let text = BUILT_IN.get_file(&path)?.contents_utf8();
    let text = text.unwrap_or_else(|| panic!("our fault: corpus/{path} is no text"));
    let ledger = Ledger::parse(&format!("corpus/{path}"), text);
    Some(ledger.unwrap_or_else(|error| panic!("our fault: {error}")))
}

/// The name of a case from its path within the corpus, with `/` on every platform.
pub(crate) fn case_name(path: &Path) -> String {
    let parts = path.with_extension("");
    parts.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The files of a corpus on disk, by name: scripts in all folders but that of the ledgers.
///
/// # Errors
/// When a folder can't be read.
pub fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>, CorpusError> {
    let mut found = Vec::new();
    collect_files(folder, folder, &mut found)?;
    found.sort();
    Ok(found)
}

fn collect_files(root: &Path, folder: &Path, found: &mut Vec<(String, PathBuf)>) -> Result<(), CorpusError> {
    let unreadable = |source| CorpusError::Read { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let within = path.strip_prefix(root).unwrap_or(&path);
        if path.is_dir() && within != Path::new(LEDGERS) {
            collect_files(root, &path, found)?;
        } else if path.extension().is_some_and(|ending| ending == EXTENSION) {
            found.push((case_name(within), path));
        }
    }
    Ok(())
}

/// The scripts of a corpus on disk, by name.
///
/// # Errors
/// When a folder or file can't be read, or a file is no script; the first of them.
pub fn load(folder: &Path) -> Result<Vec<Case>, CorpusError> {
    let read = |(name, path): (String, PathBuf)| {
        let text =
            fs::read_to_string(&path).map_err(|source| CorpusError::Read { path: path.clone(), source })?;
        Ok(Case { name, script: Script::parse(&path.display().to_string(), &text)? })
    };
    files(folder)?.into_iter().map(read).collect()
}

/// The script with what the model allowed pinned behind each step, and the tree at the end. `checked` is what an
/// [explaining](crate::check::Judge::explaining) judge said of it. Where something happens around the guest, what is
/// allowed hangs on the answers before: then it is what the model allows when it is answered plainly, and no end is pinned, nor
/// what comes behind a call in whose middle another process changes the tree.
pub fn bless(script: &Script, checked: &Checked) -> Script {
    let mut blessed = script.clone();
    if script.is_controlled() {
        pin_plainly(&mut blessed);
        return blessed;
    }
    for (step, answered) in blessed.steps.iter_mut().zip(&checked.trace) {
        step.pinned.clone_from(&answered.allowed);
    }
    blessed.end.clone_from(&checked.tree);
    blessed
}

fn pin_plainly(script: &mut Script) {
    let (mut model, mut seen) = (Model::new(&script.fixture), Seen::default());
    script.end = None;
    script.steps.iter_mut().for_each(|step| step.pinned = None);
    let mut raced = Vec::new();
    for step in &mut script.steps {
        raced.extend(step.control().and_then(Control::host).and_then(|host| host.amid.clone()));
        if let Some(call) = step.call().filter(|call| raced.iter().any(|amid| amid.on == *call.on)) {
            model.strike_as_planned(call);
            step.pinned = model.allowed(call).map(|allowed| allowed.to_string());
            return;
        }
        let mut text = None;
        model.go_plainly(step, &mut seen, |_, allowed, _| text = Some(allowed.to_string()));
        step.pinned = text;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corpus_in_the_crate_is_the_one_on_disk() {
        let on_disk = load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")).unwrap();
        let names = |cases: &[Case]| cases.iter().map(|case| case.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&built_in()), names(&on_disk));
        assert!(!on_disk.is_empty());
    }

    #[test]
    fn the_corpus_that_is_written_out_is_the_one_in_the_crate() {
        let folder = tempfile::tempdir().unwrap();
        write_built_in(folder.path()).unwrap();
        let texts = |cases: Vec<Case>| {
            cases.into_iter().map(|case| (case.name, case.script.to_string())).collect::<Vec<_>>()
        };
        assert_eq!(texts(load(folder.path()).unwrap()), texts(built_in()));
    }

    #[test]
    fn every_ledger_in_the_crate_is_one_and_is_found_by_its_name() {
        let ledgers = BUILT_IN.get_dir(LEDGERS).unwrap().files();
        let names: Vec<_> = ledgers.map(|file| file.path().file_stem().unwrap().to_string_lossy()).collect();
        assert!(names.contains(&"my-backend".into()), "{names:?}");
        for name in names {
            assert!(known(&name).is_some(), "{name}");
        }
        assert!(known("nobody").is_none());
    }

    #[test]
    fn a_folder_that_is_not_there_and_a_file_that_is_no_script_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = load(&folder.path().join("none")).unwrap_err().to_string();
        assert!(missing.contains("none: can't be read"), "{missing}");
        fs::write(folder.path().join("bad.fs"), "run\n  x\n").unwrap();
        let bad = load(folder.path()).unwrap_err().to_string();
        assert!(bad.contains("bad.fs:2:"), "{bad}");
    }
}
