//! One series: its limits, what was said of it, and what the model is asked to be judged by.

use std::time::Duration;

use crate::agents::foresight::limits::Limit;
use crate::agents::foresight::questions::Questions;
use crate::learn::exhaust::Outlook as Spread;
use crate::model::event::Proposal;
use crate::model::id::Generation;
use crate::model::outlook::{Chance, Outlook, Prospect};
use crate::model::prediction::{Due, Forecast, Foreseen, Ground, Measure, Model, Standing};
use crate::model::series::Series;
use crate::model::time::{Mono, Now};
use crate::model::track::{Answered, Asked, Kind, Said};

use super::clockwork::Whose;

/// Of ten futures in which the limit is reached, it is so in eight within what is told.
const MOSTLY: f64 = 0.8;
/// What was expected, and is now no likelier than this, is expected no more.
const GIVEN_UP: f64 = 0.1;
/// A limit counts as reached by so many values in a row.
const REACHED: u32 = 2;

/// A series.
#[derive(Debug)]
pub(super) struct One {
    /// Its number on its clock.
    pub(super) id: u64,
    pub(super) measure: Measure,
    pub(super) limits: Vec<Limit>,
    value: f64,
    told: Option<Told>,
    questions: Questions,
    outlook: Option<Outlook>,
}

/// A limit that is expected to be reached.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    pub(super) limit: f64,
    beyond: u32,
}

impl Told {
    pub(super) fn of(limit: f64) -> Self {
        Self { limit, beyond: 0 }
    }
}

/// How long a tick is, and how many of them a series was seen for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) tick: Duration,
    pub(super) age: u32,
    /// Fewer say nothing.
    pub(super) of: u32,
}

impl One {
    pub(super) fn of(id: u64, measure: Measure, limits: Vec<Limit>, told: Option<Told>) -> Self {
        Self { id, measure, limits, value: f64::NAN, told, questions: Questions::hourly(), outlook: None }
    }

    /// What the runtime before had asked is still open.
    pub(super) fn resume(&mut self, asked: &Asked, now: Now) {
        let span = (asked.until - asked.asked_at).to_std().unwrap_or_default();
        let left = (asked.until - now.wall).to_std().unwrap_or_default().min(span);
        if self.limits.iter().any(|limit| limit.at.total_cmp(&asked.limit).is_eq()) {
            self.questions.resume(now.mono + left, asked.limit, (asked.own, asked.rule), now.mono);
        }
    }

    /// It is measured no more: what was asked of it cannot be answered.
    pub(super) fn end(self, series: &Series) -> Option<Proposal> {
        let kind = self.kind();
        self.questions.open().map(|_| Proposal::AskedNoMore { kind, series: series.clone() })
    }

    fn kind(&self) -> Kind {
        Kind::of(Model::Exhaust, self.measure)
    }

    /// Takes a value in: what it decides.
    pub(super) fn take(&mut self, series: &Series, value: f64, at: Mono, out: &mut Vec<Proposal>) {
        if !value.is_finite() {
            return;
        }
        self.value = value;
        if let Some((own, rule, came)) = self.questions.observe(at, value) {
            let missed = came && self.told.is_none();
            out.push(Proposal::Answered(Answered { kind: self.kind(), own, rule, came, missed }));
        }
        if self.questions.open().is_none() && self.questions.is_news() {
            out.push(Proposal::AskedNoMore { kind: self.kind(), series: series.clone() });
        }
        let Some(told) = &mut self.told else { return };
        told.beyond = if value >= told.limit { told.beyond + 1 } else { 0 };
        if told.beyond >= REACHED {
            self.told = None;
            out.push(follow(series, Standing::Reached));
        }
    }

    /// The nearest limit above it.
    pub(super) fn limit(&self) -> Option<&Limit> {
        self.limits.iter().find(|limit| limit.at > self.value)
    }

    /// What is expected of it now; nothing of what has no limit above it.
    pub(super) fn outlook(&self) -> Option<&Outlook> {
        self.outlook.as_ref().filter(|_| self.limit().is_some())
    }

    /// A tick is over: what is expected, and what is to be said of it.
    pub(super) fn judge(
        &mut self,
        series: &Series,
        (whose, seen, at): (Whose, Seen, Now),
        spread: impl FnOnce(f64) -> Option<Spread>,
        out: &mut Vec<Proposal>,
    ) {
        self.outlook = None;
        let Some(limit) = self.limit().cloned() else { return };
        let horizon = seen.tick * ticks(crate::learn::exhaust::HORIZON);
        let service = whose.service.clone();
        let outlook = |prospect| {
            let (series, bound) = (series.clone(), limit.bound.clone());
            Some(Outlook { measure: self.measure, series, service, limit: limit.at, bound, horizon, prospect })
        };
        if seen.age < seen.of {
            self.outlook = outlook(Prospect::Learning { seen: seen.tick * seen.age, of: seen.tick * seen.of });
            return;
        }
        let Some(spread) = spread(limit.at) else { return };
        let by: Vec<Chance> =
            spread.by().map(|(end, chance)| Chance { within: seen.tick * ticks(end), chance }).collect();
        let due = spread.said().and_then(|_| spread.between(MOSTLY)).map(|(earliest, latest)| Due {
            earliest: seen.tick.mul_f64(earliest.max(0.0)),
            latest: seen.tick.mul_f64(latest.max(0.0)),
        });
        self.outlook = outlook(match due {
            Some(due) => Prospect::Expected { due, by: by.clone() },
            None => Prospect::Spared { by: by.clone() },
        });
        self.questions.ask(Said::Chance(spread.chance()), (self.value, limit.at), horizon, at.mono);
        self.tell(series, whose.generation, at, out);
        let Some(due) = due else {
            if spread.chance() <= GIVEN_UP && self.told.take().is_some() {
                out.push(follow(series, Standing::Ended));
            }
            return;
        };
        self.told.get_or_insert(Told::of(limit.at));
        let ground = Ground::Exhaust { level: self.value, over: seen.tick * seen.age, by };
        let event =
            Foreseen::Limit { measure: self.measure, series: series.clone(), limit: limit.at, bound: limit.bound };
        out.push(Proposal::Predict(Box::new(Forecast {
            subject: whose.subject,
            service: whose.service,
            generation: whose.generation,
            event,
            horizon,
            due: Some(due),
            probability: MOSTLY * spread.chance(),
            model: Model::Exhaust,
            ground,
        })));
    }

    /// What is asked is kept, so that it outlives this runtime.
    fn tell(&mut self, series: &Series, generation: Option<Generation>, now: Now, out: &mut Vec<Proposal>) {
        if !self.questions.is_news() {
            return;
        }
        let (kind, series) = (self.kind(), series.clone());
        out.push(match self.questions.open() {
            None => Proposal::AskedNoMore { kind, series },
            Some(open) => Proposal::Asked(Box::new(Asked {
                kind,
                series,
                generation,
                asked_at: now.wall,
                until: now.wall + open.until.since(now.mono),
                limit: open.limit,
                own: open.own,
                rule: open.rule,
            })),
        });
    }

    /// Nobody was there to measure, or what is measured is another matter from now on.
    pub(super) fn forget(&mut self) {
        self.questions.forget();
    }
}

fn follow(series: &Series, standing: Standing) -> Proposal {
    Proposal::Follow { series: series.clone(), model: Model::Exhaust, standing }
}

fn ticks(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
