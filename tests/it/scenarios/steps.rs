//! What can happen in a scenario, one line each:
//!
//! ```text
//! boot [CONFIG] [rebooted]        the runtime begins         killed               it is gone, its processes are not
//! found api 100 gen 1 [child]     for the next boot          at 10s / wait 5s     time passes
//! auto api db / manual api        processes obey at once     clock +3h / -2d      the wall clock jumps
//! probe api/http passes|fails|hangs   from now on            probed api/http fails [gen 1]   one late result
//! probe api/http says WHY…        it fails, with these words from now on
//! started api 100 [gen 1]         exited api 1|signal 9|unknown [gen 1]           failed api WHY…
//! sample SERIES VALUE [for 30s]   once, or once a second     reload [CONFIG]      panic monitoring
//! start|stop|restart api          ack|unack RULE SUBJECT     silence RULE|* SUBJECT|* 1h   unsilence 1
//! pause|resume monitoring         shutdown stop|leave        trouble PART [WHAT…] / fixed PART
//! raise RULE SUBJECT              an agent's proposal that was on its way
//! scale web 3          how often it runs     beat web     its job was heard of
//! reload-service api              stop|start api all   with dependants, with dependencies
//! done stop|reload api [WHY…]     an errand is done  limited api kernel|watched   who holds its memory
//! seen …, answered …              what a manager says: see `managed`
//! ran db start|stop [EXIT]        the command of an external service ended
//! ```

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use autoagents_console::model::agent::AgentName;
use autoagents_console::model::alert::{AlertCause, AlertKey, Severity};
use autoagents_console::model::command::{Command, ServicesFate};
use autoagents_console::model::event::{Event, Proposal, SampleBatch};
use autoagents_console::model::id::{AlertId, Generation, ReplyId, ServiceName, SilenceId};
use autoagents_console::model::probe::ProbeId;
use autoagents_console::model::process::{Errand, Hold};
use autoagents_console::model::refusal::{ErrandFailure, ExternalFailure};
use autoagents_console::model::series::{Sample, Series};
use autoagents_console::model::service::{Exit, FoundProcess};

use super::scene::{Answer, Scene, identity};

impl Scene {
    /// Lets one thing happen.
    pub(super) fn step(&mut self, words: &[&str]) -> Result<(), String> {
        if let Some(outcome) = self.managed_step(words) {
            return outcome;
        }
        if let Some(outcome) = self.healing_step(words) {
            return outcome;
        }
        if let Some(outcome) = self.foresight_step(words) {
            return outcome;
        }
        match *words {
            ["at", time] => self.advance(span(time)?),
            ["wait", time] => self.advance(self.now.mono.0 + span(time)?),
            ["clock", jump] => self.jump(jump),
            ["boot" | "killed" | "found" | "auto" | "manual" | "probe" | "reload", ..] => self.prepare(words),
            [
                "started" | "exited" | "failed" | "probed" | "sample" | "panic" | "raise" | "trouble" | "fixed" | "ran"
                | "done" | "limited",
                ..,
            ] => self.report(words),
            _ => {
                let command = self.command(words)?;
                self.reply = None;
                self.happen(Event::Asked { reply: ReplyId(1), by: "ann".into(), command })
            }
        }
    }

    fn prepare(&mut self, words: &[&str]) -> Result<(), String> {
        match *words {
            ["boot"] => self.boot(false),
            ["boot", "rebooted"] => self.boot(true),
            ["boot", config] => {
                self.setup = Arc::clone(self.setups.get(config).ok_or("no such config")?);
                self.boot(false)
            }
            ["killed"] => self.killed(),
            ["found", service, pid, "gen", generation, ref rest @ ..] => {
                self.found.push(FoundProcess {
                    service: service.into(),
                    generation: Generation(number(generation)?),
                    identity: identity(number(pid)?),
                    started_at: self.now.wall,
                    leader: *rest != ["child"],
                });
                Ok(())
            }
            ["auto", ref services @ ..] => {
                self.automatic.extend(services.iter().map(ToString::to_string));
                Ok(())
            }
            ["manual", ref services @ ..] => {
                self.automatic.retain(|service| !services.contains(&service.as_str()));
                Ok(())
            }
            ["probe", id, "says", ref words @ ..] => {
                self.answers.insert(id.to_owned(), Answer::Fails);
                self.saying.insert(id.to_owned(), words.join(" "));
                Ok(())
            }
            ["probe", id, how] => {
                self.answers.insert(id.to_owned(), answer(how)?);
                Ok(())
            }
            ["reload", ref config @ ..] => {
                let config = config.first().copied().unwrap_or("");
                self.setup = Arc::clone(self.setups.get(config).ok_or("no such config")?);
                self.happen(Event::Configured(Arc::clone(&self.setup)))
            }
            _ => Err("cannot be read".to_owned()),
        }
    }

    fn report(&mut self, words: &[&str]) -> Result<(), String> {
        let (words, generation) = match words {
            [words @ .., "gen", generation] => (words, Some(Generation(number(generation)?))),
            words => (words, None),
        };
        let current = |name: &str| -> Result<(ServiceName, Generation), String> {
            let name = ServiceName::from(name);
            let service = self.drive()?.engine.supervision().get(&name).map(|service| service.generation);
            let generation = generation.or(service).ok_or("no such service; hint: `gen N`")?;
            Ok((name, generation))
        };
        let event = match *words {
            ["started", name, pid] => {
                let (service, generation) = current(name)?;
                Event::Started { service, generation, identity: identity(number(pid)?) }
            }
            ["failed", name, ref why @ ..] => {
                let (service, generation) = current(name)?;
                Event::StartFailed { service, generation, why: why.join(" ").into() }
            }
            ["exited", name, ref how @ ..] => {
                let (service, generation) = current(name)?;
                Event::Exited { service, generation, exit: exit(how)? }
            }
            ["probed", id, how] => {
                let (service, probe) = id.split_once('/').ok_or("a probe is `service/probe`")?;
                let (service, generation) = current(service)?;
                let id = ProbeId { service, probe: probe.to_owned() };
                let result = self.result(&id, generation, self.now.mono, answer(how)?);
                Event::Probed(result.ok_or("one that hangs has no result")?)
            }
            ["sample", series, value] => return self.sample(series, value),
            ["sample", series, value, "for", span] => return self.samples(series, value, self::span(span)?),
            ["panic", agent] => {
                let now = self.now;
                let effects = self.drive_mut()?.panic(parsed::<AgentName>(agent)?, now);
                return self.follow(effects);
            }
            ["raise", rule, subject] => raise(rule, subject),
            ["trouble", part, ref what @ ..] => {
                Event::Trouble { part: part.to_owned(), what: Some(what.join(" ").into()) }
            }
            ["ran", name, verb @ ("start" | "stop"), ref how @ ..] => {
                let exit = if how.is_empty() { Exit::Code(0) } else { exit(how)? };
                let (name, key) = (ServiceName::from(name), format!("{verb}_command"));
                let failure =
                    (exit != Exit::Code(0)).then(|| ExternalFailure::Exited { name: name.clone(), key, exit });
                Event::ExternalRan { service: name, start: verb == "start", failure }
            }
            ["done", errand @ ("stop" | "reload"), name, ref why @ ..] => {
                let (service, generation) = current(name)?;
                let errand = if errand == "stop" { Errand::Stop } else { Errand::Reload };
                let (name, verb) = (service.clone(), errand.word().to_owned());
                let failure = (!why.is_empty()).then(|| ErrandFailure::Exited {
                    name,
                    verb,
                    exit: exit(why).unwrap_or(Exit::Unknown),
                });
                Event::Ran { service, generation, errand, failure }
            }
            ["limited", name, how @ ("kernel" | "watched")] => {
                let (service, generation) = current(name)?;
                Event::Limited { service, generation, hold: Hold { memory: how == "kernel", ..Hold::default() } }
            }
            ["fixed", part] => Event::Trouble { part: part.to_owned(), what: None },
            _ => return Err("cannot be read".to_owned()),
        };
        self.happen(event)
    }

    fn command(&self, words: &[&str]) -> Result<Command, String> {
        if let Some(command) = Self::healing_command(words) {
            return command;
        }
        Ok(match *words {
            ["start", name] => Command::StartService { name: name.into() },
            ["stop", name] => Command::StopService { name: name.into() },
            ["restart", name] => Command::RestartService { name: name.into() },
            ["scale", name, count] => Command::ScaleService { name: name.into(), count: number(count)? },
            ["beat", name] => Command::Beat { service: name.into(), probe: None, failure: None },
            ["reload-service", name] => Command::ReloadService { name: name.into() },
            ["stop", name, "all"] => Command::StopWithDependants { name: name.into() },
            ["start", name, "all"] => Command::StartWithDependencies { name: name.into() },
            ["ack", rule, subject, ref note @ ..] => {
                Command::AcknowledgeAlert { id: self.alert(rule, subject)?, note: note.join(" ") }
            }
            ["unack", rule, subject] => Command::UnacknowledgeAlert { id: self.alert(rule, subject)? },
            ["silence", rule, subject, time] => Command::Silence {
                rule: (rule != "*").then(|| rule.into()),
                subject: (subject != "*").then(|| subject.to_owned()),
                span: span(time)?,
                note: String::new(),
            },
            ["unsilence", id] => Command::ExpireSilence { id: SilenceId(number(id)?) },
            ["pause", name] => Command::PauseAgent { name: parsed::<AgentName>(name)? },
            ["resume", name] => Command::ResumeAgent { name: parsed::<AgentName>(name)? },
            ["shutdown", "stop"] => Command::Shutdown { services: ServicesFate::Stop },
            ["shutdown", "leave"] => Command::Shutdown { services: ServicesFate::Leave },
            _ => return Err("cannot be read; the steps are listed in tests/it/scenarios/steps.rs".to_owned()),
        })
    }

    fn alert(&self, rule: &str, subject: &str) -> Result<AlertId, String> {
        let key = AlertKey { rule: rule.into(), subject: subject.to_owned() };
        let alert = self.drive()?.engine.alerts().firing().find(|alert| alert.key == key);
        alert.map(|alert| alert.id).ok_or_else(|| "no such alert fires".to_owned())
    }

    fn samples(&mut self, series: &str, value: &str, span: Duration) -> Result<(), String> {
        let until = self.now.mono + span;
        self.sample(series, value)?;
        while self.now.mono < until {
            self.advance((self.now.mono + Duration::from_secs(1)).min(until).0)?;
            self.sample(series, value)?;
        }
        Ok(())
    }

    fn sample(&mut self, series: &str, value: &str) -> Result<(), String> {
        let series = series.parse::<Series>().map_err(|error| error.to_string())?;
        let now = self.now;
        let batch = SampleBatch {
            source: "test".into(),
            at: now,
            samples: vec![Sample { series, value: number(value)? }],
            lines: Vec::new(),
        };
        let effects = self.drive_mut()?.sampled(batch, now);
        self.follow(effects)
    }

    fn jump(&mut self, jump: &str) -> Result<(), String> {
        match jump.split_at_checked(1) {
            Some(("+", by)) => self.now.wall += span(by)?,
            Some(("-", by)) => self.now.wall -= span(by)?,
            _ => return Err("a jump is `+3h` or `-3h`".to_owned()),
        }
        Ok(())
    }
}

/// A span such as `1m30s`.
pub(super) fn span(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|error| format!("`{text}`: {error}"))
}

/// A number.
pub(super) fn number<T: FromStr>(text: &str) -> Result<T, String> {
    parsed(text)
}

fn parsed<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("`{text}` is not what belongs here"))
}

fn raise(rule: &str, subject: &str) -> Event {
    let key = AlertKey { rule: rule.into(), subject: subject.to_owned() };
    let cause = AlertCause::Probe { reason: "refused".into(), failures: 1, flapping: false };
    let proposal = Proposal::Raise { key, severity: Severity::Warning, cause, labels: BTreeMap::new() };
    Event::Proposed { agent: AgentName::Monitoring, proposal }
}

fn answer(how: &str) -> Result<Answer, String> {
    match how {
        "passes" => Ok(Answer::Passes),
        "fails" => Ok(Answer::Fails),
        "hangs" => Ok(Answer::Hangs),
        _ => Err(format!("a probe `passes`, `fails` or `hangs`, not `{how}`")),
    }
}

fn exit(how: &[&str]) -> Result<Exit, String> {
    match how {
        ["unknown"] => Ok(Exit::Unknown),
        ["signal", signal] => Ok(Exit::Signal(number(signal)?)),
        [code] => Ok(Exit::Code(number(code)?)),
        _ => Err("a process exits with a code, by `signal 9`, or `unknown`".to_owned()),
    }
}
