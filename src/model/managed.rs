//! Services that another manager runs: a unit of systemd, a container of Docker or Podman. The manager is asked to
//! start and stop them, and says how they are; nothing here signals their processes.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::service::{Ended, Exit, Identity};
use super::time::Wall;

/// A unit of systemd.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UnitSpec {
    /// Its whole name: `nginx.service`.
    pub unit: String,
    /// Whose manager runs it.
    pub scope: Scope,
    /// After this a stop becomes a kill; systemd's own `TimeoutStopSec` when none.
    pub grace: Option<Duration>,
}

/// Whose systemd is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The host's.
    System,
    /// That of the user who runs the runtime.
    User,
}

impl Scope {
    /// The word used in configuration and output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
        }
    }
}

/// A container of Docker or Podman.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ContainerSpec {
    /// Its name, or the beginning of its id.
    pub container: String,
    /// The engine's Unix socket; the first of the usual ones when none.
    pub socket: Option<PathBuf>,
    /// After this a stop becomes a kill; the container's own stop timeout when none.
    pub grace: Option<Duration>,
}

/// What a manager is asked to do. Each is answered once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Say how it is, even if nothing has changed.
    Look,
    /// Start it; nothing happens when it runs.
    Start,
    /// Stop it, kindly first.
    Stop,
    /// Stop it and start it, as one order: what depends on it in the manager's own terms goes on.
    Restart,
    /// Kill all of its processes: it did not stop.
    Kill,
}

impl Order {
    /// The word used in output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Start => "start",
            Self::Stop => "stop",
            Self::Restart => "restart",
            Self::Kill => "kill",
        }
    }
}

/// How something managed is, by its manager's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// What matters for decisions.
    pub sight: Sight,
    /// The manager's own words, such as `active (running)`; free of control characters.
    pub words: String,
    /// How often the manager itself has restarted it after an end; counts from its last start by hand.
    pub restarts: u64,
    /// How long the manager waits before it kills what does not stop; for ever when none.
    pub patience: Option<Duration>,
}

/// What of a manager's account matters for decisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// Nobody can tell, or nothing can be done about it.
    Unclear {
        /// Why.
        why: ManagerError,
        /// Nothing of this manager can be seen; that is told of once, for the manager.
        whole: bool,
    },
    /// It does not run, and the manager will not start it by itself.
    Down {
        /// How it ended; none when it has not run since the manager knows of it.
        last: Option<Ended>,
    },
    /// It is on its way up, by anybody's order or by the manager's own policy.
    Coming {
        /// The manager starts it again after this end.
        after: Option<Exit>,
    },
    /// It is on its way down.
    Going,
    /// It runs.
    Up {
        /// Tells this run from any other of it.
        run: String,
        /// Its main process, where it has one that is visible from here.
        identity: Option<Identity>,
        /// Since when.
        started_at: Option<Wall>,
    },
}

/// Something managed on a screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagedView {
    /// The unit's or the container's own name.
    pub target: String,
    /// The manager's own words; empty before it was first seen.
    pub words: String,
    /// Why nobody can tell how it is, or why it was not done what was asked.
    pub unclear: Option<ManagerError>,
}

/// Why a manager does not say how something is, or does not do what it is asked to: data, which the edge puts into words
/// that say what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "manager")]
pub enum ManagerError {
    /// There is no `systemctl`.
    NoSystemctl,
    /// It could not be run.
    NotRun {
        /// In the system's words.
        error: String,
    },
    /// It did not end in time.
    SystemdSilent {
        /// Whose systemd.
        scope: Scope,
        /// How long it had.
        seconds: u64,
    },
    /// It cannot reach systemd.
    SystemdAway {
        /// Whose systemd.
        scope: Scope,
        /// In its words.
        said: String,
    },
    /// What it prints is not about the units that it was asked for.
    SystemdForeign,
    /// The journal cannot be read.
    NoJournal {
        /// In the system's words.
        error: String,
    },
    /// The unit is masked.
    UnitMasked {
        /// Which.
        unit: String,
    },
    /// systemd knows no such unit.
    UnitMissing {
        /// Which.
        unit: String,
    },
    /// systemd cannot load it.
    UnitUnloadable {
        /// Which.
        unit: String,
        /// Its load state.
        state: String,
        /// In systemd's words.
        said: String,
    },
    /// This user may not do that.
    UnitDenied {
        /// Which.
        unit: String,
        /// What was asked.
        order: Order,
        /// In systemd's words.
        said: String,
    },
    /// systemd does not do it.
    UnitRefused {
        /// Which.
        unit: String,
        /// What was asked.
        order: Order,
        /// In systemd's words.
        said: String,
    },
    /// None of the usual sockets is there.
    NoSocket,
    /// Nobody listens at the socket, or it is not there.
    EngineAway {
        /// Which.
        socket: String,
        /// In the system's words.
        error: String,
    },
    /// This user may not connect to it.
    EngineDenied {
        /// Which.
        socket: String,
    },
    /// What answers is no container engine, or broke off.
    EngineForeign {
        /// Which.
        socket: String,
        /// In the system's words.
        error: String,
    },
    /// It does not answer in time.
    EngineSilent {
        /// Which.
        socket: String,
        /// How long it had.
        seconds: u64,
    },
    /// There is no such container.
    ContainerMissing {
        /// Which.
        container: String,
    },
    /// The engine does not say how it is.
    ContainerUnclear {
        /// Which.
        container: String,
        /// In the engine's words.
        said: String,
    },
    /// The engine's own rules forbid it.
    ContainerDenied {
        /// Which.
        container: String,
        /// In the engine's words.
        said: String,
    },
    /// The engine does not do it.
    ContainerRefused {
        /// Which.
        container: String,
        /// What was asked.
        order: Order,
        /// In the engine's words.
        said: String,
    },
    /// The order was taken, and it is the same run all the same.
    NotRestarted {
        /// What its manager calls it.
        target: String,
    },
}
