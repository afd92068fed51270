//! Every series that has a limit, with its trend, and what is expected of it.
//!
//! Nothing is expected of a service that is starting, unwell, or held back by what it needs: what it uses then says
//! nothing about how it goes on. Nor is what it used while it warmed up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::learn::trend::Trend;
use crate::model::event::{Proposal, SampleBatch, Setup};
use crate::model::id::{Generation, ServiceName};
use crate::model::prediction::{Bound, Due, Forecast, Foreseen, Ground, Measure, Model, Standing};
use crate::model::series::Series;
use crate::model::service::{Health, ServiceState};
use crate::model::spec::RestartPolicy;
use crate::model::time::Mono;
use crate::model::track::{Answered, Kind, Said};

use super::held::Held;
use super::limits::{Limit, keeper, limits, measure, owner};
use super::questions::Questions;
use super::restarts::Restarts;
use super::teeth::Teeth;

/// A series is judged no more often.
const EVERY: Duration = Duration::from_secs(2);
/// What stands is said again after this long.
const AGAIN: Duration = Duration::from_secs(30);
/// Growth that was not seen for so long, or for half of the time over which it had been seen, has ended, unless what is
/// measured has gone on at this share of its pace.
const ENDED: Duration = Duration::from_secs(20);
const SLOWER: f64 = 0.5;
/// A service has warmed up after so many times what its policy calls stable, and no sooner than this.
const WARM: (u32, Duration) = (4, Duration::from_secs(10));
/// A limit counts as reached by so many values in a row.
const REACHED: u32 = 2;
/// It has fallen back when it is below its level by this share of what was left to the limit.
const BACK: f64 = 0.25;
/// What is further away than this is not told: of a process, and of what fills, or is all of the host's.
const FAR: (Duration, Duration) = (Duration::from_mins(30), Duration::from_hours(2));
/// The horizon is this much longer than the latest moment at which something is due; and never shorter than this.
const HORIZON: (f64, Duration) = (1.5, Duration::from_secs(30));
/// How likely something happens within the interval of a trend.
const LIKELY: f64 = 0.8;

/// Everything that is followed.
#[derive(Debug, Default)]
pub(in crate::agents) struct Foresight {
    setup: Arc<Setup>,
    lives: BTreeMap<ServiceName, Life>,
    held: Held,
    followed: BTreeMap<Series, Followed>,
    mounts: BTreeSet<Arc<str>>,
}

/// A start of a service.
#[derive(Debug, Default)]
struct Life {
    generation: Generation,
    /// It runs and is well.
    well: bool,
    /// Since then what it uses counts.
    warm: Option<Mono>,
    /// It has ended, and waits to be started again by its policy.
    waits: bool,
    restarts: Restarts,
    told: Option<Told>,
}

/// A series.
#[derive(Debug)]
struct Followed {
    trend: Trend,
    limits: Vec<Limit>,
    judge_at: Mono,
    told: Option<Told>,
    questions: Questions,
    teeth: Teeth,
}

/// What was said to be expected.
#[derive(Debug, Clone)]
struct Told {
    limit: f64,
    level: f64,
    over: Duration,
    /// Said last.
    said_at: Mono,
    /// Seen to stand last, with the value then, and its growth in a second.
    seen_at: Mono,
    seen: f64,
    pace: f64,
    /// Values at the limit, in a row.
    beyond: u32,
}

impl Foresight {
    pub(in crate::agents) fn configure(&mut self, setup: &Arc<Setup>) {
        self.setup = Arc::clone(setup);
        self.lives.retain(|name, _| setup.service(name).is_some());
        self.held.configure(setup);
        self.followed.retain(|series, followed| {
            followed.limits = limits(setup, series);
            !followed.limits.is_empty() && owner(series).is_none_or(|name| setup.service(&name).is_some())
        });
    }

    pub(in crate::agents) fn held(&mut self, service: &ServiceName, by: &[ServiceName]) {
        self.held.set(service, by);
    }

    pub(in crate::agents) fn gone(&mut self, gone: &[Series]) {
        for series in gone {
            self.followed.remove(series);
            if let (Some(Measure::Disk), Some(mount)) = (measure(series), &series.instance) {
                self.mounts.remove(mount);
            }
        }
    }

    /// A service is in another state.
    pub(in crate::agents) fn changed(
        &mut self,
        service: &ServiceName,
        generation: Generation,
        (state, health): (&ServiceState, &Health),
        now: Mono,
    ) {
        let stable = self.setup.service(service).map(|spec| spec.restart.stable_after);
        let life = self.lives.entry(service.clone()).or_default();
        if life.generation != generation {
            life.generation = generation;
            life.warm = None;
            self.begin_anew(service);
        }
        let life = self.lives.entry(service.clone()).or_default();
        let waits = matches!(state, ServiceState::Backoff { .. });
        if waits && !life.waits {
            life.restarts.took(now);
        }
        life.waits = waits;
        life.well = state.is_running() && matches!(health, Health::Healthy | Health::Unprobed);
        if let ServiceState::Running { since, .. } = state {
            let warm_up = stable.unwrap_or_default().saturating_mul(WARM.0).max(WARM.1);
            life.warm = Some(*since + warm_up);
        }
    }

    pub(in crate::agents) fn sampled(&mut self, batch: &SampleBatch) -> Vec<Proposal> {
        let mut out = Vec::new();
        for sample in &batch.samples {
            let Some(measure) = measure(&sample.series) else { continue };
            if let (Measure::Disk, Some(mount)) = (measure, &sample.series.instance) {
                self.mounts.insert(Arc::clone(mount));
            }
            self.take(&sample.series, measure, sample.value, batch.at.mono, &mut out);
        }
        out
    }

    fn take(&mut self, series: &Series, measure: Measure, value: f64, at: Mono, out: &mut Vec<Proposal>) {
        let owner = owner(series);
        if owner.as_ref().is_some_and(|name| self.setup.service(name).is_none()) {
            return;
        }
        if !self.followed.contains_key(series) {
            let limits = limits(&self.setup, series);
            if limits.is_empty() {
                return;
            }
            let followed = Followed::of(limits, at);
            self.followed.insert(series.clone(), followed);
        }
        let life = owner.as_ref().and_then(|name| self.lives.get(name));
        let is_fit = owner.as_ref().is_none_or(|name| life.is_some_and(|life| life.well) && !self.held.contains(name));
        let from = if owner.is_some() { life.and_then(|life| life.warm) } else { Some(Mono::default()) };
        let Some(followed) = self.followed.get_mut(series) else { return };
        followed.trend.observe(at, value);
        // Answers that take long are no store that fills: one of them says nothing about the next.
        if measure != Measure::Latency {
            let limit = followed.limits.iter().find(|limit| limit.at > value).map(|limit| limit.at);
            followed.teeth.take(value, limit);
        }
        let answered = followed.questions.observe(at, value).map(|(own, rule, came)| {
            let kind = Kind::of(Model::Trend, measure);
            let missed = came && followed.told.is_none();
            Proposal::Answered(Answered { kind, own, rule, came, missed })
        });
        out.extend(answered);
        if let Some(standing) = followed.told.as_mut().and_then(|told| told.look(value)) {
            followed.told = None;
            if standing == Standing::FellBack {
                // What led there must not be taken for what comes.
                followed.trend.clear();
                followed.questions.forget();
            }
            out.push(Proposal::Follow { series: series.clone(), model: Model::Trend, standing });
            return;
        }
        let due = at >= followed.judge_at;
        let Some(from) = from.filter(|_| is_fit && due) else { return };
        followed.judge_at = at + EVERY;
        if measure == Measure::Latency && owner.as_ref().is_some_and(|name| self.waits_for_a_need(name)) {
            return;
        }
        let Some(followed) = self.followed.get_mut(series) else { return };
        let generation = life.map(|life| life.generation);
        let service = match (measure, &series.instance) {
            (Measure::Disk, Some(mount)) => keeper(&self.setup, &self.mounts, mount),
            _ => owner.clone(),
        };
        let subject = owner.map_or_else(|| series.to_string(), |name| name.to_string());
        out.extend(followed.judge(
            series,
            value,
            (from, at),
            |event, ground, due| {
                let horizon = due.latest.mul_f64(HORIZON.0).max(HORIZON.1);
                let due = Some(due);
                let (model, probability) = (Model::Trend, LIKELY);
                Forecast { subject, service, generation, event, horizon, due, probability, model, ground }
            },
            measure,
        ));
    }

    /// A service was started again: what it uses and how fast it answers is another matter now, and how fast those answer
    /// that need it.
    fn begin_anew(&mut self, service: &ServiceName) {
        let setup = Arc::clone(&self.setup);
        for (series, followed) in &mut self.followed {
            let Some(owner) = owner(series) else { continue };
            let slowed = measure(series) == Some(Measure::Latency) && needs(&setup, &owner).contains(service);
            if owner == *service || slowed {
                followed.trend.clear();
                followed.questions.forget();
                followed.teeth = Teeth::default();
            }
        }
    }

    /// Whether something that it needs answers slower and slower: that is the cause, and is foreseen itself.
    fn waits_for_a_need(&self, name: &ServiceName) -> bool {
        let needs = needs(&self.setup, name);
        let slower = |(series, followed): (&Series, &Followed)| {
            measure(series) == Some(Measure::Latency)
                && owner(series).is_some_and(|owner| needs.contains(&owner))
                && followed.trend.rises(Mono::default())
        };
        !needs.is_empty() && self.followed.iter().any(slower)
    }

    /// Looks at the restarts.
    pub(in crate::agents) fn tick(&mut self, now: Mono) -> Vec<Proposal> {
        let mut out = Vec::new();
        for (name, life) in &mut self.lives {
            let Some(spec) = self.setup.service(name).map(|spec| spec.restart) else { continue };
            if spec.policy == RestartPolicy::Never {
                continue;
            }
            let series = Series::at("service.restarts_count", name.as_str());
            let limit = f64::from(spec.max_in_window);
            if life.told.is_some() && life.restarts.count(&spec, now) >= spec.max_in_window {
                life.told = None;
                out.push(Proposal::Follow { series, model: Model::Trend, standing: Standing::Reached });
                continue;
            }
            match (life.restarts.expected(&spec, now), &mut life.told) {
                (None, Some(_)) => {
                    life.told = None;
                    out.push(Proposal::Follow { series, model: Model::Trend, standing: Standing::Ended });
                }
                (Some(expected), told)
                    if life.well
                        && !self.held.contains(name)
                        && told.as_ref().is_none_or(|told| now.since(told.said_at) >= AGAIN) =>
                {
                    let level = f64::from(expected.count);
                    let (slope, over, samples) = (expected.pace, expected.over, expected.samples);
                    *told = Some(Told::now(limit, (level, level), (slope, over), now));
                    let bound = Bound::Policy;
                    out.push(Proposal::Predict(Box::new(Forecast {
                        subject: name.to_string(),
                        service: Some(name.clone()),
                        generation: Some(life.generation),
                        event: Foreseen::Limit { measure: Measure::Restarts, series, limit, bound },
                        horizon: expected.due.latest.mul_f64(HORIZON.0).max(HORIZON.1),
                        due: Some(expected.due),
                        probability: LIKELY,
                        model: Model::Trend,
                        ground: Ground::Trend { level, slope, over, samples },
                    })));
                }
                _ => {}
            }
        }
        out
    }
}

/// Everything that a service needs, directly or through others.
fn needs(setup: &Setup, name: &ServiceName) -> BTreeSet<ServiceName> {
    let (mut seen, mut todo) = (BTreeSet::new(), vec![name.clone()]);
    while let Some(spec) = todo.pop().and_then(|name| setup.service(&name)) {
        todo.extend(spec.depends_on.iter().filter(|need| seen.insert((*need).clone())).cloned());
    }
    seen
}

impl Followed {
    fn of(limits: Vec<Limit>, at: Mono) -> Self {
        Self {
            trend: Trend::default(),
            limits,
            judge_at: at,
            told: None,
            questions: Questions::default(),
            teeth: Teeth::default(),
        }
    }

    /// Whether something is to be said of it, or is no longer to be expected.
    fn judge(
        &mut self,
        series: &Series,
        value: f64,
        (from, now): (Mono, Mono),
        forecast: impl FnOnce(Foreseen, Ground, Due) -> Forecast,
        measure: Measure,
    ) -> Option<Proposal> {
        let limit = self.limits.iter().find(|limit| limit.at > value)?;
        let far = if matches!(measure, Measure::Memory | Measure::Files | Measure::Latency) { FAR.0 } else { FAR.1 };
        let outlook = self.trend.outlook(limit.at, from).filter(|outlook| outlook.latest <= far);
        let outlook = outlook.filter(|_| !self.teeth.knows(value));
        let own = if outlook.is_some() { Said::Chance(LIKELY) } else { Said::No };
        self.questions.ask(own, (value, limit.at), far, now);
        let Some(outlook) = outlook else {
            return self.told.take_if(|told| told.is_over(value, now)).map(|_| Proposal::Follow {
                series: series.clone(),
                model: Model::Trend,
                standing: Standing::Ended,
            });
        };
        let (level, over) = (outlook.level, outlook.over);
        if let Some(told) = &mut self.told {
            (told.seen_at, told.seen, told.pace) = (now, value, outlook.slope);
            if now.since(told.said_at) < AGAIN {
                return None;
            }
            told.said_at = now;
        } else {
            self.told = Some(Told::now(limit.at, (level, value), (outlook.slope, over), now));
        }
        let (series, bound) = (series.clone(), limit.bound.clone());
        let event = Foreseen::Limit { measure, series, limit: limit.at, bound };
        let ground = Ground::Trend { level, slope: outlook.slope, over, samples: outlook.samples };
        Some(Proposal::Predict(Box::new(forecast(
            event,
            ground,
            Due { earliest: outlook.earliest, latest: outlook.latest },
        ))))
    }
}

impl Told {
    /// A level and the value measured, and the pace with the time over which it was seen.
    fn now(limit: f64, (level, seen): (f64, f64), (pace, over): (f64, Duration), now: Mono) -> Self {
        Self { limit, level, over, said_at: now, seen_at: now, seen, pace, beyond: 0 }
    }

    /// Whether the growth has ended, now that it is not seen.
    fn is_over(&self, value: f64, now: Mono) -> bool {
        let unseen = now.since(self.seen_at);
        unseen >= ENDED.max(self.over / 2) && value < self.seen + SLOWER * self.pace * unseen.as_secs_f64()
    }

    /// Whether a value decides it.
    fn look(&mut self, value: f64) -> Option<Standing> {
        self.beyond = if value >= self.limit { self.beyond + 1 } else { 0 };
        if self.beyond >= REACHED {
            return Some(Standing::Reached);
        }
        (value <= self.level - (self.limit - self.level) * BACK).then_some(Standing::FellBack)
    }
}

#[cfg(test)]
mod tests;
