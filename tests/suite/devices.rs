//! Preopens on two devices, between which nothing is linked or moved.

use std::fs;
use std::path::Path;

use wasi_fs_conformance::backend::{Backend as _, DEVICE_VARIABLE, FOLDER_VARIABLE, Ground, default_folder};
use wasi_fs_conformance::backends;
use wasi_fs_conformance::check::Verdict;
use wasi_fs_conformance::corpus;
use wasi_fs_conformance::filesystem::Blocking;
use wasi_fs_conformance::generate::Scripts;
use wasi_fs_conformance::rule::Rule;
use wasi_fs_conformance::script::Script;
use wasi_fs_conformance::tree::Capability;

use crate::tool;

const TEXT: &str = "preopen near \"sub\" dir=read,mutate file=read,write\n\
    preopen far \"b\" dir=read,mutate file=read,write\nmodified \"b/log\" 5\ndevice \"b\"\n\n\
    tree\n  b/\n    log  \"far\"\n  sub/\n    log  \"near\"\n\nrun\n";

fn script(steps: &str) -> Script {
    Script::parse("", &format!("{TEXT}{steps}")).unwrap()
}

/// Whether this machine has two devices; where it has not, that is said, and tests have nothing to look at.
fn has_two_devices() -> bool {
    let lacks = Ground::default().lacks().contains(Capability::TwoDevices);
    if lacks {
        eprintln!("skipped: this machine has no second device; {DEVICE_VARIABLE} can name a folder on one");
    }
    !lacks
}

#[test]
fn what_lies_apart_is_planted_on_another_device_and_goes_with_the_script() {
    use std::os::unix::fs::MetadataExt as _;
    if !has_two_devices() {
        return;
    }
    let ground = Ground::default();
    let folder = ground.plant(&script("").fixture).unwrap();
    let (near, far) = (folder.place("sub/log"), folder.place("b/log"));
    let device = |path: &Path| fs::metadata(path).unwrap().dev();
    assert_ne!(device(&near), device(&far));
    assert_eq!(fs::metadata(&far).unwrap().mtime(), 5);
    assert!(!folder.path().join("b").exists());
    drop(folder);
    assert!(!near.exists() && !far.exists());
}

/// What a backend does on its device that no call asked for.
type Harm = fn(&Path);

#[test]
fn what_is_wrong_on_the_second_device_is_told() {
    if !has_two_devices() {
        return;
    }
    let harms: [(&str, Harm); 3] = [
        ("changed", |root| fs::write(root.join("log"), "other").unwrap()),
        ("made", |root| fs::write(root.join("new"), "").unwrap()),
        ("beside", |root| fs::write(root.parent().unwrap().parent().unwrap().join("out"), "").unwrap()),
    ];
    for (what, harm) in harms {
        let backend = wasi_fs_conformance::on_disk("harmful", move |root, access| {
            if root.ends_with("b") {
                harm(root);
            }
            backends::preopen(root, access, Blocking::default())
        });
        let checked = tool::judge().check(&script("  near.stat-at \"log\"\n"), &backend).unwrap();
        assert!(matches!(checked.verdict, Verdict::Diverged(_)), "{what}: {:?}", checked.verdict);
    }
}

#[test]
fn what_another_process_changes_there_is_changed_there() {
    if !has_two_devices() {
        return;
    }
    let script = script(
        "  f = far.open-at \"log\" read\n  host write \"b/log\" \"F\" 0\n  f.read 9 0\n  host remove \"b/log\"\n  \
         far.stat-at \"log\"\n",
    );
    let checked = tool::judge().check(&script, &backends::host("host", Blocking::default())).unwrap();
    assert_eq!(checked.verdict, Verdict::Conforms);
    let answers: Vec<_> =
        checked.trace.iter().map(|step| step.outcome.as_ref().unwrap().to_string()).collect();
    assert!(answers[2].starts_with("\"Far\""), "{answers:?}");
    assert_eq!(answers[4], "no-entry");
}

#[test]
fn a_backend_with_one_device_is_asked_for_all_the_rest() {
    let backend = backends::host("host", Blocking::default());
    let lacks = backend.lacks().with(Capability::TwoDevices);
    let mut judge = tool::judge().lacking(&lacks);
    let skipped = judge.check(&script("  far.stat-at \"log\"\n"), &backend).unwrap().verdict;
    assert_eq!(skipped, Verdict::Skipped(Capability::TwoDevices));
    let left = script("  far.stat-at \"log\"\n").without(lacks);
    assert_eq!(left.left_out.get(&Capability::TwoDevices), Some(&1));
    assert_eq!(judge.check(&left.script, &backend).unwrap().verdict, Verdict::Conforms);
}

/// The command line in a machine of one device: the scripts of the corpus that are about two are skipped and counted, and the
/// folders of a hunt are gone when it is over, those on a second device too.
#[test]
fn hunts_leave_nothing_on_either_device_and_count_what_one_device_lacks() {
    let about: Vec<_> =
        corpus::built_in().into_iter().filter(|case| case.script.needs(Capability::TwoDevices)).collect();
    assert!(about.len() > 5, "{}", about.len());
    let (near, far) = (tempfile::tempdir_in(default_folder()).unwrap(), tempfile::tempdir().unwrap());
    let run = |device: &Path| {
        let hunt =
            ["--backend", "host", "hunt", "--corpus", "corpus/link", "--scripts", "300", "--jobs", "2"];
        let mut tool = tool::command(&hunt);
        tool.env(FOLDER_VARIABLE, near.path()).env(DEVICE_VARIABLE, device);
        let output = tool.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        for folder in [near.path(), far.path()] {
            assert_eq!(fs::read_dir(folder).unwrap().count(), 0, "{}", folder.display());
        }
        tool::text(&output.stdout)
    };
    if has_two_devices() {
        run(far.path());
    }
    let text = run(Path::new("off"));
    assert!(text.contains("lack two-devices"), "{text}");
}

/// How many generated scripts of two devices are run in each mode; `SCRIPTS_ON_TWO_DEVICES` in the environment says more.
const GENERATED: usize = 60;

#[test]
fn generated_scripts_on_two_devices_conform_and_reach_their_rules() {
    if !has_two_devices() {
        return;
    }
    let more = std::env::var("SCRIPTS_ON_TWO_DEVICES").ok().and_then(|count| count.parse().ok());
    let generator = Scripts { ops_max: 32, ..Scripts::default() };
    let scripts = (0..).map(|seed| generator.script(seed)).filter(|script| script.fixture.apart.is_some());
    let scripts: Vec<Script> = scripts.take(more.unwrap_or(GENERATED)).collect();
    for blocking in [Blocking::NowaitThenPool, Blocking::CurrentThread, Blocking::Pool] {
        let (mut judge, backend) = (tool::judge(), backends::host("host", blocking));
        for script in &scripts {
            let verdict = judge.check(script, &backend).unwrap().verdict;
            assert!(!matches!(verdict, Verdict::Diverged(_) | Verdict::Skipped(_)), "{verdict:?}\n{script}");
        }
        for rule in [Rule::DirRenameDevice, Rule::LinkDevice] {
            assert!(judge.coverage.rules.of(rule) > 0, "{rule} was never reached");
        }
    }
}
