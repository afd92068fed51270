//! The data directory: made with care, and used by one runtime at a time.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use super::error::{StoreAction, StoreError, shown};

const LOCK: &str = "runtime.lock";
const IDENTITY: &str = "data-id";

/// Makes the data directory, readable by its owner only. What is above it must be there: a misspelt path is an error,
/// not a new tree.
///
/// # Errors
/// [`StoreError`] when it is not there afterwards, or is not a directory.
pub fn prepare(dir: &Path) -> Result<(), StoreError> {
    match fs::metadata(dir) {
        Ok(found) if found.is_dir() => return Ok(()),
        Ok(_) => return Err(StoreError::NotADirectory { dir: shown(dir) }),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(StoreError::NotADirectory { dir: shown(dir.parent().unwrap_or(dir)) });
        }
        Err(_) => {}
    }
    match DirBuilder::new().mode(0o700).create(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let missing = dir.ancestors().skip(1).find(|parent| !parent.as_os_str().is_empty());
            Err(StoreError::NoParent { dir: shown(dir), parent: shown(missing.unwrap_or(dir)) })
        }
        // Two that start at once may both make it; the lock decides between them.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && dir.is_dir() => Ok(()),
        Err(error) => Err(StoreError::of_io(error, dir, StoreAction::MakeDirectory)),
        Ok(()) => Ok(()),
    }
}

/// As [`prepare`], but makes what is above it as well: for the default place, which nobody can misspell.
///
/// # Errors
/// As [`prepare`].
pub fn prepare_with_parents(dir: &Path) -> Result<(), StoreError> {
    if let Some(parent) = dir.parent() {
        let made = DirBuilder::new().mode(0o700).recursive(true).create(parent);
        made.map_err(|error| StoreError::of_io(error, parent, StoreAction::MakeDirectory))?;
    }
    prepare(dir)
}

/// The right to run in a data directory; ends when dropped, or with the process however it ends.
#[derive(Debug)]
pub struct DirLock {
    _file: File,
    path: PathBuf,
}

impl DirLock {
    /// The lock file; it holds the pid of the runtime.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Takes the data directory for this process, making it where needed. One runtime works in a data directory.
///
/// # Errors
/// [`StoreError::InUse`] when another process has it, and those of [`prepare`].
pub fn lock(dir: &Path) -> Result<DirLock, StoreError> {
    prepare(dir)?;
    let path = dir.join(LOCK);
    let failed = |error| StoreError::of_io(error, &path, StoreAction::Lock);
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(failed)?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => {}
        Err(rustix::io::Errno::WOULDBLOCK) => {
            let mut text = String::new();
            let pid = file.read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
            return Err(StoreError::InUse { dir: shown(dir), pid });
        }
        Err(error) => return Err(failed(error.into())),
    }
    // The lock holds without the pid; a full disk must not keep a runtime from starting.
    let _ = file.set_len(0).and_then(|()| file.write_all(format!("{}\n", std::process::id()).as_bytes()));
    Ok(DirLock { _file: file, path })
}

/// The id of the data directory as last seen, kept beside the journal: children carry it, and must be found again even
/// when the journal had to be begun anew.
pub(crate) fn remembered_id(dir: &Path) -> Option<String> {
    let text = fs::read_to_string(dir.join(IDENTITY)).ok()?;
    let id = text.trim();
    (id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| id.to_owned())
}

/// Keeps the id for [`remembered_id`]. Failing to is no reason not to run.
pub(crate) fn remember_id(dir: &Path, id: &str) {
    if remembered_id(dir).as_deref() != Some(id) {
        let temporary = dir.join("data-id.new");
        let _ = fs::write(&temporary, format!("{id}\n")).and_then(|()| fs::rename(&temporary, dir.join(IDENTITY)));
    }
}

/// Which file is at a path now; another one means that it was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileIdentity(u64, u64);

impl FileIdentity {
    /// Of the file at this path, when there is one.
    pub(crate) fn at(path: &Path) -> Option<Self> {
        fs::metadata(path).ok().map(|found| Self(found.dev(), found.ino()))
    }
}

/// Bytes of a database and its write-ahead log.
pub(crate) fn size(path: &Path) -> u64 {
    let length = |path: &Path| fs::metadata(path).map_or(0, |found| found.len());
    length(path) + length(&beside(path, "-wal"))
}

/// The path with something appended to the file name.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_made_for_its_owner_only() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("data");
        prepare(&dir).unwrap();
        assert_eq!(fs::metadata(&dir).unwrap().mode() & 0o777, 0o700);
        prepare(&dir).unwrap();
    }

    #[test]
    fn a_missing_parent_and_a_file_in_the_way_are_told_apart() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("no/such/data");
        assert!(matches!(prepare(&deep), Err(StoreError::NoParent { .. })));
        assert!(!root.path().join("no").exists(), "nothing was made");
        prepare_with_parents(&deep).unwrap();
        let file = root.path().join("file");
        fs::write(&file, "x").unwrap();
        assert!(matches!(prepare(&file), Err(StoreError::NotADirectory { .. })));
        assert!(matches!(prepare(&file.join("data")), Err(StoreError::NotADirectory { .. })));
    }

    #[test]
    fn one_runtime_at_a_time() {
        let root = tempfile::tempdir().unwrap();
        let held = lock(root.path()).unwrap();
        let refused = lock(root.path()).unwrap_err();
        let own = i32::try_from(std::process::id()).unwrap();
        assert!(matches!(refused, StoreError::InUse { pid: Some(pid), .. } if pid == own), "{refused}");
        drop(held);
        lock(root.path()).unwrap();
    }

    #[test]
    fn the_id_is_remembered_and_nonsense_is_not() {
        let root = tempfile::tempdir().unwrap();
        let id = "0123456789abcdef0123456789abcdef";
        assert_eq!(remembered_id(root.path()), None);
        remember_id(root.path(), id);
        assert_eq!(remembered_id(root.path()).as_deref(), Some(id));
        fs::write(root.path().join(IDENTITY), "../../x").unwrap();
        assert_eq!(remembered_id(root.path()), None);
    }
}
