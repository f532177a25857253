//! Rows of paths, and where each leads.

use super::*;
use crate::model::nodes::Nodes;
use crate::tree::{Node as Planted, Tree};
use crate::wasi::ErrorCode::{self, Invalid};

fn nodes() -> Nodes {
    let link = |target: &str| Planted::Symlink(target.into());
    let sub = Planted::Directory([("leaf".into(), Planted::file("x")), ("up".into(), link(".."))].into());
    let entries = [
        ("sub".into(), sub),
        ("log".into(), Planted::file("base")),
        ("way".into(), link("sub/leaf")),
        ("round".into(), link("round")),
        ("root".into(), link("/etc")),
    ];
    Nodes::of_tree(&Tree { entries: entries.into() })
}

/// Path, whether a final link is followed, and the code or the name it leads to.
const ROWS: &[(&str, bool, Result<&str, ErrorCode>)] = &[
    ("log", false, Ok("log")),
    ("./sub/../log", false, Ok("log")),
    ("sub/up/log", false, Ok("log")),
    ("sub/.", false, Ok("")),
    ("new", false, Ok("new")),
    ("way", false, Ok("way")),
    ("way", true, Ok("leaf")),
    ("log/", false, Err(NotDirectory)),
    ("log/x", false, Err(NotDirectory)),
    ("none/x", false, Err(NoEntry)),
    ("", false, Err(NoEntry)),
    ("..", false, Err(NotPermitted)),
    ("sub/up/..", false, Err(NotPermitted)),
    ("/log", false, Err(NotPermitted)),
    ("root/x", false, Err(NotPermitted)),
    ("round/x", false, Err(Loop)),
    ("a\0b", false, Err(Invalid)),
];

#[test]
fn a_path_leads_where_its_row_says() {
    let nodes = nodes();
    for (path, follow, expected) in ROWS {
        let found = walk(Views::of(&nodes), super::super::nodes::ROOT, path, *follow, &mut Way::default());
        let name = |target: Target<LastName<'_>>| match target {
            Target::Named { name, .. } | Target::Vacant { name, .. } => name.kept().to_string(),
            Target::Dots { .. } => String::new(),
        };
        match (found, expected) {
            (Ok(target), Ok(expected)) => assert_eq!(name(target), *expected, "{path:?}"),
            (Err((says, _)), Err(expected)) => assert_eq!(says.codes()[0], *expected, "{path:?}"),
            (found, expected) => panic!("{path:?} gives {found:?} instead of {expected:?}"),
        }
    }
}
