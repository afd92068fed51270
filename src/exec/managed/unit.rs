//! What `systemctl show` prints, read: properties of units (org.freedesktop.systemd1(5)) to an account of each.

use std::collections::HashMap;
use std::time::Duration;

use crate::exec::census;
use crate::model::managed::{ManagerError, Sight, Sighting};
use crate::model::service::{Ended, Exit, Identity};
use crate::model::starting::StartError;
use crate::model::text::clean;
use crate::model::time::Wall;

/// What is asked of each unit.
pub(super) const PROPERTIES: [&str; 14] = [
    "LoadState",
    "LoadError",
    "ActiveState",
    "SubState",
    "Result",
    "Job",
    "MainPID",
    "InvocationID",
    "NRestarts",
    "ExecMainCode",
    "ExecMainStatus",
    "ExecMainStartTimestampMonotonic",
    "ActiveEnterTimestampMonotonic",
    "TimeoutStopUSec",
];
/// systemd's own default, where it says nothing that can be read.
const PATIENCE: Duration = Duration::from_secs(90);
/// `si_code` of a child that ended by itself, was killed, or dumped its core (waitid(2)).
const EXITED: i32 = 1;

/// When runs began, by unit: told once, because a time worked out anew differs by a little each time.
pub(super) type Memory = HashMap<String, (String, Wall)>;

/// The accounts of these units, in this order; none when the text is not about them.
pub(super) fn read(text: &str, units: &[&str], memory: &mut Memory) -> Option<Vec<Sighting>> {
    let blocks: Vec<Properties<'_>> =
        text.split("\n\n").map(Properties::of).filter(|block| !block.0.is_empty()).collect();
    if blocks.len() != units.len() || blocks.iter().any(|block| block.get("ActiveState").is_empty()) {
        return None;
    }
    Some(units.iter().zip(&blocks).map(|(unit, block)| block.sighting(unit, memory)).collect())
}

/// The lines of one unit.
struct Properties<'t>(HashMap<&'t str, &'t str>);

impl<'t> Properties<'t> {
    fn of(block: &'t str) -> Self {
        Self(block.lines().filter_map(|line| line.split_once('=')).collect())
    }

    fn get(&self, name: &str) -> &'t str {
        self.0.get(name).copied().unwrap_or_default().trim()
    }

    fn number(&self, name: &str) -> u64 {
        self.get(name).parse().unwrap_or_default()
    }

    fn sighting(&self, unit: &str, memory: &mut Memory) -> Sighting {
        let (active, sub, result) = (self.get("ActiveState"), self.get("SubState"), self.get("Result"));
        let mut words = format!("{active} ({sub})");
        if !matches!(result, "" | "success") {
            words = format!("{words}, {result}");
        }
        let sight = self.sight(unit, memory);
        if let Sight::Unclear { .. } = sight {
            self.get("LoadState").clone_into(&mut words);
        }
        Sighting {
            sight,
            words: clean(&words, 120),
            restarts: self.number("NRestarts"),
            patience: match self.get("TimeoutStopUSec") {
                "infinity" => None,
                span => Some(humantime::parse_duration(span).unwrap_or(PATIENCE)),
            },
        }
    }

    fn sight(&self, unit: &str, memory: &mut Memory) -> Sight {
        // `Job` is the number of the job that waits or runs, and 0 or nothing without one.
        let job = !matches!(self.get("Job"), "" | "0");
        match (self.get("ActiveState"), self.get("SubState")) {
            // A job on something that is active stops, restarts or reloads it.
            ("active", _) if job => Sight::Going,
            ("active" | "reloading" | "refreshing", _) => self.up(unit, memory),
            ("activating", sub) if sub.starts_with("auto-restart") => Sight::Coming { after: Some(self.exit()) },
            ("activating", _) => Sight::Coming { after: None },
            ("deactivating" | "maintenance", _) => Sight::Going,
            _ => match self.get("LoadState") {
                "loaded" | "" if job => Sight::Coming { after: None },
                "loaded" | "" => Sight::Down { last: self.last() },
                state => Sight::Unclear { why: self.unusable(unit, state), whole: false },
            },
        }
    }

    fn up(&self, unit: &str, memory: &mut Memory) -> Sight {
        let identity = i32::try_from(self.number("MainPID")).ok().filter(|pid| *pid > 0).and_then(identity);
        let entered = self.get("ActiveEnterTimestampMonotonic");
        let run = match self.get("InvocationID") {
            "" => format!("{} {entered}", self.get("MainPID")),
            id => id.to_owned(),
        };
        let known = memory.get(unit).filter(|(known, _)| *known == run).map(|(_, at)| *at);
        let started_at = known.or_else(|| wall_of(self.number("ActiveEnterTimestampMonotonic")));
        if let Some(at) = started_at {
            memory.insert(unit.to_owned(), (run.clone(), at));
        }
        Sight::Up { run, identity, started_at }
    }

    /// How its main process ended last.
    fn exit(&self) -> Exit {
        let status = self.get("ExecMainStatus").parse().unwrap_or_default();
        match self.get("ExecMainCode").parse::<i32>() {
            Ok(EXITED) => Exit::Code(status),
            Ok(2 | 3) => Exit::Signal(status),
            _ => Exit::Unknown,
        }
    }

    /// How it came to be down; none when it has not run.
    fn last(&self) -> Option<Ended> {
        let result = self.get("Result");
        if self.get("ActiveState") != "failed" {
            let has_run = self.number("ExecMainStartTimestampMonotonic") > 0 || !self.get("InvocationID").is_empty();
            // What systemd calls a success is one, whatever the signal was.
            return has_run.then_some(Ended::of(Exit::Code(0)));
        }
        Some(match self.exit() {
            _ if result == "start-limit-hit" || result == "resources" => {
                Ended::StartFailed(StartError::GivenUp { result: result.to_owned() })
            }
            Exit::Code(0) | Exit::Unknown => Ended::StartFailed(StartError::GivenUp { result: clean(result, 60) }),
            exit => Ended::Exit(exit),
        })
    }

    fn unusable(&self, unit: &str, state: &str) -> ManagerError {
        let unit = unit.to_owned();
        match state {
            "masked" => ManagerError::UnitMasked { unit },
            "not-found" => ManagerError::UnitMissing { unit },
            state => {
                let said = clean(self.get("LoadError"), 200);
                ManagerError::UnitUnloadable { unit, state: clean(state, 40), said }
            }
        }
    }
}

fn identity(pid: i32) -> Option<Identity> {
    census::stat(pid).ok().map(|stat| stat.identity)
}

/// The wall time of a moment on systemd's monotonic clock, in microseconds.
fn wall_of(micros: u64) -> Option<Wall> {
    if micros == 0 {
        return None;
    }
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    let now = Duration::new(u64::try_from(now.tv_sec).ok()?, u32::try_from(now.tv_nsec).ok()?);
    let age = chrono::Duration::from_std(now.checked_sub(Duration::from_micros(micros))?).ok()?;
    chrono::Utc::now().checked_sub_signed(age)
}

#[cfg(test)]
mod tests;
