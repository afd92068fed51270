//! Units and containers as written: names that their managers would take, and what only a process can have.

use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::de::DeValue;

use super::codec::{Scalar, quoted};
use super::keys::{KindWord, SERVICE_KIND, ServiceKeys};
use super::reader::{Reader, Wrong, join};
use super::table::Shape;
use crate::model::managed::{ContainerSpec, Scope, UnitSpec};
use crate::model::spec::{ServiceKind, StopSignal, StopSpec};

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
        let Some(name) = value.as_str() else { return Err(Wrong::kind(value, "a unit", "\"nginx.service\"")) };
        let wrong = |what: String, hint: String| Err(Wrong::new(what, hint));
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '.' | '\\' | '@' | '-');
        let hint = || "use the name that `systemctl list-units` shows, such as `\"nginx.service\"`".to_owned();
        if name.is_empty() || name.len() > LONGEST || name.starts_with(['-', '.']) || !name.chars().all(plain) {
            return wrong(format!("`{name}` cannot be the name of a unit"), hint());
        }
        match name.rsplit_once('.') {
            Some((before, _)) if before.ends_with('@') => wrong(
                format!("`{name}` is a template"),
                format!("name an instance of it: `\"{before}1.{}\"`", &name[before.len() + 1..]),
            ),
            Some((before, kind)) if !before.is_empty() && TYPES.contains(&kind) => Ok(name.to_owned()),
            _ => wrong(format!("`{name}` has no type"), format!("did you mean `\"{name}.service\"`?")),
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
        let Some(name) = value.as_str() else { return Err(Wrong::kind(value, "a container", "\"shop-db\"")) };
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let begins = name.chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
        if !begins || name.len() > LONGEST || !name.chars().all(plain) {
            let hint = "use the name that `docker ps` shows in its last column, such as `\"shop-db\"`";
            return Err(Wrong::new(format!("`{name}` cannot be the name of a container"), hint));
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
        missing(path, "unit", "add `unit = \"nginx.service\"`: `kind = \"unit\"` needs it", reader);
        return None;
    };
    let scope = keys.scope.unwrap_or(Scope::System);
    Some(ServiceKind::Unit(UnitSpec { unit: unit.clone(), scope, grace: grace(keys) }))
}

/// The container that the keys mean.
pub(super) fn container(path: &str, keys: &ServiceKeys, reader: &mut Reader<'_>) -> Option<ServiceKind> {
    refuse_signal(path, keys, reader);
    let Some(container) = &keys.container else {
        missing(path, "container", "add `container = \"shop-db\"`: `kind = \"container\"` needs it", reader);
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
            let hint = "remove one of the two services";
            reader.fault(&join(path, key), format!("`{target}` is `{}` already", earlier.name), hint);
        }
    }
}

fn missing(path: &str, key: &str, hint: &str, reader: &mut Reader<'_>) {
    let path = join(path, key);
    if !reader.has(&path) {
        reader.missing(&path, format!("missing key `{key}`"), hint);
    }
}

/// It would promise a signal that is never sent.
fn refuse_signal(path: &str, keys: &ServiceKeys, reader: &mut Reader<'_>) {
    let key = join(path, "stop.signal");
    if keys.stop.as_ref().is_some_and(|stop| stop.signal != StopSignal::Term) {
        let word = SERVICE_KIND.literal(&keys.kind);
        let what = format!("`signal` is not for `kind = {word}`");
        reader.fault(&key, what, "remove it, and set the signal where its manager is configured");
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
