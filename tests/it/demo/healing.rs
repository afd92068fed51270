//! With recovery: what no restart heals is healed by what the configuration allows.

use std::fs;
use std::path::Path;

use autoagents_console::link::client::{self, Options};
use autoagents_console::link::way::Way;
use autoagents_console::model::command::Command;
use autoagents_console::model::query::Response;
use autoagents_console::model::recovery::Action;

use super::platform::Demo;
use crate::harness::until;

/// Waits until the demo's own log says so.
fn says(demo: &Demo, words: &str) {
    let log = || fs::read_to_string(demo.path("state/autoagents.log")).unwrap_or_default();
    until(&format!("it says `{words}`"), || log().contains(words).then_some(()));
}

/// An operator orders this remedy.
fn recover(demo: &Demo, service: &str, action: Action) -> Response {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = Options { by: "kim".into(), read_only: false, watch: false, reconnect: false };
        let session = client::connect(Way::Socket { data_dir: demo.path("state") }, options).await.unwrap();
        let order = Command::Recover { service: service.into(), action: Some(action), layer: None, dry_run: false };
        session.order(order).await
    })
}

#[test]
fn what_is_in_the_way_of_a_start_is_cleared() {
    let demo = Demo::start();
    demo.inject("crash-loop");
    says(&demo, "recovery_verified: db, clear resources");
    demo.is_green();
    demo.inject("port-taken");
    says(&demo, "recovery_verified: web, clear resources");
    demo.is_green();
}

#[test]
fn who_refuses_connections_is_found_behind_those_that_complain() {
    let demo = Demo::start();
    demo.inject("lost-dependency");
    says(&demo, "recovery_verified: db, ");
    demo.is_green();
}

#[test]
fn a_full_disk_is_emptied_of_what_nobody_needs() {
    let demo = Demo::start();
    until("there is mail", || demo.path("spool/mbox").exists().then_some(()));
    demo.inject("full-disk");
    demo.ails("mailer", "No space left on device");
    until("it is cleared", || recover(&demo, "mailer", Action::ClearResources).is_ok().then_some(()));
    demo.is_green();
    assert!(demo.path("spool/mbox").exists(), "mail is not what nobody needs");
}

#[test]
fn a_bad_release_is_rolled_back_to_the_one_that_was_good() {
    let demo = Demo::start();
    // Good is what has run well for a while.
    until("the release was proved", || {
        let journal = rusqlite::Connection::open(demo.path("state/state.db")).unwrap();
        let count: i64 = journal.query_row("SELECT count(*) FROM release", [], |row| row.get(0)).ok()?;
        (count > 0).then_some(())
    });
    demo.inject("bad-deploy");
    demo.ails("api", "% of requests fail");
    until("it is rolled back", || recover(&demo, "api", Action::RollBack).is_ok().then_some(()));
    let current = demo.path("releases/api/current");
    until("the good one is in place", || (fs::read_link(&current).unwrap() == Path::new("v1")).then_some(()));
    demo.is_green();
}
