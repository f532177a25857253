//! Talking to a driver by itself, for whoever tests drivers: no judge, no model, only requests and answers.

use std::time::Duration;

use serde_json::{Map, Value};

use super::Process;
use super::protocol::{Request, VERSION, Wire as _};
use crate::backend::{Breakdown, Folder, StartError};
use crate::tree::Fixture;

/// How long an answer is waited for.
const TALKS_WITHIN: Duration = Duration::from_secs(10);

/// An answer without its number, as it was written, or what became of the driver instead.
pub(crate) type Reply = Result<Value, Breakdown>;

impl Process {
    /// The version of the protocol that is spoken.
    pub(crate) const PROTOCOL: u64 = VERSION;

    /// Begins a script, on a driver that was started again if need be. The folder is there for as long as it is held.
    ///
    /// # Errors
    /// When there is no place for the script, or no driver.
    pub(crate) fn talk(&self, fixture: &Fixture) -> Result<(Option<Folder>, Reply), StartError> {
        drop(self.line.take_breakdown());
        if !self.line.is_open() {
            self.restart()?;
        }
        let (folder, request) = self.prepare(fixture)?;
        Ok((folder, self.reply(request)))
    }

    /// Makes a request of the members of an object.
    pub(crate) fn request(&self, members: &Map<String, Value>) -> Reply {
        let call = members.get("call").and_then(Value::as_str).unwrap_or_default();
        let rest = members.iter().filter(|(name, _)| *name != "call");
        let request = Request::new(call.to_owned());
        self.reply(rest.fold(request, |request, (name, value)| request.with(name.clone(), value.clone())))
    }

    fn reply(&self, request: Request) -> Reply {
        match self.line.reply(request, TALKS_WITHIN) {
            Some(answer) => Ok(answer.written()),
            None => {
                Err(self.line.take_breakdown().unwrap_or(Breakdown::Silent { last_words: String::new() }))
            }
        }
    }

    /// Ends the input of a driver; whether it ends of that.
    ///
    /// # Errors
    /// When there is no driver.
    pub(crate) fn ends_with_its_input(&self) -> Result<bool, StartError> {
        if !self.line.is_open() {
            self.restart()?;
        }
        Ok(self.line.close().is_some_and(super::driver::Driver::ends_with_its_input))
    }
}

/// Whether a value is of the form that this name stands for in a transcript; none for a name of no form.
pub(crate) fn is_of_form(name: &str, value: &Value) -> Option<bool> {
    use crate::wasi::{Datetime, DescriptorFlags, DescriptorType, ErrorCode};
    Some(match name {
        "any" => true,
        "boolean" => bool::of(value).is_some(),
        "digits" => u64::of(value).is_some(),
        "text" => String::of(value).is_some(),
        "base64" => Vec::<u8>::of(value).is_some(),
        "error-code" => ErrorCode::of(value).is_some(),
        "type" => DescriptorType::of(value).is_some(),
        "flags" => DescriptorFlags::of(value).is_some(),
        "datetime" => Option::<Datetime>::of(value).is_some(),
        _ => return None,
    })
}
