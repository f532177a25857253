//! The real streams with a fault; without one each call is the real one.

mod input;
mod kept;
mod output;

pub(super) use input::WrappedInput;
pub(super) use output::WrappedOutput;

#[expect(clippy::ptr_arg, reason = "it is handed on where a stream gives a vector")]
fn length(bytes: &Vec<u8>) -> u64 {
    bytes.len() as u64
}
