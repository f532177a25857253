//! Errors of failed streams that don't stay what they are.

use std::future::ready;
use std::rc::{Rc, Weak};

use super::Fault;
use crate::backend::{IoError, Waits};
use crate::wasi::ErrorCode;

/// An error with a fault.
struct FaultyError {
    fault: Fault,
    told: Option<ErrorCode>,
    /// Gone when its stream is.
    stream: Weak<()>,
    asked: bool,
}

impl IoError for FaultyError {
    fn filesystem_error_code(&mut self) -> Waits<'_, Result<Option<ErrorCode>, String>> {
        let is_lost = (self.fault == Fault::ErrorCodeOnce && self.asked)
            || (self.fault == Fault::ErrorCodeOfStream && self.stream.strong_count() == 0);
        self.asked = true;
        Box::pin(ready(Ok(if is_lost { None } else { self.told })))
    }

    fn to_debug_string(&mut self) -> Waits<'_, Result<String, String>> {
        let fault = self.fault;
        let is_orphan = self.stream.strong_count() == 0;
        let text = format!("the write has failed: {:?}", self.told);
        Box::pin(async move {
            assert!(fault != Fault::ErrorTextPanics, "no text for this error");
            if fault == Fault::ErrorDiesWithStream && is_orphan {
                Err("unknown handle".into())
            } else {
                Ok(text)
            }
        })
    }
}

/// The error of a stream with a fault, where it is about that.
pub(super) fn last_error(
    fault: Option<Fault>,
    told: Option<ErrorCode>,
    stream: &Rc<()>,
) -> Option<Box<dyn IoError>> {
    let is_about_errors = |fault: &Fault| {
        let about = [
            Fault::ErrorCodeOnce,
            Fault::ErrorCodeOfStream,
            Fault::ErrorTextPanics,
            Fault::ErrorDiesWithStream,
        ];
        about.contains(fault)
    };
    let fault = fault.filter(is_about_errors)?;
    Some(Box::new(FaultyError { fault, told, stream: Rc::downgrade(stream), asked: false }))
}
