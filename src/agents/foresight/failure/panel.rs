//! All that are asked the same question of one model.

use std::collections::BTreeMap;
use std::time::Duration;

use super::one::One;
use super::signs::forecast;
use crate::engine::outage::Standing;
use crate::learn::failure::{History, Model, Observed, Question};
use crate::learn::vitals::{LEAST, Pace, table};
use crate::model::event::Proposal;
use crate::model::id::{Generation, ServiceName};
use crate::model::learning::{Aim, Whose};
use crate::model::series::Sample;
use crate::model::time::Mono;

/// Asked at every so-many-th row.
const ASK_EVERY: f64 = 2.0;
/// Most that are followed: some 17 KB each.
const MOST: usize = 2_000;

/// Who is asked about, and the model.
#[derive(Debug)]
pub(super) struct Panel {
    aim: Aim,
    pace: Pace,
    model: Option<Model>,
    followed: BTreeMap<String, One>,
    /// Which start each service was seen at: a later one is counted for the host.
    starts: BTreeMap<ServiceName, Generation>,
    ask_at: Mono,
}

/// What the model says of one.
pub(super) struct Answer {
    pub(super) name: String,
    pub(super) question: Question,
    pub(super) own: f64,
    pub(super) rule: f64,
}

impl Panel {
    pub(super) fn new(aim: Aim) -> Self {
        let (followed, starts) = (BTreeMap::new(), BTreeMap::new());
        Self { aim, pace: Pace::new(aim), model: None, followed, starts, ask_at: Mono::default() }
    }

    pub(super) fn aim(&self) -> Aim {
        self.aim
    }

    pub(super) fn learned(&mut self, model: Option<Model>) {
        self.followed.values_mut().for_each(One::forget);
        self.model = model;
    }

    /// Forgets services that are no longer configured.
    pub(super) fn retain(&mut self, keeps: impl Fn(&str) -> bool) {
        let is_host = self.aim.whose == Whose::Host;
        self.followed.retain(|name, _| is_host || keeps(name));
        self.starts.retain(|name, _| keeps(name.as_str()));
    }

    /// One is in another state: that answers the question about it.
    pub(super) fn changed(
        &mut self,
        name: &str,
        generation: Generation,
        standing: Standing,
        now: Mono,
    ) -> Option<Proposal> {
        let aim = self.aim;
        self.one(name)?.changed(aim, generation, standing, now)
    }

    /// A service may have started again, which counts for its host.
    pub(super) fn started(&mut self, host: &str, (service, generation): (&ServiceName, Generation), now: Mono) {
        let before = self.starts.insert(service.clone(), generation);
        if before.is_some_and(|before| before != generation)
            && let Some(one) = self.one(host)
        {
            one.has_started(now);
        }
    }

    pub(super) fn take(&mut self, name: &str, place: usize, at: f64, sample: &Sample) {
        let whose = self.aim.whose;
        if let Some(one) = self.one(name) {
            // A name alone is the service itself; the host has none.
            let instance = sample.series.instance.as_ref().filter(|of| whose == Whose::Host || &***of != name);
            one.take(place, at, sample.value, instance);
        }
    }

    fn one(&mut self, name: &str) -> Option<&mut One> {
        if !self.followed.contains_key(name) {
            if self.followed.len() >= MOST {
                return None;
            }
            self.followed.insert(name.to_owned(), One::new(self.pace));
        }
        self.followed.get_mut(name)
    }

    /// Asks about all that are well, when it is time to.
    pub(super) fn tick(&mut self, now: Mono, is_held: &dyn Fn(&str) -> bool) -> Vec<Proposal> {
        let Some(model) = self.model.as_ref().filter(|_| now >= self.ask_at) else { return Vec::new() };
        self.ask_at = now + Duration::from_secs_f64(self.pace.step() * ASK_EVERY);
        let aim = self.aim;
        let mut out: Vec<Proposal> = self.followed.values_mut().filter_map(|one| one.settle(aim, now)).collect();
        let (history, asked) = self.table(now, is_held);
        for answer in ask(model, &history, asked) {
            let Some(one) = self.followed.get_mut(&answer.name) else { continue };
            one.ask(&answer, aim.ahead, now);
            if one.is_to_be_said(answer.own, aim.ahead, now) {
                let said = forecast((model, self.pace), &history, &answer, one);
                out.extend(said.map(|forecast| Proposal::Predict(Box::new(forecast))));
            }
        }
        out
    }

    /// The rows of those that can be asked about, and what is asked.
    fn table(&self, now: Mono, is_held: &dyn Fn(&str) -> bool) -> (History, Vec<(String, Question)>) {
        let (mut observed, mut asked): (Observed, _) = (table(self.aim.whose), Vec::new());
        let newest = self.pace.whole(self.pace.slot(now.0.as_secs_f64()) - 3);
        for (name, one) in &self.followed {
            let until = one.rows.until().filter(|until| *until >= newest && one.rows.len() >= LEAST);
            let is_held = self.aim.whose == Whose::Services && is_held(name);
            let Some(time) = until.filter(|_| one.is_available() && !is_held) else { continue };
            // A table that is full asks about those that fit.
            if one.rows.write(name, &mut observed).is_err() {
                break;
            }
            asked.push((name.clone(), Question { subject: name.clone(), time }));
        }
        (observed.finish(), asked)
    }

    /// Whether a question is open about one.
    #[cfg(test)]
    pub(super) fn is_asked(&self, name: &str) -> bool {
        self.followed.get(name).is_some_and(One::is_asked)
    }

    /// Starts that are counted of one within the last steps.
    #[cfg(test)]
    pub(super) fn starts_of(&self, name: &str, now: Mono) -> Option<f64> {
        let mut rows = self.followed[name].rows.clone();
        rows.settle(now.0.as_secs_f64());
        rows.beside(crate::learn::vitals::STARTS, Duration::from_secs(5)).map(|(_, starts)| starts)
    }
}

fn ask(model: &Model, history: &History, asked: Vec<(String, Question)>) -> Vec<Answer> {
    let (names, questions): (Vec<_>, Vec<_>) = asked.into_iter().unzip();
    if names.is_empty() {
        return Vec::new();
    }
    // The numbers of a model that was found sound can be worked out; should they not, nothing is said.
    let Ok(scores) = model.compare(history, &questions) else { return Vec::new() };
    let all = names.into_iter().zip(questions).zip(scores.model.into_iter().zip(scores.logistic));
    all.map(|((name, question), (own, rule))| Answer { name, question, own, rule }).collect()
}
