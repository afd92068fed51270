use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::model::series::{DISK_METRICS, is_smart};

fn ata() -> Value {
    let row = |id: u64, value: u64, text: &str| {
        json!({ "id": id, "name": "any", "value": 100, "worst": 100, "thresh": 10, "when_failed": "",
                "flags": { "value": 51, "string": "PO--CK ", "prefailure": true },
                "raw": { "value": value, "string": text } })
    };
    json!({
        "json_format_version": [1, 0],
        "smartctl": { "version": [7, 3], "exit_status": 0 },
        "device": { "name": "/dev/sda", "info_name": "/dev/sda [SAT]", "type": "sat", "protocol": "ATA" },
        "smart_status": { "passed": true },
        "ata_smart_attributes": { "revision": 16, "table": [
            row(5, 8, "8"),
            row(9, 0x0002_0000_2710, "10000h+02m+03.400s"),
            row(187, 16, "16"),
            row(194, 0x002d_000e_001f, "31 (Min/Max 14/45)"),
            row(241, 40_123_456_789, "40123456789"),
        ] },
        "power_on_time": { "hours": 10_000, "minutes": 2 },
        "temperature": { "current": 31 },
    })
}

fn nvme() -> Value {
    json!({
        "smartctl": { "version": [7, 3], "exit_status": 8 },
        "smart_status": { "passed": false, "nvme": { "value": 4 } },
        "nvme_smart_health_information_log": {
            "critical_warning": 4, "temperature": 48, "available_spare": 3, "available_spare_threshold": 10,
            "percentage_used": 101, "data_units_read": 5_123_456, "data_units_written": 9_123_456, "host_reads": 1,
            "controller_busy_time": 77, "power_cycles": 12, "power_on_hours": 20_400, "unsafe_shutdowns": 3,
            "media_errors": 2, "num_err_log_entries": 9, "temperature_sensors": [48, 60],
        },
        "temperature": { "current": 48 }, "power_cycle_count": 12, "power_on_time": { "hours": 20_400 },
    })
}

fn told(answer: &Value) -> Vec<String> {
    match heard(answer.to_string().as_bytes()) {
        Some(Heard::Figures(figures)) => figures.iter().map(|(metric, value)| format!("{metric} {value}")).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_ata_drive_tells_its_attributes_as_they_are_counted() {
    let wanted = [
        "disk.failing 0",
        "disk.age_hours 10000",
        "disk.temperature_celsius 31",
        "disk.smart_5 8",
        "disk.smart_9 10000",
        "disk.smart_187 16",
        "disk.smart_194 31",
        "disk.smart_241 40123456789",
    ];
    assert_eq!(told(&ata()), wanted);
}

#[test]
fn an_nvme_drive_tells_its_log_and_its_verdict() {
    let all = told(&nvme());
    assert_eq!(all[..3], ["disk.failing 1", "disk.age_hours 20400", "disk.temperature_celsius 48"]);
    for wanted in ["disk.nvme_percentage_used 101", "disk.nvme_media_errors 2", "disk.nvme_available_spare 3"] {
        assert!(all.iter().any(|one| one == wanted), "{wanted}: {all:?}");
    }
    assert_eq!(all.len(), 3 + NVME.len(), "{all:?}");
}

#[test]
fn every_metric_has_a_name_that_a_rule_may_use() {
    for one in told(&ata()).iter().chain(&told(&nvme())) {
        let metric = one.split(' ').next().unwrap();
        assert!(is_smart(metric) || DISK_METRICS.contains(&metric), "{metric}");
    }
    for name in NVME {
        assert!(DISK_METRICS.contains(&format!("disk.nvme_{name}").as_str()), "{name}");
    }
    for no in ["disk.smart_0", "disk.smart_256", "disk.smart_05", "disk.smart_", "disk.smart_+5", "disk.smart_5x"] {
        assert!(!is_smart(no), "{no}");
    }
}

#[test]
fn a_scan_names_drives_and_nothing_that_is_an_option_or_elsewhere() {
    let scan = json!({ "smartctl": { "exit_status": 0 }, "devices": [
        { "name": "/dev/sda", "info_name": "/dev/sda [SAT]", "type": "sat", "protocol": "ATA" },
        { "name": "/dev/nvme0", "type": "nvme" },
        { "name": "/dev/bus/0", "type": "megaraid,0" },
        { "name": "/dev/bus/0", "type": "megaraid,1" },
        { "name": "/dev/sda", "type": "sat" },
        { "name": "--set=wcache,off", "type": "sat" },
        { "name": "/dev/../etc/passwd", "type": "sat" },
        { "name": "/dev/sd\u{1b}[2Jb", "type": "sat" },
        { "name": "/dev/sdc", "type": "x y\n" },
        { "name": 7 }, "odd", null,
    ] });
    let all = listed(scan.to_string().as_bytes()).unwrap();
    let names: Vec<_> = all.iter().map(|drive| (drive.name.as_str(), drive.kind.as_deref())).collect();
    let wanted = [
        ("sda", Some("sat")),
        ("nvme0", Some("nvme")),
        ("bus/0 megaraid,0", Some("megaraid,0")),
        ("bus/0 megaraid,1", Some("megaraid,1")),
        ("sdc", None),
    ];
    assert_eq!(names, wanted);
    assert_eq!(listed(br#"{"smartctl":{"exit_status":0}}"#), Some(Vec::new()));
    for no in ["", "smartctl 6.6 2017-11-05\nUNRECOGNIZED OPTION: json\n", "[]", "{}", "null", r#"{"devices":[]}"#] {
        assert_eq!(listed(no.as_bytes()), None, "{no}");
    }
}

#[test]
fn one_that_sleeps_and_one_that_may_not_be_asked_are_told_apart() {
    let with = |remark: &str, status: u64| json!({ "smartctl": { "exit_status": status, "messages": [{ "string": remark, "severity": "error" }] } });
    let said = |value: &Value| heard(value.to_string().as_bytes());
    assert_eq!(said(&with("Device is in STANDBY mode, exit(2)", 2)), Some(Heard::Asleep));
    let closed = "Smartctl open device: /dev/sda failed: \u{1b}[31mPermission denied";
    let clear = "Smartctl open device: /dev/sda failed: Permission denied".to_owned();
    assert_eq!(said(&with(closed, 2)), Some(Heard::Closed(clear)));
    assert_eq!(said(&json!({ "smartctl": { "exit_status": 4 } })), Some(Heard::Figures(Vec::new())));
    assert_eq!(said(&json!({ "other": 1 })), None);
}

#[test]
fn numbers_that_are_none_are_left_out() {
    let odd = json!({ "smartctl": {}, "smart_status": { "passed": "yes" }, "temperature": { "current": -5 },
        "ata_smart_attributes": { "table": [
            { "id": 0, "raw": { "value": 1 } }, { "id": 256, "raw": { "value": 1 } }, { "id": -1 }, 7,
            { "id": 5, "raw": { "value": "8" } }, { "id": 9, "raw": { "value": 7, "string": "\u{1b}[31m" } },
            { "id": 9, "raw": { "value": 8 } },
        ] } });
    assert_eq!(told(&odd), ["disk.age_hours 7", "disk.smart_9 7"]);
}

proptest! {
    #[test]
    fn whatever_it_prints_nothing_breaks(said in prop::collection::vec(any::<u8>(), 0..300), cut in 0usize..2_000) {
        let _ = (listed(&said), heard(&said));
        let whole = ata().to_string();
        let mut part = whole.as_bytes()[..cut.min(whole.len())].to_vec();
        part.extend(&said);
        let _ = (listed(&part), heard(&part));
    }
}
