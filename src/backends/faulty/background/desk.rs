//! What lies between an output stream and its background work: pieces that were taken from the guest.

use std::collections::VecDeque;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::calls::Calls;
use super::is_of_the_device;
use super::turns::Turn;
use super::writer::Writer;
use crate::backends::faulty::Fault;
use crate::wasi::{FsError, FsResult};

/// The most that lies on a desk at a time, and so the largest permit.
const CAPACITY: usize = 1 << 16;

/// The bytes of one write.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) bytes: Vec<u8>,
    /// Where they go; without an offset to the end of the file.
    pub(super) offset: Option<u64>,
    /// That it fails for the device is overlooked.
    pub(super) forgiven: bool,
    /// When it was begun, where that is the fault.
    pub(super) turn: Option<Turn>,
}

/// What was on a desk when it was cleared.
#[derive(Debug)]
pub(super) struct Cleared {
    pub(super) under_way: Option<Arc<Piece>>,
    pub(super) queued: VecDeque<Piece>,
}

/// Where the guest's pieces lie until the background work takes them.
#[derive(Debug)]
pub(super) struct Desk {
    fault: Option<Fault>,
    account: Mutex<Account>,
}

#[derive(Debug, Default)]
struct Account {
    /// Oldest first.
    queued: VecDeque<Piece>,
    under_way: Option<Arc<Piece>>,
    /// How many bytes of both have not landed, as far as is known.
    pending: usize,
    /// A job comes round to what is queued, or is about to begin.
    attended: bool,
    /// Nothing is to be begun any more.
    cleared: bool,
    failed: Option<FsError>,
}

impl Desk {
    pub(super) fn new(fault: Option<Fault>) -> Self {
        Self { fault, account: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Account> {
        // The account is whole between any two statements under this lock.
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many bytes find room.
    pub(super) fn room(&self) -> usize {
        CAPACITY.saturating_sub(self.lock().pending)
    }

    pub(super) fn has_failed(&self) -> bool {
        self.lock().failed.is_some()
    }

    /// Whether what failed is the device.
    pub(super) fn has_failed_by_the_device(&self) -> bool {
        self.lock().failed.as_ref().is_some_and(is_of_the_device)
    }

    pub(super) fn take_error(&self) -> Option<FsError> {
        self.lock().failed.take()
    }

    pub(super) fn put_back_error(&self, error: FsError) {
        self.lock().failed = Some(error);
    }

    /// Takes a piece from the guest; whether there is no job that comes round to it.
    pub(super) fn lay(&self, piece: Piece) -> bool {
        let mut account = self.lock();
        account.pending += piece.bytes.len();
        account.queued.push_back(piece);
        !mem::replace(&mut account.attended, true)
    }

    /// Nothing that has not begun begins any more, and what has is not gone on with.
    pub(super) fn clear(&self) -> Cleared {
        let mut account = self.lock();
        account.cleared = true;
        account.pending = account.under_way.as_ref().map_or(0, |piece| piece.bytes.len());
        Cleared { under_way: account.under_way.clone(), queued: mem::take(&mut account.queued) }
    }

    /// The job: writes pieces until there are no more.
    pub(super) fn attend(&self, file: &cap_std::fs::File, calls: &dyn Calls) {
        let go_on = || !self.lock().cleared;
        let writer = Writer { file, calls, fault: self.fault, go_on: &go_on };
        while let Some(piece) = self.next() {
            let result = writer.write(&piece);
            self.over(&piece, result);
        }
    }

    fn next(&self) -> Option<Arc<Piece>> {
        let mut account = self.lock();
        let newest = self.fault == Some(Fault::AppendReorders)
            && account.queued.back().is_some_and(|piece| piece.offset.is_none());
        let next = match () {
            () if account.cleared || account.failed.is_some() => None,
            () if newest => account.queued.pop_back(),
            () => account.queued.pop_front(),
        };
        account.under_way = next.map(Arc::new);
        account.attended = account.under_way.is_some();
        account.under_way.clone()
    }

    fn over(&self, piece: &Piece, result: FsResult<()>) {
        let mut account = self.lock();
        account.under_way = None;
        account.pending -= piece.bytes.len();
        if let Err(error) = result
            && !(piece.forgiven && is_of_the_device(&error))
        {
            account.failed = Some(error);
            account.queued.clear();
            account.pending = 0;
        }
    }
}
