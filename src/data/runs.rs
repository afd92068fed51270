//! Where the files of runs are: `runs/RUN/NODE.ATTEMPT.log`, and `runs/RUN/NODEu.ATTEMPT.log` for an undo.

use std::path::{Path, PathBuf};

use super::log::{self, LogAction, LogError};
use crate::model::id::RunId;
use crate::model::query::{Answer, LogFrom, Response};
use crate::model::refusal::Refusal;
use crate::model::workflow::order::Ticket;

/// Most lines of a page.
const MOST: u32 = 2_000;

/// The directory of a run, which need not be there.
#[must_use]
pub fn dir(data_dir: &Path, run: RunId) -> PathBuf {
    data_dir.join("runs").join(run.0.to_string())
}

/// Where what one try of a step printed is, which need not be there.
#[must_use]
pub fn log_of(data_dir: &Path, ticket: Ticket) -> PathBuf {
    let undo = if ticket.undo { "u" } else { "" };
    dir(data_dir, ticket.run).join(format!("{}{undo}.{}.log", ticket.node, ticket.attempt))
}

/// A page of what one try of a step printed; empty when there is none, or none any more.
///
/// # Errors
/// When it cannot be read, or is not a plain file.
pub fn page(data_dir: &Path, ticket: Ticket, from: LogFrom, limit: u32) -> Response {
    let path = log_of(data_dir, ticket);
    let limit = usize::try_from(limit.min(MOST)).unwrap_or(usize::MAX);
    let failed = |error| Refusal::LogUnreadable {
        name: format!("{}/{}", ticket.run, ticket.node).into(),
        log: LogError::io(LogAction::Read, &path)(error),
    };
    log::page(&path, from, limit).map(Answer::ServiceLog).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_holds_no_line_without_end_and_nothing_that_moves_a_cursor() {
        let root = tempfile::tempdir().unwrap();
        let ticket = Ticket { run: RunId(7), node: 0, undo: false, attempt: 1 };
        let lines = |response: Response| match response {
            Ok(Answer::ServiceLog(page)) => page.lines,
            other => panic!("{other:?}"),
        };
        assert_eq!(lines(page(root.path(), ticket, LogFrom::End, 10)), [""; 0], "it printed nothing so far");
        std::fs::create_dir_all(dir(root.path(), ticket.run)).unwrap();
        let path = log_of(root.path(), ticket);
        std::fs::write(&path, format!("{}\n\u{1b}[2J\u{1b}]0;title\u{7}red\rblue\n", "x".repeat(1 << 20))).unwrap();
        let found = lines(page(root.path(), ticket, LogFrom::End, 10));
        assert!(found.len() == 1 && !found[0].contains(['\u{1b}', '\r', '\u{7}']), "{found:?}");
        std::fs::write(&path, format!("one\n{}\ntwo\n", "x".repeat(100_000))).unwrap();
        let found = lines(page(root.path(), ticket, LogFrom::End, 10));
        assert!(found.len() == 3 && found[1].len() < 10_000, "{}", found[1].len());
        std::fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", &path).unwrap();
        assert!(matches!(page(root.path(), ticket, LogFrom::End, 10), Err(Refusal::LogUnreadable { .. })));
    }

    #[test]
    fn each_try_has_a_log_of_its_own() {
        let ticket = |undo, attempt| Ticket { run: RunId(7), node: 12, undo, attempt };
        let path = |ticket| log_of(Path::new("/data"), ticket).display().to_string();
        assert_eq!(path(ticket(false, 1)), "/data/runs/7/12.1.log");
        assert_eq!(path(ticket(true, 2)), "/data/runs/7/12u.2.log");
    }
}
