//! Limits on what real processes use.

use crate::harness::Site;

#[test]
fn a_process_that_opens_too_many_files_is_restarted() {
    let site = Site::new(
        r#"
        [sense]
        interval = "100ms"
        [[service]]
        name = "greedy"
        command = ["/bin/bash", "-c", "until test -e go; do sleep 0.05; done; rm go; for i in {10..40}; do eval \"exec $i</dev/null\"; done; sleep 1000"]
          [[service.probe]]
          kind = "resource"
          figure = "files"
          above = 20
          for = "200ms"
          interval = "100ms"
        "#,
    );
    let _runtime = site.run();
    site.service_when("greedy", "is healthy", |service| service["health"] == "healthy");
    let pid = site.pid("greedy");
    std::fs::write(site.root().join("go"), "").unwrap();
    let next = site.next_pid("greedy", pid);
    let alert = site.alert("service-crash", "greedy");
    let cause = alert["cause"].as_str().unwrap();
    assert!(cause.contains("open files ") && cause.contains(", above 20 for "), "{cause}");
    site.service_when("greedy", "is healthy again", |service| service["health"] == "healthy");
    assert_eq!(site.pid("greedy"), next);
}
