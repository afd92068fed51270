//! Probes as written become [`ProbeSpec`]s: what one kind needs, what another must not have.

use std::path::Path;
use std::time::Duration;

use super::codec::Scalar;
use super::fault::words;
use super::probe_words::{Amount, Pattern};
use super::probes::{METHOD, OWN, PROBE_KIND, ProbeKeys, ProbeWord};
use super::reader::{Reader, join};
use super::services::placed;
use crate::model::check::{
    Check, DnsCheck, ExecCheck, Figure, Growth, HeartbeatCheck, HttpCheck, LogCheck, LogCondition, Record,
    ResourceCheck, TcpCheck, TlsCheck,
};
use crate::model::instances::PLACE;
use crate::model::spec::{ProbeRole, ProbeSpec};
use crate::model::wrong::{Wanted, WrongKeys, WrongName, WrongValue};

/// How long a match counts, or may be waited for.
const WITHIN: Duration = Duration::from_secs(60);
/// A certificate should last so many days.
const MIN_DAYS: u32 = 14;
/// Growth is measured over so long.
const GROWTH_WITHIN: Duration = Duration::from_secs(600);

/// What its service is, as far as a probe has to know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Home<'a> {
    /// Where programs run.
    pub(super) dir: &'a Path,
    /// It is started here.
    pub(super) is_process: bool,
    /// It has instances.
    pub(super) runs_several_times: bool,
}

/// The spec of a probe; none after a fault was noted.
pub(super) fn probe_spec(path: &str, keys: &ProbeKeys, home: Home<'_>, reader: &mut Reader<'_>) -> Option<ProbeSpec> {
    let Home { dir, is_process, .. } = home;
    // A wrong kind has been noted; what its keys should be is unknown.
    if reader.is_faulty(&join(path, "kind")) {
        return None;
    }
    refuse_foreign(path, keys.kind, reader);
    refuse_number(path, keys, home, reader);
    let check = match keys.kind {
        ProbeWord::Exec => exec(path, keys, dir, reader),
        ProbeWord::Http => http(path, keys, reader),
        ProbeWord::Tcp => tcp(path, keys, reader),
        ProbeWord::Log => log(path, keys, is_process, reader),
        ProbeWord::Heartbeat => heartbeat(path, keys, reader),
        ProbeWord::Dns => dns(path, keys, reader),
        ProbeWord::Tls => tls(path, keys, reader),
        ProbeWord::Resource => resource(path, keys, is_process, reader),
    };
    if keys.max_latency.is_some_and(|latency| latency > keys.timeout) {
        let (name, other) = ("max_latency".to_owned(), "timeout".to_owned());
        reader.fault(&join(path, "max_latency"), WrongKeys::Longer { name, other });
    }
    let check = check?;
    // What looks back over a time itself needs no second look, unless somebody asks for one.
    let looks_back = matches!(check, Check::Log(_) | Check::Heartbeat(_) | Check::Resource(_));
    let row = |key: &str, given: u32| if looks_back && !reader.has(&join(path, key)) { 1 } else { given };
    Some(ProbeSpec {
        name: name_of(keys),
        role: keys.role,
        interval: keys.interval,
        timeout: keys.timeout,
        fail_after: row("fail_after", keys.fail_after),
        recover_after: row("recover_after", keys.recover_after),
        grace: grace(keys, &check),
        check,
    })
}

/// How long failures do not count. A start that waits for a line may wait for as long as that may take.
fn grace(keys: &ProbeKeys, check: &Check) -> Duration {
    match check {
        Check::Log(LogCheck { condition: LogCondition::With { within, .. }, .. })
            if keys.role == ProbeRole::Startup =>
        {
            keys.grace.max(*within)
        }
        Check::Heartbeat(check) if keys.role == ProbeRole::Startup => check.every + check.grace,
        Check::Heartbeat(_) => Duration::ZERO,
        _ => keys.grace,
    }
}

/// The name given, or else the kind.
pub(super) fn name_of(keys: &ProbeKeys) -> String {
    keys.name.clone().unwrap_or_else(|| PROBE_KIND.word(&keys.kind).to_owned())
}

/// Notes keys that are for probes of other kinds.
fn refuse_foreign(path: &str, kind: ProbeWord, reader: &mut Reader<'_>) {
    for (name, kinds) in OWN.iter().filter(|(_, kinds)| !kinds.contains(&kind)) {
        let key = join(path, name);
        if reader.has(&key) {
            let one_of = kinds.iter().map(|kind| format!("kind = {}", PROBE_KIND.literal(kind))).collect();
            reader.fault(&key, WrongKeys::OnlyFor { name: (*name).to_owned(), one_of });
        }
    }
}

/// Notes where the number of an instance is to stand and there is none.
fn refuse_number(path: &str, keys: &ProbeKeys, home: Home<'_>, reader: &mut Reader<'_>) {
    for (key, text) in [("url", &keys.url), ("address", &keys.address), ("server", &keys.server)] {
        if !home.runs_several_times && text.as_ref().is_some_and(|text| text.contains(PLACE)) {
            reader.fault(&join(path, key), WrongKeys::NumberOfOne { text: PLACE.to_owned() });
        }
    }
}

/// What the kind cannot do without.
fn needed<T: Clone>(value: Option<&T>, key: &str, path: &str, kind: ProbeWord, reader: &mut Reader<'_>) -> Option<T> {
    let path = join(path, key);
    if value.is_none() && !reader.has(&path) {
        let (name, kind, example) = (key.to_owned(), PROBE_KIND.word(&kind).to_owned(), "…".to_owned());
        reader.missing(&path, WrongKeys::MissingForKind { name, kind, example });
    }
    value.cloned()
}

fn exec(path: &str, keys: &ProbeKeys, dir: &Path, reader: &mut Reader<'_>) -> Option<Check> {
    let command = needed(keys.command.as_ref(), "command", path, keys.kind, reader)?;
    Some(Check::Exec(ExecCheck {
        command: placed(&command, dir),
        working_dir: dir.to_owned(),
        exit_codes: keys.exit_codes.clone().unwrap_or_else(|| vec![0]),
        output_contains: keys.output_contains.clone(),
    }))
}

fn http(path: &str, keys: &ProbeKeys, reader: &mut Reader<'_>) -> Option<Check> {
    if keys.method == Some("HEAD") {
        for key in ["body_contains", "body_json"].map(|key| join(path, key)) {
            if reader.has(&key) {
                reader.fault(&key, WrongKeys::HeadHasNoBody);
            }
        }
    }
    let plain = HttpCheck::get(needed(keys.url.as_ref(), "url", path, keys.kind, reader)?);
    Some(Check::Http(Box::new(HttpCheck {
        method: keys.method.map_or(plain.method, str::to_owned),
        headers: keys.headers.clone().unwrap_or_default(),
        body: keys.body.clone(),
        status: keys.status.clone().unwrap_or(plain.status),
        body_contains: keys.body_contains.clone(),
        body_json: keys.body_json.clone(),
        max_latency: keys.max_latency,
        url: plain.url,
    })))
}

fn tcp(path: &str, keys: &ProbeKeys, reader: &mut Reader<'_>) -> Option<Check> {
    let address = needed(keys.address.as_ref(), "address", path, keys.kind, reader)?;
    let (send, expect) = (keys.send.clone(), one_text(keys, path, reader));
    Some(Check::Tcp(TcpCheck { address, send, expect, max_latency: keys.max_latency }))
}

fn tls(path: &str, keys: &ProbeKeys, reader: &mut Reader<'_>) -> Option<Check> {
    let address = needed(keys.address.as_ref(), "address", path, keys.kind, reader)?;
    if let Some(name) = &keys.server_name
        && rustls::pki_types::ServerName::try_from(name.as_str()).is_err()
    {
        reader.fault(&join(path, "server_name"), WrongName::NoServerName { text: name.clone() });
    }
    Some(Check::Tls(TlsCheck {
        address,
        server_name: keys.server_name.clone(),
        ca_file: keys.ca_file.clone(),
        min_days: keys.min_days.unwrap_or(MIN_DAYS),
        max_latency: keys.max_latency,
    }))
}

fn dns(path: &str, keys: &ProbeKeys, reader: &mut Reader<'_>) -> Option<Check> {
    let host = needed(keys.host.as_ref(), "host", path, keys.kind, reader)?;
    let record = keys.record.unwrap_or(Record::A);
    let expect = keys.expect.clone().unwrap_or_default();
    let wrong = expect.iter().find(|wanted| match record {
        Record::A => wanted.parse::<std::net::Ipv4Addr>().is_err(),
        Record::Aaaa => wanted.parse::<std::net::Ipv6Addr>().is_err(),
        Record::Cname | Record::Mx | Record::Txt | Record::Ns => false,
    });
    if let Some(wrong) = wrong {
        let (wanted, example) = match record {
            Record::A => (Wanted::Ipv4, "[\"10.0.0.5\"]"),
            _ => (Wanted::Ipv6, "[\"2001:db8::1\"]"),
        };
        let wrong = WrongValue::NotA { text: wrong.clone(), wanted, one_of: words([example]) };
        reader.fault(&join(path, "expect"), wrong);
    }
    let (server, max_latency) = (keys.server.clone(), keys.max_latency);
    Some(Check::Dns(DnsCheck { host, record, server, expect, max_latency }))
}

/// What is expected, where only one text can be.
fn one_text(keys: &ProbeKeys, path: &str, reader: &mut Reader<'_>) -> Option<String> {
    let expect = keys.expect.as_ref()?;
    if expect.len() > 1 {
        let kind = PROBE_KIND.word(&keys.kind).to_owned();
        reader.fault(&join(path, "expect"), WrongKeys::OneText { kind });
    }
    expect.first().cloned()
}

fn log(path: &str, keys: &ProbeKeys, is_process: bool, reader: &mut Reader<'_>) -> Option<Check> {
    let at = |key: &str| join(path, key);
    if !is_process && keys.path.is_none() && !reader.has(&at("path")) {
        reader.missing(&at("path"), WrongKeys::MissingLogPath);
    }
    let within = keys.within.unwrap_or(WITHIN);
    let condition = match (&keys.pattern, one_text(keys, path, reader)) {
        (Some(_), Some(_)) => {
            let (name, other) = ("pattern".to_owned(), "expect".to_owned());
            reader.fault(&at("expect"), WrongKeys::Both { name, other });
            return None;
        }
        (Some(pattern), None) => {
            LogCondition::Without { pattern: pattern.clone(), count: keys.count.unwrap_or(1), within }
        }
        (None, Some(pattern)) => {
            if let Err(wrong) = Pattern::check(&pattern) {
                reader.fault(&at("expect"), wrong);
            }
            if keys.count.is_some() {
                reader.fault(&at("count"), WrongKeys::CountOfExpected);
            }
            LogCondition::With { pattern, within }
        }
        (None, None) => {
            if !reader.has(&at("pattern")) && !reader.has(&at("expect")) {
                let (name, other) = ("pattern".to_owned(), "expect".to_owned());
                reader.missing(&at("pattern"), WrongKeys::MissingEither { name, other });
            }
            return None;
        }
    };
    Some(Check::Log(LogCheck { path: keys.path.clone(), condition }))
}

fn heartbeat(path: &str, keys: &ProbeKeys, reader: &mut Reader<'_>) -> Option<Check> {
    let every = needed(keys.every.as_ref(), "every", path, keys.kind, reader)?;
    Some(Check::Heartbeat(HeartbeatCheck { every, grace: keys.grace }))
}

fn resource(path: &str, keys: &ProbeKeys, is_process: bool, reader: &mut Reader<'_>) -> Option<Check> {
    let at = |key: &str| join(path, key);
    if !is_process {
        reader.fault(&at("kind"), WrongKeys::NoProcesses);
    }
    let figure = needed(keys.figure.as_ref(), "figure", path, keys.kind, reader)?;
    for (key, amount) in [("above", keys.above), ("growth", keys.growth)] {
        if amount.is_some_and(|amount| amount.is_size) && figure != Figure::MemoryBytes {
            reader.fault(&at(key), WrongValue::SizeOfFigure { figure });
        }
    }
    for (key, given, other, has_other) in [
        ("for", keys.hold.is_some(), "above", keys.above.is_some()),
        ("within", keys.within.is_some(), "growth", keys.growth.is_some()),
    ] {
        if given && !has_other && !reader.has(&at(other)) {
            reader.fault(&at(key), WrongKeys::GoesWith { name: key.to_owned(), other: other.to_owned() });
        }
    }
    if keys.above.is_none() && keys.growth.is_none() && !reader.has(&at("above")) && !reader.has(&at("growth")) {
        let (name, other) = ("above".to_owned(), "growth".to_owned());
        reader.missing(&at("above"), WrongKeys::MissingEither { name, other });
    }
    let within = keys.within.unwrap_or(GROWTH_WITHIN);
    Some(Check::Resource(ResourceCheck {
        figure,
        above: keys.above.map(|amount| amount.value),
        hold: keys.hold.unwrap_or_default(),
        growth: keys.growth.map(|amount| Growth { amount: amount.value, within }),
    }))
}

impl From<&ProbeSpec> for ProbeKeys {
    /// As it would have been written.
    fn from(spec: &ProbeSpec) -> Self {
        let mut keys = Self {
            kind: ProbeWord::Exec,
            name: Some(spec.name.clone()),
            role: spec.role,
            url: None,
            method: None,
            headers: None,
            body: None,
            status: None,
            body_contains: None,
            body_json: None,
            address: None,
            send: None,
            expect: None,
            max_latency: None,
            command: None,
            exit_codes: None,
            output_contains: None,
            path: None,
            pattern: None,
            count: None,
            within: None,
            every: None,
            figure: None,
            above: None,
            hold: None,
            growth: None,
            server_name: None,
            ca_file: None,
            min_days: None,
            host: None,
            record: None,
            server: None,
            interval: spec.interval,
            timeout: spec.timeout,
            fail_after: spec.fail_after,
            recover_after: spec.recover_after,
            grace: spec.grace,
        };
        match &spec.check {
            Check::Exec(check) => {
                keys.command = Some(check.command.clone());
                keys.exit_codes = Some(check.exit_codes.clone());
                keys.output_contains.clone_from(&check.output_contains);
            }
            Check::Http(check) => keys.set_http(check),
            Check::Tcp(check) => {
                keys.kind = ProbeWord::Tcp;
                keys.address = Some(check.address.clone());
                keys.send.clone_from(&check.send);
                keys.expect = check.expect.clone().map(|expect| vec![expect]);
                keys.max_latency = check.max_latency;
            }
            Check::Log(check) => keys.set_log(check),
            Check::Resource(check) => keys.set_resource(check),
            Check::Dns(check) => {
                keys.kind = ProbeWord::Dns;
                keys.host = Some(check.host.clone());
                keys.record = Some(check.record);
                keys.server.clone_from(&check.server);
                keys.expect = Some(check.expect.clone()).filter(|expect| !expect.is_empty());
                keys.max_latency = check.max_latency;
            }
            Check::Tls(check) => {
                keys.kind = ProbeWord::Tls;
                keys.address = Some(check.address.clone());
                keys.server_name.clone_from(&check.server_name);
                keys.ca_file.clone_from(&check.ca_file);
                keys.min_days = Some(check.min_days);
                keys.max_latency = check.max_latency;
            }
            Check::Heartbeat(check) => {
                keys.kind = ProbeWord::Heartbeat;
                keys.every = Some(check.every);
                keys.grace = check.grace;
            }
        }
        keys
    }
}

impl ProbeKeys {
    fn set_resource(&mut self, check: &ResourceCheck) {
        self.kind = ProbeWord::Resource;
        let amount = |value: f64| Amount { value, is_size: check.figure == Figure::MemoryBytes };
        self.figure = Some(check.figure);
        self.above = check.above.map(amount);
        self.hold = check.above.map(|_| check.hold);
        self.growth = check.growth.map(|growth| amount(growth.amount));
        self.within = check.growth.map(|growth| growth.within);
    }

    fn set_log(&mut self, check: &LogCheck) {
        self.kind = ProbeWord::Log;
        self.path.clone_from(&check.path);
        match &check.condition {
            LogCondition::Without { pattern, count, within } => {
                self.pattern = Some(pattern.clone());
                self.count = Some(*count);
                self.within = Some(*within);
            }
            LogCondition::With { pattern, within } => {
                self.expect = Some(vec![pattern.clone()]);
                self.within = Some(*within);
            }
        }
    }

    fn set_http(&mut self, check: &HttpCheck) {
        self.kind = ProbeWord::Http;
        self.url = Some(check.url.clone());
        self.method = METHOD.of.iter().map(|(word, _)| *word).find(|method| *method == check.method);
        self.headers = Some(check.headers.clone()).filter(|headers| !headers.is_empty());
        self.body.clone_from(&check.body);
        self.status = Some(check.status.clone());
        self.body_contains.clone_from(&check.body_contains);
        self.body_json.clone_from(&check.body_json);
        self.max_latency = check.max_latency;
    }
}
