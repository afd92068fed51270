//! What starts runs by itself, in a real runtime: files, requests, schedules.
#![expect(
    clippy::unwrap_used,
    clippy::format_collect,
    reason = "a test fails by panicking, and may be slow with texts"
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use serde_json::{Value, json};

use crate::harness::{Site, until};

/// What a workflow's step has noted, line by line.
fn noted(site: &Site) -> Vec<String> {
    let text = fs::read_to_string(site.root().join("noted")).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

fn workflow(site: &Site, name: &str, text: &str) {
    let dir = site.root().join("workflows");
    fs::create_dir_all(&dir).unwrap();
    let text = text.replace("ROOT", &site.root().display().to_string());
    fs::write(dir.join(format!("{name}.toml")), text).unwrap();
}

const IMPORT: &str = r#"
[params.file]
type = "string"

[[trigger]]
file = "ROOT/in/**/*.csv"
settle = "0s"
params = { file = "${event.file}" }

[[trigger]]
webhook = { secret = { file = "ROOT/secret" } }
params = { file = "${event.body.file}" }

[[step]]
name = "note"
command = ["/bin/sh", "-c", "echo \"$1\" >> ROOT/noted", "sh", "${params.file}"]
"#;

/// The code and the body of the answer to a signed request.
fn post(address: &str, path: &str, secret: &[u8], body: &str) -> Option<(u16, Value)> {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
    let tag = ring::hmac::sign(&key, body.as_bytes());
    let tag: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let head = format!("POST {path} HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: sha256={tag}\r\n");
    let mut stream = TcpStream::connect(address).ok()?;
    write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let code = answer.split(' ').nth(1).unwrap().parse().unwrap();
    Some((code, serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()))
}

#[test]
fn files_and_signed_requests_start_runs_with_what_they_say() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let address = format!("127.0.0.1:{port}");
    let site = Site::new(&format!("[workflows]\nwebhook_listen = \"{address}\"\n"));
    fs::write(site.root().join("secret"), "open sesame\n").unwrap();
    workflow(&site, "import", IMPORT);
    let _runtime = site.run();
    let body = json!({ "file": "by request" }).to_string();
    let (code, answer) = until("requests are heard", || post(&address, "/hooks/import", b"open sesame", &body));
    assert_eq!(code, 202, "{answer}");
    assert!(answer["runs"][0].is_u64(), "{answer}");
    until("the step has noted it", || (noted(&site) == ["by request"]).then_some(()));
    let refused = post(&address, "/hooks/import", b"open says me", &body).unwrap();
    assert_eq!(refused, (401, json!({ "error": "bad_signature" })));
    // A file in a directory that was not there.
    fs::create_dir_all(site.root().join("in/today")).unwrap();
    fs::write(site.root().join("part"), "1").unwrap();
    let file = site.root().join("in/today/a.csv");
    fs::rename(site.root().join("part"), &file).unwrap();
    until("the file is noted", || (noted(&site).last()? == &file.display().to_string()).then_some(()));
    assert_eq!(noted(&site).len(), 2);
}

const TICK: &str = r#"
[[trigger]]
cron = "* * * * * *"
catch_up = "1h"

[[step]]
name = "note"
command = ["/bin/sh", "-c", "echo \"$1\" >> ROOT/noted", "sh", "${event.due}"]
"#;

#[test]
fn a_schedule_goes_on_through_the_death_of_the_runtime_and_no_moment_runs_twice() {
    let site = Site::new("");
    workflow(&site, "tick", TICK);
    for life in 1..=3 {
        let runtime = site.run();
        until("moments come", || (noted(&site).len() >= 3 * life).then_some(()));
        runtime.kill();
    }
    let all = noted(&site);
    let once: BTreeSet<_> = all.iter().collect();
    assert_eq!(once.len(), all.len(), "{all:?}");
}
