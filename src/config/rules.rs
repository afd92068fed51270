//! Rules as written become [`RuleSpec`]s.

use std::sync::Arc;

use super::fault::nearest;
use super::keys::RuleKeys;
use super::reader::{Reader, join};
use crate::model::alert::BUILT_IN;
use crate::model::id::RuleName;
use crate::model::instances::Instances;
use crate::model::series::SERVICE_METRICS;
use crate::model::spec::{RuleSpec, ServiceSpec, Threshold};
use crate::model::wrong::{WrongKeys, WrongName};

/// The specs of the rules that could be read; faults of the others are noted.
pub(super) fn specs(rules: &[(String, RuleKeys)], reader: &mut Reader<'_>) -> Vec<Arc<RuleSpec>> {
    rules.iter().filter_map(|(path, keys)| spec(path, keys, reader).map(Arc::new)).collect()
}

fn spec(path: &str, keys: &RuleKeys, reader: &mut Reader<'_>) -> Option<RuleSpec> {
    if BUILT_IN.contains(&keys.name.as_str()) {
        reader.fault(&join(path, "name"), WrongName::BuiltIn { name: keys.name.clone() });
    }
    Some(RuleSpec {
        name: RuleName::from(keys.name.as_str()),
        series: keys.series.clone(),
        threshold: threshold(path, keys, reader)?,
        hold: keys.hold,
        severity: keys.severity,
        heal: keys.heal,
        labels: keys.labels.clone(),
    })
}

fn threshold(path: &str, keys: &RuleKeys, reader: &mut Reader<'_>) -> Option<Threshold> {
    // A limit that is given but wrong has been noted; it still says which way the rule looks.
    let above = keys.above.is_some() || reader.has(&join(path, "above"));
    let below = keys.below.is_some() || reader.has(&join(path, "below"));
    match (above, below) {
        (true, true) => {
            let (name, other) = ("above".to_owned(), "below".to_owned());
            reader.fault(&join(path, "below"), WrongKeys::Both { name, other });
            None
        }
        (false, false) => {
            let (name, other) = ("above".to_owned(), "below".to_owned());
            reader.missing(path, WrongKeys::MissingEither { name, other });
            None
        }
        (true, false) => {
            refuse(path, "clear_above", "clear_below", reader);
            let limit = keys.above?;
            let clear = keys.clear_below.unwrap_or(limit);
            if clear > limit {
                let (name, other) = ("clear_below".to_owned(), "above".to_owned());
                let wrong = WrongKeys::Greater { name, other, limit: format!("{limit:?}") };
                reader.fault(&join(path, "clear_below"), wrong);
            }
            Some(Threshold::Above { limit, clear })
        }
        (false, true) => {
            refuse(path, "clear_below", "clear_above", reader);
            let limit = keys.below?;
            let clear = keys.clear_above.unwrap_or(limit);
            if clear < limit {
                let (name, other) = ("clear_above".to_owned(), "below".to_owned());
                let wrong = WrongKeys::Less { name, other, limit: format!("{limit:?}") };
                reader.fault(&join(path, "clear_above"), wrong);
            }
            Some(Threshold::Below { limit, clear })
        }
    }
}

/// Notes a limit for clearing that belongs to the other direction.
fn refuse(path: &str, key: &str, instead: &str, reader: &mut Reader<'_>) {
    let place = join(path, key);
    if reader.has(&place) {
        let (name, instead) = (key.to_owned(), instead.to_owned());
        reader.fault(&place, WrongKeys::OtherDirection { name, instead });
    }
}

/// Notes rules on a service, or on a probe, that does not exist.
pub(super) fn check_subjects(
    rules: &[(String, RuleKeys)],
    names: &[(usize, String)],
    services: &[Arc<ServiceSpec>],
    reader: &mut Reader<'_>,
) {
    for (path, keys) in rules {
        let Some(subject) = keys.series.instance.as_deref().filter(|_| SERVICE_METRICS.contains(&&*keys.series.metric))
        else {
            continue;
        };
        let place = join(path, "series");
        let known = || names.iter().map(|(_, name)| name.as_str());
        if let Some(prefix) = subject.strip_suffix('*') {
            let service = prefix.split('/').next().unwrap_or(prefix);
            if !known().any(|name| name.starts_with(service)) {
                reader.missing(&place, WrongName::NoServiceBegins { name: service.to_owned() });
            }
            continue;
        }
        let (service, probe) =
            subject.split_once('/').map_or((subject, None), |(service, probe)| (service, Some(probe)));
        // One of several instances is there as long as the service is.
        let service = instance_of(service, services).unwrap_or(service);
        if !known().any(|name| name == service) {
            let near = nearest(service, known()).map(str::to_owned);
            reader.missing(&place, WrongName::NoService { name: service.to_owned(), near });
            continue;
        }
        let Some(spec) = services.iter().find(|spec| spec.name.as_str() == service) else { continue };
        let is_probe = keys.series.metric.starts_with("probe.");
        let probes = || spec.probes.iter().map(|probe| probe.name.as_str());
        match probe {
            Some(probe) if !is_probe => {
                let instead = format!("{}{{{service}}}", keys.series.metric);
                reader.fault(&place, WrongName::ProbeTooMuch { probe: probe.to_owned(), instead });
            }
            None if is_probe => {
                let near = probes().next().unwrap_or("http");
                let instead = format!("{}{{{service}/{near}}}", keys.series.metric);
                reader.fault(&place, WrongName::ProbeMissing { instead });
            }
            Some(probe) if !probes().any(|name| name == probe) => {
                let near = nearest(probe, probes()).or_else(|| probes().next()).map(str::to_owned);
                let (name, service) = (probe.to_owned(), service.to_owned());
                reader.missing(&place, WrongName::NoProbe { name, service, near });
            }
            _ => {}
        }
    }
}

/// The service of which this names an instance.
fn instance_of<'t>(subject: &'t str, services: &[Arc<ServiceSpec>]) -> Option<&'t str> {
    let (name, number) = subject.split_once('@')?;
    let spec = services.iter().find(|spec| spec.name.as_str() == name)?;
    let count = match spec.instances {
        Instances::Of { max, .. } => max,
        Instances::One | Instances::This { .. } => 0,
    };
    number.parse().is_ok_and(|number: u32| (1..=count).contains(&number)).then_some(name)
}

impl From<&RuleSpec> for RuleKeys {
    /// As it would have been written.
    fn from(spec: &RuleSpec) -> Self {
        let (above, below) = match spec.threshold {
            Threshold::Above { limit, clear } => (Some((limit, clear)), None),
            Threshold::Below { limit, clear } => (None, Some((limit, clear))),
        };
        Self {
            name: spec.name.to_string(),
            series: spec.series.clone(),
            above: above.map(|(limit, _)| limit),
            clear_below: above.map(|(_, clear)| clear),
            below: below.map(|(limit, _)| limit),
            clear_above: below.map(|(_, clear)| clear),
            hold: spec.hold,
            severity: spec.severity,
            heal: spec.heal,
            labels: spec.labels.clone(),
        }
    }
}
