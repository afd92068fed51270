//! Passes when a program ends as it should.
//!
//! The program leads a process group of its own. Whatever happens (it ends, it takes too long, the probe is dropped),
//! the whole group is killed, so nothing that a probe started outlives it.

use std::io::{self, PipeReader};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{ExitStatus, Stdio};

use rustix::process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open};
use tokio::io::unix::AsyncFd;
use tokio::io::{AsyncReadExt, Interest};
use tokio::net::unix::pipe::Receiver;
use tokio::process::{Child, Command};

use crate::model::check::ExecCheck;
use crate::model::complaint::Complaint;
use crate::model::probe::ProbeId;
use crate::model::service::Exit;
use crate::model::system::SystemError;

use super::causes::words;
use super::runner::Starting;

/// So much of the output is kept; the rest is read, so that the program does not block, and thrown away.
const KEPT: usize = 4 << 10;
/// So much where something is looked for in it.
const SEARCHED: usize = 64 << 10;

/// Runs the program. The caller bounds the time by dropping this.
pub(super) async fn check(starting: &Starting, id: &ProbeId, check: ExecCheck) -> Result<(), Complaint> {
    let ExecCheck { command, working_dir, exit_codes, output_contains } = check;
    let start = starting.begin(id).ok_or(Complaint::StillStarting)?;
    let program = command.first().cloned().unwrap_or_default();
    let program = words(&program).unwrap_or_default();
    let not_run = |error: io::Error| Complaint::NotRun { program, system: SystemError::of(&error) };
    // Starting looks the directory and the program up, which can hang on a dead network mount.
    let started = tokio::task::spawn_blocking(move || {
        let _start = start;
        Running::start(&command, &working_dir)
    });
    let mut running = match started.await {
        Ok(started) => started.map_err(not_run)?,
        Err(error) => return Err(not_run(error.into())),
    };
    let room = if output_contains.is_some() { SEARCHED } else { KEPT };
    let (status, output) = running.finish(room).await.map_err(not_watched)?;
    let text = String::from_utf8_lossy(&output);
    if status.code().is_some_and(|code| exit_codes.contains(&code)) {
        return match output_contains {
            Some(wanted) if !text.contains(&wanted) => Err(Complaint::OutputLacks { wanted }),
            _ => Ok(()),
        };
    }
    let said = text.lines().find_map(words);
    Err(Complaint::Exited { exit: exit(status), said })
}

fn not_watched(error: io::Error) -> Complaint {
    Complaint::NotWatched { system: SystemError::of(&error) }
}

fn exit(status: ExitStatus) -> Exit {
    use std::os::unix::process::ExitStatusExt;
    status.code().map(Exit::Code).or_else(|| status.signal().map(Exit::Signal)).unwrap_or(Exit::Unknown)
}

/// A program that runs, with its group.
struct Running {
    /// None once its end was noticed; until then its pid is the group's, and nobody else's.
    child: Option<Child>,
    group: Option<Pid>,
    output: Option<PipeReader>,
}

impl Running {
    /// Starts it. Blocks for as long as that takes.
    fn start(command: &[String], working_dir: &Path) -> io::Result<Self> {
        let (program, arguments) = command.split_first().ok_or(io::ErrorKind::NotFound)?;
        let (output, input) = io::pipe()?;
        let child = Command::new(program)
            .args(arguments)
            .current_dir(working_dir)
            .stdin(Stdio::null())
            .stdout(input.try_clone()?)
            .stderr(input)
            .process_group(0)
            .kill_on_drop(true)
            .spawn()?;
        let group = child.id().and_then(|pid| Pid::from_raw(i32::try_from(pid).ok()?));
        Ok(Self { child: Some(child), group, output: Some(output) })
    }

    /// Waits until the program ends, kills what it left, and gives the beginning of what it said. That others still
    /// hold its output open does not delay this.
    async fn finish(&mut self, room: usize) -> io::Result<(ExitStatus, Vec<u8>)> {
        let group = self.group.ok_or(io::ErrorKind::NotFound)?;
        let pipe = self.output.take().ok_or(io::ErrorKind::NotFound)?;
        let mut output = Output { pipe: Receiver::from_owned_fd(pipe.into())?, kept: Vec::new(), room };
        let pidfd = pidfd_open(group, PidfdFlags::NONBLOCK)?;
        let ended = watch(pidfd)?;
        tokio::select! {
            () = output.follow() => {}
            _ = ended.readable() => {}
        }
        // Its end is seen, but not yet noticed by the kernel's rules: the group cannot be another's.
        ended.readable().await?.retain_ready();
        self.kill();
        output.take_rest();
        let status = match &mut self.child {
            Some(child) => child.wait().await?,
            None => return Err(io::ErrorKind::NotFound.into()),
        };
        self.child = None;
        Ok((status, output.kept))
    }

    fn kill(&self) {
        if let (Some(group), Some(_)) = (self.group, &self.child) {
            // Fails only when there is nothing left to kill.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
        // Somebody has to notice its end, or it stays in the process table.
        if let (Some(mut child), Ok(runtime)) = (self.child.take(), tokio::runtime::Handle::try_current()) {
            runtime.spawn(async move { child.wait().await });
        }
    }
}

#[expect(deprecated, reason = "unsound only for what is not an owned descriptor; the replacement is `unsafe`")]
fn watch(pidfd: OwnedFd) -> io::Result<AsyncFd<OwnedFd>> {
    AsyncFd::with_interest(pidfd, Interest::READABLE)
}

/// What the program writes.
struct Output {
    pipe: Receiver,
    kept: Vec<u8>,
    room: usize,
}

impl Output {
    /// Reads until nobody can write any more.
    async fn follow(&mut self) {
        let mut piece = [0; KEPT];
        while let Ok(read @ 1..) = self.pipe.read(&mut piece).await {
            self.keep(&piece[..read]);
        }
    }

    /// Reads what is there, and no more.
    fn take_rest(&mut self) {
        let mut piece = [0; KEPT];
        while self.kept.len() < self.room
            && let Ok(read @ 1..) = self.pipe.try_read(&mut piece)
        {
            self.keep(&piece[..read]);
        }
    }

    fn keep(&mut self, piece: &[u8]) {
        let room = self.room - self.kept.len();
        self.kept.extend_from_slice(&piece[..piece.len().min(room)]);
    }
}
