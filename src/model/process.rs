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
