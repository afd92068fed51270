//! HTTP probes against servers that behave and misbehave.

use std::io::Write;
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::Duration;

use autoagents_console::model::probe::ProbeResult;
use autoagents_console::model::time::Mono;

use super::probing::{Probing, http};
use super::server::{Server, nobody, request, until_closed};
use super::{PATIENCE, until};

const SHORT: Duration = Duration::from_millis(200);

#[test]
fn a_status_of_the_2xx_or_3xx_class_passes_and_redirects_are_not_followed() {
    let probing = Probing::new();
    for (answer, wanted) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", None),
        ("HTTP/1.1 204 No Content\r\n\r\n", None),
        ("HTTP/1.0 200 OK\r\n\r\nwithout a length", None),
        ("HTTP/1.1 302 Found\r\nLocation: /health\r\nContent-Length: 0\r\n\r\n", None),
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", Some("status 404")),
        ("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 9\r\n\r\ncut short", Some("status 503: cut short")),
        ("HTTP/1.1 507 Full\r\nContent-Length: 21\r\n\r\n\nno space\x07 left\nmore", Some("status 507: no space left")),
        ("HTTP/1.1 500 Oops\r\nContent-Length: 13\r\n\r\n<html>no</..>", Some("status 500")),
        ("HTTP/1.1 500 Oops\r\n\r\n{\"why\": 1}", Some("status 500")),
    ] {
        let server = Server::saying(answer);
        assert_eq!(probing.failure(http(server.url()), PATIENCE).as_deref(), wanted, "{answer}");
        assert_eq!(server.accepted(), 1, "{answer}");
    }
}

#[test]
fn the_request_says_who_asks_and_each_one_has_a_connection_of_its_own() {
    let probing = Probing::new();
    let (send, requests) = channel();
    let send = Mutex::new(send);
    let server = Server::start(move |mut stream| {
        let _ = send.lock().unwrap().send(request(&mut stream));
        // Keeps the connection open, as a server does that hopes for another request.
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        until_closed(&mut stream);
    });
    for count in 1..=3 {
        assert_eq!(probing.failure(http(server.url()), PATIENCE), None);
        assert_eq!(server.accepted(), count);
    }
    until("no connection is kept", || server.open() == 0);
    let asked = requests.recv_timeout(PATIENCE).unwrap();
    assert!(asked.starts_with("GET /health HTTP/1.1\r\n"), "{asked}");
    let asked = asked.to_lowercase();
    for line in [
        &format!("host: {}\r\n", server.address),
        concat!("user-agent: autoagents/", env!("CARGO_PKG_VERSION"), "\r\n"),
        "connection: close\r\n",
    ] {
        assert!(asked.contains(line), "{line} in {asked}");
    }
}

#[test]
fn silence_is_not_waited_for_and_the_connection_is_dropped() {
    let probing = Probing::new();
    let silent = Server::start(|mut stream| until_closed(&mut stream));
    assert_eq!(probing.failure(http(silent.url()), SHORT).as_deref(), Some("no answer within 200 ms"));
    until("the silent server sees the end", || silent.accepted() == 1 && silent.open() == 0);

    let dripping = Server::start(|mut stream| {
        request(&mut stream);
        let mut head = b"HTTP/1.1 200 OK\r\nX-Long: ".iter().chain(std::iter::repeat(&b'x'));
        while head.next().is_some_and(|byte| stream.write_all(&[*byte]).is_ok()) {
            std::thread::sleep(Duration::from_millis(5));
        }
    });
    assert_eq!(probing.failure(http(dripping.url()), SHORT).as_deref(), Some("no answer within 200 ms"));
    until("the dripping server sees the end", || dripping.open() == 0);
}

#[test]
fn an_endless_header_is_cut_off() {
    let probing = Probing::new();
    for (begin, again) in
        [("", "X-Again: and again and again and again\r\n"), ("X-Long: ", "and on and on and on and on")]
    {
        let server = Server::start(move |mut stream| {
            request(&mut stream);
            let _ = write!(stream, "HTTP/1.1 200 OK\r\n{begin}");
            while stream.write_all(again.repeat(100).as_bytes()).is_ok() {}
        });
        let why = probing.failure(http(server.url()), PATIENCE);
        assert_eq!(why.as_deref(), Some("the answer's header is too large"), "{again}");
        until("the server sees the end", || server.open() == 0);
    }
}

#[test]
fn an_endless_body_does_not_matter() {
    let probing = Probing::new();
    let gushing = Server::start(|mut stream| {
        request(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b'x'; 8192]).is_ok() {}
    });
    assert_eq!(probing.failure(http(gushing.url()), PATIENCE), None);
    let stalling = Server::start(|mut stream| {
        request(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx");
        until_closed(&mut stream);
    });
    assert_eq!(probing.failure(http(stalling.url()), PATIENCE), None);
    until("both servers see the end", || gushing.open() + stalling.open() == 0);
}

#[test]
fn what_is_not_http_fails_in_plain_words() {
    let probing = Probing::new();
    let closing = Server::start(|mut stream| {
        request(&mut stream);
    });
    let garbage = Server::saying("\u{1b}[2J\u{0}\u{1}garbage\r\n\r\n");
    for (url, wanted) in [
        (closing.url(), "connection closed without an answer"),
        (garbage.url(), "the answer is not http"),
        (format!("http://{}/", nobody()), "connection refused"),
        ("http://".to_owned(), "`http://` is not an address"),
    ] {
        assert_eq!(probing.failure(http(url.clone()), PATIENCE).as_deref(), Some(wanted), "{url}");
    }
}

#[test]
fn tls_that_is_not_tls_fails() {
    let probing = Probing::new();
    let plain = Server::start(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        until_closed(&mut stream);
    });
    let url = |address: std::net::SocketAddr| http(format!("https://localhost:{}/", address.port()));
    let why = probing.failure(url(plain.address), PATIENCE).unwrap_or_default();
    assert!(why.starts_with("tls"), "{why}");
    let silent = Server::start(|mut stream| until_closed(&mut stream));
    assert_eq!(probing.failure(url(silent.address), SHORT).as_deref(), Some("no answer within 200 ms"));
    until("the silent server sees the end", || silent.open() == 0);
}

#[test]
fn no_more_than_64_run_at_once_and_the_others_are_late_but_have_their_whole_time() {
    let probing = Probing::new();
    let silent = Server::start(|mut stream| until_closed(&mut stream));
    let timeout = Duration::from_millis(400);
    for _ in 0..80 {
        probing.order(http(silent.url()), timeout);
    }
    let answers: Vec<_> = (0..80).map(|_| probing.answer()).collect();
    // The most that ran at once did so when one of them began.
    let ended = |answer: &ProbeResult| answer.began + answer.took;
    let at_once = |at: Mono| answers.iter().filter(|other| other.began <= at && at < ended(other)).count();
    let most = answers.iter().map(|answer| at_once(answer.began)).max();
    assert!(most.is_some_and(|most| (2..=64).contains(&most)), "{most:?} at once");
    assert!(answers.iter().all(|answer| answer.took >= timeout), "cut short");
    let first_end = answers.iter().map(ended).min();
    assert!(answers.iter().filter(|answer| Some(answer.began) >= first_end).count() >= 16);
    assert!(answers.iter().all(|answer| answer.began >= answer.due));
    let mut ids: Vec<_> = answers.into_iter().map(|answer| answer.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 80);
}
