//! `autoagents recover`: heals a service by hand, or says what would be done.

use serde_json::json;

use super::args::{Args, RecoverOptions};
use super::context::{self, Online};
use super::exit::Failure;
use super::incident::{came_of, plain};
use super::output;
use crate::i18n::{Texts, Value as Said, healing};
use crate::model::command::{Command, Done};
use crate::model::id::{IncidentId, ServiceName};
use crate::model::query::Answer;
use crate::model::recovery::{Action, Attempt, AttemptState, Plan};
use crate::model::refusal::{Refusal, Thing};
use crate::model::snapshot::Snapshot;

pub(super) fn run(args: &Args, options: &RecoverOptions) -> Result<(), Failure> {
    let action = options.action.as_deref().map(action).transpose()?;
    let layer = options.layer.as_deref().and_then(|layer| layer.parse().ok());
    let service = ServiceName::from(options.service.as_str());
    context::online(args, async |online| {
        let before = online.snapshot().await?;
        let command = Command::Recover { service, action, layer, dry_run: options.dry_run };
        let answer = online.order(command).await?;
        let Answer::Done { done: Done::Recovery { plan, incident } } = answer else {
            return Err(Refusal::NoAnswer.into());
        };
        let last = incident.and_then(|id| numbers(&before, id).last().copied()).unwrap_or_default();
        match incident.filter(|_| !options.no_wait) {
            None => tell(&plan, incident, None, &online),
            Some(id) => follow(&plan, (id, last), options, &online).await,
        }
    })
}

fn action(text: &str) -> Result<Action, Failure> {
    text.parse().map_err(|_| {
        let known: Vec<String> = Action::BUILT_IN.iter().map(Action::word).collect();
        Refusal::not_found(Thing::Action, text, known.iter().map(String::as_str)).into()
    })
}

fn numbers(snapshot: &Snapshot, id: IncidentId) -> Vec<u32> {
    let incident = snapshot.incidents.iter().find(|incident| incident.id == id);
    incident.map(|incident| incident.attempts.iter().map(|attempt| attempt.number).collect()).unwrap_or_default()
}

/// The attempt that was ordered: the first after the last one there was.
fn ordered(snapshot: &Snapshot, (id, last): (IncidentId, u32)) -> Option<&Attempt> {
    let incident = snapshot.incidents.iter().find(|incident| incident.id == id)?;
    incident.attempts.iter().find(|attempt| attempt.number > last)
}

/// Waits for what comes of it.
async fn follow(
    plan: &Plan,
    which: (IncidentId, u32),
    options: &RecoverOptions,
    online: &Online,
) -> Result<(), Failure> {
    if !online.json {
        tell(plan, Some(which.0), None, online)?;
    }
    let over = |snapshot: &Snapshot| ordered(snapshot, which).is_some_and(|attempt| attempt.state.is_over());
    let seen = online.until(options.timeout, over).await?;
    let texts = &online.texts;
    let Some(attempt) = seen.as_deref().and_then(|snapshot| ordered(snapshot, which)) else {
        if online.json {
            tell(plan, Some(which.0), None, online)?;
        }
        let waited = healing::span(texts, options.timeout);
        return Err(Failure::Undecided { id: which.0, waited });
    };
    let came = came_of(texts, &attempt.state);
    if online.json {
        tell(plan, Some(which.0), Some(attempt), online)?;
    } else if matches!(attempt.state, AttemptState::Verified { .. }) {
        output::line(&came)?;
    }
    match &attempt.state {
        AttemptState::Verified { .. } => Ok(()),
        _ => Err(Failure::NotHealed { id: which.0, why: came }),
    }
}

/// What is done, or would be.
fn tell(plan: &Plan, incident: Option<IncidentId>, came: Option<&Attempt>, online: &Online) -> Result<(), Failure> {
    if online.json {
        return Ok(output::json(&json!({
            "service": plan.service,
            "action": plan.action.word(),
            "layer": plan.layer,
            "dry_run": incident.is_none(),
            "incident": incident,
            "attempt": came.map(|attempt| attempt.number),
            "state": came.map(|attempt| attempt.state.word()),
            "deeds": plain(json!(plan.deeds)),
            "interrupts": plan.interrupts,
            "undoable": plan.undoable,
            "tries_left_after": left(plan),
            "verify_seconds": plan.verify_for.as_secs_f64(),
            "weighed": plain(json!(plan.weighed)),
        }))?);
    }
    let texts = &online.texts;
    let mut facts = vec![
        (texts.get("cli-name"), plan.service.to_string()),
        (texts.get("cli-action"), healing::action(texts, &plan.action)),
        (texts.get("cli-layer"), healing::layer(texts, plan.layer).to_owned()),
    ];
    if let Some(id) = incident {
        facts.push((texts.get("cli-incident"), id.to_string()));
    }
    let does = texts.get(if incident.is_none() { "cli-would" } else { "cli-does" });
    facts.extend(plan.deeds.iter().map(|deed| (does, healing::deed(texts, deed))));
    facts.push((texts.get("cli-interrupts"), interrupts(texts, plan)));
    let undo = if plan.undoable { "recover-undo-yes" } else { "recover-undo-no" };
    facts.push((texts.get("cli-undo"), texts.get(undo).to_owned()));
    facts.push((texts.get("cli-tries"), texts.with("recover-left-tries", &[("n", Said::from(left(plan)))])));
    let holds = texts.with("recover-holds-for", &[("span", Said::from(healing::span(texts, plan.verify_for)))]);
    facts.push((texts.get("cli-counts-when"), holds));
    output::facts(&facts)?;
    if incident.is_some() || plan.weighed.is_empty() {
        return Ok(());
    }
    output::line("")?;
    let header = ["cli-action", "cli-heals", "cli-of-tries", "cli-cost", "cli-barred"];
    let rows: Vec<_> = plan.weighed.iter().map(|one| weighed(texts, one)).collect();
    Ok(output::table(&header.map(|id| texts.get(id)), &rows, &[1, 2, 3])?)
}

/// Tries that are left when this one does not heal.
fn left(plan: &Plan) -> u32 {
    plan.left.saturating_sub(1)
}

fn interrupts(texts: &Texts, plan: &Plan) -> String {
    if plan.interrupts.is_empty() {
        return texts.get("recover-interrupts-none").to_owned();
    }
    plan.interrupts.iter().map(ServiceName::as_str).collect::<Vec<_>>().join(", ")
}

fn weighed(texts: &Texts, one: &crate::model::recovery::Weighed) -> Vec<String> {
    let cost = std::time::Duration::try_from_secs_f64(one.cost.clamp(0.0, 1e9)).unwrap_or_default();
    vec![
        one.action.word(),
        format!("{:.0} %", one.heals * 100.0),
        one.tries.to_string(),
        healing::span(texts, cost),
        one.barred.as_ref().map(|bar| healing::bar(texts, bar)).unwrap_or_default(),
    ]
}
