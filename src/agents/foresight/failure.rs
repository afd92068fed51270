//! Every service asked, again and again, whether it fails within the horizon, of a model that has learned what comes before
//! failures. What it says is judged beside a logistic regression that looks at the same numbers.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::held::Held;
use crate::engine::outage::{Standing, standing};
use crate::learn::failure::{History, Model, Observed, Question};
use crate::learn::vitals::{HORIZON, LEAST, Pace, QUANTITIES, Rows, STARTS, place, table};
use crate::model::event::{Proposal, SampleBatch, Setup};
use crate::model::id::{Generation, ServiceName};
use crate::model::prediction::{Forecast, Foreseen, Ground, Measure, Model as By, Omen};
use crate::model::series::Series;
use crate::model::service::{Health, ServiceState};
use crate::model::time::Mono;
use crate::model::track::{Answered, Kind, Said};

/// Asked at every so-many-th row.
const ASK_EVERY: f64 = 2.0;
/// It is said when it is as likely as not, so often in a row; and said again while it stands.
const LIKELY: f64 = 0.5;
const IN_A_ROW: u32 = 2;
const AGAIN: Duration = Duration::from_secs(30);
/// Signs that are told; what has changed by a smaller part than this is none to a person.
const SIGNS: usize = 4;
const TELLING: f64 = 0.03;
/// Most services that are followed: 15 KB each.
const MOST: usize = 2_000;

/// Everything that is followed.
#[derive(Debug)]
pub(in crate::agents) struct Failures {
    setup: Arc<Setup>,
    /// How services fare is known at this pace, also while there is no model yet.
    pace: Pace,
    model: Option<Model>,
    followed: BTreeMap<ServiceName, One>,
    held: Held,
    ask_at: Mono,
}

/// A service.
#[derive(Debug)]
struct One {
    rows: Rows,
    /// The instance that each quantity was measured of last, where that is not the service itself.
    instances: BTreeMap<usize, Arc<str>>,
    generation: Generation,
    standing: Standing,
    /// How often in a row it was likely to fail.
    likely: u32,
    said_at: Option<Mono>,
    asked: Option<Asked>,
}

/// A question whose answer is not known yet.
#[derive(Debug, Clone, Copy)]
struct Asked {
    until: Mono,
    own: f64,
    rule: f64,
}

/// What the model says of a service.
struct Answer {
    name: ServiceName,
    question: Question,
    own: f64,
    rule: f64,
}

impl Default for Failures {
    fn default() -> Self {
        Self {
            setup: Arc::default(),
            pace: Pace::new(HORIZON),
            model: None,
            followed: BTreeMap::new(),
            held: Held::default(),
            ask_at: Mono::default(),
        }
    }
}

impl Failures {
    /// From now on this model is asked.
    pub(in crate::agents) fn learned(&mut self, model: Model) {
        let pace = Pace::new(Duration::from_secs_f64((model.schema().horizon * 3_600.0).clamp(1.0, 1e8)));
        if std::mem::replace(&mut self.pace, pace) != pace {
            self.followed.values_mut().for_each(|one| one.rows = Rows::new(pace));
        }
        self.followed.values_mut().for_each(|one| one.asked = None);
        self.model = Some(model);
    }

    pub(in crate::agents) fn configure(&mut self, setup: &Arc<Setup>) {
        self.setup = Arc::clone(setup);
        self.followed.retain(|name, _| setup.service(name).is_some());
        self.held.configure(setup);
    }

    pub(in crate::agents) fn held(&mut self, service: &ServiceName, by: &[ServiceName]) {
        self.held.set(service, by);
    }

    /// A service is in another state: that answers the question about it.
    pub(in crate::agents) fn changed(
        &mut self,
        service: &ServiceName,
        generation: Generation,
        (state, health): (&ServiceState, &Health),
        now: Mono,
    ) -> Option<Proposal> {
        let one = self.one(service)?;
        if one.generation != generation {
            one.generation = generation;
            one.rows.take(STARTS, now.0.as_secs_f64(), 1.0);
        }
        let before = std::mem::replace(&mut one.standing, standing(state, health));
        match one.standing {
            Standing::Out if before != Standing::Out => one.answer(true),
            // Somebody has taken it down: nobody can say what would have come.
            Standing::Unwanted => {
                (one.asked, one.said_at, one.likely) = (None, None, 0);
                None
            }
            _ => None,
        }
    }

    pub(in crate::agents) fn sampled(&mut self, batch: &SampleBatch) {
        let at = batch.at.mono.0.as_secs_f64();
        for sample in &batch.samples {
            let (Some(place), Some(instance)) = (place(&sample.series.metric), &sample.series.instance) else {
                continue;
            };
            let name = instance.split_once('/').map_or(&**instance, |(name, _)| name);
            let Some(one) = self.one(&name.into()) else { continue };
            one.rows.take(place, at, sample.value);
            if name.len() < instance.len() && one.instances.get(&place) != Some(instance) {
                one.instances.insert(place, Arc::clone(instance));
            }
        }
    }

    fn one(&mut self, service: &ServiceName) -> Option<&mut One> {
        if !self.followed.contains_key(service) {
            if self.followed.len() >= MOST || self.setup.service(service).is_none() {
                return None;
            }
            self.followed.insert(service.clone(), One::new(self.pace));
        }
        self.followed.get_mut(service)
    }

    /// Asks about all services that are well, when it is time to.
    pub(in crate::agents) fn tick(&mut self, now: Mono) -> Vec<Proposal> {
        let Some(model) = self.model.as_ref().filter(|_| now >= self.ask_at) else { return Vec::new() };
        self.ask_at = now + Duration::from_secs_f64(self.pace.step() * ASK_EVERY);
        let mut out: Vec<Proposal> = self.followed.values_mut().filter_map(|one| one.settle(now)).collect();
        let (history, asked) = self.table(now);
        for answer in ask(model, &history, asked) {
            let Some(one) = self.followed.get_mut(&answer.name) else { continue };
            one.ask(&answer, self.pace.horizon(), now);
            if one.is_to_be_said(answer.own, now) {
                out.extend(
                    forecast((model, self.pace), &history, &answer, one)
                        .map(|forecast| Proposal::Predict(Box::new(forecast))),
                );
            }
        }
        out
    }

    /// The rows of those that can be asked about, and what is asked.
    fn table(&self, now: Mono) -> (History, Vec<(ServiceName, Question)>) {
        let (mut observed, mut asked): (Observed, _) = (table(), Vec::new());
        let newest = self.pace.whole(self.pace.slot(now.0.as_secs_f64()) - 3);
        for (name, one) in &self.followed {
            let until = one.rows.until().filter(|until| *until >= newest && one.rows.len() >= LEAST);
            let Some(time) = until.filter(|_| one.standing == Standing::Available && !self.held.contains(name)) else {
                continue;
            };
            // A table that is full asks about those that fit.
            if one.rows.write(name.as_str(), &mut observed).is_err() {
                break;
            }
            asked.push((name.clone(), Question { subject: name.to_string(), time }));
        }
        (observed.finish(), asked)
    }
}

fn ask(model: &Model, history: &History, asked: Vec<(ServiceName, Question)>) -> Vec<Answer> {
    let (names, questions): (Vec<_>, Vec<_>) = asked.into_iter().unzip();
    // The numbers of a model that was found sound can be worked out; should they not, nothing is said.
    let Ok(scores) = model.compare(history, &questions) else { return Vec::new() };
    let all = names.into_iter().zip(questions).zip(scores.model.into_iter().zip(scores.logistic));
    all.map(|((name, question), (own, rule))| Answer { name, question, own, rule }).collect()
}

fn forecast((model, pace): (&Model, Pace), history: &History, answer: &Answer, one: &One) -> Option<Forecast> {
    let reasons = model.reasons(history, &answer.question, QUANTITIES.len()).ok()?;
    let speaks = reasons.iter().filter(|reason| reason.moved > 0.0);
    let omens = speaks.filter_map(|reason| {
        let place = place(reason.column.as_deref()?)?;
        let over = reason.aspect.window().map_or(pace.horizon(), |hours| Duration::from_secs_f64(hours * 3_600.0));
        // As much must be known of the time before; of a service that has just begun, over a shorter time.
        let over = over.clamp(pace.horizon() / 4, pace.horizon() * 4);
        let spans = [over, pace.horizon(), pace.horizon() / 4].into_iter().filter(|span| *span <= over);
        let (over, (before, now)) = spans.into_iter().find_map(|span| Some((span, one.rows.beside(place, span)?)))?;
        let instance = one.instances.get(&place).map_or(answer.name.as_str(), |instance| instance);
        Some(Omen { series: Series::at(QUANTITIES[place].metric, instance), now, before, over })
    });
    let omens: Vec<Omen> = omens.collect();
    let tells = |omen: &&Omen| (omen.now - omen.before).abs() > TELLING * omen.now.abs().max(omen.before.abs());
    let mut signs: Vec<Omen> = omens.iter().filter(tells).take(SIGNS).cloned().collect();
    // Something must be said of why, be it little.
    if signs.is_empty() {
        signs.extend(omens.into_iter().take(1));
    }
    let series = signs.first()?.series.clone();
    let report = model.report();
    #[expect(clippy::cast_precision_loss, reason = "counts of questions")]
    let usual = report.failed as f64 / report.questions.max(1) as f64;
    Some(Forecast {
        subject: answer.name.to_string(),
        service: Some(answer.name.clone()),
        generation: Some(one.generation),
        event: Foreseen::Failure { series },
        horizon: pace.horizon(),
        due: None,
        probability: answer.own,
        model: By::Learned,
        ground: Ground::Signs { usual, signs },
    })
}

impl One {
    fn new(pace: Pace) -> Self {
        Self {
            rows: Rows::new(pace),
            instances: BTreeMap::new(),
            generation: Generation::default(),
            standing: Standing::Coming,
            likely: 0,
            said_at: None,
            asked: None,
        }
    }

    /// Time has passed: the open row may be over, and the open question.
    fn settle(&mut self, now: Mono) -> Option<Proposal> {
        self.rows.settle(now.0.as_secs_f64());
        let is_over = self.asked.is_some_and(|asked| now >= asked.until);
        if is_over { self.answer(false) } else { None }
    }

    fn answer(&mut self, came: bool) -> Option<Proposal> {
        let (asked, said_at) = (self.asked.take()?, self.said_at);
        if came {
            (self.said_at, self.likely) = (None, 0);
        }
        let kind = Kind { model: By::Learned, measure: Measure::Failure };
        let (own, rule) = (Said::Chance(asked.own), Said::Chance(asked.rule));
        Some(Proposal::Answered(Answered { kind, own, rule, came, missed: came && said_at.is_none() }))
    }

    /// Asks, unless a question is open. One to which both said no is asked anew when one of them changes its mind: it is
    /// then that they can be told apart.
    fn ask(&mut self, answer: &Answer, horizon: Duration, now: Mono) {
        let yes = |own: f64, rule: f64| own >= LIKELY || rule >= LIKELY;
        let is_open = self.asked.is_some_and(|asked| yes(asked.own, asked.rule) || !yes(answer.own, answer.rule));
        if !is_open {
            self.asked = Some(Asked { until: now + horizon, own: answer.own, rule: answer.rule });
        }
    }

    fn is_to_be_said(&mut self, own: f64, now: Mono) -> bool {
        self.likely = if own >= LIKELY { self.likely.saturating_add(1) } else { 0 };
        if self.likely == 0 {
            self.said_at = None;
        }
        let is_due = self.said_at.is_none_or(|at| now.since(at) >= AGAIN);
        let is_said = self.likely >= IN_A_ROW && is_due;
        if is_said {
            self.said_at = Some(now);
        }
        is_said
    }
}

#[cfg(test)]
mod tests;
