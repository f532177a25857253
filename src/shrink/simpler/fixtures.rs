//! Simpler forms of what a script starts from.

use super::numbers;
use super::paths::shorter;
use crate::tree::{Access, Content, Entries, Fixture, Group, Node, Pattern, Tree, groups};

/// Times that are simpler than all others, the simplest first: 1970, and the last second before it.
const SECONDS: &[i64] = &[0, -1];

/// Modes that are simpler than all others, the simplest first: to be read, to be read and searched, to be searched, nothing.
pub(in crate::shrink) const MODES: &[u16] = &[0o444, 0o555, 0o111, 0];

/// Simpler fixtures: an object fewer, a shorter file, a time fewer or nearer to 1970, a mode fewer or plainer, a preopen fewer, more rights.
pub(in crate::shrink) fn fixtures(fixture: &Fixture) -> Vec<Fixture> {
    let trees = smaller_entries(&fixture.tree.entries);
    let with_tree = |entries: Entries| {
        let mut smaller = Fixture { tree: Tree { entries }, ..fixture.clone() };
        smaller.mend_objects();
        smaller
    };
    let mut simpler: Vec<Fixture> = trees.into_iter().map(with_tree).collect();
    for (index, modified) in fixture.modified.iter().enumerate() {
        let mut fewer = fixture.clone();
        fewer.modified.remove(index);
        simpler.push(fewer);
        let plainer = SECONDS.iter().take_while(|seconds| **seconds != modified.seconds);
        simpler.extend(plainer.map(|seconds| {
            let mut nearer = fixture.clone();
            nearer.modified[index].seconds = *seconds;
            nearer
        }));
    }
    for index in 0..fixture.modes.len() {
        let mut fewer = fixture.clone();
        let mode = fewer.modes.remove(index);
        simpler.push(fewer);
        simpler.extend(MODES.iter().take_while(|bits| **bits != mode.bits).map(|bits| {
            let mut plainer = fixture.clone();
            plainer.modes[index].bits = *bits;
            plainer
        }));
    }
    for index in 0..fixture.preopens.len() {
        let mut fewer = fixture.clone();
        if fixture.preopens.len() > 1 {
            fewer.preopens.remove(index);
            simpler.push(fewer);
        }
        for access in freer(fixture.preopens[index].access) {
            let mut freer = fixture.clone();
            freer.preopens[index].access = access;
            simpler.push(freer);
        }
    }
    if fixture.apart.is_some() {
        simpler.push(Fixture { apart: None, ..fixture.clone() });
    } else {
        simpler.extend(at_the_root(fixture));
    }
    simpler.retain(|fixture| {
        fixture.preopens.iter().all(|preopen| fixture.is_directory(&preopen.path))
            && fixture.has_possible_devices()
            && fixture.has_possible_modes()
    });
    simpler
}

/// More rights: all, or one more of those that are missing.
fn freer(access: Access) -> Vec<Access> {
    let all = Access::default();
    let dirs =
        all.dir.difference(access.dir).iter().map(|right| Access { dir: access.dir | right, ..access });
    let files = all.file.difference(access.file).iter();
    let files = files.map(|right| Access { file: access.file | right, ..access });
    let mut freer: Vec<Access> = [all].into_iter().chain(dirs).chain(files).collect();
    freer.retain(|other| *other != access);
    freer.dedup();
    freer
}

/// The only preopen's directory as the root of the tree, if it is not.
fn at_the_root(fixture: &Fixture) -> Option<Fixture> {
    let [preopen] = &fixture.preopens[..] else { return None };
    let Some(Node::Directory(entries)) = fixture.tree.get(&preopen.path) else { return None };
    let within = |path: &str| Some(path.strip_prefix(&preopen.path)?.strip_prefix('/')?.to_owned());
    let mut changed = fixture.clone();
    changed.modified.retain_mut(|modified| match within(&modified.path) {
        Some(path) => {
            modified.path = path;
            true
        }
        None => false,
    });
    changed.modes.retain_mut(|mode| match within(&mode.path) {
        Some(path) => {
            mode.path = path;
            true
        }
        None => false,
    });
    changed.tree.entries.clone_from(entries);
    changed.preopens[0].path.clear();
    Some(changed)
}

fn smaller_entries(entries: &Entries) -> Vec<Entries> {
    let mut smaller = Vec::new();
    for group in groups(entries) {
        let (name, node) = match group {
            Group::One(name, node) => (name, node),
            Group::Many(pattern, count, node) => {
                smaller.extend(fewer(entries, &pattern, count, node));
                continue;
            }
        };
        let mut without = entries.clone();
        without.remove(name);
        smaller.push(without);
        let inner: Vec<Node> = match node {
            Node::File(content) => shorter_contents(content).into_iter().map(Node::File).collect(),
            Node::Directory(inner) => smaller_entries(inner).into_iter().map(Node::Directory).collect(),
            Node::Symlink(target) => {
                let nearer = shorter(target).into_iter().filter(|target| !target.is_empty());
                [Node::File(Content::default())].into_iter().chain(nearer.map(Node::Symlink)).collect()
            }
            Node::Other(_) => vec![Node::File(Content::default())],
        };
        smaller.extend(inner.into_iter().map(|node| {
            let mut changed = entries.clone();
            changed.insert(name.to_owned(), node);
            changed
        }));
    }
    smaller
}

/// Fewer of many entries, none first, and all of them shorter files.
fn fewer(entries: &Entries, pattern: &Pattern, count: usize, node: &Node) -> Vec<Entries> {
    let cut = |left: u64| {
        let mut fewer = entries.clone();
        let left = usize::try_from(left).unwrap_or(count);
        (left..count).for_each(|number| _ = fewer.remove(&pattern.name(number)));
        fewer
    };
    let mut smaller: Vec<Entries> = numbers(count as u64).into_iter().map(cut).collect();
    if let Node::File(content) = node {
        smaller.extend(shorter_contents(content).into_iter().map(|content| {
            let mut changed = entries.clone();
            let file = Node::File(content);
            changed.extend((0..count).map(|number| (pattern.name(number), file.clone())));
            changed
        }));
    }
    smaller
}

fn shorter_contents(content: &Content) -> Vec<Content> {
    let cut = |length: u64| {
        let mut shorter = content.clone();
        shorter.set_len(length);
        shorter
    };
    numbers(content.len()).into_iter().map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Mode, Modified};

    fn dated() -> Fixture {
        let sub = Node::Directory([("log".to_owned(), Node::file("x"))].into());
        let entries = [("a".to_owned(), Node::file("")), ("sub".to_owned(), sub)];
        let mut fixture = Fixture::with_tree(Tree { entries: entries.into() });
        let modified = |(path, seconds): (&str, i64)| Modified { path: path.into(), seconds };
        fixture.modified = [("sub/log", -86_400), ("a", -1)].map(modified).into();
        fixture
    }

    #[test]
    fn no_simpler_fixture_gives_a_time_to_what_is_not_there() {
        let simpler = fixtures(&dated());
        for fixture in &simpler {
            assert!(fixture.modified.iter().all(|modified| fixture.tree.get(&modified.path).is_some()));
        }
        assert!(
            simpler.iter().any(|fixture| fixture.modified.len() == 1 && fixture.tree.get("sub").is_none())
        );
    }

    #[test]
    fn a_mode_goes_or_gets_plainer_and_goes_with_its_object() {
        let mut moded = dated();
        moded.modified.clear();
        moded.modes = vec![Mode { path: "sub/log".into(), bits: 0o111 }];
        let simpler = fixtures(&moded);
        let gone = |fixture: &Fixture| fixture.tree.get("sub/log").is_none();
        assert!(simpler.iter().all(|fixture| fixture.modes.is_empty() || !gone(fixture)));
        let same_tree = simpler.iter().filter(|fixture| fixture.tree == moded.tree);
        let bits: Vec<Vec<u16>> =
            same_tree.map(|fixture| fixture.modes.iter().map(|mode| mode.bits).collect()).collect();
        assert_eq!(bits, [&[][..], &[0o444], &[0o555]]);
    }

    #[test]
    fn many_entries_get_fewer_together() {
        let pattern = Pattern::new("f{}").unwrap();
        let entries = (0..5000).map(|number| (pattern.name(number), Node::file("xy"))).collect();
        let simpler = smaller_entries(&entries);
        assert!(simpler.len() < 40, "{}", simpler.len());
        let counts: Vec<usize> = simpler.iter().map(Entries::len).collect();
        assert!([0, 1, 2500].iter().all(|count| counts.contains(count)), "{counts:?}");
        let shorter = simpler.iter().any(|entries| entries.get("f4999") == Some(&Node::file("")));
        assert!(shorter);
    }

    #[test]
    fn a_time_is_left_out_or_comes_nearer_to_1970() {
        let times = |fixture: &Fixture| fixture.modified.iter().map(|time| time.seconds).collect::<Vec<_>>();
        let dated = dated();
        let simpler = fixtures(&dated).into_iter().filter(|fixture| fixture.tree == dated.tree);
        let found: Vec<Vec<i64>> = simpler.map(|fixture| times(&fixture)).collect();
        let expected: [&[i64]; 5] = [&[-1], &[0, -1], &[-1, -1], &[-86_400], &[-86_400, 0]];
        assert_eq!(found, expected);
    }
}
