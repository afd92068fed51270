//! What viewers ask about the past and about logs; answered beside the dispatcher, never by it.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::ahead::Ahead;
use super::alert::Alert;
use super::alike::{LikeHours, LikeIncidents};
use super::anomaly::Anomaly;
use super::command::{Command, Done};
use super::goal::Measured;
use super::id::{IncidentId, Operator, RunId, ServiceName, WorkflowName};
use super::incident::Incident;
use super::pattern::{LogBook, LogNews};
use super::prediction::{Prediction, Tally};
use super::record::Entry;
use super::refusal::Refusal;
use super::series::{Learned, Point, Resolution, Series};
use super::time::{Wall, rfc3339_ms};
use super::track::Track;
use super::trend::{Change, Trend};
use super::workflow::adaptation::Adaptation;
use super::workflow::definition::Definition;
use super::workflow::order::Ticket;
use super::workflow::record::Habit;
use super::workflow::run::{Node, Run};

/// Anything a session can ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "request")]
pub enum Request {
    /// Change something.
    Command {
        /// Who asks. A runtime replaces it by the peer's login name when the request comes over a socket.
        by: Operator,
        /// What.
        order: Command,
    },
    /// Look something up.
    Query {
        /// What.
        query: Query,
    },
}

/// A look-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "query")]
pub enum Query {
    /// One series over a span, at the finest resolution that needs no more than `points` points.
    History {
        /// Which.
        series: Series,
        /// From.
        #[serde(with = "rfc3339_ms")]
        since: Wall,
        /// To, exclusive.
        #[serde(with = "rfc3339_ms")]
        until: Wall,
        /// At most this many points.
        points: u32,
    },
    /// What was learned of a series and kept.
    Learned {
        /// Which.
        series: Series,
    },
    /// Every series that has history.
    SeriesList,
    /// How one series goes over a span.
    Trend {
        /// Which.
        series: Series,
        /// From.
        #[serde(with = "rfc3339_ms")]
        since: Wall,
        /// To, exclusive.
        #[serde(with = "rfc3339_ms")]
        until: Wall,
    },
    /// The values of one series to come.
    Ahead {
        /// Which.
        series: Series,
        /// From when on; what is known by then counts.
        #[serde(with = "rfc3339_ms")]
        until: Wall,
        /// So far.
        horizon: Duration,
    },
    /// What is new about any series in a span, against the time before it.
    Changes {
        /// From.
        #[serde(with = "rfc3339_ms")]
        since: Wall,
        /// To, exclusive.
        #[serde(with = "rfc3339_ms")]
        until: Wall,
        /// At most this many.
        limit: u32,
    },
    /// What was measured of the goals over a span.
    Goals {
        /// From.
        #[serde(with = "rfc3339_ms")]
        since: Wall,
        /// To, exclusive.
        #[serde(with = "rfc3339_ms")]
        until: Wall,
    },
    /// What happened in a span that may show in a chart: alerts, incidents, what was changed, restarts. Newest first.
    Marks {
        /// From.
        #[serde(with = "rfc3339_ms")]
        since: Wall,
        /// To, exclusive.
        #[serde(with = "rfc3339_ms")]
        until: Wall,
        /// At most this many.
        limit: u32,
    },
    /// Which past hours of the host were most like the one that ends then.
    LikeHours {
        /// Where it ends.
        #[serde(with = "rfc3339_ms")]
        until: Wall,
        /// At most this many.
        limit: u32,
    },
    /// Which incidents that are over were like this one.
    LikeIncidents {
        /// This one.
        incident: IncidentId,
        /// At most this many.
        limit: u32,
    },
    /// Alerts opened since then, newest first.
    Alerts {
        /// From.
        #[serde(with = "rfc3339_ms")]
        since: Wall,
        /// At most this many.
        limit: u32,
    },
    /// Lines of the log of changes since then, newest first.
    Entries {
        /// From.
        #[serde(with = "rfc3339_ms")]
        since: Wall,
        /// At most this many.
        limit: u32,
    },
    /// Incidents opened since then and those that go on, newest first.
    Incidents {
        /// From.
        #[serde(with = "rfc3339_ms")]
        since: Wall,
        /// At most this many.
        limit: u32,
    },
    /// Predictions made since then and those not settled, newest first.
    Predictions {
        /// From.
        #[serde(with = "rfc3339_ms")]
        since: Wall,
        /// At most this many.
        limit: u32,
    },
    /// Anomalies begun since then and those that last, newest first.
    Anomalies {
        /// From.
        #[serde(with = "rfc3339_ms")]
        since: Wall,
        /// At most this many.
        limit: u32,
    },
    /// What is known of the log of a service, or of all, and what changed in them since then.
    Patterns {
        /// Of this service; of all when none.
        service: Option<ServiceName>,
        /// From.
        #[serde(with = "rfc3339_ms")]
        since: Wall,
        /// At most this many changes.
        limit: u32,
    },
    /// Runs wanted since then and those not over, newest first.
    Runs {
        /// Of this workflow; of all when none.
        workflow: Option<WorkflowName>,
        /// From.
        #[serde(with = "rfc3339_ms")]
        since: Wall,
        /// At most this many.
        limit: u32,
    },
    /// A run with its nodes and the definition that it was begun with.
    Run {
        /// Which.
        run: RunId,
    },
    /// A definition.
    Definition {
        /// By its digest.
        digest: String,
    },
    /// How the steps of a workflow usually do.
    Habits {
        /// Of which.
        workflow: WorkflowName,
    },
    /// Changes of a workflow that were made beside its file.
    Adaptations {
        /// Of which.
        workflow: WorkflowName,
    },
    /// A page of what a step printed.
    StepLog {
        /// Which try.
        ticket: Ticket,
        /// Where to begin.
        from: LogFrom,
        /// At most this many lines.
        limit: u32,
    },
    /// A page of a service's log.
    ServiceLog {
        /// Whose.
        service: ServiceName,
        /// Where to begin.
        from: LogFrom,
        /// At most this many lines.
        limit: u32,
    },
    /// The runtime's own log lines after this number.
    RuntimeLog {
        /// The number of the last line seen; 0 for all that are kept.
        after: u64,
    },
}

impl Query {
    /// Whether the answer takes longer than a look: such questions have a thread of their own.
    #[must_use]
    pub fn is_study(&self) -> bool {
        matches!(
            self,
            Self::Trend { .. }
                | Self::Ahead { .. }
                | Self::Changes { .. }
                | Self::Goals { .. }
                | Self::LikeHours { .. }
                | Self::LikeIncidents { .. }
        )
    }
}

/// Where in a log a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFrom {
    /// The last lines.
    End,
    /// After the page that ended here.
    After(LogPosition),
}

/// A place in a log that outlives its rotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LogPosition {
    /// The file's inode; another one means it was replaced.
    pub inode: u64,
    /// Bytes from its beginning.
    pub offset: u64,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "answer")]
pub enum Answer {
    /// To a command.
    Done {
        /// What was done.
        done: Done,
    },
    /// To [`Query::History`].
    History {
        /// Of the points.
        resolution: Resolution,
        /// In order of time.
        points: Vec<Point>,
    },
    /// To [`Query::Learned`].
    Learned {
        /// None where nothing was kept.
        learned: Option<Learned>,
    },
    /// To [`Query::SeriesList`].
    SeriesList {
        /// In alphabetical order.
        series: Vec<Series>,
    },
    /// To [`Query::Trend`].
    Trend {
        /// What was found out.
        trend: Box<Trend>,
    },
    /// To [`Query::Ahead`].
    Ahead {
        /// What comes.
        ahead: Box<Ahead>,
    },
    /// To [`Query::Changes`].
    Changes {
        /// The weightiest first.
        changes: Vec<Change>,
        /// So many series were looked at…
        looked: u32,
        /// …of so many; fewer when it took too long.
        of: u32,
    },
    /// To [`Query::Goals`].
    Goals {
        /// In the order of [`super::goal::Goal::ALL`].
        measured: Vec<Measured>,
    },
    /// To [`Query::LikeHours`].
    LikeHours(LikeHours),
    /// To [`Query::LikeIncidents`].
    LikeIncidents(LikeIncidents),
    /// To [`Query::Alerts`].
    Alerts {
        /// Newest first.
        alerts: Vec<Alert>,
    },
    /// To [`Query::Entries`] and [`Query::Marks`].
    Entries {
        /// Newest first.
        entries: Vec<Entry>,
    },
    /// To [`Query::Incidents`].
    Incidents {
        /// Newest first.
        incidents: Vec<Incident>,
    },
    /// To [`Query::Predictions`].
    Predictions {
        /// Newest first.
        predictions: Vec<Prediction>,
        /// What came of all that are kept.
        foretold: Tally,
        /// What each kind was worth.
        #[serde(default)]
        tracks: Vec<Track>,
    },
    /// To [`Query::Anomalies`].
    Anomalies {
        /// Newest first.
        anomalies: Vec<Anomaly>,
    },
    /// To [`Query::Patterns`].
    Patterns {
        /// In the order of the services' names.
        books: Vec<LogBook>,
        /// Newest first.
        news: Vec<LogNews>,
    },
    /// To [`Query::Runs`].
    Runs {
        /// Newest first.
        runs: Vec<Run>,
    },
    /// To [`Query::Run`].
    Run {
        /// The run.
        run: Box<Run>,
        /// What it was begun with.
        definition: Arc<Definition>,
        /// Its nodes by number; those that nothing has happened to yet are left out.
        nodes: Vec<(u32, Node)>,
    },
    /// To [`Query::Definition`].
    Definition {
        /// The definition.
        definition: Arc<Definition>,
    },
    /// To [`Query::Habits`].
    Habits {
        /// In alphabetical order of the steps.
        habits: Vec<Habit>,
    },
    /// To [`Query::Adaptations`].
    Adaptations {
        /// In order of their numbers.
        adaptations: Vec<Adaptation>,
    },
    /// To [`Query::ServiceLog`] and [`Query::StepLog`].
    ServiceLog(LogPage),
    /// To [`Query::RuntimeLog`].
    RuntimeLog {
        /// In order.
        lines: Vec<LogLine>,
    },
}

/// Lines of a service's log, free of control characters.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LogPage {
    /// In order.
    pub lines: Vec<String>,
    /// Where the next page begins.
    pub next: LogPosition,
    /// Bytes that were passed over because there were too many.
    pub skipped: u64,
}

/// A line of the runtime's own log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// Counts from 1.
    pub number: u64,
    /// When.
    #[serde(with = "rfc3339_ms")]
    pub at: Wall,
    /// How bad.
    pub level: LogLevel,
    /// Which module.
    pub target: String,
    /// Free of control characters.
    pub text: String,
}

/// How bad a log line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// Broken.
    Error,
    /// Odd.
    Warn,
    /// Normal.
    Info,
    /// Detail.
    Debug,
}

/// What a request comes to.
pub type Response = Result<Answer, Refusal>;
