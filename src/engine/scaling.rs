//! How often services run: the configured number, or what an operator said.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::effect::Effect;
use crate::model::event::{Observation, Recovered};
use crate::model::id::{Operator, ServiceName};
use crate::model::instances::{self, Instances, Scale};
use crate::model::record::{Detail, EntryKind, Record};
use crate::model::refusal::{Refusal, Thing};
use crate::model::service::{ServiceState, StopReason};
use crate::model::spec::ServiceSpec;
use crate::model::time::Now;

use super::core::{Engine, entry};

impl Engine {
    /// Makes the setup that decisions see. What an operator said about a number that is configured otherwise now is past.
    pub(super) fn expand(&mut self, out: &mut Vec<Effect>) {
        let holding = instances::holding(&self.configured, &self.scales);
        let past = self.scales.iter().filter(|scale| !holding.contains(scale));
        out.extend(past.map(|scale| Effect::Record(Record::ScaleEnded(scale.service.clone()))));
        self.scales = holding;
        self.setup = Arc::new(instances::expand(&self.configured, &self.scales));
    }

    /// Instances beyond their number that may still run: the last runtime was killed while it ended them.
    pub(super) fn surplus(&self, recovered: &Recovered) -> Vec<Arc<ServiceSpec>> {
        let remembered = recovered.journal.services.iter().map(|memory| &memory.name);
        let names: BTreeSet<_> = remembered.chain(recovered.found.iter().map(|process| &process.service)).collect();
        let beyond = names.into_iter().filter(|name| self.setup.service(name).is_none());
        beyond.filter_map(|name| instances::find(&self.configured, name).map(Arc::new)).collect()
    }

    /// The services that a name means: itself, or all of its instances.
    pub(super) fn meant(&self, name: &ServiceName) -> Vec<ServiceName> {
        match self.configured.service(name).and_then(|spec| instances::count(spec, &self.scales)) {
            Some(count) => (1..=count).map(|number| instances::name(name, number)).collect(),
            None => vec![name.clone()],
        }
    }

    /// What is about one service cannot be about the common name of several.
    ///
    /// # Errors
    /// When this is such a name.
    pub(super) fn refuse_several(&self, name: &ServiceName) -> Result<(), Refusal> {
        match self.configured.service(name).and_then(|spec| instances::count(spec, &self.scales)) {
            None => Ok(()),
            Some(0) => Err(Refusal::NoInstances { name: name.clone() }),
            Some(_) => Err(Refusal::SeveralInstances { name: name.clone(), one: instances::name(name, 1) }),
        }
    }

    /// An operator's number of instances.
    ///
    /// # Errors
    /// When there is no such service, or it runs once, or the number is beyond its bound or what it is already, or
    /// everything ends.
    pub(super) fn scale(
        &mut self,
        name: &ServiceName,
        count: u32,
        by: &Operator,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Result<(), Refusal> {
        self.supervision.refuse_at_the_end()?;
        let Some(spec) = self.configured.service(name) else {
            let names = self.configured.services.iter().map(|spec| spec.name.as_str());
            return Err(Refusal::not_found(Thing::Service, name.as_str(), names));
        };
        let Instances::Of { count: configured, max } = spec.instances else {
            return Err(Refusal::RunsOnce { name: name.clone() });
        };
        if count > max {
            return Err(Refusal::TooMany { name: name.clone(), max });
        }
        let before = instances::count(spec, &self.scales).unwrap_or_default();
        if count == before {
            return Err(Refusal::AsMany { name: name.clone(), count });
        }
        self.scales.retain(|scale| scale.service != *name);
        if count == configured {
            out.push(Effect::Record(Record::ScaleEnded(name.clone())));
        } else {
            let scale = Scale { service: name.clone(), count, configured };
            self.scales.push(scale.clone());
            out.push(Effect::Record(Record::Scale(scale)));
        }
        entry(EntryKind::ServiceScaled, name.to_string(), Some(by), Detail::Scaled { before, count }, now, out);
        self.expand(out);
        let setup = Arc::clone(&self.setup);
        out.push(Effect::Observe(Observation::Configured(Arc::clone(&setup))));
        self.supervision.configure(&setup, now, out);
        // Whoever asks for more wants them to run, also where they do not start by themselves.
        for number in before + 1..=count {
            let new = instances::name(name, number);
            let rests = self.supervision.get(&new).is_some_and(|service| {
                matches!(service.state, ServiceState::Stopped { why: StopReason::NotStarted, .. })
            });
            if rests {
                self.supervision.start(&new, now, out)?;
            }
        }
        self.probes.retain(|name, _| setup.service(name).is_some());
        self.drop_unconfigured_alerts(now, out);
        Ok(())
    }
}
