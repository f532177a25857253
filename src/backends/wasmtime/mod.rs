//! The host functions of wasmtime-wasi behind the seam, called directly: no guest, and no compiler.
//!
//! What an embedder keeps beside a guest stands in its place: a context with the preopens of a script, and a table of its
//! resources. Each call borrows its resources from the table, as the glue of a component would; a handle that is dropped
//! takes its resource out of it. What the host functions spawn goes to the runtime that they are called on, which is the
//! judge's, so that both of its gates reach that.

mod descriptor;
mod embedder;
mod streams;
mod words;

pub use descriptor::WasmtimeDescriptor;
pub use streams::{WasmtimeDirectoryEntryStream, WasmtimeInputStream, WasmtimeOutputStream};

use std::io;
use std::path::PathBuf;
use std::sync::PoisonError;

use wasmtime_wasi::{FsPerms, WasiCtx};

use crate::backend::{Backend, Breakdown, Folder, Ground, Instance, SourceOf, StartError};
use crate::tree::{Access, Capability, Fixture, Lacks, Preopen};
use embedder::{Embedder, Trap};

/// wasmtime-wasi on a folder of this machine; [`wasmtime`] makes it.
#[derive(Debug)]
pub struct Wasmtime {
    name: String,
    may_block: bool,
    ground: Ground,
    trap: Trap,
}

/// The host functions of wasmtime-wasi. `name` is what reports call it; by custom `wasmtime-inline` where they may block
/// the current thread (`may_block`) and `wasmtime` where they may not.
///
/// ```
/// use wasi_fs_conformance::backend::Backend as _;
/// assert_eq!(wasi_fs_conformance::backends::wasmtime("wasmtime-inline", true).name(), "wasmtime-inline");
/// ```
pub fn wasmtime(name: &str, may_block: bool) -> Wasmtime {
    Wasmtime { name: name.into(), may_block, ground: Ground::default(), trap: Trap::default() }
}

impl Wasmtime {
    /// Chooses the folder in which the throw-away folders are made; by default one in memory, where there is one.
    #[must_use]
    pub fn within(mut self, parent: impl Into<PathBuf>) -> Self {
        self.ground = self.ground.within(parent);
        self
    }

    /// A context with these preopens of this folder.
    fn context(&self, folder: &Folder, preopens: &[Preopen]) -> Result<WasiCtx, StartError> {
        let mut builder = WasiCtx::builder();
        // First, since a preopen is made with what this is when it is added.
        builder.allow_blocking_current_thread(self.may_block);
        for Preopen { name, path, access } in preopens {
            let path = folder.place(path);
            let added = perms(*access).and_then(|perms| {
                builder.preopened_dir(&path, name, perms).map(drop).map_err(io::Error::other)
            });
            added.map_err(|source| StartError::new("preopen", &path, source))?;
        }
        Ok(builder.build())
    }
}

/// What a preopen grants, in the two levels that wasmtime-wasi has.
fn perms(access: Access) -> io::Result<FsPerms> {
    if access == Access::default() {
        Ok(FsPerms::ReadWrite)
    } else if access == Access::READ_ONLY {
        Ok(FsPerms::ReadOnly)
    } else {
        let lacking = Capability::SplitPermissions.name();
        Err(io::Error::new(io::ErrorKind::Unsupported, format!("wasmtime-wasi lacks {lacking}")))
    }
}

impl Backend for Wasmtime {
    type Descriptor = WasmtimeDescriptor;

    fn name(&self) -> &str {
        &self.name
    }

    fn lacks(&self) -> Lacks {
        // An error is asked for its code when it is told, and not kept.
        // Whoever gives up a call of a guest has given up the guest: there is nobody who could make the next one.
        let lacks = Lacks::of_platform().and(&self.ground.lacks());
        let lacks =
            [Capability::SplitPermissions, Capability::Abandon, Capability::LinkFollow, Capability::Errors]
                .into_iter()
                .fold(lacks, Lacks::with);
        // A fifo that nobody writes to holds whoever opens it, who may be the judge.
        if self.may_block { lacks.with(Capability::SpecialFiles) } else { lacks }
    }

    async fn start(&self, fixture: &Fixture) -> Result<Instance<WasmtimeDescriptor>, StartError> {
        let folder = self.ground.plant(fixture)?;
        let embedder = Embedder::new(self.context(&folder, &fixture.preopens)?, &self.trap);
        let preopens = embedder.preopens().into_iter().map(WasmtimeDescriptor::new).collect();
        Ok(Instance { preopens, folder: Some(folder) })
    }

    async fn poll(
        &self,
        sources: &mut [SourceOf<'_, WasmtimeDescriptor>],
        pollables: &[usize],
    ) -> Result<Vec<u32>, String> {
        streams::poll(sources, pollables).await
    }

    fn breakdown(&self) -> Option<Breakdown> {
        self.trap.lock().unwrap_or_else(PoisonError::into_inner).take().map(Breakdown::Trap)
    }
}
