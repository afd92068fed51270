//! Files to a case.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

use super::super::args::DiagnoseOptions;
use super::super::exit::Failure;
use super::super::rows::{Rows, count, text};
use crate::i18n::Texts;
use crate::learn::cause::{Alarm, Case, Quantity, Series};
use crate::model::text::clean;

/// Most rows that are taken in, about 16 bytes each: more would not be looked through in the time there is.
const MOST_ROWS: usize = 30_000_000;

/// Metrics by service and name.
type Metrics = BTreeMap<String, BTreeMap<String, Vec<(f64, f64)>>>;

/// What the options and the files say.
///
/// # Errors
/// When they cannot be read, or do not fit together.
pub(super) fn case(options: &DiagnoseOptions, texts: &Texts) -> Result<Case, Failure> {
    let metrics = metrics(&options.csv, texts)?;
    within(&metrics, options, texts)?;
    let edges = options.graph.as_deref().map_or_else(|| Ok(Vec::new()), |path| graph(path, texts))?;
    // By name, so that the order of the rows has no say.
    let names: BTreeSet<&str> = metrics.keys().map(String::as_str).collect();
    let called = edges.iter().flat_map(|(caller, callee)| [caller.as_str(), callee.as_str()]);
    let subjects: Vec<String> =
        names.iter().copied().chain(called).collect::<BTreeSet<_>>().into_iter().map(str::to_owned).collect();
    let place = |name: &str| subjects.binary_search_by(|subject| subject.as_str().cmp(name)).ok();
    let alarm = match options.alert.as_deref() {
        None => None,
        Some(name) => {
            let subject = place(name).ok_or_else(|| unknown(name, &subjects, texts))?;
            note_unknown_metric(options, metrics.get(name), texts);
            Some(Alarm { subject, metric: options.alert_metric.clone() })
        }
    };
    let edges = edges.iter().filter_map(|(caller, callee)| Some((place(caller)?, place(callee)?))).collect();
    let mut series = Vec::new();
    for (name, of_service) in metrics {
        let Some(subject) = place(&name) else { continue };
        for (metric, samples) in of_service {
            let quantity = Quantity::of(&metric);
            series.push(Series::new(subject, metric, quantity, samples));
        }
    }
    Ok(Case { subjects, onset: options.at, series, edges, alarm, ..Case::default() })
}

fn metrics(path: &Path, texts: &Texts) -> Result<Metrics, Failure> {
    let mut rows = Rows::open(path, &["time", "service", "metric", "value"], texts)?;
    let mut metrics = Metrics::new();
    let (mut taken, mut without) = (0_usize, 0_u64);
    while rows.next()? {
        let service = rows.name("service")?;
        let of_service = match metrics.get_mut(service) {
            Some(of_service) => of_service,
            None => metrics.entry(service.to_owned()).or_default(),
        };
        let Some(time) = rows.number("time")? else { return Err(rows.wrong("rows-no-number", "time")) };
        let metric = rows.name("metric")?;
        let Some(value) = rows.number("value")? else {
            without += 1;
            continue;
        };
        taken += 1;
        if taken > MOST_ROWS {
            return Err(rows.failed("rows-too-many", &[("most", count(MOST_ROWS))]));
        }
        match of_service.get_mut(metric) {
            Some(samples) => samples.push((time, value)),
            None => drop(of_service.insert(metric.to_owned(), vec![(time, value)])),
        }
    }
    if taken == 0 {
        return Err(rows.failed("diagnose-no-values", &[]));
    }
    let repeated = contradictions(&mut metrics);
    if repeated > 0 {
        say(&texts.with("diagnose-repeated", &[("count", repeated.into())]));
    }
    if without > 0 {
        say(&texts.with("diagnose-without-value", &[("count", without.into())]));
    }
    Ok(metrics)
}

/// Rows that give a moment of a metric another value than an earlier row; puts all of them in order of time.
fn contradictions(metrics: &mut Metrics) -> u64 {
    let mut found = 0;
    for samples in metrics.values_mut().flat_map(BTreeMap::values_mut) {
        samples.sort_by(|a, b| a.0.total_cmp(&b.0));
        let differ =
            |pair: &&[(f64, f64)]| pair[0].0.total_cmp(&pair[1].0).is_eq() && pair[0].1.total_cmp(&pair[1].1).is_ne();
        found += samples.windows(2).filter(differ).count() as u64;
    }
    found
}

/// There must be something before the incident and something of it.
fn within(metrics: &Metrics, options: &DiagnoseOptions, texts: &Texts) -> Result<(), Failure> {
    let times = || metrics.values().flat_map(BTreeMap::values).flatten().map(|(time, _)| *time);
    let first = times().fold(f64::INFINITY, f64::min);
    let last = times().fold(f64::NEG_INFINITY, f64::max);
    if first < options.at && options.at <= last {
        return Ok(());
    }
    let variables = [("at", count(options.at)), ("first", count(first)), ("last", count(last))];
    Err(Failure::Question { text: texts.with("diagnose-outside", &variables) })
}

fn graph(path: &Path, texts: &Texts) -> Result<Vec<(String, String)>, Failure> {
    let mut rows = Rows::open(path, &["caller", "callee"], texts)?;
    let mut edges = Vec::new();
    while rows.next()? {
        edges.push((rows.name("caller")?.to_owned(), rows.name("callee")?.to_owned()));
        if edges.len() > MOST_ROWS {
            return Err(rows.failed("rows-too-many", &[("most", count(MOST_ROWS))]));
        }
    }
    Ok(edges)
}

fn unknown(name: &str, subjects: &[String], texts: &Texts) -> Failure {
    let near = subjects.iter().map(|subject| (strsim::jaro_winkler(subject, name), subject));
    let near = near.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, subject)| clean(subject, 120)).unwrap_or_default();
    let variables = [("service", text(&clean(name, 120))), ("near", text(&near))];
    Failure::Question { text: texts.with("diagnose-unknown-service", &variables) }
}

/// A metric that the file does not have is no reason to leave a question unanswered.
fn note_unknown_metric(
    options: &DiagnoseOptions,
    of_service: Option<&BTreeMap<String, Vec<(f64, f64)>>>,
    texts: &Texts,
) {
    let Some(metric) = options.alert_metric.as_deref() else { return };
    if of_service.is_none_or(|metrics| !metrics.contains_key(metric)) {
        say(&texts.with("diagnose-unknown-metric", &[("metric", text(&clean(metric, 120)))]));
    }
}

/// A word beside the answer.
fn say(words: &str) {
    // Nobody to tell when stderr is closed.
    drop(writeln!(std::io::stderr().lock(), "autoagents: {words}"));
}
