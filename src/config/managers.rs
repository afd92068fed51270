//! Units and containers as written: names that their managers would take, and what only a process can have.

use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::de::DeValue;

use super::codec::{Scalar, quoted};
use super::keys::{KindWord, SERVICE_KIND, ServiceKeys};
use super::reader::{Reader, join, other_type};
use super::table::Shape;
use crate::model::managed::{ContainerSpec, Scope, UnitSpec};
use crate::model::spec::{ServiceKind, StopSignal, StopSpec};
use crate::model::wrong::{Wanted, Wrong, WrongKeys, WrongName};

/// What systemd's units may be; each is the end of a name.
const TYPES: [&str; 10] =
    ["service", "socket", "timer", "path", "mount", "automount", "swap", "target", "slice", "scope"];
/// The longest name that systemd takes.
const LONGEST: usize = 255;

/// The whole name of a unit (systemd.unit(5)).
pub(super) struct UnitName;

impl Scalar for UnitName {
    type Value = String;

    fn shape(&self) -> Shape {
        Shape::Pattern(r"^[A-Za-z0-9:_.\\@-]+\.[a-z]+$")
    }

    fn parse(&self, value: &DeValue<'_>, _: &Path) -> Result<String, Wrong> {
        let Some(name) = value.as_str() else { return Err(other_type(value, Wanted::Unit, "\"nginx.service\"")) };
        let text = || name.to_owned();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '.' | '\\' | '@' | '-');
        if name.is_empty() || name.len() > LONGEST || name.starts_with(['-', '.']) || !name.chars().all(plain) {
            return Err(WrongName::NoUnitName { text: text() }.into());
        }
        match name.rsplit_once('.') {
            Some((before, kind)) if before.ends_with('@') => {
                Err(WrongName::UnitTemplate { text: text(), instance: format!("{before}1.{kind}") }.into())
            }
            Some((before, kind)) if !before.is_empty() && TYPES.contains(&kind) => Ok(name.to_owned()),
            _ => Err(WrongName::UnitWithoutType { text: text() }.into()),
        }
    }

    fn literal(&self, value: &String) -> String {
        quoted(value)
    }
}

/// The name of a container, as Docker and Podman take it.
pub(super) struct ContainerName;

impl Scalar for ContainerName {
    type Value = String;

    fn shape(&self) -> Shape {
        Shape::Pattern("^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    }

    fn parse(&self, value: &DeValue<'_>, _: &Path) -> Result<String, Wrong> {
        let Some(name) = value.as_str() else { return Err(other_type(value, Wanted::Container, "\"shop-db\"")) };
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let begins = name.chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
        if !begins || name.len() > LONGEST || !name.chars().all(plain) {
            return Err(WrongName::NoContainerName { text: name.to_owned() }.into());
        }
        Ok(name.to_owned())
    }

    fn literal(&self, value: &String) -> String {
        quoted(value)
    }
}

/// The unit that the keys mean.
pub(super) fn unit(path: &str, keys: &ServiceKeys, reader: &mut Reader<'_>) -> Option<ServiceKind> {
    refuse_signal(path, keys, reader);
    let Some(unit) = &keys.unit else {
        missing(path, ("unit", "\"nginx.service\""), reader);
        return None;
    };
    let scope = keys.scope.unwrap_or(Scope::System);
    Some(ServiceKind::Unit(UnitSpec { unit: unit.clone(), scope, grace: grace(keys) }))
}

/// The container that the keys mean.
pub(super) fn container(path: &str, keys: &ServiceKeys, reader: &mut Reader<'_>) -> Option<ServiceKind> {
    refuse_signal(path, keys, reader);
    let Some(container) = &keys.container else {
        missing(path, ("container", "\"shop-db\""), reader);
        return None;
    };
    let (socket, grace) = (keys.socket.clone(), grace(keys));
    Some(ServiceKind::Container(ContainerSpec { container: container.clone(), socket, grace }))
}

/// Its manager knows how long it takes to stop; only what is written here goes before.
fn grace(keys: &ServiceKeys) -> Option<Duration> {
    keys.stop.as_ref().map(|stop| stop.grace)
}

/// Notes units and containers that two services mean: they would work against each other.
pub(super) fn check_shared(services: &[(String, ServiceKeys)], reader: &mut Reader<'_>) {
    let unit = |keys: &ServiceKeys| keys.unit.clone().map(|unit| (unit, keys.scope.unwrap_or(Scope::System)));
    let container = |keys: &ServiceKeys| keys.container.clone().map(|container| (container, keys.socket.clone()));
    for (index, (path, keys)) in services.iter().enumerate() {
        let shared = services[..index].iter().find_map(|(_, earlier)| match keys.kind {
            KindWord::Unit if unit(earlier) == unit(keys) => keys.unit.as_ref().map(|unit| ("unit", unit, earlier)),
            KindWord::Container if container(earlier) == container(keys) => {
                keys.container.as_ref().map(|container| ("container", container, earlier))
            }
            _ => None,
        });
        if let Some((key, target, earlier)) = shared {
            let wrong = WrongName::Taken { target: target.clone(), by: earlier.name.clone() };
            reader.fault(&join(path, key), wrong);
        }
    }
}

/// Notes that the key is missing that is called like the kind.
fn missing(path: &str, (kind, example): (&str, &str), reader: &mut Reader<'_>) {
    let path = join(path, kind);
    if !reader.has(&path) {
        let (name, kind, example) = (kind.to_owned(), kind.to_owned(), example.to_owned());
        reader.missing(&path, WrongKeys::MissingForKind { name, kind, example });
    }
}

/// It would promise a signal that is never sent.
fn refuse_signal(path: &str, keys: &ServiceKeys, reader: &mut Reader<'_>) {
    let key = join(path, "stop.signal");
    if keys.stop.as_ref().is_some_and(|stop| stop.signal != StopSignal::Term) {
        reader.fault(&key, WrongKeys::SignalOfManager { kind: SERVICE_KIND.word(&keys.kind).to_owned() });
    }
}

/// The keys of a unit or a container.
#[derive(Default)]
pub(super) struct Keys {
    pub(super) unit: Option<String>,
    pub(super) scope: Option<Scope>,
    pub(super) container: Option<String>,
    pub(super) socket: Option<PathBuf>,
    pub(super) stop: Option<StopSpec>,
}

/// As they would have been written.
pub(super) fn written(kind: &ServiceKind) -> Keys {
    let stop = |grace: Option<Duration>| grace.map(|grace| StopSpec { signal: StopSignal::Term, grace, command: None });
    match kind {
        ServiceKind::Unit(unit) => {
            Keys { stop: stop(unit.grace), unit: Some(unit.unit.clone()), scope: Some(unit.scope), ..Keys::default() }
        }
        ServiceKind::Container(container) => {
            let socket = container.socket.clone();
            Keys {
                container: Some(container.container.clone()),
                socket,
                stop: stop(container.grace),
                ..Keys::default()
            }
        }
        ServiceKind::Process(_) | ServiceKind::External(_) => Keys::default(),
    }
}
