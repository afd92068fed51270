//! Who may do what.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use autoagents_console::link::wire::PROTOCOL;
use serde_json::json;

use super::client::{Client, hello, pause};
use crate::harness::{Site, said};
use crate::live::sleeper;

#[test]
fn another_protocol_is_refused_in_clear_words() {
    let site = Site::new("");
    let _runtime = site.run();
    for protocol in [0, PROTOCOL - 1, 77] {
        let mut client = Client::connect(&site);
        client.frame(&hello(protocol, true, false));
        let why = client.rejected();
        assert!(why.contains(&format!("protocol {protocol}")) && why.contains("9.9.9-test"), "{why}");
        assert!(why.contains("hint: use the same version"), "{why}");
    }
}

#[test]
fn one_that_may_only_look_changes_nothing() {
    let site = Site::new(&sleeper("api"));
    let _runtime = site.run();
    let mut client = Client::welcomed(&site, true, true);
    let response = client.ask(1, &pause("kim"));
    assert_eq!(response["Err"]["refusal"], "read_only", "{response}");
    let response = client.ask(2, &json!({ "request": "query", "query": { "query": "runtime_log", "after": 0 } }));
    assert!(response["Ok"].is_object(), "looking is allowed: {response}");
    assert_eq!(site.json(&["agent", "show", "analytics"])["state"], "running");
}

#[test]
fn faults_are_put_into_a_demo_only() {
    let site = Site::new(&sleeper("api"));
    let _runtime = site.run();
    let pid = site.pid("api");
    let mut client = Client::welcomed(&site, false, false);
    for order in [json!({ "command": "inject", "fault": "kill", "service": "api" }), json!({ "command": "take_back" })]
    {
        let response = client.ask(1, &json!({ "request": "command", "by": "kim", "order": order }));
        assert_eq!(response["Err"]["refusal"], "no_demo", "{response}");
    }
    assert_eq!(site.pid("api"), pid);
}

#[test]
fn nobody_acts_in_the_name_of_another() {
    let site = Site::new("");
    let _runtime = site.run();
    let mut client = Client::welcomed(&site, false, false);
    let order =
        json!({ "command": "silence", "rule": "x", "subject": null, "span": { "secs": 60, "nanos": 0 }, "note": "" });
    let command = json!({ "request": "command", "by": "mallory\u{1b}[2J", "order": order });
    let response = client.ask(1, &command);
    assert!(response["Ok"].is_object(), "{response}");
    let by = site.json(&["alert", "silences"])[0]["by"].as_str().unwrap().to_owned();
    let login = autoagents_console::link::server::login_of(rustix::process::getuid().as_raw());
    assert_eq!(by, format!("mallory as {login}"));
}

#[test]
fn another_user_is_kept_out_twice() {
    if !rustix::process::getuid().is_root() {
        println!("not run: only root can become another user");
        return;
    }
    let site = Site::new("");
    let _runtime = site.run();
    let other = |command: &Command| {
        let mut as_other = Command::new("setpriv");
        as_other.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
        as_other.arg(command.get_program()).args(command.get_args()).envs(site.environment());
        as_other
    };
    // The program must be reachable for another user, wherever it was built.
    let program = site.root().join("autoagents");
    std::fs::copy(env!("CARGO_BIN_EXE_autoagents"), &program).unwrap();
    let open = |path: &std::path::Path| std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
    [site.root(), &program].into_iter().for_each(open);
    let mut status = Command::new(&program);
    status.args(["status", "--json"]);

    // By the directories' modes.
    let words = said(&mut other(&status)).failed(3);
    assert!(words.contains("Permission denied"), "{words}");

    // By the runtime itself, where somebody has opened them.
    [site.data(), &site.data().join("run")].into_iter().for_each(open);
    std::fs::set_permissions(site.data().join("run/autoagents.sock"), PermissionsExt::from_mode(0o666)).unwrap();
    let words = said(&mut other(&status)).failed(4);
    assert!(words.contains("belongs to another user"), "{words}");
    site.done(&["status"]);
}
