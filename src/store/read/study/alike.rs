//! What was like an hour of the host, and like an incident, out of what was written down.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};

use crate::learn::cluster::{SAME, Signature, States, distance};
use crate::model::alike::{LikeHour, LikeHours, LikeIncident, LikeIncidents};
use crate::model::anomaly::Anomaly;
use crate::model::id::IncidentId;
use crate::model::incident::{Evidence, Incident, IncidentState, Resolution};
use crate::model::series::Series;
use crate::model::time::Wall;
use crate::store::history::tier::{HOUR, MINUTE, Marks};
use crate::store::journal::row;
use crate::store::millis;
use crate::store::read::points;

/// Hours that are looked back, and series that hours are compared by, at most: 3 MB.
const BACK: i64 = 60 * 24;
const SERIES: usize = 500;
/// Reading ends after this time; hours are compared by the series that were read by then.
const PATIENCE: Duration = Duration::from_secs(10);
/// What an hour of the host is told by.
const KINDS: [&str; 3] = ["host.", "service.", "probe."];
/// Minutes of an hour that must be known of a series.
const LEAST: usize = 20;

/// Incidents and anomalies that are compared, the newest.
const INCIDENTS: u32 = 1_000;
const ANOMALIES: u32 = 5_000;
/// What became unusual so long before an incident may have to do with it.
const BEFORE: i64 = 10 * 60_000;

/// The past hours most like the hour that ends at `until` (milliseconds).
pub(in crate::store::read) fn hours(conn: &Connection, until: i64, limit: usize) -> rusqlite::Result<LikeHours> {
    let began = Instant::now();
    let conn = conn.unchecked_transaction()?;
    let marks = Marks::load(&conn)?;
    let since = until.saturating_sub(HOUR.width);
    let before = millis::floor(since, HOUR.width);
    let wanted = |series: &Series| KINDS.iter().any(|kind| series.metric.starts_with(kind));
    let (mut now, mut past): (Vec<f64>, Vec<Vec<(i64, f64)>>) = (Vec::new(), Vec::new());
    for (_, id) in points::all_series(&conn)?.into_iter().filter(|(series, _)| wanted(series)) {
        if now.len() >= SERIES || began.elapsed() > PATIENCE {
            break;
        }
        let hour = points::points(&conn, marks, &MINUTE, id, (since, until), usize::MAX)?;
        // What is not measured now tells nothing about now.
        if hour.len() < LEAST {
            continue;
        }
        #[expect(clippy::cast_precision_loss, reason = "minutes of an hour")]
        now.push(hour.iter().map(|point| point.mean).sum::<f64>() / hour.len() as f64);
        let span = (before.saturating_sub(BACK * HOUR.width), before);
        let hours = points::points(&conn, marks, &HOUR, id, span, usize::MAX)?;
        past.push(hours.iter().map(|point| (millis::from_wall(point.at), point.mean)).collect());
    }
    Ok(compared(until, &now, &past, limit))
}

fn compared(until: i64, now: &[f64], past: &[Vec<(i64, f64)>], limit: usize) -> LikeHours {
    let times: BTreeSet<i64> = past.iter().flatten().map(|(at, _)| *at).collect();
    let mut states = States::new(now.len(), times.len());
    let mut places = vec![0; past.len()];
    for at in times {
        let value = |(series, place): (&Vec<(i64, f64)>, &mut usize)| match series.get(*place) {
            Some((time, value)) if *time == at => {
                *place += 1;
                *value
            }
            _ => f64::NAN,
        };
        let values: Vec<f64> = past.iter().zip(&mut places).map(value).collect();
        #[expect(clippy::cast_precision_loss, reason = "milliseconds fit 52 bits")]
        states.push(at as f64, &values);
    }
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let (hours, needed) = states.learning().unwrap_or((states.len(), States::LEAST));
    #[expect(clippy::cast_possible_truncation, reason = "what was a whole number of milliseconds")]
    let told = |near: crate::learn::cluster::Near| LikeHour {
        at: millis::to_wall(near.at as i64),
        distance: near.distance,
        rank: near.rank,
    };
    LikeHours {
        until: millis::to_wall(until),
        series: count(now.len()),
        hours: count(hours),
        needed: count(needed),
        like: states.like(now, limit).into_iter().map(told).collect(),
    }
}

/// What is said where there is no history.
pub(super) fn unknown(until: Wall) -> LikeHours {
    compared(millis::from_wall(until), &[], &[], 0)
}

/// The incidents that are over and are of the same kind as this one.
pub(in crate::store::read) fn incidents(
    conn: &Connection,
    id: IncidentId,
    limit: usize,
) -> rusqlite::Result<LikeIncidents> {
    let conn = conn.unchecked_transaction()?;
    let none = LikeIncidents { incident: id, of: 0, like: Vec::new() };
    let Some(this) = row::incident_numbered(&conn, id.0)? else { return Ok(none) };
    let sql = "SELECT body FROM incident WHERE state = 'resolved' AND id <> ?1 ORDER BY id DESC LIMIT ?2";
    let found =
        row::understood(&mut *conn.prepare_cached(sql)?, params![id.0.cast_signed(), INCIDENTS], row::incident)?;
    let others: Vec<Incident> = found.0.into_iter().filter(says_something).collect();
    let first = others.iter().map(|other| other.opened_at).chain([this.opened_at]).min().unwrap_or(this.opened_at);
    let since = millis::from_wall(first).saturating_sub(BEFORE);
    let anomalies = row::anomalies_since(&conn, since, ANOMALIES)?.0;
    let signed = signature(&this, &anomalies);
    let mut like: Vec<LikeIncident> = others
        .iter()
        .filter_map(|other| {
            let IncidentState::Resolved { how, .. } = &other.state else { return None };
            let distance = distance(&signed, &signature(other, &anomalies));
            let (subject, action) = (other.subject.clone(), other.healer().cloned());
            let like =
                LikeIncident { id: other.id, subject, opened_at: other.opened_at, distance, how: how.clone(), action };
            (distance < SAME).then_some(like)
        })
        .collect();
    like.sort_by(|a, b| a.distance.total_cmp(&b.distance).then(b.id.cmp(&a.id)));
    like.truncate(limit);
    Ok(LikeIncidents { of: u32::try_from(others.len()).unwrap_or(u32::MAX), like, ..none })
}

/// Whether how it ended says something about others.
fn says_something(incident: &Incident) -> bool {
    match &incident.state {
        IncidentState::Resolved { how, .. } => !matches!(how, Resolution::Merged { .. } | Resolution::Removed),
        _ => false,
    }
}

/// What is known of an incident: its alerts, the likeliest cause, and what was unusual at its beginning and while it went on.
fn signature(incident: &Incident, anomalies: &[Anomaly]) -> Signature {
    let symptom = |member: &crate::model::incident::Member| format!("{}: {}", member.key.subject, member.key.rule);
    let mut symptoms: BTreeSet<String> = incident.members.iter().map(symptom).collect();
    // What was only foreseen has no alerts.
    if symptoms.is_empty() {
        symptoms.insert(incident.signature.clone());
    }
    let cause = incident.causes.first().map(|suspect| suspect.service.to_string());
    let mut series: BTreeSet<String> = BTreeSet::new();
    for fact in incident.causes.iter().flat_map(|suspect| &suspect.evidence) {
        if let Evidence::Deviates { series: of, usual, now } = fact {
            series.insert(format!("{of} {}", if now > usual { "up" } else { "down" }));
        }
    }
    let ends = match &incident.state {
        IncidentState::Resolved { at, .. } => Some(*at),
        _ => None,
    };
    let begins = incident.opened_at - chrono::TimeDelta::milliseconds(BEFORE);
    for one in anomalies.iter().map(|anomaly| &anomaly.unusual) {
        if one.began_at >= begins && ends.is_none_or(|ends| one.began_at <= ends) {
            let way = match one.usual {
                Some((low, _)) if one.value < low => "down",
                _ => "up",
            };
            series.insert(format!("{} {way}", one.series));
        }
    }
    Signature { symptoms, cause, series }
}
