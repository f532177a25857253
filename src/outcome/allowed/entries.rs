//! The entries of a listing.

use super::Listed;
use crate::outcome::Breach;
use crate::rule::Rule;
use crate::wasi::{DescriptorType, DirectoryEntry};

/// Whether a name is that of the directory itself, or of its parent.
pub(super) fn is_dots(name: &str) -> bool {
    matches!(name, "." | "..")
}

/// Whether an entry is one of these.
pub(super) fn judge_entry(entries: &Listed, entry: &DirectoryEntry, rule: Rule) -> Result<Rule, Breach> {
    let breach = |rule| Err(Breach { rule, note: None });
    match entries.get(entry.name.as_str()) {
        None if is_dots(&entry.name) => breach(Rule::DirDots),
        None => breach(rule),
        Some(types) if types.contains(&entry.r#type) => Ok(rule),
        Some(_) if entry.r#type == DescriptorType::Unknown => breach(Rule::DirEntryUnknown),
        Some(_) => breach(Rule::DirEntryType),
    }
}
