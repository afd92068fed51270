//! Every key of a probe: its type, default or example, and description. They become checks in `checks`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::codec::{Choice, Count, Dir, Span, nested};
use super::declare::keys;
use super::keys::{ANY, SOME};
use super::probe_words::{
    Amount, AmountOf, Anything, ExitCodes, Headers, HostName, Masked, OneOrMore, PathInJson, Pattern, Statuses, Words,
};
use super::words::{Address, CommandLine, Name, Url};
use crate::model::check::{Figure, JsonCondition, Record, Status};
use crate::model::spec::ProbeRole;

/// More often would load the host that is watched.
const PACE: Span = Span { min: Duration::from_millis(50) };
/// How often in a row.
const ROW: Count = Count { min: 1, max: 10_000 };

/// A probe as written.
pub(super) struct ProbeKeys {
    pub(super) kind: ProbeWord,
    pub(super) name: Option<String>,
    pub(super) role: ProbeRole,
    pub(super) url: Option<String>,
    pub(super) method: Option<&'static str>,
    pub(super) headers: Option<BTreeMap<String, String>>,
    pub(super) body: Option<String>,
    pub(super) status: Option<Vec<Status>>,
    pub(super) body_contains: Option<String>,
    pub(super) body_json: Option<JsonCondition>,
    pub(super) address: Option<String>,
    pub(super) send: Option<String>,
    pub(super) expect: Option<Vec<String>>,
    pub(super) max_latency: Option<Duration>,
    pub(super) command: Option<Vec<String>>,
    pub(super) exit_codes: Option<Vec<i32>>,
    pub(super) output_contains: Option<String>,
    pub(super) path: Option<PathBuf>,
    pub(super) pattern: Option<String>,
    pub(super) count: Option<u32>,
    pub(super) within: Option<Duration>,
    pub(super) every: Option<Duration>,
    pub(super) figure: Option<Figure>,
    pub(super) above: Option<Amount>,
    pub(super) hold: Option<Duration>,
    pub(super) growth: Option<Amount>,
    pub(super) server_name: Option<String>,
    pub(super) ca_file: Option<PathBuf>,
    pub(super) min_days: Option<u32>,
    pub(super) host: Option<String>,
    pub(super) record: Option<Record>,
    pub(super) server: Option<String>,
    pub(super) interval: Duration,
    pub(super) timeout: Duration,
    pub(super) fail_after: u32,
    pub(super) recover_after: u32,
    pub(super) grace: Duration,
}

/// Kinds of probes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ProbeWord {
    Exec,
    Http,
    Tcp,
    Log,
    Heartbeat,
    Resource,
    Tls,
    Dns,
}

/// Kinds of probes, with those of later versions.
pub(super) const PROBE_KIND: Choice<ProbeWord> = Choice {
    of: &[
        ("exec", ProbeWord::Exec),
        ("http", ProbeWord::Http),
        ("tcp", ProbeWord::Tcp),
        ("log", ProbeWord::Log),
        ("heartbeat", ProbeWord::Heartbeat),
        ("resource", ProbeWord::Resource),
        ("tls", ProbeWord::Tls),
        ("dns", ProbeWord::Dns),
    ],
    later: &[],
};

/// The kinds that a key is for; those that are for all are not here.
pub(super) const OWN: &[(&str, &[ProbeWord])] = {
    use ProbeWord::{Dns, Exec, Heartbeat, Http, Log, Resource, Tcp, Tls};
    &[
        ("url", &[Http]),
        ("method", &[Http]),
        ("headers", &[Http]),
        ("body", &[Http]),
        ("status", &[Http]),
        ("body_contains", &[Http]),
        ("body_json", &[Http]),
        ("address", &[Tcp, Tls]),
        ("send", &[Tcp]),
        ("expect", &[Tcp, Log, Dns]),
        ("max_latency", &[Http, Tcp, Tls, Dns]),
        ("command", &[Exec]),
        ("exit_codes", &[Exec]),
        ("output_contains", &[Exec]),
        ("path", &[Log]),
        ("pattern", &[Log]),
        ("count", &[Log]),
        ("within", &[Log, Resource]),
        ("every", &[Heartbeat]),
        ("figure", &[Resource]),
        ("above", &[Resource]),
        ("for", &[Resource]),
        ("growth", &[Resource]),
        ("server_name", &[Tls]),
        ("ca_file", &[Tls]),
        ("min_days", &[Tls]),
        ("host", &[Dns]),
        ("type", &[Dns]),
        ("server", &[Dns]),
    ]
};

const ROLE: Choice<ProbeRole> = Choice {
    of: &[("startup", ProbeRole::Startup), ("readiness", ProbeRole::Readiness), ("liveness", ProbeRole::Liveness)],
    later: &[],
};

/// Types of records.
const RECORD: Choice<Record> = Choice {
    of: &[
        ("A", Record::A),
        ("AAAA", Record::Aaaa),
        ("CNAME", Record::Cname),
        ("MX", Record::Mx),
        ("TXT", Record::Txt),
        ("NS", Record::Ns),
    ],
    later: &[],
};

/// What the processes of a service use.
const FIGURE: Choice<Figure> = Choice {
    of: &[
        ("cpu_percent", Figure::CpuPercent),
        ("memory_bytes", Figure::MemoryBytes),
        ("files", Figure::Files),
        ("threads", Figure::Threads),
        ("processes", Figure::Processes),
    ],
    later: &[],
};

pub(super) const METHOD: Choice<&str> = Choice {
    of: &[
        ("GET", "GET"),
        ("HEAD", "HEAD"),
        ("POST", "POST"),
        ("PUT", "PUT"),
        ("PATCH", "PATCH"),
        ("DELETE", "DELETE"),
        ("OPTIONS", "OPTIONS"),
    ],
    later: &[],
};

keys! {
    /// A check of a service.
    ProbeKeys {
        /// Required. "exec" runs a command, "http" asks a URL, "tcp" connects, "log" reads on in a log, "heartbeat"
        /// waits to hear from a job, "resource" looks at what the processes use, "tls" at a certificate, "dns" resolves
        /// a name.
        kind: PROBE_KIND, required = "http";
        /// Unique within the service; the kind unless given.
        name: Name, optional = "health";
        /// "startup": has it finished starting? The other probes wait. "readiness": may dependants start?
        /// "liveness": is it alive? If not, a process is restarted.
        role: ROLE, default = "liveness";
        /// http: what is asked. Certificates: those that this host trusts, or those in the file that the environment
        /// variable SSL_CERT_FILE names.
        url: Url, usual = "http://127.0.0.1:8080/health";
        /// http: "GET" unless given, "HEAD", "POST", "PUT", "PATCH", "DELETE" or "OPTIONS".
        method: METHOD, optional = "POST";
        /// http: sent beside the usual headers.
        headers: Headers, optional = { Accept = "application/json" };
        /// http: sent.
        body: Masked, optional = "{}";
        /// http: it passes with one of these; 2xx and 3xx unless given.
        status: Statuses, optional = [200, "3xx"];
        /// http: and when the body of the answer contains this.
        body_contains: Words, optional = "ok";
        /// http: and when the body is JSON with this in it.
        body_json: nested::<JsonCondition>(), optional = {};
        /// tcp, tls: what is connected to.
        address: Address, optional = "127.0.0.1:5432";
        /// tcp: said after connecting.
        send: Masked, optional = "PING\r\n";
        /// tcp: this must come. log: a line that matches this regular expression must appear.
        /// dns: all of these must be among the answers.
        expect: OneOrMore, optional = "+PONG";
        /// http, tcp, tls, dns: it passes only when all that takes no longer.
        max_latency: SOME, optional = "500ms";
        /// exec: the program and its arguments.
        command: CommandLine, optional = ["./check", "--quick"];
        /// exec: it passes with one of these; 0 unless given.
        exit_codes: ExitCodes, optional = [0, 3];
        /// exec: and when the output contains this, within its first 64 KiB.
        output_contains: Words, optional = "ready";
        /// log: which file; the service's own log unless given. Only lines after its start count.
        path: Dir, optional = "/var/log/nginx/error.log";
        /// log: no line that matches this regular expression may appear. Either this or `expect`.
        pattern: Pattern, optional = "(?i)out of memory|panic";
        /// log: with `pattern`: so many may not, within `within`; 1 unless given.
        count: ROW, optional = 5;
        /// log: so long a match counts, or may be waited for; 1m unless given. resource: growth is measured over so long;
        /// 10m unless given.
        within: SOME, optional = "1m";
        /// heartbeat: at least this often the job says that it is alive: it touches the file that AUTOAGENTS_HEARTBEAT
        /// names, or calls `autoagents beat`. It may be late by `grace`.
        every: SOME, optional = "1h";
        /// resource: "cpu_percent" (of one core), "memory_bytes", "files", "threads" or "processes" of all the processes
        /// of the service.
        figure: FIGURE, optional = "memory_bytes";
        /// resource: it may not be above this.
        above: AmountOf, optional = "512MB";
        /// resource: for so long without a break; at once unless given.
        hold as "for": ANY, optional = "1m";
        /// resource: it may not grow by so much within `within`. What falls back again does not count as growth.
        growth: AmountOf, optional = "20MB";
        /// tls: the certificate must be for this name; for the host in `address` unless given.
        server_name: Words, optional = "shop.example";
        /// tls: a PEM file; whoever is in it is trusted instead of whom this host trusts.
        ca_file: Dir, optional = "/etc/ssl/own-ca.pem";
        /// tls: it fails when the certificate expires in fewer days; 14 unless given.
        min_days: Count { min: 0, max: 3_650 }, optional = 30;
        /// dns: the name that is resolved.
        host: HostName, optional = "shop.example";
        /// dns: "A" unless given, "AAAA", "CNAME", "MX", "TXT" or "NS".
        record as "type": RECORD, optional = "AAAA";
        /// dns: the name server that is asked; unless given, whom this host asks.
        server: Address, optional = "10.0.0.2:53";
        /// From the start of one try to the start of the next; up to a twentieth less, so that many do not keep step.
        interval: PACE, default = "10s";
        /// After this a try has failed.
        timeout: SOME, default = "2s";
        /// So many failures in a row make it bad. For log, heartbeat and resource 1 unless given:
        /// they look back themselves.
        fail_after: ROW, default = 3;
        /// So many passes in a row make it good again. For log, heartbeat and resource 1 unless given.
        recover_after: ROW, default = 2;
        /// Failures this soon after the start do not count.
        grace: ANY, default = "0s";
    }
}

keys! {
    /// What must stand in JSON.
    JsonCondition {
        /// Where: names and indices such as "checks[0].status".
        path: PathInJson, required = "status.db";
        /// What: a text, a number, true or false.
        equals: Anything, required = "ok";
    }
}
