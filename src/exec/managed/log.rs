//! What units and containers print, from where their manager keeps it: the journal, or the engine. A position in it is a
//! time, in nanoseconds since the epoch.

use std::path::Path;
use std::time::Duration;

use hyper::{Method, StatusCode};

use super::http;
use super::program::{self, Silent};
use crate::model::managed::{ManagerError, Scope};
use crate::model::query::{LogFrom, LogPage, LogPosition};
use crate::model::text::{MAX_LINE, clean};

/// Whoever looks at a log waits no longer for it.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Stands where a log in a file has its inode.
const PLACE: u64 = 0;
const NANOS: u64 = 1_000_000_000;

/// A line with its time, in nanoseconds.
type Line = (u64, String);

/// The last lines of a unit, or those after a position.
pub(super) async fn of_unit(scope: Scope, unit: &str, from: LogFrom, limit: usize) -> Result<LogPage, ManagerError> {
    let mut arguments: Vec<String> =
        ["--no-pager", "--quiet", "--output=short-unix", "--no-hostname"].map(str::to_owned).into();
    let (own, since) = (format!("--user-unit={unit}"), position(from));
    arguments.push(if scope == Scope::User { own } else { format!("--unit={unit}") });
    arguments.push(format!("--lines={limit}"));
    if since > 0 {
        arguments.push(format!("--since=@{}", since / NANOS));
    }
    let said = program::run("journalctl", arguments, TIMEOUT).await.map_err(|silent| match silent {
        Silent::NotRun(error) => ManagerError::NoJournal { error: error.to_string() },
        Silent::TooLate(after) => ManagerError::SystemdSilent { scope, seconds: after.as_secs() },
    })?;
    if !said.status.success() {
        return Err(ManagerError::NoJournal { error: clean(said.err.lines().next().unwrap_or_default(), 200) });
    }
    Ok(page(said.out.lines().filter_map(journal_line), since))
}

/// The last lines of a container, or those after a position.
pub(super) async fn of_container(
    socket: &Path,
    container: &str,
    from: LogFrom,
    limit: usize,
) -> Result<LogPage, ManagerError> {
    let since = position(from);
    let mut path = format!("/containers/{container}/logs?stdout=1&stderr=1&timestamps=1&tail={limit}");
    if since > 0 {
        path = format!("{path}&since={}.{:09}", since / NANOS, since % NANOS);
    }
    let (status, body) = http::ask(socket, Method::GET, &path, TIMEOUT).await?;
    match status {
        StatusCode::OK => {
            let text = plain(&body);
            let lines = text.split(|byte| *byte == b'\n').map(String::from_utf8_lossy);
            Ok(page(lines.filter_map(|line| container_line(&line)), since))
        }
        StatusCode::NOT_FOUND => Err(ManagerError::ContainerMissing { container: container.to_owned() }),
        status => Err(ManagerError::ContainerUnclear {
            container: container.to_owned(),
            said: super::engine::message(status, &body),
        }),
    }
}

fn position(from: LogFrom) -> u64 {
    match from {
        LogFrom::After(LogPosition { inode: PLACE, offset }) => offset,
        LogFrom::End | LogFrom::After(_) => 0,
    }
}

/// What came after `since`, free of control characters. Of several lines of the same moment all or none were seen.
fn page(lines: impl Iterator<Item = Line>, since: u64) -> LogPage {
    let mut page = LogPage { next: LogPosition { inode: PLACE, offset: since }, ..LogPage::default() };
    for (at, line) in lines.filter(|(at, _)| *at > since) {
        page.next.offset = page.next.offset.max(at);
        page.lines.push(clean(&line, MAX_LINE));
    }
    page
}

/// `1767323045.123456 nginx[7]: text` (journalctl(1), `short-unix`).
fn journal_line(line: &str) -> Option<Line> {
    let (at, text) = line.split_once(' ')?;
    let (seconds, micros) = at.split_once('.')?;
    let (seconds, micros): (u64, u64) = (seconds.parse().ok()?, micros.parse().ok()?);
    let at = seconds.checked_mul(NANOS)?.checked_add(micros.checked_mul(1000)?)?;
    Some((at, stamped(at, text)))
}

/// `2026-01-02T03:04:05.123456789Z text`.
fn container_line(line: &str) -> Option<Line> {
    let (at, text) = line.split_once(' ').unwrap_or((line.trim_end(), ""));
    let at = chrono::DateTime::parse_from_rfc3339(at).ok()?.timestamp_nanos_opt()?;
    let at = u64::try_from(at).ok()?;
    Some((at, stamped(at, text)))
}

/// With the time of day, as people read it here.
fn stamped(at: u64, text: &str) -> String {
    let wall = i64::try_from(at).map(chrono::DateTime::from_timestamp_nanos).unwrap_or_default();
    format!("{} {text}", wall.with_timezone(&chrono::Local).format("%m-%d %H:%M:%S"))
}

/// What an engine sends of a container without a terminal comes in frames: a byte for the stream, three zeros, four of
/// length, the text.
fn plain(body: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(body.len());
    let mut rest = body;
    while let [0..=2, 0, 0, 0, a, b, c, d, after @ ..] = rest {
        let length = usize::try_from(u32::from_be_bytes([*a, *b, *c, *d])).unwrap_or(usize::MAX).min(after.len());
        text.extend_from_slice(&after[..length]);
        rest = &after[length..];
    }
    // With a terminal it is the text itself.
    text.extend_from_slice(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_with_their_moment_and_made_harmless() {
        let (at, text) = journal_line("1767323045.123456 nginx[7]: ready").unwrap();
        assert_eq!(at, 1_767_323_045_123_456_000);
        assert!(text.ends_with(" nginx[7]: ready"), "{text}");
        let (at, text) = container_line("2026-01-02T03:04:05.123456789Z ready\r").unwrap();
        assert_eq!(at, 1_767_323_045_123_456_789);
        assert!(text.ends_with(" ready\r"), "{text}");
        for other in ["", "-- No entries --", "x.y z", "99999999999999999999.1 x"] {
            assert_eq!((journal_line(other), container_line(other)), (None, None), "{other:?}");
        }
        let lines = [(5, "a\u{1b}[2Jb".to_owned()), (6, "c".to_owned())];
        let all = page(lines.clone().into_iter(), 0);
        assert_eq!((all.lines, all.next.offset), (vec!["ab".to_owned(), "c".to_owned()], 6));
        assert_eq!(page(lines.clone().into_iter(), 5).lines, ["c"]);
        let none = page(lines.into_iter(), 6);
        assert_eq!((none.lines.len(), none.next.offset), (0, 6));
    }

    #[test]
    fn frames_are_taken_off_and_a_terminals_text_is_left() {
        let frame = |stream: u8, text: &str| {
            let length = u32::try_from(text.len()).unwrap().to_be_bytes();
            [&[stream, 0, 0, 0], &length[..], text.as_bytes()].concat()
        };
        let framed = [frame(1, "out\n"), frame(2, "err\n"), frame(1, "")].concat();
        assert_eq!(plain(&framed), b"out\nerr\n");
        assert_eq!(plain(b"2026 text\n"), b"2026 text\n");
        assert_eq!(plain(&[1, 0, 0, 0, 255, 255, 255, 255, b'x']), b"x", "cut off");
    }
}
