//! The picture around a tab's own: header, tabs, banners, footer, popup.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::app::App;
use super::event::Hit;
use super::keymap::Action;
use super::numbers;
use super::scene::Scene;
use super::tabs::Tab;
use super::theme::Tone;
use super::widgets::paint;
use super::words;
use crate::i18n::Value;
use crate::link::LinkState;
use crate::model::alert::Severity;

/// Places that can be clicked.
pub(crate) type Hits = Vec<(Rect, Hit)>;

/// Below this height header and tabs are left out.
const LOW: u16 = 8;

/// Draws everything; answers what can be clicked.
pub(crate) fn draw(app: &App, buf: &mut Buffer) -> Hits {
    let scene = app.scene();
    let screen = buf.area;
    let mut hits = Hits::new();
    if screen.is_empty() {
        return hits;
    }
    if screen.height < 3 || screen.width < 20 {
        paint::put(buf, paint::row(screen, 0), &Line::from(counts(&scene, true)), "");
        if let Some(popup) = &app.popup {
            popup.draw(buf, screen, &scene);
        }
        return hits;
    }
    let mut body = screen;
    if screen.height >= LOW {
        header(buf, paint::row(screen, 0), &scene);
        tabs(app, buf, paint::row(screen, 1), &scene, &mut hits);
        body = paint::below(screen, 2);
    }
    body.height = body.height.saturating_sub(1);
    for banner in banners(&scene) {
        paint::put(buf, paint::row(body, 0), &banner, scene.glyphs.cut);
        body = paint::below(body, 1);
    }
    if scene.snapshot.is_some() {
        let rows = app.tabs.page(app.tab).draw(buf, body, &scene);
        hits.extend(rows.into_iter().map(|(place, row)| (place, Hit::Row(row))));
        if scene.stale.is_some() {
            // What may no longer be true is not shown in the colours of what is.
            buf.set_style(body, scene.style(Tone::Dim));
        }
    } else {
        let text = Line::from(scene.ink(Tone::Dim, scene.tr("connecting")));
        let y = body.height / 2;
        let x = body.width.saturating_sub(paint::line_width(&text)) / 2;
        paint::put(buf, paint::indent(paint::row(body, y), x), &text, scene.glyphs.cut);
    }
    footer(app, buf, paint::row(screen, screen.height - 1), &scene, &mut hits);
    if let Some(popup) = &app.popup {
        popup.draw(buf, screen, &scene);
    }
    hits
}

/// Counts of agents, services and alerts by state; the worst first when there is little room.
pub(crate) fn counts(scene: &Scene<'_>, short: bool) -> Vec<Span<'static>> {
    let Some(snapshot) = scene.snapshot else {
        return vec![scene.ink(Tone::Dim, scene.tr("connecting"))];
    };
    let g = scene.glyphs;
    let alerts =
        |severity: Severity| snapshot.alerts.iter().filter(|v| v.needs_you() && v.alert.severity == severity).count();
    let (critical, warning) = (alerts(Severity::Critical), alerts(Severity::Warning) + alerts(Severity::Info));
    let tones: Vec<Tone> = snapshot.services.iter().map(|view| words::service(scene, view).tone).collect();
    let services = |tone: Tone| tones.iter().filter(|t| **t == tone).count();
    let agents_bad = snapshot.agents.iter().filter(|view| words::agent(scene, &view.state).tone != Tone::Good).count();
    let agents = vec![(Tone::Good, g.good, snapshot.agents.len() - agents_bad), (Tone::Warn, g.warn, agents_bad)];
    let services = vec![
        (Tone::Good, g.good, services(Tone::Good)),
        (Tone::Busy, g.busy, services(Tone::Busy)),
        (Tone::Warn, g.warn, services(Tone::Warn)),
        (Tone::Bad, g.bad, services(Tone::Bad)),
        (Tone::Dim, g.off, services(Tone::Dim)),
    ];
    let alerts = vec![(Tone::Bad, g.bad, critical), (Tone::Warn, g.warn, warning)];
    let groups = if short {
        vec![("", alerts), ("", services)]
    } else {
        vec![("tab-agents", agents), ("tab-services", services), ("tab-alerts", alerts)]
    };
    let mut spans = Vec::new();
    for (title, parts) in groups {
        if !title.is_empty() {
            spans.push(scene.ink(Tone::Dim, format!("{} ", scene.tr_made(title).to_lowercase())));
        }
        let shown: Vec<_> = parts.into_iter().filter(|(_, _, n)| *n > 0).collect();
        if shown.is_empty() {
            spans.push(scene.ink(Tone::Dim, "0 "));
        }
        for (tone, glyph, n) in shown {
            spans.push(scene.ink(if tone == Tone::Good { Tone::Plain } else { tone }, format!("{n} ")));
            spans.push(scene.ink(tone, format!("{glyph} ")));
        }
        spans.push(Span::raw(if short { "" } else { "   " }));
    }
    spans
}

fn header(buf: &mut Buffer, place: Rect, scene: &Scene<'_>) {
    let mut left = vec![Span::raw(" "), scene.ink(Tone::Strong, "AutoAgents")];
    let mut right = Vec::new();
    if let Some(snapshot) = scene.snapshot {
        left.push(scene.ink(Tone::Accent, format!("  {}", words::foreign(&snapshot.runtime.host))));
        right.extend(counts(scene, false));
        right.push(scene.ink(Tone::Plain, scene.clock(scene.taken())));
        let up = scene.age(snapshot.runtime.host_uptime);
        right.push(scene.ink(Tone::Dim, format!("   {}", scene.trw("header-up", &[("span", Value::from(up))]))));
    }
    if scene.read_only {
        left.push(scene.ink(Tone::Warn, format!("  {}", scene.tr("read-only"))));
    }
    // Uptime, then the clock, give way when the counts need the room.
    let room = place.width.saturating_sub(paint::line_width(&Line::from(left.clone())) + 3);
    while right.len() > 2 && paint::line_width(&Line::from(right.clone())) > room {
        right.pop();
    }
    paint::put(buf, place, &Line::from(left), scene.glyphs.cut);
    let right = Line::from(right);
    if paint::line_width(&right) <= room {
        paint::put_right(buf, Rect { width: place.width.saturating_sub(1), ..place }, &right, "");
    }
}

/// The number that leads to a tab and its name.
fn tab_label(app: &App, tab: Tab, named: bool, scene: &Scene<'_>) -> Vec<Span<'static>> {
    let current = tab == app.tab;
    let key = app.dress.keys.key(tab.action());
    let style = scene.style(Tone::Accent).add_modifier(ratatui::style::Modifier::BOLD);
    let mut spans = vec![scene.ink(if current { Tone::Accent } else { Tone::Dim }, key)];
    if named || current {
        let title = format!(" {}", scene.tr(tab.title()));
        spans.push(if current {
            Span::styled(title, style.add_modifier(ratatui::style::Modifier::UNDERLINED))
        } else {
            Span::raw(title)
        });
    }
    spans.extend(badge(tab, scene));
    spans
}

/// How many things on a tab want to be looked at.
fn badge(tab: Tab, scene: &Scene<'_>) -> Option<Span<'static>> {
    let snapshot = scene.snapshot?;
    let (tone, count) = match tab {
        Tab::Alerts => {
            let needing = || snapshot.alerts.iter().filter(|view| view.needs_you());
            let critical = needing().any(|view| view.alert.severity == Severity::Critical);
            (if critical { Tone::Bad } else { Tone::Warn }, needing().count())
        }
        Tab::Services => {
            let bad = |tone: Tone| tone == Tone::Bad || tone == Tone::Warn;
            (Tone::Warn, snapshot.services.iter().filter(|view| bad(words::service(scene, view).tone)).count())
        }
        Tab::Agents => {
            let bad = |tone: Tone| tone == Tone::Bad || tone == Tone::Warn;
            (Tone::Warn, snapshot.agents.iter().filter(|view| bad(words::agent(scene, &view.state).tone)).count())
        }
        _ => return None,
    };
    (count > 0).then(|| scene.ink(tone, format!(" {count}")))
}

fn tabs(app: &App, buf: &mut Buffer, place: Rect, scene: &Scene<'_>, hits: &mut Hits) {
    let all = |named: bool| -> Vec<(Tab, Line<'static>)> {
        Tab::ALL.into_iter().map(|tab| (tab, Line::from(tab_label(app, tab, named, scene)))).collect()
    };
    let mut labels = all(true);
    let wide: u16 = labels.iter().fold(1, |sum, (_, line)| sum + paint::line_width(line) + 3);
    let gap = if wide <= place.width { 3 } else { 2 };
    if labels.iter().fold(1, |sum: u16, (_, line)| sum + paint::line_width(line) + gap) > place.width {
        labels = all(false);
    }
    let mut x = 1;
    for (tab, line) in labels {
        let spot = paint::indent(place, x);
        let used = paint::put(buf, spot, &line, "");
        hits.push((Rect { width: used, ..spot }, Hit::Tab(tab)));
        x += used + gap;
    }
}

/// What must be known before anything on the screen is believed.
fn banners(scene: &Scene<'_>) -> Vec<Line<'static>> {
    let mut banners = Vec::new();
    let mut say = |tone: Tone, glyph: &str, text: String| {
        let style = scene.style(tone).add_modifier(ratatui::style::Modifier::BOLD);
        banners.push(Line::from(Span::styled(format!(" {glyph} {text}"), style)));
    };
    let g = scene.glyphs;
    if let LinkState::Lost { since, why } = scene.link {
        let span = scene.age((scene.now - *since).to_std().unwrap_or_default());
        let args = [("span", Value::from(span)), ("why", Value::from(words::foreign(why)))];
        say(Tone::Bad, g.bad, scene.trw("banner-lost", &args));
    } else if let Some(age) = scene.stale {
        say(Tone::Warn, g.warn, scene.trw("banner-stale", &[("span", Value::from(scene.age(age)))]));
    }
    let Some(snapshot) = scene.snapshot else { return banners };
    if snapshot.runtime.ending {
        say(Tone::Warn, g.busy, scene.tr("banner-ending").to_owned());
    }
    for trouble in [&snapshot.store.state_trouble, &snapshot.store.history_trouble].into_iter().flatten() {
        say(Tone::Bad, g.bad, scene.trw("banner-storage", &[("what", Value::from(words::foreign(trouble)))]));
    }
    let late: Vec<&str> = snapshot.sources.iter().filter(|s| s.stale).map(|s| s.name.as_str()).collect();
    if !late.is_empty() {
        let list = words::foreign(&late.join(", "));
        say(Tone::Warn, g.warn, scene.trw("banner-sources", &[("list", Value::from(list))]));
    }
    banners
}

fn footer(app: &App, buf: &mut Buffer, place: Rect, scene: &Scene<'_>, hits: &mut Hits) {
    let mut right = Line::default();
    if let Some(calm) = scene.calm {
        let args = [("n", Value::from(format!("{:.0}", calm.runtime.samples_per_second)))];
        right.push_span(scene.ink(Tone::Dim, scene.trw("footer-samples", &args)));
        let dropped = calm.runtime.samples_dropped;
        let tone = if dropped > 0 { Tone::Warn } else { Tone::Dim };
        let text = scene.trw("footer-dropped", &[("n", Value::from(numbers::whole(dropped)))]);
        right.push_span(scene.ink(tone, format!("  {text} ")));
    }
    let mut room = place;
    if place.width >= 100 {
        let used = paint::put_right(buf, place, &right, "");
        room.width = room.width.saturating_sub(used + 2);
    }
    if let Some(toast) = &app.toast {
        let glyph = match toast.tone {
            Tone::Bad => scene.glyphs.bad,
            Tone::Warn => scene.glyphs.warn,
            Tone::Good => scene.glyphs.good,
            _ => scene.glyphs.dot,
        };
        let text = format!(" {glyph} {}", words::foreign(&toast.text));
        paint::put(buf, room, &Line::from(scene.ink(toast.tone, text)), scene.glyphs.cut);
        return;
    }
    let page = app.tabs.page(app.tab);
    let mut actions = page.hints(scene);
    if page.filter().is_some() {
        actions.push(Action::Filter);
    }
    // Help and the command line lead everywhere else, so they are never the ones that are cut.
    let last = [Action::Command, Action::Help, Action::Quit];
    let label = |action: Action| -> Line<'static> {
        let blocked = scene.read_only && action.changes();
        let (key, text) = if blocked { (Tone::Dim, Tone::Dim) } else { (Tone::Accent, Tone::Plain) };
        let short = format!("hint-{}", action.name());
        let word = if scene.texts.has(&short) { short } else { format!("action-{}", action.name()) };
        Line::from(vec![
            scene.ink(key, app.dress.keys.key(action)),
            Span::raw(" "),
            scene.ink(text, scene.tr_made(&word)),
        ])
    };
    let tail: u16 = last.iter().map(|action| paint::line_width(&label(*action)) + 2).sum();
    let fits = room.width.saturating_sub(1);
    let mut used = tail.min(fits);
    let mut shown = Vec::new();
    for action in actions {
        let wide = paint::line_width(&label(action)) + 2;
        if used + wide > fits {
            break;
        }
        used += wide;
        shown.push(action);
    }
    shown.extend(last);
    let mut x = 1;
    for action in shown {
        let spot = paint::indent(room, x);
        let wide = paint::put(buf, spot, &label(action), scene.glyphs.cut);
        hits.push((Rect { width: wide, ..spot }, Hit::Key(action)));
        x += wide + 2;
    }
}
