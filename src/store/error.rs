//! What can be wrong with a data directory and the files in it.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use rusqlite::ffi;

/// Less than this left on a disk means that an unspecific failure is for want of space.
const NO_SPACE: u64 = 64 * 1024;

/// Why storage does not work. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The directory above the data directory is not there.
    #[error(
        "the data directory `{dir}` cannot be made because `{parent}` does not exist; hint: mkdir -p `{parent}`, or choose another place with --data-dir"
    )]
    NoParent {
        /// The data directory.
        dir: PathBuf,
        /// What is missing.
        parent: PathBuf,
    },
    /// The data directory is something else.
    #[error(
        "the data directory `{dir}` is not a directory; hint: move it away, or choose another place with --data-dir"
    )]
    NotADirectory {
        /// Where.
        dir: PathBuf,
    },
    /// A directory, or another special file, where a database has to be.
    #[error("`{path}` is not a regular file; hint: move it away")]
    NotAFile {
        /// Where.
        path: PathBuf,
    },
    /// The user may not.
    #[error(
        "no permission to {action} `{path}`; hint: run as the owner of the data directory, or choose another with --data-dir"
    )]
    NoPermission {
        /// Where.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
    },
    /// The file system, or the file, cannot be written.
    #[error(
        "cannot {action} `{path}`: it is read-only; hint: mount it writable, or choose another place with --data-dir"
    )]
    ReadOnly {
        /// Where.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
    },
    /// Out of space.
    #[error(
        "cannot {action} `{path}`: the disk holding `{dir}` is full; hint: free space there, nothing else has to be done"
    )]
    DiskFull {
        /// Which file.
        path: PathBuf,
        /// Which directory.
        dir: PathBuf,
        /// What was tried.
        action: &'static str,
    },
    /// The history is at its bound, and making room did not help.
    #[error("`{path}` has no room within its bound of {bound} bytes; hint: raise store.history_max_size")]
    TooSmall {
        /// Which file.
        path: PathBuf,
        /// The bound, with the log.
        bound: u64,
    },
    /// Another program holds a lock on the file.
    #[error("cannot {action} `{path}`: another program has locked it; hint: close it (fuser -v `{path}` names it)")]
    Locked {
        /// Which file.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
    },
    /// Another runtime works in this directory.
    #[error("a runtime already works in `{dir}`{}; hint: use it with `autoagents attach`, or choose another place with --data-dir", pid.map(|pid| format!(" (pid {pid})")).unwrap_or_default())]
    InUse {
        /// The data directory.
        dir: PathBuf,
        /// The other runtime, where it said so.
        pid: Option<i32>,
    },
    /// The content is damaged or is not ours.
    #[error("`{path}` cannot be read: {reason}; hint: restore it from a backup, or move it away to begin anew")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// In SQLite's words.
        reason: String,
    },
    /// Written by a later version of this product.
    #[error(
        "`{path}` has schema {found}, and this version knows only up to {known}; it was left as it is; hint: upgrade autoagents, or choose another place with --data-dir"
    )]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest known here.
        known: i64,
    },
    /// Written by an earlier version, and opened only for reading.
    #[error(
        "`{path}` has schema {found}, and {known} is needed to read it; hint: start `autoagents` once, which migrates it"
    )]
    Older {
        /// Which file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The one needed.
        known: i64,
    },
    /// There is nothing to read.
    #[error("there is no history in `{dir}`; hint: start `autoagents`, or name the data directory with --data-dir")]
    Missing {
        /// Where.
        dir: PathBuf,
    },
    /// Another failure of the operating system.
    #[error("cannot {action} `{path}`: {source}; hint: see `dmesg` for disk errors, and `autoagents doctor`")]
    Io {
        /// Where.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// Why.
        source: io::Error,
    },
    /// Another failure of the database.
    #[error("cannot {action} `{path}`: {source}; hint: see `dmesg` for disk errors, and `autoagents doctor`")]
    Sql {
        /// Which file.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// Why.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// From a failure of the operating system.
    pub(crate) fn of_io(source: io::Error, path: &Path, action: &'static str) -> Self {
        let (path, dir) = (path.to_owned(), parent(path));
        match source.kind() {
            io::ErrorKind::PermissionDenied => Self::NoPermission { path, action },
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path, action },
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path, dir, action },
            io::ErrorKind::IsADirectory => Self::NotAFile { path },
            _ => Self::Io { path, action, source },
        }
    }

    /// From a failure of the database, with a look at the disk where SQLite itself is vague.
    pub(crate) fn of_sql(source: rusqlite::Error, path: &Path, action: &'static str) -> Self {
        let (path, dir) = (path.to_owned(), parent(path));
        match source.sqlite_error().map(|error| (error.code, error.extended_code)) {
            Some((ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _)) => {
                Self::Unreadable { path, reason: source.to_string() }
            }
            Some((ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _)) => Self::Locked { path, action },
            Some((ErrorCode::DiskFull, _)) => Self::DiskFull { path, dir, action },
            Some((ErrorCode::PermissionDenied, _)) => Self::NoPermission { path, action },
            Some((ErrorCode::ReadOnly, ffi::SQLITE_READONLY_DBMOVED)) => Self::Sql { path, action, source },
            Some((ErrorCode::ReadOnly, _)) => Self::ReadOnly { path, action },
            Some((ErrorCode::CannotOpen | ErrorCode::SystemIoFailure, _)) => {
                if is_full(&dir) {
                    return Self::DiskFull { path, dir, action };
                }
                match why_not_writable(&dir) {
                    Some(rustix::io::Errno::ACCESS | rustix::io::Errno::PERM) => Self::NoPermission { path, action },
                    Some(rustix::io::Errno::ROFS) => Self::ReadOnly { path, action },
                    _ => Self::Sql { path, action, source },
                }
            }
            _ => Self::Sql { path, action, source },
        }
    }

    /// Whether the content is damaged, so that the file has to be set aside.
    pub(crate) fn is_unreadable(&self) -> bool {
        matches!(self, Self::Unreadable { .. })
    }
}

/// Whether the disk that holds this directory has no room left.
pub(crate) fn is_full(dir: &Path) -> bool {
    rustix::fs::statvfs(dir).is_ok_and(|disk| {
        disk.f_bavail.saturating_mul(disk.f_frsize) < NO_SPACE || (disk.f_files > 0 && disk.f_favail == 0)
    })
}

fn why_not_writable(dir: &Path) -> Option<rustix::io::Errno> {
    use rustix::fs::Access;
    rustix::fs::access(dir, Access::WRITE_OK | Access::EXEC_OK).err()
}

fn parent(path: &Path) -> PathBuf {
    path.parent().unwrap_or(path).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sqlite(code: i32) -> rusqlite::Error {
        rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some("words".to_owned()))
    }

    #[test]
    fn every_failure_says_what_to_do() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state.db");
        let cases = [
            (ffi::SQLITE_CORRUPT, "cannot be read: words"),
            (ffi::SQLITE_NOTADB, "cannot be read: words"),
            (ffi::SQLITE_BUSY, "another program has locked it"),
            (ffi::SQLITE_FULL, "is full; hint: free space"),
            (ffi::SQLITE_READONLY, "it is read-only"),
            (ffi::SQLITE_PERM, "no permission to write"),
            (ffi::SQLITE_IOERR, "words"),
        ];
        for (code, wanted) in cases {
            let text = StoreError::of_sql(sqlite(code), &path, "write").to_string();
            assert!(text.contains(wanted), "{code}: {text}");
            assert!(text.contains("hint: "), "{text}");
            assert!(text.contains("state.db"), "{text}");
        }
    }

    #[test]
    fn failures_of_the_system_keep_their_meaning() {
        let path = Path::new("/data/history.db");
        let of = |errno: rustix::io::Errno| StoreError::of_io(errno.into(), path, "open");
        assert!(matches!(of(rustix::io::Errno::ACCESS), StoreError::NoPermission { .. }));
        assert!(matches!(of(rustix::io::Errno::ROFS), StoreError::ReadOnly { .. }));
        assert!(matches!(of(rustix::io::Errno::NOSPC), StoreError::DiskFull { .. }));
        assert!(matches!(of(rustix::io::Errno::ISDIR), StoreError::NotAFile { .. }));
        assert!(matches!(of(rustix::io::Errno::IO), StoreError::Io { .. }));
    }
}
