//! The interface `wasi:io/poll`: pollables as handles of their own, and `poll` over several.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

use super::{Backend, Descriptor, InputStream, OutputStream};

/// A future of this interface, which borrows what it waits for.
pub type Waits<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// The resource `pollable`, for a backend that keeps something of its own for one. Without it a pollable stands for its stream:
/// what is asked of it is asked of that.
pub trait Pollable: Any {
    /// `pollable.ready`: never blocks.
    fn ready(&mut self) -> Waits<'_, bool>;

    /// `pollable.block`
    fn block(&mut self) -> Waits<'_, ()>;
}

/// What a pollable of a list waits for. Each stream, and each pollable that is one of its own, is there once.
#[derive(Debug)]
pub enum Source<'a, I, O> {
    /// An input stream, whose `subscribe` gave nothing of its own.
    Input(&'a mut I),
    /// An output stream, whose `subscribe` gave nothing of its own.
    Output(&'a mut O),
    /// What `subscribe` gave.
    Pollable(&'a mut dyn Pollable),
}

impl std::fmt::Debug for dyn Pollable + '_ {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a pollable")
    }
}

/// The source of a pollable of a backend whose descriptors these are.
pub type SourceOf<'a, D> = Source<'a, <D as Descriptor>::InputStream, <D as Descriptor>::OutputStream>;

impl<I, O> Source<'_, I, O> {
    /// What `subscribe` gave, if it is of this type.
    pub fn own<P: Pollable>(&self) -> Option<&P> {
        match self {
            Self::Pollable(pollable) => (&**pollable as &dyn Any).downcast_ref(),
            Self::Input(_) | Self::Output(_) => None,
        }
    }
}

impl<I: InputStream, O: OutputStream> Source<'_, I, O> {
    /// Whether it is ready.
    pub async fn ready(&mut self) -> bool {
        match self {
            Self::Input(input) => input.ready().await,
            Self::Output(output) => output.ready().await,
            Self::Pollable(pollable) => pollable.ready().await,
        }
    }

    /// Waits until it is ready.
    pub async fn block(&mut self) {
        match self {
            Self::Input(input) => input.block().await,
            Self::Output(output) => output.block().await,
            Self::Pollable(pollable) => pollable.block().await,
        }
    }
}

/// What answers [`Backend::poll`](super::Backend::poll), for [`OnDisk::polling`](super::OnDisk::polling).
pub trait Polling<D: Descriptor> {
    /// [`Backend::poll`](super::Backend::poll)
    fn poll<'a>(
        &'a self,
        sources: &'a mut [SourceOf<'_, D>],
        pollables: &'a [usize],
    ) -> Waits<'a, Result<Vec<u32>, String>>;
}

/// The function of a backend, as an object.
impl<B: Backend> Polling<B::Descriptor> for B {
    fn poll<'a>(
        &'a self,
        sources: &'a mut [SourceOf<'_, B::Descriptor>],
        pollables: &'a [usize],
    ) -> Waits<'a, Result<Vec<u32>, String>> {
        Box::pin(Backend::poll(self, sources, pollables))
    }
}

/// All sources are waited for at once, and the places of all that are ready then are given.
impl<D: Descriptor> Polling<D> for () {
    fn poll<'a>(
        &'a self,
        sources: &'a mut [SourceOf<'_, D>],
        pollables: &'a [usize],
    ) -> Waits<'a, Result<Vec<u32>, String>> {
        Box::pin(poll(sources, pollables))
    }
}

/// Waits for all sources at once; which are ready, once one is.
async fn any_ready<I: InputStream, O: OutputStream>(sources: &mut [Source<'_, I, O>]) -> Vec<bool> {
    let mut waits: Vec<_> = sources.iter_mut().map(|source| Some(Box::pin(source.block()))).collect();
    poll_fn(|context| {
        for wait in &mut waits {
            if let Some(waiting) = wait
                && waiting.as_mut().poll(context).is_ready()
            {
                *wait = None;
            }
        }
        let ready: Vec<bool> = waits.iter().map(Option::is_none).collect();
        if ready.contains(&true) { Poll::Ready(ready) } else { Poll::Pending }
    })
    .await
}

/// `poll` as the WIT describes it: waits until a pollable of the list is ready, and gives the places of all that are. Each
/// pollable is told by the place of its source.
///
/// # Errors
/// With the text of the trap, where the list is empty.
pub(super) async fn poll<I: InputStream, O: OutputStream>(
    sources: &mut [Source<'_, I, O>],
    pollables: &[usize],
) -> Result<Vec<u32>, String> {
    if pollables.is_empty() {
        return Err("poll of an empty list".into());
    }
    let ready = pin!(any_ready(sources)).await;
    Ok((0..).zip(pollables).filter(|(_, source)| ready[**source]).map(|(place, _)| place).collect())
}
