//! Streams that do all their work in the background: a second implementation beside the real one, without a fault
//! another opinion on what a stream is; with one it is wrong about *when*.
//!
//! What a guest writes is laid on a [`desk`] in pieces. One job at a time takes them off and has each written by a
//! [`writer`], which knows short counts, interruptions and errors. An input stream has one read under way at most.
//! The calls of the operating system stand behind [`calls`], one attempt each, so that tests can answer them.
//!
//! | decided in | which faults |
//! |---|---|
//! | [`desk`] | what is written next, and what a failure or a panic comes to |
//! | [`writer`] | how a piece is written |
//! | [`output`] | when the guest is told, and what cancel and drop do |
//! | [`input`] | what comes of a read that was interrupted, cancelled or given up |

mod calls;
mod desk;
mod input;
mod output;
#[cfg(test)]
mod tests;
mod turns;
mod writer;

pub(super) use input::BackgroundInput;
pub(super) use output::BackgroundOutput;
pub(super) use turns::Others;

use super::Fault;
use crate::wasi::{ErrorCode, FsError, StreamError};

/// An error as a stream tells it: by its code, unless that is the fault.
fn told(error: FsError, fault: Option<Fault>) -> StreamError {
    match fault {
        Some(Fault::ErrorsHaveNoCode) if is_of_the_device(&error) => StreamError::LastOperationFailed(None),
        Some(Fault::ErrorsAreBusy) if is_of_the_device(&error) => {
            StreamError::LastOperationFailed(Some(ErrorCode::Busy))
        }
        _ => error.into(),
    }
}

/// Whether an error is one of the device. The faults about errors leave all others alone: those are judged by rules of
/// their own.
fn is_of_the_device(error: &FsError) -> bool {
    let device = [ErrorCode::Io, ErrorCode::InsufficientSpace, ErrorCode::Quota];
    error.code().is_some_and(|code| device.contains(&code))
}
