//! Names and opening of log files. Symbolic links are never followed: a service may own the directory's content.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::model::id::ServiceName;
pub use crate::model::storage::{LogAction, LogError};
use crate::model::system::SystemError;

/// Ends the name of a live log.
const LIVE: &str = ".log";

impl LogError {
    /// Of what the system said, or of what `open_file` did.
    pub fn io(action: LogAction, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| {
            let path = path.display().to_string();
            match error.downcast::<Self>() {
                Ok(known) => known,
                Err(error) => Self::Io { path, action, system: SystemError::of(&error) },
            }
        }
    }
}

/// The directory of the logs.
#[derive(Debug, Clone)]
pub struct LogFiles {
    dir: PathBuf,
}

impl LogFiles {
    /// `logs` in the data directory; made for the owner alone when it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(data_dir: &Path) -> io::Result<Self> {
        let dir = data_dir.join("logs");
        DirBuilder::new().recursive(true).mode(0o700).create(&dir)?;
        Ok(Self { dir })
    }

    /// Where a service's live log is.
    ///
    /// # Errors
    /// When the service's name cannot be part of a file name.
    pub fn path(&self, service: &ServiceName) -> Result<PathBuf, LogError> {
        let name = service.as_str();
        if name.is_empty() || name.starts_with('.') || name.contains(['/', '\0']) {
            return Err(LogError::BadName { name: name.to_owned() });
        }
        Ok(self.dir.join(format!("{name}{LIVE}")))
    }

    /// Opens a service's live log for appending; made for the owner alone when it is not there.
    ///
    /// # Errors
    /// When it cannot be opened, or is not a plain file.
    pub fn open(&self, service: &ServiceName) -> Result<File, LogError> {
        let path = self.path(service)?;
        let mut options = OpenOptions::new();
        options.append(true).create(true).mode(0o600);
        open_plain(&mut options, &path)
    }

    /// Where they are.
    pub(crate) fn directory(&self) -> &Path {
        &self.dir
    }

    /// Every live log there is.
    pub(crate) fn live(&self) -> io::Result<Vec<(ServiceName, PathBuf)>> {
        let entries = fs::read_dir(&self.dir)?;
        Ok(entries
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let name = entry.file_name().to_str()?.strip_suffix(LIVE)?.into();
                Some((name, entry.path()))
            })
            .collect())
    }
}

/// Opens a plain file, or nothing. A fifo or a device in its place neither blocks nor is touched.
pub(super) fn open_plain(options: &mut OpenOptions, path: &Path) -> Result<File, LogError> {
    open_file(options, path).map_err(LogError::io(LogAction::Open, path))
}

/// The same, with the system's error as it is; that it is no plain file is one of the kind `InvalidInput`.
pub(super) fn open_file(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let not_plain =
        || io::Error::new(io::ErrorKind::InvalidInput, LogError::NotPlain { path: path.display().to_string() });
    let file = match options.custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK).open(path) {
        // What O_NOFOLLOW says of a link.
        Err(error) if error.raw_os_error() == Some(libc::ELOOP) => return Err(not_plain()),
        opened => opened?,
    };
    if file.metadata()?.is_file() { Ok(file) } else { Err(not_plain()) }
}

/// The path of a file that belongs to a log: `.1`, `.2`, …, `.new`, `.ledger`.
pub(super) fn beside(path: &Path, what: impl std::fmt::Display) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{what}"));
    PathBuf::from(name)
}
