//! Why a process could not be started, found out from what the system said and what is on its disks.

use std::io;
use std::path::Path;

use crate::model::starting::StartError;

impl StartError {
    /// Puts the error of a failed spawn into words. Looks at the file system, so it may block.
    pub(super) fn explain(program: &str, path: &Path, dir: Option<&Path>, source: io::Error) -> Self {
        if let Some(dir) = dir {
            match dir.metadata() {
                Ok(found) if found.is_dir() => {}
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    return Self::WorkingDirClosed { dir: dir.display().to_string() };
                }
                Ok(_) | Err(_) => return Self::NoWorkingDir { dir: dir.display().to_string() },
            }
        }
        let program = program.to_owned();
        match source.raw_os_error() {
            Some(libc::ENOENT | libc::ENOTDIR) if !program.contains('/') => Self::NotInPath { program },
            Some(libc::ENOENT | libc::ENOTDIR) if path.exists() => Self::NoInterpreter { program },
            Some(libc::ENOENT | libc::ENOTDIR) => Self::NotFound { program, looked_for: path.display().to_string() },
            Some(libc::EACCES | libc::EPERM) => Self::NotExecutable { program },
            Some(libc::ENOEXEC | libc::EISDIR | libc::ELIBBAD) => Self::NotAProgram { program },
            Some(libc::ETXTBSY) => Self::Busy { program },
            Some(libc::EAGAIN | libc::ENOMEM | libc::EMFILE | libc::ENFILE) => {
                Self::NoRoom { program, error: source.to_string() }
            }
            Some(libc::E2BIG) => Self::TooLong { program },
            _ => Self::Other { program, error: source.to_string() },
        }
    }
}
