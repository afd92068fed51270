//! A step that asks a web server.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT, CONNECTION, HeaderName, HeaderValue, USER_AGENT};
use hyper::{Method, Request, Response, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use super::secrets;
use crate::model::text::clean;
use crate::model::workflow::definition::SecretRef;
use crate::model::workflow::order::{Rendered, Reported, RequestJob};
use crate::model::workflow::state::{Outputs, StepFailure};

/// So much of an answer is kept.
const BODY: usize = 64 << 10;
/// Longest words about what went wrong.
const WORDS: usize = 300;

type Secure = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// Asks once, and says what came of it. Where it is not known whether the server has done what it was asked to, and that
/// must not happen twice, the answer is [`Reported::Lost`].
pub(super) async fn ask(job: &RequestJob) -> Reported {
    let began = Instant::now();
    let request = match prepare(job) {
        Ok(request) => request,
        Err(why) => return Reported::NotStarted { why },
    };
    let client = match tokio::task::spawn_blocking(client).await {
        Ok(Ok(client)) => client,
        Ok(Err(error)) => return not_asked(&error),
        Err(error) => return not_asked(&error),
    };
    let answered = tokio::time::timeout(job.timeout, async {
        let answer = client.request(request).await.map_err(|error| (error.is_connect(), words(&error)))?;
        let status = answer.status().as_u16();
        Ok((status, read(answer).await.map_err(|error| (false, error))?))
    });
    match answered.await {
        Ok(Ok((status, outputs))) => Reported::Answered { status, outputs, took: began.elapsed() },
        Ok(Err((never_came_there, error))) => unanswered(job, never_came_there, error),
        Err(_) => unanswered(job, false, io::Error::from(io::ErrorKind::TimedOut).to_string()),
    }
}

/// What is to be said when the question was put, or may have been, and there is no answer.
pub(super) fn unanswered(job: &RequestJob, never_came_there: bool, error: String) -> Reported {
    if job.once && !never_came_there {
        return Reported::Lost;
    }
    Reported::NotStarted { why: StepFailure::Http { error } }
}

fn not_asked(error: &dyn std::error::Error) -> Reported {
    Reported::NotStarted { why: StepFailure::Http { error: words(error) } }
}

fn prepare(job: &RequestJob) -> Result<Request<Full<Bytes>>, StepFailure> {
    let wrong = |error: &dyn std::error::Error| StepFailure::Http { error: words(error) };
    let uri: Uri = job.url.parse().map_err(|error: hyper::http::uri::InvalidUri| wrong(&error))?;
    let method = Method::from_bytes(job.method.as_bytes()).map_err(|error| wrong(&error))?;
    let mut request = Request::builder().method(method).uri(uri).header(CONNECTION, "close");
    for (name, value) in [(USER_AGENT, concat!("autoagents/", env!("CARGO_PKG_VERSION"))), (ACCEPT, "*/*")] {
        if !job.headers.keys().any(|given| given.eq_ignore_ascii_case(name.as_str())) {
            request = request.header(name, value);
        }
    }
    for (name, value) in &job.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|error| wrong(&error))?;
        let mut value = HeaderValue::from_bytes(&filled(value, &job.secrets)?).map_err(|error| wrong(&error))?;
        value.set_sensitive(true);
        request = request.header(name, value);
    }
    let body = job.body.as_ref().map(|body| filled(body, &job.secrets)).transpose()?.unwrap_or_default();
    request.body(Full::new(Bytes::from(body))).map_err(|error| wrong(&error))
}

fn filled(text: &Rendered, refs: &BTreeMap<String, SecretRef>) -> Result<Vec<u8>, StepFailure> {
    secrets::fill(text, refs, |name| std::env::var_os(OsString::from(name)))
}

/// Reads the host's certificates, so it may block. A client keeps no connection, and does not ask twice by itself.
fn client() -> io::Result<Secure> {
    let connector = HttpsConnectorBuilder::new().with_native_roots()?.https_or_http().enable_http1().build();
    let mut client = Client::builder(TokioExecutor::new());
    Ok(client.pool_max_idle_per_host(0).retry_canceled_requests(false).build(connector))
}

/// What an answer gives to other steps.
async fn read(answer: Response<Incoming>) -> Result<Outputs, String> {
    let status = answer.status().as_u16();
    let (mut body, mut taken) = (answer.into_body(), Vec::new());
    let mut is_whole = true;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| words(&error))?;
        taken.extend_from_slice(frame.data_ref().map_or(&[], |data| data));
        if taken.len() > BODY {
            taken.truncate(BODY);
            is_whole = false;
            break;
        }
    }
    let mut outputs = Outputs::new();
    outputs.insert("status".to_owned(), status.into());
    if let Some(json) = is_whole.then(|| serde_json::from_slice::<Value>(&taken).ok()).flatten() {
        outputs.insert("json".to_owned(), json);
    }
    outputs.insert("body".to_owned(), String::from_utf8_lossy(&taken).into_owned().into());
    Ok(outputs)
}

/// An error with its causes. None of what was sent is in it.
fn words(error: &dyn std::error::Error) -> String {
    let (mut words, mut cause) = (error.to_string(), error.source());
    while let Some(error) = cause {
        words = format!("{words}: {error}");
        cause = error.source();
    }
    clean(&words, WORDS)
}

/// Nothing is asked for longer than this, whatever is configured: a timer cannot count further.
pub(super) const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);
