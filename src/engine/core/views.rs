//! What agents and snapshots take from the engine.

use std::sync::Arc;

use super::Engine;
use crate::engine::alerts::AlertBook;
use crate::engine::recovery::Recovery;
use crate::engine::service::Service;
use crate::engine::supervision::Supervision;
use crate::model::anomaly::{Anomaly, Crowd};
use crate::model::event::{Journal, Observation, Setup};
use crate::model::learning::LearningView;
use crate::model::outlook::Outlook;
use crate::model::pattern::{LogNews, LogView};
use crate::model::probe::ProbeView;
use crate::model::record::Entry;
use crate::model::service::{Measured, Room};
use crate::model::snapshot::Figures;
use crate::model::time::Wall;

/// Anomalies, and changes of logs, that a screen is told of.
const SHOWN: usize = 50;

impl Engine {
    /// How things are: what an agent is told first in each of its lives.
    #[must_use]
    pub fn baseline(&self) -> Vec<Observation> {
        let (predictions, questions) = self.recovery.pending();
        let journal = Journal {
            predictions,
            questions,
            alerts: self.alerts.firing().cloned().collect(),
            outages: self.outages.clone(),
            lasting: self.lasting.clone(),
            log_books: self.patterns.books(),
            // This life so far as well: an agent that begins anew in it goes on from there.
            watched: self.watched.iter().copied().chain(self.began.zip(self.seen)).collect(),
            ..Journal::default()
        };
        let mut baseline =
            vec![Observation::Configured(Arc::clone(&self.setup)), Observation::Remembered(Arc::new(journal))];
        baseline.extend(self.learning.observations());
        baseline.push(Observation::HostFailing(self.host_fails));
        baseline.push(self.drives.observation());
        baseline.extend(self.supervision.iter().map(Service::observation));
        baseline.extend(self.supervision.held());
        baseline
    }

    /// Anomalies that last, and those that ended since then; and the crowd of series in which one began together.
    #[must_use]
    pub fn anomalies(&self, since: Wall) -> (Vec<Anomaly>, Option<Crowd>) {
        (self.anomalies.view(since, SHOWN), self.anomalies.crowd(self.figures.scoring.series))
    }

    /// The models that foresee failures, and what becomes of them.
    #[must_use]
    pub fn learning(&self) -> Vec<LearningView> {
        self.learning.view()
    }

    /// What changed in logs since then, and how far they are known.
    #[must_use]
    pub fn logs(&self, since: Wall) -> (Vec<LogNews>, Vec<LogView>) {
        (self.patterns.view(since, SHOWN), self.patterns.standings())
    }

    /// The configuration as decisions see it.
    #[must_use]
    pub fn setup(&self) -> &Arc<Setup> {
        &self.setup
    }

    /// The services.
    #[must_use]
    pub fn supervision(&self) -> &Supervision {
        &self.supervision
    }

    /// The alerts.
    #[must_use]
    pub fn alerts(&self) -> &AlertBook {
        &self.alerts
    }

    /// How the probes of a service stand, in the order of its configuration.
    #[must_use]
    pub fn probes(&self, service: &Service) -> Vec<ProbeView> {
        let seen = self.probes.get(&service.spec.name);
        let view = |spec: &crate::model::spec::ProbeSpec| {
            seen.and_then(|seen| seen.get(&spec.name)).cloned().unwrap_or_else(|| ProbeView::unseen(spec))
        };
        service.spec.probes.iter().map(view).collect()
    }

    /// The incidents.
    #[must_use]
    pub fn recovery(&self) -> &Recovery {
        &self.recovery
    }

    /// What analytics has worked out.
    #[must_use]
    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    /// When limits are reached, of all series that have one, the likeliest first.
    #[must_use]
    pub fn outlooks(&self) -> &[Outlook] {
        &self.outlooks
    }

    /// The newest lines of the log of changes, newest first.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// Whether anything has a process that is on its way up or down.
    #[must_use]
    pub fn is_ending(&self) -> bool {
        self.exiting || self.supervision.is_ending()
    }

    /// The processes that run, for the source of their figures.
    pub fn targets(&self) -> impl Iterator<Item = Measured> {
        self.supervision.iter().filter_map(|service| {
            let (service_name, in_cgroup) = (service.spec.name.clone(), service.is_managed());
            let identity = service.state.identity()?;
            let (recovery, mut rooms) = (&service.spec.recovery, Vec::new());
            if let Some(holds) = recovery.log_dir_max {
                rooms.extend(recovery.log_dirs.iter().map(|dir| Room { dir: dir.clone(), holds }));
            }
            Some(Measured { service: service_name, identity, in_cgroup, rooms })
        })
    }
}
