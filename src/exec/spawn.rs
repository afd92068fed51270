//! From a spec to a running process.
//!
//! The child leads a session and a group of its own, reads nothing, and writes straight to its log file: nothing of it
//! passes through this process, so the end of this process neither kills nor blocks it. Everything here may block, and
//! is on the path from a crash to the next start: nothing more is done than must be.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use super::census;
use super::environment::{self, Environment};
use super::error::StartError;
use super::launch::Launch;
use crate::model::id::Generation;
use crate::model::service::Identity;
use crate::model::spec::ServiceSpec;

/// Starts a service's process with its mark.
pub(super) fn service(
    data_id: &str,
    spec: &ServiceSpec,
    generation: Generation,
    output: Option<&File>,
) -> Result<Identity, StartError> {
    let no_command = || StartError::NoCommand { service: spec.name.to_string() };
    let process = spec.process().ok_or_else(no_command)?;
    let program = process.command.first().ok_or_else(no_command)?;
    let environment = environment::of(data_id, &spec.name, process, generation)?;
    let dir = &process.working_dir;
    let path = path_of(program, dir, environment.get(OsStr::new("PATH")));
    launch(
        program,
        Launch {
            path: &path,
            arguments: &process.command,
            environment: environment.into_iter().collect(),
            dir: Some(dir),
            output,
        },
    )
}

/// Starts a start or stop command of an external service, without a mark: what it leaves behind is not ours.
pub(super) fn external(command: &[String], output: Option<&File>) -> Result<Identity, StartError> {
    let program = command.first().ok_or_else(|| StartError::NoCommand { service: String::new() })?;
    let environment = environment::unmarked();
    let path = path_of(program, Path::new(""), environment.get(OsStr::new("PATH")));
    let environment = environment.into_iter().collect();
    launch(program, Launch { path: &path, arguments: command, environment, dir: None, output })
}

/// Starts a command that is run for a service, beside its process.
pub(super) fn errand(
    spec: &ServiceSpec,
    command: &[String],
    environment: Environment,
    output: Option<&File>,
) -> Result<Identity, StartError> {
    let program = command.first().ok_or_else(|| StartError::NoCommand { service: spec.name.to_string() })?;
    let dir = spec.process().map(|process| process.working_dir.as_path());
    let path = path_of(program, dir.unwrap_or(Path::new("")), environment.get(OsStr::new("PATH")));
    let environment = environment.into_iter().collect();
    launch(program, Launch { path: &path, arguments: command, environment, dir, output })
}

/// A relative path is meant from the working directory, and so are relative entries of `PATH`, in which a bare name is
/// looked up: the child's own, not ours.
fn path_of(program: &str, working_dir: &Path, path: Option<&OsString>) -> PathBuf {
    if program.contains('/') {
        return working_dir.join(program);
    }
    let places = path.map_or(OsStr::new("/usr/local/bin:/usr/bin:/bin"), OsString::as_os_str);
    let mut files = std::env::split_paths(places).map(|place| working_dir.join(place).join(program));
    let runs =
        |file: &PathBuf| file.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0);
    // A name that is nowhere stays as it is, and fails to run.
    files.find(runs).unwrap_or_else(|| PathBuf::from(program))
}

/// Runs it and finds out who it is. Reaping is the business of `watch`.
fn launch(program: &str, launch: Launch<'_>) -> Result<Identity, StartError> {
    let (path, dir) = (launch.path, launch.dir);
    let pid = launch.run().map_err(|error| StartError::explain(program, path, dir, error))?;
    // Not reaped yet, so the pid is its own, even when it has ended already.
    census::stat(pid).map(|stat| stat.identity).map_err(|source| {
        if let Some(pid) = Pid::from_raw(pid) {
            let _ = kill_process_group(pid, Signal::KILL);
            let _ = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED);
        }
        StartError::Unidentified { program: program.to_owned(), source }
    })
}
