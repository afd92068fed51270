//! Where the socket of a data directory is.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// The socket's directory within a data directory.
const DIRECTORY: &str = "run";
/// The socket's name within that.
const SOCKET: &str = "autoagents.sock";

/// The directory of the socket, held open: a socket's path must be shorter than 108 bytes, and a data directory's may
/// be longer, so the socket is reached through the open directory.
#[derive(Debug)]
pub struct SocketDir {
    directory: File,
}

impl SocketDir {
    /// Opens the directory, and creates it for this user alone.
    ///
    /// # Errors
    /// When it cannot be created or opened.
    pub fn create(data_dir: &Path) -> io::Result<Self> {
        let path = data_dir.join(DIRECTORY);
        match DirBuilder::new().mode(0o700).create(&path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        let this = Self::open(data_dir)?;
        this.directory.set_permissions(Permissions::from_mode(0o700))?;
        Ok(this)
    }

    /// Opens the directory as it is.
    ///
    /// # Errors
    /// When there is none: no runtime has ever run there.
    pub fn open(data_dir: &Path) -> io::Result<Self> {
        let flags = rustix::fs::OFlags::DIRECTORY | rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::CLOEXEC;
        let flags = i32::try_from(flags.bits()).unwrap_or_default();
        let directory = OpenOptions::new().read(true).custom_flags(flags).open(data_dir.join(DIRECTORY))?;
        Ok(Self { directory })
    }

    /// The socket's path, short, and good for as long as this lives.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        PathBuf::from(format!("/proc/self/fd/{}/{SOCKET}", self.directory.as_raw_fd()))
    }

    /// The socket's path for people.
    #[must_use]
    pub fn shown(data_dir: &Path) -> PathBuf {
        data_dir.join(DIRECTORY).join(SOCKET)
    }
}
