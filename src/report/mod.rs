//! A finding as data, and its readers. The report decides nothing: what is wrong was said by the judge.

mod summary;
mod text;

pub use summary::Summary;
pub use text::{Replayed, Text};

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::check::{Answered, Divergence};
use crate::script::Script;

/// A divergence with the smallest script that shows it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The backend's name.
    pub backend: String,
    /// The script.
    pub script: Script,
    /// Its answers, with what the model allowed.
    pub trace: Vec<Answered>,
    /// What is wrong.
    pub divergence: Divergence,
    /// How the script came about, if it was generated.
    pub origin: Option<Origin>,
    /// Where it is kept, if it is.
    pub file: Option<PathBuf>,
}

/// How a generated script was found, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The seed of the generated script.
    pub seed: u64,
    /// How many steps it had before it was shrunk.
    pub steps_before: usize,
    /// How often the small script showed the divergence when it was repeated.
    pub repeats: u32,
    /// How often it was repeated.
    pub tries: u32,
    /// Whether it was shrunk until nothing smaller showed it; if not, shrinking was ended before.
    pub minimal: bool,
}

impl Finding {
    /// The name of the file that keeps it: the rule, and a hash of what the script does.
    pub fn file_name(&self) -> String {
        let mut hasher = DefaultHasher::new();
        let bare = Script { comments: Vec::new(), rule: None, ..self.script.clone() };
        (&self.backend, bare.to_string()).hash(&mut hasher);
        format!("{}-{:04x}.fs", self.divergence.rule().id().replace('/', "-"), hasher.finish() & 0xffff)
    }

    /// The script as it is kept: with its rule, and above it what a reader wants to know first.
    pub fn kept_script(&self) -> Script {
        let mut script = self.script.clone();
        let rule = self.divergence.rule();
        script.rule = Some(rule);
        script.comments = vec![rule.info().sentence.to_owned(), format!("found on {}", self.backend)];
        script.comments.extend(self.origin.map(|origin| origin.to_string()));
        script.comments.push(format!("allowed {}", one_line(&self.divergence.allowed)));
        script.comments.push(format!("got     {}", one_line(&self.divergence.got)));
        script
    }

    /// Writes the script into a folder, which is made if it is missing, and remembers where.
    ///
    /// # Errors
    /// What the operating system says; the finding itself is not lost, it can still be printed.
    pub fn keep_in(&mut self, folder: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join(self.file_name());
        std::fs::write(&path, self.kept_script().to_string())?;
        self.file = Some(path);
        Ok(())
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { seed, steps_before, repeats, tries, minimal } = self;
        write!(f, "script seed {seed}, {steps_before} steps before shrinking, {repeats} of {tries} repeat")?;
        f.write_str(if *minimal { "" } else { ", not fully shrunk" })
    }
}

/// The most characters of an answer that a report shows.
const ANSWER_MAX: usize = 400;

/// An answer on one line, cut where it is too long to read.
fn one_line(text: &str) -> String {
    let line = text.replace('\n', " ");
    match line.char_indices().nth(ANSWER_MAX) {
        Some((end, _)) => format!("{} ... ({} characters in all)", &line[..end], line.chars().count()),
        None => line,
    }
}
