//! What can be wrong with a model and what it is made from.

use serde::Serialize;

/// A model cannot be made, read or used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "model")]
pub enum ModelError {
    /// A row without a time.
    NoTime,
    /// More rows than memory is meant for.
    TooManyRows {
        /// So many.
        most: usize,
    },
    /// No time lies within that.
    NoHorizon,
    /// Too few questions that failed, or that did not.
    TooFew {
        /// How many failed.
        failed: usize,
        /// How many did not.
        well: usize,
        /// How many of each there must be.
        least: usize,
    },
    /// It was called off.
    Cancelled,
    /// The file is cut off, or nothing that could be a model.
    Foreign {
        /// In the words of the reader.
        error: String,
    },
    /// The file has tensors, but no model of this program.
    NotOurs,
    /// The file is a model of another version.
    OtherVersion {
        /// Its own.
        found: u32,
        /// This program's.
        known: u32,
    },
    /// Parts of the file do not fit together.
    Inconsistent {
        /// The first of them.
        part: String,
    },
    /// The numbers could not be worked out.
    Numbers {
        /// In the words of the library.
        error: String,
    },
}

impl From<candle_core::Error> for ModelError {
    fn from(error: candle_core::Error) -> Self {
        // Behind the first line are places in the library.
        let error = error.to_string();
        Self::Numbers { error: error.lines().next().unwrap_or_default().to_owned() }
    }
}
