//! A path and a symbolic link that holds it are one way: POSIX has what a link holds put in the place of the link, slashes
//! and all. So whatever follows the link is answered as it is along the path. A law of the model alone, and of what it
//! expects of the real implementation.

use std::collections::BTreeSet;

use wasi_fs_conformance::backends::host;
use wasi_fs_conformance::check::syscall_gate;
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::model::Model;
use wasi_fs_conformance::op::{Call, DescriptorOp, Manner, Name, Op};
use wasi_fs_conformance::outcome::{Allowed, Outcome};
use wasi_fs_conformance::script::{Script, Step};
use wasi_fs_conformance::tree::Fixture;
use wasi_fs_conformance::wasi::{DescriptorFlags, ErrorCode, NewTimestamp, OpenFlags, PathFlags};

use crate::conformance;
use crate::tool;

/// One object of each kind, and links that lead to them, to nothing, in a circle, and out.
const TREE: &str = r#"
tree
  f  "bytes"
  d/
    f  "within"
    l -> "TARGET"
  e/
  to-file -> "f"
  to-slash -> "f/"
  to-directory -> "d"
  to-directory-slash -> "d/"
  to-nothing -> "n"
  to-itself -> "to-itself"
  out -> ".."
  to-out -> "out/"
  l -> "TARGET"

run
"#;

/// What a path is put together from.
const NAMES: &[&str] = &[
    "f",
    "d",
    "e",
    "n",
    "to-file",
    "to-slash",
    "to-directory",
    "to-directory-slash",
    "to-nothing",
    "to-itself",
    "out",
    "to-out",
    ".",
    "..",
];

/// What may stand behind a path, or a link.
const ENDS: &[&str] = &["", "/", "//", "/.", "/f", "/n"];

fn with_link_to(target: &str) -> Script {
    Script::parse("links", &TREE.replace("TARGET", target)).unwrap()
}

/// What stands before a link and behind it.
fn places() -> impl Iterator<Item = (&'static str, &'static str)> {
    ["", "d/"].into_iter().flat_map(|below| ENDS.iter().map(move |end| (below, *end)))
}

/// Paths of one and two names, with each end.
fn targets() -> impl Iterator<Item = String> {
    let two = NAMES.iter().flat_map(|first| NAMES.iter().map(move |second| format!("{first}/{second}")));
    let paths = NAMES.iter().map(|name| (*name).to_owned()).chain(two);
    paths.flat_map(|path| ["", "/", "/."].map(|end| format!("{path}{end}")))
}

/// The calls that follow the link of a path: those that are asked to, and all others where the path goes on behind it.
fn calls(path: &str, end: &str) -> Vec<Op> {
    let looking = looks(path, PathFlags::SYMLINK_FOLLOW);
    if !end.ends_with(char::is_alphabetic) {
        return looking;
    }
    let unasked = looks(path, PathFlags::empty());
    let (path, root) = (|| path.into(), || Name::new("root").unwrap());
    let about_names = [
        Op::Descriptor(DescriptorOp::ReadlinkAt { path: path() }),
        Op::Descriptor(DescriptorOp::CreateDirectoryAt { path: path() }),
        Op::Descriptor(DescriptorOp::RemoveDirectoryAt { path: path() }),
        Op::Descriptor(DescriptorOp::UnlinkFileAt { path: path() }),
        Op::Descriptor(DescriptorOp::SymlinkAt { old_path: "f".into(), new_path: path() }),
        Op::Descriptor(DescriptorOp::RenameAt {
            old_path: path(),
            new_descriptor: root(),
            new_path: "renamed".into(),
        }),
        Op::Descriptor(DescriptorOp::RenameAt {
            old_path: "e".into(),
            new_descriptor: root(),
            new_path: path(),
        }),
        Op::Descriptor(DescriptorOp::LinkAt {
            old_path_flags: PathFlags::empty(),
            old_path: "f".into(),
            new_descriptor: root(),
            new_path: path(),
        }),
    ];
    looking.into_iter().chain(unasked).chain(about_names).collect()
}

/// The calls that look at what is there, open it or make another name for it.
fn looks(path: &str, path_flags: PathFlags) -> Vec<Op> {
    let opens = [
        OpenFlags::empty(),
        OpenFlags::DIRECTORY,
        OpenFlags::CREATE,
        OpenFlags::TRUNCATE,
        OpenFlags::CREATE | OpenFlags::TRUNCATE,
        OpenFlags::CREATE | OpenFlags::DIRECTORY,
    ];
    let rights = [DescriptorFlags::READ, DescriptorFlags::WRITE, DescriptorFlags::MUTATE_DIRECTORY];
    let open = |(open_flags, flags)| {
        Op::Descriptor(DescriptorOp::OpenAt { path: path.into(), path_flags, open_flags, flags })
    };
    let opened = opens.into_iter().flat_map(|open| rights.map(|flags| (open, flags))).map(open);
    let now = NewTimestamp::Now;
    let others = [
        Op::Descriptor(DescriptorOp::StatAt { path_flags, path: path.into() }),
        Op::Descriptor(DescriptorOp::MetadataHashAt { path_flags, path: path.into() }),
        Op::Descriptor(DescriptorOp::SetTimesAt {
            path_flags,
            path: path.into(),
            data_access_timestamp: now,
            data_modification_timestamp: now,
        }),
        Op::Descriptor(DescriptorOp::LinkAt {
            old_path_flags: path_flags,
            old_path: path.into(),
            new_descriptor: Name::new("root").unwrap(),
            new_path: "new".into(),
        }),
    ];
    opened.chain(others).collect()
}

fn creates(op: &Op) -> bool {
    matches!(op, Op::Descriptor(DescriptorOp::OpenAt { open_flags, .. }) if open_flags.contains(OpenFlags::CREATE))
}

/// What is said of an answer: all refusals that are allowed, and whether it works.
fn said(allowed: &Allowed) -> BTreeSet<String> {
    let codes = ErrorCode::ALL.iter().map(|code| Outcome::Error(*code));
    let works = allowed.plain();
    let works = (!matches!(works, Outcome::Error(_))).then_some(works);
    let all = codes.chain([Outcome::Done]).filter(|outcome| allowed.takes(outcome)).chain(works);
    all.map(|outcome| outcome.to_string()).collect()
}

fn asked(fixture: &Fixture, op: &Op) -> BTreeSet<String> {
    let (root, bound) = (Name::new("root").unwrap(), Name::new("bound").unwrap());
    let bind = op.kind().info().gives.and(Some(&bound));
    let call = Call { bind, on: &root, op, manner: Manner::Once };
    said(&Model::new(fixture).allowed(call).expect("the root is bound"))
}

#[test]
fn what_follows_a_link_is_answered_as_along_the_path_that_it_holds() {
    let (mut asked_of, mut unlike) = (0, Vec::new());
    for target in targets() {
        let script = with_link_to(&target);
        for (below, end) in places() {
            let (path, link) = (format!("{below}{target}{end}"), format!("{below}l{end}"));
            for (along, by_link) in calls(&path, end).iter().zip(&calls(&link, end)) {
                let (mut along_it, mut by_it) =
                    (asked(&script.fixture, along), asked(&script.fixture, by_link));
                asked_of += 1;
                if end.ends_with('/') && creates(along) {
                    // POSIX lets that be refused for the slash behind the name, before it is looked at what has it.
                    let for_slash = Outcome::Error(ErrorCode::IsDirectory).to_string();
                    along_it.remove(&for_slash);
                    by_it.remove(&for_slash);
                }
                if along_it != by_it {
                    unlike.push(format!("{along:?} => {along_it:?}\n  {link} => {by_it:?}"));
                }
            }
        }
    }
    assert!(asked_of > 1000, "few calls: {asked_of}");
    assert!(unlike.is_empty(), "{} of {asked_of} unlike:\n{}", unlike.len(), unlike.join("\n"));
}

/// The calls that follow a link at the end of a path, one behind the other. Most are refused and change nothing; each handle has
/// a name of its own.
fn with_calls(mut script: Script, path: &str, end: &str) -> Script {
    let root = || Name::new("root").unwrap();
    let step = |(at, op): (usize, Op)| match op.kind().info().gives {
        Some(_) => Step::binding(Name::new(&format!("n{at}")).unwrap(), root(), op),
        None => Step::new(root(), op),
    };
    script.steps.extend(calls(path, end).into_iter().enumerate().map(step));
    script
}

/// Of so many targets one is tried where the system has no way to resolve a path by itself, since that takes longer.
const STRIDE: usize = 7;

#[test]
fn the_real_implementation_follows_links_as_the_model_has_it() {
    let host = host("host-inline", Blocking::CurrentThread);
    let mut judges = vec![(tool::judge().without_syscall_gate(), 1)];
    match syscall_gate() {
        Ok(()) => judges.push((tool::judge().refusing_openat2(), STRIDE)),
        Err(why) => println!("skipped without openat2: {why}"),
    }
    let mut wrong = Vec::new();
    for (mut judge, stride) in judges {
        for (target, (below, end)) in
            targets().step_by(stride).flat_map(|target| places().map(move |place| (target.clone(), place)))
        {
            let script = with_calls(with_link_to(&target), &format!("{below}l{end}"), end);
            let checked = judge.check(&script, &host).unwrap();
            wrong.extend(conformance::report("host-inline", &script, checked));
        }
    }
    assert!(wrong.is_empty(), "{} scripts\n{}", wrong.len(), wrong.join("\n"));
}
