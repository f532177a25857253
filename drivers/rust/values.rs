//! Arguments as they are read, values as they are written.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use wasi_fs_conformance::tree::{
    Access, Content, DirPerms, FilePerms, Fixture, Modified, Node, Preopen, Tree,
};
use wasi_fs_conformance::wasi::{
    Advice, Datetime, DescriptorStat, DescriptorType, DirectoryEntry, MetadataHashValue, NewTimestamp,
};

use super::Refused;

/// What is refused, and what would not be.
fn expected(what: &str, got: &Value) -> Refused {
    format!("expected {what}, got {got}")
}

pub(super) fn text(value: &Value) -> Result<&str, Refused> {
    value.as_str().ok_or_else(|| expected("a string", value))
}

/// A handle.
pub(super) fn number(value: &Value) -> Result<u64, Refused> {
    value.as_u64().ok_or_else(|| expected("a number", value))
}

/// A number of 64 bits, as its digits.
pub(super) fn digits<N: std::str::FromStr>(value: &Value) -> Result<N, Refused> {
    text(value)?.parse().map_err(|_| expected("a string of digits", value))
}

pub(super) fn bytes(value: &Value) -> Result<Vec<u8>, Refused> {
    STANDARD.decode(text(value)?).map_err(|_| expected("base64", value))
}

pub(super) fn bytes_text(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The WIT's word for a flag, from its name in Rust.
fn word(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}

pub(super) fn flags<F: bitflags::Flags>(value: &Value) -> Result<F, Refused> {
    let mut flags = F::empty();
    for asked in value.as_array().ok_or_else(|| expected("an array of flags", value))? {
        let known = F::FLAGS.iter().find(|flag| Some(&*word(flag.name())) == asked.as_str());
        flags.insert(F::from_bits_retain(known.ok_or_else(|| expected("a flag", asked))?.value().bits()));
    }
    Ok(flags)
}

pub(super) fn words<F: bitflags::Flags>(flags: F) -> Value {
    flags.iter_names().map(|(name, _)| word(name)).collect()
}

pub(super) fn advice(value: &Value) -> Result<Advice, Refused> {
    Advice::from_name(text(value)?).ok_or_else(|| expected("an advice", value))
}

pub(super) fn timestamp(value: &Value) -> Result<NewTimestamp, Refused> {
    Ok(match value.as_str() {
        Some("no-change") => NewTimestamp::NoChange,
        Some("now") => NewTimestamp::Now,
        _ => {
            let nanoseconds = u32::try_from(number(&value["nanoseconds"])?);
            let nanoseconds = nanoseconds.map_err(|_| expected("nanoseconds", value))?;
            NewTimestamp::Timestamp(Datetime { seconds: digits(&value["seconds"])?, nanoseconds })
        }
    })
}

pub(super) fn stat(stat: DescriptorStat) -> Value {
    let moment = |time: Option<Datetime>| {
        time.map(|time| json!({ "seconds": time.seconds.to_string(), "nanoseconds": time.nanoseconds }))
    };
    json!({
        "type": stat.r#type.name(),
        "link-count": stat.link_count.to_string(),
        "size": stat.size.to_string(),
        "data-access-timestamp": moment(stat.data_access_timestamp),
        "data-modification-timestamp": moment(stat.data_modification_timestamp),
        "status-change-timestamp": moment(stat.status_change_timestamp),
    })
}

pub(super) fn hash(hash: MetadataHashValue) -> Value {
    json!({ "lower": hash.lower.to_string(), "upper": hash.upper.to_string() })
}

pub(super) fn entry(entry: &DirectoryEntry) -> Value {
    json!({ "type": entry.r#type.name(), "name": entry.name })
}

/// What the embedder grants through a preopen.
pub(super) fn access(preopen: &Value) -> Result<Access, Refused> {
    let (dir, file): (DirPerms, FilePerms) = (flags(&preopen["dir"])?, flags(&preopen["file"])?);
    Ok(Access { dir, file })
}

/// The tree that was sent, and what it is served as.
pub(super) fn fixture(tree: &Value, modified: &Value, preopens: &[Value]) -> Result<Fixture, Refused> {
    let mut planted = Tree::default();
    for object in tree.as_array().ok_or_else(|| expected("an array of objects", tree))? {
        let path = text(&object["path"])?;
        let (parents, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut entries = &mut planted.entries;
        for parent in parents.split('/').filter(|parent| !parent.is_empty()) {
            let Some(Node::Directory(inner)) = entries.get_mut(parent) else {
                return Err(expected("a directory before what is in it", object));
            };
            entries = inner;
        }
        entries.insert(name.to_owned(), node(object)?);
    }
    let modified = modified.as_array().ok_or_else(|| expected("an array of times", modified))?;
    let modified = modified.iter().map(|time| {
        Ok(Modified { path: text(&time["path"])?.to_owned(), seconds: digits(&time["seconds"])? })
    });
    let preopens = preopens.iter().map(|preopen| {
        let path = text(&preopen["path"])?.to_owned();
        Ok(Preopen { name: path.clone(), path, access: access(preopen)? })
    });
    Ok(Fixture {
        tree: planted,
        preopens: preopens.collect::<Result<_, Refused>>()?,
        modified: modified.collect::<Result<_, Refused>>()?,
        modes: Vec::new(),
        apart: None,
    })
}

fn node(object: &Value) -> Result<Node, Refused> {
    let r#type = &object["type"];
    let r#type = DescriptorType::from_name(text(r#type)?).ok_or_else(|| expected("a type", r#type))?;
    Ok(match r#type {
        DescriptorType::Directory => Node::Directory(std::collections::BTreeMap::new()),
        DescriptorType::SymbolicLink => Node::Symlink(text(&object["target"])?.to_owned()),
        DescriptorType::RegularFile => {
            let mut content = Content::default();
            content.set_len(digits(&object["size"])?);
            for piece in object["data"].as_array().into_iter().flatten() {
                content.write(digits(&piece["at"])?, &bytes(&piece["bytes"])?);
            }
            Node::File(content)
        }
        DescriptorType::Fifo
        | DescriptorType::Socket
        | DescriptorType::Unknown
        | DescriptorType::BlockDevice
        | DescriptorType::CharacterDevice => Node::Other(r#type),
    })
}
