//! What `/proc` says of processes: identities, groups, and the marks that the services' processes carry.
//!
//! A mark is in the environment that a process was started with. A process may overwrite that memory (some daemons
//! write their title there), so an absent mark proves nothing; a present one proves that the process is ours.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::time::Duration;

use super::environment::ERRAND;
use super::search::search;
use crate::model::id::{Generation, ServiceName};
use crate::model::service::Identity;

/// Names the data directory that a process belongs to.
pub(super) const DATA_ID: &str = "AUTOAGENTS_DATA_ID";
/// Names the service that a process belongs to.
pub(super) const SERVICE: &str = "AUTOAGENTS_SERVICE";
/// Counts the starts of that service.
pub(super) const GENERATION: &str = "AUTOAGENTS_GENERATION";

/// A mark is read in microseconds, or hangs.
const PATIENCE: Duration = Duration::from_millis(500);

/// More than `/proc/PID/stat` ever holds.
const STAT_ROOM: usize = 1024;

/// What `/proc/PID/stat` says of one process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stat {
    /// Which process.
    pub identity: Identity,
    /// Its process group.
    pub group: i32,
    /// Its session.
    pub session: i32,
    /// It has ended and waits to be reaped.
    pub zombie: bool,
}

/// Whose process it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Of which data directory.
    pub data_id: String,
    /// Of which service.
    pub service: ServiceName,
    /// Of which start.
    pub generation: Generation,
    /// It is a command that was run for the service, or of such a command, and not the service.
    pub errand: bool,
}

/// Reads `/proc/PID/stat`; `NotFound` when there is no such process.
pub(super) fn stat(pid: i32) -> io::Result<Stat> {
    // Not `fs::read`, which asks such a file for its size and then reads it in six pieces.
    let mut text = Vec::with_capacity(STAT_ROOM);
    let file = File::open(format!("/proc/{pid}/stat"));
    file.and_then(|file| file.take(STAT_ROOM as u64).read_to_end(&mut text)).map_err(|error| {
        match error.raw_os_error() {
            // It ended between opening and reading.
            Some(libc::ESRCH) => io::ErrorKind::NotFound.into(),
            _ => error,
        }
    })?;
    parse_stat(pid, &text).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

fn parse_stat(pid: i32, text: &[u8]) -> Option<Stat> {
    // The second field is the program's name in parentheses; it may hold anything, parentheses and blanks too.
    let after_name = text.iter().rposition(|byte| *byte == b')')?;
    let rest = std::str::from_utf8(text.get(after_name + 1..)?).ok()?;
    let mut fields = rest.split_ascii_whitespace();
    let zombie = matches!(fields.next()?, "Z" | "X");
    let group = fields.nth(1)?.parse().ok()?;
    let session = fields.next()?.parse().ok()?;
    let start_ticks = fields.nth(15)?.parse().ok()?;
    Some(Stat { identity: Identity { pid, start_ticks }, group, session, zombie })
}

/// The mark in a process's environment; none when there is none, or when it may not be read.
fn mark(pid: i32) -> Option<Mark> {
    parse_mark(&fs::read(format!("/proc/{pid}/environ")).ok()?)
}

/// Those that carry this data directory's mark. One whose mark cannot be read in time is not among them.
pub(super) fn marked(processes: Vec<Stat>, data_id: &str) -> Vec<(Stat, Mark)> {
    let data_id = data_id.to_owned();
    search(processes, PATIENCE, move |stat| {
        let mark = mark(stat.identity.pid).filter(|mark| mark.data_id == data_id)?;
        Some((stat, mark))
    })
}

/// Whether a process carries the mark of this data directory, be it of a service, of a step or of what looks after steps.
pub(super) fn is_of(pid: i32, data_id: &str) -> bool {
    let wanted = format!("{DATA_ID}={data_id}").into_bytes();
    let carries = move |pid: i32| {
        let environ = fs::read(format!("/proc/{pid}/environ")).ok()?;
        environ.split(|byte| *byte == 0).any(|entry| entry == wanted).then_some(())
    };
    !search(vec![pid], PATIENCE, carries).is_empty()
}

fn parse_mark(environ: &[u8]) -> Option<Mark> {
    let value = |name: &str| {
        environ
            .split(|byte| *byte == 0)
            .find_map(|entry| entry.strip_prefix(name.as_bytes())?.strip_prefix(b"="))
            .and_then(|value| std::str::from_utf8(value).ok())
    };
    Some(Mark {
        data_id: value(DATA_ID)?.to_owned(),
        service: value(SERVICE)?.into(),
        generation: Generation(value(GENERATION)?.parse().ok()?),
        errand: value(ERRAND).is_some(),
    })
}

/// Every process there is, except this one and those that have ended.
pub(super) fn processes() -> Vec<Stat> {
    let own = std::process::id();
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .filter(|pid| *pid != own)
        .filter_map(|pid| stat(i32::try_from(pid).ok()?).ok())
        .filter(|stat| !stat.zombie)
        .collect()
}

/// Kernel clock ticks since boot, in which start times are counted.
pub(super) fn ticks_now() -> u64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    let per_second = ticks_per_second();
    let seconds = u64::try_from(now.tv_sec).unwrap_or_default();
    let nanos = u64::try_from(now.tv_nsec).unwrap_or_default();
    seconds * per_second + nanos * per_second / 1_000_000_000
}

/// Kernel clock ticks in a second.
pub(super) fn ticks_per_second() -> u64 {
    rustix::param::clock_ticks_per_second().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_parentheses_does_not_shift_the_fields() {
        let text = b"42 (a) S 1 (b) S 7 40 41 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 98765 1000 10 18446744073709551615";
        let stat = parse_stat(42, text).unwrap();
        assert_eq!(stat.identity, Identity { pid: 42, start_ticks: 98765 });
        assert_eq!((stat.group, stat.session, stat.zombie), (40, 41, false));
        assert_eq!(parse_stat(42, b"42 (cut"), None);
        assert!(parse_stat(1, b"1 (x) Z 0 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0").unwrap().zombie);
    }

    #[test]
    fn a_mark_needs_all_its_parts() {
        let whole = b"PATH=/bin\0AUTOAGENTS_DATA_ID=d\0AUTOAGENTS_SERVICE=api\0AUTOAGENTS_GENERATION=7\0";
        let mark = parse_mark(whole).unwrap();
        assert_eq!((mark.data_id.as_str(), mark.service.as_str(), mark.generation), ("d", "api", Generation(7)));
        assert_eq!(parse_mark(b"AUTOAGENTS_DATA_ID=d\0AUTOAGENTS_SERVICE=api\0"), None);
        assert_eq!(parse_mark(b"XAUTOAGENTS_DATA_ID=d\0AUTOAGENTS_SERVICE=api\0AUTOAGENTS_GENERATION=7\0"), None);
    }

    #[test]
    fn this_process_started_before_now() {
        let own = stat(i32::try_from(std::process::id()).unwrap()).unwrap();
        assert!(own.identity.start_ticks <= ticks_now());
        assert!(!processes().iter().any(|found| found.identity == own.identity));
    }
}
