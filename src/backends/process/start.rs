//! The requests about drivers and scripts: `hello`, `start`.

use std::path::Path;

use serde_json::{Value, json};

use super::protocol::{Garbled, Request, VERSION, Wire, bytes_text, words};
use crate::tree::{Capability, Content, Fixture, Lacks, Modified, Node, Preopen};

/// Where a driver has its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Serves {
    /// In a folder of the host, which it is told.
    Folder,
    /// In its memory; it is sent the tree.
    Memory,
}

/// What a driver says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hello {
    pub(super) protocol: u64,
    pub(super) name: String,
    pub(super) serves: Serves,
    /// The names of capabilities, not looked at yet.
    pub(super) lacks: Vec<String>,
}

impl Wire for Serves {
    const EXPECTED: &'static str = r#""folder" or "memory""#;
    fn of(value: &Value) -> Option<Self> {
        match value.as_str()? {
            "folder" => Some(Self::Folder),
            "memory" => Some(Self::Memory),
            _ => None,
        }
    }
}

impl Hello {
    /// The question.
    pub(super) fn request() -> Request {
        let tool = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));
        Request::new("hello").with("protocol", VERSION).with("tool", tool)
    }

    /// What the answer says. Of another version nothing is read but its number.
    ///
    /// # Errors
    /// When it is no answer.
    pub(super) fn of(value: &Value) -> Result<Self, Garbled> {
        let expected = |name: &str, form: &str| {
            Garbled(format!("an answer to hello whose {name:?} is not {form}, as is expected"))
        };
        let Some(protocol) = value.get("protocol").and_then(Value::as_u64) else {
            return Err(expected("protocol", "a number"));
        };
        if protocol != VERSION {
            return Ok(Self { protocol, name: String::new(), serves: Serves::Memory, lacks: Vec::new() });
        }
        let member = |name: &str| value.get(name).unwrap_or(&Value::Null);
        let name = String::of(member("name")).filter(|name| !name.trim().is_empty());
        let names = member("lacks").as_array().and_then(|names| names.iter().map(String::of).collect());
        Ok(Self {
            protocol,
            name: name.ok_or_else(|| expected("name", "a string"))?,
            serves: Serves::of(member("serves")).ok_or_else(|| expected("serves", Serves::EXPECTED))?,
            lacks: names.ok_or_else(|| expected("lacks", "an array of strings"))?,
        })
    }

    /// What the backend lacks: what the driver says, and what no process of its own can have.
    ///
    /// # Errors
    /// When one of the names is no capability's.
    pub(super) fn lacks(&self) -> Result<Lacks, crate::tree::UnknownCapability> {
        let names: Vec<&str> = self.lacks.iter().map(String::as_str).collect();
        let mut lacks =
            Lacks::of(&names)?.with(Capability::Abandon).with(Capability::Faults).with(Capability::Quiesce);
        if lacks.contains(Capability::Permissions) {
            lacks = lacks.with(Capability::SplitPermissions);
        }
        Ok(match self.serves {
            Serves::Folder => lacks.and(&Lacks::of_platform()),
            Serves::Memory => lacks.with(Capability::HostChanges),
        })
    }
}

/// The request that begins a script, in this folder or in memory.
pub(super) fn start(fixture: &Fixture, folder: Option<&Path>) -> Request {
    let preopens = (0_u64..).zip(&fixture.preopens).map(|(handle, Preopen { path, access, .. })| {
        json!({ "handle": handle, "path": path, "dir": words(access.dir), "file": words(access.file) })
    });
    let request = Request::new("start").with("preopens", preopens.collect::<Value>());
    if let Some(folder) = folder {
        return request.with("folder", folder.display().to_string());
    }
    let walk = fixture.tree.walk();
    let tree = walk.iter().map(|(path, node)| object(path, node)).collect::<Value>();
    let modified =
        |Modified { path, seconds }: &Modified| json!({ "path": path, "seconds": seconds.to_string() });
    request.with("tree", tree).with("modified", fixture.modified.iter().map(modified).collect::<Value>())
}

/// One object of a tree.
fn object(path: &str, node: &Node) -> Value {
    let r#type = node.descriptor_type().name();
    match node {
        Node::File(content) => {
            json!({ "path": path, "type": r#type, "size": content.len().to_string(), "data": data(content) })
        }
        Node::Symlink(target) => json!({ "path": path, "type": r#type, "target": target }),
        Node::Directory(_) | Node::Other(_) => json!({ "path": path, "type": r#type }),
    }
}

fn data(content: &Content) -> Value {
    let piece = |(at, bytes): (u64, &[u8])| json!({ "at": at.to_string(), "bytes": bytes_text(bytes) });
    content.extents().map(piece).collect()
}
