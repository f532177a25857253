//! The house is tidy: rooms import only what stands above them, nothing is left over, the README is what the tests are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Every room with the rooms it may import; a row may be followed by the invariant that another import would break.
const ROOMS: &[(&str, &str, &str)] = &[
    ("wasi", "", ""),
    ("tree", "wasi", ""),
    ("rule", "wasi", ""),
    ("op", "wasi tree", ""),
    ("outcome", "wasi tree rule op", ""),
    ("script", "wasi tree rule op outcome", ""),
    ("model", "wasi tree rule op outcome script", "the spec never knows a backend"),
    ("clock", "", ""),
    ("privilege", "", ""),
    ("beside", "", ""),
    ("backend", "wasi tree privilege beside", "a backend never knows the spec"),
    ("filesystem", "wasi tree", "a backend never knows the spec"),
    ("backends", "wasi tree rule clock privilege backend filesystem", "a backend never knows the spec"),
    ("control", "wasi op beside", ""),
    ("drive", "wasi op outcome clock backend control", ""),
    ("generate", "wasi tree rule op outcome script model shrink", "the generator never runs anything"),
    ("shrink", "wasi tree op script", ""),
    ("check", "wasi tree rule op outcome script model clock beside privilege backend control drive", ""),
    ("corpus", "wasi tree rule op outcome script model check", ""),
    ("report", "wasi tree rule op outcome script check", "the report never decides anything"),
    ("hunt", "wasi tree rule op outcome script model beside backend generate shrink check corpus report", ""),
    ("guide", "", ""),
    ("suite", "wasi tree rule op outcome script backend generate check corpus report hunt", ""),
    (
        "cli",
        "wasi tree rule op outcome script backend backends filesystem generate check corpus report hunt suite",
        "",
    ),
];

/// The most lines of a file of the sources.
const LINES_MAX: usize = 460;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder, with its text.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(root()).unwrap().to_owned(), text));
            }
        }
    }
    let mut found = Vec::new();
    collect(&root().join(folder), &mut found);
    found.sort();
    found
}

/// The room of a file: the first part of its path below `src`.
fn room_of(path: &Path) -> String {
    let first = path.iter().nth(1).unwrap().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// The rooms that a text imports, outside of its unit tests.
fn imports(text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
    // `$crate::` is what a macro of ours leads its users to.
    let code = code.replace("$crate::", "");
    let mentions = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split("crate::").skip(1));
    let name =
        |rest: &str| rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>();
    mentions.map(name).filter(|name| !name.is_empty()).collect()
}

/// What is wrong with the imports of one file.
fn import_faults(path: &Path, text: &str) -> Vec<String> {
    let room = room_of(path);
    let Some((_, may, invariant)) = ROOMS.iter().find(|(name, _, _)| *name == room) else {
        return vec![format!("{}: give `{room}` a line in the table of rooms", path.display())];
    };
    let allowed = |import: &String| *import == room || may.split(' ').any(|name| name == import);
    let broken = imports(text).into_iter().filter(|import| !allowed(import));
    let why = if invariant.is_empty() { "a room imports only from rooms above it" } else { invariant };
    broken.map(|import| format!("{} imports `{import}`: {why}", path.display())).collect()
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Files of the crate's front, which may know every room, and tests in files of their own.
fn is_exempt(path: &Path) -> bool {
    let shown = path.to_string_lossy().replace('\\', "/");
    matches!(&*shown, "src/lib.rs" | "src/main.rs")
        || shown.contains("/tests/")
        || shown.ends_with("/tests.rs")
        || shown.ends_with("/testing.rs")
}

#[test]
fn rooms_import_only_what_stands_above_them() {
    let files = sources("src");
    let faults =
        files.iter().filter(|(path, _)| !is_exempt(path)).flat_map(|(path, text)| import_faults(path, text));
    assert_none(&faults.collect::<Vec<_>>());
}

#[test]
fn a_planted_import_is_named_with_the_invariant_it_breaks() {
    let faults = import_faults(
        Path::new("src/model/path.rs"),
        "use crate::rule::Rule;\nuse crate::filesystem::File;\n",
    );
    assert_eq!(faults, ["src/model/path.rs imports `filesystem`: the spec never knows a backend"]);
    let unknown = import_faults(Path::new("src/utils.rs"), "");
    assert_eq!(unknown, ["src/utils.rs: give `utils` a line in the table of rooms"]);
}

/// The constants that name variables of the environment, by what they name: two that name the same would each take what is
/// meant for the other.
fn variables(text: &str) -> impl Iterator<Item = &str> {
    let named =
        |line: &str| line.trim_start().contains("const ") && line.contains(": &str = \"WASI_FS_CONFORMANCE_");
    text.lines().filter(move |line| named(line)).filter_map(|line| line.split('"').nth(1))
}

#[test]
fn a_variable_of_the_environment_has_one_meaning() {
    let mut known = BTreeMap::new();
    for (path, text) in sources("src") {
        for variable in variables(&text) {
            let other = known.insert(variable.to_owned(), path.clone());
            assert_eq!(other, None, "{variable} has another meaning in {}", path.display());
        }
    }
    assert!(known.len() >= 5, "{known:?}");
    assert_eq!(
        variables("pub const A: &str = \"WASI_FS_CONFORMANCE_X\";").collect::<Vec<_>>(),
        ["WASI_FS_CONFORMANCE_X"]
    );
}

#[test]
fn files_are_small_and_say_what_they_are() {
    let mut faults = Vec::new();
    for (path, text) in sources("src").into_iter().chain(sources("tests")) {
        if !text.starts_with("//!") {
            faults.push(format!("{}: begins without `//!`", path.display()));
        }
        if path.starts_with("src") && text.lines().count() > LINES_MAX {
            faults.push(format!("{}: {} lines, more than {LINES_MAX}", path.display(), text.lines().count()));
        }
    }
    assert_none(&faults);
}

#[test]
fn nothing_is_left_over() {
    // Written in two parts so that this file does not find itself.
    let left_over = [
        ["dbg", "!("],
        ["todo", "!("],
        ["unimplemented", "!("],
        ["#[al", "low("],
        ["FIX", "ME"],
        ["#[ig", "nore"],
    ];
    let mut faults = Vec::new();
    for (path, text) in sources("src").into_iter().chain(sources("tests")) {
        let found = left_over.iter().map(|parts| parts.concat()).filter(|word| text.contains(word.as_str()));
        faults.extend(found.map(|word| format!("{}: has `{word}`", path.display())));
    }
    assert_none(&faults);
}

/// The only file with unsafe code.
const UNSAFE: &str = "src/control/syscall_gate/kernel.rs";

/// How many lines above an unsafe block its reason may begin.
const REASON_ABOVE: usize = 5;

/// What is unsafe in a file where nothing may be, or without its reason where it may.
fn unsafe_faults(path: &Path, text: &str) -> Vec<String> {
    // Written in two parts so that this file does not find itself.
    let block = ["unsafe", " {"].concat();
    if path != Path::new(UNSAFE) {
        let words =
            [["unsafe", " fn"].concat(), ["unsafe", " impl"].concat(), ["unsafe", "_code"].concat(), block];
        let found = words.iter().filter(|word| text.contains(word.as_str()));
        return found.map(|word| format!("{}: has `{word}`; only {UNSAFE} may", path.display())).collect();
    }
    let lines: Vec<&str> = text.lines().collect();
    let has_reason = |at: usize| {
        lines[at.saturating_sub(REASON_ABOVE)..at]
            .iter()
            .any(|line| line.trim_start().starts_with("// SAFETY:"))
    };
    let bare = (0..lines.len()).filter(|at| lines[*at].contains(&block) && !has_reason(*at));
    bare.map(|at| format!("{}:{}: no `SAFETY:` says why it is sound", path.display(), at + 1)).collect()
}

#[test]
fn what_is_unsafe_stands_in_one_file_with_its_reasons() {
    let everything = ["src", "tests", "benches"].into_iter().flat_map(sources).collect::<Vec<_>>();
    assert!(everything.iter().any(|(path, _)| path == Path::new(UNSAFE)), "{UNSAFE} has moved");
    let faults = everything.iter().flat_map(|(path, text)| unsafe_faults(path, text));
    assert_none(&faults.collect::<Vec<_>>());
}

#[test]
fn what_is_planted_and_unsafe_is_named() {
    let block = ["unsafe", " { call() };\n"].concat();
    let elsewhere = unsafe_faults(Path::new("src/drive.rs"), &block);
    assert_eq!(elsewhere.len(), 1, "{elsewhere:?}");
    assert_eq!(unsafe_faults(Path::new(UNSAFE), &block).len(), 1);
    let far = format!("// SAFETY: too far away.\n{}{block}", "\n".repeat(REASON_ABOVE));
    assert_eq!(unsafe_faults(Path::new(UNSAFE), &far).len(), 1);
    assert_eq!(unsafe_faults(Path::new(UNSAFE), &format!("// SAFETY: of course.\n{block}")), [""; 0]);
}

#[test]
fn every_file_is_reachable() {
    let files = sources("src");
    let declared = |path: &Path| {
        let name = path.file_stem().unwrap().to_string_lossy();
        let (name, folder) = match &*name {
            "mod" => (
                path.parent().unwrap().file_name().unwrap().to_string_lossy(),
                path.parent().unwrap().parent().unwrap(),
            ),
            _ => (name.clone(), path.parent().unwrap()),
        };
        let parents = [folder.join("mod.rs"), folder.with_extension("rs"), folder.join("lib.rs")];
        let declares =
            |text: &str| text.lines().any(|line| line.trim_end().ends_with(&format!("mod {name};")));
        files.iter().any(|(parent, text)| parents.contains(parent) && declares(text))
    };
    let lost = files
        .iter()
        .map(|(path, _)| path)
        .filter(|path| !matches!(path.to_str(), Some("src/lib.rs" | "src/main.rs")));
    assert_none(
        &lost
            .filter(|path| !declared(path))
            .map(|path| format!("{}: no `mod` declares it", path.display()))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn the_first_example_of_the_readme_is_a_test() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let tested = fs::read_to_string(root().join("tests/suite/readme.rs")).unwrap();
    let example = readme
        .split("```rust\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .find(|code| code.contains("#[test]"));
    let example = example.expect("the README has an example with a test");
    assert!(
        tested.contains(example),
        "tests/suite/readme.rs does not hold the README's example byte for byte"
    );
}

#[test]
fn the_readme_and_the_pages_show_reports_that_the_tool_prints() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let golden = fs::read_to_string(root().join("tests/golden/wrong-data.txt")).unwrap();
    assert!(readme.contains(&golden), "the README's report is not tests/golden/wrong-data.txt");
    let page = fs::read_to_string(root().join("docs/read-a-failure.md")).unwrap();
    let golden = fs::read_to_string(root().join("tests/golden/late-landing.txt")).unwrap();
    assert!(
        page.contains(&golden),
        "the report of docs/read-a-failure.md is not tests/golden/late-landing.txt"
    );
}
