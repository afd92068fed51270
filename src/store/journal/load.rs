//! All tables into a `Journal`.

use std::collections::BTreeMap;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::row::{self, understood};
use super::workflow;
use crate::model::alert::Silence;
use crate::model::event::Journal;
use crate::model::id::{AlertId, AnomalyId, Generation, IncidentId, LogNewsId, PredictionId, RunId, SilenceId};
use crate::model::instances::Scale;
use crate::model::record::{Outage, Release};
use crate::model::service::{Identity, ServiceMemory};
use crate::model::time::Wall;
use crate::store::millis;

/// Figures cover this much of the past.
const DAY: Duration = Duration::from_hours(24);
/// Entries that a runtime begins with.
const ENTRIES: u32 = 200;

/// Everything a runtime needs to begin, and how many rows could not be understood.
pub(super) fn journal(conn: &Connection, now: Wall) -> rusqlite::Result<(Journal, usize)> {
    let now = millis::from_wall(now);
    let day_ago = now.saturating_sub(millis::span(DAY));
    let mut odd = 0;
    let mut journal = Journal {
        services: all(conn, SERVICES, [], &mut odd, service)?,
        alerts: all(
            conn,
            &format!("SELECT {} FROM alert WHERE state <> 'resolved' ORDER BY id", row::ALERT),
            [],
            &mut odd,
            row::alert,
        )?,
        silences: all(conn, SILENCES, [now], &mut odd, silence)?,
        paused: Vec::new(),
        outages: all(conn, OUTAGES, [day_ago], &mut odd, outage)?,
        lasting: BTreeMap::new(),
        watched: all(conn, WATCHED, [day_ago], &mut odd, |row| {
            Ok((millis::to_wall(row.get(0)?), millis::to_wall(row.get(1)?)))
        })?,
        entries: all(
            conn,
            &format!("SELECT {} FROM entry ORDER BY id DESC LIMIT ?1", row::ENTRY),
            [ENTRIES],
            &mut odd,
            row::entry,
        )?,
        incidents: all(
            conn,
            "SELECT body FROM incident WHERE state <> 'resolved' OR resolved_at > ?1 ORDER BY id",
            [day_ago],
            &mut odd,
            row::incident,
        )?,
        scales: all(conn, "SELECT service, count, configured FROM scale ORDER BY service", [], &mut odd, |row| {
            let service = row.get::<_, String>(0)?.into();
            Ok(Scale { service, count: row.get(1)?, configured: row.get(2)? })
        })?,
        predictions: row::predictions_at_hand(conn, now).map(|found| kept(found, &mut odd))?,
        anomalies: row::anomalies_at_hand(conn, day_ago).map(|found| kept(found, &mut odd))?,
        log_news: row::log_news_at_hand(conn, day_ago).map(|found| kept(found, &mut odd))?,
        log_books: row::log_memories(conn).map(|found| kept(found, &mut odd))?,
        questions: row::questions(conn).map(|found| kept(found, &mut odd))?,
        tracked: row::tracked(conn, now).map(|found| kept(found, &mut odd))?,
        foretold: row::foretold(conn)?,
        lessons: all(
            conn,
            "SELECT signature, action, healed, failed, took FROM lesson ORDER BY signature, action",
            [],
            &mut odd,
            row::lesson,
        )?,
        releases: all(conn, "SELECT service, path, proved_at FROM release ORDER BY proved_at", [], &mut odd, |row| {
            Ok(Release {
                service: row.get::<_, String>(0)?.into(),
                path: row.get(1)?,
                proved_at: millis::to_wall(row.get(2)?),
            })
        })?,
        workflows: workflow::load::all(conn, RunId(highest(conn, "last_run", "SELECT max(id) FROM run")?), &mut odd)?,
        last_incident: IncidentId(highest(conn, "last_incident", "SELECT max(id) FROM incident")?),
        last_prediction: PredictionId(highest(conn, "last_prediction", "SELECT max(id) FROM prediction")?),
        last_anomaly: AnomalyId(highest(conn, "last_anomaly", "SELECT max(id) FROM anomaly")?),
        last_log_news: LogNewsId(highest(conn, "last_log_news", "SELECT max(id) FROM log_news")?),
        last_alert: AlertId(highest(conn, "last_alert", "SELECT max(id) FROM alert")?),
        last_silence: SilenceId(highest(conn, "last_silence", "SELECT max(id) FROM silence")?),
    };
    journal.entries.reverse();
    let paused = all(conn, "SELECT name FROM agent WHERE paused = 1 ORDER BY name", [], &mut odd, |row| {
        row.get::<_, String>(0)
    })?;
    // An agent that this version does not have has nothing to rest from.
    journal.paused = paused.iter().filter_map(|name| name.parse().ok()).collect();
    Ok((journal, odd))
}

/// What could be understood; the rest is counted.
fn kept<T>((rows, unclear): (Vec<T>, usize), odd: &mut usize) -> Vec<T> {
    *odd += unclear;
    rows
}

const SERVICES: &str = "SELECT name, generation, pid, start_ticks, started_at, held_down, restarts, ended, wanted \
                        FROM service ORDER BY name";
const SILENCES: &str =
    "SELECT id, rule, subject, operator, note, since, until FROM silence WHERE until > ?1 ORDER BY id";
const OUTAGES: &str = "SELECT service, began, lasted FROM outage WHERE lasted IS NULL OR began + lasted > ?1 \
                       ORDER BY began, service";
const WATCHED: &str = "SELECT since, until FROM watched WHERE until > ?1 \
                       OR since = (SELECT since FROM watched ORDER BY until DESC LIMIT 1) ORDER BY since";

fn all<T, P: rusqlite::Params>(
    conn: &Connection,
    sql: &str,
    params: P,
    odd: &mut usize,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    let (rows, unclear) = understood(&mut conn.prepare(sql)?, params, read)?;
    *odd += unclear;
    Ok(rows)
}

fn service(row: &Row<'_>) -> rusqlite::Result<ServiceMemory> {
    let identity = match (row.get::<_, Option<i32>>(2)?, row.get::<_, Option<i64>>(3)?) {
        (Some(pid), Some(ticks)) => Some(Identity { pid, start_ticks: ticks.cast_unsigned() }),
        _ => None,
    };
    Ok(ServiceMemory {
        name: row.get::<_, String>(0)?.into(),
        generation: Generation(row.get::<_, i64>(1)?.cast_unsigned()),
        identity,
        started_at: row.get::<_, Option<i64>>(4)?.map(millis::to_wall),
        held_down: row.get(5)?,
        restarts: row.get::<_, i64>(6)?.cast_unsigned(),
        ended: row::optional_json(row, 7)?,
        wanted: row.get(8)?,
    })
}

fn silence(row: &Row<'_>) -> rusqlite::Result<Silence> {
    Ok(Silence {
        id: SilenceId(row.get::<_, i64>(0)?.cast_unsigned()),
        rule: row.get::<_, Option<String>>(1)?.map(Into::into),
        subject: row.get(2)?,
        by: row.get::<_, String>(3)?.into(),
        note: row.get(4)?,
        since: millis::to_wall(row.get(5)?),
        until: millis::to_wall(row.get(6)?),
    })
}

fn outage(row: &Row<'_>) -> rusqlite::Result<Outage> {
    Ok(Outage {
        service: row.get::<_, String>(0)?.into(),
        began: millis::to_wall(row.get(1)?),
        lasted: row.get::<_, Option<i64>>(2)?.map(millis::to_span),
    })
}

/// The highest number ever given: as noted, or as seen where the note is missing.
fn highest(conn: &Connection, key: &str, seen: &str) -> rusqlite::Result<u64> {
    let noted: Option<String> =
        conn.query_row("SELECT value FROM meta WHERE key = ?1", params![key], |row| row.get(0)).optional()?;
    let seen: Option<i64> = conn.query_row(seen, [], |row| row.get(0))?;
    let noted = noted.and_then(|text| text.parse().ok()).unwrap_or(0);
    Ok(noted.max(seen.map_or(0, i64::cast_unsigned)))
}
