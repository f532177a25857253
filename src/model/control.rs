//! What happens around the guest. Work that is held or let go says nothing: it may land at any time in any case. What the
//! system answers, what other processes do, and that no background work is left, is known.

use std::ops::Range;
use std::sync::Arc;

use super::effects::Effect;
use super::handles::Handle;
use super::nodes::{Node, NodeId};
use super::regular::{Change, File};
use super::{Model, World};
use crate::op::{CallClass, Control, Data, HostChange, Injection, SystemAnswer};
use crate::outcome::{GoneBy, Origin};
use crate::rule::Rule;
use crate::tree::Content;

impl Model {
    /// Whether what a step names is there.
    pub(super) fn happens(&self, control: &Control) -> bool {
        let Some(world) = self.worlds.first() else { return false };
        match control {
            Control::Hold { .. } | Control::Quiesce => true,
            Control::Release(stream) => self.streams.contains(stream),
            Control::Fault(injection) => match world.handle(&injection.on) {
                Some(Handle::Input(_)) => injection.calls == CallClass::Read,
                Some(Handle::Output(_)) => matches!(injection.calls, CallClass::Write | CallClass::Copy),
                // Their calls may do without the bytes of a call that has come to nothing.
                Some(Handle::Descriptor(_) | Handle::Listing(_)) => {
                    injection.answer != SystemAnswer::Zero && injection.after == 0
                }
                Some(Handle::Pollable(_) | Handle::Error(_)) | None => false,
            },
            Control::Host(change) => world.host_file(change.path()).is_some(),
        }
    }

    /// Lets it happen.
    pub(super) fn take_control(&mut self, control: &Control) {
        match control {
            Control::Hold { .. } | Control::Release(_) => {}
            Control::Quiesce => self.quiesce(),
            Control::Fault(injection) => {
                let is_of_stream = self.streams.contains(&injection.on);
                self.planned.extend((!is_of_stream).then(|| injection.clone()));
                self.worlds.iter_mut().for_each(|world| world.inject(injection));
            }
            Control::Host(change) => {
                let file = self.worlds.first().and_then(|world| world.host_file(change.path()));
                let Some((_, _, file)) = file else { return };
                // What is in flight has landed before it or lands after it.
                if let Some(place) = place(change) {
                    self.close(file, &place);
                }
                if matches!(change, HostChange::Append { .. }) {
                    self.each(|world| world.ends_known(file));
                }
                self.worlds.iter_mut().for_each(|world| world.host(change));
            }
        }
    }

    /// No background work is left: what dropped streams had under way is over. Others may keep what was not flushed.
    fn quiesce(&mut self) {
        while let Some(stream) = self.worlds.iter().find_map(|world| world.dropped.first().copied()) {
            let prefixes_max = self.prefixes_now();
            self.each(|mut world| {
                world.prefixes_max = prefixes_max;
                world.dropped.retain(|dropped| *dropped != stream);
                world.cut(stream, GoneBy::Cancel)
            });
        }
        self.worlds.iter_mut().for_each(World::is_quiet);
    }
}

/// Where a change from outside goes in a file; one that gives a name to another file changes none.
fn place(change: &HostChange) -> Option<Range<u64>> {
    let place = match change {
        HostChange::Truncate { size, .. } => *size..u64::MAX,
        HostChange::Append { .. } => u64::MAX..u64::MAX,
        HostChange::Write { bytes, offset, .. } => *offset..offset.saturating_add(bytes.len() as u64),
        HostChange::Replace { .. } | HostChange::Remove { .. } => return None,
    };
    Some(place)
}

impl World {
    /// The file at a plain path from the root of the tree, with its directory and its name there.
    fn host_file(&self, path: &str) -> Option<(NodeId, Arc<str>, NodeId)> {
        let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
        let (parent, file) = (self.nodes.at_path(parent)?, self.nodes.at_path(path)?);
        self.nodes.file(file).map(|_| (parent, name.into(), file))
    }

    /// No work is left of streams that read and were let go.
    fn is_quiet(&mut self) {
        for node in self.nodes.ids() {
            if self.nodes.metadata(node).is_read_behind() {
                self.nodes.metadata_mut(node).is_quiet();
            }
        }
    }

    /// The system answers calls of a stream from here on. Of what it has in flight nobody knows how far it has come.
    fn inject(&mut self, injection: &Injection) {
        let answer = injection.answer;
        // One that was seen ready, and has nothing to do, is so until it is given something.
        let working: Vec<usize> = self.effects.iter().map(|effect| effect.stream).collect();
        let id = match self.handle_mut(&injection.on) {
            Some(Handle::Input(input)) => {
                input.faults.add(answer);
                return;
            }
            Some(Handle::Output(output)) => {
                output.faults.add(answer);
                // A write that is interrupted in its middle has taken a piece, as a short one has.
                output.tears |=
                    matches!(answer, SystemAnswer::Short(_)) || (answer.is_once() && injection.after > 0);
                output.ready &= !working.contains(&output.id);
                output.clone()
            }
            Some(Handle::Descriptor(_) | Handle::Listing(_) | Handle::Pollable(_) | Handle::Error(_))
            | None => return,
        };
        let (odd, tears, ends) = (id.odd(), id.tears, id.faults.may_end());
        let mine = self.effects.iter_mut().filter(|effect| effect.stream == id.id);
        mine.for_each(|effect: &mut Effect| {
            (effect.odd, effect.tears, effect.ends) = (odd, tears, ends);
        });
    }

    /// Another process changes a file.
    fn host(&mut self, change: &HostChange) {
        let Some((parent, name, file)) = self.host_file(change.path()) else { return };
        let step = self.step;
        match change {
            HostChange::Truncate { size, .. } => {
                let cut = Origin::Size(Rule::FileRead);
                self.change(file, *size..u64::MAX, |file, keep| file.set_size(*size, cut, step, keep));
            }
            HostChange::Append { bytes, .. } => self.host_write(file, None, bytes, Origin::Append),
            HostChange::Write { bytes, offset, .. } => {
                self.host_write(file, Some(*offset), bytes, Origin::Host);
            }
            HostChange::Replace { bytes, .. } => {
                let mut content = Content::default();
                content.write(0, bytes);
                let new = self.nodes.add(Node::File(File::new(content)));
                self.nodes.unlink(parent, &name);
                self.nodes.link(parent, name, new);
            }
            HostChange::Remove { .. } => self.nodes.unlink(parent, &name),
        }
    }

    fn host_write(&mut self, file: NodeId, offset: Option<u64>, bytes: &Data, origin: Origin) {
        let (step, bytes) = (self.step, bytes.clone());
        if offset.is_none() {
            // Where the end is then.
            self.finish_begun(file, &(self.end_of(file)..u64::MAX));
        }
        let end = self.end_of(file);
        let offset = offset.unwrap_or(end);
        let place = offset..offset.saturating_add(bytes.len() as u64);
        let pieces = vec![(offset, bytes)];
        let change = Change { step, pieces, origin, stream: None, odd: None, landed: step };
        self.change(file, place, |file, keep| file.write(change, keep));
    }
}
