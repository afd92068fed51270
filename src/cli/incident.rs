//! `autoagents incident`: list, show, report, approve, reject. What was is read from the files, with or without a runtime.

use serde_json::{Value, json};

use super::args::{Args, IncidentVerb};
use super::context;
use super::exit::Failure;
use super::{output, report};
use crate::config;
use crate::i18n::{Texts, Value as Said, alike, healing, states};
use crate::model::alike::LikeIncidents;
use crate::model::command::Command;
use crate::model::id::IncidentId;
use crate::model::incident::{Incident, IncidentState, Resolution};
use crate::model::query::{Answer, Query};
use crate::model::recovery::{AttemptState, Layer};
use crate::model::refusal::Refusal;
use crate::model::time::rfc3339;
use crate::store::{self, Reader};

/// Incidents like one that are told.
const LIKE: u32 = 5;

pub(super) fn run(args: &Args, verb: &IncidentVerb) -> Result<(), Failure> {
    match verb {
        IncidentVerb::List { since, limit } => {
            let query = Query::Incidents { since: context::since(since)?, limit: *limit };
            let (mut reader, texts) = offline(args)?;
            match reader.answer(&query).transpose()? {
                Some(Answer::Incidents { incidents }) => list(&incidents, &texts, args.json),
                _ => Err(Refusal::NoAnswer.into()),
            }
        }
        IncidentVerb::Show { id } => {
            let (mut reader, texts) = offline(args)?;
            let incident = find(&mut reader, *id)?;
            let like = like(&mut reader, incident.id)?;
            show(&incident, &like, &texts, args.json)
        }
        IncidentVerb::Report { id } => {
            let (mut reader, texts) = offline(args)?;
            let incident = find(&mut reader, *id)?;
            let lessons = reader.lessons(&incident.signature)?;
            if args.json {
                return Ok(output::json(&json!({ "report": report::markdown(&incident, &lessons, &texts) }))?);
            }
            Ok(output::raw(&report::markdown(&incident, &lessons, &texts))?)
        }
        IncidentVerb::Approve { id } => order(args, Command::ApproveAttempt { incident: IncidentId(*id) }),
        IncidentVerb::Reject { id } => order(args, Command::RejectAttempt { incident: IncidentId(*id) }),
    }
}

fn order(args: &Args, command: Command) -> Result<(), Failure> {
    context::online(args, async |online| online.order(command).await.map(drop))
}

/// The journal, and the language to speak.
pub(super) fn offline(args: &Args) -> Result<(Reader, Texts), Failure> {
    let config = context::to_look(args)?;
    Ok((store::open_offline(&config::data_dir(&config))?, context::texts(&config)))
}

fn find(reader: &mut Reader, id: u64) -> Result<Incident, Failure> {
    reader.incident(IncidentId(id))?.ok_or(Failure::NoIncident { id: IncidentId(id) })
}

/// Those that were like it.
fn like(reader: &mut Reader, incident: IncidentId) -> Result<LikeIncidents, Failure> {
    match reader.answer(&Query::LikeIncidents { incident, limit: LIKE }).transpose()? {
        Some(Answer::LikeIncidents(found)) => Ok(found),
        _ => Err(Refusal::NoAnswer.into()),
    }
}

fn list(incidents: &[Incident], texts: &Texts, json: bool) -> Result<(), Failure> {
    if json {
        return Ok(output::json(&incidents.iter().map(flat).collect::<Vec<_>>())?);
    }
    if incidents.is_empty() {
        return Ok(output::line(texts.get("cli-no-incidents"))?);
    }
    let header = [
        "cli-id",
        "cli-state",
        "cli-subject",
        "cli-severity",
        "cli-since",
        "cli-took",
        "cli-tries",
        "cli-likeliest",
        "cli-outcome",
    ];
    let row = |incident: &Incident| {
        let took = match &incident.state {
            IncidentState::Resolved { took, .. } => healing::span(texts, *took),
            _ => String::new(),
        };
        vec![
            incident.id.to_string(),
            states::incident(texts, &incident.state).to_owned(),
            incident.subject.clone(),
            states::severity(texts, incident.severity()),
            rfc3339(incident.opened_at),
            took,
            incident.attempts.len().to_string(),
            incident.causes.first().map(|cause| format!("{} {:.2}", cause.service, cause.score)).unwrap_or_default(),
            outcome(texts, incident),
        ]
    };
    let rows: Vec<_> = incidents.iter().map(row).collect();
    Ok(output::table(&header.map(|id| texts.get(id)), &rows, &[0, 6])?)
}

/// How an incident stands, or what ended it.
pub(super) fn outcome(texts: &Texts, incident: &Incident) -> String {
    match &incident.state {
        IncidentState::Resolved { how, .. } => healing::resolution(texts, how, incident.healer()),
        IncidentState::NeedsPerson { why, .. } => healing::need(texts, *why).to_owned(),
        IncidentState::Open => match incident.attempt() {
            Some(attempt) => {
                let action = healing::action(texts, &attempt.action);
                format!("{action}: {}", healing::attempt(texts, &attempt.state))
            }
            None => texts.get("doing-nothing").to_owned(),
        },
    }
}

fn show(incident: &Incident, like: &LikeIncidents, texts: &Texts, json: bool) -> Result<(), Failure> {
    if json {
        return Ok(output::json(&document(incident, like))?);
    }
    let mut facts = vec![
        (texts.get("cli-id"), incident.id.to_string()),
        (texts.get("cli-subject"), incident.subject.clone()),
        (texts.get("cli-state"), states::incident(texts, &incident.state).to_owned()),
        (texts.get("cli-outcome"), outcome(texts, incident)),
        (texts.get("cli-severity"), states::severity(texts, incident.severity())),
        (texts.get("cli-since"), rfc3339(incident.opened_at)),
        (texts.get("cli-took"), took(incident).map(|took| healing::span(texts, took)).unwrap_or_default()),
        (texts.get("cli-layer"), healing::layer(texts, layer(incident)).to_owned()),
    ];
    facts.push((texts.get("recovery-earlier"), alike::incidents(texts, like)));
    for suspect in &incident.causes {
        let why: Vec<String> = suspect.evidence.iter().map(|fact| healing::evidence(texts, fact)).collect();
        facts.push((texts.get("cli-cause"), format!("{} {:.2}  {}", suspect.service, suspect.score, why.join("; "))));
    }
    for attempt in &incident.attempts {
        let (what, by) = (healing::action(texts, &attempt.action), healing::trigger(texts, &attempt.trigger));
        let came = came_of(texts, &attempt.state);
        let service = &attempt.service;
        facts.push((texts.get("cli-attempt"), format!("{} {what}, {service}, {by}: {came}", attempt.number)));
    }
    for member in &incident.members {
        let end = member.resolved_at.map(rfc3339).unwrap_or_default();
        let key = healing::key(texts, &member.key);
        facts.push((texts.get("cli-alert"), format!("{} {key}  {} {end}", member.alert, rfc3339(member.opened_at))));
    }
    for (at, text) in healing::timeline(texts, &incident.timeline) {
        facts.push((texts.get("cli-moment"), format!("{}  {text}", rfc3339(at))));
    }
    Ok(output::facts(&facts)?)
}

/// What came of a try, in words.
pub(super) fn came_of(texts: &Texts, state: &AttemptState) -> String {
    match state {
        AttemptState::Verified { took, .. } => {
            texts.with("recovery-took", &[("span", Said::from(healing::span(texts, *took)))])
        }
        AttemptState::Failed { why, undone, .. } => {
            let why = healing::failure(texts, why);
            if *undone { format!("{why}, {}", texts.get("recovery-undone")) } else { why }
        }
        other => healing::attempt(texts, other).to_owned(),
    }
}

/// How long it took; none while it goes on.
pub(super) fn took(incident: &Incident) -> Option<std::time::Duration> {
    match &incident.state {
        IncidentState::Resolved { took, .. } => Some(*took),
        _ => None,
    }
}

/// The layer that it is in by the wall clock, or was in when it ended: the runtime's own clock is not written down.
fn layer(incident: &Incident) -> Layer {
    let age = took(incident).unwrap_or_else(|| (chrono::Utc::now() - incident.opened_at).to_std().unwrap_or_default());
    Layer::at(age)
}

/// How many go on, and for how many a person is called.
pub(super) fn counts(incidents: &[Incident], texts: &Texts) -> String {
    let open = incidents.iter().filter(|incident| incident.is_open()).count();
    let called = |incident: &&Incident| matches!(incident.state, IncidentState::NeedsPerson { .. });
    let called = incidents.iter().filter(called).count();
    texts.with("cli-incident-counts", &[("open", Said::from(open)), ("called", Said::from(called))])
}

/// The contract's flat object.
pub(super) fn flat(incident: &Incident) -> Value {
    let (resolved_at, how) = match &incident.state {
        IncidentState::Resolved { at, how, .. } => (Some(rfc3339(*at)), Some(how)),
        _ => (None, None),
    };
    let (needs, needed_since) = match &incident.state {
        IncidentState::NeedsPerson { since, why } => (Some(why.word()), Some(rfc3339(*since))),
        _ => (None, None),
    };
    let (cause, last) = (incident.causes.first(), incident.attempts.last());
    json!({
        "id": incident.id,
        "state": incident.state.word(),
        "subject": incident.subject,
        "service": incident.service,
        "severity": incident.severity(),
        "signature": incident.signature,
        "opened_at": rfc3339(incident.opened_at),
        "resolved_at": resolved_at,
        "took_seconds": took(incident).map(|took| took.as_secs_f64()),
        "layer": layer(incident),
        "resolved_by": how.map(Resolution::word),
        "needs": needs,
        "needed_at": needed_since,
        "cause": cause.map(|cause| &cause.service),
        "cause_score": cause.map(|cause| cause.score),
        "alert_count": incident.members.len(),
        "attempt_count": incident.attempts.len(),
        "action": last.map(|attempt| attempt.action.word()),
        "action_state": last.map(|attempt| attempt.state.word()),
    })
}

/// Everything about one incident.
fn document(incident: &Incident, like: &LikeIncidents) -> Value {
    let mut value = flat(incident);
    value["causes"] = plain(json!(incident.causes));
    value["attempts"] = plain(json!(incident.attempts));
    value["alerts"] = plain(json!(incident.members));
    value["like"] = plain(json!(like.like));
    value["timeline"] = plain(json!(incident.timeline));
    value
}

/// Spans become numbers of seconds, and say so in their names; what is on a runtime's own clock means nothing here.
pub(super) fn plain(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(plain).collect(),
        Value::Object(fields) => {
            let mut out = serde_json::Map::new();
            for (name, value) in fields {
                match value.get("secs").and_then(Value::as_u64) {
                    None => drop(out.insert(name, plain(value))),
                    Some(_) if matches!(name.as_str(), "deadline" | "until") => {}
                    #[expect(clippy::cast_precision_loss, reason = "a span for people and scripts")]
                    Some(seconds) => {
                        let nanos = value.get("nanos").and_then(Value::as_u64).unwrap_or_default();
                        let seconds = seconds as f64 + nanos as f64 / 1e9;
                        out.insert(format!("{name}_seconds"), json!(seconds));
                    }
                }
            }
            Value::Object(out)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_a_unit_and_readings_of_another_clock_are_left_out() {
        let given = json!({ "took": { "secs": 1, "nanos": 500_000_000 }, "list": [{ "until": { "secs": 9, "nanos": 0 }, "a": 1 }] });
        assert_eq!(plain(given), json!({ "took_seconds": 1.5, "list": [{ "a": 1 }] }));
    }
}
