//! What needs a person and what is being healed, each thing once: an incident that calls a person stands for the alert by
//! which it calls and for its other alerts, and one that is being healed for its services.

use std::collections::BTreeSet;

use ratatui::text::Line;

use super::alerts::alert_row;
use super::workflows::asked;
use crate::i18n::{Value, healing};
use crate::model::alert::AlertCause;
use crate::model::id::{AlertId, ServiceName};
use crate::model::incident::Incident;
use crate::model::snapshot::{AlertView, ServiceView, Snapshot};
use crate::model::workflow::view::{Ask, RunView};
use crate::ui::foresight;
use crate::ui::incident::{self, Clock};
use crate::ui::scene::Scene;
use crate::ui::theme::Tone;
use crate::ui::words;
use crate::ui::workflow;

/// Something that is shown as a row and can be opened.
#[derive(Debug, Clone)]
pub(super) enum Thing<'a> {
    /// An alert of its own.
    Alert(&'a AlertView),
    /// An incident that calls a person, with the alert by which it does so first, then its others.
    Called(&'a Incident, Vec<&'a AlertView>),
    /// An incident that is being healed.
    Healed(&'a Incident),
    /// A service that comes or goes.
    Service(&'a ServiceView),
    /// A step of a run that asks something.
    Asked(&'a RunView, &'a Ask),
}

impl<'a> Thing<'a> {
    /// A name that outlives the picture.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Alert(view) => format!("alert {}", view.alert.id),
            Self::Called(one, _) | Self::Healed(one) => format!("incident {}", one.id),
            Self::Service(view) => format!("service {}", view.name),
            Self::Asked(view, ask) => format!("asked {}/{}", view.run.id, ask.node),
        }
    }

    /// The alerts that a person takes or silences with it.
    pub(super) fn alerts(&self) -> Vec<&'a AlertView> {
        match self {
            Self::Alert(view) => vec![view],
            Self::Called(_, views) => views.clone(),
            Self::Healed(_) | Self::Service(_) | Self::Asked(..) => Vec::new(),
        }
    }

    /// The service that it is about.
    pub(super) fn service(&self, scene: &Scene<'_>) -> Option<ServiceName> {
        match self {
            Self::Alert(view) => incident::service_of(scene, &view.alert),
            Self::Called(one, _) | Self::Healed(one) => one.service.clone(),
            Self::Service(view) => Some(view.name.clone()),
            Self::Asked(..) => None,
        }
    }

    fn needs_you(&self) -> bool {
        match self {
            Self::Alert(view) => view.needs_you(),
            Self::Called(_, views) => views.first().is_none_or(|view| view.needs_you()),
            Self::Asked(..) => true,
            Self::Healed(_) | Self::Service(_) => false,
        }
    }
}

/// In the order of attention: what nobody has, then what a person has. What is silenced is on its own tab.
pub(super) fn needing(snapshot: &Snapshot) -> Vec<Thing<'_>> {
    let mut things = Vec::new();
    let mut told: BTreeSet<AlertId> = BTreeSet::new();
    for one in snapshot.incidents.iter().filter(|one| incident::needs_person(one)) {
        let calls = |view: &&AlertView| matches!(view.alert.cause, AlertCause::Escalated { incident, .. } if incident == one.id);
        let page = snapshot.alerts.iter().find(calls);
        if page.is_some_and(|view| view.silenced_until.is_some()) {
            continue;
        }
        let member = |view: &&AlertView| one.members.iter().any(|member| member.alert == view.alert.id);
        let views: Vec<&AlertView> = page.into_iter().chain(snapshot.alerts.iter().filter(member)).collect();
        told.extend(views.iter().map(|view| view.alert.id));
        things.push(Thing::Called(one, views));
    }
    let others = snapshot
        .alerts
        .iter()
        .filter(|view| view.silenced_until.is_none() && view.held_by.is_empty() && !told.contains(&view.alert.id));
    things.extend(others.map(Thing::Alert));
    things.extend(workflow::asks(snapshot).map(|(view, ask)| Thing::Asked(view, ask)));
    things.sort_by_key(|thing| !thing.needs_you());
    things
}

/// How many of these a person has already.
pub(super) fn taken(things: &[Thing<'_>]) -> usize {
    things.iter().filter(|thing| !thing.needs_you()).count()
}

/// Incidents that something is done about, then services that come and go for another reason.
pub(super) fn healed<'a>(scene: &Scene<'a>) -> Vec<Thing<'a>> {
    let Some(snapshot) = scene.snapshot else { return Vec::new() };
    let cared = |one: &&Incident| !incident::needs_person(one) && incident::in_hands(scene, one);
    let incidents: Vec<&Incident> = incident::open(snapshot).filter(cared).collect();
    let told = |view: &ServiceView| {
        let about = |one: &&Incident| {
            one.service.as_ref() == Some(&view.name)
                || one.members.iter().any(|member| member.service.as_ref() == Some(&view.name))
        };
        incidents.iter().any(about)
    };
    let services = snapshot.services.iter().filter(|view| words::healing(scene, view).is_some() && !told(view));
    let services: Vec<_> = services.map(Thing::Service).collect();
    incidents.into_iter().map(Thing::Healed).chain(services).collect()
}

/// Rows that things that need a person want: what is asked with more words has a second one.
pub(super) fn needing_lines(things: &[Thing<'_>]) -> usize {
    things.iter().map(|thing| 1 + usize::from(detail(thing).is_some())).sum()
}

fn detail<'a>(thing: &Thing<'a>) -> Option<&'a str> {
    match thing {
        Thing::Asked(_, ask) => Some(ask.detail.as_str()).filter(|detail| !detail.is_empty()),
        _ => None,
    }
}

/// The rows of a thing that needs a person; with more words where there is room.
pub(super) fn needing_rows<'a>(scene: &Scene<'a>, thing: &Thing<'a>, is_roomy: bool) -> Vec<Vec<Line<'a>>> {
    let more = detail(thing)
        .filter(|_| is_roomy)
        .map(|detail| vec![Line::default(), Line::default(), Line::from(scene.ink(Tone::Dim, words::foreign(detail)))]);
    std::iter::once(needing_row(scene, thing)).chain(more).collect()
}

/// The cells of a thing that needs a person.
fn needing_row<'a>(scene: &Scene<'a>, thing: &Thing<'a>) -> Vec<Line<'a>> {
    let (one, views) = match thing {
        Thing::Alert(view) => return alert_row(scene, view),
        Thing::Called(one, views) => (one, views),
        Thing::Asked(view, ask) => return asked_row(scene, view, ask),
        Thing::Healed(_) | Thing::Service(_) => return Vec::new(),
    };
    let mut sign = incident::sign(scene, one);
    let quiet = !thing.needs_you();
    if quiet {
        sign.tone = Tone::Dim;
    }
    let (strong, plain) = if quiet { (Tone::Dim, Tone::Dim) } else { (Tone::Strong, Tone::Plain) };
    let (_, mut text) = incident::under_way(scene, one);
    if !one.members.is_empty() {
        let alerts = scene.trw("count-alerts", &[("n", Value::from(one.members.len()))]);
        text = format!("{text} {} {alerts}", scene.glyphs.dot);
    }
    vec![
        Line::from(sign.spans(scene)),
        Line::from(scene.ink(strong, incident::subject(scene, one))),
        Line::from(scene.ink(plain, text)),
        Line::from(scene.ink(Tone::Dim, scene.age(scene.since(one.opened_at)))),
        Line::from(views.first().map(|view| words::holder(scene, view)).unwrap_or_default()),
    ]
}

/// The cells of a step that asks something.
fn asked_row(scene: &Scene<'_>, view: &RunView, ask: &Ask) -> Vec<Line<'static>> {
    let sign = workflow::run(scene, &view.run, true);
    let run = scene.trw("workflows-run", &[("id", Value::from(view.run.id.to_string()))]);
    vec![
        Line::from(sign.spans(scene)),
        Line::from(scene.ink(Tone::Strong, words::foreign(view.run.workflow.as_str()))),
        Line::from(scene.ink(Tone::Plain, asked(scene, ask))),
        Line::from(scene.ink(Tone::Dim, scene.age(scene.since(view.run.created_at)))),
        Line::from(scene.ink(Tone::Dim, run)),
    ]
}

/// The cells of something that is being healed; for an incident a second row says where and why, where there is room.
pub(super) fn healed_rows<'a>(scene: &Scene<'a>, thing: &Thing<'a>, because: bool) -> Vec<Vec<Line<'a>>> {
    let dot = scene.glyphs.dot;
    match thing {
        Thing::Service(view) => {
            let Some((sign, text)) = words::healing(scene, view) else { return Vec::new() };
            let mut said = vec![scene.ink(Tone::Plain, text)];
            let why = words::why(scene, view);
            if !why.is_empty() {
                said.push(scene.ink(Tone::Dim, format!(" {dot} {why}")));
            }
            vec![vec![
                Line::from(scene.ink(sign.tone, format!("{} {}", sign.glyph, sign.word))),
                Line::from(scene.ink(Tone::Strong, words::foreign(view.name.as_str()))),
                Line::from(said),
            ]]
        }
        Thing::Healed(one) => {
            let layer = foresight::why(scene, one).unwrap_or_else(|| {
                let clock = Clock::of(one, incident::now(scene));
                format!("{} {}", healing::layer(scene.texts, clock.layer), incident::progress(clock))
            });
            let mut said = vec![scene.ink(Tone::Plain, incident::under_way(scene, one).1)];
            let second = match one.prevents {
                Some(_) => layer.clone(),
                None => format!("{layer} {dot} {}", reason(scene, one)),
            };
            let second = scene.ink(Tone::Dim, second);
            if !because {
                said.push(scene.ink(Tone::Dim, format!(" {dot} {layer}")));
            }
            let mut rows = vec![vec![
                Line::from(incident::sign(scene, one).spans(scene)),
                Line::from(scene.ink(Tone::Strong, incident::subject(scene, one))),
                Line::from(said),
            ]];
            rows.extend(because.then(|| vec![Line::default(), Line::default(), Line::from(second)]));
            rows
        }
        Thing::Alert(_) | Thing::Called(..) | Thing::Asked(..) => Vec::new(),
    }
}

/// Who is to blame, and how many alerts it is about.
fn reason(scene: &Scene<'_>, one: &Incident) -> String {
    let alerts = scene.trw("count-alerts", &[("n", Value::from(one.members.len()))]);
    match one.causes.first() {
        None => alerts,
        Some(cause) => {
            let args = [
                ("service", Value::from(words::foreign(cause.service.as_str()))),
                ("score", Value::from(format!("{:.2}", cause.score))),
            ];
            format!("{} {} {alerts}", scene.trw("overview-because", &args), scene.glyphs.dot)
        }
    }
}
