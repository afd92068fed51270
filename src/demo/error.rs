//! Why there is no demo.

use std::io;
use std::path::Path;

use serde::Serialize;

use crate::i18n::said;

/// A demo could not be started, found or removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "demo")]
pub enum DemoError {
    /// Something in its directory cannot be used.
    Io {
        /// What was tried.
        attempt: DemoAttempt,
        /// With what.
        path: String,
        /// In the system's words.
        error: String,
    },
    /// There is something else in the directory.
    Foreign {
        /// Which.
        dir: String,
    },
    /// Another process runs a demo there.
    InUse {
        /// Which.
        dir: String,
    },
    /// No ports are free.
    NoPorts,
    /// There is no demo to be found.
    NotRunning,
    /// There are several.
    Several {
        /// Where.
        dirs: Vec<String>,
    },
}

/// What was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DemoAttempt {
    /// Find it.
    Find,
    /// Read it.
    Read,
    /// Write it.
    Write,
    /// Make the directory.
    Make,
    /// Lock it.
    Lock,
    /// Make the link.
    Link,
    /// Remove it.
    Remove,
}

said! {
    "demo": DemoError,
}

impl DemoError {
    pub(super) fn io(attempt: DemoAttempt, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Io { attempt, path: path.display().to_string(), error: error.to_string() }
    }
}
