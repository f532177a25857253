//! What happens around the guest: control steps.

use std::io;

use super::struck::Came;
use super::trial::Stage;
use super::{Answered, Trouble, audit, host, shortage};
use crate::backend::Descriptor;
use crate::control::{Control as Gate, Intervention};
use crate::op::{Control, HostChange};
use crate::outcome::Outcome;

/// Lets happen what happens around the guest; what is wrong with the tree, if that shows it.
pub(super) async fn control_step<D: Descriptor, G: Gate>(
    stage: &mut Stage<'_, D, G>,
    step: usize,
    control: &Control,
) -> Result<Option<audit::Wrong>, Trouble> {
    let is_bound = control.handle().is_some_and(|name| stage.model.is_live(name));
    stage.moments.push(Came { at: stage.model.now(), ..Came::default() });
    stage.gate.acting(None);
    let mut tried = None;
    if let Control::Host(change) = control
        && stage.model.leaves_open(control)
    {
        let made = change_tree(stage, change)?;
        stage.model.tell_whether(control, made.is_ok());
        tried = Some(made);
    }
    let happens = stage.model.control(control);
    stage.receipts.controlled(step, control, happens, is_bound);
    stage.trace.push(Answered { outcome: happens.then_some(Outcome::Done), allowed: None, made: None });
    if !happens {
        return Ok(None);
    }
    match control {
        Control::Hold { .. } => stage.gate.hold().await,
        Control::Release(stream) => stage.gate.release(stream).await,
        Control::Quiesce => _ = stage.gate.quiesce().await,
        Control::Fault(injection) => {
            // What a descriptor's call met is over with it.
            let lasts = stage.model.stream_state(&injection.on).is_some();
            stage.gate.inject(injection, lasts);
        }
        Control::Host(change) => {
            let folder = stage.folder.as_ref().map(|folder| folder.holding(&change.path));
            if let (Some(amid), Some(folder)) = (&change.amid, folder) {
                // What lies apart is on another device.
                let all = stage.folder.as_ref();
                let is_there = change.paths().all(|path| all.is_some_and(|all| all.holding(path) == folder));
                let (folder, change) = (folder.to_owned(), change.clone());
                let make = Box::new(move || is_there && host::change(&folder, &change).is_ok());
                stage.gate.intervene(Intervention {
                    on: amid.on.clone(),
                    before: amid.before,
                    by: step,
                    make,
                });
                return Ok(None);
            }
            let made = tried.map_or_else(|| change_tree(stage, change), Ok)?;
            return Ok(made.err().map(|error| audit::unchangeable(change, &error)));
        }
    }
    // What was let go may have panicked.
    Ok(stage.background.take_panic().map(audit::panicked))
}

/// Changes the tree as another process does.
fn change_tree<D: Descriptor, G: Gate>(
    stage: &Stage<'_, D, G>,
    change: &HostChange,
) -> Result<io::Result<()>, Trouble> {
    let Some(folder) = &stage.folder else { return Ok(Ok(())) };
    let folder = folder.holding(&change.path);
    let made = host::change(folder, change);
    if let Err(error) = &made
        && shortage::is_shortage(error)
        && let Some(shortage) = shortage::of_anything(Some(folder))
    {
        return Err(Trouble::short(shortage, Some(folder)));
    }
    Ok(made)
}
