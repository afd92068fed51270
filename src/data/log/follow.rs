//! Reading on in a log that somebody may rename, replace, empty or cut while it is read.

use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::files::{beside, open_file};
use super::ledger::Ledger;
use super::page::page_within;
use crate::model::query::{LogFrom, LogPage, LogPosition};

/// More lines than a window can hold.
const ALL: usize = usize::MAX;
/// Most bytes read at once.
const WINDOW: u64 = 2 << 20;

/// Where a log ends now; the place of a file that is not there is before any other.
///
/// # Errors
/// When it cannot be looked at, or is not a plain file.
pub fn end(path: &Path) -> io::Result<LogPosition> {
    let real = match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(LogPosition::default()),
        real => real?,
    };
    let file = open_file(OpenOptions::new().read(true), &real)?;
    let ledger = Ledger::look(&real);
    if let Some(ledger) = &ledger {
        ledger.lock_for_reading();
    }
    let found = file.metadata()?;
    let gone = ledger.as_ref().map_or(0, |ledger| ledger.read(found.ino()).base);
    Ok(LogPosition { inode: found.ino(), offset: gone + found.len() })
}

/// The lines that follow a place: at most a window full, what is beyond that is passed over and counted. A symbolic link
/// is followed. Where the file was renamed to `.1`, its rest comes first; where it was emptied, it begins anew.
///
/// # Errors
/// When it cannot be read, or is not a plain file.
pub fn news(path: &Path, place: LogPosition) -> io::Result<LogPage> {
    let real = match fs::canonicalize(path) {
        // Renamed, and not made anew yet.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(LogPage { next: place, ..LogPage::default() });
        }
        real => real?,
    };
    let mut rest = LogPage { next: place, ..LogPage::default() };
    let is_same = |path: &Path| fs::metadata(path).is_ok_and(|found| found.ino() == place.inode && found.is_file());
    let renamed = beside(&real, 1);
    if place.inode != 0 && !is_same(&real) && is_same(&renamed) {
        rest = page_within(&renamed, LogFrom::After(place), ALL, WINDOW)?;
    }
    let mut read = page_within(&real, LogFrom::After(place), ALL, WINDOW)?;
    if !rest.lines.is_empty() {
        rest.lines.append(&mut read.lines);
        read.lines = rest.lines;
    }
    read.skipped += rest.skipped;
    Ok(read)
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Write;

    use super::*;

    struct Scene {
        dir: tempfile::TempDir,
        place: LogPosition,
    }

    impl Scene {
        fn path(&self) -> std::path::PathBuf {
            self.dir.path().join("app.log")
        }

        fn add(&self, text: &str) {
            let mut file = OpenOptions::new().append(true).create(true).open(self.path()).unwrap();
            file.write_all(text.as_bytes()).unwrap();
        }

        fn read(&mut self) -> Vec<String> {
            let page = news(&self.path(), self.place).unwrap();
            self.place = page.next;
            page.lines
        }
    }

    #[test]
    fn no_line_is_lost_or_read_twice_whatever_becomes_of_the_file() {
        let mut scene = Scene { dir: tempfile::tempdir().unwrap(), place: LogPosition::default() };
        scene.place = end(&scene.path()).unwrap();
        assert_eq!(scene.read(), [""; 0], "it is not there yet");
        scene.add("one\n");
        assert_eq!(scene.read(), ["one"]);
        // Renamed, written to for a moment more, then made anew.
        scene.add("two\n");
        fs::rename(scene.path(), scene.dir.path().join("app.log.1")).unwrap();
        assert_eq!(scene.read(), [""; 0]);
        scene.add("three\n");
        assert_eq!(scene.read(), ["two", "three"]);
        // Emptied in place.
        File::create(scene.path()).unwrap();
        assert_eq!(scene.read(), [""; 0]);
        scene.add("four\n");
        assert_eq!(scene.read(), ["four"]);
        // Replaced.
        let other = scene.dir.path().join("other");
        fs::write(&other, "five\n").unwrap();
        fs::rename(&other, scene.path()).unwrap();
        assert_eq!(scene.read(), ["five"]);
        scene.place = end(&scene.path()).unwrap();
        assert_eq!(scene.read(), [""; 0]);
    }

    #[test]
    fn a_link_is_followed_and_what_is_no_file_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let (file, link) = (dir.path().join("real"), dir.path().join("link"));
        fs::write(&file, "one\n").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert_eq!(news(&link, LogPosition::default()).unwrap().lines, ["one"]);
        assert!(news(Path::new("/dev/zero"), LogPosition::default()).is_err());
        assert!(end(dir.path()).is_err());
    }
}
