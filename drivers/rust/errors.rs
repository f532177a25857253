//! Errors of failed streams, as handles of their own.

use std::collections::HashMap;

use serde_json::Value;
use wasi_fs_conformance::wasi::{ErrorCode, StreamError};

use super::values::number;
use super::{Answer, Refused};

/// What streams have failed with, and the errors that the guest holds of that.
#[derive(Default)]
pub(super) struct Errors {
    /// By the number of the stream.
    last: HashMap<u64, Option<ErrorCode>>,
    held: HashMap<u64, Option<ErrorCode>>,
}

impl Errors {
    /// The answer to a call about errors; none where it is about something else.
    pub(super) fn answer(&mut self, call: &str, request: &Value) -> Result<Option<Answer>, Refused> {
        let Some(on) = request["on"].as_u64() else { return Ok(None) };
        if let "input-stream.last-error" | "output-stream.last-error" = call {
            let Some(code) = self.last.get(&on) else {
                return Ok(Some(("trap", "no call of this stream has failed".into())));
            };
            self.held.insert(number(&request["new"])?, *code);
            return Ok(Some(("ok", Value::Null)));
        }
        let Some(code) = self.held.get(&on).copied() else { return Ok(None) };
        Ok(match call {
            "error.filesystem-error-code" => Some(("ok", code.map(ErrorCode::name).into())),
            "error.to-debug-string" => {
                Some(("ok", StreamError::LastOperationFailed(code).to_string().into()))
            }
            "error.drop" => {
                self.held.remove(&on);
                Some(("ok", Value::Null))
            }
            _ => None,
        })
    }

    /// Remembers the failure of a call, if it is one.
    pub(super) fn note(&mut self, request: &Value, answer: &Answer) {
        if let (Some(stream), ("failed", code)) = (request["on"].as_u64(), answer) {
            self.last.insert(stream, code.as_str().and_then(ErrorCode::from_name));
        }
    }
}
