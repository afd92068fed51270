//! What was written down about the goals, out of the journal.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::spans::seconds;
use crate::learn::kpi::{Ending, Past};
use crate::model::incident::{Happening, Incident, IncidentState, Resolution};
use crate::store::journal::row;

/// Rows of a kind that are read at most, the newest: figures of more would be no truer.
const MOST: i64 = 20_000;

/// What is known of the time from `since` until `until` (milliseconds).
pub(in crate::store::read) fn past(conn: &Connection, since: i64, until: i64) -> rusqlite::Result<Past> {
    let conn = conn.unchecked_transaction()?;
    let services = names(&conn)?;
    Ok(Past {
        runs: pairs(&conn, RUNS, since, until)?
            .map(|(ended, created)| (seconds(ended), seconds(ended - created)))
            .collect(),
        outages: outages(&conn, &services, since, until)?,
        watched: pairs(&conn, WATCHED, since, until)?.map(|(from, to)| (seconds(from), seconds(to))).collect(),
        services: u32::try_from(services.len()).unwrap_or(u32::MAX),
        incidents: incidents(&conn, since, until)?,
        judged: pairs(&conn, JUDGED, since, until)?.map(|(at, hit)| (seconds(at), hit == 1)).collect(),
    })
}

const RUNS: &str = "SELECT ended_at, created_at FROM run WHERE ended_at >= ?1 AND ended_at < ?2 \
                    AND json_extract(body, '$.forward.forward') = 'succeeded' ORDER BY ended_at DESC LIMIT ?3";
const WATCHED: &str = "SELECT since, until FROM watched WHERE until > ?1 AND since < ?2 ORDER BY since DESC LIMIT ?3";
const JUDGED: &str = "SELECT settled_at, outcome = 'hit' FROM prediction WHERE settled_at >= ?1 AND settled_at < ?2 \
                      AND outcome IN ('hit', 'false_alarm') ORDER BY settled_at DESC LIMIT ?3";
/// One that lasts ends where the watching did.
const OUTAGES: &str = "SELECT service, began, coalesce(began + lasted, (SELECT max(until) FROM watched), began) AS ended \
                       FROM outage WHERE ended > ?1 AND began < ?2 ORDER BY began DESC LIMIT ?3";
const INCIDENTS: &str = "SELECT body FROM incident WHERE (resolved_at >= ?1 AND resolved_at < ?2) \
                         OR (state = 'needs_person' AND opened_at < ?2) ORDER BY id DESC LIMIT ?3";

fn pairs(conn: &Connection, sql: &str, since: i64, until: i64) -> rusqlite::Result<std::vec::IntoIter<(i64, i64)>> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params![since, until, MOST], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter())
}

fn names(conn: &Connection) -> rusqlite::Result<BTreeMap<String, u32>> {
    let mut statement = conn.prepare_cached("SELECT name FROM service ORDER BY name")?;
    let names = statement.query_map([], |row| row.get::<_, String>(0))?;
    names.zip(0..).map(|(name, number)| Ok((name?, number))).collect()
}

fn outages(
    conn: &Connection,
    services: &BTreeMap<String, u32>,
    since: i64,
    until: i64,
) -> rusqlite::Result<Vec<(u32, f64, f64)>> {
    let mut statement = conn.prepare_cached(OUTAGES)?;
    let rows = statement.query_map(params![since, until, MOST], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
    })?;
    let rows: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    // What is no longer watched has no time beside it that it could be a share of.
    let known =
        rows.into_iter().filter_map(|(name, from, to)| Some((*services.get(&name)?, seconds(from), seconds(to))));
    Ok(known.collect())
}

fn incidents(conn: &Connection, since: i64, until: i64) -> rusqlite::Result<Vec<(f64, Ending)>> {
    let mut statement = conn.prepare_cached(INCIDENTS)?;
    let (found, _) = row::understood(&mut statement, params![since, until, MOST], row::incident)?;
    Ok(found.iter().filter_map(ending).collect())
}

/// When an incident ended and who was needed; none of those that say nothing about healing: what was foreseen is no
/// trouble yet, and what was merged or removed ended for another reason.
fn ending(incident: &Incident) -> Option<(f64, Ending)> {
    let seconds = |at: crate::model::time::Wall| seconds(at.timestamp_millis());
    let called = incident.timeline.iter().any(|moment| matches!(moment.what, Happening::Called { .. }));
    match &incident.state {
        _ if incident.prevents.is_some() => None,
        IncidentState::Open => None,
        IncidentState::NeedsPerson { since, .. } => Some((seconds(*since), Ending::Person)),
        IncidentState::Resolved { at, how, .. } => {
            let ending = match how {
                Resolution::Healed { .. } | Resolution::Itself if called => Ending::Person,
                Resolution::Healed { .. } => Ending::Healed,
                Resolution::Itself => Ending::Passed,
                Resolution::Person { .. } => Ending::Person,
                Resolution::Prevented { .. }
                | Resolution::CameTrue
                | Resolution::FalseAlarm
                | Resolution::Unsettled
                | Resolution::Merged { .. }
                | Resolution::Removed => return None,
            };
            Some((seconds(*at), ending))
        }
    }
}
