use rustls::{AlertDescription, ContentType, InvalidMessage, PeerIncompatible, PeerMisbehaved};

use super::*;
use crate::data::log::LogAction;

fn tls(error: RustlsError) -> TlsError {
    let wrapped = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, error));
    match handshake(wrapped) {
        Complaint::Tls { tls } => tls,
        other => panic!("{other:?}"),
    }
}

fn certificate(fault: CertificateError) -> TlsError {
    tls(RustlsError::InvalidCertificate(fault))
}

#[test]
fn what_tls_says_is_known() {
    assert_eq!(tls(RustlsError::InvalidMessage(InvalidMessage::InvalidContentType)), TlsError::Foreign);
    assert_eq!(tls(RustlsError::NoCertificatesPresented), TlsError::NoCertificate);
    let old = tls(RustlsError::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13));
    assert_eq!(old, TlsError::Incompatible { error: "ServerDoesNotSupportTls12Or13".to_owned() });
    let odd = tls(RustlsError::PeerMisbehaved(PeerMisbehaved::SelectedUnofferedCipherSuite));
    assert!(matches!(odd, TlsError::Misbehaved { .. }), "{odd:?}");
    let odd = tls(RustlsError::InappropriateMessage { expect_types: Vec::new(), got_type: ContentType::Alert });
    assert!(matches!(odd, TlsError::Misbehaved { .. }), "{odd:?}");
    let refused = tls(RustlsError::AlertReceived(AlertDescription::HandshakeFailure));
    assert_eq!(refused, TlsError::Alert { alert: "HandshakeFailure".to_owned() });
    let other = tls(RustlsError::General("Odd\u{1b}[2J thing".to_owned()));
    assert_eq!(other, TlsError::Other { error: "unexpected error: Odd thing".to_owned() });
}

#[test]
fn what_is_wrong_with_a_certificate_is_known() {
    let at = |seconds: u64| UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let day = 86_400;
    let expired = CertificateError::ExpiredContext { time: at(3 * day + 7), not_after: at(0) };
    assert_eq!(certificate(expired), TlsError::Expired { ago: Duration::from_secs(3 * day) });
    let early = CertificateError::NotValidYetContext { time: at(0), not_before: at(7_300) };
    assert_eq!(certificate(early), TlsError::NotYetValid { left: Duration::from_secs(7_200) });
    for foreign in [CertificateError::UnknownIssuer, CertificateError::BadSignature] {
        assert_eq!(certificate(foreign), TlsError::Untrusted);
    }
    let name = CertificateError::NotValidForNameContext {
        expected: "api.example".try_into().unwrap(),
        presented: vec!["DnsName(\"shop.example\")".to_owned(), "odd\u{1b}c".to_owned()],
    };
    let names = vec!["shop.example".to_owned(), "odd".to_owned()];
    assert_eq!(certificate(name), TlsError::OtherName { name: "api.example".to_owned(), names });
    assert_eq!(certificate(CertificateError::Revoked), TlsError::Revoked);
    assert_eq!(certificate(CertificateError::InvalidPurpose), TlsError::OtherPurpose);
    assert_eq!(certificate(CertificateError::BadEncoding), TlsError::Unreadable);
    let algorithm = CertificateError::UnsupportedSignatureAlgorithmContext {
        signature_algorithm_id: Vec::new(),
        supported_algorithms: Vec::new(),
    };
    assert_eq!(certificate(algorithm), TlsError::OldSignature);
    let other = certificate(CertificateError::UnhandledCriticalExtension);
    assert!(matches!(other, TlsError::NotAccepted { .. }), "{other:?}");
}

#[test]
fn a_handshake_over_a_broken_connection_is_one_of_the_connection() {
    let cut = handshake(io::ErrorKind::UnexpectedEof.into());
    assert_eq!(cut, Complaint::NotConnected { system: SystemError::Closed });
}

#[test]
fn what_is_no_file_is_said() {
    let path = "/x.log".to_owned();
    let wrapped = io::Error::new(io::ErrorKind::InvalidInput, LogError::NotPlain { path: path.clone() });
    assert_eq!(not_read(wrapped), Complaint::NotAFile { path: path.clone() });
    let denied = LogError::Io { path, action: LogAction::Open, system: SystemError::Denied };
    assert_eq!(not_read(io::Error::other(denied)), Complaint::NotRead { system: SystemError::Denied });
    assert_eq!(not_read(io::ErrorKind::NotFound.into()), Complaint::NotRead { system: SystemError::NotFound });
}

#[test]
fn foreign_words_are_kept_clean_or_not_at_all() {
    assert_eq!(words("\u{1b}[31mno space\u{7}\nleft"), Some("no space left".to_owned()));
    assert_eq!(words("\u{1b}[2J"), None);
    assert_eq!(words(&"x".repeat(5000)).unwrap().chars().count(), 200);
}
