//! What a scenario can say of what is foreseen, one line each:
//!
//! ```text
//! curve SERIES FROM PACE [noise N]      from now on a value each second, while its service runs: FROM and so much more a
//!                                       second. A new start begins at FROM again, and so does a disk in which room was made
//! calm SERIES                           it stays where it is
//! gone SERIES                           it is measured no more
//! failing SERVICE|host SECONDS          a learned model says that it fails within that time
//!
//! expect prediction 1 open|hit|prevented|false_alarm|unsettled [about S] [measure M] [limit N] [incident I] [eased]
//! expect predictions 2                  ever made
//! expect foretold 1 hit 0 prevented 2 false 0 unsettled
//! ```

use std::time::Duration;

use autoagents_console::model::agent::AgentName;
use autoagents_console::model::effect::Effect;
use autoagents_console::model::event::{Event, Proposal, SampleBatch};
use autoagents_console::model::id::{IncidentId, PredictionId};
use autoagents_console::model::learning::Whose;
use autoagents_console::model::prediction::{Forecast, Foreseen, Ground, Model, Prediction};
use autoagents_console::model::remedy::Remedy;
use autoagents_console::model::series::{Sample, Series};
use autoagents_console::model::time::Mono;

use super::scene::Scene;
use super::steps::number;

/// Values that come by themselves.
#[derive(Debug)]
pub(super) struct Curve {
    series: Series,
    from: f64,
    pace: f64,
    noise: f64,
    since: Mono,
}

impl Curve {
    fn value(&self, now: Mono, rng: &mut fastrand::Rng) -> f64 {
        self.from + self.pace * now.since(self.since).as_secs_f64() + self.noise * (2.0 * rng.f64() - 1.0)
    }

    fn service(&self) -> Option<&str> {
        let instance = self.series.instance.as_deref()?;
        match self.series.metric.split('.').next() {
            Some("service") => Some(instance),
            Some("probe") => instance.split_once('/').map(|(service, _)| service),
            _ => None,
        }
    }
}

impl Scene {
    /// Steps about what is measured over time; none when the words are about something else.
    pub(super) fn foresight_step(&mut self, words: &[&str]) -> Option<Result<(), String>> {
        Some(match *words {
            ["curve", series, from, pace, ref rest @ ..] => self.curve(series, from, pace, rest),
            ["calm", series] => series.parse::<Series>().map_err(|error| error.to_string()).map(|series| {
                let (now, rng) = (self.now.mono, &mut self.rng);
                for curve in self.curves.iter_mut().filter(|curve| curve.series == series) {
                    (curve.from, curve.pace, curve.since) = (curve.value(now, rng), 0.0, now);
                }
            }),
            ["gone", series] => {
                self.curves.retain(|curve| curve.series.to_string() != series);
                Ok(())
            }
            ["failing", subject, within] => self.failing(subject, within),
            _ => return None,
        })
    }

    fn failing(&mut self, subject: &str, within: &str) -> Result<(), String> {
        let service = self.drive()?.engine.supervision().get(&subject.into());
        let (whose, metric) = match service {
            Some(_) => (Whose::Services, "service.log_errors_per_second"),
            None => (Whose::Host, "host.load.1m"),
        };
        let forecast = Forecast {
            subject: subject.to_owned(),
            service: service.map(|service| service.spec.name.clone()),
            generation: service.map(|service| service.generation),
            event: Foreseen::Failure { whose, series: Series::at(metric, subject) },
            horizon: Duration::from_secs(number(within)?),
            due: None,
            probability: 0.9,
            model: Model::Learned,
            ground: Ground::Signs { usual: 0.01, signs: Vec::new() },
        };
        let proposal = Proposal::Predict(Box::new(forecast));
        self.happen(Event::Proposed { agent: AgentName::Analytics, proposal })
    }

    fn curve(&mut self, series: &str, from: &str, pace: &str, rest: &[&str]) -> Result<(), String> {
        let series = series.parse::<Series>().map_err(|error| error.to_string())?;
        let noise = match *rest {
            [] => 0.0,
            ["noise", noise] => number(noise)?,
            _ => return Err("after the pace comes `noise N`".to_owned()),
        };
        self.curves.retain(|curve| curve.series != series);
        self.curves.push(Curve { series, from: number(from)?, pace: number(pace)?, noise, since: self.now.mono });
        Ok(())
    }

    /// A second has passed: what is measured comes in.
    pub(super) fn measure(&mut self) -> Result<(), String> {
        if self.curves.is_empty() || self.now.mono < self.measured_at + Duration::from_secs(1) {
            return Ok(());
        }
        self.measured_at = self.now.mono;
        let Some(drive) = &mut self.drive else { return Ok(()) };
        let mut samples = Vec::new();
        for curve in &self.curves {
            let service = curve.service().map(|name| drive.engine.supervision().get(&name.into()));
            let runs = service.is_none_or(|service| service.is_some_and(|service| service.state.is_running()));
            if runs {
                samples.push(Sample { series: curve.series.clone(), value: curve.value(self.now.mono, &mut self.rng) });
            }
        }
        let now = self.now;
        let effects = drive.sampled(SampleBatch { source: "curves".into(), at: now, samples, lines: Vec::new() }, now);
        self.follow(effects)
    }

    /// What an effect does to what is measured.
    pub(super) fn curve_follows(&mut self, effect: &Effect) {
        let room = self.answers_remedy("make_room");
        let begins = |curve: &&mut Curve| match effect {
            Effect::Start { spec, .. } => curve.service() == Some(spec.name.as_str()),
            Effect::Remedy { remedy: Remedy::MakeRoom { mount, .. }, .. } => {
                room && curve.series.instance.as_deref() == mount.as_deref().and_then(std::path::Path::to_str)
            }
            _ => false,
        };
        let now = self.now.mono;
        self.curves.iter_mut().filter(begins).for_each(|curve| curve.since = now);
    }

    /// Expectations about predictions; none when the words are about something else.
    pub(super) fn foresight_expectation(&self, words: &[&str]) -> Option<Result<(), String>> {
        Some(match *words {
            ["prediction", id, outcome, ref facts @ ..] => {
                self.prediction(id).and_then(|prediction| is_prediction(prediction, outcome, facts))
            }
            ["predictions", count] => self.drive().and_then(|drive| {
                let (wanted, is) = (number::<usize>(count)?, drive.books.predictions.len());
                let known: Vec<_> = drive.books.predictions.values().collect();
                if wanted == is { Ok(()) } else { Err(format!("there are {is}: {known:#?}")) }
            }),
            ["foretold", hit, "hit", prevented, "prevented", wrong, "false", unsettled, "unsettled"] => {
                self.drive().and_then(|drive| {
                    let is = drive.engine.recovery().foretold();
                    let wanted = [number::<u64>(hit)?, number(prevented)?, number(wrong)?, number(unsettled)?];
                    let is = [is.hit, is.prevented, is.false_alarm, is.unsettled];
                    if wanted == is { Ok(()) } else { Err(format!("hit, prevented, false, unsettled are {is:?}")) }
                })
            }
            _ => return None,
        })
    }

    fn prediction(&self, id: &str) -> Result<&Prediction, String> {
        let known = &self.drive()?.books.predictions;
        let id = PredictionId(number(id)?);
        known.get(&id).ok_or_else(|| format!("there are only {:?}", known.keys()))
    }
}

fn is_prediction(prediction: &Prediction, outcome: &str, facts: &[&str]) -> Result<(), String> {
    let is = format!("it is {prediction:#?}");
    if prediction.outcome.word() != outcome {
        return Err(is);
    }
    let (measure, limit) = (prediction.forecast.event.measure(), prediction.forecast.limit());
    let mut facts = facts;
    while let [fact, rest @ ..] = facts {
        let (holds, left) = match (*fact, rest) {
            ("about", [name, rest @ ..]) => (*name == prediction.forecast.subject, rest),
            ("measure", [name, rest @ ..]) => (*name == measure.word(), rest),
            ("limit", [n, rest @ ..]) => {
                (limit.is_some_and(|limit| (number::<f64>(n).unwrap_or(f64::NAN) - limit).abs() < 1e-6), rest)
            }
            ("incident", [n, rest @ ..]) => (prediction.incident == Some(IncidentId(number(n)?)), rest),
            ("alone", rest) => (prediction.incident.is_none(), rest),
            ("eased", rest) => (prediction.eased_at.is_some(), rest),
            (word, _) => return Err(format!("`{word}` cannot be read")),
        };
        if !holds {
            return Err(format!("`{fact}` does not hold: {is}"));
        }
        facts = left;
    }
    Ok(())
}
