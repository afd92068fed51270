//! Incidents and recovery in words, the same on the screen, on the command line and in reports.
//!
//! Whatever is foreign (names, paths, what commands said) is cleaned here, so that it can go to a terminal as it comes.

use std::time::Duration;

use super::{Texts, Value, numbers, states};
use crate::model::alert::{
    AlertKey, RULE_CRASH, RULE_FILE, RULE_FORESEEN, RULE_MANAGER, RULE_NOTICE, RULE_PAGE, RULE_PREDICTED, RULE_PROBE,
    RULE_RUN, RULE_RUNTIME,
};
use crate::model::id::ServiceName;
use crate::model::incident::{Evidence, Happening, Moment, Need, Resolution};
use crate::model::recovery::{Action, AttemptState, Bar, Deed, Failure, Layer, Trigger};
use crate::model::text::clean;
use crate::model::time::Wall;

/// Characters of a foreign text that are shown.
const LONGEST: usize = 400;

pub(super) fn foreign(text: &str) -> String {
    clean(text, LONGEST)
}

fn list<'n>(names: impl IntoIterator<Item = &'n ServiceName>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| foreign(name.as_str())).collect();
    names.join(", ")
}

fn said<const N: usize>(texts: &Texts, id: &str, variables: [(&str, String); N]) -> String {
    texts.with(id, &variables.map(|(name, value)| (name, Value::from(value))))
}

/// A span that people compare: `0.42 s`, `12 s`, `4 m`, `3 h 12 m`.
#[must_use]
pub fn span(texts: &Texts, span: Duration) -> String {
    if span < Duration::from_secs(10) { numbers::latency(texts, span) } else { numbers::long(texts, span) }
}

/// A layer.
#[must_use]
pub fn layer(texts: &Texts, layer: Layer) -> &str {
    texts.get(match layer {
        Layer::Immediate => "word-layer-immediate",
        Layer::ShortTerm => "word-layer-short-term",
        Layer::MediumTerm => "word-layer-medium-term",
        Layer::LongTerm => "word-layer-long-term",
    })
}

/// A remedy.
#[must_use]
pub fn action(texts: &Texts, action: &Action) -> String {
    let id = match action {
        Action::Restart => "remedy-restart",
        Action::RestartWithDependants => "remedy-restart-with-dependants",
        Action::ClearResources => "remedy-clear-resources",
        Action::Runbook(name) => return said(texts, "remedy-runbook", [("name", foreign(name))]),
        Action::RollBack => "remedy-roll-back",
        Action::ShedLoad => "remedy-shed-load",
        Action::Isolate => "remedy-isolate",
        Action::Page => "remedy-page",
    };
    texts.get(id).to_owned()
}

/// The same from its word, as timelines hold it.
fn action_of(texts: &Texts, word: &str) -> String {
    word.parse().map_or_else(|_| foreign(word), |known| action(texts, &known))
}

/// How a try stands, in a word.
#[must_use]
pub fn attempt<'t>(texts: &'t Texts, state: &AttemptState) -> &'t str {
    texts.get(attempt_id(state.word()))
}

fn attempt_id(word: &str) -> &'static str {
    match word {
        "proposed" => "attempt-proposed",
        "acting" => "attempt-acting",
        "settling" => "attempt-settling",
        "verifying" => "attempt-verifying",
        "verified" => "attempt-verified",
        _ => "attempt-failed",
    }
}

/// Who wanted a try.
#[must_use]
pub fn trigger(texts: &Texts, trigger: &Trigger) -> String {
    match trigger {
        Trigger::Policy => texts.get("trigger-policy").to_owned(),
        Trigger::Layers => texts.get("trigger-layers").to_owned(),
        Trigger::Prevention => texts.get("trigger-prevention").to_owned(),
        Trigger::Operator { name } => said(texts, "trigger-operator", [("name", foreign(name.as_str()))]),
    }
}

/// Why a try did not heal.
#[must_use]
pub fn failure(texts: &Texts, failure: &Failure) -> String {
    let id = match failure {
        Failure::Effect { what } => return said(texts, "unhealed-effect", [("what", texts.say(what))]),
        Failure::MadeWorse { services } => return said(texts, "unhealed-made-worse", [("list", list(services))]),
        Failure::Rejected { by } => return said(texts, "unhealed-rejected", [("by", foreign(by.as_str()))]),
        Failure::TimedOut => "unhealed-timed-out",
        Failure::NotHealed => "unhealed-not-healed",
        Failure::Relapsed => "unhealed-relapsed",
        Failure::Overtaken => "unhealed-overtaken",
        Failure::Interrupted => "unhealed-interrupted",
    };
    texts.get(id).to_owned()
}

/// Why an action cannot be tried now.
#[must_use]
pub fn bar(texts: &Texts, bar: &Bar) -> String {
    let id = match bar {
        Bar::Later { layer: due } => return said(texts, "barred-later", [("layer", layer(texts, *due).to_owned())]),
        Bar::Spent { tries } => return texts.with("barred-spent", &[("n", Value::from(*tries))]),
        Bar::BreakerOpen { closes_in } => {
            return said(texts, "barred-breaker-open", [("left", numbers::countdown(*closes_in))]);
        }
        Bar::Pause { ends_in } => {
            return said(texts, "barred-pause", [("left", numbers::countdown(*ends_in))]);
        }
        Bar::DependencyDown { on } => return said(texts, "barred-dependency-down", [("on", foreign(on.as_str()))]),
        Bar::NothingToDo => "barred-nothing-to-do",
        Bar::PolicyNever => "barred-policy-never",
        Bar::HandsOff => "barred-hands-off",
        Bar::Busy => "barred-busy",
        Bar::Healthy => "barred-healthy",
    };
    texts.get(id).to_owned()
}

/// What an attempt does, as an order; with what came of it, where that is known.
#[must_use]
pub fn deed(texts: &Texts, deed: &Deed) -> String {
    match deed {
        Deed::Stop { service } => said(texts, "deed-stop", [("service", foreign(service.as_str()))]),
        Deed::Start { service } => said(texts, "deed-start", [("service", foreign(service.as_str()))]),
        Deed::MoveAside { path, to: None } => said(texts, "deed-move-aside", [("path", foreign(path))]),
        Deed::MoveAside { path, to: Some(to) } => {
            said(texts, "deed-moved-aside", [("path", foreign(path)), ("to", foreign(to))])
        }
        Deed::Empty { path, freed: None } => said(texts, "deed-empty", [("path", foreign(path))]),
        Deed::Empty { path, freed: Some(freed) } => {
            said(texts, "deed-emptied", [("path", foreign(path)), ("freed", numbers::size(*freed))])
        }
        Deed::Free { port, pid: None } => said(texts, "deed-free", [("port", port.to_string())]),
        Deed::Free { port, pid: Some(pid) } => {
            said(texts, "deed-freed", [("port", port.to_string()), ("pid", pid.to_string())])
        }
        Deed::Run { program, said: None } => said(texts, "deed-run", [("program", foreign(program))]),
        Deed::Run { program, said: Some(words) } => {
            said(texts, "deed-ran", [("program", foreign(program)), ("said", foreign(words))])
        }
        Deed::Relink { link, to, .. } => said(texts, "deed-relink", [("link", foreign(link)), ("to", foreign(to))]),
        Deed::Call => texts.get("deed-call").to_owned(),
    }
}

/// A fact that speaks for a suspect.
#[must_use]
pub fn evidence(texts: &Texts, evidence: &Evidence) -> String {
    match evidence {
        Evidence::Alarmed { by } => {
            let by: Vec<String> = by.iter().map(|name| alarm(texts, name)).collect();
            said(texts, "evidence-alarmed", [("list", by.join(", "))])
        }
        Evidence::First { ahead } if ahead.is_zero() => texts.get("evidence-first-of-all").to_owned(),
        Evidence::First { ahead } => said(texts, "evidence-first", [("span", span(texts, *ahead))]),
        Evidence::NeededBy { services } => {
            texts.with("evidence-needed-by", &[("n", services.len().into()), ("list", list(services).into())])
        }
        Evidence::NeedsAreWell => texts.get("evidence-needs-are-well").to_owned(),
        Evidence::Deviates { series, usual, now } => {
            let unit = series.unit();
            let variables = [
                ("what", states::metric(texts, &series.metric)),
                ("usual", numbers::value(texts, unit, *usual)),
                ("now", numbers::value(texts, unit, *now)),
            ];
            said(texts, "evidence-deviates", variables)
        }
        Evidence::Unusual { series, ahead, first } => {
            let variables = [("what", states::metric(texts, &series.metric)), ("span", span(texts, *ahead))];
            said(texts, if *first { "evidence-unusual-first" } else { "evidence-unusual" }, variables)
        }
        Evidence::Logged { template, ahead } => {
            said(texts, "evidence-logged", [("pattern", foreign(template)), ("span", span(texts, *ahead))])
        }
        Evidence::Changed { what, before, by } => {
            let what = texts.get(&format!("entry-{}", what.word().replace('_', "-"))).to_owned();
            let before = span(texts, *before);
            match by {
                None => said(texts, "evidence-changed", [("what", what), ("span", before)]),
                Some(by) => {
                    let by = foreign(by.as_str());
                    said(texts, "evidence-changed-by", [("what", what), ("span", before), ("by", by)])
                }
            }
        }
        Evidence::Foreseen { forecast } => super::foresight::why(texts, forecast, Duration::ZERO),
        Evidence::Before { times } => texts.with("evidence-before", &[("n", Value::from(*times))]),
    }
}

/// A rule or a probe by which a service made itself heard.
fn alarm(texts: &Texts, name: &str) -> String {
    match name {
        RULE_CRASH => texts.get("alarm-crash").to_owned(),
        other => foreign(other),
    }
}

/// A rule: the built-in ones in words.
#[must_use]
pub fn rule(texts: &Texts, name: &str) -> String {
    match name {
        RULE_CRASH => texts.get("rule-crash").to_owned(),
        RULE_PROBE => texts.get("rule-probe").to_owned(),
        RULE_MANAGER => texts.get("rule-manager").to_owned(),
        RULE_PAGE => texts.get("rule-page").to_owned(),
        RULE_FORESEEN => texts.get("rule-foreseen").to_owned(),
        RULE_PREDICTED => texts.get("rule-predicted").to_owned(),
        RULE_RUN => texts.get("rule-run").to_owned(),
        RULE_NOTICE => texts.get("rule-notice").to_owned(),
        RULE_FILE => texts.get("rule-file").to_owned(),
        RULE_RUNTIME => texts.get("rule-runtime").to_owned(),
        other => foreign(other),
    }
}

/// An alert within an incident.
#[must_use]
pub fn key(texts: &Texts, key: &AlertKey) -> String {
    let variables = [("rule", rule(texts, key.rule.as_str())), ("subject", foreign(&key.subject))];
    said(texts, "alert-on", variables)
}

/// A timeline: the states of one attempt that follow each other are one line, with the time of the first.
#[must_use]
pub fn timeline(texts: &Texts, moments: &[Moment]) -> Vec<(Wall, String)> {
    let number = |moment: &Moment| match &moment.what {
        Happening::Attempt { number, .. } => Some(*number),
        _ => None,
    };
    let runs = moments.chunk_by(|a, b| number(a).is_some() && number(a) == number(b));
    runs.filter_map(|run| run.first().map(|first| (first.at, states(texts, first, run)))).collect()
}

/// A line of a timeline; of an attempt, with all the states that it went through.
fn states(texts: &Texts, first: &Moment, run: &[Moment]) -> String {
    let Happening::Attempt { number, action, .. } = &first.what else { return happening(texts, &first.what) };
    let mut words: Vec<&str> = Vec::new();
    for moment in run {
        if let Happening::Attempt { state, .. } = &moment.what
            && words.last() != Some(&texts.get(attempt_id(state)))
        {
            words.push(texts.get(attempt_id(state)));
        }
    }
    let action = action_of(texts, action);
    said(texts, "happening-attempt", [("number", number.to_string()), ("action", action), ("state", words.join(", "))])
}

/// What a line of a timeline says.
#[must_use]
pub fn happening(texts: &Texts, happening: &Happening) -> String {
    match happening {
        Happening::Opened => texts.get("happening-opened").to_owned(),
        Happening::Joined { key: which, .. } => said(texts, "happening-joined", [("alert", key(texts, which))]),
        Happening::Cleared { key: which, .. } => said(texts, "happening-cleared", [("alert", key(texts, which))]),
        Happening::Blamed { service } => said(texts, "happening-blamed", [("service", foreign(service.as_str()))]),
        Happening::Entered { layer: entered } => {
            said(texts, "happening-entered", [("layer", layer(texts, *entered).to_owned())])
        }
        Happening::Attempt { number, action, state } => {
            let state = texts.get(attempt_id(state)).to_owned();
            let action = action_of(texts, action);
            said(texts, "happening-attempt", [("number", number.to_string()), ("action", action), ("state", state)])
        }
        Happening::Called { why } => said(texts, "happening-called", [("why", need(texts, *why).to_owned())]),
        Happening::Resolved => texts.get("happening-resolved").to_owned(),
    }
}

/// Why a person is called.
#[must_use]
pub fn need(texts: &Texts, need: Need) -> &str {
    texts.get(match need {
        Need::Exhausted => "need-exhausted",
        Need::NothingApplies => "need-nothing-applies",
        Need::Approval => "need-approval",
        Need::Isolated => "need-isolated",
    })
}

/// What ended an incident; `healer` names the action of the attempt that did.
#[must_use]
pub fn resolution(texts: &Texts, how: &Resolution, healer: Option<&Action>) -> String {
    match how {
        Resolution::Healed { .. } => {
            let healer = healer.map_or_else(|| texts.get("how-recovery").to_owned(), |known| action(texts, known));
            said(texts, "how-healed", [("action", healer)])
        }
        Resolution::Itself => texts.get("how-itself").to_owned(),
        Resolution::Person { name } => said(texts, "how-person", [("name", foreign(name.as_str()))]),
        Resolution::Prevented { .. } => {
            let healer = healer.map_or_else(|| texts.get("how-recovery").to_owned(), |known| action(texts, known));
            said(texts, "how-prevented", [("action", healer)])
        }
        Resolution::CameTrue => texts.get("how-came-true").to_owned(),
        Resolution::FalseAlarm => texts.get("how-false-alarm").to_owned(),
        Resolution::Unsettled => texts.get("how-unsettled").to_owned(),
        Resolution::Merged { into } => said(texts, "how-merged", [("into", into.to_string())]),
        Resolution::Removed => texts.get("how-removed").to_owned(),
    }
}
