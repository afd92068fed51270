//! Why a probe failed, found out from what the system and the libraries say.

use std::error::Error;
use std::io;
use std::time::Duration;

use rustls::pki_types::UnixTime;
use rustls::{CertificateError, Error as RustlsError};

use crate::data::log::LogError;
use crate::model::complaint::Complaint;
use crate::model::system::{SystemError, TlsError, said};

/// Fails what passed, but took too long.
pub(super) fn in_time(took: Duration, most: Option<Duration>) -> Result<(), Complaint> {
    match most {
        Some(most) if took > most => Err(Complaint::Slow { took: millis(took), most }),
        _ => Ok(()),
    }
}

/// Foreign words, where there are any.
pub(super) fn words(text: &str) -> Option<String> {
    Some(crate::model::text::clean(text, 200)).filter(|text| !text.is_empty())
}

/// There is no connection.
pub(super) fn not_connected(error: io::Error) -> Complaint {
    Complaint::NotConnected { system: SystemError::of_connection(&error) }
}

/// A file could not be read, or what stands in its place is none.
pub(super) fn not_read(error: io::Error) -> Complaint {
    match error.downcast::<LogError>() {
        Ok(LogError::NotPlain { path }) => Complaint::NotAFile { path },
        Ok(LogError::BadName { name }) => Complaint::NotAFile { path: name },
        Ok(LogError::Io { system, .. }) => Complaint::NotRead { system },
        Err(error) => Complaint::NotRead { system: SystemError::of(&error) },
    }
}

/// TLS is not possible on this host.
pub(super) fn no_tls(error: io::Error) -> Complaint {
    Complaint::NoTls { system: SystemError::of(&error) }
}

/// TLS could not be spoken over a connection.
pub(super) fn handshake(error: io::Error) -> Complaint {
    match tls_error(&error) {
        Some(tls) => Complaint::Tls { tls: tls_cause(tls) },
        None => not_connected(error),
    }
}

/// What can be acted upon, from the chain of causes that the HTTP client gives.
pub(super) fn exchange(error: &hyper_util::client::legacy::Error) -> Complaint {
    let mut cause: &(dyn Error + 'static) = error;
    loop {
        if let Some(known) = cause.downcast_ref::<hyper::Error>().and_then(http_cause) {
            return known;
        }
        if let Some(tls) = tls_error(cause) {
            return Complaint::Tls { tls: tls_cause(tls) };
        }
        if let Some(io) = cause.downcast_ref::<io::Error>() {
            let system = SystemError::of_connection(io);
            // What it wraps says more than the wrapping.
            if io.get_ref().is_none() || matches!(system, SystemError::Unresolved { .. }) {
                return Complaint::NotConnected { system };
            }
        }
        match cause.source() {
            Some(next) => cause = next,
            None => return Complaint::Exchange { error: said(&cause.to_string()) },
        }
    }
}

fn http_cause(error: &hyper::Error) -> Option<Complaint> {
    if error.is_parse() && error.to_string().contains("too large") {
        Some(Complaint::LongHeader)
    } else if error.is_parse() {
        Some(Complaint::NotHttp)
    } else if error.is_incomplete_message() {
        Some(Complaint::NotConnected { system: SystemError::Closed })
    } else {
        None
    }
}

/// Whether nobody that this host trusts has signed the certificate that was shown.
pub(super) fn is_untrusted(error: &hyper_util::client::legacy::Error) -> bool {
    let causes = std::iter::successors(Some(error as &(dyn Error + 'static)), |&cause| cause.source());
    let mut found = causes.filter_map(tls_error);
    found.any(|tls| matches!(tls, RustlsError::InvalidCertificate(fault) if is_foreign(fault)))
}

/// Signed by nobody known, or by another who has the name of one who is: a CA that was made anew.
fn is_foreign(fault: &CertificateError) -> bool {
    matches!(fault, CertificateError::UnknownIssuer | CertificateError::BadSignature)
}

/// The error of TLS, which IO errors wrap once or twice without naming it as their source.
fn tls_error<'e>(cause: &'e (dyn Error + 'static)) -> Option<&'e RustlsError> {
    match cause.downcast_ref::<io::Error>() {
        Some(io) => tls_error(io.get_ref()?),
        None => cause.downcast_ref(),
    }
}

fn tls_cause(error: &RustlsError) -> TlsError {
    let words = || said(&error.to_string());
    match error {
        RustlsError::InvalidCertificate(fault) => certificate_cause(fault),
        RustlsError::InvalidMessage(_) => TlsError::Foreign,
        RustlsError::NoCertificatesPresented => TlsError::NoCertificate,
        RustlsError::PeerIncompatible(why) => TlsError::Incompatible { error: plain(why) },
        RustlsError::PeerMisbehaved(why) => TlsError::Misbehaved { error: plain(why) },
        RustlsError::AlertReceived(alert) => TlsError::Alert { alert: plain(alert) },
        RustlsError::InappropriateMessage { .. }
        | RustlsError::InappropriateHandshakeMessage { .. }
        | RustlsError::DecryptError
        | RustlsError::PeerSentOversizedRecord => TlsError::Misbehaved { error: words() },
        _ => TlsError::Other { error: words() },
    }
}

/// A name of the library's: `HandshakeFailure`.
fn plain(name: &impl std::fmt::Debug) -> String {
    crate::model::text::clean(&format!("{name:?}"), 80)
}

fn certificate_cause(fault: &CertificateError) -> TlsError {
    use CertificateError as Fault;
    match fault {
        Fault::ExpiredContext { time, not_after } => TlsError::Expired { ago: span(*not_after, *time) },
        Fault::NotValidYetContext { time, not_before } => TlsError::NotYetValid { left: span(*time, *not_before) },
        Fault::NotValidForNameContext { expected, presented } => {
            let name = crate::model::text::clean(&expected.to_str(), 200);
            TlsError::OtherName { name, names: presented.iter().map(|name| presented_name(name)).collect() }
        }
        fault if is_foreign(fault) => TlsError::Untrusted,
        Fault::Revoked => TlsError::Revoked,
        Fault::InvalidPurpose | Fault::InvalidPurposeContext { .. } => TlsError::OtherPurpose,
        Fault::UnsupportedSignatureAlgorithmContext { .. }
        | Fault::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => TlsError::OldSignature,
        Fault::BadEncoding => TlsError::Unreadable,
        other => match other.to_string() {
            words if words.contains("CaUsedAsEndEntity") => TlsError::Authority,
            words if words.contains("UnsupportedSignatureAlgorithm") => TlsError::OldSignature,
            words => TlsError::NotAccepted { error: said(&words) },
        },
    }
}

/// A name as a certificate has it: `DnsName("api.example")`.
fn presented_name(name: &str) -> String {
    crate::model::text::clean(name.split('"').nth(1).unwrap_or(name), 200)
}

/// How long from one to the other, no finer than a person asks.
fn span(from: UnixTime, to: UnixTime) -> Duration {
    let seconds = to.as_secs().saturating_sub(from.as_secs());
    let unit = [86_400, 3600, 60].into_iter().find(|unit| seconds >= 2 * unit).unwrap_or(1);
    Duration::from_secs(seconds / unit * unit)
}

/// A span no finer than milliseconds.
fn millis(span: Duration) -> Duration {
    Duration::from_millis(u64::try_from(span.as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests;
