//! How the parts of a finding travel that are more than text and numbers: as the texts that people know them by.

/// A script as its text.
pub(super) mod script {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    use crate::script::Script;

    pub(in crate::report) fn serialize<S: Serializer>(script: &Script, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(script)
    }

    pub(in crate::report) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Script, D::Error> {
        let text = String::deserialize(from)?;
        Script::parse("script", &text).map_err(D::Error::custom)
    }
}

/// A rule as its id.
pub(super) mod rule {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    use crate::rule::Rule;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    pub(in crate::report) fn serialize<S: Serializer>(rule: &Rule, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(rule.id())
    }

    pub(in crate::report) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Rule, D::Error> {
        let id = String::deserialize(from)?;
        Rule::from_id(&id).map_err(D::Error::custom)
    }
}

/// A seed as its decimal digits.
pub(super) mod seed {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    pub(in crate::report) fn serialize<S: Serializer>(seed: &u64, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(seed)
    }

    pub(in crate::report) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<u64, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
