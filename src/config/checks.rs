//! Probes as written become [`ProbeSpec`]s: what one kind needs, what another must not have.

use std::path::Path;

use super::codec::Scalar;
use super::probes::{METHOD, OWN, PROBE_KIND, ProbeKeys, ProbeWord};
use super::reader::{Reader, join};
use super::services::placed;
use crate::model::check::{Check, ExecCheck, HttpCheck, TcpCheck};
use crate::model::spec::ProbeSpec;

/// The spec of a probe; none after a fault was noted.
pub(super) fn probe_spec(path: &str, keys: &ProbeKeys, dir: &Path, reader: &mut Reader<'_>) -> Option<ProbeSpec> {
    // A wrong kind has been noted; what its keys should be is unknown.
    if reader.is_faulty(&join(path, "kind")) {
        return None;
    }
    refuse_foreign(path, keys.kind, reader);
    let check = match keys.kind {
        ProbeWord::Exec => exec(path, keys, dir, reader),
        ProbeWord::Http => http(path, keys, reader),
        ProbeWord::Tcp => tcp(path, keys, reader),
    };
    if let Some(latency) = keys.max_latency.filter(|latency| *latency > keys.timeout) {
        let what = format!("{} is longer than `timeout`", humantime::format_duration(latency));
        reader.fault(&join(path, "max_latency"), what, "make it shorter, or `timeout` longer");
    }
    Some(ProbeSpec {
        name: name_of(keys),
        role: keys.role,
        check: check?,
        interval: keys.interval,
        timeout: keys.timeout,
        fail_after: keys.fail_after,
        recover_after: keys.recover_after,
        grace: keys.grace,
    })
}

/// The name given, or else the kind.
pub(super) fn name_of(keys: &ProbeKeys) -> String {
    keys.name.clone().unwrap_or_else(|| word(keys.kind).to_owned())
}

fn word(kind: ProbeWord) -> &'static str {
    PROBE_KIND.of.iter().find(|(_, known)| *known == kind).map_or("", |(word, _)| word)
}

/// Notes keys that are for probes of other kinds.
fn refuse_foreign(path: &str, kind: ProbeWord, reader: &mut Reader<'_>) {
    for (key, kinds) in OWN.iter().filter(|(_, kinds)| !kinds.contains(&kind)) {
        let key = join(path, key);
        if reader.has(&key) {
            let kinds: Vec<String> =
                kinds.iter().map(|kind| format!("`kind = {}`", PROBE_KIND.literal(kind))).collect();
            let kinds = kinds.join(" or ");
            reader.fault(&key, format!("this key is only for {kinds}"), format!("remove it, or write {kinds}"));
        }
    }
}

/// What the kind cannot do without.
fn needed<T: Clone>(value: Option<&T>, key: &str, path: &str, kind: ProbeWord, reader: &mut Reader<'_>) -> Option<T> {
    let path = join(path, key);
    if value.is_none() && !reader.has(&path) {
        let hint = format!("add `{key} = …`: `kind = {}` needs it", PROBE_KIND.literal(&kind));
        reader.missing(&path, format!("missing key `{key}`"), hint);
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
                reader.fault(&key, "an answer to HEAD has no body", "remove it, or ask with another `method`");
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
    let (send, expect) = (keys.send.clone(), keys.expect.clone());
    Some(Check::Tcp(TcpCheck { address, send, expect, max_latency: keys.max_latency }))
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
                keys.expect.clone_from(&check.expect);
                keys.max_latency = check.max_latency;
            }
        }
        keys
    }
}

impl ProbeKeys {
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
