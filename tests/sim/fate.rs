//! What can happen in the virtual world, to which processes, and how often it did.

use std::time::Duration;

use autoagents_console::model::id::{Generation, ServiceName};
use autoagents_console::model::service::Identity;
use autoagents_console::model::time::{Mono, Wall};

/// What happened in some histories.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(super) starts: u64,
    pub(super) crashes: u64,
    pub(super) hangs: u64,
    pub(super) kills: u64,
    pub(super) swept: u64,
    pub(super) adopted: u64,
    pub(super) alerts: u64,
    pub(super) lives: u64,
}

/// A process in the world.
#[derive(Debug, Clone)]
pub(super) struct Process {
    pub(super) service: ServiceName,
    pub(super) generation: Generation,
    pub(super) identity: Identity,
    pub(super) started_at: Wall,
    pub(super) ready_at: Mono,
    pub(super) hangs_at: Option<Mono>,
    pub(super) deaf: bool,
    /// It left its leader and its session; only its mark is left.
    pub(super) stray: bool,
}

/// What comes at its time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    Spawn { service: String, generation: u64 },
    Tell { life: u64, news: News },
    Die { pid: i32, code: i32, by_itself: bool },
    Sweep { service: String, spare: Option<u64> },
    Answer { life: u64, service: String, probe: String, generation: u64, due: Duration, began: Duration },
    Operator,
    Kill,
    Boot,
    Look,
}

/// What the kernel tells.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum News {
    Started { service: String, generation: u64, pid: i32 },
    Failed { service: String, generation: u64 },
    Exited { service: String, generation: u64, code: i32 },
    Swept { service: String, killed: usize },
}

impl Seen {
    pub(crate) fn add(&mut self, other: &Self) {
        self.starts += other.starts;
        self.crashes += other.crashes;
        self.hangs += other.hangs;
        self.kills += other.kills;
        self.swept += other.swept;
        self.adopted += other.adopted;
        self.alerts += other.alerts;
        self.lives += other.lives;
    }

    /// Whether enough of everything happened to prove something.
    pub(crate) fn is_rich(&self) -> bool {
        let all =
            [self.starts, self.crashes, self.hangs, self.kills, self.swept, self.adopted, self.alerts, self.lives];
        all.iter().all(|count| *count > 100)
    }
}
