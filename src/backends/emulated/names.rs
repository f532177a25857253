//! Names that are told apart by how they sound: an object is found by its name in other letters.

use super::EmulatedDescriptor;
use crate::backend::Descriptor as _;
use crate::tree::Capability;
use crate::wasi::{ErrorCode, FsError, PathFlags};

/// The spellings under which a name is looked for that is not there.
fn spellings(name: &str) -> [String; 3] {
    let small = name.to_lowercase();
    let mut letters = small.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    [format!("{first}{}", letters.as_str()), name.to_uppercase(), small]
}

impl EmulatedDescriptor {
    /// A path with the names that are there, where they differ in capital letters alone.
    pub(super) async fn spelled_as_there(&self, path: &str) -> String {
        if !self.host.lacks(Capability::ExactNames) {
            return path.to_owned();
        }
        let mut way = String::new();
        for (number, name) in path.split('/').enumerate() {
            if number > 0 {
                way.push('/');
            }
            let spelled = self.spelled(&way, name).await;
            way.push_str(&spelled);
        }
        way
    }

    async fn spelled(&self, way: &str, name: &str) -> String {
        if !name.contains(char::is_alphabetic) || self.has(&format!("{way}{name}")).await {
            return name.to_owned();
        }
        for spelling in spellings(name) {
            if self.has(&format!("{way}{spelling}")).await {
                return spelling;
            }
        }
        name.to_owned()
    }

    /// Whether something may be at a path.
    async fn has(&self, path: &str) -> bool {
        let found = self.real.stat_at(PathFlags::empty(), path).await;
        !matches!(found, Err(FsError::Code(ErrorCode::NoEntry)))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_name_is_looked_for_in_other_letters() {
        assert_eq!(super::spellings("aB-c"), ["Ab-c", "AB-C", "ab-c"]);
        assert_eq!(super::spellings(""), [""; 3]);
    }
}
