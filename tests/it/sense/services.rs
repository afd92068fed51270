//! Figures of real process groups.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use autoagents_console::model::series::SERVICE_METRICS;
use autoagents_console::model::service::{Identity, Measured, Room};

use super::sources::Running;
use super::until;

/// A shell that leads a process group, which ends with the test.
struct Group(Child);

impl Group {
    fn start(script: &str) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", script]).process_group(0).stdin(Stdio::null()).stdout(Stdio::null());
        Self(command.spawn().unwrap())
    }

    fn identity(&self) -> Identity {
        let pid = i32::try_from(self.0.id()).unwrap();
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        Identity { pid, start_ticks: fields[19].parse().unwrap() }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        let _ = Command::new("kill").args(["-9", "--", &group]).status();
        let _ = self.0.wait();
    }
}

#[test]
fn a_service_is_its_whole_group() {
    let quiet = Group::start("sleep 1000 & sleep 1000 & wait");
    let running = Running::start(100, &["*"], &[]);
    running.targets.set([measured("quiet", quiet.identity())]);
    until("the shell and its children are counted", || running.newest("service.processes_count{quiet}") == Some(3.0));
    until("all figures are there", || running.newest("service.cpu_percent{quiet}").is_some());
    let value = |metric: &str| running.newest(&format!("{metric}{{quiet}}")).unwrap();
    assert!(value("service.memory_bytes") > 100_000.0);
    assert!(value("service.threads_count") >= 3.0);
    assert!(value("service.files_count") >= 3.0);
    let of_others = ["service.dir_used_percent", "service.log_lines_per_second", "service.log_errors_per_second"];
    for metric in SERVICE_METRICS.iter().filter(|metric| metric.starts_with("service.") && !of_others.contains(metric))
    {
        assert!(value(metric) >= 0.0, "{metric}");
    }
    let produced = running.batches("services").into_iter().flat_map(|batch| batch.samples);
    assert!(produced.map(|sample| sample.series).all(|series| SERVICE_METRICS.contains(&&*series.metric)));

    drop(quiet);
    until("the last of it was said", || {
        let before = running.batches("services").len();
        let looked = running.batches("host").len();
        until("two more readings", || running.batches("host").len() >= looked + 2);
        running.batches("services").len() == before
    });
}

#[test]
fn work_shows_also_that_of_children_nobody_saw() {
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let file = dir.path().join("out").display().to_string();
    let busy = Group::start("while :; do :; done");
    let forking = Group::start("while :; do sh -c 'i=0; while [ $i -lt 3000 ]; do i=$((i+1)); done'; done");
    let writing = Group::start(&format!("while :; do dd if=/dev/zero of={file} bs=65536 count=16 2>/dev/null; done"));
    let running = Running::start(200, &["*"], &[]);
    running.targets.set([
        measured("busy", busy.identity()),
        measured("forking", forking.identity()),
        measured("writing", writing.identity()),
    ]);
    let above = |series: &str, limit: f64| running.newest(series).is_some_and(|value| value > limit);
    until("the busy one shows", || above("service.cpu_percent{busy}", 10.0));
    until("short-lived children show", || above("service.cpu_percent{forking}", 10.0));
    until("writing shows", || above("service.written_bytes_per_second{writing}", 65536.0));
    // One thread cannot use more than one core; clock ticks are coarse.
    assert!(!above("service.cpu_percent{busy}", 115.0));
}

#[test]
fn a_pid_of_another_process_gives_no_figures() {
    let group = Group::start("sleep 1000");
    let mut identity = group.identity();
    identity.start_ticks += 1;
    let running = Running::start(100, &["*"], &[]);
    running.targets.set([measured("gone", identity)]);
    let looked = running.batches("host").len();
    until("several readings", || running.batches("host").len() >= looked + 5);
    assert!(running.batches("services").is_empty());
}

fn measured(service: &str, identity: Identity) -> Measured {
    Measured { service: service.into(), identity, in_cgroup: false, rooms: Vec::new() }
}

#[test]
fn what_a_service_logs_and_what_its_directories_hold_is_measured() {
    let quiet = Group::start("sleep 1000");
    let running = Running::start(100, &["*"], &[]);
    let log = running.data_dir.path().join("logs/quiet.log");
    std::fs::write(&log, "ERROR of yesterday\n").unwrap();
    let spool = tempfile::tempdir().unwrap();
    std::fs::write(spool.path().join("mail"), vec![0; 250]).unwrap();
    let rooms = vec![Room { dir: spool.path().to_owned(), holds: 1_000 }];
    running.targets.set([Measured { rooms, ..measured("quiet", quiet.identity()) }]);
    until("the log is read", || running.newest("service.log_lines_per_second{quiet}").is_some());
    let mut file = std::fs::OpenOptions::new().append(true).open(&log).unwrap();
    std::io::Write::write_all(&mut file, b"12:00 INFO one\n12:00 ERROR two\n").unwrap();
    let lines = || -> Vec<String> {
        let batches = running.batches("logs");
        batches
            .into_iter()
            .flat_map(|batch| batch.lines)
            .map(|line| format!("{}: {}", line.service, line.text))
            .collect()
    };
    until("both lines were handed on", || lines().len() >= 2);
    assert_eq!(lines(), ["quiet: 12:00 INFO one", "quiet: 12:00 ERROR two"]);
    let complaints = running.batches("logs").into_iter().flat_map(|batch| batch.samples);
    let most = complaints.filter(|sample| &*sample.series.metric == "service.log_errors_per_second");
    assert!(most.map(|sample| sample.value).fold(0.0, f64::max) > 0.0);
    until("the directory is measured", || running.newest("service.dir_used_percent{quiet}").is_some());
    assert!((running.newest("service.dir_used_percent{quiet}").unwrap() - 25.0).abs() < 1e-9);
}
