//! What `autoagents doctor` finds: data, with its check and its verdict.

use serde::Serialize;

use crate::config::ConfigError;
use crate::i18n::{Texts, said};
use crate::model::drive::{DriveError, DriveFault};
use crate::model::managed::ManagerError;

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Verdict {
    Fine,
    Warning,
    Bad,
}

impl Verdict {
    /// As in JSON.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Warning => "warning",
            Self::Bad => "bad",
        }
    }
}

/// What a check found. Sizes are in MiB.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "finding")]
pub(super) enum Finding {
    ConfigurationFine,
    ConfigurationFaulty(ConfigError),
    ProgramsFine,
    ProgramsMissing(ConfigError),
    DirectoryFine { dir: String },
    DirectoryNoParent { dir: String },
    DirectoryIsNone { dir: String },
    DirectoryNotWritable { dir: String },
    DirectoryOpenToOthers { dir: String },
    DirectoryUnknown { dir: String, error: String },
    SpaceFine { free: u64, most: u64 },
    SpaceShort { free: u64, most: u64 },
    SpaceLittle { free: u64, most: u64 },
    SpaceUnknown { dir: String, error: String },
    RuntimeRuns,
    RuntimeNone,
    SystemdFine { version: String },
    SystemdAway { manager: ManagerError },
    EngineFine { socket: String, version: String },
    EngineAway { manager: ManagerError },
    DrivesFine { count: u64 },
    DrivesOff,
    DrivesUnasked { drives: DriveError },
    DriveModelFine { path: String },
    DriveModelNone,
    DriveModelFaulty { path: String, drive_fault: DriveFault },
    ProcFine,
    ProcWithoutEnvironment,
    ProcUnreadable,
    PidfdFine,
    PidfdMissing { error: String },
    FilesFine { limit: u64 },
    FilesFew { limit: u64 },
    FilesUnlimited,
    TerminalFine { term: String },
    TerminalDumb { term: String },
    LogoutFine,
    LogoutKills,
}

said! {
    "finding": Finding,
}

impl Finding {
    /// The check that found it, as in JSON, and its verdict.
    pub(super) fn of(&self) -> (&'static str, Verdict) {
        use Verdict::{Bad, Fine, Warning};
        match self {
            Self::ConfigurationFine => ("configuration", Fine),
            Self::ConfigurationFaulty(_) => ("configuration", Bad),
            Self::ProgramsFine => ("programs", Fine),
            Self::ProgramsMissing(_) => ("programs", Bad),
            Self::DirectoryFine { .. } => ("data_directory", Fine),
            Self::DirectoryOpenToOthers { .. } => ("data_directory", Warning),
            Self::DirectoryNoParent { .. }
            | Self::DirectoryIsNone { .. }
            | Self::DirectoryNotWritable { .. }
            | Self::DirectoryUnknown { .. } => ("data_directory", Bad),
            Self::SpaceFine { .. } => ("disk_space", Fine),
            Self::SpaceShort { .. } => ("disk_space", Warning),
            Self::SpaceLittle { .. } | Self::SpaceUnknown { .. } => ("disk_space", Bad),
            Self::RuntimeRuns | Self::RuntimeNone => ("runtime", Fine),
            Self::SystemdFine { .. } => ("systemd", Fine),
            Self::SystemdAway { .. } => ("systemd", Bad),
            Self::EngineFine { .. } => ("container_engine", Fine),
            Self::EngineAway { .. } => ("container_engine", Bad),
            Self::DrivesFine { .. } | Self::DrivesOff => ("drives", Fine),
            Self::DrivesUnasked { drives } => ("drives", if drives.is_harmless() { Fine } else { Warning }),
            Self::DriveModelFine { .. } | Self::DriveModelNone => ("drive_model", Fine),
            Self::DriveModelFaulty { .. } => ("drive_model", Warning),
            Self::ProcFine => ("proc", Fine),
            Self::ProcWithoutEnvironment => ("proc", Warning),
            Self::ProcUnreadable => ("proc", Bad),
            Self::PidfdFine => ("pidfd", Fine),
            Self::PidfdMissing { .. } => ("pidfd", Warning),
            Self::FilesFine { .. } | Self::FilesUnlimited => ("open_files", Fine),
            Self::FilesFew { .. } => ("open_files", Warning),
            Self::TerminalFine { .. } => ("terminal", Fine),
            Self::TerminalDumb { .. } => ("terminal", Warning),
            Self::LogoutFine => ("logout", Fine),
            Self::LogoutKills => ("logout", Warning),
        }
    }

    /// In words.
    pub(super) fn words(&self, texts: &Texts) -> String {
        match self {
            Self::ConfigurationFaulty(error) | Self::ProgramsMissing(error) => texts.report(error),
            other => texts.say(other),
        }
    }
}
