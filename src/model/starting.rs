//! Why a process, or the runtime itself, could not be started: data, which the edge puts into words.

use serde::{Deserialize, Serialize};

use super::managed::ManagerError;
use super::storage::StoreError;
use super::wrong::{AccountError, EnvironmentError};

/// A service could not be started. Names the program, never its arguments or its environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "start")]
pub enum StartError {
    /// The service has no process of its own.
    NoCommand {
        /// Which service.
        service: String,
    },
    /// It cannot run as that user or group.
    Account(AccountError),
    /// A file of variables cannot be used.
    Environment(EnvironmentError),
    /// It could not join its cgroup.
    NotJoined {
        /// As configured.
        program: String,
        /// What the system said.
        error: String,
    },
    /// A limit could not be set.
    NotLimited {
        /// As configured.
        program: String,
        /// As configured, such as `files = 4096`.
        limit: String,
        /// What the system said.
        error: String,
    },
    /// It could not get the groups of its user.
    NotOfGroups {
        /// As configured.
        program: String,
        /// What the system said.
        error: String,
    },
    /// It could not get its group.
    NotOfGroup {
        /// As configured.
        program: String,
        /// Which.
        gid: u32,
        /// What the system said.
        error: String,
    },
    /// It could not become its user.
    NotUser {
        /// As configured.
        program: String,
        /// Which.
        uid: u32,
        /// What the system said.
        error: String,
    },
    /// The program is a path that leads nowhere.
    NotFound {
        /// As configured.
        program: String,
        /// The whole path.
        looked_for: String,
    },
    /// The program is a bare name and is in no directory of `PATH`.
    NotInPath {
        /// As configured.
        program: String,
    },
    /// The file is there, but what runs it is not.
    NoInterpreter {
        /// As configured.
        program: String,
    },
    /// The file may not be executed.
    NotExecutable {
        /// As configured.
        program: String,
    },
    /// The file is not a program, or one for another machine.
    NotAProgram {
        /// As configured.
        program: String,
    },
    /// Somebody is writing to the file.
    Busy {
        /// As configured.
        program: String,
    },
    /// The working directory is missing.
    NoWorkingDir {
        /// As configured.
        dir: String,
    },
    /// The working directory may not be entered.
    WorkingDirClosed {
        /// As configured.
        dir: String,
    },
    /// The system has no room for another process.
    NoRoom {
        /// As configured.
        program: String,
        /// What the system said.
        error: String,
    },
    /// The command line and the environment are too long.
    TooLong {
        /// As configured.
        program: String,
    },
    /// The process ran, but could not be identified, so it was killed.
    Unidentified {
        /// As configured.
        program: String,
        /// What the system said.
        error: String,
    },
    /// Anything else.
    Other {
        /// As configured.
        program: String,
        /// What the system said.
        error: String,
    },
    /// Its manager does not start it.
    Manager(ManagerError),
    /// systemd has tried and given up.
    GivenUp {
        /// Its result: `start-limit-hit`.
        result: String,
    },
    /// In other words than ours: those of a container engine, or of an earlier version.
    Told {
        /// These.
        said: String,
    },
}

impl From<String> for StartError {
    fn from(said: String) -> Self {
        Self::Told { said }
    }
}

/// The runtime could not be started, or did not end as it should.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "boot")]
pub enum BootError {
    /// The data directory cannot be used.
    Store(StoreError),
    /// The directory of the services' logs cannot be made.
    Logs {
        /// The data directory.
        dir: String,
        /// In the system's words.
        error: String,
    },
    /// The socket cannot be made.
    Socket {
        /// The data directory.
        dir: String,
        /// In the system's words.
        error: String,
    },
    /// No thread could be started.
    Thread {
        /// In the system's words.
        error: String,
    },
    /// It panicked.
    Panicked {
        /// In the words of the panic.
        error: String,
    },
}

impl BootError {
    /// No thread could be started.
    pub fn thread(error: impl ToString) -> Self {
        Self::Thread { error: error.to_string() }
    }
}

impl From<StoreError> for BootError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<AccountError> for StartError {
    fn from(error: AccountError) -> Self {
        Self::Account(error)
    }
}

impl From<EnvironmentError> for StartError {
    fn from(error: EnvironmentError) -> Self {
        Self::Environment(error)
    }
}
