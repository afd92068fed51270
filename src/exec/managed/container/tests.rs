use serde_json::{Value, json};

use super::*;

/// What Docker says of a container, as far as it is read, with this state.
fn inspect(state: Value) -> Value {
    let mut whole = json!({
        "Id": "abc", "Name": "/db", "RestartCount": 3, "Image": "sha256:1",
        "State": {
            "Status": "running", "Running": true, "Paused": false, "Restarting": false, "OOMKilled": false,
            "Dead": false, "Pid": 0, "ExitCode": 0, "Error": "",
            "StartedAt": "2026-01-02T03:04:05.123456789Z", "FinishedAt": "0001-01-01T00:00:00Z",
        },
        "HostConfig": { "RestartPolicy": { "Name": "no", "MaximumRetryCount": 0 } },
        "Config": { "Image": "postgres" },
    });
    for (name, value) in state.as_object().unwrap() {
        whole["State"][name] = value.clone();
    }
    whole
}

fn seen(whole: &Value) -> Sighting {
    read("db", whole.to_string().as_bytes(), &mut Settling::new()).unwrap()
}

#[test]
fn one_that_runs() {
    let sighting = seen(&inspect(json!({ "Pid": std::process::id() })));
    let Sight::Up { run, identity, started_at } = &sighting.sight else { panic!("{sighting:?}") };
    assert_eq!(run, "abc 2026-01-02T03:04:05.123456789Z");
    assert_eq!(identity.map(|identity| identity.pid), Some(std::process::id().cast_signed()));
    assert_eq!(started_at.unwrap().timestamp(), 1_767_323_045);
    assert_eq!((sighting.words.as_str(), sighting.restarts, sighting.patience), ("running", 3, Some(PATIENCE)));
    let elsewhere = seen(&inspect(json!({ "Pid": i32::MAX })));
    assert!(matches!(elsewhere.sight, Sight::Up { identity: None, .. }), "its process is not on this host");
}

#[test]
fn states_are_what_engines_mean_by_them() {
    let sight = |state: Value| seen(&inspect(state)).sight;
    let down = |ended| Sight::Down { last: Some(Ended::of(ended)) };
    assert_eq!(sight(json!({ "Status": "exited", "ExitCode": 0 })), down(Exit::Code(0)));
    assert_eq!(sight(json!({ "Status": "exited", "ExitCode": 3 })), down(Exit::Code(3)));
    assert_eq!(sight(json!({ "Status": "exited", "ExitCode": 137 })), down(Exit::Signal(9)));
    assert_eq!(sight(json!({ "Status": "stopped", "ExitCode": 255 })), down(Exit::Code(255)));
    assert_eq!(sight(json!({ "Status": "dead", "ExitCode": 1 })), down(Exit::Code(1)));
    let failed = Ended::StartFailed("exec: \"nope\": not found".to_owned().into());
    let state = json!({ "Status": "created", "ExitCode": 127, "Error": "exec: \"nope\": not found" });
    assert_eq!(sight(state), Sight::Down { last: None });
    let state = json!({ "Status": "exited", "ExitCode": 127, "Error": "exec: \"nope\": not found" });
    assert_eq!(sight(state), Sight::Down { last: Some(failed) });
    assert_eq!(sight(json!({ "Status": "created" })), Sight::Down { last: None });
    assert_eq!(sight(json!({ "Status": "configured" })), Sight::Down { last: None });
    assert_eq!(sight(json!({ "Status": "removing" })), Sight::Going);
    assert_eq!(sight(json!({ "Status": "stopping" })), Sight::Going);
    assert!(matches!(sight(json!({ "Status": "paused" })), Sight::Up { .. }));
    let restarting = seen(&inspect(json!({ "Status": "restarting", "ExitCode": 1 })));
    assert_eq!(restarting.sight, Sight::Coming { after: Some(Exit::Code(1)) });
    assert_eq!(restarting.restarts, 2, "the restart that waits is counted already");
}

#[test]
fn its_words_are_the_engines_own_and_harmless() {
    let words = |state: Value| seen(&inspect(state)).words;
    assert_eq!(words(json!({ "Status": "exited", "ExitCode": 137, "OOMKilled": true })), "exited (137), OOMKilled");
    assert_eq!(words(json!({ "Status": "created", "Error": "\u{1b}]0;x\u{7}no\nway" })), "created, no way");
}

#[test]
fn an_end_that_its_engine_may_heal_is_given_a_moment_once() {
    let mut settling = Settling::new();
    let with = |policy: &str, most: u64, code: i32| {
        let mut whole = inspect(json!({ "Status": "exited", "ExitCode": code, "FinishedAt": "2026-01-02T04:00:00Z" }));
        whole["HostConfig"]["RestartPolicy"] = json!({ "Name": policy, "MaximumRetryCount": most });
        whole.to_string()
    };
    let mut is_coming = |text: String| {
        matches!(read("db", text.as_bytes(), &mut settling).unwrap().sight, Sight::Coming { after: None })
    };
    assert!(!is_coming(with("no", 0, 1)));
    assert!(!is_coming(with("", 0, 1)));
    assert!(is_coming(with("always", 0, 0)));
    assert!(is_coming(with("unless-stopped", 0, 0)));
    assert!(is_coming(with("on-failure", 0, 1)));
    assert!(is_coming(with("on-failure", 4, 1)), "it has tried three times");
    assert!(!is_coming(with("on-failure", 3, 1)), "it has given up");
    assert!(!is_coming(with("on-failure", 0, 0)), "it did what it was there for");
    let long_ago = Instant::now().checked_sub(SETTLES).unwrap();
    settling.insert("db".to_owned(), ("abc 2026-01-02T04:00:00Z".to_owned(), long_ago));
    let sighting = read("db", with("always", 0, 1).as_bytes(), &mut settling).unwrap();
    assert!(matches!(sighting.sight, Sight::Down { .. }), "it had its moment");
}

#[test]
fn the_time_for_a_stop_is_its_own() {
    let patience = |timeout: Value| {
        let mut whole = inspect(json!({}));
        whole["Config"]["StopTimeout"] = timeout;
        seen(&whole).patience
    };
    assert_eq!(patience(json!(60)), Some(Duration::from_secs(60)));
    assert_eq!(patience(json!(null)), Some(PATIENCE));
    assert_eq!(patience(json!(-1)), None, "for ever");
}

#[test]
fn what_is_no_answer_of_an_engine_is_none() {
    for text in ["", "null", "[]", "{}", "{\"Id\":\"x\"}", "{\"Id\":\"x\",\"State\":{}}", "{\"Id\":7}", "\0\u{ff}"] {
        assert!(read("db", text.as_bytes(), &mut Settling::new()).is_err(), "{text:?}");
    }
    // Podman leaves out what it does not have.
    let little = "{\"Id\":\"x\",\"State\":{\"Status\":\"running\"}}";
    assert!(matches!(read("db", little.as_bytes(), &mut Settling::new()).unwrap().sight, Sight::Up { .. }));
}
