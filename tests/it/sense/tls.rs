//! Servers that speak TLS, with certificates made for the occasion.

use std::io::{Read as _, Write as _};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, Stream, SupportedProtocolVersion};

use super::server::Server;

/// What a server shows, and the key for it.
pub(super) struct Shown {
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
}

/// One that signs certificates.
pub(super) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(super) fn named(name: &str) -> Self {
        let mut params = CertificateParams::new([]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Its own certificate, as it is kept in a file.
    pub(super) fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate for this name.
    pub(super) fn sign(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Shown {
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        shown(params.signed_by(&key, &self.0).unwrap(), &key)
    }
}

/// A certificate for this name that nobody else has signed.
pub(super) fn self_signed(name: &str, is_ca: IsCa) -> Shown {
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    params.is_ca = is_ca;
    let key = KeyPair::generate().unwrap();
    shown(params.self_signed(&key).unwrap(), &key)
}

fn shown(certificate: rcgen::Certificate, key: &KeyPair) -> Shown {
    Shown { certificate: certificate.der().clone(), key: PrivatePkcs8KeyDer::from(key.serialize_der()).into() }
}

/// Answers each request with 200, over these versions of TLS.
pub(super) fn serve(shown: Shown, versions: &[&'static SupportedProtocolVersion]) -> Server {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_protocol_versions(versions).unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![shown.certificate], shown.key).unwrap();
    let config = Arc::new(config);
    Server::start(move |mut tcp| {
        let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = Stream::new(&mut connection, &mut tcp);
        let mut asked = Vec::new();
        let mut byte = [0];
        while !asked.ends_with(b"\r\n\r\n") {
            // One that does not like the certificate hangs up.
            let Ok(1) = stream.read(&mut byte) else { return };
            asked.push(byte[0]);
        }
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        connection.send_close_notify();
        let _ = connection.complete_io(&mut tcp);
    })
}
