//! Files, directories and programs that are not there or cannot be used.

use serde::{Deserialize, Serialize};

/// What is wrong with a file, a directory or a program. Paths are as shown to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "wrong_place")]
pub enum WrongPlace {
    /// There is no configuration file.
    NoFile,
    /// A directory was named as the configuration file.
    FileIsDirectory,
    /// The configuration file may not be read.
    FileClosed,
    /// The configuration file cannot be read.
    FileUnreadable {
        /// In the system's words.
        error: String,
    },
    /// The configuration file is larger than one could be.
    FileLarge {
        /// Such as `4 MiB`.
        most: String,
    },
    /// The configuration file is in another encoding.
    NotUtf8 {
        /// Counted from 1.
        line: usize,
        /// Within the line, counted from 1.
        byte: usize,
        /// Such as `0xe9`.
        value: String,
    },
    /// There is none.
    NoDirectory {
        /// Which.
        path: String,
    },
    /// It is something else.
    NotADirectory {
        /// Which.
        path: String,
    },
    /// It cannot be looked at.
    DirectoryClosed {
        /// Which.
        path: String,
    },
    /// There is none.
    NoProgram {
        /// As configured.
        program: String,
        /// Which was probably meant.
        near: Option<String>,
    },
    /// There is none in any directory of `PATH`.
    NotInPath {
        /// As configured.
        program: String,
        /// Which was probably meant.
        near: Option<String>,
    },
    /// A directory was named as the program.
    ProgramIsDirectory {
        /// As configured.
        program: String,
    },
    /// Its mode says that it is no program.
    NotExecutable {
        /// Where.
        path: String,
    },
}
