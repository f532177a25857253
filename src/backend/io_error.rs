//! The interface `wasi:io/error`: what a failed stream gives its guest, as a handle of its own.

use super::Waits;
use crate::wasi::ErrorCode;

/// The resource `error`, for a backend that keeps something of its own for one. Without it an error says the code that its
/// stream's call has told.
pub trait IoError {
    /// `filesystem-error-code` of `wasi:filesystem/types`.
    ///
    /// # Errors
    /// With the text of a trap.
    fn filesystem_error_code(&mut self) -> Waits<'_, Result<Option<ErrorCode>, String>>;

    /// `error.to-debug-string`
    ///
    /// # Errors
    /// With the text of a trap.
    fn to_debug_string(&mut self) -> Waits<'_, Result<String, String>>;
}

impl std::fmt::Debug for dyn IoError + '_ {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an error")
    }
}
