//! Healing: which remedies there are, when each may be tried, how a try went, and what was learned from it.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::id::{Operator, ServiceName};
use super::remedy::RemedyError;
use super::time::{Mono, Wall, rfc3339_ms};
use super::told;

/// A recovery horizon: what may be tried this long after an incident began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// 0 to 30 s: start it again.
    Immediate,
    /// 30 s to 5 min: with those that need it, without what is in its way.
    ShortTerm,
    /// 5 to 30 min: runbooks, an older version, without it, with less load.
    MediumTerm,
    /// From 30 min on: a person with the evidence, and slow tries for ever.
    LongTerm,
}

impl Layer {
    /// All of them, the first first.
    pub const ALL: [Self; 4] = [Self::Immediate, Self::ShortTerm, Self::MediumTerm, Self::LongTerm];

    /// The word used in configuration and output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Immediate => "immediate",
            Self::ShortTerm => "short-term",
            Self::MediumTerm => "medium-term",
            Self::LongTerm => "long-term",
        }
    }

    /// How long after its beginning an incident comes to this layer.
    #[must_use]
    pub fn begins(self) -> Duration {
        match self {
            Self::Immediate => Duration::ZERO,
            Self::ShortTerm => Duration::from_secs(30),
            Self::MediumTerm => Duration::from_mins(5),
            Self::LongTerm => Duration::from_mins(30),
        }
    }

    /// The layer after this one.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|layer| *layer > self)
    }

    /// The layer that an incident of this age is in.
    #[must_use]
    pub fn at(age: Duration) -> Self {
        Self::ALL.into_iter().rev().find(|layer| age >= layer.begins()).unwrap_or(Self::Immediate)
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Layer {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|layer| layer.word() == text).ok_or(())
    }
}

/// A remedy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Action {
    /// End it and start it again.
    Restart,
    /// End those that need it, then it; start it, then them.
    RestartWithDependants,
    /// Move stale files aside, empty full log directories, free its ports, then restart.
    ClearResources,
    /// Run a configured list of commands, then see whether it is well.
    Runbook(String),
    /// Point its release link at the last version that was proved good, then restart.
    RollBack,
    /// Stop those of low importance until it is over.
    ShedLoad,
    /// Stop it, so that it harms nobody else.
    Isolate,
    /// Call a person, with the evidence.
    Page,
}

impl Action {
    /// The actions that every service may have; runbooks have names of their own.
    pub const BUILT_IN: [Self; 7] = [
        Self::Restart,
        Self::RestartWithDependants,
        Self::ClearResources,
        Self::RollBack,
        Self::ShedLoad,
        Self::Isolate,
        Self::Page,
    ];

    /// The word used in configuration and output: a runbook is `runbook:NAME`.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Restart => "restart".to_owned(),
            Self::RestartWithDependants => "restart-with-dependants".to_owned(),
            Self::ClearResources => "clear-resources".to_owned(),
            Self::Runbook(name) => format!("runbook:{name}"),
            Self::RollBack => "roll-back".to_owned(),
            Self::ShedLoad => "shed-load".to_owned(),
            Self::Isolate => "isolate".to_owned(),
            Self::Page => "page".to_owned(),
        }
    }

    /// The first layer in which it is tried without being asked for.
    #[must_use]
    pub fn layer(&self) -> Layer {
        match self {
            Self::Restart => Layer::Immediate,
            Self::RestartWithDependants | Self::ClearResources => Layer::ShortTerm,
            Self::Runbook(_) | Self::RollBack | Self::ShedLoad | Self::Isolate => Layer::MediumTerm,
            Self::Page => Layer::LongTerm,
        }
    }

    /// How often it may be tried in one incident, before the slow tries of the last layer.
    #[must_use]
    pub fn budget(&self) -> u32 {
        match self {
            Self::Restart => 3,
            Self::RestartWithDependants | Self::ClearResources | Self::Runbook(_) => 2,
            Self::RollBack | Self::ShedLoad | Self::Isolate | Self::Page => 1,
        }
    }

    /// Whether it ends with a start of the service.
    #[must_use]
    pub fn starts(&self) -> bool {
        matches!(self, Self::Restart | Self::RestartWithDependants | Self::ClearResources | Self::RollBack)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.word())
    }
}

impl FromStr for Action {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.strip_prefix("runbook:") {
            Some(name) if !name.is_empty() => Ok(Self::Runbook(name.to_owned())),
            _ => Self::BUILT_IN
                .into_iter()
                .find(|action| action.word() == text)
                .ok_or_else(|| format!("there is no action `{text}`")),
        }
    }
}

impl From<Action> for String {
    fn from(action: Action) -> Self {
        action.word()
    }
}

impl TryFrom<String> for Action {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// Who wanted an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "wanted_by")]
pub enum Trigger {
    /// The service's restart policy.
    Policy,
    /// The layers of recovery.
    Layers,
    /// A prediction, before the failure.
    Prevention,
    /// A person.
    Operator {
        /// Who.
        name: Operator,
    },
}

/// One try of an action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// Counts from 1 within its incident.
    pub number: u32,
    /// What.
    pub action: Action,
    /// On which service.
    pub service: ServiceName,
    /// In which layer.
    pub layer: Layer,
    /// Who wanted it.
    #[serde(flatten)]
    pub trigger: Trigger,
    /// When it began.
    #[serde(with = "rfc3339_ms")]
    pub began_at: Wall,
    /// How it stands.
    #[serde(flatten)]
    pub state: AttemptState,
    /// What exactly it did so far, oldest first.
    pub deeds: Vec<Deed>,
    /// What it was weighed against, the cheapest first; empty where there was no choice.
    pub weighed: Vec<Weighed>,
}

/// How a try stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum AttemptState {
    /// It waits for a person's approval.
    Proposed,
    /// Its effect is under way.
    Acting {
        /// Given up then.
        deadline: Mono,
    },
    /// The effect is done; the service has not been well since.
    Settling {
        /// Given up then.
        deadline: Mono,
    },
    /// The service is well; it counts when it still is then.
    Verifying {
        /// Proved then.
        until: Mono,
    },
    /// It healed, and that was proved.
    Verified {
        /// When.
        #[serde(with = "rfc3339_ms")]
        at: Wall,
        /// From the beginning of the attempt to the service being well, without the time of the proof.
        took: Duration,
    },
    /// It did not heal.
    Failed {
        /// When that was known.
        #[serde(with = "rfc3339_ms")]
        at: Wall,
        /// Why.
        why: Failure,
        /// What it had changed was put back.
        undone: bool,
    },
}

impl AttemptState {
    /// The word used in output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Acting { .. } => "acting",
            Self::Settling { .. } => "settling",
            Self::Verifying { .. } => "verifying",
            Self::Verified { .. } => "verified",
            Self::Failed { .. } => "failed",
        }
    }

    /// Whether nothing more will come of it.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Verified { .. } | Self::Failed { .. })
    }
}

/// Why a try did not heal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "failure")]
pub enum Failure {
    /// Its effect could not be done.
    Effect {
        /// What went wrong.
        #[serde(deserialize_with = "told::or_text")]
        what: RemedyError,
    },
    /// Its effect took too long.
    TimedOut,
    /// The effect was done, and the service did not become well.
    NotHealed,
    /// The service became well, and failed again before that was proved.
    Relapsed,
    /// It made other services unwell.
    MadeWorse {
        /// Which.
        services: Vec<ServiceName>,
    },
    /// A person, or a changed configuration, took over.
    Overtaken,
    /// The runtime ended in the middle; what came of it is not known.
    Interrupted,
    /// A person said no.
    Rejected {
        /// Who.
        by: Operator,
    },
}

impl Failure {
    /// Whether it says something about the action, so that it may be learned from.
    #[must_use]
    pub fn counts(&self) -> bool {
        match self {
            Self::Effect { .. } | Self::TimedOut | Self::NotHealed | Self::Relapsed | Self::MadeWorse { .. } => true,
            Self::Overtaken | Self::Interrupted | Self::Rejected { .. } => false,
        }
    }
}

/// Something an attempt did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "deed")]
pub enum Deed {
    /// A service is stopped.
    Stop {
        /// Which.
        service: ServiceName,
    },
    /// A service is started.
    Start {
        /// Which.
        service: ServiceName,
    },
    /// A stale file is moved aside.
    MoveAside {
        /// The file.
        path: String,
        /// Where it is afterwards; none while that is not known.
        to: Option<String>,
    },
    /// Old files of a full directory are removed, the oldest first.
    Empty {
        /// The directory.
        path: String,
        /// Bytes that were freed; none while that is not known.
        freed: Option<u64>,
    },
    /// A process that holds the service's port is ended.
    Free {
        /// The port.
        port: u16,
        /// Which process it was; none while that is not known, or when the port was free.
        pid: Option<i32>,
    },
    /// A command is run.
    Run {
        /// The program without its arguments: those may hold secrets.
        program: String,
        /// The last line of what it said; none while that is not known.
        said: Option<String>,
    },
    /// The release link is pointed at another version.
    Relink {
        /// The link.
        link: String,
        /// Where it pointed; none while that is not known.
        from: Option<String>,
        /// Where it points then.
        to: String,
    },
    /// A person is called.
    Call,
}

/// One candidate of a choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weighed {
    /// Which action.
    pub action: Action,
    /// Share of tries that healed, as believed when it was chosen: the posterior mean.
    pub heals: f64,
    /// Tries of which that is known, for incidents like this one.
    pub tries: u32,
    /// Expected downtime and risk, in seconds, with the sampled share.
    pub cost: f64,
    /// Why it could not be chosen, where it could not.
    pub barred: Option<Bar>,
}

/// Why an action cannot be tried now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "bar")]
pub enum Bar {
    /// Nothing is configured that it could do.
    NothingToDo,
    /// Its layer has not come.
    Later {
        /// Which layer.
        layer: Layer,
    },
    /// It was tried as often as it may be in one incident.
    Spent {
        /// How often.
        tries: u32,
    },
    /// Too many tries failed: the breaker is open.
    BreakerOpen {
        /// In how long one try is let through.
        closes_in: Duration,
    },
    /// The world has to take the last attempt in, or a person has taken over, for a moment.
    Pause {
        /// For how long still.
        ends_in: Duration,
    },
    /// The service's policy is never to start it again.
    PolicyNever,
    /// What it needs is down; that is healed first.
    DependencyDown {
        /// Which.
        on: ServiceName,
    },
    /// A person wants it down, or the runtime ends.
    HandsOff,
    /// Another attempt is under way.
    Busy,
    /// The service is well.
    Healthy,
}

/// What is known of an action for incidents of one signature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lesson {
    /// Of which incidents: cause class, service, symptoms.
    pub signature: String,
    /// Which action.
    pub action: Action,
    /// Attempts that were proved.
    pub healed: u32,
    /// Attempts that were not.
    pub failed: u32,
    /// Sum over the proved ones, from the beginning to the service being well.
    pub took: Duration,
}

/// What a recovery would do, for a dry run and for the dialog.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// On which service.
    pub service: ServiceName,
    /// What.
    pub action: Action,
    /// In which layer.
    pub layer: Layer,
    /// The exact effect, in order.
    pub deeds: Vec<Deed>,
    /// Services that are interrupted by it.
    pub interrupts: Vec<ServiceName>,
    /// Whether it can be put back.
    pub undoable: bool,
    /// Tries of it left in this incident.
    pub left: u32,
    /// The service must be well for this long before it counts.
    pub verify_for: Duration,
    /// All candidates, the cheapest first.
    pub weighed: Vec<Weighed>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_wrong_is_read_as_it_was_written_before_and_as_it_is_now() {
        let old: Failure = serde_json::from_str(r#"{"failure":"effect","what":"port 80 is held"}"#).unwrap();
        let text = "port 80 is held".to_owned();
        assert_eq!(old, Failure::Effect { what: RemedyError::Told { text } });
        let now = Failure::Effect { what: RemedyError::HolderStays { port: 80, pid: 7 } };
        assert_eq!(serde_json::from_str::<Failure>(&serde_json::to_string(&now).unwrap()).unwrap(), now);
    }
}
