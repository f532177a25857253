//! Pollables of a guest, and `poll` over several.

use super::{Guest, Resource};
use crate::backend::{Backend, Descriptor, InputStream, OutputStream, Pollable, Source, SourceOf, Waits};
use crate::op::{Name, PollableOp};
use crate::outcome::Outcome;

/// A pollable of a guest.
pub(super) struct Subscribed {
    /// The stream that it was made of; none when that is gone.
    pub(super) stream: Option<Name>,
    /// What the backend keeps for it, if that is something of its own.
    own: Option<Box<dyn Pollable>>,
}

/// A backend, for its `poll` alone.
pub(crate) trait Polls<D: Descriptor> {
    /// [`Backend::poll`]
    fn poll<'a>(
        &'a self,
        sources: &'a mut [SourceOf<'_, D>],
        pollables: &'a [usize],
    ) -> Waits<'a, Result<Vec<u32>, String>>;
}

impl<B: Backend> Polls<B::Descriptor> for B {
    fn poll<'a>(
        &'a self,
        sources: &'a mut [SourceOf<'_, B::Descriptor>],
        pollables: &'a [usize],
    ) -> Waits<'a, Result<Vec<u32>, String>> {
        Box::pin(Backend::poll(self, sources, pollables))
    }
}

impl<D: Descriptor> Guest<'_, D> {
    /// `subscribe`
    pub(super) async fn subscribe(&mut self, stream: &Name, bind: Option<&Name>) -> Outcome {
        let at = self.position(stream);
        let own = match &mut self.handles[at].1 {
            Resource::Input(input) => input.subscribe().await,
            Resource::Output(output) => output.subscribe().await,
            Resource::Descriptor(_) | Resource::Listing(_) | Resource::Pollable(_) => {
                unreachable!("our fault: subscribe on another kind of handle was not skipped")
            }
        };
        let name = bind.expect("our fault: a call that gives a handle without a name for it");
        self.handles
            .push((name.clone(), Resource::Pollable(Subscribed { stream: Some(stream.clone()), own })));
        Outcome::Done
    }

    /// A stream goes; its pollables stay.
    pub(super) fn leave_pollables(&mut self, stream: &Name) {
        for (_, resource) in &mut self.handles {
            if let Resource::Pollable(pollable) = resource
                && pollable.stream.as_ref() == Some(stream)
            {
                pollable.stream = None;
            }
        }
    }

    /// A call on a pollable, or on what subscribes one for that call alone.
    pub(super) async fn on_pollable(&mut self, on: &Name, op: &PollableOp) -> Outcome {
        let mut at = self.position(on);
        if let Resource::Pollable(Subscribed { stream, own: None }) = &self.handles[at].1 {
            // Nothing is kept for it, so its stream is asked. One whose stream is gone waits for nothing.
            let Some(stream) = stream else { return Outcome::Ready(true) };
            at = self.position(stream);
        }
        match &mut self.handles[at].1 {
            Resource::Pollable(Subscribed { own: Some(own), .. }) => match op {
                PollableOp::Ready => Outcome::Ready(own.ready().await),
                PollableOp::Block => {
                    own.block().await;
                    Outcome::Done
                }
            },
            Resource::Input(input) => match op {
                PollableOp::Ready => Outcome::Ready(input.ready().await),
                PollableOp::Block => {
                    input.block().await;
                    Outcome::Done
                }
            },
            Resource::Output(output) => match op {
                PollableOp::Ready => Outcome::Ready(output.ready().await),
                PollableOp::Block => {
                    output.block().await;
                    Outcome::Done
                }
            },
            Resource::Pollable(_) | Resource::Descriptor(_) | Resource::Listing(_) => {
                unreachable!("our fault: a call of a pollable on another kind of handle was not skipped")
            }
        }
    }

    /// `poll`
    pub(super) async fn poll(&mut self, pollables: &[Name]) -> Outcome {
        let behind: Vec<usize> = pollables.iter().map(|pollable| self.source_of(pollable)).collect();
        let polls = self.polls;
        let is_asked = |(at, _): &(usize, _)| behind.contains(at);
        let asked = self.handles.iter_mut().map(|(_, resource)| resource).enumerate().filter(is_asked);
        let (places, mut sources): (Vec<usize>, Vec<SourceOf<'_, D>>) =
            asked.map(|(at, resource)| (at, source(resource))).unzip();
        let place = |at: &usize| places.iter().position(|place| place == at);
        let listed: Vec<usize> = behind.iter().filter_map(place).collect();
        polls.poll(&mut sources, &listed).await.map_or_else(Outcome::Trap, Outcome::Polled)
    }

    /// Where the handle is that a pollable waits for.
    fn source_of(&self, pollable: &Name) -> usize {
        let at = self.position(pollable);
        if let Resource::Pollable(Subscribed { stream: Some(stream), own: None }) = &self.handles[at].1 {
            self.position(stream)
        } else {
            at
        }
    }
}

fn source<D: Descriptor>(resource: &mut Resource<D>) -> SourceOf<'_, D> {
    match resource {
        Resource::Input(input) => Source::Input(input),
        Resource::Output(output) => Source::Output(output),
        Resource::Pollable(Subscribed { own: Some(own), .. }) => Source::Pollable(own.as_mut()),
        Resource::Pollable(_) | Resource::Descriptor(_) | Resource::Listing(_) => {
            unreachable!("our fault: a poll of what can't be waited for was not skipped")
        }
    }
}
