//! Every drive, and whether it fails, by a model of the operator's own that is asked every few hours. What it says is judged
//! beside a logistic regression that looks at the same: a drive has failed when it says so itself, or is gone.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::model::drive::{DriveOdds, DriveReport};
use crate::model::event::{Proposal, SampleBatch};
use crate::model::learning::Whose;
use crate::model::outlook::{Chance, Outlook, Prospect};
use crate::model::prediction::{Bound, Due, Forecast, Foreseen, Ground, Measure, Model as By, Omen, Standing};
use crate::model::series::Series;
use crate::model::time::Mono;
use crate::model::track::{Answered, Kind, Said};

/// It is said when it is as likely as not.
const LIKELY: f64 = 0.5;

/// All drives.
#[derive(Debug, Default)]
pub(in crate::agents) struct Drives {
    followed: BTreeMap<Arc<str>, One>,
    outlooks: Vec<Outlook>,
}

/// A drive.
#[derive(Debug, Default)]
struct One {
    /// What it last said of itself; none before it did.
    failing: Option<bool>,
    is_gone: bool,
    is_said: bool,
    asked: Option<Asked>,
}

/// A question whose answer is not known yet.
#[derive(Debug, Clone, Copy)]
struct Asked {
    horizon: Duration,
    until: Mono,
    own: f64,
    rule: f64,
}

impl Drives {
    /// What drives say of themselves may answer a question.
    pub(in crate::agents) fn sampled(&mut self, batch: &SampleBatch) -> Vec<Proposal> {
        let mut out = Vec::new();
        for sample in &batch.samples {
            let (metric, Some(drive)) = (&*sample.series.metric, &sample.series.instance) else { continue };
            if !matches!(metric, "disk.failing" | "disk.present") {
                continue;
            }
            let one = self.followed.entry(Arc::clone(drive)).or_default();
            let is_so = sample.value > 0.0;
            // What it said before this life may be what an open prediction waits for.
            let turned = if metric == "disk.failing" {
                is_so && one.failing.replace(is_so) != Some(true)
            } else {
                !is_so && !std::mem::replace(&mut one.is_gone, !is_so)
            };
            match metric {
                "disk.failing" => one.failing = Some(is_so),
                _ => one.is_gone = !is_so,
            }
            if turned {
                out.push(Proposal::Follow { series: verdict(drive), model: By::Learned, standing: Standing::Reached });
                out.extend(one.answer(true));
            }
        }
        out
    }

    /// The model was asked.
    pub(in crate::agents) fn asked(&mut self, report: &DriveReport, now: Mono) -> Vec<Proposal> {
        let mut out = Vec::new();
        let mut outlooks = Vec::new();
        for (drive, odds) in &report.drives {
            let one = self.followed.entry(drive.as_str().into()).or_default();
            // It has failed already: there is nothing to foresee.
            if one.failing == Some(true) || one.is_gone {
                continue;
            }
            outlooks.push(outlook(drive, report.horizon, odds));
            let DriveOdds::Asked { own, rule, signs } = odds else { continue };
            one.asked.get_or_insert(Asked {
                horizon: report.horizon,
                until: now + report.horizon,
                own: *own,
                rule: *rule,
            });
            if *own >= LIKELY {
                one.is_said = true;
                out.push(Proposal::Predict(Box::new(forecast(drive, report, *own, signs))));
            }
        }
        if outlooks != self.outlooks {
            self.outlooks.clone_from(&outlooks);
            out.push(Proposal::ExpectDrives(outlooks));
        }
        out
    }

    /// Time has passed: open questions may be over.
    pub(in crate::agents) fn tick(&mut self, now: Mono) -> Vec<Proposal> {
        let over = self.followed.values_mut().filter(|one| one.asked.is_some_and(|asked| now >= asked.until));
        over.filter_map(|one| one.answer(false)).collect()
    }
}

impl One {
    fn answer(&mut self, came: bool) -> Option<Proposal> {
        let asked = self.asked.take()?;
        let is_said = std::mem::take(&mut self.is_said);
        let kind = Kind { model: By::Learned, measure: Measure::Drive, ahead: Some(asked.horizon) };
        let (own, rule) = (Said::Chance(asked.own), Said::Chance(asked.rule));
        Some(Proposal::Answered(Answered { kind, own, rule, came, missed: came && !is_said }))
    }
}

/// The series by which a drive says that it fails.
fn verdict(drive: &str) -> Series {
    Series::at("disk.failing", drive)
}

fn forecast(drive: &str, report: &DriveReport, own: f64, signs: &[Omen]) -> Forecast {
    Forecast {
        subject: format!("disk:{drive}"),
        service: None,
        generation: None,
        event: Foreseen::Failure { whose: Whose::Host, series: verdict(drive) },
        horizon: report.horizon,
        due: None,
        probability: own,
        model: By::Learned,
        ground: Ground::Signs { usual: report.usual, signs: signs.to_vec() },
    }
}

fn outlook(drive: &str, horizon: Duration, odds: &DriveOdds) -> Outlook {
    let prospect = match odds {
        DriveOdds::Learning { seen, of } => Prospect::Learning { seen: *seen, of: *of },
        DriveOdds::Asked { own, .. } => {
            let by = vec![Chance { within: horizon, chance: *own }];
            let due = Due { earliest: Duration::ZERO, latest: horizon };
            if *own >= LIKELY { Prospect::Expected { due, by } } else { Prospect::Spared { by } }
        }
    };
    let series = verdict(drive);
    Outlook { measure: Measure::Drive, series, service: None, limit: 1.0, bound: Bound::Size, horizon, prospect }
}

#[cfg(test)]
mod tests;
