//! `autoagents agent`: list, show, pause, resume.

use serde_json::{Value, json};

use super::args::{AgentVerb, Args};
use super::context::{self, Online};
use super::exit::Failure;
use super::output;
use crate::i18n::{Value as Said, healing, states};
use crate::model::agent::{AgentName, AgentState, AgentView};
use crate::model::command::Command;
use crate::model::refusal::{Refusal, Thing};

pub(super) fn run(args: &Args, verb: &AgentVerb) -> Result<(), Failure> {
    context::online(args, async |online| match verb {
        AgentVerb::List => list(&online).await,
        AgentVerb::Show { name } => show(&online, known(name)?).await,
        AgentVerb::Pause { name } => {
            online.order(Command::PauseAgent { name: known(name)? }).await?;
            Ok(())
        }
        AgentVerb::Resume { name } => {
            online.order(Command::ResumeAgent { name: known(name)? }).await?;
            Ok(())
        }
    })
}

async fn list(online: &Online) -> Result<(), Failure> {
    let snapshot = online.snapshot().await?;
    if online.json {
        return Ok(output::json(&snapshot.agents.iter().map(flat).collect::<Vec<_>>())?);
    }
    let texts = &online.texts;
    let header = ["cli-name", "cli-state", "cli-handled", "cli-failed", "cli-queue", "cli-p50", "cli-p95", "cli-up"];
    let row = |agent: &AgentView| {
        vec![
            agent.name.to_string(),
            states::agent(texts, &agent.state),
            agent.handled.to_string(),
            agent.failed.to_string(),
            agent.queue.to_string(),
            agent.latency_p50.map(micros).unwrap_or_default(),
            agent.latency_p95.map(micros).unwrap_or_default(),
            healing::span(texts, agent.uptime),
        ]
    };
    let rows: Vec<_> = snapshot.agents.iter().map(row).collect();
    Ok(output::table(&header.map(|id| texts.get(id)), &rows, &[2, 3, 4, 5, 6, 7])?)
}

async fn show(online: &Online, name: AgentName) -> Result<(), Failure> {
    let snapshot = online.snapshot().await?;
    let Some(agent) = snapshot.agents.iter().find(|agent| agent.name == name) else {
        return Err(Failure::NoSuchAgent { name: name.to_string() });
    };
    if online.json {
        return Ok(output::json(&flat(agent))?);
    }
    let texts = &online.texts;
    let state = match &agent.state {
        AgentState::Restarting { after, attempt, error } => {
            let (left, attempt) = (healing::span(texts, *after), *attempt);
            let again = texts.with("agent-restart", &[("left", Said::from(left)), ("attempt", Said::from(attempt))]);
            format!("{}, {again}: {error}", states::agent(texts, &agent.state))
        }
        state => states::agent(texts, state),
    };
    Ok(output::facts(&[
        (texts.get("cli-name"), agent.name.to_string()),
        (texts.get("cli-state"), state),
        (texts.get("cli-handled"), agent.handled.to_string()),
        (texts.get("cli-failed"), agent.failed.to_string()),
        (texts.get("cli-dropped"), agent.dropped.to_string()),
        (texts.get("cli-queue"), agent.queue.to_string()),
        (texts.get("cli-p50"), agent.latency_p50.map(micros).unwrap_or_default()),
        (texts.get("cli-p95"), agent.latency_p95.map(micros).unwrap_or_default()),
        (texts.get("cli-up"), healing::span(texts, agent.uptime)),
        (texts.get("cli-heartbeat"), healing::span(texts, agent.heartbeat)),
        (texts.get("cli-restarts"), agent.restarts.to_string()),
    ])?)
}

fn known(name: &str) -> Result<AgentName, Failure> {
    let names = AgentName::ALL.into_iter().map(AgentName::word);
    name.parse().map_err(|()| Refusal::not_found(Thing::Agent, name, names).into())
}

fn micros(span: std::time::Duration) -> String {
    format!("{} µs", span.as_micros())
}

/// The contract's flat object.
pub(super) fn flat(agent: &AgentView) -> Value {
    json!({
        "name": agent.name,
        "state": agent.state.word(),
        "handled": agent.handled,
        "failed": agent.failed,
        "dropped": agent.dropped,
        "queue": agent.queue,
        "latency_p50_us": agent.latency_p50.map(|span| u64::try_from(span.as_micros()).unwrap_or(u64::MAX)),
        "latency_p95_us": agent.latency_p95.map(|span| u64::try_from(span.as_micros()).unwrap_or(u64::MAX)),
        "uptime_seconds": agent.uptime.as_secs(),
        "restarts": agent.restarts,
    })
}
