//! Drives, and what is in the way of asking them how they are.

use serde::{Deserialize, Serialize};

/// Why drives cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "drives")]
pub enum DriveError {
    /// There is no such program.
    NoProgram {
        /// Which.
        program: String,
    },
    /// It could not be run.
    ProgramNotRun {
        /// Which.
        program: String,
        /// In the system's words.
        error: String,
    },
    /// It did not end in time.
    ProgramSilent {
        /// Which.
        program: String,
        /// How long it had.
        seconds: u64,
    },
    /// What it prints is not what it is asked for.
    ProgramForeign {
        /// Which.
        program: String,
    },
    /// This user may not ask drives.
    DrivesClosed {
        /// The first of them.
        drive: String,
        /// In the program's words.
        said: String,
    },
    /// There is no drive that could be asked.
    NoDrives,
}

impl DriveError {
    /// Whether that is how things are on many a host, and nothing to look after.
    #[must_use]
    pub fn is_harmless(&self) -> bool {
        matches!(self, Self::NoProgram { .. } | Self::NoDrives)
    }
}
