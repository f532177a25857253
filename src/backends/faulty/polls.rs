//! Pollables that don't follow their streams, and a `poll` that is wrong about them.

use std::future::{pending, ready};

use super::{Fault, FaultyDescriptor};
use crate::backend::{InputStream as _, OutputStream as _, Pollable, Polling, Source, SourceOf, Waits};

/// A pollable that is ready for ever, or never.
struct Frozen(bool);

impl Pollable for Frozen {
    fn ready(&mut self) -> Waits<'_, bool> {
        Box::pin(ready(self.0))
    }
    fn block(&mut self) -> Waits<'_, ()> {
        if self.0 { Box::pin(ready(())) } else { Box::pin(pending()) }
    }
}

/// What `subscribe` gives: where one of these is the fault, a pollable that stays as the stream is now.
pub(super) fn frozen(faults: &[Fault], fault: Option<Fault>, ready: bool) -> Option<Box<dyn Pollable>> {
    let freezes = fault.is_some_and(|fault| faults.contains(&fault));
    freezes.then(|| Box::new(Frozen(ready)) as Box<dyn Pollable>)
}

/// `poll`, with a fault.
#[derive(Clone, Copy, Debug)]
pub(super) struct FaultyPolling(pub(super) Option<Fault>);

impl Polling<FaultyDescriptor> for FaultyPolling {
    fn poll<'a>(
        &'a self,
        sources: &'a mut [SourceOf<'_, FaultyDescriptor>],
        pollables: &'a [usize],
    ) -> Waits<'a, Result<Vec<u32>, String>> {
        Box::pin(async {
            match self.0 {
                Some(Fault::PollOfNothing) if pollables.is_empty() => return Ok(Vec::new()),
                Some(Fault::PollWaitsForAll) => {
                    for source in &mut *sources {
                        wait(source).await;
                    }
                }
                _ => {}
            }
            if let (Some(Fault::PollForgets), Some(first)) = (self.0, pollables.first()) {
                wait(&mut sources[*first]).await;
                return Ok(vec![0]);
            }
            let told = Polling::<FaultyDescriptor>::poll(&(), sources, pollables).await?;
            let last = u32::try_from(pollables.len() - 1).unwrap_or(u32::MAX);
            Ok(match self.0 {
                Some(Fault::PollNamesNone) if last > 0 && told.last() == Some(&last) => Vec::new(),
                Some(Fault::PollCountsFromOne) => told.into_iter().map(|place| place + 1).collect(),
                Some(Fault::PollNamesAll) => (0..=last).collect(),
                _ => told,
            })
        })
    }
}

async fn wait(source: &mut SourceOf<'_, FaultyDescriptor>) {
    match source {
        Source::Input(input) => input.block().await,
        Source::Output(output) => output.block().await,
        Source::Pollable(pollable) => pollable.block().await,
    }
}
