//! One step in full: how it stands, its tries, what went wrong, what it gave, how it is undone, and what it printed last.

use ratatui::text::Line;

use super::board::{Board, number, span};
use super::head::plain;
use super::nodes;
use crate::i18n::Value;
use crate::model::workflow::order::Ticket as Try;
use crate::model::workflow::run::Node;
use crate::model::workflow::state::{Attempt, StepState, UndoState};
use crate::model::workflow::step::{NeedReason, StepSpec, UndoSpec, Work};
use crate::ui::numbers;
use crate::ui::scene::Scene;
use crate::ui::theme::Tone;
use crate::ui::widgets::facts::Facts;
use crate::ui::words::{self, Sign};
use crate::ui::workflow;

/// Cells of a label.
const LABEL: u16 = 12;
/// Names of needs that are told.
const NEEDS: usize = 12;

/// The newest try of a node, or of its undo; none where it has none that prints.
pub(super) fn last_try(board: &Board<'_>, node: u32) -> Option<Try> {
    let seen = board.seen?;
    let of = seen.node(node)?;
    let undo = of.attempts.last()?.undo;
    let spec = board.spec(node)?;
    let work = if undo { spec.undo.as_ref().map(|undo| &undo.work)? } else { &spec.work };
    let attempt = of.attempts.iter().filter(|attempt| attempt.undo == undo).count();
    work.is_process().then(|| Try { run: seen.run.id, node, undo, attempt: u32::try_from(attempt).unwrap_or(u32::MAX) })
}

/// A step in full; `tail` is what it printed last.
pub(super) fn lines(scene: &Scene<'_>, board: &Board<'_>, at: u32, tail: &[String], width: u16) -> Vec<Line<'static>> {
    let mut facts = Facts::new(scene, width, LABEL);
    let (spec, node) = (board.spec(at), board.node(at));
    facts.heading(&board.name(at));
    state(scene, board, at, &mut facts);
    if let Some(item) = node.and_then(|node| nodes::item(board, node)) {
        facts.text(scene.tr("step-item"), &item, Tone::Plain);
    }
    if let Some(items) = node.and_then(|node| node.items.as_ref()) {
        let done = board.items_done(items.first, items.values.len());
        let args = [("done", Value::from(done)), ("n", Value::from(items.values.len()))];
        facts.text(scene.tr("step-items"), &scene.trw("step-items-done", &args), Tone::Plain);
    }
    if let Some(run) = node.and_then(|node| node.sub_run) {
        let run = scene.trw("workflows-run", &[("id", Value::from(run.to_string()))]);
        facts.text(scene.tr("step-sub-run"), &run, Tone::Plain);
    }
    if let Some(spec) = spec {
        if !spec.settings.description.is_empty() {
            facts.text(scene.tr("step-about"), &words::foreign(&spec.settings.description), Tone::Plain);
        }
        facts.text(spec.work.word(), &words::foreign(&work(&spec.work)), Tone::Plain);
        needs(scene, board, spec, &mut facts);
        undo(scene, spec, node, &mut facts);
    }
    if let Some(node) = node {
        attempts(scene, &node.attempts, &mut facts);
        if let Some(outputs) = node.outputs.as_ref().filter(|outputs| !outputs.is_empty()) {
            facts.heading(scene.tr("step-outputs"));
            for (name, value) in outputs.iter() {
                facts.text(&words::foreign(name), &words::foreign(&plain(value)), Tone::Plain);
            }
        }
    }
    if !tail.is_empty() {
        facts.heading(scene.tr("detail-log"));
        for line in tail {
            facts.line(Line::from(scene.ink(Tone::Dim, format!(" {}", words::foreign(line)))));
        }
    }
    facts.into_lines()
}

fn state(scene: &Scene<'_>, board: &Board<'_>, at: u32, facts: &mut Facts<'_>) {
    let node = board.node(at);
    let waiting = StepState::Waiting;
    let state = node.map_or(&waiting, |node| &node.state);
    let mut spans = workflow::step(scene, state).spans(scene);
    let mut told = node.map(|node| nodes::time(scene, node)).unwrap_or_default();
    if let Some(usual) = board.usual(at) {
        let usual = scene.trw("workflows-usual", &[("span", Value::from(span(scene, usual)))]);
        told = if told.is_empty() { usual } else { format!("{told} {} {usual}", scene.glyphs.dot) };
    }
    spans.push(scene.ink(Tone::Dim, format!("  {told}")));
    facts.fact(scene.tr("column-state"), spans);
    match state {
        StepState::Failed { why, .. } => facts.text(scene.tr("step-why"), &scene.texts.say(why), Tone::Bad),
        StepState::Skipped { why, .. } => facts.text(scene.tr("step-why"), &scene.texts.say(why), Tone::Dim),
        StepState::Delayed { until } => {
            let left = numbers::countdown((*until - scene.taken()).to_std().unwrap_or_default());
            let next = scene.trw("step-again-in", &[("left", Value::from(left))]);
            facts.text(scene.tr("step-why"), &next, Tone::Warn);
        }
        StepState::Asking { .. } | StepState::Unknown { .. } => {
            let asks = board.seen.and_then(|seen| workflow::find(scene.snapshot?, seen.run.id));
            let ask = asks.and_then(|view| view.asks.iter().find(|ask| ask.node == at));
            if let Some(ask) = ask {
                facts.text(scene.tr("step-asks"), &crate::ui::errand::question(scene, ask), Tone::Warn);
                if !ask.detail.is_empty() {
                    facts.text("", &words::foreign(&ask.detail), Tone::Plain);
                }
            }
        }
        _ => {}
    }
}

fn needs(scene: &Scene<'_>, board: &Board<'_>, spec: &StepSpec, facts: &mut Facts<'_>) {
    let told = spec.needs.iter().take(NEEDS).map(|need| {
        let name = board.name(need.step);
        match &need.why {
            NeedReason::After | NeedReason::Branch(_) => name,
            NeedReason::Output(output) => format!("{name} ({})", words::foreign(output)),
            NeedReason::File(file) => format!("{name} ({})", words::foreign(file)),
        }
    });
    let mut told: Vec<String> = told.collect();
    if spec.needs.len() > NEEDS {
        told.push(scene.trw("workflows-folded", &[("n", Value::from(spec.needs.len() - NEEDS))]));
    }
    if !told.is_empty() {
        facts.text(scene.tr("step-after"), &told.join(", "), Tone::Dim);
    }
}

fn undo(scene: &Scene<'_>, spec: &StepSpec, node: Option<&Node>, facts: &mut Facts<'_>) {
    let planned = match &spec.undo {
        Some(undo) => {
            let UndoSpec { work: does, .. } = &**undo;
            format!("{} {}", does.word(), words::foreign(&work(does)))
        }
        None if spec.settings.irreversible => scene.tr("undo-state-irreversible").to_owned(),
        None => return,
    };
    facts.text(scene.tr("step-undo"), &planned, Tone::Dim);
    let state = node.map(|node| &node.undo);
    if let Some(sign) = state.and_then(|state| workflow::undo(scene, state)) {
        facts.fact("", sign.spans(scene));
    }
    if let Some(UndoState::Failed { why, .. }) = state {
        facts.text("", &scene.texts.say(why), Tone::Bad);
    }
}

fn attempts(scene: &Scene<'_>, attempts: &[Attempt], facts: &mut Facts<'_>) {
    if attempts.is_empty() {
        return;
    }
    facts.heading(scene.tr("step-attempts"));
    let mut counts = [0_u32; 2];
    for attempt in attempts {
        let n = &mut counts[usize::from(attempt.undo)];
        *n += 1;
        let g = scene.glyphs;
        let (glyph, tone) = match (&attempt.failure, attempt.took) {
            (Some(_), _) => (g.bad, Tone::Bad),
            (None, Some(_)) if attempt.undo => (g.undone, Tone::Good),
            (None, Some(_)) => (g.good, Tone::Good),
            (None, None) => (g.busy, Tone::Busy),
        };
        let took = attempt.took.unwrap_or_else(|| scene.since(attempt.began));
        let word = format!("{} {}", scene.clock(attempt.began), span(scene, took));
        let label = if attempt.undo { scene.tr("step-undo").to_owned() } else { scene.tr("step-try").to_owned() };
        facts.fact(&format!("{label} {n}"), Sign { glyph, word, tone }.spans(scene));
        if let Some(why) = &attempt.failure {
            facts.text("", &scene.texts.say(&**why), Tone::Dim);
        }
    }
}

/// What a step does, as written.
fn work(work: &Work) -> String {
    match work {
        Work::Command(words) => words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        Work::Shell(text) => text.to_string(),
        Work::Http(http) => format!("{} {}", http.method, http.url),
        Work::Service { name, action } => format!("{} {name}", action.word()),
        Work::Workflow { name, .. } => name.to_string(),
        Work::Approve { prompt } => prompt.to_string(),
        Work::Task { title, .. } => title.to_string(),
        Work::Wait(what) => what.to_string(),
        Work::Notify { message, .. } => message.to_string(),
        Work::Switch(cases) => cases
            .iter()
            .map(|case| {
                let to: Vec<&str> = case.to.iter().map(AsRef::as_ref).collect();
                case.when.as_ref().map_or_else(|| to.join(", "), |when| format!("{}: {}", when.0, to.join(", ")))
            })
            .collect::<Vec<_>>()
            .join("; "),
        Work::Set(values) => values.keys().cloned().collect::<Vec<_>>().join(", "),
    }
}

/// A step in one line, for below the graph.
pub(super) fn brief(scene: &Scene<'_>, board: &Board<'_>, at: u32) -> String {
    let dot = scene.glyphs.dot;
    let mut parts = vec![board.name(at)];
    if let Some(spec) = board.spec(at) {
        parts.push(format!("{} {}", spec.work.word(), words::foreign(&work(&spec.work))));
    }
    let tries = board.node(at).map_or(0, |node| number(node.attempts.iter().filter(|attempt| !attempt.undo).count()));
    if tries > 1 {
        parts.push(scene.trw("step-tries", &[("n", Value::from(tries))]));
    }
    parts.join(&format!(" {dot} "))
}
