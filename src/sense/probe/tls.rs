//! Passes when TLS can be spoken, the certificate is trusted and for that name, and it does not expire soon.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::certificate::valid_until;
use super::runner::Round;
use super::words::{Failure, in_time};
use crate::model::check::TlsCheck;

/// The host's certificates are not read again sooner than this.
const READ_AGAIN: Duration = Duration::from_secs(60);
/// The other side is told that this was all, for no longer than this.
const FAREWELL: Duration = Duration::from_millis(250);

/// Whom TLS probes trust.
#[derive(Clone, Default)]
pub(super) struct Tls(Arc<Mutex<Option<Trust>>>);

/// Whom this host trusts, and when that was read.
struct Trust {
    read_at: Instant,
    config: Arc<ClientConfig>,
}

impl Tls {
    /// Connects once. The caller bounds the time by dropping this.
    pub(super) async fn check(&self, round: &Round, check: &TlsCheck) -> Result<(), Failure> {
        let config = self.trust(round, check.ca_file.clone()).await?;
        let began = Instant::now();
        let host = check.address.rsplit_once(':').map_or(check.address.as_str(), |(host, _)| host);
        let name = check.server_name.as_deref().unwrap_or_else(|| host.trim_matches(['[', ']']));
        let name = ServerName::try_from(name.to_owned()).map_err(|_| Failure::NotAnAddress(name.to_owned()))?;
        let stream = TcpStream::connect(&check.address).await.map_err(Failure::NotConnected)?;
        let mut stream = TlsConnector::from(config).connect(name, stream).await.map_err(Failure::Handshake)?;
        let shown = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
        let end = shown.and_then(|shown| valid_until(shown)).ok_or(Failure::NoEnd)?;
        tokio::spawn(async move { tokio::time::timeout(FAREWELL, stream.shutdown()).await });
        let left = (end - chrono::Utc::now()).to_std().unwrap_or_default();
        if left < Duration::from_secs(u64::from(check.min_days) * 86_400) {
            return Err(Failure::ExpiresSoon { left, min_days: check.min_days });
        }
        in_time(began.elapsed(), check.max_latency)
    }

    /// Reading files can hang, so it is done elsewhere, once a probe at a time.
    async fn trust(&self, round: &Round, ca_file: Option<PathBuf>) -> Result<Arc<ClientConfig>, Failure> {
        let begun = round.starting.begin(&round.id).ok_or(Failure::StillReading)?;
        let kept = self.clone();
        let read = tokio::task::spawn_blocking(move || {
            let _begun = begun;
            match ca_file {
                Some(file) => config(from_file(&file)?),
                None => kept.host(),
            }
        });
        read.await.unwrap_or_else(|error| Err(Failure::NoTls(error.into())))
    }

    /// Whom this host trusts; read again now and then, for somebody may mend that.
    fn host(&self) -> Result<Arc<ClientConfig>, Failure> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(trust) = kept.as_ref().filter(|trust| trust.read_at.elapsed() < READ_AGAIN) {
            return Ok(Arc::clone(&trust.config));
        }
        let found = rustls_native_certs::load_native_certs();
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(found.certs);
        if roots.is_empty() {
            return Err(Failure::NoTls(io::Error::other("this host trusts nobody")));
        }
        let config = config(roots)?;
        *kept = Some(Trust { read_at: Instant::now(), config: Arc::clone(&config) });
        Ok(config)
    }
}

/// The certificates in a file.
fn from_file(file: &Path) -> Result<RootCertStore, Failure> {
    let wrong = |why: String| Failure::NoCaFile { file: file.display().to_string(), why };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|error| wrong(error.to_string()))? {
        let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
        roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
    }
    if roots.is_empty() { Err(wrong("there is no certificate in it".to_owned())) } else { Ok(roots) }
}

fn config(roots: RootCertStore) -> Result<Arc<ClientConfig>, Failure> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| Failure::NoTls(io::Error::other(error)))?;
    Ok(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}
