//! Files of variables.

use std::fs;

use rustix::process::Signal;

use crate::harness::{Site, kill, until};

#[test]
fn a_changed_file_takes_effect_with_the_next_start_and_a_missing_one_is_told_of() {
    let site = Site::new(
        r#"
        [[service]]
        name = "api"
        command = ["/bin/sh", "-c", "echo told $FIRST $SECOND $THIRD; exec sleep 1000"]
        environment = { THIRD = "config" }
        environment_files = ["a.env", "b.env", "-none.env"]
        restart = { policy = "always", first_delay = "20ms", max_delay = "20ms" }
        "#,
    );
    // Whole or not at all: a start that finds an empty file would be a good one.
    let write = |name: &str, text: &str| {
        let new = site.root().join("new.env");
        fs::write(&new, text).unwrap();
        fs::rename(new, site.root().join(name)).unwrap();
    };
    write("a.env", "FIRST=a\nexport SECOND='a secret' # note\nTHIRD=a\n");
    write("b.env", "SECOND=b\n");
    let _runtime = site.run();
    let said = |line: &str| until(line, || site.done(&["service", "logs", "api"]).contains(line).then_some(()));
    let pid = site.pid("api");
    said("told a b config");

    write("b.env", "SECOND='hush hush'\n");
    kill(pid, Signal::KILL);
    let pid = site.next_pid("api", pid);
    said("told a hush hush config");

    // It vanishes: the next start fails with words, again and again, until it is back.
    fs::remove_file(site.root().join("b.env")).unwrap();
    kill(pid, Signal::KILL);
    let service = site.service_when("api", "could not be started", |service| {
        service["last_exit"].as_str().is_some_and(|exit| exit.contains("there is no environment file"))
    });
    assert!(service["last_exit"].as_str().unwrap().contains("b.env"), "{service}");
    write("b.env", "SECOND=back\nhush hush\n");
    site.service_when("api", "is told of the wrong line", |service| {
        service["last_exit"].as_str().is_some_and(|exit| exit.contains("line 2 of the environment file"))
    });
    write("b.env", "SECOND=back\n");
    site.next_pid("api", pid);
    said("told a back config");

    let told = format!("{}{}", site.log(), site.done(&["status"]));
    assert!(!told.contains("hush") && !told.contains("a secret"), "a value was told: {told}");
    let shown = site.done(&["config", "show"]);
    assert!(shown.contains("b.env") && !shown.contains("back"), "{shown}");
}

#[test]
fn a_missing_file_is_a_fault_of_the_configuration() {
    let site = Site::new(
        "[[service]]\nname = \"api\"\ncommand = [\"/bin/sleep\", \"1\"]\nenvironment_files = [\"-may.env\", \"must.env\"]\n",
    );
    let told = site.say(&["config", "check"]).failed(2);
    assert!(told.contains("service[0].environment_files[1]") && told.contains("must.env"), "{told}");
    fs::write(site.root().join("must.env"), "A=1\n").unwrap();
    site.done(&["config", "check"]);
}
