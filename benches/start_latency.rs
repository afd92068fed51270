//! How long it takes from an order to a running process, and from a death to the next life.
//!
//! `cargo bench --bench start_latency -- [megabytes of memory that this process holds]`
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement, not the product")]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use autoagents_console::exec::Supervisor;
use autoagents_console::model::event::Event;
use autoagents_console::model::id::Generation;
use autoagents_console::model::instances::Instances;
use autoagents_console::model::service::Identity;
use autoagents_console::model::spec::{
    LogSpec, ProcessSpec, RestartPolicy, RestartSpec, ServiceKind, ServiceSpec, StopSignal, StopSpec,
};
use autoagents_console::ports::Processes;
use rustix::process::{Pid, Signal, kill_process};

const ROUNDS: u64 = 300;

fn main() {
    let megabytes = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(30_usize);
    let ballast = vec![1_u8; megabytes << 20];
    let dir = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (sender, events) = channel();
    let tell = Arc::new(move |event| drop(sender.send((Instant::now(), event))));
    let supervisor = Supervisor::new(dir.path(), "bench".to_owned(), runtime.handle().clone(), tell).unwrap();
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let reactor = std::thread::spawn(move || drop(runtime.block_on(ended)));

    println!("with {} MiB held, medians and 95th percentiles of {ROUNDS}:", ballast.len() >> 20);
    orders(&supervisor, &events, &dir.path().join("logs/bench.log"));
    deaths(&supervisor, &events);
    drop(end);
    reactor.join().unwrap();
}

/// From the order to its answer, and to the first thing that the process does.
fn orders(supervisor: &Supervisor, events: &Receiver<(Instant, Event)>, log: &std::path::Path) {
    let spec = service(&["/bin/echo", "up"]);
    let (mut answered, mut running) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        let before = log.metadata().map_or(0, |found| found.len());
        let ordered = Instant::now();
        supervisor.start(Arc::clone(&spec), Generation(round));
        while log.metadata().map_or(0, |found| found.len()) == before {
            std::thread::yield_now();
        }
        running.push(ordered.elapsed());
        answered.push(started(events).0 - ordered);
        while !matches!(events.recv().unwrap().1, Event::Exited { .. }) {}
    }
    say("order to `Started`", answered);
    say("order to the process's first output", running);
}

/// From kill -9 to the next `Started`, the order being given when the exit is told.
fn deaths(supervisor: &Supervisor, events: &Receiver<(Instant, Event)>) {
    let spec = service(&["/bin/sleep", "1000"]);
    let (mut seen, mut back) = (Vec::new(), Vec::new());
    supervisor.start(Arc::clone(&spec), Generation(1));
    let (_, mut identity) = started(events);
    for round in 2..=ROUNDS {
        std::thread::sleep(Duration::from_millis(2));
        let killed = Instant::now();
        kill(identity);
        while !matches!(events.recv().unwrap().1, Event::Exited { .. }) {}
        seen.push(killed.elapsed());
        supervisor.start(Arc::clone(&spec), Generation(round));
        let (at, next) = started(events);
        back.push(at - killed);
        identity = next;
    }
    kill(identity);
    say("kill -9 to `Exited`", seen);
    say("kill -9 to the next `Started`", back);
}

fn started(events: &Receiver<(Instant, Event)>) -> (Instant, Identity) {
    loop {
        if let (at, Event::Started { identity, .. }) = events.recv().unwrap() {
            return (at, identity);
        }
    }
}

fn kill(identity: Identity) {
    kill_process(Pid::from_raw(identity.pid).unwrap(), Signal::KILL).unwrap();
}

fn say(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    println!("{what:40} {:>10.2?} {:>10.2?}", times[times.len() / 2], times[times.len() * 95 / 100]);
}

fn service(command: &[&str]) -> Arc<ServiceSpec> {
    let process = ProcessSpec {
        command: command.iter().map(ToString::to_string).collect(),
        working_dir: PathBuf::from("/"),
        environment: [].into(),
        log: LogSpec { max_size: 1 << 20, keep: 2 },
        ..ProcessSpec::default()
    };
    Arc::new(ServiceSpec {
        name: "bench".into(),
        kind: ServiceKind::Process(process),
        instances: Instances::One,
        depends_on: Vec::new(),
        restart: RestartSpec {
            policy: RestartPolicy::Never,
            first_delay: Duration::ZERO,
            max_delay: Duration::ZERO,
            window: Duration::ZERO,
            max_in_window: 0,
            stable_after: Duration::ZERO,
        },
        stop: StopSpec { signal: StopSignal::Term, grace: Duration::ZERO, command: None },
        reload: None,
        probes: Vec::new(),
        recovery: autoagents_console::model::remedy::RemedySpec::default(),
        autostart: true,
    })
}
