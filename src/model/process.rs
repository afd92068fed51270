//! What only a supervised process has: how it may end, and what it is given.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::service::Exit;

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
