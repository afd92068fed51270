use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use chrono::DateTime;
use serde_json::json;

use super::*;
use crate::clock::ManualClock;
use crate::model::event::SampleBatch;
use crate::sense::sources::Sources;

/// A `smartctl` of the tests' own: what it answers stands in files, and each of its calls in another.
struct StandIn {
    place: tempfile::TempDir,
}

impl StandIn {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let dir = place.path().display();
        let script = format!(
            "#!/bin/sh\necho \"$*\" >>'{dir}/calls'\nfor last; do :; done\n\
             case \"$1\" in --scan-open) exec cat '{dir}/scan' ;; esac\n\
             name=$(basename \"$last\")\n[ -e '{dir}/hang-'\"$name\" ] && exec sleep 1000\ncat '{dir}/'\"$name\"\nexit 8\n"
        );
        let path = place.path().join("smartctl");
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        Self { place }
    }

    fn config(&self) -> Disks {
        let every = Duration::from_millis(20);
        Disks { smart: Smart::Auto, every, smartctl: self.place.path().join("smartctl") }
    }

    fn drives(&self) -> Drives {
        Drives::new(&self.config())
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.place.path().join(name), text).unwrap();
    }

    fn scan(&self, names: &[&str]) {
        let devices: Vec<_> =
            names.iter().map(|name| json!({ "name": format!("/dev/{name}"), "type": "sat" })).collect();
        self.put("scan", &json!({ "smartctl": { "exit_status": 0 }, "devices": devices }).to_string());
    }

    fn drive(&self, name: &str, passed: bool, sectors: u32) {
        let table = json!([{ "id": 5, "raw": { "value": sectors, "string": sectors.to_string() } }]);
        let answer = json!({ "smartctl": { "exit_status": 0 }, "smart_status": { "passed": passed },
            "ata_smart_attributes": { "table": table }, "power_on_time": { "hours": 100 } });
        self.put(name, &answer.to_string());
    }

    fn calls(&self) -> Vec<String> {
        fs::read_to_string(self.place.path().join("calls")).unwrap().lines().map(str::to_owned).collect()
    }
}

fn look(drives: &mut Drives) -> (Vec<String>, Result<(), DriveError>) {
    let mut told = Vec::new();
    let mut take = |batch: Vec<Sample>| {
        told.extend(batch.iter().map(|one| format!("{} {}", one.series, one.value)));
    };
    let outcome = drives.look(&Stop::default(), &mut take);
    (told, outcome)
}

#[test]
fn every_drive_is_asked_and_one_that_goes_is_told() {
    let fake = StandIn::new();
    fake.scan(&["sda", "sdb"]);
    fake.drive("sda", true, 0);
    fake.drive("sdb", false, 7);
    let mut drives = fake.drives();
    let (told, outcome) = look(&mut drives);
    assert_eq!(outcome, Ok(()));
    let wanted = [
        "disk.present{sda} 1",
        "disk.present{sdb} 1",
        "disk.failing{sda} 0",
        "disk.age_hours{sda} 100",
        "disk.smart_5{sda} 0",
        "disk.failing{sdb} 1",
        "disk.age_hours{sdb} 100",
        "disk.smart_5{sdb} 7",
    ];
    assert_eq!(told, wanted);
    fake.scan(&["sda"]);
    let (told, _) = look(&mut drives);
    assert_eq!(told[..2], ["disk.present{sda} 1", "disk.present{sdb} 0"]);
    assert_eq!(told.len(), 5, "{told:?}");
}

#[test]
fn a_drive_that_sleeps_is_let_sleep_unless_it_has_said_that_it_fails() {
    let fake = StandIn::new();
    fake.scan(&["sda", "sdb"]);
    fake.drive("sda", true, 0);
    fake.drive("sdb", false, 7);
    let mut drives = fake.drives();
    for _ in 0..2 {
        assert_eq!(look(&mut drives).1, Ok(()));
    }
    let calls = fake.calls();
    let wanted = [
        "--scan-open --json",
        "--json -i -A -H --nocheck=standby --device=sat /dev/sda",
        "--json -i -A -H --nocheck=standby --device=sat /dev/sdb",
        "--scan-open --json",
        "--json -i -A -H --nocheck=standby --device=sat /dev/sda",
        "--json -i -A -H --device=sat /dev/sdb",
    ];
    assert_eq!(calls, wanted);
    fake.drive("sdb", true, 7);
    for _ in 0..2 {
        assert_eq!(look(&mut drives).1, Ok(()));
    }
    assert_eq!(fake.calls().last().map(String::as_str), Some(wanted[2]));
}

#[test]
fn one_that_hangs_costs_its_own_answer_and_no_other() {
    let fake = StandIn::new();
    fake.scan(&["sda", "sdb"]);
    fake.drive("sdb", true, 3);
    fake.put("hang-sda", "");
    let mut drives = fake.drives();
    drives.program = Program::new(&fake.config().smartctl, Duration::from_millis(700));
    let (told, outcome) = look(&mut drives);
    assert_eq!(outcome, Ok(()));
    assert!(told.contains(&"disk.smart_5{sdb} 3".to_owned()), "{told:?}");
    assert!(told.iter().all(|one| one.starts_with("disk.present") || !one.contains("{sda}")), "{told:?}");
}

#[test]
fn why_no_drive_is_asked_is_told() {
    let fake = StandIn::new();
    let mut drives = fake.drives();
    let program = fake.config().smartctl.display().to_string();
    fake.scan(&[]);
    assert_eq!(look(&mut drives).1, Err(DriveError::NoDrives));
    for said in ["", "smartctl 6.6\nUNRECOGNIZED OPTION: json", "\u{1b}]0;pwned\u{7}", "[[[[", "null"] {
        fake.put("scan", said);
        assert_eq!(look(&mut drives).1, Err(DriveError::ProgramForeign { program: program.clone() }), "{said}");
    }
    fake.scan(&["sda"]);
    let closed =
        json!({ "smartctl": { "exit_status": 2, "messages": [{ "string": "open failed: Permission denied" }] } });
    fake.put("sda", &closed.to_string());
    let wanted = DriveError::DrivesClosed { drive: "/dev/sda".into(), said: "open failed: Permission denied".into() };
    assert_eq!(look(&mut drives).1, Err(wanted));
    let nowhere = Disks { smartctl: PathBuf::from("no-such-program-at-all"), ..fake.config() };
    assert_eq!(ask(&nowhere), Err(DriveError::NoProgram { program: "no-such-program-at-all".into() }));
}

/// Runs the source until so many batches came, or `rounds` looks passed without one.
fn run_for(config: &Disks, batches: usize) -> (Vec<SampleBatch>, Sources) {
    let (taken, stop) = (Arc::<Mutex<Vec<SampleBatch>>>::default(), Stop::default());
    let (sink, stopping) = (Arc::clone(&taken), stop.clone());
    let board = Sources::default();
    let wiring = Wiring {
        clock: Arc::new(ManualClock::at(DateTime::UNIX_EPOCH)),
        samples: Arc::new(move |batch| {
            let mut taken = sink.lock().unwrap();
            taken.push(batch);
            if taken.len() >= batches {
                stopping.stop();
            }
        }),
        board: board.clone(),
    };
    let sys = tempfile::tempdir().unwrap();
    run(config, sys.path(), &wiring, &stop);
    let taken = taken.lock().unwrap().clone();
    (taken, board)
}

#[test]
fn it_looks_again_and_again_and_is_on_the_board_with_its_pace() {
    let fake = StandIn::new();
    fake.scan(&["sda"]);
    fake.drive("sda", true, 0);
    let (taken, board) = run_for(&fake.config(), 4);
    assert!(taken.iter().all(|batch| &*batch.source == SOURCE));
    let view = board.view(crate::model::time::Mono::default());
    assert_eq!((view[0].name.as_str(), view[0].every), (SOURCE, Duration::from_millis(20)));
    let off = Disks { smart: Smart::Off, ..fake.config() };
    let calls = fake.calls().len();
    let (taken, board) = run_for(&off, 1);
    assert!(taken.is_empty() && board.view(crate::model::time::Mono::default()).is_empty());
    assert_eq!(fake.calls().len(), calls, "nobody is asked");
}
