//! Reaching the worker of a data directory, or starting one. Blocks.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::{self, Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

use super::place::{self, Place};
use super::wire::{self, Frames, FromWorker, ToWorker, VERSION};
use super::worker;
use crate::exec::census;
use crate::exec::launch::{Launch, Signals};
use crate::model::workflow::order::{StepReport, Ticket};

/// A worker answers within this time, or does not work.
const PATIENCE: Duration = Duration::from_secs(10);
/// So often it is tried: one that is just ending, or of another version, makes place for the next.
const TRIES: u32 = 5;
/// Between two tries, longer each time.
const PAUSE: Duration = Duration::from_millis(20);

/// Where a worker comes from.
#[derive(Debug, Clone)]
pub(super) struct Agency {
    pub(super) place: Place,
    pub(super) data_dir: PathBuf,
    pub(super) data_id: String,
    /// The program that becomes one.
    pub(super) program: PathBuf,
}

/// A worker that has answered.
#[derive(Debug)]
pub(super) struct Hired {
    pub(super) stream: UnixStream,
    /// What came after its answer.
    pub(super) frames: Frames,
    /// What became of the tickets that it was asked for.
    pub(super) found: Vec<StepReport>,
    /// Our child, when it was started here.
    pub(super) pid: Option<i32>,
}

impl Agency {
    /// Reaches a worker that says what became of these tickets.
    pub(super) fn hire(&self, tickets: &[Ticket]) -> io::Result<Hired> {
        self.place.prepare()?;
        let mut last = None;
        for attempt in 0..TRIES {
            if attempt > 0 {
                thread::sleep(PAUSE * (1 << attempt));
            }
            let (stream, pid) = match self.reach() {
                Some(stream) => (stream, None),
                None => self.start().map(|(stream, pid)| (stream, Some(pid)))?,
            };
            match greet(stream, tickets) {
                Ok((stream, frames, found)) => return Ok(Hired { stream, frames, found, pid }),
                Err(error) => last = Some(error),
            }
            if let Some(pid) = pid {
                bury(pid);
            }
        }
        Err(last.unwrap_or_else(|| io::ErrorKind::NotConnected.into()))
    }

    fn reach(&self) -> Option<UnixStream> {
        let directory = self.place.open().ok()?;
        UnixStream::connect(place::socket(&directory)).ok()
    }

    fn start(&self) -> io::Result<(UnixStream, i32)> {
        let (ours, theirs) = UnixStream::pair()?;
        let text = |path: &Path| path.to_str().map(str::to_owned).ok_or(io::ErrorKind::InvalidFilename);
        let words = ["autoagents".to_owned(), worker::WORD.to_owned(), text(&self.data_dir)?, self.data_id.clone()];
        let mut environment: Vec<(OsString, OsString)> = std::env::vars_os().collect();
        // What is ours is known by this.
        environment.retain(|(name, _)| name != census::DATA_ID && name != census::SERVICE);
        environment.push((census::DATA_ID.into(), self.data_id.as_str().into()));
        let errors = self.place.file(place::ERRORS);
        let errors = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(errors)?;
        let launch = Launch {
            path: &self.program,
            arguments: &words,
            environment,
            inherited: Vec::new(),
            signals: Signals::Unknown,
            dir: Some(self.place.runs()),
            output: Some(&errors),
            report: Some(&OwnedFd::from(theirs)),
        };
        Ok((ours, launch.run()?))
    }
}

/// Waits for the end of a worker that was our child and is about to be none.
pub(super) fn bury(pid: i32) {
    if let Some(pid) = Pid::from_raw(pid) {
        let _ = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED);
    }
}

fn greet(mut stream: UnixStream, tickets: &[Ticket]) -> io::Result<(UnixStream, Frames, Vec<StepReport>)> {
    let environment =
        std::env::vars_os().map(|(name, value)| [name.into_vec(), value.into_vec()].join(&b'=')).collect();
    let attach = ToWorker::Attach { version: VERSION, environment, tickets: tickets.to_vec() };
    let mut bytes = Vec::new();
    wire::put(&vec![attach], &mut bytes)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(&bytes)?;
    let (mut frames, mut bytes) = (Frames::default(), vec![0; 64 << 10]);
    loop {
        match frames.next::<FromWorker>() {
            Ok(Some(FromWorker::Welcome(found))) => return Ok((stream, frames, found)),
            Ok(None) => {}
            Ok(Some(FromWorker::Reports(_))) | Err(_) => return Err(io::ErrorKind::InvalidData.into()),
        }
        match stream.read(&mut bytes)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => frames.feed(&bytes[..read]),
        }
    }
}
