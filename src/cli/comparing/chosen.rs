//! Which backends are columns, what they are called, and which ledgers they have.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::backends::Builtin;
use crate::cli::Failure;
use crate::corpus::{self, Ledger};

/// A backend that was chosen for a column.
#[derive(Debug)]
pub(super) struct Chosen {
    /// What the column is called.
    pub(super) label: String,
    /// The backend's name on the command line.
    pub(super) backend: String,
    /// Its ledger, if it has one.
    pub(super) ledger: Option<Filed>,
}

/// A ledger and where it is from.
#[derive(Debug)]
pub(super) struct Filed {
    pub(super) ledger: Ledger,
    /// The file that workers read.
    pub(super) file: PathBuf,
    /// Where it is from, for people.
    pub(super) from: String,
}

/// The label in front of a backend's name, if there is one, and the name.
fn split(given: &str) -> (&str, &str) {
    let is_label =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c));
    match given.split_once('=') {
        Some((label, backend)) if is_label(label) => (label, backend),
        _ => (given, given),
    }
}

/// The columns of a command line: those of the host where no backend is named. Ledgers that come with the tool are read by
/// workers in the corpus that was written to this folder.
pub(super) fn all(given: &[String], known: &[String], corpus: &Path) -> Result<Vec<Chosen>, Failure> {
    let hosts = || Builtin::HOSTS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let given: Vec<String> = if given.is_empty() { hosts() } else { given.to_vec() };
    let mut chosen = Vec::new();
    let mut labels = BTreeSet::new();
    for (label, backend) in given.iter().map(|given| split(given)) {
        if !labels.insert(label) {
            return Err(Failure::usage(format!(
                "two columns are called {label:?}: give one of them a name of its own, as in --backend other={backend}"
            )));
        }
        let ledger = built_in(label, corpus);
        chosen.push(Chosen { label: label.to_owned(), backend: backend.to_owned(), ledger });
    }
    for (number, given) in known.iter().enumerate() {
        let (label, file) = given.split_once('=').ok_or_else(|| {
            Failure::usage(format!("--known {given}: expected NAME=FILE, with the name of a column"))
        })?;
        let column = chosen.iter_mut().find(|column| column.label == label).ok_or_else(|| {
            let labels: Vec<&str> = labels.iter().copied().collect();
            Failure::usage(format!(
                "--known {given}: no column is called {label:?}; there are {}",
                labels.join(", ")
            ))
        })?;
        let ledger = Ledger::load(Path::new(file)).map_err(Failure::usage)?;
        let copy = corpus.join(format!("known-{number}.txt"));
        write_copy(&ledger, &copy)?;
        column.ledger = Some(Filed { ledger, file: copy, from: file.to_owned() });
    }
    Ok(chosen)
}

/// Workers read what was read here, also where it came from a pipe or is changed meanwhile.
fn write_copy(ledger: &Ledger, copy: &Path) -> Result<(), Failure> {
    let entries: Vec<String> = ledger.entries().iter().map(ToString::to_string).collect();
    fs::write(copy, entries.join("\n")).map_err(|error| {
        Failure::own(format!("can't write {}: {error}; choose another folder with --dir", copy.display()))
    })
}

/// The ledger that comes with the tool for a column of this name.
fn built_in(label: &str, corpus: &Path) -> Option<Filed> {
    let ledger = corpus::known(label)?;
    let within = Path::new("known").join(format!("{label}.txt"));
    let from = format!("corpus/known/{label}.txt, which comes with this version");
    Some(Filed { ledger, file: corpus.join(within), from })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(failure: Failure) -> String {
        failure.text
    }

    fn chosen(given: &[&str], known: &[&str]) -> Result<Vec<Chosen>, String> {
        let folder = tempfile::tempdir().unwrap();
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        all(&owned(given), &owned(known), folder.path()).map_err(text)
    }

    #[test]
    fn a_name_in_front_is_told_from_a_sign_within_a_command() {
        for (given, label, backend) in [
            ("host", "host", "host"),
            ("jco-0.26=process:node a=b", "jco-0.26", "process:node a=b"),
            ("process:env A=b driver", "process:env A=b driver", "process:env A=b driver"),
            ("=host", "=host", "=host"),
        ] {
            assert_eq!(split(given), (label, backend));
        }
    }

    #[test]
    fn a_column_has_the_ledger_of_its_name_unless_another_is_named() {
        let columns = chosen(&["my-backend=host", "host-pool"], &[]).unwrap();
        let filed = columns[0].ledger.as_ref().unwrap();
        assert!(filed.file.ends_with("known/my-backend.txt"), "{}", filed.file.display());
        assert_eq!((&*columns[0].backend, columns[1].ledger.is_none()), ("host", true));

        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ours.txt");
        fs::write(&file, "# ours\npath/missing-is-no-entry  \"a b\"  why\n").unwrap();
        let known = format!("my-backend={}", file.display());
        let columns = all(&["my-backend=host".into()], &[known], folder.path()).unwrap();
        let filed = columns[0].ledger.as_ref().unwrap();
        assert_eq!(filed.from, file.display().to_string());
        let copy = Ledger::load(&filed.file).unwrap();
        assert_eq!((copy.entries().len(), &*copy.entries()[0].answer), (1, "a b"));
    }

    #[test]
    fn what_can_not_be_meant_is_refused_with_a_remedy() {
        let same = chosen(&["host", "host=host-pool"], &[]).unwrap_err();
        assert!(same.contains("as in --backend other=host-pool"), "{same}");
        let unknown = chosen(&["host"], &["hots=x"]).unwrap_err();
        assert!(unknown.contains("no column is called \"hots\"; there are host"), "{unknown}");
        let malformed = chosen(&["host"], &["known.txt"]).unwrap_err();
        assert!(malformed.contains("expected NAME=FILE"), "{malformed}");
        let missing = chosen(&["host"], &["host=/none.txt"]).unwrap_err();
        assert!(missing.contains("/none.txt: can't be read"), "{missing}");
    }
}
