//! Passes when a GET answers with a status of the 2xx or 3xx class.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT, CONNECTION, USER_AGENT};
use hyper::{Request, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::rt::TokioExecutor;

use super::words::{Failure, is_untrusted};

/// A header longer than this is not one.
const LONGEST_HEADER: usize = 64 << 10;
/// This much of the body is taken, so that a server does not see its short answer refused.
const BODY: usize = 16 << 10;
/// And no longer than this.
const BODY_TIME: Duration = Duration::from_millis(250);
/// The host's certificates are not read again sooner than this.
const READ_AGAIN: Duration = Duration::from_secs(2);

type Plain = Client<HttpConnector, Empty<Bytes>>;
type Secure = Client<HttpsConnector<HttpConnector>, Empty<Bytes>>;

/// HTTP clients that keep no connection, so that a dead listener is noticed.
pub(super) struct Http {
    plain: Plain,
    /// Made for the first `https://` probe: reading the host's certificates takes a while.
    secure: Arc<Mutex<Option<Trusting>>>,
}

/// The client for TLS, and when the certificates that it trusts were read.
struct Trusting {
    client: Secure,
    read_at: Instant,
}

impl Default for Http {
    fn default() -> Self {
        Self { plain: client(HttpConnector::new()), secure: Arc::default() }
    }
}

impl Http {
    /// Asks once. No redirect is followed: that a server redirects shows that it serves.
    pub(super) async fn check(&self, url: &str) -> Result<(), Failure> {
        let uri: Uri = url.parse().map_err(|_| Failure::NotAnAddress(url.to_owned()))?;
        let is_secure = uri.scheme_str() == Some("https");
        let request = Request::get(uri)
            .header(USER_AGENT, concat!("autoagents/", env!("CARGO_PKG_VERSION")))
            .header(ACCEPT, "*/*")
            .header(CONNECTION, "close")
            .body(Empty::new())
            .map_err(|_| Failure::NotAnAddress(url.to_owned()))?;
        let answer = if is_secure { self.secure().await?.request(request) } else { self.plain.request(request) };
        let answer = answer.await.map_err(|error| {
            if is_untrusted(&error) {
                self.doubt();
            }
            Failure::Exchange(error)
        })?;
        let status = answer.status();
        tokio::spawn(tokio::time::timeout(BODY_TIME, take_some(answer.into_body())));
        if status.is_success() || status.is_redirection() { Ok(()) } else { Err(Failure::Status(status.as_u16())) }
    }

    /// The client for TLS. A failure is not kept: certificates may be installed meanwhile.
    async fn secure(&self) -> Result<Secure, Failure> {
        let kept = Arc::clone(&self.secure);
        // Waiting for the lock means waiting for another probe that reads the certificates, so it is done over there.
        let made = tokio::task::spawn_blocking(move || {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(kept) = &*kept {
                return Ok(kept.client.clone());
            }
            let connector = HttpsConnectorBuilder::new().with_native_roots()?.https_only().enable_http1().build();
            let made = Trusting { client: client(connector), read_at: Instant::now() };
            Ok(kept.insert(made).client.clone())
        });
        made.await.unwrap_or_else(|error| Err(error.into())).map_err(Failure::NoTls)
    }

    /// A certificate is not trusted: the next probe reads again what is, because somebody may be about to mend that.
    fn doubt(&self) {
        // Whoever holds the lock is reading it anew already.
        if let Ok(mut kept) = self.secure.try_lock() {
            drop(kept.take_if(|kept| kept.read_at.elapsed() > READ_AGAIN));
        }
    }
}

fn client<C: Connect + Clone>(connector: C) -> Client<C, Empty<Bytes>> {
    Client::builder(TokioExecutor::new())
        .pool_max_idle_per_host(0)
        .retry_canceled_requests(false)
        .http1_max_buf_size(LONGEST_HEADER)
        .build(connector)
}

/// Reads a body up to a bound, then drops it together with its connection.
async fn take_some(mut body: Incoming) {
    let mut taken = 0;
    while let Some(Ok(frame)) = body.frame().await {
        taken += frame.data_ref().map_or(0, Bytes::len);
        if taken > BODY {
            return;
        }
    }
}
