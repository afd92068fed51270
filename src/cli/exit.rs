//! What can go wrong with a command, and the exit code it has.

use std::io;
use std::process::ExitCode;

use serde::Serialize;

use super::simulate::ScheduleError;
use crate::config::ConfigError;
use crate::demo::DemoError;
use crate::graph::GraphError;
use crate::i18n::{Texts, said};
use crate::learn::failure::ModelError;
use crate::link::client::LinkError;
use crate::model::console::{KeymapError, UiError};
use crate::model::id::{AlertId, IncidentId, RunId};
use crate::model::refusal::Refusal;
use crate::model::starting::BootError;
use crate::model::storage::StoreError;

/// A command was not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "failure")]
pub enum Failure {
    /// The runtime refused, or failed.
    Refusal(Refusal),
    /// There is no runtime to reach.
    Link(LinkError),
    /// What is stored cannot be read.
    Store(StoreError),
    /// The runtime could not be started.
    Boot(BootError),
    /// The configuration is wrong.
    Config(ConfigError),
    /// Workflows are wrong.
    Workflows {
        /// Their files, with every fault.
        broken: Vec<ConfigError>,
    },
    /// A graph cannot be drawn.
    Drawing {
        /// Why.
        graph_error: GraphError,
    },
    /// The keys in it are wrong.
    Keymap(KeymapError),
    /// The console could not be shown.
    Screen(UiError),
    /// There is no demo.
    Demo(DemoError),
    /// `--headless` with a command that runs no demo.
    HeadlessVerb,
    /// It was lost while something was waited for.
    Lost {
        /// Why.
        link: LinkError,
    },
    /// It ended while something was waited for.
    Ended,
    /// It is of another version.
    NoSuchAgent {
        /// Which.
        name: String,
    },
    /// It does not fire, or not any more.
    NotFiring {
        /// Which.
        id: AlertId,
    },
    /// There is none of that number.
    NoIncident {
        /// Which.
        id: IncidentId,
    },
    /// What was ordered did not help.
    NotHealed {
        /// In which incident.
        id: IncidentId,
        /// Why, in words.
        why: String,
    },
    /// It is not known yet whether what was ordered helped.
    Undecided {
        /// In which incident.
        id: IncidentId,
        /// How long it had.
        waited: String,
    },
    /// It sends no snapshot.
    Mute,
    /// A run did not succeed.
    RunFailed {
        /// Which.
        run: RunId,
        /// What came of it, in words.
        outcome: String,
        /// What was undone, in words.
        undone: String,
    },
    /// A run could not be undone as a whole.
    NotUndone {
        /// Which.
        run: RunId,
        /// What was undone, in words.
        undone: String,
    },
    /// A run is not over yet.
    RunLasts {
        /// Which.
        run: RunId,
        /// How long it had.
        waited: String,
    },
    /// No step of it asks a person.
    NothingAsked {
        /// Of which run.
        run: RunId,
    },
    /// Several steps of it ask for approval.
    SeveralAsk {
        /// Of which run.
        run: RunId,
        /// These.
        steps: Vec<String>,
    },
    /// A step does not ask for approval, but something else.
    AsksElse {
        /// Of which run.
        run: RunId,
        /// This one.
        step: String,
    },
    /// No name with a value.
    NotAParameter {
        /// What was given.
        text: String,
    },
    /// Parameters that are no JSON object.
    NotAnObject {
        /// In the words of the reader.
        error: String,
    },
    /// Others that run need the service that is to be stopped.
    StillNeeded {
        /// Which.
        name: String,
        /// By whom.
        dependants: Vec<String>,
    },
    /// A service is not where it was sent to.
    NotReached {
        /// Which.
        name: String,
        /// Where it is instead.
        state: String,
        /// How long it had.
        waited: String,
    },
    /// It was asked to end long ago.
    NotEnded,
    /// It has ended, but still writes.
    StillWrites,
    /// A new file must not be written over an old one.
    Exists {
        /// Which.
        path: String,
    },
    /// A file cannot be written.
    NotWritten {
        /// Which.
        path: String,
        /// In the system's words.
        error: String,
    },
    /// Something on this host is not as it should be.
    Doctor {
        /// Checks that are bad.
        bad: usize,
        /// All checks.
        all: usize,
    },
    /// What is not carried out here.
    Elsewhere,
    /// Not the name of a series.
    NotASeries {
        /// What was given.
        text: String,
    },
    /// Longer ago than there is time.
    LongAgo {
        /// What was given.
        text: String,
    },
    /// Neither a duration nor a time.
    NotATime {
        /// What was given.
        text: String,
    },
    /// Input or output is no terminal.
    NoTerminal,
    /// The terminal can do nothing.
    DumbTerminal,
    /// The successor of a runtime could not be started.
    NoSuccessor {
        /// In the system's words.
        error: String,
    },
    /// It ended at once.
    SuccessorEnded {
        /// How.
        exit: String,
        /// Its data directory.
        dir: String,
    },
    /// It does not answer.
    SuccessorSilent,
    /// Neither there nor here does a runtime go on.
    Unwatched {
        /// Why not there.
        first: String,
        /// Why not here.
        boot: BootError,
    },
    /// Tasks cannot be put in order.
    Schedule(ScheduleError),
    /// A model cannot be made or used.
    Model(ModelError),
    /// A file that was given cannot be used; in the operator's words already.
    File {
        /// In words.
        text: String,
    },
    /// What was asked makes no sense for the files that were given; in the operator's words already.
    Question {
        /// In words.
        text: String,
    },
    /// The output cannot be written.
    Output {
        /// In the system's words.
        error: String,
    },
    /// Whoever read our output has had enough.
    OutputClosed,
}

said! {
    "failure": Failure,
}

impl Failure {
    /// 0: whoever read our output has had enough. 1: it failed, here or in the runtime. 2: the command line or the
    /// configuration is wrong. 3: there is no runtime to reach. 4: the runtime refused.
    #[must_use]
    pub fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::OutputClosed => 0,
            Self::Config(_)
            | Self::Workflows { .. }
            | Self::Keymap(_)
            | Self::Screen(UiError::Keymap(_))
            | Self::NotASeries { .. }
            | Self::LongAgo { .. }
            | Self::Question { .. }
            | Self::NotATime { .. }
            | Self::NotAParameter { .. }
            | Self::NotAnObject { .. }
            | Self::NoTerminal
            | Self::HeadlessVerb
            | Self::Demo(DemoError::Several { .. })
            | Self::DumbTerminal => 2,
            Self::Schedule(error) if error.is_of_the_question() => 2,
            Self::Refusal(refusal) if refusal.is_of_the_moment() => 4,
            Self::Link(LinkError::Rejection(_))
            | Self::Boot(BootError::Store(StoreError::InUse { .. }))
            | Self::Demo(DemoError::Foreign { .. } | DemoError::InUse { .. })
            | Self::StillNeeded { .. }
            | Self::NothingAsked { .. }
            | Self::SeveralAsk { .. }
            | Self::AsksElse { .. }
            | Self::Exists { .. } => 4,
            Self::Link(_) | Self::Lost { .. } | Self::Ended | Self::Demo(DemoError::NotRunning) => 3,
            _ => 1,
        })
    }

    /// In words.
    #[must_use]
    pub fn words(&self, texts: &Texts) -> String {
        match self {
            Self::Config(error) => texts.report(error),
            Self::Workflows { broken } => {
                broken.iter().map(|error| texts.report(error)).collect::<Vec<_>>().join("\n\n")
            }
            other => texts.say(other),
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<LinkError> for Failure {
    fn from(error: LinkError) -> Self {
        Self::Link(error)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

impl From<DemoError> for Failure {
    fn from(error: DemoError) -> Self {
        Self::Demo(error)
    }
}

impl From<ScheduleError> for Failure {
    fn from(error: ScheduleError) -> Self {
        Self::Schedule(error)
    }
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        Self::Model(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<BootError> for Failure {
    fn from(error: BootError) -> Self {
        Self::Boot(error)
    }
}

impl From<UiError> for Failure {
    fn from(error: UiError) -> Self {
        Self::Screen(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::OutputClosed,
            _ => Self::Output { error: error.to_string() },
        }
    }
}
