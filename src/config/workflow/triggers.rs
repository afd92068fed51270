//! What starts runs, of its keys.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use super::keys::TriggerKeys;
use super::params::{check_given, secret, unfit};
use super::references::{Check, Stand};
use super::texts::Text;
use super::{Known, schedule};
use crate::config::codec::within;
use crate::config::fault::{nearest, words};
use crate::config::reader::{Reader, join};
use crate::model::alert::BUILT_IN;
use crate::model::id::ServiceName;
use crate::model::workflow::definition::Param;
use crate::model::workflow::template::Template;
use crate::model::workflow::trigger::{Trigger, TriggerOn};
use crate::model::wrong::{WrongFlow, WrongKeys};

/// What can start a run.
const KINDS: [&str; 7] = ["cron", "every", "alert", "incident", "service", "file", "webhook"];
/// A moment that was missed by more than this is over.
const CATCH_UP: Duration = Duration::from_secs(3600);
/// So long nothing more happens to files.
const SETTLE: Duration = Duration::from_secs(2);

/// The trigger that is meant; none after a fault was noted.
pub(super) fn trigger(keys: TriggerKeys, path: &str, base: &Path, reader: &mut Reader<'_>) -> Option<Trigger> {
    let given = [
        keys.cron.is_some(),
        keys.every.is_some(),
        keys.alert.is_some(),
        keys.incident.is_some(),
        keys.service.is_some(),
        keys.file.is_some(),
        keys.webhook.is_some(),
    ];
    let given: Vec<&str> = KINDS.iter().zip(given).filter(|(_, given)| *given).map(|(kind, _)| *kind).collect();
    let goes_with = [
        ("time_zone", "cron", keys.time_zone.is_some()),
        ("catch_up", "cron", keys.catch_up.is_some()),
        ("settle", "file", keys.settle.is_some()),
    ];
    for (name, other, _) in goes_with.into_iter().filter(|(_, other, is)| *is && !given.contains(other)) {
        let (name, other) = (name.to_owned(), other.to_owned());
        reader.fault(&join(path, &name), WrongKeys::GoesWith { name: name.clone(), other });
    }
    match &given[..] {
        [_] => {}
        [] => {
            if !reader.is_faulty_since(0, path, &KINDS) {
                reader.missing(path, WrongFlow::NoneOf { one_of: words(KINDS) });
            }
            return None;
        }
        several => {
            reader.fault(path, WrongFlow::SeveralOf { all_of: words(several.iter().copied()) });
            return None;
        }
    }
    let params = keys.params.clone().unwrap_or_default();
    Some(Trigger { on: on(keys, path, base, reader)?, params })
}

fn on(keys: TriggerKeys, path: &str, base: &Path, reader: &mut Reader<'_>) -> Option<TriggerOn> {
    if let Some(schedule) = keys.cron {
        if let Err(wrong) = schedule::check(&schedule) {
            reader.fault(&join(path, "cron"), wrong);
        }
        if let Some(Err(wrong)) = keys.time_zone.as_deref().map(schedule::check_zone) {
            reader.fault(&join(path, "time_zone"), wrong);
        }
        let catch_up = keys.catch_up.unwrap_or(CATCH_UP);
        return Some(TriggerOn::Cron { schedule, time_zone: keys.time_zone, catch_up });
    }
    if let Some(every) = keys.every {
        return Some(TriggerOn::Every(every));
    }
    if let Some(alert) = keys.alert {
        return Some(TriggerOn::Alert { rule: alert.rule, subject: alert.subject, severity: alert.severity });
    }
    if let Some(incident) = keys.incident {
        return Some(TriggerOn::Incident { service: incident.service.map(ServiceName::from) });
    }
    if let Some(service) = keys.service {
        return Some(TriggerOn::Service { name: ServiceName::from(service.name), state: service.state });
    }
    if let Some(file) = keys.file {
        let path = within(base, &file).to_string_lossy().into_owned();
        return Some(TriggerOn::File { path, settle: keys.settle.unwrap_or(SETTLE) });
    }
    let secret = secret(keys.webhook?.secret, &join(path, "webhook.secret"), reader)?;
    Some(TriggerOn::Webhook { secret })
}

/// Notes what a trigger names and nobody has, and parameters that the workflow has not.
pub(super) fn check(
    trigger: &Trigger,
    path: &str,
    (workflow, params): (&str, &[Param]),
    check: &mut Check<'_>,
    reader: &mut Reader<'_>,
) {
    check_names(&trigger.on, path, check, reader);
    let known: &BTreeMap<String, Value> = &trigger.params;
    let fits = |param: &Param, value: &Value| unfit(&param.name, &param.kind, value);
    check_given(known, (workflow, params), fits, |name, wrong| {
        let place = if name.is_empty() { path.to_owned() } else { join(&join(path, "params"), name) };
        reader.fault(&place, wrong);
    });
    for (name, value) in known {
        let texts: Vec<&str> = match value {
            Value::String(text) => vec![text],
            Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        for text in texts.into_iter().map(Template::from) {
            let stand = Stand { has_items: false, has_steps: false, hides: false };
            let place = || join(&join(path, "params"), name);
            check.text(Text::Template(&text), stand, &place, reader, &mut |_, _| {});
        }
    }
}

fn check_names(on: &TriggerOn, path: &str, check: &Check<'_>, reader: &mut Reader<'_>) {
    let known: &Known = check.names.known;
    let service = |name: &str, key: &str, reader: &mut Reader<'_>| {
        if let Some(wrong) = check.no_service(name) {
            reader.missing(&join(path, key), wrong);
        }
    };
    match on {
        TriggerOn::Alert { rule: Some(rule), .. } => {
            let Some(rules) = &known.rules else { return };
            if !BUILT_IN.contains(&rule.as_str()) && !rules.contains(rule) {
                let near = nearest(rule, rules.iter().map(String::as_str).chain(BUILT_IN)).map(str::to_owned);
                reader.missing(&join(path, "alert.rule"), WrongFlow::NoRule { name: rule.clone(), near });
            }
        }
        TriggerOn::Incident { service: Some(name) } => service(name.as_str(), "incident.service", reader),
        TriggerOn::Service { name, .. } => service(name.as_str(), "service.name", reader),
        _ => {}
    }
}
