//! `autoagents alert`: list, show, ack, unack, silence, silences, unsilence, history.

use serde_json::{Value, json};

use super::args::{AlertVerb, Args};
use super::context::{self, Online};
use super::exit::Failure;
use super::incident::plain;
use super::output;
use crate::config;
use crate::i18n::{Texts, english, states};
use crate::model::alert::{Alert, AlertCause, AlertState, Silence};
use crate::model::command::{Command, Done};
use crate::model::id::{AlertId, RuleName, SilenceId};
use crate::model::query::{Answer, Query};
use crate::model::refusal::Refusal;
use crate::model::time::rfc3339;
use crate::store;

pub(super) fn run(args: &Args, verb: &AlertVerb) -> Result<(), Failure> {
    if let AlertVerb::History { since, limit } = verb {
        return history(args, since, *limit);
    }
    context::online(args, async |online| match verb {
        AlertVerb::List => {
            let snapshot = online.snapshot().await?;
            let alerts: Vec<&Alert> = snapshot.alerts.iter().map(|view| &view.alert).collect();
            list(&alerts, &online.texts, online.json)
        }
        AlertVerb::Show { id } => show(&online, AlertId(*id)).await,
        AlertVerb::Ack { id, note } => {
            done(&online, Command::AcknowledgeAlert { id: AlertId(*id), note: note.clone() }).await
        }
        AlertVerb::Unack { id } => done(&online, Command::UnacknowledgeAlert { id: AlertId(*id) }).await,
        AlertVerb::Silence { rule, subject, span, note } => {
            let command = Command::Silence {
                rule: rule.as_deref().map(RuleName::from),
                subject: subject.clone(),
                span: *span,
                note: note.clone(),
            };
            done(&online, command).await
        }
        AlertVerb::Silences => silences(&online).await,
        AlertVerb::Unsilence { id } => done(&online, Command::ExpireSilence { id: SilenceId(*id) }).await,
        AlertVerb::History { .. } => Ok(()),
    })
}

async fn done(online: &Online, command: Command) -> Result<(), Failure> {
    match online.order(command).await? {
        Answer::Done { done: Done::Silenced { id } } if online.json => Ok(output::json(&json!({ "id": id }))?),
        Answer::Done { done: Done::Silenced { id } } => Ok(output::line(&id.to_string())?),
        _ => Ok(()),
    }
}

fn list(alerts: &[&Alert], texts: &Texts, json: bool) -> Result<(), Failure> {
    if json {
        return Ok(output::json(&alerts.iter().map(|alert| flat(alert)).collect::<Vec<_>>())?);
    }
    if alerts.is_empty() {
        return Ok(output::line(texts.get("cli-no-alerts"))?);
    }
    let header =
        ["cli-id", "cli-severity", "cli-state", "cli-rule", "cli-subject", "cli-cause", "cli-since", "cli-taken"];
    let row = |alert: &&Alert| {
        vec![
            alert.id.to_string(),
            states::severity(texts, alert.severity),
            states::alert(texts, &alert.status),
            alert.key.rule.to_string(),
            alert.key.subject.clone(),
            states::cause(texts, alert),
            rfc3339(alert.opened_at),
            alert.acknowledged_by().map(ToString::to_string).unwrap_or_default(),
        ]
    };
    let rows: Vec<_> = alerts.iter().map(row).collect();
    Ok(output::table(&header.map(|id| texts.get(id)), &rows, &[0])?)
}

async fn show(online: &Online, id: AlertId) -> Result<(), Failure> {
    let snapshot = online.snapshot().await?;
    let Some(view) = snapshot.alerts.iter().find(|view| view.alert.id == id) else {
        return Err(Failure::NotFiring { id });
    };
    let alert = &view.alert;
    if online.json {
        let mut value = flat(alert);
        value["why"] = plain(json!(alert.cause));
        value["silenced_until"] = json!(view.silenced_until.map(rfc3339));
        value["held_by"] = json!(view.held_by);
        return Ok(output::json(&value)?);
    }
    let texts = &online.texts;
    let taken = match &alert.status {
        AlertState::Acknowledged { by, at, note } => format!("{by} {} {note}", rfc3339(*at)),
        _ => String::new(),
    };
    Ok(output::facts(&[
        (texts.get("cli-id"), alert.id.to_string()),
        (texts.get("cli-rule"), alert.key.rule.to_string()),
        (texts.get("cli-subject"), alert.key.subject.clone()),
        (texts.get("cli-severity"), states::severity(texts, alert.severity)),
        (texts.get("cli-state"), states::alert(texts, &alert.status)),
        (texts.get("cli-cause"), states::cause(texts, alert)),
        (texts.get("cli-since"), rfc3339(alert.opened_at)),
        (texts.get("cli-taken"), taken),
        (texts.get("cli-labels"), labels(alert).join(" ")),
        (texts.get("cli-silenced-until"), view.silenced_until.map(rfc3339).unwrap_or_default()),
        (texts.get("cli-held-back"), view.held_by.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
    ])?)
}

async fn silences(online: &Online) -> Result<(), Failure> {
    let snapshot = online.snapshot().await?;
    if online.json {
        return Ok(output::json(&snapshot.silences)?);
    }
    let texts = &online.texts;
    let header = ["cli-id", "cli-rule", "cli-subject", "cli-until", "cli-by", "cli-note"];
    let row = |silence: &Silence| {
        vec![
            silence.id.to_string(),
            silence.rule.as_ref().map(ToString::to_string).unwrap_or_default(),
            silence.subject.clone().unwrap_or_default(),
            rfc3339(silence.until),
            silence.by.to_string(),
            silence.note.clone(),
        ]
    };
    let rows: Vec<_> = snapshot.silences.iter().map(row).collect();
    Ok(output::table(&header.map(|id| texts.get(id)), &rows, &[0])?)
}

/// From the files: history is there without a runtime, too.
fn history(args: &Args, since: &str, limit: u32) -> Result<(), Failure> {
    let config = context::to_look(args)?;
    let query = Query::Alerts { since: context::since(since)?, limit };
    let mut reader = store::open_offline(&config::data_dir(&config))?;
    match reader.answer(&query).transpose()? {
        Some(Answer::Alerts { alerts }) => {
            list(&alerts.iter().collect::<Vec<_>>(), &context::texts(&config), args.json)
        }
        _ => Err(Refusal::NoAnswer.into()),
    }
}

/// The cause in a few words, for scripts: always these.
fn cause(cause: &AlertCause) -> String {
    let texts = english();
    match cause {
        AlertCause::Threshold { value, limit, above, .. } => {
            format!("{value:.1} {} {limit:.1}", if *above { ">" } else { "<" })
        }
        AlertCause::Probe { reason, failures, flapping } => {
            format!("{} ({failures}x{})", texts.say(reason), if *flapping { ", flapping" } else { "" })
        }
        AlertCause::Crash { how, times, exhausted } => {
            format!("{} ({times}x{})", texts.say(how), if *exhausted { ", window exhausted" } else { "" })
        }
        AlertCause::Escalated { incident, why, tried } => {
            format!("{} (incident {incident}, {tried} attempts)", why.word().replace('_', " "))
        }
        AlertCause::Runtime { what } => texts.say(what),
        AlertCause::Told { message, run } => format!("{message} (run {run})"),
        AlertCause::Foreseen { run, what, chance, brier, base, advice } => {
            crate::i18n::foreseen::foreseen(texts, (*run, *what, *chance), (*brier, *base), advice)
        }
        AlertCause::Predicted { forecast, tally, .. } => crate::i18n::foresight::page(texts, forecast, *tally),
        AlertCause::Run { run, forward, rollback } => {
            format!("run {run} {}, rollback {}", forward.word(), rollback.word())
        }
    }
}

fn labels(alert: &Alert) -> Vec<String> {
    alert.labels.iter().map(|(name, value)| format!("{name}={value}")).collect()
}

/// The contract's flat object.
pub(super) fn flat(alert: &Alert) -> Value {
    let (acknowledged_at, note) = match &alert.status {
        AlertState::Acknowledged { at, note, .. } => (Some(rfc3339(*at)), Some(note.as_str())),
        _ => (None, None),
    };
    let resolved_at = match &alert.status {
        AlertState::Resolved { at, .. } => Some(rfc3339(*at)),
        _ => None,
    };
    json!({
        "id": alert.id,
        "rule": alert.key.rule,
        "subject": alert.key.subject,
        "severity": alert.severity,
        "state": alert.status.word(),
        "acknowledged_by": alert.acknowledged_by(),
        "acknowledged_at": acknowledged_at,
        "note": note,
        "opened_at": rfc3339(alert.opened_at),
        "resolved_at": resolved_at,
        "cause": cause(&alert.cause),
        "labels": labels(alert),
    })
}
