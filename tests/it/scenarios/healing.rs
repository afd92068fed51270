//! What a scenario can say of recovery, one line each:
//!
//! ```text
//! crashes api 1 [until clear|run|relink|put_back]   each start of it ends at once, until such a remedy was done
//! remedy clear|run|relink|make_room ok|fails [WHY…]       how the world answers from now on; it hangs unless told
//! released api v2                               the release that its link points at from now on
//! recover api [ACTION] [layer L] [dry]          approve 1 / reject 1
//!
//! expect incident 1 open|needs_person|resolved [healed N|itself|person|merged N|
//!                   prevented N|came_true|false_alarm|unsettled] [why WHY] [members N] [attempts N]
//!                   [service S] [cause S] [layer L]          by its number, in any order
//! expect incidents 2                            that go on
//! expect attempt 1.2 ACTION STATE [by policy|layers|ann] [on S] [layer L] [why FAILURE] [undone]
//! expect lesson SIGNATURE ACTION 1 healed 0 failed          as written down
//! expect plan ACTION [on S] [interrupts A B…]   of the last reply
//! ```

use autoagents_console::model::command::{Command, Done};
use autoagents_console::model::effect::Effect;
use autoagents_console::model::event::Event;
use autoagents_console::model::id::IncidentId;
use autoagents_console::model::incident::{Evidence, Incident, IncidentState, Resolution};
use autoagents_console::model::recovery::{Attempt, AttemptState, Deed, Trigger};
use autoagents_console::model::remedy::{Remedy, RemedyError};
use autoagents_console::model::service::Exit;
use serde_json::Value;

use super::scene::{Scene, identity};
use super::steps::number;

/// How the world answers remedies of one kind.
#[derive(Debug, Clone)]
pub(super) struct Answering {
    pub(super) kind: String,
    pub(super) failure: Option<RemedyError>,
}

/// A service whose starts end at once.
#[derive(Debug, Clone)]
pub(super) struct Crashing {
    service: String,
    code: i32,
    until: Option<String>,
}

impl Scene {
    /// Steps about recovery; none when the words are about something else.
    pub(super) fn healing_step(&mut self, words: &[&str]) -> Option<Result<(), String>> {
        let done = match *words {
            ["crashes", service, code, ref rest @ ..] => number(code).map(|code| {
                let until = rest.get(1).map(ToString::to_string);
                self.crashing.push(Crashing { service: service.to_owned(), code, until });
            }),
            ["remedy", kind, "ok"] => {
                self.answering.insert(0, Answering { kind: kind.to_owned(), failure: None });
                Ok(())
            }
            ["remedy", kind, "fails", ref why @ ..] => {
                self.answering.insert(
                    0,
                    Answering { kind: kind.to_owned(), failure: Some(RemedyError::Told { text: why.join(" ") }) },
                );
                Ok(())
            }
            ["released", service, release] => {
                let drive = self.drive.as_ref();
                let generation = drive.and_then(|drive| drive.engine.supervision().get(&service.into()));
                let release = release.to_owned();
                self.releases.insert(service.to_owned(), release.clone());
                match generation.filter(|service| service.state.is_running()).map(|service| service.generation) {
                    Some(generation) => self.happen(Event::Released { service: service.into(), generation, release }),
                    None => Ok(()),
                }
            }
            _ => return None,
        };
        Some(done)
    }

    /// Orders about recovery.
    pub(super) fn healing_command(words: &[&str]) -> Option<Result<Command, String>> {
        let id = |text: &str| number(text).map(IncidentId);
        Some(match *words {
            ["recover", service, ref rest @ ..] => {
                let mut command = (None, None, false);
                let mut rest = rest;
                while let [word, more @ ..] = rest {
                    rest = more;
                    match (*word, more) {
                        ("dry", _) => command.2 = true,
                        ("layer", [layer, more @ ..]) => {
                            command.1 = layer.parse().ok();
                            rest = more;
                        }
                        (action, _) => match action.parse() {
                            Ok(action) => command.0 = Some(action),
                            Err(why) => return Some(Err(why)),
                        },
                    }
                }
                let (action, layer, dry_run) = command;
                Ok(Command::Recover { service: service.into(), action, layer, dry_run })
            }
            ["approve", incident] => id(incident).map(|incident| Command::ApproveAttempt { incident }),
            ["reject", incident] => id(incident).map(|incident| Command::RejectAttempt { incident }),
            _ => return None,
        })
    }

    /// How the world answers an effect of recovery, and a start that is to crash.
    pub(super) fn healing_answers(&mut self, effect: &Effect) -> Vec<Event> {
        match effect {
            Effect::Remedy { incident, attempt, remedy } => {
                let kind = kind(remedy);
                let Some(answer) = self.answering.iter().find(|answer| answer.kind == kind).cloned() else {
                    return Vec::new();
                };
                if answer.failure.is_none() {
                    self.crashing.retain(|crashing| crashing.until.as_deref() != Some(kind));
                    if let (Remedy::Relink { to, .. }, false) = (remedy, self.releases.is_empty()) {
                        self.releases.values_mut().for_each(|release| release.clone_from(to));
                    }
                }
                let deeds = vec![Deed::Run { program: "done".to_owned(), said: None }];
                vec![Event::Remedied { incident: *incident, attempt: *attempt, deeds, failure: answer.failure }]
            }
            Effect::Start { spec, generation } => {
                let crashing = self.crashing.iter().find(|crashing| crashing.service == spec.name.as_str());
                let (service, generation) = (spec.name.clone(), *generation);
                let release = self.releases.get(spec.name.as_str()).cloned();
                let released = release.map(|release| Event::Released { service: service.clone(), generation, release });
                let Some(crashing) = crashing.cloned() else { return released.into_iter().collect() };
                let pid = 50_000 + i32::try_from(generation.0).unwrap_or(0);
                let started = Event::Started { service: service.clone(), generation, identity: identity(pid) };
                let exited = Event::Exited { service, generation, exit: Exit::Code(crashing.code) };
                [Some(started), released, Some(exited)].into_iter().flatten().collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether the world does remedies of this kind.
    pub(super) fn answers_remedy(&self, kind: &str) -> bool {
        self.answering.iter().find(|answer| answer.kind == kind).is_some_and(|answer| answer.failure.is_none())
    }

    /// Whether its starts end at once.
    pub(super) fn is_crashing(&self, service: &str) -> bool {
        self.crashing.iter().any(|crashing| crashing.service == service)
    }

    /// Expectations about recovery; none when the words are about something else.
    pub(super) fn healing_expectation(&self, words: &[&str]) -> Option<Result<(), String>> {
        Some(match *words {
            ["incidents", count] => self.drive().and_then(|drive| {
                let open = drive.engine.recovery().incidents().filter(|incident| incident.is_open()).count();
                equal("incidents", number::<usize>(count)?, open)
            }),
            ["incident", id, ref facts @ ..] => {
                self.incident(id).and_then(|incident| self.is_incident(incident, facts))
            }
            ["attempt", id, ref facts @ ..] => self.attempt(id).and_then(|attempt| is_attempt(attempt, facts)),
            ["lesson", signature, action, healed, "healed", failed, "failed"] => self.drive().and_then(|drive| {
                let lesson = drive.books.lessons.get(&(signature.replace('+', " "), action.to_owned()));
                let lesson = lesson.ok_or_else(|| format!("known: {:?}", drive.books.lessons.keys()))?;
                equal("healed, failed", (number(healed)?, number(failed)?), (lesson.healed, lesson.failed))
            }),
            ["plan", action, ref facts @ ..] => match &self.reply {
                Some(Ok(Done::Recovery { plan, .. })) => {
                    let is = format!("{plan:?}");
                    let interrupts: Vec<_> = plan.interrupts.iter().map(ToString::to_string).collect();
                    let wanted: Vec<_> = facts.iter().skip(1).map(ToString::to_string).collect();
                    equal("action", action, plan.action.word())
                        .and_then(|()| if wanted.is_empty() { Ok(()) } else { equal("interrupts", wanted, interrupts) })
                        .map_err(|error| format!("{error}: {is}"))
                }
                other => Err(format!("the reply: {other:?}")),
            },
            _ => return None,
        })
    }

    fn incident(&self, id: &str) -> Result<&Incident, String> {
        let id = IncidentId(number(id)?);
        let mut all = self.drive()?.engine.recovery().incidents();
        all.find(|incident| incident.id == id).ok_or_else(|| format!("there is no incident {id}"))
    }

    fn attempt(&self, id: &str) -> Result<&Attempt, String> {
        let (incident, attempt) = id.split_once('.').ok_or("an attempt is `INCIDENT.NUMBER`")?;
        let incident = self.incident(incident)?;
        let number: u32 = number(attempt)?;
        let found = incident.attempts.iter().find(|attempt| attempt.number == number);
        found.ok_or_else(|| format!("there is no such attempt: {:#?}", incident.attempts))
    }

    fn is_incident(&self, incident: &Incident, facts: &[&str]) -> Result<(), String> {
        let members: Vec<_> = incident.members.iter().map(|member| &member.key).collect();
        let is = format!("it is {:?}, members {members:?}", incident.state);
        let cause = incident.causes.first().map(|cause| cause.service.to_string()).unwrap_or_default();
        let layer = incident.layer(self.now.mono);
        let mut facts = facts;
        while let [fact, rest @ ..] = facts {
            let (holds, left) = match (*fact, rest) {
                ("members", [n, rest @ ..]) => (number::<usize>(n)? == incident.members.len(), rest),
                ("attempts", [n, rest @ ..]) => (number::<usize>(n)? == incident.attempts.len(), rest),
                ("cause", [name, rest @ ..]) => (*name == cause, rest),
                // So many whole seconds before it was changed.
                ("changed", [secs, rest @ ..]) => {
                    let evidence = incident.causes.first().into_iter().flat_map(|cause| &cause.evidence);
                    let wanted: u64 = number(secs)?;
                    let so =
                        |one: &Evidence| matches!(one, Evidence::Changed { before, .. } if before.as_secs() == wanted);
                    (evidence.filter(|one| so(one)).count() == 1, rest)
                }
                ("layer", [name, rest @ ..]) => (*name == layer.word(), rest),
                ("service", [name, rest @ ..]) => {
                    (incident.service.as_ref().is_some_and(|s| s.as_str() == *name), rest)
                }
                ("why", [why, rest @ ..]) => {
                    (matches!(&incident.state, IncidentState::NeedsPerson { why: is, .. } if is.word() == *why), rest)
                }
                ("healed", [n, rest @ ..]) => {
                    let n = number(n)?;
                    (how(incident) == Some(&Resolution::Healed { attempt: n }), rest)
                }
                ("prevented", [n, rest @ ..]) => {
                    let attempt = number(n)?;
                    (how(incident) == Some(&Resolution::Prevented { attempt }), rest)
                }
                ("came_true", rest) => (how(incident) == Some(&Resolution::CameTrue), rest),
                ("false_alarm", rest) => (how(incident) == Some(&Resolution::FalseAlarm), rest),
                ("unsettled", rest) => (how(incident) == Some(&Resolution::Unsettled), rest),
                ("itself", rest) => (how(incident) == Some(&Resolution::Itself), rest),
                ("person", rest) => (matches!(how(incident), Some(Resolution::Person { .. })), rest),
                ("merged", [n, rest @ ..]) => {
                    (how(incident) == Some(&Resolution::Merged { into: IncidentId(number(n)?) }), rest)
                }
                (word, rest) => (incident.state.word() == word, rest),
            };
            if !holds {
                return Err(format!("`{fact}` does not hold: {is}"));
            }
            facts = left;
        }
        Ok(())
    }
}

fn how(incident: &Incident) -> Option<&Resolution> {
    match &incident.state {
        IncidentState::Resolved { how, .. } => Some(how),
        _ => None,
    }
}

fn is_attempt(attempt: &Attempt, facts: &[&str]) -> Result<(), String> {
    let is = format!("it is {attempt:#?}");
    let [action, state, facts @ ..] = facts else { return Err("an action and a state".to_owned()) };
    if attempt.action.word() != *action || attempt.state.word() != *state {
        return Err(is);
    }
    let by = match &attempt.trigger {
        Trigger::Policy => "policy".to_owned(),
        Trigger::Layers => "layers".to_owned(),
        Trigger::Prevention => "prevention".to_owned(),
        Trigger::Operator { name } => name.to_string(),
    };
    let (why, undone) = match &attempt.state {
        AttemptState::Failed { why, undone, .. } => {
            let words = serde_json::to_value(why).ok();
            let word = words.as_ref().and_then(|why| why.get("failure")).and_then(Value::as_str).map(str::to_owned);
            (word.unwrap_or_default(), *undone)
        }
        _ => (String::new(), false),
    };
    let mut facts = facts;
    while let [fact, rest @ ..] = facts {
        let (holds, left) = match (*fact, rest) {
            ("by", [name, rest @ ..]) => (*name == by, rest),
            ("on", [name, rest @ ..]) => (*name == attempt.service.as_str(), rest),
            ("layer", [name, rest @ ..]) => (*name == attempt.layer.word(), rest),
            ("why", [name, rest @ ..]) => (*name == why, rest),
            ("undone", rest) => (undone, rest),
            ("kept", rest) => (!undone, rest),
            (word, _) => return Err(format!("`{word}` cannot be read")),
        };
        if !holds {
            return Err(format!("`{fact}` does not hold: {is}"));
        }
        facts = left;
    }
    Ok(())
}

fn kind(remedy: &Remedy) -> &'static str {
    match remedy {
        Remedy::Survey { .. } => "survey",
        Remedy::Clear { .. } => "clear",
        Remedy::PutBack { .. } => "put_back",
        Remedy::Run { .. } => "run",
        Remedy::Relink { .. } => "relink",
        Remedy::MakeRoom { .. } => "make_room",
    }
}

/// A remedy as expectations name it.
pub(super) fn words(remedy: &Remedy) -> String {
    match remedy {
        Remedy::Survey { of, running } => format!("survey {} {running}", of.service),
        Remedy::Clear { of } => format!("clear {}", of.service),
        Remedy::PutBack { .. } => "put back".to_owned(),
        Remedy::MakeRoom { mount, .. } => {
            format!("make room {}", mount.as_deref().unwrap_or("of its own".as_ref()).display())
        }
        Remedy::Run { commands, timeout } => format!("run {} {}", commands.concat().join(" "), timeout.as_secs()),
        Remedy::Relink { link, to } => format!("relink {} {to}", link.display()),
    }
}

fn equal<T: PartialEq<U> + std::fmt::Debug, U: std::fmt::Debug>(what: &str, wanted: T, is: U) -> Result<(), String> {
    if wanted == is { Ok(()) } else { Err(format!("{what}: wanted {wanted:?}, is {is:?}")) }
}
