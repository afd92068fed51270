//! The answers of a reader, and what was new when that was asked last: many viewers ask for the same.

use std::time::{Duration, Instant};

use super::alike;
use super::changes::{Found, changes};
use super::goals::past;
use super::spans::seconds;
use super::trend::trend;
use crate::learn::kpi::measure;
use crate::model::ahead::Ahead;
use crate::model::alike::LikeIncidents;
use crate::model::id::IncidentId;
use crate::model::query::Answer;
use crate::model::series::Series;
use crate::model::time::Wall;
use crate::store::error::StoreError;
use crate::store::millis;
use crate::store::read::reader::Reader;

/// An answer about all series is good for so long, and for so many times what it took: the thread is never busy with them
/// for more than a twentieth of the time.
const FRESH: Duration = Duration::from_secs(30);
const TIMES: u32 = 20;
/// Ends of two spans that are so near are the same.
const SAME: i64 = 120_000;

/// Nobody is told what comes after this.
const LONGEST: Duration = Duration::from_hours(30 * 24);

/// What was new when that was asked last, and what was told to come.
#[derive(Debug, Default)]
pub(in crate::store::read) struct Kept {
    changes: Option<Last>,
    ahead: Option<Foretold>,
}

/// What was told last to come of a series.
#[derive(Debug)]
struct Foretold {
    horizon: Duration,
    at: Instant,
    good: Duration,
    ahead: Ahead,
}

#[derive(Debug)]
struct Last {
    span: (i64, i64),
    limit: u32,
    found: Found,
    at: Instant,
    good: Duration,
}

impl Kept {
    /// What was told of a series a short while ago, from about the same moment on.
    fn ahead(&self, series: &Series, until: Wall, horizon: Duration) -> Option<&Ahead> {
        let last = self.ahead.as_ref()?;
        let near = (until - last.ahead.from).abs().to_std().is_ok_and(|far| far <= last.ahead.step * 2);
        let same = last.ahead.series == *series && last.horizon == horizon && near;
        (same && last.at.elapsed() <= last.good).then_some(&last.ahead)
    }

    /// What was found for about the same span a short while ago.
    fn found(&self, span: (i64, i64), limit: u32) -> Option<&Found> {
        let last = self.changes.as_ref()?;
        let far = (last.span.0 - span.0).abs().max((last.span.1 - span.1).abs());
        let same = last.limit == limit && last.span.1 - last.span.0 == span.1 - span.0;
        let good = last.good.max(Duration::from_millis(SAME.unsigned_abs()));
        (same && Duration::from_millis(far.unsigned_abs()) <= good && last.at.elapsed() <= last.good)
            .then_some(&last.found)
    }
}

impl Reader {
    pub(in crate::store::read) fn trend(
        &mut self,
        series: &Series,
        since: Wall,
        until: Wall,
    ) -> Result<Answer, StoreError> {
        let (from, to) = (millis::from_wall(since), millis::from_wall(until));
        let found = self.of_history(|conn| trend(conn, series, from, to))?;
        Ok(Answer::Trend { trend: Box::new(found.unwrap_or_else(|| super::trend::unknown(series, since, until))) })
    }

    pub(in crate::store::read) fn ahead(
        &mut self,
        series: &Series,
        until: Wall,
        horizon: Duration,
    ) -> Result<Answer, StoreError> {
        if let Some(ahead) = self.kept.ahead(series, until, horizon) {
            return Ok(Answer::Ahead { ahead: Box::new(ahead.clone()) });
        }
        let (at, end) = (Instant::now(), millis::from_wall(until));
        let long = i64::try_from(horizon.min(LONGEST).as_millis()).unwrap_or(i64::MAX);
        let found = self.of_history(|conn| super::ahead::ahead(conn, series, end, long))?;
        let ahead = found.unwrap_or_else(|| super::ahead::unknown(series, end));
        let good = (at.elapsed() * TIMES).max(FRESH);
        self.kept.ahead = Some(Foretold { horizon, at: Instant::now(), good, ahead: ahead.clone() });
        Ok(Answer::Ahead { ahead: Box::new(ahead) })
    }

    pub(in crate::store::read) fn changes(
        &mut self,
        since: Wall,
        until: Wall,
        limit: u32,
    ) -> Result<Answer, StoreError> {
        let span = (millis::from_wall(since), millis::from_wall(until));
        if let Some(found) = self.kept.found(span, limit) {
            return Ok(answer(found.clone()));
        }
        let at = Instant::now();
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let found = self.of_history(|conn| changes(conn, span, most))?.unwrap_or_default();
        let good = (at.elapsed() * TIMES).max(FRESH);
        self.kept.changes = Some(Last { span, limit, found: found.clone(), at: Instant::now(), good });
        Ok(answer(found))
    }

    pub(in crate::store::read) fn like_hours(&mut self, until: Wall, limit: u32) -> Result<Answer, StoreError> {
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let found = self.of_history(|conn| alike::hours(conn, millis::from_wall(until), most))?;
        Ok(Answer::LikeHours(found.unwrap_or_else(|| alike::unknown(until))))
    }

    pub(in crate::store::read) fn like_incidents(
        &mut self,
        incident: IncidentId,
        limit: u32,
    ) -> Result<Answer, StoreError> {
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let found = self.of_state(|conn| alike::incidents(conn, incident, most))?;
        Ok(Answer::LikeIncidents(found.unwrap_or_else(|| LikeIncidents { incident, of: 0, like: Vec::new() })))
    }

    pub(in crate::store::read) fn goals(&mut self, since: Wall, until: Wall) -> Result<Answer, StoreError> {
        let (since, until) = (millis::from_wall(since), millis::from_wall(until));
        // What changed is told by what was before, too.
        let begin = since.saturating_sub(until.saturating_sub(since));
        let found = self.of_state(|conn| past(conn, begin, until))?.unwrap_or_default();
        Ok(Answer::Goals { measured: measure(&found, seconds(since), seconds(until)) })
    }
}

fn answer(Found { changes, looked, of }: Found) -> Answer {
    Answer::Changes { changes, looked, of }
}
