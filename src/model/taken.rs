//! Calls that were given up or have failed in their middle: nobody knows how much they have taken, or moved.

use super::World;
use super::handles::Handle;
use super::landings::{Aftermath, PREFIXES_MAX, Worlds};
use crate::op::{Call, Data};
use crate::outcome::GoneBy;

impl World {
    /// The worlds in which a prefix of a write that was given up was taken.
    pub(super) fn taken_in_part(self, call: Call<'_>, bytes: &Data) -> Worlds {
        if bytes.len() > PREFIXES_MAX {
            return Err("a longer write was given up than the model follows");
        }
        let taken = |count: usize| {
            let mut world = self.clone();
            world.open_effect(call, bytes.slice(0..count));
            world
        };
        Ok((0..=bytes.len()).rev().map(taken).collect())
    }

    /// The worlds in which a splice that was given up, or has failed, has moved some bytes, or none.
    pub(super) fn moved_in_part(self, call: Call<'_>, most: u64) -> Worlds {
        let Some(src) = call.op.source() else { return Ok(vec![self]) };
        if most > PREFIXES_MAX as u64 {
            return Err("a longer splice ended in its middle than the model follows");
        }
        let mut worlds = Vec::new();
        for count in (0..=most).rev() {
            let mut world = self.clone();
            if let Aftermath::Lost(reason) = world.splice_moves(call, src, most, count) {
                return Err(reason);
            }
            worlds.push(world);
        }
        Ok(worlds)
    }

    /// The worlds in which a splice has taken some bytes, or none, from its source, and its sink has failed at them.
    pub(super) fn moved_in_vain(self, call: Call<'_>, most: u64) -> Worlds {
        let mut worlds = Vec::new();
        for mut world in self.moved_in_part(call, most)? {
            let Some(Handle::Output(output)) = world.handle_mut(call.on) else { continue };
            output.closed = true;
            let stream = output.id;
            worlds.extend(world.cut(stream, GoneBy::Failure)?);
        }
        Ok(worlds)
    }
}
