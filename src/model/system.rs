//! What the system, TLS and the file system say when something does not work, as far as it is known: data, which the edge
//! puts into words.

use std::io;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::text::clean;

/// Longest text of the system that is kept, in characters.
const LONGEST: usize = 200;
/// How the system's resolver says that it has failed; the reason follows.
const UNRESOLVED: &str = "failed to lookup address information: ";

/// Why the system did not do something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "system")]
pub enum SystemError {
    /// Nobody listens there.
    Refused,
    /// The other side, or something on the way, cut the connection.
    Reset,
    /// The other side closed the connection and said nothing.
    Closed,
    /// The connection was given up.
    TimedOut,
    /// There is no way to that host.
    HostUnreachable,
    /// There is no way to that network.
    NetworkUnreachable,
    /// The name is not known, or nobody can be asked.
    Unresolved {
        /// In the resolver's words.
        error: String,
    },
    /// It is not there.
    NotFound,
    /// This user may not.
    Denied,
    /// Anything else.
    Other {
        /// In the system's words.
        error: String,
    },
}

impl SystemError {
    /// Of something on this host.
    #[must_use]
    pub fn of(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::Denied,
            _ => Self::Other { error: said(&error.to_string()) },
        }
    }

    /// Of a connection, or of the way to one.
    #[must_use]
    pub fn of_connection(error: &io::Error) -> Self {
        use io::ErrorKind as Kind;
        match error.kind() {
            Kind::ConnectionRefused => Self::Refused,
            Kind::ConnectionReset | Kind::BrokenPipe => Self::Reset,
            Kind::ConnectionAborted | Kind::UnexpectedEof => Self::Closed,
            Kind::TimedOut => Self::TimedOut,
            Kind::HostUnreachable => Self::HostUnreachable,
            Kind::NetworkUnreachable => Self::NetworkUnreachable,
            _ => match error.to_string().strip_prefix(UNRESOLVED) {
                Some(why) => Self::Unresolved { error: said(why) },
                None => Self::of(error),
            },
        }
    }
}

/// Why TLS could not be spoken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "tls")]
pub enum TlsError {
    /// What came is no TLS.
    Foreign,
    /// No version or cipher that both sides know.
    Incompatible {
        /// In the library's words.
        error: String,
    },
    /// The other side breaks the rules of TLS.
    Misbehaved {
        /// In the library's words.
        error: String,
    },
    /// The other side gave up, and says why.
    Alert {
        /// The name of its alert (RFC 8446, 6).
        alert: String,
    },
    /// It shows no certificate.
    NoCertificate,
    /// The certificate is over.
    Expired {
        /// Since then.
        ago: Duration,
    },
    /// The certificate has not begun.
    NotYetValid {
        /// Until then.
        left: Duration,
    },
    /// The certificate is for others.
    OtherName {
        /// Whose it should be.
        name: String,
        /// Whose it is; perhaps nobody's.
        names: Vec<String>,
    },
    /// Signed by nobody who is trusted.
    Untrusted,
    /// It is that of an authority, not of a server.
    Authority,
    /// Whoever signed it took it back.
    Revoked,
    /// It may not be used for servers.
    OtherPurpose,
    /// It is signed in a way that is not accepted.
    OldSignature,
    /// It cannot be taken apart.
    Unreadable,
    /// It is not accepted, for another reason.
    NotAccepted {
        /// In the library's words.
        error: String,
    },
    /// Anything else.
    Other {
        /// In the library's words.
        error: String,
    },
}

/// Foreign words on one clean, short line, as a fragment: errors of libraries begin as sentences do.
#[must_use]
pub fn said(text: &str) -> String {
    let text = clean(text, LONGEST);
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        // Not an abbreviation.
        (Some(first), second) if second.is_none_or(|second| !second.is_uppercase()) => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_an_error_is_kept_and_else_its_words() {
        let of = |kind: io::ErrorKind| SystemError::of_connection(&kind.into());
        assert_eq!(of(io::ErrorKind::ConnectionRefused), SystemError::Refused);
        assert_eq!(of(io::ErrorKind::UnexpectedEof), SystemError::Closed);
        assert_eq!(of(io::ErrorKind::PermissionDenied), SystemError::Denied);
        let eof = SystemError::of(&io::ErrorKind::UnexpectedEof.into());
        assert!(matches!(eof, SystemError::Other { .. }), "a file is no connection");
        let lookup = io::Error::other(format!("{UNRESOLVED}Name or service not known"));
        let error = "name or service not known".to_owned();
        assert_eq!(SystemError::of_connection(&lookup), SystemError::Unresolved { error });
    }

    #[test]
    fn foreign_words_are_short_clean_fragments() {
        assert_eq!(said("Odd \u{1b}[31mthing\u{7}\nmore"), "odd thing more");
        assert_eq!(said("DNS is odd"), "DNS is odd");
        assert_eq!(said(&"x".repeat(5000)).chars().count(), LONGEST);
    }

    #[test]
    fn the_systems_resolver_still_says_so() {
        use std::net::ToSocketAddrs as _;
        // A name that cannot be one is refused without asking anybody.
        let error = ("name with blanks.invalid", 1).to_socket_addrs().unwrap_err();
        assert!(matches!(SystemError::of_connection(&error), SystemError::Unresolved { .. }), "{error}");
    }
}
