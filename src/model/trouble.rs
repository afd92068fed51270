//! What can be wrong with the runtime itself: data, which the edge puts into words that say what to do.

use serde::{Deserialize, Serialize};

use super::drive::DriveFault;
use super::id::ServiceName;
use super::managed::ManagerError;
use super::storage::{LogError, StoreError};
use super::system::SystemError;
use super::wrong::ConfigError;

/// Something of the runtime itself is broken, or happened to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "trouble")]
pub enum RuntimeTrouble {
    /// A database does not work.
    Store(StoreError),
    /// The same, and for so long that lines of the log of changes are lost.
    Losing {
        /// Why it does not work.
        store: StoreError,
    },
    /// A database could not be read; it was kept, and a new one begun.
    SetAside {
        /// Which.
        path: String,
        /// Where it is now.
        aside: String,
        /// In SQLite's words; none when it was another program's.
        reason: Option<String>,
    },
    /// Rows of a database make no sense, and were left out.
    OddRows {
        /// Which.
        path: String,
        /// How many.
        rows: u64,
    },
    /// A manager of units or containers cannot be asked, or does not do what it is asked to.
    Manager(ManagerError),
    /// A service runs without its log.
    NoOutput {
        /// Which.
        service: ServiceName,
        /// Why.
        log: LogError,
    },
    /// The sizes of the logs are not watched.
    LogsUnwatched {
        /// Why.
        system: SystemError,
    },
    /// The head of a log was thrown away for the sake of the disk.
    LogCut {
        /// Why it could not be copied.
        log: LogError,
    },
    /// A log is too long and stays so.
    LogNotRotated {
        /// Why.
        log: LogError,
    },
    /// Files that start a workflow are not watched.
    FilesUnwatched {
        /// The pattern.
        path: String,
        /// Why.
        system: SystemError,
    },
    /// So many files fit a pattern that they are not watched.
    FilesTooMany {
        /// The pattern.
        path: String,
        /// At most so many are.
        most: u64,
    },
    /// Nobody listens for requests that start workflows.
    HooksUnheard {
        /// Where.
        address: String,
        /// Why.
        system: SystemError,
    },
    /// The configuration was changed to one that cannot be used; what was in force stays so.
    Configuration {
        /// The first of its faults.
        configuration: ConfigError,
        /// How many it has.
        faults: u64,
    },
    /// The model that should foresee failures of drives cannot be used.
    DriveModel {
        /// Its file.
        path: String,
        /// Why not.
        drive_fault: DriveFault,
    },
    /// The file of a workflow cannot be used; what was in force of it stays so.
    Workflow {
        /// The file, with the first of its faults.
        configuration: ConfigError,
        /// How many it has.
        faults: u64,
    },
    /// In other words than ours: those of an earlier version.
    Told {
        /// These.
        said: String,
    },
}

impl From<String> for RuntimeTrouble {
    fn from(said: String) -> Self {
        Self::Told { said }
    }
}
