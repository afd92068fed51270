//! The picture around a tab's own: header, tabs, banners, footer, popup.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::app::App;
use super::event::Hit;
use super::incident;
use super::keymap::Action;
use super::numbers;
use super::scene::Scene;
use super::tabs::Tab;
use super::theme::Tone;
use super::widgets::paint;
use super::words;
use super::workflow;
use crate::i18n::Value;
use crate::link::LinkState;
use crate::model::alert::Severity;
use crate::model::snapshot::AlertView;

/// Places that can be clicked.
pub(crate) type Hits = Vec<(Rect, Hit)>;

/// Below this height header and tabs are left out.
const LOW: u16 = 8;
/// From this height on there is a blank row between tabs and body.
const ROOMY: u16 = 26;

/// Draws everything; answers what can be clicked.
pub(crate) fn draw(app: &App, buf: &mut Buffer) -> Hits {
    let scene = app.scene();
    let screen = buf.area;
    let mut hits = Hits::new();
    if screen.is_empty() {
        return hits;
    }
    if screen.height < 3 || screen.width < 20 {
        paint::put(buf, paint::row(screen, 0), &counts(&scene), "");
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
    if body.height >= ROOMY {
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

/// Counts by state of agents, services and alerts, each group on its own; a short form has no words and no agents.
fn groups(scene: &Scene<'_>, short: bool) -> Vec<Vec<Span<'static>>> {
    let Some(snapshot) = scene.snapshot else { return Vec::new() };
    let g = scene.glyphs;
    let alerts = |bad: bool| {
        let counted = |v: &&AlertView| v.needs_you() && (v.alert.severity == Severity::Critical) == bad;
        snapshot.alerts.iter().filter(counted).count()
    };
    let tones: Vec<Tone> = snapshot.services.iter().map(|view| words::service(scene, view).tone).collect();
    let services = |tone: Tone| tones.iter().filter(|t| **t == tone).count();
    let agents_bad = snapshot.agents.iter().filter(|view| words::agent(scene, &view.state).tone != Tone::Good).count();
    let all = [
        (
            "tab-agents",
            vec![(Tone::Good, g.good, snapshot.agents.len() - agents_bad), (Tone::Warn, g.warn, agents_bad)],
        ),
        (
            "tab-services",
            vec![
                (Tone::Good, g.good, services(Tone::Good)),
                (Tone::Busy, g.busy, services(Tone::Busy)),
                (Tone::Warn, g.warn, services(Tone::Warn)),
                (Tone::Bad, g.bad, services(Tone::Bad)),
                (Tone::Dim, g.off, services(Tone::Dim)),
            ],
        ),
        ("recovery-incidents", incidents(scene)),
        ("tab-alerts", vec![(Tone::Bad, g.bad, alerts(true)), (Tone::Warn, g.warn, alerts(false))]),
    ];
    let group = |(title, parts): (&'static str, Vec<_>)| {
        // That there is no incident is said by there being nothing about it.
        if parts.is_empty() { Vec::new() } else { group(scene, if short { "" } else { title }, parts) }
    };
    all.into_iter().map(group).collect()
}

/// Incidents that go on, by how they stand.
fn incidents(scene: &Scene<'_>) -> Vec<(Tone, &'static str, usize)> {
    let mut counted: Vec<(Tone, &'static str, usize)> = Vec::new();
    for one in scene.snapshot.into_iter().flat_map(incident::open) {
        let sign = incident::sign(scene, one);
        match counted.iter_mut().find(|(_, glyph, _)| *glyph == sign.glyph) {
            Some((_, _, n)) => *n += 1,
            None => counted.push((sign.tone, sign.glyph, 1)),
        }
    }
    counted
}

fn group(scene: &Scene<'_>, title: &str, parts: Vec<(Tone, &'static str, usize)>) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
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
    spans
}

/// Everything there is to know in a few cells: alerts, then services.
pub(crate) fn counts(scene: &Scene<'_>) -> Line<'static> {
    if scene.snapshot.is_none() {
        return Line::from(scene.ink(Tone::Dim, scene.tr("connecting")));
    }
    let mut groups = groups(scene, true);
    let alerts = groups.pop().unwrap_or_default();
    let services = groups.into_iter().nth(1).unwrap_or_default();
    Line::from([alerts, vec![Span::raw(" ")], services].concat())
}

fn header(buf: &mut Buffer, place: Rect, scene: &Scene<'_>) {
    let mut left = vec![Span::raw(" "), scene.ink(Tone::Strong, "AutoAgents")];
    let mut parts = Vec::new();
    if let Some(snapshot) = scene.snapshot {
        left.push(scene.ink(Tone::Accent, format!("  {}", words::foreign(&snapshot.runtime.host))));
        let up = scene.age(snapshot.runtime.host_uptime);
        let up = scene.ink(Tone::Dim, scene.trw("header-up", &[("span", Value::from(up))]));
        parts = groups(scene, false);
        parts.extend([vec![scene.ink(Tone::Plain, scene.clock(scene.taken()))], vec![up]]);
        if scene.stale.is_some() {
            parts.iter_mut().flatten().for_each(|span| span.style = scene.style(Tone::Dim));
        }
    }
    if scene.read_only {
        left.push(scene.ink(Tone::Warn, format!("  {}", scene.tr("read-only"))));
    }
    paint::put(buf, place, &Line::from(left.clone()), scene.glyphs.cut);
    let room = place.width.saturating_sub(paint::line_width(&Line::from(left)) + 3);
    // Where there is no room, uptime, clock, agents, services and incidents give way, in this order; alerts never.
    let mut order = [5, 4, 0, 1, 2].into_iter();
    loop {
        let shown: Vec<_> = parts.iter().filter(|part| !part.is_empty()).cloned().collect();
        let line = Line::from(shown.join(&Span::raw("   ")));
        if paint::line_width(&line) <= room {
            paint::put_right(buf, Rect { width: place.width.saturating_sub(1), ..place }, &line, "");
            return;
        }
        match order.next().and_then(|at| parts.get_mut(at)) {
            Some(part) => part.clear(),
            None => return,
        }
    }
}

/// How much of a tab is named.
#[derive(Debug, Clone, Copy)]
struct Naming {
    named: bool,
    badges: bool,
    gap: u16,
}

/// From the most talkative to the shortest.
const NAMINGS: [Naming; 5] = [
    Naming { named: true, badges: true, gap: 3 },
    Naming { named: true, badges: true, gap: 2 },
    Naming { named: true, badges: false, gap: 2 },
    Naming { named: true, badges: false, gap: 1 },
    Naming { named: false, badges: false, gap: 2 },
];

/// The key that leads to a tab, its name, and how many things on it want to be looked at.
fn tab_label(app: &App, tab: Tab, naming: Naming, scene: &Scene<'_>) -> Line<'static> {
    let current = tab == app.tab;
    let key = app.dress.keys.key(tab.action());
    let mut spans = vec![scene.ink(if current { Tone::Accent } else { Tone::Dim }, key)];
    if naming.named || current {
        let title = scene.tr(tab.title()).to_owned();
        let style = if current {
            scene.style(Tone::Accent).add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
        } else {
            Style::new()
        };
        spans.extend([Span::raw(" "), Span::styled(title, style)]);
    }
    if naming.badges {
        spans.extend(badge(tab, scene));
    }
    Line::from(spans)
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
        Tab::Workflows => (Tone::Warn, workflow::asks(snapshot).count()),
        Tab::Recovery => {
            let tones = || incident::open(snapshot).map(|one| incident::sign(scene, one).tone);
            let worst = [Tone::Bad, Tone::Warn].into_iter().find(|tone| tones().any(|one| one == *tone));
            (worst.unwrap_or(Tone::Busy), tones().count())
        }
        _ => return None,
    };
    (count > 0).then(|| scene.ink(tone, format!(" {count}")))
}

fn tabs(app: &App, buf: &mut Buffer, place: Rect, scene: &Scene<'_>, hits: &mut Hits) {
    let mut x = 1;
    for naming in NAMINGS {
        let labels = Tab::ALL.map(|tab| (tab, tab_label(app, tab, naming, scene)));
        let wide: u16 = labels.iter().map(|(_, line)| paint::line_width(line) + naming.gap).sum();
        if wide >= place.width + naming.gap && naming.named {
            continue;
        }
        for (tab, line) in labels {
            let spot = paint::indent(place, x);
            let used = paint::put(buf, spot, &line, "");
            hits.push((Rect { width: used, ..spot }, Hit::Tab(tab)));
            x += used + naming.gap;
        }
        return;
    }
}

/// What must be known before anything on the screen is believed.
fn banners(scene: &Scene<'_>) -> Vec<Line<'static>> {
    let mut banners = Vec::new();
    let mut say = |tone: Tone, glyph: &str, text: String| {
        let style = scene.style(tone).add_modifier(Modifier::BOLD);
        banners.push(Line::from(Span::styled(format!(" {glyph} {text}"), style)));
    };
    let g = scene.glyphs;
    if let LinkState::Lost { since, why } = scene.link {
        let span = scene.age((scene.now - *since).to_std().unwrap_or_default());
        let args = [("span", Value::from(span)), ("why", Value::from(scene.texts.say(why)))];
        say(Tone::Bad, g.bad, scene.trw("banner-lost", &args));
    } else if let Some(age) = scene.stale {
        say(Tone::Warn, g.warn, scene.trw("banner-stale", &[("span", Value::from(scene.age(age)))]));
    }
    let Some(snapshot) = scene.snapshot else { return banners };
    if snapshot.runtime.ending {
        say(Tone::Warn, g.busy, scene.tr("banner-ending").to_owned());
    }
    for trouble in [&snapshot.store.state_trouble, &snapshot.store.history_trouble].into_iter().flatten() {
        say(Tone::Bad, g.bad, scene.trw("banner-storage", &[("what", Value::from(scene.texts.say(trouble)))]));
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
    let mut last = vec![Action::Command, Action::Help, Action::Quit];
    if scene.is_demo() {
        last.insert(0, Action::Faults);
    }
    let label = |action: Action| -> Line<'static> {
        let blocked = scene.read_only && action.changes();
        let (key, text) = if blocked { (Tone::Dim, Tone::Dim) } else { (Tone::Accent, Tone::Plain) };
        let short = if (action, app.tab) == (Action::Filter, Tab::Logs) {
            "hint-search".to_owned()
        } else {
            format!("hint-{}", action.name())
        };
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
