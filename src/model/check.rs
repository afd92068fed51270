//! How a probe looks: one struct a kind, with the conditions under which it passes. Already validated.
//!
//! Commands, headers, bodies and what is sent may hold secrets: nothing here can be printed but the word of its kind.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::json_path::JsonPath;

/// How a probe looks.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// Runs a program.
    Exec(ExecCheck),
    /// Asks a URL.
    Http(Box<HttpCheck>),
    /// Connects.
    Tcp(TcpCheck),
    /// Reads on in a log.
    Log(LogCheck),
    /// Waits to hear from a job.
    Heartbeat(HeartbeatCheck),
    /// Looks at what the service's processes use.
    Resource(ResourceCheck),
    /// Looks at a certificate.
    Tls(TlsCheck),
    /// Resolves a name.
    Dns(DnsCheck),
}

/// Passes when the program ends as it should.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExecCheck {
    /// Program and arguments; no shell.
    pub command: Vec<String>,
    /// Where it runs; absolute.
    pub working_dir: PathBuf,
    /// It passes with one of these exit codes; at least one.
    pub exit_codes: Vec<i32>,
    /// And when its output contains this.
    pub output_contains: Option<String>,
}

/// Passes when the answer is as it should be.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpCheck {
    /// `http://` or `https://`.
    pub url: String,
    /// `GET`, `POST`, …
    pub method: String,
    /// Sent beside the usual ones, or in their place.
    pub headers: BTreeMap<String, String>,
    /// Sent.
    pub body: Option<String>,
    /// It passes with one of these; at least one.
    pub status: Vec<Status>,
    /// And when the body of the answer contains this.
    pub body_contains: Option<String>,
    /// And when the body is JSON with this in it.
    pub body_json: Option<JsonCondition>,
    /// And when the answer takes no longer, with its body where that is looked at.
    pub max_latency: Option<Duration>,
}

impl HttpCheck {
    /// A GET that passes with a status of the 2xx or 3xx class.
    #[must_use]
    pub fn get(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            method: "GET".to_owned(),
            headers: BTreeMap::new(),
            body: None,
            status: vec![Status::Class(2), Status::Class(3)],
            body_contains: None,
            body_json: None,
            max_latency: None,
        }
    }
}

/// Passes when a connection is accepted, and the other side says what it should.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TcpCheck {
    /// `host:port`.
    pub address: String,
    /// Said first.
    pub send: Option<String>,
    /// Then this must come, whatever is around it.
    pub expect: Option<String>,
    /// All within this time.
    pub max_latency: Option<Duration>,
}

/// Passes or fails by what appears in a log after the start.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogCheck {
    /// Which; absolute. The service's own when none.
    pub path: Option<PathBuf>,
    /// What makes it pass or fail.
    pub condition: LogCondition,
}

/// What makes a log probe pass or fail. Patterns are regular expressions that compile.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogCondition {
    /// It fails while so many lines within this time match.
    Without {
        /// Matches what must not appear.
        pattern: String,
        /// So often; at least once.
        count: u32,
        /// In this time.
        within: Duration,
    },
    /// It fails when no line has matched for this time; as a startup probe it passes with the first that does.
    With {
        /// Matches what must appear.
        pattern: String,
        /// In this time.
        within: Duration,
    },
}

impl LogCondition {
    /// The regular expression.
    #[must_use]
    pub fn pattern(&self) -> &str {
        match self {
            Self::Without { pattern, .. } | Self::With { pattern, .. } => pattern,
        }
    }
}

/// Passes as long as a job says often enough that it is alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeartbeatCheck {
    /// At least this often.
    pub every: Duration,
    /// It may be this much late.
    pub grace: Duration,
}

/// Passes as long as the service's processes use no more than they may, and what they use does not grow too fast.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ResourceCheck {
    /// What is looked at.
    pub figure: Figure,
    /// It may not be above this…
    pub above: Option<f64>,
    /// …for so long without a break.
    pub hold: Duration,
    /// Nor may it grow by so much.
    pub growth: Option<Growth>,
}

/// A pace.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Growth {
    /// By so much, in the unit of the figure…
    pub amount: f64,
    /// …in this time.
    pub within: Duration,
}

/// What the processes of a service use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// Of one core.
    CpuPercent,
    /// Resident.
    MemoryBytes,
    /// Open files.
    Files,
    /// Threads.
    Threads,
    /// Processes.
    Processes,
}

impl Figure {
    /// The metric that it is measured as.
    #[must_use]
    pub fn metric(self) -> &'static str {
        match self {
            Self::CpuPercent => "service.cpu_percent",
            Self::MemoryBytes => "service.memory_bytes",
            Self::Files => "service.files_count",
            Self::Threads => "service.threads_count",
            Self::Processes => "service.processes_count",
        }
    }
}

/// Passes when TLS can be spoken with a certificate that is trusted, for that name, and not about to expire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlsCheck {
    /// `host:port`.
    pub address: String,
    /// The certificate must be for this name; for the host in the address when none.
    pub server_name: Option<String>,
    /// Whoever is in this file is trusted, instead of whom the host trusts; absolute.
    pub ca_file: Option<PathBuf>,
    /// It fails when fewer days are left.
    pub min_days: u32,
    /// All within this time.
    pub max_latency: Option<Duration>,
}

/// Passes when a name can be resolved, to what is expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DnsCheck {
    /// The name.
    pub host: String,
    /// What is asked for.
    pub record: Record,
    /// `host:port` of the server that is asked; as this host resolves names when none.
    pub server: Option<String>,
    /// All of these must be among the answers.
    pub expect: Vec<String>,
    /// All within this time.
    pub max_latency: Option<Duration>,
}

/// Types of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Record {
    /// IPv4 addresses.
    A,
    /// IPv6 addresses.
    Aaaa,
    /// What it is an alias of.
    Cname,
    /// Where mail goes: `10 mail.example`.
    Mx,
    /// Texts.
    Txt,
    /// Name servers.
    Ns,
}

impl Record {
    /// As in configuration and in zones.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::Aaaa => "AAAA",
            Self::Cname => "CNAME",
            Self::Mx => "MX",
            Self::Txt => "TXT",
            Self::Ns => "NS",
        }
    }
}

/// Statuses of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Exactly this one.
    Code(u16),
    /// All that begin with this digit.
    Class(u16),
}

impl Status {
    /// Whether it is one of these.
    #[must_use]
    pub fn holds(self, status: u16) -> bool {
        match self {
            Self::Code(code) => code == status,
            Self::Class(digit) => status / 100 == digit,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => code.fmt(f),
            Self::Class(digit) => write!(f, "{digit}xx"),
        }
    }
}

/// What must stand in JSON.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JsonCondition {
    /// Where.
    pub path: JsonPath,
    /// What: a text, a number or a truth value.
    pub equals: serde_json::Value,
}

impl Check {
    /// The word used in configuration and output.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Exec(_) => "exec",
            Self::Http(_) => "http",
            Self::Tcp(_) => "tcp",
            Self::Log(_) => "log",
            Self::Heartbeat(_) => "heartbeat",
            Self::Resource(_) => "resource",
            Self::Tls(_) => "tls",
            Self::Dns(_) => "dns",
        }
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
