//! `autoagents status`: everything at a glance.

use serde_json::json;

use super::context::Online;
use super::exit::Failure;
use super::output;
use crate::i18n::{Texts, Value as Said, healing, states};
use crate::model::alert::Severity;
use crate::model::snapshot::{AlertView, Snapshot};
use crate::model::time::rfc3339;

pub(super) async fn run(online: Online) -> Result<(), Failure> {
    let snapshot = online.snapshot().await?;
    if online.json {
        return Ok(output::json(&document(&snapshot))?);
    }
    let texts = &online.texts;
    let figures = &snapshot.figures;
    let percent = |share: Option<f64>| share.map_or_else(|| texts.get("cli-unknown").to_owned(), percent);
    let running = snapshot.services.iter().filter(|service| service.state.is_running()).count();
    let agents = snapshot.agents.iter().filter(|agent| agent.state.word() == "running").count();
    let uptime = (snapshot.now.wall - snapshot.runtime.started_at).to_std().unwrap_or_default();
    let mttr = figures.mttr.map_or_else(|| texts.get("cli-unknown").to_owned(), |mttr| healing::span(texts, mttr));
    let of = |n: usize, all: usize| format!("{n}/{all}");
    output::facts(&[
        (
            texts.get("cli-runtime"),
            format!("{} ({}, pid {})", snapshot.runtime.version, snapshot.runtime.host, snapshot.runtime.pid),
        ),
        (texts.get("cli-data-dir"), online.data_dir.display().to_string()),
        (texts.get("cli-uptime"), healing::span(texts, uptime)),
        (texts.get("cli-agents"), of(agents, snapshot.agents.len())),
        (texts.get("cli-services"), of(running, snapshot.services.len())),
        (texts.get("cli-alerts"), alerts(texts, &snapshot.alerts)),
        (texts.get("cli-incidents"), super::incident::counts(&snapshot.incidents, texts)),
        (texts.get("cli-runs"), super::workflow::counts(texts, &snapshot)),
        (texts.get("cli-predictions"), super::predict::counts(snapshot.foretold, texts)),
        (texts.get("cli-held-back"), held_back(texts, &snapshot)),
        (texts.get("cli-availability"), percent(figures.availability)),
        (texts.get("cli-mttr"), mttr),
        (texts.get("cli-punctuality"), percent(figures.punctuality)),
    ])?;
    Ok(())
}

fn alerts(texts: &Texts, views: &[AlertView]) -> String {
    let count = |severity| Said::from(views.iter().filter(|view| view.alert.severity == severity).count());
    let each = [("critical", Severity::Critical), ("warning", Severity::Warning), ("info", Severity::Info)];
    texts.with("cli-alert-counts", &each.map(|(name, severity)| (name, count(severity))))
}

/// What is down, and what it holds back.
fn held_back(texts: &Texts, snapshot: &Snapshot) -> String {
    snapshot.held_back.iter().map(|held| states::held_back(texts, held)).collect::<Vec<_>>().join("; ")
}

/// Runs that go on, each with how many of its steps wait for a person.
fn open_runs(snapshot: &Snapshot) -> Vec<serde_json::Value> {
    let open = snapshot.runs.iter().filter(|view| !view.run.is_over());
    let flat = open.map(|view| {
        let mut flat = super::workflow::flat(&view.run);
        flat["asks"] = view.asks.len().into();
        flat
    });
    flat.collect()
}

fn percent(share: f64) -> String {
    format!("{:.3} %", share * 100.0)
}

fn document(snapshot: &Snapshot) -> serde_json::Value {
    json!({
        "runtime": {
            "pid": snapshot.runtime.pid,
            "version": snapshot.runtime.version,
            "host": snapshot.runtime.host,
            "data_dir": snapshot.runtime.data_dir,
            "started_at": rfc3339(snapshot.runtime.started_at),
            "ending": snapshot.runtime.ending,
        },
        "at": rfc3339(snapshot.now.wall),
        "agents": snapshot.agents.iter().map(super::agent::flat).collect::<Vec<_>>(),
        "services": snapshot.services.iter().map(super::service::flat).collect::<Vec<_>>(),
        "alerts": snapshot.alerts.iter().map(|view| super::alert::flat(&view.alert)).collect::<Vec<_>>(),
        "predictions": super::predict::figures(snapshot.foretold),
        "incidents": snapshot.incidents.iter().map(super::incident::flat).collect::<Vec<_>>(),
        "runs": open_runs(snapshot),
        "held_back": snapshot.held_back,
        "kpis": {
            "availability": snapshot.figures.availability,
            "mttr_seconds": snapshot.figures.mttr.map(|mttr| mttr.as_secs_f64()),
            "outages": snapshot.figures.outages,
            "probe_punctuality": snapshot.figures.punctuality,
            "watched_seconds": snapshot.figures.watched.as_secs(),
        },
        "store": {
            "state_trouble": snapshot.store.state_trouble.as_ref().map(ToString::to_string),
            "history_trouble": snapshot.store.history_trouble.as_ref().map(ToString::to_string),
            "size_bytes": snapshot.store.size,
            "max_size_bytes": snapshot.store.max_size,
            "batches_dropped": snapshot.store.batches_dropped,
            "last_commit_ms": output::millis(snapshot.store.last_commit),
        },
    })
}
