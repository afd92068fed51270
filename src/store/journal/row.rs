//! Columns of the journal to words of the model, for the runtime's start and for look-ups.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::learn::track::WINDOW;
use crate::model::alert::{Alert, AlertKey};
use crate::model::anomaly::Anomaly;
use crate::model::id::{AlertId, ServiceName};
use crate::model::incident::Incident;
use crate::model::pattern::{LogBook, LogNews};
use crate::model::prediction::{Prediction, Tally};
use crate::model::record::{Detail, Entry, EntryKind};
use crate::model::recovery::Lesson;
use crate::model::track::{Asked, Day};
use crate::store::millis;

/// The columns that [`alert`] reads.
pub(crate) const ALERT: &str = "id, rule, subject, severity, opened_at, cause, labels, status";
/// Settled predictions that a runtime has at hand at most.
const SETTLED: u32 = 500;
/// The columns that [`entry`] reads.
pub(crate) const ENTRY: &str = "at, kind, subject, operator, detail";

/// A unit variant as its word.
pub(crate) fn word<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        Ok(other) => Err(rusqlite::Error::ToSqlConversionFailure(format!("`{other}` is not a word").into())),
        Err(error) => Err(rusqlite::Error::ToSqlConversionFailure(error.into())),
    }
}

/// A value as JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

fn from_word<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    serde_json::from_value(serde_json::Value::String(row.get(column)?)).map_err(|error| bad(column, error))
}

pub(super) fn from_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    serde_json::from_str(row.get_ref(column)?.as_str()?).map_err(|error| bad(column, error))
}

/// A value as JSON that may be absent.
pub(crate) fn optional_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| serde_json::from_str(&text).map_err(|error| bad(column, error))).transpose()
}

fn bad(column: usize, error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.into())
}

/// An incident from its body.
pub(crate) fn incident(row: &Row<'_>) -> rusqlite::Result<Incident> {
    from_json(row, 0)
}

/// A prediction from its body.
pub(crate) fn prediction(row: &Row<'_>) -> rusqlite::Result<Prediction> {
    from_json(row, 0)
}

/// What came of all predictions.
pub(crate) fn foretold(conn: &Connection) -> rusqlite::Result<Tally> {
    let mut tally = Tally::default();
    let mut statement = conn.prepare_cached("SELECT outcome, count(*) FROM prediction GROUP BY outcome")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        tally.add(row.get_ref(0)?.as_str()?, row.get::<_, i64>(1)?.cast_unsigned());
    }
    Ok(tally)
}

/// What was learned of an action: signature, action, healed, failed, took.
pub(crate) fn lesson(row: &Row<'_>) -> rusqlite::Result<Lesson> {
    Ok(Lesson {
        signature: row.get(0)?,
        action: parsed(row, 1)?,
        healed: row.get(2)?,
        failed: row.get(3)?,
        took: millis::to_span(row.get(4)?),
    })
}

/// A text that stands for a value.
pub(crate) fn parsed<T: std::str::FromStr<Err = String>>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    row.get::<_, String>(column)?
        .parse()
        .map_err(|error: String| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.into()))
}

/// An alert from the columns [`ALERT`].
pub(crate) fn alert(row: &Row<'_>) -> rusqlite::Result<Alert> {
    Ok(Alert {
        id: AlertId(row.get::<_, i64>(0)?.cast_unsigned()),
        key: AlertKey { rule: row.get::<_, String>(1)?.into(), subject: row.get(2)? },
        severity: from_word(row, 3)?,
        opened_at: millis::to_wall(row.get(4)?),
        cause: from_json(row, 5)?,
        labels: from_json(row, 6)?,
        status: from_json(row, 7)?,
    })
}

/// A line of the log of changes from the columns [`ENTRY`].
pub(crate) fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let by: String = row.get(3)?;
    Ok(Entry {
        at: millis::to_wall(row.get(0)?),
        kind: from_word(row, 1)?,
        subject: row.get(2)?,
        by: (!by.is_empty()).then(|| by.into()),
        detail: detail(row, 4)?,
    })
}

/// What more is to be said, as JSON; what an earlier version wrote is text.
fn detail(row: &Row<'_>, column: usize) -> rusqlite::Result<Detail> {
    let text: String = row.get(column)?;
    let known = text.starts_with('{').then(|| serde_json::from_str(&text).ok()).flatten();
    Ok(known.unwrap_or_else(|| text.into()))
}

/// Alerts opened since then, newest first; what cannot be understood is left out and counted.
pub(crate) fn alerts_since(conn: &Connection, since: i64, limit: u32) -> rusqlite::Result<(Vec<Alert>, usize)> {
    let sql = format!("SELECT {ALERT} FROM alert WHERE opened_at >= ?1 ORDER BY opened_at DESC, id DESC LIMIT ?2");
    understood(&mut *conn.prepare_cached(&sql)?, params![since, limit], alert)
}

/// Incidents opened since then, newest first; what cannot be understood is left out and counted.
pub(crate) fn incidents_since(conn: &Connection, since: i64, limit: u32) -> rusqlite::Result<(Vec<Incident>, usize)> {
    let sql = "SELECT body FROM incident WHERE opened_at >= ?1 OR state <> 'resolved' \
               ORDER BY opened_at DESC, id DESC LIMIT ?2";
    understood(&mut *conn.prepare_cached(sql)?, params![since, limit], incident)
}

/// Predictions made since then and those that are open, newest first; what cannot be understood is left out and counted.
pub(crate) fn predictions_since(
    conn: &Connection,
    since: i64,
    limit: u32,
) -> rusqlite::Result<(Vec<Prediction>, usize)> {
    let sql = "SELECT body FROM prediction WHERE made_at >= ?1 OR outcome = 'open' \
               ORDER BY made_at DESC, id DESC LIMIT ?2";
    understood(&mut *conn.prepare_cached(sql)?, params![since, limit], prediction)
}

/// Predictions that are open, and the newest of those that were settled while records count; in order of their numbers.
pub(crate) fn predictions_at_hand(conn: &Connection, now: i64) -> rusqlite::Result<(Vec<Prediction>, usize)> {
    let sql = "SELECT body FROM (SELECT id, body FROM prediction WHERE outcome = 'open' UNION ALL SELECT id, body FROM \
               (SELECT id, body FROM prediction WHERE settled_at > ?1 ORDER BY settled_at DESC LIMIT ?2)) ORDER BY id";
    let since = now.saturating_sub(WINDOW.saturating_mul(millis::DAY));
    understood(&mut *conn.prepare_cached(sql)?, params![since, SETTLED], prediction)
}

/// Anomalies that lasted, and the newest of those that ended since then; in order of their numbers.
pub(crate) fn anomalies_at_hand(conn: &Connection, since: i64) -> rusqlite::Result<(Vec<Anomaly>, usize)> {
    let sql = "SELECT body FROM (SELECT id, body FROM anomaly WHERE ended_at IS NULL UNION ALL SELECT id, body FROM \
               (SELECT id, body FROM anomaly WHERE ended_at > ?1 ORDER BY ended_at DESC LIMIT 200)) ORDER BY id";
    understood(&mut *conn.prepare_cached(sql)?, params![since], |row| from_json(row, 0))
}

/// Anomalies begun since then and those that last, newest first; what cannot be understood is left out and counted.
pub(crate) fn anomalies_since(conn: &Connection, since: i64, limit: u32) -> rusqlite::Result<(Vec<Anomaly>, usize)> {
    let sql = "SELECT body FROM anomaly WHERE began_at >= ?1 OR ended_at IS NULL \
               ORDER BY began_at DESC, id DESC LIMIT ?2";
    understood(&mut *conn.prepare_cached(sql)?, params![since, limit], |row| from_json(row, 0))
}

/// Changes in logs since then, the newest of them; in order of their numbers.
pub(crate) fn log_news_at_hand(conn: &Connection, since: i64) -> rusqlite::Result<(Vec<LogNews>, usize)> {
    let sql = "SELECT body FROM (SELECT id, body FROM log_news WHERE at >= ?1 ORDER BY id DESC LIMIT 200) ORDER BY id";
    understood(&mut *conn.prepare_cached(sql)?, params![since], |row| from_json(row, 0))
}

/// Changes in the log of a service, or in all, since then; newest first.
pub(crate) fn log_news_since(
    conn: &Connection,
    service: Option<&ServiceName>,
    since: i64,
    limit: u32,
) -> rusqlite::Result<(Vec<LogNews>, usize)> {
    let sql = "SELECT body FROM log_news WHERE at >= ?1 AND (?2 IS NULL OR service = ?2) ORDER BY id DESC LIMIT ?3";
    let params = params![since, service.map(ServiceName::as_str), limit];
    understood(&mut *conn.prepare_cached(sql)?, params, |row| from_json(row, 0))
}

/// What is known of the log of a service, or of all.
pub(crate) fn log_books(conn: &Connection, service: Option<&ServiceName>) -> rusqlite::Result<(Vec<LogBook>, usize)> {
    let sql = "SELECT body FROM log_book WHERE ?1 IS NULL OR service = ?1 ORDER BY service";
    let params = params![service.map(ServiceName::as_str)];
    understood(&mut *conn.prepare_cached(sql)?, params, |row| from_json(row, 0))
}

/// What is known of a log, and what the next runtime goes on with.
pub(crate) type LogMemory = (LogBook, Option<String>);

/// The same with what the next runtime goes on with.
pub(crate) fn log_memories(conn: &Connection) -> rusqlite::Result<(Vec<LogMemory>, usize)> {
    let sql = "SELECT body, memory FROM log_book ORDER BY service";
    understood(&mut *conn.prepare_cached(sql)?, [], |row| Ok((from_json(row, 0)?, row.get(1)?)))
}

/// What was asked of models while records count.
pub(crate) fn tracked(conn: &Connection, now: i64) -> rusqlite::Result<(Vec<Day>, usize)> {
    let sql = "SELECT body FROM track WHERE day > ?1 ORDER BY model, measure, ahead, day";
    let first = now.div_euclid(millis::DAY).saturating_sub(WINDOW);
    understood(&mut *conn.prepare_cached(sql)?, params![first], |row| from_json(row, 0))
}

/// What was asked of models and is not answered.
pub(crate) fn questions(conn: &Connection) -> rusqlite::Result<(Vec<Asked>, usize)> {
    let sql = "SELECT body FROM question ORDER BY model, measure, ahead, series";
    understood(&mut *conn.prepare_cached(sql)?, [], |row| from_json(row, 0))
}

/// The incident of that number.
pub(crate) fn incident_numbered(conn: &Connection, id: u64) -> rusqlite::Result<Option<Incident>> {
    let Ok(id) = i64::try_from(id) else { return Ok(None) };
    let mut statement = conn.prepare_cached("SELECT body FROM incident WHERE id = ?1")?;
    statement.query_row(params![id], incident).optional()
}

/// What was learned for incidents of a signature; what cannot be understood is left out.
pub(crate) fn lessons_of(conn: &Connection, signature: &str) -> rusqlite::Result<Vec<Lesson>> {
    let sql = "SELECT signature, action, healed, failed, took FROM lesson WHERE signature = ?1 ORDER BY action";
    Ok(understood(&mut *conn.prepare_cached(sql)?, params![signature], lesson)?.0)
}

/// Lines of the log of changes since then, newest first; what cannot be understood is left out and counted.
pub(crate) fn entries_since(conn: &Connection, since: i64, limit: u32) -> rusqlite::Result<(Vec<Entry>, usize)> {
    let sql = format!("SELECT {ENTRY} FROM entry WHERE at >= ?1 ORDER BY at DESC, id DESC LIMIT ?2");
    understood(&mut *conn.prepare_cached(&sql)?, params![since, limit], entry)
}

/// Lines of the log of changes of a span that may show in a chart, newest first; as above.
pub(crate) fn marks(
    conn: &Connection,
    (since, until): (i64, i64),
    limit: u32,
) -> rusqlite::Result<(Vec<Entry>, usize)> {
    let kinds = EntryKind::MARKS.map(|kind| format!("'{}'", kind.word())).join(", ");
    let sql = format!(
        "SELECT {ENTRY} FROM entry WHERE at >= ?1 AND at < ?2 AND kind IN ({kinds}) ORDER BY at DESC, id DESC LIMIT ?3"
    );
    understood(&mut *conn.prepare_cached(&sql)?, params![since, until, limit], entry)
}

/// All rows that can be understood, and how many cannot. A single odd row must not keep a runtime from starting.
pub(crate) fn understood<T>(
    statement: &mut rusqlite::Statement<'_>,
    params: impl rusqlite::Params,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<(Vec<T>, usize)> {
    let mut rows = statement.query(params)?;
    let (mut good, mut odd) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        match read(row) {
            Ok(value) => good.push(value),
            Err(error) if error.sqlite_error().is_none() => odd += 1,
            Err(error) => return Err(error),
        }
    }
    Ok((good, odd))
}
