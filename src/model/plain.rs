//! A script's steps, answered as a plain implementation answers them.

use super::Model;
use crate::op::Call;
use crate::outcome::{Allowed, Outcome, Seen};
use crate::script::Step;

impl Model {
    /// Goes through a step, as often as it repeats; `told` hears each call that can be made with what is allowed and the
    /// plain answer, before it is taken.
    pub fn go_plainly(
        &mut self,
        step: &Step,
        seen: &mut Seen,
        mut told: impl FnMut(Call<'_>, &Allowed, &Outcome),
    ) {
        if let Some(control) = step.control() {
            self.control(control);
            return;
        }
        for time in 1..=step.times {
            if time > 1 {
                self.again(time);
            }
            let made = step.made(time, seen);
            let Some(call) = made.call() else { return };
            self.strike_at_once(call);
            let answer = self.allowed(call).map(|allowed| {
                let answer = allowed.plain();
                told(call, &allowed, &answer);
                answer
            });
            match &answer {
                Some(answer) => {
                    self.take_plainly(call, answer);
                    seen.note(call, answer);
                }
                None => self.skip(),
            }
            if !step.goes_on(answer.as_ref()) || self.inconclusive().is_some() {
                return;
            }
        }
    }
}
