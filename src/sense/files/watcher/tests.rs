use std::fs;
use std::path::Path;
use std::sync::mpsc;

use serde_json::json;

use super::*;
use crate::clock::SystemClock;
use crate::model::workflow::definition::Definition;

/// No event of these tests takes longer.
const LONG: Duration = Duration::from_secs(20);

/// A watcher of real files, and what it tells.
struct Scene {
    dir: tempfile::TempDir,
    watcher: FileWatcher,
    told: mpsc::Receiver<Event>,
}

impl Scene {
    fn new() -> Self {
        let (tell, told) = mpsc::channel();
        let events: Events = Arc::new(move |event| drop(tell.send(event)));
        let watcher = FileWatcher::start(Arc::new(SystemClock::new()), events).unwrap();
        Self { dir: tempfile::tempdir().unwrap(), watcher, told }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn watch(&self, pattern: &str, settle: Duration) {
        let file = TriggerOn::File { path: self.path(pattern).display().to_string(), settle };
        let definition: Definition = serde_json::from_value(
            json!({ "name": "import", "working_dir": "/", "steps": [], "triggers": [{ "on": file }] }),
        )
        .unwrap();
        self.watcher.configure(&Setup { workflows: vec![Arc::new(definition)], ..Setup::default() });
    }

    /// The names of the files that are told next.
    fn next(&self) -> Vec<String> {
        match self.told.recv_timeout(LONG).unwrap() {
            Event::FilesChanged(changed) => {
                let name = |file: &String| Path::new(file).strip_prefix(self.dir.path()).unwrap().display().to_string();
                changed.files.iter().map(name).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    /// Waits until the watcher has looked, by a file that it must tell of.
    fn looked(&self, name: &str) {
        fs::write(self.path(name), "x").unwrap();
        while self.next() != [name] {
            fs::write(self.path(name), "y").unwrap();
        }
    }
}

#[test]
fn files_that_come_are_told_also_in_directories_that_come_later() {
    let scene = Scene::new();
    fs::write(scene.path("old.csv"), "1").unwrap();
    scene.watch("**/*.csv", Duration::ZERO);
    // What is there at the first look is no news: so this may be, or may not.
    let mut number = 0;
    let first = loop {
        number += 1;
        let name = format!("first-{number}.csv");
        fs::write(scene.path(&name), "1").unwrap();
        if let Ok(Event::FilesChanged(changed)) = scene.told.recv_timeout(2 * PACE) {
            break changed;
        }
    };
    assert!(first.files.iter().all(|file| !file.ends_with("old.csv")), "{first:?}");
    // Written under another name and renamed: it comes whole.
    fs::create_dir_all(scene.path("in/deep")).unwrap();
    fs::write(scene.path("in/deep/b.tmp"), "1").unwrap();
    fs::rename(scene.path("in/deep/b.tmp"), scene.path("in/deep/b.csv")).unwrap();
    assert_eq!(scene.next(), ["in/deep/b.csv"]);
    // Replaced by another of the same size.
    fs::write(scene.path("c.tmp"), "2").unwrap();
    fs::rename(scene.path("c.tmp"), scene.path("in/deep/b.csv")).unwrap();
    assert_eq!(scene.next(), ["in/deep/b.csv"]);
    // The whole directory goes, and another comes.
    fs::rename(scene.path("in"), scene.path("done")).unwrap();
    assert_eq!(scene.next(), ["done/deep/b.csv"]);
    fs::remove_dir_all(scene.path("done")).unwrap();
    scene.looked("last.csv");
}

#[test]
fn what_is_still_written_is_waited_for() {
    let scene = Scene::new();
    scene.watch("*.csv", Duration::ZERO);
    scene.looked_for("a.csv");
    let settle = Duration::from_millis(2500);
    scene.watch("*.csv", settle);
    // Another settling is another look from the beginning; wait until it has been.
    let written = (0..).find_map(|number: u32| {
        fs::write(scene.path("b.csv"), number.to_string()).unwrap();
        scene.told.recv_timeout(Duration::from_millis(400)).ok().map(|_| number).or((number == 12).then_some(number))
    });
    // Nothing was told while it was written every 400 ms; now it is left alone.
    assert_eq!(written, Some(12));
    assert_eq!(scene.next(), ["b.csv"]);
}

impl Scene {
    /// The same as [`Scene::looked`] for a pattern that was just given.
    fn looked_for(&self, name: &str) {
        let told = (0..20).any(|number: u32| {
            fs::write(self.path(name), number.to_string()).unwrap();
            self.told.recv_timeout(2 * PACE).is_ok()
        });
        assert!(told, "nothing was told of `{name}`");
    }
}

#[test]
fn a_directory_that_cannot_be_read_is_trouble_until_it_can() {
    use std::os::unix::fs::PermissionsExt as _;
    let scene = Scene::new();
    let locked = scene.path("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read_dir(&locked).is_ok() {
        // Root reads everything.
        return;
    }
    scene.watch("locked/*", Duration::ZERO);
    let next = || match scene.told.recv_timeout(LONG).unwrap() {
        Event::Trouble { what, .. } => what,
        other => panic!("{other:?}"),
    };
    assert!(matches!(next(), Some(RuntimeTrouble::FilesUnwatched { system: SystemError::Denied, .. })));
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(next(), None);
}
