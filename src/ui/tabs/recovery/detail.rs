//! An incident in full: causes, layers with their attempts, what was weighed, alerts, timeline.

use ratatui::text::{Line, Span};

use super::{foresight, ladder};
use crate::i18n::{Value, alike, healing};
use crate::model::alike::LikeIncidents;
use crate::model::incident::{Evidence, Incident, IncidentState, Suspect};
use crate::model::recovery::{Attempt, Weighed};
use crate::ui::foresight as shown;
use crate::ui::incident;
use crate::ui::scene::Scene;
use crate::ui::theme::Tone;
use crate::ui::widgets::facts::Facts;
use crate::ui::widgets::paint;
use crate::ui::words;

/// Cells of a label.
const LABEL: u16 = 12;
/// Cells of the bar that shows a share.
const BAR: usize = 8;

/// The lines for one incident.
pub(super) fn lines(
    scene: &Scene<'_>,
    incident: &Incident,
    like: Option<&LikeIncidents>,
    width: u16,
) -> Vec<Line<'static>> {
    let mut facts = Facts::new(scene, width, LABEL);
    facts.heading(&incident::subject(scene, incident));
    life(scene, incident, &mut facts);
    if let Some(like) = like {
        facts.text(scene.tr("recovery-earlier"), &alike::incidents(scene.texts, like), Tone::Plain);
    }
    match shown::forecast(incident) {
        Some(forecast) => foresight::draw(scene, incident, forecast, &mut facts, width),
        None => {
            causes(scene, incident, &mut facts, width);
            ladder::draw(scene, incident, &mut facts, width);
        }
    }
    weighed(scene, incident, &mut facts, width);
    members(scene, incident, &mut facts, width);
    timeline(scene, incident, &mut facts, width);
    facts.into_lines()
}

fn life(scene: &Scene<'_>, incident: &Incident, facts: &mut Facts<'_>) {
    let mut state = incident::sign(scene, incident).spans(scene);
    let number = scene.trw("recovery-number", &[("id", Value::from(incident.id.to_string()))]);
    state.push(scene.ink(Tone::Dim, format!("  {number}")));
    facts.fact(scene.tr("column-state"), state);
    let called = incident::needs_person(incident) && incident.attempt().is_none();
    let (tone, text) = if called { incident::idle(scene, incident) } else { incident::under_way(scene, incident) };
    let tone = if incident.is_open() { tone } else { Tone::Plain };
    facts.text(scene.tr(if incident.is_open() { "recovery-now" } else { "recovery-ended" }), &text, tone);
    let span = scene.long(scene.since(incident.opened_at));
    let args = [("at", Value::from(scene.full(incident.opened_at))), ("span", Value::from(span))];
    facts.text(scene.tr("recovery-began"), &scene.trw("detail-since", &args), Tone::Plain);
    if let IncidentState::NeedsPerson { since, why } = &incident.state {
        let span = scene.age(scene.since(*since));
        let ago = scene.trw("ago", &[("span", Value::from(span))]);
        let why = format!("{} {} {ago}", healing::need(scene.texts, *why), scene.glyphs.dot);
        facts.text(scene.tr("recovery-called"), &why, Tone::Warn);
    }
    let parts: Vec<&str> = incident.signature.split('|').filter(|part| !part.is_empty()).collect();
    let like = words::foreign(&parts.join(&format!(" {} ", scene.glyphs.dot)));
    facts.text(scene.tr("recovery-like"), &like, Tone::Dim);
}

fn causes(scene: &Scene<'_>, incident: &Incident, facts: &mut Facts<'_>, width: u16) {
    facts.heading(scene.tr("recovery-causes"));
    if incident.causes.is_empty() {
        facts.prose(scene.tr("recovery-no-causes"), Tone::Dim);
    }
    for (rank, suspect) in incident.causes.iter().enumerate() {
        let tone = if rank == 0 { Tone::Strong } else { Tone::Plain };
        facts.line(Line::from(share(scene, suspect, tone)));
        for fact in &suspect.evidence {
            let tone = if matches!(fact, Evidence::Changed { .. }) { Tone::Warn } else { Tone::Dim };
            indented(scene, facts, &healing::evidence(scene.texts, fact), tone, 7, width);
        }
    }
}

/// A suspect with the share of the blame.
fn share(scene: &Scene<'_>, suspect: &Suspect, tone: Tone) -> Vec<Span<'static>> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of a few cells"
    )]
    let cells = ((suspect.score.clamp(0.0, 1.0) * BAR as f64).round() as usize).min(BAR);
    let full = scene.glyphs.heights[scene.glyphs.heights.len() / 2];
    vec![
        scene.ink(tone, format!(" {:.2} ", suspect.score.clamp(0.0, 1.0))),
        scene.ink(Tone::Accent, full.repeat(cells)),
        scene.ink(Tone::Dim, scene.glyphs.line.repeat(BAR - cells)),
        scene.ink(tone, format!(" {}", words::foreign(suspect.service.as_str()))),
    ]
}

/// Wrapped text with a margin.
pub(super) fn indented(scene: &Scene<'_>, facts: &mut Facts<'_>, text: &str, tone: Tone, margin: u16, width: u16) {
    for part in paint::wrap(text, width.saturating_sub(margin + 1).max(8)) {
        let blank = " ".repeat(margin.into());
        facts.line(Line::from(vec![Span::raw(blank), scene.ink(tone, part)]));
    }
}

/// The last choice: why this one, and what it was weighed against.
fn weighed(scene: &Scene<'_>, incident: &Incident, facts: &mut Facts<'_>, width: u16) {
    let Some(attempt) = incident.attempts.iter().rev().find(|attempt| !attempt.weighed.is_empty()) else { return };
    facts.heading(&scene.trw("recovery-weighed", &[("number", Value::from(attempt.number))]));
    for line in weighed_lines(scene, attempt, width) {
        facts.line(line);
    }
}

fn weighed_lines(scene: &Scene<'_>, attempt: &Attempt, width: u16) -> Vec<Line<'static>> {
    let columns = ["recovery-heals", "recovery-tries", "recovery-cost"].map(|id| scene.tr(id));
    let wide = columns.map(|title| paint::width(title).max(6));
    let right =
        |text: &str, wide: u16| format!("{}{text}  ", " ".repeat(wide.saturating_sub(paint::width(text)).into()));
    let mut title = String::from("   ");
    for (name, wide) in columns.iter().zip(wide) {
        title.push_str(&right(name, wide));
    }
    title.push_str(scene.tr("recovery-action"));
    let mut lines = vec![Line::from(scene.ink(Tone::Dim, title))];
    for one in &attempt.weighed {
        let chosen = one.action == attempt.action;
        let tone = match (&one.barred, chosen) {
            (_, true) => Tone::Strong,
            (None, _) => Tone::Plain,
            (Some(_), _) => Tone::Dim,
        };
        let cells = figures(scene, one);
        let mut text = String::new();
        for (cell, wide) in cells.iter().zip(wide) {
            text.push_str(&right(cell, wide));
        }
        text.push_str(&healing::action(scene.texts, &one.action));
        let mark = if chosen { scene.glyphs.mark } else { " " };
        let spans = vec![scene.ink(Tone::Accent, format!(" {mark} ")), scene.ink(tone, text)];
        lines.push(Line::from(spans));
        if let Some(bar) = one.barred.as_ref().filter(|_| !chosen) {
            let margin = 5 + wide.iter().sum::<u16>() + 6;
            let text = paint::fit(&healing::bar(scene.texts, bar), width.saturating_sub(margin + 1), scene.glyphs.cut);
            lines.push(Line::from(vec![Span::raw(" ".repeat(margin.into())), scene.ink(Tone::Dim, text)]));
        }
    }
    lines
}

/// How often it heals, of how many tries that is known, and what it costs.
pub(crate) fn figures(scene: &Scene<'_>, one: &Weighed) -> [String; 3] {
    let cost = std::time::Duration::try_from_secs_f64(one.cost.clamp(0.0, 1e9)).unwrap_or_default();
    [format!("{:.0} %", one.heals * 100.0), one.tries.to_string(), healing::span(scene.texts, cost)]
}

fn members(scene: &Scene<'_>, incident: &Incident, facts: &mut Facts<'_>, width: u16) {
    if incident.members.is_empty() {
        return;
    }
    facts.heading(scene.tr("recovery-members"));
    for member in &incident.members {
        let mut sign = words::severity(scene, member.severity);
        let end = match member.resolved_at {
            None => scene.age(scene.since(member.opened_at)),
            Some(at) => {
                sign.tone = Tone::Dim;
                sign.glyph = scene.glyphs.off;
                format!("{} {}", scene.tr("alert-state-resolved"), incident::at(scene, at))
            }
        };
        let what = healing::key(scene.texts, &member.key);
        let room = width.saturating_sub(paint::width(&sign.word) + paint::width(&end) + 8);
        let mut spans = vec![Span::raw(" ")];
        spans.extend(sign.spans(scene));
        spans.push(scene.ink(Tone::Plain, format!("  {}  ", paint::fit(&what, room, scene.glyphs.cut))));
        spans.push(scene.ink(Tone::Dim, end));
        facts.line(Line::from(spans));
    }
}

fn timeline(scene: &Scene<'_>, incident: &Incident, facts: &mut Facts<'_>, width: u16) {
    facts.heading(scene.tr("recovery-timeline"));
    for (at, text) in healing::timeline(scene.texts, &incident.timeline) {
        let at = format!(" {}  ", incident::at(scene, at));
        let lead = paint::width(&at);
        for (row, part) in paint::wrap(&text, width.saturating_sub(lead + 1).max(8)).into_iter().enumerate() {
            let before = if row == 0 { at.clone() } else { " ".repeat(lead.into()) };
            facts.line(Line::from(vec![scene.ink(Tone::Dim, before), scene.ink(Tone::Plain, part)]));
        }
    }
}
