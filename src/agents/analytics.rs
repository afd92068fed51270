//! The analytics agent: availability, times to recovery, probe punctuality; who is to blame, and what is to be expected;
//! asks for rollups.

use std::time::Duration;

use crate::engine::outage::{Availability, standing};
use crate::learn::failure::Model;
use crate::model::agent::Activity;
use crate::model::event::{Observation, Proposal};
use crate::model::id::ServiceName;
use crate::model::snapshot::Figures;
use crate::model::time::{Mono, Now};

use super::Agent;
use super::anomalies::Anomalies;
use super::causes::Causes;
use super::foresight::{Certificates, Drives, Failures, Foresight, Outlooks};
use super::patterns::Patterns;

/// Between two rollups.
const ROLL_UP_EVERY: Duration = Duration::from_secs(60);
/// Between two reports.
const REPORT_EVERY: Duration = Duration::from_secs(5);
/// A probe may begin this much late, or a tenth of its interval if that is more, and still be on time.
pub const PROBE_SLACK: Duration = Duration::from_millis(100);

/// The analytics agent.
#[derive(Debug, Default)]
pub struct Analytics {
    availability: Availability,
    punctual: u64,
    probes: u64,
    rollups: u64,
    services: usize,
    reported: Figures,
    causes: Causes,
    foresight: Foresight,
    outlooks: Outlooks,
    certificates: Certificates,
    failures: Failures,
    drives: Drives,
    anomalies: Anomalies,
    patterns: Patterns,
    roll_up_at: Option<Mono>,
    report_at: Option<Mono>,
}

impl Agent for Analytics {
    fn observe(&mut self, observation: Observation, now: Now) -> Vec<Proposal> {
        let mut out = Vec::new();
        match observation {
            Observation::Configured(setup) => {
                let names: Vec<ServiceName> = setup.services.iter().map(|spec| spec.name.clone()).collect();
                self.services = names.len();
                self.causes.configure(&setup);
                self.foresight.configure(&setup);
                self.outlooks.configure(&setup);
                self.certificates.configure(&setup);
                self.failures.configure(&setup);
                self.patterns.configure(&names);
                out.extend(self.availability.retain(&names, now).into_iter().map(Proposal::Outage));
                self.roll_up_at.get_or_insert(now.mono + ROLL_UP_EVERY);
                self.report_at.get_or_insert(now.mono);
            }
            Observation::Remembered(journal) => {
                self.outlooks.remember(&journal, now.wall);
                self.certificates.remember(&journal);
                self.patterns.remember(&journal.log_books, now);
                let closed = self.availability.remember(&journal, now);
                out.extend(closed.into_iter().map(Proposal::Outage));
            }
            Observation::ServiceChanged { service, generation, state, health } => {
                self.outlooks.changed(&service, generation);
                self.foresight.changed(&service, generation, (&state, &health), now.mono);
                out.extend(self.failures.changed(&service, generation, (&state, &health), now.mono));
                let outage = self.availability.observe(&service, standing(&state, &health), now);
                self.patterns.changed(&service, &state, now);
                if outage.as_ref().is_some_and(|outage| outage.lasted.is_none()) {
                    out.extend(self.patterns.failed(&service, now));
                }
                out.extend(outage.map(Proposal::Outage));
            }
            Observation::Probed(result) => {
                self.probes += 1;
                self.punctual += u64::from(result.began.since(result.due) <= PROBE_SLACK);
                out.extend(self.certificates.probed(&result, now));
            }
            Observation::Sampled(batch) => {
                self.causes.sampled(&batch);
                out.extend(self.foresight.sampled(&batch));
                out.extend(self.outlooks.sampled(&batch));
                out.extend(self.anomalies.sampled(&batch));
                self.failures.sampled(&batch);
                out.extend(self.drives.sampled(&batch));
                out.extend(self.patterns.heard(&batch));
            }
            Observation::Gone(series) => {
                self.causes.gone(&series);
                self.foresight.gone(&series);
                out.extend(self.outlooks.gone(&series));
                out.extend(self.anomalies.gone(&series, now));
            }
            Observation::Recalled { series, past } => {
                self.outlooks.recalled(&series, &past, now);
                out.extend(self.anomalies.recalled(&series, &past, now));
            }
            Observation::IncidentChanged(incident) => {
                let (unusual, said) = (self.anomalies.lasting(), self.patterns.lately());
                out.extend(self.causes.look(&incident, &unusual, said, now));
            }
            Observation::Held { service, by } => {
                self.foresight.held(&service, &by);
                self.failures.held(&service, &by);
            }
            // What was made ready for use is sound; should it not be, failures are not foreseen.
            Observation::Learned { aim, model } => self.failures.learned(aim, Model::from_bytes(&model).ok()),
            Observation::HostFailing(fails) => out.extend(self.failures.host(fails, now.mono)),
            Observation::DrivesAsked(report) => out.extend(self.drives.asked(&report, now.mono)),
            Observation::Beaten(_) => {}
        }
        out
    }

    fn tick(&mut self, now: Now) -> Vec<Proposal> {
        let mut out = Vec::new();
        if self.roll_up_at.is_some_and(|at| now.mono >= at) {
            self.roll_up_at = Some(now.mono + ROLL_UP_EVERY);
            self.rollups += 1;
            out.push(Proposal::RollUp);
        }
        if self.report_at.is_some_and(|at| now.mono >= at) {
            self.report_at = Some(now.mono + REPORT_EVERY);
            out.extend(self.foresight.tick(now.mono));
            out.extend(self.outlooks.tick(now, self.certificates.outlooks(now.wall)));
            out.extend(self.failures.tick(now.mono));
            out.extend(self.drives.tick(now.mono));
            out.extend(self.anomalies.tick(now));
            out.extend(self.patterns.tick(now));
            let figures = self.figures(now);
            if figures != self.reported {
                self.reported = figures.clone();
                out.push(Proposal::Report(figures));
            }
        }
        out
    }

    fn deadline(&self) -> Option<Mono> {
        crate::model::time::earliest(self.roll_up_at, self.report_at)
    }

    fn activity(&self) -> Activity {
        Activity::Figuring { services: self.services, rollups: self.rollups }
    }
}

impl Analytics {
    fn figures(&mut self, now: Now) -> Figures {
        let mut figures = self.availability.figures(now);
        #[expect(clippy::cast_precision_loss, reason = "a share")]
        let share = || self.punctual as f64 / self.probes as f64;
        figures.punctuality = (self.probes > 0).then(share);
        figures.scoring = self.anomalies.scoring();
        // Minutes are fine enough for "watched 3 h of 24 h", and keep an idle screen still.
        figures.watched = Duration::from_secs(figures.watched.as_secs() / 60 * 60);
        figures
    }
}
