//! Made-up predictions for pictures: one that waits for approval, one that was acted upon, one about which nothing may
//! be done, and two that are settled.

use std::time::Duration;

use crate::model::ahead::{Ahead, Coming};
use crate::model::anomaly::{Anomaly, Crowd, Scoring, Unusual};
use crate::model::id::{AnomalyId, Generation, IncidentId, LogNewsId, PredictionId};
use crate::model::incident::{Evidence, Incident, IncidentState, Need, Resolution, Suspect};
use crate::model::learning::{Aim, Judged, LearningView, Learnt, Origin, Whose};
use crate::model::outlook::{Chance, Outlook, Prospect};
use crate::model::pattern::{LogChange, LogNews, LogShift, LogStanding, LogView, Precedes};
use crate::model::prediction::{
    Bound, Due, Forecast, Foreseen, Ground, Measure, Model, Omen, Outcome, Prediction, Tally,
};
use crate::model::recovery::{Action, AttemptState, Failure, Layer, Trigger};
use crate::model::series::Series;
use crate::model::snapshot::Snapshot;
use crate::model::time::Wall;
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

/// How likely something is within the spans of a day.
fn by(chances: [f64; 5]) -> Vec<Chance> {
    let spans = [60, 180, 450, 900, 1_440].map(minutes);
    spans.into_iter().zip(chances).map(|(within, chance)| Chance { within, chance }).collect()
}

/// What is expected of what has a limit: a disk that fills, memory that does not, and files that are too new.
pub(crate) fn outlooks() -> Vec<Outlook> {
    let of = |measure, series, (limit, bound), horizon, prospect| {
        let service = (!matches!(measure, Measure::Disk | Measure::HostMemory)).then(|| "worker".into());
        Outlook { measure, series, service, limit, bound, horizon: minutes(horizon), prospect }
    };
    let due = Due { earliest: minutes(190), latest: minutes(300) };
    let fills = Prospect::Expected { due, by: by([0.01, 0.22, 0.68, 0.82, 0.9]) };
    let rule = Bound::Rule { rule: "memory-grows".into() };
    let spared = Prospect::Spared { by: by([0.01, 0.01, 0.02, 0.02, 0.03]) };
    let learning = Prospect::Learning { seen: minutes(12), of: minutes(40) };
    let memory = Prospect::Expected { due, by: by([0.01, 0.12, 0.31, 0.52, 0.7]) };
    let certificate = Prospect::Certain { within: minutes(9 * 1_440 + 300) };
    vec![
        of(Measure::HostMemory, Series::of("host.memory.used_percent"), (100.0, Bound::Size), 240, memory),
        of(
            Measure::Certificate,
            Series::at("probe.certificate_days", "worker/tls"),
            (0.0, Bound::Expiry),
            0,
            certificate,
        ),
        of(Measure::Disk, Series::at("host.disk.used_percent", "/var"), (100.0, Bound::Size), 1_440, fills),
        of(Measure::Memory, Series::at("service.memory_bytes", "worker"), (67e6, rule), 240, spared),
        of(Measure::Files, Series::at("service.files_used_percent", "worker"), (100.0, Bound::Kernel), 240, learning),
    ]
}

/// What comes of a disk that fills, faster by day.
pub(crate) fn ahead(series: &Series, until: Wall, horizon: Duration) -> Ahead {
    let coming = |step: u32| {
        let (at, mean) = (f64::from(step), 60.0 + f64::from(step) * 0.6 + (f64::from(step) / 7.0).sin() * 4.0);
        let span = |part: f64| (mean - part * at.sqrt(), mean + part * at.sqrt());
        Coming { mean, spans: [span(0.5), span(1.0), span(1.6)] }
    };
    let steps = (0..48).map(coming).collect();
    Ahead { series: series.clone(), from: until, step: horizon / 48, steps, errors: Some((1.2, 2.1)), known: 900 }
}

/// A disk that looks likely to be full within the day.
fn hours_ahead() -> Forecast {
    let series = Series::at("host.disk.used_percent", "/var");
    Forecast {
        subject: series.to_string(),
        service: None,
        generation: None,
        event: Foreseen::Limit { measure: Measure::Disk, series, limit: 100.0, bound: Bound::Size },
        horizon: minutes(1_440),
        due: Some(Due { earliest: minutes(190), latest: minutes(300) }),
        probability: 0.72,
        model: Model::Exhaust,
        ground: Ground::Exhaust { level: 91.0, over: minutes(5_760), by: by([0.01, 0.22, 0.68, 0.82, 0.9]) },
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
    let all = [proposed, watched, spent, foreseen(35, learned("db"), 40), prevented, wrong];
    (snapshot.incidents, snapshot.predictions) = all.into_iter().unzip();
    let mut ahead = foreseen(29, hours_ahead(), 600).1;
    ahead.incident = None;
    snapshot.predictions.push(ahead);
    snapshot.foretold = Tally { open: 4, hit: 3, prevented: 4, false_alarm: 1, unsettled: 2 };
    snapshot.tracks =
        vec![track(Measure::Memory, Worth::Learning { seen: 4, of: 20 }), track(Measure::Latency, Worth::Off)];
    let model =
        |track: Track| Track { kind: Kind { model: Model::Learned, ahead: Some(minutes(2)), ..track.kind }, ..track };
    snapshot.tracks.push(model(track(Measure::Failure, Worth::Listed)));
    let judged = |auc, brier| Judged { questions: 2_168, failed: 210, auc: Some(auc), brier };
    let kept = Learnt::Kept { old: judged(0.957, 0.015), new: judged(0.949, 0.016) };
    snapshot.learning = vec![LearningView {
        origin: Origin::Own { learned_at: ago(90_000) },
        aim: Aim { whose: Whose::Services, ahead: minutes(2) },
        worth: judged(0.957, 0.015),
        stage: None,
        last: Some((ago(9_000), kept)),
    }];
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

/// What a model that has learned says.
fn learned(subject: &str) -> Forecast {
    let sign = |metric: &str, instance: &str, before, now, over| {
        let series = Series::at(metric, instance);
        Omen { series, before, now, over: Duration::from_secs(over) }
    };
    let probes = format!("{subject}/tcp");
    let signs = vec![
        sign("probe.failed_percent", &probes, 0.0, 41.0, 120),
        sign("service.log_errors_per_second", subject, 0.1, 2.4, 120),
        sign("service.memory_bytes", subject, 61e6, 64e6, 480),
    ];
    Forecast {
        event: Foreseen::Failure { whose: Whose::Services, series: signs[0].series.clone() },
        horizon: minutes(2),
        due: None,
        probability: 0.72,
        model: Model::Learned,
        ground: Ground::Signs { usual: 0.003, signs },
        ..forecast(subject, Measure::Failure, "probe.failed_percent", (0.0, 0.0), (1, 2))
    }
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
        kind: Kind::of(Model::Trend, measure),
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
