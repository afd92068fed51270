//! Accounts and files of variables that a process cannot have: found when the configuration is checked, and again
//! whenever it is started.

use serde::{Deserialize, Serialize};

/// A process cannot run as that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "account")]
pub enum AccountError {
    /// No such user.
    NoUser {
        /// As configured.
        name: String,
    },
    /// No such group.
    NoGroup {
        /// As configured.
        name: String,
    },
    /// A number without an account has no group of its own.
    NoOwnGroup {
        /// As configured.
        uid: u32,
    },
    /// Only root may become another user.
    NotRootForUser {
        /// As configured.
        name: String,
    },
    /// Only root may take on another group.
    NotRootForGroup {
        /// As configured.
        name: String,
    },
}

/// A file of variables cannot be used. No variant holds a value: what stands in such files are secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "environment")]
pub enum EnvironmentError {
    /// It is not there.
    Missing {
        /// Which.
        file: String,
    },
    /// It may not be read.
    Closed {
        /// Which.
        file: String,
    },
    /// It is a directory or a device, or too large.
    NotPlain {
        /// Which.
        file: String,
    },
    /// The system refused.
    Io {
        /// Which.
        file: String,
        /// What the system said.
        error: String,
    },
    /// It is in another encoding.
    NotUtf8 {
        /// Which.
        file: String,
        /// Counted from 1.
        line: usize,
    },
    /// A line that sets nothing.
    NotAVariable {
        /// Which.
        file: String,
        /// Counted from 1.
        line: usize,
    },
    /// The environment has no such names.
    NoVariableName {
        /// Which.
        file: String,
        /// Counted from 1.
        line: usize,
        /// What was given.
        name: String,
    },
    /// A variable by which the runtime finds its processes again.
    OwnVariable {
        /// Which.
        file: String,
        /// Counted from 1.
        line: usize,
        /// The variable.
        name: String,
    },
    /// A NUL character, which the environment cannot hold.
    HoldsNul {
        /// Which.
        file: String,
        /// Counted from 1.
        line: usize,
        /// The variable.
        name: String,
    },
    /// A quote that is not closed.
    OpenQuote {
        /// Which.
        file: String,
        /// Where it begins, counted from 1.
        line: usize,
    },
    /// Something stands behind the closing quote.
    BehindQuote {
        /// Which.
        file: String,
        /// Counted from 1.
        line: usize,
    },
}
