//! Marks are what was written, and nothing else.

use super::*;

fn id(probe: &str) -> ProbeId {
    ProbeId { service: "api".into(), probe: probe.to_owned() }
}

#[test]
fn what_was_seen_is_of_one_start_only() {
    let dir = tempfile::tempdir().unwrap();
    let marks = Marks::of(dir.path());
    assert!(!marks.is_seen(&id("log"), Generation(3)));
    marks.set_seen(&id("log"), Generation(3));
    assert!(marks.is_seen(&id("log"), Generation(3)));
    assert!(!marks.is_seen(&id("log"), Generation(4)));
    assert!(!marks.is_seen(&id("other"), Generation(3)));
}

#[test]
fn a_place_is_of_one_start_and_knows_its_life() {
    let dir = tempfile::tempdir().unwrap();
    let marks = Marks::of(dir.path());
    let path = marks.path(&id("log"), "begin");
    note(&path, &format!("{:016x} 7 12 345\n", life()));
    let place = LogPosition { inode: 12, offset: 345 };
    assert_eq!(marks.begun(&id("log"), Generation(7)), Some(Begun { place, in_this_life: true }));
    assert_eq!(marks.begun(&id("log"), Generation(8)), None);
    note(&path, &format!("{:016x} 7 12 345\n", life() ^ 1));
    assert_eq!(marks.begun(&id("log"), Generation(7)), Some(Begun { place, in_this_life: false }));
    for broken in ["", "x", "0 7 12", "zz 7 12 345"] {
        note(&path, broken);
        assert_eq!(marks.begun(&id("log"), Generation(7)), None, "{broken}");
    }
}

#[test]
fn each_touch_is_another_beat_and_what_was_heard_is_of_one_beat_and_start() {
    let dir = tempfile::tempdir().unwrap();
    let marks = Marks::of(dir.path());
    let first = marks.look(&id("beat")).unwrap();
    assert_eq!(marks.hear(&id("beat")).unwrap(), (first, None));
    let heard = Heard { age: Duration::from_secs(7), failure: Some("why".to_owned()) };
    marks.set_heard(&id("beat"), Generation(2), first, &heard);
    let again = marks.heard(&id("beat"), Generation(2), first).unwrap();
    assert!(again.age >= heard.age && again.age < heard.age + Duration::from_secs(60), "{again:?}");
    assert_eq!(again.failure, heard.failure);
    assert_eq!(marks.heard(&id("beat"), Generation(3), first), None);
    // By a wall clock that jumped back, too.
    let file = File::options().append(true).open(marks.beat_file(&id("beat"))).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    let second = marks.look(&id("beat")).unwrap();
    assert_ne!(second, first);
    assert_eq!(marks.heard(&id("beat"), Generation(2), second), None);
    // Another boot.
    let path = marks.path(&id("beat"), "heard");
    marks.set_heard(&id("beat"), Generation(2), second, &heard);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("x{text}")).unwrap();
    assert_eq!(marks.heard(&id("beat"), Generation(2), second), None);
}

#[test]
fn a_failure_is_taken_out_of_the_file_and_other_words_are_a_touch() {
    let dir = tempfile::tempdir().unwrap();
    let marks = Marks::of(dir.path());
    marks.leave(&id("beat"), Some("disk \u{1b}[31mfull")).unwrap();
    let (beat, failure) = marks.hear(&id("beat")).unwrap();
    assert_eq!(failure.as_deref(), Some("disk full"));
    assert_eq!(marks.hear(&id("beat")).unwrap(), (beat, None), "it is told once");
    marks.leave(&id("beat"), None).unwrap();
    let (next, failure) = marks.hear(&id("beat")).unwrap();
    assert!(next != beat && failure.is_none());
    fs::write(marks.beat_file(&id("beat")), "Mon 7 Sep\n").unwrap();
    let (words, failure) = marks.hear(&id("beat")).unwrap();
    assert!(words != next && failure.is_none());
    fs::write(marks.beat_file(&id("beat")), [b"fail ".as_slice(), &[0xff; 5000]].concat()).unwrap();
    assert!(marks.hear(&id("beat")).unwrap().1.is_some());
}

#[test]
fn a_link_in_its_place_is_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    let marks = Marks::of(dir.path());
    let target = dir.path().join("target");
    fs::create_dir_all(marks.beat_file(&id("beat")).parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(&target, marks.beat_file(&id("beat"))).unwrap();
    assert!(marks.leave(&id("beat"), None).is_err());
    assert!(!target.exists());
}
