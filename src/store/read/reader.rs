//! A data directory opened for reading: by the runtime's viewers, or without a runtime by the command line.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::study::Kept;
use super::{points, span};
use crate::learn::track::{Ledger, tracks};
use crate::model::id::{IncidentId, RunId, ServiceName, WorkflowName};
use crate::model::incident::Incident;
use crate::model::query::{Answer, Query, Response};
use crate::model::recovery::Lesson;
use crate::model::refusal::{Refusal, Thing};
use crate::model::series::{Point, Resolution, Series};
use crate::model::time::Wall;
use crate::model::track::PagingSpec;
use crate::store::dir::{self, FileIdentity};
use crate::store::error::{StoreAction, StoreError, shown};
use crate::store::file::{self, HISTORY, Kind, STATE};
use crate::store::history::learned;
use crate::store::journal::{row, workflow};
use crate::store::millis;

/// Points that are read in one go for an export; between two of them the log can be begun anew.
const PAGE: usize = 2_000;
/// A reader waits this long where a writer is in the way; with a write-ahead log that is rare and short.
const BUSY: Duration = Duration::from_secs(1);

/// Answers queries about the past, on connections that cannot write and are opened when first needed.
#[derive(Debug)]
pub struct Reader {
    dir: PathBuf,
    pub(super) kept: Kept,
    state: Option<(Connection, Option<FileIdentity>)>,
    history: Option<(Connection, Option<FileIdentity>)>,
}

/// One point of an export.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExportRow<'a> {
    /// Of which series.
    pub series: &'a Series,
    /// How much time it stands for.
    pub resolution: Resolution,
    /// The point.
    pub point: Point,
}

/// Opens a data directory for reading, with or without a runtime at work in it.
///
/// # Errors
/// [`StoreError::Missing`] when nothing was ever stored there; when a file cannot be read, or not by this version.
pub fn open_offline(dir: &Path) -> Result<Reader, StoreError> {
    if !STATE.path(dir).exists() && !HISTORY.path(dir).exists() {
        return Err(StoreError::Missing { dir: shown(dir) });
    }
    let mut reader = Reader::new(dir);
    reader.state()?;
    reader.history()?;
    Ok(reader)
}

impl Reader {
    /// Of this data directory; nothing is opened yet.
    #[must_use]
    pub fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), kept: Kept::default(), state: None, history: None }
    }

    /// Whether [`Reader::answer`] answers this.
    #[must_use]
    pub fn knows(query: &Query) -> bool {
        match query {
            Query::History { .. }
            | Query::Learned { .. }
            | Query::SeriesList
            | Query::Trend { .. }
            | Query::Ahead { .. }
            | Query::Changes { .. }
            | Query::Goals { .. }
            | Query::LikeHours { .. }
            | Query::LikeIncidents { .. }
            | Query::Marks { .. }
            | Query::Alerts { .. }
            | Query::Incidents { .. }
            | Query::Predictions { .. }
            | Query::Anomalies { .. }
            | Query::Patterns { .. }
            | Query::Entries { .. }
            | Query::Runs { .. }
            | Query::Run { .. }
            | Query::Definition { .. }
            | Query::Habits { .. }
            | Query::Adaptations { .. } => true,
            Query::StepLog { .. } | Query::ServiceLog { .. } | Query::RuntimeLog { .. } => false,
        }
    }

    /// The answer, or none where the query is not about what is stored here.
    pub fn answer(&mut self, query: &Query) -> Option<Response> {
        let answer = match query {
            Query::History { series, since, until, points } => self.points(series, *since, *until, *points),
            Query::Learned { series } => self
                .of_history(|conn| learned::of(conn, series))
                .map(|learned| Answer::Learned { learned: learned.flatten() }),
            Query::SeriesList => self.series_list().map(|series| Answer::SeriesList { series }),
            Query::Trend { series, since, until } => self.trend(series, *since, *until),
            Query::Ahead { series, until, horizon } => self.ahead(series, *until, *horizon),
            Query::Changes { since, until, limit } => self.changes(*since, *until, *limit),
            Query::Goals { since, until } => self.goals(*since, *until),
            Query::LikeHours { until, limit } => self.like_hours(*until, *limit),
            Query::LikeIncidents { incident, limit } => self.like_incidents(*incident, *limit),
            Query::Marks { since, until, limit } => self.marks(*since, *until, *limit),
            Query::Alerts { since, limit } => self.alerts(*since, *limit),
            Query::Incidents { since, limit } => self.incidents(*since, *limit),
            Query::Predictions { since, limit } => self.predictions(*since, *limit),
            Query::Anomalies { since, limit } => self.anomalies(*since, *limit),
            Query::Patterns { service, since, limit } => self.patterns(service.as_ref(), *since, *limit),
            Query::Entries { since, limit } => self.entries(*since, *limit),
            Query::Runs { workflow, since, limit } => self.runs(workflow.as_ref(), *since, *limit),
            Query::Run { run } => return Some(self.run(*run)),
            Query::Definition { digest } => return Some(self.definition(digest)),
            Query::Habits { workflow } => self.habits(workflow),
            Query::Adaptations { workflow } => self.adaptations(workflow),
            Query::StepLog { .. } | Query::ServiceLog { .. } | Query::RuntimeLog { .. } => return None,
        };
        Some(answer.map_err(Refusal::Store))
    }

    /// Every series that has history, in alphabetical order.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn series_list(&mut self) -> Result<Vec<Series>, StoreError> {
        let found = self.of_history(points::all_series)?.unwrap_or_default();
        Ok(found.into_iter().map(|(series, _)| series).collect())
    }

    /// The incident of that number; none when there is no such one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn incident(&mut self, id: IncidentId) -> Result<Option<Incident>, StoreError> {
        Ok(self.of_state(|conn| row::incident_numbered(conn, id.0))?.flatten())
    }

    /// What was learned for incidents of a signature, by action.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn lessons(&mut self, signature: &str) -> Result<Vec<Lesson>, StoreError> {
        Ok(self.of_state(|conn| row::lessons_of(conn, signature))?.unwrap_or_default())
    }

    /// Gives every stored point of the wanted series (all when none are named; a metric alone means all its instances)
    /// with a time in `since..until` to `each`, series by series in alphabetical order, each in order of time. Each
    /// span of time comes once, at the finest resolution that is left of it. A page of points is held at a time. Ends
    /// early when `each` breaks.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn export(
        &mut self,
        wanted: &[Series],
        (since, until): (Wall, Wall),
        each: &mut dyn FnMut(ExportRow<'_>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let (since, until) = (millis::from_wall(since), millis::from_wall(until));
        for (series, id) in self.of_history(points::all_series)?.unwrap_or_default() {
            if !wanted.is_empty() && !wanted.iter().any(|pattern| series.is_meant_by(pattern)) {
                continue;
            }
            let mut from = since;
            loop {
                let page = self.of_history(|conn| span::finest(conn, id, from, until, PAGE))?.unwrap_or_default();
                for (resolution, point) in &page {
                    if each(ExportRow { series: &series, resolution: *resolution, point: *point }).is_break() {
                        return Ok(());
                    }
                }
                match page.last() {
                    Some((resolution, last)) if page.len() >= PAGE => {
                        from = millis::from_wall(last.at).saturating_add(width(*resolution));
                    }
                    _ => break,
                }
            }
        }
        Ok(())
    }

    fn runs(&mut self, workflow: Option<&WorkflowName>, since: Wall, limit: u32) -> Result<Answer, StoreError> {
        let since = millis::from_wall(since);
        let found = self.of_state(|conn| workflow::row::runs_since(conn, workflow, since, limit))?;
        Ok(Answer::Runs { runs: found.map(|(runs, _)| runs).unwrap_or_default() })
    }

    fn run(&mut self, id: RunId) -> Response {
        let read = |conn: &Connection| {
            // One picture of all the tables.
            let conn = conn.unchecked_transaction()?;
            let Some(run) = workflow::row::run_numbered(&conn, id)? else { return Ok(None) };
            let definition = workflow::row::definition(&conn, &run.definition)?;
            Ok(Some((run, definition, workflow::row::nodes_of(&conn, id)?)))
        };
        let missing = |what, name: &str| Refusal::not_found(what, name, std::iter::empty());
        let found = self.of_state(read).map_err(Refusal::Store)?.flatten();
        let (run, definition, nodes) = found.ok_or_else(|| missing(Thing::Run, &id.to_string()))?;
        let definition = definition.ok_or_else(|| missing(Thing::Definition, &run.definition))?;
        Ok(Answer::Run { run: Box::new(run), definition, nodes })
    }

    fn definition(&mut self, digest: &str) -> Response {
        let read = |conn: &Connection| workflow::row::definition(conn, digest);
        let found = self.of_state(read).map_err(Refusal::Store)?.flatten();
        let missing = || Refusal::not_found(Thing::Definition, digest, std::iter::empty());
        Ok(Answer::Definition { definition: found.ok_or_else(missing)? })
    }

    fn habits(&mut self, workflow: &WorkflowName) -> Result<Answer, StoreError> {
        let found = self.of_state(|conn| workflow::row::habits_of(conn, workflow))?;
        Ok(Answer::Habits { habits: found.map(|(habits, _)| habits).unwrap_or_default() })
    }

    fn adaptations(&mut self, workflow: &WorkflowName) -> Result<Answer, StoreError> {
        let found = self.of_state(|conn| workflow::row::adaptations_of(conn, workflow))?;
        Ok(Answer::Adaptations { adaptations: found.map(|(all, _)| all).unwrap_or_default() })
    }

    fn points(&mut self, series: &Series, since: Wall, until: Wall, most: u32) -> Result<Answer, StoreError> {
        let (since, until) = (millis::from_wall(since), millis::from_wall(until));
        let found = self.of_history(|conn| span::history(conn, series, since, until, most))?;
        let (resolution, points) = found.unwrap_or((Resolution::Raw, Vec::new()));
        Ok(Answer::History { resolution, points })
    }

    fn alerts(&mut self, since: Wall, limit: u32) -> Result<Answer, StoreError> {
        let found = self.of_state(|conn| row::alerts_since(conn, millis::from_wall(since), limit))?;
        Ok(Answer::Alerts { alerts: found.map(|(alerts, _)| alerts).unwrap_or_default() })
    }

    fn incidents(&mut self, since: Wall, limit: u32) -> Result<Answer, StoreError> {
        let found = self.of_state(|conn| row::incidents_since(conn, millis::from_wall(since), limit))?;
        Ok(Answer::Incidents { incidents: found.map(|(incidents, _)| incidents).unwrap_or_default() })
    }

    fn predictions(&mut self, since: Wall, limit: u32) -> Result<Answer, StoreError> {
        let since = millis::from_wall(since);
        let read = |conn: &Connection| {
            // One picture of all the tables.
            let conn = conn.unchecked_transaction()?;
            let predictions = row::predictions_since(&conn, since, limit)?.0;
            // Records are as of when a runtime watched last: what nobody saw is neither a day without false alarms nor one.
            let now = conn.query_row("SELECT coalesce(max(until), 0) FROM watched", [], |row| row.get(0))?;
            let ledger = Ledger::remembered(row::tracked(&conn, now)?.0);
            let at_hand = row::predictions_at_hand(&conn, now)?.0;
            let tracks = tracks(&ledger, at_hand.iter(), millis::to_wall(now), PagingSpec::default());
            Ok((predictions, row::foretold(&conn)?, tracks))
        };
        let (predictions, foretold, tracks) = self.of_state(read)?.unwrap_or_default();
        Ok(Answer::Predictions { predictions, foretold, tracks })
    }

    fn anomalies(&mut self, since: Wall, limit: u32) -> Result<Answer, StoreError> {
        let found = self.of_state(|conn| row::anomalies_since(conn, millis::from_wall(since), limit))?;
        Ok(Answer::Anomalies { anomalies: found.map(|(anomalies, _)| anomalies).unwrap_or_default() })
    }

    fn patterns(&mut self, service: Option<&ServiceName>, since: Wall, limit: u32) -> Result<Answer, StoreError> {
        let read = |conn: &Connection| {
            // One picture of both tables.
            let conn = conn.unchecked_transaction()?;
            let books = row::log_books(&conn, service)?.0;
            Ok((books, row::log_news_since(&conn, service, millis::from_wall(since), limit)?.0))
        };
        let (books, news) = self.of_state(read)?.unwrap_or_default();
        Ok(Answer::Patterns { books, news })
    }

    fn entries(&mut self, since: Wall, limit: u32) -> Result<Answer, StoreError> {
        let found = self.of_state(|conn| row::entries_since(conn, millis::from_wall(since), limit))?;
        Ok(Answer::Entries { entries: found.map(|(entries, _)| entries).unwrap_or_default() })
    }

    fn marks(&mut self, since: Wall, until: Wall, limit: u32) -> Result<Answer, StoreError> {
        let span = (millis::from_wall(since), millis::from_wall(until));
        let found = self.of_state(|conn| row::marks(conn, span, limit))?;
        Ok(Answer::Entries { entries: found.map(|(entries, _)| entries).unwrap_or_default() })
    }

    /// What the work gives; none when there is no such file yet.
    pub(super) fn of_state<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        let path = STATE.path(&self.dir);
        let outcome = self.state()?.map(work).transpose();
        if outcome.is_err() {
            self.state = None;
        }
        outcome.map_err(|error| StoreError::of_sql(error, &path, StoreAction::Read))
    }

    /// The same of the history.
    pub(super) fn of_history<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        let path = HISTORY.path(&self.dir);
        let outcome = self.history()?.map(work).transpose();
        if outcome.is_err() {
            self.history = None;
        }
        outcome.map_err(|error| StoreError::of_sql(error, &path, StoreAction::Read))
    }

    fn state(&mut self) -> Result<Option<&Connection>, StoreError> {
        current(&mut self.state, &self.dir, &STATE)
    }

    fn history(&mut self) -> Result<Option<&Connection>, StoreError> {
        current(&mut self.history, &self.dir, &HISTORY)
    }
}

fn width(resolution: Resolution) -> i64 {
    use crate::store::history::tier::{HOUR, MINUTE, RAW};
    match resolution {
        Resolution::Raw => RAW.width,
        Resolution::Minute => MINUTE.width,
        Resolution::Hour => HOUR.width,
    }
}

/// The connection to the file that is at the path now.
fn current<'a>(
    slot: &'a mut Option<(Connection, Option<FileIdentity>)>,
    dir: &Path,
    kind: &Kind,
) -> Result<Option<&'a Connection>, StoreError> {
    let path = kind.path(dir);
    let identity = FileIdentity::at(&path);
    if slot.as_ref().is_some_and(|(_, open)| *open != identity) {
        *slot = None;
    }
    if identity.is_none() {
        return Ok(None);
    }
    if slot.is_none() {
        *slot = connect(&path, kind)?.map(|conn| (conn, identity));
    }
    Ok(slot.as_ref().map(|(conn, _)| conn))
}

/// Opens for reading; none when the file has no tables yet.
fn connect(path: &Path, kind: &Kind) -> Result<Option<Connection>, StoreError> {
    let failed = |error| StoreError::of_sql(error, path, StoreAction::Read);
    let open = |uri: &Path, flags: OpenFlags| -> rusqlite::Result<(Connection, i64)> {
        let conn = Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        conn.busy_timeout(BUSY)?;
        let found = file::version(&conn)?;
        Ok((conn, found))
    };
    let (conn, found) = match open(path, OpenFlags::SQLITE_OPEN_READ_ONLY) {
        Ok(opened) => opened,
        // A write-ahead log needs a writable directory even for reading, unless nothing waits in it and nobody writes.
        Err(error) if !dir::beside(path, "-wal").exists() => {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            open(&immutable(path), flags).map_err(|_| failed(error))?
        }
        Err(error) => return Err(failed(error)),
    };
    let (path, known) = (path.to_owned(), kind.known());
    match found {
        0 => Ok(None),
        found if found > known => Err(StoreError::Newer { path: shown(&path), found, known }),
        found if found < known => Err(StoreError::Older { path: shown(&path), found, known }),
        _ => Ok(Some(conn)),
    }
}

/// The path as a URI that says that nobody writes.
fn immutable(path: &Path) -> PathBuf {
    use std::fmt::Write as _;
    use std::os::unix::ffi::OsStrExt;
    let mut uri = "file:".to_owned();
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => uri.push(char::from(*byte)),
            other => {
                // Writing to a string cannot fail.
                let _ = write!(uri, "%{other:02x}");
            }
        }
    }
    uri.push_str("?immutable=1");
    uri.into()
}
