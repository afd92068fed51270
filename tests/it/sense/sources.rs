//! Sources on this host.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use autoagents_console::clock::{Clock, SystemClock};
use autoagents_console::config::settings::{Disks, Sense, Smart};
use autoagents_console::model::event::SampleBatch;
use autoagents_console::model::series::HOST_METRICS;
use autoagents_console::sense::{Senses, Targets, start};

use super::until;

/// Running sources and what they said.
pub(super) struct Running {
    pub(super) senses: Senses,
    pub(super) targets: Targets,
    clock: Arc<SystemClock>,
    batches: Arc<Mutex<Vec<SampleBatch>>>,
    /// One more holder for each thread that can still emit.
    alive: Arc<()>,
    pub(super) data_dir: tempfile::TempDir,
}

impl Running {
    pub(super) fn start(interval_ms: u64, ignore_mounts: &[&str], ignore_interfaces: &[&str]) -> Self {
        let (clock, targets) = (Arc::new(SystemClock::new()), Targets::default());
        let (batches, alive) = (Arc::<Mutex<Vec<SampleBatch>>>::default(), Arc::new(()));
        let (sink, held) = (Arc::clone(&batches), Arc::clone(&alive));
        let samples = move |batch| {
            assert!(Arc::strong_count(&held) > 0);
            sink.lock().unwrap().push(batch);
        };
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let config = Sense {
            interval: Duration::from_millis(interval_ms),
            ignore_mounts: owned(ignore_mounts),
            ignore_interfaces: owned(ignore_interfaces),
        };
        let data_dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(data_dir.path().join("logs")).unwrap();
        let as_clock = Arc::clone(&clock) as Arc<dyn Clock>;
        let disks = Disks { smart: Smart::Off, every: Duration::from_secs(3_600), smartctl: "smartctl".into() };
        let senses = start((&config, &disks), data_dir.path(), as_clock, Arc::new(samples), targets.clone());
        Self { senses, targets, clock, batches, alive, data_dir }
    }

    pub(super) fn batches(&self, source: &str) -> Vec<SampleBatch> {
        self.batches.lock().unwrap().iter().filter(|batch| &*batch.source == source).cloned().collect()
    }

    /// The newest value of a series.
    pub(super) fn newest(&self, series: &str) -> Option<f64> {
        let batches = self.batches.lock().unwrap();
        let mut samples = batches.iter().rev().flat_map(|batch| &batch.samples);
        samples.find(|sample| sample.series.to_string() == series).map(|sample| sample.value)
    }
}

fn meminfo(name: &str) -> f64 {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap();
    let line = text.lines().find(|line| line.starts_with(&format!("{name}:"))).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() * 1024.0
}

fn has_whole_disk() -> bool {
    let made = ["loop", "ram", "zram", "dm-", "md", "sr", "fd", "nbd"];
    let entries = std::fs::read_dir("/sys/block").into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().into_string().unwrap()).any(|name| !made.iter().any(|m| name.starts_with(m)))
}

#[test]
fn every_host_metric_is_produced_and_none_that_has_no_name() {
    let running = Running::start(250, &[], &[]);
    until("three readings of the host", || running.batches("host").len() >= 3);
    until("the root is asked", || running.newest("host.disk.used_percent{/}").is_some());
    let batches = running.batches.lock().unwrap().clone();
    let produced: BTreeSet<String> =
        batches.iter().flat_map(|batch| &batch.samples).map(|sample| sample.series.metric.to_string()).collect();
    let mut wanted: BTreeSet<String> = HOST_METRICS.iter().map(|metric| (*metric).to_owned()).collect();
    let unknown: Vec<_> = produced.difference(&wanted).collect();
    assert!(unknown.is_empty(), "{unknown:?} are not in HOST_METRICS");
    wanted.remove("host.temperature.celsius");
    if !has_whole_disk() {
        wanted.retain(|metric| !metric.starts_with("host.io."));
    }
    if std::fs::read("/proc/pressure/cpu").is_err() {
        wanted.retain(|metric| !metric.starts_with("host.pressure."));
    }
    if meminfo("SwapTotal") == 0.0 {
        wanted.remove("host.swap.used_percent");
    }
    let missing: Vec<_> = wanted.difference(&produced).collect();
    assert!(missing.is_empty(), "{missing:?} are not produced");
    for sample in batches.iter().flat_map(|batch| &batch.samples) {
        assert!(sample.value.is_finite() && sample.value >= 0.0, "{sample:?}");
        assert!(!sample.series.metric.ends_with("_percent") || sample.value <= 100.0, "{sample:?}");
    }
}

#[test]
fn what_needs_two_readings_is_not_in_the_first_and_comes_soon() {
    let running = Running::start(60_000, &[], &[]);
    until("the first reading", || !running.batches("host").is_empty());
    let first = running.batches("host")[0].clone();
    let has = |batch: &SampleBatch, metric: &str| batch.samples.iter().any(|sample| &*sample.series.metric == metric);
    assert!(has(&first, "host.memory.used_percent") && has(&first, "host.load.1m"));
    assert!(!has(&first, "host.cpu.used_percent") && !has(&first, "host.net.sent_bytes_per_second"));
    until("the second reading, long before the interval", || running.batches("host").len() == 2);
    let second = running.batches("host")[1].clone();
    assert!(has(&second, "host.cpu.used_percent") && has(&second, "host.cpu.core_percent"));
    assert!(second.at.mono.since(first.at.mono) >= Duration::from_millis(190));
}

#[test]
fn memory_and_the_root_are_as_the_kernel_has_them() {
    let running = Running::start(60_000, &[], &["lo"]);
    until("the root is asked", || running.newest("host.disk.used_percent{/}").is_some());
    until("two readings", || running.batches("host").len() == 2);
    let value = |series: &str| running.newest(series).unwrap();
    let total = value("host.memory.used_bytes") + value("host.memory.available_bytes");
    assert!((total - meminfo("MemTotal")).abs() < 1.0, "{total}");
    assert!((value("host.memory.available_bytes") / meminfo("MemAvailable") - 1.0).abs() < 0.5);
    let df = std::process::Command::new("df").args(["-P", "-B1", "/"]).output().unwrap();
    let df = String::from_utf8(df.stdout).unwrap();
    let fields: Vec<&str> = df.lines().nth(1).unwrap().split_whitespace().collect();
    let percent: f64 = fields[4].trim_end_matches('%').parse().unwrap();
    assert!((value("host.disk.used_percent{/}") - percent).abs() <= 1.5, "{df}");
    assert!(running.newest("host.net.received_bytes_per_second{lo}").is_none());
}

#[test]
fn every_batch_comes_from_a_source_on_the_board() {
    let running = Running::start(100, &[], &[]);
    until("several readings", || running.batches("host").len() >= 3 && !running.batches("mount /").is_empty());
    let now = running.clock.now().mono;
    let board = running.senses.sources().view(now);
    let named = |name: &str| board.iter().find(|source| source.name == name);
    for batch in running.batches.lock().unwrap().iter() {
        assert!(named(&batch.source).is_some(), "{}", batch.source);
    }
    let services = named("services").expect("it looked, although nothing runs");
    assert!(services.age.is_some() && !services.stale);
    assert!(running.batches("services").is_empty());
    assert!(named("host").is_some_and(|host| !host.stale && host.age.is_some()));
    // Had it fallen silent, that would show.
    assert!(running.senses.sources().is_stale("host", now + Duration::from_mins(1)));
}

#[test]
fn ignored_mounts_are_not_on_the_board() {
    let running = Running::start(100, &["*"], &[]);
    until("several readings", || running.batches("host").len() >= 5);
    let board = running.senses.sources().view(running.clock.now().mono);
    assert!(!board.iter().any(|source| source.name.starts_with("mount ")), "{board:?}");
}

#[test]
fn dropping_the_senses_ends_every_thread_at_once() {
    let Running { senses, alive, batches, .. } = Running::start(60_000, &[], &[]);
    until("the sources run", || batches.lock().unwrap().iter().any(|batch| &*batch.source == "host"));
    assert!(Arc::strong_count(&alive) > 1);
    drop(senses);
    until("nobody can emit any more", || Arc::strong_count(&alive) == 1);
}
