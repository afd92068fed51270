//! Why a process could not be started, in words that say what to do.

use std::io;
use std::path::{Path, PathBuf};

use super::shim::{Plan, Stage};
use crate::config::{AccountError, EnvironmentError};

/// A process could not be started. Names the program, never its arguments or its environment.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The service has no process of its own.
    #[error("`{service}` has no command to run; hint: set `command`, or `kind = \"external\"`")]
    NoCommand {
        /// Which service.
        service: String,
    },
    /// A file of variables cannot be used.
    #[error(transparent)]
    Environment(EnvironmentError),
    /// It cannot run as that user or group.
    #[error(transparent)]
    Account(AccountError),
    /// What had to be done between the making of the process and its program could not be done.
    #[error("`{program}` {what}: {source}; hint: {hint}")]
    Between {
        /// As configured.
        program: String,
        /// What.
        what: String,
        /// What the system said.
        #[source]
        source: io::Error,
        /// What to do.
        hint: &'static str,
    },
    /// The program is a path that leads nowhere.
    #[error("`{program}` does not exist; hint: put it there, or correct `command` (looked for `{looked_for}`)")]
    NotFound {
        /// As configured.
        program: String,
        /// The whole path.
        looked_for: String,
    },
    /// The program is a bare name and is in no directory of `PATH`.
    #[error("`{program}` is in no directory of `PATH`; hint: install it, or give its whole path in `command`")]
    NotInPath {
        /// As configured.
        program: String,
    },
    /// The file is there, but what runs it is not.
    #[error("`{program}` needs an interpreter or loader that does not exist; hint: look at its first line (`#!`)")]
    NoInterpreter {
        /// As configured.
        program: String,
    },
    /// The file may not be executed.
    #[error("`{program}` may not be executed; hint: `chmod +x` it, and check its directories and mount options")]
    NotExecutable {
        /// As configured.
        program: String,
    },
    /// The file is not a program, or one for another machine.
    #[error("`{program}` is not a program for this machine; hint: a script needs a first line such as `#!/bin/sh`")]
    NotAProgram {
        /// As configured.
        program: String,
    },
    /// Somebody is writing to the file.
    #[error("`{program}` is being written to; hint: put new versions in place by renaming")]
    Busy {
        /// As configured.
        program: String,
    },
    /// The working directory is missing.
    #[error("the working directory `{}` does not exist; hint: create it, or correct `working_dir`", .dir.display())]
    NoWorkingDir {
        /// As configured.
        dir: PathBuf,
    },
    /// The working directory may not be entered.
    #[error("the working directory `{}` may not be entered; hint: check its permissions", .dir.display())]
    WorkingDirClosed {
        /// As configured.
        dir: PathBuf,
    },
    /// The system has no room for another process.
    #[error("there are too many processes or too little memory for `{program}`; hint: see `ulimit -u` and `free`")]
    NoRoom {
        /// As configured.
        program: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The command line and the environment are too long.
    #[error("the arguments and environment of `{program}` are too long; hint: move them to a file")]
    TooLong {
        /// As configured.
        program: String,
    },
    /// The process ran, but could not be identified, so it was killed.
    #[error("`{program}` was killed: its start time could not be read: {source}; hint: is `/proc` mounted?")]
    Unidentified {
        /// As configured.
        program: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Anything else.
    #[error("cannot run `{program}`: {source}; hint: try it by hand in its working directory")]
    Other {
        /// As configured.
        program: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl StartError {
    /// Puts what the shim told into words. Looks at the file system, so it may block.
    pub(super) fn of_shim(
        program: &str,
        plan: &Plan,
        stage: Stage,
        limits: &[(libc::__rlimit_resource_t, u64, &str)],
        source: io::Error,
    ) -> Self {
        let between = |what: String, source, hint| Self::Between { program: program.to_owned(), what, source, hint };
        let rights = "the runtime has to run as root, and to have the rights of root (CAP_SETUID, CAP_SETGID)";
        match stage {
            Stage::Exec => Self::explain(program, &plan.path, plan.dir.as_deref(), source),
            Stage::Dir => {
                let dir = plan.dir.clone().unwrap_or_default();
                match source.kind() {
                    io::ErrorKind::PermissionDenied => Self::WorkingDirClosed { dir },
                    _ => Self::NoWorkingDir { dir },
                }
            }
            Stage::Cgroup => between(
                "could not join its cgroup".to_owned(),
                source,
                "see that the runtime may write to its own cgroup",
            ),
            Stage::Limit(at) => {
                let (_, most, name) = limits.get(usize::from(at)).copied().unwrap_or((0, 0, ""));
                let hint = "only root may raise a limit above the hard one of the runtime (`ulimit -H -a`)";
                between(format!("could not be limited to `{name} = {most}`"), source, hint)
            }
            Stage::Groups => between("could not get the groups of its user".to_owned(), source, rights),
            Stage::Group => between(format!("could not become group {}", plan.gid.unwrap_or_default()), source, rights),
            Stage::User => between(format!("could not become user {}", plan.uid.unwrap_or_default()), source, rights),
            Stage::Plan => Self::Other { program: program.to_owned(), source },
        }
    }

    /// Puts the error of a failed spawn into words. Looks at the file system, so it may block.
    pub(super) fn explain(program: &str, path: &Path, dir: Option<&Path>, source: io::Error) -> Self {
        if let Some(dir) = dir {
            match dir.metadata() {
                Ok(found) if found.is_dir() => {}
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    return Self::WorkingDirClosed { dir: dir.to_owned() };
                }
                Ok(_) | Err(_) => return Self::NoWorkingDir { dir: dir.to_owned() },
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
            Some(libc::EAGAIN | libc::ENOMEM | libc::EMFILE | libc::ENFILE) => Self::NoRoom { program, source },
            Some(libc::E2BIG) => Self::TooLong { program },
            _ => Self::Other { program, source },
        }
    }
}
