//! Runs a program to its end, within a time and a size, on the thread that asks. It leads a process group of its own,
//! which is killed when it takes too long or says too much. One that cannot be killed, because it waits for a dead
//! device, is left to the kernel and holds up nobody.

use std::fs;
use std::io::{ErrorKind, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_process_group};

use crate::sense::pace::Stop;

/// What one says is never longer.
const MOST: usize = 4 << 20;
/// Between two looks at whether to go on.
const GLANCE: Duration = Duration::from_millis(20);
/// A killed one has so long to go.
const DYING: Duration = Duration::from_secs(1);
/// So many that do not die, and none is begun any more.
const UNDEAD: usize = 4;
/// Where system programs are, for users without them in `PATH`.
const SYSTEM: [&str; 3] = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/// Why there is nothing that it said.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Silent {
    /// There is no such program.
    NoProgram,
    /// It could not be started; in the system's words.
    NotRun(String),
    /// It had to be killed, or one before it would not go.
    TooLate,
    /// It said too much.
    TooLong,
}

/// A program, and those runs of it that would not die.
#[derive(Debug)]
pub(super) struct Program {
    path: PathBuf,
    within: Duration,
    undead: Vec<Child>,
}

impl Program {
    /// A bare name is looked for. One run may take so long.
    pub(super) fn new(program: &Path, within: Duration) -> Self {
        Self { path: program.to_owned(), within, undead: Vec::new() }
    }

    /// How long one run may take.
    pub(super) fn within(&self) -> Duration {
        self.within
    }

    /// Runs it with these arguments, and gives what it printed, however it ended: `smartctl` ends with flags that say how
    /// the drive is. Being told to stop is as the end of the time.
    pub(super) fn run(&mut self, arguments: &[&str], stop: &Stop) -> Result<Vec<u8>, Silent> {
        self.undead.retain_mut(|child| matches!(child.try_wait(), Ok(None)));
        if self.undead.len() >= UNDEAD {
            return Err(Silent::TooLate);
        }
        let program = found(&self.path).ok_or(Silent::NoProgram)?;
        let started = Command::new(program)
            .args(arguments)
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn();
        let mut child = started.map_err(|error| match error.kind() {
            ErrorKind::NotFound => Silent::NoProgram,
            _ => Silent::NotRun(error.to_string()),
        })?;
        let until = Instant::now() + self.within;
        let said = child.stdout.take().ok_or(Silent::TooLate).and_then(|pipe| read(pipe, until, stop));
        if said.is_ok() && ends(&mut child, until, stop) {
            return said;
        }
        kill(&child);
        if !ends(&mut child, Instant::now() + DYING, &Stop::default()) {
            self.undead.push(child);
        }
        said.and(Err(Silent::TooLate))
    }
}

/// The file that a name means, if any.
fn found(program: &Path) -> Option<PathBuf> {
    if program.components().count() > 1 {
        return Some(program.to_owned());
    }
    let search = std::env::var_os("PATH").unwrap_or_default();
    let dirs = std::env::split_paths(&search).filter(|dir| dir.is_absolute()).chain(SYSTEM.map(PathBuf::from));
    let is_program = |path: &PathBuf| {
        fs::metadata(path).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
    };
    dirs.map(|dir| dir.join(program)).find(is_program)
}

/// All that it prints.
fn read(mut pipe: ChildStdout, until: Instant, stop: &Stop) -> Result<Vec<u8>, Silent> {
    let (mut said, mut piece) = (Vec::new(), [0; 16 << 10]);
    let glance = Timespec { tv_sec: 0, tv_nsec: i64::from(GLANCE.subsec_nanos()) };
    loop {
        if Instant::now() >= until || stop.is_set() {
            return Err(Silent::TooLate);
        }
        let mut waiting = [PollFd::new(&pipe, PollFlags::IN)];
        // A poll that was interrupted is one that saw nothing.
        if poll(&mut waiting, Some(&glance)).unwrap_or(0) == 0 {
            continue;
        }
        match pipe.read(&mut piece) {
            Ok(0) => return Ok(said),
            Ok(read) => said.extend_from_slice(&piece[..read]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(Silent::NotRun(error.to_string())),
        }
        if said.len() > MOST {
            return Err(Silent::TooLong);
        }
    }
}

/// Whether it ends in time.
fn ends(child: &mut Child, until: Instant, stop: &Stop) -> bool {
    loop {
        match child.try_wait() {
            Ok(None) => {
                let now = Instant::now();
                if now >= until || !stop.wait_until(until.min(now + GLANCE)) {
                    return false;
                }
            }
            // Whoever cannot be waited for is nobody's child any more.
            Ok(Some(_)) | Err(_) => return true,
        }
    }
}

/// Its end was not noticed yet, so the number is its own.
fn kill(child: &Child) {
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, within: Duration) -> Result<Vec<u8>, Silent> {
        Program::new(Path::new("sh"), within).run(&["-c", script], &Stop::default())
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn what_it_says_counts_however_it_ends() {
        assert_eq!(shell("printf so; echo no >&2; exit 4", LONG), Ok(b"so".to_vec()));
        assert_eq!(shell("exit 0", LONG), Ok(Vec::new()));
    }

    #[test]
    fn one_that_hangs_never_ends_or_talks_for_ever_is_killed_with_its_children() {
        let place = tempfile::tempdir().unwrap();
        let noted = place.path().join("pid");
        let script = format!("echo $$ >{0}; sleep 1000 & echo half; sleep 1000", noted.display());
        assert_eq!(shell(&script, Duration::from_millis(500)), Err(Silent::TooLate));
        let pid: i32 = fs::read_to_string(&noted).unwrap().trim().parse().unwrap();
        let group = Pid::from_raw(pid).unwrap();
        let until = Instant::now() + LONG;
        while rustix::process::test_kill_process_group(group).is_ok() {
            assert!(Instant::now() < until, "its children are still there");
            std::thread::yield_now();
        }
        assert_eq!(shell("exec >&-; exec sleep 1000", Duration::from_millis(300)), Err(Silent::TooLate));
        assert_eq!(shell("while :; do printf '%065536d' 0; done", LONG), Err(Silent::TooLong));
    }

    #[test]
    fn a_program_that_is_not_there_is_said() {
        let run = |program: &str| Program::new(Path::new(program), LONG).run(&[], &Stop::default());
        assert_eq!(run("no-such-program-at-all"), Err(Silent::NoProgram));
        assert_eq!(run("/nowhere/smartctl"), Err(Silent::NoProgram));
        assert!(matches!(run("/etc/passwd"), Err(Silent::NotRun(_))));
    }

    #[test]
    fn told_to_stop_it_waits_for_nothing() {
        let stop = Stop::default();
        stop.stop();
        let run = Program::new(Path::new("sh"), LONG).run(&["-c", "sleep 1000"], &stop);
        assert_eq!(run, Err(Silent::TooLate));
    }
}
