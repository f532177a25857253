//! What happens around the guest: nothing is learned from work that is held or let go, but much may happen by then.

use super::Model;
use crate::op::Control;

impl Model {
    pub(super) fn happens(&self, _control: &Control) -> bool {
        true
    }

    pub(super) fn take_control(&mut self, _control: &Control) {}
}
