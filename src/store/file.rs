//! Opening one database file: checked before anything is written, migrated, set aside when it cannot be read.

use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};

use super::dir::{self, FileIdentity};
use super::error::{StoreAction, StoreError, shown};
use super::gauge::Part;
use crate::model::time::Wall;
use crate::model::trouble::RuntimeTrouble;

/// Files up to this size are checked page by page when they are opened.
const CHECKED: u64 = 4 * 1024 * 1024;

/// What is particular to one of the two files.
pub(crate) struct Kind {
    /// Which.
    pub(crate) part: Part,
    /// Append-only.
    migrations: &'static [M<'static>],
    application_id: i64,
    /// Before the first table is made.
    creation: &'static str,
    /// How long to wait for a lock of another program.
    busy: Duration,
}

/// `state.db`
pub(crate) const STATE: Kind = Kind {
    part: Part::State,
    migrations: &[
        M::up(include_str!("../../assets/migrations/state/001-journal.sql")),
        M::up(include_str!("../../assets/migrations/state/002-wanted.sql")),
        M::up(include_str!("../../assets/migrations/state/003-recovery.sql")),
        M::up(include_str!("../../assets/migrations/state/004-scale.sql")),
        M::up(include_str!("../../assets/migrations/state/005-prediction.sql")),
        M::up(include_str!("../../assets/migrations/state/006-workflow.sql")),
        M::up(include_str!("../../assets/migrations/state/007-adaptation.sql")),
        M::up(include_str!("../../assets/migrations/state/008-track.sql")),
        M::up(include_str!("../../assets/migrations/state/009-anomaly.sql")),
        M::up(include_str!("../../assets/migrations/state/010-pattern.sql")),
        M::up(include_str!("../../assets/migrations/state/011-horizons.sql")),
        M::up(include_str!("../../assets/migrations/state/012-question.sql")),
    ],
    application_id: 1_094_796_147,
    creation: "",
    busy: Duration::from_secs(2),
};

/// `history.db`
pub(crate) const HISTORY: Kind = Kind {
    part: Part::History,
    migrations: &[
        M::up(include_str!("../../assets/migrations/history/001-history.sql")),
        M::up(include_str!("../../assets/migrations/history/002-learned.sql")),
    ],
    application_id: 1_094_796_136,
    creation: "PRAGMA auto_vacuum = INCREMENTAL;",
    busy: Duration::from_secs(1),
};

impl Kind {
    /// Where the file is.
    pub(crate) fn path(&self, dir: &Path) -> PathBuf {
        dir.join(self.part.name())
    }

    /// The newest schema known.
    pub(crate) fn known(&self) -> i64 {
        i64::try_from(self.migrations.len()).unwrap_or(i64::MAX)
    }
}

/// An open file.
#[derive(Debug)]
pub(crate) struct Opened {
    /// Ready for writing.
    pub(crate) conn: Connection,
    /// Which file it is.
    pub(crate) identity: Option<FileIdentity>,
    /// What happened to the file that was there and could not be read.
    pub(crate) set_aside: Option<RuntimeTrouble>,
}

/// Opens the file for writing, making or migrating it where needed. One that cannot be read is set aside and a new one
/// begun; one that is newer is refused and left as it is.
pub(crate) fn open(dir: &Path, kind: &Kind, now: Wall) -> Result<Opened, StoreError> {
    let path = kind.path(dir);
    let (conn, set_aside) = match open_as_it_is(&path, kind) {
        Err(error) if error.is_unreadable() => {
            let notice = set_aside(&path, error, now)?;
            (open_as_it_is(&path, kind)?, Some(notice))
        }
        opened => (opened?, None),
    };
    Ok(Opened { conn, identity: FileIdentity::at(&path), set_aside })
}

/// Moves a file that cannot be read out of the way, with its log, so that nothing of it is lost. Says so.
pub(crate) fn set_aside(path: &Path, error: StoreError, now: Wall) -> Result<RuntimeTrouble, StoreError> {
    let aside = dir::beside(path, &format!(".unreadable-{}", now.format("%Y%m%dT%H%M%S%3fZ")));
    fs::rename(path, &aside).map_err(|error| StoreError::of_io(error, path, StoreAction::SetAside))?;
    match fs::rename(dir::beside(path, "-wal"), dir::beside(&aside, "-wal")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(StoreError::of_io(error, path, StoreAction::SetAsideLog));
        }
        _ => {}
    }
    // Only an index into the log, and made anew by whoever opens it.
    let _ = fs::remove_file(dir::beside(path, "-shm"));
    let reason = match error {
        StoreError::Unreadable { reason, .. } => Some(reason),
        _ => None,
    };
    Ok(RuntimeTrouble::SetAside { path: shown(path), aside: shown(&aside), reason })
}

fn open_as_it_is(path: &Path, kind: &Kind) -> Result<Connection, StoreError> {
    create_private(path)?;
    let failed = |error| StoreError::of_sql(error, path, StoreAction::Open);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = Connection::open_with_flags(path, flags).map_err(failed)?;
    conn.busy_timeout(kind.busy).map_err(failed)?;
    // Until the file is known to be ours and whole, closing it must not write to it either.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(failed)?;
    let found = version(&conn).map_err(failed)?;
    if conn.is_readonly("main").map_err(failed)? {
        return Err(StoreError::ReadOnly { path: shown(path), action: StoreAction::Write });
    }
    if found > kind.known() {
        return Err(StoreError::Newer { path: shown(path), found, known: kind.known() });
    }
    check(&conn, path, kind)?;
    conn.execute_batch(kind.creation).map_err(failed)?;
    let mode: String = conn.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0)).map_err(failed)?;
    debug_assert_eq!(mode, "wal");
    // A cache of 1 MiB: with SQLite's own 2 MB the memory of an idle console still grew after half an hour.
    conn.execute_batch(
        "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -1024;",
    )
    .map_err(failed)?;
    if found < kind.known() {
        Migrations::from_slice(kind.migrations).to_latest(&mut conn).map_err(|error| migration(error, path))?;
    }
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false).map_err(failed)?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(conn)
}

/// SQLite would make the file readable by everyone; the journal names what runs here.
fn create_private(path: &Path) -> Result<(), StoreError> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(StoreError::of_io(error, path, StoreAction::Make))
        }
        _ if !path.is_file() => Err(StoreError::NotAFile { path: shown(path) }),
        _ => Ok(()),
    }
}

/// The schema of an open file.
pub(crate) fn version(conn: &Connection) -> rusqlite::Result<i64> {
    conn.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn check(conn: &Connection, path: &Path, kind: &Kind) -> Result<(), StoreError> {
    let failed = |error| StoreError::of_sql(error, path, StoreAction::Read);
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed)?;
    let id: i64 = conn.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(failed)?;
    if tables > 0 && id != kind.application_id {
        return Err(StoreError::Foreign { path: shown(path) });
    }
    if tables > 0 && dir::size(path) <= CHECKED {
        let verdict: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(failed)?;
        if verdict != "ok" {
            return Err(StoreError::Unreadable { path: shown(path), reason: verdict });
        }
    }
    Ok(())
}

fn migration(error: rusqlite_migration::Error, path: &Path) -> StoreError {
    match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => StoreError::of_sql(err, path, StoreAction::Migrate),
        other => StoreError::Io { path: shown(path), action: StoreAction::Migrate, error: other.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_are_valid_and_say_whose_they_are() {
        for kind in [&STATE, &HISTORY] {
            Migrations::from_slice(kind.migrations).validate().unwrap();
            let mut conn = Connection::open_in_memory().unwrap();
            Migrations::from_slice(kind.migrations).to_latest(&mut conn).unwrap();
            assert_eq!(version(&conn).unwrap(), kind.known());
            let id: i64 = conn.pragma_query_value(None, "application_id", |row| row.get(0)).unwrap();
            assert_eq!(id, kind.application_id);
        }
    }

    #[test]
    fn a_foreign_database_is_set_aside_whole() {
        let root = tempfile::tempdir().unwrap();
        let path = STATE.path(root.path());
        Connection::open(&path)
            .unwrap()
            .execute_batch("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)")
            .unwrap();
        let bytes = fs::read(&path).unwrap();
        let opened = open(root.path(), &STATE, crate::store::millis::to_wall(0)).unwrap();
        let notice = opened.set_aside.unwrap();
        assert!(matches!(notice, RuntimeTrouble::SetAside { reason: None, .. }), "{notice}");
        let aside = root.path().join("state.db.unreadable-19700101T000000000Z");
        assert_eq!(fs::read(aside).unwrap(), bytes);
    }
}
