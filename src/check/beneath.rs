//! Below its answers: where the calls of the system land that a host makes, whatever it tells the guest and the tree shows in
//! the end.

use super::audit::Wrong;
use super::trial::{Stage, Trial};
use super::{Divergence, Verdict};
use crate::backend::Descriptor;
use crate::control::{Control as Gate, Touch, Touched};
use crate::model::{Grasp, Grip, Model};
use crate::op::OpKind;
use crate::outcome::Breach;
use crate::rule::Rule;

/// In which ways it has to be in a guest's power to change something, one of them.
fn grips(what: Touch) -> &'static [Grip] {
    match what {
        Touch::Names => &[Grip::Names],
        Touch::Data => &[Grip::Data],
        // A directory has timestamps as well as a file.
        Touch::Times => &[Grip::Names, Grip::Data],
    }
}

/// Whether it is in a guest's power to change what a call has changed, or nobody knows.
fn is_held(touched: &Touched, grasp: &Grasp, model: &Model, is_known_around: bool) -> bool {
    match touched.place.to_str() {
        Some(path) if touched.is_within => grasp.holds(model, path, grips(touched.what)),
        // No backend has a business around the folders of scripts, where the judge has made those alone.
        _ if !touched.is_within => !is_known_around,
        _ => true,
    }
}

impl<D: Descriptor, G: Gate> Stage<'_, D, G> {
    /// Those of some changes that were in nobody's power, as far as the model has come.
    pub(super) fn out_of_reach(&mut self, touched: Vec<Touched>) -> Vec<Touched> {
        if touched.is_empty() {
            return touched;
        }
        self.grasp.grow(&self.model);
        let is_known_around =
            self.folder.as_ref().is_some_and(|folder| folder.all().all(|one| one.surroundings().is_some()));
        let is_out = |one: &Touched| !is_held(one, &self.grasp, &self.model, is_known_around);
        touched.into_iter().filter(is_out).collect()
    }
}

impl Trial<'_> {
    /// The verdict where a step has changed something that was in nobody's power before it, and is in nobody's behind it.
    pub(super) fn beneath<D: Descriptor, G: Gate>(
        &mut self,
        stage: &mut Stage<'_, D, G>,
        (step, op): (usize, Option<OpKind>),
        out_of_reach: Vec<Touched>,
    ) -> Option<Verdict> {
        let first = stage.out_of_reach(out_of_reach).into_iter().next()?;
        let what = match first.what {
            Touch::Names => "the names",
            Touch::Data => "the bytes",
            Touch::Times => "the timestamps",
        };
        let path = first.place.display().to_string();
        let path = match (path.is_empty(), first.is_within) {
            (true, true) => "the tree's root".into(),
            (true, false) => "the folder around the tree".into(),
            (false, _) => path,
        };
        let note = format!("by a call of the system of class {}", first.class.word());
        let breach = Breach { rule: Rule::AccessBeneath, note: Some(note) };
        let wrong = Wrong::of_place(breach, path, "nothing is changed".into(), what.into());
        Some(self.wrong(Divergence { op, ..wrong.diverged(step) }))
    }
}
