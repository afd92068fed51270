//! Runs a program to its end, within a time and a size.

use std::io;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};

use crate::exec::census;

/// So much of each output is kept; what comes after is not read.
const KEPT: u64 = 1 << 20;

/// What a program said.
pub(super) struct Said {
    pub(super) status: ExitStatus,
    pub(super) out: String,
    pub(super) err: String,
}

/// Why there is nothing that it said.
#[derive(Debug, thiserror::Error)]
pub(super) enum Silent {
    /// It could not be started.
    #[error("{0}")]
    NotRun(#[from] io::Error),
    /// It had to be killed.
    #[error("no answer within {}", humantime::format_duration(*.0))]
    TooLate(Duration),
}

/// Runs it. Starting may hang, on a dead mount: that holds a thread, and nobody else.
pub(super) async fn run(program: &'static str, arguments: Vec<String>, within: Duration) -> Result<Said, Silent> {
    let whole = async {
        let start = move || start(program, &arguments);
        let mut running = Running(tokio::task::spawn_blocking(start).await.map_err(io::Error::from)??);
        let (out, err) = (running.0.stdout.take(), running.0.stderr.take());
        let (out, err, status) = tokio::join!(read(out), read(err), running.0.wait());
        Ok(Said { status: status?, out, err })
    };
    tokio::time::timeout(within, whole).await.unwrap_or(Err(Silent::TooLate(within)))
}

fn start(program: &str, arguments: &[String]) -> io::Result<Child> {
    let mut command = Command::new(program);
    // Words that do not depend on the locale, without colours, and without our own marks.
    command.env("LC_ALL", "C.UTF-8").env("SYSTEMD_COLORS", "0").env("SYSTEMD_PAGER", "");
    for mark in [census::DATA_ID, census::SERVICE, census::GENERATION] {
        command.env_remove(mark);
    }
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.process_group(0).kill_on_drop(true).spawn()
}

/// A program that runs. Killed with its group when it is dropped before its end.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // None once its end was noticed: until then the number is its own.
        if let Some(pid) = self.0.id().and_then(|pid| Pid::from_raw(pid.cast_signed())) {
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }
}

async fn read(from: Option<impl AsyncRead + Unpin>) -> String {
    let mut bytes = Vec::new();
    if let Some(from) = from {
        // What was read before an error is what there is.
        let _ = from.take(KEPT).read_to_end(&mut bytes).await;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
