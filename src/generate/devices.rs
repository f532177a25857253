//! Calls from one device to another: chosen like all others they would be rare, since what gets on is preferred, and none of
//! these does; and hashes of objects on both, which tell them apart.

use super::choice::Aim;
use super::write::Writer;
use crate::op::{DescriptorOp, Name, Op};

/// Of a hundred steps of a script with two devices so many go from one to the other, or hash what is on one of them.
const CROSSING_PERCENT: usize = 18;

impl Writer<'_> {
    /// A call from a preopen on one device to one on the other, now and then, where there are two.
    pub(super) fn crossing(&mut self) -> Option<(Name, Op)> {
        self.script.fixture.apart.as_ref()?;
        if !self.pick.chance(CROSSING_PERCENT) {
            return None;
        }
        let is_apart = self.pick.chance(50);
        let (on, to) = (self.preopen(is_apart)?, self.preopen(!is_apart)?);
        let (old_path, new_path) = (self.path(&on, Aim::Success), self.pick.path());
        let op = match self.pick.below(8) {
            0 | 1 => Op::Descriptor(DescriptorOp::RenameAt { old_path, new_descriptor: to, new_path }),
            2 | 3 => Op::Descriptor(DescriptorOp::LinkAt {
                old_path_flags: self.pick.path_flags(),
                old_path,
                new_descriptor: to,
                new_path,
            }),
            4 => Op::Descriptor(DescriptorOp::IsSameObject { other: to }),
            _ => Op::Descriptor(DescriptorOp::MetadataHashAt {
                path_flags: self.pick.path_flags(),
                path: old_path,
            }),
        };
        Some((on, op))
    }

    /// A preopen that the guest still has, on the device apart or on the other one.
    fn preopen(&self, is_apart: bool) -> Option<Name> {
        let fixture = &self.script.fixture;
        let preopen = fixture.preopens.iter().find(|preopen| fixture.is_apart(&preopen.path) == is_apart)?;
        Name::new(&preopen.name).filter(|name| self.handle(name).is_some())
    }
}

#[cfg(test)]
mod tests {
    use crate::generate::Scripts;
    use crate::script::Script;

    #[test]
    fn two_devices_are_in_a_small_share_of_the_scripts_and_most_of_those_cross() {
        let scripts: Vec<Script> = (0..3000).map(|seed| Scripts::default().script(seed)).collect();
        let two = scripts.iter().filter(|script| script.fixture.apart.is_some());
        let crosses = |script: &&Script| {
            let ends = |on: &str, to: &str| {
                script
                    .to_string()
                    .lines()
                    .any(|line| line.contains(&format!("  {on}.")) && line.contains(&format!(" {to} ")))
            };
            ends("near", "far") || ends("far", "near")
        };
        let (all, crossing) = (two.clone().count(), two.filter(crosses).count());
        assert!((20..120).contains(&all) && crossing * 2 > all, "{crossing} of {all}");
    }
}
