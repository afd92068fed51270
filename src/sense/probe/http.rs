//! Passes when the answer to a request is as it should be.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT, CONNECTION, USER_AGENT};
use hyper::{Request, Response, Uri};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use super::causes::{exchange, in_time, is_untrusted, no_tls, words};
use super::noting::{Noting, ValidUntil};
use crate::model::check::{HttpCheck, JsonCondition, Status};
use crate::model::complaint::Complaint;
use crate::model::system::said;
use crate::model::text::clean;
use crate::model::time::Wall;

/// A header longer than this is not one.
const LONGEST_HEADER: usize = 64 << 10;
/// This much of the body is taken, so that a server does not see its short answer refused.
const BODY: usize = 16 << 10;
/// So much of it where something is looked for in it.
const SEARCHED: usize = 1 << 20;
/// And no longer than this.
const BODY_TIME: Duration = Duration::from_millis(250);
/// The host's certificates are not read again sooner than this.
const READ_AGAIN: Duration = Duration::from_secs(2);

type Plain = Client<HttpConnector, Full<Bytes>>;
type Secure = Client<Noting, Full<Bytes>>;

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
    pub(super) async fn check(&self, check: &HttpCheck, certificate: &mut Option<Wall>) -> Result<(), Complaint> {
        let began = Instant::now();
        let answer = self.ask(check).await?;
        *certificate = answer.extensions().get::<ValidUntil>().map(|until| until.0);
        let status = answer.status().as_u16();
        let fits = check.status.iter().any(|wanted| wanted.holds(status));
        let usual = check.status == [Status::Class(2), Status::Class(3)];
        if !fits && usual {
            return Err(Complaint::Status { status, said: first_line(answer.into_body()).await });
        }
        if fits && (check.body_contains.is_some() || check.body_json.is_some()) {
            look_at(check, answer.into_body()).await?;
        } else {
            tokio::spawn(tokio::time::timeout(BODY_TIME, take_some(answer.into_body())));
        }
        if !fits {
            let wanted = check.status.iter().map(ToString::to_string).collect();
            return Err(Complaint::OtherStatus { status, wanted });
        }
        in_time(began.elapsed(), check.max_latency)
    }

    async fn ask(&self, check: &HttpCheck) -> Result<Response<Incoming>, Complaint> {
        let uri: Uri = check.url.parse().map_err(|_| not_an_address(&check.url))?;
        let is_secure = uri.scheme_str() == Some("https");
        let mut request = Request::builder().method(check.method.as_str()).uri(uri).header(CONNECTION, "close");
        for (name, value) in [(USER_AGENT, concat!("autoagents/", env!("CARGO_PKG_VERSION"))), (ACCEPT, "*/*")] {
            if !check.headers.keys().any(|given| given.eq_ignore_ascii_case(name.as_str())) {
                request = request.header(name, value);
            }
        }
        for (name, value) in &check.headers {
            request = request.header(name, value);
        }
        let body = Full::new(Bytes::from(check.body.clone().unwrap_or_default()));
        let request = request.body(body).map_err(|_| not_an_address(&check.url))?;
        let answer = if is_secure { self.secure().await?.request(request) } else { self.plain.request(request) };
        answer.await.map_err(|error| {
            if is_untrusted(&error) {
                self.doubt();
            }
            exchange(&error)
        })
    }

    /// The client for TLS. A failure is not kept: certificates may be installed meanwhile.
    async fn secure(&self) -> Result<Secure, Complaint> {
        let kept = Arc::clone(&self.secure);
        // Waiting for the lock means waiting for another probe that reads the certificates, so it is done over there.
        let made = tokio::task::spawn_blocking(move || {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(kept) = &*kept {
                return Ok(kept.client.clone());
            }
            let connector = HttpsConnectorBuilder::new().with_native_roots()?.https_only().enable_http1().build();
            let made = Trusting { client: client(Noting(connector)), read_at: Instant::now() };
            Ok(kept.insert(made).client.clone())
        });
        made.await.unwrap_or_else(|error| Err(error.into())).map_err(no_tls)
    }

    /// A certificate is not trusted: the next probe reads again what is, because somebody may be about to mend that.
    fn doubt(&self) {
        // Whoever holds the lock is reading it anew already.
        if let Ok(mut kept) = self.secure.try_lock() {
            drop(kept.take_if(|kept| kept.read_at.elapsed() > READ_AGAIN));
        }
    }
}

fn client<C: Connect + Clone>(connector: C) -> Client<C, Full<Bytes>> {
    Client::builder(TokioExecutor::new())
        .pool_max_idle_per_host(0)
        .retry_canceled_requests(false)
        .http1_max_buf_size(LONGEST_HEADER)
        .build(connector)
}

/// Reads the body and looks for what must be in it.
async fn look_at(check: &HttpCheck, body: Incoming) -> Result<(), Complaint> {
    let body =
        Limited::new(body, SEARCHED).collect().await.map_err(|error| match error.downcast::<hyper::Error>() {
            Ok(error) => Complaint::BrokenOff { error: said(&error.to_string()) },
            Err(_) => Complaint::TooMuch { limit: "1 MiB".to_owned() },
        })?;
    let body = body.to_bytes();
    if let Some(wanted) = &check.body_contains
        && !String::from_utf8_lossy(&body).contains(wanted.as_str())
    {
        return Err(Complaint::BodyLacks { wanted: wanted.clone() });
    }
    let Some(JsonCondition { path, equals }) = &check.body_json else { return Ok(()) };
    let not_json = |error: serde_json::Error| Complaint::NotJson { error: said(&error.to_string()) };
    let value: Value = serde_json::from_slice(&body).map_err(not_json)?;
    let (place, shown) = (path.to_string(), |value: &Value| clean(&value.to_string(), 200));
    match path.find(&value) {
        None => Err(Complaint::NoPlace { path: place }),
        Some(found) if is_same(found, equals) => Ok(()),
        Some(found) => Err(Complaint::Differs { path: place, got: shown(found), wanted: shown(equals) }),
    }
}

/// Numbers are the same however they are written.
fn is_same(found: &Value, wanted: &Value) -> bool {
    match (found.as_f64(), wanted.as_f64()) {
        (Some(found), Some(wanted)) => (found - wanted).abs() <= f64::EPSILON * wanted.abs(),
        _ => found == wanted,
    }
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

/// The first line of what a server says with its failure, when it is made for people: a page or a document is not.
async fn first_line(mut body: Incoming) -> Option<String> {
    let mut taken = Vec::new();
    let read = async {
        while let Some(Ok(frame)) = body.frame().await {
            taken.extend_from_slice(frame.data_ref().map_or(&[], |data| data));
            if taken.len() > BODY {
                return;
            }
        }
    };
    // What came in time is enough.
    let _ = tokio::time::timeout(BODY_TIME, read).await;
    let text = String::from_utf8_lossy(&taken);
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    if line.starts_with(['<', '{', '[']) { None } else { words(line) }
}

fn not_an_address(url: &str) -> Complaint {
    Complaint::NotAnAddress { address: url.to_owned() }
}
