//! Conditions on what comes back: status, body, exit code, output, words, time.

use std::io::{Read as _, Write as _};
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::Duration;

use autoagents_console::model::check::{Check, ExecCheck, HttpCheck, JsonCondition, Status, TcpCheck};
use serde_json::json;

use super::PATIENCE;
use super::probing::{Probing, exec};
use super::server::{Server, request};

/// A probe of this server, changed.
fn http(server: &Server, change: impl FnOnce(&mut HttpCheck)) -> Check {
    let mut check = HttpCheck::get(server.url());
    change(&mut check);
    Check::Http(Box::new(check))
}

fn at(path: &str, equals: serde_json::Value) -> JsonCondition {
    JsonCondition { path: path.parse().unwrap(), equals }
}

#[test]
fn a_status_must_be_one_of_those_asked_for() {
    let probing = Probing::new();
    let server = Server::saying("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
    let with = |status: &[Status]| probing.failure(http(&server, |check| check.status = status.to_vec()), PATIENCE);
    assert_eq!(with(&[Status::Code(200), Status::Code(401)]), None);
    assert_eq!(with(&[Status::Class(4)]), None);
    assert_eq!(with(&[Status::Code(200), Status::Class(3)]).as_deref(), Some("status 401 is none of: 200, 3xx"));
}

#[test]
fn the_body_is_looked_at_whatever_its_form() {
    let probing = Probing::new();
    let json = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
        e\r\n{\"db\":{\"up\":tr\r\n10\r\nue,\"n\":[1,2.0]}}\r\n0\r\n\r\n";
    let server = Server::saying(json);
    let contains = |text: &str| {
        let text = Some(text.to_owned());
        probing.failure(http(&server, |check| check.body_contains = text), PATIENCE)
    };
    // It crosses the border of two pieces.
    assert_eq!(contains("\"up\":true"), None);
    assert_eq!(contains("down").as_deref(), Some("the body does not contain `down`"));
    let json =
        |path: &str, equals| probing.failure(http(&server, |check| check.body_json = Some(at(path, equals))), PATIENCE);
    assert_eq!(json("db.up", json!(true)), None);
    assert_eq!(json("$.db.n[1]", json!(2)), None, "2.0 is 2");
    assert_eq!(json("db.n[0]", json!(3)).as_deref(), Some("`db.n[0]` is 1, not 3"));
    assert_eq!(json("db.up", json!("true")).as_deref(), Some("`db.up` is true, not \"true\""));
    assert_eq!(json("db.down", json!(1)).as_deref(), Some("`db.down` is not in the body"));
}

#[test]
fn a_body_that_is_no_json_or_broken_or_endless_is_said() {
    let probing = Probing::new();
    let json =
        |server: &Server| probing.failure(http(server, |check| check.body_json = Some(at("a", json!(1)))), PATIENCE);
    let html = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>");
    assert!(json(&html).unwrap().starts_with("the body is not json: expected value"), "html");
    let short = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n{}");
    assert!(json(&short).unwrap().starts_with("the body broke off: "), "{:?}", json(&short));
    let endless = Server::start(|mut stream| {
        request(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b'x'; 4096]).is_ok() {}
    });
    assert_eq!(json(&endless).as_deref(), Some("more than 1 MiB came without what is looked for"));
    let wild = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"a\":\"\\u001b[2J\"}");
    assert!(json(&wild).unwrap().starts_with("`a` is "), "what it says is harmless");
}

#[test]
fn method_headers_and_body_are_sent_and_secrets_are_not_told() {
    let probing = Probing::new();
    let (send, requests) = channel();
    let send = Mutex::new(send);
    let server = Server::start(move |mut stream| {
        let mut head = request(&mut stream);
        let mut body = [0; 4];
        stream.read_exact(&mut body).unwrap();
        head.push_str(&String::from_utf8_lossy(&body));
        send.lock().unwrap().send(head).unwrap();
        let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    });
    let check = http(&server, |check| {
        check.method = "POST".to_owned();
        check.headers = [("Authorization", "Bearer hush"), ("accept", "application/json")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        check.body = Some("ping".to_owned());
    });
    assert_eq!(format!("{check:?}"), "http");
    let why = probing.failure(check, PATIENCE);
    assert_eq!(why.as_deref(), Some("status 403"));
    let asked = requests.recv_timeout(PATIENCE).unwrap();
    assert!(asked.starts_with("POST /health HTTP/1.1\r\n") && asked.ends_with("\r\n\r\nping"), "{asked}");
    let asked = asked.to_lowercase();
    for line in ["authorization: bearer hush\r\n", "accept: application/json\r\n", "content-length: 4\r\n"] {
        assert!(asked.contains(line), "{line} in {asked}");
    }
    assert_eq!(asked.matches("accept:").count(), 1, "{asked}");
}

#[test]
fn an_answer_that_comes_late_fails_though_it_is_right() {
    let probing = Probing::new();
    let late = Duration::from_millis(60);
    let server = Server::start(move |mut stream| {
        request(&mut stream);
        std::thread::sleep(late);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    });
    let within = |most| probing.failure(http(&server, |check| check.max_latency = Some(most)), PATIENCE);
    assert_eq!(within(PATIENCE), None);
    let why = within(late / 2).unwrap();
    assert!(why.starts_with("took ") && why.ends_with("ms, longer than 30 ms"), "{why}");
}

#[test]
fn exit_codes_and_output_decide() {
    let probing = Probing::new();
    let run = |script: &str, codes: &[i32], contains: Option<&str>| {
        let Check::Exec(plain) = exec(&["sh", "-c", script]) else { unreachable!() };
        let output_contains = contains.map(str::to_owned);
        let check = Check::Exec(ExecCheck { exit_codes: codes.to_vec(), output_contains, ..plain });
        probing.failure(check, PATIENCE)
    };
    assert_eq!(run("exit 3", &[0, 3], None), None);
    assert_eq!(run("exit 0", &[3], None).as_deref(), Some("exit 0"));
    assert_eq!(run("kill -9 $$", &[0, 9, 137], None).as_deref(), Some("signal 9"));
    assert_eq!(run("echo ready", &[0], Some("ready")), None);
    assert_eq!(run("echo 준비 >&2", &[0], Some("준비")), None);
    assert_eq!(run("echo no", &[0], Some("ready")).as_deref(), Some("the output does not contain `ready`"));
    assert_eq!(run("head -c 60000 /dev/zero; echo ready", &[0], Some("ready")), None);
    // Beyond the bound nobody looks, and nothing is kept.
    let far = run("head -c 100000 /dev/zero; echo ready", &[0], Some("ready"));
    assert_eq!(far.as_deref(), Some("the output does not contain `ready`"));
}

/// Says this after it was asked.
fn talker(words: &'static [&'static str]) -> Server {
    Server::start(move |mut stream| {
        let mut asked = [0; 6];
        if stream.read_exact(&mut asked).is_ok() && &asked == b"PING\r\n" {
            for word in words {
                let _ = stream.write_all(word.as_bytes());
                let _ = stream.flush();
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    })
}

#[test]
fn the_other_side_must_say_what_is_expected() {
    let probing = Probing::new();
    let ask = |server: &Server, expect: &str| {
        let (send, expect) = (Some("PING\r\n".to_owned()), Some(expect.to_owned()));
        let check = TcpCheck { address: server.address.to_string(), send, expect, max_latency: None };
        probing.failure(Check::Tcp(check), PATIENCE)
    };
    assert_eq!(ask(&talker(&["+PO", "NG\r\n"]), "+PONG"), None, "it comes in two pieces");
    assert_eq!(
        ask(&talker(&["-LOADING \u{1b}[31mwait\r\n"]), "+PONG").as_deref(),
        Some("connection closed without `+PONG`; it said: -LOADING wait")
    );
    assert_eq!(ask(&talker(&[]), "+PONG").as_deref(), Some("connection closed without `+PONG`"));
    let flood = Server::start(|mut stream| while stream.write_all(&[b'x'; 4096]).is_ok() {});
    assert_eq!(ask(&flood, "+PONG").as_deref(), Some("more than 64 KiB came without what is looked for"));
    let mute = Server::start(|mut stream| super::server::until_closed(&mut stream));
    let check = TcpCheck { address: mute.address.to_string(), expect: Some("x".to_owned()), ..TcpCheck::default() };
    let why = probing.failure(Check::Tcp(check), Duration::from_millis(200));
    assert_eq!(why.as_deref(), Some("no answer within 200 ms"));
}
