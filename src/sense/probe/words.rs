//! Why a probe failed, in few words.

use std::error::Error;
use std::io;
use std::time::Duration;

use rustls::pki_types::UnixTime;
use rustls::{CertificateError, Error as TlsError};

use crate::model::check::{Record, Status};
use crate::model::json_path::JsonPath;
use crate::model::text::clean;

/// Longest failure text, in characters.
const LONGEST: usize = 200;

/// Why a probe failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// The program ended, but not with 0; its exit and the first line of what it said.
    #[error("{how}{}{said}", if said.is_empty() { "" } else { ": " })]
    Exited { how: String, said: String },
    /// The program could not be started.
    #[error("cannot run `{program}`: {}", io_words(cause))]
    NotRun { program: String, cause: io::Error },
    /// The program was started, but could not be watched.
    #[error("cannot watch the program: {}", io_words(_0))]
    NotWatched(io::Error),
    /// An earlier start of the same program still hangs.
    #[error("an earlier start of the program hangs")]
    StillStarting,
    /// No connection.
    #[error("{}", io_words(_0))]
    NotConnected(io::Error),
    /// The configured address is not one.
    #[error("`{0}` is not an address")]
    NotAnAddress(String),
    /// The answer's status is not of the 2xx or 3xx class.
    #[error("status {status}{}{said}", if said.is_empty() { "" } else { ": " })]
    Status { status: u16, said: String },
    /// The answer's status is none of those that were asked for.
    #[error("status {got} is not {}", listed(wanted))]
    OtherStatus {
        /// As answered.
        got: u16,
        /// As configured.
        wanted: Vec<Status>,
    },
    /// What was looked for is not there.
    #[error("{what} does not contain `{wanted}`")]
    Lacks {
        /// In what.
        what: &'static str,
        /// What.
        wanted: String,
    },
    /// The other side hung up before it said what was expected.
    #[error("connection closed without `{wanted}`{}{said}", if said.is_empty() { "" } else { "; it said: " })]
    HungUp {
        /// What was expected.
        wanted: String,
        /// What came.
        said: String,
    },
    /// More came than is looked at.
    #[error("more than {0} came without what is looked for")]
    TooMuch(&'static str),
    /// The body is no JSON.
    #[error("the body is not json: {0}")]
    NotJson(serde_json::Error),
    /// Nothing stands in that place.
    #[error("`{0}` is not in the body")]
    NoPlace(JsonPath),
    /// Something else stands in that place.
    #[error("`{path}` is {got}, not {wanted}")]
    Differs {
        /// Where.
        path: JsonPath,
        /// What stands there.
        got: serde_json::Value,
        /// What should.
        wanted: serde_json::Value,
    },
    /// It passed, but took too long.
    #[error("took {}, longer than {}", short(*took), short(*most))]
    Slow {
        /// It took so long.
        took: Duration,
        /// It may take so long.
        most: Duration,
    },
    /// The exchange failed.
    #[error("{}", exchange_words(_0))]
    Exchange(hyper_util::client::legacy::Error),
    /// The body ended before its end.
    #[error("the body broke off: {}", lowercased(&_0.to_string()))]
    BrokenOff(hyper::Error),
    /// A file could not be read.
    #[error("cannot be read: {}", io_words(_0))]
    NotRead(io::Error),
    /// An earlier try still hangs.
    #[error("an earlier try hangs: the file system does not answer")]
    StillReading,
    /// The pattern does not compile.
    #[error("`{0}` is not a pattern")]
    NoPattern(String),
    /// What must not appear has appeared.
    #[error("`{pattern}` appeared{}{}: {line}", often(*count, *within), lost(*unread))]
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
    #[error("`{pattern}` has not appeared for {}", short(*silent))]
    NotAppeared {
        /// What must appear.
        pattern: String,
        /// For so long.
        silent: Duration,
    },
    /// The job says that it has failed.
    #[error("it reports: {0}")]
    Reported(String),
    /// Nothing was heard since the start.
    #[error("no beat since the start")]
    NotReady,
    /// The job has not been heard of.
    #[error("no beat for {}, one is due every {}", short(*silent), short(*every))]
    Silent {
        /// For so long.
        silent: Duration,
        /// As expected.
        every: Duration,
    },
    /// TLS could not be spoken.
    #[error("{}", handshake_words(_0))]
    Handshake(io::Error),
    /// The certificate does not say until when it is valid.
    #[error("tls: the certificate cannot be read")]
    NoEnd,
    /// The certificate expires soon.
    #[error("tls: the certificate expires in {}, at least {min_days} days are wanted", days(*left))]
    ExpiresSoon {
        /// So soon.
        left: Duration,
        /// So long it should last.
        min_days: u32,
    },
    /// The file of those who are trusted cannot be used.
    #[error("`{file}` cannot be used: {why}; hint: name a PEM file of certificates in `ca_file`")]
    NoCaFile {
        /// Which.
        file: String,
        /// Why not.
        why: String,
    },
    /// An earlier look-up still hangs.
    #[error("an earlier look-up hangs: no name server answers")]
    StillResolving,
    /// There is no such name.
    #[error("there is no name `{0}`")]
    NoName(String),
    /// There is none of that type.
    #[error("`{host}` has no {} record", record.word())]
    NoRecord {
        /// The name.
        host: String,
        /// What was asked for.
        record: Record,
    },
    /// It is resolved to something else.
    #[error("`{host}` {} is {got}, without {wanted}", record.word())]
    OtherRecord {
        /// The name.
        host: String,
        /// What was asked for.
        record: Record,
        /// What was answered.
        got: String,
        /// What is missing.
        wanted: String,
    },
    /// The name server says that it cannot.
    #[error("the name server answers {}", declined(*_0))]
    Declined(u16),
    /// The name server speaks something else.
    #[error("the name server's answer is not dns")]
    NoDns,
    /// The host has no name server.
    #[error("this host has no name server; hint: name one in `server`")]
    NoServer,
    /// TLS is not possible on this host.
    #[error("tls is not possible: {}; hint: install the ca-certificates package", io_words(_0))]
    NoTls(io::Error),
}

/// Fails what passed, but took too long.
pub(super) fn in_time(took: Duration, most: Option<Duration>) -> Result<(), Failure> {
    match most {
        Some(most) if took > most => Err(Failure::Slow { took, most }),
        _ => Ok(()),
    }
}

/// The codes of DNS as operators know them.
fn declined(code: u16) -> String {
    match code {
        1 => "FORMERR".to_owned(),
        2 => "SERVFAIL".to_owned(),
        4 => "NOTIMP".to_owned(),
        5 => "REFUSED".to_owned(),
        other => format!("with code {other}"),
    }
}

/// How long a certificate lasts, as a person counts it.
fn days(left: Duration) -> String {
    match left.as_secs() / 86_400 {
        0 => format!("{} hours", left.as_secs() / 3_600),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

/// Why TLS could not be spoken.
fn handshake_words(error: &io::Error) -> String {
    tls_error(error).map_or_else(|| io_words(error), tls_words)
}

/// How often it has appeared at least.
fn often(count: u32, within: Duration) -> String {
    if count == 1 { String::new() } else { format!(" {count} times within {}", short(within)) }
}

/// Of what was not read nobody knows.
fn lost(bytes: u64) -> String {
    if bytes == 0 { String::new() } else { format!(" ({bytes} bytes went by unread)") }
}

/// The statuses that were asked for.
fn listed(wanted: &[Status]) -> String {
    wanted.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ")
}

/// A span no finer than milliseconds.
fn short(span: Duration) -> humantime::FormattedDuration {
    humantime::format_duration(Duration::from_millis(u64::try_from(span.as_millis()).unwrap_or(u64::MAX)))
}

/// The failure on one clean, short line.
pub(super) fn failure(why: &Failure) -> String {
    clean(&why.to_string(), LONGEST)
}

fn io_words(error: &io::Error) -> String {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::ConnectionRefused => "connection refused".to_owned(),
        Kind::ConnectionReset | Kind::BrokenPipe => "connection reset".to_owned(),
        Kind::ConnectionAborted | Kind::UnexpectedEof => "connection closed without an answer".to_owned(),
        Kind::TimedOut => "connection timed out".to_owned(),
        Kind::HostUnreachable => "host unreachable".to_owned(),
        Kind::NetworkUnreachable => "network unreachable".to_owned(),
        Kind::NotFound => "not found".to_owned(),
        Kind::PermissionDenied => "permission denied".to_owned(),
        _ => lowercased(&error.to_string()),
    }
}

/// The cause that a person can act upon, from the chain of causes that the client gives.
fn exchange_words(error: &hyper_util::client::legacy::Error) -> String {
    let mut cause: &(dyn Error + 'static) = error;
    loop {
        if let Some(hyper) = cause.downcast_ref::<hyper::Error>()
            && let Some(words) = http_words(hyper)
        {
            return words.to_owned();
        }
        if let Some(tls) = tls_error(cause) {
            return tls_words(tls);
        }
        if let Some(io) = cause.downcast_ref::<io::Error>() {
            // What it wraps says more than the wrapping.
            if io.get_ref().is_none() {
                return io_words(io);
            }
        }
        match cause.source() {
            Some(next) => cause = next,
            None => break,
        }
    }
    lowercased(&cause.to_string())
}

/// Whether nobody that this host trusts has signed the certificate that was shown.
pub(super) fn is_untrusted(error: &hyper_util::client::legacy::Error) -> bool {
    let causes = std::iter::successors(Some(error as &(dyn Error + 'static)), |&cause| cause.source());
    let mut found = causes.filter_map(tls_error);
    found.any(|tls| matches!(tls, TlsError::InvalidCertificate(fault) if is_foreign(fault)))
}

/// Signed by nobody known, or by another who has the name of one who is: a CA that was made anew.
fn is_foreign(fault: &CertificateError) -> bool {
    matches!(fault, CertificateError::UnknownIssuer | CertificateError::BadSignature)
}

/// The error of TLS, which IO errors wrap once or twice without naming it as their source.
fn tls_error<'e>(cause: &'e (dyn Error + 'static)) -> Option<&'e TlsError> {
    match cause.downcast_ref::<io::Error>() {
        Some(io) => tls_error(io.get_ref()?),
        None => cause.downcast_ref(),
    }
}

fn tls_words(error: &TlsError) -> String {
    let words = match error {
        TlsError::InvalidCertificate(fault) => certificate_words(fault),
        TlsError::InvalidMessage(_) => "the other side does not speak tls".to_owned(),
        other => lowercased(&other.to_string()),
    };
    format!("tls: {words}")
}

fn certificate_words(fault: &CertificateError) -> String {
    match fault {
        CertificateError::ExpiredContext { time, not_after } => {
            format!("the certificate expired {} ago", span(*not_after, *time))
        }
        CertificateError::NotValidYetContext { time, not_before } => {
            format!("the certificate is valid only in {}; hint: is the clock right?", span(*time, *not_before))
        }
        CertificateError::NotValidForNameContext { expected, presented } => {
            format!("the certificate is not for `{}`, but for {}", expected.to_str(), names(presented))
        }
        fault if is_foreign(fault) => "nobody whom this host trusts has signed the certificate; hint: add the CA to \
                                            the host's certificates, or name its file in SSL_CERT_FILE"
            .to_owned(),
        other if other.to_string().contains("CaUsedAsEndEntity") => {
            "the certificate is that of a CA; hint: let the CA sign one for the server".to_owned()
        }
        other => format!("the certificate is not accepted: {}", lowercased(&other.to_string())),
    }
}

/// The names as a certificate has them: `DnsName("api.example")`.
fn names(presented: &[String]) -> String {
    let plain = |name: &String| name.split('"').nth(1).unwrap_or(name).to_owned();
    match presented {
        [] => "no name at all".to_owned(),
        names => names.iter().map(plain).collect::<Vec<_>>().join(", "),
    }
}

/// How long from one to the other, no finer than a person asks.
fn span(from: UnixTime, to: UnixTime) -> String {
    let seconds = to.as_secs().saturating_sub(from.as_secs());
    let unit = [86_400, 3600, 60].into_iter().find(|unit| seconds >= 2 * unit).unwrap_or(1);
    humantime::format_duration(Duration::from_secs(seconds / unit * unit)).to_string()
}

fn http_words(error: &hyper::Error) -> Option<&'static str> {
    if error.is_parse() && error.to_string().contains("too large") {
        Some("the answer's header is too large")
    } else if error.is_parse() {
        Some("the answer is not http")
    } else if error.is_incomplete_message() {
        Some("connection closed without an answer")
    } else {
        None
    }
}

/// Errors of libraries begin as sentences do; ours are fragments.
fn lowercased(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        // Not an abbreviation.
        (Some(first), second) if second.is_none_or(|second| !second.is_uppercase()) => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_short_clean_fragments() {
        let refused = || io::Error::from(io::ErrorKind::ConnectionRefused);
        let cases = [
            (Failure::Status { status: 503, said: String::new() }, "status 503"),
            (Failure::Status { status: 503, said: "no space left".to_owned() }, "status 503: no space left"),
            (Failure::NotConnected(refused()), "connection refused"),
            (Failure::NotConnected(io::Error::other("Odd thing")), "odd thing"),
            (Failure::NotConnected(io::Error::other("DNS is odd")), "DNS is odd"),
            (Failure::Exited { how: "exit 1".into(), said: String::new() }, "exit 1"),
            (Failure::Exited { how: "exit 1".into(), said: "\u{1b}[31mred\u{7}\nmore".into() }, "exit 1: red more"),
            (
                Failure::NotRun { program: "no\u{1b}c/x".into(), cause: io::Error::from(io::ErrorKind::NotFound) },
                "cannot run `no/x`: not found",
            ),
        ];
        for (why, wanted) in cases {
            assert_eq!(failure(&why), wanted);
        }
        let long = Failure::Exited { how: "exit 1".into(), said: "x".repeat(5000) };
        assert_eq!(failure(&long).chars().count(), LONGEST);
    }
}
