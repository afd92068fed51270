//! From a verb and what it is done to, to what is asked: orders, confirmations, prompts. Shared by every tab that has
//! the verb, so that it asks the same everywhere.

use super::event::{Request, Want};
use super::foresight;
use super::incident;
use super::popups::{Choice, Popup, Prompt, Purpose, Recover};
use super::scene::Scene;
use super::theme::Tone;
use super::words;
use crate::i18n::{Value, healing};
use crate::model::command::Command;
use crate::model::id::ServiceName;
use crate::model::incident::Incident;
use crate::model::recovery::AttemptState;
use crate::model::snapshot::{AlertView, ServiceView};

/// What can be done to services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    /// Start them.
    Start,
    /// Stop them.
    Stop,
    /// Restart them.
    Restart,
    /// Let them read their configuration again.
    Reload,
}

impl Verb {
    fn command(self, name: ServiceName) -> Command {
        match self {
            Self::Start => Command::StartService { name },
            Self::Stop => Command::StopService { name },
            Self::Restart => Command::RestartService { name },
            Self::Reload => Command::ReloadService { name },
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Start => "action-start",
            Self::Stop => "action-stop",
            Self::Restart => "action-restart",
            Self::Reload => "action-reload",
        }
    }

    fn effect(self) -> &'static str {
        match self {
            Self::Start => "confirm-start",
            Self::Stop => "confirm-stop",
            Self::Restart => "confirm-restart",
            Self::Reload => "confirm-reload",
        }
    }
}

/// A verb and what it is done to, in the order of the language.
pub(crate) fn named(scene: &Scene<'_>, verb: &str, what: &str) -> String {
    let verb = scene.tr_made(verb);
    scene.trw("order", &[("verb", Value::from(verb)), ("what", Value::from(what.to_owned()))])
}

/// An order, said in words.
pub(crate) fn order(label: String, commands: Vec<Command>) -> Want {
    Want::Ask(Request::Order { label, commands })
}

/// Does something to services; what interrupts asks first. `hidden` of them cannot be seen because of a filter.
pub(crate) fn services(scene: &Scene<'_>, verb: Verb, chosen: &[&ServiceView], hidden: usize) -> Vec<Want> {
    if chosen.is_empty() {
        return Vec::new();
    }
    let names: Vec<String> = chosen.iter().map(|view| words::foreign(view.name.as_str())).collect();
    let label = named(scene, verb.title(), &names.join(", "));
    let commands: Vec<Command> = chosen.iter().map(|view| verb.command(view.name.clone())).collect();
    if hidden == 0 && !commands.iter().any(Command::is_destructive) {
        return vec![order(label, commands)];
    }
    let mut lines: Vec<(Tone, String)> = Vec::new();
    for view in chosen.iter().take(8) {
        lines.extend(effect(scene, verb, view));
    }
    if chosen.len() > 8 {
        lines.push((Tone::Dim, scene.trw("confirm-more", &[("n", Value::from(chosen.len() - 8))])));
    }
    if hidden > 0 {
        lines.push((Tone::Warn, scene.trw("confirm-hidden", &[("n", Value::from(hidden))])));
    }
    let title = scene.trw("confirm-title", &[("what", Value::from(capital(&label)))]);
    let mut choice = Choice::new(title, lines).option(scene.tr("cancel"), "", Vec::new()).option(
        &capital(scene.tr(verb.title())),
        "",
        vec![order(label, commands)],
    );
    if verb == Verb::Stop && chosen.iter().any(|view| is_needed(scene, view)) {
        let label = named(scene, "action-stop-all", &names.join(", "));
        let commands = chosen.iter().map(|view| Command::StopWithDependants { name: view.name.clone() }).collect();
        let (name, effect) = (capital(scene.tr("action-stop-all")), scene.tr("confirm-stop-all"));
        choice = choice.option(&name, effect, vec![order(label, commands)]);
    }
    vec![Want::Show(Box::new(Popup::Choice(choice)))]
}

/// Whether something that runs needs it.
fn is_needed(scene: &Scene<'_>, view: &ServiceView) -> bool {
    let runs = |name: &ServiceName| {
        scene
            .snapshot
            .and_then(|snapshot| snapshot.service(name.as_str()))
            .is_some_and(|other| other.state.is_running())
    };
    view.dependants.iter().any(runs)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Exactly what will happen to one service, and who will feel it.
fn effect(scene: &Scene<'_>, verb: Verb, view: &ServiceView) -> Vec<(Tone, String)> {
    let name = words::foreign(view.name.as_str());
    let pid = view.state.identity().map_or_else(|| "-".to_owned(), |identity| identity.pid.to_string());
    let state = words::service(scene, view).word;
    let args = [("name", Value::from(name)), ("pid", Value::from(pid)), ("state", Value::from(state))];
    let mut lines = vec![(Tone::Strong, scene.trw(verb.effect(), &args))];
    if matches!(verb, Verb::Stop | Verb::Restart) {
        let dependants: Vec<String> = view.dependants.iter().map(|name| words::foreign(name.as_str())).collect();
        if dependants.is_empty() {
            lines.push((Tone::Dim, scene.tr("confirm-no-dependants").to_owned()));
        } else {
            let list = [("n", Value::from(dependants.len())), ("list", Value::from(dependants.join(", ")))];
            lines.push((Tone::Warn, scene.trw("confirm-dependants", &list)));
        }
    }
    lines
}

/// Heals a service by hand, after showing what each way would do.
pub(crate) fn recover(service: ServiceName) -> Vec<Want> {
    let (dialog, question) = Recover::new(service);
    vec![Want::Show(Box::new(Popup::Recover(dialog))), question]
}

/// The same for the service that an alert is about.
pub(crate) fn recover_from(scene: &Scene<'_>, chosen: &[&AlertView]) -> Vec<Want> {
    let service = chosen.first().and_then(|view| incident::service_of(scene, &view.alert));
    service.map_or_else(|| vec![Want::Say(Tone::Plain, scene.tr("said-no-service").to_owned())], recover)
}

/// The answer to an attempt that recovery proposes, after showing what it does.
pub(crate) fn decide(scene: &Scene<'_>, about: &Incident, approve: bool) -> Vec<Want> {
    let proposed = about.attempt().filter(|attempt| attempt.state == AttemptState::Proposed);
    let Some(attempt) = proposed else {
        return vec![Want::Say(Tone::Plain, scene.tr("said-nothing-proposed").to_owned())];
    };
    let name = words::foreign(attempt.service.as_str());
    let action = healing::action(scene.texts, &attempt.action);
    let mut lines = vec![(Tone::Strong, scene.trw("approve-question", &[("action", Value::from(action.clone()))]))];
    for (number, deed) in (1..).zip(&attempt.deeds) {
        lines.push((Tone::Plain, format!("{number} {}", healing::deed(scene.texts, deed))));
    }
    if let Some(way) = attempt.weighed.iter().find(|way| way.action == attempt.action) {
        let args = [("heals", Value::from(format!("{:.0}", way.heals * 100.0))), ("tries", Value::from(way.tries))];
        lines.push((Tone::Dim, scene.trw("approve-heals", &args)));
    }
    if let Some(why) = foresight::why(scene, about) {
        lines.insert(1, (Tone::Plain, why));
    }
    let incident = about.id;
    let label = format!("{action}, {name}");
    let (verb, effect, command) = if approve {
        ("approve-do", "approve-effect", Command::ApproveAttempt { incident })
    } else {
        ("reject-do", "reject-effect", Command::RejectAttempt { incident })
    };
    let args = [("name", Value::from(name)), ("number", Value::from(attempt.number))];
    let label = named(scene, verb, &label);
    let choice = Choice::new(scene.trw("approve-title", &args), lines)
        .option(scene.tr("cancel"), "", Vec::new())
        .option(scene.tr(verb), scene.tr(effect), vec![order(label, vec![command])]);
    vec![Want::Show(Box::new(Popup::Choice(choice)))]
}

/// Takes alerts, after asking for a note.
pub(crate) fn acknowledge(scene: &Scene<'_>, chosen: &[&AlertView]) -> Vec<Want> {
    let open: Vec<_> = chosen.iter().filter(|view| view.alert.is_firing()).collect();
    let Some(first) = open.first() else {
        return nothing(scene);
    };
    let ids = open.iter().map(|view| view.alert.id).collect();
    let lines = open.iter().take(5).map(|view| line(scene, view)).collect();
    let prompt = Prompt::new(
        scene.tr("prompt-acknowledge"),
        lines,
        Purpose::Acknowledge { ids, label: words::subject(&first.alert) },
    )
    .field(scene.tr("prompt-note"), "");
    vec![Want::Show(Box::new(Popup::Prompt(prompt)))]
}

/// Gives alerts back.
pub(crate) fn unacknowledge(scene: &Scene<'_>, chosen: &[&AlertView]) -> Vec<Want> {
    let taken: Vec<_> =
        chosen.iter().filter(|view| view.alert.is_firing() && view.alert.acknowledged_by().is_some()).collect();
    let Some(first) = taken.first() else {
        return nothing(scene);
    };
    let commands = taken.iter().map(|view| Command::UnacknowledgeAlert { id: view.alert.id }).collect();
    vec![order(named(scene, "action-unacknowledge", &words::subject(&first.alert)), commands)]
}

/// Keeps alerts quiet, after asking for how long and why.
pub(crate) fn silence(scene: &Scene<'_>, chosen: &[&AlertView]) -> Vec<Want> {
    let Some(first) = chosen.first() else {
        return nothing(scene);
    };
    let keys = chosen.iter().map(|view| view.alert.key.clone()).collect();
    let lines = chosen.iter().take(5).map(|view| line(scene, view)).collect();
    let prompt =
        Prompt::new(scene.tr("prompt-silence"), lines, Purpose::Silence { keys, label: words::subject(&first.alert) })
            .field(scene.tr("prompt-span"), "2h")
            .field(scene.tr("prompt-note"), "");
    vec![Want::Show(Box::new(Popup::Prompt(prompt)))]
}

/// Ends the silences that cover alerts.
pub(crate) fn unsilence(scene: &Scene<'_>, chosen: &[&AlertView]) -> Vec<Want> {
    let silences = scene.snapshot.map_or(&[][..], |snapshot| &snapshot.silences);
    let covering: Vec<_> =
        silences.iter().filter(|silence| chosen.iter().any(|view| silence.covers(&view.alert.key))).collect();
    let Some(first) = chosen.first().filter(|_| !covering.is_empty()) else {
        return vec![Want::Say(Tone::Plain, scene.tr("said-no-silence").to_owned())];
    };
    let commands = covering.iter().map(|silence| Command::ExpireSilence { id: silence.id }).collect();
    vec![order(named(scene, "action-unsilence", &words::subject(&first.alert)), commands)]
}

fn nothing(scene: &Scene<'_>) -> Vec<Want> {
    vec![Want::Say(Tone::Plain, scene.tr("said-no-alert").to_owned())]
}

fn line(scene: &Scene<'_>, view: &AlertView) -> (Tone, String) {
    let sign = words::severity(scene, view.alert.severity);
    let (subject, cause) = (words::subject(&view.alert), words::cause(scene, &view.alert));
    (sign.tone, format!("{} {subject}  {cause}", sign.glyph))
}
