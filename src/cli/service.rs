//! `autoagents service`: list, show, start, stop, restart, logs.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;

use super::args::{Args, Change, ServiceVerb};
use super::context::{self, Online};
use super::exit::Failure;
use super::incident::plain;
use super::output;
use crate::i18n::{Texts, Value as Said, healing, numbers, states};
use crate::model::command::Command;
use crate::model::id::ServiceName;
use crate::model::probe::ProbeView;
use crate::model::query::{Answer, LogFrom, LogPage, Query};
use crate::model::refusal::{Refusal, Thing};
use crate::model::service::{Health, ServiceState};
use crate::model::snapshot::{Amount, LimitsView, ServiceView, Snapshot};
use crate::model::time::rfc3339;

/// Between two looks at a log that is followed.
const FOLLOW_EVERY: Duration = Duration::from_millis(300);

pub(super) fn run(args: &Args, verb: &ServiceVerb) -> Result<(), Failure> {
    context::online(args, async |online| match verb {
        ServiceVerb::List => list(&online).await,
        ServiceVerb::Show { name } => show(&online, name).await,
        ServiceVerb::Start { change, with_dependencies } => {
            let name = change.name.as_str().into();
            let command = if *with_dependencies {
                Command::StartWithDependencies { name }
            } else {
                Command::StartService { name }
            };
            order(&online, change, command, |service, _| service.state.is_running()).await
        }
        ServiceVerb::Stop { change, with_dependants, alone } => {
            let name = change.name.as_str().into();
            if !with_dependants && !alone {
                refuse_while_needed(&online, &change.name).await?;
            }
            let command =
                if *with_dependants { Command::StopWithDependants { name } } else { Command::StopService { name } };
            order(&online, change, command, |service, _| service.state.word() == "stopped").await
        }
        ServiceVerb::Scale { change, count } => {
            let command = Command::ScaleService { name: change.name.as_str().into(), count: *count };
            scale(&online, change, command, *count).await
        }
        ServiceVerb::Reload { name } => {
            meant(&*online.snapshot().await?, name)?;
            online.order(Command::ReloadService { name: name.as_str().into() }).await.map(drop)
        }
        ServiceVerb::Restart(change) => {
            let command = Command::RestartService { name: change.name.as_str().into() };
            order(&online, change, command, |service, before| {
                service.state.is_running() && service.generation.0 > before
            })
            .await
        }
        ServiceVerb::Logs { name, lines, follow } => logs(&online, name, *lines, *follow).await,
    })
}

async fn list(online: &Online) -> Result<(), Failure> {
    let snapshot = online.snapshot().await?;
    table(online, &snapshot, &snapshot.services.iter().collect::<Vec<_>>())
}

fn table(online: &Online, snapshot: &Snapshot, services: &[&ServiceView]) -> Result<(), Failure> {
    if online.json {
        return Ok(output::json(&services.iter().map(|service| flat(service)).collect::<Vec<_>>())?);
    }
    let texts = &online.texts;
    if services.is_empty() {
        return Ok(output::line(texts.get("cli-no-services"))?);
    }
    let header = ["cli-name", "cli-state", "cli-health", "cli-pid", "cli-up", "cli-restarts", "cli-cpu", "cli-memory"];
    let rows: Vec<_> = services.iter().map(|service| row(texts, service, snapshot)).collect();
    Ok(output::table(&header.map(|id| texts.get(id)), &rows, &[3, 4, 5, 6, 7])?)
}

fn row(texts: &Texts, service: &ServiceView, snapshot: &Snapshot) -> Vec<String> {
    let up = match &service.state {
        ServiceState::Running { started_at, .. } => {
            healing::span(texts, (snapshot.now.wall - *started_at).to_std().unwrap_or_default())
        }
        ServiceState::Backoff { until, .. } => format!("-{}", numbers::countdown(until.since(snapshot.now.mono))),
        _ => String::new(),
    };
    vec![
        service.name.to_string(),
        states::service(texts, &service.state),
        states::health(texts, service),
        pid(service).map(|pid| pid.to_string()).unwrap_or_default(),
        up,
        service.restarts.to_string(),
        service.usage.map(|usage| format!("{:.1} %", usage.cpu_percent)).unwrap_or_default(),
        service.usage.map(|usage| bytes(usage.memory_bytes)).unwrap_or_default(),
    ]
}

async fn show(online: &Online, name: &str) -> Result<(), Failure> {
    let snapshot = online.snapshot().await?;
    let all = instances(&snapshot, name);
    if !all.is_empty() {
        return table(online, &snapshot, &all);
    }
    let service = find(&snapshot, name)?;
    if online.json {
        let mut value = flat(service);
        value["ended"] = plain(json!(service.last_exit));
        value["probes"] = json!(service.probes.iter().map(flat_probe).collect::<Vec<_>>());
        value["usage"] = json!(service.usage.map(|usage| json!({
            "cpu_percent": usage.cpu_percent, "memory_bytes": usage.memory_bytes, "threads": usage.threads,
            "files": usage.files, "processes": usage.processes,
        })));
        value["limits"] = json!(service.limits.as_ref().map(flat_limits));
        return Ok(output::json(&value)?);
    }
    let texts = &online.texts;
    let names = |names: &[ServiceName]| names.iter().map(ServiceName::as_str).collect::<Vec<_>>().join(", ");
    let state = state(texts, service, &snapshot);
    let health = match &service.health {
        _ if service.is_held_back() => {
            let by = [("by", Said::from(names(&service.held_by))), ("n", Said::from(service.held_by.len()))];
            texts.with("why-held", &by)
        }
        Health::Unhealthy { reason, .. } => {
            format!("{}, {}", states::health(texts, service), texts.failing(reason))
        }
        _ => states::health(texts, service),
    };
    let (restarts, allowed) = service.window;
    let mut facts = vec![
        (texts.get("cli-name"), service.name.to_string()),
        (texts.get("cli-kind"), service.kind.clone()),
        (texts.get("cli-state"), state),
        (texts.get("cli-health"), health),
        (texts.get("cli-pid"), pid(service).map(|pid| pid.to_string()).unwrap_or_default()),
        (texts.get("cli-restarts"), format!("{} ({restarts}/{allowed})", service.restarts)),
        (texts.get("cli-last-exit"), service.last_exit.as_ref().map(|last| texts.say(last)).unwrap_or_default()),
        (texts.get("cli-depends-on"), names(&service.depends_on)),
        (texts.get("cli-dependants"), names(&service.dependants)),
    ];
    if let Some(managed) = &service.managed {
        facts.push((texts.get("cli-target"), managed.target.clone()));
        facts.push((texts.get("cli-manager-says"), managed.words.clone()));
        facts.extend(managed.unclear.as_ref().map(|unclear| (texts.get("cli-trouble"), texts.say(unclear))));
    }
    for probe in &service.probes {
        let verdict = states::probe(texts, probe.passing);
        let failure = probe.last_failure.as_ref().filter(|_| probe.passing != Some(true));
        let failure = failure.map(|failure| texts.say(failure)).unwrap_or_default();
        facts.push((texts.get("cli-probe"), format!("{} {verdict} {failure}", probe.name)));
    }
    for (name, amount, way) in service.limits.iter().flat_map(LimitsView::rows) {
        let amount = match amount {
            Amount::Bytes(amount) => bytes(amount),
            Amount::Count(count) => count.to_string(),
            Amount::Cores(cores) => cores.to_string(),
        };
        let held = texts.get(&format!("held-{}", way.word())).to_owned();
        let name = texts.get(&format!("limit-{}", name.replace('_', "-"))).to_owned();
        facts.push((texts.get("cli-limit"), format!("{name} {amount}, {held}")));
    }
    if let Some(why) = service.limits.as_ref().and_then(|limits| limits.hold.as_ref()?.why_not.as_ref()) {
        facts.push((texts.get("cli-limit"), texts.with("held-not-by-cgroup", &[("why", Said::from(texts.say(why)))])));
    }
    Ok(output::facts(&facts)?)
}

/// Where it is in its life, with what is known of that.
fn state(texts: &Texts, service: &ServiceView, snapshot: &Snapshot) -> String {
    match &service.state {
        ServiceState::Backoff { until, attempt, last, .. } => {
            let args = [
                ("state", Said::from(states::service(texts, &service.state))),
                ("attempt", Said::from(*attempt)),
                ("wait", Said::from(numbers::countdown(until.since(snapshot.now.mono)))),
                ("last", Said::from(last.to_string())),
            ];
            texts.with("cli-backoff", &args)
        }
        ServiceState::Waiting { on } => {
            let on: Vec<_> = on.iter().map(ServiceName::as_str).collect();
            texts.with("why-waiting", &[("on", Said::from(on.join(", ")))])
        }
        state => states::service(texts, state),
    }
}

/// A stop that would leave others without what they need has to be meant: they would fail, restart and raise alerts.
async fn refuse_while_needed(online: &Online, name: &str) -> Result<(), Failure> {
    let snapshot = online.snapshot().await?;
    let runs = |name: &&ServiceName| snapshot.service(name.as_str()).is_some_and(|other| other.state.is_running());
    let ending = meant(&snapshot, name)?.into_iter().filter(|one| one.kind != "external" && one.state.is_running());
    let needed: BTreeSet<_> =
        ending.flat_map(|service| service.dependants.iter().filter(runs).map(ServiceName::as_str)).collect();
    if needed.is_empty() {
        return Ok(());
    }
    let dependants = needed.into_iter().map(str::to_owned).collect();
    Err(Failure::StillNeeded { name: name.to_owned(), dependants })
}

async fn order(
    online: &Online,
    change: &Change,
    command: Command,
    reached: impl Fn(&ServiceView, u64) -> bool,
) -> Result<(), Failure> {
    let before = online.snapshot().await?;
    let services = meant(&before, &change.name)?;
    let generations: Vec<_> = services.iter().map(|service| (service.name.clone(), service.generation.0)).collect();
    let external = services.iter().all(|service| service.kind == "external");
    online.order(command).await?;
    // The answer about an external service comes when its command has ended; what its probes say is another matter.
    if change.no_wait || external {
        return Ok(());
    }
    let reached = |snapshot: &Snapshot| {
        let is_there = |(name, generation): &(ServiceName, u64)| {
            snapshot.service(name.as_str()).is_none_or(|service| reached(service, *generation))
        };
        snapshot.number > before.number && generations.iter().all(is_there)
    };
    wait(online, change, reached).await
}

/// Waits until so many instances run, and no others are left.
async fn scale(online: &Online, change: &Change, command: Command, count: u32) -> Result<(), Failure> {
    let before = online.snapshot().await?;
    online.order(command).await?;
    if change.no_wait {
        return Ok(());
    }
    let reached = |snapshot: &Snapshot| {
        let all = instances(snapshot, &change.name);
        snapshot.number > before.number
            && u32::try_from(all.len()).is_ok_and(|all| all == count)
            && all.iter().all(|service| service.state.is_running() || service.state.word() == "stopped")
    };
    wait(online, change, reached).await
}

async fn wait(online: &Online, change: &Change, reached: impl Fn(&Snapshot) -> bool) -> Result<(), Failure> {
    if online.until(change.timeout, reached).await?.is_some() {
        return Ok(());
    }
    let texts = &online.texts;
    let snapshot = online.snapshot().await?;
    let state = match meant(&snapshot, &change.name).as_deref() {
        Ok([only]) => states::service(texts, &only.state),
        Ok(all) => {
            let each = all.iter().map(|one| format!("{} {}", one.name, states::service(texts, &one.state)));
            each.collect::<Vec<_>>().join(", ")
        }
        Err(_) => texts.get("why-removed").to_owned(),
    };
    Err(Failure::NotReached { name: change.name.clone(), state, waited: healing::span(texts, change.timeout) })
}

async fn logs(online: &Online, name: &str, lines: u32, follow: bool) -> Result<(), Failure> {
    find(&*online.snapshot().await?, name)?;
    let mut page = page(online, name, LogFrom::End, lines).await?;
    loop {
        print(&page, online.json)?;
        if !follow {
            return Ok(());
        }
        tokio::time::sleep(FOLLOW_EVERY).await;
        page = self::page(online, name, LogFrom::After(page.next), 1_000).await?;
    }
}

async fn page(online: &Online, name: &str, from: LogFrom, limit: u32) -> Result<LogPage, Failure> {
    let query = Query::ServiceLog { service: name.into(), from, limit };
    match online.session.look_up(query).await.map_err(|refusal| online.failure(refusal))? {
        Answer::ServiceLog(page) => Ok(page),
        _ => Err(Refusal::NoAnswer.into()),
    }
}

/// One line a line; with `--json` one string a line, so that it can be followed as well.
fn print(page: &LogPage, json: bool) -> Result<(), Failure> {
    for line in &page.lines {
        if json {
            output::line(&serde_json::Value::from(line.as_str()).to_string())?;
        } else {
            output::line(line)?;
        }
    }
    Ok(())
}

/// The instances of a service, when there are any.
fn instances<'a>(snapshot: &'a Snapshot, name: &str) -> Vec<&'a ServiceView> {
    let is_one = |service: &&ServiceView| service.name.as_str().split_once('@').is_some_and(|(of, _)| of == name);
    snapshot.services.iter().filter(is_one).collect()
}

/// What a name means: a service, or all instances of one.
fn meant<'a>(snapshot: &'a Snapshot, name: &str) -> Result<Vec<&'a ServiceView>, Failure> {
    match instances(snapshot, name) {
        all if all.is_empty() => Ok(vec![find(snapshot, name)?]),
        all => Ok(all),
    }
}

fn find<'a>(snapshot: &'a Snapshot, name: &str) -> Result<&'a ServiceView, Failure> {
    snapshot.service(name).ok_or_else(|| {
        let names = snapshot.services.iter().map(|service| service.name.as_str());
        Refusal::not_found(Thing::Service, name, names).into()
    })
}

fn pid(service: &ServiceView) -> Option<i32> {
    service.state.identity().map(|identity| identity.pid)
}

/// The contract's flat object.
pub(super) fn flat(service: &ServiceView) -> serde_json::Value {
    let started_at = match &service.state {
        ServiceState::Running { started_at, .. } => Some(rfc3339(*started_at)),
        _ => None,
    };
    let next_attempt = match &service.state {
        ServiceState::Backoff { attempt, .. } => Some(*attempt),
        _ => None,
    };
    json!({
        "name": service.name,
        "kind": service.kind,
        "state": service.state.word(),
        "health": service.health_word(),
        "held_by": service.held_by,
        "pid": pid(service),
        "started_at": started_at,
        "restarts": service.restarts,
        "generation": service.generation,
        "attempt": next_attempt,
        "last_exit": service.last_exit.as_ref().map(ToString::to_string),
        "depends_on": service.depends_on,
        "target": service.managed.as_ref().map(|managed| &managed.target),
        "manager_says": service.managed.as_ref().map(|managed| &managed.words),
        "cpu_percent": service.usage.map(|usage| usage.cpu_percent),
        "memory_bytes": service.usage.map(|usage| usage.memory_bytes),
    })
}

/// Each limit with how it is held, and why not by a cgroup where none holds it.
fn flat_limits(limits: &LimitsView) -> serde_json::Value {
    let mut flat = serde_json::Map::new();
    for (name, amount, way) in limits.rows() {
        let amount = match amount {
            Amount::Bytes(bytes) => json!(bytes),
            Amount::Count(count) => json!(count),
            Amount::Cores(cores) => json!(cores),
        };
        flat.insert(name.to_owned(), amount);
        flat.insert(format!("{name}_held"), json!(way.word()));
    }
    flat.insert(
        "why_no_cgroup".to_owned(),
        json!(limits.hold.as_ref().and_then(|hold| hold.why_not.as_ref()).map(ToString::to_string)),
    );
    flat.into()
}

fn flat_probe(probe: &ProbeView) -> serde_json::Value {
    json!({
        "name": probe.name,
        "kind": probe.kind,
        "role": probe.role,
        "passing": probe.passing,
        "against": probe.against.0,
        "turns_at": probe.against.1,
        "last_at": probe.last_at.map(rfc3339),
        "last_took_ms": probe.last_took.map(output::millis),
        "last_failure": probe.last_failure.as_ref().map(ToString::to_string),
        "complaint": probe.last_failure.as_ref().map(|failure| plain(json!(failure))),
        "flapping": probe.flapping,
    })
}

#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    if unit == 0 { format!("{bytes} B") } else { format!("{value:.1} {}", UNITS[unit]) }
}
