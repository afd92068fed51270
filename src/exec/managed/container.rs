//! What an engine says of a container (`GET /containers/NAME/json`), read.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde::Deserialize;

use crate::exec::census;
use crate::model::managed::{Sight, Sighting};
use crate::model::service::{Ended, Exit, Identity};
use crate::model::starting::StartError;
use crate::model::text::clean;
use crate::model::time::Wall;

/// Docker's and Podman's own default.
const PATIENCE: Duration = Duration::from_secs(10);
/// Podman shows a container as ended for a moment before its own policy starts it again; as long as this it may.
const SETTLES: Duration = Duration::from_secs(2);
/// Exit codes above this name the signal that ended it, as shells do.
const SIGNALS: i32 = 128;

/// Ends that their engine may be about to heal, by container: which, and since when.
pub(super) type Settling = HashMap<String, (String, Instant)>;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Inspected {
    id: String,
    state: State,
    #[serde(default)]
    restart_count: u64,
    #[serde(default)]
    host_config: HostConfig,
    #[serde(default)]
    config: Config,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct State {
    status: String,
    #[serde(default)]
    pid: i32,
    #[serde(default)]
    exit_code: i32,
    #[serde(default, rename = "OOMKilled")]
    oom_killed: bool,
    #[serde(default)]
    error: String,
    #[serde(default)]
    started_at: String,
    #[serde(default)]
    finished_at: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct HostConfig {
    restart_policy: RestartPolicy,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct RestartPolicy {
    name: String,
    maximum_retry_count: u64,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Config {
    stop_timeout: Option<i64>,
}

/// The account of one container.
pub(super) fn read(name: &str, body: &[u8], settling: &mut Settling) -> Result<Sighting, serde_json::Error> {
    let found: Inspected = serde_json::from_slice(body)?;
    let sight = found.sight(name, settling);
    Ok(Sighting {
        words: found.words(),
        // It counts a restart that still waits for its turn.
        restarts: found.restart_count.saturating_sub(u64::from(found.state.status == "restarting")),
        patience: match found.config.stop_timeout {
            Some(seconds) => u64::try_from(seconds).ok().map(Duration::from_secs),
            None => Some(PATIENCE),
        },
        sight,
    })
}

impl Inspected {
    fn words(&self) -> String {
        let State { status, exit_code, oom_killed, error, .. } = &self.state;
        let mut words = match status.as_str() {
            "exited" | "dead" | "stopped" | "restarting" => format!("{status} ({exit_code})"),
            _ => status.clone(),
        };
        if *oom_killed {
            words.push_str(", OOMKilled");
        }
        if !error.trim().is_empty() {
            words = format!("{words}, {error}");
        }
        clean(&words, 120)
    }

    fn sight(&self, name: &str, settling: &mut Settling) -> Sight {
        let sight = match self.state.status.as_str() {
            "running" | "paused" => self.up(),
            "restarting" => Sight::Coming { after: Some(self.exit()) },
            "removing" | "stopping" => Sight::Going,
            "created" | "configured" | "initialized" => Sight::Down { last: None },
            _ if self.is_settling(name, settling) => return Sight::Coming { after: None },
            _ => Sight::Down { last: Some(self.last()) },
        };
        if !matches!(sight, Sight::Down { .. }) {
            settling.remove(name);
        }
        sight
    }

    fn up(&self) -> Sight {
        let pid = Some(self.state.pid).filter(|pid| *pid > 0);
        // The engine may count processes in another namespace, or on another host: what is not there is not its process.
        let identity: Option<Identity> = pid.and_then(|pid| census::stat(pid).ok()).map(|stat| stat.identity);
        let started_at = self.state.started_at.parse::<Wall>().ok();
        Sight::Up { run: format!("{} {}", self.id, self.state.started_at), identity, started_at }
    }

    fn exit(&self) -> Exit {
        match self.state.exit_code {
            code if code > SIGNALS && code < SIGNALS + 65 => Exit::Signal(code - SIGNALS),
            code => Exit::Code(code),
        }
    }

    fn last(&self) -> Ended {
        let error = self.state.error.trim();
        // One that never ran has the error of its start.
        if error.is_empty() || self.exit() == Exit::Code(0) {
            return Ended::of(self.exit());
        }
        Ended::StartFailed(StartError::Told { said: clean(error, 200) })
    }

    /// Whether its engine may be about to start it again, by the policy that it was given.
    fn is_settling(&self, name: &str, settling: &mut Settling) -> bool {
        let RestartPolicy { name: policy, maximum_retry_count: most } = &self.host_config.restart_policy;
        let restarts = match policy.as_str() {
            "always" | "unless-stopped" => true,
            "on-failure" => self.state.exit_code != 0 && (*most == 0 || self.restart_count < *most),
            _ => false,
        };
        if !restarts {
            return false;
        }
        let end = format!("{} {}", self.id, self.state.finished_at);
        let since = match settling.get(name) {
            Some((known, since)) if *known == end => *since,
            _ => {
                let now = Instant::now();
                settling.insert(name.to_owned(), (end, now));
                now
            }
        };
        since.elapsed() < SETTLES
    }
}

#[cfg(test)]
mod tests;
