//! The journal: what is written is what is read, in groups, for as long as it is kept.

use std::sync::mpsc;
use std::time::Duration;

use autoagents_console::model::agent::AgentName;
use autoagents_console::model::alert::{AlertCause, AlertState, Silence};
use autoagents_console::model::event::Journal;
use autoagents_console::model::id::{AlertId, Generation, LogNewsId, PredictionId, SilenceId};
use autoagents_console::model::instances::Scale;
use autoagents_console::model::pattern::{LogBook, LogChange, LogNews, LogShift, LogStanding};
use autoagents_console::model::prediction::{Measure, Model, Outcome, Tally};
use autoagents_console::model::query::{Answer, Query};
use autoagents_console::model::record::{Detail, Outage, Record};
use autoagents_console::model::series::Series;
use autoagents_console::model::service::{Ended, Exit, Identity, ServiceMemory};
use autoagents_console::model::track::{Asked, Day, Kind, Said};
use autoagents_console::ports::Safety;
use autoagents_console::store;
use rusqlite::Connection;

use super::kit::{Kit, START, alert, bytes, entry, prediction, wait, wall};

fn service(name: &str, generation: u64) -> ServiceMemory {
    ServiceMemory {
        name: name.into(),
        generation: Generation(generation),
        identity: Some(Identity { pid: 4711, start_ticks: u64::MAX }),
        started_at: Some(wall(START - 5)),
        held_down: true,
        wanted: true,
        ended: None,
        restarts: 3,
    }
}

fn silence(id: u64, until: i64) -> Silence {
    Silence {
        id: SilenceId(id),
        rule: None,
        subject: Some("api*".to_owned()),
        by: "kim".into(),
        note: "점검".to_owned(),
        since: wall(START),
        until: wall(until),
    }
}

fn outage(service: &str, began: i64, lasted: Option<u64>) -> Outage {
    Outage { service: service.into(), began: wall(began), lasted: lasted.map(Duration::from_millis) }
}

const DAY: i64 = 24 * 3_600_000;

fn all_records() -> Vec<Record> {
    let resolved = AlertState::Resolved { at: wall(START + 9), acknowledged_by: Some("kim".into()) };
    let taken = AlertState::Acknowledged { by: "kim".into(), at: wall(START + 1), note: "on it".to_owned() };
    vec![
        Record::Service(service("api", 6)),
        Record::Service(service("gone", 1)),
        Record::Service(service("api", 7)),
        Record::Forget("gone".into()),
        Record::Alert(Box::new(alert(3, AlertState::Open))),
        Record::Alert(Box::new(alert(3, taken.clone()))),
        Record::Alert(Box::new(alert(4, AlertState::Open))),
        Record::Alert(Box::new(alert(4, resolved))),
        Record::Silence(silence(1, START + DAY)),
        Record::Silence(silence(2, START + DAY)),
        Record::SilenceEnded(SilenceId(2)),
        Record::Silence(silence(3, START - 1)),
        Record::Agent { name: AgentName::Analytics, paused: true },
        Record::Agent { name: AgentName::Monitoring, paused: true },
        Record::Agent { name: AgentName::Monitoring, paused: false },
        Record::Outage(outage("api", START - 3 * DAY, Some(5))),
        Record::Outage(outage("db", START - 4 * DAY, None)),
        Record::Outage(outage("api", START - 10, None)),
        Record::Outage(outage("api", START - 10, Some(7))),
        Record::Scale(scale("web", 5)),
        Record::Scale(scale("web", 3)),
        Record::Scale(scale("api", 9)),
        Record::ScaleEnded("api".into()),
        Record::Prediction(Box::new(prediction(1, START - 3 * DAY, settled(START - 2 * DAY)))),
        Record::Prediction(Box::new(prediction(2, START - 9, Outcome::Open))),
        Record::Prediction(Box::new(prediction(2, START - 9, settled(START - 3)))),
        Record::Prediction(Box::new(prediction(3, START - 2, Outcome::Open))),
        Record::LogNews(Box::new(news(4, START - 3 * DAY))),
        Record::LogNews(Box::new(news(5, START - 9))),
        Record::LogNews(Box::new(news(5, START - 9))),
        Record::LogBook { book: Box::new(book("api", START - 9)), memory: Some("{}".to_owned()) },
        Record::LogBook { book: Box::new(book("api", START - 3)), memory: None },
        Record::Track(Box::new(day(START, 1))),
        Record::Track(Box::new(day(START, 2))),
        Record::Track(Box::new(day(START - 60 * DAY, 2))),
        Record::Asked(Box::new(asked("/", START + DAY))),
        Record::Asked(Box::new(asked("/var", START + DAY))),
        Record::Asked(Box::new(asked("/", START + 2 * DAY))),
        Record::AskedNoMore { kind: asked("/", 0).kind, series: asked("/var", 0).series },
        entry(1),
        entry(2),
        entry(1),
    ]
}

fn scale(service: &str, count: u32) -> Scale {
    Scale { service: service.into(), count, configured: 2 }
}

fn news(id: u64, at: i64) -> LogNews {
    let change = LogChange {
        service: "api".into(),
        template: "디스크가 <*> 찼습니다".to_owned(),
        at: wall(at),
        first_at: wall(at - 5),
        count: 3,
        shift: LogShift::Silent { usual: 0.3, silent_for: Duration::from_secs(90) },
    };
    LogNews { id: LogNewsId(id), change }
}

fn book(service: &str, at: i64) -> LogBook {
    LogBook { service: service.into(), at: wall(at), standing: LogStanding::default(), patterns: Vec::new() }
}

/// So many questions on the day of that second.
fn day(at: i64, telling: u32) -> Day {
    let kind = Kind::of(Model::Trend, Measure::Memory);
    Day { telling, ..Day::new(kind, at.div_euclid(86_400_000)) }
}

/// Whether a disk is full by then.
fn asked(mount: &str, until: i64) -> Asked {
    Asked {
        kind: Kind::of(Model::Exhaust, Measure::Disk),
        series: Series::at("host.disk.used_percent", mount),
        generation: None,
        asked_at: wall(START),
        until: wall(until),
        limit: 100.0,
        own: Said::Chance(0.3),
        rule: Said::No,
    }
}

fn settled(at: i64) -> Outcome {
    Outcome::FalseAlarm { settled_at: wall(at) }
}

fn wanted() -> Journal {
    let taken = AlertState::Acknowledged { by: "kim".into(), at: wall(START + 1), note: "on it".to_owned() };
    let entries = [entry(1), entry(2)].into_iter().filter_map(|record| match record {
        Record::Entry(entry) => Some(entry),
        _ => None,
    });
    Journal {
        services: vec![service("api", 7)],
        alerts: vec![alert(3, taken)],
        silences: vec![silence(1, START + DAY)],
        paused: vec![AgentName::Analytics],
        outages: vec![outage("db", START - 4 * DAY, None), outage("api", START - 10, Some(7))],
        lasting: std::collections::BTreeMap::new(),
        watched: vec![(wall(START - 100), wall(START - 50))],
        entries: entries.collect(),
        incidents: Vec::new(),
        scales: vec![scale("web", 3)],
        predictions: vec![
            prediction(1, START - 3 * DAY, settled(START - 2 * DAY)),
            prediction(2, START - 9, settled(START - 3)),
            prediction(3, START - 2, Outcome::Open),
        ],
        anomalies: Vec::new(),
        log_news: vec![news(5, START - 9)],
        log_books: vec![(book("api", START - 3), Some("{}".to_owned()))],
        questions: vec![asked("/", START + 2 * DAY)],
        tracked: vec![day(START, 2)],
        foretold: Tally { open: 1, false_alarm: 2, ..Tally::default() },
        lessons: Vec::new(),
        releases: Vec::new(),
        workflows: autoagents_console::model::workflow::record::WorkflowJournal::default(),
        last_incident: autoagents_console::model::id::IncidentId(0),
        last_prediction: PredictionId(3),
        last_anomaly: autoagents_console::model::id::AnomalyId(0),
        last_log_news: LogNewsId(5),
        last_alert: AlertId(4),
        last_silence: SilenceId(3),
    }
}

#[test]
fn what_is_written_is_what_the_next_runtime_reads() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    let id = kit.store.data_id.clone();
    assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
    kit.store.state.watched(wall(START - 3 * DAY), wall(START - 2 * DAY));
    kit.store.state.watched(wall(START - 100), wall(START - 70));
    kit.store.state.watched(wall(START - 100), wall(START - 50));
    kit.commit(all_records()).unwrap();
    assert_eq!(kit.store.state.load(wall(START)).unwrap(), wanted());
    assert_eq!(kit.trouble("state.db"), None);
    assert!(kit.store.history.view().last_commit > Duration::ZERO);
    kit.finish();
    let again = Kit::open(root.path());
    assert_eq!(again.store.state.load(wall(START)).unwrap(), wanted());
    assert_eq!(again.store.data_id, id);
    again.commit(all_records()).unwrap();
    assert_eq!(again.store.state.load(wall(START)).unwrap(), wanted(), "twice is the same as once");
    assert!(again.store.notices.is_empty());
}

#[test]
fn the_span_before_this_one_is_known_however_old_it_is() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    kit.store.state.watched(wall(START - 9 * DAY), wall(START - 8 * DAY));
    let journal = kit.store.state.load(wall(START)).unwrap();
    assert_eq!(journal.watched, [(wall(START - 9 * DAY), wall(START - 8 * DAY))]);
}

#[test]
fn terminal_states_stay_terminal() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    let resolved = AlertState::Resolved { at: wall(START + 9), acknowledged_by: None };
    kit.commit(vec![Record::Alert(Box::new(alert(1, resolved)))]).unwrap();
    kit.commit(vec![Record::Outage(outage("api", START, Some(5)))]).unwrap();
    kit.commit(vec![Record::Alert(Box::new(alert(1, AlertState::Open)))]).unwrap();
    kit.commit(vec![Record::Outage(outage("api", START, None))]).unwrap();
    for outcome in [Outcome::Open, settled(START), Outcome::Open] {
        kit.commit(vec![Record::Prediction(Box::new(prediction(1, START - 9, outcome)))]).unwrap();
    }
    let journal = kit.store.state.load(wall(START)).unwrap();
    assert_eq!(journal.alerts, []);
    assert_eq!(journal.outages, [outage("api", START, Some(5))]);
    assert_eq!(journal.predictions, [prediction(1, START - 9, settled(START))]);
}

#[test]
fn what_waits_goes_into_one_transaction_and_every_waiter_hears_of_it_in_order() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    // The first callback holds the thread, so that the others must gather behind it.
    let (release, held) = mpsc::channel::<()>();
    kit.store.state.commit(
        vec![entry(0)],
        Safety::Kill,
        Box::new(move |_| {
            let _ = held.recv();
        }),
    );
    let (done, order) = mpsc::channel();
    let observer = rusqlite::Connection::open(root.path().join("state.db")).unwrap();
    let version = || observer.pragma_query_value(None, "data_version", |row| row.get::<_, i64>(0)).unwrap();
    wait("the first is committed", || {
        observer.query_row("SELECT count(*) FROM entry", [], |row| row.get::<_, i64>(0)).unwrap() == 1
    });
    let wal = || std::fs::metadata(root.path().join("state.db-wal")).unwrap().len();
    let (before, log_before) = (version(), wal());
    for n in 1..=200 {
        let done = done.clone();
        kit.store.state.commit(vec![entry(n)], Safety::Kill, Box::new(move |result| done.send((n, result)).unwrap()));
    }
    release.send(()).unwrap();
    for n in 1..=200 {
        assert_eq!(order.recv_timeout(Duration::from_mins(1)).unwrap(), (n, Ok(())));
    }
    assert_ne!(version(), before);
    // 200 transactions would have changed the table's last page, and its index, 200 times.
    let frames = (wal() - log_before) / 4120;
    assert!(frames < 60, "{frames} pages in the log");
}

#[test]
fn a_waiter_that_panics_harms_nobody() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    kit.store.state.commit(
        vec![entry(0)],
        Safety::Kill,
        Box::new(|_| std::panic::resume_unwind(Box::new("on purpose"))),
    );
    kit.commit(vec![entry(1)]).unwrap();
}

#[test]
fn a_closed_journal_says_so() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    assert!(kit.store.close());
    assert!(kit.commit(vec![entry(1)]).unwrap_err().to_string().contains("closed"));
    assert!(kit.store.state.load(wall(START)).is_err());
}

#[test]
fn old_records_go_and_their_numbers_are_not_given_again() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    let old = START - 91 * DAY;
    let resolved = |at| AlertState::Resolved { at: wall(at), acknowledged_by: None };
    let mut records: Vec<_> = (0..1_200).map(|n| entry(n - 91 * DAY)).collect();
    records.push(Record::Alert(Box::new(alert(8, resolved(START - 1)))));
    records.push(Record::Alert(Box::new(alert(9, resolved(old)))));
    records.push(Record::Outage(outage("api", old, Some(5))));
    records.push(Record::Outage(outage("db", old, None)));
    records.push(Record::Prediction(Box::new(prediction(5, old, Outcome::Open))));
    records.push(Record::Prediction(Box::new(prediction(6, old, settled(old)))));
    records.push(entry(0));
    kit.commit(records).unwrap();
    kit.finish();
    // A runtime looks for old records when it starts, then every few minutes.
    let kit = Kit::open(root.path());
    let mut reader = kit.store.reader();
    wait("old entries are gone", || {
        match reader.answer(&Query::Entries { since: wall(0), limit: 5_000 }).unwrap().unwrap() {
            Answer::Entries { entries } => entries.len() == 1,
            other => panic!("{other:?}"),
        }
    });
    let predictions = reader.answer(&Query::Predictions { since: wall(0), limit: 10 }).unwrap().unwrap();
    let Answer::Predictions { predictions, .. } = predictions else { panic!("{predictions:?}") };
    assert_eq!(predictions.iter().map(|one| one.id).collect::<Vec<_>>(), [PredictionId(5)]);
    let alerts = reader.answer(&Query::Alerts { since: wall(0), limit: 10 }).unwrap().unwrap();
    let Answer::Alerts { alerts } = alerts else { panic!("{alerts:?}") };
    assert_eq!(alerts.iter().map(|alert| alert.id).collect::<Vec<_>>(), [AlertId(8)]);
    let journal = kit.store.state.load(wall(START)).unwrap();
    assert_eq!(journal.outages, [outage("db", old, None)], "an open outage is never old");
    assert_eq!(journal.predictions, [prediction(5, old, Outcome::Open)], "nor is what is not settled");
    assert_eq!((journal.last_alert, journal.last_prediction), (AlertId(9), PredictionId(6)));
}

#[test]
fn the_past_is_answered_newest_first_and_without_a_runtime() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    kit.commit(all_records()).unwrap();
    kit.finish();
    let before = bytes(root.path());
    let mut reader = store::open_offline(root.path()).unwrap();
    let Answer::Alerts { alerts } = reader.answer(&Query::Alerts { since: wall(START), limit: 1 }).unwrap().unwrap()
    else {
        panic!("not alerts")
    };
    assert_eq!(alerts.iter().map(|alert| alert.id).collect::<Vec<_>>(), [AlertId(4)]);
    let Answer::Entries { entries } = reader.answer(&Query::Entries { since: wall(0), limit: 9 }).unwrap().unwrap()
    else {
        panic!("not entries")
    };
    assert_eq!(entries.iter().map(|entry| entry.detail.to_string()).collect::<Vec<_>>(), ["exit 2", "exit 1"]);
    assert!(reader.answer(&Query::RuntimeLog { after: 0 }).is_none());
    drop(reader);
    let databases = |files: Vec<(String, Vec<u8>)>| -> Vec<_> {
        files.into_iter().filter(|(name, _)| !name.ends_with("-wal") && !name.ends_with("-shm")).collect()
    };
    assert!(databases(bytes(root.path())) == databases(before), "reading changes nothing");
}

#[test]
fn a_lookup_thread_answers_what_it_knows_and_hands_on_the_rest() {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    kit.commit(vec![entry(5)]).unwrap();
    let lookup = kit.store.lookup(|_, then| then(Ok(Answer::RuntimeLog { lines: Vec::new() }))).unwrap();
    let ask = |query| {
        use autoagents_console::ports::Lookup;
        let (done, answer) = mpsc::channel();
        lookup.look_up(query, Box::new(move |response| done.send(response).unwrap()));
        answer.recv_timeout(Duration::from_mins(1)).unwrap()
    };
    assert_eq!(ask(Query::RuntimeLog { after: 0 }), Ok(Answer::RuntimeLog { lines: Vec::new() }));
    let Ok(Answer::Entries { entries }) = ask(Query::Entries { since: wall(0), limit: 9 }) else {
        panic!("no entries")
    };
    assert_eq!(entries.len(), 1);
    lookup.close();
    assert!(ask(Query::SeriesList).is_err());
}

#[test]
fn what_earlier_versions_wrote_as_text_is_read() {
    let root = tempfile::tempdir().unwrap();
    Kit::open(root.path()).finish();
    let old = format!(
        r#"INSERT INTO service (name, generation, held_down, ended, restarts)
               VALUES ('api', 1, 0, '{{"start_failed":"`x` does not exist"}}', 0);
           INSERT INTO alert (id, rule, subject, severity, state, opened_at, cause, labels, status) VALUES
               (1, 'probe-failing', 'api/http', 'warning', 'open', {START},
                '{{"cause":"probe","reason":"status 503","failures":2,"flapping":false}}', '{{}}', '{{"state":"open"}}'),
               (2, 'service-crash', 'db', 'warning', 'open', {START},
                '{{"cause":"crash","how":"signal 9","times":2,"exhausted":false}}', '{{}}', '{{"state":"open"}}'),
               (3, 'runtime-trouble', 'history.db', 'critical', 'open', {START},
                '{{"cause":"runtime","what":"the disk is full"}}', '{{}}', '{{"state":"open"}}');
           INSERT INTO entry (at, kind, subject, operator, detail) VALUES
               ({START}, 'service_exited', 'db', '', 'signal 9'),
               ({START} + 1, 'alert_acknowledged', 'db', 'mina', '{{not what it seems}}'),
               ({START} + 2, 'service_stop_asked', 'db', 'mina', '');"#
    );
    Connection::open(root.path().join("state.db")).unwrap().execute_batch(&old).unwrap();
    let kit = Kit::open(root.path());
    let journal = kit.store.state.load(wall(START)).unwrap();
    assert_eq!(kit.trouble("state.db"), None, "no row is left out");
    let missing = "`x` does not exist".to_owned();
    assert_eq!(journal.services[0].ended, Some(Ended::StartFailed(missing.into())));
    let causes: Vec<_> = journal.alerts.iter().map(|alert| alert.cause.clone()).collect();
    let runtime = "the disk is full".to_owned();
    let wanted = [
        AlertCause::Probe { reason: "status 503".into(), failures: 2, flapping: false },
        AlertCause::Crash { how: Ended::Exit(Exit::Signal(9)), times: 2, exhausted: false },
        AlertCause::Runtime { what: runtime.into() },
    ];
    assert_eq!(causes, wanted);
    let details: Vec<_> = journal.entries.iter().map(|entry| entry.detail.clone()).collect();
    let told = |said: &str| Detail::Told { said: said.to_owned() };
    assert_eq!(details, [told("signal 9"), told("{not what it seems}"), Detail::Nothing]);
}
