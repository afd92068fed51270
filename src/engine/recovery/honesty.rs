//! What predictions are worth, and what that allows: a kind that loses against a simple rule is off, and only one whose hit
//! rate has earned it pages anybody.

use std::collections::BTreeMap;

use crate::learn::track::{day_of, tracks};
use crate::model::alert::{AlertCause, AlertKey, RULE_PREDICTED, Severity};
use crate::model::effect::Effect;
use crate::model::prediction::Prediction;
use crate::model::record::Record;
use crate::model::series::Series;
use crate::model::time::Wall;
use crate::model::track::{Answered, Asked, Kind, PagingSpec, Track, Worth};

use super::ladder::Recovery;
use super::ward::Ward;

impl Recovery {
    /// A model was asked something that takes hours.
    pub fn asked(&mut self, asked: Asked, out: &mut Vec<Effect>) {
        self.foresight.asked.insert((asked.kind, asked.series.clone()), asked.clone());
        out.push(Effect::Record(Record::Asked(Box::new(asked))));
    }

    /// That is open no more.
    pub fn asked_no_more(&mut self, kind: Kind, series: Series, out: &mut Vec<Effect>) {
        let of = (kind, series);
        if self.foresight.asked.remove(&of).is_some() {
            out.push(Effect::Record(Record::AskedNoMore { kind, series: of.1 }));
        }
    }

    /// It is known what came of a question to a model.
    pub fn answered(&mut self, answered: &Answered, ward: &mut Ward<'_>) {
        let day = self.foresight.ledger.take(answered, day_of(ward.now.wall));
        ward.out.push(Effect::Record(Record::Track(Box::new(day))));
    }

    /// What each kind of prediction was worth.
    #[must_use]
    pub fn tracks(&self, spec: PagingSpec, now: Wall) -> Vec<Track> {
        let open = self.foresight.open.values().map(|watch| &watch.prediction);
        tracks(&self.foresight.ledger, open.chain(&self.foresight.past), now, spec)
    }

    /// Raises an alert for a prediction, where those of its kind have earned that.
    pub(super) fn page(&self, prediction: &Prediction, ward: &mut Ward<'_>) {
        let kind = prediction.forecast.kind();
        let tracks = self.tracks(ward.setup.paging, ward.now.wall);
        let earned = tracks.into_iter().find(|track| track.kind == kind && track.worth == Worth::Earned);
        let Some(track) = earned else { return };
        let cause = AlertCause::Predicted {
            prediction: prediction.id,
            forecast: Box::new(prediction.forecast.clone()),
            tally: track.tally,
        };
        ward.alerts.raise(page_of(prediction), Severity::Warning, cause, BTreeMap::new(), ward.now, ward.out);
    }

    /// Whether an alert is about a prediction that is open.
    #[must_use]
    pub fn expects(&self, key: &AlertKey) -> bool {
        self.foresight.open.values().any(|watch| page_of(&watch.prediction) == *key)
    }
}

/// The alert that a prediction raises.
pub(super) fn page_of(prediction: &Prediction) -> AlertKey {
    let forecast = &prediction.forecast;
    let subject = format!("{}/{}", forecast.subject, forecast.kind().measure);
    AlertKey { rule: RULE_PREDICTED.into(), subject }
}

#[cfg(test)]
mod tests;
