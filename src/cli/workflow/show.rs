//! `autoagents workflow show`: one run with its steps.

use std::io::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

use super::super::args::Args;
use super::super::exit::Failure;
use super::super::incident::plain;
use super::super::{context, output};
use super::history::History;
use super::sheet;
use crate::config;
use crate::i18n::{Texts, Value as Said, healing, runs};
use crate::model::id::RunId;
use crate::model::time::rfc3339;
use crate::model::workflow::run::Node;
use crate::model::workflow::state::{SkipReason, StepFailure, StepState, UndoState};
use crate::model::workflow::view::{Ask, AskKind};
use crate::store;

pub(super) fn run(args: &Args, id: RunId) -> Result<(), Failure> {
    let config = context::to_look(args)?;
    let (dir, texts) = (config::data_dir(&config), context::texts(&config));
    let mut reader = store::open_offline(&dir)?;
    let history = History::read(&mut reader, id)?;
    if args.json {
        return Ok(output::json(&document(&history))?);
    }
    if !history.run.is_over() && context::is_asleep(dir, args, &config)? {
        // A run goes on only while a runtime does; its steps may have gone on without.
        drop(writeln!(std::io::stderr(), "autoagents: {}", texts.get("cli-asleep")));
    }
    show(&history, &texts)
}

fn show(history: &History, texts: &Texts) -> Result<(), Failure> {
    let run = &history.run;
    let at = |at: Option<crate::model::time::Wall>| at.map(rfc3339).unwrap_or_default();
    let params = run.params.iter().map(|(name, value)| match value {
        Value::String(text) => format!("{name}={text}"),
        value => format!("{name}={value}"),
    });
    let mut facts = vec![
        (texts.get("cli-run"), run.id.to_string()),
        (texts.get("cli-workflow"), run.workflow.to_string()),
        (texts.get("cli-state"), runs::run(texts, &run.state)),
        (texts.get("cli-forward"), runs::forward(texts, run)),
        (texts.get("cli-undone"), texts.say(&run.rollback)),
        (texts.get("cli-started-by"), runs::started_by(texts, &run.started_by)),
        (texts.get("cli-parameters"), params.collect::<Vec<_>>().join(" ")),
        (texts.get("cli-wanted"), rfc3339(run.created_at)),
        (texts.get("cli-began"), at(run.started_at)),
        (texts.get("cli-ended"), at(sheet::ended_at(run))),
        (texts.get("cli-took"), sheet::took(run).map(|took| healing::span(texts, took)).unwrap_or_default()),
    ];
    if let Some(forecast) = &run.forecast {
        facts.push((texts.get("cli-expected"), runs::forecast(texts, forecast)));
    }
    let changes = &history.definition.adapted;
    facts.extend(changes.iter().map(|change| (texts.get("cli-adapted"), texts.say(change))));
    facts.extend(history.asks().iter().map(|ask| (texts.get("cli-asks"), asked(texts, run.id, ask))));
    facts.retain(|(_, value)| !value.is_empty());
    output::facts(&facts)?;
    output::line("")?;
    let header = ["cli-step", "cli-state", "cli-tries", "cli-began", "cli-took", "cli-undo", "cli-why"];
    let rows: Vec<_> = history.lines().map(|(number, node)| row(texts, history, number, node)).collect();
    Ok(output::table(&header.map(|id| texts.get(id)), &rows, &[2])?)
}

/// What a person is asked, and how to answer.
pub(super) fn asked(texts: &Texts, run: RunId, ask: &Ask) -> String {
    let id = match ask.what {
        AskKind::Approve => "cli-ask-approve",
        AskKind::Task => "cli-ask-task",
        AskKind::Unknown | AskKind::UnknownUndo => "cli-ask-unknown",
    };
    let args = [
        ("step", Said::from(ask.step.clone())),
        ("what", Said::from(runs::ask(texts, ask.what))),
        ("prompt", Said::from(ask.prompt.clone())),
        ("run", Said::from(run.to_string())),
    ];
    texts.with(id, &args)
}

/// Tries of the step itself, or of its undo.
fn tries(node: &Node, undo: bool) -> usize {
    node.attempts.iter().filter(|attempt| attempt.undo == undo).count()
}

/// All tries of the step itself that have ended.
fn took(node: &Node) -> Option<Duration> {
    let spans = node.attempts.iter().filter(|attempt| !attempt.undo).filter_map(|attempt| attempt.took);
    spans.reduce(|all, one| all + one)
}

fn row(texts: &Texts, history: &History, number: u32, node: Option<&Node>) -> Vec<String> {
    let Some(node) = node else {
        let state = runs::untouched(texts, history.run.is_over()).to_owned();
        return vec![history.name(number), state, String::new(), String::new(), String::new(), String::new()];
    };
    let tries = tries(node, false);
    let began = node.attempts.iter().find(|attempt| !attempt.undo).map(|attempt| rfc3339(attempt.began));
    vec![
        history.name(number),
        runs::step(texts, &node.state),
        if tries == 0 { String::new() } else { tries.to_string() },
        began.unwrap_or_default(),
        took(node).map(|took| healing::span(texts, took)).unwrap_or_default(),
        runs::undo(texts, &node.undo),
        runs::why(texts, node),
    ]
}

/// Everything about one run.
fn document(history: &History) -> Value {
    let mut value = sheet::flat(&history.run);
    value["params"] = json!(history.run.params);
    value["event"] = json!(history.run.event);
    value["forecast"] = plain(json!(history.run.forecast));
    let changes = history.definition.adapted.iter().map(ToString::to_string);
    value["adapted"] = changes.collect();
    value["asks"] = json!(history.asks());
    value["steps"] = history.lines().map(|(number, node)| step(history, number, node)).collect();
    value
}

/// A step or an item of one.
pub(super) fn step(history: &History, number: u32, node: Option<&Node>) -> Value {
    let untouched = if history.run.is_over() { "not_run" } else { "waiting" };
    let failed = |failure: &StepFailure| json!({ "word": word(failure), "text": failure.to_string() });
    let why = node.and_then(|node| match &node.state {
        StepState::Failed { why, .. } => Some(failed(why)),
        StepState::Skipped { why, .. } => Some(json!({ "word": skip_word(why), "text": why.to_string() })),
        _ => None,
    });
    let undo_why = node.and_then(|node| match &node.undo {
        UndoState::Failed { why, .. } => Some(failed(why)),
        _ => None,
    });
    let attempts = node.iter().flat_map(|node| &node.attempts).map(|attempt| {
        json!({
            "began_at": rfc3339(attempt.began),
            "took_seconds": attempt.took.map(|took| took.as_secs_f64()),
            "undo": attempt.undo,
            "failure": attempt.failure.as_deref().map(failed),
        })
    });
    json!({
        "node": number,
        "step": history.name(number),
        "state": node.map_or(untouched, |node| node.state.word()),
        "why": why,
        "undo": node.map_or("none", |node| node.undo.word()),
        "undo_why": undo_why,
        "tries": node.map_or(0, |node| tries(node, false)),
        "took_seconds": node.and_then(took).map(|took| took.as_secs_f64()),
        "attempts": attempts.collect::<Vec<_>>(),
        "outputs": node.and_then(|node| node.outputs.as_ref()),
        "done": node.map(|node| node.done).filter(|done| *done > 0),
        "sub_run": node.and_then(|node| node.sub_run),
    })
}

/// The tag that it has in every form.
fn word(failure: &StepFailure) -> Value {
    tag(json!(failure), "step_failure")
}

fn skip_word(why: &SkipReason) -> Value {
    tag(json!(why), "skipped")
}

fn tag(mut value: Value, name: &str) -> Value {
    value.get_mut(name).map(Value::take).unwrap_or_default()
}
