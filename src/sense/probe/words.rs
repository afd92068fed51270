//! Why a probe failed, in few words.

use std::error::Error;
use std::io;

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
    #[error("status {0}")]
    Status(u16),
    /// The exchange failed.
    #[error("{}", exchange_words(_0))]
    Exchange(hyper_util::client::legacy::Error),
    /// TLS is not possible on this host.
    #[error("tls is not possible: {}; hint: install the ca-certificates package", io_words(_0))]
    NoTls(io::Error),
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
    let mut in_io = false;
    loop {
        if let Some(hyper) = cause.downcast_ref::<hyper::Error>()
            && let Some(words) = http_words(hyper)
        {
            return words.to_owned();
        }
        if let Some(io) = cause.downcast_ref::<io::Error>() {
            // What it wraps, such as a certificate that is not trusted, says more than the wrapping.
            if io.get_ref().is_none() {
                return io_words(io);
            }
            in_io = true;
        }
        match cause.source() {
            Some(next) => cause = next,
            None => break,
        }
    }
    let words = lowercased(&cause.to_string());
    if in_io && is_about_tls(&words) { format!("tls: {words}") } else { words }
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

fn is_about_tls(words: &str) -> bool {
    ["certificate", "corrupt message", "alert", "peer", "handshake", "tls"].iter().any(|word| words.contains(word))
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
            (Failure::Status(503), "status 503"),
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
