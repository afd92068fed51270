//! Names and opening of log files. Symbolic links are never followed: a service may own the directory's content.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::model::id::ServiceName;

/// Ends the name of a live log.
const LIVE: &str = ".log";

/// A log could not be handled.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The service's name is no file name.
    #[error("`{name}` cannot name a log file; hint: use letters, digits, `-` and `_`")]
    BadName {
        /// The service's name.
        name: String,
    },
    /// What stands in the log's place is a symbolic link or a device.
    #[error("`{}` is not a plain file; hint: remove it", .path.display())]
    NotPlain {
        /// Which.
        path: PathBuf,
    },
    /// The system refused.
    #[error("cannot {action} `{}`: {source}", .path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl LogError {
    /// Makes an [`LogError::Io`] of what the system said.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| match source.raw_os_error() {
            // What O_NOFOLLOW says of a link.
            Some(libc::ELOOP) => Self::NotPlain { path: path.to_owned() },
            _ => Self::Io { action, path: path.to_owned(), source },
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
    let file =
        options.custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK).open(path).map_err(LogError::io("open", path))?;
    let found = file.metadata().map_err(LogError::io("look at", path))?;
    if !found.is_file() {
        return Err(LogError::NotPlain { path: path.to_owned() });
    }
    Ok(file)
}

/// The path of a file that belongs to a log: `.1`, `.2`, …, `.new`, `.ledger`.
pub(super) fn beside(path: &Path, what: impl std::fmt::Display) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{what}"));
    PathBuf::from(name)
}
