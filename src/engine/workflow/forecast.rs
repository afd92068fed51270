//! What is expected of runs: worked out when they are queued, again as their steps end, and judged when they are over.
//!
//! ```text
//! lore ─ what is known of a workflow      rest ─ what is left of a run      advice ─ what could be done about it
//! ```

mod advice;
mod lore;
mod rest;

use std::time::Duration;

use crate::learn::runs::{self, Ahead, BUSY, RUNS};
use crate::model::alert::{AlertCause, AlertKey, RULE_FORESEEN, Severity};
use crate::model::effect::Effect;
use crate::model::id::RunId;
use crate::model::prediction::{Measure, Model};
use crate::model::record::Record;
use crate::model::time::{Mono, Wall};
use crate::model::track::{Answered, Kind, Said};
use crate::model::workflow::definition::Overlap;
use crate::model::workflow::forecast::{ForecastScore, Foreseen, Made, Merit, RunForecast, Scored, Signs};
use crate::model::workflow::record::WorkflowRecord;
use crate::model::workflow::run::{Forward, Run, RunState};
use crate::model::workflow::trigger::StartedBy;

use super::book::{Around, Workflows};
use super::flight::Flight;
use super::shop::{Floor, Shop};
pub(super) use lore::Lores;

/// A run is not looked at again before this.
const PACE: Duration = Duration::from_secs(1);
/// And without any step that ended, after this.
const IDLE: Duration = Duration::from_secs(5);
/// So many runs are looked at in one go; the others come next.
const AT_ONCE: usize = 8;
/// What is foreseen is told again when its probability has changed by this.
const NEWS: f64 = 0.1;

/// What is expected of a run now.
#[derive(Debug)]
pub(super) struct Expected {
    pub forecast: RunForecast,
    /// When that was worked out.
    at: Mono,
    /// What was foreseen and told, with its probability.
    told: Option<(Foreseen, f64)>,
}

impl Workflows {
    /// Works out anew what is due; at most a few runs at once.
    pub(super) fn foresee(&mut self, around: &mut Around<'_>) {
        let now = around.now.mono;
        if self.floor.foresee_at.is_none_or(|at| now < at) {
            return;
        }
        let due = |flight: &&Flight| {
            let since = flight.expected.as_ref().map(|expected| now.since(expected.at));
            flight.is_foreseeable() && since.is_none_or(|since| since >= if flight.moved { PACE } else { IDLE })
        };
        let mut all: Vec<(Option<Mono>, RunId)> = self.flights.values().filter(due).map(Flight::looked_at).collect();
        all.sort_unstable();
        for (_, run) in all.into_iter().take(AT_ONCE) {
            self.foresee_run(run, around);
        }
        let mut open = self.flights.values().filter(|flight| flight.is_foreseeable()).peekable();
        self.floor.foresee_at = open.peek().is_some().then_some(now + IDLE);
        if open.any(|flight| flight.moved) {
            self.floor.foresee_soon(now);
        }
    }

    fn foresee_run(&mut self, run: RunId, around: &mut Around<'_>) {
        let before = self.before(run);
        let last_failed = self.last_failed(run);
        let Some(flight) = self.flights.get_mut(&run) else { return };
        flight.foresee(before, last_failed, &mut around.shop(&mut self.floor));
    }

    /// What is expected of a run that was made a moment ago is kept with it.
    pub(super) fn foresee_new(&mut self, run: RunId, around: &mut Around<'_>) {
        self.foresee_run(run, around);
        if let Some(flight) = self.flights.get_mut(&run) {
            flight.run.forecast = flight.expected.as_ref().map(|expected| expected.forecast.clone());
        }
        self.floor.foresee_at.get_or_insert(around.now.mono + PACE);
    }

    /// How much longer the runs go on that a queued one waits for, in seconds with bounds.
    fn before(&self, run: RunId) -> Option<(f64, f64, f64)> {
        let flight = self.flights.get(&run).filter(|flight| flight.run.state == RunState::Queued)?;
        if flight.plan.definition().overlap == Overlap::Allow || matches!(flight.run.started_by, StartedBy::Step { .. })
        {
            return None;
        }
        let earlier = self.flights.range(..run).map(|(_, other)| other);
        let (mut middle, mut below, mut above) = (0.0, 0.0_f64, 0.0_f64);
        for other in earlier.filter(|other| other.run.workflow == flight.run.workflow) {
            let Some(expected) = &other.expected else { continue };
            let seconds = expected.forecast.remaining.as_secs_f64();
            let (low, high) = expected.forecast.between;
            middle += seconds;
            below += (seconds - low.as_secs_f64()).powi(2);
            above += (high.as_secs_f64() - seconds).powi(2);
        }
        Some((middle - below.sqrt(), middle, middle + above.sqrt()))
    }

    fn last_failed(&self, run: RunId) -> Option<bool> {
        let workflow = &self.flights.get(&run)?.run.workflow;
        let mut of = self.over.iter().filter(|over| over.workflow == *workflow && over.id < run);
        of.find_map(failed)
    }

    /// A run is over: what was said of it is judged.
    pub(super) fn judge_forecast(&mut self, flight: &Flight, around: &mut Around<'_>) -> Option<Scored> {
        let key = AlertKey { rule: RULE_FORESEEN.into(), subject: subject(&flight.run) };
        around.alerts.clear(&key, around.now, around.out);
        let deadline = flight.plan.definition().deadline;
        let scored = judged(&flight.run, deadline, around.now.wall)?;
        self.floor.judged.extend(answers(&flight.run, &scored, deadline, around.now.wall));
        let record = WorkflowRecord::Scored(Box::new(scored.clone()));
        around.out.push(Effect::Record(Record::Workflow(record)));
        Some(scored)
    }
}

impl Workflows {
    /// What was said of runs that are over since this was last asked, as questions with their answers, and how long before
    /// they were answered.
    pub fn judged(&mut self) -> Vec<(Answered, Duration)> {
        std::mem::take(&mut self.floor.judged)
    }
}

impl Floor {
    /// Something has ended: what is expected changes.
    pub(super) fn foresee_soon(&mut self, now: Mono) {
        self.foresee_at = self.foresee_at.map(|at| at.min(now + PACE));
    }
}

fn subject(run: &Run) -> String {
    format!("{}/{}", run.workflow, run.id)
}

/// Whether a run that is over failed; none when that was not its doing.
fn failed(run: &Run) -> Option<bool> {
    match &run.forward {
        Some(Forward::Succeeded) => Some(false),
        Some(Forward::Failed { .. } | Forward::TimedOut { .. }) => Some(true),
        _ => None,
    }
}

/// What was said of a run when it was queued, beside what came of it.
fn judged(run: &Run, deadline: Option<Duration>, ended: Wall) -> Option<Scored> {
    let (forecast, failed) = (run.forecast.as_ref()?, failed(run)?);
    let made = &forecast.made;
    let since = |began: Wall| (ended - began).to_std().unwrap_or_default().as_secs_f64();
    let (whole, own) = (since(run.created_at), run.started_at.map_or(0.0, since));
    let was_late = deadline.is_some_and(|deadline| own > deadline.as_secs_f64());
    let within = |(low, high): (Duration, Duration)| (low.as_secs_f64()..=high.as_secs_f64()).contains(&whole);
    let (low, high) = (made.between.0.as_secs_f64(), made.between.1.as_secs_f64());
    let usual = forecast.remaining.as_secs_f64() / made.factor.max(0.01);
    Some(Scored {
        run: run.id,
        workflow: run.workflow.clone(),
        fails: made.fails,
        base: made.base,
        steps: made.steps,
        own: made.own,
        signs: made.signs.clone(),
        failed,
        // One that failed early was not late, and would perhaps have been.
        late: made.late.filter(|_| !failed || was_late),
        late_base: made.late_base,
        was_late,
        covered: (!failed).then(|| within(forecast.between)),
        miss: (!failed).then(|| runs::miss(low, high, whole)),
        ratio: (!failed).then(|| (whole.max(1e-3) / usual.max(1e-3)).ln()),
    })
}

/// The same as questions for the record of all predictions, beside the base rate as the simple rule.
fn answers(
    run: &Run,
    scored: &Scored,
    deadline: Option<Duration>,
    ended: Wall,
) -> impl Iterator<Item = (Answered, Duration)> + use<> {
    let one = |measure, own: f64, rule: f64, came: bool, at: Wall| {
        let kind = Kind::of(Model::Runs, measure);
        let missed = came && !Said::Chance(own).expects();
        let answered = Answered { kind, own: Said::Chance(own), rule: Said::Chance(rule), came, missed };
        (answered, (at - run.created_at).to_std().unwrap_or_default())
    };
    let due = run.started_at.zip(deadline).map_or(ended, |(began, deadline)| (began + deadline).min(ended));
    let fails = one(Measure::Runs, scored.fails, scored.base, scored.failed, ended);
    let late = scored.late.map(|late| one(Measure::Lateness, late, scored.late_base, scored.was_late, due));
    [Some(fails), late].into_iter().flatten()
}

impl Flight {
    pub(super) fn is_foreseeable(&self) -> bool {
        matches!(self.run.state, RunState::Queued | RunState::Running)
    }

    fn looked_at(&self) -> (Option<Mono>, RunId) {
        (self.expected.as_ref().map(|expected| expected.at), self.run.id)
    }

    fn foresee(&mut self, before: Option<(f64, f64, f64)>, last_failed: Option<bool>, shop: &mut Shop<'_>) {
        self.moved = false;
        let lore = shop.floor.lores.get(&self.run.workflow, &shop.floor.habits);
        if lore.runs < RUNS {
            return;
        }
        let signs = self.signs(last_failed, shop);
        let factor = if signs.busy > BUSY { lore.slowed } else { 1.0 };
        let left = self.rest(&lore, factor, shop);
        let seed = self.run.id.0 ^ shop.now.mono.0.as_secs();
        let own = runs::ahead(&left.rest, seed);
        let late = self.late(&own, shop);
        let Ahead { low, middle, high, .. } = own.after(before, seed);
        let (from, to) = lore.calibration.apply(low, middle, high);
        let steps = left.chance(lore.base);
        let own_fails = lore.weights.apply(steps, &signs);
        let fails = steps + lore.trust * (own_fails - steps);
        let off = |merit: Merit, said: f64, base: f64| if merit == Merit::Off { base } else { said };
        let made = Made {
            base: lore.base,
            steps,
            own: own_fails,
            fails,
            late_base: lore.late_base,
            late,
            between: (span(low), span(high)),
            factor,
            signs,
        };
        let forecast = RunForecast {
            fails: off(lore.score.merit, fails, lore.base),
            late: late.map(|late| off(lore.score.late_merit, late, lore.late_base)),
            remaining: span(middle),
            between: (span(from), span(to)),
            of: lore.runs,
            made,
        };
        let told = self.expected.take().and_then(|expected| expected.told);
        let told = self.warn(&forecast, &lore.score, &left, told, shop);
        self.expected = Some(Expected { forecast, at: shop.now.mono, told });
    }

    /// How likely it misses its deadline.
    fn late(&self, own: &Ahead, shop: &Shop<'_>) -> Option<f64> {
        let deadline = self.plan.definition().deadline?.as_secs_f64();
        let since = self.run.started_at.and_then(|began| (shop.now.wall - began).to_std().ok());
        Some(own.beyond(deadline - since.unwrap_or_default().as_secs_f64()))
    }

    fn signs(&self, last_failed: Option<bool>, shop: &Shop<'_>) -> Signs {
        Signs { last_failed, unwell: self.unwell(shop), busy: shop.floor.busyness() }
    }

    /// Says what is foreseen, where forecasts have been good enough for that.
    fn warn(
        &self,
        forecast: &RunForecast,
        score: &ForecastScore,
        left: &rest::Left,
        told: Option<(Foreseen, f64)>,
        shop: &mut Shop<'_>,
    ) -> Option<(Foreseen, f64)> {
        let from = shop.setup.work.warn_from;
        let fails = (score.merit == Merit::Earned && !shop.off.fails && forecast.fails >= from).then_some((
            Foreseen::Fails,
            forecast.fails,
            score.fails,
        ));
        let may_be_late = score.late_merit == Merit::Earned && !shop.off.late;
        let late = forecast.late.filter(|late| may_be_late && *late >= from);
        let late = late.map(|late| (Foreseen::Late, late, score.late));
        let Some((what, chance, Some((brier, base)))) = fails.or(late) else { return told };
        if told.is_some_and(|(before, at)| before == what && (chance - at).abs() < NEWS) {
            return told;
        }
        let advice = self.advice(what, &forecast.made.signs, left, shop);
        let cause = AlertCause::Foreseen { run: self.run.id, what, chance, brier, base, advice };
        let key = AlertKey { rule: RULE_FORESEEN.into(), subject: subject(&self.run) };
        shop.alerts.raise(key, Severity::Warning, cause, std::collections::BTreeMap::new(), shop.now, shop.out);
        Some((what, chance))
    }
}

fn span(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX)
}
