//! What can be wrong with a data directory and the files in it: data, which the edge puts into words. Paths are as shown
//! to people.

use serde::{Deserialize, Serialize};

use super::system::SystemError;

/// Why storage does not work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "store")]
pub enum StoreError {
    /// The directory above the data directory is not there.
    NoParent {
        /// The data directory.
        dir: String,
        /// What is missing.
        parent: String,
    },
    /// The data directory is something else.
    NotADirectory {
        /// Where.
        dir: String,
    },
    /// A directory, or another special file, where a database has to be.
    NotAFile {
        /// Where.
        path: String,
    },
    /// The user may not.
    NoPermission {
        /// Where.
        path: String,
        /// What was tried.
        action: StoreAction,
    },
    /// The file system, or the file, cannot be written.
    ReadOnly {
        /// Where.
        path: String,
        /// What was tried.
        action: StoreAction,
    },
    /// Out of space.
    DiskFull {
        /// Which file.
        path: String,
        /// Which directory.
        dir: String,
        /// What was tried.
        action: StoreAction,
    },
    /// The history is at its bound, and making room did not help.
    TooSmall {
        /// Which file.
        path: String,
        /// The bound, with the log.
        bound: u64,
    },
    /// Another program holds a lock on the file.
    Locked {
        /// Which file.
        path: String,
        /// What was tried.
        action: StoreAction,
    },
    /// Another runtime works in this directory.
    InUse {
        /// The data directory.
        dir: String,
        /// The other runtime, where it said so.
        pid: Option<i32>,
    },
    /// The content is damaged.
    Unreadable {
        /// Which file.
        path: String,
        /// In SQLite's words.
        reason: String,
    },
    /// The content is another program's.
    Foreign {
        /// Which file.
        path: String,
    },
    /// Written by a later version of this product.
    Newer {
        /// Which file.
        path: String,
        /// Its schema.
        found: i64,
        /// The newest known here.
        known: i64,
    },
    /// Written by an earlier version, and opened only for reading.
    Older {
        /// Which file.
        path: String,
        /// Its schema.
        found: i64,
        /// The one needed.
        known: i64,
    },
    /// Its thread has ended.
    Closed,
    /// There is nothing to read.
    Missing {
        /// Where.
        dir: String,
    },
    /// Another failure of the operating system.
    Io {
        /// Where.
        path: String,
        /// What was tried.
        action: StoreAction,
        /// In the words of the system.
        error: String,
    },
    /// Another failure of the database.
    Sql {
        /// Which file.
        path: String,
        /// What was tried.
        action: StoreAction,
        /// In the words of the database.
        error: String,
    },
}

/// What was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoreAction {
    /// Open it.
    Open,
    /// Read it.
    Read,
    /// Write to it.
    Write,
    /// Create the file.
    Make,
    /// Create the directory.
    MakeDirectory,
    /// Lock the directory.
    Lock,
    /// Bring its schema up to date.
    Migrate,
    /// Delete what is too old.
    CleanUp,
    /// Move the damaged file away.
    SetAside,
    /// Move its log away as well.
    SetAsideLog,
    /// Copy its log into it.
    ShortenLog,
    /// Start the thread that owns it.
    StartThread,
    /// Start the thread that answers queries.
    StartReader,
}

/// Why a service's log cannot be handled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "log")]
pub enum LogError {
    /// The service's name is no file name.
    BadName {
        /// The service's name.
        name: String,
    },
    /// What stands in the log's place is a symbolic link or a device.
    NotPlain {
        /// Where.
        path: String,
    },
    /// The system refused.
    Io {
        /// Where.
        path: String,
        /// What was tried.
        action: LogAction,
        /// Why.
        system: SystemError,
    },
}

/// What was tried with a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogAction {
    /// Open it.
    Open,
    /// Ask for its size.
    LookAt,
    /// Read it.
    Read,
    /// Copy lines to it.
    CopyTo,
    /// Rename it.
    Rename,
    /// Remove it.
    Remove,
    /// Empty it.
    Truncate,
    /// Note what was taken out of it.
    NoteIn,
}
