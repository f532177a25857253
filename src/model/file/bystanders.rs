//! Calls that had to leave things as they were: advice, sync, and all that was refused. Where something is otherwise behind such a
//! call, and nothing came since that could have changed it, that call has done it.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::model::World;
use crate::model::access::Refusals;
use crate::model::handles::Handle;
use crate::model::nodes::{NodeId, ROOT};
use crate::model::path::{LastName, Leaves, Target, Views, leads_to};
use crate::op::{Call, DescriptorOp, Op};
use crate::outcome::{Bystander, Outcome};
use crate::rule::Rule;
use crate::wasi::{OpenFlags, PathFlags};

/// Of how many names of a directory that was left as it was that is remembered.
const NAMES_MAX: usize = 64;

impl World {
    /// Remembers a call that had to leave a file, or names, as they were.
    pub(in super::super) fn note_bystander(
        &mut self,
        call: Call<'_>,
        outcome: &Outcome,
        conforms: impl FnOnce(&Self) -> Option<Rule>,
    ) {
        if matches!(
            call.op,
            Op::Descriptor(DescriptorOp::Advise { .. } | DescriptorOp::Sync | DescriptorOp::SyncData)
        ) {
            self.leaves_file(self.file_of(call), Rule::FileAdvice);
        } else if matches!(outcome, Outcome::Error(_)) && would_change(call.op) {
            // That it was told what the system refuses is no question, but whether it was done all the same.
            let refused = self.tells_struck(call, outcome).then_some(Rule::FaultUndone);
            let Some(rule) = refused.or_else(|| conforms(self)) else { return };
            let writes =
                matches!(call.op, Op::Descriptor(DescriptorOp::Write { .. } | DescriptorOp::SetSize { .. }));
            let file = if writes { self.file_of(call) } else { self.truncated_by(call) };
            self.leaves_file(file, rule);
            for (target, is_outside) in self.targets(call) {
                self.leaves_name(target, if is_outside { Rule::PathOutside } else { rule });
            }
        }
    }

    fn leaves_file(&mut self, file: Option<NodeId>, rule: Rule) {
        let step = self.step;
        if let Some(file) = file.and_then(|file| self.nodes.file_mut(file)) {
            file.history.bystander = Some(Bystander { step, rule });
        }
    }

    /// What has this name still has it, with all that is in it; or it is free still.
    fn leaves_name(&mut self, target: Target<Arc<str>>, rule: Rule) {
        let (parent, name, node) = match target {
            Target::Named { parent, name, node } => (parent, name, Some(node)),
            Target::Vacant { parent, name } => (parent, name, None),
            Target::Dots { .. } => return,
        };
        // That nothing is there says why not already.
        if node.is_some() || rule != Rule::PathMissing {
            self.nodes.explain_refused(parent, &name, rule);
        }
        let Some(node) = node else { return };
        self.leaves_file(Some(node), rule);
        let within = self.nodes.directory(node).map(|directory| directory.entries.keys().take(NAMES_MAX));
        for name in within.map(|names| names.cloned().collect::<Vec<_>>()).unwrap_or_default() {
            self.nodes.explain_refused(node, &name, rule);
        }
    }

    /// Where the paths of a call lead, and whether that is outside of its directory; a link at their end is meant itself.
    fn targets(&self, call: Call<'_>) -> SmallVec<[(Target<Arc<str>>, bool); 2]> {
        let base = self.handle(call.on);
        let paths = if let Op::Descriptor(
            DescriptorOp::LinkAt { old_path, new_descriptor: to, new_path, .. }
            | DescriptorOp::RenameAt { old_path, new_descriptor: to, new_path },
        ) = call.op
        {
            [Some((base, old_path)), Some((self.handle(to), new_path))]
        } else if let Op::Descriptor(
            DescriptorOp::SymlinkAt { new_path: path, .. }
            | DescriptorOp::CreateDirectoryAt { path }
            | DescriptorOp::RemoveDirectoryAt { path }
            | DescriptorOp::UnlinkFileAt { path }
            | DescriptorOp::OpenAt { path, .. },
        ) = call.op
        {
            [Some((base, path)), None]
        } else {
            [None, None]
        };
        let leads = |(base, path): (Option<&Handle>, &Arc<str>)| {
            let Some(Handle::Descriptor(base)) = base else { return None };
            self.nodes.directory(base.node)?;
            if let Some(target) = self.name_at(base, path, PathFlags::empty()) {
                return Some((target, false));
            }
            let resolved = self.follow(base, path, PathFlags::empty(), &mut Refusals::default());
            if resolved.leaves == Leaves::No {
                return None;
            }
            // It may still be in the tree, where the directory is not the tree's own.
            let path = format!("{}/{path}", self.nodes.path_to(ROOT, base.node)?);
            let target = leads_to(Views::of(&self.nodes), ROOT, &path, false)?;
            Some((target.map(LastName::kept), true))
        };
        paths.into_iter().flatten().filter_map(leads).collect()
    }
}

/// Whether a call would have changed a file or names.
fn would_change(op: &Op) -> bool {
    let makes_or_cuts = OpenFlags::CREATE.union(OpenFlags::TRUNCATE);
    matches!(
        op,
        Op::Descriptor(
            DescriptorOp::Write { .. }
                | DescriptorOp::SetSize { .. }
                | DescriptorOp::LinkAt { .. }
                | DescriptorOp::RenameAt { .. }
                | DescriptorOp::SymlinkAt { .. }
                | DescriptorOp::CreateDirectoryAt { .. }
                | DescriptorOp::RemoveDirectoryAt { .. }
                | DescriptorOp::UnlinkFileAt { .. }
        )
    ) || matches!(op, Op::Descriptor(DescriptorOp::OpenAt { open_flags, .. }) if open_flags.intersects(makes_or_cuts))
}
