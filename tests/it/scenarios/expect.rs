//! What a scenario can expect, one line each:
//!
//! ```text
//! api running healthy adopted pid 100 generation 1 restarts 0 window 2     any of these words
//! api backoff attempt 3 [exhausted] in 0.8s..1s      the countdown; one span is exact
//! api stopping in 10s [killed]      api waiting on db        api stopped because operator      api gone
//! alert RULE SUBJECT [info|warning|critical] [open|acknowledged] [silenced] [by ann] [times 3] [exhausted] [id 1]
//!     [loud] [held by db] [flapping] [steady]
//! no alert RULE SUBJECT             alerts 2                 silences 1                        no alerts
//! did WORDS…                        during the last step; words as in `scene::words`, from their beginning
//! did not WORDS…                    did 2x WORDS…            reply done                        reply refused [WORDS…]
//! outages 1                         ever written down
//! web held by db[,cache] / web free     by what is down     hold db 2 1 / no holds    services and alerts of theirs
//! ```

use std::time::Duration;

use autoagents_console::engine::service::Service;
use autoagents_console::model::alert::{AlertCause, AlertKey};
use autoagents_console::model::service::{ServiceState, StopReason};
use autoagents_console::model::snapshot::{AlertView, HeldBack};

use super::scene::Scene;
use super::steps::{number, span};

impl Scene {
    /// Holds what is expected against what is.
    pub(super) fn expect(&self, words: &[&str]) -> Result<(), String> {
        if let Some(outcome) = self.healing_expectation(words) {
            return outcome;
        }
        if let Some(outcome) = self.foresight_expectation(words) {
            return outcome;
        }
        match *words {
            ["did", "not", ref wanted @ ..] => same("times done", 0, self.count(wanted)),
            ["did", times, ref wanted @ ..] if times.ends_with('x') && times.len() > 1 => {
                same("times done", number(times.trim_end_matches('x'))?, self.count(wanted))
            }
            ["did", ref wanted @ ..] => holds(self.count(wanted) > 0, "that was not done"),
            ["no", "alerts"] => same("alerts", 0, self.alerts()?.len()),
            ["alerts", count] => same("alerts", number(count)?, self.alerts()?.len()),
            ["silences", count] => same("silences", number(count)?, self.drive()?.engine.alerts().silences().len()),
            ["outages", count] => same("outages", number(count)?, self.drive()?.books.journal().outages.len()),
            ["no", "alert", rule, subject] => holds(self.find(rule, subject)?.is_none(), "it fires"),
            ["alert", rule, subject, ref facts @ ..] => {
                let view = self.find(rule, subject)?.ok_or("it does not fire")?;
                alert(&view, facts)
            }
            ["reply", "done"] => holds(matches!(self.reply, Some(Ok(_))), &format!("the reply: {:?}", self.reply)),
            ["reply", "refused", ref part @ ..] => match &self.reply {
                Some(Err(refusal)) if refusal.to_string().contains(&part.join(" ")) => Ok(()),
                other => Err(format!("the reply: {other:?}")),
            },
            ["no", "holds"] => same("held back", Vec::new(), self.drive()?.engine.held_back()),
            ["hold", by, services, alerts] => {
                let wanted = HeldBack { by: by.into(), services: number(services)?, alerts: number(alerts)? };
                same("held back", vec![wanted], self.drive()?.engine.held_back())
            }
            [name, "gone"] => holds(self.service(name).is_err(), "it is there"),
            [name, ref facts @ ..] if !facts.is_empty() => self.is(self.service(name)?, facts),
            _ => Err("cannot be read; expectations are listed in tests/it/scenarios/expect.rs".to_owned()),
        }
    }

    /// How things are, for the message of a failure.
    pub(super) fn picture(&self) -> String {
        let Ok(drive) = self.drive() else { return "  no runtime".to_owned() };
        let mut lines = vec![format!("  at {:?}", self.now.mono.0)];
        for service in drive.engine.supervision().iter() {
            let Service { spec, state, health, generation, .. } = service;
            lines.push(format!("  {} generation {generation}: {state:?} {health:?}", spec.name));
        }
        for incident in drive.engine.recovery().incidents() {
            lines.push(format!("  incident {} {} {:?}", incident.id, incident.signature, incident.state));
            let attempts = incident.attempts.iter();
            lines.extend(
                attempts
                    .map(|a| format!("    {} {} on {} {:?} {:?}", a.number, a.action, a.service, a.trigger, a.state)),
            );
        }
        lines.extend(drive.engine.alerts().firing().map(|alert| format!("  {alert:?}")));
        lines.join("\n")
    }

    fn alerts(&self) -> Result<Vec<AlertView>, String> {
        Ok(self.drive()?.engine.alert_views(self.now.wall))
    }

    fn find(&self, rule: &str, subject: &str) -> Result<Option<AlertView>, String> {
        let key = AlertKey { rule: rule.into(), subject: subject.to_owned() };
        Ok(self.alerts()?.into_iter().find(|view| view.alert.key == key))
    }

    fn service(&self, name: &str) -> Result<&Service, String> {
        self.drive()?.engine.supervision().get(&name.into()).ok_or_else(|| format!("there is no service `{name}`"))
    }

    fn count(&self, wanted: &[&str]) -> usize {
        let begins = |line: &&String| {
            let words: Vec<_> = line.split_whitespace().collect();
            words.len() >= wanted.len() && words[..wanted.len()] == *wanted
        };
        self.did().iter().filter(begins).count()
    }

    fn is(&self, service: &Service, facts: &[&str]) -> Result<(), String> {
        let mut facts = facts;
        while let [fact, rest @ ..] = facts {
            facts = match (*fact, rest) {
                ("pid", [pid, rest @ ..]) => {
                    same("pid", Some(number(pid)?), service.state.identity().map(|identity| identity.pid))?;
                    rest
                }
                ("generation", [wanted, rest @ ..]) => {
                    same("generation", number(wanted)?, service.generation.0)?;
                    rest
                }
                ("restarts", [wanted, rest @ ..]) => {
                    same("restarts", number(wanted)?, service.restarts)?;
                    rest
                }
                ("window", [wanted, rest @ ..]) => {
                    let window = service.pace.window(&service.spec.restart, self.now.mono);
                    same("window", number(wanted)?, window.0)?;
                    rest
                }
                ("held", ["by", by, rest @ ..]) => {
                    same("held by", by.split(',').collect(), held(service))?;
                    rest
                }
                ("free", rest) => {
                    same("held by", Vec::new(), held(service))?;
                    rest
                }
                ("in", [wanted, rest @ ..]) => {
                    self.counts_down(service, wanted)?;
                    rest
                }
                (word, rest) => state(service, word, rest)?,
            };
        }
        Ok(())
    }

    fn counts_down(&self, service: &Service, wanted: &str) -> Result<(), String> {
        let until = match service.state {
            ServiceState::Backoff { until, .. } => until,
            ServiceState::Stopping { kill_at, .. } => kill_at,
            _ => return Err(format!("nothing is counted down in {:?}", service.state)),
        };
        let left = until.since(self.now.mono);
        let (from, to): (Duration, Duration) = match wanted.split_once("..") {
            Some((from, to)) => (span(from)?, span(to)?),
            None => (span(wanted)?, span(wanted)?),
        };
        holds((from..=to).contains(&left), &format!("{left:?} are left"))
    }
}

/// One word about a state; gives the words that it did not need.
fn state<'a>(service: &Service, word: &str, rest: &'a [&'a str]) -> Result<&'a [&'a str], String> {
    let state = &service.state;
    let is = format!("it is {state:?} {:?}", service.health);
    match (word, rest, state) {
        ("attempt", [wanted, rest @ ..], ServiceState::Backoff { attempt, .. }) => {
            same("attempt", number(wanted)?, *attempt)?;
            Ok(rest)
        }
        ("on", [wanted, rest @ ..], ServiceState::Waiting { on }) => {
            holds(on.iter().any(|name| name.as_str() == *wanted), &is)?;
            Ok(rest)
        }
        ("because", [wanted, rest @ ..], ServiceState::Stopped { why, .. }) => {
            same("reason", *wanted, reason(why))?;
            Ok(rest)
        }
        ("exhausted", rest, ServiceState::Backoff { exhausted, .. }) => holds(*exhausted, &is).map(|()| rest),
        ("calm", rest, ServiceState::Backoff { exhausted, .. }) => holds(!*exhausted, &is).map(|()| rest),
        ("killed", rest, ServiceState::Stopping { killed, .. }) => holds(*killed, &is).map(|()| rest),
        ("adopted", rest, ServiceState::Running { adopted, .. }) => holds(*adopted, &is).map(|()| rest),
        (word, rest, state) => {
            // `starting` and `unknown` are both states and healths; each is tried as either.
            holds(word == state.word() || word == service.health.word(), &is).map(|()| rest)
        }
    }
}

fn reason(why: &StopReason) -> &'static str {
    match why {
        StopReason::NotStarted => "not_started",
        StopReason::Removed => "removed",
        StopReason::Operator => "operator",
        StopReason::Ended(_) => "ended",
        StopReason::External => "external",
        StopReason::Recovery => "recovery",
        StopReason::Shutdown => "shutdown",
    }
}

fn alert(view: &AlertView, facts: &[&str]) -> Result<(), String> {
    let alert = &view.alert;
    let is = format!("it is {view:?}");
    let mut facts = facts;
    while let [fact, rest @ ..] = facts {
        facts = match (*fact, rest) {
            ("by", [wanted, rest @ ..]) => {
                same(
                    "by",
                    Some(*wanted),
                    alert.acknowledged_by().map(autoagents_console::model::id::Operator::as_str),
                )?;
                rest
            }
            ("id", [wanted, rest @ ..]) => {
                same("id", number(wanted)?, alert.id.0)?;
                rest
            }
            ("times", [wanted, rest @ ..]) => {
                let AlertCause::Crash { times, .. } = alert.cause else { return Err(is) };
                same("times", number(wanted)?, times)?;
                rest
            }
            ("exhausted", rest) => {
                holds(matches!(alert.cause, AlertCause::Crash { exhausted: true, .. }), &is)?;
                rest
            }
            ("held", ["by", by, rest @ ..]) => {
                let held: Vec<_> =
                    view.held_by.iter().map(autoagents_console::model::id::ServiceName::as_str).collect();
                same("held by", by.split(',').collect(), held)?;
                rest
            }
            ("flapping", rest) => {
                holds(matches!(alert.cause, AlertCause::Probe { flapping: true, .. }), &is)?;
                rest
            }
            ("steady", rest) => {
                holds(matches!(alert.cause, AlertCause::Probe { flapping: false, .. }), &is)?;
                rest
            }
            ("silenced", rest) => {
                holds(view.silenced_until.is_some(), &is)?;
                rest
            }
            ("loud", rest) => {
                holds(view.silenced_until.is_none() && view.held_by.is_empty(), &is)?;
                rest
            }
            (word, rest) => {
                holds(word == alert.severity.word() || word == alert.status.word(), &is)?;
                rest
            }
        };
    }
    Ok(())
}

fn held(service: &Service) -> Vec<&str> {
    service.held_by.iter().map(autoagents_console::model::id::ServiceName::as_str).collect()
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, wanted: T, got: T) -> Result<(), String> {
    holds(wanted == got, &format!("{what}: wanted {wanted:?}, got {got:?}"))
}

fn holds(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise.to_owned()) }
}
