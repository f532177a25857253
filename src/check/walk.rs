//! The audit of a backend that has no folder: at the end its tree is walked through its preopens, with its own calls, and
//! each answer is judged like any other.
//!
//! What can't be walked is told: a preopen that the guest let go, one that does not grant a look, a file of which only a part
//! was read.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::broken::told;
use super::differing::Sources;
use super::forgiving::forgive;
use super::trial::{Stage, Trial};
use super::{Divergence, Trouble, Verdict, shortage};
use crate::backend::Descriptor;
use crate::control::Control as Gate;
use crate::op::{Call, DescriptorOp, ListingOp, Manner, Name, Op};
use crate::outcome::Outcome;
use crate::rule::Rule;
use crate::wasi::{DescriptorFlags, DescriptorType, OpenFlags, PathFlags};

/// How much is read at once, in bytes.
const PIECE: u64 = 1 << 16;

/// The largest file that is read whole, in bytes. Of larger ones those places are read that hold something.
const WHOLE_MAX: u64 = 4 << 20;

/// How many reads of one file are made, where each gives little.
const READS_MAX: usize = 512;

/// Why something was not walked.
const LET_GO: &str = "a preopen was let go, and no other leads to what it granted";
const REFUSED: &str = "a preopen does not grant a look at all below it";
const MANY_READS: &str = "a file gives so little at once that it was not read to its end";
const LOST: &str = "the model could not follow";
const KNOWN: &str = "what a ledger knows came in between";

/// What was walked, and why not all.
#[derive(Default)]
struct Walk {
    /// Directories that were listed.
    listed: BTreeSet<usize>,
    left: BTreeSet<&'static str>,
}

/// What ends a walk before its end.
enum Stop {
    /// No more can be asked, for this reason.
    For(&'static str),
    /// Something is wrong.
    With(Verdict),
    /// It is not the backend's.
    Trouble(Trouble),
}

/// A handle of the audit's own, by what it is used for: no script can bind such a name while it is looked at.
fn free_name<D: Descriptor, G: Gate>(stage: &Stage<'_, D, G>, what: &str) -> Name {
    let mut text = format!("audit-{what}");
    loop {
        let name = Name::new(&text).expect("our fault: the audit's names are names");
        if !stage.model.is_live(&name) {
            return name;
        }
        text.push_str("-x");
    }
}

fn below(directory: &str, name: &str) -> String {
    if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") }
}

impl Trial<'_> {
    /// Walks the tree through all preopens that the guest still has; a verdict where something is wrong.
    pub(super) async fn walk<D: Descriptor, G: Gate>(
        &mut self,
        stage: &mut Stage<'_, D, G>,
    ) -> Result<Option<Verdict>, Trouble> {
        stage.gate.acting(None);
        // Whoever is asked now must not wait for what is held.
        stage.gate.release_all().await;
        // What the audit looks at changes nothing of what the script has left.
        let model = stage.model.clone();
        let mut walk = Walk::default();
        let ended = self.walk_preopens(stage, &mut walk).await;
        stage.model = model;
        match ended {
            Ok(()) => {}
            Err(Stop::For(reason)) => _ = walk.left.insert(reason),
            Err(Stop::With(verdict)) => return Ok(Some(verdict)),
            Err(Stop::Trouble(trouble)) => return Err(trouble),
        }
        for reason in &walk.left {
            self.coverage.not_audited(reason);
        }
        if walk.left.is_empty() {
            self.coverage.kept(&[Rule::DirTree]);
        }
        Ok(None)
    }

    async fn walk_preopens<D: Descriptor, G: Gate>(
        &mut self,
        stage: &mut Stage<'_, D, G>,
        walk: &mut Walk,
    ) -> Result<(), Stop> {
        let granted = stage.model.preopened();
        for preopen in &self.script.fixture.preopens {
            let name = Name::new(&preopen.name).expect("our fault: a preopen without a name");
            if stage.model.is_live(&name) {
                self.walk_preopen(stage, walk, &name).await?;
            }
        }
        let missed = |(directory, is_there): &(usize, bool)| *is_there && !walk.listed.contains(directory);
        if granted.iter().any(missed) && !walk.left.contains(REFUSED) {
            walk.left.insert(LET_GO);
        }
        Ok(())
    }

    /// Walks all that is below a preopen, one directory after the other.
    async fn walk_preopen<D: Descriptor, G: Gate>(
        &mut self,
        stage: &mut Stage<'_, D, G>,
        walk: &mut Walk,
        preopen: &Name,
    ) -> Result<(), Stop> {
        let mut ahead = Vec::new();
        self.walk_directory(stage, walk, preopen, "", &mut ahead).await?;
        while let Some(path) = ahead.pop() {
            let directory = free_name(stage, "directory");
            let open = Op::Descriptor(DescriptorOp::OpenAt {
                path: path.as_str().into(),
                path_flags: PathFlags::empty(),
                open_flags: OpenFlags::DIRECTORY,
                flags: DescriptorFlags::READ,
            });
            if self.opens(stage, walk, preopen, &directory, open, &path).await? {
                self.walk_directory(stage, walk, &directory, &path, &mut ahead).await?;
                self.asks(stage, None, &directory, &Op::Drop, &path).await?;
            }
        }
        Ok(())
    }

    /// Lists a directory, and looks at all that is in it; its directories are ahead then.
    async fn walk_directory<D: Descriptor, G: Gate>(
        &mut self,
        stage: &mut Stage<'_, D, G>,
        walk: &mut Walk,
        directory: &Name,
        path: &str,
        ahead: &mut Vec<String>,
    ) -> Result<(), Stop> {
        let Some(object) = stage.model.object_behind(directory) else { return Ok(()) };
        if walk.listed.contains(&object) {
            return Ok(());
        }
        let listing = free_name(stage, "listing");
        if !self
            .opens(stage, walk, directory, &listing, Op::Descriptor(DescriptorOp::ReadDirectory), path)
            .await?
        {
            return Ok(());
        }
        walk.listed.insert(object);
        let mut names = Vec::new();
        while let Outcome::Entry(Some(entry)) =
            self.asks(stage, None, &listing, &Op::Listing(ListingOp::ReadDirectoryEntry), path).await?
        {
            names.push(entry.name);
        }
        self.asks(stage, None, &listing, &Op::Drop, path).await?;
        for name in names {
            let here = below(path, &name);
            let stat = Op::Descriptor(DescriptorOp::StatAt {
                path_flags: PathFlags::empty(),
                path: name.as_str().into(),
            });
            let Outcome::Stat(stat) = self.asks(stage, None, directory, &stat, &here).await? else {
                walk.left.insert(REFUSED);
                continue;
            };
            match stat.r#type {
                DescriptorType::Directory => ahead.push(here),
                DescriptorType::RegularFile => {
                    self.walk_file(stage, walk, directory, &name, (&here, stat.size)).await?;
                }
                DescriptorType::SymbolicLink => {
                    let look = Op::Descriptor(DescriptorOp::ReadlinkAt { path: name.as_str().into() });
                    // A refusal is judged like a target: that an absolute one is not told is a rule of its own.
                    self.asks(stage, None, directory, &look, &here).await?;
                }
                // Nobody is at their other end.
                DescriptorType::Unknown
                | DescriptorType::BlockDevice
                | DescriptorType::CharacterDevice
                | DescriptorType::Fifo
                | DescriptorType::Socket => {}
            }
        }
        Ok(())
    }

    async fn walk_file<D: Descriptor, G: Gate>(
        &mut self,
        stage: &mut Stage<'_, D, G>,
        walk: &mut Walk,
        directory: &Name,
        name: &str,
        (here, size): (&str, u64),
    ) -> Result<(), Stop> {
        let file = free_name(stage, "file");
        let open = Op::Descriptor(DescriptorOp::OpenAt {
            path: name.into(),
            path_flags: PathFlags::empty(),
            open_flags: OpenFlags::empty(),
            flags: DescriptorFlags::READ,
        });
        if !self.opens(stage, walk, directory, &file, open, here).await? {
            return Ok(());
        }
        let end = size.saturating_add(1);
        let mut places = Vec::new();
        if size > WHOLE_MAX {
            let stored = stage.model.stored_behind(&file).into_iter();
            places.extend(stored.map(|range| range.start..range.end.min(size)));
        }
        places.push(if size > WHOLE_MAX { size - PIECE } else { 0 }..end);
        let mut reads = 0;
        for place in places {
            let mut offset = place.start;
            while offset < place.end {
                if reads == READS_MAX {
                    walk.left.insert(MANY_READS);
                    break;
                }
                reads += 1;
                let read =
                    Op::Descriptor(DescriptorOp::Read { length: PIECE.min(place.end - offset), offset });
                let answer = self.asks(stage, None, &file, &read, here).await?;
                let Outcome::Bytes { bytes, .. } = answer else {
                    walk.left.insert(REFUSED);
                    break;
                };
                if bytes.is_empty() {
                    break;
                }
                offset += bytes.len() as u64;
            }
        }
        self.asks(stage, None, &file, &Op::Drop, here).await?;
        Ok(())
    }

    /// Whether a call gave a handle; else it was refused as it may be.
    async fn opens<D: Descriptor, G: Gate>(
        &mut self,
        stage: &mut Stage<'_, D, G>,
        walk: &mut Walk,
        on: &Name,
        bind: &Name,
        op: Op,
        path: &str,
    ) -> Result<bool, Stop> {
        let opened = self.asks(stage, Some(bind), on, &op, path).await? == Outcome::Done;
        if !opened {
            walk.left.insert(REFUSED);
        }
        Ok(opened)
    }

    /// Makes a call of the audit; what it was answered, where that may be.
    async fn asks<D: Descriptor, G: Gate>(
        &mut self,
        stage: &mut Stage<'_, D, G>,
        bind: Option<&Name>,
        on: &Name,
        op: &Op,
        path: &str,
    ) -> Result<Outcome, Stop> {
        let call = Call { bind, on, op, manner: Manner::Once };
        let allowed = stage.model.allowed(call);
        let (None, Some(allowed)) = (stage.model.inconclusive(), allowed) else {
            return Err(Stop::For(LOST));
        };
        let step = self.script.steps.len();
        stage.watch.begin();
        let answered = stage.guest.call(call, false, stage.gate).await;
        let allowed = self.by_the_clock(stage, call, allowed);
        let op = Some(call.op.kind());
        let mut note = format!("the audit at the end asks `{}` of `{path}`", call.op.kind().name());
        let (outcome, more) = match told(stage, call, answered) {
            Ok(answered) => answered,
            Err(ended) => {
                shortage::ask(None, shortage::of_anything).map_err(Stop::Trouble)?;
                let mut ended = Divergence { op, ..ended.diverged(step) };
                let said = ended.breach.note.take().map_or_else(String::new, |said| format!("; {said}"));
                ended.breach.note = Some(note + &said);
                return Err(Stop::With(self.wrong(ended)));
            }
        };
        let Err(mut breach) = allowed.judge(&outcome) else {
            drop(allowed);
            stage.model.take(call, &outcome);
            return Ok(outcome);
        };
        let short = shortage::ask(None, |folder| shortage::behind(&outcome, folder));
        short.map_err(Stop::Trouble)?;
        for said in breach.note.take().into_iter().chain(more) {
            _ = write!(note, "; {said}");
        }
        breach.note = Some(note);
        if let Outcome::Entry(entry) = &outcome {
            // The call that has left it so says more than the listing that shows it.
            let name = entry.as_ref().map(|entry| entry.name.as_str());
            breach.rule = stage.model.reason_of_entry(call.on, name).unwrap_or(breach.rule);
        }
        let rule = breach.rule;
        let sources = self.explain.then(|| Sources::of(self.script, &stage.trace));
        let wrong = Divergence::of_answer((step, call), breach, &allowed, outcome.clone(), sources.as_ref());
        let verdict = self.wrong(wrong);
        if verdict != Verdict::Conforms {
            return Err(Stop::With(verdict));
        }
        let goes_on = forgive(&mut stage.model, call, rule, &outcome);
        if goes_on { Ok(outcome) } else { Err(Stop::For(KNOWN)) }
    }
}
