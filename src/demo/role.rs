//! The parts of the platform.

use std::str::FromStr;

/// One part: a service of the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Keeps everything: a key-value store with an append-only file.
    Db,
    /// Keeps what was read lately, in memory.
    Cache,
    /// Writes mails into a spool.
    Mailer,
    /// The interface that reads and writes posts.
    Api,
    /// The pages that people see.
    Web,
    /// Does the jobs that wait in the database.
    Worker,
    /// Puts a job there every second.
    Scheduler,
    /// The load: people who read and write.
    Visitors,
}

impl Role {
    /// All of them, what others need first.
    pub const ALL: [Self; 8] =
        [Self::Db, Self::Cache, Self::Mailer, Self::Api, Self::Web, Self::Worker, Self::Scheduler, Self::Visitors];

    /// The service's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Db => "db",
            Self::Cache => "cache",
            Self::Mailer => "mailer",
            Self::Api => "api",
            Self::Web => "web",
            Self::Worker => "worker",
            Self::Scheduler => "scheduler",
            Self::Visitors => "visitors",
        }
    }

    /// Whether it speaks the line protocol on a port of its own beside the one that tells how it does.
    #[must_use]
    pub fn has_data_port(self) -> bool {
        matches!(self, Self::Db | Self::Cache)
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|role| role.name() == text);
        found.ok_or_else(|| format!("the demo has no part `{text}`"))
    }
}
