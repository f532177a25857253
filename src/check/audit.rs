//! What the judge sees from the host's side: the tree at the end, and what is around it.

use std::path::{Path, PathBuf};

use super::differing::{Differing, Sources};
use super::growth::Grown;
use super::{Divergence, Receipts, Trouble, leaks};
use crate::backend::{Folder, Modes, Surroundings};
use crate::beside;
use crate::model::{Model, Planted, Wrong as WrongOnDisk};
use crate::op::{HostChange, Name, Pieces};
use crate::outcome::Breach;
use crate::rule::Rule;
use crate::tree::{Attributes, Node, Touched, Tree};

/// How much of a file's content a report shows, in bytes.
const SHOWN_MAX: u64 = 1 << 16;

/// A path at which the disk is not as it should be.
pub(super) struct Wrong {
    breach: Breach,
    path: String,
    expected: String,
    found: String,
    differing: Differing,
}

/// What is on disk.
#[derive(Default)]
pub(super) struct OnDisk {
    pub(super) tree: Tree,
    pub(super) attributes: Attributes,
}

impl OnDisk {
    /// This, and what lies elsewhere.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.tree.entries.extend(other.tree.entries);
        self.attributes.extend(other.attributes);
        self
    }
}

impl From<(Tree, Attributes)> for OnDisk {
    fn from((tree, attributes): (Tree, Attributes)) -> Self {
        Self { tree, attributes }
    }
}

/// Compares the tree on disk with what the calls left; with the sources of its bytes also in all parts. Nobody needs the
/// tree after that, so it is taken away.
pub(super) fn tree(
    model: &mut Model,
    folder: &Folder,
    sources: Option<&Sources<'_>>,
) -> Result<Option<(Wrong, OnDisk)>, Trouble> {
    let mut on_disk = taken(folder)?;
    if let Some((name, apart)) = folder.apart() {
        if let Some(node) = on_disk.tree.entries.get(name) {
            let note = format!("`{name}` lies on another device, and stands here as well");
            let breach = Breach { rule: Rule::PathOutside, note: Some(note) };
            let (expected, found) = ("nothing".into(), node_text(node));
            let differing = Differing::default();
            let wrong = Wrong { breach, path: name.to_owned(), expected, found, differing };
            return Ok(Some((wrong, on_disk)));
        }
        // Whatever else stands there is as odd as what stands beside the preopens here.
        on_disk = on_disk.and(taken(apart)?);
    }
    let OnDisk { tree: found, attributes } = &on_disk;
    let Err(WrongOnDisk { breach, path, told }) = model.judge_disk(found, attributes) else {
        return Ok(other_modes(model, folder, attributes).map(|wrong| (wrong, on_disk)));
    };
    let differing =
        sources.map(|sources| Differing::of_tree(model, found, &path, sources)).unwrap_or_default();
    let [expected, found] = told.unwrap_or_else(|| both(model, found, &path));
    Ok(Some((Wrong { breach, path, expected, found, differing }, on_disk)))
}

/// What is wrong with a tree that is looked at while the script is on its way; none where the model could follow.
pub(super) fn against(model: &Model, OnDisk { tree: found, .. }: &OnDisk) -> Option<Wrong> {
    let mut model = model.clone();
    let (breach, path) = model.judge_tree(found).err()?;
    let [expected, found] = both(&model, found, &path);
    Some(Wrong::of_place(breach, path, expected, found))
}

/// What should be at a path, and what is.
fn both(model: &Model, found: &Tree, path: &str) -> [String; 2] {
    [&model.tree(), found].map(|tree| tree.get(path).map_or("nothing".into(), node_text))
}

/// What was planted and has another mode at the end: no call of a guest changes that. What a call has made has the mode that its
/// host gives it.
fn other_modes(model: &Model, folder: &Folder, attributes: &Attributes) -> Option<Wrong> {
    let known: Vec<(&Path, Modes)> =
        folder.all().filter_map(|folder| Some((folder.path(), folder.modes()?))).collect();
    if known.is_empty() {
        return None;
    }
    model.planted().into_iter().find_map(|Planted { path, is_directory, mode }| {
        let (_, of) = known.iter().find(|(place, _)| *place == folder.holding(&path))?;
        let planted = mode.map_or(if is_directory { of.directory } else { of.file }, u32::from);
        let found = attributes.get(&path)?.mode;
        (found != planted).then(|| Wrong {
            breach: Breach {
                rule: Rule::DirTree,
                note: Some("no call changes who may read or write it".into()),
            },
            path,
            expected: format!("mode {planted:03o}"),
            found: format!("mode {found:03o}"),
            differing: Differing::default(),
        })
    })
}

/// The tree in a folder, which is taken away.
fn taken(folder: &Folder) -> Result<OnDisk, Trouble> {
    let unread = |source| Trouble::Audit { folder: folder.path().display().to_string(), source };
    let path = folder.path().to_owned();
    beside::run(move || Tree::take_with_attributes(&path)).map(OnDisk::from).map_err(unread)
}

/// Looks whether all that stands around a script's folder is as it was, and repairs it.
pub(super) fn surroundings(surroundings: &Surroundings, folder: &Path) -> Result<Option<Wrong>, Trouble> {
    let touched = surroundings.audit();
    let touched =
        touched.map_err(|source| Trouble::Audit { folder: folder.display().to_string(), source })?;
    Ok(touched.map(|Touched { path, note, expected, found }| {
        let breach = Breach { rule: Rule::PathOutside, note: Some(format!("{path}: {note}")) };
        Wrong::of_place(breach, path, expected, found)
    }))
}

/// Looks whether something of a guest is left when all its handles are gone: work, or an open file.
pub(super) fn left_behind(folder: Option<&Folder>, quiet: bool) -> Option<Wrong> {
    let wrong = |note: &str, found: String| Wrong {
        breach: Breach { rule: Rule::NoLeak, note: Some(note.to_owned()) },
        path: "the process".into(),
        expected: "nothing of the guest".into(),
        found,
        differing: Differing::default(),
    };
    if !quiet {
        return Some(wrong("work goes on in the background", "work in the background".into()));
    }
    let mut open = Vec::new();
    let is_closed = leaks::settled(|| {
        open = folder.into_iter().flat_map(Folder::all).map(Folder::path).flat_map(open_below).collect();
        open.is_empty()
    });
    (!is_closed).then(|| wrong("files are still open", open.join(", ")))
}

/// What grows each time a script is run.
pub(super) fn grows(found: String) -> Wrong {
    Wrong {
        breach: Breach { rule: Rule::NoLeak, note: Some("more is left each time the script is run".into()) },
        path: "the process".into(),
        expected: "nothing of the guest".into(),
        found,
        differing: Differing::default(),
    }
}

/// The memory of the backend's own process that grew over many runs of scripts.
pub(super) fn takes_ever_more(Grown { bytes, runs }: Grown) -> Wrong {
    let note = "the backend's process takes more memory script by script; this one alone need not show it";
    let found = format!("{} MiB more memory behind {runs} runs of scripts", bytes >> 20);
    Wrong { breach: Breach { rule: Rule::NoLeak, note: Some(note.into()) }, ..grows(found) }
}

/// A panic that no call has told.
pub(super) fn panicked(text: String) -> Wrong {
    Wrong {
        breach: Breach { rule: Rule::NoPanic, note: Some("work in the background has panicked".into()) },
        path: "the background".into(),
        expected: "no panic".into(),
        found: text,
        differing: Differing::default(),
    }
}

/// A panic of a handle that was let go at the end.
pub(super) fn panicked_at_end((handle, text): (Name, String)) -> Wrong {
    let note = format!("the guest was gone, and its `{handle}` was let go");
    Wrong {
        breach: Breach { rule: Rule::NoPanic, note: Some(note) },
        path: "the end".into(),
        ..panicked(text)
    }
}

/// The files below a folder that this process has open, as far as the system tells. Those that are no longer there may be of
/// a script before, whose folder was at the same path: whether they are of this one shows where it is run again.
#[cfg(target_os = "linux")]
fn open_below(folder: &Path) -> Vec<String> {
    let folder = folder.to_owned();
    beside::run(move || open_below_here(&folder))
}

#[cfg(target_os = "linux")]
fn open_below_here(folder: &Path) -> Vec<String> {
    let below = |target: PathBuf| {
        let path = target.strip_prefix(folder).ok()?.display().to_string();
        // What has no name any more is told with a word behind the one it had.
        let is_there = target.symlink_metadata().is_ok();
        is_there.then(|| if path.is_empty() { ".".into() } else { path })
    };
    open_files().filter_map(below).collect()
}

/// Where the open descriptors of this process lead.
#[cfg(target_os = "linux")]
fn open_files() -> impl Iterator<Item = PathBuf> {
    use std::os::unix::ffi::OsStringExt as _;

    use rustix::fs::{CWD, Mode, OFlags, RawDir, openat, readlinkat};
    // Asked in its open folder: the names are short, and there are many.
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let folder = openat(CWD, "/proc/self/fd", flags, Mode::empty());
    let mut found = Vec::new();
    if let Ok(folder) = &folder {
        let mut room = [std::mem::MaybeUninit::uninit(); 8192];
        let mut entries = RawDir::new(folder, &mut room);
        while let Some(Ok(entry)) = entries.next() {
            if let Ok(target) = readlinkat(folder, entry.file_name(), Vec::with_capacity(256)) {
                found.push(PathBuf::from(std::ffi::OsString::from_vec(target.into_bytes())));
            }
        }
    }
    found.into_iter()
}

#[cfg(not(target_os = "linux"))]
fn open_below(_folder: &Path) -> Vec<String> {
    Vec::new()
}

/// What came of a change from the host side that could not be made: the file is not what the calls left.
pub(super) fn unchangeable(change: &HostChange, error: &std::io::Error) -> Wrong {
    let note = format!("another process can't {} it", change.change.word());
    let breach = Breach { rule: Rule::DirTree, note: Some(note) };
    Wrong::of_place(breach, change.path.to_string(), "a file".into(), error.to_string())
}

impl Wrong {
    /// What was to be found at a place, and what was.
    pub(super) fn of_place(breach: Breach, path: String, expected: String, found: String) -> Self {
        Self { breach, path, expected, found, differing: Differing::default() }
    }

    /// The same, under the rule that is broken by what came about.
    pub(super) fn with(mut self, receipts: &Receipts) -> Self {
        self.breach.rule = receipts.rule_met(self.breach.rule);
        self
    }

    /// The same, under this rule.
    pub(super) fn of(mut self, rule: Rule) -> Self {
        self.breach.rule = rule;
        self
    }

    /// The divergence of the step at which it was seen.
    pub(super) fn diverged(self, step: usize) -> Divergence {
        let line = |text: &str| format!("{}  {text}", self.path);
        let (allowed, got) = (line(&self.expected), line(&self.found));
        let Self { breach, differing, .. } = self;
        Divergence { differing, ..Divergence::new(step, breach, allowed, got) }
    }
}

pub(super) fn node_text(node: &Node) -> String {
    match node {
        Node::File(content) => Pieces::of_content(content, 0..SHOWN_MAX).to_string(),
        Node::Directory(_) => "a directory".into(),
        Node::Symlink(target) => format!("-> {target:?}"),
        Node::Other(other) => format!("a {other}"),
    }
}
