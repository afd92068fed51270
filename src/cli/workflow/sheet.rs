//! Runs as rows and JSON.

use std::time::Duration;

use serde_json::{Value, json};

use crate::i18n::{Texts, Value as Said, healing, runs};
use crate::model::snapshot::Snapshot;
use crate::model::time::rfc3339;
use crate::model::workflow::run::{Forward, Rollback, Run, RunState};
use crate::model::workflow::trigger::StartedBy;

/// When it ended.
pub(super) fn ended_at(run: &Run) -> Option<crate::model::time::Wall> {
    match run.state {
        RunState::Ended { at } => Some(at),
        _ => None,
    }
}

/// From its first step on; none before that, or while it goes on.
pub(super) fn took(run: &Run) -> Option<Duration> {
    (ended_at(run)? - run.started_at?).to_std().ok()
}

/// The columns of [`row`].
pub(super) const HEADER: [&str; 8] =
    ["cli-run", "cli-workflow", "cli-state", "cli-undone", "cli-wanted", "cli-took", "cli-started-by", "cli-outcome"];

/// A run in a table.
pub(super) fn row(texts: &Texts, run: &Run) -> Vec<String> {
    vec![
        run.id.to_string(),
        run.workflow.to_string(),
        runs::outcome(texts, run),
        undone(texts, &run.rollback),
        rfc3339(run.created_at),
        took(run).map(|took| healing::span(texts, took)).unwrap_or_default(),
        runs::started_by(texts, &run.started_by),
        match &run.forward {
            Some(Forward::Succeeded) | None => String::new(),
            Some(forward) => texts.say(forward),
        },
    ]
}

/// What came of going back; nothing where that was not wanted.
pub(super) fn undone(texts: &Texts, rollback: &Rollback) -> String {
    match rollback {
        Rollback::None => String::new(),
        rollback => texts.say(rollback),
    }
}

/// The contract's flat object.
pub(in crate::cli) fn flat(run: &Run) -> Value {
    let (failed_step, failure) = match &run.forward {
        Some(Forward::Failed { step, why }) => (Some(step), Some(why.to_string())),
        _ => (None, None),
    };
    let (started_by, name) = match &run.started_by {
        StartedBy::Operator { by } => ("operator", Some(by.to_string())),
        StartedBy::Schedule { due, .. } => ("schedule", Some(rfc3339(*due))),
        StartedBy::Trigger { what, .. } => ("trigger", Some(what.clone())),
        StartedBy::Step { run, .. } => ("step", Some(run.to_string())),
        StartedBy::Retry { by, .. } => ("retry", Some(by.to_string())),
    };
    let retry_of = match &run.started_by {
        StartedBy::Retry { of, .. } => Some(*of),
        _ => None,
    };
    let (undone, not_undone, irreversible) = match &run.rollback {
        Rollback::None | Rollback::Running => (None, &[][..], &[][..]),
        Rollback::Done { undone, irreversible } => (Some(*undone), &[][..], &irreversible[..]),
        Rollback::Partial { undone, failed, irreversible } => (Some(*undone), &failed[..], &irreversible[..]),
    };
    json!({
        "id": run.id,
        "workflow": run.workflow,
        "state": run.state.word(),
        "forward": run.forward.as_ref().map(Forward::word),
        "failed_step": failed_step,
        "failure": failure,
        "rollback": run.rollback.word(),
        "undone": undone,
        "not_undone": not_undone,
        "irreversible": irreversible,
        "started_by": started_by,
        "started_by_name": name,
        "retry_of": retry_of,
        "created_at": rfc3339(run.created_at),
        "started_at": run.started_at.map(rfc3339),
        "ended_at": ended_at(run).map(rfc3339),
        "took_seconds": took(run).map(|took| took.as_secs_f64()),
        "definition": run.definition,
    })
}

/// How many go on, and how many of them wait for a person.
pub(in crate::cli) fn counts(texts: &Texts, snapshot: &Snapshot) -> String {
    let open = snapshot.runs.iter().filter(|view| !view.run.is_over());
    let asking = open.clone().filter(|view| !view.asks.is_empty()).count();
    texts.with("cli-run-counts", &[("open", Said::from(open.count())), ("asking", Said::from(asking))])
}
