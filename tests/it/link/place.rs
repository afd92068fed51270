//! Where the socket is, and who can see it.

use std::os::unix::fs::PermissionsExt as _;

use crate::harness::Site;
use crate::live::sleeper;

#[test]
fn the_socket_and_what_is_above_it_are_for_the_owner_alone() {
    let site = Site::new(&sleeper("api"));
    let mode = |path: &str| site.data().join(path).symlink_metadata().unwrap().permissions().mode() & 0o777;
    let mut runtime = site.run();
    site.pid("api");
    for (path, wanted) in [
        ("", 0o700),
        ("run", 0o700),
        ("run/autoagents.sock", 0o600),
        ("state.db", 0o600),
        ("history.db", 0o600),
        ("autoagents.log", 0o600),
        ("logs", 0o700),
        ("logs/api.log", 0o600),
    ] {
        assert_eq!(format!("{:o}", mode(path)), format!("{wanted:o}"), "{path}");
    }
    runtime.signal(rustix::process::Signal::TERM);
    assert!(runtime.ended().success());
    assert!(!site.data().join("run/autoagents.sock").exists(), "it does not outlive the runtime");
}

#[test]
fn a_socket_that_a_killed_runtime_left_is_in_nobodys_way() {
    let site = Site::new("");
    site.run().kill();
    assert!(site.data().join("run/autoagents.sock").exists());
    let words = site.say(&["status"]).failed(3);
    assert!(words.contains("no runtime is running"), "{words}");
    let _runtime = site.run();
    site.done(&["status"]);
}

#[test]
fn a_data_directory_may_have_a_long_name() {
    let long = ["a-directory-with-a-long-name"; 7].join("/");
    assert!(long.len() > 108);
    let site = Site::with_data(&sleeper("api"), &format!("{long}/데이터 \"x\""));
    let runtime = site.run();
    let pid = site.pid("api");
    assert_eq!(site.json(&["status"])["runtime"]["data_dir"], site.data().display().to_string());
    runtime.kill();
    let _runtime = site.run();
    assert_eq!(site.pid("api"), pid);
}
