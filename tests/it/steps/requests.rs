//! Steps that ask web servers, digests, and what goes with a run.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::Duration;

use autoagents_console::model::id::RunId;
use autoagents_console::model::workflow::definition::SecretRef;
use autoagents_console::model::workflow::order::{DigestJob, Piece, Rendered, Reported, RequestJob, StepOrder};
use autoagents_console::model::workflow::state::StepFailure;
use autoagents_console::ports::Steps;

use super::world::{Ground, Office, ticket};
use crate::harness::until;

fn request(url: String) -> RequestJob {
    RequestJob {
        method: "GET".to_owned(),
        url,
        headers: [].into(),
        body: None,
        secrets: [].into(),
        timeout: Duration::from_secs(10),
        once: true,
    }
}

/// Answers one question, and gives back what it was.
fn answers(answer: &'static str) -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/path", listener.local_addr().unwrap());
    let asked = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut heard = Vec::new();
        let mut piece = [0; 4096];
        while !heard.windows(4).any(|end| end == b"\r\n\r\n") {
            let read = stream.read(&mut piece).unwrap();
            heard.extend_from_slice(&piece[..read]);
        }
        if String::from_utf8_lossy(&heard).contains("content-length: ") {
            while !heard.ends_with(b"!") {
                let read = stream.read(&mut piece).unwrap();
                heard.extend_from_slice(&piece[..read]);
            }
        }
        stream.write_all(answer.as_bytes()).unwrap();
        String::from_utf8_lossy(&heard).into_owned()
    });
    (url, asked)
}

fn ask(office: &Office, node: u32, job: RequestJob) -> Reported {
    office.office.order(vec![StepOrder::Request(ticket(node), Box::new(job))]);
    office.wait(ticket(node), |what| Some(what.clone()))
}

#[test]
fn an_answer_is_told_with_its_body() {
    let ground = Ground::new();
    let office = ground.office();
    let (url, asked) = answers("HTTP/1.1 201 Created\r\ncontent-length: 9\r\n\r\n{\"id\": 3}");
    fs::write(ground.path("token"), "hush-hush\n").unwrap();
    let mut job = request(url);
    job.method = "POST".to_owned();
    job.secrets = [("t".to_owned(), SecretRef::File(ground.path("token").display().to_string()))].into();
    let token = Rendered(vec![Piece::Text("Bearer ".to_owned()), Piece::Secret("t".to_owned())]);
    job.headers = [("authorization".to_owned(), token)].into();
    job.body = Some(Rendered(vec![Piece::Secret("t".to_owned()), Piece::Text("!".to_owned())]));
    let what = ask(&office, 0, job);
    let Reported::Answered { status, outputs, .. } = what else { panic!("{what:?}") };
    assert_eq!((status, outputs["json"]["id"].as_i64(), outputs["body"].as_str()), (201, Some(3), Some("{\"id\": 3}")));
    let heard = asked.join().unwrap();
    assert!(heard.starts_with("POST /path HTTP/1.1\r\n"), "{heard}");
    assert!(heard.contains("authorization: Bearer hush-hush\r\n") && heard.ends_with("hush-hush!"), "{heard}");
}

#[test]
fn what_was_perhaps_done_is_lost_and_what_was_not_is_said() {
    let ground = Ground::new();
    let office = ground.office();
    // Nobody listens: nothing can have happened.
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let what = ask(&office, 0, request(format!("http://{nobody}/")));
    assert!(matches!(what, Reported::NotStarted { why: StepFailure::Http { .. } }), "{what:?}");
    // It was heard, and there is no answer.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    let job = |once| RequestJob { timeout: Duration::from_millis(100), once, ..request(url.clone()) };
    assert_eq!(ask(&office, 1, job(true)), Reported::Lost);
    assert!(matches!(ask(&office, 2, job(false)), Reported::NotStarted { why: StepFailure::Http { .. } }));
    let what = ask(&office, 3, request("no address at all".to_owned()));
    assert!(matches!(what, Reported::NotStarted { why: StepFailure::Http { .. } }), "{what:?}");
    let mut job = request(url.clone());
    job.headers = [("x".to_owned(), Rendered(vec![Piece::Secret("missing".to_owned())]))].into();
    assert!(matches!(ask(&office, 4, job), Reported::NotStarted { why: StepFailure::NoSecret { .. } }));
    // One that is told to stop.
    office.office.order(vec![StepOrder::Request(ticket(5), Box::new(request(url)))]);
    let (_asking, _) = silent.accept().unwrap();
    office.office.order(vec![StepOrder::Stop(ticket(5), Duration::ZERO)]);
    assert_eq!(office.wait(ticket(5), |what| Some(what.clone())), Reported::Lost);
}

#[test]
fn a_question_that_a_dead_console_had_put_is_lost() {
    let ground = Ground::new();
    let office = ground.office();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    office.office.order(vec![StepOrder::Request(ticket(0), Box::new(request(url)))]);
    let (_asking, _) = silent.accept().unwrap();
    office.dies();
    let office = ground.office();
    let what: Vec<_> = office.office.find(&[ticket(0), ticket(1)]).into_iter().map(|report| report.what).collect();
    assert_eq!(what, [Reported::Lost, Reported::NeverStarted]);
}

#[test]
fn a_long_answer_is_cut() {
    let ground = Ground::new();
    let office = ground.office();
    let long: &'static str = format!("HTTP/1.1 200 OK\r\n\r\n{}", "z".repeat(100_000)).leak();
    let (url, _asked) = answers(long);
    let what = ask(&office, 0, request(url));
    let Reported::Answered { outputs, .. } = what else { panic!("{what:?}") };
    assert_eq!(outputs["body"].as_str().unwrap().len(), 64 << 10);
}

#[test]
fn digests_are_told_and_the_files_of_a_run_go() {
    let ground = Ground::new();
    let office = ground.office();
    fs::write(ground.path("a.txt"), "a").unwrap();
    let digest = |node, file: &str| {
        let job = DigestJob { words: "w".to_owned(), files: vec![file.to_owned()], working_dir: ground.path("") };
        office.office.order(vec![StepOrder::Digest(ticket(node), Box::new(job))]);
        office.wait(ticket(node), |what| match what {
            Reported::Digest { digest } => Some(digest.clone()),
            _ => None,
        })
    };
    assert_eq!(digest(0, "*.txt"), digest(1, "*.txt"));
    assert_ne!(digest(2, "*.txt"), digest(3, "*.md"));
    assert_eq!(digest(4, "gone.txt"), None);
    let step = office.run(5, ground.shell("echo x"));
    office.ended(step);
    assert!(ground.path("runs/7").exists());
    office.office.order(vec![StepOrder::Forget(step), StepOrder::Remove(RunId(7))]);
    until("they are gone", || (!ground.path("runs/7").exists()).then_some(()));
    let next = office.run(6, ground.shell("echo y"));
    office.ended(next);
    assert_eq!(ground.read("runs/7/6.1.log"), "y\n");
}
