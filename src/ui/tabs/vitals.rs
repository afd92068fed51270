//! The vitals beside the story: goals, host, agents.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::numbers;
use super::super::scene::Scene;
use super::super::theme::Tone;
use super::super::widgets::spark::spark;
use super::super::widgets::table::{Column, Table};
use super::super::widgets::{frame, paint};
use super::super::words;
use crate::i18n::{Value, foresight};
use crate::model::outlook::Prospect;
use crate::model::series::{Series, Unit};
use crate::model::snapshot::{SeriesView, ServiceView};

/// Rows that [`rows`] draws.
pub(crate) const ROWS: u16 = 5;
/// Cells of a sparkline.
const SPARK: usize = 12;

/// Goals, host and agents one below the other.
pub(crate) fn column(buf: &mut Buffer, area: Rect, scene: &Scene<'_>) {
    let agents = scene.snapshot.map_or(0, |snapshot| snapshot.agents.len());
    let gap = u16::from(area.height >= 22);
    let goals = goal_rows(scene);
    let note = watched(scene);
    let body = frame::heading(buf, area, scene, scene.tr("overview-goals"), &note);
    let table = Table {
        columns: vec![
            Column::new("", 10, 22, 0),
            Column::new("", 7, 12, 0).right(),
            Column::new("", 4, 12, 2),
            Column::new("", 1, 2, 1),
        ],
        rows: goals,
        selected: None,
        focused: false,
        titles: false,
    };
    let used = u16::try_from(table.rows.len()).unwrap_or(0);
    table.draw(buf, Rect { height: used.min(body.height), ..body }, scene);
    let rest = paint::below(body, used + gap);
    let body = frame::heading(buf, rest, scene, scene.tr("overview-host"), &system(scene));
    let lines = host_lines(scene);
    let used = paint::put_lines(buf, body, &lines, scene.glyphs.cut);
    let rest = paint::below(body, used + gap);
    if rest.height < 2 || agents == 0 {
        return;
    }
    let body = frame::heading(buf, rest, scene, scene.tr("tab-agents"), "");
    let used = paint::put_lines(buf, body, &agent_lines(scene), scene.glyphs.cut);
    let rest = paint::below(body, used + gap);
    let services = scene.snapshot.map_or(0, |snapshot| snapshot.services.len());
    if rest.height >= 2 && services > 0 {
        let note = scene.trw("count-services", &[("n", Value::from(services))]);
        let body = frame::heading(buf, rest, scene, scene.tr("tab-services"), &note);
        draw_services(buf, body, scene);
    }
}

/// Goals, host and agents in a few full rows.
pub(crate) fn rows(buf: &mut Buffer, area: Rect, scene: &Scene<'_>) {
    let body = frame::heading(buf, area, scene, scene.tr("overview-vitals"), &watched(scene));
    let mut goals = vec![Span::raw(" ")];
    // Outages are what the availability already tells of.
    for (_, row) in goal_rows(scene).into_iter().enumerate().filter(|(at, _)| *at != 2) {
        for (at, cell) in row.into_iter().enumerate().filter(|(at, _)| *at != 2) {
            goals.extend(cell.spans);
            goals.push(Span::raw(if at == 3 { "   " } else { " " }));
        }
    }
    let [cpu, memory, disk, net, load] = host_parts(scene);
    let joined = |parts: Vec<Part>| {
        let mut spans = Vec::new();
        for part in parts {
            spans.push(scene.ink(Tone::Dim, format!(" {} ", scene.texts.get(part.label))));
            spans.push(Span::styled(part.value.content.trim().to_owned(), part.value.style));
            spans.extend(part.rest.map(|rest| Span::styled(format!(" {}", rest.content.trim()), rest.style)));
            spans.push(Span::raw("  "));
        }
        Line::from(spans)
    };
    let mut agents = vec![Span::raw(" ")];
    for view in scene.snapshot.map_or(&[][..], |snapshot| &snapshot.agents) {
        let sign = words::agent(scene, &view.state);
        agents.push(scene.ink(Tone::Dim, format!("{} ", scene.tr_made(&format!("agent-name-{}", view.name.word())))));
        agents.extend(sign.spans(scene));
        agents.push(Span::raw("   "));
    }
    let lines = [Line::from(goals), joined(vec![cpu, memory, disk]), joined(vec![net, load]), Line::from(agents)];
    paint::put_lines(buf, body, &lines, scene.glyphs.cut);
}

/// Every service as a mark and its name; where there is no room for all, those in trouble come first.
fn draw_services(buf: &mut Buffer, area: Rect, scene: &Scene<'_>) {
    let mut views: Vec<&ServiceView> = scene.snapshot.map_or(&[][..], |snapshot| &snapshot.services).iter().collect();
    let mut lines = service_lines(scene, &views, area.width);
    if lines.len() > area.height.into() {
        views.sort_by_key(|view| match words::service(scene, view).tone {
            Tone::Bad => 0,
            Tone::Warn => 1,
            Tone::Busy => 2,
            _ => 3,
        });
        lines = service_lines(scene, &views, area.width);
    }
    let used = paint::put_lines(buf, area, &lines, scene.glyphs.cut);
    if usize::from(used) < lines.len() && used > 0 {
        let more = Line::from(scene.ink(Tone::Accent, scene.glyphs.more[1]));
        paint::put_right(buf, paint::row(area, used - 1), &more, "");
    }
}

fn service_lines(scene: &Scene<'_>, views: &[&ServiceView], width: u16) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut line = vec![Span::raw(" ")];
    let mut used = 1;
    for view in views {
        let sign = words::service(scene, view);
        let name = paint::fit(&words::foreign(view.name.as_str()), 20, scene.glyphs.cut);
        let wide = paint::width(&name) + 5;
        if used + wide > width && used > 1 {
            lines.push(Line::from(std::mem::replace(&mut line, vec![Span::raw(" ")])));
            used = 1;
        }
        let tone = if sign.tone == Tone::Good { Tone::Plain } else { sign.tone };
        line.extend([scene.ink(sign.tone, format!("{} ", sign.glyph)), scene.ink(tone, name), Span::raw("   ")]);
        used += wide;
    }
    lines.push(Line::from(line));
    lines
}

/// Of the last day, how much was watched: figures stand for that and no more.
fn watched(scene: &Scene<'_>) -> String {
    let Some(calm) = scene.calm else { return String::new() };
    let span = calm.figures.watched;
    if span.as_secs() >= 86_000 {
        return scene.tr("goals-day").to_owned();
    }
    scene.trw("goals-watched", &[("span", Value::from(scene.long(span)))])
}

fn system(scene: &Scene<'_>) -> String {
    scene
        .snapshot
        .map(|snapshot| paint::fit(&words::foreign(&snapshot.runtime.system), 28, scene.glyphs.cut))
        .unwrap_or_default()
}

/// A row: name, now, goal, whether it is met.
fn goal_rows(scene: &Scene<'_>) -> Vec<Vec<Line<'static>>> {
    let Some(calm) = scene.calm else { return Vec::new() };
    let figures = &calm.figures;
    let unknown = || (Tone::Dim, scene.tr("unknown").to_owned());
    let mut rows = Vec::new();
    let mut row = |name: &str, (tone, now): (Tone, String), goal: String, met: Option<bool>| {
        let mark = met.map_or_else(Span::default, |met| {
            let [yes, no] = scene.glyphs.check;
            if met { scene.ink(Tone::Good, yes) } else { scene.ink(Tone::Bad, no) }
        });
        rows.push(vec![
            Line::from(scene.ink(Tone::Dim, name)),
            Line::from(scene.ink(tone, now)),
            Line::from(scene.ink(Tone::Dim, goal)),
            Line::from(mark),
        ]);
    };
    let [least, _] = scene.glyphs.bounds;
    let availability = figures.availability;
    row(
        scene.tr("goal-availability"),
        availability.map_or_else(unknown, |share| (Tone::Plain, numbers::share(share))),
        format!("{least} {} %", calm.goals.availability),
        availability.map(|share| share * 100.0 >= calm.goals.availability),
    );
    let repair = match (figures.mttr, figures.outages) {
        (Some(span), _) => (Tone::Plain, numbers::latency(scene.texts, span)),
        (None, 0) if availability.is_some() => (Tone::Dim, scene.tr("goal-no-outage").to_owned()),
        _ => unknown(),
    };
    row(scene.tr("goal-mttr"), repair, String::new(), None);
    row(scene.tr("goal-outages"), (Tone::Plain, figures.outages.to_string()), String::new(), None);
    let punctual = figures.punctuality.map_or_else(unknown, |share| (Tone::Plain, numbers::share(share)));
    row(scene.tr("goal-punctuality"), punctual, String::new(), None);
    rows
}

/// A value, dim when its source is late.
fn reading(scene: &Scene<'_>, view: Option<&SeriesView>, text: impl FnOnce(f64) -> String) -> Span<'static> {
    match view {
        None => scene.ink(Tone::Dim, scene.tr("unknown")),
        Some(view) => scene.ink(if view.stale { Tone::Dim } else { Tone::Plain }, text(view.value)),
    }
}

fn history(scene: &Scene<'_>, view: Option<&SeriesView>, scale: Option<(f32, f32)>) -> Span<'static> {
    let text = view.map(|view| spark(&view.recent, SPARK, scale, scene.glyphs)).unwrap_or_default();
    let tone = if view.is_some_and(|view| view.stale) { Tone::Dim } else { Tone::Accent };
    Span::styled(paint::padded(&text, u16::try_from(SPARK).unwrap_or(0)).content, scene.style(tone))
}

/// A figure of the host: what always stands there, and what does where there is room.
struct Part {
    label: &'static str,
    value: Span<'static>,
    rest: Option<Span<'static>>,
    more: String,
}

/// The host in a few lines, the most telling first.
fn host_lines(scene: &Scene<'_>) -> Vec<Line<'static>> {
    let line = |part: Part| {
        let label = paint::padded(&format!(" {}", scene.texts.get(part.label)), 11).style(scene.style(Tone::Dim));
        let mut spans = vec![label, part.value];
        spans.extend(part.rest.into_iter().flat_map(|rest| [Span::raw("  "), rest]));
        if !part.more.is_empty() {
            spans.push(scene.ink(Tone::Dim, format!("  {}", part.more)));
        }
        Line::from(spans)
    };
    host_parts(scene).into_iter().map(line).collect()
}

/// What stands beside a value: how old it is when its source is late, otherwise what it means.
fn beside(scene: &Scene<'_>, view: Option<&SeriesView>, more: String) -> String {
    match view {
        Some(view) if view.stale => scene.trw("stale", &[("span", Value::from(scene.age(view.age)))]),
        _ => more,
    }
}

/// Processor, memory, disk, network, load.
fn host_parts(scene: &Scene<'_>) -> [Part; 5] {
    let of = |metric: &str| scene.calm.and_then(|calm| calm.series(&Series::of(metric)));
    let percent = |value: f64| format!("{:>6}", scene.value(Unit::Percent, value));
    let gauge = |label: &'static str, view: Option<&SeriesView>, more: String| Part {
        label,
        value: reading(scene, view, percent),
        rest: Some(history(scene, view, Some((0.0, 100.0)))),
        more: beside(scene, view, more),
    };
    let cores = scene.calm.map_or(0, |calm| calm.runtime.cores);
    let cores = scene.trw("host-cores", &[("n", Value::from(cores))]);
    let used = match (of("host.memory.used_bytes"), of("host.memory.available_bytes")) {
        (Some(used), Some(left)) => {
            let all = numbers::bytes(used.value + left.value);
            scene.trw("host-of", &[("used", Value::from(numbers::bytes(used.value))), ("all", Value::from(all))])
        }
        _ => String::new(),
    };
    // What comes is more than what is.
    let ahead = scene.snapshot.and_then(|snapshot| snapshot.outlook(&Series::of("host.memory.used_percent")));
    let ahead = ahead.filter(|outlook| matches!(outlook.prospect, Prospect::Expected { .. }));
    let memory = gauge("column-memory", of("host.memory.used_percent"), used);
    let memory = match ahead.map(|outlook| foresight::outlook(scene.texts, outlook)) {
        Some(ahead) => {
            let more = beside(scene, of("host.memory.used_percent"), String::new());
            Part { rest: Some(scene.ink(Tone::Warn, ahead)), more, ..memory }
        }
        None => memory,
    };
    [gauge("column-cpu", of("host.cpu.used_percent"), cores), memory, disk(scene), network(scene), load(scene)]
}

/// The fullest mount.
fn disk(scene: &Scene<'_>) -> Part {
    let all = scene.calm.map_or(&[][..], |calm| &calm.series).iter();
    let mounts = all.filter(|view| &*view.series.metric == "host.disk.used_percent");
    let fullest = mounts.max_by(|a, b| a.value.total_cmp(&b.value));
    let mut value = reading(scene, fullest, |value| format!("{:>6}", scene.value(Unit::Percent, value)));
    let Some(fullest) = fullest else {
        return Part { label: "host-disk", value, rest: None, more: String::new() };
    };
    if !fullest.stale && fullest.value >= 90.0 {
        value.style = scene.style(Tone::Warn);
    }
    let mount = fullest.series.subject();
    let free = scene.calm.and_then(|calm| calm.series(&Series::at("host.disk.free_bytes", mount)));
    let free = free.map(|view| scene.trw("host-free", &[("n", Value::from(numbers::bytes(view.value)))]));
    // What comes is more than what is.
    let ahead = scene.snapshot.and_then(|snapshot| snapshot.outlook(&fullest.series));
    let mount = paint::fit(&words::foreign(mount), 12, scene.glyphs.cut);
    // What comes is longer than what is free, and stands nearer.
    let mount = if ahead.is_some() { Span::raw(mount) } else { paint::padded(&mount, 12) };
    // A drive that dies takes more with it than a mount that fills.
    let sick = scene.snapshot.and_then(|snapshot| snapshot.sick_drive());
    let free = sick.or(ahead).map(|outlook| foresight::outlook(scene.texts, outlook)).or(free);
    let more = beside(scene, Some(fullest), free.unwrap_or_default());
    Part { label: "host-disk", value, rest: Some(mount), more }
}

fn network(scene: &Scene<'_>) -> Part {
    let sum = |metric: &str| {
        let views = scene.calm.map_or(&[][..], |calm| &calm.series).iter();
        views.filter(|view| &*view.series.metric == metric).map(|view| view.value).reduce(|a, b| a + b)
    };
    let rate = |value: Option<f64>| {
        value.map_or_else(|| scene.tr("unknown").to_owned(), |value| scene.value(Unit::BytesPerSecond, value))
    };
    let received = rate(sum("host.net.received_bytes_per_second"));
    let sent = rate(sum("host.net.sent_bytes_per_second"));
    let text = scene.trw("host-traffic", &[("received", Value::from(received)), ("sent", Value::from(sent))]);
    let first = scene.calm.and_then(|calm| calm.series.iter().find(|view| view.series.metric.starts_with("host.net.")));
    let tone = if first.is_some_and(|view| view.stale) { Tone::Dim } else { Tone::Plain };
    let more = beside(scene, first, String::new());
    Part { label: "host-net", value: scene.ink(tone, text), rest: None, more }
}

fn load(scene: &Scene<'_>) -> Part {
    let of = |metric: &str| scene.calm.and_then(|calm| calm.series(&Series::of(metric)));
    let view = of("host.load.1m");
    let mut parts = Vec::new();
    if let Some(count) = of("host.processes.count") {
        parts.push(scene.trw("host-processes", &[("n", Value::from(numbers::count(count.value)))]));
    }
    let sensors = scene.calm.map_or(&[][..], |calm| &calm.series).iter();
    let hottest = sensors.filter(|view| &*view.series.metric == "host.temperature.celsius").map(|view| view.value);
    if let Some(hottest) = hottest.reduce(f64::max) {
        parts.push(scene.value(Unit::Celsius, hottest));
    }
    let between = format!(" {} ", scene.glyphs.dot);
    let value = reading(scene, view, |value| format!("{value:.1}"));
    let late = view.is_some_and(|view| view.stale);
    let rest = (!parts.is_empty() && !late).then(|| scene.ink(Tone::Dim, parts.join(&between)));
    Part { label: "host-load", value, rest, more: beside(scene, view, String::new()) }
}

fn agent_lines(scene: &Scene<'_>) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for view in scene.snapshot.map_or(&[][..], |snapshot| &snapshot.agents) {
        let sign = words::agent(scene, &view.state);
        let name = scene.tr_made(&format!("agent-name-{}", view.name.word()));
        let mut spans =
            vec![Span::raw(" "), paint::padded(&name, 14), scene.ink(sign.tone, format!("{} ", sign.glyph))];
        let (tone, text) = if sign.tone == Tone::Good {
            (Tone::Dim, words::activity(scene, &view.activity))
        } else {
            (sign.tone, sign.word)
        };
        spans.push(scene.ink(tone, text));
        lines.push(Line::from(spans));
    }
    lines
}
