//! States that no conforming backend is in, for whoever looks for what explains a run that went wrong.

use std::sync::Arc;

use super::handles::{Descriptor, Handle};
use super::{Model, World};
use crate::op::Name;

impl Model {
    /// Where a stream stands in its file; none for one that appends, and for other handles.
    pub(crate) fn position(&self, stream: &Name) -> Option<u64> {
        match self.worlds.first()?.handle(stream)? {
            Handle::Input(input) => Some(input.offset),
            Handle::Output(output) => output.offset,
            Handle::Descriptor(_) | Handle::Listing(_) | Handle::Pollable(_) | Handle::Error(_) => None,
        }
    }

    /// Where the first bytes of an output stream went, as far as any have landed or are under way.
    pub(crate) fn began(&self, stream: &Name) -> Option<u64> {
        let world = self.worlds.first()?;
        let Handle::Output(output) = world.handle(stream)? else { return None };
        let landings = &world.nodes.file(output.node)?.history.landings;
        let landed = landings.iter().find(|landing| landing.stream == Some(output.id));
        let under_way = world.effects.iter().find(|effect| effect.stream == output.id);
        landed.map(|landing| landing.offset).or(under_way.and_then(|effect| effect.offset))
    }

    /// The handle below which a descriptor's directory was before it was moved, and its path from there.
    pub(crate) fn formerly(&self, descriptor: &Name) -> Option<(Name, Arc<str>)> {
        let world = self.worlds.first()?;
        let Handle::Descriptor(Descriptor { displaced: Some(former), node, .. }) =
            world.handle(descriptor)?
        else {
            return None;
        };
        if world.nodes.directory(*node)?.removed {
            return None;
        }
        let is_below = |(_, handle): &(&Name, &Handle)| match handle {
            Handle::Descriptor(other) => Some(other.node) == former.below && other.opened.is_none(),
            Handle::Input(_)
            | Handle::Output(_)
            | Handle::Listing(_)
            | Handle::Pollable(_)
            | Handle::Error(_) => false,
        };
        let (below, _) = world.handles.named().find(is_below)?;
        Some((below.clone(), former.path.clone()))
    }

    /// Has what an appending stream wrote last land where the end is now, whenever it lands.
    pub(crate) fn fix_end(&mut self, stream: &Name) {
        for world in &mut self.worlds {
            let Some(Handle::Output(output)) = world.handle(stream) else { continue };
            let (id, size) = (output.id, world.nodes.file(output.node).map(|file| file.content.len()));
            if let Some(last) = world.effects.iter_mut().rev().find(|effect| effect.stream == id) {
                last.offset = last.offset.or(size);
            }
        }
    }

    /// Whether a stream's write to a file is in flight, which this handle leads to.
    pub(crate) fn is_being_written(&self, on: &Name) -> bool {
        let by = |world: &World| {
            world.handle(on).is_some_and(|file| world.in_flight_to(file.node()).next().is_some())
        };
        self.worlds.first().is_some_and(by)
    }

    /// From now on an input stream may have fetched what it gives, though nobody has asked it for any.
    pub(crate) fn fetch_unasked(&mut self, stream: &Name) {
        for world in &mut self.worlds {
            let Some(Handle::Input(input)) = world.handle(stream) else { continue };
            let now = world.now(input);
            if let Some(Handle::Input(input)) = world.handle_mut(stream) {
                input.asked(now);
            }
        }
    }

    /// Puts a stream elsewhere in its file.
    pub(crate) fn stand(&mut self, stream: &Name, position: u64) {
        for world in &mut self.worlds {
            match world.handle_mut(stream) {
                Some(Handle::Input(input)) => input.offset = position,
                Some(Handle::Output(output)) => output.offset = output.offset.map(|_| position),
                Some(Handle::Descriptor(_) | Handle::Listing(_) | Handle::Pollable(_) | Handle::Error(_))
                | None => {}
            }
        }
    }
}
