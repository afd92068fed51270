//! From a spec to a running process.
//!
//! The child leads a session and a group of its own, reads nothing, and writes straight to its log file: nothing of it
//! passes through this process, so the end of this process neither kills nor blocks it. Everything here may block, and
//! is on the path from a crash to the next start: nothing more is done than must be.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use super::census;
use super::environment::{self, Environment};
use super::launch::{Launch, Signals};
use super::shim::{self, Plan};
use crate::config::{Switch, User, account};
use crate::model::id::Generation;
use crate::model::process::LimitsSpec;
use crate::model::service::Identity;
use crate::model::spec::ServiceSpec;
use crate::model::starting::StartError;

/// A start as it is ordered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start<'a> {
    pub spec: &'a ServiceSpec,
    pub generation: Generation,
    /// The cgroup to join.
    pub cgroup: Option<&'a Path>,
    /// It counts processes, so that nothing else has to.
    pub counts_processes: bool,
    /// What its process touches to say that it is alive, where somebody waits for that.
    pub heartbeat: Option<&'a Path>,
}

/// Starts a service's process with its mark.
pub(super) fn service(data_id: &str, start: Start<'_>, output: Option<&File>) -> Result<Identity, StartError> {
    let Start { spec, generation, .. } = start;
    let no_command = || StartError::NoCommand { service: spec.name.to_string() };
    let process = spec.process().ok_or_else(no_command)?;
    let program = process.command.first().ok_or_else(no_command)?;
    let account = account(&process.account)?;
    let mut environment = environment::of(data_id, &spec.name, process, generation, account.user.as_ref())?;
    environment.extend(start.heartbeat.map(|file| (environment::HEARTBEAT.into(), file.into())));
    let dir = &process.working_dir;
    let path = path_of(program, dir, environment.get(OsStr::new("PATH")));
    let environment = environment.into_iter().collect();
    let launched = Launch {
        path: &path,
        arguments: &process.command,
        environment,
        dir: Some(dir),
        output,
        report: None,
        inherited: Vec::new(),
        signals: Signals::Unknown,
    };
    if process.account.is_empty() && process.limits.is_empty() {
        return launch(program, launched);
    }
    let limits = limits(&process.limits, start.counts_processes);
    between(program, launched, account.switch, &limits, start.cgroup)
}

/// Starts a start or stop command of an external service, without a mark: what it leaves behind is not ours.
pub(super) fn external(command: &[String], output: Option<&File>) -> Result<Identity, StartError> {
    let program = command.first().ok_or_else(|| StartError::NoCommand { service: String::new() })?;
    let environment = environment::unmarked();
    let path = path_of(program, Path::new(""), environment.get(OsStr::new("PATH")));
    let environment = environment.into_iter().collect();
    launch(
        program,
        Launch {
            path: &path,
            arguments: command,
            environment,
            dir: None,
            output,
            report: None,
            inherited: Vec::new(),
            signals: Signals::Unknown,
        },
    )
}

/// Starts a command that is run for a service, beside its process and as the same user.
pub(super) fn errand(
    spec: &ServiceSpec,
    command: &[String],
    environment: impl FnOnce(Option<&User>) -> Result<Environment, StartError>,
    output: Option<&File>,
) -> Result<Identity, StartError> {
    let program = command.first().ok_or_else(|| StartError::NoCommand { service: spec.name.to_string() })?;
    let process = spec.process();
    let account = process.map(|process| account(&process.account)).transpose()?;
    let environment = environment(account.as_ref().and_then(|account| account.user.as_ref()))?;
    let dir = process.map(|process| process.working_dir.as_path());
    let path = path_of(program, dir.unwrap_or(Path::new("")), environment.get(OsStr::new("PATH")));
    let environment = environment.into_iter().collect();
    let launched = Launch {
        path: &path,
        arguments: command,
        environment,
        dir,
        output,
        report: None,
        inherited: Vec::new(),
        signals: Signals::Unknown,
    };
    match account.and_then(|account| account.switch) {
        Some(switch) => between(program, launched, Some(switch), &[], None),
        None => launch(program, launched),
    }
}

/// A limit by the system's number and by its name in the configuration.
pub(super) type Limit = (libc::__rlimit_resource_t, u64, &'static str);

pub(super) fn limits(spec: &LimitsSpec, counts_processes: bool) -> Vec<Limit> {
    let processes = spec.processes.filter(|_| !counts_processes);
    let all = [
        (libc::RLIMIT_NOFILE, spec.files.map(u64::from), "files"),
        (libc::RLIMIT_NPROC, processes.map(u64::from), "processes"),
        (libc::RLIMIT_CORE, spec.core, "core"),
        (libc::RLIMIT_AS, spec.address_space, "address_space"),
    ];
    all.into_iter().filter_map(|(number, most, name)| Some((number, most?, name))).collect()
}

/// Starts a program through the shim, which changes what it is before it is executed.
pub(super) fn between(
    program: &str,
    launched: Launch<'_>,
    switch: Option<Switch>,
    limits: &[Limit],
    cgroup: Option<&Path>,
) -> Result<Identity, StartError> {
    let other = |source: io::Error| StartError::Other { program: program.to_owned(), error: source.to_string() };
    let (uid, gid, groups) =
        switch.map_or((None, None, None), |switch| (switch.uid, Some(switch.gid), Some(switch.groups)));
    let plan = Plan {
        cgroup: cgroup.map(Path::to_owned),
        limits: limits.iter().map(|(number, most, _)| (*number, *most)).collect(),
        groups,
        gid,
        uid,
        dir: launched.dir.map(Path::to_owned),
        path: launched.path.to_owned(),
    };
    let plan_text = serde_json::to_string(&plan).map_err(|error| other(error.into()))?;
    let mut arguments = vec!["autoagents".to_owned(), shim::WORD.to_owned(), plan_text];
    arguments.extend_from_slice(launched.arguments);
    let (reads, writes) =
        rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC).map_err(|error| other(error.into()))?;
    let shim = Launch {
        // Also when the file was replaced by a newer one meanwhile: this is what runs.
        path: Path::new("/proc/self/exe"),
        arguments: &arguments,
        environment: launched.environment,
        inherited: launched.inherited,
        signals: launched.signals,
        dir: None,
        output: launched.output,
        report: Some(&writes),
    };
    let identity = launch(program, shim)?;
    drop(writes);
    let Some((stage, error)) = shim::outcome(reads) else { return Ok(identity) };
    if let Some(pid) = Pid::from_raw(identity.pid) {
        let _ = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED);
    }
    Err(StartError::of_shim(program, &plan, stage, limits, error))
}

/// A relative path is meant from the working directory, and so are relative entries of `PATH`, in which a bare name is
/// looked up: the child's own, not ours.
pub(super) fn path_of(program: &str, working_dir: &Path, path: Option<&OsString>) -> PathBuf {
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
        StartError::Unidentified { program: program.to_owned(), error: source.to_string() }
    })
}
