//! Probes as they run.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::complaint::Complaint;
use super::id::{Generation, ServiceName};
use super::time::{Mono, Wall};

/// One probe of one service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProbeId {
    /// Whose.
    pub service: ServiceName,
    /// Its name within the service.
    pub probe: String,
}

impl fmt::Display for ProbeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.service, self.probe)
    }
}

/// How one try of a probe came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeOutcome {
    /// It passed.
    Passed,
    /// It failed.
    Failed(Complaint),
}

/// One finished try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeResult {
    /// Which probe.
    pub id: ProbeId,
    /// Of which generation of the service; an older one is dropped.
    pub generation: Generation,
    /// When it should have begun.
    pub due: Mono,
    /// When it began.
    pub began: Mono,
    /// How long it took.
    pub took: Duration,
    /// How it came out.
    pub outcome: ProbeOutcome,
    /// Until when the certificate is valid that the other side has shown, where that was seen.
    #[serde(default)]
    pub certificate: Option<Wall>,
}

/// A probe on a screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProbeView {
    /// Its name within the service.
    pub name: String,
    /// `exec`, `http`, `tcp`, `log`, `heartbeat`, `resource`, `tls`, `dns`.
    pub kind: String,
    /// `startup`, `readiness`, `liveness`.
    pub role: super::spec::ProbeRole,
    /// The verdict; none before the first result.
    pub passing: Option<bool>,
    /// Results in a row that contradict the verdict, of how many that change it.
    pub against: (u32, u32),
    /// When the last try ended.
    pub last_at: Option<Wall>,
    /// How long the last try took.
    pub last_took: Option<Duration>,
    /// What the last failure said.
    pub last_failure: Option<Complaint>,
    /// It goes back and forth between passing and failing.
    #[serde(default)]
    pub flapping: bool,
}

impl ProbeView {
    /// A probe that has not run yet.
    #[must_use]
    pub fn unseen(spec: &super::spec::ProbeSpec) -> Self {
        Self {
            name: spec.name.clone(),
            kind: spec.check.word().to_owned(),
            role: spec.role,
            passing: None,
            against: (0, spec.fail_after),
            last_at: None,
            last_took: None,
            last_failure: None,
            flapping: false,
        }
    }
}
