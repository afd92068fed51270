//! Readings of made-up hosts, and of this one.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use super::*;

fn write(root: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn by_name(samples: Vec<Sample>) -> BTreeMap<String, f64> {
    samples.into_iter().map(|sample| (sample.series.to_string(), sample.value)).collect()
}

fn net(received: u64, sent: u64) -> String {
    let line = |name: &str| format!("{name}: {received} 1 0 0 0 0 0 0 {sent} 1 0 0 0 0 0 0\n");
    format!("Inter-| Receive\n face |bytes\n{}{}{}", line("eth0"), line("lo"), line("\u{1b}[2Jevil"))
}

#[test]
fn a_host_is_read_and_differences_come_with_the_second_reading() {
    let root = tempfile::tempdir().unwrap();
    let (proc, sys) = (root.path().join("proc"), root.path().join("sys"));
    let disk = |read, written| {
        format!(
            " 8 0 sda 1 1 {read} 1 1 1 {written} 1 0 1 1\n 8 1 sda1 1 1 9 1 1 1 9 1 0 1 1\n 7 0 loop0 1 1 9 1 1 1 9 1 0 1 1\n"
        )
    };
    write(
        &proc,
        &[
            ("stat", "cpu  10 0 10 80 0 0 0 0\ncpu0 10 0 10 80 0 0 0 0\n"),
            ("loadavg", "1.50 0.50 0.25 1/2 3\n"),
            ("pressure/io", "some avg10=7.25 avg60=1.00 avg300=0.00 total=5\n"),
            ("meminfo", "MemTotal: 1000 kB\nMemAvailable: 250 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n"),
            ("sys/fs/file-nr", "100\t0\t400\n"),
            ("net/dev", &net(1000, 1000)),
            ("diskstats", &disk(0, 100)),
            ("1/stat", ""),
            ("22/stat", ""),
            ("version", ""),
        ],
    );
    fs::create_dir_all(sys.join("block/sda")).unwrap();
    let mut reader = HostReader::new(&proc, &sys, &["lo".to_owned()]);
    let start = Instant::now();
    let first = by_name(reader.read(start));
    let wanted = [
        ("host.files.open_count", 100.0),
        ("host.files.used_percent", 25.0),
        ("host.load.15m", 0.25),
        ("host.load.1m", 1.5),
        ("host.load.5m", 0.5),
        ("host.memory.available_bytes", 256_000.0),
        ("host.memory.used_bytes", 768_000.0),
        ("host.memory.used_percent", 75.0),
        ("host.pressure.io_percent", 7.25),
        ("host.processes.count", 2.0),
        ("host.swap.used_bytes", 0.0),
    ];
    assert_eq!(first, wanted.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());

    write(
        &proc,
        &[
            ("stat", "cpu  40 0 10 150 0 0 0 0\ncpu0 40 0 10 150 0 0 0 0\n"),
            ("net/dev", &net(3000, 500)),
            ("diskstats", &disk(200, 100)),
        ],
    );
    let second = by_name(reader.read(start + Duration::from_secs(1)));
    assert_eq!(second.get("host.cpu.used_percent"), Some(&30.0));
    assert_eq!(second.get("host.cpu.core_percent{0}"), Some(&30.0));
    assert_eq!(second.get("host.net.received_bytes_per_second{eth0}"), Some(&2000.0));
    assert!(second.contains_key("host.net.received_bytes_per_second{evil}"));
    assert_eq!(second.get("host.io.written_bytes_per_second{sda}"), Some(&0.0));
    assert_eq!(second.get("host.io.read_bytes_per_second{sda}"), Some(&102_400.0));
    for absent in ["sent_bytes_per_second{eth0}", "{lo}", "{sda1}", "{loop0}"] {
        assert!(!second.keys().any(|name| name.ends_with(absent)), "{absent} in {second:?}");
    }
}

#[test]
fn a_host_that_hides_everything_gives_nothing() {
    let root = tempfile::tempdir().unwrap();
    let mut reader = HostReader::new(&root.path().join("none"), &root.path().join("none"), &[]);
    assert_eq!(reader.read(Instant::now()), []);
    // What appears later is read then.
    write(root.path(), &[("none/loadavg", "1 2 3 1/1 1")]);
    assert_eq!(reader.read(Instant::now()).len(), 3);
}

#[test]
fn without_sys_partitions_are_told_by_name() {
    let nowhere = Path::new("/nonexistent");
    for (name, wanted) in [("sda", true), ("sda1", false), ("zram0", false), ("dm-0", false), ("nvme0n1", true)] {
        assert_eq!(is_whole_disk(name, nowhere), wanted, "{name}");
    }
}

/// The budget of a whole idle runtime is 6 ms of processor time a second; this is its most frequent part.
#[test]
fn reading_this_host_costs_little() {
    let mut reader = HostReader::new(Path::new("/proc"), Path::new("/sys"), &[]);
    reader.read(Instant::now());
    let spent = || {
        let at = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::new(at.tv_sec.unsigned_abs(), u32::try_from(at.tv_nsec).unwrap())
    };
    let before = spent();
    for _ in 0..100 {
        reader.read(Instant::now());
    }
    let each = spent().saturating_sub(before) / 100;
    eprintln!("one reading of the host costs {each:?} of processor time");
    assert!(each < Duration::from_millis(3), "{each:?}");
}
