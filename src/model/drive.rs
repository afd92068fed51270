//! Drives: what is in the way of asking them how they are, and what a model says of them.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::prediction::Omen;

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

/// Why a model of drives cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "drive_fault")]
pub enum DriveFault {
    /// The file cannot be read.
    ModelUnreadable {
        /// In the system's words.
        error: String,
    },
    /// The file is larger than any model.
    ModelTooLarge,
    /// The file is cut off, or nothing that could be a model.
    ModelForeign {
        /// In the words of the reader.
        error: String,
    },
    /// The file is a model of another version.
    ModelOfOtherVersion {
        /// Its own.
        found: u32,
        /// This program's.
        known: u32,
    },
    /// It has no column that a drive has a series for.
    ModelWithoutColumns {
        /// Some that it has.
        columns: String,
    },
    /// The numbers could not be worked out.
    ModelOdd {
        /// In the words of the library.
        error: String,
    },
}

/// What a model says of all drives.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DriveReport {
    /// So far it looks ahead.
    pub horizon: Duration,
    /// How likely a failure is when nothing is known, 0..1.
    pub usual: f64,
    /// Each drive that is there, in alphabetical order, with what is said of it.
    pub drives: Vec<(String, DriveOdds)>,
}

/// What a model says of a drive.
#[derive(Debug, Clone, PartialEq)]
pub enum DriveOdds {
    /// It was seen for too short a time.
    Learning {
        /// For so long.
        seen: Duration,
        /// Of so long.
        of: Duration,
    },
    /// How likely it fails within the horizon.
    Asked {
        /// As the model says, 0..1.
        own: f64,
        /// As a logistic regression says that looks at the same, 0..1.
        rule: f64,
        /// What speaks for it, the strongest first.
        signs: Vec<Omen>,
    },
}
