//! The requests about drivers and scripts: `hello`, `start`.

use serde_json::{Value, json};

use super::protocol::{Request, VERSION, Wire, bytes_text, member, words};
use crate::backend::Folder;
use crate::privilege::is_above_modes;
use crate::tree::{Capability, Content, Fixture, Lacks, Modified, Node, Platform, Preopen, UnknownPlatform};

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
    /// How many devices it knows preopens to lie on.
    pub(super) devices: u64,
    /// Whether it keeps pollables.
    pub(super) pollables: bool,
    /// Whether it keeps errors of streams.
    pub(super) errors: bool,
    /// The name of the platform of its files, if it says one; not looked at yet.
    pub(super) platform: Option<String>,
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

impl Wire for Hello {
    const EXPECTED: &'static str =
        r#"{"protocol": NUMBER, "name": "...", "serves": "folder" or "memory", "lacks": ["..."]}"#;
    fn of(value: &Value) -> Option<Self> {
        let protocol = value.get("protocol")?.as_u64()?;
        if protocol != VERSION {
            // Nothing else of it is known.
            let (name, lacks) = (String::new(), Vec::new());
            let serves = Serves::Memory;
            return Some(Self {
                protocol,
                name,
                serves,
                lacks,
                devices: 1,
                pollables: false,
                errors: false,
                platform: None,
            });
        }
        Some(Self {
            protocol,
            name: member(value, "name").filter(|name: &String| !name.trim().is_empty())?,
            serves: member(value, "serves")?,
            lacks: value.get("lacks")?.as_array()?.iter().map(String::of).collect::<Option<_>>()?,
            // Whoever does not say is not asked for a second one.
            devices: value.get("devices").map_or(Some(1), Value::as_u64)?,
            pollables: value.get("pollables").map_or(Some(false), Value::as_bool)?,
            errors: value.get("errors").map_or(Some(false), Value::as_bool)?,
            platform: value.get("platform").map_or(Some(None), |name| String::of(name).map(Some))?,
        })
    }
}

impl Hello {
    /// The question.
    pub(super) fn request() -> Request {
        let tool = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));
        Request::new("hello").with("protocol", VERSION).with("tool", tool)
    }

    /// The platform of the driver's files, if it says one.
    ///
    /// # Errors
    /// When the name is no platform's.
    pub(super) fn platform(&self) -> Result<Option<Platform>, UnknownPlatform> {
        self.platform.as_deref().map(Platform::from_name).transpose()
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
            // A process of a privileged one is as privileged, whatever this thread has put down.
            Serves::Folder if is_above_modes() => lacks.and(&Lacks::of_platform()).with(Capability::Modes),
            Serves::Folder => lacks.and(&Lacks::of_platform()),
            Serves::Memory => {
                [Capability::HostChanges, Capability::TwoDevices, Capability::Modes, Capability::RawNames]
                    .into_iter()
                    .fold(lacks, Lacks::with)
            }
        })
    }
}

/// The request that begins a script, in this folder or in memory.
pub(super) fn start(fixture: &Fixture, folder: Option<&Folder>) -> Request {
    let preopens = (0_u64..).zip(&fixture.preopens).map(|(handle, Preopen { path, access, .. })| {
        let mut preopen =
            json!({ "handle": handle, "path": path, "dir": words(access.dir), "file": words(access.file) });
        if let Some(folder) = folder.filter(|_| fixture.is_apart(path)) {
            preopen["folder"] = folder.holding(path).display().to_string().into();
        }
        preopen
    });
    let request = Request::new("start").with("preopens", preopens.collect::<Value>());
    if let Some(folder) = folder {
        return request.with("folder", folder.path().display().to_string());
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
