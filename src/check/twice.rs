//! What only a deadline tells is no finding before it was seen twice.

use super::{Checked, Divergence, Judge, Kind, Trouble, Verdict};
use crate::backend::Backend;
use crate::script::Script;

impl Divergence {
    /// Whether only a deadline tells it, which a machine that had no time for it passes as well: seen once, it is no finding
    /// yet.
    pub fn is_of_time(&self) -> bool {
        self.kind() == Kind::Hang
    }
}

impl Judge<'_> {
    /// What came of a script that was run once, or where only a deadline tells that it diverged, of the same script seen once
    /// more with twice the patience: seen once it is no finding. What does not show again is counted apart.
    ///
    /// # Errors
    /// When the script could not be judged, for no fault of the backend.
    pub fn seen_twice<B: Backend>(
        &mut self,
        script: &Script,
        backend: &B,
        checked: Checked,
    ) -> Result<Checked, Trouble> {
        let Verdict::Diverged(divergence) = &checked.verdict else { return Ok(checked) };
        if !divergence.is_of_time() {
            return Ok(checked);
        }
        let mut patient = self.fresh()?.with_deadline(self.deadline() * 2);
        let again = patient.check(script, backend)?;
        if !matches!(again.verdict, Verdict::Diverged(_)) {
            self.coverage.not_repeated(divergence.rule());
            // It is one script.
            patient.coverage.scripts = 0;
            self.coverage.merge(&patient.coverage);
        }
        Ok(again)
    }
}
