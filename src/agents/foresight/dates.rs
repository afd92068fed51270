//! Certificates: until when they are valid is written in them, so nothing has to be guessed. What may come otherwise is
//! only that somebody renews them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use crate::model::alert::Severity;
use crate::model::check::Check;
use crate::model::complaint::Complaint;
use crate::model::event::{Journal, Proposal, Setup};
use crate::model::outlook::{Outlook, Prospect};
use crate::model::prediction::{Bound, Due, Forecast, Foreseen, Ground, Measure, Model, Standing};
use crate::model::probe::{ProbeId, ProbeOutcome, ProbeResult};
use crate::model::series::Series;
use crate::model::spec::Threshold;
use crate::model::system::TlsError;
use crate::model::time::{Mono, Now, Wall};

use super::limits::Limit;

/// A limit is told from so long before on: what renews certificates by itself does so earlier.
const NOTICE: TimeDelta = TimeDelta::days(14);
/// What stands is said again after this long.
const AGAIN: Duration = Duration::from_secs(30);
/// One that is valid for so much longer than the one before is another.
const RENEWED: TimeDelta = TimeDelta::hours(1);
/// After its moment it still counts for so long: probes may look seldom.
const LATE: Duration = Duration::from_hours(6);
const DAY: f64 = 86_400.0;

/// The certificates that probes see.
#[derive(Debug, Default)]
pub(in crate::agents) struct Certificates {
    setup: Arc<Setup>,
    known: BTreeMap<ProbeId, One>,
    /// What the runtime before had told, and when that is.
    expected: BTreeMap<Series, (f64, Wall)>,
}

#[derive(Debug)]
struct One {
    ends_at: Wall,
    /// The limit that was told, in days, and when it is reached.
    told: Option<(f64, Wall)>,
    said_at: Option<Mono>,
}

impl Certificates {
    pub(in crate::agents) fn configure(&mut self, setup: &Arc<Setup>) {
        self.setup = Arc::clone(setup);
        self.known.retain(|id, _| {
            setup.service(&id.service).is_some_and(|spec| spec.probes.iter().any(|probe| probe.name == id.probe))
        });
    }

    /// What was told by the runtime before is still to be followed.
    pub(in crate::agents) fn remember(&mut self, journal: &Journal) {
        let own = journal.predictions.iter().filter(|one| one.is_open() && one.forecast.model == Model::Date);
        let due = |one: &crate::model::prediction::Prediction| {
            Some((one.forecast.limit()?, one.made_at + one.forecast.due?.latest))
        };
        self.expected = own.filter_map(|one| Some((one.forecast.series().clone(), due(one)?))).collect();
    }

    /// A probe has looked.
    pub(in crate::agents) fn probed(&mut self, result: &ProbeResult, now: Now) -> Option<Proposal> {
        let series = Series::at("probe.certificate_days", result.id.to_string());
        let Some(ends_at) = result.certificate else {
            return self.unseen(result, series, now.wall);
        };
        let expected = self.expected.remove(&series);
        let new = || One { ends_at, told: expected, said_at: None };
        let one = self.known.entry(result.id.clone()).or_insert_with(new);
        one.ends_at = ends_at;
        if let Some((limit, due)) = one.told {
            let stands = when(ends_at, limit);
            let standing = match () {
                () if stands > due + RENEWED => Some(Standing::Renewed),
                () if now.wall >= due => Some(Standing::Reached),
                () => None,
            };
            if let Some(standing) = standing {
                (one.told, one.said_at) = (None, None);
                return Some(follow(series, standing));
            }
        }
        let limit =
            limits(&self.setup, &result.id).into_iter().rev().find(|limit| now.wall < when(ends_at, limit.at))?;
        let due = when(ends_at, limit.at);
        let lately = one.said_at.is_some_and(|at| now.mono.since(at) < AGAIN);
        if due - now.wall > NOTICE || lately {
            return None;
        }
        one.told = Some((limit.at, due));
        one.said_at = Some(now.mono);
        let left = (due - now.wall).to_std().unwrap_or_default();
        Some(Proposal::Predict(Box::new(Forecast {
            subject: result.id.service.to_string(),
            service: Some(result.id.service.clone()),
            generation: None,
            event: Foreseen::Limit { measure: Measure::Certificate, series, limit: limit.at, bound: limit.bound },
            horizon: left + LATE,
            due: Some(Due { earliest: left, latest: left }),
            probability: 1.0,
            model: Model::Date,
            ground: Ground::Date { level: (ends_at - now.wall).as_seconds_f64() / DAY, ends_at },
        })))
    }

    /// A probe has seen no certificate: one that is over is not accepted.
    fn unseen(&mut self, result: &ProbeResult, series: Series, now: Wall) -> Option<Proposal> {
        let ProbeOutcome::Failed(why) = &result.outcome else {
            // It is asked for none any more.
            self.known.remove(&result.id);
            return None;
        };
        let over = matches!(why, Complaint::Tls { tls: TlsError::Expired { .. } });
        let one = self.known.get_mut(&result.id).filter(|_| over)?;
        one.told.take_if(|(_, due)| now >= *due)?;
        Some(follow(series, Standing::Reached))
    }

    /// When each is over.
    pub(in crate::agents) fn outlooks(&self, now: Wall) -> Vec<Outlook> {
        let of = |(id, one): (&ProbeId, &One)| Outlook {
            measure: Measure::Certificate,
            series: Series::at("probe.certificate_days", id.to_string()),
            service: Some(id.service.clone()),
            limit: 0.0,
            bound: Bound::Expiry,
            horizon: Duration::ZERO,
            prospect: Prospect::Certain { within: steady((one.ends_at - now).to_std().unwrap_or_default()) },
        };
        self.known.iter().map(of).collect()
    }
}

/// The limits of a certificate in days, the lowest first: where it is over, where its probe fails, and those of rules.
fn limits(setup: &Setup, id: &ProbeId) -> Vec<Limit> {
    let series = Series::at("probe.certificate_days", id.to_string());
    let rules =
        setup.rules.iter().filter(|rule| rule.severity >= Severity::Warning && series.is_meant_by(&rule.series));
    let mut all: Vec<Limit> = rules
        .filter_map(|rule| match rule.threshold {
            Threshold::Below { limit, .. } => Some(Limit { at: limit, bound: Bound::Rule { rule: rule.name.clone() } }),
            Threshold::Above { .. } => None,
        })
        .collect();
    all.push(Limit { at: 0.0, bound: Bound::Expiry });
    let spec = setup.service(&id.service).and_then(|spec| spec.probes.iter().find(|probe| probe.name == id.probe));
    if let Some(Check::Tls(check)) = spec.map(|probe| &probe.check) {
        let bound = Bound::Probe { probe: id.probe.clone() };
        all.extend((check.min_days > 0).then(|| Limit { at: f64::from(check.min_days), bound }));
    }
    all.sort_by(|a, b| a.at.total_cmp(&b.at));
    all
}

/// When so many days are left.
#[expect(clippy::cast_possible_truncation, reason = "days of certificates")]
fn when(ends_at: Wall, days: f64) -> Wall {
    ends_at - TimeDelta::seconds((days * DAY) as i64)
}

/// As a person counts it, so that it is not news every second: in hours, in the end in minutes.
fn steady(left: Duration) -> Duration {
    let unit = if left >= Duration::from_hours(48) { 3_600 } else { 60 };
    Duration::from_secs(left.as_secs() / unit * unit)
}

fn follow(series: Series, standing: Standing) -> Proposal {
    Proposal::Follow { series, model: Model::Date, standing }
}

#[cfg(test)]
mod tests;
