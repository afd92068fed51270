//! From a spec to a running process.
//!
//! The child leads a session and a group of its own, reads nothing, and writes straight to its log file: nothing of it
//! passes through this process, so the end of this process neither kills nor blocks it. Everything here may block, and
//! is on the path from a crash to the next start: nothing more is done than must be.

use std::fs::File;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use super::census;
use super::error::StartError;
use crate::model::id::Generation;
use crate::model::service::Identity;
use crate::model::spec::ServiceSpec;

/// The highest signal number of Linux.
const LAST_SIGNAL: libc::c_int = 64;

/// Starts a service's process with its mark.
pub(super) fn service(
    data_id: &str,
    spec: &ServiceSpec,
    generation: Generation,
    output: Option<File>,
) -> Result<Identity, StartError> {
    let no_command = || StartError::NoCommand { service: spec.name.to_string() };
    let process = spec.process().ok_or_else(no_command)?;
    let (program, arguments) = process.command.split_first().ok_or_else(no_command)?;
    let path = path_of(program, &process.working_dir);
    let mut command = detached(&path, program, arguments, output)
        .map_err(|error| StartError::explain(program, &path, None, error))?;
    command
        .current_dir(&process.working_dir)
        .envs(&process.environment)
        .env(census::DATA_ID, data_id)
        .env(census::SERVICE, spec.name.as_str())
        .env(census::GENERATION, generation.to_string());
    launch(&mut command, program, &path, Some(&process.working_dir))
}

/// Starts a start or stop command of an external service, without a mark: what it leaves behind is not ours.
pub(super) fn external(command: &[String], output: Option<File>) -> Result<Identity, StartError> {
    let (program, arguments) = command.split_first().ok_or_else(|| StartError::NoCommand { service: String::new() })?;
    let path = PathBuf::from(program);
    let mut command = detached(&path, program, arguments, output)
        .map_err(|error| StartError::explain(program, &path, None, error))?;
    for name in [census::DATA_ID, census::SERVICE, census::GENERATION] {
        command.env_remove(name);
    }
    launch(&mut command, program, &path, None)
}

/// A relative path is meant from the working directory; a bare name is looked up in the child's `PATH`.
fn path_of(program: &str, working_dir: &Path) -> PathBuf {
    if program.contains('/') { working_dir.join(program) } else { PathBuf::from(program) }
}

/// A command in a session of its own, with no input and with its output in a file, or nowhere.
fn detached(path: &Path, program: &str, arguments: &[String], output: Option<File>) -> io::Result<Command> {
    let (stdout, stderr) = match output {
        Some(file) => (Stdio::from(file.try_clone()?), Stdio::from(file)),
        None => (Stdio::null(), Stdio::null()),
    };
    let mut command = Command::new(path);
    command.arg0(program).args(arguments).stdin(Stdio::null()).stdout(stdout).stderr(stderr);
    let enter = || {
        rustix::process::setsid()?;
        // What we open is closed on exec anyway; what whoever started us left open is not, and a service that keeps it,
        // such as a lock, keeps it for ever. Marked rather than closed: the pipe that tells of a failed exec is among
        // it. Kernels before 5.11 refuse; then it stays as it was.
        // SAFETY: plain system call with numbers only.
        unsafe { libc::syscall(libc::SYS_close_range, 3, libc::c_uint::MAX, libc::CLOSE_RANGE_CLOEXEC) };
        // Handlers are gone after exec, but what was ignored stays ignored: whoever started us with `nohup` or in the
        // background of a script would make services deaf to SIGHUP or SIGINT. (The mask is emptied by `Command`.)
        for signal in 1..=LAST_SIGNAL {
            // SAFETY: plain system call; SIG_DFL is no function pointer. Refused for SIGKILL and the like, harmlessly.
            unsafe { libc::signal(signal, libc::SIG_DFL) };
        }
        Ok(())
    };
    // SAFETY: between fork and exec only `setsid`, `close_range` and `signal` are called. All are async-signal-safe;
    // nothing is allocated and no lock is taken.
    unsafe { command.pre_exec(enter) };
    Ok(command)
}

/// Runs it and finds out who it is. The `Child` is dropped: reaping is the business of `watch`.
fn launch(command: &mut Command, program: &str, path: &Path, dir: Option<&Path>) -> Result<Identity, StartError> {
    let child = command.spawn().map_err(|error| StartError::explain(program, path, dir, error))?;
    let pid = i32::try_from(child.id())
        .map_err(|_| StartError::Other { program: program.to_owned(), source: io::ErrorKind::InvalidData.into() })?;
    // Not reaped yet, so the pid is its own, even when it has ended already.
    match census::stat(pid) {
        Ok(stat) => Ok(stat.identity),
        Err(source) => {
            if let Some(pid) = Pid::from_raw(pid) {
                let _ = kill_process_group(pid, Signal::KILL);
                let _ = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED);
            }
            Err(StartError::Unidentified { program: program.to_owned(), source })
        }
    }
}
