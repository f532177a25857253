//! From an op to calls on the seam to an outcome: the only file that knows both sides.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use crate::backend::{Descriptor, DirectoryEntryStream, InputStream, OutputStream, Polling};
use crate::clock::Stretch;
use crate::control::{Acting, Control};
use crate::op::{
    Call, DescriptorOp, FreestandingOp, ListingOp, Manner, Name, Op, OpKind, OutputOp, StreamOp, Timing,
};
use crate::outcome::Outcome;

mod calls;
mod errors;
mod polls;
mod quiet;

pub(crate) use quiet::{Background, caught, caught_while};

use calls::{on_descriptor, on_input, on_output, on_two};
use errors::{Failure, on_error};
use polls::Subscribed;

/// Tries of a looping guest before it lets the host's threads have the processor for a while.
const TRIES_AT_ONCE: u32 = 16;

/// How long a looping guest waits then.
const PAUSE: Duration = Duration::from_micros(50);

/// Which part of the deadline is given to an operation that is known to hang.
const FOR_KNOWN_HANGS: u32 = 20;

/// And to the repetitions of one that is known to get nowhere so.
const FOR_KNOWN_LOOPS: u32 = 1000;

/// How often a call that has nothing to wait for is looked at, with all work at rest or held each time.
const LOOKS_AT_ONCE: u32 = 2;

/// How long calls may take.
#[derive(Clone, Debug)]
pub(crate) struct Patience {
    deadline: Duration,
    /// Those that are known to hang, or to get nowhere: nobody waits as long to see it again.
    lost_with: Vec<OpKind>,
}

impl Patience {
    /// So long, every one of them.
    pub(crate) fn new(deadline: Duration) -> Self {
        Self { deadline, lost_with: Vec::new() }
    }

    /// How long a call may take that is not known to hang.
    pub(crate) fn deadline(&self) -> Duration {
        self.deadline
    }

    /// So long, but only shortly for these.
    #[must_use]
    pub(crate) fn lost_with(mut self, ops: impl IntoIterator<Item = OpKind>) -> Self {
        self.lost_with.extend(ops);
        self
    }

    /// Another deadline, and the same that are waited for shortly.
    #[must_use]
    pub(crate) fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    fn with(&self, op: OpKind, part: u32) -> Duration {
        if self.lost_with.contains(&op) { self.deadline / part } else { self.deadline }
    }
}

/// What is known of a call when it is made.
#[derive(Clone, Copy)]
struct Known<'n> {
    /// It has nothing to wait for.
    at_once: bool,
    /// The handles that it works for.
    acting: Option<Acting<'n>>,
}

/// A guest with its handles.
pub(crate) struct Guest<'b, D: Descriptor> {
    polling: &'b dyn Polling<D>,
    handles: Vec<(Name, Resource<D>)>,
    patience: Patience,
}

enum Resource<D: Descriptor> {
    Descriptor(D),
    Input(D::InputStream),
    Output(D::OutputStream),
    Listing(D::DirectoryEntryStream),
    Pollable(Subscribed),
    Error(Failure),
}

impl<'b, D: Descriptor> Guest<'b, D> {
    /// A guest of a backend that holds these preopens.
    pub(crate) fn new(
        polling: &'b dyn Polling<D>,
        preopens: impl IntoIterator<Item = (Name, D)>,
        patience: Patience,
    ) -> Self {
        let handles =
            preopens.into_iter().map(|(name, descriptor)| (name, Resource::Descriptor(descriptor))).collect();
        Self { polling, handles, patience }
    }

    /// Makes a call in its manner: over and over, or given up. One that has nothing to wait for (`at_once`) is not helped by
    /// letting go of what is held.
    pub(crate) async fn call(
        &mut self,
        call: Call<'_>,
        at_once: bool,
        control: &mut impl Control,
    ) -> Outcome {
        let behind = asks_pollables(call.op).then(|| self.streams_behind(call)).flatten();
        let acting = acting(call, behind.as_ref());
        control.acting(acting);
        let known = Known { at_once, acting };
        let outcome = {
            let mut made = pin!(self.call_in_its_manner(call, known, control));
            // What is dropped behind the answer, or in place of one, may panic as well.
            let caught = poll_fn(|context| match caught(|| made.as_mut().poll(context)) {
                Ok(polled) => polled,
                Err(text) => Poll::Ready(Outcome::Panic(text)),
            });
            caught.await
        };
        if outcome == Outcome::Hang {
            control.hangs();
        }
        control.settle().await;
        if control.spins() { Outcome::Hang } else { outcome }
    }

    async fn call_in_its_manner(
        &mut self,
        call: Call<'_>,
        known: Known<'_>,
        control: &mut impl Control,
    ) -> Outcome {
        match call.manner {
            Manner::UntilProgress if call.loops() => self.call_until_progress(call, known, control).await,
            Manner::Once | Manner::UntilProgress => self.call_once(call, known, control).await,
            Manner::Abandon { polls } => self.call_and_abandon(call, polls, control).await,
        }
    }

    /// Lets go of all handles, in the order in which they came, but of pollables before their streams; the first that panics at
    /// that, and what it says.
    pub(crate) fn let_go(&mut self) -> Option<(Name, String)> {
        let mut first = None;
        let is_child = |(_, resource): &(Name, Resource<D>)| matches!(resource, Resource::Pollable(_));
        self.handles.sort_by_key(|handle| !is_child(handle));
        for (name, resource) in self.handles.drain(..) {
            if let Err(text) = caught(move || drop(resource)) {
                first.get_or_insert((name, text));
            }
        }
        first
    }

    async fn call_until_progress(
        &mut self,
        call: Call<'_>,
        known: Known<'_>,
        control: &mut impl Control,
    ) -> Outcome {
        let (stretch, mut tries) = (Stretch::begin(), 0);
        let deadline = self.patience.with(call.op.kind(), FOR_KNOWN_LOOPS);
        loop {
            let outcome = self.call_once(call, known, control).await;
            if !outcome.is_nothing_yet() || stretch.left(deadline).is_none() {
                return outcome;
            }
            tries += 1;
            if control.is_holding() {
                let_go(known.acting, tries, control).await;
            }
            match tries % TRIES_AT_ONCE {
                0 => tokio::time::sleep(PAUSE).await,
                _ => tokio::task::yield_now().await,
            }
        }
    }

    async fn call_once(&mut self, call: Call<'_>, known: Known<'_>, control: &mut impl Control) -> Outcome {
        let deadline = self.patience.with(call.op.kind(), FOR_KNOWN_HANGS);
        let timing = call.op.kind().info().timing;
        let mut running = pin!(self.dispatch(call));
        let mut looks = 0;
        // While work is held a call that waits may wait for that: it is let go, its own first.
        loop {
            if let Poll::Ready(outcome) = poll_once(running.as_mut(), timing, control).await {
                return outcome;
            }
            if !control.is_holding() {
                break;
            }
            looks += 1;
            if known.at_once && looks > LOOKS_AT_ONCE {
                return Outcome::Blocked;
            }
            if known.at_once {
                control.settle().await;
            } else {
                let_go(known.acting, looks, control).await;
            }
        }
        let judged = poll_fn(|context| polled(running.as_mut(), timing, context, control));
        let mut judged = pin!(judged);
        // Only time in which this process ran counts.
        let stretch = Stretch::begin();
        while let Some(left) = stretch.left(deadline) {
            if let Ok(outcome) = tokio::time::timeout(left, judged.as_mut()).await {
                return outcome;
            }
        }
        Outcome::Hang
    }

    /// Polls a call so often, and drops its future if it is not over then.
    async fn call_and_abandon(&mut self, call: Call<'_>, polls: u32, control: &mut impl Control) -> Outcome {
        let timing = call.op.kind().info().timing;
        let mut running = pin!(self.dispatch(call));
        for poll in 1..=polls {
            if let Poll::Ready(outcome) = poll_once(running.as_mut(), timing, control).await {
                return outcome;
            }
            if poll < polls {
                control.settle().await;
            }
        }
        Outcome::Abandoned
    }

    fn position(&self, name: &Name) -> usize {
        let found = self.handles.iter().position(|(bound, _)| bound == name);
        found.expect("our fault: the model knows a handle that the driver does not")
    }

    async fn dispatch(&mut self, call: Call<'_>) -> Outcome {
        let outcome = self.dispatch_to_handle(call).await;
        if call.op.kind().may_give_error() {
            self.keep_error(call, &outcome).await;
        }
        outcome
    }

    async fn dispatch_to_handle(&mut self, call: Call<'_>) -> Outcome {
        if let Op::Freestanding(FreestandingOp::Poll { r#in: pollables }) = call.op {
            return self.poll(pollables).await;
        }
        let at = self.position(call.on);
        match (call.op, &mut self.handles[at].1) {
            (Op::Drop, _) => {
                self.leave_pollables(call.on);
                drop(self.handles.remove(at));
                Outcome::Done
            }
            (Op::Stream(StreamOp::Cancel), Resource::Input(_) | Resource::Output(_)) => {
                self.leave_pollables(call.on);
                // Taken out first: a cancel that panics must not leave a stream behind.
                match self.handles.remove(at).1 {
                    Resource::Input(mut input) => input.cancel().await,
                    Resource::Output(mut output) => output.cancel().await,
                    Resource::Descriptor(_)
                    | Resource::Listing(_)
                    | Resource::Pollable(_)
                    | Resource::Error(_) => {}
                }
                Outcome::Done
            }
            (Op::Stream(StreamOp::Subscribe), _) => self.subscribe(call.on, call.bind).await,
            (Op::Pollable(op), _) => self.on_pollable(call.on, op).await,
            (Op::Output(OutputOp::Splice { src, len }), _) => self.splice(call.on, src, *len, false).await,
            (Op::Output(OutputOp::BlockingSplice { src, len }), _) => {
                self.splice(call.on, src, *len, true).await
            }
            (Op::Descriptor(op), _) => self.dispatch_descriptor(at, call, op).await,
            (Op::Input(op), Resource::Input(input)) => on_input(input, op).await,
            (Op::Output(op), Resource::Output(output)) => on_output(output, op).await,
            (Op::Listing(ListingOp::ReadDirectoryEntry), Resource::Listing(listing)) => {
                listing.read_directory_entry().await.map_or_else(Outcome::from, Outcome::Entry)
            }
            (Op::Error(op), Resource::Error(failure)) => on_error(failure, op).await,
            (
                Op::Input(_)
                | Op::Output(_)
                | Op::Stream(_)
                | Op::Listing(_)
                | Op::Error(_)
                | Op::Freestanding(_),
                _,
            ) => {
                unreachable!("our fault: {} on another kind of handle was not skipped", call.op.kind().name())
            }
        }
    }

    async fn dispatch_descriptor(&mut self, at: usize, call: Call<'_>, op: &DescriptorOp) -> Outcome {
        let descriptor = |at: usize| match &self.handles[at].1 {
            Resource::Descriptor(descriptor) => descriptor,
            Resource::Input(_)
            | Resource::Output(_)
            | Resource::Listing(_)
            | Resource::Pollable(_)
            | Resource::Error(_) => {
                unreachable!("our fault: a call between other things than descriptors was not skipped")
            }
        };
        let given = match call.op.second() {
            Some(second) => Ok(on_two(descriptor(at), descriptor(self.position(second)), op).await),
            None => on_descriptor(descriptor(at), op).await,
        };
        match given {
            Ok(outcome) => outcome,
            Err(resource) => {
                let name = call.bind.expect("our fault: a call that gives a handle without a name for it");
                self.handles.push((name.clone(), *resource));
                Outcome::Done
            }
        }
    }

    async fn splice(&mut self, sink: &Name, src: &Name, len: u64, blocking: bool) -> Outcome {
        let at = [self.position(sink), self.position(src)];
        let both = self.handles.get_disjoint_mut(at);
        let [sink, source] = both.expect("our fault: a splice between a stream and itself was not skipped");
        let moved = match (&mut sink.1, &mut source.1) {
            (Resource::Output(output), Resource::Input(input)) if blocking => {
                output.blocking_splice(input, len).await
            }
            (Resource::Output(output), Resource::Input(input)) => output.splice(input, len).await,
            _ => unreachable!("our fault: a splice between other things than streams was not skipped"),
        };
        moved.map_or_else(Outcome::from, Outcome::Count)
    }
}

impl<D: Descriptor> Drop for Guest<'_, D> {
    fn drop(&mut self) {
        // Whoever wants to know what comes of it has asked before.
        self.let_go();
    }
}

/// The handles that a call works for: its streams, or those `behind` its pollables, or the descriptor or listing that it is made on.
fn acting<'n>(call: Call<'n>, behind: Option<&'n (Name, Name)>) -> Option<Acting<'n>> {
    if asks_pollables(call.op) {
        return behind.map(|(reads, writes)| Acting { reads, writes, is_of_streams: true });
    }
    // What is let go may be a stream.
    let is_of_streams = call.op.kind().info().on.iter().any(|on| on.is_stream());
    Some(Acting { reads: call.op.source().unwrap_or(call.on), writes: call.on, is_of_streams })
}

/// Whether a call may be made on pollables.
fn asks_pollables(op: &Op) -> bool {
    matches!(op, Op::Pollable(_) | Op::Freestanding(_))
}

/// Lets go what a call may be waiting for: first what its own streams have waiting, then everything.
async fn let_go(acting: Option<Acting<'_>>, looks: u32, control: &mut impl Control) {
    match looks {
        1 => control.settle().await,
        2 => {
            if let Some(Acting { reads, writes, is_of_streams: true }) = acting {
                control.release(writes).await;
                if reads != writes {
                    control.release(reads).await;
                }
            }
        }
        _ => control.release_all().await,
    }
    control.acting(acting);
}

/// Polls a call once.
async fn poll_once(
    mut call: Pin<&mut impl Future<Output = Outcome>>,
    timing: Timing,
    control: &mut impl Control,
) -> Poll<Outcome> {
    poll_fn(|context| Poll::Ready(polled(call.as_mut(), timing, context, control))).await
}

/// Polls a call; a panic becomes an outcome, and so does a call that never blocks but is not over, or has blocked its thread.
fn polled(
    call: Pin<&mut impl Future<Output = Outcome>>,
    timing: Timing,
    context: &mut Context<'_>,
    control: &mut impl Control,
) -> Poll<Outcome> {
    let poll = || caught(|| call.poll(context));
    let (polled, blocked) = control.watched(poll);
    match polled {
        Ok(Poll::Pending) if timing == Timing::NeverBlocks => Poll::Ready(Outcome::Blocked),
        Ok(Poll::Ready(_)) if timing == Timing::NeverBlocks && blocked => Poll::Ready(Outcome::Blocked),
        Ok(polled) => polled,
        Err(text) => Poll::Ready(Outcome::Panic(text)),
    }
}
