//! What can be wrong with a graph of tasks.

use serde::Serialize;

use crate::i18n::said;

/// Tasks cannot be put in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "schedule")]
pub enum ScheduleError {
    /// Nobody is there to work.
    NoWorkers,
    /// Earlier runs were given and are not asked for.
    NotLearned,
    /// A file without tasks.
    NoTasks {
        /// Which.
        file: String,
    },
    /// Two tasks have one name.
    Repeated {
        /// In which file.
        file: String,
        /// In which line, again.
        line: String,
        /// The name.
        task: String,
    },
    /// A task comes after one that is not in the file.
    NoSuchTask {
        /// In which file.
        file: String,
        /// In which line.
        line: String,
        /// The task.
        task: String,
        /// What it comes after.
        after: String,
        /// A name that is there and much like it.
        near: String,
    },
    /// A task takes no time that there is.
    Negative {
        /// In which file.
        file: String,
        /// In which line.
        line: String,
        /// What the file says.
        seconds: String,
    },
    /// Tasks wait for each other.
    Cycle {
        /// In which file.
        file: String,
        /// Each comes after the next.
        circle: String,
    },
    /// Earlier runs cannot be looked through.
    NoRuns {
        /// Where.
        dir: String,
        /// In the system's words.
        error: String,
    },
}

impl ScheduleError {
    /// Whether what was asked makes no sense, whatever the files hold.
    #[must_use]
    pub fn is_of_the_question(&self) -> bool {
        matches!(self, Self::NoWorkers | Self::NotLearned)
    }
}

said! {
    "schedule": ScheduleError,
}
