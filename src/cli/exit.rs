//! What can go wrong with a command, and the exit code it has.

use std::io;
use std::process::ExitCode;

use crate::config::ConfigError;
use crate::link::client::LinkError;
use crate::model::command::Refusal;
use crate::store::StoreError;

/// A command was not done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Code 1: it failed, here or in the runtime.
    #[error("{0}")]
    Failed(String),
    /// Code 2: the command line or the configuration is wrong.
    #[error("{0}")]
    Usage(String),
    /// Code 3: there is no runtime to reach.
    #[error("{0}")]
    Unreachable(String),
    /// Code 4: the runtime refused.
    #[error("{0}")]
    Refused(String),
    /// Code 0: whoever read our output has had enough.
    #[error("the output was closed")]
    OutputClosed,
}

impl Failure {
    /// The exit code.
    #[must_use]
    pub fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::OutputClosed => 0,
            Self::Failed(_) => 1,
            Self::Usage(_) => 2,
            Self::Unreachable(_) => 3,
            Self::Refused(_) => 4,
        })
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Usage(error.to_string())
    }
}

impl From<LinkError> for Failure {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Rejected { .. } => Self::Refused(error.to_string()),
            _ => Self::Unreachable(error.to_string()),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotNow { .. } | Refusal::Barred { .. } | Refusal::NothingProposed { .. } | Refusal::ReadOnly => {
                Self::Refused(refusal.to_string())
            }
            Refusal::NotFound { .. } | Refusal::NotSaved { .. } | Refusal::Failed { .. } => {
                Self::Failed(refusal.to_string())
            }
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::OutputClosed,
            _ => Self::Failed(format!("cannot write the output: {error}")),
        }
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(format!("{error:#}"))
    }
}
