//! Every series with a limit, each on the clock of its measure: what fills is looked at a day ahead, what a process holds
//! four hours.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::agents::foresight::limits::{keeper, limits, measure, owner};
use crate::model::event::{Journal, Proposal, SampleBatch, Setup};
use crate::model::id::{Generation, ServiceName};
use crate::model::outlook::Outlook;
use crate::model::prediction::{Measure, Model};
use crate::model::series::{Past, Series};
use crate::model::time::{Now, Wall};
use crate::model::track::Asked;

use super::clockwork::{Clockwork, Whose};
use super::one::{One, Told};

/// Seconds of a tick of what a process holds, and of what fills: the horizon is 240 of them.
const QUICK: u32 = 60;
const SLOW: u32 = 360;
/// A question is still answered when nobody watched for one of so many parts of its time: an hour of a day.
const UNSEEN: u32 = 24;
/// So many are told, the likeliest first.
const TOLD: usize = 200;

/// All that is looked at hours ahead.
#[derive(Debug)]
pub(in crate::agents) struct Outlooks {
    about: About,
    quick: Clockwork,
    slow: Clockwork,
    /// Limits that were expected to be reached when the last runtime ended.
    expected: BTreeMap<Series, f64>,
    /// What was asked then, and is not answered.
    asked: BTreeMap<Series, Asked>,
    told: Vec<Outlook>,
}

/// Whose series are.
#[derive(Debug, Default)]
struct About {
    setup: Arc<Setup>,
    generations: BTreeMap<ServiceName, Generation>,
    mounts: BTreeSet<Arc<str>>,
}

impl Default for Outlooks {
    fn default() -> Self {
        Self {
            about: About::default(),
            quick: Clockwork::new(QUICK),
            slow: Clockwork::new(SLOW),
            expected: BTreeMap::new(),
            asked: BTreeMap::new(),
            told: Vec::new(),
        }
    }
}

impl About {
    fn whose(&self, series: &Series) -> Whose {
        let owner = owner(series);
        let is_of_a_start = matches!(measure(series), Some(Measure::Memory | Measure::Files));
        let service = match (measure(series), &series.instance) {
            (Some(Measure::Disk), Some(mount)) => keeper(&self.setup, &self.mounts, mount),
            _ => owner.clone(),
        };
        let generation = owner.as_ref().filter(|_| is_of_a_start).and_then(|name| self.generations.get(name)).copied();
        let subject = owner.map_or_else(|| series.to_string(), |name| name.to_string());
        Whose { subject, service, generation }
    }

    fn is_configured(&self, series: &Series) -> bool {
        owner(series).is_none_or(|name| self.setup.service(&name).is_some())
    }
}

impl Outlooks {
    pub(in crate::agents) fn configure(&mut self, setup: &Arc<Setup>) {
        self.about.setup = Arc::clone(setup);
        let about = &self.about;
        for clock in [&mut self.quick, &mut self.slow] {
            clock.retain(|series, one| {
                one.limits = limits(setup, series);
                !one.limits.is_empty() && about.is_configured(series)
            });
        }
    }

    /// What was expected by the runtime before this one is still to be followed, and what was asked to be answered.
    pub(in crate::agents) fn remember(&mut self, journal: &Journal, now: Wall) {
        let own = journal.questions.iter().filter(|asked| {
            let span = (asked.until - asked.asked_at).to_std().unwrap_or_default();
            let unseen = unwatched(&journal.watched, asked.asked_at, now);
            asked.kind.model == Model::Exhaust && now < asked.until && unseen <= span / UNSEEN
        });
        self.asked = own.map(|asked| (asked.series.clone(), asked.clone())).collect();
        let own = journal.predictions.iter().filter(|one| one.is_open() && one.forecast.model == Model::Exhaust);
        self.expected = own.filter_map(|one| Some((one.forecast.series().clone(), one.forecast.limit()?))).collect();
    }

    pub(in crate::agents) fn changed(&mut self, service: &ServiceName, generation: Generation) {
        let before = self.about.generations.insert(service.clone(), generation);
        if before.is_some_and(|before| before != generation) {
            self.quick.forget(|series| owner(series).as_ref() == Some(service));
        }
    }

    pub(in crate::agents) fn sampled(&mut self, batch: &SampleBatch) -> Vec<Proposal> {
        let (mut out, about) = (Vec::new(), &mut self.about);
        for sample in &batch.samples {
            if let (Some(Measure::Disk), Some(mount)) = (measure(&sample.series), &sample.series.instance) {
                about.mounts.insert(Arc::clone(mount));
            }
        }
        let about = &self.about;
        for clock in [&mut self.quick, &mut self.slow] {
            clock.reach(batch.at, &|series| about.whose(series), &mut out);
        }
        for sample in &batch.samples {
            let Some(measure) = measure(&sample.series) else { continue };
            let clock = match measure {
                Measure::Memory
                | Measure::Files
                | Measure::HostMemory
                | Measure::Swap
                | Measure::HostFiles
                | Measure::Queue => &mut self.quick,
                Measure::Disk | Measure::Room => &mut self.slow,
                _ => continue,
            };
            if !clock.knows(&sample.series)
                && !follow(clock, &sample.series, measure, (about, &self.expected, &mut self.asked), batch)
            {
                continue;
            }
            clock.take(&sample.series, sample.value, batch.at.mono, &mut out);
        }
        out
    }

    pub(in crate::agents) fn recalled(&mut self, series: &Series, past: &Past, now: Now) {
        for clock in [&mut self.quick, &mut self.slow] {
            clock.recalled(series, past, now.wall);
        }
    }

    pub(in crate::agents) fn gone(&mut self, gone: &[Series]) -> Vec<Proposal> {
        let mut out = Vec::new();
        for series in gone {
            out.extend(self.quick.remove(series));
            out.extend(self.slow.remove(series));
            if let (Some(Measure::Disk), Some(mount)) = (measure(series), &series.instance) {
                self.about.mounts.remove(mount);
            }
        }
        out
    }

    /// Goes on with what takes long, and says what is expected where that has changed, with what is certain.
    pub(in crate::agents) fn tick(&mut self, now: Now, mut all: Vec<Outlook>) -> Vec<Proposal> {
        let (mut out, about) = (Vec::new(), &self.about);
        for clock in [&mut self.quick, &mut self.slow] {
            clock.work(now, &|series| about.whose(series), &mut out);
            all.extend(clock.outlooks(&|series| about.whose(series)));
        }
        all.sort_by(|a, b| b.chance().unwrap_or(-1.0).total_cmp(&a.chance().unwrap_or(-1.0)));
        all.truncate(TOLD);
        if all != self.told {
            self.told.clone_from(&all);
            out.push(Proposal::Expect(all));
        }
        out
    }
}

/// Follows a series from now on, where it has limits and there is room for one more.
fn follow(
    clock: &mut Clockwork,
    series: &Series,
    measure: Measure,
    (about, expected, asked): (&About, &BTreeMap<Series, f64>, &mut BTreeMap<Series, Asked>),
    batch: &SampleBatch,
) -> bool {
    let limits = if about.is_configured(series) { limits(&about.setup, series) } else { Vec::new() };
    if limits.is_empty() || clock.is_full() {
        return false;
    }
    let told = expected.get(series).copied().map(Told::of);
    let generation = about.whose(series).generation;
    // Of another start of the service it says nothing.
    let asked = asked.remove(series).filter(|asked| asked.generation == generation && batch.at.wall < asked.until);
    clock.add(series, batch.at.mono, |id| {
        let mut one = One::of(id, measure, limits, told);
        if let Some(asked) = &asked {
            one.resume(asked, batch.at);
        }
        one
    });
    true
}

/// For how much of the time since then no runtime watched.
fn unwatched(watched: &[(Wall, Wall)], since: Wall, now: Wall) -> Duration {
    let within = |(from, to): &(Wall, Wall)| ((*to).min(now) - (*from).max(since)).to_std().unwrap_or_default();
    let seen: Duration = watched.iter().map(within).sum();
    (now - since).to_std().unwrap_or_default().saturating_sub(seen)
}
