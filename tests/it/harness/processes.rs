//! Processes as `/proc` shows them, by a look of the tests' own.

use std::fs;

use rustix::process::{Pid, Signal, kill_process};

/// A process that carries the mark of a data directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Marked {
    pub(crate) pid: i32,
    pub(crate) service: String,
    /// It leads its session: the service's own process, not a child of it.
    pub(crate) leader: bool,
}

/// Everything alive with this in its environment.
pub(crate) fn with_environment(entry: &str) -> Vec<i32> {
    let pids = fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let carries = |pid: &i32| {
        let environ = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        environ.split(|byte| *byte == 0).any(|found| found == entry.as_bytes())
    };
    pids.filter(carries).collect()
}

/// Everything alive with the mark of this data directory.
pub(crate) fn marked(data_id: &str) -> Vec<Marked> {
    let pids = fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    pids.filter_map(|pid| look(pid, data_id)).collect()
}

fn look(pid: i32, data_id: &str) -> Option<Marked> {
    let environ = fs::read(format!("/proc/{pid}/environ")).ok()?;
    let variable = |name: &str| {
        let mut entries = environ.split(|byte| *byte == 0).filter_map(|entry| std::str::from_utf8(entry).ok());
        entries.find_map(|entry| entry.strip_prefix(name)?.strip_prefix('='))
    };
    if variable("AUTOAGENTS_DATA_ID")? != data_id {
        return None;
    }
    let leader = stat(pid)?.nth(3)?.parse() == Ok(pid);
    Some(Marked { pid, service: variable("AUTOAGENTS_SERVICE")?.to_owned(), leader })
}

/// The fields of `/proc/PID/stat` from the state on.
fn stat(pid: i32) -> Option<impl Iterator<Item = String>> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(") ")?;
    Some(rest.split(' ').map(str::to_owned).collect::<Vec<_>>().into_iter())
}

/// Whether there is such a process that has not ended.
pub(crate) fn lives(pid: i32) -> bool {
    stat(pid).and_then(|mut fields| fields.next()).is_some_and(|state| state != "Z" && state != "X")
}

/// Signals a process, which may have ended meanwhile.
pub(crate) fn kill(pid: i32, signal: Signal) {
    let _ = kill_process(Pid::from_raw(pid).expect("a pid"), signal);
}
