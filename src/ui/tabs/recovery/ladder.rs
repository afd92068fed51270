//! The four layers as a ladder with a clock: what was tried in each, what is under way, what is left.

use ratatui::text::{Line, Span};

use super::detail::indented;
use crate::i18n::{Value, healing};
use crate::model::incident::Incident;
use crate::model::recovery::{Action, Attempt, AttemptState, Bar, Layer};
use crate::ui::incident::{self, Clock};
use crate::ui::numbers;
use crate::ui::scene::Scene;
use crate::ui::theme::Tone;
use crate::ui::widgets::facts::Facts;
use crate::ui::widgets::paint;
use crate::ui::words;

/// Cells of the bar of a layer's window.
const BAR: usize = 12;

/// Adds the ladder, with what is left to try.
pub(super) fn draw(scene: &Scene<'_>, incident: &Incident, facts: &mut Facts<'_>, width: u16) {
    facts.heading(scene.tr("recovery-layers"));
    let clock = Clock::of(incident, incident::now(scene));
    for layer in Layer::ALL {
        let attempts: Vec<&Attempt> = incident.attempts.iter().filter(|attempt| attempt.layer == layer).collect();
        if !incident.is_open() && layer > clock.layer && attempts.is_empty() {
            continue;
        }
        facts.line(rung(scene, incident, clock, layer));
        for same in attempts.chunk_by(|a, b| is_same(a, b)) {
            attempt(scene, incident, same, facts, width);
        }
    }
    if incident.is_open() {
        left(scene, incident, facts);
    }
}

/// A layer with its clock.
fn rung(scene: &Scene<'_>, incident: &Incident, clock: Clock, layer: Layer) -> Line<'static> {
    let g = scene.glyphs;
    let now = layer == clock.layer;
    let over = !incident.is_open();
    let (glyph, tone) = match (now, over) {
        (true, false) => (g.busy, Tone::Busy),
        (true, true) => (g.off, Tone::Plain),
        _ if layer < clock.layer => (g.more[1], Tone::Dim),
        _ => (g.dot, Tone::Dim),
    };
    let name = paint::padded(healing::layer(scene.texts, layer), 13).content.into_owned();
    let mut spans = vec![scene.ink(tone, format!(" {glyph} ")), scene.ink(if now { Tone::Strong } else { tone }, name)];
    let window = incident::window(layer);
    if layer > clock.layer {
        let left = numbers::countdown(layer.begins().saturating_sub(clock.age));
        let text = if over { String::new() } else { scene.trw("recovery-comes", &[("left", Value::from(left))]) };
        spans.push(scene.ink(Tone::Dim, text));
        return Line::from(spans);
    }
    let elapsed = clock.elapsed(layer);
    let args = |window: String| [("elapsed", Value::from(numbers::elapsed(elapsed))), ("window", Value::from(window))];
    let text = match window {
        Some(window) => scene.trw("recovery-window", &args(numbers::elapsed(window))),
        None => scene.trw("recovery-window-open", &args(String::new())),
    };
    spans.push(scene.ink(if now { Tone::Plain } else { Tone::Dim }, text));
    if let (Some(window), true, false) = (window, now, over) {
        let share = elapsed.as_secs_f64() / window.as_secs_f64();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a share of a few cells"
        )]
        let cells = ((share * BAR as f64) as usize).min(BAR);
        let full = g.heights[g.heights.len() / 2];
        spans.push(scene.ink(Tone::Busy, format!("  {}", full.repeat(cells))));
        spans.push(scene.ink(Tone::Dim, g.line.repeat(BAR - cells)));
    }
    Line::from(spans)
}

/// Tries that went the same way one after another are told once.
fn is_same(a: &Attempt, b: &Attempt) -> bool {
    let why = |attempt: &Attempt| match &attempt.state {
        AttemptState::Failed { why, undone, .. } => Some((why.clone(), *undone)),
        _ => None,
    };
    a.action == b.action && a.service == b.service && a.trigger == b.trigger && why(a).is_some() && why(a) == why(b)
}

/// Tries that went the same way: mark, numbers, what, by whom, when; then what came of it.
pub(super) fn attempt(scene: &Scene<'_>, incident: &Incident, same: &[&Attempt], facts: &mut Facts<'_>, width: u16) {
    let (Some(first), Some(last)) = (same.first(), same.last()) else { return };
    let g = scene.glyphs;
    let (glyph, tone) = match &last.state {
        AttemptState::Proposed => (g.unknown, Tone::Warn),
        AttemptState::Acting { .. } | AttemptState::Settling { .. } | AttemptState::Verifying { .. } => {
            (g.busy, Tone::Busy)
        }
        AttemptState::Verified { .. } => (g.check[0], Tone::Good),
        AttemptState::Failed { .. } => (g.check[1], Tone::Bad),
    };
    let number = if same.len() > 1 { format!("{}-{}", first.number, last.number) } else { last.number.to_string() };
    let mut what = healing::action(scene.texts, &last.action);
    if incident.service.as_ref() != Some(&last.service) {
        what = format!("{what}, {}", words::foreign(last.service.as_str()));
    }
    if same.len() > 1 {
        what = format!("{what} {}", scene.trw("entry-times", &[("n", Value::from(same.len()))]));
    }
    let by = healing::trigger(scene.texts, &last.trigger);
    let dot = g.dot;
    facts.line(Line::from(vec![
        Span::raw("   "),
        scene.ink(tone, format!("{glyph} ")),
        scene.ink(Tone::Dim, format!("{number} ")),
        scene.ink(if last.state.is_over() { Tone::Plain } else { Tone::Strong }, what),
        scene.ink(Tone::Dim, format!(" {dot} {by} {dot} {}", incident::at(scene, last.began_at))),
    ]));
    match &last.state {
        AttemptState::Verified { took, .. } => {
            let took = healing::span(scene.texts, *took);
            let text = scene.trw("recovery-took", &[("span", Value::from(took))]);
            indented(scene, facts, &text, Tone::Good, 7, width);
        }
        AttemptState::Failed { why, undone, .. } => {
            let mut text = healing::failure(scene.texts, why);
            if *undone {
                text = format!("{text} {dot} {}", scene.tr("recovery-undone"));
            }
            indented(scene, facts, &text, Tone::Plain, 7, width);
        }
        _ => indented(scene, facts, &incident::doing(scene, last), tone, 7, width),
    }
    // What a plain restart does is clear from its name.
    if last.action != Action::Restart || last.state == AttemptState::Proposed {
        let deeds: Vec<String> = last.deeds.iter().map(|deed| healing::deed(scene.texts, deed)).collect();
        indented(scene, facts, &deeds.join(&format!(" {dot} ")), Tone::Dim, 7, width);
    }
}

/// Tries that are left, and what holds the next one back.
fn left(scene: &Scene<'_>, incident: &Incident, facts: &mut Facts<'_>) {
    if let Some(name) = &incident.service {
        let known = incident.attempts.iter().rev().find(|attempt| !attempt.weighed.is_empty());
        let weighed = known.map_or(&[][..], |attempt| &attempt.weighed);
        let applies = weighed.iter().filter(|one| one.barred != Some(Bar::NothingToDo)).map(|one| &one.action);
        let mut actions: Vec<&Action> = applies.collect();
        for attempt in &incident.attempts {
            if !actions.contains(&&attempt.action) {
                actions.push(&attempt.action);
            }
        }
        let text: Vec<String> = actions.iter().map(|action| budget(scene, incident, action, name)).collect();
        if !text.is_empty() {
            facts.gap();
            facts.text(scene.tr("recovery-left"), &text.join(&format!(" {} ", scene.glyphs.dot)), Tone::Plain);
        }
    }
    if let Some((label, text)) = incident::resting(scene, incident) {
        facts.text(scene.tr(label), &text, Tone::Warn);
    }
}

fn budget(scene: &Scene<'_>, incident: &Incident, action: &Action, name: &crate::model::id::ServiceName) -> String {
    let all = action.budget();
    let args = [
        ("action", Value::from(healing::action(scene.texts, action))),
        ("left", Value::from(all.saturating_sub(incident.failed(action, name)))),
        ("all", Value::from(all)),
    ];
    scene.trw("recovery-left-of", &args)
}
