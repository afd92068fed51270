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

use super::causes::{handshake, in_time, no_tls, not_connected};
use super::certificate::end_of;
use super::runner::Round;
use crate::model::check::TlsCheck;
use crate::model::complaint::Complaint;
use crate::model::system::said;
use crate::model::time::Wall;

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
    pub(super) async fn check(
        &self,
        round: &Round,
        check: &TlsCheck,
        certificate: &mut Option<Wall>,
    ) -> Result<(), Complaint> {
        let config = self.trust(round, check.ca_file.clone()).await?;
        let began = Instant::now();
        let host = check.address.rsplit_once(':').map_or(check.address.as_str(), |(host, _)| host);
        let name = check.server_name.as_deref().unwrap_or_else(|| host.trim_matches(['[', ']']));
        let name =
            ServerName::try_from(name.to_owned()).map_err(|_| Complaint::NotAnAddress { address: name.to_owned() })?;
        let stream = TcpStream::connect(&check.address).await.map_err(not_connected)?;
        let mut stream = TlsConnector::from(config).connect(name, stream).await.map_err(handshake)?;
        let end = end_of(stream.get_ref().1).ok_or(Complaint::NoEnd)?;
        *certificate = Some(end);
        tokio::spawn(async move { tokio::time::timeout(FAREWELL, stream.shutdown()).await });
        let left = (end - chrono::Utc::now()).to_std().unwrap_or_default();
        if left < Duration::from_secs(u64::from(check.min_days) * 86_400) {
            return Err(Complaint::ExpiresSoon { left: whole(left), days: check.min_days });
        }
        in_time(began.elapsed(), check.max_latency)
    }

    /// Reading files can hang, so it is done elsewhere, once a probe at a time.
    async fn trust(&self, round: &Round, ca_file: Option<PathBuf>) -> Result<Arc<ClientConfig>, Complaint> {
        let begun = round.starting.begin(&round.id).ok_or(Complaint::StillReading)?;
        let kept = self.clone();
        let read = tokio::task::spawn_blocking(move || {
            let _begun = begun;
            match ca_file {
                Some(file) => config(from_file(&file)?),
                None => kept.host(),
            }
        });
        read.await.unwrap_or_else(|error| Err(no_tls(error.into())))
    }

    /// Whom this host trusts; read again now and then, for somebody may mend that.
    fn host(&self) -> Result<Arc<ClientConfig>, Complaint> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(trust) = kept.as_ref().filter(|trust| trust.read_at.elapsed() < READ_AGAIN) {
            return Ok(Arc::clone(&trust.config));
        }
        let found = rustls_native_certs::load_native_certs();
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(found.certs);
        if roots.is_empty() {
            return Err(Complaint::NobodyTrusted);
        }
        let config = config(roots)?;
        *kept = Some(Trust { read_at: Instant::now(), config: Arc::clone(&config) });
        Ok(config)
    }
}

/// The certificates in a file.
fn from_file(file: &Path) -> Result<RootCertStore, Complaint> {
    let name = || file.display().to_string();
    let wrong = |why: String| Complaint::BadAuthorities { file: name(), error: said(&why) };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|error| wrong(error.to_string()))? {
        let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
        roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
    }
    if roots.is_empty() { Err(Complaint::NoAuthorities { file: name() }) } else { Ok(roots) }
}

fn config(roots: RootCertStore) -> Result<Arc<ClientConfig>, Complaint> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| no_tls(io::Error::other(error)))?;
    Ok(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

/// How long a certificate lasts, as a person counts it: in days, in the end in hours, then in minutes.
fn whole(left: Duration) -> Duration {
    let unit = [86_400, 3_600, 60].into_iter().find(|unit| left.as_secs() >= *unit).unwrap_or(1);
    Duration::from_secs(left.as_secs() / unit * unit)
}
