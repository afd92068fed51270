//! Every service, and the host, asked again and again whether it fails within each horizon, of models that have learned what
//! comes before failures. What they say is judged beside a logistic regression that looks at the same numbers.
//!
//! ```text
//! panel ─ all that are asked the same, and the model      one ─ a service or the host      signs ─ what speaks for it
//! ```

mod one;
mod panel;
mod signs;

use std::sync::Arc;

use self::panel::Panel;
use super::held::Held;
use crate::engine::outage::{Standing, standing};
use crate::learn::failure::Model;
use crate::learn::vitals::place;
use crate::model::event::{Proposal, SampleBatch, Setup};
use crate::model::id::{Generation, ServiceName};
use crate::model::learning::{Aim, Whose};
use crate::model::service::{Health, ServiceState};
use crate::model::time::Mono;

/// The host, as what is foreseen of it names it.
const HOST: &str = "host";

/// Everything that is asked.
#[derive(Debug, Default)]
pub(in crate::agents) struct Failures {
    setup: Arc<Setup>,
    held: Held,
    /// How services fare is known at their paces, also while there is no model yet.
    panels: Vec<Panel>,
}

impl Failures {
    /// From now on this model is asked, where there is one.
    pub(in crate::agents) fn learned(&mut self, aim: Aim, model: Option<Model>) {
        if let Some(panel) = self.panels.iter_mut().find(|panel| panel.aim() == aim) {
            panel.learned(model);
        }
    }

    pub(in crate::agents) fn configure(&mut self, setup: &Arc<Setup>) {
        self.setup = Arc::clone(setup);
        let mut known = std::mem::take(&mut self.panels);
        for aim in Aim::all(&setup.horizons) {
            let at = known.iter().position(|panel| panel.aim() == aim);
            self.panels.push(at.map_or_else(|| Panel::new(aim), |at| known.swap_remove(at)));
        }
        for panel in &mut self.panels {
            panel.retain(|name| setup.service(&name.into()).is_some());
        }
        self.held.configure(setup);
    }

    pub(in crate::agents) fn held(&mut self, service: &ServiceName, by: &[ServiceName]) {
        self.held.set(service, by);
    }

    /// A service is in another state: that answers the questions about it.
    pub(in crate::agents) fn changed(
        &mut self,
        service: &ServiceName,
        generation: Generation,
        (state, health): (&ServiceState, &Health),
        now: Mono,
    ) -> Vec<Proposal> {
        if self.setup.service(service).is_none() {
            return Vec::new();
        }
        let standing = standing(state, health);
        let of_services = self.panels.iter_mut().map(|panel| match panel.aim().whose {
            Whose::Services => panel.changed(service.as_str(), generation, standing, now),
            Whose::Host => {
                panel.started(HOST, (service, generation), now);
                None
            }
        });
        of_services.flatten().collect()
    }

    /// A critical rule about the host fires, or none does any more.
    pub(in crate::agents) fn host(&mut self, fails: bool, now: Mono) -> Vec<Proposal> {
        let standing = if fails { Standing::Out } else { Standing::Available };
        let of_host = self.panels.iter_mut().filter(|panel| panel.aim().whose == Whose::Host);
        of_host.filter_map(|panel| panel.changed(HOST, Generation::default(), standing, now)).collect()
    }

    pub(in crate::agents) fn sampled(&mut self, batch: &SampleBatch) {
        let at = batch.at.mono.0.as_secs_f64();
        for sample in &batch.samples {
            let metric = &*sample.series.metric;
            if let Some(place) = place(Whose::Host, metric) {
                self.take(Whose::Host, HOST, place, at, sample);
            } else if let (Some(place), Some(instance)) = (place(Whose::Services, metric), &sample.series.instance) {
                let name = instance.split_once('/').map_or(&**instance, |(name, _)| name);
                if self.setup.service(&name.into()).is_some() {
                    self.take(Whose::Services, name, place, at, sample);
                }
            }
        }
    }

    fn take(&mut self, whose: Whose, name: &str, place: usize, at: f64, sample: &crate::model::series::Sample) {
        for panel in self.panels.iter_mut().filter(|panel| panel.aim().whose == whose) {
            panel.take(name, place, at, sample);
        }
    }

    /// Asks about all that are well, when it is time to.
    pub(in crate::agents) fn tick(&mut self, now: Mono) -> Vec<Proposal> {
        let held = &self.held;
        let is_held = |name: &str| held.contains(&name.into());
        self.panels.iter_mut().flat_map(|panel| panel.tick(now, &is_held)).collect()
    }
}

#[cfg(test)]
mod tests;
