//! What recovery may do: as configured, and as orders to the world.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::id::{Generation, ServiceName};
use super::process::AccountSpec;
use super::recovery::Deed;
use super::starting::StartError;

/// What an attempt changes outside of the services' own processes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Find out whether anything is in the way while the service runs. Changes nothing.
    Survey {
        /// Of what.
        of: Obstacles,
        /// The leader of the service's processes: what they use themselves is in nobody's way.
        running: i32,
    },
    /// Move stale files aside, empty full directories, free ports, as far as they are in the way.
    Clear {
        /// Of what.
        of: Obstacles,
    },
    /// Remove the oldest files of directories before their disk is full, while whoever uses them goes on.
    MakeRoom {
        /// The directories.
        dirs: Vec<std::path::PathBuf>,
        /// Only those on the file system that is mounted here; all of them where none is named.
        mount: Option<std::path::PathBuf>,
    },
    /// Put back what was moved aside.
    PutBack {
        /// What was done.
        deeds: Vec<Deed>,
    },
    /// Run commands.
    Run {
        /// In order; the first that fails ends it.
        commands: Vec<Vec<String>>,
        /// For all together.
        timeout: Duration,
    },
    /// Point a link somewhere else, at once and whole.
    Relink {
        /// The link.
        link: std::path::PathBuf,
        /// Where it is to point.
        to: String,
    },
}

/// What may be in the way of a service's start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacles {
    /// Of which service.
    pub service: ServiceName,
    /// Its newest start: what was started since is nobody's leftover.
    pub generation: Generation,
    /// Its program: only an earlier process of the same one is ended.
    pub program: Option<std::path::PathBuf>,
    /// As whom it runs: and only one of the same user.
    pub account: AccountSpec,
    /// Which files, directories and ports.
    pub what: RemedySpec,
}

/// A remedy could not be carried out. What was done before that stays, and is told beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "remedy")]
pub enum RemedyError {
    /// There is nothing to clear.
    NothingInTheWay {
        /// Of which service.
        service: ServiceName,
    },
    /// The file is not stale.
    InUse {
        /// Which.
        path: String,
        /// Who has it open.
        pid: i32,
    },
    /// The file cannot be moved aside.
    NotMoved {
        /// Which.
        path: String,
        /// What the system says.
        error: String,
    },
    /// What was moved aside cannot be moved back.
    NotPutBack {
        /// Where it is.
        path: String,
        /// Where it was.
        to: String,
        /// What the system says.
        error: String,
    },
    /// The directory cannot be read.
    Unreadable {
        /// Which.
        path: String,
        /// What the system says.
        error: String,
    },
    /// The directory is full of files that are in use, or there is one only.
    NothingOld {
        /// Which.
        path: String,
    },
    /// None of the service's directories is on the file system where room is to be made.
    NotOnMount {
        /// Where that is mounted.
        path: String,
    },
    /// Who holds the port may not be seen.
    HolderHidden {
        /// Which port.
        port: u16,
    },
    /// Who holds the port is not of this service.
    HolderForeign {
        /// Which port.
        port: u16,
        /// Who.
        pid: i32,
        /// The name of its program; empty when it may not be seen.
        program: String,
    },
    /// Another service that is supervised here, or another instance, holds the port.
    HolderSupervised {
        /// Which port.
        port: u16,
        /// By which process.
        pid: i32,
        /// Which service.
        other: ServiceName,
    },
    /// Who holds the port does not end.
    HolderStays {
        /// Which port.
        port: u16,
        /// Who.
        pid: i32,
    },
    /// The release link is missing, or something else.
    NotALink {
        /// Which.
        path: String,
        /// What the system says.
        error: String,
    },
    /// The release is there no more.
    NoRelease {
        /// The link.
        path: String,
        /// Where it should point.
        to: String,
    },
    /// The release link cannot be switched.
    NotLinked {
        /// The link.
        path: String,
        /// Where it should point.
        to: String,
        /// What the system says.
        error: String,
    },
    /// A step could not be run.
    NotRun {
        /// Why.
        start: StartError,
    },
    /// A step failed.
    Exited {
        /// Which program.
        program: String,
        /// With which exit code.
        code: i32,
        /// The last line of what it said.
        said: Option<String>,
    },
    /// A step was killed by somebody else.
    Killed {
        /// Which program.
        program: String,
        /// By which signal.
        signal: i32,
        /// The last line of what it said.
        said: Option<String>,
    },
    /// A step had not ended in time, and was killed with its children.
    Overran {
        /// Which program.
        program: String,
        /// The last line of what it said.
        said: Option<String>,
    },
    /// A step ended, and nobody knows how.
    Lost {
        /// Which program.
        program: String,
        /// The last line of what it said.
        said: Option<String>,
    },
    /// As an earlier version wrote it down.
    Told {
        /// Its words.
        text: String,
    },
}

impl From<String> for RemedyError {
    fn from(text: String) -> Self {
        Self::Told { text }
    }
}

/// What recovery may do by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Nothing but the restart policies.
    Off,
    /// It proposes; a person approves.
    Propose,
    /// It acts.
    Act,
}

/// `[recovery]`: what holds for all services.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecoverySpec {
    /// What it may do by itself.
    pub mode: Mode,
    /// What it may do before a failure that was predicted.
    pub preventive: Mode,
    /// A service that is not ready is left alone for this long before it is acted on: most come back by themselves.
    pub patience: Duration,
    /// A service must be well for this long before an attempt counts.
    pub verify_for: Duration,
    /// Failed attempts after which the breaker opens.
    pub breaker_after: u32,
    /// How long it stays open the first time; twice as long each time after, up to 16 times.
    pub breaker_for: Duration,
    /// Runbooks.
    pub runbooks: Vec<RunbookSpec>,
}

impl Default for RecoverySpec {
    fn default() -> Self {
        Self {
            mode: Mode::Act,
            preventive: Mode::Propose,
            patience: Duration::from_secs(5),
            verify_for: Duration::from_secs(10),
            breaker_after: 5,
            breaker_for: Duration::from_mins(1),
            runbooks: Vec::new(),
        }
    }
}

/// `[[runbook]]`: a list of commands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunbookSpec {
    /// Its name; unique.
    pub name: String,
    /// Programs with arguments, run in order; the first that fails ends it.
    pub steps: Vec<Vec<String>>,
    /// Run when it did not heal; may be empty.
    pub undo: Vec<Vec<String>>,
    /// For all its steps together.
    pub timeout: Duration,
}

impl fmt::Debug for RunbookSpec {
    /// Arguments may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunbookSpec")
            .field("name", &self.name)
            .field("steps", &self.steps.len())
            .finish_non_exhaustive()
    }
}

/// How much the platform needs a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Importance {
    /// It may be stopped to relieve the others.
    Low,
    /// As most.
    #[default]
    Normal,
    /// The platform is down without it.
    High,
}

/// `[service.recovery]`: what may be done for one service.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RemedySpec {
    /// Files that a dead predecessor may have left: locks, sockets, pid files.
    pub stale_files: Vec<std::path::PathBuf>,
    /// Directories whose oldest files may go when the disk they are on is full.
    pub log_dirs: Vec<std::path::PathBuf>,
    /// Bytes that each of them may hold, where less than its disk.
    pub log_dir_max: Option<u64>,
    /// Ports that it needs for itself.
    pub ports: Vec<u16>,
    /// A symbolic link to the release that it runs.
    pub release_link: Option<std::path::PathBuf>,
    /// Runbooks that apply.
    pub runbooks: Vec<String>,
    /// How much the platform needs it.
    pub importance: Importance,
    /// It may be stopped to protect the others.
    pub isolate: bool,
}
