//! What the kernel is asked for: a filter that stops calls, the calls it has stopped, and the answers to them.
//!
//! All of the crate's unsafe code is here.
#![expect(unsafe_code, reason = "seccomp has no safe interface; every block says why it is sound")]

use std::io;
use std::mem::{offset_of, zeroed};
use std::os::fd::{AsRawFd as _, BorrowedFd, FromRawFd as _, OwnedFd, RawFd};

use libc::{c_long, sock_filter};

use super::calls::{KNOWN, Subject, known};
use crate::op::CallClass;

/// What the kernel calls the machine that a call is made on (`AUDIT_ARCH_*`).
#[cfg(target_arch = "x86_64")]
const MACHINE: u32 = 0xC000_003E;
#[cfg(target_arch = "aarch64")]
const MACHINE: u32 = 0xC000_00B7;

/// Calls whose bytes are listed in vectors.
const VECTORED: &[c_long] = &[
    libc::SYS_readv,
    libc::SYS_preadv,
    libc::SYS_preadv2,
    libc::SYS_writev,
    libc::SYS_pwritev,
    libc::SYS_pwritev2,
];

/// Calls with a flag that says no more of files than that the judge itself makes them: it asks to wait for a disk in a quicker
/// way, and does nothing where a file was not opened for that (`RWF_HIPRI`). No gate stops them.
const OURS: (c_long, c_long, u32) = (libc::SYS_preadv2, libc::SYS_pwritev2, 1);

/// A call that was stopped when it was made. Its caller waits until it is answered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    /// What the kernel calls it.
    pub(super) id: u64,
    /// The thread that made it.
    pub(super) thread: u32,
    number: c_long,
    arguments: [u64; 6],
}

/// What a caller is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Whatever the kernel answers: the call is made.
    Continue,
    /// This error, and nothing is done.
    Error(i32),
    /// This count, and nothing is done here (any more).
    Count(u64),
}

/// More than one entry of a listing takes, in bytes.
const ENTRY_MAX: u64 = 280;

/// No page of memory is smaller, in bytes.
const PAGE: u64 = 4096;

/// How much of this process's memory is at an address, up to a length; what can't be read is not there.
fn read_memory(address: u64, room: &mut [u8]) -> usize {
    let local = libc::iovec { iov_base: room.as_mut_ptr().cast(), iov_len: room.len() };
    let remote = libc::iovec { iov_base: address as *mut libc::c_void, iov_len: room.len() };
    // SAFETY: numbers only, and no pointer.
    let this = unsafe { libc::getpid() };
    // SAFETY: the kernel fills in the room, which is ours alone, and answers an error for an address where nothing is.
    let read = unsafe { libc::process_vm_readv(this, &raw const local, 1, &raw const remote, 1, 0) };
    usize::try_from(read).unwrap_or(0)
}

impl Call {
    /// The place of the argument that says how many bytes it moves, or lists, in calls without vectors.
    fn place_of_length(&self) -> Option<usize> {
        match self.number {
            libc::SYS_read
            | libc::SYS_pread64
            | libc::SYS_write
            | libc::SYS_pwrite64
            | libc::SYS_getdents64 => Some(2),
            libc::SYS_sendfile => Some(3),
            libc::SYS_copy_file_range | libc::SYS_splice => Some(4),
            _ => None,
        }
    }

    /// What it does.
    pub(super) fn class(&self) -> Option<CallClass> {
        known(self.number).map(|known| known.class)
    }

    /// What it is made on.
    pub(super) fn subject(&self) -> Option<Subject> {
        known(self.number).map(|known| known.subject)
    }

    /// Whether what it writes is on the device when it is over, and is nothing to be waited for.
    pub(super) fn syncs_itself(&self) -> bool {
        const FLAGS: u64 = (libc::RWF_DSYNC | libc::RWF_SYNC) as u64;
        self.number == libc::SYS_pwritev2 && self.arguments[5] & FLAGS != 0
    }

    /// Whether it opens a file in the way that can be refused.
    pub(super) fn is_openat2(&self) -> bool {
        self.number == libc::SYS_openat2
    }

    /// Its number.
    pub(super) fn number(&self) -> c_long {
        self.number
    }

    /// The flags at this place of its arguments.
    pub(super) fn flags(&self, place: usize) -> u32 {
        // The kernel looks at the lower half of the register alone.
        self.descriptor(place).cast_unsigned()
    }

    /// How a call of openat2 is to open, and how to resolve its path. The caller must be a thread of this process.
    pub(super) fn how_to_open(&self) -> Option<(u64, u64)> {
        let mut how = [0; size_of::<libc::open_how>()];
        (read_memory(self.arguments[2], &mut how) == how.len()).then_some(())?;
        let field = |at: usize| how[at..].first_chunk().map(|bytes| u64::from_ne_bytes(*bytes));
        Some((field(offset_of!(libc::open_how, flags))?, field(offset_of!(libc::open_how, resolve))?))
    }

    /// The descriptor at this place of its arguments; the caller's table of them is that of this process.
    pub(super) fn descriptor(&self, place: usize) -> RawFd {
        // The kernel looks at the lower half of the register alone.
        #[expect(clippy::cast_possible_truncation, reason = "as the kernel does")]
        let descriptor = self.arguments[place] as RawFd;
        descriptor
    }

    /// The path at this place of its arguments, as far as there is room for it; empty where there is none. The caller must be a
    /// thread of this process.
    pub(super) fn path<'r>(&self, place: usize, room: &'r mut [u8]) -> &'r [u8] {
        let address = self.arguments[place];
        let mut read = 0;
        // Up to the end of each page, since behind it there may be nothing.
        while read < room.len() {
            let from = address.wrapping_add(read as u64);
            let page_left = usize::try_from(PAGE - from % PAGE).unwrap_or(1);
            let most = page_left.min(room.len() - read);
            let came = read_memory(from, &mut room[read..read + most]);
            if let Some(end) = room[read..read + came].iter().position(|byte| *byte == 0) {
                return &room[..read + end];
            }
            read += came;
            if came < most {
                break;
            }
        }
        &[]
    }

    /// Makes the call in its caller's place, with its buffers, but with no more than `most` bytes where it moves or lists any. It
    /// must be on its way, it must stay so (the listener must not be closed), and this thread must not be filtered.
    pub(super) fn perform(&self, most: u64) -> io::Result<u64> {
        let mut arguments = self.arguments;
        // Lives until the call is made.
        let mut shortened: Vec<libc::iovec> = Vec::new();
        if VECTORED.contains(&self.number) {
            let count = usize::try_from(arguments[2]).map_err(io::Error::other)?;
            if count > 0 {
                // SAFETY: the caller is stopped inside of this call and stays there until it is answered (the filter is
                // installed with WAIT_KILLABLE_RECV, so that no signal takes it away), and it is a call of this process
                // that named `count` vectors at this address.
                let vectors =
                    unsafe { std::slice::from_raw_parts(arguments[1] as *const libc::iovec, count) };
                shortened.extend_from_slice(vectors);
            }
            let mut left = usize::try_from(most).unwrap_or(usize::MAX);
            for vector in &mut shortened {
                vector.iov_len = vector.iov_len.min(left);
                left -= vector.iov_len;
            }
            arguments[1] = shortened.as_mut_ptr() as u64;
        } else if let Some(place) = self.place_of_length() {
            let least = if self.class() == Some(CallClass::List) { ENTRY_MAX } else { 0 };
            arguments[place] = arguments[place].min(most.max(least));
        }
        // SAFETY: a call of KNOWN with the pointers that its caller has given to the kernel, and with no larger
        // lengths. The caller waits, so its memory is alive and nobody else uses the buffers meanwhile.
        let done = unsafe {
            let [first, second, third, fourth, fifth, sixth] = arguments;
            libc::syscall(self.number, first, second, third, fourth, fifth, sixth)
        };
        u64::try_from(done).map_err(|_| io::Error::last_os_error())
    }
}

const fn load(offset: usize) -> sock_filter {
    // The offsets are those of a small struct.
    #[expect(clippy::cast_possible_truncation, reason = "a small struct")]
    let k = offset as u32;
    sock_filter { code: 0x20, jt: 0, jf: 0, k }
}

const fn jump(code: u16, k: u32, jt: u8, jf: u8) -> sock_filter {
    sock_filter { code, jt, jf, k }
}

const fn give(k: u32) -> sock_filter {
    sock_filter { code: 0x06, jt: 0, jf: 0, k }
}

/// The filter as the kernel's small machine runs it for each call of a thread: those of the lists are handed to the
/// listener, all others go on.
fn program() -> Vec<sock_filter> {
    const EQUAL: u16 = 0x15;
    const GREATER: u16 = 0x25;
    let numbers: Vec<c_long> = KNOWN.iter().map(|known| known.number).collect();
    let count = u8::try_from(numbers.len()).unwrap_or(u8::MAX);
    let mut program = vec![
        load(offset_of!(libc::seccomp_data, arch)),
        jump(EQUAL, MACHINE, 0, count + 1),
        load(offset_of!(libc::seccomp_data, nr)),
    ];
    for (behind, number) in (0..count).rev().zip(numbers) {
        // Found: over the rest of the list and the line below it.
        program.push(jump(EQUAL, u32::try_from(number).unwrap_or(u32::MAX), behind + 1, 0));
    }
    let (reads, writes, flag) = OURS;
    let number = |call: c_long| u32::try_from(call).unwrap_or(u32::MAX);
    // What the kernel loads is half a register, the lower one, as it looks at no more of flags itself.
    let flags = offset_of!(libc::seccomp_data, args) + 5 * size_of::<u64>();
    program.extend([
        give(libc::SECCOMP_RET_ALLOW),
        load(offset_of!(libc::seccomp_data, args)),
        jump(GREATER, 2, 1, 0),
        give(libc::SECCOMP_RET_ALLOW),
        load(offset_of!(libc::seccomp_data, nr)),
        // What is no call of ours goes to the line before the last.
        jump(EQUAL, number(reads), 1, 0),
        jump(EQUAL, number(writes), 0, 2),
        load(flags),
        jump(EQUAL, flag, 1, 0),
        give(libc::SECCOMP_RET_USER_NOTIF),
        give(libc::SECCOMP_RET_ALLOW),
    ]);
    program
}

/// Filters the calling thread, and all that it will start, for good. What is stopped comes out of the listener.
pub(super) fn filter_this_thread() -> io::Result<OwnedFd> {
    let mut program = program();
    let filter =
        libc::sock_fprog { len: u16::try_from(program.len()).unwrap_or(0), filter: program.as_mut_ptr() };
    let flags = libc::SECCOMP_FILTER_FLAG_NEW_LISTENER | libc::SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
    // SAFETY: sets an attribute of this thread and takes no pointer.
    if unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) } != 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the kernel reads the program, which outlives the call, and gives a new descriptor.
    let listener =
        unsafe { libc::syscall(libc::SYS_seccomp, libc::SECCOMP_SET_MODE_FILTER, flags, &raw const filter) };
    match RawFd::try_from(listener) {
        Ok(listener) if listener >= 0 => {
            // SAFETY: the descriptor is new, and nobody else knows it.
            let listener = unsafe { OwnedFd::from_raw_fd(listener) };
            take_turns(&listener);
            Ok(listener)
        }
        _ => Err(io::Error::last_os_error()),
    }
}

/// Tells the scheduler that caller and supervisor take turns, which makes a call much cheaper. Kernels before 6.6 don't
/// know it and do without.
fn take_turns(listener: &OwnedFd) {
    // `SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP`
    let flag: libc::c_ulong = 1;
    // SAFETY: the argument of this request is a number, by value.
    _ = unsafe { libc::ioctl(listener.as_raw_fd(), libc::SECCOMP_IOCTL_NOTIF_SET_FLAGS, flag) };
}

/// The next call that was stopped.
pub(super) fn receive(listener: BorrowedFd<'_>) -> io::Result<Call> {
    // SAFETY: numbers only, for which all bits zero is a value; the kernel demands zeros.
    let mut stopped: libc::seccomp_notif = unsafe { zeroed() };
    // SAFETY: the kernel fills in the struct that this request is about.
    let done = unsafe { libc::ioctl(listener.as_raw_fd(), libc::SECCOMP_IOCTL_NOTIF_RECV, &raw mut stopped) };
    if done < 0 {
        return Err(io::Error::last_os_error());
    }
    let libc::seccomp_notif { id, pid, data, .. } = stopped;
    Ok(Call { id, thread: pid, number: data.nr.into(), arguments: data.args })
}

/// Answers the call that the kernel calls so.
pub(super) fn answer(listener: BorrowedFd<'_>, id: u64, answer: Answer) -> io::Result<()> {
    // SAFETY: numbers only, for which all bits zero is a value.
    let mut response: libc::seccomp_notif_resp = unsafe { zeroed() };
    response.id = id;
    match answer {
        Answer::Continue => {
            response.flags = u32::try_from(libc::SECCOMP_USER_NOTIF_FLAG_CONTINUE).unwrap_or(1);
        }
        Answer::Error(errno) => response.error = -errno,
        Answer::Count(count) => response.val = i64::try_from(count).unwrap_or(i64::MAX),
    }
    // SAFETY: the kernel reads the struct that this request is about.
    let done =
        unsafe { libc::ioctl(listener.as_raw_fd(), libc::SECCOMP_IOCTL_NOTIF_SEND, &raw const response) };
    if done < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// For how long a thread of this process has run, in nanoseconds; none of one that is gone.
pub(super) fn ran(thread: u32) -> Option<u64> {
    // As the kernel makes the number of such a clock: of one thread, and by the scheduler's account.
    let clock = (!i32::try_from(thread).ok()? << 3) | 0b110;
    // SAFETY: numbers only, for which all bits zero is a value.
    let mut ran: libc::timespec = unsafe { zeroed() };
    // SAFETY: the kernel fills in the struct that this call is about.
    let done = unsafe { libc::clock_gettime(clock, &raw mut ran) };
    (done == 0).then(|| ran.tv_sec.unsigned_abs() * 1_000_000_000 + ran.tv_nsec.unsigned_abs())
}

/// Whether a thread of this number is one of this process.
pub(super) fn is_ours(thread: u32) -> bool {
    ran(thread).is_some()
}

/// The number of the calling thread.
pub(super) fn this_thread() -> u32 {
    rustix::thread::gettid().as_raw_nonzero().get().unsigned_abs()
}
