//! A definition with changes that were made beside its file. PURE, and never a change of the file.

use std::sync::Arc;
use std::time::Duration;

use crate::model::workflow::definition::Definition;
use crate::model::workflow::optimize::Change;
use crate::model::workflow::step::{Cache, Join, NeedReason, Settings};

/// What a step gave is not taken for what it would give for longer than this, where that was not asked for in the file.
const FRESH: Duration = Duration::from_hours(24);

/// Why a change cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    /// It is not about this definition, as it is now.
    Other,
    /// Only a person can make it, in a file.
    ByHand,
}

/// A definition with a change.
pub(super) fn with(definition: &Definition, change: &Change) -> Result<Definition, Unfit> {
    let mut changed = definition.clone();
    match change {
        Change::DropAfter { step, after } => drop_after(&mut changed, step, after)?,
        Change::MaxParallel { from, to } if changed.max_parallel == Some(*from) => changed.max_parallel = Some(*to),
        Change::Retries { step, from, to } => {
            let settings = settings(&mut changed, step).filter(|settings| settings.retry.limit == *from);
            settings.ok_or(Unfit::Other)?.retry.limit = *to;
        }
        Change::Timeout { step, to } => {
            let settings = settings(&mut changed, step).filter(|settings| settings.timeout.is_none());
            settings.ok_or(Unfit::Other)?.timeout = Some(*to);
        }
        Change::Cache { step } => {
            let settings = settings(&mut changed, step).filter(|it| it.cache.is_none() && it.idempotent);
            settings.ok_or(Unfit::Other)?.cache = Some(Cache { files: Vec::new(), for_at_most: Some(FRESH) });
        }
        Change::HostParallel { .. } | Change::MoreOf { .. } | Change::Split { .. } => return Err(Unfit::ByHand),
        Change::MaxParallel { .. } => return Err(Unfit::Other),
    }
    changed.adapted.push(change.clone());
    Ok(changed)
}

fn settings<'d>(definition: &'d mut Definition, step: &str) -> Option<&'d mut Settings> {
    let at = definition.position(step)?;
    definition.steps.get_mut(at).map(|step| Arc::make_mut(&mut step.settings))
}

/// Only where nothing but `after` says so, and all that is needed has to be over.
fn drop_after(definition: &mut Definition, step: &str, after: &str) -> Result<(), Unfit> {
    let (at, on) = definition.position(step).zip(definition.position(after)).ok_or(Unfit::Other)?;
    let step = &mut definition.steps[at];
    let is_it = |need: u32| usize::try_from(need).is_ok_and(|need| need == on);
    let mut about = step.needs.iter().filter(|need| is_it(need.step)).peekable();
    let some = about.peek().is_some();
    if !some || step.settings.join != Join::All || about.any(|need| need.why != NeedReason::After) {
        return Err(Unfit::Other);
    }
    step.needs.retain(|need| !is_it(need.step));
    Ok(())
}

#[cfg(test)]
mod tests;
