//! One request, from its head to its answer.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderMap};
use hyper::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::pace::Paces;
use super::signature;
use crate::clock::Clock;
use crate::model::command::Done;
use crate::model::id::WorkflowName;
use crate::model::query::Answer;
use crate::model::refusal::Refusal;
use crate::model::workflow::definition::SecretRef;
use crate::model::workflow::refusal::RunRefusal;
use crate::model::workflow::trigger::Hooked;
use crate::ports::AskedByHook;

/// The longest body.
const BODY: u64 = 1 << 20;
/// A body is there within this time.
const SENT: Duration = Duration::from_secs(10);
/// The runtime answers within this time; longer only when the journal's disk hangs.
const ANSWERED: Duration = Duration::from_secs(30);
/// Headers that say who somebody is, which is nobody's business after the signature was checked.
const PRIVATE: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];

/// The workflows that requests can start, and what those have to be signed with.
pub(super) type Routes = BTreeMap<WorkflowName, Vec<SecretRef>>;

/// What requests need.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) clock: Arc<dyn Clock>,
    pub(super) paces: Arc<Mutex<Paces>>,
    pub(super) hooks: mpsc::Sender<AskedByHook>,
}

/// Why a request starts nothing: a code and a word.
#[derive(Debug, PartialEq)]
struct No(StatusCode, &'static str, Option<Box<Refusal>>);

fn no(code: StatusCode, word: &'static str) -> No {
    No(code, word, None)
}

impl Desk {
    /// The answer to a request.
    pub(super) async fn answer(
        self,
        from: IpAddr,
        routes: Arc<Routes>,
        request: Request<Incoming>,
    ) -> Response<Full<Bytes>> {
        let (code, body) = match self.take(from, &routes, request).await {
            Ok(done) => (StatusCode::ACCEPTED, json!({ "runs": runs(&done) })),
            Err(No(code, word, None)) => (code, json!({ "error": word })),
            Err(No(code, word, Some(refusal))) => (code, json!({ "error": word, "refusal": refusal })),
        };
        let mut response = Response::new(Full::new(Bytes::from(body.to_string())));
        *response.status_mut() = code;
        response.headers_mut().insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static("application/json"));
        response
    }

    async fn take(&self, from: IpAddr, routes: &Routes, request: Request<Incoming>) -> Result<Done, No> {
        let heard = self.paces.lock().unwrap_or_else(PoisonError::into_inner).admits(from, self.clock.now().mono);
        if !heard {
            return Err(no(StatusCode::TOO_MANY_REQUESTS, "too_many_requests"));
        }
        let name = request.uri().path().strip_prefix("/hooks/").unwrap_or_default();
        let (workflow, secrets) = routes.get_key_value(name).ok_or(no(StatusCode::NOT_FOUND, "not_found"))?;
        if request.method() != Method::POST {
            return Err(no(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"));
        }
        let (head, body) = request.into_parts();
        let body = whole(body).await?;
        let secrets = signers(&head.headers, body.clone(), secrets.clone()).await;
        if secrets.is_empty() {
            tracing::warn!("a request for workflow {workflow} from {from} is not signed with its secret");
            return Err(no(StatusCode::UNAUTHORIZED, "bad_signature"));
        }
        let body = serde_json::from_slice(&body)
            .or_else(|_| String::from_utf8(body.to_vec()).map(Value::from))
            .map_err(|_| no(StatusCode::BAD_REQUEST, "not_text"))?;
        let hook = Hooked { workflow: workflow.clone(), secrets, headers: spoken(&head.headers), body };
        self.ask(hook).await
    }

    async fn ask(&self, hook: Hooked) -> Result<Done, No> {
        let (reply, answer) = oneshot::channel();
        let busy = |_| no(StatusCode::SERVICE_UNAVAILABLE, "busy");
        self.hooks.try_send((Box::new(hook), reply)).map_err(busy)?;
        let answer = timeout(ANSWERED, answer).await.map_err(|_| no(StatusCode::GATEWAY_TIMEOUT, "no_answer"))?;
        match answer {
            Ok(Ok(Answer::Done { done })) => Ok(done),
            Ok(Ok(_)) => Err(no(StatusCode::INTERNAL_SERVER_ERROR, "no_answer")),
            Ok(Err(refusal)) => Err(refused(refusal)),
            // The runtime has ended.
            Err(_) => Err(no(StatusCode::SERVICE_UNAVAILABLE, "ending")),
        }
    }
}

/// The body, when it is not too long and comes in time.
async fn whole(body: Incoming) -> Result<Bytes, No> {
    let too_long = || no(StatusCode::PAYLOAD_TOO_LARGE, "too_large");
    // What says that it is too long need not be read.
    if body.size_hint().lower() > BODY {
        return Err(too_long());
    }
    let limited = Limited::new(body, usize::try_from(BODY).unwrap_or(usize::MAX)).collect();
    match timeout(SENT, limited).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_long()),
        Ok(Err(_)) => Err(no(StatusCode::BAD_REQUEST, "cut_off")),
        Err(_) => Err(no(StatusCode::REQUEST_TIMEOUT, "too_slow")),
    }
}

/// Those of the secrets that the body is signed with. They may be on a disk that hangs, so another thread reads them.
async fn signers(headers: &HeaderMap, body: Bytes, secrets: Vec<SecretRef>) -> Vec<SecretRef> {
    let signatures: Vec<String> = signature::HEADERS
        .iter()
        .flat_map(|name| headers.get_all(*name))
        .filter_map(|value| value.to_str().ok().map(str::to_owned))
        .collect();
    if signatures.is_empty() {
        return Vec::new();
    }
    let signed = move |secret: &SecretRef| match signature::read(secret) {
        Ok(value) => signatures.iter().any(|signature| signature::holds(signature, &body, &value)),
        Err(error) => {
            let place = match secret {
                SecretRef::Env(name) => format!("${name}"),
                SecretRef::File(path) => path.clone(),
            };
            tracing::error!("the secret in `{place}` cannot be read: {error}; requests that it signs are refused");
            false
        }
    };
    let check = move || secrets.into_iter().filter(signed).collect();
    tokio::task::spawn_blocking(check).await.unwrap_or_default()
}

/// The headers that a run may know of.
fn spoken(headers: &HeaderMap) -> BTreeMap<String, String> {
    let is_spoken = |name: &str| !PRIVATE.contains(&name) && !signature::HEADERS.contains(&name);
    let text = headers.iter().filter(|(name, _)| is_spoken(name.as_str()));
    text.filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))).collect()
}

fn runs(done: &Done) -> Value {
    match done {
        Done::Run { run } => json!([run]),
        Done::Runs { runs } => json!(runs),
        _ => json!([]),
    }
}

fn refused(refusal: Refusal) -> No {
    let code = match &refusal {
        Refusal::Workflow(RunRefusal::Overlap { .. }) => StatusCode::CONFLICT,
        Refusal::Workflow(RunRefusal::Full { .. }) => StatusCode::SERVICE_UNAVAILABLE,
        Refusal::Workflow(RunRefusal::Gone { .. }) => StatusCode::NOT_FOUND,
        Refusal::Workflow(_) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    No(code, "refused", Some(Box::new(refusal)))
}
