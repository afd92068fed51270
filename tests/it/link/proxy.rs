//! `autoagents proxy`: the socket, carried over stdin and stdout.

use std::io::{Read as _, Write as _};
use std::process::{Child, Stdio};

use autoagents_console::link::wire::PROTOCOL;
use serde_json::Value;

use super::client::hello;
use crate::harness::{Site, until};

/// A proxy, to which nothing has been said.
fn proxy(site: &Site) -> Child {
    let mut command = site.command(&["proxy"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn greet(proxy: &mut Child) {
    let body = hello(PROTOCOL, true, false).to_string();
    let size = u32::try_from(body.len()).unwrap().to_be_bytes();
    proxy.stdin.as_mut().unwrap().write_all(&[&size[..], body.as_bytes()].concat()).unwrap();
}

fn frame(proxy: &mut Child) -> Value {
    let from = proxy.stdout.as_mut().unwrap();
    let mut size = [0; 4];
    from.read_exact(&mut size).unwrap();
    let mut body = vec![0; u32::from_be_bytes(size) as usize];
    from.read_exact(&mut body).unwrap();
    serde_json::from_slice(&body).unwrap()
}

#[test]
fn it_carries_a_session_until_the_one_who_asks_has_gone() {
    let site = Site::new("");
    let runtime = site.run();
    let mut proxy = proxy(&site);
    greet(&mut proxy);
    assert_eq!(frame(&mut proxy)["frame"], "welcome");
    let picture = frame(&mut proxy);
    assert_eq!(picture["snapshot"]["runtime"]["pid"], runtime.pid(), "{picture}");
    drop(proxy.stdin.take());
    let ended = until("the proxy has ended", || proxy.try_wait().unwrap());
    assert!(ended.success(), "{ended}");
    assert_eq!(site.json(&["status"])["runtime"]["pid"], runtime.pid());
}

#[test]
fn it_ends_with_the_runtime() {
    let site = Site::new("");
    let runtime = site.run();
    let mut proxy = proxy(&site);
    greet(&mut proxy);
    assert_eq!(frame(&mut proxy)["frame"], "welcome");
    runtime.kill();
    // What is asked stays open, as a connection does while a person thinks.
    let ended = until("the proxy has ended", || proxy.try_wait().unwrap());
    assert!(ended.success(), "{ended}");
    let mut rest = Vec::new();
    proxy.stderr.take().unwrap().read_to_end(&mut rest).unwrap();
    assert_eq!(String::from_utf8_lossy(&rest), "");
}

#[test]
fn without_a_runtime_it_writes_nothing_into_the_session() {
    let site = Site::new("");
    let why = site.say(&["proxy"]).failed(3);
    assert!(why.contains("no runtime is running"), "{why}");
}
