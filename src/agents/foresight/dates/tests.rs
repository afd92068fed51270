use super::*;
use crate::model::id::{Generation, PredictionId};
use crate::model::prediction::{Outcome, Prediction};

const HOURS: i64 = 3_600;
const DAYS: i64 = 24 * HOURS;

fn certificates() -> Certificates {
    let text = r#"
[[service]]
name = "web"
kind = "external"
  [[service.probe]]
  kind = "tls"
  address = "127.0.0.1:1"
  min_days = 10
  [[service.probe]]
  kind = "http"
  url = "https://127.0.0.1:1/"

[[rule]]
name = "renew"
series = "probe.certificate_days{web/http}"
below = 3.0
"#;
    let given = crate::config::parse(text, None, &[]).unwrap_or_else(|error| panic!("{error}"));
    let mut all = Certificates::default();
    all.configure(&given.setup);
    all
}

fn at(second: i64) -> Now {
    let wall = Wall::from_timestamp(1_800_000_000 + second, 0).unwrap();
    Now { mono: Mono(Duration::from_secs(u64::try_from(second).unwrap())), wall }
}

/// What is said when a probe sees one that ends after so many seconds; with none, when it sees one that is over.
fn look(all: &mut Certificates, probe: &str, second: i64, ends: Option<i64>) -> Option<Proposal> {
    let over = Complaint::Tls { tls: TlsError::Expired { ago: Duration::ZERO } };
    let outcome = if ends.is_some() { ProbeOutcome::Passed } else { ProbeOutcome::Failed(over) };
    asked(all, probe, second, (ends, outcome))
}

fn asked(
    all: &mut Certificates,
    probe: &str,
    second: i64,
    (ends, outcome): (Option<i64>, ProbeOutcome),
) -> Option<Proposal> {
    let mono = at(second).mono;
    let result = ProbeResult {
        id: ProbeId { service: "web".into(), probe: probe.to_owned() },
        generation: Generation(1),
        due: mono,
        began: mono,
        took: Duration::from_millis(3),
        outcome,
        certificate: ends.map(|end| at(end).wall),
    };
    all.probed(&result, at(second))
}

fn told(said: Option<Proposal>) -> Forecast {
    let Some(Proposal::Predict(forecast)) = said else { panic!("{said:?}") };
    *forecast
}

fn standing(said: Option<Proposal>) -> Standing {
    let Some(Proposal::Follow { model: Model::Date, standing, .. }) = said else { panic!("{said:?}") };
    standing
}

#[test]
fn its_end_is_told_to_the_second_from_two_weeks_before_and_again_while_it_stands() {
    let mut all = certificates();
    let end = 40 * DAYS;
    assert_eq!(look(&mut all, "http", 0, Some(end)), None);
    assert_eq!(look(&mut all, "http", 23 * DAYS - 1, Some(end)), None, "the rule fires in more than two weeks");
    let forecast = told(look(&mut all, "http", 23 * DAYS, Some(end)));
    let left = Duration::from_hours(14 * 24);
    assert_eq!(forecast.due, Some(Due { earliest: left, latest: left }));
    assert_eq!((forecast.probability, forecast.limit(), forecast.service), (1.0, Some(3.0), Some("web".into())));
    assert!(matches!(&forecast.event, Foreseen::Limit { bound: Bound::Rule { rule }, .. } if rule.as_str() == "renew"));
    assert_eq!(look(&mut all, "http", 23 * DAYS + 10, Some(end)), None);
    assert!(look(&mut all, "http", 23 * DAYS + 31, Some(end)).is_some());
    let outlooks = all.outlooks(at(23 * DAYS + 31).wall);
    let [Outlook { prospect: Prospect::Certain { within }, limit, .. }] = outlooks.as_slice() else {
        panic!("{outlooks:?}")
    };
    assert_eq!((*within, *limit), (Duration::from_hours(17 * 24 - 1), 0.0));
}

#[test]
fn where_its_probe_fails_is_told_first_then_when_it_is_over() {
    let mut all = certificates();
    let end = 20 * DAYS;
    let first = told(look(&mut all, "tls", 0, Some(end)));
    assert!(matches!(&first.event, Foreseen::Limit { bound: Bound::Probe { probe }, .. } if probe == "tls"));
    assert_eq!(first.limit(), Some(10.0));
    assert_eq!(standing(look(&mut all, "tls", 10 * DAYS, Some(end))), Standing::Reached);
    let next = told(look(&mut all, "tls", 10 * DAYS + 5, Some(end)));
    assert_eq!(
        (next.limit(), next.due.unwrap().latest),
        (Some(0.0), Duration::from_hours(240) - Duration::from_secs(5))
    );
    // One that is over is not shown any more.
    assert_eq!(look(&mut all, "tls", end - 5, None), None);
    let refused = (None, ProbeOutcome::Failed(Complaint::Broke));
    assert_eq!(asked(&mut all, "tls", end + 1, refused), None, "who does not answer may have another by now");
    assert_eq!(standing(look(&mut all, "tls", end + 5, None)), Standing::Reached);
    assert_eq!(look(&mut all, "tls", end + 10, None), None);
}

#[test]
fn one_that_is_renewed_in_time_is_told_so_also_when_that_was_before_this_runtime() {
    let mut all = certificates();
    let forecast = told(look(&mut all, "http", 0, Some(5 * DAYS)));
    let prediction = Prediction {
        id: PredictionId(1),
        made_at: at(0).wall,
        forecast,
        incident: None,
        eased_at: None,
        outcome: Outcome::Open,
    };
    assert_eq!(standing(look(&mut all, "http", HOURS, Some(90 * DAYS))), Standing::Renewed);
    assert_eq!(look(&mut all, "http", 2 * HOURS, Some(90 * DAYS)), None);
    let mut next = certificates();
    next.remember(&Journal { predictions: vec![prediction], ..Journal::default() });
    assert_eq!(standing(look(&mut next, "http", 3 * HOURS, Some(90 * DAYS))), Standing::Renewed);
}

#[test]
fn what_is_not_configured_any_more_has_no_outlook() {
    let mut all = certificates();
    look(&mut all, "http", 0, Some(5 * DAYS));
    assert_eq!(all.outlooks(at(0).wall).len(), 1);
    assert_eq!(asked(&mut all, "http", 1, (None, ProbeOutcome::Passed)), None);
    assert_eq!(all.outlooks(at(0).wall), [], "it is asked without TLS now");
    look(&mut all, "http", 2, Some(5 * DAYS));
    all.configure(&Arc::default());
    assert_eq!(all.outlooks(at(0).wall), []);
}
