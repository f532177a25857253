//! What explains a finding: one fault shows in answers of other calls, and the cause that is named is what the backend did.

use wasi_fs_conformance::backends::{Fault, faulty};
use wasi_fs_conformance::check::{Severity, Verdict};
use wasi_fs_conformance::report::{Causes, Finding};
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;

use crate::tool;

/// How to read a row: on a backend with this fault a script is explained by this cause, and breaks its rule.
const ROWS: &[(Fault, &str, &str, Rule)] = &[
    // What a splice has moved is read from the sink's file.
    (
        Fault::StreamStartsLate,
        "tree\n  a  \"ab\"\n\nrun\n  f = root.open-at \"a\" read write\n  r = f.read-via-stream 0\n  v = f.append-via-stream\n  v.blocking-splice r 1\n  f.read 9 0\n",
        "reads-start-elsewhere",
        Rule::StreamRead,
    ),
    (
        Fault::AppendAtOpeningSize,
        "tree\n  a  \"x\"\n\nrun\n  f = root.open-at \"a\" read write\n  v = f.append-via-stream\n  f.write \"yz\" 1\n  v.blocking-write-and-flush \"A\"\n  f.read 9 0\n",
        "appends-at-opening-size",
        Rule::AppendEnd,
    ),
    (
        Fault::ReadsStay,
        "tree\n  a  \"abcd\"\n\nrun\n  f = root.open-at \"a\" read\n  r = f.read-via-stream 0\n  r.blocking-skip 1\n  r.blocking-read 1\n",
        "reads-stand-elsewhere",
        Rule::StreamReadPosition,
    ),
    (
        Fault::SlashDroppedAtDestination,
        "tree\n  a  \"\"\n\nrun\n  root.link-at \"a\" to root \"b/\"\n  root.stat-at \"b\"\n",
        "slash-dropped",
        Rule::PathTrailingSlash,
    ),
    (
        Fault::NulEndsPath,
        "tree\n  a  \"x\"\n\nrun\n  root.stat-at \"a\\x00b\"\n",
        "nul-ends-path",
        Rule::PathName,
    ),
    (
        Fault::ExclusiveIgnored,
        "tree\n  a  \"x\"\n\nrun\n  f = root.open-at \"a\" create exclusive\n",
        "exclusive-ignored",
        Rule::OpenExclusive,
    ),
    (
        Fault::TruncateIgnored,
        "tree\n  a  \"x\"\n\nrun\n  f = root.open-at \"a\" truncate write\n  root.stat-at \"a\"\n",
        "truncate-ignored",
        Rule::OpenTruncate,
    ),
    (
        Fault::RemoveDoesNothing,
        "tree\n  a/\n\nrun\n  root.remove-directory-at \"a\"\n  root.create-directory-at \"a\"\n",
        "directory-not-removed",
        Rule::DirRemove,
    ),
    (
        Fault::DotDotOnText,
        "tree\n  a/\n    b  \"\"\n    d/\n  c -> \"a/d\"\n\nrun\n  root.stat-at \"c/../b\"\n",
        "dotdot-on-text",
        Rule::PathDotDot,
    ),
];

fn found(fault: Fault, script: &str) -> Finding {
    let script = Script::parse("row", script).unwrap();
    let checked = tool::judge().check(&script, &faulty(fault)).unwrap();
    let Verdict::Diverged(divergence) = &checked.verdict else {
        panic!("{} conforms: {script}", fault.name());
    };
    Finding::new("faulty", script, &checked.trace, divergence)
}

#[test]
fn what_the_backend_did_is_named() {
    for (fault, script, cause, rule) in ROWS {
        let finding = found(*fault, script);
        let named = finding.wrong.causes.first().map(|cause| (cause.name, cause.rule));
        assert_eq!((named, finding.rule()), (Some((*cause, *rule)), *rule), "{}: {script}", fault.name());
    }
}

/// How to read a row: a fault that shows in several ways, and scripts that show it.
const IN_MANY_WAYS: &[(Fault, &[&str])] = &[
    (
        Fault::AppendAtOpeningSize,
        &[
            "tree\n  a  \"x\"\n\nrun\n  f = root.open-at \"a\" read write\n  v = f.append-via-stream\n  f.write \"yz\" 1\n  v.blocking-write-and-flush \"A\"\n  f.read 9 0\n",
            "tree\n  a  \"x\"\n\nrun\n  f = root.open-at \"a\" read write\n  v = f.append-via-stream\n  f.set-size 3\n  v.blocking-write-and-flush \"A\"\n  f.stat\n",
            "tree\n  a  \"xy\"\n\nrun\n  f = root.open-at \"a\" write\n  v = f.append-via-stream\n  f.set-size 0\n  v.blocking-write-and-flush \"A\"\n",
        ],
    ),
    (
        Fault::MissingIsIo,
        &[
            "run\n  root.stat-at \"a\"\n",
            "tree\n  a  \"\"\n\nrun\n  root.unlink-file-at \"a\"\n  root.stat-at \"a\"\n",
            "tree\n  a  \"\"\n\nrun\n  root.rename-at \"a\" to root \"b\"\n  root.stat-at \"a\"\n",
        ],
    ),
];

#[test]
fn one_fault_is_one_cause_however_it_shows() {
    for (fault, scripts) in IN_MANY_WAYS {
        let findings: Vec<Finding> = scripts.iter().map(|script| found(*fault, script)).collect();
        let Causes(causes) = Causes::of(&findings);
        let sizes: Vec<usize> = causes.iter().map(|cause| cause.findings.len()).collect();
        assert_eq!(sizes, [scripts.len()], "{}: {causes:?}", fault.name());
        assert_eq!(causes[0].rule, fault.rule(), "{}", fault.name());
    }
}

#[test]
fn the_worst_comes_first() {
    let code = found(Fault::MissingIsIo, IN_MANY_WAYS[1].1[0]);
    let data = found(Fault::AppendAtOpeningSize, ROWS[1].1);
    let escape =
        found(Fault::StatLeavesSandbox, "tree\n  a -> \"..\"\n\nrun\n  root.stat-at \"a\" symlink-follow\n");
    let Causes(causes) = Causes::of([&code, &data, &escape]);
    let severities: Vec<Severity> = causes.iter().map(|cause| cause.severity).collect();
    assert_eq!(severities, [Severity::Escape, Severity::Data, Severity::Code]);
}
