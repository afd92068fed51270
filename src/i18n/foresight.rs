//! Predictions in words, the same on the screen, on the command line and in reports.

use std::time::Duration;

use super::{Texts, Value};
use super::{numbers, states};
use crate::model::outlook::{Chance, Outlook, Prospect};
use crate::model::prediction::{Bound, Due, Forecast, Foreseen, Ground, Measure, Model, Omen, Tally};
use crate::model::series::Unit;
use crate::model::text::clean;
use crate::model::track::{Kind, Track};

/// Of the futures in which a limit is reached, those in which it is so within the span that is told.
const OF_TEN: f64 = 0.8;
/// Longest name of a drive, in characters.
const LONGEST_DRIVE: usize = 24;

/// What is expected, when, how sure, and from what; so long after it was said.
#[must_use]
pub fn why(texts: &Texts, forecast: &Forecast, since: Duration) -> String {
    let (what, pace) = (event(texts, forecast, since), pace(texts, forecast));
    // What was learned may speak without a sign that a person would take for one.
    if pace.is_empty() {
        return what;
    }
    texts.with("foreseen-why", &[("what", Value::from(what)), ("pace", Value::from(pace))])
}

/// What is expected, when, and how sure; so long after it was said.
#[must_use]
pub fn event(texts: &Texts, forecast: &Forecast, since: Duration) -> String {
    let limit = forecast.limit().map(|limit| numbers::value(texts, forecast.series().unit(), limit));
    let id = match forecast.event.measure() {
        Measure::Memory => "foreseen-memory",
        Measure::Files => "foreseen-files",
        Measure::Disk => "foreseen-disk",
        Measure::Room => "foreseen-room",
        Measure::HostMemory => "foreseen-host-memory",
        Measure::Swap => "foreseen-swap",
        Measure::HostFiles => "foreseen-host-files",
        Measure::Queue => "foreseen-queue",
        Measure::Certificate if forecast.limit() == Some(0.0) => "foreseen-certificate",
        Measure::Certificate => "foreseen-certificate-low",
        Measure::Restarts => "foreseen-restarts",
        Measure::Latency => "foreseen-latency",
        Measure::Failure | Measure::Drive => "foreseen-failure",
        Measure::Host => "foreseen-host",
    };
    let args = [
        ("limit", Value::from(limit.unwrap_or_default())),
        ("when", Value::from(when(texts, forecast, since))),
        ("share", Value::from(sure(texts, forecast))),
    ];
    texts.with(id, &args)
}

/// How sure it is.
fn sure(texts: &Texts, forecast: &Forecast) -> String {
    match forecast.model {
        Model::Date => texts.get("foreseen-certain").to_owned(),
        Model::Trend | Model::Exhaust | Model::Learned => share(forecast.probability),
    }
}

/// When it is due, so long after it was said.
#[must_use]
pub fn when(texts: &Texts, forecast: &Forecast, since: Duration) -> String {
    let due = forecast.due.unwrap_or(Due { earliest: Duration::ZERO, latest: forecast.horizon });
    let (earliest, latest) = (due.earliest.saturating_sub(since), due.latest.saturating_sub(since));
    if latest.is_zero() {
        return texts.get("foreseen-any-moment").to_owned();
    }
    let id = if earliest.is_zero() { "foreseen-within" } else { "foreseen-in" };
    let exact = earliest.is_zero() || earliest == latest;
    let span = if exact { numbers::long(texts, latest) } else { range(texts, earliest, latest) };
    texts.with(id, &[("span", Value::from(span))])
}

/// Two ends of a span in one unit, the first rounded down and the second up: `4–6 m`.
fn range(texts: &Texts, from: Duration, to: Duration) -> String {
    let (id, one) = match to.as_secs() {
        0..90 => ("unit-range-s", 1),
        90..5_400 => ("unit-range-m", 60),
        5_400..172_800 => ("unit-range-h", 3_600),
        _ => ("unit-range-d", 86_400),
    };
    let (low, high) = (from.as_secs() / one, to.as_secs().div_ceil(one).max(1));
    if low == high || low == 0 {
        return texts.with(id, &[("n", Value::from(high.to_string()))]);
    }
    texts.with(id, &[("n", Value::from(format!("{low}–{high}")))])
}

/// What it is taken from: how fast something grows, and for how long; or what speaks for it.
#[must_use]
pub fn pace(texts: &Texts, forecast: &Forecast) -> String {
    let (slope, over) = match &forecast.ground {
        Ground::Trend { slope, over, .. } => (*slope, over),
        Ground::Exhaust { over, by, .. } => return chances(texts, by, *over),
        Ground::Date { ends_at, .. } => {
            let at = ends_at.format("%Y-%m-%d %H:%M UTC").to_string();
            return texts.with("foreseen-until", &[("at", Value::from(at))]);
        }
        Ground::Signs { signs, .. } => {
            let signs: Vec<String> = signs.iter().map(|sign| omen(texts, sign)).collect();
            return signs.join(", ");
        }
    };
    let unit = match forecast.series().unit() {
        // The figures of one series, a minute apart.
        Unit::BytesPerSecond => Unit::Bytes,
        unit => unit,
    };
    let (id, amount) = if slope * 60.0 >= 0.1 || matches!(unit, Unit::Bytes) && slope * 60.0 >= 1_024.0 {
        ("foreseen-per-minute", slope * 60.0)
    } else {
        ("foreseen-per-hour", slope * 3_600.0)
    };
    let amount = texts.with(id, &[("amount", Value::from(numbers::value(texts, unit, amount)))]);
    let args = [("amount", Value::from(amount)), ("span", Value::from(numbers::long(texts, *over)))];
    texts.with("foreseen-pace", &args)
}

/// How likely it is, by when, and over which time that was learned: `3 % in 1 h, 41 % in 8 h; by 3 d`.
fn chances(texts: &Texts, by: &[Chance], over: Duration) -> String {
    let one = |by: &Chance| {
        let args = [("share", Value::from(share(by.chance))), ("span", Value::from(numbers::long(texts, by.within)))];
        texts.with("foreseen-chance", &args)
    };
    let all = by.iter().map(one).collect::<Vec<_>>().join(", ");
    texts.with("foreseen-chances", &[("chances", Value::from(all)), ("span", Value::from(numbers::long(texts, over)))])
}

/// When a limit is reached, or that it is not for a while: `full in 3–5 h (72 %)`.
#[must_use]
pub fn outlook(texts: &Texts, outlook: &Outlook) -> String {
    if outlook.measure == Measure::Drive {
        return drive(texts, outlook);
    }
    let limit = ("limit", Value::from(numbers::value(texts, outlook.series.unit(), outlook.limit)));
    let full = matches!(outlook.bound, Bound::Size);
    let chance = outlook.chance().unwrap_or(0.0);
    let horizon = ("span", Value::from(range(texts, outlook.horizon, outlook.horizon)));
    match &outlook.prospect {
        Prospect::Learning { seen, of } => {
            let args =
                [("seen", Value::from(numbers::long(texts, *seen))), ("of", Value::from(numbers::long(texts, *of)))];
            texts.with("outlook-learning", &args)
        }
        Prospect::Certain { within } => {
            texts.with("outlook-expires", &[("span", Value::from(numbers::long(texts, *within)))])
        }
        Prospect::Spared { .. } => {
            let id = if full { "outlook-not-full" } else { "outlook-below" };
            texts.with(id, &[limit, horizon, ("share", Value::from(share(1.0 - chance)))])
        }
        Prospect::Expected { due, .. } => {
            let id = if full { "outlook-full" } else { "outlook-reached" };
            let span = if due.earliest.is_zero() {
                numbers::long(texts, due.latest)
            } else {
                range(texts, due.earliest, due.latest)
            };
            let args = [limit, ("span", Value::from(span)), ("share", Value::from(share(OF_TEN * chance)))];
            texts.with(id, &args)
        }
    }
}

/// Whether a drive fails, by its name: `sda fails within 30 d (72 %)`.
fn drive(texts: &Texts, outlook: &Outlook) -> String {
    let drive = ("drive", Value::from(clean(outlook.series.subject(), LONGEST_DRIVE)));
    let span = ("span", Value::from(numbers::long(texts, outlook.horizon)));
    let chance = outlook.chance().unwrap_or(0.0);
    match &outlook.prospect {
        Prospect::Learning { seen, of } => {
            let spans = [("seen", *seen), ("of", *of)].map(|(name, of)| (name, Value::from(numbers::long(texts, of))));
            let learning = texts.with("outlook-learning", &spans);
            texts.with("outlook-drive-learning", &[drive, ("learning", Value::from(learning))])
        }
        Prospect::Spared { .. } => {
            texts.with("outlook-drive-lives", &[drive, span, ("share", Value::from(share(1.0 - chance)))])
        }
        Prospect::Expected { .. } | Prospect::Certain { .. } => {
            texts.with("outlook-drive-fails", &[drive, span, ("share", Value::from(share(chance)))])
        }
    }
}

/// The same, with what is measured: `memory: below 64 M for 4 h (97 %)`.
#[must_use]
pub fn outlook_of(texts: &Texts, of: &Outlook) -> String {
    let measure = measured(texts, of.measure);
    texts.with("outlook-of", &[("measure", Value::from(measure)), ("outlook", Value::from(outlook(texts, of)))])
}

/// What is measured, in a word or two.
fn measured(texts: &Texts, measure: Measure) -> String {
    texts.get(&format!("word-measure-{}", measure.word().replace('_', "-"))).to_owned()
}

fn share(of: f64) -> String {
    format!("{:.0} %", of * 100.0)
}

/// Whose limit it is.
/// How a series went that speaks for a failure.
#[must_use]
pub fn omen(texts: &Texts, sign: &Omen) -> String {
    let value = |value: f64| numbers::value(texts, sign.series.unit(), value);
    let args = [
        ("series", Value::from(states::metric(texts, &sign.series.metric))),
        ("before", Value::from(value(sign.before))),
        ("now", Value::from(value(sign.now))),
        ("span", Value::from(numbers::long(texts, sign.over))),
    ];
    texts.with("foreseen-omen", &args)
}

/// Whose limit it is; none where it is about no limit.
#[must_use]
pub fn bound(texts: &Texts, forecast: &Forecast) -> Option<String> {
    match &forecast.event {
        Foreseen::Limit { bound, series, limit, .. } => {
            Some(format!("{}, {}", numbers::value(texts, series.unit(), *limit), texts.say(bound)))
        }
        Foreseen::Failure { .. } => None,
    }
}

/// How far predictions are to be trusted: of those whose truth is known, how many came true.
#[must_use]
pub fn trust(texts: &Texts, tally: Tally) -> String {
    match tally.hit_rate() {
        None => texts.get("foretold-none").to_owned(),
        Some(rate) => {
            let args = [
                ("share", Value::from(format!("{:.0} %", rate * 100.0))),
                ("hit", Value::from(tally.hit)),
                ("judged", Value::from(tally.judged())),
            ];
            texts.with("foretold-rate", &args)
        }
    }
}

/// Why a prediction calls a person: what is expected, and how often such came true.
#[must_use]
pub fn page(texts: &Texts, forecast: &Forecast, tally: Tally) -> String {
    let args =
        [("what", Value::from(event(texts, forecast, Duration::ZERO))), ("trust", Value::from(trust(texts, tally)))];
    texts.with("cause-predicted", &args)
}

/// What a kind of prediction is about.
#[must_use]
pub fn kind(texts: &Texts, kind: Kind) -> String {
    let model = match kind.model {
        Model::Trend => "forecaster-trend",
        Model::Exhaust => "forecaster-exhaust",
        Model::Learned => "forecaster-learned",
        Model::Date => "forecaster-date",
    };
    let args =
        [("measure", Value::from(measured(texts, kind.measure))), ("model", Value::from(texts.get(model).to_owned()))];
    let said = texts.with("track-kind", &args);
    match kind.ahead {
        None => said,
        Some(ahead) => {
            let args = [("kind", Value::from(said)), ("span", Value::from(numbers::long(texts, ahead)))];
            texts.with("track-kind-ahead", &args)
        }
    }
}

/// What a kind of prediction was worth, in a line.
#[must_use]
pub fn record(texts: &Texts, track: &Track) -> String {
    if track.questions.asked == 0 && track.tally.judged() == 0 {
        return texts.get("track-nothing").to_owned();
    }
    let none = || texts.get("track-none").to_owned();
    let score = |score: Option<f64>| score.map_or_else(none, |score| format!("{score:.3}"));
    let args = [
        ("hit", Value::from(track.tally.hit)),
        ("wrong", Value::from(track.tally.false_alarm)),
        ("missed", Value::from(track.missed)),
        ("day", Value::from(format!("{:.1}", track.false_a_day))),
        ("lead", Value::from(track.lead.map_or_else(none, |lead| numbers::long(texts, lead)))),
        ("own", Value::from(score(track.brier.map(|(own, _)| own)))),
        ("rule", Value::from(score(track.brier.map(|(_, rule)| rule)))),
        ("asked", Value::from(track.questions.asked)),
    ];
    texts.with("track-record", &args)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::model::series::Series;

    fn minutes(n: u64) -> Duration {
        Duration::from_mins(n)
    }

    fn leak() -> Forecast {
        let series = Series::at("service.memory_bytes", "api");
        let bound = Bound::Rule { rule: "memory-grows".into() };
        Forecast {
            subject: "api".to_owned(),
            service: Some("api".into()),
            generation: None,
            event: Foreseen::Limit { measure: Measure::Memory, series, limit: 67_108_864.0, bound },
            horizon: minutes(9),
            due: Some(Due { earliest: minutes(4), latest: minutes(6) }),
            probability: 0.8,
            model: Model::Trend,
            ground: Ground::Trend { level: 5e7, slope: 54_000.0, over: minutes(6), samples: 360 },
        }
    }

    #[test]
    fn it_says_what_when_how_sure_and_why() {
        let (en, ko) = (Texts::new(Language::En), Texts::new(Language::Ko));
        assert_eq!(why(&en, &leak(), Duration::ZERO), "memory reaches 64 M in 4–6 m (80 %): +3.1 M/min over 6 m");
        assert_eq!(why(&ko, &leak(), Duration::ZERO), "메모리가 4–6분 뒤 64 M에 도달(80 %): 6분 동안 분당 +3.1 M");
        assert_eq!(when(&en, &leak(), minutes(2)), "in 2–4 m");
        assert_eq!(when(&en, &leak(), minutes(5)), "within 1 m");
        assert_eq!(when(&en, &leak(), minutes(7)), "at any moment");
        assert_eq!(bound(&en, &leak()).as_deref(), Some("64 M, by rule memory-grows"));
    }

    #[test]
    fn hours_ahead_are_told_with_their_chance_and_so_is_what_is_spared_or_learned() {
        let (en, ko) = (Texts::new(Language::En), Texts::new(Language::Ko));
        let by = |chance| vec![Chance { within: minutes(1_440), chance }];
        let due = Due { earliest: minutes(190), latest: minutes(290) };
        let mut of = Outlook {
            measure: Measure::Disk,
            series: Series::at("host.disk.used_percent", "/"),
            service: None,
            limit: 100.0,
            bound: Bound::Size,
            horizon: minutes(1_440),
            prospect: Prospect::Expected { due, by: by(0.9) },
        };
        assert_eq!(outlook_of(&en, &of), "disk: full in 3–5 h (72 %)");
        assert_eq!(outlook(&ko, &of), "3–5시간 뒤 가득 참(72 %)");
        of.prospect = Prospect::Spared { by: by(0.04) };
        assert_eq!(outlook(&en, &of), "not full within 24 h (96 %)");
        of.bound = Bound::Rule { rule: "disk".into() };
        (of.limit, of.prospect) = (90.0, Prospect::Spared { by: by(0.04) });
        assert_eq!(outlook(&en, &of), "below 90 % for 24 h (96 %)");
        of.prospect = Prospect::Learning { seen: minutes(90), of: minutes(240) };
        assert_eq!(outlook(&en, &of), "learning, 1 h 30 m of 4 h");
        let mut ahead = leak();
        ahead.ground = Ground::Exhaust { level: 5e7, over: minutes(5_760), by: by(0.9) };
        assert_eq!(pace(&en, &ahead), "90 % in 1 d; learned over 4 d");
    }

    #[test]
    fn a_certificate_is_told_with_its_date_and_as_certain() {
        let (en, ko) = (Texts::new(Language::En), Texts::new(Language::Ko));
        let series = Series::at("probe.certificate_days", "web/tls");
        let (left, ends_at) = (minutes(12 * 1_440 + 60), crate::model::time::Wall::from_timestamp(1_800_000_000, 0));
        let mut over = leak();
        over.event =
            Foreseen::Limit { measure: Measure::Certificate, series: series.clone(), limit: 0.0, bound: Bound::Expiry };
        (over.due, over.probability) = (Some(Due { earliest: left, latest: left }), 1.0);
        (over.model, over.ground) = (Model::Date, Ground::Date { level: 12.0, ends_at: ends_at.unwrap() });
        let said = "its certificate expires in 12 d 1 h (certain): valid until 2027-01-15 08:00 UTC";
        assert_eq!(why(&en, &over, Duration::ZERO), said);
        assert_eq!(event(&ko, &over, minutes(60)), "인증서가 12일 뒤 만료됩니다(확실)");
        let bound = Bound::Probe { probe: "tls".to_owned() };
        over.event = Foreseen::Limit { measure: Measure::Certificate, series: series.clone(), limit: 14.0, bound };
        let said = "its certificate is valid for no more than 14 d in 12 d 1 h (certain)";
        assert_eq!(event(&en, &over, Duration::ZERO), said);
        let of = Outlook {
            measure: Measure::Certificate,
            series,
            service: Some("web".into()),
            limit: 0.0,
            bound: Bound::Expiry,
            horizon: Duration::ZERO,
            prospect: Prospect::Certain { within: left },
        };
        assert_eq!(outlook_of(&en, &of), "certificate: expires in 12 d 1 h (certain)");
        assert_eq!(of.chance(), Some(1.0));
        // A day is a day less: what is drawn ends at its limit when it is due.
        let [(low, high), ..] = over.fan(86_400.0).unwrap();
        assert!((low - 11.0).abs() < 1e-9 && (high - low).abs() < 1e-9, "{low} {high}");
    }

    #[test]
    fn spans_are_in_one_unit_and_never_promise_more_than_was_said() {
        let en = Texts::new(Language::En);
        let of = |from, to| range(&en, Duration::from_secs(from), Duration::from_secs(to));
        assert_eq!(of(40, 55), "40–55 s");
        assert_eq!(of(100, 340), "1–6 m");
        assert_eq!(of(30, 100), "2 m");
        assert_eq!(of(7_200, 11_000), "2–4 h");
        assert_eq!(of(0, 0), "1 s");
    }

    #[test]
    fn slow_growth_is_told_by_the_hour_and_no_rate_without_a_count() {
        let en = Texts::new(Language::En);
        let mut slow = leak();
        let series = Series::at("host.disk.used_percent", "/var");
        slow.event = Foreseen::Limit { measure: Measure::Disk, series, limit: 90.0, bound: Bound::Size };
        slow.ground = Ground::Trend { level: 80.0, slope: 0.001, over: minutes(40), samples: 2_400 };
        assert_eq!(pace(&en, &slow), "+3.6 %/h over 40 m");
        assert_eq!(trust(&en, Tally::default()), "none judged yet");
        let tally = Tally { hit: 3, false_alarm: 1, prevented: 4, ..Tally::default() };
        assert_eq!(trust(&en, tally), "75 % came true, 3 of 4");
    }
}
