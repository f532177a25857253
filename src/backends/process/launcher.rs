//! Where drivers are started, and what ends them when nobody else can.

use std::ffi::OsString;
use std::io;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use super::driver::Driver;

/// A thread that starts drivers. It is made before any judge, whose threads may carry a filter of system calls that
/// processes inherit.
#[derive(Debug)]
pub(super) struct Launcher {
    orders: Sender<Sender<io::Result<Driver>>>,
}

impl Launcher {
    /// A launcher of drivers by this program with these arguments.
    ///
    /// # Errors
    /// When there is no thread to be had.
    pub(super) fn new(program: OsString, arguments: Vec<OsString>) -> io::Result<Self> {
        let (orders, ordered) = channel::<Sender<io::Result<Driver>>>();
        thread::Builder::new().name("launcher".into()).spawn(move || {
            for order in ordered {
                // Whoever has ordered one is waiting for it.
                _ = order.send(spawn(&program, &arguments).and_then(Driver::of));
            }
        })?;
        Ok(Self { orders })
    }

    /// Starts a driver.
    ///
    /// # Errors
    /// What the operating system says.
    pub(super) fn launch(&self) -> io::Result<Driver> {
        let gone = || io::Error::other("the thread that starts drivers is gone");
        let (sender, receiver) = channel();
        self.orders.send(sender).map_err(|_| gone())?;
        receiver.recv().map_err(|_| gone())?
    }
}

/// A process that was started, with all that it starts itself.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) first: Child,
    guard: Option<Child>,
}

fn spawn(program: &OsString, arguments: &[OsString]) -> io::Result<Group> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let first = command.spawn()?;
    let guard = guard(&first);
    Ok(Group { first, guard })
}

/// A process in the group of another that ends the group when its own input ends: when it is told so, and when this
/// process is gone, however it went. A driver that never returns from a call hears of neither.
#[cfg(unix)]
fn guard(first: &Child) -> Option<Child> {
    let group = i32::try_from(first.id()).ok()?;
    let mut command = Command::new("sh");
    command.args(["-c", "read -r _; kill -KILL 0"]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    std::os::unix::process::CommandExt::process_group(&mut command, group);
    // Where there is none, the driver is ended as far as it can be.
    command.spawn().ok()
}

#[cfg(not(unix))]
fn guard(_first: &Child) -> Option<Child> {
    None
}

impl Group {
    /// Ends all of it here and now.
    pub(super) fn kill(&mut self) {
        kill_group(&self.first, self.guard.is_some());
        // Nothing is wrong when they have ended already.
        for child in [Some(&mut self.first), self.guard.as_mut()].into_iter().flatten() {
            _ = child.kill();
            _ = child.wait();
        }
        self.guard = None;
    }
}

/// Ends a group. Its number is no other's as long as one of it is there, if only as one that nobody has waited for.
#[cfg(unix)]
fn kill_group(first: &Child, is_guarded: bool) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if is_guarded {
        // Nothing is wrong when there is none left.
        _ = kill_process_group(Pid::from_child(first), Signal::KILL);
    }
}

#[cfg(not(unix))]
fn kill_group(_first: &Child, _is_guarded: bool) {}
