//! An office with a data directory of its own. Whatever carries its mark is dead when it is dropped.

use std::cell::RefCell;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

use autoagents_console::exec::steps::StepOffice;
use autoagents_console::model::event::Event;
use autoagents_console::model::id::RunId;
use autoagents_console::model::process::{AccountSpec, LimitsSpec};
use autoagents_console::model::service::Identity;
use autoagents_console::model::workflow::order::{Ending, Job, Reported, StepOrder, StepReport, Ticket};
use autoagents_console::model::workflow::state::StepFailure;
use autoagents_console::ports::Steps;
use rustix::process::Signal;

use crate::harness::{PATIENCE, PROGRAM, kill, lives, until, with_environment};

/// A data directory, over the lives of several consoles.
pub(super) struct Ground {
    dir: tempfile::TempDir,
    pub(super) data_id: String,
}

/// A console's office there. Its end is like the death of the console: nothing is said any more.
#[expect(clippy::struct_field_names, reason = "it is the office of this office")]
pub(super) struct Office {
    pub(super) office: StepOffice,
    reports: Receiver<StepReport>,
    passed: RefCell<Vec<StepReport>>,
    _runtime_ends: tokio::sync::oneshot::Sender<()>,
    runtime: Option<std::thread::JoinHandle<()>>,
}

impl Ground {
    pub(super) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let data_id = format!("{}-{}", std::process::id(), dir.path().display());
        Self { dir, data_id }
    }

    pub(super) fn office(&self) -> Office {
        self.office_with(PathBuf::from(PROGRAM))
    }

    /// With another worker.
    pub(super) fn office_with(&self, program: PathBuf) -> Office {
        let (ends, ended) = tokio::sync::oneshot::channel::<()>();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let handle = runtime.handle().clone();
        let runtime = std::thread::spawn(move || {
            let _ = runtime.block_on(ended);
            runtime.shutdown_background();
        });
        let (sender, reports): (Sender<StepReport>, _) = channel();
        let tell = Arc::new(move |event| {
            let Event::Stepped(news) = event else { return };
            for report in news {
                drop(sender.send(report));
            }
        });
        let office = StepOffice::with_worker(self.dir.path(), self.data_id.clone(), handle, tell, program);
        Office { office, reports, passed: RefCell::default(), _runtime_ends: ends, runtime: Some(runtime) }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// What a file there holds, when it does.
    pub(super) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// Everything alive that is ours.
    pub(super) fn marked(&self) -> Vec<i32> {
        let mark = format!("AUTOAGENTS_DATA_ID={}", self.data_id);
        with_environment(&mark).into_iter().filter(|pid| lives(*pid)).collect()
    }

    /// The worker, which there must be.
    pub(super) fn worker(&self) -> i32 {
        self.find_worker().expect("there is a worker")
    }

    /// The worker, where there is one.
    pub(super) fn find_worker(&self) -> Option<i32> {
        let is_one = |pid: &i32| {
            let words = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            words.split(|byte| *byte == 0).any(|word| word == b"__steps")
        };
        self.marked().into_iter().find(is_one)
    }

    pub(super) fn job(&self, command: &[&str]) -> Job {
        Job {
            workflow: "build".to_owned(),
            step: "compile".to_owned(),
            command: command.iter().map(ToString::to_string).collect(),
            environment: [("FROM_JOB".to_owned(), "yes".to_owned().into())].into(),
            secrets: [].into(),
            working_dir: self.dir.path().to_owned(),
            account: AccountSpec::default(),
            limits: LimitsSpec::default(),
            heartbeat: None,
            leaves_children: false,
            once: true,
        }
    }

    pub(super) fn shell(&self, script: &str) -> Job {
        self.job(&["/bin/sh", "-c", script])
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        until("nothing is left", || {
            let left = self.marked();
            for pid in &left {
                kill(*pid, Signal::KILL);
            }
            left.is_empty().then_some(())
        });
    }
}

impl Office {
    pub(super) fn run(&self, node: u32, job: Job) -> Ticket {
        let ticket = ticket(node);
        self.office.order(vec![StepOrder::Run(ticket, Box::new(job))]);
        ticket
    }

    /// The next report about that ticket which is wanted; the others are kept.
    pub(super) fn wait<T>(&self, ticket: Ticket, wanted: impl Fn(&Reported) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        let mut passed = self.passed.borrow_mut();
        let fits = |report: &StepReport| if report.ticket == ticket { wanted(&report.what) } else { None };
        if let Some((at, found)) = passed.iter().enumerate().find_map(|(at, report)| Some((at, fits(report)?))) {
            passed.remove(at);
            return found;
        }
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let report = self.reports.recv_timeout(left);
            let report = report.unwrap_or_else(|_| panic!("nothing of {ticket:?} came in time, but {passed:?}"));
            match fits(&report) {
                Some(found) => return found,
                None => passed.push(report),
            }
        }
    }

    pub(super) fn started(&self, ticket: Ticket) -> Identity {
        self.wait(ticket, |what| match what {
            Reported::Started { identity, .. } => Some(*identity),
            Reported::NotStarted { why } => panic!("not started: {why:?}"),
            _ => None,
        })
    }

    pub(super) fn ended(&self, ticket: Ticket) -> Ending {
        self.wait(ticket, |what| match what {
            Reported::Ended(ending) => Some(ending.clone()),
            Reported::NotStarted { why } => panic!("not started: {why:?}"),
            _ => None,
        })
    }

    pub(super) fn not_started(&self, ticket: Ticket) -> StepFailure {
        self.wait(ticket, |what| match what {
            Reported::NotStarted { why } => Some(why.clone()),
            Reported::Started { .. } => panic!("it was started"),
            _ => None,
        })
    }

    /// What has come and was not waited for.
    pub(super) fn pending(&self) -> Vec<StepReport> {
        self.passed.take().into_iter().chain(self.reports.try_iter()).collect()
    }

    /// The console dies: whatever it had open is closed.
    pub(super) fn dies(mut self) {
        let runtime = self.runtime.take().unwrap();
        drop(self);
        runtime.join().unwrap();
    }
}

pub(super) fn ticket(node: u32) -> Ticket {
    Ticket { run: RunId(7), node, undo: false, attempt: 1 }
}
