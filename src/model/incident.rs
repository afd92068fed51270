//! Incidents: alerts of one cause, what was found out about it, and what was done.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::alert::{AlertKey, Severity};
use super::id::{AlertId, IncidentId, Operator, PredictionId, ServiceName};
use super::prediction::Forecast;
use super::record::EntryKind;
use super::recovery::{Action, Attempt, AttemptState, Layer};
use super::series::Series;
use super::time::{Mono, Wall, rfc3339_ms};

/// Alerts of one cause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Which.
    pub id: IncidentId,
    /// What it is about: a service, or the series of a host.
    pub subject: String,
    /// The service that is healed; none when it is about the host.
    pub service: Option<ServiceName>,
    /// When it began.
    #[serde(with = "rfc3339_ms")]
    pub opened_at: Wall,
    /// The same on the scale of the runtime's monotonic clock, for the clock of the layers.
    pub began: Mono,
    /// What incidents like this one have in common: cause class, service, symptoms.
    pub signature: String,
    /// The prediction that opened it, before anything was wrong; none for an incident that alerts have made.
    #[serde(default)]
    pub prevents: Option<PredictionId>,
    /// Its alerts, in the order of their onset.
    pub members: Vec<Member>,
    /// Who is to blame, the likeliest first.
    pub causes: Vec<Suspect>,
    /// What was tried, in order.
    pub attempts: Vec<Attempt>,
    /// What happened, in order; bounded, the oldest but the first go first.
    pub timeline: Vec<Moment>,
    /// Until when recovery lets it rest; means something only within the life of the runtime that says so.
    #[serde(default)]
    pub rests: Option<Rest>,
    /// Where it is in its life.
    #[serde(flatten)]
    pub state: IncidentState,
}

impl Incident {
    /// The attempt that is under way.
    #[must_use]
    pub fn attempt(&self) -> Option<&Attempt> {
        self.attempts.last().filter(|attempt| !attempt.state.is_over())
    }

    /// The same, to be changed.
    pub fn attempt_mut(&mut self) -> Option<&mut Attempt> {
        self.attempts.last_mut().filter(|attempt| !attempt.state.is_over())
    }

    /// Whether it still goes on.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self.state, IncidentState::Resolved { .. })
    }

    /// The action of the attempt that healed or prevented it.
    #[must_use]
    pub fn healer(&self) -> Option<&Action> {
        let IncidentState::Resolved { how, .. } = &self.state else { return None };
        let (Resolution::Healed { attempt: number } | Resolution::Prevented { attempt: number }) = how else {
            return None;
        };
        self.attempts.iter().find(|attempt| attempt.number == *number).map(|attempt| &attempt.action)
    }

    /// How bad the worst of it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.members.iter().map(|member| member.severity).max().unwrap_or(Severity::Info)
    }

    /// Failed attempts of an action on a service that say something about the action.
    #[must_use]
    pub fn failed(&self, action: &Action, name: &ServiceName) -> u32 {
        let failed = |attempt: &&Attempt| {
            attempt.action == *action
                && attempt.service == *name
                && matches!(&attempt.state, AttemptState::Failed { why, .. } if why.counts())
        };
        u32::try_from(self.attempts.iter().filter(failed).count()).unwrap_or(u32::MAX)
    }

    /// The layer that it is in.
    #[must_use]
    pub fn layer(&self, now: Mono) -> Layer {
        Layer::at(now.since(self.began))
    }
}

/// Nothing is tried until then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    /// Until when.
    pub until: Mono,
    /// Why.
    pub why: Pause,
}

/// Why recovery lets an incident rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pause {
    /// A breath after an attempt that failed.
    Breath,
    /// Too many attempts failed: the breaker is open, then one is let through.
    Breaker,
    /// A person has taken over.
    Person,
}

/// An alert within an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Which alert.
    pub alert: AlertId,
    /// Of which rule on what.
    pub key: AlertKey,
    /// The service it is about; none for the host.
    pub service: Option<ServiceName>,
    /// How bad it was at its worst.
    pub severity: Severity,
    /// When it began.
    #[serde(with = "rfc3339_ms")]
    pub opened_at: Wall,
    /// When it resolved.
    pub resolved_at: Option<Wall>,
}

/// Where an incident is in its life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum IncidentState {
    /// It goes on.
    Open,
    /// All that may be done by itself was done, or nothing may be done: a person is called.
    NeedsPerson {
        /// Since when.
        #[serde(with = "rfc3339_ms")]
        since: Wall,
        /// Why.
        why: Need,
    },
    /// It is over. Terminal.
    Resolved {
        /// When.
        #[serde(with = "rfc3339_ms")]
        at: Wall,
        /// How it took from its beginning.
        took: Duration,
        /// By what.
        how: Resolution,
    },
}

impl IncidentState {
    /// The word used in output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::NeedsPerson { .. } => "needs_person",
            Self::Resolved { .. } => "resolved",
        }
    }
}

/// Why a person is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Everything was tried, or its time has come.
    Exhausted,
    /// There is nothing that may be done for it.
    NothingApplies,
    /// An attempt waits for approval.
    Approval,
    /// It was isolated, and stays so.
    Isolated,
}

impl Need {
    /// The word used in output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Exhausted => "exhausted",
            Self::NothingApplies => "nothing_applies",
            Self::Approval => "approval",
            Self::Isolated => "isolated",
        }
    }
}

/// What ended an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Resolution {
    /// An attempt that was proved, wanted by nobody in particular.
    Healed {
        /// Its number.
        attempt: u32,
    },
    /// Nothing was done, or nothing that was proved: it went away.
    Itself,
    /// A person's attempt, start, stop or restart.
    Person {
        /// Who.
        name: Operator,
    },
    /// It was foreseen, and did not happen after an attempt.
    Prevented {
        /// Its number.
        attempt: u32,
    },
    /// It was foreseen, and happened, or the service failed first: that is an incident of its own.
    CameTrue,
    /// It was foreseen, nothing was done, and it did not happen.
    FalseAlarm,
    /// It was foreseen, and nobody can say what came of it.
    Unsettled,
    /// It was part of another incident.
    Merged {
        /// Which.
        into: IncidentId,
    },
    /// What it was about is no longer configured.
    Removed,
}

impl Resolution {
    /// The word used in output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Healed { .. } => "healed",
            Self::Itself => "itself",
            Self::Person { .. } => "person",
            Self::Prevented { .. } => "prevented",
            Self::CameTrue => "came_true",
            Self::FalseAlarm => "false_alarm",
            Self::Unsettled => "unsettled",
            Self::Merged { .. } => "merged",
            Self::Removed => "removed",
        }
    }
}

/// Someone who may be to blame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suspect {
    /// A service, or `host`.
    pub service: ServiceName,
    /// Share of the blame, 0..1; all suspects' shares add up to 1.
    pub score: f64,
    /// Why.
    pub evidence: Vec<Evidence>,
}

/// A fact that speaks for a suspect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "evidence")]
pub enum Evidence {
    /// It has alerts of its own.
    Alarmed {
        /// Rules or probes, in the order of their onset.
        by: Vec<String>,
    },
    /// It was the first.
    First {
        /// How long before the next.
        ahead: Duration,
    },
    /// These need it, directly or through others, and are affected.
    NeededBy {
        /// Which.
        services: Vec<ServiceName>,
    },
    /// What it needs is well.
    NeedsAreWell,
    /// A series of it is far from where it was.
    Deviates {
        /// Which.
        series: Series,
        /// From.
        usual: f64,
        /// To.
        now: f64,
    },
    /// A series of it became unusual before the incident, and still is.
    Unusual {
        /// Which.
        series: Series,
        /// How long before.
        ahead: Duration,
        /// Before any other.
        first: bool,
    },
    /// Its log said something before the incident that it had never said.
    Logged {
        /// The pattern.
        template: String,
        /// How long before.
        ahead: Duration,
    },
    /// Something about it was changed shortly before.
    Changed {
        /// What.
        what: EntryKind,
        /// How long before.
        before: Duration,
        /// Who.
        by: Option<Operator>,
    },
    /// It was to blame in incidents like this one.
    Before {
        /// How often.
        times: u32,
    },
    /// Trouble of it was foreseen.
    Foreseen {
        /// What, and from what.
        forecast: Box<Forecast>,
    },
}

/// A line of an incident's timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// When.
    #[serde(with = "rfc3339_ms")]
    pub at: Wall,
    /// What happened.
    #[serde(flatten)]
    pub what: Happening,
}

/// What a line of a timeline says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "happening")]
pub enum Happening {
    /// It was opened.
    Opened,
    /// An alert joined.
    Joined {
        /// Which.
        alert: AlertId,
        /// Of which rule on what.
        key: AlertKey,
    },
    /// An alert of it resolved.
    Cleared {
        /// Which.
        alert: AlertId,
        /// Of which rule on what.
        key: AlertKey,
    },
    /// Another service is blamed most now.
    Blamed {
        /// Which.
        service: ServiceName,
    },
    /// A layer was entered.
    Entered {
        /// Which.
        layer: Layer,
    },
    /// An attempt changed its state.
    Attempt {
        /// Its number.
        number: u32,
        /// Its action's word.
        action: String,
        /// Its state's word.
        state: String,
    },
    /// A person was called.
    Called {
        /// Why.
        why: Need,
    },
    /// It is over.
    Resolved,
}
