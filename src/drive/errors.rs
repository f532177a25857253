//! Errors of failed streams, as a guest holds them.

use super::{Guest, Resource};
use crate::backend::{Descriptor, InputStream, IoError, OutputStream};
use crate::op::{Call, ErrorOp};
use crate::outcome::Outcome;
use crate::wasi::{ErrorCode, StreamError};

/// An error of a guest.
pub(super) struct Failure {
    /// What the call has told that failed.
    code: Option<ErrorCode>,
    /// What the backend keeps for it, if that is something of its own.
    own: Option<Box<dyn IoError>>,
}

impl<D: Descriptor> Guest<'_, D> {
    /// Keeps the error of a stream's call that has failed, where the guest has a name for it.
    pub(super) async fn keep_error(&mut self, call: Call<'_>, outcome: &Outcome) {
        let (Outcome::Failed(code), Some(name)) = (outcome, call.bind) else { return };
        let at = self.position(call.on);
        let own = match &mut self.handles[at].1 {
            Resource::Input(input) => input.last_error(*code).await,
            Resource::Output(output) => output.last_error(*code).await,
            Resource::Descriptor(_) | Resource::Listing(_) | Resource::Pollable(_) | Resource::Error(_) => {
                None
            }
        };
        self.handles.push((name.clone(), Resource::Error(Failure { code: *code, own })));
    }
}

/// A call on an error.
pub(super) async fn on_error(failure: &mut Failure, op: &ErrorOp) -> Outcome {
    let Failure { code, own } = failure;
    match (op, own) {
        (ErrorOp::FilesystemErrorCode, Some(own)) => {
            own.filesystem_error_code().await.map_or_else(Outcome::Trap, Outcome::Code)
        }
        (ErrorOp::ToDebugString, Some(own)) => {
            own.to_debug_string().await.map_or_else(Outcome::Trap, Outcome::Text)
        }
        (ErrorOp::FilesystemErrorCode, None) => Outcome::Code(*code),
        (ErrorOp::ToDebugString, None) => Outcome::Text(StreamError::LastOperationFailed(*code).to_string()),
    }
}
