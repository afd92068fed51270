use std::sync::{Arc, mpsc};
use std::time::Duration;

use rusqlite::params;

use super::weights::{keep, path};
use super::{Teacher, weights};
use crate::learn::vitals::{self, NEAREST};
use crate::model::drive::{DriveFault, DriveOdds, DriveReport};
use crate::model::event::Event;
use crate::model::learning::{Aim, LearnStage, Learnt, Origin, Weights, Whose};
use crate::model::trouble::RuntimeTrouble;
use crate::ports::Learners as _;
use crate::store::file::{self, HISTORY, STATE};
use crate::store::history::tier::RAW;
use crate::store::millis;

const BEGAN: i64 = 1_800_000_000_000;

/// A data directory in which services failed after their probes did: samples every five seconds.
fn lived(services: i64, fell: i64) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let history = file::open(root.path(), &HISTORY, millis::to_wall(0)).unwrap().conn;
    let state = file::open(root.path(), &STATE, millis::to_wall(0)).unwrap().conn;
    let history = history.unchecked_transaction().unwrap();
    for of in 0..services {
        let fails: Vec<i64> = (0..fell).map(|n| 300 + of * 61 + n * 460).collect();
        for (metric, instance) in
            [("probe.failed_percent", format!("s{of}/http")), ("service.memory_bytes", format!("s{of}"))]
        {
            let sql = "INSERT INTO series (metric, instance, seen) VALUES (?1, ?2, 0)";
            history.execute(sql, params![metric, instance]).unwrap();
            let id = history.last_insert_rowid();
            for second in (0..fell.max(2) * 460 + 300).step_by(5) {
                let left = fails.iter().filter(|at| **at >= second).map(|at| at - second).min();
                let share = left.map_or(0, |left| (180 - left).max(0) / 2);
                let value =
                    if metric == "service.memory_bytes" { 1e8 } else { f64::from(i32::try_from(share).unwrap()) };
                let at = BEGAN + second * 1_000;
                let sql = "INSERT INTO raw (slot, series, at, value) VALUES (?1, ?2, ?3, ?4)";
                history.execute(sql, params![RAW.slot_of(at), id, at, value]).unwrap();
            }
        }
        for at in fails {
            let row = params![format!("s{of}"), BEGAN + at * 1_000, 20_000];
            state.execute("INSERT INTO outage (service, began, lasted) VALUES (?1, ?2, ?3)", row).unwrap();
        }
    }
    history.commit().unwrap();
    root
}

fn shipped() -> &'static [u8] {
    vitals::shipped(NEAREST).unwrap()
}

/// What learning there comes to, and the stages that it went through.
fn learned(root: &std::path::Path) -> (Learnt, bool, Vec<LearnStage>) {
    learned_of(root, weights(root, NEAREST).0)
}

fn learned_of(root: &std::path::Path, old: Weights) -> (Learnt, bool, Vec<LearnStage>) {
    let (tell, told) = mpsc::channel();
    let teacher = Teacher::new(root, Arc::new(move |event| drop(tell.send(event))));
    teacher.learn(old);
    let mut stages = Vec::new();
    loop {
        match told.recv_timeout(Duration::from_secs(120)).unwrap() {
            Event::Learning(stage) => stages.push(stage),
            Event::Learned { came, better } => return (came, better.is_some(), stages),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn it_learns_from_what_is_stored_and_keeps_what_is_better() {
    let root = lived(3, 4);
    assert_eq!(weights(root.path(), NEAREST).0.origin, Origin::Shipped);
    let (came, is_better, stages) = learned(root.path());
    assert!(matches!(came, Learnt::Replaced { old, new } if new.brier < old.brier) && is_better, "{came:?}");
    assert_eq!((stages.first(), stages.last()), (Some(&LearnStage::Reading), Some(&LearnStage::Judging)));
    let (own, unusable) = weights(root.path(), NEAREST);
    assert!(matches!(own.origin, Origin::Own { .. }) && unusable.is_none());
    let (again, is_better, _) = learned(root.path());
    assert!(matches!(again, Learnt::Kept { .. }) && !is_better, "{again:?}");
    assert_eq!(weights(root.path(), NEAREST).0.bytes, own.bytes);
    assert_eq!(
        weights(root.path(), Aim { ahead: NEAREST.ahead * 30, ..NEAREST }).0.origin,
        Origin::Unlearned,
        "of so long before nothing is known"
    );
}

#[test]
fn too_little_history_and_none_at_all_are_said() {
    let root = lived(1, 1);
    assert!(matches!(learned(root.path()).0, Learnt::TooFew { failed: 1..34, least: 34 }));
    let empty = tempfile::tempdir().unwrap();
    assert!(matches!(learned(empty.path()).0, Learnt::TooFew { failed: 0, .. }));
}

#[test]
fn a_history_that_cannot_be_read_is_said() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("history.db"), b"no database at all, but long enough to be taken for one").unwrap();
    assert!(matches!(learned(root.path()).0, Learnt::Store(_)));
}

#[test]
fn a_file_that_is_no_model_is_not_used_and_not_overwritten() {
    let root = tempfile::tempdir().unwrap();
    let path = path(root.path(), NEAREST);
    let cut_off = &shipped()[..shipped().len() / 2];
    for broken in [&b"something else"[..], &[], cut_off] {
        std::fs::write(&path, broken).unwrap();
        let (used, why) = weights(root.path(), NEAREST);
        assert_eq!(used.origin, Origin::Shipped);
        assert!(why.is_some_and(|why| why.contains("failure-services-2m.safetensors")));
    }
    keep(root.path(), NEAREST, shipped()).unwrap();
    assert_eq!(std::fs::read(root.path().join("failure-services-2m.safetensors.unreadable")).unwrap(), cut_off);
    assert!(matches!(weights(root.path(), NEAREST).0.origin, Origin::Own { .. }));
    let nowhere = root.path().join("gone");
    assert!(keep(&nowhere, NEAREST, b"x").is_err());
}

#[test]
fn a_model_of_something_else_is_none_of_this() {
    let root = tempfile::tempdir().unwrap();
    let far = Aim { ahead: NEAREST.ahead * 30, ..NEAREST };
    let host = Aim { whose: Whose::Host, ..NEAREST };
    for aim in [far, host] {
        std::fs::write(path(root.path(), aim), shipped()).unwrap();
        assert_eq!(weights(root.path(), aim).0.origin, Origin::Unlearned, "{aim:?}");
    }
}

#[test]
fn one_that_is_kept_is_taken_where_the_engine_knows_of_none() {
    let root = lived(1, 1);
    keep(root.path(), NEAREST, shipped()).unwrap();
    let (came, is_better, _) = learned_of(root.path(), Weights { aim: NEAREST, ..Weights::default() });
    assert!(matches!(came, Learnt::Known { worth } if worth.auc.is_some()) && is_better, "{came:?}");
}

#[test]
fn how_a_host_fared_is_read_with_what_befell_it() {
    let root = tempfile::tempdir().unwrap();
    let history = file::open(root.path(), &HISTORY, millis::to_wall(0)).unwrap().conn;
    let state = file::open(root.path(), &STATE, millis::to_wall(0)).unwrap().conn;
    for (metric, instance) in
        [("host.load.1m", ""), ("host.disk.used_percent", "/"), ("host.disk.used_percent", "/var")]
    {
        history.execute("INSERT INTO series (metric, instance, seen) VALUES (?1, ?2, 0)", [metric, instance]).unwrap();
        let id = history.last_insert_rowid();
        for second in (0..2_000_i64).step_by(5) {
            let row = params![RAW.slot_of(BEGAN + second * 1_000), id, BEGAN + second * 1_000, 7.0];
            history.execute("INSERT INTO raw (slot, series, at, value) VALUES (?1, ?2, ?3, ?4)", row).unwrap();
        }
    }
    let second = |second: i64| BEGAN + second * 1_000;
    let alert = "INSERT INTO alert (rule, subject, severity, state, opened_at, resolved_at, cause, labels, status) \
                 VALUES ('full', ?1, ?2, 'resolved', ?3, ?4, '{}', '{}', '{}')";
    for (subject, severity, from) in [
        ("host.disk.used_percent{/}", "critical", 600),
        ("host.load.1m", "warning", 900),
        ("service.cpu_percent{api}", "critical", 950),
    ] {
        state.execute(alert, params![subject, severity, second(from), second(from + 30)]).unwrap();
    }
    state
        .execute(
            "INSERT INTO watched (since, until) VALUES (?1, ?2), (?3, ?4)",
            params![second(0), second(1_000), second(1_100), second(2_000)],
        )
        .unwrap();
    let entry = "INSERT INTO entry (at, kind, subject, operator, detail) VALUES (?1, ?2, ?3, '', '')";
    state.execute(entry, params![second(1_100), "host_went_down", ""]).unwrap();
    state.execute(entry, params![second(700), "service_started", "api"]).unwrap();
    drop((history, state));
    let mut found = Vec::new();
    let pace = vitals::Pace::new(Aim { whose: Whose::Host, ..NEAREST });
    let each = &mut |of: &str, lived: &vitals::Lived| {
        found.push((of.to_owned(), lived.outages.clone()));
        Ok::<(), ()>(())
    };
    crate::store::read::Reader::new(root.path()).lives(pace, each).unwrap().unwrap();
    let began = std::time::Duration::from_millis(BEGAN.unsigned_abs()).as_secs_f64();
    let outages = vec![(began + 600.0, began + 630.0), (began + 1_000.0, began + 1_100.0)];
    assert_eq!(found, [("host".to_owned(), outages)]);
}

/// A data directory of 400 hours with a drive whose sectors go, and one that is well.
fn driven() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let history = file::open(root.path(), &HISTORY, millis::to_wall(0)).unwrap().conn;
    let history = history.unchecked_transaction().unwrap();
    for (drive, dies) in [("sda", true), ("sdb", false)] {
        for metric in ["disk.smart_5", "disk.age_hours", "disk.failing"] {
            let sql = "INSERT INTO series (metric, instance, seen) VALUES (?1, ?2, 0)";
            history.execute(sql, params![metric, drive]).unwrap();
            let id = history.last_insert_rowid();
            for hour in 0..400_i32 {
                let value = match metric {
                    "disk.smart_5" if dies => f64::from((hour - 200).max(0)),
                    "disk.age_hours" => 500.0 + f64::from(hour),
                    _ => 0.0,
                };
                let at = BEGAN + i64::from(hour) * 3_600_000;
                let sql = "INSERT INTO raw (slot, series, at, value) VALUES (?1, ?2, ?3, ?4)";
                history.execute(sql, params![RAW.slot_of(at), id, at, value]).unwrap();
            }
        }
    }
    history.commit().unwrap();
    root
}

/// What a model says of the drives there, and what is wrong with it.
fn asked(root: &std::path::Path, model: Option<&std::path::Path>) -> (Option<DriveReport>, Option<RuntimeTrouble>) {
    let (tell, told) = mpsc::channel();
    let teacher = Teacher::new(root, Arc::new(move |event| drop(tell.send(event))));
    teacher.ask_drives(model.map(Into::into), millis::to_wall(BEGAN + 399 * 3_600_000));
    let next = || told.recv_timeout(Duration::from_secs(120)).unwrap();
    let Event::Trouble { part, what } = next() else { panic!("trouble comes first") };
    assert_eq!(part, "drives");
    let Event::DrivesAsked { report } = next() else { panic!("then the answer") };
    (report.map(|report| *report), what)
}

#[test]
fn drives_are_asked_about_out_of_history() {
    let root = driven();
    let file = root.path().join("disks.safetensors");
    std::fs::write(&file, crate::learn::drives::tests::made().to_bytes().unwrap()).unwrap();
    let (report, trouble) = asked(root.path(), Some(&file));
    assert_eq!(trouble, None);
    let report = report.unwrap();
    let own = |at: usize| match &report.drives[at] {
        (_, DriveOdds::Asked { own, .. }) => *own,
        other => panic!("{other:?}"),
    };
    assert_eq!((report.drives.len(), report.drives[0].0.as_str()), (2, "sda"));
    assert!(own(0) > 0.7 && own(1) < 0.3, "{report:?}");
    assert_eq!(asked(root.path(), None), (None, None));
    let nothing = tempfile::tempdir().unwrap();
    let (report, trouble) = asked(nothing.path(), Some(&file));
    assert!(trouble.is_none() && report.unwrap().drives.is_empty(), "a host without history");
}

#[test]
fn a_model_of_drives_that_cannot_be_used_is_said_and_left_as_it_is() {
    let root = driven();
    let file = root.path().join("disks.safetensors");
    let fault = || match asked(root.path(), Some(&file)) {
        (None, Some(RuntimeTrouble::DriveModel { path, drive_fault })) => {
            assert!(path.ends_with("disks.safetensors"));
            drive_fault
        }
        other => panic!("{other:?}"),
    };
    assert!(matches!(fault(), DriveFault::ModelUnreadable { .. }));
    let whole = crate::learn::drives::tests::made().to_bytes().unwrap();
    for broken in [&whole[..whole.len() / 2], b"something else", b""] {
        std::fs::write(&file, broken).unwrap();
        assert!(matches!(fault(), DriveFault::ModelForeign { .. }));
        assert_eq!(std::fs::read(&file).unwrap(), broken);
    }
    std::fs::write(&file, shipped()).unwrap();
    assert!(matches!(fault(), DriveFault::ModelWithoutColumns { .. }), "it is of services");
    let text = String::from_utf8_lossy(&whole[..200]).into_owned();
    let version = format!("{:?}", crate::learn::failure::VERSION);
    let at = whole.windows(9).position(|part| part == b"version\\\"".as_slice()).unwrap_or_else(|| panic!("{text}"));
    let mut other = whole.clone();
    let digit = at + whole[at..].iter().position(u8::is_ascii_digit).unwrap();
    assert_eq!(version.len(), 1, "one digit is changed below");
    other[digit] = b'9';
    std::fs::write(&file, other).unwrap();
    assert!(matches!(fault(), DriveFault::ModelOfOtherVersion { found: 9, .. }));
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    assert!(matches!(fault(), DriveFault::ModelUnreadable { .. }));
}
