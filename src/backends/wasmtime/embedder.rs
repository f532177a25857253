//! What an embedder keeps beside a guest, and the handles that the guest has.

use std::fmt;
use std::rc::Rc;
use std::sync::{Arc, PoisonError};

use tokio::sync::{Mutex, MutexGuard};
use wasmtime::component::{Resource, ResourceTable};
use wasmtime_wasi::filesystem::{Descriptor, WasiFilesystemView as _};
use wasmtime_wasi::p2::bindings::filesystem::preopens::Host as _;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

/// The data of a store.
pub(super) struct State {
    context: WasiCtx,
    pub(super) table: ResourceTable,
    trap: Trap,
}

/// The text of the trap that a drop came to, which has no answer to tell it.
pub(super) type Trap = Arc<std::sync::Mutex<Option<String>>>;

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.context, table: &mut self.table }
    }
}

/// The state beside one guest, which its handles share.
#[derive(Clone)]
pub(super) struct Embedder(Rc<Mutex<State>>);

impl Embedder {
    pub(super) fn new(context: WasiCtx, trap: &Trap) -> Self {
        Self(Rc::new(Mutex::new(State { context, table: ResourceTable::new(), trap: Arc::clone(trap) })))
    }

    /// The state, for one call. A guest makes one call after the other, and one that is given up has let go of it.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.0.try_lock().expect("our fault: two calls of one guest at once")
    }

    /// Notes what the drop of a resource came to: the table keeps one that has children.
    pub(super) fn dropped<T, E: fmt::Display>(&self, dropped: Result<T, E>) {
        if let Err(error) = dropped {
            let state = self.state();
            let mut trap = state.trap.lock().unwrap_or_else(PoisonError::into_inner);
            trap.get_or_insert(format!("{error:#}"));
        }
    }

    /// The descriptors of the context's preopens, in its order.
    pub(super) fn preopens(&self) -> Vec<Owned<Descriptor>> {
        let given = self.state().filesystem().get_directories();
        let given = given.expect("our fault: a table without room for the preopens");
        given.into_iter().map(|(directory, _)| self.own(directory)).collect()
    }

    /// A handle of a resource that the table holds.
    pub(super) fn own<T: Send + 'static>(&self, resource: Resource<T>) -> Owned<T> {
        Owned { embedder: self.clone(), resource: Some(resource) }
    }
}

/// A guest's handle. When it is dropped the table lets go of the resource, without waiting for what that has under way.
pub(super) struct Owned<T: Send + 'static> {
    embedder: Embedder,
    /// There until it is taken.
    resource: Option<Resource<T>>,
}

impl<T: Send + 'static> Owned<T> {
    pub(super) fn embedder(&self) -> &Embedder {
        &self.embedder
    }

    /// The resource, lent for one call.
    pub(super) fn lent(&self) -> Resource<T> {
        let resource = self.resource.as_ref().expect("our fault: a call on a handle that is gone");
        Resource::new_borrow(resource.rep())
    }

    /// The resource itself, for the call that drops it; none if it is gone.
    pub(super) fn take(&mut self) -> Option<Resource<T>> {
        self.resource.take()
    }
}

impl<T: Send + 'static> Drop for Owned<T> {
    fn drop(&mut self) {
        if let Some(resource) = self.resource.take() {
            let deleted = self.embedder.state().table.delete(resource);
            self.embedder.dropped(deleted);
        }
    }
}

impl<T: Send + 'static> fmt::Debug for Owned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.resource.fmt(f)
    }
}
