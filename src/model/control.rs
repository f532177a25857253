//! What happens around the guest. Work that is held or let go says nothing: it may land at any time in any case. What the
//! system answers, what other processes do, and that no background work is left, is known.

use super::effects::Effect;
use super::handles::Handle;
use super::{Model, World};
use crate::op::{CallClass, Control, HostChange, Injection, SystemAnswer};
use crate::outcome::GoneBy;

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
            Control::Host(HostChange { amid: Some(amid), .. }) => {
                matches!(world.handle(&amid.on), Some(Handle::Descriptor(_) | Handle::Listing(_)))
            }
            Control::Host(host) => world.can_change(host),
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
            Control::Host(host) if host.amid.is_some() => self.interventions.push(host.clone()),
            Control::Host(host) => self.take_change(host),
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

impl World {
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
}
