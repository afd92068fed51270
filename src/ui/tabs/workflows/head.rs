//! A run, or a workflow without one, in a few lines: what it is, how it stands, how far it is, what went wrong.

use ratatui::text::{Line, Span};

use super::board::span;
use crate::i18n::{Value, foreseen, runs};
use crate::model::time::Wall;
use crate::model::workflow::run::{Forward, Rollback, Run};
use crate::model::workflow::trigger::StartedBy;
use crate::model::workflow::view::{Counts, RunView, WorkflowView};
use crate::ui::scene::Scene;
use crate::ui::theme::Tone;
use crate::ui::widgets::paint;
use crate::ui::words::{self, Sign};
use crate::ui::workflow;

/// The lines about a run.
pub(super) fn run(
    scene: &Scene<'_>,
    view: &RunView,
    workflow: Option<&WorkflowView>,
    width: u16,
) -> Vec<Line<'static>> {
    let run = &view.run;
    let usual = workflow.and_then(|workflow| workflow.usual);
    let mut first = vec![
        Span::raw(" "),
        scene.ink(Tone::Strong, words::foreign(run.workflow.as_str())),
        scene.ink(
            Tone::Plain,
            format!("  {}  ", scene.trw("workflows-run", &[("id", Value::from(run.id.to_string()))])),
        ),
    ];
    first.extend(workflow::run(scene, run, !view.asks.is_empty()).spans(scene));
    first.push(scene.ink(Tone::Plain, format!(" {}", taken(scene, run, usual))));
    if let Some(undone) = workflow::rollback(scene, &run.rollback) {
        first.push(Span::raw("   "));
        first.extend(undone.spans(scene));
    }
    let mut lines = vec![Line::from(first), counts(scene, view.counts)];
    if let Some(forecast) = view.forecast_now.as_ref().filter(|_| !run.is_over()) {
        let text = runs::forecast(scene.texts, forecast);
        let worth = workflow.map(|workflow| score(scene, workflow)).unwrap_or_default();
        lines.push(dim(scene, &format!("{text}{worth}"), width));
    }
    if let Some((tone, why)) = trouble(scene, view) {
        lines.extend(wrapped(scene, tone, &why, width));
    }
    let mut told = vec![started(scene, run)];
    if !run.params.is_empty() {
        let params = run.params.iter().map(|(name, value)| format!("{name}={}", plain(value)));
        told.push(words::foreign(&params.collect::<Vec<_>>().join(" ")));
    }
    lines.push(dim(scene, &told.join(&format!(" {} ", scene.glyphs.dot)), width));
    lines
}

/// The lines about a workflow of which no run is looked at.
pub(super) fn idle(scene: &Scene<'_>, view: &WorkflowView, width: u16) -> Vec<Line<'static>> {
    let dot = scene.glyphs.dot;
    let mut first = vec![Span::raw(" "), scene.ink(Tone::Strong, words::foreign(view.name.as_str()))];
    if !view.description.is_empty() {
        let room = width.saturating_sub(paint::width(view.name.as_str()) + 4);
        let text = paint::fit(&words::foreign(&view.description), room, scene.glyphs.cut);
        first.push(scene.ink(Tone::Plain, format!("  {text}")));
    }
    let mut told = vec![scene.trw("workflows-steps", &[("n", Value::from(view.steps))])];
    if let Some(usual) = view.usual {
        told.push(scene.trw("workflows-usual", &[("span", Value::from(span(scene, usual)))]));
    }
    let (failed, of) = view.failed;
    if of > 0 {
        told.push(scene.trw("workflows-failed", &[("failed", Value::from(failed)), ("of", Value::from(of))]));
    }
    let mut lines = vec![Line::from(first), dim(scene, &told.join(&format!(" {dot} ")), width)];
    if of > 0 {
        let worth = foreseen::score(scene.texts, &view.score);
        lines.push(dim(scene, &scene.trw("workflows-forecasts", &[("worth", Value::from(worth))]), width));
    }
    for trigger in &view.triggers {
        let mut text = format!("{} {}", words::foreign(&trigger.kind), words::foreign(&trigger.what));
        if let Some(next) = trigger.next {
            text = format!("{text} {dot} {}", scene.trw("workflows-next", &[("at", Value::from(coming(scene, next)))]));
        }
        let (fired, late, missed, skipped) = trigger.counts;
        if fired > 0 {
            let args = [
                ("fired", Value::from(fired)),
                ("late", Value::from(late)),
                ("missed", Value::from(missed)),
                ("skipped", Value::from(skipped)),
            ];
            text = format!("{text} {dot} {}", scene.trw("workflows-fired", &args));
        }
        lines.push(dim(scene, &text, width));
    }
    lines
}

/// A moment to come: how far away, and when.
pub(super) fn coming(scene: &Scene<'_>, at: Wall) -> String {
    let left = (at - scene.taken()).to_std().unwrap_or_default();
    let args = [("span", Value::from(scene.age(left))), ("at", Value::from(scene.stamp(at)))];
    scene.trw("workflows-in", &args)
}

fn taken(scene: &Scene<'_>, run: &Run, usual: Option<std::time::Duration>) -> String {
    let took = workflow::clock(scene, workflow::took(scene, run));
    match usual.filter(|_| !run.is_over()) {
        Some(usual) => {
            let usual = workflow::clock(scene, usual);
            scene.trw("workflows-of-usual", &[("took", Value::from(took)), ("usual", Value::from(usual))])
        }
        None => took,
    }
}

/// What the forecasts of its runs were worth, where any were made.
fn score(scene: &Scene<'_>, workflow: &WorkflowView) -> String {
    format!(" {} {}", scene.glyphs.dot, foreseen::score(scene.texts, &workflow.score))
}

fn dim(scene: &Scene<'_>, text: &str, width: u16) -> Line<'static> {
    let text = paint::fit(text, width.saturating_sub(2), scene.glyphs.cut);
    Line::from(scene.ink(Tone::Dim, format!(" {text}")))
}

/// How many steps are where; also tells what the marks mean.
pub(super) fn counts(scene: &Scene<'_>, counts: Counts) -> Line<'static> {
    let g = scene.glyphs;
    let all = [
        (counts.succeeded, g.good, Tone::Good, "step-state-succeeded"),
        (counts.running, g.busy, Tone::Busy, "step-state-running"),
        (counts.asking, g.unknown, Tone::Warn, "step-state-asking"),
        (counts.failed, g.bad, Tone::Bad, "step-state-failed"),
        (counts.waiting, g.off, Tone::Dim, "step-state-waiting"),
        (counts.skipped, g.skipped, Tone::Dim, "step-state-skipped"),
        (counts.undone, g.undone, Tone::Good, "undo-state-done"),
    ];
    let mut spans = vec![Span::raw(" ")];
    for (n, glyph, tone, id) in all.into_iter().filter(|(n, ..)| *n > 0) {
        let sign = Sign { glyph, tone, word: format!("{n} {}", scene.tr_made(id)) };
        spans.extend(sign.spans(scene));
        spans.push(Span::raw("  "));
    }
    Line::from(spans)
}

/// What went wrong, or what it waits for.
fn trouble(scene: &Scene<'_>, view: &RunView) -> Option<(Tone, String)> {
    let mut parts = Vec::new();
    let mut tone = Tone::Warn;
    if let Some(ask) = view.asks.first() {
        parts.push(asked(scene, ask));
        parts.extend((!ask.detail.is_empty()).then(|| words::foreign(&ask.detail)));
    }
    match &view.run.forward {
        None | Some(Forward::Succeeded) => {}
        Some(why) => {
            if matches!(why, Forward::Failed { .. } | Forward::TimedOut { .. }) {
                tone = Tone::Bad;
            }
            parts.push(scene.texts.say(why));
        }
    }
    if let partial @ Rollback::Partial { .. } = &view.run.rollback {
        tone = Tone::Bad;
        parts.push(scene.trw("workflows-undone", &[("what", Value::from(scene.texts.say(partial)))]));
    }
    if let Some(held) = &view.held {
        parts.push(scene.trw("workflows-held", &[("why", Value::from(scene.texts.say(held)))]));
    }
    (!parts.is_empty()).then(|| (tone, parts.join(&format!(" {} ", scene.glyphs.dot))))
}

/// What a step asks, with its name.
pub(crate) fn asked(scene: &Scene<'_>, ask: &crate::model::workflow::view::Ask) -> String {
    let step = words::foreign(&ask.step);
    let what = crate::ui::errand::question(scene, ask);
    scene.trw("workflows-asked", &[("step", Value::from(step)), ("what", Value::from(what))])
}

fn wrapped(scene: &Scene<'_>, tone: Tone, text: &str, width: u16) -> Vec<Line<'static>> {
    let parts = paint::wrap(text, width.saturating_sub(2).max(8));
    parts.into_iter().take(3).map(|part| Line::from(vec![Span::raw(" "), scene.ink(tone, part)])).collect()
}

/// What started it, and when.
fn started(scene: &Scene<'_>, run: &Run) -> String {
    let by = match &run.started_by {
        StartedBy::Operator { by } => {
            scene.trw("started-operator", &[("by", Value::from(words::foreign(by.as_str())))])
        }
        StartedBy::Schedule { due, .. } => scene.trw("started-schedule", &[("due", Value::from(scene.full(*due)))]),
        StartedBy::Trigger { what, .. } => scene.trw("started-trigger", &[("what", Value::from(words::foreign(what)))]),
        StartedBy::Step { run, .. } => scene.trw("started-step", &[("run", Value::from(run.to_string()))]),
        StartedBy::Retry { by, of } => {
            let args = [("by", Value::from(words::foreign(by.as_str()))), ("of", Value::from(of.to_string()))];
            scene.trw("started-retry", &args)
        }
    };
    format!("{by} {} {}", scene.glyphs.dot, scene.full(run.created_at))
}

/// A value of a parameter or an output in one line.
pub(super) fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
