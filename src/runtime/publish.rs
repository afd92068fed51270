//! The snapshot: composed from the engine, the board, the agents and the ports, at most four times a second, once a
//! second when nothing but samples has changed, and at once when an operator has asked for a change.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::engine::service::Service;
use crate::model::service::Health;
use crate::model::snapshot::{LimitsView, RuntimeView, ServiceView, Snapshot};
use crate::model::time::{Mono, Now};

use super::dispatcher::Dispatcher;

/// Between two snapshots when the state has changed.
const STATE_EVERY: Duration = Duration::from_millis(250);
/// Between two snapshots when only samples have come.
const SAMPLES_EVERY: Duration = Duration::from_secs(1);

/// What has changed since the last snapshot.
#[derive(Debug, Default)]
pub(super) struct Dirt {
    pub(super) state: bool,
    pub(super) samples: bool,
}

/// Samples a second.
#[derive(Debug, Default)]
pub(super) struct Rate {
    count: usize,
    since: Mono,
    per_second: f64,
}

impl Rate {
    pub(super) fn count(&mut self, samples: usize) {
        self.count += samples;
    }

    /// The rate over the last whole seconds.
    #[expect(clippy::cast_precision_loss, reason = "a rate for a screen")]
    fn read(&mut self, now: Mono) -> f64 {
        let span = now.since(self.since);
        if span >= Duration::from_secs(5) {
            self.per_second = (self.count as f64 / span.as_secs_f64()).round();
            self.count = 0;
            self.since = now;
        } else if self.per_second == 0.0 && span >= Duration::from_secs(1) {
            self.per_second = (self.count as f64 / span.as_secs_f64()).round();
        }
        self.per_second
    }
}

impl Dispatcher {
    /// When the next snapshot is due.
    pub(super) fn publish_at(&self) -> Option<Mono> {
        match self.dirt {
            Dirt { state: true, .. } => Some(self.published_at + STATE_EVERY),
            Dirt { samples: true, .. } => Some(self.published_at + SAMPLES_EVERY),
            Dirt { .. } => None,
        }
    }

    pub(super) fn publish_if_due(&mut self) {
        let now = self.parts.clock.now().mono;
        if self.publish_at().is_some_and(|at| now >= at) {
            self.publish();
        }
    }

    pub(super) fn publish(&mut self) {
        let now = self.parts.clock.now();
        self.dirt = Dirt::default();
        self.published_at = now.mono;
        self.number += 1;
        let snapshot = self.compose(now);
        self.snapshots.send_replace(Some(Arc::new(snapshot)));
    }

    fn compose(&mut self, now: Now) -> Snapshot {
        let sources = self.parts.senses.sources(now.mono);
        let of_source = |name: &str| {
            let found = sources.iter().find(|view| view.name == name);
            found.map_or_else(Default::default, |view| (view.stale, view.every))
        };
        let series = self.board.view(now, of_source);
        let supervision = self.engine.supervision();
        let mut figures = self.engine.figures().clone();
        figures.services.retain(|figures| supervision.get(&figures.name).is_some());
        let about = &self.parts.about;
        let runtime = RuntimeView {
            viewers: usize::try_from(self.parts.viewers.load(Ordering::Relaxed)).unwrap_or(usize::MAX),
            host_uptime: about.host_uptime + now.mono.since(self.began),
            ending: self.engine.is_ending(),
            samples_per_second: self.rate.read(now.mono),
            samples_dropped: self.dropped(),
            ..about.clone()
        };
        let (anomalies, crowd) = self.engine.anomalies(now.wall - Duration::from_hours(1));
        let (log_news, logs) = self.engine.logs(now.wall - Duration::from_hours(24));
        Snapshot {
            number: self.number,
            now,
            runtime,
            services: self.engine.supervision().iter().map(|service| self.service(service, now)).collect(),
            alerts: self.engine.alert_views(now.wall),
            incidents: self.engine.recovery().view(now.wall - Duration::from_hours(1)),
            predictions: self.engine.recovery().predictions(now.wall - Duration::from_hours(1)),
            outlooks: self.engine.outlooks().to_vec(),
            foretold: self.engine.recovery().foretold(),
            anomalies,
            crowd,
            log_news,
            logs,
            tracks: self.engine.recovery().tracks(self.engine.setup().paging, now.wall),
            workflows: self.engine.work().workflows(),
            runs: self.engine.work().runs(now.wall - Duration::from_hours(24)),
            silences: self.engine.alerts().silences().to_vec(),
            held_back: self.engine.held_back(),
            agents: self.actors.view(),
            sources,
            series,
            figures,
            goals: self.engine.setup().goals.clone(),
            entries: self.engine.entries().take(50).cloned().collect(),
            learning: self.engine.learning(),
            store: self.parts.history.view(),
        }
    }

    fn service(&self, service: &Service, now: Now) -> ServiceView {
        let spec = &service.spec;
        ServiceView {
            name: spec.name.clone(),
            kind: spec.kind.word().to_owned(),
            state: service.state.clone(),
            health: match &service.health {
                Health::Unprobed if !service.state.is_running() && spec.is_supervised() => Health::Unknown,
                health => health.clone(),
            },
            generation: service.generation,
            restarts: service.restarts,
            window: service.pace.window(&spec.restart, now.mono),
            last_exit: service.last_exit.clone(),
            depends_on: spec.depends_on.clone(),
            dependants: self.engine.supervision().dependants(&spec.name),
            held_by: service.held_by.clone(),
            usage: service.state.identity().and_then(|_| self.board.usage(&spec.name, now.mono)),
            probes: self.engine.probes(service),
            limits: spec
                .process()
                .map(|process| process.limits)
                .filter(|limits| !limits.is_empty())
                .map(|spec| LimitsView { spec, hold: service.hold.clone() }),
            // The program without its arguments: those may hold secrets.
            program: spec.process().and_then(|process| process.command.first().cloned()),
            managed: service.managed_view(),
        }
    }
}
