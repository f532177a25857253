//! Pollables that don't follow their streams, and a `poll` that is wrong about them.

use std::future::{pending, ready};

use super::{Fault, FaultyDescriptor};
use crate::backend::{Pollable, Polling, SourceOf, Waits};

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

/// A pollable that stays as the stream is now, where that is the fault.
pub(super) fn frozen(is_fault: bool, ready: bool) -> Option<Box<dyn Pollable>> {
    is_fault.then(|| Box::new(Frozen(ready)) as Box<dyn Pollable>)
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
                        source.block().await;
                    }
                }
                _ => {}
            }
            if let (Some(Fault::PollForgets), Some(first)) = (self.0, pollables.first()) {
                sources[*first].block().await;
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
