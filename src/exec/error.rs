//! Why a process could not be started, found out from what the system said and what is on its disks.

use std::io;
use std::path::Path;

use super::shim::{Plan, Stage};
use crate::model::starting::StartError;

impl StartError {
    /// Puts what the shim told into words. Looks at the file system, so it may block.
    pub(super) fn of_shim(
        program: &str,
        plan: &Plan,
        stage: Stage,
        limits: &[(libc::__rlimit_resource_t, u64, &str)],
        source: io::Error,
    ) -> Self {
        let (program, error) = (program.to_owned(), source.to_string());
        match stage {
            Stage::Exec => Self::explain(&program, &plan.path, plan.dir.as_deref(), source),
            Stage::Dir => {
                let dir = plan.dir.as_deref().unwrap_or(Path::new("")).display().to_string();
                match source.kind() {
                    io::ErrorKind::PermissionDenied => Self::WorkingDirClosed { dir },
                    _ => Self::NoWorkingDir { dir },
                }
            }
            Stage::Cgroup => Self::NotJoined { program, error },
            Stage::Limit(at) => {
                let (_, most, name) = limits.get(usize::from(at)).copied().unwrap_or((0, 0, ""));
                Self::NotLimited { program, limit: format!("{name} = {most}"), error }
            }
            Stage::Groups => Self::NotOfGroups { program, error },
            Stage::Group => Self::NotOfGroup { program, gid: plan.gid.unwrap_or_default(), error },
            Stage::User => Self::NotUser { program, uid: plan.uid.unwrap_or_default(), error },
            Stage::Plan => Self::Other { program, error },
        }
    }

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
