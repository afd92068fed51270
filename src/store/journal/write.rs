//! One record into its table. Each statement can be repeated without a difference.

use rusqlite::{Connection, params};

use super::pending::Pending;
use super::{row, workflow};
use crate::model::alert::{Alert, AlertState, Silence};
use crate::model::anomaly::Anomaly;
use crate::model::incident::{Incident, IncidentState};
use crate::model::pattern::{LogBook, LogNews};
use crate::model::prediction::Prediction;
use crate::model::record::{Detail, Entry, Outage, Record, Release};
use crate::model::recovery::Lesson;
use crate::model::service::ServiceMemory;
use crate::model::track::{Asked, Day};
use crate::store::millis;

/// Writes all that waits. Within a transaction of the caller.
pub(super) fn pending(conn: &Connection, pending: &Pending) -> rusqlite::Result<()> {
    for record in pending.records() {
        write(conn, record)?;
    }
    workflow::table::all(conn, pending.works())?;
    for line in pending.entries() {
        entry(conn, line)?;
    }
    for (since, until) in pending.spans() {
        let sql = "INSERT INTO watched (since, until) VALUES (?1, ?2) \
                   ON CONFLICT DO UPDATE SET until = max(until, excluded.until)";
        conn.prepare_cached(sql)?.execute(params![since, until])?;
    }
    Ok(())
}

fn write(conn: &Connection, record: &Record) -> rusqlite::Result<()> {
    match record {
        Record::Service(memory) => service(conn, memory),
        Record::Forget(name) => {
            conn.prepare_cached("DELETE FROM service WHERE name = ?1")?.execute([name.as_str()]).map(drop)
        }
        Record::Alert(firing) => alert(conn, firing),
        Record::Silence(made) => silence(conn, made),
        Record::SilenceEnded(id) => {
            conn.prepare_cached("DELETE FROM silence WHERE id = ?1")?.execute([id.0.cast_signed()])?;
            raise(conn, "last_silence", id.0)
        }
        Record::Agent { name, paused } => {
            let sql = "INSERT INTO agent (name, paused) VALUES (?1, ?2) \
                       ON CONFLICT DO UPDATE SET paused = excluded.paused";
            conn.prepare_cached(sql)?.execute(params![name.word(), paused]).map(drop)
        }
        Record::Outage(span) => outage(conn, span),
        Record::Incident(one) => incident(conn, one),
        Record::Prediction(one) => prediction(conn, one),
        Record::Anomaly(one) => anomaly(conn, one),
        Record::LogNews(one) => log_news(conn, one),
        Record::LogBook { book, memory } => log_book(conn, book, memory.as_deref()),
        Record::Track(day) => track(conn, day),
        Record::Asked(one) => asked(conn, one),
        Record::AskedNoMore { kind, series } => {
            let sql = "DELETE FROM question WHERE model = ?1 AND measure = ?2 AND ahead = ?3 AND series = ?4";
            let ahead = kind.ahead.map_or(0, millis::span);
            let row = params![kind.model.word(), kind.measure.word(), ahead, series.to_string()];
            conn.prepare_cached(sql)?.execute(row).map(drop)
        }
        Record::Lesson(learned) => lesson(conn, learned),
        Record::Release(good) => release(conn, good),
        Record::Scale(scale) => {
            let sql = "INSERT OR REPLACE INTO scale (service, count, configured) VALUES (?1, ?2, ?3)";
            let row = params![scale.service.as_str(), scale.count, scale.configured];
            conn.prepare_cached(sql)?.execute(row).map(drop)
        }
        // These wait elsewhere, each kind in a table of its own.
        Record::Workflow(_) => Ok(()),
        Record::ScaleEnded(name) => {
            conn.prepare_cached("DELETE FROM scale WHERE service = ?1")?.execute([name.as_str()]).map(drop)
        }
        Record::Entry(line) => entry(conn, line),
    }
}

fn service(conn: &Connection, memory: &ServiceMemory) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO service \
               (name, generation, pid, start_ticks, started_at, held_down, restarts, ended, wanted) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    conn.prepare_cached(sql)?
        .execute(params![
            memory.name.as_str(),
            memory.generation.0.cast_signed(),
            memory.identity.map(|identity| identity.pid),
            memory.identity.map(|identity| identity.start_ticks.cast_signed()),
            memory.started_at.map(millis::from_wall),
            memory.held_down,
            memory.restarts.cast_signed(),
            memory.ended.as_ref().map(row::json).transpose()?,
            memory.wanted,
        ])
        .map(drop)
}

/// A resolved alert stays resolved, whatever comes late.
fn alert(conn: &Connection, alert: &Alert) -> rusqlite::Result<()> {
    let sql = "INSERT INTO alert \
               (id, rule, subject, severity, state, opened_at, resolved_at, acknowledged_by, cause, labels, status) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) \
               ON CONFLICT (id) DO UPDATE SET severity = excluded.severity, state = excluded.state, \
               resolved_at = excluded.resolved_at, acknowledged_by = excluded.acknowledged_by, \
               cause = excluded.cause, labels = excluded.labels, status = excluded.status \
               WHERE state <> 'resolved'";
    let resolved_at = match &alert.status {
        AlertState::Resolved { at, .. } => Some(millis::from_wall(*at)),
        _ => None,
    };
    conn.prepare_cached(sql)?.execute(params![
        alert.id.0.cast_signed(),
        alert.key.rule.as_str(),
        alert.key.subject,
        row::word(&alert.severity)?,
        alert.status.word(),
        millis::from_wall(alert.opened_at),
        resolved_at,
        alert.acknowledged_by().map(crate::model::id::Operator::as_str),
        row::json(&alert.cause)?,
        row::json(&alert.labels)?,
        row::json(&alert.status)?,
    ])?;
    raise(conn, "last_alert", alert.id.0)
}

fn silence(conn: &Connection, silence: &Silence) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO silence (id, rule, subject, operator, note, since, until) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    conn.prepare_cached(sql)?.execute(params![
        silence.id.0.cast_signed(),
        silence.rule.as_ref().map(crate::model::id::RuleName::as_str),
        silence.subject,
        silence.by.as_str(),
        silence.note,
        millis::from_wall(silence.since),
        millis::from_wall(silence.until),
    ])?;
    raise(conn, "last_silence", silence.id.0)
}

/// An ended outage stays ended, whatever comes late.
fn outage(conn: &Connection, outage: &Outage) -> rusqlite::Result<()> {
    let sql = "INSERT INTO outage (service, began, lasted) VALUES (?1, ?2, ?3) \
               ON CONFLICT DO UPDATE SET lasted = excluded.lasted WHERE lasted IS NULL";
    let lasted = outage.lasted.map(millis::span);
    conn.prepare_cached(sql)?
        .execute(params![outage.service.as_str(), millis::from_wall(outage.began), lasted])
        .map(drop)
}

/// A resolved incident stays resolved, whatever comes late.
fn incident(conn: &Connection, incident: &Incident) -> rusqlite::Result<()> {
    let sql = "INSERT INTO incident (id, service, subject, state, opened_at, resolved_at, body) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
               ON CONFLICT (id) DO UPDATE SET service = excluded.service, subject = excluded.subject, \
               state = excluded.state, resolved_at = excluded.resolved_at, body = excluded.body \
               WHERE state <> 'resolved'";
    let resolved_at = match &incident.state {
        IncidentState::Resolved { at, .. } => Some(millis::from_wall(*at)),
        _ => None,
    };
    conn.prepare_cached(sql)?.execute(params![
        incident.id.0.cast_signed(),
        incident.service.as_ref().map(crate::model::id::ServiceName::as_str),
        incident.subject,
        incident.state.word(),
        millis::from_wall(incident.opened_at),
        resolved_at,
        row::json(incident)?,
    ])?;
    raise(conn, "last_incident", incident.id.0)
}

/// A settled prediction stays settled, whatever comes late.
fn prediction(conn: &Connection, prediction: &Prediction) -> rusqlite::Result<()> {
    let sql = "INSERT INTO prediction (id, service, subject, outcome, made_at, settled_at, body) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
               ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome, settled_at = excluded.settled_at, \
               body = excluded.body WHERE outcome = 'open'";
    conn.prepare_cached(sql)?.execute(params![
        prediction.id.0.cast_signed(),
        prediction.forecast.service.as_ref().map(crate::model::id::ServiceName::as_str),
        prediction.forecast.subject,
        prediction.outcome.word(),
        millis::from_wall(prediction.made_at),
        prediction.outcome.settled_at().map(millis::from_wall),
        row::json(prediction)?,
    ])?;
    raise(conn, "last_prediction", prediction.id.0)
}

/// What is over stays over, whatever comes late.
fn anomaly(conn: &Connection, anomaly: &Anomaly) -> rusqlite::Result<()> {
    let sql = "INSERT INTO anomaly (id, series, began_at, ended_at, body) VALUES (?1, ?2, ?3, ?4, ?5) \
               ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, body = excluded.body \
               WHERE ended_at IS NULL";
    conn.prepare_cached(sql)?.execute(params![
        anomaly.id.0.cast_signed(),
        anomaly.unusual.series.to_string(),
        millis::from_wall(anomaly.unusual.began_at),
        anomaly.unusual.ended_at.map(millis::from_wall),
        row::json(anomaly)?,
    ])?;
    raise(conn, "last_anomaly", anomaly.id.0)
}

fn log_news(conn: &Connection, news: &LogNews) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO log_news (id, service, at, body) VALUES (?1, ?2, ?3, ?4)";
    conn.prepare_cached(sql)?.execute(params![
        news.id.0.cast_signed(),
        news.change.service.as_str(),
        millis::from_wall(news.change.at),
        row::json(news)?,
    ])?;
    raise(conn, "last_log_news", news.id.0)
}

/// What is not carried for the next runtime stays as it was.
fn log_book(conn: &Connection, book: &LogBook, memory: Option<&str>) -> rusqlite::Result<()> {
    let sql = "INSERT INTO log_book (service, at, body, memory) VALUES (?1, ?2, ?3, ?4) \
               ON CONFLICT (service) DO UPDATE SET at = excluded.at, body = excluded.body, \
               memory = coalesce(excluded.memory, memory)";
    let row = params![book.service.as_str(), millis::from_wall(book.at), row::json(book)?, memory];
    conn.prepare_cached(sql)?.execute(row).map(drop)
}

fn track(conn: &Connection, day: &Day) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO track (model, measure, ahead, day, body) VALUES (?1, ?2, ?3, ?4, ?5)";
    let ahead = day.kind.ahead.map_or(0, millis::span);
    let row = params![day.kind.model.word(), day.kind.measure.word(), ahead, day.day, row::json(day)?];
    conn.prepare_cached(sql)?.execute(row).map(drop)
}

fn asked(conn: &Connection, asked: &Asked) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO question (model, measure, ahead, series, until, body) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let (kind, until) = (asked.kind, millis::from_wall(asked.until));
    let (ahead, series) = (kind.ahead.map_or(0, millis::span), asked.series.to_string());
    let row = params![kind.model.word(), kind.measure.word(), ahead, series, until, row::json(asked)?];
    conn.prepare_cached(sql)?.execute(row).map(drop)
}

fn lesson(conn: &Connection, lesson: &Lesson) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO lesson (signature, action, healed, failed, took) VALUES (?1, ?2, ?3, ?4, ?5)";
    let took = millis::span(lesson.took);
    conn.prepare_cached(sql)?
        .execute(params![lesson.signature, lesson.action.word(), lesson.healed, lesson.failed, took])
        .map(drop)
}

fn release(conn: &Connection, release: &Release) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO release (service, path, proved_at) VALUES (?1, ?2, ?3)";
    let proved_at = millis::from_wall(release.proved_at);
    conn.prepare_cached(sql)?.execute(params![release.service.as_str(), release.path, proved_at]).map(drop)
}

fn entry(conn: &Connection, entry: &Entry) -> rusqlite::Result<()> {
    let sql = "INSERT OR IGNORE INTO entry (at, kind, subject, operator, detail) VALUES (?1, ?2, ?3, ?4, ?5)";
    let by = entry.by.as_ref().map_or("", crate::model::id::Operator::as_str);
    let detail = match &entry.detail {
        Detail::Nothing => String::new(),
        detail => row::json(detail)?,
    };
    conn.prepare_cached(sql)?
        .execute(params![millis::from_wall(entry.at), entry.kind.word(), entry.subject, by, detail])
        .map(drop)
}

/// Remembers the highest number ever given, which outlives the row that had it.
pub(super) fn raise(conn: &Connection, key: &str, number: u64) -> rusqlite::Result<()> {
    let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value \
               WHERE CAST(value AS INTEGER) < CAST(excluded.value AS INTEGER)";
    conn.prepare_cached(sql)?.execute(params![key, number.to_string()]).map(drop)
}
