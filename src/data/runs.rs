//! Where the files of runs are: `runs/RUN/NODE.ATTEMPT.log`, and `runs/RUN/NODEu.ATTEMPT.log` for an undo.

use std::path::{Path, PathBuf};

use crate::model::id::RunId;
use crate::model::workflow::order::Ticket;

/// The directory of a run, which need not be there.
#[must_use]
pub fn dir(data_dir: &Path, run: RunId) -> PathBuf {
    data_dir.join("runs").join(run.0.to_string())
}

/// Where what one try of a step printed is, which need not be there.
#[must_use]
pub fn log(data_dir: &Path, ticket: Ticket) -> PathBuf {
    let undo = if ticket.undo { "u" } else { "" };
    dir(data_dir, ticket.run).join(format!("{}{undo}.{}.log", ticket.node, ticket.attempt))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_try_has_a_log_of_its_own() {
        let ticket = |undo, attempt| Ticket { run: RunId(7), node: 12, undo, attempt };
        let path = |ticket| log(Path::new("/data"), ticket).display().to_string();
        assert_eq!(path(ticket(false, 1)), "/data/runs/7/12.1.log");
        assert_eq!(path(ticket(true, 2)), "/data/runs/7/12u.2.log");
    }
}
