//! The steps of a runbook: each in a session of its own, in order, until one fails or their time is over.

use std::fs::File;
use std::io::Read as _;
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::{Pid, PidfdFlags, WaitId, WaitIdOptions, pidfd_open, waitid};

use crate::exec::group;
use crate::exec::spawn;
use crate::model::recovery::Deed;
use crate::model::remedy::RemedyError;
use crate::model::service::Identity;
use crate::model::spec::StopSignal;
use crate::model::starting::StartError;
use crate::model::text::clean;

/// Of what a step says, so many bytes are kept: the last ones.
const KEPT: usize = 4_096;
/// What a step left in the pipe when it ended is read within this time.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// Runs the commands; gives what was run, and why not all of it.
pub(super) fn run(commands: &[Vec<String>], timeout: Duration) -> super::worker::Outcome {
    let until = Instant::now() + timeout;
    let mut deeds = Vec::new();
    for command in commands {
        let program = command.first().cloned().unwrap_or_default();
        let (said, end) = match step(command, until) {
            Ok(done) => done,
            Err(start) => {
                deeds.push(Deed::Run { program, said: None });
                return (deeds, Some(RemedyError::NotRun { start }));
            }
        };
        let said = said.lines().rev().map(str::trim).find(|line| !line.is_empty()).map(|line| clean(line, 200));
        deeds.push(Deed::Run { program: program.clone(), said: said.clone() });
        let failure = match end {
            End::Exit(0) => continue,
            End::Exit(code) => RemedyError::Exited { program, code, said },
            End::Signal(signal) => RemedyError::Killed { program, signal, said },
            End::Overran => RemedyError::Overran { program, said },
            End::Lost => RemedyError::Lost { program, said },
        };
        return (deeds, Some(failure));
    }
    (deeds, None)
}

/// How a step ended.
enum End {
    Exit(i32),
    Signal(i32),
    Overran,
    Lost,
}

/// Runs one command to its end; gives the last of what it said, and how it ended.
fn step(command: &[String], until: Instant) -> Result<(String, End), StartError> {
    let program = command.first().cloned().unwrap_or_default();
    let (read, write) =
        pipe_with(PipeFlags::CLOEXEC).map_err(|error| StartError::NoRoom { program, error: error.to_string() })?;
    let write = File::from(write);
    let identity = spawn::external(command, Some(&write))?;
    drop(write);
    let kept = listen(read);
    let end = wait(identity, until);
    // Whoever of its children still holds the pipe is not waited for.
    let said = Instant::now() + LAST_WORDS;
    while Arc::strong_count(&kept) > 1 && Instant::now() < said {
        thread::sleep(Duration::from_millis(5));
    }
    let bytes = kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok((String::from_utf8_lossy(&bytes).into_owned(), end))
}

/// Reads to the end on a thread of its own, so that the step is never held up, and keeps the last bytes.
fn listen(read: OwnedFd) -> Arc<Mutex<Vec<u8>>> {
    let kept = Arc::new(Mutex::new(Vec::new()));
    let theirs = Arc::clone(&kept);
    let _reader = thread::Builder::new().name("runbook".to_owned()).spawn(move || {
        let (mut file, mut buffer) = (File::from(read), [0; 4_096]);
        while let Ok(count @ 1..) = file.read(&mut buffer) {
            let mut kept = theirs.lock().unwrap_or_else(PoisonError::into_inner);
            kept.extend_from_slice(&buffer[..count]);
            let surplus = kept.len().saturating_sub(KEPT);
            kept.drain(..surplus);
        }
    });
    kept
}

/// Waits for the end, or ends the whole group when the time is over.
fn wait(identity: Identity, until: Instant) -> End {
    let Some(pid) = Pid::from_raw(identity.pid) else { return End::Lost };
    let ended = |limit: Instant| -> bool {
        let Ok(fd) = pidfd_open(pid, PidfdFlags::empty()) else { return true };
        loop {
            let left = limit.saturating_duration_since(Instant::now());
            let left = Timespec::try_from(left).ok();
            match poll(&mut [PollFd::new(&fd, PollFlags::IN)], left.as_ref()) {
                Err(rustix::io::Errno::INTR) => {}
                Ok(0) => return false,
                _ => return true,
            }
        }
    };
    let in_time = ended(until);
    if !in_time {
        group::send(identity, StopSignal::Kill);
        ended(Instant::now() + Duration::from_secs(5));
    }
    let status = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED).ok().flatten();
    match status.as_ref().map(|status| (status.exit_status(), status.terminating_signal())) {
        _ if !in_time => End::Overran,
        Some((Some(code), _)) => End::Exit(code),
        Some((_, Some(signal))) => End::Signal(signal),
        _ => End::Lost,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Vec<String> {
        ["/bin/sh", "-c", script].map(str::to_owned).into()
    }

    #[test]
    fn steps_run_in_order_until_one_fails() {
        let (deeds, failure) =
            run(&[shell("echo one"), shell("echo bad >&2; exit 3"), shell("echo never")], Duration::from_secs(20));
        let said: Vec<_> = deeds
            .iter()
            .map(|deed| match deed {
                Deed::Run { said, .. } => said.as_deref().unwrap_or(""),
                _ => "",
            })
            .collect();
        assert_eq!(said, ["one", "bad"]);
        let said = Some("bad".to_owned());
        assert_eq!(failure, Some(RemedyError::Exited { program: "/bin/sh".to_owned(), code: 3, said }));
    }

    #[test]
    fn a_step_that_hangs_is_killed_with_its_children_and_a_missing_one_is_told() {
        let began = Instant::now();
        let (_, failure) = run(&[shell("sleep 600 & sleep 600")], Duration::from_millis(200));
        assert!(matches!(failure, Some(RemedyError::Overran { .. })));
        assert!(began.elapsed() < Duration::from_secs(10));
        let (_, failure) = run(&[vec!["/nowhere/at-all".to_owned()]], Duration::from_secs(1));
        assert!(matches!(failure, Some(RemedyError::NotRun { start: StartError::NotFound { .. } })));
    }

    #[test]
    fn whatever_a_step_says_stays_small_and_harmless() {
        let script = "head -c 3000000 /dev/zero | tr '\\0' 'x'; printf '\\n\\033[31mlast\\n'";
        let (deeds, failure) = run(&[shell(script)], Duration::from_secs(60));
        assert_eq!(failure, None);
        let Deed::Run { said: Some(said), .. } = &deeds[0] else { panic!("{deeds:?}") };
        assert!(said.contains("last") && !said.contains('\u{1b}'), "{said:?}");
    }
}
