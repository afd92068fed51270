//! What is expected: predictions that agents make, until it is known what came of them.
//!
//! A prediction stays as it was made. It is a hit when it happens within its horizon, or its service fails first; it was
//! prevented when something was done, what was measured fell back, and it did not happen; it was a false alarm when
//! nothing was done and it did not happen. Where a person took over, or nobody watched, it cannot be said.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use crate::learn::track::Ledger;
use crate::model::alert::Alert;
use crate::model::effect::Effect;
use crate::model::event::Journal;
use crate::model::id::{IncidentId, PredictionId, ServiceName};
use crate::model::prediction::{Due, Forecast, Foreseen, Measure, Model, Outcome, Prediction, Standing, Tally};
use crate::model::record::{Detail, EntryKind, Record};
use crate::model::recovery::AttemptState;
use crate::model::series::Series;
use crate::model::time::{Mono, Now, Wall};
use crate::model::track::{Asked, Kind};

use super::honesty::page_of;
use super::ladder::Recovery;
use super::ward::{Condition, Ward};

/// Predictions that are open at once: more are not taken.
const MOST_OPEN: usize = 200;
/// Settled predictions that are kept at hand.
const MOST_PAST: usize = 500;
/// After a prediction that proved nothing, the same is not made again for as long as its horizon, within these bounds.
const REST: (Duration, Duration) = (Duration::from_mins(5), Duration::from_hours(1));

/// Every prediction at hand.
#[derive(Debug, Default)]
pub(super) struct Foresight {
    pub(super) open: BTreeMap<PredictionId, Watch>,
    /// Settled ones, newest first.
    pub(super) past: VecDeque<Prediction>,
    last: PredictionId,
    /// Of the settled ones that the journal keeps.
    settled: Tally,
    /// Questions to the models that were answered.
    pub(super) ledger: Ledger,
    /// Those that are not.
    pub(super) asked: BTreeMap<(Kind, Series), Asked>,
}

/// A prediction that is not settled.
#[derive(Debug)]
pub(super) struct Watch {
    pub(super) prediction: Prediction,
    /// Then its horizon ends.
    pub(super) until: Mono,
    /// Its agent has said in this life of the runtime that it stands.
    pub(super) stands: bool,
    /// Part of its horizon, or of what was done about it, passed while nobody watched.
    unwatched: bool,
}

impl Watch {
    /// Whether it is expected of this service, and of its present start.
    fn befalls(&self, name: &ServiceName) -> bool {
        let forecast = &self.prediction.forecast;
        forecast.generation.is_some() && forecast.service.as_ref() == Some(name)
    }
}

impl Foresight {
    /// Goes on from what the journal holds.
    pub(super) fn remembered(journal: &Journal, now: Now) -> Self {
        let mut settled = journal.foretold;
        settled.open = 0;
        let ledger = Ledger::remembered(journal.tracked.iter().cloned());
        let asked = journal.questions.iter().map(|asked| ((asked.kind, asked.series.clone()), asked.clone())).collect();
        let mut foresight = Self { last: journal.last_prediction, settled, ledger, asked, ..Self::default() };
        for prediction in &journal.predictions {
            if !prediction.is_open() {
                foresight.past.push_front(prediction.clone());
                continue;
            }
            let age = (now.wall - prediction.made_at).to_std().unwrap_or_default();
            let left = prediction.forecast.horizon.saturating_sub(age);
            let incident = journal.incidents.iter().find(|incident| Some(incident.id) == prediction.incident);
            let acting = incident.and_then(|incident| incident.attempt());
            let unwatched = left.is_zero() || acting.is_some_and(|attempt| attempt.state != AttemptState::Proposed);
            let watch = Watch { prediction: prediction.clone(), until: now.mono + left, stands: false, unwatched };
            foresight.open.insert(prediction.id, watch);
        }
        foresight
    }

    /// The next moment at which a prediction has to be judged.
    pub(super) fn deadline(&self, looked_at: Mono) -> Option<Mono> {
        // What is past and still open waits for its attempt, which has a deadline of its own.
        self.open.values().map(|watch| watch.until).filter(|until| *until > looked_at).min()
    }

    /// What is expected in the prediction of an incident.
    pub(super) fn forecast_of(&self, id: Option<PredictionId>) -> Option<&Forecast> {
        Some(&self.open.get(&id?)?.prediction.forecast)
    }

    /// Whether the same is expected already, or was lately and proved nothing.
    fn knows(&self, forecast: &Forecast, now: Wall) -> bool {
        let lately = |known: &&Prediction| match known.outcome {
            Outcome::Hit { settled_at } | Outcome::FalseAlarm { settled_at } | Outcome::Unsettled { settled_at } => {
                let rest = known.forecast.horizon.clamp(REST.0, REST.1);
                (now - settled_at).to_std().unwrap_or_default() < rest
            }
            Outcome::Prevented { .. } | Outcome::Open => false,
        };
        // Another start of the service is another matter. What hours ahead looks likely keeps no growth that is seen from
        // being told.
        let same = |known: &&Prediction| is_same(&known.forecast, forecast) && !known.forecast.yields_to(forecast);
        let again = |known: &&Prediction| same(known) && known.forecast.generation == forecast.generation;
        self.open.values().any(|watch| same(&&watch.prediction))
            || self.past.iter().filter(again).any(|known| lately(&known))
    }

    /// Whether it is expected already of what the service will fail: that it fails of anything says no more.
    fn says_more(&self, forecast: &Forecast) -> bool {
        let of_it = |watch: &Watch| {
            let known = &watch.prediction.forecast;
            let is_nearer = known.model != Model::Exhaust && !known.yields_to(forecast);
            // Of a drive nothing else is told.
            is_nearer && known.service == forecast.service && measure(known) != Measure::Drive
        };
        let is_any = matches!(forecast.event, Foreseen::Failure { .. }) && measure(forecast) != Measure::Drive;
        is_any && self.open.values().any(of_it)
    }

    /// Whether something that the service needs is expected to fail: what shows of that in the service itself is no failure of
    /// its own.
    fn is_of_a_need(&self, forecast: &Forecast, ward: &Ward<'_>) -> bool {
        let (Foreseen::Failure { .. }, Some(name)) = (&forecast.event, &forecast.service) else { return false };
        let needs = ward.needs(name);
        let near =
            self.open.values().map(|watch| &watch.prediction.forecast).filter(|known| known.model != Model::Exhaust);
        near.filter_map(|known| known.service.as_ref()).any(|service| needs.contains(service))
    }

    /// The open prediction of this series by this model.
    fn of(&self, (series, model): (&Series, Model)) -> Option<PredictionId> {
        let own = |forecast: &Forecast| *forecast.series() == *series && forecast.model == model;
        let found = self.open.values().find(|watch| own(&watch.prediction.forecast));
        found.map(|watch| watch.prediction.id)
    }
}

/// What is measured of it.
pub(super) fn measure(forecast: &Forecast) -> Measure {
    forecast.event.measure()
}

/// The file system that it is about.
pub(super) fn mount(forecast: &Forecast) -> Option<&str> {
    let Foreseen::Limit { measure: Measure::Disk, series, .. } = &forecast.event else { return None };
    series.instance.as_deref()
}

/// Whether both say the same of the same: two series may show one growth.
fn is_same(one: &Forecast, other: &Forecast) -> bool {
    one.subject == other.subject && measure(one) == measure(other)
}

impl Recovery {
    /// Predictions that are not settled, the first due first; then those settled since then, newest first.
    #[must_use]
    pub fn predictions(&self, since: Wall) -> Vec<Prediction> {
        let mut open: Vec<&Prediction> = self.shown().collect();
        let due = |prediction: &Prediction| {
            let due = prediction.forecast.due;
            prediction.made_at + due.map_or(prediction.forecast.horizon, |Due { earliest, .. }| earliest)
        };
        open.sort_by_key(|prediction| (due(prediction), prediction.id));
        let lately = |known: &&Prediction| known.outcome.settled_at().is_some_and(|at| at >= since);
        open.into_iter().chain(self.foresight.past.iter().filter(lately)).cloned().collect()
    }

    /// All predictions that are not settled, and what models were asked and have no answer yet: what an agent goes on with.
    #[must_use]
    pub fn pending(&self) -> (Vec<Prediction>, Vec<Asked>) {
        let open = self.foresight.open.values().map(|watch| watch.prediction.clone()).collect();
        (open, self.foresight.asked.values().cloned().collect())
    }

    /// Open predictions, of those that say the same the nearest.
    fn shown(&self) -> impl Iterator<Item = &Prediction> {
        let all = || self.foresight.open.values().map(|watch| &watch.prediction);
        all().filter(move |one| !all().any(|other| one.forecast.yields_to(&other.forecast)))
    }

    /// What came of all predictions that are kept.
    #[must_use]
    pub fn foretold(&self) -> Tally {
        Tally { open: u64::try_from(self.shown().count()).unwrap_or(u64::MAX), ..self.foresight.settled }
    }

    /// An agent expects something. Nothing comes of it unless what it is about is well, and the same is not expected
    /// already.
    pub fn predicted(&mut self, forecast: Forecast, ward: &mut Ward<'_>) {
        if let Some(id) = self.renewed(&forecast) {
            self.settle(id, Outcome::Prevented { settled_at: ward.now.wall }, None, ward);
        }
        for watch in self.foresight.open.values_mut().filter(|watch| is_same(&watch.prediction.forecast, &forecast)) {
            watch.stands = true;
        }
        let full = self.foresight.open.len() >= MOST_OPEN;
        // Where a simple rule does better, nothing is made of it; it is asked on beside that.
        let is_off = self.foresight.ledger.loses(forecast.kind());
        if full
            || is_off
            || self.foresight.says_more(&forecast)
            || self.foresight.is_of_a_need(&forecast, ward)
            || !is_fit(&forecast, ward)
            || self.foresight.knows(&forecast, ward.now.wall)
        {
            return;
        }
        self.foresight.last = self.foresight.last.next();
        let id = self.foresight.last;
        let detail = Detail::Foreseen { prediction: id, measure: measure(&forecast) };
        ward.entry(EntryKind::PredictionMade, forecast.subject.clone(), None, detail);
        let until = ward.now.mono + forecast.horizon;
        let incident = self.open_for(id, &forecast, ward);
        let outcome = Outcome::Open;
        let prediction = Prediction { id, made_at: ward.now.wall, forecast, incident, eased_at: None, outcome };
        write(&prediction, ward);
        self.page(&prediction, ward);
        self.foresight.open.insert(id, Watch { prediction, until, stands: true, unwatched: false });
    }

    /// The prediction that this one is about again, when what was done about it has helped: what grows now is a growth of
    /// its own.
    fn renewed(&self, forecast: &Forecast) -> Option<PredictionId> {
        let same = |watch: &&Watch| {
            let known = &watch.prediction.forecast;
            is_same(known, forecast) && known.model == forecast.model && self.has_helped(watch)
        };
        self.foresight.open.values().find(same).map(|watch| watch.prediction.id)
    }

    /// Whether something was done about it, was proved, and what was measured fell back.
    fn has_helped(&self, watch: &Watch) -> bool {
        let case = watch.prediction.incident.and_then(|incident| self.cases.get(&incident));
        let attempt = case.and_then(|case| case.incident.attempts.last());
        watch.prediction.eased_at.is_some()
            && attempt.is_some_and(|attempt| matches!(attempt.state, AttemptState::Verified { .. }))
    }

    /// The agent that expected something says how it stands now.
    pub fn followed(&mut self, of: (&Series, Model), standing: Standing, ward: &mut Ward<'_>) {
        let Some(id) = self.foresight.of(of) else { return };
        let Some(watch) = self.foresight.open.get_mut(&id) else { return };
        let case = watch.prediction.incident.and_then(|incident| self.cases.get(&incident));
        let acted = case.is_some_and(|case| super::prevention::acted(&case.incident));
        let settled_at = ward.now.wall;
        match standing {
            Standing::Reached => self.settle(id, Outcome::Hit { settled_at }, None, ward),
            Standing::Ended | Standing::FellBack if acted => {
                if watch.prediction.eased_at.is_none() {
                    watch.prediction.eased_at = Some(settled_at);
                    write(&watch.prediction, ward);
                }
            }
            // Nobody but a person, or what a person has set up for it, does that.
            Standing::Renewed => self.settle(id, Outcome::Prevented { settled_at }, None, ward),
            Standing::Ended | Standing::FellBack => self.settle(id, Outcome::FalseAlarm { settled_at }, None, ward),
        }
    }

    /// Settles what can be settled: what it was about is gone, the service has failed, or the horizon has passed.
    pub(super) fn judge(&mut self, ward: &mut Ward<'_>) {
        for id in self.foresight.open.keys().copied().collect::<Vec<_>>() {
            let outcome = self.foresight.open.get(&id).and_then(|watch| self.verdict(watch, ward));
            if let Some(outcome) = outcome {
                self.settle(id, outcome, None, ward);
            }
        }
    }

    fn verdict(&self, watch: &Watch, ward: &Ward<'_>) -> Option<Outcome> {
        let settled_at = ward.now.wall;
        let prediction = &watch.prediction;
        let service = prediction.forecast.service.as_ref();
        if service.is_some_and(|name| ward.service(name).is_none()) || watch.unwatched {
            return Some(Outcome::Unsettled { settled_at });
        }
        if service.is_some_and(|name| has_failed(watch, name, ward)) {
            return Some(Outcome::Hit { settled_at });
        }
        if is_of_host(&prediction.forecast) && host_fails(ward) {
            return Some(Outcome::Hit { settled_at });
        }
        if ward.now.mono < watch.until {
            return None;
        }
        let case = prediction.incident.and_then(|incident| self.cases.get(&incident));
        let attempt = case.and_then(|case| case.incident.attempts.last());
        match attempt.map(|attempt| &attempt.state) {
            // What came of it is known in a moment.
            Some(state) if !state.is_over() && *state != AttemptState::Proposed => None,
            _ if self.has_helped(watch) => Some(Outcome::Prevented { settled_at }),
            _ => Some(Outcome::FalseAlarm { settled_at }),
        }
    }

    /// It is known what came of a prediction, or that nobody will know. Ends its incident.
    pub(super) fn settle(
        &mut self,
        id: PredictionId,
        outcome: Outcome,
        by: Option<crate::model::incident::Resolution>,
        ward: &mut Ward<'_>,
    ) {
        let Some(Watch { mut prediction, .. }) = self.foresight.open.remove(&id) else { return };
        prediction.outcome = outcome;
        let detail = Detail::Judged { prediction: id, outcome };
        ward.entry(EntryKind::PredictionSettled, prediction.forecast.subject.clone(), None, detail);
        write(&prediction, ward);
        ward.alerts.clear(&page_of(&prediction), ward.now, ward.out);
        self.foresight.settled.count(outcome);
        if let Some(incident) = prediction.incident {
            self.close_for(incident, outcome, by, ward);
        }
        self.foresight.past.push_front(prediction);
        self.foresight.past.truncate(MOST_PAST);
    }

    /// The incident of an open prediction.
    pub(super) fn watch_of(&self, incident: IncidentId) -> Option<&Watch> {
        self.foresight.open.values().find(|watch| watch.prediction.incident == Some(incident))
    }

    /// A person has taken a service over: what was expected of the start before can no longer be judged.
    pub(super) fn expected_of(&self, name: &ServiceName) -> Vec<PredictionId> {
        let own = self.foresight.open.values().filter(|watch| watch.befalls(name));
        own.map(|watch| watch.prediction.id).collect()
    }
}

/// Whether what it is about is there, is well, and is the same start as the agent saw.
fn is_fit(forecast: &Forecast, ward: &Ward<'_>) -> bool {
    let Some(name) = &forecast.service else { return !is_of_host(forecast) || !host_fails(ward) };
    let Some(service) = ward.service(name) else { return false };
    let Some(generation) = forecast.generation else { return true };
    service.generation == generation
        && service.held_by.is_empty()
        && !service.held_down
        && ward.condition(name) == Condition::Well
        && !ward.is_unwell(name)
}

fn is_of_host(forecast: &Forecast) -> bool {
    measure(forecast) == Measure::Host
}

fn host_fails(ward: &Ward<'_>) -> bool {
    ward.alerts.firing().any(Alert::is_host_failing)
}

/// Whether a service has failed since something was expected of it, whatever it was. Restarts are what is counted where
/// they are expected, and no failure beside that.
fn has_failed(watch: &Watch, name: &ServiceName, ward: &Ward<'_>) -> bool {
    if !watch.befalls(name) || measure(&watch.prediction.forecast) == Measure::Restarts {
        return false;
    }
    let since = watch.prediction.made_at;
    let mut own = ward.alerts.firing().filter(|alert| ward.about(alert).as_ref() == Some(name));
    own.any(|alert| ward.calls_for_healing(alert) && alert.opened_at >= since)
}

fn write(prediction: &Prediction, ward: &mut Ward<'_>) {
    ward.out.push(Effect::Record(Record::Prediction(Box::new(prediction.clone()))));
}
