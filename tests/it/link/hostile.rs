//! Clients that do what clients should not: none of them is noticed by the runtime or by other clients.

use std::time::Instant;

use autoagents_console::link::wire::PROTOCOL;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::client::{Client, hello, pause};
use crate::harness::{Site, until};
use crate::live::sleeper;

#[test]
fn nonsense_is_answered_and_dropped() {
    let site = Site::new("");
    let _runtime = site.run();
    let mut client = Client::connect(&site);
    client.frame(&json!({ "hello": "world" }));
    assert!(client.rejected().contains("must be a hello"));

    // The first four bytes of a request of another protocol announce a frame of a gigabyte.
    let mut client = Client::connect(&site);
    client.bytes(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(client.rejected().contains("over the limit"));

    let mut client = Client::connect(&site);
    client.bytes(&[0, 0, 0, 4, 0xff, 0xfe, 0xfd, 0xfc]);
    assert!(client.rejected().contains("makes no sense"));

    let mut client = Client::welcomed(&site, false, false);
    client.frame(&json!({ "id": 1, "request": { "request": "explode" } }));
    assert_eq!(client.read(), None);
    site.done(&["status"]);
}

#[test]
fn a_frame_over_the_limit_is_dropped_before_it_is_read() {
    let site = Site::new("");
    let _runtime = site.run();
    let mut client = Client::welcomed(&site, false, false);
    client.bytes(&(64u32 << 10).saturating_add(1).to_be_bytes());
    assert_eq!(client.read(), None);

    let mut client = Client::welcomed(&site, false, false);
    client.frame(&json!({ "id": 1, "request": { "request": "query", "query": { "query": "runtime_log", "after": 0 } } , "padding": "x".repeat(60_000) }));
    assert_eq!(client.read().unwrap()["id"], 1, "one below the limit is answered");
}

#[test]
fn half_a_hello_is_not_waited_for_for_long() {
    let site = Site::new("");
    let _runtime = site.run();
    let began = Instant::now();
    let mut silent = Client::connect(&site);
    let mut half = Client::connect(&site);
    half.bytes(&[0, 0, 0]);
    let mut most = Client::connect(&site);
    most.bytes(&[0, 0, 0, 50, b'{']);
    for client in [&mut silent, &mut half, &mut most] {
        assert_eq!(client.read(), None);
    }
    assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
    site.done(&["status"]);
}

#[test]
fn a_client_that_does_not_read_holds_nobody_up_and_is_dropped() {
    let site = Site::new(&sleeper("api"));
    let _runtime = site.run();
    let mut busy = Client::welcomed(&site, false, false);
    let stuck: Vec<Client> = (0..5).map(|_| Client::welcomed(&site, true, false)).collect();
    // Each change makes a picture, until the sockets of those that do not read are full.
    for id in 0..400 {
        busy.ask(id, &pause("kim"));
    }
    let mut greedy = Client::welcomed(&site, false, false);
    // Far more answers than its socket takes; it reads none of them.
    for id in 0..500 {
        greedy.frame(
            &json!({ "id": id, "request": { "request": "query", "query": { "query": "runtime_log", "after": 0 } } }),
        );
    }
    let viewers = || Client::welcomed(&site, true, false).read().unwrap()["snapshot"]["runtime"]["viewers"].clone();
    let began = Instant::now();
    until("those that do not read are dropped", || {
        busy.ask(1_000, &pause("kim"));
        // Others are served meanwhile, with what is new.
        let at = site.json(&["status"])["at"].as_str().unwrap().to_owned();
        let age = Utc::now() - DateTime::parse_from_rfc3339(&at).unwrap().to_utc();
        assert!(age < TimeDelta::seconds(3), "a picture of {age} ago after {:?}", began.elapsed());
        (viewers().as_u64().unwrap() <= 2).then_some(())
    });
    drop((stuck, greedy, busy));
}

#[test]
fn of_too_many_at_once_the_last_are_told_so_and_the_first_are_served() {
    let site = Site::new("");
    let _runtime = site.run();
    let mut clients: Vec<Client> = (0..40).map(|_| Client::connect(&site)).collect();
    let mut verdicts = Vec::new();
    for client in &mut clients {
        client.frame(&hello(PROTOCOL, false, false));
        verdicts.push(client.read().unwrap());
    }
    let (welcome, rejected): (Vec<_>, Vec<_>) = verdicts.iter().partition(|frame| frame["frame"] == "welcome");
    assert_eq!((welcome.len(), rejected.len()), (32, 8));
    assert_eq!(rejected[0]["why"], json!({ "rejection": "full", "viewers": 32 }));
    let words = site.say(&["status"]).failed(4);
    assert!(words.contains("32 viewers"), "{words}");
    drop(clients);
    until("there is room again", || (site.say(&["status"]).code == Some(0)).then_some(()));
}

#[test]
fn what_was_asked_before_the_runtime_ends_is_answered() {
    for _ in 0..10 {
        let site = Site::new("");
        let mut runtime = site.run();
        let mut client = Client::welcomed(&site, true, false);
        let order = json!({ "command": "shutdown", "services": "leave" });
        let response = client.ask(1, &json!({ "request": "command", "by": "kim", "order": order }));
        assert!(response["Ok"].is_object(), "{response}");
        assert!(runtime.ended().success());
    }
}
