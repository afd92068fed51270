//! The runtime is killed: its services do not notice, and the next runtime goes on where it ended.

use autoagents_console::learn::anomaly::{seal, unseal};
use rusqlite::{Connection, params};
use rustix::process::Signal;

use crate::harness::{Site, kill, lives, until};

use super::services::sleeper;

#[test]
fn services_outlive_a_killed_runtime_and_the_next_one_takes_them_over() {
    let site = Site::new(&format!("{}{}", sleeper("db"), sleeper("api")));
    let runtime = site.run();
    let before = (site.pid("db"), site.pid("api"));
    let started_at = site.service("api")["started_at"].clone();
    // What is confirmed is on the disk, with everything before it.
    site.done(&["alert", "silence", "--rule", "none", "--for", "1s"]);
    runtime.kill();
    assert!(lives(before.0) && lives(before.1));

    let runtime = site.run();
    assert_eq!((site.pid("db"), site.pid("api")), before);
    assert_eq!(site.service("api")["started_at"], started_at, "it has not been started again");
    assert!(site.log().contains("service_adopted"), "{}", site.log());
    assert!(site.firing("service-crash", "api").is_none());

    // Adopted ones are healed like any other.
    kill(before.1, Signal::KILL);
    let after = site.next_pid("api", before.1);
    assert!(lives(after) && site.pid("db") == before.0);
    drop(runtime);
}

#[test]
fn what_died_while_nobody_watched_is_started_again() {
    let site = Site::new(&sleeper("api"));
    let runtime = site.run();
    let before = site.pid("api");
    runtime.kill();
    kill(before, Signal::KILL);
    let _runtime = site.run();
    site.next_pid("api", before);
}

#[test]
fn what_an_operator_started_is_wanted_also_when_nobody_watched_its_backoff() {
    let site = Site::new(
        r#"
        [[service]]
        name = "tool"
        command = ["/bin/sh", "-c", "test -e ready && exec sleep 1000; exit 1"]
        autostart = false
        restart = { first_delay = "1h", max_delay = "1h" }
        "#,
    );
    let runtime = site.run();
    assert_eq!(site.service("tool")["state"], "stopped");
    site.done(&["service", "start", "--no-wait", "tool"]);
    site.service_when("tool", "is in backoff", |service| service["state"] == "backoff");
    // What is confirmed is on the disk, with everything before it.
    site.done(&["alert", "silence", "--rule", "none", "--for", "1s"]);
    runtime.kill();
    std::fs::write(site.root().join("ready"), "").unwrap();
    let _runtime = site.run();
    site.pid("tool");
}

#[test]
fn what_an_operator_said_outlives_a_killed_runtime() {
    let site = Site::new(&format!("{}{}", sleeper("api"), sleeper("db")));
    let runtime = site.run();
    kill(site.pid("api"), Signal::KILL);
    let id = site.alert("service-crash", "api")["id"].to_string();
    site.done(&["alert", "ack", &id, "-m", "on it"]);
    site.done(&["service", "stop", "db"]);
    site.done(&["agent", "pause", "analytics"]);
    let silence = site.done(&["alert", "silence", "--rule", "nothing", "--for", "1h"]);
    runtime.kill();

    let _runtime = site.run();
    let alert = site.alert("service-crash", "api");
    assert_eq!(alert["id"].to_string(), id);
    assert_eq!((&alert["state"], &alert["note"]), (&"acknowledged".into(), &"on it".into()));
    assert!(alert["acknowledged_by"].as_str().unwrap().starts_with("kim"), "{alert}");
    assert_eq!(site.service("db")["state"], "stopped", "stopped by hand, it stays down");
    assert_eq!(site.json(&["agent", "show", "analytics"])["state"], "paused");
    assert_eq!(site.json(&["alert", "silences"])[0]["id"].to_string(), silence.trim());
}

/// What is kept of series, by their names.
fn learned(site: &Site) -> Vec<(String, Vec<u8>)> {
    let Ok(history) = Connection::open(site.data().join("history.db")) else { return Vec::new() };
    let kept = "SELECT metric || instance, state FROM learned JOIN series ON series.id = series ORDER BY 1";
    let Ok(mut kept) = history.prepare(kept) else { return Vec::new() };
    let rows = kept.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.map(|rows| rows.flatten().collect()).unwrap_or_default()
}

/// From so many samples.
fn samples(state: &[u8]) -> u32 {
    let seen = unseal(state).and_then(|content| content.first_chunk()).copied();
    u32::from_le_bytes(seen.unwrap_or_default())
}

#[test]
fn what_was_learned_of_series_outlives_a_killed_runtime_and_what_is_damaged_is_said() {
    let site = Site::new(&sleeper("api"));
    let runtime = site.run();
    let kept = until("something is kept", || learned(&site).into_iter().next());
    runtime.kill();
    // As if every other series had been learned for hours; the rest is cut; and there is nothing else of the past.
    let mut content = unseal(&kept.1).unwrap().to_vec();
    content[..4].copy_from_slice(&40_000_u32.to_le_bytes());
    let history = Connection::open(site.data().join("history.db")).unwrap();
    let all = "INSERT OR REPLACE INTO learned (series, at, state) \
               SELECT id, (SELECT max(at) FROM learned), iif(row_number() OVER (ORDER BY metric, instance) % 2, ?1, ?2) \
               FROM series";
    history.execute(all, params![seal(&content), &kept.1[..200]]).unwrap();
    history.execute_batch("DELETE FROM raw; DELETE FROM minute").unwrap();
    drop(history);
    let before = learned(&site);

    let _runtime = site.run();
    let again = |is_whole: bool| {
        let now = learned(&site);
        let pairs = before.iter().filter_map(|(name, was)| Some((was, &now.iter().find(|(of, _)| of == name)?.1)));
        pairs.filter(|(was, is)| was != is && unseal(was).is_some() == is_whole).map(|(_, is)| samples(is)).next()
    };
    let whole = until("one that was whole is kept again", || again(true));
    assert!(whole > 40_000, "it goes on: {whole}");
    let anew = until("one that was cut is kept again", || again(false));
    assert!((1..40_000).contains(&anew), "it is learned anew: {anew}");
    until("which is said", || site.log().contains("it is learned anew").then_some(()));
}
