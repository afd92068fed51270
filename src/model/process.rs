//! What only a supervised process has: how it may end, and what it is given.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::service::Exit;
use super::spec::StopSignal;

/// How a running service is told to read its configuration again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReloadSpec {
    /// By a signal to its process, and to that one alone: its children may not know it and die of it.
    Signal(StopSignal),
    /// By a program.
    Command {
        /// Program and arguments; no shell.
        command: Vec<String>,
        /// It is killed when it takes longer.
        timeout: Duration,
    },
}

impl fmt::Debug for ReloadSpec {
    /// Arguments may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signal(signal) => f.debug_tuple("Signal").field(signal).finish(),
            Self::Command { command, .. } => f.debug_tuple("Command").field(&command.first()).finish(),
        }
    }
}

/// What a running process is asked to do by other means than its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    /// The command that asks it to end.
    Stop,
    /// To read its configuration again.
    Reload,
}

impl Errand {
    /// The word used in messages, and for the errand's own processes.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Reload => "reload",
        }
    }
}

/// As whom a process runs: names or numbers; as the runtime where none is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSpec {
    /// User.
    pub user: Option<String>,
    /// Group; the user's own unless said.
    pub group: Option<String>,
}

impl AccountSpec {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.user.is_none() && self.group.is_none()
    }
}

/// How much a service may take; none where nothing is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitsSpec {
    /// Bytes of memory of all its processes together.
    pub memory: Option<u64>,
    /// Thousandths of a processor core.
    pub cpu_millis: Option<u32>,
    /// Open files of each process.
    pub files: Option<u32>,
    /// Processes and threads: of the service where a cgroup holds it, otherwise of its user.
    pub processes: Option<u32>,
    /// Bytes of a core dump.
    pub core: Option<u64>,
    /// Bytes of address space of each process.
    pub address_space: Option<u64>,
}

impl LimitsSpec {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Which limits of a start a cgroup holds. Memory that none holds is watched instead, processes are counted by user, and
/// nothing holds back the processor.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Memory.
    pub memory: bool,
    /// Processor.
    pub cpu: bool,
    /// Processes.
    pub processes: bool,
    /// Why not those that it does not, where it should.
    pub why_not: Option<CgroupError>,
}

/// Why a cgroup does not hold what it should. Paths are as shown to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "cgroup")]
pub enum CgroupError {
    /// This host has no cgroup v2.
    None,
    /// A file of it cannot be read.
    Unreadable {
        /// Which.
        path: String,
        /// In the system's words.
        error: String,
    },
    /// Nothing at all can be held there.
    NoController {
        /// Where.
        path: String,
    },
    /// Some of what should be held cannot be.
    Lacking {
        /// The controllers that are not there.
        all_of: Vec<String>,
        /// Where.
        path: String,
    },
    /// What is not ours lives there as well.
    NotAlone {
        /// Where.
        path: String,
    },
    /// Its controllers cannot be handed down.
    NotDivided {
        /// Where.
        path: String,
        /// In the system's words.
        error: String,
    },
    /// A group below it cannot be made.
    NotMade {
        /// Which.
        path: String,
        /// In the system's words.
        error: String,
    },
}

/// A file of variables, read at each start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvironmentFile {
    /// Absolute.
    pub path: PathBuf,
    /// It may be missing.
    pub optional: bool,
}

/// A way to end that counts as success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuccessExit {
    /// With this exit code, from 0 to 255.
    Code(i32),
    /// By this signal.
    Signal(i32),
}

impl SuccessExit {
    /// Whether the exit is this one.
    #[must_use]
    pub fn is(self, exit: Exit) -> bool {
        match (self, exit) {
            (Self::Code(wanted), Exit::Code(code)) => wanted == code,
            (Self::Signal(wanted), Exit::Signal(signal)) => wanted == signal,
            _ => false,
        }
    }
}
