//! Runs of workflows and their steps in words, the same on the screen and on the command line.

use std::time::Duration;

use super::{Texts, Value, healing};
use crate::model::text::clean;
use crate::model::workflow::run::{Forward, Node, Run, RunForecast, RunState};
use crate::model::workflow::state::{StepState, UndoState};
use crate::model::workflow::trigger::StartedBy;
use crate::model::workflow::view::AskKind;

/// Characters of a foreign text that are shown.
const LONGEST: usize = 400;

fn word(texts: &Texts, kind: &str, word: &str) -> String {
    texts.get(&format!("{kind}-{}", word.replace('_', "-"))).to_owned()
}

/// Where a run is.
#[must_use]
pub fn run(texts: &Texts, state: &RunState) -> String {
    word(texts, "run-state", state.word())
}

/// Where a run is, or what came of it when it is over, in a word.
#[must_use]
pub fn outcome(texts: &Texts, of: &Run) -> String {
    match (&of.state, &of.forward) {
        (RunState::Ended { .. }, Some(forward)) => word(texts, "run-outcome", forward.word()),
        (state, _) => run(texts, state),
    }
}

/// What came of going forward, with the reason; where it is while it goes on.
#[must_use]
pub fn forward(texts: &Texts, of: &Run) -> String {
    of.forward.as_ref().map_or_else(|| run(texts, &of.state), |forward: &Forward| texts.say(forward))
}

/// Where a step is.
#[must_use]
pub fn step(texts: &Texts, state: &StepState) -> String {
    word(texts, "step-state", state.word())
}

/// A step that nothing has happened to, of a run that goes on or is over.
#[must_use]
pub fn untouched(texts: &Texts, over: bool) -> &str {
    texts.get(if over { "step-state-not-run" } else { "step-state-waiting" })
}

/// Where the undo of a step is; nothing where it is not wanted.
#[must_use]
pub fn undo(texts: &Texts, state: &UndoState) -> String {
    match state {
        UndoState::None => String::new(),
        state => word(texts, "undo-state", state.word()),
    }
}

/// Why a step, or its undo, is where it is.
#[must_use]
pub fn why(texts: &Texts, node: &Node) -> String {
    if let UndoState::Failed { why, .. } = &node.undo {
        return texts.with("undo-why", &[("why", Value::from(texts.say(why)))]);
    }
    match &node.state {
        StepState::Failed { why, .. } => texts.say(why),
        StepState::Skipped { why, .. } => texts.say(why),
        StepState::Delayed { .. } => {
            let last = node.attempts.iter().rev().find_map(|attempt| attempt.failure.as_deref());
            last.map(|why| texts.say(why)).unwrap_or_default()
        }
        StepState::Running { .. } if node.runs_twice() => texts.get("runs-twice").to_owned(),
        _ => String::new(),
    }
}

/// What started a run.
#[must_use]
pub fn started_by(texts: &Texts, by: &StartedBy) -> String {
    let foreign = |text: &str| Value::from(clean(text, LONGEST));
    match by {
        StartedBy::Operator { by } => clean(by.as_str(), LONGEST),
        StartedBy::Schedule { due, .. } => {
            let due = crate::model::time::rfc3339(*due);
            texts.with("started-by-schedule", &[("due", Value::from(due))])
        }
        StartedBy::Trigger { what, .. } => texts.with("started-by-trigger", &[("what", foreign(what))]),
        StartedBy::Step { run, .. } => texts.with("started-by-step", &[("run", Value::from(run.to_string()))]),
        StartedBy::Retry { by, of } => {
            texts.with("started-by-retry", &[("by", foreign(by.as_str())), ("run", Value::from(of.to_string()))])
        }
    }
}

/// What a person is asked.
#[must_use]
pub fn ask(texts: &Texts, kind: AskKind) -> &str {
    texts.get(match kind {
        AskKind::Approve => "ask-approve",
        AskKind::Task => "ask-task",
        AskKind::Unknown => "ask-unknown",
        AskKind::UnknownUndo => "ask-unknown-undo",
    })
}

/// What is expected of a run: how likely it fails or is late, and how much longer it takes.
#[must_use]
pub fn forecast(texts: &Texts, of: &RunForecast) -> String {
    let share = |share: f64| Value::from(format!("{:.0} %", share * 100.0));
    let span = |span: Duration| Value::from(healing::span(texts, span));
    let (least, most) = of.between;
    let args = [
        ("fails", share(of.fails)),
        ("late", of.late.map_or_else(|| Value::from("none"), share)),
        ("left", span(of.remaining)),
        ("least", span(least)),
        ("most", span(most)),
        ("runs", Value::from(of.of)),
    ];
    texts.with("run-forecast", &args)
}
