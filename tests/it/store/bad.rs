//! Bad data directories: each is told apart, says what to do, and nothing in it is harmed.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path;

use autoagents_console::model::alert::AlertState;
use autoagents_console::model::query::{Answer, Query};
use autoagents_console::model::record::Record;
use autoagents_console::model::series::Series;
use autoagents_console::model::trouble::RuntimeTrouble;
use autoagents_console::model::workflow::record::WorkflowJournal;
use autoagents_console::store::{self, StoreError};
use rusqlite::Connection;

use super::kit::{Kit, START, alert, bytes, entry, settings, wait, wall};

fn refused(dir: &Path) -> StoreError {
    match Kit::try_open(dir, &settings()) {
        Ok(_) => panic!("opened"),
        Err(error) => {
            let text = error.to_string();
            assert!(text.contains("hint: "), "{text}");
            error
        }
    }
}

/// A directory that holds a little of everything.
fn used() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let kit = Kit::open(root.path());
    kit.commit((0..500).map(entry).collect()).unwrap();
    kit.commit(vec![Record::Alert(Box::new(alert(7, AlertState::Open)))]).unwrap();
    for n in 0..100 {
        kit.append(START + n * 1_000, &[(Series::of("test.value"), 1.0)]);
    }
    kit.finish();
    root
}

#[test]
fn what_is_not_a_data_directory_is_refused() {
    let root = tempfile::tempdir().unwrap();
    assert!(matches!(refused(&root.path().join("no/where")), StoreError::NoParent { .. }));
    fs::write(root.path().join("file"), "x").unwrap();
    assert!(matches!(refused(&root.path().join("file")), StoreError::NotADirectory { .. }));
    fs::create_dir_all(root.path().join("odd/state.db")).unwrap();
    assert!(matches!(refused(&root.path().join("odd")), StoreError::NotAFile { .. }));
    assert!(matches!(store::open_offline(root.path()), Err(StoreError::Missing { .. })));
}

#[test]
fn a_directory_that_may_not_be_written_is_refused() {
    // Root may write anywhere, except where nobody may: /proc.
    if rustix::process::geteuid().is_root() {
        let error = refused(Path::new("/proc/self/autoagents"));
        assert!(
            matches!(error, StoreError::NoParent { .. } | StoreError::NoPermission { .. } | StoreError::Io { .. }),
            "{error}"
        );
        assert!(store::lock(Path::new("/proc/self")).is_err());
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("data");
    fs::DirBuilder::new().mode(0o500).create(&dir).unwrap();
    assert!(matches!(refused(&dir), StoreError::NoPermission { .. }));
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o700)).unwrap();
    Kit::open(&dir);
}

#[test]
fn a_newer_journal_is_refused_and_not_a_byte_of_it_changes() {
    let root = used();
    Connection::open(root.path().join("state.db")).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let before = bytes(root.path());
    let error = refused(root.path());
    assert!(matches!(error, StoreError::Newer { found: 99, .. }), "{error}");
    assert!(matches!(store::open_offline(root.path()), Err(StoreError::Newer { .. })));
    let names = ["state.db", "state.db-wal"];
    let ours = |files: Vec<(String, Vec<u8>)>| -> Vec<_> {
        files.into_iter().filter(|(name, bytes)| names.contains(&name.as_str()) && !bytes.is_empty()).collect()
    };
    assert!(ours(bytes(root.path())) == ours(before), "it was changed");
}

#[test]
fn a_newer_journal_that_was_killed_is_not_even_tidied_up() {
    let root = used();
    let path = root.path().join("state.db");
    // A log that was left behind is what a later version may need to read its own way.
    let writer = Connection::open(&path).unwrap();
    writer.pragma_update(None, "user_version", 99).unwrap();
    writer.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).unwrap();
    drop(writer);
    let log = fs::read(root.path().join("state.db-wal")).unwrap();
    let file = fs::read(&path).unwrap();
    assert!(!log.is_empty());
    assert!(matches!(refused(root.path()), StoreError::Newer { .. }));
    assert!(fs::read(root.path().join("state.db-wal")).unwrap() == log, "the log was changed");
    assert!(fs::read(&path).unwrap() == file, "the file was changed");
}

#[test]
fn a_newer_history_is_left_alone_and_the_rest_works() {
    let root = used();
    let path = root.path().join("history.db");
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let before = fs::read(&path).unwrap();
    let kit = Kit::open(root.path());
    wait("the trouble is said", || kit.trouble("history.db").is_some_and(|what| what.contains("upgrade")));
    kit.append(START, &[(Series::of("test.value"), 1.0)]);
    kit.commit(vec![entry(9_999)]).unwrap();
    kit.finish();
    assert!(fs::read(&path).unwrap() == before, "it was changed");
}

#[test]
fn a_damaged_journal_is_kept_aside_and_the_directory_keeps_its_id() {
    for damage in ["cut", "garbage", "page"] {
        let root = used();
        let id = Kit::open(root.path()).store.data_id.clone();
        let path = root.path().join("state.db");
        let mut bytes = fs::read(&path).unwrap();
        match damage {
            "cut" => bytes.truncate(bytes.len() / 2),
            "garbage" => bytes = b"this is no database, and never was one. ".repeat(200),
            _ => bytes[4096..4096 * 3].fill(0xa5),
        }
        fs::write(&path, &bytes).unwrap();
        let kit = Kit::open(root.path());
        assert_eq!(kit.store.notices.len(), 1, "{damage}");
        assert!(kit.trouble("state.db").is_some_and(|what| what.contains("could not be read")), "{damage}");
        assert_eq!(kit.store.data_id, id, "{damage}: children must be found again");
        let aside = fs::read_dir(root.path())
            .unwrap()
            .map(|found| found.unwrap().path())
            .find(|path| {
                path.to_string_lossy().contains("state.db.unreadable-") && !path.to_string_lossy().ends_with("-wal")
            })
            .unwrap();
        assert!(fs::read(aside).unwrap() == bytes, "{damage}: not as it was");
        kit.commit(vec![entry(1)]).unwrap();
        assert_eq!(kit.store.state.load(wall(START)).unwrap().entries.len(), 1, "{damage}");
    }
}

#[test]
fn a_damaged_history_is_kept_aside_and_a_new_one_begun() {
    let root = used();
    let path = root.path().join("history.db");
    let mut bytes = fs::read(&path).unwrap();
    bytes[2_000..].fill(0x5a);
    fs::write(&path, &bytes).unwrap();
    let kit = Kit::open(root.path());
    wait("it is said", || kit.trouble("history.db").is_some_and(|what| what.contains("kept as")));
    kit.append(START, &[(Series::of("test.value"), 1.0)]);
    let mut reader = kit.store.reader();
    wait("the new one works", || matches!(reader.series_list(), Ok(list) if list.len() == 1));
    let view = kit.store.history.view();
    assert_eq!((view.state_trouble, view.batches_dropped), (None, 0));
}

#[test]
fn a_journal_that_vanishes_while_running_is_made_again_with_all_that_is_live() {
    let root = used();
    let kit = Kit::open(root.path());
    assert_eq!(kit.store.state.load(wall(START)).unwrap().alerts.len(), 1);
    for name in ["state.db", "state.db-wal", "state.db-shm"] {
        let _ = fs::remove_file(root.path().join(name));
    }
    kit.commit(vec![entry(77)]).unwrap();
    let journal = kit.store.state.load(wall(START)).unwrap();
    assert_eq!((journal.alerts.len(), journal.entries.len()), (1, 1));
    let id = kit.store.data_id.clone();
    kit.finish();
    assert_eq!(Kit::open(root.path()).store.data_id, id);
}

#[test]
fn a_locked_journal_keeps_what_waits_and_writes_it_by_itself() {
    let root = used();
    let kit = Kit::open(root.path());
    let other = Connection::open(root.path().join("state.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = kit.commit(vec![entry(5_000)]).unwrap_err();
    assert!(matches!(refused, StoreError::Locked { .. }), "{refused}");
    assert_eq!(kit.trouble("state.db"), Some(refused.to_string()));
    assert_eq!(kit.store.history.view().state_trouble, Some(RuntimeTrouble::Store(refused)));
    assert!(kit.commit(vec![entry(5_001)]).is_err());
    let said = kit.said("state.db");
    other.execute_batch("ROLLBACK").unwrap();
    let count =
        || other.query_row("SELECT count(*) FROM entry WHERE at >= ?1", [START + 5_000], |row| row.get::<_, i64>(0));
    wait("both were written without being asked again", || count().unwrap() == 2);
    wait("the trouble is over", || kit.trouble("state.db").is_none());
    assert_eq!(kit.said("state.db"), said + 1, "trouble is said when it changes");
}

#[test]
fn a_locked_history_delays_nothing_and_loses_little() {
    let root = used();
    let kit = Kit::open(root.path());
    let other = Connection::open(root.path().join("history.db")).unwrap();
    wait("the lock is had", || other.execute_batch("BEGIN IMMEDIATE").is_ok());
    let began = std::time::Instant::now();
    kit.append(START + 500_000, &[(Series::of("test.value"), 5.0)]);
    assert!(began.elapsed().as_millis() < 500);
    wait("the trouble is said", || kit.trouble("history.db").is_some_and(|what| what.contains("locked")));
    kit.commit(vec![entry(6_000)]).unwrap();
    other.execute_batch("ROLLBACK").unwrap();
    let sql = "SELECT count(*) FROM raw WHERE at = ?1";
    wait("the sample is stored", || other.query_row(sql, [START + 500_000], |row| row.get::<_, i64>(0)).unwrap() == 1);
    wait("the trouble is over", || kit.trouble("history.db").is_none());
    assert_eq!(kit.store.history.view().batches_dropped, 0);
}

#[test]
fn a_full_disk_is_said_and_over_when_there_is_room_again() {
    let root = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(&root.path().join("disk")) else {
        // Only root may mount; the words for a full disk are tested beside `StoreError`.
        return;
    };
    let dir = disk.0.join("data");
    let kit = Kit::open(&dir);
    kit.commit(vec![entry(0)]).unwrap();
    let ballast = disk.0.join("ballast");
    disk.fill(&ballast);
    let mut n = 0;
    let refused = loop {
        n += 1;
        assert!(n < 5_000, "the disk never filled up");
        match kit.commit((0..50).map(|k| entry(n * 50 + k)).collect()) {
            Ok(()) => disk.fill(&ballast),
            Err(refused) => break refused.to_string(),
        }
    };
    assert!(refused.contains("is full; hint: free space"), "{refused}");
    assert!(refused.contains(dir.to_str().unwrap()), "{refused}");
    let last = (n * 50..(n + 1) * 50).map(|n| START + n).max().unwrap();
    let fresh = refused_open(&disk.0);
    assert!(fresh.contains("full"), "{fresh}");
    fs::remove_file(&ballast).unwrap();
    let mut reader = kit.store.reader();
    let query = Query::Entries { since: wall(last), limit: 10 };
    wait(
        "what waited is written",
        || matches!(reader.answer(&query), Some(Ok(Answer::Entries { entries })) if entries.len() == 1),
    );
    wait("the trouble is over", || kit.trouble("state.db").is_none());
    drop(reader);
    kit.finish();
}

fn refused_open(disk: &Path) -> String {
    let dir = disk.join("other");
    let error = store::prepare(&dir).err().map(|error| error.to_string());
    error.unwrap_or_else(|| refused(&dir).to_string())
}

/// A file system of 2 MB.
struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    fn mount(at: &Path) -> Option<Self> {
        fs::create_dir(at).unwrap();
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=2m", "autoagents-test"])
            .arg(at)
            .stderr(std::process::Stdio::null())
            .status();
        mounted.is_ok_and(|status| status.success()).then(|| Self(at.to_owned()))
    }

    /// Leaves no room at all.
    fn fill(&self, ballast: &Path) {
        use std::io::Write;
        let mut file = fs::OpenOptions::new().create(true).append(true).open(ballast).unwrap();
        while file.write_all(&[7; 4096]).is_ok() {}
        assert!(self.0.exists());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn every_released_schema_migrates() {
    let dumps = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/store");
    let mut seen = 0;
    for version in fs::read_dir(dumps).unwrap() {
        let version = version.unwrap().path();
        let root = tempfile::tempdir().unwrap();
        for name in ["state", "history"] {
            let dump = fs::read_to_string(version.join(format!("{name}.sql"))).unwrap();
            Connection::open(root.path().join(format!("{name}.db"))).unwrap().execute_batch(&dump).unwrap();
        }
        let kit = Kit::open(root.path());
        assert!(kit.store.notices.is_empty(), "{:?}", kit.store.notices);
        assert_eq!(kit.store.data_id, "0123456789abcdef0123456789abcdef");
        let journal = kit.store.state.load(wall(START)).unwrap();
        assert_eq!(journal.services.len(), 1);
        assert_eq!((journal.alerts.len(), journal.alerts[0].id.0, journal.last_alert.0), (1, 3, 4));
        assert_eq!((journal.silences.len(), journal.paused.len(), journal.outages.len()), (1, 1, 2));
        assert_eq!((journal.entries.len(), journal.watched.len()), (2, 1));
        let works = &journal.workflows;
        if version.file_name().is_some_and(|name| name != "v1") {
            assert_eq!((works.definitions.len(), works.open.len(), works.open[0].1.len()), (1, 1, 2));
            assert_eq!((works.over.len(), works.triggers.len(), works.cached.len()), (1, 1, 1));
            assert_eq!((works.habits.len(), works.scored.len(), works.last_run.0), (1, 1, 3));
        } else {
            assert_eq!(*works, WorkflowJournal::default());
        }
        assert_eq!(kit.trouble("state.db"), None, "no row is left out");
        let mut reader = kit.store.reader();
        // That file is opened, and brought up to date, by its own thread.
        wait("the history is up to date", || matches!(reader.answer(&Query::SeriesList), Some(Ok(_))));
        for (points, wanted) in [(60, 3), (2, 2), (1, 1)] {
            let query = Query::History {
                series: Series::at("service.memory_bytes", "api"),
                since: wall(START),
                until: wall(START + 7_200_000),
                points,
            };
            let Some(Ok(Answer::History { points, .. })) = reader.answer(&query) else { panic!("no history") };
            assert_eq!(points.len(), wanted, "{points:?}");
        }
        kit.finish();
        seen += 1;
    }
    assert!(seen > 0);
}
