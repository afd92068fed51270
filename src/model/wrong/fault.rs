//! A fault: where it is, of which key, and what is wrong.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{AccountError, EnvironmentError, WrongFlow, WrongKeys, WrongName, WrongPlace, WrongSyntax, WrongValue};

/// A configuration that cannot be used, with every fault that was found in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigError {
    /// The file; none when there is none.
    pub file: Option<PathBuf>,
    /// In the order of the file; at least one.
    pub faults: Vec<Fault>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// Path of the key, such as `service[0].probe[1].interval`; empty when it is not about a key.
    pub key: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// Where a fault is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In a line of the file.
    Line {
        /// Counted from 1.
        line: usize,
        /// Counted from 1, in characters.
        column: usize,
        /// The line, safe to show: without control sequences, secrets masked.
        text: String,
        /// Blank cells before the mark under the line, and cells of the mark.
        mark: (usize, usize),
    },
    /// In a variable or a flag of this name.
    Origin(String),
    /// The file as a whole.
    File,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "wrong")]
pub enum Wrong {
    /// A value by itself.
    WrongValue(WrongValue),
    /// A name, or who is named by it.
    WrongName(WrongName),
    /// A key, or keys that do not go together.
    WrongKeys(WrongKeys),
    /// The text as TOML.
    WrongSyntax(WrongSyntax),
    /// A file, a directory or a program.
    WrongPlace(WrongPlace),
    /// A workflow.
    WrongFlow(WrongFlow),
    /// As whom a process is to run.
    Account(AccountError),
    /// A file of variables.
    Environment(EnvironmentError),
}

impl From<WrongValue> for Wrong {
    fn from(wrong: WrongValue) -> Self {
        Self::WrongValue(wrong)
    }
}

impl From<WrongName> for Wrong {
    fn from(wrong: WrongName) -> Self {
        Self::WrongName(wrong)
    }
}

impl From<WrongKeys> for Wrong {
    fn from(wrong: WrongKeys) -> Self {
        Self::WrongKeys(wrong)
    }
}

impl From<WrongSyntax> for Wrong {
    fn from(wrong: WrongSyntax) -> Self {
        Self::WrongSyntax(wrong)
    }
}

impl From<WrongPlace> for Wrong {
    fn from(wrong: WrongPlace) -> Self {
        Self::WrongPlace(wrong)
    }
}

impl From<WrongFlow> for Wrong {
    fn from(wrong: WrongFlow) -> Self {
        Self::WrongFlow(wrong)
    }
}

impl From<AccountError> for Wrong {
    fn from(wrong: AccountError) -> Self {
        Self::Account(wrong)
    }
}

impl From<EnvironmentError> for Wrong {
    fn from(wrong: EnvironmentError) -> Self {
        Self::Environment(wrong)
    }
}
