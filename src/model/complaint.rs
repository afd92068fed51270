//! Why a probe failed: data, which the edge puts into words. What is foreign in it is clean and short.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::check::Figure;
use super::service::Exit;
use super::system::{SystemError, TlsError};

/// Why a probe failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "complaint")]
pub enum Complaint {
    /// It did not end in time.
    NoAnswer {
        /// It had so long.
        within: Duration,
    },
    /// All was right, but took too long.
    Slow {
        /// It took so long.
        took: Duration,
        /// It may take so long.
        most: Duration,
    },
    /// The probe itself panicked.
    Broke,
    /// It has failed, and has not said anything since the runtime began.
    NotYet,
    /// The program ended, but not as it should.
    Exited {
        /// How.
        exit: Exit,
        /// The first line of what it said.
        said: Option<String>,
    },
    /// The program could not be started.
    NotRun {
        /// Which.
        program: String,
        /// Why.
        system: SystemError,
    },
    /// The program was started, but could not be watched.
    NotWatched {
        /// Why.
        system: SystemError,
    },
    /// An earlier start of the same program still hangs.
    StillStarting,
    /// The program did not say what was looked for.
    OutputLacks {
        /// What.
        wanted: String,
    },
    /// There is no connection.
    NotConnected {
        /// Why.
        system: SystemError,
    },
    /// What is configured is no address.
    NotAnAddress {
        /// As configured.
        address: String,
    },
    /// The other side hung up before it said what was expected.
    HungUp {
        /// What was expected.
        wanted: String,
        /// What came.
        said: Option<String>,
    },
    /// More came than is looked at.
    TooMuch {
        /// So much is looked at: `1 MiB`.
        limit: String,
    },
    /// The answer's status is not of the 2xx or 3xx class.
    Status {
        /// As answered.
        status: u16,
        /// The first line of what the server said.
        said: Option<String>,
    },
    /// The answer's status is none of those that were asked for.
    OtherStatus {
        /// As answered.
        status: u16,
        /// As configured: `200`, `3xx`.
        wanted: Vec<String>,
    },
    /// What was looked for is not in the body.
    BodyLacks {
        /// What.
        wanted: String,
    },
    /// The body is no JSON.
    NotJson {
        /// In the parser's words.
        error: String,
    },
    /// Nothing stands in that place of the body.
    NoPlace {
        /// Which.
        path: String,
    },
    /// Something else stands in that place of the body.
    Differs {
        /// Where.
        path: String,
        /// What stands there, as JSON.
        got: String,
        /// What should, as JSON.
        wanted: String,
    },
    /// The answer is not HTTP.
    NotHttp,
    /// The answer's header is too large.
    LongHeader,
    /// The body ended before its end.
    BrokenOff {
        /// In the library's words.
        error: String,
    },
    /// The exchange failed in another way.
    Exchange {
        /// In the library's words.
        error: String,
    },
    /// A file could not be read.
    NotRead {
        /// Why.
        system: SystemError,
    },
    /// What stands in the place of a file is none.
    NotAFile {
        /// Where.
        path: String,
    },
    /// An earlier try still hangs.
    StillReading,
    /// What is configured is no pattern.
    NoPattern {
        /// As configured.
        pattern: String,
    },
    /// What must not appear has appeared.
    Appeared {
        /// What must not appear.
        pattern: String,
        /// So often it may not.
        count: u32,
        /// Within this time.
        within: Duration,
        /// The last line that matched.
        line: String,
        /// Bytes that nobody read.
        unread: u64,
    },
    /// What must appear has not.
    NotAppeared {
        /// What must appear.
        pattern: String,
        /// For so long.
        silent: Duration,
    },
    /// The job says that it has failed.
    Reported {
        /// In its words.
        said: String,
    },
    /// Nothing was heard of the job since its start.
    NotHeard,
    /// The job has not been heard of.
    Silent {
        /// For so long.
        silent: Duration,
        /// As expected.
        every: Duration,
    },
    /// TLS could not be spoken.
    Tls {
        /// Why.
        tls: TlsError,
    },
    /// The certificate does not say until when it is valid.
    NoEnd,
    /// The certificate expires soon.
    ExpiresSoon {
        /// So soon.
        left: Duration,
        /// So many days it should last.
        days: u32,
    },
    /// The file of those who are trusted cannot be used.
    BadAuthorities {
        /// Which.
        file: String,
        /// In the library's words.
        error: String,
    },
    /// The file of those who are trusted names nobody.
    NoAuthorities {
        /// Which.
        file: String,
    },
    /// TLS is not possible on this host.
    NoTls {
        /// Why.
        system: SystemError,
    },
    /// This host trusts nobody.
    NobodyTrusted,
    /// An earlier look-up still hangs.
    StillResolving,
    /// There is no such name.
    NoName {
        /// Which.
        name: String,
    },
    /// The name has no record of that type.
    NoRecord {
        /// Which.
        name: String,
        /// What was asked for: `AAAA`.
        record: String,
    },
    /// The name is resolved to something else.
    OtherRecord {
        /// Which.
        name: String,
        /// What was asked for: `AAAA`.
        record: String,
        /// What was answered.
        got: Vec<String>,
        /// What is missing.
        wanted: String,
    },
    /// The name server says that it cannot.
    Declined {
        /// Its code (RFC 1035, 4.1.1).
        code: u16,
    },
    /// The name server speaks something else.
    NoDns,
    /// The host has no name server.
    NoServer,
    /// The processes use more than they may.
    Above {
        /// Of what.
        usage: Figure,
        /// So much.
        value: Amount,
        /// So much they may.
        limit: Amount,
        /// For so long; none where a moment is enough.
        held: Option<Duration>,
    },
    /// What the processes use grows too fast.
    Growing {
        /// Of what.
        usage: Figure,
        /// So much now.
        value: Amount,
        /// By so much…
        grown: Amount,
        /// …in this time.
        within: Duration,
        /// What they may use.
        limit: Option<Amount>,
        /// Then that is reached; none where there is no such limit, or it is far away.
        left: Option<Duration>,
    },
    /// In other words than ours: those of an earlier version.
    Told {
        /// These.
        said: String,
    },
}

/// A figure with its unit, rounded as it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// Of one core.
    Percent(u64),
    /// Bytes.
    Bytes(u64),
    /// Things.
    Count(u64),
}

/// A probe that fails, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failing {
    /// Its name within the service.
    pub probe: String,
    /// What it says.
    pub complaint: Complaint,
}

impl From<String> for Complaint {
    fn from(said: String) -> Self {
        Self::Told { said }
    }
}

impl From<&str> for Complaint {
    fn from(said: &str) -> Self {
        Self::Told { said: said.to_owned() }
    }
}

impl From<String> for Failing {
    /// Earlier versions wrote `PROBE: WHY`.
    fn from(text: String) -> Self {
        match text.split_once(": ") {
            Some((probe, why)) => Self { probe: probe.to_owned(), complaint: why.into() },
            None => Self { probe: String::new(), complaint: text.into() },
        }
    }
}
