//! Between the making of a process and its program: joins a cgroup, sets limits, becomes another user, and only then
//! executes the program. `posix_spawn` cannot do that, so this binary is run in between, in a process of its own, and
//! replaces itself: the pid and the start time stay what they are. Services without such wishes never come here.
//!
//! What goes wrong goes back through a pipe that closes when the program is executed: no service ever seems to have ended
//! with a code that was really ours.

use std::ffi::{CString, OsString};
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::ptr;

use serde::{Deserialize, Serialize};

/// The first argument that makes this binary the shim.
pub(super) const WORD: &str = "__exec";
/// Where the pipe for what goes wrong is.
pub(super) const REPORT: i32 = 3;

/// What is to be done before the program is executed, in this order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Plan {
    /// Directory of the cgroup to join.
    pub cgroup: Option<PathBuf>,
    /// Limits by the system's numbers, soft and hard alike.
    pub limits: Vec<(u32, u64)>,
    /// All groups beside the main one.
    pub groups: Option<Vec<u32>>,
    /// Main group.
    pub gid: Option<u32>,
    /// User.
    pub uid: Option<u32>,
    /// Where to run; as that user, who may not go everywhere.
    pub dir: Option<PathBuf>,
    /// The program's file.
    pub path: PathBuf,
}

/// Which of it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Plan,
    Cgroup,
    /// Which of the limits.
    Limit(u8),
    Groups,
    Group,
    User,
    Dir,
    Exec,
}

impl Stage {
    fn code(self) -> u8 {
        match self {
            Self::Plan => 0,
            Self::Cgroup => 1,
            Self::Groups => 2,
            Self::Group => 3,
            Self::User => 4,
            Self::Dir => 5,
            Self::Exec => 6,
            Self::Limit(at) => at.saturating_add(16),
        }
    }

    fn of(code: u8) -> Self {
        match code {
            1 => Self::Cgroup,
            2 => Self::Groups,
            3 => Self::Group,
            4 => Self::User,
            5 => Self::Dir,
            6 => Self::Exec,
            16.. => Self::Limit(code - 16),
            _ => Self::Plan,
        }
    }
}

/// Does what the shim is for, when this process was made to be one. To be called first of all in a process: before
/// threads, before anything is read. None when it is not the shim; otherwise it returns only when something failed.
#[must_use]
pub fn entered() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next()? != WORD {
        return None;
    }
    // SAFETY: takes numbers only. Where nobody gave us the pipe, nobody called us who knows what this is.
    if unsafe { libc::fcntl(REPORT, libc::F_SETFD, libc::FD_CLOEXEC) } != 0 {
        return Some(ExitCode::from(2));
    }
    let (stage, error) = match run(arguments) {
        Ok(never) => match never {},
        Err(failed) => failed,
    };
    let mut told = [stage.code(), 0, 0, 0, 0];
    told[1..].copy_from_slice(&error.raw_os_error().unwrap_or(libc::EINVAL).to_ne_bytes());
    // SAFETY: the bytes live until the end of the call. Nobody is left to be told when it fails.
    unsafe { libc::write(REPORT, told.as_ptr().cast(), told.len()) };
    Some(ExitCode::from(127))
}

/// Waits until the program is executed, or something before it has failed. Blocks.
pub(super) fn outcome(report: OwnedFd) -> Option<(Stage, io::Error)> {
    let mut told = [0; 5];
    File::from(report).read_exact(&mut told).ok()?;
    let [code, number @ ..] = told;
    Some((Stage::of(code), io::Error::from_raw_os_error(i32::from_ne_bytes(number))))
}

type Failed = (Stage, io::Error);

fn run(mut arguments: impl Iterator<Item = OsString>) -> Result<std::convert::Infallible, Failed> {
    let unclear = || (Stage::Plan, io::ErrorKind::InvalidInput.into());
    let plan = arguments.next().unwrap_or_default().into_string().map_err(|_| unclear())?;
    let plan: Plan = serde_json::from_str(&plan).map_err(|_| unclear())?;
    let text = |text: Vec<u8>| CString::new(text).map_err(|_| unclear());
    let path = text(plan.path.as_os_str().as_bytes().to_vec())?;
    let arguments = arguments.map(|argument| text(argument.into_vec())).collect::<Result<Vec<_>, _>>()?;
    become_it(&plan)?;
    let mut list: Vec<*const libc::c_char> = arguments.iter().map(|argument| argument.as_ptr()).collect();
    list.push(ptr::null());
    // SAFETY: what is ignored stays ignored over exec, and our own start has made SIGPIPE so. The pointers are to texts
    // that live until the program takes the place of all this; the list ends with null.
    unsafe {
        libc::signal(libc::SIGPIPE, libc::SIG_DFL);
        libc::execv(path.as_ptr(), list.as_ptr());
    }
    Err((Stage::Exec, io::Error::last_os_error()))
}

fn become_it(plan: &Plan) -> Result<(), Failed> {
    if let Some(dir) = &plan.cgroup {
        fs::write(dir.join("cgroup.procs"), "0").map_err(|error| (Stage::Cgroup, error))?;
    }
    for (at, (resource, most)) in plan.limits.iter().enumerate() {
        let limit = libc::rlimit { rlim_cur: *most, rlim_max: *most };
        // SAFETY: the limit lives until the end of the call.
        done(unsafe { libc::setrlimit(*resource as _, &raw const limit) })
            .map_err(|error| (Stage::Limit(u8::try_from(at).unwrap_or_default()), error))?;
    }
    if let Some(groups) = &plan.groups {
        // SAFETY: the list lives until the end of the call, and is as long as is said.
        done(unsafe { libc::setgroups(groups.len(), groups.as_ptr()) }).map_err(|error| (Stage::Groups, error))?;
    }
    if let Some(gid) = plan.gid {
        // SAFETY: takes numbers only.
        done(unsafe { libc::setresgid(gid, gid, gid) }).map_err(|error| (Stage::Group, error))?;
    }
    if let Some(uid) = plan.uid {
        // SAFETY: takes numbers only.
        done(unsafe { libc::setresuid(uid, uid, uid) }).map_err(|error| (Stage::User, error))?;
    }
    match &plan.dir {
        Some(dir) => std::env::set_current_dir(dir).map_err(|error| (Stage::Dir, error)),
        None => Ok(()),
    }
}

fn done(code: libc::c_int) -> io::Result<()> {
    if code == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_survive_the_pipe() {
        let all = [Stage::Cgroup, Stage::Groups, Stage::Group, Stage::User, Stage::Dir, Stage::Exec, Stage::Limit(3)];
        for stage in all.into_iter().chain([Stage::Plan]) {
            assert_eq!(Stage::of(stage.code()), stage);
        }
    }
}
