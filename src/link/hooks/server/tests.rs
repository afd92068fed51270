use std::sync::mpsc as channel;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::*;
use crate::clock::SystemClock;
use crate::model::command::Done;
use crate::model::id::RunId;
use crate::model::query::Answer;
use crate::model::refusal::Refusal;
use crate::model::workflow::definition::{Definition, SecretRef};
use crate::model::workflow::refusal::RunRefusal;
use crate::model::workflow::trigger::Hooked;

const SECRET: &[u8] = b"open sesame";

/// A server on a port of its own, and a runtime that answers so.
struct Scene {
    dir: tempfile::TempDir,
    server: HookServer,
    address: SocketAddr,
    asked: channel::Receiver<Hooked>,
    told: channel::Receiver<Option<RuntimeTrouble>>,
}

fn setup(secret: &std::path::Path, address: &str) -> Setup {
    let hook = TriggerOn::Webhook { secret: SecretRef::File(secret.display().to_string()) };
    let definition = |name: &str, triggers: Value| {
        let definition = json!({ "name": name, "working_dir": "/", "steps": [], "triggers": triggers });
        Arc::new(serde_json::from_value::<Definition>(definition).unwrap())
    };
    let mut setup = Setup {
        workflows: vec![definition("deploy", json!([{ "on": hook }])), definition("quiet", json!([]))],
        ..Setup::default()
    };
    setup.work.webhook_listen = Some(address.to_owned());
    setup
}

impl Scene {
    async fn new(answer: impl Fn() -> crate::model::query::Response + Send + 'static) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let secret = dir.path().join("secret");
        std::fs::write(&secret, [SECRET, b"\n"].concat()).unwrap();
        let (tell, told) = channel::channel();
        let events: Events = Arc::new(move |event| {
            if let Event::Trouble { what, .. } = event {
                drop(tell.send(what));
            }
        });
        let (hooks, mut requests) = mpsc::channel::<AskedByHook>(4);
        let (ask, asked) = channel::channel();
        tokio::spawn(async move {
            while let Some((hook, reply)) = requests.recv().await {
                drop(ask.send(*hook));
                drop(reply.send(answer()));
            }
        });
        let server = HookServer::new(&Handle::current(), Arc::new(SystemClock::new()), events, hooks);
        server.configure(&setup(&secret, "127.0.0.1:0"));
        let address = server.bound().wait_for(Option::is_some).await.unwrap().unwrap();
        Self { dir, server, address, asked, told }
    }

    /// The code and the body of the answer to this text.
    async fn send(&self, request: &[u8]) -> (u16, Value) {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request).await.unwrap();
        let mut answer = Vec::new();
        // What is cut off after its answer has answered all the same.
        drop(stream.read_to_end(&mut answer).await);
        let answer = String::from_utf8(answer).unwrap();
        let code = answer.split(' ').nth(1).unwrap_or_else(|| panic!("{answer:?}")).parse().unwrap();
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        (code, serde_json::from_str(body).unwrap_or(Value::Null))
    }

    async fn post(&self, path: &str, header: &str, body: &[u8]) -> (u16, Value) {
        self.send(&post(path, header, body)).await
    }
}

fn post(path: &str, header: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("POST {path} HTTP/1.1\r\nHost: x\r\n{header}Content-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn signed(header: &str, body: &[u8]) -> String {
    use std::fmt::Write as _;
    let tag = ring::hmac::sign(&ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET), body);
    let mut text = format!("{header}: sha256=");
    for byte in tag.as_ref() {
        write!(text, "{byte:02x}").unwrap();
    }
    format!("{text}\r\n")
}

#[expect(clippy::unnecessary_wraps, reason = "what a session answers")]
fn started() -> crate::model::query::Response {
    Ok(Answer::Done { done: Done::Runs { runs: vec![RunId(12), RunId(13)] } })
}

#[tokio::test]
async fn a_signed_request_starts_runs_and_is_told_their_numbers() {
    let scene = Scene::new(started).await;
    let body = br#"{"ref":"main"}"#;
    for name in ["X-Hub-Signature-256", "x-signature-256"] {
        let header = format!("{}X-GitHub-Event: push\r\nAuthorization: Basic x\r\n", signed(name, body));
        assert_eq!(scene.post("/hooks/deploy", &header, body).await, (202, json!({ "runs": [12, 13] })));
        let hook = scene.asked.recv().unwrap();
        assert_eq!((hook.workflow.as_str(), hook.body, hook.secrets.len()), ("deploy", json!({ "ref": "main" }), 1));
        assert_eq!(hook.headers.keys().collect::<Vec<_>>(), ["content-length", "host", "x-github-event"]);
    }
    // What is no JSON is text.
    assert_eq!(scene.post("/hooks/deploy?x=1", &signed("X-Signature-256", b"a=b"), b"a=b").await.0, 202);
    assert_eq!(scene.asked.recv().unwrap().body, json!("a=b"));
}

#[tokio::test]
async fn what_is_not_signed_or_not_meant_starts_nothing() {
    let scene = Scene::new(started).await;
    let (body, header) = (b"{}", signed("X-Hub-Signature-256", b"{}"));
    let error = |word: &str| json!({ "error": word });
    let cases = [
        (scene.post("/hooks/deploy", "", body).await, 401, "bad_signature"),
        (scene.post("/hooks/deploy", &header, b"{ }").await, 401, "bad_signature"),
        (scene.post("/hooks/deploy", &header.replace("sha256=", "sha256=00"), body).await, 401, "bad_signature"),
        (scene.post("/hooks/quiet", &header, body).await, 404, "not_found"),
        (scene.post("/hooks/", &header, body).await, 404, "not_found"),
        (scene.post("/", &header, body).await, 404, "not_found"),
        (scene.send(b"GET /hooks/deploy HTTP/1.1\r\nHost: x\r\n\r\n").await, 405, "method_not_allowed"),
        (scene.post("/hooks/deploy", &signed("X-Signature-256", b"\xff"), b"\xff").await, 400, "not_text"),
    ];
    for (at, (answer, code, word)) in cases.into_iter().enumerate() {
        assert_eq!(answer, (code, error(word)), "case {at}");
    }
    assert!(scene.asked.try_recv().is_err());
}

#[tokio::test]
async fn what_is_too_long_is_refused_whether_it_says_so_or_not() {
    let scene = Scene::new(started).await;
    let says = b"POST /hooks/deploy HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n";
    assert_eq!(scene.send(says).await, (413, json!({ "error": "too_large" })));
    let mut chunked = b"POST /hooks/deploy HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    chunked.extend(b"100001\r\n");
    chunked.extend(vec![b'a'; 0x10_0001]);
    assert_eq!(scene.send(&chunked).await.0, 413);
    // And what is just short enough is not.
    let body = [b"\"".as_slice(), &vec![b'a'; (1 << 20) - 2], b"\""].concat();
    assert_eq!(scene.post("/hooks/deploy", &signed("X-Signature-256", &body), &body).await.0, 202);
}

#[tokio::test]
async fn one_address_is_heard_only_so_often() {
    let scene = Scene::new(started).await;
    let mut codes = std::collections::BTreeMap::<u16, u32>::new();
    for _ in 0..60 {
        *codes.entry(scene.post("/hooks/deploy", "", b"").await.0).or_default() += 1;
    }
    assert!(codes[&401] >= 30 && codes[&429] >= 10, "{codes:?}");
}

#[tokio::test]
async fn what_the_runtime_refuses_is_said() {
    let overlap = || Err(Refusal::Workflow(RunRefusal::Overlap { workflow: "deploy".into(), run: RunId(3) }));
    let scene = Scene::new(overlap).await;
    let (code, body) = scene.post("/hooks/deploy", &signed("X-Signature-256", b""), b"").await;
    assert_eq!((code, &body["error"]), (409, &json!("refused")));
}

#[tokio::test]
async fn an_address_that_is_taken_is_trouble_until_it_is_free() {
    let scene = Scene::new(started).await;
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap();
    let secret = scene.dir.path().join("secret");
    scene.server.configure(&setup(&secret, &address.to_string()));
    let mut bound = scene.server.bound();
    let next = |told: channel::Receiver<Option<RuntimeTrouble>>| {
        tokio::task::spawn_blocking(move || (told.recv_timeout(Duration::from_secs(20)).unwrap(), told))
    };
    let (trouble, told) = next(scene.told).await.unwrap();
    assert!(matches!(trouble, Some(RuntimeTrouble::HooksUnheard { .. })), "{trouble:?}");
    drop(taken);
    bound.wait_for(|at| *at == Some(address)).await.unwrap();
    assert_eq!(next(told).await.unwrap().0, None);
    // Nothing to hear: nobody listens.
    scene.server.configure(&Setup::default());
    bound.wait_for(Option::is_none).await.unwrap();
}
