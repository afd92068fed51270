//! Groups in a directory that looks like the kernel's: files are there before they are written, as the kernel makes them.

use super::*;

const MIB: u64 = 1 << 20;

struct Fake {
    dir: tempfile::TempDir,
    groups: Cgroups,
}

impl Fake {
    fn new(controllers: &[Controller]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let groups = Cgroups::new("0123-4567-89ab-cdef");
        let place = Place { base: dir.path().to_owned(), controllers: controllers.iter().copied().collect() };
        *groups.place.lock().unwrap() = Some(Ok(place));
        Self { dir, groups }
    }

    /// The group that the kernel would fill with files when it is made.
    fn group(&self, generation: u64) -> PathBuf {
        let dir = self.dir.path().join(format!("autoagents.0123456789ab.api.{generation}"));
        fs::create_dir(&dir).unwrap();
        for file in ["memory.max", "memory.oom.group", "memory.swap.max", "cpu.max", "pids.max", "memory.events"] {
            fs::write(dir.join(file), "").unwrap();
        }
        dir
    }

    fn make(&self, limits: &LimitsSpec) -> Joined {
        self.groups.make(&"api".into(), Generation(3), limits, |_| true)
    }
}

fn limits() -> LimitsSpec {
    LimitsSpec { memory: Some(64 * MIB), cpu_millis: Some(1500), processes: Some(32), ..LimitsSpec::default() }
}

#[test]
fn a_group_holds_what_is_said() {
    let fake = Fake::new(&Controller::ALL);
    let dir = fake.group(3);
    let joined = fake.make(&limits());
    assert_eq!(joined.dir.as_deref(), Some(dir.as_path()));
    assert_eq!(joined.hold, Hold { memory: true, cpu: true, processes: true, why_not: None });
    let read = |file: &str| fs::read_to_string(dir.join(file)).unwrap();
    assert_eq!(
        (read("memory.max"), read("cpu.max"), read("pids.max")),
        ("67108864".into(), "150000 100000".into(), "32".into())
    );
    assert_eq!((read("memory.oom.group"), read("memory.swap.max")), ("1".into(), "0".into()));
}

#[test]
fn what_a_group_cannot_hold_is_said() {
    let fake = Fake::new(&[Controller::Pids]);
    fake.group(3);
    let joined = fake.make(&limits());
    assert_eq!((joined.hold.memory, joined.hold.cpu, joined.hold.processes), (false, false, true));
    let Some(CgroupError::Lacking { all_of, .. }) = joined.hold.why_not else { panic!("{joined:?}") };
    assert_eq!(all_of, ["memory", "cpu"]);
    // Nothing at all can be held: then there is no group either.
    let only_memory = LimitsSpec { memory: Some(64 * MIB), ..LimitsSpec::default() };
    let fake = Fake::new(&[Controller::Pids]);
    let joined = fake.make(&only_memory);
    assert_eq!((joined.dir, joined.hold.memory), (None, false));
    assert_eq!(fs::read_dir(fake.dir.path()).unwrap().count(), 0);
    // And none is wanted where no limit needs one.
    let joined = fake.make(&LimitsSpec { files: Some(9), ..LimitsSpec::default() });
    assert_eq!(joined, Joined { dir: None, hold: Hold::default() });
}

#[test]
fn a_kill_for_want_of_memory_is_told_from_others() {
    let identity = Identity { pid: 7, start_ticks: 9 };
    let cases = [
        ("low 0\noom 1\noom_kill 1\n", Exit::Signal(9), Exit::OutOfMemory),
        ("low 0\noom 0\noom_kill 0\n", Exit::Signal(9), Exit::Signal(9)),
        ("oom_kill 1\n", Exit::Code(1), Exit::Code(1)),
        ("", Exit::Signal(9), Exit::Signal(9)),
    ];
    for (events, exit, wanted) in cases {
        let fake = Fake::new(&Controller::ALL);
        let dir = fake.group(3);
        fs::write(dir.join("memory.events"), events).unwrap();
        assert_eq!(fake.groups.ended(identity, exit), exit, "it is in no group");
        fake.groups.began(identity, dir);
        assert_eq!(fake.groups.ended(identity, exit), wanted, "{events}");
    }
}

#[test]
fn empty_groups_of_the_service_go_and_others_stay() {
    let fake = Fake::new(&Controller::ALL);
    let make = |name: &str| fs::create_dir(fake.dir.path().join(name)).unwrap();
    for name in ["api.1", "api.2", "api.x", "api2.1", "runtime"] {
        make(&format!("autoagents.0123456789ab.{name}"));
    }
    make("autoagents.other.api.1");
    let running = fake.dir.path().join("autoagents.0123456789ab.api.2");
    fake.groups.began(Identity { pid: 7, start_ticks: 9 }, running);
    fake.groups.tidy(&"api".into());
    let mut left: Vec<_> =
        fs::read_dir(fake.dir.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    left.sort();
    let kept = ["api.2", "api.x", "api2.1", "runtime"].map(|name| format!("autoagents.0123456789ab.{name}"));
    assert_eq!(left, [&kept[..], &["autoagents.other.api.1".to_owned()]].concat());
}
