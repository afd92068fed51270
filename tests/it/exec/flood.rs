//! Services that write without measure.

use std::collections::HashSet;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use autoagents_console::exec::log::page;
use autoagents_console::model::query::LogFrom;
use autoagents_console::model::service::Exit;
use autoagents_console::model::spec::{LogSpec, ServiceKind, ServiceSpec, StopSignal};
use autoagents_console::ports::Processes;

use super::world::{PATIENCE, World, process, spec, until};

const MEGABYTE: u64 = 1 << 20;

fn limited(command: &[&str], log: LogSpec) -> Arc<ServiceSpec> {
    Arc::new(spec(ServiceKind::Process(autoagents_console::model::spec::ProcessSpec { log, ..process(command) })))
}

/// What all files of the logs take on the disk.
fn disk_use(world: &World) -> u64 {
    let files = fs::read_dir(world.log("")).unwrap();
    files.filter_map(|file| file.ok()?.metadata().ok()).map(|found| found.len()).sum()
}

/// Lets a service write until more than `written` bytes have gone through its log, and watches the disk meanwhile.
fn flood(script: &str, written: u64) {
    let world = World::new();
    let log = LogSpec { max_size: 4 * MEGABYTE, keep: 2 };
    let identity = world.start(&limited(&["/bin/sh", "-c", script], log), 1);
    let path = world.log("api.log");
    let deadline = Instant::now() + PATIENCE;
    let mut most = 0;
    loop {
        most = most.max(disk_use(&world));
        let page = page(&path, LogFrom::End, 100).unwrap();
        assert!(page.lines.iter().all(|line| line.chars().all(|c| !c.is_control())));
        if page.next.offset > written {
            break;
        }
        assert!(Instant::now() < deadline, "{} bytes after {PATIENCE:?}", page.next.offset);
        std::thread::sleep(Duration::from_millis(1));
    }
    world.supervisor.signal(identity, StopSignal::Kill);
    world.exit(1);
    // 12 MiB are allowed; what is written between two looks comes on top. Without rotation it would be all of it.
    assert!(most < written / 3, "{most} bytes on disk");
    until("it comes to rest within its bounds", || disk_use(&world) <= 3 * log.max_size + 4096);
    assert!(world.supervisor.logs().lost() > 0, "what is kept nowhere is counted");
}

#[test]
fn a_hundred_megabytes_a_second_do_not_fill_the_disk() {
    flood("yes 'more than one hundred megabytes a second'", 1500 * MEGABYTE);
}

#[test]
fn nor_do_they_after_a_long_silence() {
    flood("sleep 5; yes 'more than one hundred megabytes a second'", 1500 * MEGABYTE);
}

#[test]
fn neither_does_a_line_without_end() {
    flood("yes | tr -d '\\n'", 900 * MEGABYTE);
}

#[test]
fn rotation_loses_no_line() {
    let world = World::new();
    let log = LogSpec { max_size: 400_000, keep: 100 };
    let count = 200_000;
    // Faster than a rotation takes, slower than all that is kept: a dozen rotations while it writes.
    let script = "for i in $(seq 0 199); do seq -f 'number %.0f of the count' $((i*1000+1)) $((i*1000+1000)); \
                  sleep 0.01; done";
    world.start(&limited(&["/bin/sh", "-c", script], log), 1);
    assert_eq!(world.exit(1), Exit::Code(0));
    until("it comes to rest", || fs::metadata(world.log("api.log")).unwrap().len() <= log.max_size);
    assert!(world.log("api.log.5").exists(), "it was rotated while it was written");
    assert_eq!(world.supervisor.logs().lost(), 0);
    let mut seen = HashSet::new();
    for file in fs::read_dir(world.log("")).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        // A line whose end is in the live file as well is whole in the rotated one.
        let whole = text.lines().filter_map(|line| line.strip_prefix("number ")?.strip_suffix(" of the count"));
        seen.extend(whole.filter_map(|number| number.parse::<u32>().ok()));
    }
    let missing: Vec<u32> = (1..=count).filter(|number| !seen.contains(number)).collect();
    assert!(missing.is_empty(), "{} lines are missing: {:?}…", missing.len(), &missing[..missing.len().min(5)]);
}
