//! Pictures of made-up hosts, for tests and for looking at.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{TimeDelta, TimeZone, Utc};

use super::app::{App, Dress, World};
use super::event::Event;
use super::incident::fixture as incidents;
use super::keymap::Keymap;
use super::scene::Zone;
use super::tabs::trends::fixture as trends;
use super::theme::{Glyphs, Theme};
use super::workflow::fixture as workflows;
use crate::config::settings::ThemeName;
use crate::i18n::{Language, Texts};
use crate::link::LinkState;
use crate::link::client::LinkError;
use crate::link::session::Place;
use crate::link::wire::FrameError;
use crate::model::agent::{Activity, AgentName, AgentState, AgentView};
use crate::model::alert::{Alert, AlertCause, AlertKey, AlertState, RULE_PAGE, Severity, Silence};
use crate::model::anomaly::Scoring;
use crate::model::command::Command;
use crate::model::complaint::{Complaint, Failing};
use crate::model::id::{AlertId, Generation, Operator, RuleName, ServiceName, SilenceId};
use crate::model::incident::{IncidentState, Need};
use crate::model::prediction::Tally;
use crate::model::probe::ProbeView;
use crate::model::process::{CgroupError, Hold, LimitsSpec};
use crate::model::query::{Answer, LogLevel, LogLine, LogPage, LogPosition, Query};
use crate::model::record::{Detail, Entry, EntryKind};
use crate::model::series::{Point, Resolution, Series};
use crate::model::service::{Ended, Exit, Health, Identity, ServiceState, ServiceUsage, StopReason};
use crate::model::snapshot::{
    AlertView, Figures, LimitsView, RuntimeView, SeriesView, ServiceFigures, ServiceView, Snapshot, SourceView,
    StoreView,
};
use crate::model::spec::ProbeRole;
use crate::model::storage::{StoreAction, StoreError};
use crate::model::time::{Mono, Now, Wall};
use crate::model::trouble::RuntimeTrouble;

/// The moment at which every fixture is taken.
pub(crate) fn moment() -> Wall {
    Utc.with_ymd_and_hms(2026, 11, 22, 14, 2, 31).unwrap()
}

/// What a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// A host without services, just started.
    Empty,
    /// Eleven services, a few things to see.
    Normal,
    /// Many services down, many alerts.
    Overload,
    /// The runtime is lost, and storage is broken.
    Error,
    /// Nothing was heard for a while.
    Stale,
}

impl State {
    pub(crate) const ALL: [Self; 5] = [Self::Empty, Self::Normal, Self::Overload, Self::Error, Self::Stale];
}

/// A console that shows it.
pub(crate) fn app(state: State, language: Language, size: (u16, u16)) -> App {
    dressed(state, language, size, ThemeName::Default, false)
}

/// The same in other clothes.
pub(crate) fn dressed(state: State, language: Language, size: (u16, u16), theme: ThemeName, ascii: bool) -> App {
    let dress = Dress {
        texts: Texts::new(language),
        theme: Theme::of(theme, false),
        glyphs: Glyphs::of(ascii),
        keys: Keymap::default(),
        zone: Zone::Utc,
    };
    let mut app = App::new(dress, World::new(moment(), Place::InProcess, false), size);
    app.update(Event::Pictured(Arc::new(snapshot(state))));
    match state {
        State::Error => {
            let since = moment();
            app.update(Event::Linked(LinkState::Lost { since, why: LinkError::Frame(FrameError::Ended) }));
            app.update(Event::Ticked(moment() + TimeDelta::seconds(12)));
        }
        State::Stale => drop(app.update(Event::Ticked(moment() + TimeDelta::seconds(12)))),
        _ => {}
    }
    app
}

/// The snapshot of a state.
pub(crate) fn snapshot(state: State) -> Snapshot {
    match state {
        State::Empty => empty(),
        State::Overload => overload(),
        State::Error => {
            let mut snapshot = normal();
            let (path, dir) = ("/var/lib/autoagents/history.db".to_owned(), "/var/lib/autoagents".to_owned());
            let full = StoreError::DiskFull { path, dir, action: StoreAction::Write };
            snapshot.store.history_trouble = Some(RuntimeTrouble::Store(full));
            snapshot
        }
        State::Normal | State::Stale => Snapshot { outlooks: super::foresight::fixture::outlooks(), ..normal() },
    }
}

pub(crate) fn ago(seconds: i64) -> Wall {
    moment() - TimeDelta::seconds(seconds)
}

pub(crate) fn mono() -> Mono {
    Mono(Duration::from_secs(100_000))
}

pub(crate) fn later(seconds: u64) -> Mono {
    mono() + Duration::from_secs(seconds)
}

#[expect(clippy::cast_precision_loss, reason = "a made-up curve")]
fn curve(low: f32, high: f32, pace: f32) -> Vec<f32> {
    let wave = |n: usize| ((n as f32 * pace).sin() + (n as f32 * pace * 2.7).sin() * 0.4) / 1.4;
    (0..60).map(|n| low + (high - low) * (wave(n) + 1.0) / 2.0).collect()
}

fn series(metric: &str, instance: Option<&str>, value: f64, recent: Vec<f32>) -> SeriesView {
    let series = instance.map_or_else(|| Series::of(metric), |instance| Series::at(metric, instance));
    SeriesView { series, value, age: Duration::from_millis(400), stale: false, recent }
}

fn host_series() -> Vec<SeriesView> {
    let g = 1_073_741_824.0;
    vec![
        series("host.cpu.used_percent", None, 34.2, curve(10.0, 60.0, 0.21)),
        series("host.disk.free_bytes", Some("/"), 61.0 * g, vec![]),
        series("host.disk.free_bytes", Some("/var"), 12.4 * g, vec![]),
        series("host.disk.used_percent", Some("/"), 44.0, curve(44.0, 44.1, 0.1)),
        series("host.disk.used_percent", Some("/var"), 81.3, curve(80.0, 81.3, 0.1)),
        series("host.load.15m", None, 0.8, curve(0.6, 0.9, 0.1)),
        series("host.load.1m", None, 1.2, curve(0.5, 2.0, 0.3)),
        series("host.load.5m", None, 0.9, curve(0.6, 1.2, 0.2)),
        series("host.memory.available_bytes", None, 9.5 * g, vec![]),
        series("host.memory.used_bytes", None, 6.1 * g, vec![]),
        series("host.memory.used_percent", None, 39.1, curve(36.0, 40.0, 0.05)),
        series("host.net.received_bytes_per_second", Some("eth0"), 1_250_000.0, curve(5e5, 2e6, 0.4)),
        series("host.net.sent_bytes_per_second", Some("eth0"), 312_000.0, curve(1e5, 6e5, 0.4)),
        series("host.processes.count", None, 214.0, vec![]),
        series("host.temperature.celsius", Some("cpu"), 48.0, vec![]),
        series("probe.latency_ms", Some("api/http"), 12.4, curve(8.0, 30.0, 0.5)),
        series("service.cpu_percent", Some("api"), 12.1, curve(4.0, 30.0, 0.3)),
        series("service.memory_bytes", Some("api"), 142.0 * 1_048_576.0, curve(1.2e8, 1.5e8, 0.02)),
    ]
}

fn agents() -> Vec<AgentView> {
    let view = |name, activity, handled| AgentView {
        name,
        state: AgentState::Running,
        activity,
        handled,
        failed: 0,
        dropped: 0,
        queue: 0,
        latency_p50: Some(Duration::from_micros(38)),
        latency_p95: Some(Duration::from_micros(210)),
        uptime: Duration::from_secs(271_000),
        heartbeat: Duration::from_millis(700),
        restarts: 0,
    };
    vec![
        view(AgentName::Analytics, Activity::Figuring { services: 11, rollups: 4_512 }, 84_113),
        view(AgentName::Monitoring, Activity::Watching { series: 214, probes: 14, late: 0 }, 1_841_202),
    ]
}

fn empty() -> Snapshot {
    Snapshot {
        number: 1,
        learning: Vec::new(),
        now: Now { mono: mono(), wall: moment() },
        runtime: RuntimeView {
            pid: 4_711,
            version: "0.1.0".to_owned(),
            started_at: ago(4),
            data_dir: "/var/lib/autoagents".to_owned(),
            config: Some("/etc/autoagents/config.toml".to_owned()),
            host: "web-1".to_owned(),
            system: "Debian 13, Linux 6.12".to_owned(),
            cores: 8,
            host_uptime: Duration::from_hours(291),
            viewers: 0,
            ending: false,
            samples_per_second: 38.0,
            faults: Vec::new(),
            samples_dropped: 0,
        },
        services: Vec::new(),
        alerts: Vec::new(),
        incidents: Vec::new(),
        workflows: Vec::new(),
        runs: Vec::new(),
        predictions: Vec::new(),
        outlooks: Vec::new(),
        foretold: Tally::default(),
        tracks: Vec::new(),
        anomalies: Vec::new(),
        log_news: Vec::new(),
        logs: Vec::new(),
        crowd: None,
        silences: Vec::new(),
        held_back: Vec::new(),
        agents: agents(),
        sources: vec![SourceView {
            name: "host".to_owned(),
            age: Some(Duration::from_millis(400)),
            stale: false,
            every: Duration::from_secs(1),
        }],
        series: host_series().into_iter().filter(|view| view.series.metric.starts_with("host")).collect(),
        figures: Figures { watched: Duration::from_secs(4), ..Figures::default() },
        goals: crate::model::goal::Targets::default(),
        entries: vec![entry(4, EntryKind::RuntimeStarted, "", None, Detail::Nothing)],
        store: StoreView { size: 40_960, max_size: 1 << 30, ..StoreView::default() },
    }
}

fn entry(seconds: i64, kind: EntryKind, subject: &str, by: Option<&str>, detail: Detail) -> Entry {
    Entry { at: ago(seconds), kind, subject: subject.to_owned(), by: by.map(Operator::from), detail }
}

fn running(seconds: i64, pid: i32) -> ServiceState {
    ServiceState::Running {
        identity: Some(Identity { pid, start_ticks: 1 }),
        started_at: ago(seconds),
        since: Mono(mono().0.saturating_sub(Duration::from_secs(seconds.unsigned_abs()))),
        adopted: false,
    }
}

fn service(name: &str, state: ServiceState, health: Health) -> ServiceView {
    let usage = state.is_running().then(|| ServiceUsage {
        cpu_percent: 1.0 + f64::from(u8::try_from(name.len()).unwrap()) * 0.7,
        memory_bytes: 20_000_000 * u64::try_from(name.len()).unwrap(),
        threads: 12,
        files: 48,
        processes: 1,
    });
    ServiceView {
        name: ServiceName::from(name),
        kind: "process".to_owned(),
        state,
        health,
        generation: Generation(3),
        restarts: 0,
        window: (0, 10),
        last_exit: None,
        depends_on: Vec::new(),
        dependants: Vec::new(),
        held_by: Vec::new(),
        usage,
        probes: Vec::new(),
        limits: None,
        program: Some(format!("./{name}")),
        managed: None,
    }
}

fn unavailable() -> Complaint {
    Complaint::Status { status: 503, said: Some("search index is locked".to_owned()) }
}

fn probe(name: &str, role: ProbeRole, passing: Option<bool>, against: (u32, u32)) -> ProbeView {
    ProbeView {
        name: name.to_owned(),
        kind: name.to_owned(),
        role,
        passing,
        against,
        last_at: Some(ago(2)),
        last_took: Some(Duration::from_micros(12_400)),
        last_failure: (passing == Some(false)).then(unavailable),
        flapping: false,
    }
}

/// The services of a community platform.
fn services() -> Vec<ServiceView> {
    let names = |list: &[&str]| list.iter().map(|name| ServiceName::from(*name)).collect::<Vec<_>>();
    let day = 86_400;
    let mut db = service("db", running(3 * day, 1_201), Health::Healthy);
    let limits =
        LimitsSpec { memory: Some(2 << 30), cpu_millis: Some(1500), files: Some(4096), ..LimitsSpec::default() };
    let lacking = CgroupError::Lacking { all_of: vec!["cpu".to_owned()], path: "/sys/fs/cgroup".to_owned() };
    let hold = Hold { memory: true, why_not: Some(lacking), ..Hold::default() };
    db.limits = Some(LimitsView { spec: limits, hold: Some(hold) });
    db.dependants = names(&["api", "worker", "search"]);
    db.probes = vec![probe("tcp", ProbeRole::Readiness, Some(true), (0, 3))];
    let cache = service("cache", running(3 * day, 1_202), Health::Unprobed);
    let mut api = service("api", running(42 * 60, 2_944), Health::Healthy);
    api.restarts = 2;
    api.window = (1, 10);
    api.last_exit = Some(Ended::Exit(Exit::Signal(9)));
    api.depends_on = names(&["db", "cache"]);
    api.dependants = names(&["web"]);
    api.program = Some("./api --port 8080".to_owned());
    api.probes = vec![
        probe("http", ProbeRole::Liveness, Some(true), (1, 3)),
        probe("tcp", ProbeRole::Readiness, Some(true), (0, 3)),
    ];
    let mut web = service("web", running(3 * day, 1_210), Health::Healthy);
    web.depends_on = names(&["api"]);
    let reason = Failing { probe: "http".to_owned(), complaint: unavailable() };
    let search_health = Health::Unhealthy { reason, since: ago(540) };
    let mut search = service("search", running(2 * 3_600, 3_020), search_health);
    search.probes = vec![probe("http", ProbeRole::Readiness, Some(false), (0, 2))];
    search.depends_on = names(&["db"]);
    let last = Ended::Exit(Exit::Code(1));
    let backoff = ServiceState::Backoff { until: later(41), attempt: 3, exhausted: false, last: last.clone() };
    let mut worker = service("worker", backoff, Health::Unknown);
    worker.restarts = 3;
    worker.window = (3, 10);
    worker.last_exit = Some(last);
    worker.depends_on = names(&["db"]);
    let stopped = ServiceState::Stopped { since: ago(day), why: StopReason::Operator };
    let mut mailer = service("mailer", running(3 * day, 1_214), Health::Healthy);
    mailer.probes = vec![probe("exec", ProbeRole::Liveness, Some(true), (0, 3))];
    let mut dns = service("payments", running(9 * day, 0), Health::Healthy);
    dns.kind = "external".to_owned();
    dns.program = None;
    dns.usage = None;
    if let ServiceState::Running { identity, .. } = &mut dns.state {
        *identity = None;
    }
    vec![
        db,
        cache,
        api,
        web,
        search,
        worker,
        service("scheduler", running(3 * day, 1_212), Health::Unprobed),
        service("queue", running(3 * day, 1_213), Health::Unprobed),
        mailer,
        service("old-importer", stopped, Health::Unknown),
        dns,
    ]
}

fn alert(id: u64, severity: Severity, rule: &str, subject: &str, seconds: i64, cause: AlertCause) -> AlertView {
    AlertView {
        alert: Alert {
            id: AlertId(id),
            key: AlertKey { rule: RuleName::from(rule), subject: subject.to_owned() },
            severity,
            cause,
            labels: BTreeMap::from([("team".to_owned(), "platform".to_owned())]),
            opened_at: ago(seconds),
            status: AlertState::Open,
        },
        silenced_until: None,
        held_by: Vec::new(),
    }
}

fn crash(times: u32, exhausted: bool) -> AlertCause {
    AlertCause::Crash { how: Ended::Exit(Exit::Code(1)), times, exhausted }
}

fn alerts() -> Vec<AlertView> {
    let disk = AlertCause::Threshold {
        series: Series::at("host.disk.used_percent", "/var"),
        value: 81.3,
        limit: 80.0,
        above: true,
    };
    let failing = AlertCause::Probe { reason: unavailable(), failures: 108, flapping: false };
    let mut taken = alert(41, Severity::Warning, "disk-nearly-full", "host.disk.used_percent{/var}", 9_000, disk);
    taken.alert.status = AlertState::Acknowledged {
        by: Operator::from("mina"),
        at: ago(8_400),
        note: "rotating the old dumps tonight".to_owned(),
    };
    vec![
        alert(43, Severity::Critical, "service-crash", "worker", 130, crash(3, false)),
        alert(42, Severity::Warning, "probe-failing", "search/http", 540, failing),
        taken,
    ]
}

fn normal() -> Snapshot {
    let mut snapshot = empty();
    snapshot.services = services();
    snapshot.alerts = alerts();
    snapshot.incidents = incidents::normal();
    (snapshot.workflows, snapshot.runs) = (workflows::workflows(), workflows::runs());
    snapshot.series = host_series();
    snapshot.runtime.started_at = ago(271_000);
    snapshot.runtime.samples_per_second = 214.0;
    let figures = |name: &str, availability, outages| ServiceFigures {
        name: ServiceName::from(name),
        availability,
        mttr: Some(Duration::from_millis(2_400)),
        outages,
    };
    snapshot.figures = Figures {
        watched: Duration::from_mins(192),
        availability: Some(0.9997),
        mttr: Some(Duration::from_millis(2_400)),
        outages: 4,
        punctuality: Some(0.9992),
        scoring: Scoring { series: 214, learning: 0 },
        services: vec![figures("api", 0.9991, 2), figures("worker", 0.9812, 2)],
    };
    let bad = |severity| Detail::Severity { severity };
    let rotating = Detail::note("rotating the old dumps tonight".to_owned());
    let no_answer = Complaint::NoAnswer { within: Duration::from_secs(1) };
    let silent = Failing { probe: "http".to_owned(), complaint: no_answer };
    snapshot.entries = vec![
        entry(18, EntryKind::ServiceExited, "worker", None, Detail::ended(Some(Ended::Exit(Exit::Code(1))))),
        entry(130, EntryKind::AlertOpened, "service-crash worker", None, bad(Severity::Critical)),
        entry(540, EntryKind::AlertOpened, "probe-failing search/http", None, bad(Severity::Warning)),
        entry(2_520, EntryKind::ServiceStarted, "api", None, Detail::Process { pid: 2_944 }),
        entry(2_521, EntryKind::ServiceUnhealthy, "api", None, Detail::Unhealthy(silent)),
        entry(8_400, EntryKind::AlertAcknowledged, "disk-nearly-full /var", Some("mina"), rotating),
        entry(9_000, EntryKind::AlertOpened, "disk-nearly-full /var", None, bad(Severity::Warning)),
        entry(30_000, EntryKind::ConfigReloaded, "", Some("mina"), Detail::Nothing),
        entry(86_400, EntryKind::ServiceStopAsked, "old-importer", Some("mina"), Detail::Nothing),
    ];
    snapshot
}

fn overload() -> Snapshot {
    let mut snapshot = normal();
    for number in 0..40 {
        let exhausted = number % 3 == 0;
        let last = Ended::Exit(Exit::Signal(9));
        let state = ServiceState::Backoff { until: later(number * 7), attempt: 10, exhausted, last };
        let mut view = service(&format!("shard-{number:02}"), state, Health::Unknown);
        view.window = (10, 10);
        view.restarts = 12_345;
        snapshot.services.push(view);
        let severity = if exhausted { Severity::Critical } else { Severity::Warning };
        let name = format!("shard-{number:02}");
        let id = 100 + number;
        let seconds = i64::try_from(number).unwrap() * 60;
        snapshot.alerts.push(alert(id, severity, "service-crash", &name, seconds, crash(10, exhausted)));
    }
    let reason =
        "한국어로 된 아주 긴 실패 사유: 데이터베이스 연결 풀이 모두 사용 중이며 대기열이 가득 찼습니다".to_owned();
    let reason = Complaint::Status { status: 500, said: Some(reason) };
    let failing = AlertCause::Probe { reason, failures: 4, flapping: false };
    snapshot.alerts.push(alert(200, Severity::Critical, "probe-failing", "결제-서비스/http", 61, failing));
    snapshot
        .alerts
        .sort_by_key(|view| (std::cmp::Reverse(view.alert.severity), std::cmp::Reverse(view.alert.opened_at)));
    let last = snapshot.alerts.len() - 1;
    snapshot.alerts[last].silenced_until = Some(moment() + TimeDelta::hours(2));
    snapshot.silences.push(Silence {
        id: SilenceId(7),
        rule: None,
        subject: Some(snapshot.alerts[last].alert.key.subject.clone()),
        by: Operator::from("mina"),
        note: "planned work".to_owned(),
        since: ago(600),
        until: moment() + TimeDelta::hours(2),
    });
    escalate(&mut snapshot);
    snapshot.agents[0].state =
        AgentState::Restarting { after: Duration::from_secs(4), attempt: 2, error: "index out of bounds".to_owned() };
    snapshot.agents[1].state = AgentState::Unresponsive { silent_for: Duration::from_secs(14) };
    snapshot.runtime.samples_dropped = 1_234;
    snapshot.figures.availability = Some(0.912_34);
    snapshot.sources[0].stale = true;
    for view in &mut snapshot.series {
        view.stale = true;
        view.age = Duration::from_secs(14);
    }
    snapshot
}

/// Incidents that call a person, with the alerts by which they do.
fn escalate(snapshot: &mut Snapshot) {
    for (number, incident) in [incidents::exhausted(), incidents::proposed()].into_iter().enumerate() {
        let IncidentState::NeedsPerson { why, .. } = incident.state else { continue };
        let cause = AlertCause::Escalated { incident: incident.id, why, tried: 13 };
        let severity = if why == Need::Approval { Severity::Warning } else { Severity::Critical };
        let id = 300 + u64::try_from(number).unwrap();
        snapshot.alerts.insert(number, alert(id, severity, RULE_PAGE, &incident.subject, 600, cause));
        snapshot.incidents.insert(number, incident);
    }
}

/// What a runtime would answer.
pub(crate) fn answer(query: &Query) -> Answer {
    match query {
        Query::History { since, until, .. } => {
            Answer::History { resolution: Resolution::Minute, points: points(*since, *until) }
        }
        Query::Learned { .. } => Answer::Learned { learned: None },
        Query::Ahead { series, until, horizon } => {
            Answer::Ahead { ahead: Box::new(super::foresight::fixture::ahead(series, *until, *horizon)) }
        }
        Query::SeriesList => Answer::SeriesList { series: host_series().into_iter().map(|view| view.series).collect() },
        Query::Trend { .. } | Query::Changes { .. } | Query::Goals { .. } | Query::Marks { .. } => {
            trends::answer(query)
        }
        Query::Alerts { .. } => {
            let mut alerts: Vec<Alert> = alerts().into_iter().map(|view| view.alert).collect();
            for (number, alert) in alerts.iter_mut().enumerate() {
                alert.id = AlertId(10 + u64::try_from(number).unwrap());
                alert.status = AlertState::Resolved { at: ago(60), acknowledged_by: None };
            }
            Answer::Alerts { alerts }
        }
        Query::Incidents { .. } => Answer::Incidents { incidents: normal().incidents },
        Query::Patterns { .. } => Answer::Patterns { books: Vec::new(), news: Vec::new() },
        Query::LikeHours { until, .. } => Answer::LikeHours(incidents::like_hours(*until)),
        Query::LikeIncidents { incident, .. } => Answer::LikeIncidents(incidents::like_incidents(*incident)),
        Query::Anomalies { .. } => Answer::Anomalies { anomalies: Vec::new() },
        Query::Predictions { .. } => {
            Answer::Predictions { predictions: Vec::new(), foretold: Tally::default(), tracks: Vec::new() }
        }
        Query::Runs { .. } | Query::Run { .. } | Query::Definition { .. } | Query::Habits { .. } => {
            workflows::answer(query)
        }
        Query::Adaptations { .. } => Answer::Adaptations { adaptations: Vec::new() },
        Query::StepLog { limit, .. } => workflows::log(*limit),
        Query::Entries { .. } => Answer::Entries { entries: normal().entries },
        Query::ServiceLog { service, limit, .. } => {
            let line = |n: u32| match n % 9 {
                4 => format!("WARN  {service} slow query 812 ms: select * from posts where topic = {n}"),
                7 => "\u{1b}[31mERROR\u{1b}[0m connection reset by peer".to_owned(),
                _ => format!("INFO  {service} GET /topics/{n} 200 in {} ms", n % 40),
            };
            let lines = (0..(*limit).min(60)).map(line).collect();
            Answer::ServiceLog(LogPage { lines, next: LogPosition { inode: 1, offset: 9 }, skipped: 0 })
        }
        Query::RuntimeLog { after } => {
            let texts = [
                (LogLevel::Info, "runtime", "runtime 0.1.0 started, 11 services, 3 rules"),
                (LogLevel::Info, "exec", "db: adopted pid 1201"),
                (LogLevel::Warn, "engine", "worker: exit 1, restart 3 of 10 in 41 s"),
                (LogLevel::Error, "store", "history.db: commit took 4.1 s"),
                (LogLevel::Debug, "sense", "host: 38 samples in 0.4 ms"),
            ];
            let lines = (after + 1..=5).map(|number| {
                let (level, target, text) = texts[usize::try_from(number).unwrap() - 1];
                let at = ago(60 - i64::try_from(number).unwrap() * 7);
                LogLine { number, at, level, target: format!("autoagents_console::{target}"), text: text.to_owned() }
            });
            Answer::RuntimeLog { lines: lines.collect() }
        }
    }
}

fn points(since: Wall, until: Wall) -> Vec<Point> {
    let step = (until - since) / 240;
    (0..240)
        .filter(|n| !(150..165).contains(n))
        .map(|n| {
            let t = f64::from(n);
            let mean = 40.0 + (t / 14.0).sin() * 18.0 + (t / 3.1).sin() * 5.0 + t / 20.0;
            let noise = 4.0 + ((t * 7.3).sin() * 5.0).abs();
            Point { at: since + step * n, min: mean - noise, max: mean + noise * 1.6, mean, last: mean, count: 60 }
        })
        .collect()
}

/// Answers what a console asked, as a runtime would, until it asks no more.
pub(crate) fn answer_all(app: &mut App, requests: Vec<super::event::Request>) {
    let mut waiting = requests;
    for _ in 0..8 {
        let mut next = Vec::new();
        for request in waiting {
            if let super::event::Request::LookUp { ticket, query } = request {
                next.extend(app.update(Event::Found { ticket, answer: Ok(answer(&query)) }));
            } else if let super::event::Request::Rehearse { command } = request {
                let answer = match &command {
                    Command::RunWorkflow { .. } => workflows::rehearsed(&command),
                    _ => incidents::rehearsed(&command),
                };
                next.extend(app.update(Event::Rehearsed { command, answer }));
            } else if let super::event::Request::Arrange(arrangement) = request {
                next.extend(app.update(Event::Arranged(Arc::new(arrangement.make()))));
            } else if let super::event::Request::Feed { lines, anew } = request {
                let scene = app.scene();
                super::tabs::runtime_log::feed(&lines, anew, |line| scene.clock(line.at));
            }
        }
        waiting = next;
    }
}
