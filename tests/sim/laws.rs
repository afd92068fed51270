//! What must hold in the virtual world: at every look, and at the end.

use std::cmp::Reverse;
use std::time::Duration;

use autoagents_console::engine::service::Service;
use autoagents_console::model::id::ServiceName;
use autoagents_console::model::service::{Health, ServiceState, StopReason};
use autoagents_console::model::spec::RestartPolicy;

use super::fate::{Fate, News};
use super::world::{KERNEL, World};

impl World {
    /// The bounds within which each service moves on.
    pub(super) fn look(&mut self) {
        let Some(drive) = &self.drive else { return };
        let supervision = drive.engine.supervision();
        for service in supervision.iter().filter(|service| !service.held_by.is_empty()) {
            self.held_at.insert(service.spec.name.to_string(), self.now.mono);
        }
        for service in supervision.iter() {
            let bounded = match &service.state {
                ServiceState::Starting { since, .. } => self.now.mono.since(*since) <= 2 * KERNEL,
                ServiceState::Stopping { kill_at, .. } => self.now.mono.since(*kill_at) <= 2 * KERNEL,
                ServiceState::Backoff { until, .. } => {
                    *until > self.now.mono && until.since(self.now.mono) <= service.spec.restart.max_delay
                }
                ServiceState::Waiting { on } => {
                    let unready = |name: &ServiceName| !supervision.get(name).is_some_and(Service::is_ready);
                    !on.is_empty() && on.iter().all(unready)
                }
                ServiceState::Running { identity: Some(identity), since, .. } => {
                    let is_there = self.processes.iter().any(|process| process.identity == *identity);
                    // A hang is found out within the startup's patience or three probes; nobody looks for one while
                    // a dependency is down.
                    let hung = self.processes.iter().find(|process| process.identity == *identity);
                    let held_at = self.held_at.get(service.spec.name.as_str()).copied().unwrap_or_default();
                    let hung_for = hung
                        .and_then(|process| process.hangs_at)
                        .map(|at| self.now.mono.since(at.max(*since).max(held_at)));
                    let is_probed = !service.spec.probes.is_empty();
                    // The news may be on its way.
                    (is_there || self.to_come.iter().any(|Reverse((_, _, fate))| is_exit(fate, &service.spec.name)))
                        && (!is_probed || hung_for.is_none_or(|hung| hung < Duration::from_secs(300)))
                }
                ServiceState::Running { .. } | ServiceState::Stopped { .. } | ServiceState::Unknown => true,
            };
            let (name, state, at) = (&service.spec.name, &service.state, self.now.mono.0);
            assert!(bounded, "seed {}: at {at:?} `{name}` does not move on: {state:?}", self.seed);
        }
        for stray in self.processes.iter().filter(|process| process.stray) {
            let newer = self.processes.iter().find(|other| other.service == stray.service && !other.stray);
            let fought = newer.map(|newer| self.now.wall - newer.started_at).unwrap_or_default();
            assert!(fought <= chrono::TimeDelta::seconds(1), "seed {}: {stray:?} is still there", self.seed);
        }
    }

    /// After an hour without faults: what should run runs, and nobody has to look.
    pub(crate) fn check_all_is_well(&self) {
        let drive = self.drive.as_ref().expect("a runtime");
        for service in drive.engine.supervision().iter() {
            let (name, state, health) = (&service.spec.name, &service.state, &service.health);
            let ended = matches!(state, ServiceState::Stopped { why: StopReason::Ended(exit), .. }
                if exit.to_string() == "exit 0" && service.spec.restart.policy != RestartPolicy::Always);
            let well = state.is_running() && matches!(health, Health::Healthy | Health::Unprobed);
            assert!(well || ended, "seed {}: `{name}` is {state:?} {health:?}", self.seed);
        }
        let alerts: Vec<_> = drive.engine.alerts().firing().collect();
        assert!(alerts.is_empty(), "seed {}: still firing: {alerts:#?}", self.seed);
    }
}

fn is_exit(fate: &Fate, name: &ServiceName) -> bool {
    matches!(fate, Fate::Tell { news: News::Exited { service, .. }, .. } if service == name.as_str())
}
