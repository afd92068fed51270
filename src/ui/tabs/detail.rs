//! A service in full: state, probes, neighbours, restarts, usage, last log lines.

use ratatui::text::{Line, Span};

use super::super::numbers;
use super::super::scene::Scene;
use super::super::theme::Tone;
use super::super::widgets::facts::Facts;
use super::super::widgets::paint;
use super::super::widgets::spark::spark;
use super::super::words;
use super::limits::limits;
use super::logged::logged;
use crate::i18n::{Value, foresight};
use crate::model::outlook::Prospect;
use crate::model::probe::ProbeView;
use crate::model::series::{Series, Unit};
use crate::model::service::{Health, ServiceState};
use crate::model::snapshot::ServiceView;

/// Cells of a label.
const LABEL: u16 = 14;

/// The lines for one service.
pub(crate) fn service(scene: &Scene<'_>, view: &ServiceView, tail: &[String], width: u16) -> Vec<Line<'static>> {
    let mut facts = Facts::new(scene, width, LABEL);
    facts.heading(&words::foreign(view.name.as_str()));
    life(scene, view, &mut facts);
    neighbours(scene, view, &mut facts);
    if !view.probes.is_empty() {
        facts.heading(scene.tr("detail-probes"));
        for probe in &view.probes {
            self::probe(scene, probe, &mut facts);
        }
    }
    usage(scene, view, &mut facts);
    ahead(scene, view, &mut facts);
    limits(scene, view, &mut facts);
    logged(scene, &view.name, &mut facts, width);
    if !tail.is_empty() {
        facts.heading(scene.tr("detail-log"));
        for line in tail {
            let line = paint::fit(&words::foreign(line), width.saturating_sub(2), scene.glyphs.cut);
            facts.line(Line::from(vec![Span::raw(" "), scene.ink(Tone::Dim, line)]));
        }
    }
    facts.into_lines()
}

fn life(scene: &Scene<'_>, view: &ServiceView, facts: &mut Facts<'_>) {
    let sign = words::service(scene, view);
    let mut state = sign.spans(scene);
    if let ServiceState::Running { started_at, identity, .. } = &view.state {
        let span = scene.long(scene.since(*started_at));
        state.push(scene.ink(Tone::Dim, format!("  {}", scene.trw("detail-for", &[("span", Value::from(span))]))));
        if let Some(identity) = identity {
            state.push(scene.ink(Tone::Dim, format!("  pid {}", identity.pid)));
        }
    }
    facts.fact(scene.tr("column-state"), state);
    if let Some((sign, text)) = words::healing(scene, view) {
        facts.text(scene.tr("detail-now"), &text, sign.tone);
    }
    let why = words::why(scene, view);
    if !why.is_empty() {
        facts.text(scene.tr("column-why"), &why, Tone::Plain);
    }
    let mut health = words::health(scene, view).spans(scene);
    if let (Health::Unhealthy { since, .. }, false) = (&view.health, view.is_held_back()) {
        health.push(scene.ink(Tone::Dim, format!("  {}", scene.age(scene.since(*since)))));
    }
    facts.fact(scene.tr("column-health"), health);
    if let Some(managed) = &view.managed {
        let label = if view.kind == "unit" { "detail-unit" } else { "detail-container" };
        facts.text(scene.tr(label), &words::foreign(&managed.target), Tone::Dim);
        if !managed.words.is_empty() {
            facts.text(scene.tr("detail-manager-says"), &words::foreign(&managed.words), Tone::Plain);
        }
        if let Some(unclear) = managed.unclear.as_ref().filter(|_| view.state != ServiceState::Unknown) {
            facts.text("", &scene.texts.say(unclear), Tone::Bad);
        }
    }
    if let Some(program) = &view.program {
        facts.text(scene.tr("detail-runs"), &words::foreign(program), Tone::Dim);
    }
    let (used, allowed) = view.window;
    if allowed > 0 {
        let args = [
            ("total", Value::from(numbers::whole(view.restarts))),
            ("used", Value::from(used)),
            ("max", Value::from(allowed)),
        ];
        let tone = if used >= allowed { Tone::Warn } else { Tone::Plain };
        facts.text(scene.tr("column-restarts"), &scene.trw("detail-restarts", &args), tone);
    }
    if let Some(exit) = &view.last_exit {
        facts.text(scene.tr("detail-last-exit"), &scene.texts.say(exit), Tone::Plain);
    }
    let figures = scene.snapshot.and_then(|s| s.figures.services.iter().find(|figures| figures.name == view.name));
    if let Some(figures) = figures {
        let mut text = numbers::share(figures.availability);
        if figures.outages > 0 {
            let outages = scene.trw("count-outages", &[("n", Value::from(figures.outages))]);
            text = format!("{text} {} {outages}", scene.glyphs.dot);
        }
        facts.text(scene.tr("goal-availability"), &text, Tone::Plain);
    }
}

fn neighbours(scene: &Scene<'_>, view: &ServiceView, facts: &mut Facts<'_>) {
    for (label, names) in [("detail-needs", &view.depends_on), ("detail-needed-by", &view.dependants)] {
        if names.is_empty() {
            continue;
        }
        let mut spans = Vec::new();
        for name in names {
            let sign = scene.snapshot.and_then(|s| s.service(name.as_str())).map(|other| words::service(scene, other));
            if let Some(sign) = sign {
                spans.push(scene.ink(sign.tone, format!("{} ", sign.glyph)));
            }
            spans.push(scene.ink(Tone::Plain, format!("{}  ", words::foreign(name.as_str()))));
        }
        facts.fact(scene.tr(label), spans);
    }
}

fn probe(scene: &Scene<'_>, probe: &ProbeView, facts: &mut Facts<'_>) {
    let g = scene.glyphs;
    let (glyph, tone, word) = match probe.passing {
        Some(true) => (g.good, Tone::Good, scene.tr("probe-passing")),
        Some(false) => (g.bad, Tone::Bad, scene.tr("probe-failing")),
        None => (g.unknown, Tone::Dim, scene.tr("probe-unknown")),
    };
    let role = scene.tr_made(&format!("role-{}", role_word(probe)));
    let mut spans = vec![
        scene.ink(tone, format!("{glyph} ")),
        Span::styled(paint::padded(word, 9).content, scene.style(if tone == Tone::Good { Tone::Plain } else { tone })),
        scene.ink(Tone::Dim, format!("{} {role}", words::foreign(&probe.kind))),
    ];
    if let Some(took) = probe.last_took {
        spans.push(scene.ink(Tone::Dim, format!("  {}", numbers::latency(scene.texts, took))));
    }
    if probe.against.0 > 0 {
        let args = [("n", Value::from(probe.against.0)), ("max", Value::from(probe.against.1))];
        let id = if probe.passing == Some(false) { "probe-passes" } else { "probe-failures" };
        spans.push(scene.ink(Tone::Warn, format!("  {}", scene.trw(id, &args))));
    }
    if probe.flapping {
        spans.push(scene.ink(Tone::Warn, format!("  {}", scene.tr("probe-flapping"))));
    }
    facts.fact(&words::foreign(&probe.name), spans);
    if let (Some(failure), true) = (&probe.last_failure, probe.passing != Some(true) || probe.against.0 > 0) {
        facts.text("", &scene.texts.say(failure), Tone::Warn);
    }
}

fn role_word(probe: &ProbeView) -> &'static str {
    use crate::model::spec::ProbeRole;
    match probe.role {
        ProbeRole::Startup => "startup",
        ProbeRole::Readiness => "readiness",
        ProbeRole::Liveness => "liveness",
    }
}

fn usage(scene: &Scene<'_>, view: &ServiceView, facts: &mut Facts<'_>) {
    let Some(calm) = scene.calm.and_then(|calm| calm.service(view.name.as_str())) else { return };
    let (Some(usage), Some(_)) = (calm.usage, view.usage) else { return };
    facts.heading(scene.tr("detail-usage"));
    #[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
    let rows = [
        ("column-cpu", "service.cpu_percent", scene.value(Unit::Percent, usage.cpu_percent), Some((0.0, 100.0))),
        ("column-memory", "service.memory_bytes", numbers::bytes(usage.memory_bytes as f64), None),
    ];
    for (label, metric, value, scale) in rows {
        let series = scene.calm.and_then(|calm| calm.series(&Series::at(metric, view.name.as_str())));
        let history = series.map(|series| spark(&series.recent, 20, scale, scene.glyphs)).unwrap_or_default();
        let value = format!("{value:>8}  ");
        facts.fact(scene.tr(label), vec![scene.ink(Tone::Plain, value), scene.ink(Tone::Accent, history)]);
    }
    let args = [
        ("processes", Value::from(usage.processes)),
        ("threads", Value::from(usage.threads)),
        ("files", Value::from(usage.files)),
    ];
    facts.text(scene.tr("detail-holds"), &scene.trw("detail-holdings", &args), Tone::Dim);
}

/// What is certain to come is marked from so long before on.
const SOON: std::time::Duration = std::time::Duration::from_hours(14 * 24);

/// When what it uses is at a limit, and when its certificates are over.
fn ahead(scene: &Scene<'_>, view: &ServiceView, facts: &mut Facts<'_>) {
    let all = scene.snapshot.map_or(&[][..], |snapshot| &snapshot.outlooks);
    let own = all.iter().filter(|outlook| outlook.service.as_ref() == Some(&view.name));
    for (number, outlook) in own.enumerate() {
        let tone = match outlook.prospect {
            Prospect::Expected { .. } => Tone::Warn,
            Prospect::Certain { within } if within < SOON => Tone::Warn,
            _ => Tone::Plain,
        };
        let label = if number == 0 { scene.tr("detail-ahead") } else { "" };
        facts.text(label, &foresight::outlook_of(scene.texts, outlook), tone);
    }
}

#[cfg(test)]
mod tests;
