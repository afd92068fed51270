//! Limits on memory that nothing but we hold: what a service's processes hold together, sample by sample.

use std::collections::BTreeMap;

use crate::model::event::{Proposal, SampleBatch, Setup};
use crate::model::id::{Generation, ServiceName};

/// So many samples in a row. A process that forks holds twice as much for a moment, by figures that count what two share
/// twice.
const SAMPLES: u32 = 3;

/// The services that have a limit.
#[derive(Debug, Default)]
pub(super) struct Ceilings(BTreeMap<ServiceName, Ceiling>);

#[derive(Debug)]
struct Ceiling {
    limit: u64,
    generation: Generation,
    above: u32,
}

impl Ceilings {
    /// The configuration, at first or anew.
    pub(super) fn configure(&mut self, setup: &Setup) {
        let old = std::mem::take(&mut self.0);
        for spec in &setup.services {
            if let Some(limit) = spec.process().and_then(|process| process.limits.memory) {
                let generation = old.get(&spec.name).map(|ceiling| ceiling.generation).unwrap_or_default();
                self.0.insert(spec.name.clone(), Ceiling { limit, generation, above: 0 });
            }
        }
    }

    /// A service is at this start now.
    pub(super) fn at(&mut self, service: &ServiceName, generation: Generation) {
        if let Some(ceiling) = self.0.get_mut(service).filter(|ceiling| ceiling.generation != generation) {
            *ceiling = Ceiling { generation, above: 0, limit: ceiling.limit };
        }
    }

    /// Looks at new samples.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes are whole and not negative")]
    pub(super) fn sampled(&mut self, batch: &SampleBatch, out: &mut Vec<Proposal>) {
        if self.0.is_empty() {
            return;
        }
        for sample in batch.samples.iter().filter(|sample| &*sample.series.metric == "service.memory_bytes") {
            let Some(ceiling) = self.0.get_mut(sample.series.subject()) else { continue };
            let held = sample.value as u64;
            ceiling.above = if held > ceiling.limit { ceiling.above + 1 } else { 0 };
            if ceiling.above >= SAMPLES {
                ceiling.above = 0;
                let (service, generation) = (sample.series.subject().into(), ceiling.generation);
                out.push(Proposal::Exceed { service, generation, held });
            }
        }
    }
}
