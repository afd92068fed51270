//! Runs and their steps as they are shown everywhere: state as mark, word and tone. What came of going forward and what
//! came of going back are told apart.

use std::time::Duration;

use super::numbers;
use super::scene::Scene;
use super::theme::Tone;
use super::words::Sign;
use crate::model::snapshot::Snapshot;
use crate::model::time::Wall;
use crate::model::workflow::run::{Forward, Node, Rollback, Run, RunState};
use crate::model::workflow::state::{StepState, UndoState};
use crate::model::workflow::view::{Ask, RunView};

#[cfg(test)]
pub(crate) mod fixture;

fn sign(scene: &Scene<'_>, glyph: &'static str, tone: Tone, id: &str) -> Sign {
    Sign { glyph, tone, word: scene.tr_made(id) }
}

/// Where a run is; what came of going forward once that is known.
pub(crate) fn run(scene: &Scene<'_>, run: &Run, asks: bool) -> Sign {
    let g = scene.glyphs;
    let (glyph, tone, id) = match &run.state {
        _ if asks => (g.unknown, Tone::Warn, "run-asking"),
        RunState::Queued => (g.off, Tone::Busy, "run-state-queued"),
        RunState::Running => (g.busy, Tone::Busy, "run-state-running"),
        RunState::Draining { .. } => (g.busy, Tone::Warn, "run-state-draining"),
        RunState::RollingBack => (g.undone, Tone::Warn, "run-state-rolling-back"),
        RunState::Handling => (g.busy, Tone::Warn, "run-state-handling"),
        RunState::Ended { .. } => return outcome(scene, run.forward.as_ref()),
    };
    sign(scene, glyph, tone, id)
}

/// What came of going forward.
pub(crate) fn outcome(scene: &Scene<'_>, forward: Option<&Forward>) -> Sign {
    let g = scene.glyphs;
    let (glyph, tone, id) = match forward {
        None => (g.unknown, Tone::Dim, "run-state-ended"),
        Some(Forward::Succeeded) => (g.good, Tone::Good, "run-outcome-succeeded"),
        Some(Forward::Failed { .. }) => (g.bad, Tone::Bad, "run-outcome-failed"),
        Some(Forward::Cancelled { .. }) => (g.off, Tone::Dim, "run-outcome-cancelled"),
        Some(Forward::TimedOut { .. }) => (g.bad, Tone::Bad, "run-outcome-timed-out"),
        Some(Forward::NotBegun { .. }) => (g.warn, Tone::Warn, "run-outcome-not-begun"),
        Some(Forward::Superseded { .. }) => (g.off, Tone::Dim, "run-outcome-superseded"),
    };
    sign(scene, glyph, tone, id)
}

/// What came of going back; none where that was not wanted.
pub(crate) fn rollback(scene: &Scene<'_>, rollback: &Rollback) -> Option<Sign> {
    let g = scene.glyphs;
    let (glyph, tone, id) = match rollback {
        Rollback::None => return None,
        Rollback::Running => (g.undone, Tone::Busy, "run-undoing"),
        Rollback::Done { .. } => (g.undone, Tone::Good, "run-undone"),
        Rollback::Partial { .. } => (g.bad, Tone::Bad, "run-partly-undone"),
    };
    Some(sign(scene, glyph, tone, id))
}

/// Where a step is, going forward.
pub(crate) fn step(scene: &Scene<'_>, state: &StepState) -> Sign {
    let g = scene.glyphs;
    let (glyph, tone) = match state {
        StepState::Waiting => (g.off, Tone::Dim),
        StepState::Ready { .. } => (g.ready, Tone::Plain),
        StepState::Delayed { .. } => (g.delayed, Tone::Warn),
        StepState::Running { stopping: None, .. } => (g.busy, Tone::Busy),
        StepState::Running { .. } => (g.busy, Tone::Warn),
        StepState::Asking { .. } => (g.unknown, Tone::Warn),
        StepState::Unknown { .. } => (g.unknown, Tone::Bad),
        StepState::Succeeded { cached: false, .. } => (g.good, Tone::Good),
        StepState::Succeeded { .. } => (g.cached, Tone::Good),
        StepState::Failed { .. } => (g.bad, Tone::Bad),
        StepState::Skipped { .. } => (g.skipped, Tone::Dim),
        StepState::Cancelled { .. } => (g.cancelled, Tone::Dim),
    };
    sign(scene, glyph, tone, &format!("step-state-{}", state.word()))
}

/// Where the undo of a step is; none where it is not wanted.
pub(crate) fn undo(scene: &Scene<'_>, state: &UndoState) -> Option<Sign> {
    let g = scene.glyphs;
    let (glyph, tone) = match state {
        UndoState::None => return None,
        UndoState::Waiting => (g.undone, Tone::Dim),
        UndoState::Delayed { .. } => (g.undone, Tone::Warn),
        UndoState::Running { .. } => (g.undone, Tone::Busy),
        UndoState::Asking { .. } => (g.unknown, Tone::Warn),
        UndoState::Unknown { .. } => (g.unknown, Tone::Bad),
        UndoState::Done { .. } => (g.undone, Tone::Good),
        UndoState::Failed { .. } => (g.bad, Tone::Bad),
        UndoState::Irreversible => (g.warn, Tone::Warn),
    };
    Some(sign(scene, glyph, tone, &format!("undo-state-{}", state.word())))
}

/// A step at a glance: how its undo stands where there is one, else how it stands itself.
pub(crate) fn node(scene: &Scene<'_>, node: Option<&Node>) -> Sign {
    match node {
        None => step(scene, &StepState::Waiting),
        Some(node) => undo(scene, &node.undo).unwrap_or_else(|| step(scene, &node.state)),
    }
}

/// When a run ended.
pub(crate) fn ended(run: &Run) -> Option<Wall> {
    match run.state {
        RunState::Ended { at } => Some(at),
        _ => None,
    }
}

/// How long a run has taken, or takes by now; since it was wanted where it has not begun.
pub(crate) fn took(scene: &Scene<'_>, run: &Run) -> Duration {
    let until = ended(run).unwrap_or_else(|| scene.taken());
    (until - run.started_at.unwrap_or(run.created_at)).to_std().unwrap_or_default()
}

/// Such as `0:48`, or `12 d 3 h` where that is long.
pub(crate) fn clock(scene: &Scene<'_>, span: Duration) -> String {
    if span >= Duration::from_hours(24) { scene.long(span) } else { numbers::elapsed(span) }
}

/// Runs that wait for a person, with what they ask.
pub(crate) fn asks(snapshot: &Snapshot) -> impl Iterator<Item = (&RunView, &Ask)> {
    snapshot.runs.iter().flat_map(|view| view.asks.iter().map(move |ask| (view, ask)))
}

/// The run of that number, while it is shown.
pub(crate) fn find(snapshot: &Snapshot, id: crate::model::id::RunId) -> Option<&RunView> {
    snapshot.runs.iter().find(|view| view.run.id == id)
}
