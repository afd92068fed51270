//! A step as an order: its words filled in.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::model::workflow::definition::Definition;
use crate::model::workflow::order::{DigestJob, Job, Rendered, RequestJob};
use crate::model::workflow::state::StepFailure;
use crate::model::workflow::step::{Cache, HttpWork, Settings, Work};

use super::flight::Flight;
use super::scope::Scope;
use super::shop::Shop;

/// A web server that does not say otherwise has this long to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// The order of a program.
pub(super) fn process(flight: &Flight, node: u32, undo: bool, shop: &Shop<'_>) -> Result<Job, StepFailure> {
    let scope = shop.scope(flight, node);
    let definition = flight.plan.definition();
    let settings = flight.settings(node);
    let command = match flight.work(node, undo) {
        Some(Work::Command(command)) => command.iter().map(|word| scope.render(word)).collect::<Result<Vec<_>, _>>()?,
        Some(Work::Shell(script)) => vec!["/bin/sh".to_owned(), "-c".to_owned(), scope.render(script)?],
        _ => Vec::new(),
    };
    let account = if settings.account.is_empty() { &definition.account } else { &settings.account };
    let limits = if settings.limits.is_empty() { definition.limits } else { settings.limits };
    Ok(Job {
        workflow: flight.run.workflow.to_string(),
        step: flight.name(node),
        command,
        environment: environment(&scope, definition, &settings)?,
        secrets: definition.secrets.clone(),
        working_dir: working_dir(&scope, definition, &settings)?,
        account: account.clone(),
        limits,
        heartbeat: settings.heartbeat.filter(|_| !undo),
        leaves_children: settings.leaves_children,
        once: !settings.idempotent,
    })
}

fn environment(
    scope: &Scope<'_>,
    definition: &Definition,
    settings: &Settings,
) -> Result<BTreeMap<String, Rendered>, StepFailure> {
    let all = definition.environment.iter().chain(&settings.environment);
    all.map(|(name, value)| Ok((name.clone(), scope.render_secretly(value)?))).collect()
}

fn working_dir(scope: &Scope<'_>, definition: &Definition, settings: &Settings) -> Result<PathBuf, StepFailure> {
    let base = PathBuf::from(&definition.working_dir);
    match &settings.working_dir {
        Some(dir) => Ok(base.join(scope.render(dir)?)),
        None => Ok(base),
    }
}

/// The order of a question to a web server.
pub(super) fn request(
    flight: &Flight,
    node: u32,
    work: &HttpWork,
    timeout: Option<Duration>,
    shop: &Shop<'_>,
) -> Result<RequestJob, StepFailure> {
    let scope = shop.scope(flight, node);
    let headers = work.headers.iter().map(|(name, value)| Ok((name.clone(), scope.render_secretly(value)?)));
    Ok(RequestJob {
        method: work.method.clone(),
        url: scope.render(&work.url)?,
        headers: headers.collect::<Result<_, StepFailure>>()?,
        body: work.body.as_ref().map(|body| scope.render_secretly(body)).transpose()?,
        secrets: flight.plan.definition().secrets.clone(),
        timeout: timeout.unwrap_or(PATIENCE),
        once: !is_repeatable(flight, node, work),
    })
}

/// Whether a question can be asked again: GET, HEAD and OPTIONS change nothing.
pub(super) fn is_repeatable(flight: &Flight, node: u32, work: &HttpWork) -> bool {
    flight.settings(node).idempotent || matches!(work.method.as_str(), "GET" | "HEAD" | "OPTIONS")
}

/// What goes into a step that may be left out while that is the same.
pub(super) fn digest(flight: &Flight, node: u32, cache: &Cache, shop: &Shop<'_>) -> Result<DigestJob, StepFailure> {
    let scope = shop.scope(flight, node);
    let settings = flight.settings(node);
    let job = process(flight, node, false, shop)?;
    // Secrets by name: a changed secret does not change the work.
    let words = serde_json::to_string(&(&job.command, &job.environment, &job.working_dir, flight.item(node)));
    let files = cache.files.iter().chain(&settings.reads);
    let files = files.map(|file| scope.render(&file.as_str().into())).collect::<Result<_, _>>()?;
    let failed = |error: serde_json::Error| StepFailure::Files { error: error.to_string() };
    Ok(DigestJob { words: words.map_err(failed)?, files, working_dir: job.working_dir })
}

/// What a node does, in one line, filled in as far as it can be; for dry runs.
pub(super) fn in_words(flight: &Flight, node: u32, undo: bool, shop: &Shop<'_>) -> String {
    let scope = shop.scope(flight, node);
    let text = |template| scope.render(template).unwrap_or_else(|_| template.to_string());
    match flight.work(node, undo) {
        Some(Work::Command(command)) => command.iter().map(text).collect::<Vec<_>>().join(" "),
        Some(Work::Shell(script)) => text(script),
        Some(Work::Http(work)) => format!("{} {}", work.method, text(&work.url)),
        Some(Work::Service { name, action }) => format!("{} {}", action.word(), text(name)),
        Some(Work::Workflow { name, .. }) => name.to_string(),
        Some(Work::Approve { prompt }) => text(prompt),
        Some(Work::Task { title, .. }) => text(title),
        Some(Work::Wait(wait)) => wait.to_string(),
        Some(Work::Notify { message, .. }) => text(message),
        Some(Work::Switch(cases)) => {
            let case = |case: &crate::model::workflow::step::Case| {
                let when = case.when.as_ref().map_or("else", |when| when.0.as_str());
                format!("{when} → {}", case.to.join(", "))
            };
            cases.iter().map(case).collect::<Vec<_>>().join("; ")
        }
        Some(Work::Set(outputs)) => {
            outputs.iter().map(|(name, value)| format!("{name} = {}", value.0)).collect::<Vec<_>>().join(", ")
        }
        None => String::new(),
    }
}
