//! Calls with a simpler path in the place of one of theirs.

use std::sync::Arc;

use crate::op::Op;

/// The paths of a call, each to be replaced.
fn paths(op: &mut Op) -> Vec<&mut Arc<str>> {
    if let Op::LinkAt { old_path, new_path, .. }
    | Op::RenameAt { old_path, new_path, .. }
    | Op::SymlinkAt { old_path, new_path } = op
    {
        vec![old_path, new_path]
    } else if let Op::OpenAt { path, .. }
    | Op::CreateDirectoryAt { path }
    | Op::RemoveDirectoryAt { path }
    | Op::UnlinkFileAt { path }
    | Op::StatAt { path, .. }
    | Op::SetTimesAt { path, .. }
    | Op::ReadlinkAt { path }
    | Op::MetadataHashAt { path, .. } = op
    {
        vec![path]
    } else {
        Vec::new()
    }
}

/// Shorter paths: without one of the names, without a slash at the end.
fn shorter(path: &str) -> Vec<Arc<str>> {
    let parts: Vec<&str> = path.split('/').collect();
    let without = |index: usize| {
        let mut left = parts.clone();
        left.remove(index);
        left.join("/").into()
    };
    if parts.len() < 2 { Vec::new() } else { (0..parts.len()).map(without).collect() }
}

/// The same call with one of its paths shorter.
pub(super) fn nearer(op: &Op) -> Vec<Op> {
    let mut simpler = Vec::new();
    for index in 0..paths(&mut op.clone()).len() {
        let path = Arc::clone(paths(&mut op.clone())[index]);
        for shorter in shorter(&path) {
            let mut changed = op.clone();
            *paths(&mut changed)[index] = shorter;
            simpler.push(changed);
        }
    }
    simpler
}
