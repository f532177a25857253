//! What state a stream is in, as far as coverage tells states apart.

use super::Model;
use super::handles::{Handle, Input, Output, Permit};
use crate::op::{HandleKind, Name};

macro_rules! states {
    ($($(#[$doc:meta])* $variant:ident $on:ident $name:literal,)*) => {
        /// The state of a stream when a call is made on it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum StreamState { $($(#[$doc])* $variant,)* }

        impl StreamState {
            /// Every state, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            const TABLE: &'static [(HandleKind, &'static str)] = &[$((HandleKind::$on, $name),)*];
        }
    };
}

// How to read a row: variant, of which streams, name. A stream is in the first of its states, from the top, that fits.
states! {
    /// It has ended.
    InputClosed InputStream "closed input",
    /// It was seen to be ready, and nothing was taken since.
    InputReady InputStream "ready input",
    /// It may have fetched bytes that nobody has taken.
    InputAhead InputStream "input read ahead",
    /// None of these.
    InputIdle InputStream "idle input",
    /// It has ended.
    OutputClosed OutputStream "closed output",
    /// A flush was asked for and not seen to be complete.
    OutputFlushing OutputStream "flushing output",
    /// It was written to, and nothing has shown that this is over.
    OutputInFlight OutputStream "output in flight",
    /// check-write has permitted a write.
    OutputPermitted OutputStream "permitted output",
    /// None of these.
    OutputIdle OutputStream "idle output",
}

impl StreamState {
    /// Its name.
    pub fn name(self) -> &'static str {
        Self::TABLE[self as usize].1
    }

    /// The streams that can be in it.
    pub fn on(self) -> HandleKind {
        Self::TABLE[self as usize].0
    }

    /// The state of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.name() == name)
    }

    fn of_input(input: &Input) -> Self {
        match input {
            Input { closed: true, .. } => Self::InputClosed,
            Input { ready: true, .. } => Self::InputReady,
            Input { ahead: Some(_), .. } => Self::InputAhead,
            Input { .. } => Self::InputIdle,
        }
    }

    fn of_output(output: &Output, in_flight: bool) -> Self {
        match (output, in_flight) {
            (Output { closed: true, .. }, _) => Self::OutputClosed,
            (Output { flushing: Some(_), .. }, _) => Self::OutputFlushing,
            (_, true) => Self::OutputInFlight,
            (Output { permit: Permit::Fresh(_), .. }, false) => Self::OutputPermitted,
            (_, false) => Self::OutputIdle,
        }
    }
}

impl Model {
    /// The state of the stream behind a name; none for other handles.
    pub fn stream_state(&self, name: &Name) -> Option<StreamState> {
        let world = self.worlds.first()?;
        match world.handle(name)? {
            Handle::Input(input) => Some(StreamState::of_input(input)),
            Handle::Output(output) => {
                let in_flight = world.effects.iter().any(|effect| effect.stream == output.id);
                Some(StreamState::of_output(output, in_flight))
            }
            Handle::Descriptor(_) | Handle::Listing(_) | Handle::Pollable(_) | Handle::Error(_) => None,
        }
    }
}
