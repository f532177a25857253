//! What stands in the syscall gate's place where there is none.

use std::io;
use std::path::Path;

use tokio::runtime::Runtime;

use super::{Acting, Control, Unavailable};
use crate::op::{Injection, Name};

/// Why there is none.
const REASON: &str = "no syscall gate on this platform";

/// Says that there is no gate.
pub(crate) fn available() -> Result<(), Unavailable> {
    Err(Unavailable(REASON.into()))
}

/// A gate that can't be made.
#[derive(Debug)]
pub(crate) enum SyscallGate {}

impl SyscallGate {
    pub(crate) fn new() -> Result<Self, Unavailable> {
        Err(Unavailable(REASON.into()))
    }

    pub(crate) fn runtime(&self, _: &str) -> io::Result<Runtime> {
        match *self {}
    }

    pub(crate) fn refuse_openat2(&mut self, _: bool) {
        match *self {}
    }

    #[cfg(test)]
    pub(crate) fn break_at_next_call(&self) {
        match *self {}
    }

    pub(crate) fn is_broken(&self) -> bool {
        match *self {}
    }
}

impl Control for SyscallGate {
    fn begin(&mut self, _: &[&Path]) {
        match *self {}
    }
    fn acting(&mut self, _: Option<Acting<'_>>) {
        match *self {}
    }
    fn is_holding(&self) -> bool {
        match *self {}
    }
    async fn hold(&mut self) {
        match *self {}
    }
    async fn settle(&mut self) {
        match *self {}
    }
    async fn release(&mut self, _: &Name) {
        match *self {}
    }
    async fn release_all(&mut self) {
        match *self {}
    }
    fn inject(&mut self, _: &Injection, _: bool) {
        match *self {}
    }
    async fn quiesce(&mut self) -> bool {
        match *self {}
    }
    fn watched<T>(&mut self, _: impl FnOnce() -> T) -> (T, bool) {
        match *self {}
    }
}
