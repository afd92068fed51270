//! Drives through a `smartctl` of the tests' own: their verdict raises an alert, and a model that cannot be used is said.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in what it is helped by too")]

use std::os::unix::fs::PermissionsExt as _;

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::harness::{Site, until};

/// It answers with what stands in files beside it.
const SMARTCTL: &str = r#"#!/bin/sh
cd "$(dirname "$0")" || exit 1
case "$1" in --scan-open) exec cat scan.json ;; esac
for last; do :; done
exec cat "$(basename "$last").json"
"#;

const CONFIG: &str = "[disks]\nsmartctl = \"./drives/smartctl\"\nevery = \"10s\"\n\
                      [[rule]]\nname = \"drive-failing\"\nseries = \"disk.failing\"\nabove = 0.0\nseverity = \"critical\"\n";

fn put(site: &Site, name: &str, value: &Value) {
    std::fs::write(site.root().join("drives").join(name), value.to_string()).unwrap();
}

fn install(site: &Site) {
    let place = site.root().join("drives");
    std::fs::create_dir(&place).unwrap();
    std::fs::write(place.join("smartctl"), SMARTCTL).unwrap();
    std::fs::set_permissions(place.join("smartctl"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let devices = json!([{ "name": "/dev/sda", "type": "sat" }, { "name": "/dev/nvme0", "type": "nvme" }]);
    put(site, "scan.json", &json!({ "smartctl": { "exit_status": 0 }, "devices": devices }));
    let table = json!([{ "id": 5, "raw": { "value": 8, "string": "8" } }]);
    put(
        site,
        "sda.json",
        &json!({ "smartctl": { "exit_status": 8 }, "smart_status": { "passed": false },
        "ata_smart_attributes": { "table": table } }),
    );
    put(
        site,
        "nvme0.json",
        &json!({ "smartctl": { "exit_status": 0 }, "smart_status": { "passed": true },
        "nvme_smart_health_information_log": { "percentage_used": 3, "power_on_hours": 9_000 } }),
    );
}

#[test]
fn what_a_drive_says_of_itself_raises_an_alert_until_it_says_otherwise() {
    let site = Site::new(CONFIG);
    install(&site);
    let said = site.say(&["doctor"]).out;
    assert!(
        said.contains("2 drives say how they are") && said.contains("failures of drives are not foreseen"),
        "{said}"
    );
    let _runtime = site.run();
    let alert = until("the drive's verdict is an alert", || site.firing("drive-failing", "disk.failing{sda}"));
    assert_eq!(alert["severity"], "critical");
    assert!(site.firing("drive-failing", "disk.failing{nvme0}").is_none());
    put(&site, "sda.json", &json!({ "smartctl": { "exit_status": 0 }, "smart_status": { "passed": true } }));
    until("it is resolved", || site.firing("drive-failing", "disk.failing{sda}").is_none().then_some(()));
}

#[test]
fn a_model_of_drives_that_cannot_be_used_is_an_alert_until_it_is_gone() {
    let with = format!("{CONFIG}[predictions]\ndisks = \"disks.safetensors\"\n");
    let site = Site::new(CONFIG);
    install(&site);
    std::fs::write(site.root().join("disks.safetensors"), "cut off").unwrap();
    let runtime = site.run();
    site.configure(&with);
    runtime.signal(Signal::HUP);
    let alert = until("it is said", || site.firing("runtime-trouble", "drives"));
    let cause = alert["cause"].as_str().unwrap();
    assert!(cause.contains("disks.safetensors") && cause.contains("no model"), "{cause}");
    let said = site.say(&["--lang", "ko", "doctor"]).out;
    assert!(said.contains("잘렸거나 모델이 아닙니다"), "{said}");
    site.configure(CONFIG);
    runtime.signal(Signal::HUP);
    until("it is over", || site.firing("runtime-trouble", "drives").is_none().then_some(()));
}
