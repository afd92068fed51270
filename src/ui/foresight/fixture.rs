//! Made-up predictions for pictures: one that waits for approval, one that was acted upon, one about which nothing may
//! be done, and two that are settled.

use std::time::Duration;

use crate::model::anomaly::{Anomaly, Crowd, Scoring, Unusual};
use crate::model::id::{AnomalyId, Generation, IncidentId, LogNewsId, PredictionId};
use crate::model::incident::{Evidence, Incident, IncidentState, Need, Resolution, Suspect};
use crate::model::pattern::{LogChange, LogNews, LogShift, LogStanding, LogView, Precedes};
use crate::model::prediction::{Bound, Due, Forecast, Foreseen, Ground, Measure, Model, Outcome, Prediction, Tally};
use crate::model::recovery::{Action, AttemptState, Failure, Layer, Trigger};
use crate::model::series::Series;
use crate::model::snapshot::Snapshot;
use crate::model::track::{BINS, Bin, Counts, Kind, Track, Worth};
use crate::ui::fixture::ago;
use crate::ui::incident::fixture::{incident, tried};

fn minutes(n: u64) -> Duration {
    Duration::from_mins(n)
}

/// Something that is due within so many minutes of when it was said.
fn forecast(subject: &str, measure: Measure, series: &str, (limit, slope): (f64, f64), due: (u64, u64)) -> Forecast {
    let bound = match measure {
        Measure::Disk => Bound::Size,
        Measure::Latency => Bound::Probe { probe: "http".to_owned() },
        _ => Bound::Rule { rule: "memory-grows".into() },
    };
    let series = Series::at(series, if measure == Measure::Disk { "/var" } else { subject });
    Forecast {
        subject: subject.to_owned(),
        service: Some(subject.into()),
        generation: Some(Generation(3)),
        event: Foreseen::Limit { measure, series, limit, bound },
        horizon: minutes(due.1 * 3 / 2),
        due: Some(Due { earliest: minutes(due.0), latest: minutes(due.1) }),
        probability: 0.8,
        model: Model::Trend,
        ground: Ground::Trend { level: limit * 0.6, slope, over: minutes(6), samples: 360 },
    }
}

/// The incident of a prediction of this age, and the prediction.
fn foreseen(id: u64, forecast: Forecast, age: i64) -> (Incident, Prediction) {
    let word = forecast.event.measure();
    let mut one = incident(id, &forecast.subject, &format!("foreseen-{word}|{}|", forecast.subject), age);
    one.prevents = Some(PredictionId(id));
    let evidence = vec![Evidence::Foreseen { forecast: Box::new(forecast.clone()) }];
    one.causes = vec![Suspect { service: forecast.subject.as_str().into(), score: 1.0, evidence }];
    let incident = Some(IncidentId(id));
    let outcome = Outcome::Open;
    (one, Prediction { id: PredictionId(id), made_at: ago(age), forecast, incident, eased_at: None, outcome })
}

fn over(one: &mut (Incident, Prediction), age: i64, how: Resolution, outcome: Outcome) {
    one.0.state = IncidentState::Resolved { at: ago(age), took: minutes(9), how };
    one.1.outcome = outcome;
}

/// A picture in which nothing is wrong, and much is expected.
pub(crate) fn expecting(mut snapshot: Snapshot) -> Snapshot {
    let memory = |name: &str| forecast(name, Measure::Memory, "service.memory_bytes", (67e6, 54e3), (4, 6));
    let mut proposed = foreseen(34, memory("worker"), 70);
    tried(&mut proposed.0, Action::Restart, Layer::Immediate, Trigger::Prevention, 70, AttemptState::Proposed);
    proposed.0.state = IncidentState::NeedsPerson { since: ago(70), why: Need::Approval };
    let slow = forecast("api", Measure::Latency, "probe.latency_ms", (2_000.0, 3.0), (3, 5));
    let mut watched = foreseen(33, slow, 150);
    let verified = AttemptState::Verified { at: ago(130), took: Duration::from_millis(900) };
    tried(&mut watched.0, Action::Restart, Layer::Immediate, Trigger::Prevention, 150, verified);
    watched.1.eased_at = Some(ago(140));
    let disk = forecast("search", Measure::Disk, "host.disk.used_percent", (100.0, 0.01), (40, 55));
    let spent = foreseen(32, disk, 400);
    let mut prevented = foreseen(31, memory("web"), 2_000);
    let verified = AttemptState::Verified { at: ago(1_980), took: Duration::from_millis(900) };
    tried(&mut prevented.0, Action::Restart, Layer::Immediate, Trigger::Prevention, 1_990, verified);
    over(&mut prevented, 1_400, Resolution::Prevented { attempt: 1 }, Outcome::Prevented { settled_at: ago(1_400) });
    let mut wrong = foreseen(30, memory("cache"), 3_000);
    let failed = AttemptState::Failed { at: ago(2_700), why: Failure::Overtaken, undone: false };
    tried(&mut wrong.0, Action::Restart, Layer::Immediate, Trigger::Prevention, 2_990, failed);
    over(&mut wrong, 2_700, Resolution::FalseAlarm, Outcome::FalseAlarm { settled_at: ago(2_700) });
    let all = [proposed, watched, spent, prevented, wrong];
    (snapshot.incidents, snapshot.predictions) = all.into_iter().unzip();
    snapshot.foretold = Tally { open: 3, hit: 3, prevented: 4, false_alarm: 1, unsettled: 2 };
    snapshot.tracks =
        vec![track(Measure::Memory, Worth::Learning { seen: 4, of: 20 }), track(Measure::Latency, Worth::Off)];
    snapshot.anomalies =
        vec![unusual(9, "probe.latency_ms", "api/http", 840, true), unusual(8, "host.load.1m", "", 800, true)];
    snapshot.anomalies.push(unusual(7, "service.cpu_percent", "api", 3_000, false));
    let known = Precedes { before: 5, failures: 6, came: 9, lead: minutes(4) };
    snapshot.log_news = vec![
        logged(12, "api", 700, "no connection to <*> is left", LogShift::Warns(known)),
        logged(11, "web", 1_500, "GET <*> <*> 502 in <*> ms", LogShift::More { usual: 0.3, now: 41.0 }),
        logged(10, "api", 4_000, "요청 <*>의 시간이 지났습니다", LogShift::New),
    ];
    snapshot.logs = vec![log("api", None, 43, 6), log("cache", Some(minutes(41)), 7, 0), log("web", None, 18, 2)];
    let first = snapshot.anomalies[0].unusual.series.clone();
    snapshot.crowd = Some(Crowd { since: ago(840), first, series: 2, of: 214 });
    snapshot.figures.scoring = Scoring { series: 214, learning: 12 };
    snapshot.alerts.clear();
    snapshot
}

fn unusual(id: u64, metric: &str, instance: &str, age: i64, lasts: bool) -> Anomaly {
    let series = if instance.is_empty() { Series::of(metric) } else { Series::at(metric, instance) };
    let ended_at = (!lasts).then(|| ago(age - 200));
    let unusual = Unusual { series, began_at: ago(age), ended_at, peak: 0.93, value: 310.0, usual: Some((8.0, 31.0)) };
    Anomaly { id: AnomalyId(id), unusual }
}

fn logged(id: u64, service: &str, age: i64, template: &str, shift: LogShift) -> LogNews {
    let (at, first_at) = (ago(age), ago(age + 20));
    let change =
        LogChange { service: service.into(), template: template.to_owned(), at, first_at, count: 1_204, shift };
    LogNews { id: LogNewsId(id), change }
}

fn log(service: &str, learning: Option<Duration>, patterns: u32, failures: u32) -> LogView {
    let standing = LogStanding { learning, patterns, forgotten: 0, failures, failures_needed: 5 };
    LogView { service: service.into(), standing }
}

fn track(measure: Measure, worth: Worth) -> Track {
    let mut bins = [Bin::default(); BINS];
    bins[0] = Bin { counts: Counts { asked: 380, came: 4 }, said: 4.1 };
    bins[8] = Bin { counts: Counts { asked: 20, came: 15 }, said: 16.0 };
    Track {
        kind: Kind { model: Model::Trend, measure },
        worth,
        tally: Tally { open: 1, hit: 3, prevented: 4, false_alarm: 1, unsettled: 2 },
        surely: Some(0.36),
        false_a_day: 0.3,
        lead: Some(minutes(4)),
        questions: Counts { asked: 400, came: 19 },
        missed: 4,
        brier: Some((0.018, 0.024)),
        bins,
        loses: worth == Worth::Off,
    }
}
