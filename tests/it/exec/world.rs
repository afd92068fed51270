//! A supervisor with a data directory of its own. Whatever carries its mark is dead when it is dropped.

use std::cell::RefCell;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use autoagents_console::exec::Supervisor;
use autoagents_console::model::event::Event;
use autoagents_console::model::id::{Generation, ServiceName};
use autoagents_console::model::instances::Instances;
use autoagents_console::model::service::{Exit, Identity};
use autoagents_console::model::spec::{
    ExternalSpec, LogSpec, ProcessSpec, RestartPolicy, RestartSpec, ServiceKind, ServiceSpec, StopSignal, StopSpec,
};
use autoagents_console::ports::Processes;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// Nothing here takes longer, even on a loaded machine.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

pub(super) struct World {
    pub dir: PathBuf,
    pub data_id: String,
    pub supervisor: Supervisor,
    events: Receiver<Event>,
    /// Groups to end in the end, whatever their members' marks.
    groups: RefCell<Vec<i32>>,
    /// What has come and was not waited for yet.
    passed: RefCell<Vec<Event>>,
    _runtime_ends: tokio::sync::oneshot::Sender<()>,
    /// Removed with this, after all else.
    temporary: Option<tempfile::TempDir>,
}

impl World {
    pub(super) fn new() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let data_id = format!("{}-{}", std::process::id(), temporary.path().display());
        let mut world = Self::at(temporary.path().to_owned(), data_id);
        world.temporary = Some(temporary);
        world
    }

    /// A second life on the same data directory.
    pub(super) fn at(dir: PathBuf, data_id: String) -> Self {
        let (ends, ended) = tokio::sync::oneshot::channel::<()>();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let handle = runtime.handle().clone();
        std::thread::spawn(move || {
            let _ = runtime.block_on(ended);
            runtime.shutdown_background();
        });
        let (sender, events): (Sender<Event>, _) = channel();
        let tell = Arc::new(move |event| drop(sender.send(event)));
        let supervisor = Supervisor::new(&dir, data_id.clone(), handle, tell).unwrap();
        Self {
            dir,
            data_id,
            supervisor,
            events,
            groups: RefCell::default(),
            passed: RefCell::default(),
            _runtime_ends: ends,
            temporary: None,
        }
    }

    pub(super) fn start(&self, spec: &Arc<ServiceSpec>, generation: u64) -> Identity {
        self.supervisor.start(Arc::clone(spec), Generation(generation));
        let identity = self.wait(|event| match event {
            Event::Started { service, generation: of, identity } if *service == spec.name && of.0 == generation => {
                Some(*identity)
            }
            Event::StartFailed { why, .. } => panic!("not started: {why}"),
            _ => None,
        });
        self.groups.borrow_mut().push(identity.pid);
        identity
    }

    pub(super) fn start_failure(&self, spec: &Arc<ServiceSpec>) -> String {
        self.supervisor.start(Arc::clone(spec), Generation(1));
        self.wait(|event| match event {
            Event::StartFailed { why, .. } => Some(why.to_string()),
            Event::Started { .. } => panic!("it was started"),
            _ => None,
        })
    }

    pub(super) fn exit(&self, generation: u64) -> Exit {
        self.wait(|event| match event {
            Event::Exited { generation: of, exit, .. } if of.0 == generation => Some(*exit),
            _ => None,
        })
    }

    pub(super) fn swept(&self) -> usize {
        self.wait(|event| match event {
            Event::Swept { killed, .. } => Some(*killed),
            _ => None,
        })
    }

    /// The first event that is wanted; those before it are kept for later.
    pub(super) fn wait<T>(&self, wanted: impl Fn(&Event) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        let mut passed = self.passed.borrow_mut();
        if let Some((index, found)) = passed.iter().enumerate().find_map(|(index, event)| Some((index, wanted(event)?)))
        {
            passed.remove(index);
            return found;
        }
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let event = self.events.recv_timeout(left).expect("the event comes in time");
            match wanted(&event) {
                Some(found) => return found,
                None => passed.push(event),
            }
        }
    }

    /// Events that have come and were not waited for.
    pub(super) fn pending(&self) -> Vec<Event> {
        self.passed.take().into_iter().chain(self.events.try_iter()).collect()
    }

    pub(super) fn log(&self, name: &str) -> PathBuf {
        self.dir.join("logs").join(name)
    }

    /// Whatever carries this world's mark, by a look of the tests' own.
    pub(super) fn marked(&self) -> Vec<i32> {
        marked(&self.data_id)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        for group in self.groups.take() {
            let _ = kill_process_group(Pid::from_raw(group).unwrap(), Signal::KILL);
        }
        until("nothing is left", || {
            let left = self.marked();
            for pid in &left {
                let _ = kill_process(Pid::from_raw(*pid).unwrap(), Signal::KILL);
            }
            left.is_empty()
        });
        drop(self.temporary.take());
    }
}

fn marked(data_id: &str) -> Vec<i32> {
    let mark = format!("AUTOAGENTS_DATA_ID={data_id}");
    let entries = fs::read_dir("/proc").unwrap();
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|pid| {
            let environ = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
            environ.split(|byte| *byte == 0).any(|entry| entry == mark.as_bytes())
        })
        .collect()
}

/// Waits for a condition.
pub(super) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "in time: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Whether there is such a process that has not ended.
pub(super) fn lives(pid: i32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

pub(super) fn shell(script: &str) -> Arc<ServiceSpec> {
    service(&["/bin/sh", "-c", script])
}

pub(super) fn service(command: &[&str]) -> Arc<ServiceSpec> {
    Arc::new(spec(ServiceKind::Process(process(command))))
}

pub(super) fn process(command: &[&str]) -> ProcessSpec {
    ProcessSpec {
        command: command.iter().map(ToString::to_string).collect(),
        working_dir: PathBuf::from("/"),
        environment: [("FROM_SPEC".to_owned(), "yes".to_owned())].into(),
        log: LogSpec { max_size: 1 << 20, keep: 2 },
        ..ProcessSpec::default()
    }
}

pub(super) fn external(start_command: &[&str]) -> Arc<ServiceSpec> {
    let start_command = start_command.iter().map(ToString::to_string).collect();
    Arc::new(spec(ServiceKind::External(ExternalSpec { start_command, stop_command: Vec::new() })))
}

pub(super) fn spec(kind: ServiceKind) -> ServiceSpec {
    ServiceSpec {
        name: ServiceName::from("api"),
        kind,
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
        autostart: true,
        recovery: autoagents_console::model::remedy::RemedySpec::default(),
    }
}
