//! What agents want done.

use crate::engine::outage::WINDOW;
use crate::model::effect::Effect;
use crate::model::event::Proposal;
use crate::model::outlook::Outlook;
use crate::model::prediction::Measure;
use crate::model::record::Record;
use crate::model::time::Now;

use super::{Engine, is_configured};

impl Engine {
    /// An agent wants something: decides whether it is done.
    pub(super) fn proposed(&mut self, proposal: Proposal, now: Now, out: &mut Vec<Effect>) {
        match proposal {
            Proposal::Probe { id, generation, due } => {
                let spec = self
                    .current(&id.service, generation)
                    .and_then(|service| service.spec.probes.iter().find(|probe| probe.name == id.probe).cloned());
                if let Some(spec) = spec {
                    out.push(Effect::Probe { id, generation, due, spec });
                }
            }
            Proposal::Judge { service, generation, health, restart } => {
                let rng = &mut self.rng;
                let outcome = self.supervision.judge(&service, generation, (health, restart), now, rng, out);
                self.follow(outcome, now, out);
            }
            // On its way when the service was stopped, or the rule or probe was removed: nobody would ever clear it.
            Proposal::Raise { key, .. } if self.is_beside_the_point(&key) || !is_configured(&self.setup, &key) => {}
            Proposal::Raise { key, .. } if self.alerts.is_new(&key) && !self.held_by(&key).is_empty() => {
                self.alerts.hold(key);
            }
            Proposal::Raise { key, severity, cause, labels } => {
                self.alerts.raise(key, severity, cause, labels, now, out);
            }
            Proposal::Clear { key } => self.alerts.clear(&key, now, out),
            Proposal::Exceed { service, generation, held } => {
                let outcome = self.supervision.exceed(&service, generation, held, now, &mut self.rng, out);
                self.follow(outcome, now, out);
            }
            Proposal::Outage(outage) => {
                self.outages.retain(|known| (&known.service, known.began) != (&outage.service, outage.began));
                self.outages.retain(|known| known.lasted.is_none_or(|lasted| known.began + lasted > now.wall - WINDOW));
                if outage.lasted.is_none() {
                    self.lasting.insert(outage.service.clone(), (outage.began, now.mono));
                } else if self.lasting.get(&outage.service).is_some_and(|(began, _)| *began == outage.began) {
                    self.lasting.remove(&outage.service);
                }
                self.outages.push(outage.clone());
                out.push(Effect::Record(Record::Outage(outage)));
            }
            Proposal::Diagnose { incident, suspects } => self.recovery.diagnosed(incident, suspects),
            Proposal::Predict(forecast) => {
                self.with_recovery(now, out, |recovery, ward| recovery.predicted(*forecast, ward));
            }
            Proposal::Follow { series, model, standing } => {
                self.with_recovery(now, out, |recovery, ward| recovery.followed((&series, model), standing, ward));
            }
            Proposal::Recall { series } => out.push(Effect::RecallSeries { series }),
            Proposal::Unusual(unusual) => self.anomalies.take(*unusual, out),
            Proposal::Logged(change) => self.patterns.take(*change, out),
            Proposal::LogKnown { book, memory } => self.patterns.known(*book, memory, out),
            Proposal::Asked(asked) => self.recovery.asked(*asked, out),
            Proposal::AskedNoMore { kind, series } => self.recovery.asked_no_more(kind, series, out),
            Proposal::Answered(answered) => {
                self.with_recovery(now, out, |recovery, ward| recovery.answered(&answered, ward));
            }
            Proposal::Expect(outlooks) => self.expect(outlooks, |measure| measure != Measure::Drive),
            Proposal::ExpectDrives(outlooks) => self.expect(outlooks, |measure| measure == Measure::Drive),
            Proposal::Keep(learned) => out.push(Effect::KeepLearned(learned)),
            Proposal::RollUp => out.push(Effect::RollUp),
            Proposal::Report(figures) => self.figures = figures,
            Proposal::Show { service, probe } => {
                self.probes.entry(service).or_default().insert(probe.name.clone(), probe);
            }
        }
    }

    /// What was said of these measures before holds no more.
    fn expect(&mut self, outlooks: Vec<Outlook>, of: impl Fn(Measure) -> bool) {
        self.outlooks.retain(|known| !of(known.measure));
        self.outlooks.extend(outlooks);
    }
}
