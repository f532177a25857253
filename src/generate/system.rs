//! The system fails in the middle of calls on descriptors and listings.

use super::focus::Focus;
use super::write::Writer;
use crate::op::{CallClass, Control, DescriptorOp, HandleKind, Injection, Manner, Name, Op, SystemAnswer};
use crate::wasi::ErrorCode;

/// So many calls of a hundred that can be struck are.
const STRUCK_PERCENT: usize = 30;

/// Of these so many are struck in what they are for, the others in what they may ask beside it.
const PURPOSE_PERCENT: usize = 75;

/// So many calls are done all the same, where that may be.
const BEHIND_PERCENT: usize = 20;

/// So many are interrupted or cut short instead of failing.
const ONCE_PERCENT: usize = 15;

/// So many fail as a device does, which no host takes for something else.
const IO_PERCENT: usize = 40;

impl Writer<'_> {
    /// Lets the system fail in the next call, in some scripts and before some calls.
    pub(super) fn strike(&mut self, on: &Name, op: &Op) {
        let struck = self.focus == Focus::System && self.pick.chance(STRUCK_PERCENT);
        let kind = self.handle(on).map(crate::model::Handle::kind);
        let is_answered = matches!(kind, Some(HandleKind::Descriptor | HandleKind::DirectoryEntryStream));
        if !struck || !is_answered || *op == Op::Drop {
            return;
        }
        let usual =
            if kind == Some(HandleKind::DirectoryEntryStream) { Some(CallClass::List) } else { op.purpose() };
        let calls = match usual.filter(|_| self.pick.chance(PURPOSE_PERCENT)) {
            Some(calls) => calls,
            None => self.pick.one(CallClass::TABLE).1,
        };
        let answer = self.system_answer(calls);
        let may_be_behind = answer.code().is_some() && !answer.is_once() && calls != CallClass::Open;
        let behind = may_be_behind && self.pick.chance(BEHIND_PERCENT);
        self.happens(Control::Fault(Injection { on: on.clone(), calls, answer, after: 0, behind }));
        if calls == CallClass::Sync && kind == Some(HandleKind::Descriptor) {
            // Where nothing was written since, nothing need be synchronised.
            let buffer = self.pick.data(self.writers, 1);
            self.call(on.clone(), DescriptorOp::Write { buffer, offset: 0 }, Manner::Once);
        }
    }

    fn system_answer(&mut self, calls: CallClass) -> SystemAnswer {
        let comes_in_pieces = matches!(calls, CallClass::Read | CallClass::Write | CallClass::List);
        match (self.pick.chance(ONCE_PERCENT), comes_in_pieces) {
            (true, true) => SystemAnswer::Short(1 + self.pick.below(4) as u64),
            (true, false) => SystemAnswer::Interrupted,
            (false, _) if self.pick.chance(IO_PERCENT) => SystemAnswer::Error(ErrorCode::Io),
            (false, _) => {
                let code = *self.pick.one(ErrorCode::ALL);
                if code == ErrorCode::Interrupted {
                    SystemAnswer::Interrupted
                } else {
                    SystemAnswer::Error(code)
                }
            }
        }
    }
}
