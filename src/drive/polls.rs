//! Pollables of a guest, and `poll` over several.

use super::{Guest, Resource};
use crate::backend::{Descriptor, InputStream, OutputStream, Pollable, Source, SourceOf};
use crate::op::{Call, Name, PollableOp};
use crate::outcome::Outcome;

/// A pollable of a guest.
pub(super) struct Subscribed {
    /// The stream that it was made of; none when that is gone.
    pub(super) stream: Option<Name>,
    /// What the backend keeps for it, if that is something of its own.
    own: Option<Box<dyn Pollable>>,
}

impl<D: Descriptor> Guest<'_, D> {
    /// `subscribe`
    pub(super) async fn subscribe(&mut self, stream: &Name, bind: Option<&Name>) -> Outcome {
        let at = self.position(stream);
        let own = match &mut self.handles[at].1 {
            Resource::Input(input) => input.subscribe().await,
            Resource::Output(output) => output.subscribe().await,
            Resource::Descriptor(_) | Resource::Listing(_) | Resource::Pollable(_) | Resource::Error(_) => {
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

    /// A call on a pollable, or on what subscribes one for that call alone. One whose stream is gone waits for nothing.
    pub(super) async fn on_pollable(&mut self, on: &Name, op: &PollableOp) -> Outcome {
        let Some(at) = self.source_of(on) else { return Outcome::Ready(true) };
        let mut asked = source(&mut self.handles[at].1);
        match op {
            PollableOp::Ready => Outcome::Ready(asked.ready().await),
            PollableOp::Block => {
                asked.block().await;
                Outcome::Done
            }
        }
    }

    /// `poll`
    pub(super) async fn poll(&mut self, pollables: &[Name]) -> Outcome {
        let source_of = |pollable: &Name| self.source_of(pollable).expect(GONE);
        let behind: Vec<usize> = pollables.iter().map(source_of).collect();
        let polling = self.polling;
        let is_asked = |(at, _): &(usize, _)| behind.contains(at);
        let asked = self.handles.iter_mut().map(|(_, resource)| resource).enumerate().filter(is_asked);
        let (places, mut sources): (Vec<usize>, Vec<SourceOf<'_, D>>) =
            asked.map(|(at, resource)| (at, source(resource))).unzip();
        let place = |at: &usize| places.iter().position(|place| place == at);
        let listed: Vec<usize> = behind.iter().filter_map(place).collect();
        polling.poll(&mut sources, &listed).await.map_or_else(Outcome::Trap, Outcome::Polled)
    }

    /// Where the handle is that is asked for a stream or a pollable; none for one that stands for a stream which is gone.
    fn source_of(&self, asked: &Name) -> Option<usize> {
        let at = self.position(asked);
        // Where nothing is kept for a pollable its stream is asked.
        let Resource::Pollable(Subscribed { stream, own: None }) = &self.handles[at].1 else {
            return Some(at);
        };
        stream.as_ref().map(|stream| self.position(stream))
    }

    /// The streams that a call on pollables works for: one that reads and one that writes. Where it may work for two of a kind
    /// nobody knows whose work it is.
    pub(super) fn streams_behind(&self, call: Call<'_>) -> Option<(Name, Name)> {
        let on = (!call.on.is_none()).then_some(call.on);
        let mut reads = None;
        let mut writes = None;
        for asked in on.into_iter().chain(call.op.others().map(|(other, _)| other)) {
            let (stream, resource) = self.stream_behind(asked)?;
            let known = if let Resource::Input(_) = resource { &mut reads } else { &mut writes };
            if known.get_or_insert_with(|| stream.clone()) != stream {
                return None;
            }
        }
        let (reads, writes) = (reads.as_ref().or(writes.as_ref())?, writes.as_ref().or(reads.as_ref())?);
        Some((reads.clone(), writes.clone()))
    }

    /// The stream that is asked through a handle; none for a pollable whose stream is gone.
    fn stream_behind<'g>(&'g self, asked: &'g Name) -> Option<(&'g Name, &'g Resource<D>)> {
        let resource = &self.handles[self.position(asked)].1;
        let Resource::Pollable(pollable) = resource else { return Some((asked, resource)) };
        let stream = pollable.stream.as_ref()?;
        Some((stream, &self.handles[self.position(stream)].1))
    }
}

/// Why a pollable of a list has to have what it waits for.
const GONE: &str = "our fault: a poll of what can't be waited for was not skipped";

fn source<D: Descriptor>(resource: &mut Resource<D>) -> SourceOf<'_, D> {
    match resource {
        Resource::Input(input) => Source::Input(input),
        Resource::Output(output) => Source::Output(output),
        Resource::Pollable(Subscribed { own: Some(own), .. }) => Source::Pollable(own.as_mut()),
        Resource::Pollable(_) | Resource::Descriptor(_) | Resource::Listing(_) | Resource::Error(_) => {
            unreachable!("{GONE}")
        }
    }
}
