//! What can be wrong with a data directory and the files in it.

use std::io;
use std::path::Path;

use rusqlite::ErrorCode;
use rusqlite::ffi;

pub(crate) use crate::model::storage::{StoreAction, StoreError};

/// Less than this left on a disk means that an unspecific failure is for want of space.
const NO_SPACE: u64 = 64 * 1024;

impl StoreError {
    /// From a failure of the operating system.
    pub(crate) fn of_io(source: io::Error, path: &Path, action: StoreAction) -> Self {
        let (path, dir) = (shown(path), shown(parent(path)));
        match source.kind() {
            io::ErrorKind::PermissionDenied => Self::NoPermission { path, action },
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path, action },
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path, dir, action },
            io::ErrorKind::IsADirectory => Self::NotAFile { path },
            _ => Self::Io { path, action, error: source.to_string() },
        }
    }

    /// From a failure of the database, with a look at the disk where SQLite itself is vague.
    pub(crate) fn of_sql(source: rusqlite::Error, path: &Path, action: StoreAction) -> Self {
        let (dir, path) = (parent(path), shown(path));
        match source.sqlite_error().map(|error| (error.code, error.extended_code)) {
            Some((ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _)) => {
                Self::Unreadable { path, reason: source.to_string() }
            }
            Some((ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _)) => Self::Locked { path, action },
            Some((ErrorCode::DiskFull, _)) => Self::DiskFull { path, dir: shown(dir), action },
            Some((ErrorCode::PermissionDenied, _)) => Self::NoPermission { path, action },
            Some((ErrorCode::ReadOnly, ffi::SQLITE_READONLY_DBMOVED)) => {
                Self::Sql { path, action, error: source.to_string() }
            }
            Some((ErrorCode::ReadOnly, _)) => Self::ReadOnly { path, action },
            Some((ErrorCode::CannotOpen | ErrorCode::SystemIoFailure, _)) => {
                if is_full(dir) {
                    return Self::DiskFull { path, dir: shown(dir), action };
                }
                match why_not_writable(dir) {
                    Some(rustix::io::Errno::ACCESS | rustix::io::Errno::PERM) => Self::NoPermission { path, action },
                    Some(rustix::io::Errno::ROFS) => Self::ReadOnly { path, action },
                    _ => Self::Sql { path, action, error: source.to_string() },
                }
            }
            _ => Self::Sql { path, action, error: source.to_string() },
        }
    }

    /// Whether the content is damaged or another's, so that the file has to be set aside.
    pub(crate) fn is_unreadable(&self) -> bool {
        matches!(self, Self::Unreadable { .. } | Self::Foreign { .. })
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

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

/// A path for people.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string()
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
            let text = StoreError::of_sql(sqlite(code), &path, StoreAction::Write).to_string();
            assert!(text.contains(wanted), "{code}: {text}");
            assert!(text.contains("hint: "), "{text}");
            assert!(text.contains("state.db"), "{text}");
        }
    }

    #[test]
    fn failures_of_the_system_keep_their_meaning() {
        let path = Path::new("/data/history.db");
        let of = |errno: rustix::io::Errno| StoreError::of_io(errno.into(), path, StoreAction::Open);
        assert!(matches!(of(rustix::io::Errno::ACCESS), StoreError::NoPermission { .. }));
        assert!(matches!(of(rustix::io::Errno::ROFS), StoreError::ReadOnly { .. }));
        assert!(matches!(of(rustix::io::Errno::NOSPC), StoreError::DiskFull { .. }));
        assert!(matches!(of(rustix::io::Errno::ISDIR), StoreError::NotAFile { .. }));
        assert!(matches!(of(rustix::io::Errno::IO), StoreError::Io { .. }));
    }
}
